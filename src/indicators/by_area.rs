//! The values of areas, out of the same parts as those of the whole.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::answer::{Area, Within};
use super::records::{Records, UnitRow};
use super::roll_up::roll_up;
use super::series::{Row, Series};
use super::tally::Tally;
use super::value::{Item, Value};
use crate::domain::area_code::{UnitLevel, is_whole};

/// The areas of one series.
struct OfSeries<'a> {
    /// Rows in the order of the codes of their areas.
    rows: Vec<&'a Row>,
    /// Which of them are an area's, and what they add up to.
    areas: BTreeMap<&'a str, (Range<usize>, Tally)>,
    /// Provisional communities of each area.
    provisional: BTreeMap<&'a str, usize>,
}

impl<'a> OfSeries<'a> {
    fn new(records: &'a Records, series: &'a Series, within: Within<'_>) -> Self {
        let level = within.level;
        let area_of = |item: Item| area_of(records, item, level).filter(|code| code.starts_with(within.digits));
        let placed = series.rows.iter().filter_map(|row| Some((area_of(row.item)?, row)));
        let mut placed: Vec<(&str, &Row)> = placed.collect();
        placed.sort_by_key(|(code, _)| *code);
        let mut areas = BTreeMap::new();
        let code = |at: usize| placed[at].0;
        let part = |at: usize| placed[at].1.part;
        roll_up(placed.len(), &[level.digits()], code, part, |_, area, units, tally| {
            areas.insert(area, (units, *tally));
        });
        let mut provisional: BTreeMap<&str, usize> = BTreeMap::new();
        for item in &series.provisional {
            if let Some(code) = area_of(*item) {
                *provisional.entry(code).or_default() += 1;
            }
        }
        Self {
            rows: placed.into_iter().map(|(_, row)| row).collect(),
            areas,
            provisional,
        }
    }

    fn value(&self, series: &Series, area: &str) -> Value {
        let provisional = self.provisional.get(area).copied().unwrap_or(0);
        match self.areas.get(area) {
            Some((units, tally)) => series.value_of(&self.rows[units.clone()], tally, provisional),
            None => series.value_of(&[], &Tally::default(), provisional),
        }
    }
}

/// The values of the areas of a level, in the order of their codes.
pub(super) fn areas(records: &Records, series: &[Series], within: Within<'_>) -> Vec<Area> {
    let all: Vec<OfSeries<'_>> = series.iter().map(|one| OfSeries::new(records, one, within)).collect();
    let of_one = |one: &OfSeries<'_>| {
        one.areas
            .keys()
            .chain(one.provisional.keys())
            .map(|code| (*code).to_owned())
            .collect::<Vec<_>>()
    };
    let codes: BTreeSet<String> = all.iter().flat_map(of_one).collect();
    let area = |code: String| Area {
        values: series
            .iter()
            .zip(&all)
            .map(|(series, own)| own.value(series, &code))
            .collect(),
        code: format!("{code:0<12}"),
    };
    codes.into_iter().map(area).collect()
}

/// Leading digits of the area of a level that something lies in; `None` where its code does not tell.
fn area_of(records: &Records, item: Item, level: UnitLevel) -> Option<&str> {
    let digits = level.digits();
    let unit = match item {
        Item::Community(at) => records.communities.get(at),
        // No larger unit lies in a smaller area.
        Item::Town(at) => records
            .towns
            .get(at)
            .filter(|unit| UnitLevel::of(&unit.code) >= Some(level)),
        Item::Above(at) => records
            .above
            .get(at)
            .filter(|unit| UnitLevel::of(&unit.code) >= Some(level)),
        Item::Facility(at) => {
            let facility = records.facilities.get(at)?;
            let Some(first) = facility.communities.first() else {
                return shared_area(records, &facility.may_be_in, digits);
            };
            records.communities.get(*first)
        }
        Item::Village(at) => {
            let village = records.villages.get(at)?;
            village.community.and_then(|at| records.communities.get(at))
        }
    }?;
    leading(unit, digits)
}

fn leading(unit: &UnitRow, digits: usize) -> Option<&str> {
    if is_whole(&unit.code) {
        unit.code.get(..digits)
    } else {
        None
    }
}

/// The area that all of some communities lie in.
fn shared_area<'a>(records: &'a Records, communities: &[usize], digits: usize) -> Option<&'a str> {
    let mut areas = communities
        .iter()
        .map(|at| leading(records.communities.get(*at)?, digits));
    let first = areas.next()??;
    areas.all(|area| area == Some(first)).then_some(first)
}
