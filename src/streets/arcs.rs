//! The arcs of a network, packed by the node that they leave.

/// A way from one node to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) to: u32,
    pub(super) edge: u32,
    pub(super) seconds: f64,
}

/// The arcs out of every node.
#[derive(Debug, Clone, Default)]
pub(super) struct Arcs {
    starts: Vec<u32>,
    arcs: Vec<Step>,
}

impl Arcs {
    pub(super) fn of(&self, node: u32) -> &[Step] {
        &self.arcs[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// From a list of arcs with the nodes that they leave.
    pub(super) fn pack(nodes: usize, each: impl Fn(&mut dyn FnMut(u32, Step))) -> Self {
        let mut starts = vec![0_u32; nodes + 1];
        each(&mut |from, _| starts[from as usize + 1] += 1);
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let nothing = Step {
            to: 0,
            edge: 0,
            seconds: 0.0,
        };
        let mut arcs = vec![nothing; starts[nodes] as usize];
        let mut next = starts.clone();
        each(&mut |from, arc| {
            arcs[next[from as usize] as usize] = arc;
            next[from as usize] += 1;
        });
        Self { starts, arcs }
    }

    /// All of them, node after node.
    pub(super) fn all(&self) -> &[Step] {
        &self.arcs
    }

    /// Bytes that they take.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.starts.as_slice()) + size_of_val(self.arcs.as_slice())
    }
}
