//! The workspace's streets as lines in metres, row by row: what a row says beside that (a name, words that nobody asks for) is never held for all
//! of them, so that a province's streets fit.

use geo::Coord;

use super::digest_feed::DigestFeed;
use super::error::WorkflowError;
use crate::domain::record::StreetRecord;
use crate::reproject::ProjPlane;
use crate::store::{StoredStreet, Workspace};
use crate::streets::{StopFacts, StreetLine, WayFacts};

/// Streets in metres of the study area.
pub(super) struct StreetRows {
    pub(super) lines: Vec<StreetLine>,
    /// How many don't say who may use them.
    pub(super) bare: usize,
}

/// Reads the streets as they were after a version; every row goes into the digest.
///
/// # Errors
/// The workspace can't be read; a street lies where the plane is not defined.
pub(super) fn street_rows(
    workspace: &Workspace,
    version: Option<i64>,
    plane: &ProjPlane,
    digest: &mut DigestFeed,
) -> Result<StreetRows, WorkflowError> {
    let mut rows = StreetRows {
        lines: Vec::new(),
        bare: 0,
    };
    let mut trouble = None;
    let mut first = true;
    digest.feed(format_args!("["));
    workspace.each_street_at(version, &mut |row| {
        digest.feed(format_args!("{}{row:?}", if first { "" } else { ", " }));
        first = false;
        rows.bare += usize::from(row.record.tags.is_empty());
        match in_metres(row, plane) {
            Ok(line) => rows.lines.push(line),
            Err(error) => {
                trouble.get_or_insert(error);
            }
        }
    })?;
    digest.feed(format_args!("]"));
    trouble.map_or(Ok(rows), Err)
}

fn in_metres(row: StoredStreet, plane: &ProjPlane) -> Result<StreetLine, WorkflowError> {
    let StoredStreet { id, mut record, .. } = row;
    let mut course = std::mem::take(&mut record.course.0);
    plane
        .all_to_metres(&mut course)
        .map_err(|source| WorkflowError::Project {
            layer: "streets",
            row: id,
            source,
        })?;
    Ok(street_line(id, course, record))
}

fn street_line(id: i64, course: Vec<Coord<f64>>, record: StreetRecord) -> StreetLine {
    let facts = if record.tags.is_empty() {
        let highway = match record.class.as_str() {
            "major" => "trunk",
            "main" => "secondary",
            "path" => "path",
            _ => "unclassified",
        };
        WayFacts::of(&[("highway".to_owned(), highway.to_owned())].into())
    } else {
        WayFacts::of(&record.tags)
    };
    let level = level(&record);
    let stops = record
        .stops
        .iter()
        .filter_map(|stop| Some((stop.corner, StopFacts::of(&stop.tags)?)))
        .collect();
    StreetLine {
        id,
        course,
        nodes: record.nodes,
        level,
        facts,
        stops,
        cut_ends: [false; 2],
    }
}

/// The level of a street: what its tags say, else one above the ground for a bridge and one below for a tunnel.
fn level(record: &StreetRecord) -> i32 {
    let said = |key: &str| record.tags.get(key).is_some_and(|value| value != "no");
    let layer = record.tags.get("layer").and_then(|value| value.parse().ok());
    layer.unwrap_or_else(|| i32::from(said("bridge")) - i32::from(said("tunnel")))
}
