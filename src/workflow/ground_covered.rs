//! How much of the communities' ground has a height: asked at points of a lattice, while tiles go by.

use std::collections::BTreeMap;

use geo::{Area, BoundingRect, Contains, Coord, InteriorPoint, MultiPolygon, Point};

use super::error::WorkflowError;
use super::import_raster::note;
use crate::domain::raster::{Raster, Stencil, Tile};
use crate::domain::record::Remark;
use crate::reproject::RasterPlane;
use crate::store::{StoredCommunity, Workspace};

/// Points of the lattice, about.
const POINTS: f64 = 20_000.0;

/// The ground of the communities as points that stand for equal parts of it.
pub(super) struct Ground {
    /// In degrees.
    points: Vec<Coord<f64>>,
    /// Those that rasters of the workspace have heights for, which stay.
    before: Vec<bool>,
    /// Those that the new raster has.
    now: Vec<bool>,
    /// By the new raster's tiles.
    waiting: BTreeMap<(u32, u32), Vec<(usize, Stencil)>>,
}

impl Ground {
    /// Lays the lattice; a community that no point of it meets has one of its own.
    pub(super) fn of(communities: &[StoredCommunity]) -> Self {
        let areas = || communities.iter().map(|row| &row.record.boundary);
        // Degrees of longitude are narrower than those of latitude; near enough for a share.
        let narrow = |area: &MultiPolygon<f64>| {
            area.bounding_rect().map_or(1.0, |b| {
                f64::midpoint(b.min().y, b.max().y).to_radians().cos().max(0.01)
            })
        };
        let total: f64 = areas().map(|area| area.unsigned_area() * narrow(area)).sum();
        let step = (total / POINTS).sqrt();
        let mut points = Vec::new();
        for area in areas() {
            let own = points.len();
            if step > 0.0 {
                lattice(area, step / narrow(area), step, &mut points);
            }
            if points.len() == own {
                points.extend(area.interior_point().map(Coord::from));
            }
        }
        Self {
            before: vec![false; points.len()],
            now: vec![false; points.len()],
            points,
            waiting: BTreeMap::new(),
        }
    }

    /// Sees the rasters that are there and stay.
    pub(super) fn see_rasters(&mut self, workspace: &Workspace) -> Result<(), WorkflowError> {
        for stored in workspace.rasters()? {
            let mut places = self.points.clone();
            RasterPlane::new(&stored.raster.crs)?.all_of_degrees(&mut places);
            let heights = stored
                .raster
                .grid
                .heights(&places, |column, row| workspace.raster_tile(&stored, column, row))?;
            for (before, height) in self.before.iter_mut().zip(heights) {
                *before |= height.is_some();
            }
        }
        Ok(())
    }

    /// Sees where the cells of the new one lie.
    pub(super) fn see_head(&mut self, raster: &Raster) -> Result<(), WorkflowError> {
        let mut places = self.points.clone();
        RasterPlane::new(&raster.crs)?.all_of_degrees(&mut places);
        for (index, place) in places.into_iter().enumerate() {
            if let Some(stencil) = raster.grid.stencil(place) {
                self.waiting.entry(stencil.tile()).or_default().push((index, stencil));
            }
        }
        Ok(())
    }

    /// Sees some of its heights.
    pub(super) fn see_tile(&mut self, tile: &Tile) {
        for (index, stencil) in self.waiting.remove(&(tile.column, tile.row)).unwrap_or_default() {
            self.now[index] = stencil.height(tile).is_some();
        }
    }

    /// The share that the new raster covers; `None` without communities.
    pub(super) fn new_share(&self) -> Option<f64> {
        let covered = self.now.iter().filter(|covered| **covered).count();
        (!self.points.is_empty()).then(|| covered as f64 / self.points.len() as f64)
    }

    /// The share that all rasters cover.
    pub(super) fn share(&self) -> Option<f64> {
        let covered = self.before.iter().zip(&self.now).filter(|(a, b)| **a || **b).count();
        (!self.points.is_empty()).then(|| covered as f64 / self.points.len() as f64)
    }

    /// What is said of ground without a height.
    pub(super) fn uncovered(&self) -> Option<Remark> {
        let share = self.share().filter(|share| *share < 1.0)?;
        Some(note(format!(
            "{} % of the communities' ground has no height: slopes there are not assessed; add another raster with --append",
            percent(1.0 - share)
        )))
    }
}

/// A share in percent with as many digits as show that it is not nothing.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 0.1 {
        format!("{percent:.1}")
    } else {
        "less than 0.1".to_owned()
    }
}

/// Points of a fixed lattice within an area, in degrees.
fn lattice(area: &MultiPolygon<f64>, across: f64, up: f64, points: &mut Vec<Coord<f64>>) {
    for part in area {
        let Some(bounds) = part.bounding_rect() else { continue };
        let first = |low: f64, step: f64| (low / step).ceil() as i64;
        let last = |high: f64, step: f64| (high / step).floor() as i64;
        for row in first(bounds.min().y, up)..=last(bounds.max().y, up) {
            for column in first(bounds.min().x, across)..=last(bounds.max().x, across) {
                let point = Coord {
                    x: column as f64 * across,
                    y: row as f64 * up,
                };
                if part.contains(&Point::from(point)) {
                    points.push(point);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::raster::Grid;
    use crate::domain::record::CommunityRecord;
    use geo::polygon;

    fn square(west: f64, side: f64) -> StoredCommunity {
        StoredCommunity {
            id: 1,
            source: String::new(),
            record: CommunityRecord {
                code: None,
                name: "a".to_owned(),
                committee_type: None,
                urban_rural_class: None,
                parents: Vec::new(),
                populations: Vec::new(),
                households: None,
                provisional: false,
                boundary: MultiPolygon(vec![polygon![
                    (x: west, y: 0.0), (x: west + side, y: 0.0), (x: west + side, y: side), (x: west, y: side)
                ]]),
            },
        }
    }

    #[test]
    fn half_a_raster_covers_half_the_ground() {
        let mut ground = Ground::of(&[square(10.0, 1.0)]);
        assert!(
            (ground.points.len() as f64 - POINTS).abs() < 0.02 * POINTS,
            "{}",
            ground.points.len()
        );
        // Middles from 10.0 to 10.5 degrees, and beyond the square on the other sides.
        let grid = Grid {
            transform: [9.95, 0.1, 0.0, 1.55, 0.0, -0.1],
            width: 6,
            height: 20,
        };
        let raster = Raster {
            sha256: String::new(),
            crs: "EPSG:4326".to_owned(),
            grid,
            band: 1,
            cell_m: 11_000.0,
            unit: "metres".to_owned(),
            no_data: String::new(),
            as_of: None,
        };
        ground.see_head(&raster).expect("degrees");
        assert_eq!(ground.new_share(), Some(0.0), "no tile came yet");
        ground.see_tile(&Tile {
            column: 0,
            row: 0,
            width: 6,
            cells: vec![7.0; 120],
        });
        let share = ground.new_share().expect("there are communities");
        assert!((share - 0.5).abs() < 0.01, "{share}");
        let remark = ground.uncovered().expect("half is bare");
        assert!(
            remark.what.contains("of the communities' ground has no height"),
            "{}",
            remark.what
        );
    }

    #[test]
    fn the_smallest_community_has_a_point() {
        let ground = Ground::of(&[square(10.0, 1.0), square(12.0, 1e-6)]);
        assert!(ground.points.iter().any(|point| point.x > 11.9));
        assert_eq!(Ground::of(&[]).share(), None);
    }
}
