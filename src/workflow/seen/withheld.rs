//! Counts that are withheld from whoever may not see exact ones, and features and rows without them.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cell, is_small, settle};
use super::ground::value;
use crate::domain::area_code::{UnitLevel, is_whole};
use crate::tiles::{Feature, Search, Value};
use crate::workflow::desk::{Desk, GapRow};
use crate::workflow::units::{self, property};

/// What is withheld of a desk; nothing by default. It is the same for everybody, so that two people can't put together what each may not know.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    /// Whether anybody asked at all.
    asked: bool,
    small: f64,
    /// Communities whose people are withheld.
    people: BTreeSet<u64>,
    /// Services (`circle/service`) whose counts are withheld, by community.
    services: BTreeMap<u64, BTreeSet<String>>,
    /// Units, by their digits, the whole being empty.
    unit_people: BTreeSet<String>,
    unit_services: BTreeMap<String, BTreeSet<String>>,
    /// Gaps, and their communities' services.
    gaps: BTreeSet<u64>,
}

struct Community<'a> {
    id: u64,
    code: String,
    people: f64,
    feature: &'a Feature,
}

impl Withheld {
    pub(super) fn new(desk: &Desk, small: f64) -> Self {
        let features = desk.tiles.find("communities", &Search::default()).unwrap_or_default();
        let communities: Vec<Community<'_>> = features
            .iter()
            .filter_map(|feature| {
                let code = match value(feature, "code") {
                    Some(Value::Text(code)) if is_whole(code) => code.to_string(),
                    _ => String::new(),
                };
                Some(Community {
                    id: feature.id,
                    code,
                    people: number(feature, "people")?,
                    feature,
                })
            })
            .collect();
        let mut withheld = Self {
            asked: true,
            small,
            ..Self::default()
        };
        let closed = odd_units(desk, &features);
        let mut cells: Vec<Cell> = communities.iter().map(|own| own.cell(vec![own.people])).collect();
        withheld.unit_people = settle(&mut cells, small, |unit| closed.contains(unit));
        withheld.people = cells.iter().filter(|cell| cell.hidden).map(|cell| cell.id).collect();
        let gaps = gaps_by_cell(desk);
        let services: BTreeSet<&str> = features.iter().flat_map(|feature| shares(feature)).collect();
        for service in services {
            withheld.settle_service(service, &communities, &gaps, &closed);
        }
        withheld
    }

    fn settle_service(
        &mut self,
        service: &str,
        communities: &[Community<'_>],
        gaps: &BTreeMap<(u64, String), Vec<(u64, f64)>>,
        closed: &BTreeSet<String>,
    ) {
        let key = format!("{service}/share");
        let mut cells: Vec<Cell> = Vec::new();
        for own in communities {
            let Some(share) = number(own.feature, &key) else {
                continue;
            };
            let mut cell = own.cell(vec![own.people * share, own.people * (1.0 - share)]);
            cell.hidden = self.people.contains(&own.id);
            let here = gaps.get(&(own.id, service.to_owned()));
            if let Some(here) = here {
                cell.hidden |= !self.settle_gaps(here);
            }
            cells.push(cell);
        }
        let unit_people = self.unit_people.clone();
        let units = settle(&mut cells, self.small, |unit| {
            closed.contains(unit) || unit_people.contains(unit)
        });
        for unit in units {
            self.unit_services.entry(unit).or_default().insert(service.to_owned());
        }
        for cell in cells.iter().filter(|cell| cell.hidden) {
            self.services.entry(cell.id).or_default().insert(service.to_owned());
            let here = gaps.get(&(cell.id, service.to_owned())).into_iter().flatten();
            self.gaps.extend(here.map(|(id, _)| *id));
        }
    }

    /// Withholds small gaps of one community and service with others beside them; false where that is not enough.
    fn settle_gaps(&mut self, gaps: &[(u64, f64)]) -> bool {
        let mut cells: Vec<Cell> = gaps
            .iter()
            .map(|(id, people)| Cell {
                id: *id,
                code: String::new(),
                amounts: vec![*people],
                hidden: false,
            })
            .collect();
        let enough = settle(&mut cells, self.small, |_| false).is_empty();
        self.gaps
            .extend(cells.iter().filter(|cell| cell.hidden).map(|cell| cell.id));
        enough
    }

    /// Whether nobody asked for anything to be withheld.
    pub(super) fn is_off(&self) -> bool {
        !self.asked
    }

    /// Whether a community's people are withheld.
    pub(super) fn hides_people(&self, community: u64) -> bool {
        self.people.contains(&community)
    }

    /// Whether a community's counts of a service (`circle/service`) are withheld.
    pub(super) fn hides_service(&self, community: u64, service: &str) -> bool {
        self.services.get(&community).is_some_and(|own| own.contains(service))
    }

    /// Whether a unit's people are withheld; the whole has no digits.
    pub(super) fn hides_unit_people(&self, unit: &str) -> bool {
        self.unit_people.contains(unit)
    }

    /// Whether a unit's counts of a service are withheld.
    pub(super) fn hides_unit_service(&self, unit: &str, service: &str) -> bool {
        let own = self.unit_services.get(unit);
        self.hides_unit_people(unit) || own.is_some_and(|own| own.contains(service))
    }

    /// Whether a count is small.
    pub(super) fn is_small(&self, amount: f64) -> bool {
        self.asked && is_small(amount, self.small)
    }

    /// A row without what is withheld.
    pub(super) fn taken_from_gap(&self, mut row: GapRow) -> GapRow {
        if self.gaps.contains(&row.id) || row.people.is_some_and(|people| self.is_small(people)) {
            row.people = None;
        }
        row
    }

    /// A feature without what is withheld, and with a property that says so beside each.
    pub(super) fn taken_from(&self, layer: &str, feature: Feature) -> Feature {
        if !self.asked {
            return feature;
        }
        match layer {
            "communities" => self.without(feature, |own, service| match service {
                None => self.hides_people(own),
                Some(service) => self.hides_service(own, service),
            }),
            "gaps" | "gap_points" => {
                let small = number(&feature, "people").is_some_and(|people| self.is_small(people));
                if small || self.gaps.contains(&feature.id) {
                    return said(feature, &BTreeSet::from(["people".to_owned()]));
                }
                feature
            }
            name if units::LAYERS.iter().any(|(unit, _)| *unit == name) => match unit(&feature) {
                Some(unit) => self.without(feature, |_, service| match service {
                    None => self.hides_unit_people(&unit),
                    Some(service) => self.hides_unit_service(&unit, service),
                }),
                // A community that lies in no larger unit stands there itself.
                None => self.taken_from("communities", feature),
            },
            _ => feature,
        }
    }

    /// Takes out what a question about people (`None`) and about each service says is hidden.
    fn without(&self, feature: Feature, hides: impl Fn(u64, Option<&str>) -> bool) -> Feature {
        let mut out: BTreeSet<String> = BTreeSet::new();
        for (name, counted) in &feature.properties {
            let amount = match counted {
                Value::Number(amount) => *amount,
                Value::Whole(amount) => *amount as f64,
                Value::Text(_) => continue,
            };
            let service = name.rsplit_once('/');
            let gone = match service {
                None => &**name == "people" && (hides(feature.id, None) || self.is_small(amount)),
                Some((service, "share" | "covered_people")) => hides(feature.id, Some(service)),
                // Of how many it is not known can be a small count of its own.
                Some((_, "share_upper")) => true,
                // A mean over services tells of each of them.
                Some((circle, "mean")) => shares(&feature)
                    .any(|own| own.split_once('/').is_some_and(|(of, _)| of == circle) && hides(feature.id, Some(own))),
                Some(_) => false,
            };
            if gone {
                out.insert(name.to_string());
            }
        }
        said(feature, &out)
    }
}

impl Community<'_> {
    fn cell(&self, amounts: Vec<f64>) -> Cell {
        Cell {
            id: self.id,
            code: self.code.clone(),
            amounts,
            hidden: false,
        }
    }
}

