//! The streets of an extract, with what tells who may use them.

use std::collections::BTreeMap;
use std::path::Path;

use geo::{Coord, LineString};

use super::extract::{Extract, Tags, Wanted, keys};
use crate::domain::category::OsmVocabulary;
use crate::domain::record::{Outcome, Records, Stop, StreetRecord};
use crate::import::batches::{Batches, Sink};
use crate::import::error::ImportError;
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;
use crate::import::street_lines::street_class;

/// Keys of a street that tell who may use it and how fast; the others are not kept.
const STREET_KEYS: [&str; 34] = [
    "access",
    "area",
    "bicycle",
    "bridge",
    "conveying",
    "covered",
    "cycleway",
    "foot",
    "footway",
    "highway",
    "incline",
    "indoor",
    "junction",
    "layer",
    "level",
    "maxspeed",
    "moped",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "motorroad",
    "oneway",
    "oneway:bicycle",
    "oneway:foot",
    "ramp:wheelchair",
    "route",
    "service",
    "sidewalk",
    "smoothness",
    "surface",
    "tracktype",
    "tunnel",
    "vehicle",
    "wheelchair",
];

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
    let extract = Extract::read(path, file, &wanted, progress)?;
    let mut ledger = Ledger::searching(file, "streets");
    extract.remark(&mut ledger);
    let mut batches = Batches::new(Records::Streets, sink);
    let mut accepted = 0;
    let mut cut = 0_u64;
    for (id, way) in &extract.ways {
        ledger.read += 1;
        let pieces = pieces(&extract, &way.refs);
        if pieces.is_empty() {
            ledger.reject(
                &format!("way {id}"),
                Some("geometry"),
                "fewer than two of its nodes are in the extract",
            );
            continue;
        }
        accepted += 1;
        cut += u64::from(way.refs.iter().any(|node| !extract.coords.contains_key(node)));
        let class = class(&way.tags, vocabulary).unwrap_or_default();
        let name = way.tags.get("name").cloned().unwrap_or_default();
        for Piece { course, nodes, stops } in pieces {
            batches.push(StreetRecord {
                course,
                class: class.to_owned(),
                name: name.clone(),
                tags: kept(&way.tags, &STREET_KEYS),
                nodes,
                stops,
            });
        }
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

fn kept(tags: &Tags, keys: &[&str]) -> BTreeMap<String, String> {
    tags.iter()
        .filter(|(key, _)| keys.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// A stretch of a way whose nodes are in the extract.
struct Piece {
    course: LineString<f64>,
    nodes: Vec<i64>,
    stops: Vec<Stop>,
}

/// The stretches of a way whose nodes are in the extract.
fn pieces(extract: &Extract, refs: &[i64]) -> Vec<Piece> {
    refs.split(|node| !extract.coords.contains_key(node))
        .map(|run| {
            let mut corners: Vec<(i64, Coord<f64>)> = run
                .iter()
                .filter_map(|node| Some((*node, extract.coords.get(node).copied()?)))
                .collect();
            corners.dedup_by_key(|(node, _)| *node);
            let stops = corners
                .iter()
                .zip(0..)
                .filter_map(|((node, _), corner)| {
                    let tags = kept(&extract.nodes.get(node)?.tags, &STOP_KEYS);
                    Some(Stop { corner, tags })
                })
                .collect();
            let (nodes, course): (Vec<i64>, Vec<Coord<f64>>) = corners.into_iter().unzip();
            Piece {
                course: LineString::new(course),
                nodes,
                stops,
            }
        })
        .filter(|piece| piece.course.0.iter().any(|corner| *corner != piece.course.0[0]))
        .collect()
}
