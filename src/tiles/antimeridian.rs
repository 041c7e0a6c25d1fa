//! Geometry that passes the antimeridian, cut there (RFC 7946, 3.1.9).
//!
//! A line between two places more than 180° of longitude apart is taken to go the short way round. Lines and areas are unrolled so that no step
//! is longer, and cut wherever they come to 180° east; what lies beyond is turned back by whole turns.

use std::ops::RangeInclusive;

use geo::{
    Area, BooleanOps, BoundingRect, Coord, Geometry, LineString, MapCoords, MultiLineString, MultiPolygon, Polygon,
    Rect,
};

/// The same geometry in parts of which none passes the antimeridian; `None` where it does not pass it, or goes round a pole and so can't be cut
/// there alone.
pub(super) fn cut_at_antimeridian(geometry: &Geometry<f64>) -> Option<Geometry<f64>> {
    match geometry {
        Geometry::LineString(line) => cut_lines(std::slice::from_ref(line)),
        Geometry::MultiLineString(lines) => cut_lines(&lines.0),
        Geometry::Polygon(polygon) => cut_areas(std::slice::from_ref(polygon)),
        Geometry::MultiPolygon(polygons) => cut_areas(&polygons.0),
        _ => None,
    }
}

fn cut_lines(lines: &[LineString<f64>]) -> Option<Geometry<f64>> {
    lines.iter().any(jumps).then(|| {
        let parts = lines.iter().flat_map(|line| {
            if jumps(line) {
                parts_of(&unrolled(line))
            } else {
                vec![line.clone()]
            }
        });
        MultiLineString::new(parts.collect()).into()
    })
}

fn cut_areas(polygons: &[Polygon<f64>]) -> Option<Geometry<f64>> {
    let passes = |polygon: &Polygon<f64>| jumps(polygon.exterior()) || polygon.interiors().iter().any(jumps);
    if !polygons.iter().any(passes) {
        return None;
    }
    let (mut parts, mut was_cut) = (Vec::new(), false);
    for polygon in polygons {
        match passes(polygon).then(|| cut_area(polygon)).flatten() {
            Some(cut) => {
                parts.extend(cut);
                was_cut = true;
            }
            None => parts.push(polygon.clone()),
        }
    }
    was_cut.then(|| MultiPolygon::new(parts).into())
}

/// Whether a step is longer than half a turn.
fn jumps(line: &LineString<f64>) -> bool {
    line.lines().any(|step| (step.end.x - step.start.x).abs() > 180.0)
}

/// The line with whole turns added, so that no step is longer than half a turn.
fn unrolled(line: &LineString<f64>) -> LineString<f64> {
    let mut before = line.0.first().map_or(0.0, |first| first.x);
    let places = line.coords().map(|place| {
        before = place.x - 360.0 * ((place.x - before) / 360.0).round();
        Coord { x: before, y: place.y }
    });
    places.collect()
}

/// Which turn a longitude lies in: 0 from 180° west to 180° east.
fn turn_of(x: f64) -> f64 {
    ((x + 180.0) / 360.0).floor()
}

/// The stretches of an unrolled line, turned back.
fn parts_of(line: &LineString<f64>) -> Vec<LineString<f64>> {
    let mut parts = Vec::new();
    let mut part: Vec<Coord<f64>> = Vec::new();
    let turned = |place: Coord<f64>, turn: f64| Coord {
        x: place.x - 360.0 * turn,
        y: place.y,
    };
    for step in line.lines() {
        let (from, to) = (turn_of(step.start.x), turn_of(step.end.x));
        if part.is_empty() {
            part.push(turned(step.start, from));
        }
        if from < to || to < from {
            let edge = 360.0 * from.max(to) - 180.0;
            let share = (edge - step.start.x) / (step.end.x - step.start.x);
            let y = step.start.y + share * (step.end.y - step.start.y);
            part.push(turned(Coord { x: edge, y }, from));
            parts.push(std::mem::take(&mut part));
            part.push(turned(Coord { x: edge, y }, to));
        }
        part.push(turned(step.end, to));
    }
    parts.push(part);
    for part in &mut parts {
        part.dedup();
    }
    parts.retain(|part| part.len() >= 2);
    parts.into_iter().map(LineString::new).collect()
}

