//! Whether points lie in an area, asked often: its edges sorted into slabs, so that each question looks at a few of them.

use geo::{BoundingRect, Coord, CoordsIter, GeoNum, Kernel, LinesIter, MultiPolygon, Orientation};

/// Edges that one slab holds on average.
const EDGES_PER_SLAB: usize = 16;

/// An area prepared for points. Answers are exact and the same as `Intersects`: the rim belongs to it.
pub(super) struct Outline {
    south: f64,
    height: f64,
    /// Where each slab's edges begin in `edges`, and where the last one's end.
    starts: Vec<usize>,
    edges: Vec<(Coord<f64>, Coord<f64>)>,
}

impl Outline {
    /// Sorts the edges; linear in their number save where they are long and steep.
    pub(super) fn new(area: &MultiPolygon<f64>) -> Self {
        let slabs = (area.coords_count() / EDGES_PER_SLAB).max(1);
        let (south, north) = area.bounding_rect().map_or((0.0, 0.0), |r| (r.min().y, r.max().y));
        let mut outline = Self {
            south,
            height: ((north - south) / slabs as f64).max(f64::MIN_POSITIVE),
            starts: vec![0; slabs + 1],
            edges: Vec::new(),
        };
        let mut counts = vec![0_usize; slabs];
        for line in area.lines_iter() {
            for slab in outline.slabs(line.start, line.end) {
                counts[slab] += 1;
            }
        }
        let mut all = 0;
        for (start, count) in outline.starts.iter_mut().skip(1).zip(&counts) {
            all += count;
            *start = all;
        }
        let mut next = outline.starts.clone();
        outline.edges = vec![(Coord::zero(), Coord::zero()); all];
        for line in area.lines_iter() {
            for slab in outline.slabs(line.start, line.end) {
                outline.edges[next[slab]] = (line.start, line.end);
                next[slab] += 1;
            }
        }
        outline
    }

    fn slabs(&self, a: Coord<f64>, b: Coord<f64>) -> std::ops::RangeInclusive<usize> {
        self.slab(a.y.min(b.y))..=self.slab(a.y.max(b.y))
    }

    fn slab(&self, y: f64) -> usize {
        (((y - self.south) / self.height).max(0.0) as usize).min(self.starts.len() - 2)
    }

    /// Whether the point lies inside or on the rim.
    pub(super) fn holds(&self, at: Coord<f64>) -> bool {
        let slab = self.slab(at.y);
        let mut inside = false;
        for (a, b) in &self.edges[self.starts[slab]..self.starts[slab + 1]] {
            if at.y < a.y.min(b.y) || at.y > a.y.max(b.y) {
                continue;
            }
            let side = <f64 as GeoNum>::Ker::orient2d(*a, *b, at);
            if side == Orientation::Collinear && at.x >= a.x.min(b.x) && at.x <= a.x.max(b.x) {
                return true;
            }
            // Half open, so that a corner on the ray counts once.
            if (a.y > at.y) != (b.y > at.y) {
                inside ^= (side == Orientation::CounterClockwise) == (b.y > a.y);
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{BooleanOps, Intersects, LineString, Point, Polygon};
    use proptest::prelude::*;

    prop_compose! {
        fn area()(corners in prop::collection::vec(prop::collection::vec((0_i32..20, 0_i32..20), 3..30), 1..4)) -> MultiPolygon<f64> {
            let rings = corners.into_iter().map(|ring| {
                let ring = ring.into_iter().map(|(x, y)| Coord { x: f64::from(x), y: f64::from(y) }).collect();
                Polygon::new(LineString::new(ring), Vec::new())
            });
            // A union with itself is valid, whatever was drawn.
            let drawn = MultiPolygon(rings.collect());
            drawn.union(&drawn)
        }
    }

    proptest! {
        #[test]
        fn it_answers_as_a_look_at_every_edge_would(area in area(), points in prop::collection::vec((-1_i32..42, -1_i32..42), 40)) {
            let outline = Outline::new(&area);
            for (x, y) in points {
                let at = Coord { x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 };
                prop_assert_eq!(outline.holds(at), area.intersects(&Point::from(at)), "{:?}", at);
            }
        }
    }

    #[test]
    fn nothing_lies_in_no_area() {
        assert!(!Outline::new(&MultiPolygon(Vec::new())).holds(Coord::zero()));
    }
}
