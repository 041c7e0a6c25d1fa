//! A raster before it is imported: everything is read and checked, nothing is changed, and some of its cells can be drawn.

use geo::{Coord, Geometry, LineString, Point, Polygon};

use super::error::WorkflowError;
use super::import_people::{PeopleImported, PeopleWords, import_people_watched};
use super::import_raster::{HeightsImported, RasterImportRequest, import_elevation_watched};
use super::thinned::Thinned;
use crate::crs::LonLatBox;
use crate::domain::raster::{Grid, PeopleCell, Raster, TILE_SIDE, Tile};
use crate::import::{HeightUnit, Progress, RasterPart};
use crate::reproject::RasterPlane;

/// Cells along the longer side of a picture of heights.
const ACROSS: u32 = 48;
/// Places along each side that say how far the ground of a raster goes in degrees.
const ALONG: u32 = 16;

/// What the cells of a raster hold.
#[derive(Debug, Clone, Copy)]
pub enum RasterContent {
    /// Heights, in the unit that is said here or in the file.
    Heights(Option<HeightUnit>),
    /// People.
    People(PeopleWords),
}

/// What became of a raster.
#[derive(Debug)]
pub enum RasterImported {
    /// Heights.
    Heights(HeightsImported),
    /// People.
    People(PeopleImported),
}

/// What there is to see of a raster.
#[derive(Debug)]
pub struct RasterPreview {
    /// The report, or why nothing can come of the file.
    pub imported: Result<RasterImported, WorkflowError>,
    /// The ground that is taken, in degrees; `None` where that was not known so far.
    pub extent: Option<LonLatBox>,
    /// Some of its cells in degrees, each with its number: ground with a height in metres, or a point with people. Evenly from all of it.
    pub cells: Vec<(Geometry<f64>, f64)>,
}

/// Imports a raster, whatever it holds.
///
/// # Errors
/// What is wrong with the file or the workspace, which is then as it was.
pub fn import_raster(
    request: &RasterImportRequest<'_>,
    content: &RasterContent,
    progress: &dyn Progress,
) -> Result<RasterImported, WorkflowError> {
    watched(request, content, progress, &mut |_| {})
}

/// Reads and checks a raster as [`import_raster`] would, and changes nothing.
pub fn preview_raster(
    request: &RasterImportRequest<'_>,
    content: &RasterContent,
    progress: &dyn Progress,
) -> RasterPreview {
    let request = RasterImportRequest {
        dry_run: true,
        ..*request
    };
    let mut picture = Picture::default();
    let imported = watched(&request, content, progress, &mut |part| picture.see(part));
    RasterPreview {
        imported,
        extent: picture.extent,
        cells: picture.cells.kept,
    }
}

fn watched(
    request: &RasterImportRequest<'_>,
    content: &RasterContent,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&RasterPart),
) -> Result<RasterImported, WorkflowError> {
    match content {
        RasterContent::Heights(unit) => {
            import_elevation_watched(request, *unit, progress, watch).map(RasterImported::Heights)
        }
        RasterContent::People(words) => {
            import_people_watched(request, words, progress, watch).map(RasterImported::People)
        }
    }
}

/// What is drawn of a raster.
#[derive(Default)]
struct Picture {
    head: Option<(Raster, RasterPlane)>,
    extent: Option<LonLatBox>,
    cells: Thinned<f64>,
}

impl Picture {
    fn see(&mut self, part: &RasterPart) {
        match part {
            RasterPart::Head(raster) => {
                // Without its system nothing can be drawn; whether it can be used is found out elsewhere.
                if let Ok(plane) = RasterPlane::new(&raster.crs) {
                    self.extent = extent(&raster.grid, &plane);
                    self.head = Some(((**raster).clone(), plane));
                }
            }
            RasterPart::Tile(tile) => self.heights(tile),
            RasterPart::People(cells) => {
                for cell in cells {
                    self.cells.see(|| (middle(cell).into(), cell.people.as_f64()));
                }
            }
        }
    }

