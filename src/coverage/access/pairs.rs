//! Who comes to which site, and what it is worth to them there: by the straight line or along the streets.

use geo::Coord;

use super::decay::weight;
use super::floating::Weighed;
use crate::catchment::thousandths;
use crate::coverage::along_streets::Streets;
use crate::coverage::bound::Bound;
use crate::coverage::site_costs::{straight_costs, street_costs};
use crate::coverage::streets_of_circle::Line;
use crate::domain::access::AccessMeasure;
use crate::domain::circle::{CircleProfile, GroupPace};
use crate::domain::demand::Demand;
use crate::domain::site::Site;
use crate::streets::ProfileError;
use crate::units::MetresPerSecond;

/// Every site's places, and which places can't be told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pairs {
    /// For every site, the places that it is worth something to, in order.
    pub(super) of_site: Vec<Vec<Weighed>>,
    /// By place: whether its ways are known.
    pub(super) known: Vec<bool>,
    /// By place: whether no street is near, so that nobody knows where its people come to.
    pub(super) streetless: Vec<bool>,
}

/// Pairs by the straight line times the circle's detour factor, at a speed.
pub(super) fn straight(
    circle: &CircleProfile,
    speed: MetresPerSecond,
    measure: &AccessMeasure,
    demand: &[Demand],
    sites: &[&Site],
) -> Pairs {
    let limit = circle.limit_at(speed);
    let of_site = straight_costs(circle, speed, demand, sites)
        .iter()
        .map(|costs| weighed(measure, costs, limit.0))
        .collect();
    Pairs {
        of_site,
        known: vec![true; demand.len()],
        streetless: vec![false; demand.len()],
    }
}

/// Pairs along the streets as everybody knows them.
///
/// # Errors
/// The circle names a travel profile that there is not.
pub(super) fn along_streets(
    streets: &Streets<'_>,
    circle: &CircleProfile,
    measure: &AccessMeasure,
    demand: &[Demand],
    sites: &[&Site],
) -> Result<Pairs, ProfileError> {
    let homes: Vec<Coord<f64>> = demand.iter().map(|demand| demand.point).collect();
    let (line, ..) = Line::headline(streets, circle, &homes)?;
    Ok(along(&line, circle, measure, sites))
}

/// Pairs along the streets that are open to a group, at its pace. Where there are streets for `everybody`, and none of them is open to the
/// group, it is known to reach nothing.
///
/// # Errors
/// The circle names a travel profile that there is not.
pub(super) fn along_streets_of_group(
    streets: &Streets<'_>,
    circle: &CircleProfile,
    pace: GroupPace,
    measure: &AccessMeasure,
    demand: &[Demand],
    (sites, everybody): (&[&Site], &Pairs),
) -> Result<Pairs, ProfileError> {
    let homes: Vec<Coord<f64>> = demand.iter().map(|demand| demand.point).collect();
    let line = Line::of_group(streets, circle, pace, &homes)?;
    let mut pairs = along(&line, circle, measure, sites);
    for (place, known) in pairs.known.iter_mut().enumerate() {
        *known |= pairs.streetless[place] && !everybody.streetless[place];
    }
    Ok(pairs)
}

/// Pairs from door to door. Behind walls of which nobody knows the gates people come as if these could be passed, and over streets without
/// known heights as if these sloped as suits them, but where that matters nobody knows what they get.
fn along(line: &Line, circle: &CircleProfile, measure: &AccessMeasure, sites: &[&Site]) -> Pairs {
    let limit = thousandths(line.limit);
    let reached = |bound: Bound| -> Vec<Vec<Weighed>> {
        let costs = street_costs(line, circle, sites, bound);
        costs.iter().map(|costs| weighed(measure, costs, limit)).collect()
    };
    let of_site = reached(Bound::Most);
    let streetless = line.homes.streetless();
    let mut known: Vec<bool> = streetless.iter().map(|streetless| !streetless).collect();
    if line.has_unknown_walls() || line.has_unknown_heights() {
        let closed = reached(Bound::Least);
        for (open, closed) in of_site.iter().zip(&closed) {
            differing(open, closed, &mut known);
        }
    }
    Pairs {
        of_site,
        known,
        streetless,
    }
}

/// What a site is worth to the places within its circle; those to whom it is worth nothing are left out.
fn weighed(measure: &AccessMeasure, costs: &[(u32, i64)], limit: i64) -> Vec<Weighed> {
    let weighed = costs.iter().map(|(place, cost)| Weighed {
        place: *place,
        weight: weight(measure, *cost, limit),
    });
    weighed.filter(|pair| pair.weight > 0.0).collect()
}

/// Marks the places whose pairs differ; both lists are in the order of places.
fn differing(open: &[Weighed], closed: &[Weighed], known: &mut [bool]) {
    let (mut left, mut right) = (open.iter().peekable(), closed.iter().peekable());
    while let Some(place) = left.peek().into_iter().chain(right.peek()).map(|pair| pair.place).min() {
        let own = left
            .next_if(|pair| pair.place == place)
            .map(|pair| pair.weight.to_bits());
        let other = right
            .next_if(|pair| pair.place == place)
            .map(|pair| pair.weight.to_bits());
        known[place as usize] &= own == other;
    }
}
