//! The layers of the map as a scenario leaves them, and its changes as a layer of their own.

use std::collections::{BTreeMap, BTreeSet};

use geo::Geometry;

use crate::domain::edit::{EditRecord, SOURCE};
use crate::domain::record::SiteRecord;
use crate::domain::site::Function;
use crate::store::{StoredSite, StoredStreet, StoredTown};

/// One change of a scenario, to be drawn.
pub(super) struct Change {
    /// The word of the edit.
    pub(super) kind: &'static str,
    /// A name, where it has one.
    pub(super) name: String,
    /// Of a new way: the level it lies on.
    pub(super) level: Option<i32>,
    pub(super) shape: Geometry<f64>,
}

/// A site that a scenario builds, moves or closes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Proposal {
    /// new, moved or closed.
    pub(super) change: &'static str,
    /// As it will be; of one that is closed, as it was.
    pub(super) site: StoredSite,
}

/// What a scenario does to sites, by id: those before its edits held against those after them. A site that it adds and takes away again
/// is none.
pub(super) fn proposals(before: &[StoredSite], after: &[StoredSite], edits: &[EditRecord]) -> Vec<Proposal> {
    let touched = edits.iter().filter_map(|edit| match edit {
        EditRecord::AddSite { id, .. } | EditRecord::MoveSite { id, .. } | EditRecord::RemoveSite { id } => Some(*id),
        _ => None,
    });
    let touched: BTreeSet<i64> = touched.collect();
    let of = |sites: &[StoredSite]| -> BTreeMap<i64, StoredSite> {
        let found = sites.iter().filter(|site| touched.contains(&site.id));
        found.map(|site| (site.id, site.clone())).collect()
    };
    let (mut was, mut is) = (of(before), of(after));
    let proposals = touched.iter().filter_map(|id| {
        let (change, site) = match (was.remove(id), is.remove(id)) {
            (None, Some(site)) => ("new", site),
            (Some(_), Some(site)) => ("moved", site),
            (Some(site), None) => ("closed", site),
            (None, None) => return None,
        };
        Some(Proposal { change, site })
    });
    proposals.collect()
}

/// Applies a scenario's edits of sites to a town in degrees, as [`crate::domain::edit::apply_to_town`] does in metres.
pub(super) fn apply_to_sites(stored: &mut StoredTown, edits: &[EditRecord]) {
    for edit in edits {
        match edit {
            EditRecord::AddSite {
                id,
                name,
                category,
                capacity,
                point,
            } => {
                let added = StoredSite {
                    id: *id,
                    source: SOURCE.to_owned(),
                    record: SiteRecord {
                        code: None,
                        name: name.clone(),
                        point: *point,
                        entrances: Vec::new(),
                        floor_area_m2: None,
                        opening_hours: None,
                        host_code: None,
                        serves: Vec::new(),
                        open_to_public: None,
                        fee: None,
                        functions: vec![Function::standing(category, *capacity)],
                        as_of: None,
                        accuracy_m: None,
                    },
                };
                if let Err(place) = stored.sites.binary_search_by_key(id, |site| site.id) {
                    stored.sites.insert(place, added);
                }
            }
            EditRecord::MoveSite { id, to } => {
                if let Ok(place) = stored.sites.binary_search_by_key(id, |site| site.id) {
                    let record = &mut stored.sites[place].record;
                    record.point = *to;
                    record.entrances.clear();
                    record.host_code = None;
                    record.accuracy_m = None;
                }
            }
            EditRecord::RemoveSite { id } => stored.sites.retain(|site| site.id != *id),
            EditRecord::CloseStreet { .. }
            | EditRecord::CloseAcross { .. }
            | EditRecord::CloseWithin { .. }
            | EditRecord::NewLink { .. } => {}
        }
    }
}

/// What a scenario changes on the streets, in the order of its edits. A closed street is drawn where it ran.
pub(super) fn changes(edits: &[EditRecord], streets: &[StoredStreet]) -> Vec<Change> {
    let drawn = edits.iter().filter_map(|edit| {
        let (name, level, shape) = match edit {
            EditRecord::CloseStreet { id } => {
                let street = streets.iter().find(|street| street.id == *id)?;
                (
                    street.record.name.clone(),
                    None,
                    Geometry::from(street.record.course.clone()),
                )
            }
            EditRecord::CloseAcross { line } => (String::new(), None, Geometry::from(line.clone())),
            EditRecord::CloseWithin { area } => (String::new(), None, Geometry::from(area.clone())),
            EditRecord::NewLink {
                course, name, level, ..
            } => (name.clone(), Some(*level), Geometry::from(course.clone())),
            EditRecord::AddSite { .. } | EditRecord::MoveSite { .. } | EditRecord::RemoveSite { .. } => return None,
        };
        Some(Change {
            kind: edit.key(),
            name,
            level,
            shape,
        })
    });
    drawn.collect()
}

/// Takes the streets that nobody uses any more out of those that are drawn.
pub(super) fn without_closed(streets: &mut Vec<StoredStreet>, edits: &[EditRecord]) {
    let closed = |id: i64| {
        edits
            .iter()
            .any(|edit| matches!(edit, EditRecord::CloseStreet { id: closed } if *closed == id))
    };
    streets.retain(|street| !closed(street.id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::LonLat;

    #[test]
    fn sites_are_new_moved_or_closed_and_what_came_and_went_is_nothing() {
        let add = |id| EditRecord::AddSite {
            id,
            name: format!("site {id}"),
            category: "pharmacy".to_owned(),
            capacity: None,
            point: LonLat { lon: 9.0, lat: 47.0 },
        };
        let mut town = StoredTown {
            projection: None,
            communities: Vec::new(),
            sites: Vec::new(),
            hamlets: Vec::new(),
            population: Vec::new(),
            buildings: Vec::new(),
            land: Vec::new(),
            held: Vec::new(),
            inputs: Vec::new(),
        };
        apply_to_sites(&mut town, &[add(1), add(2), add(3)]);
        let before = town.sites.clone();
        let to = LonLat { lon: 9.5, lat: 47.5 };
        let edits = [
            add(11),
            EditRecord::MoveSite { id: 2, to },
            EditRecord::RemoveSite { id: 3 },
            add(12),
            EditRecord::RemoveSite { id: 12 },
        ];
        apply_to_sites(&mut town, &edits);
        let found = proposals(&before, &town.sites, &edits);
        let told: Vec<(i64, &str, f64)> = found
            .iter()
            .map(|own| (own.site.id, own.change, own.site.record.point.lon))
            .collect();
        assert_eq!(told, [(2, "moved", 9.5), (3, "closed", 9.0), (11, "new", 9.0)]);
    }
}
