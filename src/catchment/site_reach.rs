//! Which places each single site reaches: the pairs that counts of sites, choice and capacity are made from.

use rayon::prelude::*;

use super::access_table::{AccessTable, PlacesByEdge};
use crate::streets::{Direction, Reach, Source, Weighted};
use crate::units::MetresPerSecond;

/// A place within reach of a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Which place.
    pub place: u32,
    /// Seconds between it and the site, both legs counted.
    pub seconds: f64,
}

/// For every site, given by the ways from its doors onto the streets, the places within a limit, in order.
pub fn site_reach(
    weighted: &Weighted,
    sites: &[Vec<Source>],
    places: &AccessTable,
    by_edge: &PlacesByEdge,
    access_speed: MetresPerSecond,
    limit_seconds: f64,
) -> Vec<Vec<Pair>> {
    let search = || Reach::search(weighted, Direction::ToSource, Vec::new(), limit_seconds);
    sites
        .par_iter()
        .map_init(search, |reach, sources| {
            reach.again(sources.clone(), limit_seconds);
            let mut near: Vec<u32> = reach.edges().into_iter().flat_map(|edge| by_edge.on(edge)).collect();
            near.sort_unstable();
            near.dedup();
            let pairs = near.into_iter().filter_map(|place| {
                let cost = places.cost(place as usize, reach, access_speed)?;
                within(cost.seconds, limit_seconds).then_some(Pair {
                    place,
                    seconds: cost.seconds,
                })
            });
            pairs.collect()
        })
        .collect()
}

/// Whether a cost is within a limit; on it is.
pub fn within(cost: f64, limit: f64) -> bool {
    thousandths(cost) <= thousandths(limit)
}

/// Whole milliseconds, in which costs are compared; whole millimetres where a circle's metres govern.
pub fn thousandths(cost: f64) -> i64 {
    (cost * 1000.0).round() as i64
}
