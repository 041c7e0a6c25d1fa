//! The streets of an extract, with what tells who may use them.

use std::path::Path;

use geo::{Coord, LineString};
use rustc_hash::FxHashMap;

use super::extract::{Extract, Tags, Wanted, keys};
use crate::domain::category::OsmVocabulary;
use crate::domain::record::{Outcome, Records, Stop, StreetRecord};
use crate::domain::street_tags;
use crate::import::batches::{Batches, Sink};
use crate::import::error::ImportError;
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;
use crate::import::street_lines::street_class;

/// Keys of what stands on a street.
const STOP_KEYS: [&str; 8] = [
    "access",
    "barrier",
    "bicycle",
    "foot",
    "locked",
    "motor_vehicle",
    "vehicle",
    "wheelchair",
];

/// `highway=*` of the drawn classes, and ferries.
pub(super) fn streets(
    path: &Path,
    file: &str,
    vocabulary: &OsmVocabulary,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    let fits = |tags: &Tags| class(tags, vocabulary).is_some() && tags.get("area").is_none_or(|a| a != "yes");
    let stands = |tags: &Tags| tags.contains_key("barrier");
    let wanted = Wanted {
        keys: keys(["highway", "route", "barrier"]),
        node: &stands,
        way: &fits,
        relation: None,
    };
    let mut extract = Extract::read(path, file, &wanted, progress)?;
    let mut ledger = Ledger::searching(file, "streets");
    extract.remark(&mut ledger);
    let mut batches = Batches::new(Records::Streets, sink);
    let mut accepted = 0;
    let mut cut = 0_u64;
    let ways = std::mem::take(&mut extract.ways);
    let standing: Standing<'_> = extract.nodes.iter().map(|(id, node)| (*id, &node.tags)).collect();
    for (id, mut way) in ways {
        ledger.read += 1;
        let (mut pieces, is_cut) = pieces(&extract, &standing, &way.refs);
        let Some(last) = pieces.pop() else {
            let there = way.refs.iter().filter(|node| extract.coords.contains_key(node));
            let why = if there.count() < 2 {
                "fewer than two of its nodes are in the extract"
            } else {
                "it has no length: its nodes lie in one place"
            };
            ledger.reject(&format!("way {id}"), Some("geometry"), why);
            continue;
        };
        accepted += 1;
        cut += u64::from(is_cut);
        let class = class(&way.tags, vocabulary).unwrap_or_default();
        let name = way.tags.remove("name").unwrap_or_default();
        way.tags
            .retain(|key, _| street_tags::KEYS.binary_search(&key.as_str()).is_ok());
        let mut push = |piece: Piece, name: String, tags: Tags| {
            let Piece { course, nodes, stops } = piece;
            batches.push(StreetRecord {
                course,
                class: class.to_owned(),
                name,
                tags,
                nodes,
                stops,
            });
        };
        for piece in pieces {
            push(piece, name.clone(), way.tags.clone());
        }
        push(last, name, way.tags);
    }
    if cut > 0 {
        ledger.note(Some("geometry"), format!("{cut} streets are cut at the extract's edge"));
    }
    batches.finish();
    ledger.close(accepted, "streets", "lines")
}

/// The drawing class of a way.
fn class<'a>(tags: &Tags, vocabulary: &'a OsmVocabulary) -> Option<&'a str> {
    match tags.get("highway") {
        Some(highway) => street_class(highway, vocabulary),
        None => (tags.get("route")? == "ferry").then_some("ferry"),
    }
}

/// What stands on nodes: asked for every corner there is.
type Standing<'a> = FxHashMap<i64, &'a Tags>;

/// A stretch of a way whose nodes are in the extract.
struct Piece {
    course: LineString<f64>,
    nodes: Vec<i64>,
    stops: Vec<Stop>,
}

/// The stretches of a way whose nodes are in the extract, and whether some are not.
fn pieces(extract: &Extract, standing: &Standing<'_>, refs: &[i64]) -> (Vec<Piece>, bool) {
    let (mut pieces, mut cut) = (Vec::new(), false);
    let (mut nodes, mut course): (Vec<i64>, Vec<Coord<f64>>) =
        (Vec::with_capacity(refs.len()), Vec::with_capacity(refs.len()));
    let mut end = |nodes: &mut Vec<i64>, course: &mut Vec<Coord<f64>>| {
        let (nodes, course) = (std::mem::take(nodes), std::mem::take(course));
        if course.iter().any(|corner| *corner != course[0]) {
            pieces.push(Piece {
                stops: stops(standing, &nodes),
                course: LineString::new(course),
                nodes,
            });
        }
    };
    for node in refs {
        match extract.coords.get(node) {
            Some(_) if nodes.last() == Some(node) => {}
            Some(at) => {
                nodes.push(*node);
                course.push(*at);
            }
            None => {
                cut = true;
                end(&mut nodes, &mut course);
            }
        }
    }
    end(&mut nodes, &mut course);
    (pieces, cut)
}

/// What stands on corners.
fn stops(standing: &Standing<'_>, nodes: &[i64]) -> Vec<Stop> {
    let found = nodes.iter().zip(0..).filter_map(|(node, corner)| {
        let said = standing.get(node)?.iter();
        let kept = said.filter(|(key, _)| STOP_KEYS.binary_search(&key.as_str()).is_ok());
        let tags = kept.map(|(key, value)| (key.clone(), value.clone())).collect();
        Some(Stop { corner, tags })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_keys_are_sorted_so_that_they_are_found() {
        assert!(street_tags::KEYS.is_sorted() && STOP_KEYS.is_sorted());
    }
}
