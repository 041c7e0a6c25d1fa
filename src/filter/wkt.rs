//! Geometry inside CQL2 text: well-known text, and boxes.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, Rect};

use super::expression::FilterError;
use super::text::Reader;

const KINDS: [&str; 7] = [
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "BBOX",
];

/// Whether a word begins a geometry.
pub(super) fn is_kind(word: &str) -> bool {
    KINDS.iter().any(|kind| word.eq_ignore_ascii_case(kind))
}

/// Reads a geometry in degrees of longitude and latitude.
pub(super) fn geometry(reader: &mut Reader) -> Result<Geometry<f64>, FilterError> {
    let kind = KINDS.iter().find(|kind| reader.word(kind));
    let expected = "a property, a geometry in well-known text or BBOX";
    Ok(match *kind.ok_or_else(|| reader.expected(expected))? {
        "POINT" => Point(bracketed(reader, coord)?).into(),
        "LINESTRING" => line(reader, 2)?.into(),
        "POLYGON" => polygon(reader)?.into(),
        "MULTIPOINT" => MultiPoint::new(list(reader, point)?).into(),
        "MULTILINESTRING" => MultiLineString::new(list(reader, |reader| line(reader, 2))?).into(),
        "MULTIPOLYGON" => MultiPolygon::new(list(reader, polygon)?).into(),
        _ => bbox(reader)?.into(),
    })
}

fn bracketed<T>(reader: &mut Reader, read: impl Fn(&mut Reader) -> Result<T, FilterError>) -> Result<T, FilterError> {
    reader.need("(", "an opening bracket")?;
    let found = read(reader)?;
    reader.need(")", "a closing bracket")?;
    Ok(found)
}

fn list<T>(reader: &mut Reader, read: impl Fn(&mut Reader) -> Result<T, FilterError>) -> Result<Vec<T>, FilterError> {
    reader.need("(", "an opening bracket")?;
    let mut found = vec![read(reader)?];
    while reader.sign(",") {
        found.push(read(reader)?);
    }
    reader.need(")", "a comma or a closing bracket")?;
    Ok(found)
}

fn coord(reader: &mut Reader) -> Result<Coord<f64>, FilterError> {
    Ok(Coord {
        x: reader.number()?,
        y: reader.number()?,
    })
}

/// A place of a `MULTIPOINT`, with brackets of its own or without.
fn point(reader: &mut Reader) -> Result<Point<f64>, FilterError> {
    if reader.sign("(") {
        let at = coord(reader)?;
        reader.need(")", "a closing bracket")?;
        return Ok(Point(at));
    }
    coord(reader).map(Point)
}

fn line(reader: &mut Reader, least: usize) -> Result<LineString<f64>, FilterError> {
    let coords = list(reader, coord)?;
    if coords.len() < least {
        return Err(reader.expected("more places before this"));
    }
    Ok(LineString(coords))
}

fn polygon(reader: &mut Reader) -> Result<Polygon<f64>, FilterError> {
    let mut rings = list(reader, |reader| line(reader, 4))?;
    if rings.iter().any(|ring| !ring.is_closed()) {
        return Err(reader.expected("rings that end where they began before this"));
    }
    let outer = rings.remove(0);
    Ok(Polygon::new(outer, rings))
}

fn bbox(reader: &mut Reader) -> Result<Polygon<f64>, FilterError> {
    let sides = list(reader, side)?;
    match sides[..] {
        [west, south, east, north] if west <= east && south <= north => Ok(boxed(west, south, east, north)),
        _ => Err(reader.expected("west, south, east, north in this order before this")),
    }
}

fn side(reader: &mut Reader) -> Result<f64, FilterError> {
    reader.number()
}

/// A box as an area.
pub(super) fn boxed(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
    Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }).to_polygon()
}
