//! The layers of the map: rows of the workspace and of an assessment as features.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Geometry, Point};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::layer_fields::fields;
use super::scenario_layers::Proposal;
use super::units::property;
use crate::domain::barrier::BarrierShape;
use crate::domain::community::{CommitteeType, PopulationBasis};
use crate::domain::record::SiteRecord;
use crate::report::CommunityFacts;
use crate::store::{AssessmentRows, CoverageRow, StoredBarrier, StoredLand, StoredPeople, StoredStreet, StoredTown};
use crate::tiles::{Feature, Layer, Value};

type Properties = Vec<(Arc<str>, Value)>;

/// A layer of an assessment by its name.
pub(super) fn layer(name: &str, features: impl IntoIterator<Item = Feature>, rows: &AssessmentRows) -> Layer {
    let (min_zoom, max_zoom) = match name {
        "buildings" => (12, 16),
        "streets" | "barriers" => (8, 16),
        _ => (0, 16),
    };
    Layer {
        name: name.to_owned(),
        features: features.into_iter().collect(),
        min_zoom,
        max_zoom,
        fields: fields(name, rows),
    }
}

/// A feature of a row of the workspace.
pub(super) fn feature(id: i64, geometry: Geometry<f64>, properties: Properties) -> Feature {
    Feature {
        id: id.unsigned_abs(),
        geometry,
        properties,
    }
}

/// What is known, as a property; nothing of what is not.
fn known(name: &str, value: Option<impl Into<Value>>) -> Option<(Arc<str>, Value)> {
    value.map(|value| property(name, value))
}

/// A text that says something.
fn said(name: &str, text: &str) -> Option<(Arc<str>, Value)> {
    (!text.is_empty()).then(|| property(name, text))
}

/// Communities with what an assessment found in them. `facts` are those of its document.
pub(super) fn communities(
    stored: &StoredTown,
    rows: &AssessmentRows,
    facts: &BTreeMap<i64, CommunityFacts>,
) -> Vec<Feature> {
    let coverage = grouped(&rows.coverage, |found| found.community);
    let counts = grouped(&rows.counts, |counts| counts.community);
    let none = CommunityFacts::default();
    stored
        .communities
        .iter()
        .map(|row| {
            let record = &row.record;
            let facts = facts.get(&row.id).unwrap_or(&none);
            let mut properties = vec![property("level", "community"), property("name", record.name.clone())];
            properties.extend(known("code", record.code.as_ref().map(|code| code.value.clone())));
            properties.extend(known("committee_type", record.committee_type.map(CommitteeType::key)));
            properties.extend(record.provisional.then(|| property("provisional", 1_i64)));
            let own = coverage.get(&row.id).into_iter().flatten();
            properties.extend(known("people", own.clone().find_map(|found| found.people)));
            properties.extend(known("population_basis", facts.population_basis.clone()));
            properties.extend(known("as_of", facts.as_of.clone()));
            properties.extend(known("area_m2", facts.area_m2));
            properties.extend(known("residential_land_m2", facts.residential_land_m2));
            own.for_each(|found| properties.extend(of_service(found)));
            // How many services were assessed says nothing of ground that was made from them.
            let told = counts.get(&row.id).filter(|_| !record.provisional);
            for counts in told.into_iter().flatten() {
                properties.push(property(&format!("{}/assessed", counts.circle), counts.assessed));
                properties.extend(known(&format!("{}/mean", counts.circle), counts.mean_reached));
            }
            feature(row.id, Geometry::from(record.boundary.clone()), properties)
        })
        .collect()
}

/// What was found of a service: beside *not assessed* there is no number, so that nobody takes one for an answer.
fn of_service(found: &CoverageRow) -> Properties {
    let key = |what: &str| format!("{}/{}/{what}", found.circle, found.service);
    let mut properties = vec![property(&key("verdict"), found.verdict.clone())];
    if super::units::is_assessed(found) {
        properties.extend(known(&key("share"), found.share));
        properties.extend(known(&key("share_upper"), upper(found)));
        properties.extend(known(&key("covered_people"), found.covered_people));
    }
    properties.extend(found.near_the_line.then(|| property(&key("near"), 1_i64)));
    properties
}

