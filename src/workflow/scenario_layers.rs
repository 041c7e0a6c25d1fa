//! The layers of the map as a scenario leaves them, and its changes as a layer of their own.

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
