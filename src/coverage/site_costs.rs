//! What the way between each single site and each place costs, within a circle: by the straight line or along the streets.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::bound::Bound;
use super::streets_of_circle::Line;
use crate::catchment::{StraightLine, site_reach, thousandths, walk};
use crate::domain::circle::CircleProfile;
use crate::domain::demand::Demand;
use crate::domain::site::Site;
use crate::units::{Metres, MetresPerSecond};

/// A place within the circle of a site, and the way's cost: whole millimetres by the straight line, else whole milliseconds (millimetres where
/// the circle's metres govern).
pub type Costs = Vec<(u32, i64)>;

/// By the straight line times the circle's detour factor, at a speed: of every site, the places in order.
pub(super) fn straight_costs(
    circle: &CircleProfile,
    speed: MetresPerSecond,
    demand: &[Demand],
    sites: &[&Site],
) -> Vec<Costs> {
    let radius = circle.radius_at(speed);
    let lines = StraightLine::new(sites.iter().copied(), radius);
    let limit = circle.limit_at(speed);
    let near: Vec<BTreeMap<usize, i64>> = demand
        .par_iter()
        .map(|demand| {
            let mut near: BTreeMap<usize, i64> = BTreeMap::new();
            lines.each_within(demand.point, radius, |site, straight| {
                let cost = walk(straight, circle.detour);
                if cost <= limit {
                    let known = near.entry(site).or_insert(cost.0);
                    *known = cost.0.min(*known);
                }
            });
            near
        })
        .collect();
    let mut of_site = vec![Vec::new(); sites.len()];
    for (near, place) in near.into_iter().zip(0..) {
        for (site, cost) in near {
            of_site[site].push((place, cost));
        }
    }
    of_site
}

/// From door to door, at most or at least: of every site, the places in order.
pub(super) fn street_costs(line: &Line, circle: &CircleProfile, sites: &[&Site], bound: Bound) -> Vec<Costs> {
    let sources = line.sources(sites, Metres(circle.snap_limit_m), bound);
    let closed;
    let places = match bound {
        Bound::Most => line.homes.open(),
        Bound::Least => {
            closed = line.homes.closed();
            &closed
        }
    };
    let speed = line.weighted.access_speed();
    let pairs = site_reach(
        line.weighted(bound),
        &sources,
        places,
        &places.by_edge(),
        speed,
        line.limit,
    );
    let of_site = pairs.into_iter();
    of_site
        .map(|pairs| {
            pairs
                .iter()
                .map(|pair| (pair.place, thousandths(pair.seconds)))
                .collect()
        })
        .collect()
}
