//! Costs that wait for their turn, in bins of nearly equal ones: a search that takes them bin by bin settles every node as surely as one that
//! takes the very least each time, and need not sort.

/// What waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) seconds: f64,
    pub(super) label: u32,
    pub(super) node: u32,
    /// The next in the bin.
    next: u32,
}

/// Bins ahead of the present one. What lies further off waits apart.
const BINS: usize = 1024;
const NOTHING: u32 = u32::MAX;

/// Waiting costs. Within a bin the last comes first; what is pushed must not be less than the bin that was popped from last.
#[derive(Debug, Clone)]
pub(super) struct Bins {
    per_second: f64,
    now: u64,
    heads: Vec<u32>,
    all: Vec<Waiting>,
    /// How many wait in bins.
    near: usize,
    /// Positions of those that wait beyond the bins.
    far: Vec<u32>,
}

impl Bins {
    /// Bins of so many seconds.
    pub(super) fn new(seconds: f64) -> Self {
        Self {
            per_second: 1.0 / seconds,
            now: 0,
            heads: vec![NOTHING; BINS],
            all: Vec::new(),
            near: 0,
            far: Vec::new(),
        }
    }

    /// Forgets everything, which must have been popped.
    pub(super) fn restart(&mut self) {
        self.all.clear();
        self.now = 0;
    }

    pub(super) fn push(&mut self, seconds: f64, label: u32, node: u32) {
        let position = self.all.len() as u32;
        self.all.push(Waiting {
            seconds,
            label,
            node,
            next: NOTHING,
        });
        self.place(position);
    }

    fn bin(&self, seconds: f64) -> u64 {
        (seconds * self.per_second) as u64
    }

    fn place(&mut self, position: u32) {
        let waiting = &mut self.all[position as usize];
        let bin = (waiting.seconds * self.per_second) as u64;
        if bin >= self.now + BINS as u64 {
            self.far.push(position);
            return;
        }
        let head = &mut self.heads[bin as usize % BINS];
        waiting.next = *head;
        *head = position;
        self.near += 1;
    }

    pub(super) fn pop(&mut self) -> Option<Waiting> {
        loop {
            if self.near == 0 {
                let far = self
                    .far
                    .iter()
                    .map(|position| self.bin(self.all[*position as usize].seconds));
                self.now = far.min()?;
                self.come_near();
            }
            let head = &mut self.heads[self.now as usize % BINS];
            if *head != NOTHING {
                let waiting = self.all[*head as usize];
                *head = waiting.next;
                self.near -= 1;
                return Some(waiting);
            }
            self.now += 1;
            // What waits beyond the bins came there at least half of them ago, so none is missed.
            if self.now.is_multiple_of(BINS as u64 / 2) {
                self.come_near();
            }
        }
    }

    fn come_near(&mut self) {
        for position in std::mem::take(&mut self.far) {
            self.place(position);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_come_in_order_however_far_apart_and_nothing_is_lost() {
        let mut bins = Bins::new(0.5);
        let mut state = 7_u64;
        let mut pushed = 0;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 40) as f64
        };
        for node in 0..500 {
            bins.push(random() / 1000.0, 0, node);
            pushed += 1;
        }
        let (mut popped, mut last) = (0, 0);
        while let Some(waiting) = bins.pop() {
            let bin = (waiting.seconds * 2.0) as u64;
            assert!(bin >= last, "bin {bin} after {last}");
            last = bin;
            popped += 1;
            if pushed < 5000 {
                bins.push(waiting.seconds + random() / 10_000.0, 0, waiting.node);
                pushed += 1;
            }
        }
        assert_eq!(popped, pushed);
    }
}