/// The parts of a polygon; `None` where its ring does not close once unrolled, or has no width then: it goes round the earth.
fn cut_area(polygon: &Polygon<f64>) -> Option<Vec<Polygon<f64>>> {
    let outer = unrolled(polygon.exterior());
    let (first, last) = (outer.0.first()?, outer.0.last()?);
    if (first.x - last.x).abs() > 180.0 {
        return None;
    }
    let around = outer.bounding_rect()?;
    let holes = polygon.interiors().iter().map(|hole| {
        let hole = unrolled(hole);
        let middle = hole.bounding_rect().map_or(0.0, |own| own.center().x);
        let turns = ((around.center().x - middle) / 360.0).round();
        hole.map_coords(|place| Coord {
            x: place.x + 360.0 * turns,
            y: place.y,
        })
    });
    let unrolled = Polygon::new(outer, holes.collect());
    if unrolled.unsigned_area() <= 0.0 {
        return None;
    }
    let turns = turns_of(around);
    let parts = turns.flat_map(|turn| {
        let (west, east) = (360.0 * f64::from(turn) - 180.0, 360.0 * f64::from(turn) + 180.0);
        // No wider than what is cut: the wider the box, the coarser the cut.
        let beyond = 1.0 + around.width();
        let side = Rect::new(
            Coord {
                x: west.max(around.min().x - beyond),
                y: around.min().y - 1.0,
            },
            Coord {
                x: east.min(around.max().x + beyond),
                y: around.max().y + 1.0,
            },
        );
        let cut = unrolled.intersection(&side.to_polygon());
        let turned = cut.map_coords(|place| Coord {
            x: at_edge(place.x, west, east) - 360.0 * f64::from(turn),
            y: place.y,
        });
        turned.0
    });
    Some(parts.collect())
}

/// The turns that a box has a part of.
fn turns_of(around: Rect<f64>) -> RangeInclusive<i32> {
    turn_of(around.min().x) as i32..=turn_of(around.max().x) as i32
}

/// A longitude, put on an edge that the cut has left by a hair.
fn at_edge(x: f64, west: f64, east: f64) -> f64 {
    let near = |edge: f64| (x - edge).abs() < 1e-7;
    if near(west) {
        west
    } else if near(east) {
        east
    } else {
        x
    }
}

#[cfg(test)]
mod tests {
    use geo::{Contains, Point, Validation, polygon};

    use super::*;
    use crate::tiles::shape::Shape;

    fn areas(geometry: impl Into<Geometry<f64>>) -> MultiPolygon<f64> {
        match cut_at_antimeridian(&geometry.into()) {
            Some(Geometry::MultiPolygon(parts)) => parts,
            other => unreachable!("not cut: {other:?}"),
        }
    }

    /// A circle of a tenth of a degree round a place, its longitudes turned into -180 to 180.
    fn circle(lon: f64, lat: f64, size: f64) -> Polygon<f64> {
        let ring = (0..32)
            .map(|k| f64::from(k) / 32.0 * std::f64::consts::TAU)
            .map(|turn| {
                let x = lon + size * turn.cos();
                Coord {
                    x: x - 360.0 * turn_of(x),
                    y: lat + size * turn.sin(),
                }
            });
        Polygon::new(ring.collect(), Vec::new())
    }

    #[test]
    fn a_circle_across_the_antimeridian_is_two_halves() {
        for lon in [179.97, -179.96, 180.0] {
            let parts = areas(circle(lon, -16.9, 0.1));
            assert_eq!(parts.0.len(), 2, "{lon}");
            assert!(parts.is_valid());
            let whole = circle(0.0, -16.9, 0.1).unsigned_area();
            assert!(
                (parts.unsigned_area() - whole).abs() < 1e-8,
                "{lon}: {} {whole}",
                parts.unsigned_area()
            );
            for part in &parts {
                let own = part.bounding_rect().expect("a box");
                assert!(own.width() < 0.2 && own.min().x >= -180.0 && own.max().x <= 180.0);
                assert!([own.min().x, -own.max().x].contains(&-180.0), "{own:?}");
            }
            assert!(!parts.contains(&Point::new(0.0, -16.9)));
        }
    }

