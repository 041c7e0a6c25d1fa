//! Makes clean areas of rings as files hold them: closed, without repeated corners, valid, exterior counter-clockwise.

use gdal::cpl::CslStringList;
use gdal::vector::{Geometry, ToGdal};
use geo::orient::{Direction, Orient};
use geo::{Area, Coord, LineString, MultiPolygon, Polygon};

use super::guard;
use super::shape;
use super::simple;
use super::surface::square_metres;

/// The rings of one polygon, the exterior first.
pub(super) type RawPolygon = Vec<Vec<Coord<f64>>>;

/// An area that can be measured, and what was done to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mended {
    pub(super) area: MultiPolygon<f64>,
    pub(super) notes: Vec<String>,
    /// What making it valid did, where it was not.
    pub(super) repair: Option<Repair>,
}

/// A repair, with the sizes that tell whether it kept the ground.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Repair {
    /// What was wrong with the rings.
    pub(super) fault: String,
    /// Square metres that the rings enclose as they were drawn: parts that run the other way round are taken off.
    pub(super) before_m2: f64,
    /// Square metres of what was made of them.
    pub(super) after_m2: f64,
}

/// The rule by which areas are made valid: rings are cut where they cross, and ground that an odd number of them surrounds is kept.
pub(super) const REPAIR_RULE: &str = "GEOS MakeValid, linework";

/// Cleans polygons given in degrees.
pub(super) fn mend(polygons: Vec<RawPolygon>) -> Result<Mended, String> {
    let mut notes = Vec::new();
    let mut repair = None;
    let mut clean = Vec::new();
    for rings in polygons {
        let mut rings = rings.into_iter();
        let Some(exterior) = rings.next().and_then(|ring| closed(ring, &mut notes)) else {
            continue;
        };
        let interiors = rings.filter_map(|ring| closed(ring, &mut notes)).collect();
        clean.push(Polygon::new(exterior, interiors));
    }
    let mut area = MultiPolygon::new(clean);
    if area.0.is_empty() {
        return Err(nothing_left(&notes));
    }
    if let Some(fault) = if surely_valid(&area) { None } else { fault(&area)? } {
        let before = square_metres(&area);
        area = repaired(&area)?;
        let after = square_metres(&area);
        repair = Some(Repair {
            fault,
            before_m2: before,
            after_m2: after,
        });
    }
    if area.unsigned_area() <= 0.0 {
        return Err(nothing_left(&notes));
    }
    Ok(Mended {
        area: area.orient(Direction::Default),
        notes,
        repair,
    })
}

/// What is said where GEOS gives up.
const NOT_MADE: &str = "the boundary is broken and can't be repaired";

fn nothing_left(notes: &[String]) -> String {
    if notes.is_empty() {
        "it has no ground".to_owned()
    } else {
        format!("it has no ground: {}", notes.join("; "))
    }
}

/// A ring that ends where it begins, or `None` where it has fewer than three corners.
fn closed(mut ring: Vec<Coord<f64>>, notes: &mut Vec<String>) -> Option<LineString<f64>> {
    if ring.first() != ring.last() {
        notes.push("a ring was not closed: closed".to_owned());
        ring.extend(ring.first().copied());
    }
    ring.dedup();
    if ring.len() < 4 {
        notes.push("a ring of fewer than three corners was left out".to_owned());
        return None;
    }
    Some(LineString::new(ring))
}

/// Outlines with more corners than this are looked at by the quick sweep first.
const LONG: usize = 20_000;

/// Whether an area is one long outline that surely is valid.
fn surely_valid(area: &MultiPolygon<f64>) -> bool {
    match area.0.as_slice() {
        [only] => only.interiors().is_empty() && only.exterior().0.len() > LONG && simple::surely(only.exterior()),
        _ => false,
    }
}

/// Why an area is not valid; `None` where it is.
fn fault(area: &MultiPolygon<f64>) -> Result<Option<String>, String> {
    let geometry = area.to_gdal().map_err(|_| NOT_MADE.to_owned())?;
    guard::messages();
    let valid = geometry.is_valid();
    let said = guard::messages();
    if valid {
        return Ok(None);
    }
    let reason = said.into_iter().map(|m| guard::tidy(&m.text, "")).next();
    Ok(Some(
        reason.unwrap_or_else(|| "it crosses or overlaps itself".to_owned()),
    ))
}

fn repaired(area: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>, String> {
    let fixed = area
        .to_gdal()
        .and_then(|geometry| geometry.make_valid(&CslStringList::new()));
    guard::messages();
    let mut parts = Vec::new();
    take_polygons(&fixed.map_err(|_| NOT_MADE.to_owned())?, &mut parts);
    let polygons = parts
        .into_iter()
        .filter_map(|rings| {
            let mut rings = rings.into_iter().map(LineString::new);
            let exterior = rings.next()?;
            Some(Polygon::new(exterior, rings.collect()))
        })
        .collect();
    Ok(MultiPolygon::new(polygons))
}

/// The polygons of whatever a repair gave; the lines and points that fell off are no ground.
fn take_polygons(geometry: &Geometry, out: &mut Vec<RawPolygon>) {
    if shape::polygons(geometry, out).is_err() {
        for index in 0..geometry.geometry_count() {
            take_polygons(&geometry.get_geometry(index), out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Coord<f64>> {
        corners.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect()
    }

    #[test]
    fn an_open_ring_is_closed_and_said() {
        let mended = mend(vec![vec![ring(&[
            (0.0, 0.0),
            (0.0, 1.0),
            (1.0, 1.0),
            (1.0, 1.0),
            (1.0, 0.0),
        ])]])
        .expect("a square");
        assert_eq!(mended.notes, ["a ring was not closed: closed"]);
        assert_eq!(mended.area.0[0].exterior().0.len(), 5, "the repeated corner is gone");
        assert!(mended.area.signed_area() > 0.0, "counter-clockwise");
    }

    #[test]
    fn a_bow_tie_becomes_two_triangles() {
        let mended = mend(vec![vec![ring(&[
            (0.0, 0.0),
            (0.001, 0.001),
            (0.001, 0.0),
            (0.0, 0.001),
            (0.0, 0.0),
        ])]])
        .expect("two triangles");
        assert_eq!(mended.area.0.len(), 2);
        let repair = mended.repair.expect("it was not valid");
        assert!(repair.fault.contains("Self-intersection"), "{repair:?}");
        // The two triangles run against each other and cancel out as drawn; each is a quarter of the square of 111.32 m by 110.57 m.
        assert!(repair.before_m2.abs() < 1e-6, "{repair:?}");
        assert!(
            (repair.after_m2 / (111.32 * 110.574 / 2.0) - 1.0).abs() < 0.001,
            "{repair:?}"
        );
    }

    #[test]
    fn what_has_no_ground_is_refused() {
        for corners in [
            vec![(0.0, 0.0), (1.0, 1.0), (0.0, 0.0)],
            vec![(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 0.0)],
            vec![(0.0, 0.0)],
            vec![],
        ] {
            assert!(mend(vec![vec![ring(&corners)]]).is_err(), "{corners:?}");
        }
        assert!(mend(vec![]).is_err());
    }

    #[test]
    fn holes_stay_holes() {
        let outer = ring(&[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)]);
        let hole = ring(&[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]);
        let mended = mend(vec![vec![outer, hole]]).expect("valid");
        assert!(mended.notes.is_empty());
        assert!((mended.area.unsigned_area() - 80.0).abs() < 1e-9);
    }
}
