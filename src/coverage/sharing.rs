//! Check 17 of a circle's services by the straight line: ground that several facilities reach, and the people of whom each is the nearest.

use geo::{Area, BooleanOps, BoundingRect, MultiPolygon, Rect};
use rayon::prelude::*;

use super::counting::counts;
use super::settle::Settlement;
use super::who_reaches::is_for;
use crate::catchment::{StraightLine, reach_area, walk};
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::units::{Metres, Persons};

/// Ground of one community within the circle of a service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SharedGround {
    /// Position of the community.
    pub community: usize,
    /// Which of the circle's services.
    pub service: usize,
    /// Square metres that some facility reaches.
    pub reached_m2: f64,
    /// Square metres of these that at least two reach.
    pub shared_m2: f64,
    /// Square metres of which nobody can tell whether any or several do.
    pub unknown_m2: f64,
}

/// People of whom a facility is the nearest of its service, and within the circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Which of the circle's services.
    pub service: usize,
    /// Position of the site.
    pub site: usize,
    /// How many surely.
    pub people: Persons,
    /// With those who may be its own; `None` where some community is not counted.
    pub most: Option<Persons>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sharing {
    /// By service and community, of services that some facility gives.
    pub ground: Vec<SharedGround>,
    /// By service and site.
    pub loads: Vec<Load>,
}

/// The facilities that count for a service, with their positions in the town.
pub(super) fn those_that_count<'a>(
    town: &'a Town,
    (circle, service): (&CircleProfile, &ServiceGroup),
    catalogue: &Catalogue,
) -> (Vec<usize>, Vec<&'a Site>) {
    let sites = town.sites.iter().enumerate();
    sites
        .filter(|(_, site)| counts(site, service, circle, catalogue))
        .unzip()
}

/// Measures both for every service of a circle. Of two facilities that are equally near the first in the town's order has the people.
pub fn sharing(town: &Town, circle: &CircleProfile, catalogue: &Catalogue, settlement: &Settlement) -> Sharing {
    let concerned = is_for(town, settlement, circle);
    let unplaced = unplaced(settlement);
    let mut found = Sharing::default();
    for (service, group) in circle.groups.iter().enumerate() {
        let (positions, sites) = those_that_count(town, (circle, group), catalogue);
        if sites.is_empty() {
            continue;
        }
        let ground: Vec<SharedGround> = town
            .communities
            .par_iter()
            .enumerate()
            .map(|(community, own)| {
                let (reached_m2, shared_m2) = shared(&own.boundary, &sites, circle.radius());
                SharedGround {
                    community,
                    service,
                    reached_m2,
                    shared_m2,
                    unknown_m2: 0.0,
                }
            })
            .collect();
        found.ground.extend(ground);
        let lines = StraightLine::new(sites.iter().copied(), circle.radius());
        let mut people = vec![Persons::NONE; sites.len()];
        for (demand, _) in settlement
            .demand
            .iter()
            .zip(&concerned)
            .filter(|(_, concerned)| **concerned)
        {
            // The nearest door, and of equally near ones that of the first site.
            let Some((_, straight)) = lines.nearest(demand.point) else {
                continue;
            };
            if walk(straight, circle.detour) > circle.limit() {
                continue;
            }
            let mut first = usize::MAX;
            lines.each_within(demand.point, straight, |site, own| {
                if walk(own, circle.detour) <= walk(straight, circle.detour) {
                    first = first.min(site);
                }
            });
            if let Some(people) = people.get_mut(first) {
                *people += demand.people;
            }
        }
        let loads = positions.into_iter().zip(people);
        found.loads.extend(loads.map(|(site, people)| Load {
            service,
            site,
            people,
            most: unplaced.map(|unplaced| people + unplaced),
        }));
    }
    found
}

/// People of whom it is known that they are there, and not where, so that they may be anyone's; `None` where some community is not counted.
pub(super) fn unplaced(settlement: &Settlement) -> Option<Persons> {
    let each = settlement
        .settled
        .iter()
        .map(|settled| settled.people.map(|people| (people.0 - settled.located.0).max(0)));
    each.sum::<Option<i64>>().map(Persons)
}

/// Square metres that some site reaches, and that at least two do.
fn shared(boundary: &MultiPolygon<f64>, sites: &[&Site], radius: Metres) -> (f64, f64) {
    let (mut reached, mut shared) = (MultiPolygon::new(Vec::new()), MultiPolygon::new(Vec::new()));
    let Some(around) = boundary.bounding_rect() else {
        return (0.0, 0.0);
    };
    for site in sites.iter().filter(|site| is_near(site, around, radius)) {
        let own = reach_area(site.doors(), radius).intersection(boundary);
        shared = shared.union(&reached.intersection(&own));
        reached = reached.union(&own);
    }
    (reached.unsigned_area(), shared.unsigned_area())
}

fn is_near(site: &Site, around: Rect<f64>, radius: Metres) -> bool {
    site.doors().iter().any(|door| {
        let off = |at: f64, low: f64, high: f64| (low - at).max(at - high).max(0.0);
        let across = off(door.x, around.min().x, around.max().x);
        across.hypot(off(door.y, around.min().y, around.max().y)) < radius.0
    })
}
