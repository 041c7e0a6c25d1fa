//! Whether a long outline surely does not cross or touch itself: a sweep from left to right that only ever compares neighbours.
//!
//! The validity check of GEOS compares all segments whose boxes overlap, which takes half a minute for a ragged outline of a million
//! corners. This one takes a second, and where it is not sure it says so and GEOS is asked.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use geo::{Coord, GeoNum, Kernel, LineString, Orientation};

/// A segment from its lower to its higher end, by x and then y.
#[derive(Debug, Clone, Copy)]
struct Segment {
    from: Coord<f64>,
    to: Coord<f64>,
}

fn by_place(a: Coord<f64>, b: Coord<f64>) -> Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

/// On which side of a line a place lies: above is greater. The sign is exact.
fn side(line: &Segment, place: Coord<f64>) -> Ordering {
    match <f64 as GeoNum>::Ker::orient2d(line.from, line.to, place) {
        Orientation::CounterClockwise => Ordering::Greater,
        Orientation::Clockwise => Ordering::Less,
        Orientation::Collinear => Ordering::Equal,
    }
}

impl Segment {
    fn new(a: Coord<f64>, b: Coord<f64>) -> Self {
        let (from, to) = if by_place(a, b) == Ordering::Less {
            (a, b)
        } else {
            (b, a)
        };
        Self { from, to }
    }

    /// Whether two segments have more in common than an end.
    fn meets(&self, other: &Self) -> bool {
        if self.to == other.from || self.from == other.to {
            return false;
        }
        if self.from == other.from {
            return side(self, other.to) == Ordering::Equal;
        }
        if self.to == other.to {
            return side(self, other.from) == Ordering::Equal;
        }
        let apart = |line: &Self, a, b| {
            let (a, b) = (side(line, a), side(line, b));
            a == b && a != Ordering::Equal
        };
        !(apart(self, other.from, other.to) || apart(other, self.from, self.to))
    }
}

impl Ord for Segment {
    /// Lower and higher, for segments that the sweep line cuts both and that do not cross.
    fn cmp(&self, other: &Self) -> Ordering {
        match by_place(self.from, other.from) {
            Ordering::Equal => side(other, self.to),
            Ordering::Greater => side(other, self.from),
            Ordering::Less => side(self, other.from).reverse(),
        }
    }
}

impl PartialOrd for Segment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Segment {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Segment {}

/// Whether a closed outline surely neither crosses nor touches itself. `false` means that it may.
pub(super) fn surely(outline: &LineString<f64>) -> bool {
    let Some((_, corners)) = outline.0.split_last() else {
        return false;
    };
    let count = corners.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_unstable_by(|a, b| by_place(corners[*a], corners[*b]));
    if count < 3 || order.windows(2).any(|pair| corners[pair[0]] == corners[pair[1]]) {
        return false;
    }
    let mut cut: BTreeSet<Segment> = BTreeSet::new();
    for corner in order {
        let here = corners[corner];
        let both =
            [corners[(corner + 1) % count], corners[(corner + count - 1) % count]].map(|end| Segment::new(here, end));
        for ending in both.iter().filter(|segment| segment.to == here) {
            if !cut.remove(ending) {
                return false;
            }
            let below = cut.range(..ending).next_back();
            let above = cut.range(ending..).next();
            if let (Some(below), Some(above)) = (below, above)
                && below.meets(above)
            {
                return false;
            }
        }
        for starting in both.iter().filter(|segment| segment.from == here) {
            let below = cut.range(..starting).next_back();
            let above = cut.range(starting..).next();
            if below.into_iter().chain(above).any(|other| other.meets(starting)) || !cut.insert(*starting) {
                return false;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use gdal::vector::ToGdal;
    use proptest::prelude::*;

    fn outline(corners: &[(f64, f64)]) -> LineString<f64> {
        let mut ring: Vec<Coord<f64>> = corners.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect();
        ring.extend(ring.first().copied());
        LineString::new(ring)
    }

    #[test]
    fn simple_outlines_are_told_from_others() {
        assert!(surely(&outline(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])));
        assert!(surely(&outline(&[
            (0.0, 0.0),
            (2.0, 0.0),
            (2.0, 2.0),
            (1.0, 0.5),
            (0.0, 2.0)
        ])));
        for wrong in [
            vec![(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)],
            vec![(0.0, 0.0), (2.0, 0.0), (1.0, 0.0), (1.0, 1.0)],
            vec![(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (1.0, 0.0), (0.0, 2.0)],
            vec![(0.0, 0.0), (1.0, 0.0)],
        ] {
            assert!(!surely(&outline(&wrong)), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_surely_simple_is_valid_for_geos(corners in proptest::collection::vec((0_i32..12, 0_i32..12), 3..9)) {
            let corners: Vec<(f64, f64)> = corners.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
            let mut ring = outline(&corners);
            ring.0.dedup();
            if surely(&ring) {
                crate::import::guard::prepare();
                let polygon = geo::Polygon::new(ring, Vec::new()).to_gdal().expect("a polygon");
                prop_assert!(polygon.is_valid());
            }
        }

        #[test]
        fn a_star_is_surely_simple(radii in proptest::collection::vec(1.0_f64..2.0, 5..200)) {
            let step = std::f64::consts::TAU / radii.len() as f64;
            let corners: Vec<(f64, f64)> = radii
                .iter()
                .enumerate()
                .map(|(index, radius)| ((index as f64 * step).cos() * radius, (index as f64 * step).sin() * radius))
                .collect();
            prop_assert!(surely(&outline(&corners)));
        }
    }
}
