//! People to places as a flow in whole millionths: no capacity is ever exceeded by a rounding.

use std::collections::VecDeque;

/// A network from a source through needs and places to a sink.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// Of every node, its arcs.
    arcs_of: Vec<Vec<usize>>,
    /// Where each arc ends; the arc behind it (its position with the last bit turned) leads back.
    to: Vec<usize>,
    left: Vec<i64>,
    level: Vec<u32>,
    next: Vec<usize>,
}

const UNSEEN: u32 = u32::MAX;

impl Flow {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            arcs_of: vec![Vec::new(); nodes],
            to: Vec::new(),
            left: Vec::new(),
            level: vec![UNSEEN; nodes],
            next: vec![0; nodes],
        }
    }

    /// Adds an arc; says its name.
    pub(super) fn arc(&mut self, from: usize, to: usize, room: i64) -> usize {
        let name = self.to.len();
        for (here, there, left) in [(from, to, room), (to, from, 0)] {
            self.arcs_of[here].push(self.to.len());
            self.to.push(there);
            self.left.push(left);
        }
        name
    }

    /// What flows through an arc.
    pub(super) fn through(&self, arc: usize) -> i64 {
        self.left[arc ^ 1]
    }

    /// Gives an arc more room.
    pub(super) fn widen(&mut self, arc: usize, by: i64) {
        self.left[arc] += by;
    }

    /// Lets flow as much more as fits (Dinic 1970); says how much. Flow out of the source and into the sink is never taken back.
    pub(super) fn fill(&mut self, source: usize, sink: usize) -> i64 {
        let mut sum = 0;
        while self.layers(source, sink) {
            self.next.fill(0);
            loop {
                let more = self.push(source, sink);
                if more == 0 {
                    break;
                }
                sum += more;
            }
        }
        sum
    }

    fn layers(&mut self, source: usize, sink: usize) -> bool {
        self.level.fill(UNSEEN);
        self.level[source] = 0;
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for arc in &self.arcs_of[node] {
                let to = self.to[*arc];
                if self.left[*arc] > 0 && self.level[to] == UNSEEN {
                    self.level[to] = self.level[node] + 1;
                    queue.push_back(to);
                }
            }
        }
        self.level[sink] != UNSEEN
    }

    /// One way from the source to the sink, found without recursion: networks of towns are deep.
    fn push(&mut self, source: usize, sink: usize) -> i64 {
        let mut way: Vec<usize> = Vec::new();
        let mut node = source;
        while node != sink {
            match self.arcs_of[node].get(self.next[node]) {
                Some(arc) if self.left[*arc] > 0 && self.level[self.to[*arc]] == self.level[node] + 1 => {
                    way.push(*arc);
                    node = self.to[*arc];
                }
                Some(_) => self.next[node] += 1,
                None => {
                    let Some(arc) = way.pop() else { return 0 };
                    node = self.to[arc ^ 1];
                    self.next[node] += 1;
                }
            }
        }
        let amount = way.iter().map(|arc| self.left[*arc]).min().unwrap_or(0);
        for arc in way {
            self.left[arc] -= amount;
            self.left[arc ^ 1] += amount;
        }
        amount
    }
}
