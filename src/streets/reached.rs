//! The streets within a limit, cut exactly where it is reached.

use super::metric::Direction;
use super::search::Reach;

/// A part of a stretch that is reached, with the cost at both its ends. Between them costs rise from both sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReachedPart {
    /// Which stretch.
    pub edge: u32,
    /// Where the part begins, in metres from the stretch's first corner.
    pub from_m: f64,
    /// Where it ends.
    pub to_m: f64,
    /// Seconds at its beginning.
    pub from_seconds: f64,
    /// Seconds at its end.
    pub to_seconds: f64,
}

/// Metres that two parts may lie apart and still be one.
const RIM_METRES: f64 = 1e-6;

impl Reach<'_> {
    /// All parts within the limit of the search, ordered by stretch and place.
    pub fn parts(&self) -> Vec<ReachedPart> {
        self.parts_within(self.limit_seconds())
    }

    /// Stretches that are reached from one of their ends or from a source on them, in order.
    pub fn edges(&self) -> Vec<u32> {
        let arcs = self.weighted().arcs(Direction::FromSource);
        let back = self.weighted().arcs(Direction::ToSource);
        let mut edges: Vec<u32> = self
            .nodes()
            .iter()
            .flat_map(|node| arcs.of(*node).iter().chain(back.of(*node)))
            .map(|arc| arc.edge)
            .chain(self.source_edges())
            .collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// All parts within a lesser limit.
    pub fn parts_within(&self, limit_seconds: f64) -> Vec<ReachedPart> {
        let edges = self.edges();
        let mut parts = Vec::with_capacity(edges.len());
        let mut pieces = Vec::new();
        for edge in edges {
            self.pieces(edge, limit_seconds, &mut pieces);
            for (from_m, to_m) in pieces.drain(..) {
                let cost = |along_m| {
                    self.at(super::Position { edge, along_m })
                        .map_or(limit_seconds, |cost| cost.seconds)
                };
                parts.push(ReachedPart {
                    edge,
                    from_m,
                    to_m,
                    from_seconds: cost(from_m).min(limit_seconds),
                    to_seconds: cost(to_m).min(limit_seconds),
                });
            }
        }
        parts
    }

    /// The pieces of one stretch within a limit, in order, none touching another.
    fn pieces(&self, edge: u32, limit: f64, pieces: &mut Vec<(f64, f64)>) {
        let length = self.weighted().network().length(edge);
        for (back, (_, node)) in [false, true].into_iter().zip(self.ends(edge)) {
            let Some(left) = self
                .at_node(node)
                .map(|cost| limit - cost.seconds)
                .filter(|left| *left >= 0.0)
            else {
                continue;
            };
            let metres = self.weighted().metres_within(edge, back, left, self.direction());
            if metres > 0.0 {
                pieces.push(if back { (length - metres, length) } else { (0.0, metres) });
            }
        }
        for source in self.sources_on(edge) {
            let at = source.position.along_m;
            let left = limit - source.seconds;
            if left >= 0.0 {
                let reach = |end: f64| self.towards(edge, at, end, left);
                pieces.push((at - reach(0.0), at + reach(length)));
            }
        }
        pieces.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        pieces.dedup_by(|next, piece| {
            let joined = next.0 <= piece.1 + RIM_METRES;
            if joined {
                piece.1 = piece.1.max(next.1);
            }
            joined
        });
    }

    /// How many metres from a place of a stretch towards one of its ends so many seconds last.
    fn towards(&self, edge: u32, at: f64, end: f64, seconds: f64) -> f64 {
        let Some(whole) = self.part(edge, at, end) else {
            return 0.0;
        };
        let metres = (end - at).abs();
        if whole <= seconds {
            return metres;
        }
        // Costs rise along the way: halve until a micrometre is left.
        let (mut low, mut high) = (0.0, metres);
        while high - low > 1e-6 {
            let middle = f64::midpoint(low, high);
            let place = if end < at { at - middle } else { at + middle };
            if self.part(edge, at, place).is_some_and(|cost| cost <= seconds) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }
}
