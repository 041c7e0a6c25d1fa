//! Caches of few shards.

use std::hash::Hash;
use std::num::NonZero;
use std::thread::available_parallelism;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

/// A cache whose shards hold at least so many bytes each, as far as there are so many. A shard is locked for itself, so many of them are asked
/// at once by many cores; but each holds its part of the bytes alone: what is larger is turned away, and of what is nearly so large a few in one
/// shard throw each other out while others have room.
pub(super) fn sharded<K, V, W>(items: usize, bytes: u64, least: u64, weighter: W) -> Cache<K, V, W>
where
    K: Eq + Hash,
    V: Clone,
    W: Weighter<K, V> + Clone,
{
    let most = available_parallelism().map_or(1, NonZero::get) * 4;
    let options = OptionsBuilder::new()
        .estimated_items_capacity(items)
        .weight_capacity(bytes)
        .shards(shards(bytes, least, most))
        .build();
    // Every option that must be given is given.
    match options {
        Ok(options) => Cache::with_options(
            options,
            weighter,
            DefaultHashBuilder::default(),
            DefaultLifecycle::default(),
        ),
        Err(_) => Cache::with_weighter(items, bytes, weighter),
    }
}

/// A power of two: the cache would take the next larger one.
fn shards(bytes: u64, least: u64, most: usize) -> usize {
    let fit = (bytes / least.max(1)).clamp(1, most.max(1) as u64);
    1 << fit.ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_shard_is_smaller_than_is_wanted_and_there_are_no_more_than_cores_can_use() {
        for (bytes, least, most, wanted) in [
            (180, 64, 8, 2),
            (64, 64, 8, 1),
            (10, 64, 8, 1),
            (0, 64, 8, 1),
            (10_000, 64, 8, 8),
            (10_000, 64, 256, 128),
            (300, u64::MAX, 256, 1),
        ] {
            assert_eq!(shards(bytes, least, most), wanted, "{bytes} {least} {most}");
        }
    }

    #[derive(Clone)]
    struct Itself;

    impl Weighter<u64, u64> for Itself {
        fn weight(&self, _: &u64, weight: &u64) -> u64 {
            *weight
        }
    }

    #[test]
    fn what_is_as_large_as_a_shard_is_kept_beside_what_fits_beside_it() {
        let cache = sharded(10_000, 180, 64, Itself);
        cache.insert(1, 69);
        assert_eq!(cache.get(&1), Some(69));
        // As with the usual number of shards it would not be.
        let usual = Cache::with_options(
            OptionsBuilder::new()
                .estimated_items_capacity(10_000)
                .weight_capacity(180)
                .shards(8)
                .build()
                .expect("options"),
            Itself,
            DefaultHashBuilder::default(),
            DefaultLifecycle::default(),
        );
        usual.insert(1, 69);
        assert_eq!(usual.get(&1), None);
    }
}
