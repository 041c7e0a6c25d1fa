//! Gives rows without coordinates a place: by the user's own addresses, by the code of their community, by its name within its town.

use std::collections::BTreeMap;

use super::error::WorkflowError;
use super::import::ImportRequest;
use super::known_places::{KnownPlaces, Newest};
use crate::crs::LonLat;
use crate::domain::address_book::{AddressBook, Known};
use crate::domain::batch::Batch;
use crate::domain::category::Catalogue;
use crate::domain::community_names::{Clue, Found, FoundBy, NamedCommunity, find};
use crate::domain::record::{Check, LayerKind, Records, Remark};
use crate::domain::town::HeldCategory;
use crate::domain::unplaced::{Placed, Unplaced};
use crate::export::Waiting;
use crate::import::{self, BuildingTable, Progress};

/// How far a place that a person clicked on a map may be off, in metres: the width of a street and its houses.
const BY_HAND_M: f64 = 25.0;

/// What became of rows without coordinates.
pub(super) struct Placing {
    /// Those that have a place now.
    pub(super) batch: Batch,
    /// Those that wait for one.
    pub(super) waiting: Vec<Waiting>,
    pub(super) warnings: Vec<Remark>,
}

/// Places what can be placed.
pub(super) fn place(kind: LayerKind, rows: Vec<Unplaced>, known: &KnownPlaces, buildings: &AddressBook) -> Placing {
    let communities = &known.communities;
    let (mut sites, mut people) = (Vec::new(), Vec::new());
    let mut numbers = Vec::new();
    let mut put = |number: String, placed: Placed| {
        numbers.push(number);
        match placed {
            Placed::Site(site) => sites.push(site),
            Placed::People(row) => people.push(row),
        }
    };
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut waiting, mut warnings) = (Vec::new(), Vec::new());
    for row in rows {
        if let Some(point) = known.by_hand.get(&row.row) {
            *counts.entry("by hand, on the map").or_default() += 1;
            put(row.row.clone(), row.place(*point, BY_HAND_M, None));
            continue;
        }
        if let Some((point, accuracy_m)) = row.found.filter(|(at, _)| LonLat::new(at.lon, at.lat).is_ok()) {
            *counts.entry("by its address, from your table").or_default() += 1;
            put(row.row.clone(), row.place(point, accuracy_m, None));
            continue;
        }
        match row.address.as_deref().map(|address| buildings.find(address)) {
            Some(Known::Place((point, accuracy_m))) => {
                *counts.entry("by their building, from your table").or_default() += 1;
                put(row.row.clone(), row.place(point, accuracy_m, None));
                continue;
            }
            Some(Known::Several) => {
                let address = row.address.clone().unwrap_or_default();
                let what = "several buildings have its address, and none of them is picked";
                let remark = Remark::of_row(Check::Place, &row.row, Some("address"), what).with_value(address);
                warnings.push(remark.with_advice("give the buildings addresses of their own"));
            }
            Some(Known::Nothing) | None => {}
        }
        let (code, old) = match row.code.as_deref().map(|code| known.newest(code)) {
            None => (None, false),
            Some(Newest::Same) => (row.code.clone(), false),
            Some(Newest::Became(code)) => (Some(code), true),
            Some(Newest::Among(several)) => {
                waiting.push(waits(
                    row,
                    communities,
                    &several,
                    "its code was split, and several communities took it up",
                ));
                continue;
            }
        };
        let clue = Clue {
            code: code.as_deref(),
            name: row.community.as_deref(),
            town: row.town.as_deref(),
        };
        match find(communities, clue) {
            Found::One(index, by) => {
                let community = &communities[index];
                let (how, told) = how_told(by, old);
                *counts.entry(how).or_default() += 1;
                warnings.extend(told.map(|told| {
                    let what = format!("it {told} {}, and is placed there", community.name);
                    Remark::of_row(Check::Place, &row.row, None, what).at(community.centre.lon, community.centre.lat)
                }));
                put(
                    row.row.clone(),
                    row.place(community.centre, community.radius_m, community.code.as_deref()),
                );
            }
            Found::Several(several) => waiting.push(waits(row, communities, &several, "several communities fit")),
            Found::None(near) => {
                let reason = if communities.is_empty() {
                    "the workspace has no communities yet"
                } else if row.code.is_none() && row.community.is_none() && row.address.is_none() {
                    "it names neither community nor address"
                } else {
                    "no community fits"
                };
                waiting.push(waits(row, communities, &near, reason));
            }
        }
    }
    warnings.extend(counts.into_iter().map(|(how, count)| {
        let what = format!(
            "{count} rows without coordinates were placed {how}; where that is a community, its point stands for all of it and is off by up to its radius"
        );
        Remark::of_file(Check::Place, None, what)
    }));
    let records = match kind {
        LayerKind::Hamlets => Records::Hamlets(people),
        LayerKind::Population => Records::Population(people),
        // Only these kinds have rows without coordinates.
        _ => Records::Facilities(sites),
    };
    Placing {
        batch: Batch { records, rows: numbers },
        waiting,
        warnings,
    }
}

