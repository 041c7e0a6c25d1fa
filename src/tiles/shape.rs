//! Geometry on the Web Mercator square: 0 to 1 eastward, 0 to 1 southward.

use std::f64::consts::PI;

use geo::{Coord, Geometry, LineString, Polygon};

use super::feature::GeometryKind;
use super::grid::EXTENT;
use super::tile_id::MAX_ZOOM;
use super::window::Node;

/// A place on the square.
pub(super) type Spot = [f64; 2];

/// Zoom whose lattice every place stands on from the beginning: a few millimetres, so that places which differ by less are one.
pub(super) const FINEST: u8 = MAX_ZOOM;

/// Cells of the finest lattice along the square's side.
const CELLS: f64 = (EXTENT << FINEST) as f64;

/// A line, or a closed ring whose first vertex is not repeated. No vertex stands where the one before it stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Track {
    /// Vertices, on the finest lattice.
    pub(super) spots: Vec<Spot>,
    /// The lowest zoom that shows each of them.
    pub(super) from: Vec<u8>,
}

impl Track {
    fn new(spots: Vec<Spot>) -> Self {
        let from = vec![0; spots.len()];
        Self { spots, from }
    }

    /// The vertices that a zoom shows.
    pub(super) fn at(&self, zoom: u8) -> impl Iterator<Item = Spot> {
        let shown = self
            .spots
            .iter()
            .zip(&self.from)
            .filter(move |(_, from)| **from <= zoom);
        shown.map(|(spot, _)| *spot)
    }
}

/// Geometry by what it is drawn as.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// Places.
    Points(Vec<Spot>),
    /// Paths.
    Lines(Vec<Track>),
    /// Polygons, each an outer ring (positive by the shoelace formula with y down) and its holes (negative).
    Areas(Vec<Vec<Track>>),
}

/// Why a geometry cannot be put on a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShapeError {
    /// A coordinate is not a finite number.
    NotFinite,
    /// A collection of several kinds.
    Collection,
}

/// Latitude where the square ends, degrees.
const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// Degrees to the square. What lies beyond its edges is pushed onto them.
pub(super) fn to_square(degrees: Coord<f64>) -> Spot {
    let lon = degrees.x.clamp(-180.0, 180.0);
    let lat = degrees.y.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians().sin();
    let down = 0.5 - ((1.0 + lat) / (1.0 - lat)).ln() / (4.0 * PI);
    [lon / 360.0 + 0.5, down.clamp(0.0, 1.0)]
}

/// The square to degrees: longitude, latitude.
pub(super) fn to_degrees(spot: Spot) -> [f64; 2] {
    [
        (spot[0] - 0.5) * 360.0,
        (PI * (1.0 - 2.0 * spot[1])).sinh().atan().to_degrees(),
    ]
}

/// A place as whole cells of the finest lattice.
pub(super) fn on_finest(spot: Spot) -> Node {
    spot.map(|part| (part * CELLS) as i64)
}

impl Shape {
    /// How many vertices it has.
    pub(super) fn vertices(&self) -> usize {
        match self {
            Self::Points(spots) => spots.len(),
            Self::Lines(lines) => lines.iter().map(|line| line.spots.len()).sum(),
            Self::Areas(areas) => areas.iter().flatten().map(|ring| ring.spots.len()).sum(),
        }
    }

    /// Projects a geometry given in degrees.
    pub(super) fn project(geometry: &Geometry<f64>) -> Result<Self, ShapeError> {
        Ok(match geometry {
            Geometry::Point(point) => Self::Points(path([point.0].iter())?),
            Geometry::MultiPoint(points) => Self::Points(path(points.iter().map(|p| &p.0))?),
            Geometry::Line(line) => Self::Lines(vec![track(path([line.start, line.end].iter())?)]),
            Geometry::LineString(line) => Self::Lines(lines([line].into_iter())?),
            Geometry::MultiLineString(many) => Self::Lines(lines(many.0.iter())?),
            Geometry::Polygon(polygon) => Self::Areas(areas([polygon].into_iter())?),
            Geometry::MultiPolygon(many) => Self::Areas(areas(many.0.iter())?),
            Geometry::Rect(rect) => Self::Areas(areas([&rect.to_polygon()].into_iter())?),
            Geometry::Triangle(three) => Self::Areas(areas([&three.to_polygon()].into_iter())?),
            Geometry::GeometryCollection(_) => return Err(ShapeError::Collection),
        })
    }

