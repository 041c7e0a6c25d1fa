//! Lines whose datum is known, ready to be asked for the nearest.

use geo::Coord;
use rstar::primitives::Line;
use rstar::{PointDistance, RTree};

use crate::crs::{LonLat, LonLatBox};

/// Most lines that are kept near a layer: beyond that the ground is narrowed round the layer's middle.
const MOST_LINES: usize = 300_000;
/// How far beyond a layer lines may still matter, in degrees: twice the longest shift and the reach of a corner.
const MARGIN_DEGREES: f64 = 0.06;
/// Radius of the sphere that distances are taken on. Good to some thousandths, which is enough to compare them.
const RADIUS_M: f64 = 6_371_008.8;

/// Borders or streets in CGCS2000 or WGS 84 degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    lines: Vec<[LonLat; 2]>,
    ground: Option<LonLatBox>,
}

impl Reference {
    /// Of line segments; those of no length are left out.
    pub fn new(lines: impl IntoIterator<Item = [LonLat; 2]>) -> Self {
        let lines: Vec<[LonLat; 2]> = lines.into_iter().filter(|[a, b]| a != b).collect();
        let ground = LonLatBox::around(lines.iter().flatten().copied());
        Self { lines, ground }
    }

    /// The box that it lies in.
    pub fn ground(&self) -> Option<LonLatBox> {
        self.ground
    }

    /// Whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What of it lies near a layer.
    pub(super) fn near(&self, corners: &[Coord<f64>]) -> Nearby {
        let places = || corners.iter().map(|c| LonLat { lon: c.x, lat: c.y });
        let Some(layer) = LonLatBox::around(places()) else {
            return Nearby { tree: RTree::new() };
        };
        // Corners are in order of longitude, so this is the middle of one of them.
        let middle = corners[corners.len() / 2];
        let mut window = layer.grown(MARGIN_DEGREES);
        loop {
            let touches = |[a, b]: &[LonLat; 2]| {
                a.lon.min(b.lon) <= window.east
                    && a.lon.max(b.lon) >= window.west
                    && a.lat.min(b.lat) <= window.north
                    && a.lat.max(b.lat) >= window.south
            };
            let near: Vec<&[LonLat; 2]> = self.lines.iter().filter(|line| touches(line)).collect();
            let half = (window.east - window.west).max(window.north - window.south) / 4.0;
            if near.len() <= MOST_LINES || half < MARGIN_DEGREES {
                let lines = near.iter().map(|[a, b]| Line::new(Mark::of(*a).at, Mark::of(*b).at));
                return Nearby {
                    tree: RTree::bulk_load(lines.collect()),
                };
            }
            window = LonLatBox {
                west: middle.x,
                south: middle.y,
                east: middle.x,
                north: middle.y,
            }
            .grown(half);
        }
    }
}

/// A place in a plane that keeps angles, with the length there of a metre on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    at: [f64; 2],
    metre: f64,
}

impl Mark {
    /// Mercator's plane, in which near a place every distance is too long by the same factor; that factor is taken out again.
    pub(super) fn of(place: LonLat) -> Self {
        let lat = place.lat.clamp(-85.0, 85.0).to_radians();
        Self {
            at: [RADIUS_M * place.lon.to_radians(), RADIUS_M * lat.tan().asinh()],
            metre: 1.0 / lat.cos(),
        }
    }

    /// Moved on the ground, in metres.
    pub(super) fn moved(self, step: Coord<f64>) -> Self {
        Self {
            at: [self.at[0] + step.x * self.metre, self.at[1] + step.y * self.metre],
            ..self
        }
    }

    /// To another place not far away, in metres.
    pub(super) fn metres_to(self, other: Self) -> f64 {
        (self.at[0] - other.at[0]).hypot(self.at[1] - other.at[1]) / self.metre
    }
}

/// The lines near a layer.
#[derive(Debug)]
pub(super) struct Nearby {
    tree: RTree<Line<[f64; 2]>>,
}

impl Nearby {
    /// How many there are.
    pub(super) fn lines(&self) -> usize {
        self.tree.size()
    }

    /// From a place to the nearest line, in metres; infinite where there is none.
    pub(super) fn distance(&self, mark: Mark) -> f64 {
        self.tree.nearest_neighbor(mark.at).map_or(f64::INFINITY, |line| {
            line.distance_2(&mark.at).max(0.0).sqrt() / mark.metre
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_on_the_ground() {
        let at = |lon, lat| LonLat { lon, lat };
        let reference = Reference::new([[at(116.4, 39.9), at(116.5, 39.9)], [at(116.4, 39.9), at(116.4, 39.9)]]);
        let nearby = reference.near(&[Coord { x: 116.45, y: 39.91 }]);
        assert_eq!(nearby.lines(), 1);
        // A hundredth of a degree of latitude is 1,112 m on the sphere.
        let metres = nearby.distance(Mark::of(at(116.45, 39.91)));
        assert!((metres - 1_112.0).abs() < 1.0, "{metres}");
        let step = Mark::of(at(116.45, 39.91)).moved(Coord { x: 0.0, y: -1_112.0 });
        assert!(nearby.distance(step) < 1.0);
        assert!(reference.near(&[Coord { x: 0.0, y: 0.0 }]).distance(step).is_infinite());
    }
}
