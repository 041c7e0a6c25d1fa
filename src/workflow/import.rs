//! Importing a file: read and check all of it, then replace the layer in one transaction.

use std::path::Path;

use super::error::WorkflowError;
use super::load_town::corners;
use crate::crs::{LonLatBox, StudyArea};
use crate::domain::category::{self, Catalogue};
use crate::domain::record::{LayerKind, Outcome, Records, Remark};
use crate::import::{self, Progress, Request};
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
    /// Remove facilities that came from other files.
    pub alone: bool,
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
}

/// How far from the communities a facility may lie before it is doubted, in degrees.
const FAR_DEGREES: f64 = 1.0;

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
        },
        progress,
    )?;
    let projection = match &layer.records {
        Records::Communities(rows) => LonLatBox::around(rows.iter().flat_map(|row| corners(&row.boundary)))
            .map(StudyArea::choose)
            .transpose()?
            .map(|area| area.projection),
        _ => None,
    };
    doubt_far_rows(&workspace, &layer.records, &mut layer.outcome)?;
    progress.step("writing the workspace");
    workspace.replace_layer(&layer, projection.as_ref(), request.alone)?;
    Ok(Imported {
        kind: request.kind,
        source: layer.input.source,
        outcome: layer.outcome,
        projection: projection.map(|projection| projection.name()),
    })
}

/// A layer that lies nowhere near the communities was probably given the wrong reference system.
fn doubt_far_rows(workspace: &Workspace, records: &Records, outcome: &mut Outcome) -> Result<(), StoreError> {
    let Some(area) = workspace.communities_extent()?.map(|area| area.grown(FAR_DEGREES)) else {
        return Ok(());
    };
    let far = match records {
        Records::Facilities(rows) => rows.iter().filter(|row| !area.contains(row.point)).count(),
        Records::Hamlets(rows) | Records::Population(rows) => {
            rows.iter().filter(|row| !area.contains(row.point)).count()
        }
        _ => 0,
    };
    if far > 0 {
        outcome.warnings.push(Remark {
            row: None,
            field: None,
            what: format!(
                "{far} of {} rows lie more than {FAR_DEGREES} degree from every community; check --crs",
                records.len()
            ),
        });
    }
    Ok(())
}