/// A feature without properties, which are told to be withheld.
fn said(mut feature: Feature, out: &BTreeSet<String>) -> Feature {
    feature.properties.retain(|(name, _)| !out.contains(&**name));
    let told = out.iter().map(|name| property(&format!("{name}/withheld"), 1_i64));
    feature.properties.extend(told);
    feature
}

/// The services of which a feature tells a share: `circle/service`.
fn shares(feature: &Feature) -> impl Iterator<Item = &str> {
    let names = feature.properties.iter().map(|(name, _)| &**name);
    names.filter_map(|name| name.strip_suffix("/share"))
}

fn number(feature: &Feature, name: &str) -> Option<f64> {
    match value(feature, name)? {
        Value::Number(number) => Some(*number),
        Value::Whole(number) => Some(*number as f64),
        Value::Text(_) => None,
    }
}

/// The digits of a unit; `None` of a community among units.
fn unit(feature: &Feature) -> Option<String> {
    // A community that stands for itself has a code too, which may look like a unit's.
    if matches!(value(feature, "level"), Some(Value::Text(level)) if **level == *UnitLevel::Community.key()) {
        return None;
    }
    let Some(Value::Text(code)) = value(feature, "code") else {
        return None;
    };
    let level = UnitLevel::of(code)?;
    Some(code[..level.digits()].to_owned())
}

/// Units whose communities are not those that their digits say, because a community names its units otherwise: no sum of theirs is told.
fn odd_units(desk: &Desk, communities: &[&Feature]) -> BTreeSet<String> {
    let codes = communities.iter().filter_map(|feature| match value(feature, "code") {
        Some(Value::Text(code)) if is_whole(code) => Some(&**code),
        _ => None,
    });
    let codes: Vec<&str> = codes.collect();
    let mut odd = BTreeSet::new();
    for (layer, _) in units::LAYERS {
        for feature in desk.tiles.find(layer, &Search::default()).unwrap_or_default() {
            let Some(unit) = unit(feature) else { continue };
            let by_digits = codes.iter().filter(|code| code.starts_with(&unit)).count();
            let told = number(feature, "communities").unwrap_or(-1.0);
            if (told - by_digits as f64).abs() > 0.5 {
                odd.insert(unit);
            }
        }
    }
    odd
}

/// Gaps with their people, by community and service.
fn gaps_by_cell(desk: &Desk) -> BTreeMap<(u64, String), Vec<(u64, f64)>> {
    let mut found: BTreeMap<(u64, String), Vec<(u64, f64)>> = BTreeMap::new();
    for (circle, group) in desk.gaps.keys() {
        for row in desk.gaps.of(circle, group).unwrap_or_default() {
            let key = (row.community.unsigned_abs(), format!("{circle}/{group}"));
            found.entry(key).or_default().push((row.id, row.people.unwrap_or(0.0)));
        }
    }
    found
}
