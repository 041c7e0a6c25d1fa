//! One site for what is mapped twice: a node inside an area, a building on its ground.

use geo::{Coord, MultiPolygon};
use rstar::RTree;

use super::surroundings::{Indexed, at};
use crate::domain::record::SiteRecord;
use crate::import::ledger::Ledger;

/// A site that may be another one's double.
pub(super) struct Candidate {
    pub(super) row: String,
    pub(super) size: Option<f64>,
    pub(super) area: Option<MultiPolygon<f64>>,
    pub(super) record: SiteRecord,
}

/// Leaves out functions that a larger area around already has under the same name. A node without a name counts as its area's double.
pub(super) fn once(candidates: Vec<Candidate>, ledger: &mut Ledger) -> Vec<(String, SiteRecord)> {
    let indexed = candidates
        .iter()
        .enumerate()
        .filter_map(|(index, c)| Indexed::new(index.to_string(), c.area.clone()?))
        .collect();
    let index = RTree::bulk_load(indexed);
    let doubles: Vec<Vec<(usize, usize)>> = candidates
        .iter()
        .enumerate()
        .map(|(own, candidate)| doubled(own, candidate, &candidates, &index))
        .collect();
    let rows: Vec<String> = candidates.iter().map(|c| c.row.clone()).collect();
    let mut records = Vec::with_capacity(candidates.len());
    for (mut candidate, doubles) in candidates.into_iter().zip(doubles) {
        for (function, around) in doubles.iter().rev() {
            let gone = candidate.record.functions.remove(*function);
            ledger.warn(
                &candidate.row,
                Some("category"),
                format!("{} is there already as {}: counted once", gone.category, rows[*around]),
            );
        }
        if candidate.record.functions.is_empty() {
            // The other one is read and counted.
            ledger.passed_over(1);
        } else {
            records.push((candidate.row, candidate.record));
        }
    }
    records
}

/// Which functions of a candidate are another's, by their places.
fn doubled(own: usize, candidate: &Candidate, all: &[Candidate], index: &RTree<Indexed>) -> Vec<(usize, usize)> {
    let name = &candidate.record.name;
    let point = Coord {
        x: candidate.record.point.lon,
        y: candidate.record.point.lat,
    };
    let mut around: Vec<usize> = at(index, point)
        .filter_map(|indexed| indexed.id.parse().ok())
        .filter(|other| *other != own && larger(&all[*other], *other, candidate, own))
        .filter(|other| {
            let theirs = &all[*other].record.name;
            name == theirs && !name.is_empty() || candidate.area.is_none() && name.is_empty()
        })
        .collect();
    around.sort_unstable();
    candidate
        .record
        .functions
        .iter()
        .enumerate()
        .filter_map(|(place, function)| {
            let other = around.iter().find(|other| {
                all[**other]
                    .record
                    .functions
                    .iter()
                    .any(|f| f.category == function.category)
            })?;
            Some((place, *other))
        })
        .collect()
}

/// Larger, or as large and before it; everything is larger than a node.
fn larger(other: &Candidate, other_place: usize, candidate: &Candidate, place: usize) -> bool {
    let theirs = other.size.unwrap_or_default();
    candidate
        .size
        .is_none_or(|ours| theirs > ours || theirs.to_bits() == ours.to_bits() && other_place < place)
}
