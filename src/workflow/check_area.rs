//! The part of everything that lies in an area which somebody drew or brought along.

use geo::{Contains, MultiPolygon, Point};

use super::error::WorkflowError;
use super::scenario_ask;
use crate::domain::category::{self, Catalogue};
use crate::import::{Limits, Silent};
use crate::indicators::{Records, UnitRow};
use crate::reproject::ProjPlane;

/// Reads an area in degrees: well-known text, or a file with areas, which are taken together.
///
/// # Errors
/// It is no area, crosses itself, is not on earth or beyond the limits.
pub fn read_area(given: &str) -> Result<MultiPolygon<f64>, WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    scenario_ask::area(given, &catalogue, &Limits::default(), &Silent)
}

/// An area as a page drew it or read it from a file, in degrees, if it is one. Its parts may lie on each other.
///
/// # Errors
/// It has no corners or too many, a part crosses itself, or it is not on earth.
pub fn drawn_area(area: MultiPolygon<f64>) -> Result<MultiPolygon<f64>, WorkflowError> {
    scenario_ask::each_sound(area)
}

/// Records of the communities of which a place inside lies in the area. Communities that nobody drew may lie in it: they are left out, and
/// told.
pub(super) fn in_area(
    records: &Records,
    plane: &ProjPlane,
    area: &MultiPolygon<f64>,
    remarks: &mut Vec<String>,
) -> Result<Records, WorkflowError> {
    let area = plane
        .geometry_to_metres(area)
        .map_err(|source| WorkflowError::Project {
            layer: "area",
            row: 1,
            source,
        })?;
    let lies_in = |unit: &UnitRow| {
        let mut places = unit.places.iter().map(|[x, y]| Point::new(*x, *y));
        !unit.places.is_empty() && places.all(|place| area.contains(&place))
    };
    let keep: Vec<bool> = records.communities.iter().map(lies_in).collect();
    let kept = keep.iter().filter(|kept| **kept).count();
    if kept == 0 {
        return Err(WorkflowError::NoneInArea);
    }
    let nowhere = records.communities.iter().filter(|unit| unit.places.is_empty()).count();
    let left_out = if nowhere > 0 {
        format!("; {nowhere} have no outline that says where they lie, and are left out")
    } else {
        String::new()
    };
    remarks.push(format!(
        "the area has {kept} of {} communities: those of which a place in the middle lies in it{left_out}",
        records.communities.len()
    ));
    Ok(records.only(&keep))
}
