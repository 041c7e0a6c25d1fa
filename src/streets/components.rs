//! Which streets hang together.

use super::metric::{Direction, Weighted};

/// A part of the network from which no way leads to the rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Component {
    /// How many nodes it has.
    pub nodes: usize,
    /// Metres of street.
    pub metres: f64,
    /// A node of it.
    pub node: u32,
}

/// The parts that the usable streets fall into.
#[derive(Debug, Clone, Default)]
pub struct Components {
    /// The longest first.
    pub parts: Vec<Component>,
    /// Which of them each node belongs to.
    of: Vec<u32>,
}

/// Parts with at least this share of the longest one's length count as connected, beside it (a design value).
const LARGE_SHARE: f64 = 0.1;

impl Components {
    /// Whether a node belongs to the longest part, or to one that is not much shorter.
    pub fn is_large(&self, node: u32) -> bool {
        let part = self.of[node as usize] as usize;
        part == 0 || self.parts[part].metres >= LARGE_SHARE * self.parts[0].metres
    }
}

/// Finds the parts that the usable streets fall into.
pub fn components(weighted: &Weighted) -> Components {
    let network = weighted.network();
    let mut of = vec![u32::MAX; network.node_count()];
    let mut found: Vec<Component> = Vec::new();
    let mut waiting = Vec::new();
    for first in 0..network.node_count() as u32 {
        if of[first as usize] != u32::MAX {
            continue;
        }
        let number = found.len() as u32;
        let mut component = Component {
            nodes: 0,
            metres: 0.0,
            node: first,
        };
        of[first as usize] = number;
        waiting.push(first);
        while let Some(node) = waiting.pop() {
            component.nodes += 1;
            for direction in [Direction::FromSource, Direction::ToSource] {
                for arc in weighted.arcs(direction).of(node) {
                    if of[arc.to as usize] == u32::MAX {
                        of[arc.to as usize] = number;
                        waiting.push(arc.to);
                    }
                }
            }
        }
        found.push(component);
    }
    for edge in (0..network.edge_count() as u32).filter(|edge| weighted.opens(*edge)) {
        found[of[network.ends(edge)[0] as usize] as usize].metres += network.length(edge);
    }
    let mut order: Vec<u32> = (0..found.len() as u32).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&found[*a as usize], &found[*b as usize]);
        b.metres.total_cmp(&a.metres).then(a.node.cmp(&b.node))
    });
    let mut new = vec![0_u32; found.len()];
    for (position, old) in order.iter().enumerate() {
        new[*old as usize] = position as u32;
    }
    Components {
        parts: order.iter().map(|old| found[*old as usize]).collect(),
        of: of.into_iter().map(|old| new[old as usize]).collect(),
    }
}
