//! Facilities by the catalogue's rules.

use std::collections::BTreeSet;

use super::extract::{Extract, Tags, Wanted, keys};
use super::features::{Place, features};
use super::once::{Candidate, once};
use super::rules::{Seen, Told, categories, fits};
use super::surroundings::Surroundings;
use super::ways_in;
use crate::domain::category::{Catalogue, Category, Tier};
use crate::domain::ids::SourceCode;
use crate::domain::record::{Records, SiteRecord};
use crate::domain::site::{Function, FunctionState};
use crate::import::Request;
use crate::import::batches::{Batches, Sink};
use crate::import::cell::Cell;
use crate::import::error::ImportError;
use crate::import::held::{Held, asked};
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;
use crate::import::reading::Known;
use crate::import::surface::square_metres;

/// Reads the facilities of an extract.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Known, ImportError> {
    let catalogue = request.catalogue;
    let only = request.category.map(|word| asked(catalogue, word)).transpose()?;
    let mut held = Held::new(request)?;
    let extract = extract(request, file, progress)?;
    progress.step("sorting facilities");
    let surroundings = Surroundings::of(catalogue, &extract);
    let mut ledger = Ledger::searching(file, "facilities");
    extract.remark(&mut ledger);
    let mut candidates = Vec::new();
    for feature in features(&extract, catalogue) {
        let row = format!("{} {}", feature.kind, &feature.id[1..]);
        let place = match feature.place {
            Ok(place) => place,
            Err(what) => {
                ledger.read += 1;
                ledger.reject(&row, Some("geometry"), what.to_string());
                continue;
            }
        };
        let seen = Seen {
            id: &feature.id,
            tags: feature.tags,
            point: geo::Coord {
                x: place.point.lon,
                y: place.point.lat,
            },
            size: place.area.as_ref().map(|mended| square_metres(&mended.area)),
        };
        let mut told = categories(catalogue, &seen, &surroundings);
        told.retain(|told| only.as_deref().is_none_or(|only| only == told.key));
        if told.is_empty() {
            continue;
        }
        ledger.read += 1;
        if let Some(mended) = &place.area {
            ledger.mended(&row, mended);
        }
        let record = site(&feature.id, feature.tags, &place, &told, extract.as_of.as_deref());
        candidates.push(Candidate {
            row,
            size: seen.size,
            area: place.area.map(|mended| mended.area),
            record,
        });
    }
    let mut batches = Batches::new(Records::Facilities, sink);
    for (row, record) in once(candidates, &mut ledger) {
        held.found(&record.functions);
        batches.push_from(&row, record);
    }
    absent(catalogue, &held, only.as_deref(), &mut ledger);
    let accepted = batches.finish();
    let outcome = ledger.close(accepted, "facilities", "places")?;
    Ok(Known {
        held: held.listed(file),
        ..outcome.into()
    })
}

fn extract(request: &Request<'_>, file: &str, progress: &dyn Progress) -> Result<Extract, ImportError> {
    let conditions: Vec<_> = request
        .catalogue
        .categories
        .iter()
        .flat_map(|category| category.osm.iter().map(|rule| &rule.tags))
        .chain(Surroundings::conditions(request.catalogue))
        .collect();
    let asked: BTreeSet<&str> = conditions
        .iter()
        .flat_map(|condition| condition.keys().map(String::as_str))
        .collect();
    let known = |tags: &Tags| conditions.iter().any(|condition| fits(condition, tags));
    let node = |tags: &Tags| ways_in::may_be_one(tags) || known(tags);
    let way = |tags: &Tags| ways_in::leads_in(tags) || known(tags);
    let wanted = Wanted {
        keys: keys(asked.into_iter().chain(ways_in::KEYS)),
        node: &node,
        way: &way,
        relation: Some(&known),
    };
    Extract::read(request.path, file, &wanted, progress)
}

fn site(id: &str, tags: &Tags, place: &Place, told: &[Told<'_>], as_of: Option<&str>) -> SiteRecord {
    let text = |key: &str| tags.get(key).filter(|value| !value.is_empty()).cloned();
    // Nursing homes say it as beds.
    let capacity = ["capacity", "beds"]
        .into_iter()
        .find_map(|key| Cell::of_text(&text(key)?).amount().ok().flatten())
        .filter(|_| told.len() == 1);
    SiteRecord {
        code: Some(SourceCode {
            scheme: "osm".to_owned(),
            value: id.to_owned(),
        }),
        name: text("name").unwrap_or_default(),
        point: place.point,
        entrances: place.entrances.clone(),
        floor_area_m2: None,
        opening_hours: text("opening_hours"),
        host_code: None,
        serves: Vec::new(),
        open_to_public: match text("access").as_deref() {
            Some("private" | "no") => Some(false),
            Some("yes" | "permissive" | "public") => Some(true),
            _ => None,
        },
        fee: match text("fee").as_deref() {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        },
        functions: told
            .iter()
            .map(|told| Function {
                category: told.key.to_owned(),
                state: FunctionState::Existing,
                capacity,
                approximate: told.approximate,
            })
            .collect(),
        as_of: as_of.map(str::to_owned),
        accuracy_m: None,
    }
}

/// Whether a category serves people; the others are where people live, and have layers of their own.
pub(super) fn serves(category: &Category) -> bool {
    category.tier != Tier::Demand
}

/// Says which categories have rules and were not found.
fn absent(catalogue: &Catalogue, held: &Held, only: Option<&str>, ledger: &mut Ledger) {
    let absent: Vec<&str> = catalogue
        .categories
        .iter()
        .filter(|c| serves(c) && !c.osm.is_empty() && !held.has(&c.key))
        .map(|c| c.key.as_str())
        .filter(|key| only.is_none_or(|only| only == *key))
        .collect();
    if !absent.is_empty() {
        ledger.note(
            Some("category"),
            format!(
                "{} categories that tags could tell were not found, and are not assessed unless the source is said to be complete: {}",
                absent.len(),
                absent.join(", ")
            ),
        );
    }
}
