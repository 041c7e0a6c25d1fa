//! Barriers as lines and areas of any layer: a user's own, which close what they cross unless it is said that they don't.

use std::collections::BTreeMap;

use super::batches::{Batches, Sink};
use super::cell::Cell;
use super::error::ImportError;
use super::grounds::left_out;
use super::options::Options;
use super::progress::Progress;
use super::shape;
use super::sheet::Sheet;
use crate::domain::barrier::BarrierKind;
use crate::domain::record::{BarrierRecord, Outcome, Records};

/// What layers call barriers. The first sign that the word holds decides.
const SIGNS: [(&str, BarrierKind); 34] = [
    ("guard_rail", BarrierKind::Wall),
    ("护栏", BarrierKind::Wall),
    ("wall", BarrierKind::Wall),
    ("墙", BarrierKind::Wall),
    ("围栏", BarrierKind::Wall),
    ("栅栏", BarrierKind::Wall),
    ("篱", BarrierKind::Wall),
    ("fence", BarrierKind::Wall),
    ("hedge", BarrierKind::Wall),
    ("铁路", BarrierKind::Railway),
    ("高铁", BarrierKind::Railway),
    ("轨道", BarrierKind::Railway),
    ("轻轨", BarrierKind::Railway),
    ("rail", BarrierKind::Railway),
    ("高速", BarrierKind::Expressway),
    ("快速", BarrierKind::Expressway),
    ("高架", BarrierKind::Expressway),
    ("隔离带", BarrierKind::Expressway),
    ("分隔带", BarrierKind::Expressway),
    ("motorway", BarrierKind::Expressway),
    ("freeway", BarrierKind::Expressway),
    ("expressway", BarrierKind::Expressway),
    ("trunk", BarrierKind::Expressway),
    ("河", BarrierKind::Water),
    ("江", BarrierKind::Water),
    ("湖", BarrierKind::Water),
    ("渠", BarrierKind::Water),
    ("水", BarrierKind::Water),
    ("river", BarrierKind::Water),
    ("canal", BarrierKind::Water),
    ("lake", BarrierKind::Water),
    ("reservoir", BarrierKind::Water),
    ("basin", BarrierKind::Water),
    ("water", BarrierKind::Water),
];

/// Reads barriers.
pub(super) fn read(
    mut sheet: Sheet,
    options: &Options,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    let mut batches = Batches::new(Records::Barriers, sink);
    let mut unknown: BTreeMap<String, u64> = BTreeMap::new();
    sheet.each(progress, |row, placer, ledger| {
        let mut bad = false;
        let word = row.view.text("kind");
        let told = word.as_deref().and_then(kind);
        if let (Some(word), None, None) = (&word, told, options.barrier_kind) {
            *unknown.entry(word.clone()).or_default() += 1;
        }
        let closes = row.view.read("closes", Cell::truth, ledger, &mut bad);
        let accuracy_m = row.view.read("accuracy_m", Cell::amount, ledger, &mut bad);
        let shape = shape::line_or_area(row.view.row, row.geometry, placer, ledger);
        if let (Some(shape), false) = (shape, bad) {
            batches.push(BarrierRecord {
                shape,
                kind: options.barrier_kind.or(told).unwrap_or(BarrierKind::Line),
                name: row.view.text("name").unwrap_or_default(),
                closes: closes.or(options.barriers_close).unwrap_or(true),
                as_of: row.view.text("as_of"),
                accuracy_m,
            });
        }
    })?;
    left_out(
        "barriers of unknown kind are taken as lines of the user's (--kind says what they are)",
        &unknown,
        "kind",
        &mut sheet.ledger,
    );
    let accepted = batches.finish();
    sheet.ledger.close(accepted, "barriers", "lines or areas (polygons)")
}

/// The kind that a word means: itself, or a sign in it.
fn kind(word: &str) -> Option<BarrierKind> {
    let word = word.trim().to_lowercase();
    BarrierKind::parse(&word).or_else(|| {
        SIGNS
            .into_iter()
            .find(|(sign, _)| word.contains(sign))
            .map(|(_, kind)| kind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_themselves_or_by_a_sign_in_two_languages() {
        for (word, means) in [
            ("water", Some(BarrierKind::Water)),
            ("Line", Some(BarrierKind::Line)),
            ("河流", Some(BarrierKind::Water)),
            ("水系", Some(BarrierKind::Water)),
            ("铁路", Some(BarrierKind::Railway)),
            ("light_rail", Some(BarrierKind::Railway)),
            ("高速公路", Some(BarrierKind::Expressway)),
            ("城市快速路", Some(BarrierKind::Expressway)),
            ("隔离带", Some(BarrierKind::Expressway)),
            ("围墙", Some(BarrierKind::Wall)),
            ("city_wall", Some(BarrierKind::Wall)),
            ("guard_rail", Some(BarrierKind::Wall)),
            ("dog", None),
        ] {
            assert_eq!(kind(word), means, "{word}");
        }
    }
}