/// The upper end of the share, where it is not the lower one.
fn upper(found: &CoverageRow) -> Option<f64> {
    let unknown = found.unknown_people.filter(|unknown| *unknown > 0.0)?;
    let people = found.people.filter(|people| *people > 0.0)?;
    found.share?;
    Some((found.covered_people? + unknown) / people)
}

fn grouped<T>(rows: &[T], community: impl Fn(&T) -> i64) -> BTreeMap<i64, Vec<&T>> {
    let mut groups: BTreeMap<i64, Vec<&T>> = BTreeMap::new();
    for row in rows {
        groups.entry(community(row)).or_default().push(row);
    }
    groups
}

/// Facilities; `proposals` says which of them a scenario changes.
pub(super) fn facilities(stored: &StoredTown, hosts: &BTreeMap<i64, String>, proposals: &[Proposal]) -> Vec<Feature> {
    let changes: BTreeMap<i64, &str> = proposals.iter().map(|own| (own.site.id, own.change)).collect();
    let sites = stored.sites.par_iter().map_init(Words::default, |words, row| {
        let record = &row.record;
        let flag = |value: Option<bool>| value.map(i64::from);
        let mut properties = vec![property("name", record.name.as_str())];
        properties.extend(known("code", record.code.as_ref().map(|code| code.value.as_str())));
        properties.extend(functions(record, words));
        properties.push(property("source", words.shared(&row.source)));
        let state = record.functions.first().map(|first| first.state.key());
        properties.extend(known("state", state.map(|state| words.shared(state))));
        properties.extend(known("floor_area_m2", record.floor_area_m2));
        properties.extend(known("opening_hours", record.opening_hours.as_deref()));
        properties.extend(known("fee", flag(record.fee)));
        properties.extend(known("open_to_public", flag(record.open_to_public)));
        properties.extend(known("host", hosts.get(&row.id).map(|host| words.shared(host))));
        properties.extend(known("host_code", record.host_code.as_deref()));
        properties.extend(known("change", changes.get(&row.id).copied()));
        properties.extend(known("as_of", record.as_of.as_ref().map(|as_of| words.shared(as_of))));
        properties.extend(known("accuracy_m", record.accuracy_m));
        feature(row.id, point(record), properties)
    });
    sites.collect()
}

/// Texts that many features have, each kept once.
#[derive(Debug, Default)]
struct Words(FxHashSet<Arc<str>>);

impl Words {
    fn shared(&mut self, text: &str) -> Value {
        let own = self.0.get(text).cloned().unwrap_or_else(|| {
            let new: Arc<str> = Arc::from(text);
            self.0.insert(new.clone());
            new
        });
        Value::Text(own)
    }
}

/// What a scenario does to facilities.
pub(super) fn proposals(proposals: &[Proposal]) -> Vec<Feature> {
    let drawn = proposals.iter().map(|own| {
        let record = &own.site.record;
        let mut properties = vec![property("change", own.change), property("name", record.name.clone())];
        properties.extend(functions(record, &mut Words::default()));
        properties.push(property("source", own.site.source.clone()));
        feature(own.site.id, point(record), properties)
    });
    drawn.collect()
}

/// The categories of a site, and the first with how much it holds.
fn functions(record: &SiteRecord, words: &mut Words) -> Properties {
    let all: Vec<&str> = record.functions.iter().map(|own| own.category.as_str()).collect();
    let first = record.functions.first();
    let mut properties = vec![property("categories", words.shared(&format!(";{};", all.join(";"))))];
    properties.extend(known("category", first.map(|first| words.shared(&first.category))));
    properties.extend(known("capacity", first.and_then(|first| first.capacity)));
    properties
}

fn point(record: &SiteRecord) -> Geometry<f64> {
    Geometry::from(Point::new(record.point.lon, record.point.lat))
}

