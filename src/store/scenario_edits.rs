//! The edits of a scenario as rows.

use geo::{Geometry, LineString, Point};

use super::database::{Row, RowError};
use super::error::StoreError;
use super::tables::area_of;
use super::value::{Value, values};
use super::workspace::Workspace;
use crate::crs::LonLat;
use crate::domain::edit::EditRecord;

/// Most edits of a scenario.
pub(super) const MOST_EDITS: usize = 10_000;

/// The columns of an edit.
pub(super) const COLUMNS: [&str; 10] = [
    "id", "geom", "scenario", "position", "kind", "row_id", "name", "class", "capacity", "level",
];

impl Workspace {
    /// Puts edits behind those that a scenario has, within a transaction. Sites that are added without an id get one: above all that were ever given, and
    /// above those of the scenario. Returns them as they are kept.
    pub(super) fn append_edits(
        &self,
        scenario: i64,
        before: &[EditRecord],
        added: &[EditRecord],
    ) -> Result<Vec<EditRecord>, StoreError> {
        if before.len() + added.len() > MOST_EDITS {
            return Err(StoreError::TooManyEdits(MOST_EDITS));
        }
        let own = before.iter().chain(added).filter_map(|edit| match edit {
            EditRecord::AddSite { id, .. } => Some(*id + 1),
            _ => None,
        });
        let mut free = own.max().unwrap_or(0).max(self.next_id("facilities")?);
        let mut kept = added.to_vec();
        for edit in &mut kept {
            if let EditRecord::AddSite { id, .. } = edit
                && *id == 0
            {
                *id = free;
                free += 1;
            }
        }
        self.database.before_bulk("scenario_edits")?;
        let ids = self.next_id("scenario_edits")?..;
        let positions = before.len() as i64 + 1..;
        self.database.append("scenario_edits", &COLUMNS, &mut |put| {
            for ((edit, id), position) in kept.iter().zip(ids.clone()).zip(positions.clone()) {
                put(&columns(id, scenario, position, edit))?;
            }
            Ok(())
        })?;
        self.database.after_bulk("scenario_edits")?;
        Ok(kept)
    }
}

fn columns(id: i64, scenario: i64, position: i64, edit: &EditRecord) -> [Value<'static>; 10] {
    let place = |at: &LonLat| Geometry::from(Point::new(at.lon, at.lat));
    let (mut shape, mut row, mut name, mut class, mut capacity) = (None, None, None, None, None);
    let mut level: Option<i64> = None;
    match edit {
        EditRecord::CloseStreet { id } | EditRecord::RemoveSite { id } => row = Some(*id),
        EditRecord::CloseAcross { line } => shape = Some(Geometry::from(line.clone())),
        EditRecord::CloseWithin { area } => shape = Some(Geometry::from(area.clone())),
        EditRecord::NewLink {
            course,
            class: highway,
            name: called,
            level: lies_on,
        } => {
            level = Some(i64::from(*lies_on));
            shape = Some(Geometry::from(course.clone()));
            class = Some(highway.clone());
            name = Some(called.clone());
        }
        EditRecord::AddSite {
            id,
            name: called,
            category,
            capacity: room,
            point,
        } => {
            shape = Some(place(point));
            row = Some(*id);
            name = Some(called.clone());
            class = Some(category.clone());
            capacity = *room;
        }
        EditRecord::MoveSite { id, to } => {
            shape = Some(place(to));
            row = Some(*id);
        }
    }
    values![
        id,
        shape,
        scenario,
        position,
        edit.key(),
        row,
        name,
        class,
        capacity,
        level
    ]
}

/// An edit of its row, which other programs may have changed.
pub(super) fn edit(row: &dyn Row) -> Result<EditRecord, RowError> {
    let id = row.id()?;
    let wrong = |what: &str| {
        RowError::Row(
            id,
            format!("the edit of a scenario {what}; take it back, or drop the scenario"),
        )
    };
    let kind: String = row.get(4)?;
    let shape = row.shape(1)?;
    let place = || match &shape {
        Some(Geometry::Point(point)) => LonLat::new(point.x(), point.y()).map_err(|e| wrong(&e.to_string())),
        _ => Err(wrong("has no place")),
    };
    let target = || row.get::<Option<i64>>(5)?.ok_or_else(|| wrong("names no row"));
    Ok(match kind.as_str() {
        "close_street" => EditRecord::CloseStreet { id: target()? },
        "close_across" => EditRecord::CloseAcross {
            line: match shape {
                Some(Geometry::MultiLineString(line)) => line,
                Some(Geometry::LineString(line)) => line.into(),
                _ => return Err(wrong("has no line")),
            },
        },
        "close_within" => EditRecord::CloseWithin {
            area: shape.and_then(area_of).ok_or_else(|| wrong("has no area"))?,
        },
        "new_link" => EditRecord::NewLink {
            course: shape
                .and_then(|shape| LineString::try_from(shape).ok())
                .ok_or_else(|| wrong("has no line"))?,
            class: row.get(7)?,
            name: row.get::<Option<String>>(6)?.unwrap_or_default(),
            // Before format 6 every new way lay on the ground.
            level: i32::try_from(row.get::<Option<i64>>(9)?.unwrap_or(0)).map_err(|_| wrong("has no such level"))?,
        },
        "add_site" => EditRecord::AddSite {
            id: target()?,
            name: row.get::<Option<String>>(6)?.unwrap_or_default(),
            category: row.get(7)?,
            capacity: row.get(8)?,
            point: place()?,
        },
        "move_site" => EditRecord::MoveSite {
            id: target()?,
            to: place()?,
        },
        "remove_site" => EditRecord::RemoveSite { id: target()? },
        other => return Err(wrong(&format!("is of the unknown kind {other:?}"))),
    })
}
