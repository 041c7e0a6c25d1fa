//! Compounds of an extract. Most residential areas are open, so an area is a compound only where something says that it is closed: its own
//! tags, or a wall along most of its outline.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use geo::Coord;

use super::areas::NoArea;
use super::extract::{Extract, Tags, Wanted, keys};
use crate::crs::LonLat;
use crate::domain::ids::SourceCode;
use crate::domain::record::{CompoundRecord, Outcome, Records};
use crate::import::Request;
use crate::import::batches::{Batches, Sink};
use crate::import::error::ImportError;
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;
use crate::import::rings::Mended;

/// Kinds of `barrier` that close an outline.
const WALLS: [&str; 7] = [
    "wall",
    "fence",
    "city_wall",
    "retaining_wall",
    "hedge",
    "guard_rail",
    "yes",
];
/// Kinds of `barrier` that people go through.
const GATES: [&str; 9] = [
    "gate",
    "lift_gate",
    "swing_gate",
    "sliding_gate",
    "wicket_gate",
    "kissing_gate",
    "turnstile",
    "full-height_turnstile",
    "entrance",
];
/// Values of `entrance` that residents do not go in by.
const NO_WAY_IN: [&str; 5] = ["no", "exit", "emergency", "service", "garage"];
/// Share of an outline's length along which walls must run.
const WALLED: f64 = 0.5;

/// Reads the compounds of an extract.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    let wall = |tags: &Tags| tags.get("barrier").is_some_and(|value| WALLS.contains(&value.as_str()));
    let way = |tags: &Tags| homes(tags) || wall(tags);
    let wanted = Wanted {
        keys: keys(["landuse", "place", "barrier", "entrance", "residential"]),
        node: &is_gate,
        way: &way,
        relation: Some(&homes),
    };
    let extract = Extract::read(request.path, file, &wanted, progress)?;
    progress.step("making areas");
    let mut ledger = Ledger::searching(file, "compounds");
    extract.remark(&mut ledger);
    let walls: HashSet<(i64, i64)> = extract
        .ways
        .values()
        .filter(|way| wall(&way.tags))
        .flat_map(|way| steps(&way.refs))
        .collect();
    let mut batches = Batches::new(Records::Compounds, sink);
    let mut open = 0_u64;
    let mut without = 0_u64;
    let mut take = |row: &str, tags: &Tags, outline: &[&[i64]], area: Result<Mended, NoArea>, ledger: &mut Ledger| {
        if !(said_closed(tags) || walled(&extract, outline, &walls)) {
            open += 1;
            return;
        }
        ledger.read += 1;
        match area {
            Ok(mended) => {
                ledger.mended(row, &mended);
                let gates = gates(&extract, outline);
                without += u64::from(gates.is_empty());
                batches.push(CompoundRecord {
                    code: Some(SourceCode {
                        scheme: "osm".to_owned(),
                        value: row.replace("way ", "w").replace("relation ", "r"),
                    }),
                    name: tags.get("name").cloned().unwrap_or_default(),
                    outline: mended.area,
                    gates,
                    as_of: extract.as_of.clone(),
                    accuracy_m: None,
                });
            }
            Err(what) => ledger.reject(row, Some("geometry"), what.to_string()),
        }
    };
    for (id, way) in extract.ways.iter().filter(|(_, way)| way.closed() && homes(&way.tags)) {
        let row = format!("way {id}");
        take(&row, &way.tags, &[&way.refs], extract.way_area(way), &mut ledger);
    }
    for (id, relation) in &extract.relations {
        let ways: BTreeMap<i64, &[i64]> = relation
            .ways
            .iter()
            .filter_map(|way| Some((*way, extract.way(*way)?.refs.as_slice())))
            .collect();
        let outline: Vec<&[i64]> = ways.into_values().collect();
        let row = format!("relation {id}");
        take(
            &row,
            &relation.tags,
            &outline,
            extract.relation_area(relation),
            &mut ledger,
        );
    }
    if open > 0 && ledger.read == 0 {
        return Err(ImportError::Empty {
            what: format!(
                "compounds (it has {open} residential areas, but no tag says that one is closed, and walls run along less than half of their outlines)"
            ),
            file: file.to_owned(),
            layer: String::new(),
        });
    }
    if open > 0 {
        ledger.note(
            None,
            format!(
                "{open} residential areas are not taken as compounds: no tag says that they are closed, and walls run along less than half of their outlines"
            ),
        );
    }
    if without > 0 {
        ledger.note(
            Some("gates"),
            format!("{without} compounds have no gate on their outline: how far people walk there is a range"),
        );
    }
    ledger.close(batches.finish(), "compounds", "areas")
}

/// Whether an area is where people live.
fn homes(tags: &Tags) -> bool {
    let is = |key: &str, values: &[&str]| tags.get(key).is_some_and(|value| values.contains(&value.as_str()));
    is("landuse", &["residential"]) || is("place", &["neighbourhood", "quarter", "city_block", "plot"])
}

/// Whether the tags say that it is closed.
fn said_closed(tags: &Tags) -> bool {
    let is = |key: &str, values: &[&str]| tags.get(key).is_some_and(|value| values.contains(&value.as_str()));
    is("gated", &["yes"])
        || is("residential", &["gated", "gated_community"])
        || is("access", &["private", "residents", "permit", "no"])
        || is("barrier", &WALLS)
}

/// Where residents go through. `access=private` is theirs.
fn is_gate(tags: &Tags) -> bool {
    let shut = tags.get("access").is_some_and(|value| value == "no") || tags.get("foot").is_some_and(|v| v == "no");
    let gate = tags.get("barrier").is_some_and(|value| GATES.contains(&value.as_str()));
    let door = tags
        .get("entrance")
        .is_some_and(|value| !NO_WAY_IN.contains(&value.as_str()));
    (gate || door) && !shut
}

/// The steps from corner to corner, whichever way they are walked.
fn steps(refs: &[i64]) -> impl Iterator<Item = (i64, i64)> + '_ {
    refs.windows(2).map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1])))
}

/// Whether walls run along at least half of an outline.
fn walled(extract: &Extract, outline: &[&[i64]], walls: &HashSet<(i64, i64)>) -> bool {
    let length = |(from, to): (i64, i64)| {
        let (Some(a), Some(b)) = (extract.coords.get(&from), extract.coords.get(&to)) else {
            return 0.0;
        };
        let Coord { x, y } = *b - *a;
        (x * a.y.to_radians().cos()).hypot(y)
    };
    let (mut whole, mut along) = (0.0, 0.0);
    for step in outline.iter().flat_map(|refs| steps(refs)) {
        whole += length(step);
        along += if walls.contains(&step) { length(step) } else { 0.0 };
    }
    whole > 0.0 && along >= whole * WALLED
}

/// The gates on an outline, in the order of their numbers.
fn gates(extract: &Extract, outline: &[&[i64]]) -> Vec<LonLat> {
    let corners: BTreeSet<i64> = outline.iter().flat_map(|refs| refs.iter().copied()).collect();
    corners
        .iter()
        .filter_map(|id| extract.nodes.get(id))
        .filter_map(|node| LonLat::new(node.place.x, node.place.y).ok())
        .collect()
}
