//! Buildings, residential land and hamlets of an extract.

use std::path::Path;

use super::extract::{Extract, Tags, Wanted, keys};
use crate::crs::LonLat;
use crate::domain::category::OsmVocabulary;
use crate::domain::people_group::GroupCounts;
use crate::domain::record::{BuildingRecord, FireWater, LandRecord, Outcome, PeopleRecord, Records};
use crate::import::batches::{Batches, Sink};
use crate::import::cell::Cell;
use crate::import::communities::people;
use crate::import::error::ImportError;
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
        relation: Some(fits),
    };
    let extract = Extract::read(path, file, &wanted, progress)?;
    progress.step("making areas");
    let mut ledger = Ledger::searching(file, looked_for);
    extract.remark(&mut ledger);
    for (row, tags, area) in extract.areas() {
        ledger.read += 1;
        match area {
            Ok(mended) => {
                ledger.mended(&row, &mended);
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
        relation: None,
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
        let record = PeopleRecord {
            name: node.tags.get("name").cloned().unwrap_or_default(),
            parent_code: None,
            people,
            groups: GroupCounts::UNCOUNTED,
            basis: None,
            households: None,
            fire_water: FireWater::UNKNOWN,
            point,
            as_of: extract.as_of.clone(),
            accuracy_m: None,
        };
        batches.push_from(&row, record);
    }
    ledger.close(batches.finish(), "hamlets", "points")
}
