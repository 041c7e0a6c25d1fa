//! Buildings, residential land, streets and hamlets of an extract.

use std::path::Path;

use geo::{Coord, LineString};

use super::extract::{Extract, Tags, Wanted, keys};
use crate::crs::LonLat;
use crate::domain::category::OsmVocabulary;
use crate::domain::record::{BuildingRecord, LandRecord, Outcome, PeopleRecord, Records, StreetRecord};
use crate::import::batches::{Batches, Sink};
use crate::import::cell::Cell;
use crate::import::communities::people;
use crate::import::error::ImportError;
use crate::import::grounds::street_class;
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;
use crate::import::rings::Mended;

type Layer = Result<Outcome, ImportError>;

/// Tags that tell that a `building=yes` serves something else than living.
const OTHER_USES: [&str; 12] = [
    "amenity",
    "shop",
    "office",
    "leisure",
    "tourism",
    "healthcare",
    "craft",
    "industrial",
    "man_made",
    "power",
    "railway",
    "military",
];

/// Goes through areas with a tag, and hands over those that are whole.
fn each_area(
    path: &Path,
    file: &str,
    (key, looked_for): (&str, &'static str),
    fits: &dyn Fn(&Tags) -> bool,
    progress: &dyn Progress,
    mut take: impl FnMut(&Tags, Mended, Option<String>),
) -> Result<Ledger, ImportError> {
    let wanted = Wanted {
        keys: keys([key]),
        node: &|_| false,
        way: fits,
        relation: fits,
    };
    let extract = Extract::read(path, file, &wanted, progress)?;
    progress.step("making areas");
    let mut ledger = Ledger::searching(file, looked_for);
    extract.remark(&mut ledger);
    for (row, tags, area) in extract.areas() {
        ledger.read += 1;
        match area {
            Ok(mended) => {
                for note in &mended.notes {
                    ledger.warn(&row, Some("geometry"), note.clone());
                }
                take(tags, mended, extract.as_of.clone());
            }
            Err(what) => ledger.reject(&row, Some("geometry"), what.to_string()),
        }
    }
    Ok(ledger)
}

/// `building=*`.
pub(super) fn buildings(
    path: &Path,
    file: &str,
    vocabulary: &OsmVocabulary,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Layer {
    let fits = |tags: &Tags| tags.get("building").is_some_and(|value| value != "no");
    let mut batches = Batches::new(Records::Buildings, sink);
    let ledger = each_area(
        path,
        file,
        ("building", "buildings"),
        &fits,
        progress,
        |tags, mended, as_of| {
            let levels = tags
                .get("building:levels")
                .and_then(|text| Cell::of_text(text).amount().ok().flatten())
                .filter(|levels| *levels > 0.0);
            batches.push(BuildingRecord {
                footprint: mended.area,
                levels,
                dwelling: dwelling(tags, vocabulary),
                as_of,
                accuracy_m: None,
            });
        },
    )?;
    ledger.close(batches.finish(), "buildings", "areas")
}

/// Whether people may live in a building. `yes` says nothing of use, so its other tags do.
fn dwelling(tags: &Tags, vocabulary: &OsmVocabulary) -> bool {
    let Some(value) = tags.get("building") else {
        return false;
    };
    let listed = value
        .split(';')
        .any(|one| vocabulary.dwelling_buildings.iter().any(|word| word == one.trim()));
    listed && !(value == "yes" && OTHER_USES.iter().any(|key| tags.contains_key(*key)))
}

/// Residential `landuse=*`.
pub(super) fn land(
    path: &Path,
    file: &str,
    vocabulary: &OsmVocabulary,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Layer {
    let fits = |tags: &Tags| {
        tags.get("landuse")
            .is_some_and(|value| vocabulary.residential_landuse.contains(value))
    };
    let mut batches = Batches::new(Records::Land, sink);
    let ledger = each_area(
        path,
        file,
        ("landuse", "pieces of residential land"),
        &fits,
        progress,
        |tags, mended, as_of| {
            batches.push(LandRecord {
                ground: mended.area,
                land_use: tags.get("landuse").cloned().unwrap_or_default(),
                as_of,
                accuracy_m: None,
            });
        },
    )?;
    ledger.close(batches.finish(), "land", "areas")
}

/// `highway=*` of the drawn classes.
pub(super) fn streets(
    path: &Path,
    file: &str,
    vocabulary: &OsmVocabulary,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Layer {
    let class = |tags: &Tags| street_class(tags.get("highway")?, vocabulary).map(str::to_owned);
    let fits = |tags: &Tags| class(tags).is_some() && tags.get("area").is_none_or(|a| a != "yes");
    let wanted = Wanted {
        keys: keys(["highway"]),
        node: &|_| false,
        way: &fits,
        relation: &|_| false,
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
        let class = class(&way.tags).unwrap_or_default();
        let name = way.tags.get("name").cloned().unwrap_or_default();
        for course in pieces {
            batches.push(StreetRecord {
                course,
                class: class.clone(),
                name: name.clone(),
            });
        }
    }
    if cut > 0 {
        ledger.note(Some("geometry"), format!("{cut} streets are cut at the extract's edge"));
    }
    batches.finish();
    ledger.close(accepted, "streets", "lines")
}

/// The stretches of a way whose nodes are in the extract.
fn pieces(extract: &Extract, refs: &[i64]) -> Vec<LineString<f64>> {
    refs.split(|node| !extract.coords.contains_key(node))
        .map(|run| {
            let mut course: Vec<Coord<f64>> = run
                .iter()
                .filter_map(|node| extract.coords.get(node).copied())
                .collect();
            course.dedup();
            course
        })
        .filter(|course| course.len() > 1)
        .map(LineString::new)
        .collect()
}

/// `place=*` nodes of the listed kinds.
pub(super) fn hamlets(
    path: &Path,
    file: &str,
    vocabulary: &OsmVocabulary,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Layer {
    let fits = |tags: &Tags| {
        tags.get("place")
            .is_some_and(|value| vocabulary.place_hamlets.contains(value))
    };
    let wanted = Wanted {
        keys: keys(["place"]),
        node: &fits,
        way: &|_| false,
        relation: &|_| false,
    };
    let extract = Extract::read(path, file, &wanted, progress)?;
    let mut ledger = Ledger::searching(file, "hamlets");
    extract.remark(&mut ledger);
    let mut batches = Batches::new(Records::Hamlets, sink);
    for (id, node) in &extract.nodes {
        ledger.read += 1;
        let row = format!("node {id}");
        let point = match LonLat::new(node.place.x, node.place.y) {
            Ok(point) => point,
            Err(what) => {
                ledger.reject(&row, Some("geometry"), what.to_string());
                continue;
            }
        };
        let people = node.tags.get("population").and_then(|text| {
            people(&Cell::of_text(text)).unwrap_or_else(|what| {
                ledger.warn(&row, Some("people"), format!("{what}: left out"));
                None
            })
        });
        batches.push(PeopleRecord {
            name: node.tags.get("name").cloned().unwrap_or_default(),
            parent_code: None,
            people,
            basis: None,
            households: None,
            point,
            as_of: extract.as_of.clone(),
            accuracy_m: None,
        });
    }
    ledger.close(batches.finish(), "hamlets", "points")
}
