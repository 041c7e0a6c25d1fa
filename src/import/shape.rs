//! From GDAL's geometries to the product's, row by row.

use gdal::vector::{Geometry, OGRwkbGeometryType as Kind, geometry_type_flatten, geometry_type_to_name};
use geo::{Centroid, Contains, Coord, InteriorPoint, LineString, MultiLineString, MultiPolygon};

use super::ledger::Ledger;
use super::placer::Placer;
use super::rings::{RawPolygon, mend};
use crate::crs::LonLat;
use crate::domain::barrier::BarrierShape;

/// The polygons of a geometry, or that it has none.
pub(super) fn polygons(geometry: &Geometry, out: &mut Vec<RawPolygon>) -> Result<(), ()> {
    match flat(geometry) {
        Kind::wkbPolygon => {
            let rings = (0..geometry.geometry_count())
                .map(|index| points(&geometry.get_geometry(index)))
                .collect();
            out.push(rings);
            Ok(())
        }
        Kind::wkbMultiPolygon => {
            (0..geometry.geometry_count()).try_for_each(|index| polygons(&geometry.get_geometry(index), out))
        }
        _ => Err(()),
    }
}

fn flat(geometry: &Geometry) -> Kind::Type {
    geometry_type_flatten(geometry.geometry_type())
}

fn points(geometry: &Geometry) -> Vec<Coord<f64>> {
    let mut points = Vec::new();
    geometry.get_points(&mut points);
    points.into_iter().map(|(x, y, _)| Coord { x, y }).collect()
}

/// The first coordinate of a geometry.
pub(super) fn first(geometry: &Geometry) -> Option<(f64, f64)> {
    if geometry.geometry_count() > 0 {
        return first(&geometry.get_geometry(0));
    }
    points(geometry).first().map(|c| (c.x, c.y))
}

/// Whether it is a point, or several.
pub(super) fn is_point(geometry: &Geometry) -> bool {
    matches!(flat(geometry), Kind::wkbPoint | Kind::wkbMultiPoint)
}

/// `a Point`, `a Multi Line String`.
fn called(geometry: &Geometry) -> String {
    format!("a {}", geometry_type_to_name(flat(geometry)))
}

/// Says that a row is no area. Of a drawing, closed lines came as areas; a line that comes here is open.
fn no_area(row: &str, geometry: &Geometry, wanted: &str, ledger: &mut Ledger) {
    if ledger.file.to_lowercase().ends_with(".dxf") && flat(geometry) == Kind::wkbLineString {
        let wanted =
            format!("{wanted} or closed lines; in the drawing, join its parts and close it (PEDIT, Join, Close)");
        ledger.misfit(row, "an open line", &wanted);
    } else {
        ledger.misfit(row, &called(geometry), wanted);
    }
}

/// The geometry of a row that has one.
fn given<'a>(row: &str, geometry: Option<&'a Geometry>, ledger: &mut Ledger) -> Option<&'a Geometry> {
    let found = geometry.filter(|g| !g.is_empty());
    if found.is_none() {
        ledger.reject(row, Some("geometry"), "the row has no geometry");
    }
    found
}

/// A row's area in degrees.
pub(super) fn area(
    row: &str,
    geometry: Option<&Geometry>,
    placer: &mut Placer,
    ledger: &mut Ledger,
) -> Option<MultiPolygon<f64>> {
    let geometry = given(row, geometry, ledger)?;
    let mut raw = Vec::new();
    if polygons(geometry, &mut raw).is_err() {
        no_area(row, geometry, "polygons", ledger);
        return None;
    }
    placed_area(row, raw, placer, ledger)
}

fn placed_area(
    row: &str,
    mut raw: Vec<RawPolygon>,
    placer: &mut Placer,
    ledger: &mut Ledger,
) -> Option<MultiPolygon<f64>> {
    let mut coords: Vec<Coord<f64>> = raw.iter().flatten().flatten().copied().collect();
    if let Err(what) = placer.place(row, &mut coords) {
        ledger.reject(row, Some("geometry"), what);
        return None;
    }
    let mut next = coords.into_iter();
    for (coord, degrees) in raw.iter_mut().flatten().flatten().zip(&mut next) {
        *coord = degrees;
    }
    match mend(raw) {
        Ok(mended) => {
            ledger.mended(row, &mended);
            Some(mended.area)
        }
        Err(what) => {
            ledger.reject(row, Some("geometry"), what);
            None
        }
    }
}

/// A row's point in degrees; of an area, a point inside it.
pub(super) fn point(
    row: &str,
    geometry: Option<&Geometry>,
    placer: &mut Placer,
    ledger: &mut Ledger,
) -> Option<LonLat> {
    let geometry = given(row, geometry, ledger)?;
    let mut raw = Vec::new();
    if polygons(geometry, &mut raw).is_ok() {
        let area = placed_area(row, raw, placer, ledger)?;
        let point = inside(&area);
        if point.is_none() {
            ledger.reject(row, Some("geometry"), "no point inside it can be found");
        }
        return point;
    }
    let single = match flat(geometry) {
        Kind::wkbPoint => points(geometry),
        Kind::wkbMultiPoint if geometry.geometry_count() == 1 => points(&geometry.get_geometry(0)),
        _ => {
            no_area(row, geometry, "points (or polygons)", ledger);
            return None;
        }
    };
    let Some(first) = single.first() else {
        ledger.reject(row, Some("geometry"), "it has no coordinates");
        return None;
    };
    placed_point(row, *first, placer, ledger)
}

