//! How communities lie beside each other: ground that two of them claim, and ground between them that none does.

use geo::{Area, BooleanOps, BoundingRect, InteriorPoint, MultiPolygon, Polygon, unary_union};
use rstar::{RTree, primitives::GeomWithData, primitives::Rectangle};

use crate::crs::Projection;
use crate::domain::record::{Check, CommunityRecord, Remark};
use crate::reproject::ProjPlane;

/// Share of the smaller community that may overlap another before it is said: borders drawn twice differ by slivers.
const OVERLAP: f64 = 0.01;
/// Overlaps and gaps that are named one by one, largest first; the others are counted.
const NAMED: usize = 1000;
/// Gaps smaller than this are the rim of borders drawn twice, in square metres.
const SMALLEST_GAP_M2: f64 = 1.0;

/// What a person should know of the borders. Areas are measured in the plane; where it fails nothing is said.
pub(super) fn remarks(rows: &[CommunityRecord], projection: &Projection) -> Vec<Remark> {
    let Ok(plane) = ProjPlane::new(projection) else {
        return Vec::new();
    };
    let boundaries: Option<Vec<MultiPolygon<f64>>> = rows
        .iter()
        .map(|row| plane.geometry_to_metres(&row.boundary).ok())
        .collect();
    let Some(boundaries) = boundaries else {
        return Vec::new();
    };
    let mut remarks = overlaps(rows, &boundaries, &plane);
    remarks.extend(gaps(rows, &plane));
    remarks
}

/// A fault with its size in square metres and its place.
struct Fault {
    area: f64,
    what: String,
    at: Option<[f64; 2]>,
}

/// Communities that lie on each other: people and land there count for the first of them only.
fn overlaps(rows: &[CommunityRecord], boundaries: &[MultiPolygon<f64>], plane: &ProjPlane) -> Vec<Remark> {
    let boxed = boundaries.iter().enumerate().filter_map(|(position, boundary)| {
        let rect = boundary.bounding_rect()?;
        let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        Some(GeomWithData::new(corners, position))
    });
    let index = RTree::bulk_load(boxed.collect());
    let mut pairs: Vec<(usize, usize)> = index
        .intersection_candidates_with_other_tree(&index)
        .map(|(one, other)| (one.data, other.data))
        .filter(|(one, other)| one < other)
        .collect();
    pairs.sort_unstable();
    let mut found: Vec<Fault> = Vec::new();
    for (one, other) in pairs {
        let common = boundaries[one].intersection(&boundaries[other]);
        let shared = common.unsigned_area();
        let share = shared / boundaries[one].unsigned_area().min(boundaries[other].unsigned_area());
        if share > OVERLAP {
            let (one, other) = (&rows[one].name, &rows[other].name);
            let percent = share * 100.0;
            let inside = common.interior_point();
            found.push(Fault {
                area: shared,
                at: inside.and_then(|at| Some(plane.geometry_to_degrees(&at).ok()?.into())).map(|at: geo::Coord| [at.x, at.y]),
                what: format!("{one} and {other} overlap by {shared:.0} m2, {percent:.0} % of the smaller one; people and land there count for {one}"),
            });
        }
    }
    listed(found, Check::Overlap, "pairs of communities overlap")
}

/// Ground that communities surround and none of them has. Joined in degrees, in which neighbours share their corners exactly.
fn gaps(rows: &[CommunityRecord], plane: &ProjPlane) -> Vec<Remark> {
    let all = unary_union(rows.iter().flat_map(|row| &row.boundary.0));
    let mut found: Vec<Fault> = Vec::new();
    for ring in all.0.iter().flat_map(Polygon::interiors) {
        let gap = Polygon::new(ring.clone(), Vec::new());
        let Ok(measured) = plane.geometry_to_metres(&MultiPolygon(vec![gap.clone()])) else {
            continue;
        };
        let area = measured.unsigned_area();
        if area < SMALLEST_GAP_M2 {
            continue;
        }
        let inside = gap.interior_point();
        let at = inside.map_or(String::new(), |at| format!(" at {:.6}, {:.6}", at.x(), at.y()));
        found.push(Fault {
            area,
            at: inside.map(|at| [at.x(), at.y()]),
            what: format!("{area:.0} m2{at} are surrounded by communities and belong to none of them"),
        });
    }
    listed(found, Check::Gap, "gaps lie between communities")
}

/// The largest ones by name, the others by their number and area.
fn listed(mut found: Vec<Fault>, check: Check, what: &str) -> Vec<Remark> {
    found.sort_by(|a, b| b.area.total_cmp(&a.area).then_with(|| a.what.cmp(&b.what)));
    let rest = found.split_off(found.len().min(NAMED));
    let remark = |fault: Fault| Remark {
        at: fault.at,
        ..Remark::of_file(check, Some("geometry"), fault.what).with_value(format!("{:.1} m2", fault.area))
    };
    let mut remarks: Vec<Remark> = found.into_iter().map(remark).collect();
    if !rest.is_empty() {
        let area: f64 = rest.iter().map(|fault| fault.area).sum();
        let what = format!("{} more {what}, {area:.0} m2 in all", rest.len());
        remarks.push(Remark::of_file(check, Some("geometry"), what));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Rect, coord};

    fn community(name: &str, west: f64, south: f64, east: f64, north: f64) -> CommunityRecord {
        CommunityRecord {
            code: None,
            name: name.to_owned(),
            committee_type: None,
            urban_rural_class: None,
            parents: Vec::new(),
            populations: Vec::new(),
            households: None,
            provisional: false,
            boundary: Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north })
                .to_polygon()
                .into(),
        }
    }

    fn said(rows: &[CommunityRecord]) -> Vec<String> {
        let plane = Projection::GaussKrueger { epsg: 4543 };
        remarks(rows, &plane).into_iter().map(|remark| remark.what).collect()
    }

    #[test]
    fn communities_side_by_side_are_no_news() {
        let rows = [
            community("a", 102.0, 25.0, 102.01, 25.01),
            community("b", 102.01, 25.0, 102.02, 25.01),
        ];
        assert_eq!(said(&rows), Vec::<String>::new());
    }

    #[test]
    fn an_overlap_is_told_with_its_area_and_to_whom_it_goes() {
        let rows = [
            community("a", 102.0, 25.0, 102.01, 25.01),
            community("b", 102.005, 25.0, 102.015, 25.01),
        ];
        let said = said(&rows);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].starts_with("a and b overlap by 55")
                && said[0].ends_with("50 % of the smaller one; people and land there count for a"),
            "{said:?}"
        );
    }

    #[test]
    fn ground_that_nobody_has_is_told_with_its_place() {
        // A frame of four round a hole of 0.01 by 0.01 degrees.
        let rows = [
            community("south", 102.0, 25.0, 102.03, 25.01),
            community("west", 102.0, 25.01, 102.01, 25.02),
            community("east", 102.02, 25.01, 102.03, 25.02),
            community("north", 102.0, 25.02, 102.03, 25.03),
        ];
        let said = said(&rows);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].contains("m2 at 102.01") && said[0].contains("25.01"),
            "{said:?}"
        );
    }
}
