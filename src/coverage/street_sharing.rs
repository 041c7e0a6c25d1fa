//! Check 17 of a circle's services along the streets: residential land that several facilities reach, and the people of whom each is the nearest.
//! Every place counts by its own way from door to door, as when circles are measured along the streets.

use geo::Coord;

use super::along_streets::Streets;
use super::bound::Bound;
use super::ground::{Ground, grounds};
use super::lattice::pieces;
use super::settle::Settlement;
use super::sharing::{Load, SharedGround, Sharing, those_that_count, unplaced};
use super::site_costs::{Costs, street_costs};
use super::streets_of_circle::Line;
use super::who_reaches::is_for;
use crate::catchment::{AccessTable, site_reach};
use crate::domain::category::Catalogue;
use crate::domain::circle::CircleProfile;
use crate::domain::town::Town;
use crate::streets::{ProfileError, Source};
use crate::units::{Metres, Persons};

/// Measures both for every service of a circle. Of two facilities that are equally near the first in the town's order has the people. Who
/// has no street near, or whom walls without known gates or streets without known heights decide it for, may be anyone's; such land may be reached.
///
/// # Errors
/// A travel profile that the circle needs is missing.
pub fn sharing_along_streets(
    town: &Town,
    circle: &CircleProfile,
    catalogue: &Catalogue,
    settlement: &Settlement,
    streets: &Streets<'_>,
) -> Result<Sharing, ProfileError> {
    let homes: Vec<Coord<f64>> = settlement.demand.iter().map(|demand| demand.point).collect();
    let (line, ..) = Line::headline(streets, circle, &homes)?;
    let concerned = is_for(town, settlement, circle);
    let unplaced = unplaced(settlement);
    let grounds = grounds(town);
    let mut found = Sharing::default();
    for (service, group) in circle.groups.iter().enumerate() {
        let (positions, sites) = those_that_count(town, (circle, group), catalogue);
        if sites.is_empty() {
            continue;
        }
        let sources = Bound::BOTH.map(|bound| line.sources(&sites, Metres(circle.snap_limit_m), bound));
        for (community, ground) in grounds.iter().enumerate() {
            found.ground.extend(
                shared(&line, circle, &sources, ground).map(|[reached_m2, shared_m2, unknown_m2]| SharedGround {
                    community,
                    service,
                    reached_m2,
                    shared_m2,
                    unknown_m2,
                }),
            );
        }
        let nearest = Bound::BOTH.map(|bound| nearest(&street_costs(&line, circle, &sites, bound), homes.len()));
        let mut people = vec![Persons::NONE; sites.len()];
        let mut anyones = Persons::NONE;
        for (home, demand) in settlement
            .demand
            .iter()
            .enumerate()
            .filter(|(home, _)| concerned[*home])
        {
            let (open, closed) = (nearest[0][home], nearest[1][home]);
            match open {
                _ if line.homes.accesses(home).is_empty() || open != closed => anyones += demand.people,
                Some(site) => people[site] += demand.people,
                None => {}
            }
        }
        let loads = positions.into_iter().zip(people);
        found.loads.extend(loads.map(|(site, people)| Load {
            service,
            site,
            people,
            most: unplaced.map(|unplaced| people + unplaced + anyones),
        }));
    }
    Ok(found)
}

/// Of each home the site with the least cost, of equal ones the first; none where no site has it within the circle.
fn nearest(of_sites: &[Costs], homes: usize) -> Vec<Option<usize>> {
    let mut best: Vec<Option<(i64, usize)>> = vec![None; homes];
    for (site, costs) in of_sites.iter().enumerate() {
        for (home, cost) in costs {
            let own = &mut best[*home as usize];
            if own.is_none_or(|(least, _)| *cost < least) {
                *own = Some((*cost, site));
            }
        }
    }
    best.into_iter().map(|own| own.map(|(_, site)| site)).collect()
}

/// Square metres of a community's residential land that some site reaches, that at least two do, and of which nobody can tell; `None` where
/// nobody knows of such land.
fn shared(line: &Line, circle: &CircleProfile, sources: &[Vec<Vec<Source>>; 2], ground: &Ground) -> Option<[f64; 3]> {
    let pieces = pieces(&ground.land);
    if pieces.is_empty() {
        return None;
    }
    let points: Vec<Coord<f64>> = pieces.iter().map(|piece| piece.point).collect();
    let places = line.places(&points, Metres(circle.snap_limit_m));
    let closed = places.closed();
    let reaching = |bound: Bound, sources: &[Vec<Source>], table: &AccessTable| {
        let speed = line.weighted.access_speed();
        let pairs = site_reach(
            line.weighted(bound),
            sources,
            table,
            &table.by_edge(),
            speed,
            line.limit,
        );
        let mut sites = vec![0_usize; pieces.len()];
        for pair in pairs.iter().flatten() {
            sites[pair.place as usize] += 1;
        }
        sites
    };
    let (open, closed) = (
        reaching(Bound::Most, &sources[0], places.open()),
        reaching(Bound::Least, &sources[1], &closed),
    );
    let mut found = [0.0; 3];
    for (place, piece) in pieces.iter().enumerate() {
        // Once or more often: further facilities change nothing.
        let [open, closed] = [open[place], closed[place]].map(|sites| sites.min(2));
        if places.accesses(place).is_empty() || open != closed {
            found[2] += piece.area;
        } else {
            found[0] += if open > 0 { piece.area } else { 0.0 };
            found[1] += if open > 1 { piece.area } else { 0.0 };
        }
    }
    Some(found)
}