/// A point from two numbers of the source.
pub(super) fn placed_point(row: &str, coord: Coord<f64>, placer: &mut Placer, ledger: &mut Ledger) -> Option<LonLat> {
    let mut one = [coord];
    match placer.place(row, &mut one) {
        Ok(()) => LonLat::new(one[0].x, one[0].y)
            .map_err(|what| ledger.reject(row, Some("geometry"), what.to_string()))
            .ok(),
        Err(what) => {
            ledger.reject(row, Some("geometry"), what);
            None
        }
    }
}

/// A row's lines in degrees.
pub(super) fn lines(
    row: &str,
    geometry: Option<&Geometry>,
    placer: &mut Placer,
    ledger: &mut Ledger,
) -> Vec<LineString<f64>> {
    let Some(geometry) = given(row, geometry, ledger) else {
        return Vec::new();
    };
    let raw: Vec<Vec<Coord<f64>>> = match flat(geometry) {
        Kind::wkbLineString => vec![points(geometry)],
        Kind::wkbMultiLineString => (0..geometry.geometry_count())
            .map(|index| points(&geometry.get_geometry(index)))
            .collect(),
        _ => {
            ledger.misfit(row, &called(geometry), "lines");
            return Vec::new();
        }
    };
    let mut lines = Vec::new();
    for mut line in raw {
        if let Err(what) = placer.place(row, &mut line) {
            ledger.reject(row, Some("geometry"), what);
            return Vec::new();
        }
        line.dedup();
        if line.len() > 1 {
            lines.push(LineString::new(line));
        }
    }
    if lines.is_empty() {
        ledger.reject(row, Some("geometry"), "the line has no length");
    }
    lines
}

/// A row's lines or area in degrees.
pub(super) fn line_or_area(
    row: &str,
    geometry: Option<&Geometry>,
    placer: &mut Placer,
    ledger: &mut Ledger,
) -> Option<BarrierShape> {
    let geometry = given(row, geometry, ledger)?;
    match flat(geometry) {
        Kind::wkbPolygon | Kind::wkbMultiPolygon => area(row, Some(geometry), placer, ledger).map(BarrierShape::Area),
        Kind::wkbLineString | Kind::wkbMultiLineString => {
            let lines = lines(row, Some(geometry), placer, ledger);
            (!lines.is_empty()).then_some(BarrierShape::Line(MultiLineString(lines)))
        }
        _ => {
            ledger.misfit(row, &called(geometry), "lines or polygons");
            None
        }
    }
}

/// A point inside an area: its centroid where that lies inside, else one that surely does.
pub(super) fn inside(area: &MultiPolygon<f64>) -> Option<LonLat> {
    let point = area
        .centroid()
        .filter(|centroid| area.contains(centroid))
        .or_else(|| area.interior_point())?;
    LonLat::new(point.x(), point.y()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source_crs::SourceCrs;

    fn with<T>(wkt: &str, f: impl Fn(&Geometry, &mut Placer, &mut Ledger) -> T) -> (T, Ledger) {
        crate::import::guard::prepare();
        let geometry = Geometry::from_wkt(wkt).expect("well formed");
        let mut placer = Placer::new(SourceCrs::wgs84(false));
        let mut ledger = Ledger::new("a.gpkg", "a");
        let made = f(&geometry, &mut placer, &mut ledger);
        (made, ledger)
    }

    #[test]
    fn a_crescent_gets_a_point_of_its_own() {
        let crescent = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 9, 9 9, 9 1, 0 1, 0 0))";
        let ((point, area), _) = with(crescent, |g, p, l| {
            (point("1", Some(g), p, l), area("1", Some(g), p, l))
        });
        let (point, area) = (point.expect("inside"), area.expect("valid"));
        assert!(area.contains(&Coord {
            x: point.lon,
            y: point.lat
        }));
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let (none, ledger) = with("POINT (1 2)", |g, p, l| area("7", Some(g), p, l));
        assert!(none.is_none());
        assert_eq!(ledger.rejected[0].what, "it is a Point; polygons are needed");
        assert_eq!(ledger.rejected[0].row.as_deref(), Some("7"));
        let (none, ledger) = with("POINT EMPTY", |g, p, l| point("7", Some(g), p, l));
        assert!(none.is_none() && ledger.rejected[0].what.contains("no geometry"));
        let (some, _) = with("MULTIPOINT ((1 2))", |g, p, l| point("7", Some(g), p, l));
        assert_eq!(some, Some(LonLat { lon: 1.0, lat: 2.0 }));
    }

    #[test]
    fn lines_of_three_dimensions_lose_the_third() {
        let (lines, _) = with(
            "MULTILINESTRING Z ((1 2 3, 1 2 4, 2 3 4), (5 5 5, 5 5 6))",
            |g, p, l| lines("1", Some(g), p, l),
        );
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].0.len(), 2);
    }
}