/// How a row came to its community, and what is to be said of that.
fn how_told(by: FoundBy, old: bool) -> (&'static str, Option<&'static str>) {
    match by {
        FoundBy::Code if old => ("by an old code of its community", Some("has an old code of")),
        FoundBy::Code => ("by the code of its community", None),
        FoundBy::OldCode => ("by an old code of its community", Some("has an old code of")),
        FoundBy::Name => ("by the name of its community", None),
        FoundBy::NameAlone => (
            "by the name of its community alone, for no names of towns are known to hold theirs against (yike import register tells them)",
            None,
        ),
        FoundBy::NameOfOtherKind => (
            "by the name of its community",
            Some("names another kind of committee than"),
        ),
    }
}

/// Categories with what was placed are held; one with rows that wait is not listed completely: one of them may be what is missed.
pub(super) fn hold(held: &mut Vec<HeldCategory>, placing: &Placing, source: &str) -> Vec<Remark> {
    if let Records::Facilities(sites) = &placing.batch.records {
        for function in sites.iter().flat_map(|site| &site.functions) {
            if !held.iter().any(|held| held.category == function.category) {
                held.push(HeldCategory {
                    category: function.category.clone(),
                    source: source.to_owned(),
                    complete: false,
                });
            }
        }
    }
    let mut doubts = Vec::new();
    for held in held.iter_mut().filter(|held| held.complete) {
        let waits = |one: &Waiting| one.row.categories().contains(&held.category.as_str());
        if placing.waiting.iter().any(waits) {
            held.complete = false;
            let what = format!(
                "{} is not taken as complete: some of its rows have no place",
                held.category
            );
            doubts.push(Remark::of_file(Check::Place, Some("category"), what));
        }
    }
    doubts
}

fn waits(row: Unplaced, communities: &[NamedCommunity], near: &[usize], reason: &str) -> Waiting {
    let candidates = near.iter().map(|index| {
        let one = &communities[*index];
        match &one.code {
            Some(code) => format!("{} {code}", one.name),
            None => one.name.clone(),
        }
    });
    Waiting {
        candidates: candidates.collect(),
        reason: reason.to_owned(),
        row,
    }
}

/// The buildings that rows of this file may name instead of coordinates; none where it is no table. Read before writing begins.
pub(super) fn buildings_for(
    request: &ImportRequest<'_>,
    catalogue: &Catalogue,
    progress: &dyn Progress,
) -> Result<AddressBook, WorkflowError> {
    let Some(table) = request.buildings.filter(|_| import::is_table(request.file)) else {
        return Ok(AddressBook::default());
    };
    progress.step("reading the buildings");
    // A table says no reference system: it is in that of the rows.
    let crs = table.crs.or(request.crs.filter(|_| import::is_table(table.path)));
    let table = BuildingTable { crs, ..table };
    Ok(import::buildings(&table, catalogue, &request.limits, progress)?)
}
