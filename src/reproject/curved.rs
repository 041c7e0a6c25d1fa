//! What somebody draws in metres, in degrees: a straight edge of the plane is a curve there.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Polygon};

use super::plane::{ProjPlane, ReprojectError};

/// A piece of an edge is as long as this at most, metres, where the edge is not cut into [`MOST_PIECES`] anyway: beside its chord it lies
/// less than a millimetre.
const PIECE_M: f64 = 500.0;

/// Pieces of one edge.
const MOST_PIECES: f64 = 256.0;

impl ProjPlane {
    /// Metres to degrees, with places between the corners so that edges stay where they were drawn. A box becomes a polygon.
    ///
    /// # Errors
    /// [`ReprojectError::Undefined`].
    pub fn drawn_to_degrees(&self, metres: &Geometry<f64>) -> Result<Geometry<f64>, ReprojectError> {
        self.geometry_to_degrees(&with_places_between(metres))
    }
}

fn with_places_between(geometry: &Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::Line(own) => line(&LineString::from(*own)).into(),
        Geometry::LineString(own) => line(own).into(),
        Geometry::MultiLineString(own) => MultiLineString::new(own.iter().map(line).collect()).into(),
        Geometry::Polygon(own) => polygon(own).into(),
        Geometry::MultiPolygon(own) => MultiPolygon::new(own.iter().map(polygon).collect()).into(),
        Geometry::Rect(own) => polygon(&own.to_polygon()).into(),
        Geometry::Triangle(own) => polygon(&own.to_polygon()).into(),
        Geometry::Point(_) | Geometry::MultiPoint(_) | Geometry::GeometryCollection(_) => geometry.clone(),
    }
}

fn polygon(own: &Polygon<f64>) -> Polygon<f64> {
    Polygon::new(line(own.exterior()), own.interiors().iter().map(line).collect())
}

fn line(own: &LineString<f64>) -> LineString<f64> {
    let edges = own.lines().flat_map(|edge| {
        let length = edge.dx().hypot(edge.dy());
        let pieces = (length / PIECE_M).ceil().clamp(1.0, MOST_PIECES);
        (0..pieces as u32).map(move |piece| {
            let share = f64::from(piece) / pieces;
            Coord {
                x: edge.start.x + edge.dx() * share,
                y: edge.start.y + edge.dy() * share,
            }
        })
    });
    edges.chain(own.0.last().copied()).collect()
}

#[cfg(test)]
mod tests {
    use geo::{Intersects, Point, Rect};

    use super::*;
    use crate::crs::{GaussZone, LonLat, Project};

    #[test]
    fn a_place_beside_a_long_edge_is_on_the_side_on_which_it_was_drawn() {
        let plane = ProjPlane::of_zone(GaussZone::of(4543).expect("a zone")).expect("PROJ is there");
        let (low, high) = (
            Coord {
                x: 400_000.0,
                y: 2_700_000.0,
            },
            Coord {
                x: 600_000.0,
                y: 2_800_000.0,
            },
        );
        let drawn = plane.drawn_to_degrees(&Rect::new(low, high).into()).expect("inside");
        for (x, y, within) in [
            (500_000.0, 2_700_002.0, true),
            (500_000.0, 2_699_998.0, false),
            (450_000.0, 2_799_998.0, true),
            (450_000.0, 2_800_002.0, false),
            (400_002.0, 2_750_000.0, true),
            (399_998.0, 2_750_000.0, false),
        ] {
            let LonLat { lon, lat } = plane.to_degrees(Coord { x, y }).expect("inside");
            assert_eq!(drawn.intersects(&Point::new(lon, lat)), within, "{x} {y}");
        }
    }
}
