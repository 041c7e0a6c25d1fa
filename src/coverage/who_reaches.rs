//! Who reaches which of some sites, with what the way costs: what siting is computed from.

use std::collections::BTreeSet;

use geo::Coord;

use super::along_streets::Streets;
use super::bound::Bound;
use super::ground::grounds;
use super::service::applies;
use super::settle::{Settlement, settle};
use super::site_costs::{Costs, straight_costs, street_costs};
use super::streets_of_circle::Line;
use crate::domain::assessment::Applies;
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::ids::CommunityId;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::streets::ProfileError;
use crate::units::{Metres, MetresPerSecond};

/// People in their places, and of every site the places within its circle.
#[derive(Debug, Clone, PartialEq)]
pub struct WhoReaches {
    /// Of every site, in their order: places (positions in the settlement's demand) in order, with the way's cost in whole millimetres by the
    /// straight line, else in whole milliseconds (millimetres where the circle's metres govern).
    pub of_site: Vec<Costs>,
    /// By site: whether no street is near, along streets.
    pub streetless: Vec<bool>,
    /// By place: whether streets are near, so that it is known whom it reaches. Always by the straight line.
    pub known: Vec<bool>,
    /// What a person should know.
    pub remarks: Vec<String>,
}

/// Puts the people of a town in their places.
pub fn settlement(town: &Town, basis: PopulationBasis) -> Settlement {
    settle(town, &grounds(town), basis)
}

/// The communities that a circle is for, by their kind.
pub fn concerned(town: &Town, circle: &CircleProfile) -> BTreeSet<CommunityId> {
    let communities = town.communities.iter();
    communities
        .filter(|community| applies(community, circle.applies_to) == Applies::Yes)
        .map(|community| community.id)
        .collect()
}

/// Of every place, whether the circle is for the people there.
pub fn is_for(town: &Town, settlement: &Settlement, circle: &CircleProfile) -> Vec<bool> {
    let concerned = concerned(town, circle);
    let demand = settlement.demand.iter();
    demand.map(|demand| concerned.contains(&demand.community)).collect()
}

/// Measures the ways between sites and places, within a circle. Behind walls of which nobody knows the gates only those ways count that lead
/// around, and no way over streets without known heights counts where gradient does: a site must not be placed for people who perhaps can't come.
///
/// # Errors
/// The circle names a travel profile that there is not.
pub fn who_reaches(
    settlement: &Settlement,
    sites: &[&Site],
    circle: &CircleProfile,
    streets: Option<&Streets<'_>>,
) -> Result<WhoReaches, ProfileError> {
    let demand = &settlement.demand;
    let Some(streets) = streets else {
        return Ok(WhoReaches {
            of_site: straight_costs(circle, MetresPerSecond(circle.speed_mps), demand, sites),
            streetless: vec![false; sites.len()],
            known: vec![true; demand.len()],
            remarks: Vec::new(),
        });
    };
    let homes: Vec<Coord<f64>> = demand.iter().map(|demand| demand.point).collect();
    let (line, ..) = Line::headline(streets, circle, &homes)?;
    let mut remarks = Vec::new();
    if line.has_unknown_walls() {
        let said =
            "some compounds have no known gates: only people who reach a site whether or not these can be passed count";
        remarks.push(said.to_owned());
    }
    if line.has_unknown_heights() {
        let said = "some streets have no known height: only people who reach a site without these count";
        remarks.push(said.to_owned());
    }
    let bound = if remarks.is_empty() { Bound::Most } else { Bound::Least };
    let sources = line.sources(sites, Metres(circle.snap_limit_m), bound);
    Ok(WhoReaches {
        streetless: sources.iter().map(Vec::is_empty).collect(),
        of_site: street_costs(&line, circle, sites, bound),
        known: line.homes.streetless().iter().map(|streetless| !streetless).collect(),
        remarks,
    })
}
