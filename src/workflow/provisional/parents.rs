//! The outlines within which ground is parted.

use geo::{BoundingRect, InteriorPoint, Intersects};

use super::ProvisionalRequest;
use crate::domain::category::Catalogue;
use crate::domain::provenance::Input;
use crate::domain::record::{CommunityRecord, LayerKind, Records, Remark};
use crate::import::{self, Progress, Request};
use crate::store::StoredCommunity;
use crate::workflow::WorkflowError;

/// A town, a county or the like.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    /// Its position in the file, from 1.
    pub(super) row: String,
    /// As a community of the file would be: with code, name, and what it belongs to itself.
    pub(super) record: CommunityRecord,
}

/// What is known of the file.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) input: Input,
    /// How many areas it has.
    pub(super) rows: u64,
    pub(super) warnings: Vec<Remark>,
    pub(super) rejected: Vec<Remark>,
}

/// Reads the file, in the locked child as every file.
pub(super) fn read(
    request: &ProvisionalRequest<'_>,
    catalogue: &Catalogue,
    progress: &dyn Progress,
) -> Result<(Vec<Parent>, Read), WorkflowError> {
    progress.step("reading the parents");
    let file = request.parents;
    let asked = Request {
        layer: file.layer,
        crs: file.crs,
        map: file.map,
        ..Request::plain(LayerKind::Communities, file.path, catalogue)
    };
    let layer = import::read(&asked, &request.limits, progress)?;
    let Records::Communities(records) = layer.records else {
        return Err(WorkflowError::NoParents(layer.input.source));
    };
    if records.is_empty() && layer.outcome.rejected.is_empty() {
        return Err(WorkflowError::NoParents(layer.input.source));
    }
    let parents = records
        .into_iter()
        .zip(1_u64..)
        .map(|(record, row)| Parent {
            row: row.to_string(),
            record,
        })
        .collect();
    let read = Read {
        input: layer.input,
        rows: layer.outcome.read,
        warnings: layer.outcome.warnings,
        rejected: layer.outcome.rejected,
    };
    Ok((parents, read))
}

/// Parents in which no real community lies; and the others, each with the name of one.
pub(super) fn without_real_ones<'a, 'r>(
    parents: &'a [Parent],
    real: &[&'r StoredCommunity],
) -> (Vec<&'a Parent>, Vec<(&'a Parent, &'r str)>) {
    let (mut open, mut published) = (Vec::new(), Vec::new());
    for parent in parents {
        let inside = real.iter().find(|row| share_ground(&parent.record, &row.record));
        match inside {
            Some(row) => published.push((parent, row.record.name.as_str())),
            None => open.push(parent),
        }
    }
    (open, published)
}

/// Whether the middle of one lies in the other: neighbours that only share a border don't.
fn share_ground(one: &CommunityRecord, other: &CommunityRecord) -> bool {
    let boxes = (one.boundary.bounding_rect(), other.boundary.bounding_rect());
    if let (Some(a), Some(b)) = boxes
        && !a.intersects(&b)
    {
        return false;
    }
    let middle = |record: &CommunityRecord| record.boundary.interior_point();
    middle(other).is_some_and(|at| one.boundary.intersects(&at))
        || middle(one).is_some_and(|at| other.boundary.intersects(&at))
}
