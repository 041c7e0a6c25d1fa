//! Whole geometries through the plane, each in one call of PROJ.

use std::cell::Cell;

use geo::{Coord, CoordsIter, Geometry, LineString, MapCoordsInPlace, MultiLineString, MultiPolygon, Point, Polygon};

use super::plane::{ProjPlane, ReprojectError, Way};

impl ProjPlane {
    /// Degrees to metres: any of the geometries that the product keeps.
    ///
    /// # Errors
    /// [`ReprojectError::Undefined`].
    pub fn geometry_to_metres<G: Projectable>(&self, degrees: &G) -> Result<G, ReprojectError> {
        self.mapped(degrees, Way::ToMetres)
    }

    /// Metres to degrees.
    ///
    /// # Errors
    /// [`ReprojectError::Undefined`].
    pub fn geometry_to_degrees<G: Projectable>(&self, metres: &G) -> Result<G, ReprojectError> {
        self.mapped(metres, Way::ToDegrees)
    }

    fn mapped<G: Projectable>(&self, geometry: &G, way: Way) -> Result<G, ReprojectError> {
        let mut coords = geometry.coords();
        self.all(&mut coords, way)?;
        Ok(geometry.with(&coords))
    }
}

/// A geometry whose coordinates can be taken out and put back in the same order.
pub trait Projectable: Sized {
    /// Its coordinates in a fixed order.
    fn coords(&self) -> Vec<Coord<f64>>;
    /// The same geometry with other coordinates, as many as [`Projectable::coords`] gave.
    #[must_use]
    fn with(&self, coords: &[Coord<f64>]) -> Self;
}

macro_rules! projectable {
    ($($geometry:ty),*) => {
        $(impl Projectable for $geometry {
            fn coords(&self) -> Vec<Coord<f64>> {
                self.coords_iter().collect()
            }

            fn with(&self, coords: &[Coord<f64>]) -> Self {
                // Both walk exterior rings, then interior rings, polygon by polygon.
                let next = Cell::new(0_usize);
                let mut moved = self.clone();
                moved.map_coords_in_place(|old| {
                    let index = next.replace(next.get() + 1);
                    coords.get(index).copied().unwrap_or(old)
                });
                moved
            }
        })*
    };
}

projectable!(
    MultiPolygon<f64>,
    Polygon<f64>,
    MultiLineString<f64>,
    LineString<f64>,
    Point<f64>,
    Geometry<f64>
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{LonLat, Project, Projection};
    use geo::{Area, polygon};

    #[test]
    fn a_polygon_with_a_hole_goes_there_and_back() {
        let plane = ProjPlane::new(&Projection::GaussKrueger { epsg: 4543 }).expect("PROJ");
        let degrees = MultiPolygon::new(vec![
            polygon!(
                exterior: [(x: 101.5, y: 25.0), (x: 101.6, y: 25.0), (x: 101.6, y: 25.1), (x: 101.5, y: 25.1)],
                interiors: [[(x: 101.52, y: 25.02), (x: 101.52, y: 25.04), (x: 101.54, y: 25.04), (x: 101.54, y: 25.02)]],
            ),
            polygon![(x: 101.7, y: 25.0), (x: 101.8, y: 25.0), (x: 101.8, y: 25.1)],
        ]);
        let metres = plane.geometry_to_metres(&degrees).expect("in the zone");
        let corner = plane
            .to_metres(LonLat {
                lon: 101.54,
                lat: 25.04,
            })
            .expect("in the zone");
        assert_eq!(metres.0[0].interiors()[0].0[2], corner);
        // About 10.1 km by 11.1 km, less the hole, and half as much again.
        assert!((metres.unsigned_area() / 1e6 - (107.7 + 55.9)).abs() < 1.0);
        let back = plane.geometry_to_degrees(&metres).expect("in the zone");
        for (a, b) in degrees.coords().iter().zip(back.coords()) {
            assert!((a.x - b.x).abs() < 1e-10 && (a.y - b.y).abs() < 1e-10);
        }
    }
}