    /// Every n-th cell of the raster stands for the n by n cells that begin with it.
    fn heights(&mut self, tile: &Tile) {
        let Some((raster, plane)) = &self.head else { return };
        let grid = &raster.grid;
        let every = grid.width.max(grid.height).div_ceil(ACROSS).max(1);
        let numbers = |first: u32, end: u32| (first.div_ceil(every) * every..end).step_by(every as usize);
        let (left, top) = (tile.column * TILE_SIDE, tile.row * TILE_SIDE);
        for row in numbers(top, (top + TILE_SIDE).min(grid.height)) {
            for column in numbers(left, (left + TILE_SIDE).min(grid.width)) {
                let Some(height) = tile.cell(column - left, row - top) else {
                    continue;
                };
                let (right, below) = ((column + every).min(grid.width), (row + every).min(grid.height));
                let mut corners = [(column, row), (right, row), (right, below), (column, below)]
                    .map(|(x, y)| grid.place(f64::from(x), f64::from(y)));
                plane.all_to_degrees(&mut corners);
                if corners
                    .iter()
                    .all(|corner| corner.x.is_finite() && corner.y.is_finite())
                {
                    let ground = Polygon::new(LineString::from(corners.to_vec()), Vec::new());
                    self.cells.see(|| (ground.into(), f64::from(height)));
                }
            }
        }
    }
}

/// The middle of a cell, in degrees.
fn middle(cell: &PeopleCell) -> Point<f64> {
    let mean = |part: fn(&crate::crs::LonLat) -> f64| cell.corners.iter().map(part).sum::<f64>() / 4.0;
    Point::new(mean(|corner| corner.lon), mean(|corner| corner.lat))
}

/// How far a raster goes, in degrees; `None` where a part of its rim has none.
fn extent(grid: &Grid, plane: &RasterPlane) -> Option<LonLatBox> {
    let (width, height) = (f64::from(grid.width), f64::from(grid.height));
    let mut rim: Vec<Coord<f64>> = (0..=ALONG)
        .flat_map(|step| {
            let part = f64::from(step) / f64::from(ALONG);
            let (across, down) = (part * width, part * height);
            [(across, 0.0), (across, height), (0.0, down), (width, down)]
        })
        .map(|(column, row)| grid.place(column, row))
        .collect();
    plane.all_to_degrees(&mut rim);
    let far = |part: fn(&Coord<f64>) -> f64, of: fn(f64, f64) -> f64| rim.iter().map(part).reduce(of);
    let known = rim.iter().all(|place| place.x.is_finite() && place.y.is_finite());
    Some(LonLatBox {
        west: far(|place| place.x, f64::min)?,
        south: far(|place| place.y, f64::min)?,
        east: far(|place| place.x, f64::max)?,
        north: far(|place| place.y, f64::max)?,
    })
    .filter(|_| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, cell: impl Fn(u32, u32) -> f32) -> Picture {
        let grid = Grid {
            transform: [114.0, 0.0001, 0.0, 30.7, 0.0, -0.0001],
            width,
            height,
        };
        let mut picture = Picture::default();
        picture.see(&RasterPart::Head(Box::new(Raster {
            sha256: String::new(),
            crs: "EPSG:4490".to_owned(),
            grid,
            band: 1,
            cell_m: 10.0,
            unit: "metres".to_owned(),
            no_data: String::new(),
            as_of: None,
        })));
        let (across, down) = grid.tiles();
        for (row, column) in (0..down).flat_map(|row| (0..across).map(move |column| (row, column))) {
            let (width, rows) = grid.tile_size(column, row).expect("one of its");
            let cells = (0..rows).flat_map(|r| (0..width).map(move |c| (column * TILE_SIDE + c, row * TILE_SIDE + r)));
            picture.see(&RasterPart::Tile(Tile {
                column,
                row,
                width,
                cells: cells.map(|(c, r)| cell(c, r)).collect(),
            }));
        }
        picture
    }

    #[test]
    fn a_picture_covers_the_raster_once_and_leaves_out_what_has_no_height() {
        use geo::Area;
        let whole = picture(700, 300, |column, row| (column + row) as f32);
        let Some(extent) = whole.extent else {
            panic!("degrees are where they are")
        };
        assert!(
            (extent.east - 114.07).abs() < 1e-9 && (extent.south - 30.67).abs() < 1e-9,
            "{extent:?}"
        );
        let area: f64 = whole.cells.kept.iter().map(|(shape, _)| shape.unsigned_area()).sum();
        assert!((area - 0.07 * 0.03).abs() < 1e-9, "{area}");
        // 700 cells in 48 are 15 each.
        assert_eq!(whole.cells.kept.len(), 47 * 20);
        assert!((whole.cells.kept[1].1 - 15.0).abs() < 1e-9);
        let half = picture(700, 300, |column, _| if column < 345 { 5.0 } else { f32::NAN });
        assert_eq!(half.cells.kept.len(), 23 * 20);
        // A few cells are drawn one by one.
        assert_eq!(picture(3, 2, |_, _| 1.0).cells.kept.len(), 6);
    }
}
