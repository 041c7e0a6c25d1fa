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
        let network = self.weighted().network();
        let arcs = self.weighted().arcs(Direction::FromSource);
        // Directions differ in what they close, and then in which stretches they know of a node.
        let back = (!self.weighted().is_symmetric()).then(|| self.weighted().arcs(Direction::ToSource));
        let each = |take: &mut dyn FnMut(u32)| {
            for node in self.nodes() {
                arcs.of(*node).iter().for_each(|arc| take(arc.edge));
                if let Some(back) = back {
                    back.of(*node).iter().for_each(|arc| take(arc.edge));
                }
            }
            self.source_edges().for_each(take);
        };
        let (mut low, mut high) = (network.edge_count() as u32, 0);
        each(&mut |edge| (low, high) = (low.min(edge), high.max(edge)));
        if low > high {
            return Vec::new();
        }
        // A mark for every stretch between the first and the last puts them in order faster than sorting.
        let mut marks = vec![0_u64; ((high - low) / 64 + 1) as usize];
        each(&mut |edge| marks[((edge - low) / 64) as usize] |= 1 << ((edge - low) % 64));
        let mut edges = Vec::with_capacity(2 * self.nodes().len());
        for (word, first) in marks.iter().zip((low..).step_by(64)) {
            let mut word = *word;
            while word != 0 {
                edges.push(first + word.trailing_zeros());
                word &= word - 1;
            }
        }
        edges
    }

    /// All parts within a lesser limit.
    pub fn parts_within(&self, limit_seconds: f64) -> Vec<ReachedPart> {
        let edges = self.edges();
        let mut parts = Vec::with_capacity(edges.len());
        let mut pieces = Vec::new();
        for edge in edges {
            if let Some(part) = self.whole(edge, limit_seconds) {
                parts.push(part);
                continue;
            }
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

    /// A stretch that is reached from end to end and has no source on it, as most have: what needs no cutting.
    fn whole(&self, edge: u32, limit: f64) -> Option<ReachedPart> {
        let [(from_m, tail), (to_m, head)] = self.ends(edge);
        let (tail, head) = (self.at_node(tail)?.seconds, self.at_node(head)?.seconds);
        let (from_tail, from_head) = (self.part(edge, from_m, to_m)?, self.part(edge, to_m, from_m)?);
        // Reached from one end alone, or one half from either: without slope costs rise evenly.
        let met = tail + from_tail <= limit || head + from_head <= limit || {
            let even = !self.weighted().is_sloped() && from_tail > 0.0 && from_head > 0.0;
            even && (limit - tail) / from_tail + (limit - head) / from_head >= 1.0
        };
        let whole = met && to_m > 0.0 && tail <= limit && head <= limit && self.sources_on(edge).is_empty();
        whole.then_some(ReachedPart {
            edge,
            from_m,
            to_m,
            from_seconds: tail,
            to_seconds: head,
        })
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
        let metres = (end - at).abs();
        if self.part(edge, at, end).is_some_and(|whole| whole <= seconds) {
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
