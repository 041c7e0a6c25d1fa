//! Geometry in column 1 of a layer, which QGIS may have edited.

use geo::{Geometry, LineString, MultiLineString, MultiPolygon, Point};

use super::{LIST, Read, list};
use crate::crs::LonLat;
use crate::domain::barrier::BarrierShape;
use crate::store::database::{Row, RowError};

fn geometry(id: i64, row: &dyn Row) -> Read<Geometry<f64>> {
    row.shape(1)?
        .ok_or_else(|| RowError::Row(id, "it has no readable geometry".to_owned()))
}

/// A geometry as an area, if it is one.
pub(in crate::store) fn area_of(geometry: Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::MultiPolygon(area) => Some(area),
        Geometry::Polygon(area) => Some(MultiPolygon(vec![area])),
        _ => None,
    }
}

/// A row's area.
pub(super) fn area(id: i64, row: &dyn Row) -> Read<MultiPolygon<f64>> {
    area_of(geometry(id, row)?).ok_or_else(|| RowError::Row(id, "its geometry is not an area".to_owned()))
}

/// A row's line.
pub(super) fn line(id: i64, row: &dyn Row) -> Read<LineString<f64>> {
    LineString::try_from(geometry(id, row)?).map_err(|_| RowError::Row(id, "its geometry is not a line".to_owned()))
}

/// A row's lines or area.
pub(super) fn line_or_area(id: i64, row: &dyn Row) -> Read<BarrierShape> {
    let shape = match geometry(id, row)? {
        Geometry::LineString(line) => Some(BarrierShape::Line(MultiLineString(vec![line]))),
        Geometry::MultiLineString(lines) => Some(BarrierShape::Line(lines)),
        other => area_of(other).map(BarrierShape::Area),
    };
    shape.ok_or_else(|| RowError::Row(id, "its geometry is neither a line nor an area".to_owned()))
}

/// Places in one text, as `102.5451 25.0402;102.546 25.0398`.
pub(super) fn places(text: &str) -> Option<Vec<LonLat>> {
    let place = |pair: &str| {
        let (lon, lat) = pair.split_once(' ')?;
        LonLat::new(lon.parse().ok()?, lat.parse().ok()?).ok()
    };
    list(text).map(place).collect()
}

/// Places as one text.
pub(super) fn of_places(places: &[LonLat]) -> String {
    let pairs: Vec<String> = places.iter().map(|at| format!("{} {}", at.lon, at.lat)).collect();
    pairs.join(LIST)
}

/// A row's point.
pub(super) fn point(id: i64, row: &dyn Row) -> Read<LonLat> {
    let point =
        Point::try_from(geometry(id, row)?).map_err(|_| RowError::Row(id, "its geometry is not a point".to_owned()))?;
    LonLat::new(point.x(), point.y()).map_err(|e| RowError::Row(id, e.to_string()))
}

/// A place as a geometry.
pub(super) fn of_point(at: LonLat) -> Geometry<f64> {
    Geometry::from(Point::new(at.lon, at.lat))
}