    #[test]
    fn a_hole_and_a_part_elsewhere_stay() {
        let ring = circle(180.0, 10.0, 0.4);
        let holed = Polygon::new(
            ring.exterior().clone(),
            vec![circle(-179.99, 10.0, 0.1).exterior().clone()],
        );
        let elsewhere = circle(20.0, 10.0, 0.1);
        let parts = areas(MultiPolygon::new(vec![holed, elsewhere.clone()]));
        assert_eq!(parts.0.len(), 3);
        assert!(parts.is_valid());
        assert_eq!(parts.0[2], elsewhere);
        let expected = ring_area(0.4) - ring_area(0.1) + elsewhere.unsigned_area();
        assert!((parts.unsigned_area() - expected).abs() < 1e-7);
    }

    fn ring_area(size: f64) -> f64 {
        circle(0.0, 0.0, size).unsigned_area()
    }

    #[test]
    fn a_line_is_cut_where_it_passes() {
        let line: LineString<f64> = vec![(178.0, 0.0), (-178.0, 4.0), (-170.0, 4.0), (178.0, 10.0)].into();
        let Some(Geometry::MultiLineString(parts)) = cut_at_antimeridian(&line.into()) else {
            unreachable!("it passes")
        };
        let expected: Vec<LineString<f64>> = vec![
            vec![(178.0, 0.0), (180.0, 2.0)].into(),
            vec![(-180.0, 2.0), (-178.0, 4.0), (-170.0, 4.0), (-180.0, 9.0)].into(),
            vec![(180.0, 9.0), (178.0, 10.0)].into(),
        ];
        assert_eq!(parts.0, expected);
    }

    #[test]
    fn what_does_not_pass_it_or_goes_round_the_earth_is_left() {
        let near: Geometry<f64> = polygon![(x: 179.0, y: 0.0), (x: 180.0, y: 0.0), (x: 180.0, y: 1.0)].into();
        let world: Geometry<f64> =
            polygon![(x: -180.0, y: -60.0), (x: 180.0, y: -60.0), (x: 180.0, y: 60.0), (x: -180.0, y: 60.0)].into();
        let polar: Geometry<f64> =
            polygon![(x: 0.0, y: 80.0), (x: 100.0, y: 80.0), (x: -160.0, y: 80.0), (x: -60.0, y: 80.0)].into();
        for geometry in [near, world, polar, Point::new(180.0, 0.0).into()] {
            assert_eq!(cut_at_antimeridian(&geometry), None);
        }
    }

    #[test]
    fn a_layer_shows_it_at_both_ends_of_the_world_and_nowhere_between() {
        use crate::tiles::tests::{feature, layer};
        use crate::tiles::{Clip, Format, Select, TileId, TileSet};
        let small = circle(179.99, -16.9, 0.02);
        let set = TileSet::new("1".to_owned(), vec![layer(vec![feature(1, small)])]).expect("a good layer");
        for zoom in 2..=12_u32 {
            let side = 1_u64 << zoom;
            let y = (0.5 + 16.9_f64.to_radians().tan().asinh() / std::f64::consts::TAU) * side as f64;
            let seen: Vec<bool> = [0, side / 2 - 1, side / 2, side - 1]
                .map(|x| TileId::new(u64::from(zoom), x, y as u64).expect("a tile"))
                .map(|tile| {
                    let made = set.tile("a", tile, Format::Mvt, Clip::Buffered, &Select::default());
                    !made.expect("a tile").is_empty()
                })
                .to_vec();
            assert!(!seen[1] && !seen[2], "{zoom}: {seen:?}");
            // At low zooms nothing is left of it, and it is one cell.
            assert!(seen[0] || seen[3], "{zoom}: {seen:?}");
            assert!(zoom < 11 || (seen[0] && seen[3]), "{zoom}: {seen:?}");
        }
        let found = set.feature("a", 1).expect("a layer").expect("a feature");
        let shape = Shape::project(&found.geometry).expect("an area");
        assert!(matches!(shape, Shape::Areas(parts) if parts.len() == 2));
    }
}