    /// Every vertex.
    pub(super) fn spots(&self) -> Box<dyn Iterator<Item = &Spot> + '_> {
        match self {
            Self::Points(points) => Box::new(points.iter()),
            Self::Lines(lines) => Box::new(lines.iter().flat_map(|line| &line.spots)),
            Self::Areas(areas) => Box::new(areas.iter().flatten().flat_map(|ring| &ring.spots)),
        }
    }

    /// Lines and rings, and whether each is closed.
    pub(super) fn tracks(&mut self) -> Box<dyn Iterator<Item = (&mut Track, bool)> + '_> {
        match self {
            Self::Points(_) => Box::new(std::iter::empty()),
            Self::Lines(lines) => Box::new(lines.iter_mut().map(|line| (line, false))),
            Self::Areas(areas) => Box::new(areas.iter_mut().flatten().map(|ring| (ring, true))),
        }
    }

    /// The smallest box round it: its north-west and south-east corners; `None` where it has no coordinates.
    pub(super) fn bounds(&self) -> Option<(Spot, Spot)> {
        around(self.spots())
    }

    /// The box round its first part.
    pub(super) fn first_bounds(&self) -> Option<(Spot, Spot)> {
        match self {
            Self::Points(_) => self.bounds(),
            Self::Lines(lines) => around(lines.first().into_iter().flat_map(|line| &line.spots)),
            Self::Areas(areas) => around(areas.first().into_iter().flatten().flat_map(|ring| &ring.spots)),
        }
    }

    /// Its area on the square, 0 for points and lines.
    pub(super) fn area(&self) -> f64 {
        match self {
            Self::Areas(areas) => areas.iter().flatten().map(|ring| doubled(&ring.spots)).sum::<f64>() / 2.0,
            Self::Points(_) | Self::Lines(_) => 0.0,
        }
    }

    /// What it is drawn as.
    pub(super) fn kind(&self) -> GeometryKind {
        match self {
            Self::Points(_) => GeometryKind::Point,
            Self::Lines(_) => GeometryKind::Line,
            Self::Areas(_) => GeometryKind::Area,
        }
    }
}

fn path<'a>(coords: impl Iterator<Item = &'a Coord<f64>>) -> Result<Vec<Spot>, ShapeError> {
    coords
        .map(|c| {
            if c.x.is_finite() && c.y.is_finite() {
                Ok(to_square(*c).map(|part| (part * CELLS).round() / CELLS))
            } else {
                Err(ShapeError::NotFinite)
            }
        })
        .collect()
}

fn track(mut spots: Vec<Spot>) -> Track {
    spots.dedup();
    Track::new(spots)
}

fn lines<'a>(lines: impl Iterator<Item = &'a LineString<f64>>) -> Result<Vec<Track>, ShapeError> {
    lines
        .filter(|line| !line.0.is_empty())
        .map(|line| path(line.0.iter()).map(track))
        .collect()
}

fn areas<'a>(polygons: impl Iterator<Item = &'a Polygon<f64>>) -> Result<Vec<Vec<Track>>, ShapeError> {
    polygons
        .filter(|polygon| !polygon.exterior().0.is_empty())
        .map(|polygon| {
            let outer = ring(polygon.exterior(), true)?;
            let holes = polygon.interiors().iter().map(|hole| ring(hole, false));
            std::iter::once(Ok(outer)).chain(holes).collect()
        })
        .collect()
}

/// The ring turned so that its shoelace area (y down) is positive for an outer ring and negative for a hole.
fn ring(line: &LineString<f64>, outer: bool) -> Result<Track, ShapeError> {
    let mut spots = path(line.0.iter())?;
    spots.dedup();
    while spots.len() > 1 && spots.first() == spots.last() {
        spots.pop();
    }
    if (doubled(&spots) > 0.0) != outer {
        spots.reverse();
    }
    Ok(Track::new(spots))
}

/// Twice a ring's area by the shoelace formula.
fn doubled(ring: &[Spot]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let around = (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]));
    around
        .map(|(a, b)| (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1]))
        .sum()
}
/// The smallest box round places.
fn around<'a>(spots: impl Iterator<Item = &'a Spot>) -> Option<(Spot, Spot)> {
    spots.fold(None, |found, spot| {
        let (low, high) = found.unwrap_or((*spot, *spot));
        Some((
            [low[0].min(spot[0]), low[1].min(spot[1])],
            [high[0].max(spot[0]), high[1].max(spot[1])],
        ))
    })
}
