//! Geometry in column 1 of a layer, which QGIS may have edited.

use geo::{Geometry, LineString, MultiPolygon, Point};

use super::Read;
use crate::crs::LonLat;
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
