//! Importing a file: read and check all of it, then replace the layer in one transaction.

use std::path::Path;

use geo::{Area, BooleanOps, BoundingRect};
use rstar::{RTree, primitives::GeomWithData, primitives::Rectangle};

use super::error::WorkflowError;
use super::load_town::corners;
use crate::crs::{LonLatBox, StudyArea};
use crate::domain::category::{self, Catalogue};
use crate::domain::record::{CommunityRecord, ImportedLayer, LayerKind, Outcome, Records, Remark};
use crate::import::{self, Defaults, ImportError, Limits, Progress, Request};
use crate::store::{StoreError, Workspace};

/// What to import.
#[derive(Debug, Clone)]
pub struct ImportRequest<'a> {
    /// Into which workspace.
    pub workspace: &'a Path,
    /// What kind of thing.
    pub kind: LayerKind,
    /// From which file.
    pub file: &'a Path,
    /// Which layer of it.
    pub layer: Option<&'a str>,
    /// In which reference system, where the file does not say.
    pub crs: Option<&'a str>,
    /// field=column.
    pub map: &'a [(String, String)],
    /// Categories that the source lists completely.
    pub complete: &'a [String],
    /// The category of every row.
    pub category: Option<&'a str>,
    /// A table with names, codes and people of the communities to take from an OSM extract.
    pub roster: Option<&'a Path>,
    /// What is true of rows that don't say it themselves.
    pub defaults: &'a Defaults,
    /// Remove facilities that came from other files.
    pub alone: bool,
    /// Leave wrong rows out instead of refusing the file.
    pub skip_rejected: bool,
    /// What the reading may use.
    pub limits: Limits,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// What kind.
    pub kind: LayerKind,
    /// The file's name.
    pub source: String,
    /// What became of the rows.
    pub outcome: Outcome,
    /// The plane, when communities chose it.
    pub projection: Option<String>,
    /// Whether the workspace was changed: a file with wrong rows is refused unless they are to be skipped.
    pub changed: bool,
}

/// Imports a file.
///
/// # Errors
/// What is wrong with the file or the workspace, which is then as it was.
pub fn import(request: &ImportRequest<'_>, progress: &dyn Progress) -> Result<Imported, WorkflowError> {
    let mut workspace = Workspace::open(request.workspace)?;
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let mut layer = import::read(
        &Request {
            kind: request.kind,
            path: request.file,
            layer: request.layer,
            crs: request.crs,
            map: request.map,
            catalogue: &catalogue,
            complete: request.complete,
            category: request.category,
            merge_names: request.roster,
            defaults: request.defaults,
        },
        &request.limits,
        progress,
    )?;
    name_the_layer(&mut layer, request.layer);
    let projection = match &layer.records {
        Records::Communities(rows) => LonLatBox::around(rows.iter().flat_map(|row| corners(&row.boundary)))
            .map(StudyArea::choose)
            .transpose()?
            .map(|area| area.projection),
        _ => None,
    };
    if let Records::Communities(rows) = &layer.records {
        layer.outcome.warnings.extend(overlaps(rows));
    }
    doubt_far_rows(&workspace, &layer.records, &mut layer.outcome)?;
    layer.outcome.warnings.extend(workspace.replaces_another(&layer.input)?);
    let changed = layer.outcome.rejected.is_empty() || request.skip_rejected;
    if progress.stopped() {
        return Err(ImportError::Stopped {
            file: layer.input.source,
        }
        .into());
    }
    if changed {
        progress.step("writing the workspace");
        workspace.replace_layer(&layer, projection.as_ref(), request.alone)?;
    }
    Ok(Imported {
        kind: request.kind,
        source: layer.input.source,
        outcome: layer.outcome,
        projection: projection.map(|projection| projection.name()),
        changed,
    })
}

/// Two layers of one file are two sources.
fn name_the_layer(layer: &mut ImportedLayer, asked: Option<&str>) {
    let Some(name) = asked else { return };
    layer.input.source = format!("{}#{name}", layer.input.source);
    for held in &mut layer.held {
        held.source.clone_from(&layer.input.source);
    }
}

/// How far beyond the communities a facility may still serve them, in degrees.
const FAR_DEGREES: f64 = 0.2;

/// Rows that lie beyond the communities were perhaps given the wrong reference system; people there would not be counted.
fn doubt_far_rows(workspace: &Workspace, records: &Records, outcome: &mut Outcome) -> Result<(), StoreError> {
    let Some(area) = workspace.communities_extent()? else {
        return Ok(());
    };
    let near = area.grown(FAR_DEGREES);
    let (far, what) = match records {
        Records::Facilities(rows) => (
            rows.iter().filter(|row| !near.contains(row.point)).count(),
            "lie far from every community",
        ),
        Records::Hamlets(rows) | Records::Population(rows) => {
            let outside = rows
                .iter()
                .filter(|row| row.parent_code.is_none() && !area.contains(row.point));
            (
                outside.count(),
                "lie outside the communities, and their people will not be counted",
            )
        }
        _ => return Ok(()),
    };
    if far > 0 {
        let what = format!("{far} of {} rows {what}; check --crs", records.len());
        outcome.warnings.push(Remark {
            row: None,
            field: None,
            what,
        });
    }
    Ok(())
}

/// Most communities that are compared with each other; larger sets are whole registers, checked elsewhere.
const MOST_COMPARED: usize = 20_000;
/// Share of the smaller community that may overlap another before it is said: borders drawn twice differ by slivers.
const OVERLAP: f64 = 0.01;

/// Communities that lie on each other: people and land there would count for the first of them only, or twice.
fn overlaps(rows: &[CommunityRecord]) -> Vec<Remark> {
    if rows.len() > MOST_COMPARED {
        return Vec::new();
    }
    let boxed = rows.iter().enumerate().filter_map(|(position, row)| {
        let rect = row.boundary.bounding_rect()?;
        let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        Some(GeomWithData::new(corners, position))
    });
    let index = RTree::bulk_load(boxed.collect());
    let mut pairs: Vec<(usize, usize)> = index
        .intersection_candidates_with_other_tree(&index)
        .map(|(one, other)| (one.data, other.data))
        .filter(|(one, other)| one < other)
        .collect();
    pairs.sort_unstable();
    let overlap = |(one, other): (usize, usize)| {
        let (one, other) = (&rows[one], &rows[other]);
        let shared = one.boundary.intersection(&other.boundary).unsigned_area();
        let share = shared / one.boundary.unsigned_area().min(other.boundary.unsigned_area());
        (share > OVERLAP).then(|| Remark {
            row: None,
            field: None,
            what: format!(
                "{} and {} overlap by {:.0} % of the smaller one",
                one.name,
                other.name,
                share * 100.0
            ),
        })
    };
    pairs.into_iter().filter_map(overlap).collect()
}
