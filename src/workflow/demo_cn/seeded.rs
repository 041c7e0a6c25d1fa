//! Numbers by chance that are the same every time: `SplitMix64` (Steele, Lea and Flood 2014), from a seed and a place in the town, so that
//! a change in one place moves nothing elsewhere.

/// A source of numbers.
#[derive(Debug, Clone)]
pub(super) struct Seeded(u64);

/// The seed of the demo.
const SEED: u64 = 20_251_231;

impl Seeded {
    /// The numbers of one thing.
    pub(super) fn of(what: &str) -> Self {
        let mut state = SEED;
        for byte in what.bytes() {
            state = mixed(state ^ u64::from(byte));
        }
        Self(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A whole number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// Whether it happens, so many times in a hundred.
    pub(super) fn happens(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    /// Between -1 and 1, in thousandths.
    pub(super) fn shake(&mut self) -> f64 {
        (self.between(0, 2000) as f64 - 1000.0) / 1000.0
    }
}

fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_gives_the_same_numbers_and_another_place_others() {
        let numbers = |what: &str| {
            let mut chance = Seeded::of(what);
            (0..8).map(|_| chance.between(0, 999)).collect::<Vec<_>>()
        };
        assert_eq!(numbers("a"), numbers("a"));
        assert_ne!(numbers("a"), numbers("b"));
        let mut chance = Seeded::of("shares");
        let hits = (0..10_000).filter(|_| chance.happens(30)).count();
        assert!((2800..3200).contains(&hits), "{hits}");
    }
}