/// Ground within reach of each service.
pub(super) fn circles(rows: &AssessmentRows) -> Vec<Feature> {
    let properties = |row: &crate::store::ReachRow| {
        vec![
            property("circle", row.circle.clone()),
            property("group", row.service.clone()),
            property("radius_m", row.radius_m),
            property("facilities", row.sites),
        ]
    };
    rows.reach
        .iter()
        .zip(1..)
        .map(|(row, id)| feature(id, Geometry::from(row.ground.clone()), properties(row)))
        .collect()
}

/// Gaps, as the shape that is made of each; those of which none is are left out.
pub(super) fn gaps(
    stored: &StoredTown,
    rows: &AssessmentRows,
    geometry: impl Fn(&crate::store::GapRow) -> Option<Geometry<f64>>,
) -> Vec<Feature> {
    let codes = stored.communities.iter().filter_map(|row| {
        let code = row.record.code.as_ref()?;
        Some((row.id, code.value.as_str()))
    });
    let codes: BTreeMap<i64, &str> = codes.collect();
    rows.gaps
        .iter()
        .filter_map(|row| {
            let mut properties = vec![
                property("circle", row.circle.clone()),
                property("group", row.service.clone()),
                property("community", row.community),
                property("community_name", row.community_name.clone()),
                property("people", row.people),
                property("land_m2", row.land_m2),
            ];
            properties.extend(known("community_code", codes.get(&row.community).copied()));
            properties.extend(known("nearest_m", row.nearest_m));
            Some(feature(row.id, geometry(row)?, properties))
        })
        .collect()
}

/// Residential land.
pub(super) fn land(stored: &StoredTown) -> Vec<Feature> {
    let piece = |land: &StoredLand| {
        feature(
            land.id,
            Geometry::from(land.record.ground.clone()),
            vec![property("use", land.record.land_use.clone())],
        )
    };
    stored.land.iter().map(piece).collect()
}

/// Buildings; who lives in them is not said.
pub(super) fn buildings(stored: &StoredTown) -> Vec<Feature> {
    stored
        .buildings
        .iter()
        .map(|row| {
            let dwelling = vec![property("dwelling", i64::from(row.record.dwelling))];
            feature(row.id, Geometry::from(row.record.footprint.clone()), dwelling)
        })
        .collect()
}

/// A barrier.
pub(super) fn barrier(row: StoredBarrier) -> Feature {
    let mut properties = vec![property("kind", row.record.kind.key())];
    properties.extend(said("name", &row.record.name));
    let shape = match row.record.shape {
        BarrierShape::Line(line) => Geometry::from(line),
        BarrierShape::Area(area) => Geometry::from(area),
    };
    feature(row.id, shape, properties)
}

/// A street.
pub(super) fn street(row: StoredStreet) -> Feature {
    let mut properties = vec![property("class", row.record.class)];
    properties.extend(said("name", &row.record.name));
    feature(row.id, Geometry::from(row.record.course), properties)
}

/// Where people live, hamlets and points of a population table side by side: their ids are even and odd.
pub(super) fn demand(stored: &StoredTown) -> Vec<Feature> {
    let hamlets = stored.hamlets.iter().map(|row| place(row, "hamlet", row.id * 2));
    let points = stored.population.iter();
    hamlets
        .chain(points.map(|row| place(row, "population", row.id * 2 + 1)))
        .collect()
}

fn place(row: &StoredPeople, kind: &str, id: i64) -> Feature {
    let record = &row.record;
    let mut properties = vec![property("kind", kind)];
    properties.extend(said("name", &record.name));
    properties.extend(known("parent_code", record.parent_code.clone()));
    properties.extend(known("people", record.people.map(crate::units::Persons::as_f64)));
    properties.extend(known("population_basis", record.basis.map(PopulationBasis::key)));
    properties.extend(known("households", record.households.map(i64::from)));
    properties.extend(known("as_of", record.as_of.clone()));
    properties.extend(known("accuracy_m", record.accuracy_m));
    feature(
        id,
        Geometry::from(Point::new(record.point.lon, record.point.lat)),
        properties,
    )
}
