//! How steep the ground is where something might be built.

use geo::Coord;

use super::candidates::Spot;
use super::wrong::WrongSiting;
use crate::domain::siting::SiteFrom;
use crate::workflow::elevation::Elevation;
use crate::workflow::error::WorkflowError;

/// Metres to each side of a place between which the ground's slope is taken: about what a building stands on, and a cell of common models.
const REACH: f64 = 30.0;

/// The slope of the ground at each spot in per cent, and a remark on candidates whose ground has no known height: those are not turned away.
///
/// # Errors
/// No elevation, or it can't be read.
pub(super) fn slopes(
    elevation: Option<&Elevation<'_>>,
    spots: &[Spot],
) -> Result<(Vec<Option<f64>>, Vec<String>), WorkflowError> {
    let Some(elevation) = elevation else {
        return Ok((vec![None; spots.len()], Vec::new()));
    };
    if elevation.is_empty() {
        return Err(WrongSiting::NoElevation.into());
    }
    let around = |spot: &Spot| {
        let Coord { x, y } = spot.site.point;
        [(REACH, 0.0), (-REACH, 0.0), (0.0, REACH), (0.0, -REACH)].map(|(dx, dy)| Coord { x: x + dx, y: y + dy })
    };
    let asked: Vec<Coord<f64>> = spots.iter().flat_map(around).collect();
    let heights = elevation.heights(&asked)?;
    let slope = |heights: &[Option<f32>]| {
        let height = |of: usize| heights[of].map(f64::from);
        let (east, north) = (height(0)? - height(1)?, height(2)? - height(3)?);
        Some(east.hypot(north) / (2.0 * REACH) * 100.0)
    };
    let slopes: Vec<Option<f64>> = heights.chunks_exact(4).map(slope).collect();
    let unknown = spots.iter().zip(&slopes);
    let unknown = unknown
        .filter(|(spot, slope)| spot.from != SiteFrom::Standing && slope.is_none())
        .count();
    let remark =
        format!("of {unknown} candidates the ground's slope is not known: they are not turned away by --steepest");
    Ok((slopes, (unknown > 0).then_some(remark).into_iter().collect()))
}
