//! How fast one person may ask: a bucket that fills steadily and that each request takes from.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Buckets that are held; full ones are let go of first.
const MOST: usize = 10_000;

/// The buckets of everybody.
pub(in crate::http) struct Rates {
    per_second: f64,
    burst: f64,
    buckets: Mutex<BTreeMap<String, (f64, Instant)>>,
}

impl Rates {
    pub(super) fn new(per_second: f64, burst: f64) -> Self {
        Self {
            per_second,
            burst,
            buckets: Mutex::new(BTreeMap::new()),
        }
    }

    /// Takes one request of somebody, or says in how many seconds there is room.
    pub(super) fn take(&self, who: &str, now: Instant) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let (per_second, burst) = (self.per_second, self.burst);
        let filled = |level: f64, since: Instant| {
            let seconds = now.saturating_duration_since(since).as_secs_f64();
            (level + seconds * per_second).min(burst)
        };
        if buckets.len() >= MOST && !buckets.contains_key(who) {
            buckets.retain(|_, (level, since)| filled(*level, *since) < burst);
        }
        let bucket = buckets.entry(who.to_owned()).or_insert((burst, now));
        let level = filled(bucket.0, bucket.1);
        *bucket = (level, now);
        if level >= 1.0 {
            bucket.0 = level - 1.0;
            return Ok(());
        }
        Err(((1.0 - level) / per_second).ceil().max(1.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_taken_then_one_by_one_and_others_are_not_held_up() {
        let rates = Rates::new(2.0, 3.0);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(rates.take("a", start), Ok(()));
        }
        assert_eq!(rates.take("a", start), Err(1));
        assert_eq!(rates.take("b", start), Ok(()));
        let later = start + Duration::from_millis(500);
        assert_eq!(rates.take("a", later), Ok(()));
        assert_eq!(rates.take("a", later), Err(1));
        let rested = start + Duration::from_secs(100);
        let taken = (0..10).filter(|_| rates.take("a", rested).is_ok()).count();
        assert_eq!(taken, 3);
    }
}
