//! Communities dissolved into the towns, counties, prefectures and provinces that their codes name, with sums kept.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Geometry, MultiPolygon};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rustc_hash::FxHashSet;

use super::dissolve::dissolved;
use crate::domain::area_code::{AreaCode, UnitLevel, unit_above};
use crate::domain::verdict::Verdict;
use crate::store::{AssessmentRows, CoverageRow, StoreError, StoredCommunity, StoredTown, Workspace};
use crate::tiles::{Feature, Value};

/// Layers of units, the coarsest first.
pub(super) const LAYERS: [(&str, UnitLevel); 4] = [
    ("provinces", UnitLevel::Province),
    ("prefectures", UnitLevel::Prefecture),
    ("counties", UnitLevel::County),
    ("towns", UnitLevel::Town),
];

/// The units of a level, by code. Empty where no code names one; where some communities have none of that level, they stand for
/// themselves, so that the ground and the sums are whole.
///
/// A unit's ground is what its communities cover together, its name that of `names`, by code. Its people are the sum of theirs, given only where all of them are
/// known, and so are those whom a service covers; how many communities have each verdict is counted.
pub(super) fn units(
    stored: &StoredTown,
    rows: &AssessmentRows,
    names: &BTreeMap<String, String>,
    level: UnitLevel,
) -> Vec<Feature> {
    let mut members: BTreeMap<Option<AreaCode>, Vec<&StoredCommunity>> = BTreeMap::new();
    for community in &stored.communities {
        members.entry(unit_of(community, level)).or_default().push(community);
    }
    let alone = members.remove(&None).unwrap_or_default();
    if members.is_empty() {
        return Vec::new();
    }
    let mut coverage: BTreeMap<i64, Vec<&CoverageRow>> = BTreeMap::new();
    for row in &rows.coverage {
        coverage.entry(row.community).or_default().push(row);
    }
    let by_unit = members.into_iter().collect::<Vec<_>>().into_par_iter();
    let mut features: Vec<Feature> = by_unit
        .filter_map(|(code, members)| {
            let code = code?;
            let id = code.as_str().parse().ok()?;
            let mut properties = vec![property("level", level.key())];
            properties.extend(names.get(code.as_str()).map(|name| property("name", name.clone())));
            properties.push(property("code", code.as_str()));
            properties.push(property("communities", members.len() as i64));
            properties.extend(sums(&members, &coverage));
            let grounds: Vec<&MultiPolygon<f64>> = members.iter().map(|member| &member.record.boundary).collect();
            let ground = dissolved(&grounds);
            Some(Feature {
                id,
                geometry: Geometry::from(ground),
                properties,
            })
        })
        .collect();
    features.extend(alone.into_iter().map(|community| {
        let mut properties = vec![
            property("level", UnitLevel::Community.key()),
            property("name", community.record.name.clone()),
        ];
        let code = community.record.code.as_ref();
        properties.extend(code.map(|code| property("code", code.value.clone())));
        properties.push(property("communities", 1_i64));
        properties.extend(sums(&[community], &coverage));
        Feature {
            id: community.id.unsigned_abs(),
            geometry: Geometry::from(community.record.boundary.clone()),
            properties,
        }
    }));
    features
}

/// Names of the units above communities by their codes, as registers have them; of several the first that says one.
pub(super) fn names(workspace: &Workspace, version: Option<i64>) -> Result<BTreeMap<String, String>, StoreError> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    workspace.each_unit_at(version, &mut |unit| {
        let record = unit.record;
        if record.level != UnitLevel::Community && !record.name.is_empty() {
            names.entry(record.code.value).or_insert(record.name);
        }
    })?;
    Ok(names)
}

/// Whether a service has an answer in a community. Streets that do not suffice leave a share, but none that may be believed.
pub(super) fn is_assessed(row: &CoverageRow) -> bool {
    row.verdict != Verdict::NotAssessed.key()
}

thread_local! {
    /// Names of properties, each kept once: a million features have the same few.
    static NAMES: RefCell<FxHashSet<Arc<str>>> = RefCell::default();
}

/// A property of a feature of the map.
pub(super) fn property(name: &str, value: impl Into<Value>) -> (Arc<str>, Value) {
    let name = NAMES.with_borrow_mut(|names| {
        if let Some(known) = names.get(name) {
            return known.clone();
        }
        let new: Arc<str> = Arc::from(name);
        names.insert(new.clone());
        new
    });
    (name, value.into())
}

/// The unit of a level that a community lies in.
fn unit_of(community: &StoredCommunity, level: UnitLevel) -> Option<AreaCode> {
    unit_above(community.record.code.as_ref(), &community.record.parents, level)
}

/// What is added up of communities.
fn sums(members: &[&StoredCommunity], coverage: &BTreeMap<i64, Vec<&CoverageRow>>) -> Vec<(Arc<str>, Value)> {
    let own = |member: &&StoredCommunity| coverage.get(&member.id).map_or(&[][..], Vec::as_slice);
    let people = members
        .iter()
        .map(|member| own(member).iter().find_map(|row| row.people));
    let mut found: Vec<(Arc<str>, Value)> = Vec::new();
    found.extend(total(people).map(|people| property("people", people)));
    let mut services: BTreeMap<(&str, &str), Vec<&CoverageRow>> = BTreeMap::new();
    for row in members.iter().flat_map(own) {
        services.entry((&row.circle, &row.service)).or_default().push(row);
    }
    for ((circle, service), rows) in services {
        let key = |what: &str| format!("{circle}/{service}/{what}");
        let mut verdicts: BTreeMap<&str, i64> = BTreeMap::new();
        for row in &rows {
            *verdicts.entry(&row.verdict).or_default() += 1;
        }
        found.extend(
            verdicts
                .into_iter()
                .map(|(verdict, count)| property(&key(verdict), count)),
        );
        // Of a community without a row nothing is known.
        let whole = rows.len() == members.len();
        let people = total(rows.iter().map(|row| row.people)).filter(|people| whole && *people > 0.0);
        let known = |row: &&CoverageRow| row.covered_people.filter(|_| is_assessed(row));
        let covered = total(rows.iter().map(known)).filter(|_| whole);
        if let Some(covered) = covered {
            found.push(property(&key("covered_people"), covered));
            found.extend(people.map(|people| property(&key("share"), covered / people)));
        }
    }
    found
}

/// A sum of people in whole millionths, in any order the same; `None` where a part is not known.
fn total(parts: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let millionths = parts.map(|part| part.map(|people| (people * 1e6).round() as i64));
    let sum: Option<i64> = millionths.sum();
    sum.map(|sum| sum as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_with_an_unknown_part_is_not_known_and_others_are_exact() {
        assert_eq!(total([Some(0.1), Some(0.2)].into_iter()), Some(0.3));
        assert_eq!(total([Some(0.1), None].into_iter()), None);
    }
}
