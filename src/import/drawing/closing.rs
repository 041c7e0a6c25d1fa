//! Closed lines of a drawing as the areas that they stand for. A plan draws a building, a lot or a border as a line round it: only what
//! is asked for tells whether the line or the ground inside is meant.

use gdal::vector::{Geometry, OGRwkbGeometryType as Kind, ToGdal, geometry_type_flatten};
use geo::{Coord, LineString, Polygon};

use crate::domain::record::LayerKind;

/// Ends of a line that lie so near to each other, in units of the drawing (metres), are one corner that was drawn inexactly.
const NEAR: f64 = 0.001;
/// And no further than this share of the line's size, for a drawing in degrees.
const NEAR_SHARE: f64 = 0.001;

/// Lines that became areas.
#[derive(Debug, Default)]
pub(super) struct Closing {
    closed: u64,
    nearly: u64,
    /// The widest gap that was closed.
    widest: f64,
}

/// Whether a closed line stands for the ground inside.
pub(super) fn is_wanted(kind: LayerKind) -> bool {
    match kind {
        LayerKind::Communities | LayerKind::Buildings | LayerKind::Land | LayerKind::Compounds => true,
        kind => is_place(kind),
    }
}

/// Whether an area stands for the place in its middle.
pub(super) fn is_place(kind: LayerKind) -> bool {
    matches!(kind, LayerKind::Facilities | LayerKind::Hamlets | LayerKind::Population)
}

impl Closing {
    /// The area inside a closed line; `None` for anything else.
    pub(super) fn area(&mut self, geometry: &Geometry) -> Option<Geometry> {
        if geometry_type_flatten(geometry.geometry_type()) != Kind::wkbLineString {
            return None;
        }
        let mut points = Vec::new();
        geometry.get_points(&mut points);
        let mut corners: Vec<Coord<f64>> = points.into_iter().map(|(x, y, _)| Coord { x, y }).collect();
        corners.dedup();
        let (first, last) = (*corners.first()?, *corners.last()?);
        let gap = (first.x - last.x).hypot(first.y - last.y);
        if gap > NEAR.min(size(&corners) * NEAR_SHARE) {
            return None;
        }
        if gap > 0.0 {
            let corner = corners.len() - 1;
            corners[corner] = first;
        }
        // Three corners, and the first again.
        if corners.len() < 4 {
            return None;
        }
        let area = Polygon::new(LineString::new(corners), Vec::new()).to_gdal().ok()?;
        self.closed += 1;
        if gap > 0.0 {
            self.nearly += 1;
            self.widest = self.widest.max(gap);
        }
        Some(area)
    }

    /// What is to be said of them.
    pub(super) fn remarks(&self, kind: LayerKind) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.closed > 0 {
            remarks.push(if is_place(kind) {
                format!(
                    "{} things are drawn as an outline or a circle: each stands for the place in its middle",
                    self.closed
                )
            } else {
                format!("{} closed lines were taken as the areas inside them", self.closed)
            });
        }
        if self.nearly > 0 {
            remarks.push(format!(
                "{} of them were closed, whose ends lie up to {:.6} units apart (a millimetre is taken for one corner)",
                self.nearly, self.widest
            ));
        }
        remarks
    }
}

/// The longer side of the box round a line.
fn size(corners: &[Coord<f64>]) -> f64 {
    let side = |of: fn(&Coord<f64>) -> f64| {
        let (low, high) = corners
            .iter()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        high - low
    };
    side(|c| c.x).max(side(|c| c.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(wkt: &str) -> (Option<String>, Closing) {
        crate::import::guard::prepare();
        let mut closing = Closing::default();
        let line = Geometry::from_wkt(wkt).expect("well formed");
        let area = closing.area(&line).map(|area| area.wkt().expect("it has one"));
        (area, closing)
    }

    #[test]
    fn a_closed_line_is_the_area_inside_whatever_its_heights() {
        let (area, closing) = closed("LINESTRING Z (0 0 5, 20 0 5, 20 10 6, 0 0 5)");
        assert_eq!(area.as_deref(), Some("POLYGON ((0 0,20 0,20 10,0 0))"));
        assert_eq!((closing.closed, closing.nearly), (1, 0));
    }

    #[test]
    fn ends_within_a_millimetre_are_one_corner_and_said() {
        let (area, closing) = closed("LINESTRING (0 0, 20 0, 20 10, 0 10, 0 0.0009)");
        assert_eq!(area.as_deref(), Some("POLYGON ((0 0,20 0,20 10,0 10,0 0))"));
        let said = closing.remarks(LayerKind::Land).join("\n");
        assert!(
            said.contains("1 closed lines") && said.contains("0.000900 units apart"),
            "{said}"
        );
        assert!(closing.remarks(LayerKind::Facilities)[0].contains("middle"));
    }

    #[test]
    fn open_lines_stay_lines() {
        for open in [
            "LINESTRING (0 0, 20 0, 20 10, 0 10, 0 0.0011)",
            "LINESTRING (0 0, 20 0, 0 0)",
            "LINESTRING (0 0, 20 0)",
            // Degrees: a millionth of one is more than a house's corner.
            "LINESTRING (101.5 25, 101.5002 25, 101.5002 25.0002, 101.500001 25)",
            "POINT (1 2)",
        ] {
            assert_eq!(closed(open).0, None, "{open}");
        }
    }
}
