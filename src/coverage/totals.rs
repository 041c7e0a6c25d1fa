//! Sums over communities, and the four rates. Parts add up to the whole exactly: people are integers.

use std::collections::BTreeSet;

use geo::MultiPolygon;

use super::paced::sum_of;
use crate::domain::assessment::{
    Applies, CircleResult, CommunityFound, GroupFound, GroupResult, GroupTotals, NOfM, Rates, Settled,
};
use crate::domain::rate::Rate;
use crate::domain::verdict::Verdict;
use crate::units::{Persons, SquareMetres};

/// Sums of one service over the communities that the circle applies to; `None` where it is not assessed.
pub fn group_totals(result: &GroupResult, theta: Option<f64>) -> Option<GroupTotals> {
    result.found.as_ref().map(|found| totals_of(found, theta))
}

/// As [`group_totals`], of some of the communities, given by their positions in order.
pub fn group_totals_of(result: &GroupResult, theta: Option<f64>, positions: &[usize]) -> Option<GroupTotals> {
    let found = result.found.as_ref()?;
    let communities: Vec<CommunityFound> = positions
        .iter()
        .map(|position| found.communities[*position].clone())
        .collect();
    let own: BTreeSet<_> = communities.iter().map(|community| community.community).collect();
    let part = GroupFound {
        sites: found.sites,
        approximate_sites: found.approximate_sites,
        gaps: found
            .gaps
            .iter()
            .filter(|gap| own.contains(&gap.community))
            .cloned()
            .collect(),
        communities,
        reach: MultiPolygon::new(Vec::new()),
        // Who is severed by what is known of all together only.
        severed_by: Vec::new(),
    };
    Some(totals_of(&part, theta))
}

fn totals_of(found: &GroupFound, theta: Option<f64>) -> GroupTotals {
    let own = || {
        found
            .communities
            .iter()
            .filter(|community| community.applies == Applies::Yes)
    };
    let sum = |of: fn(&CommunityFound) -> Persons| own().map(of).sum::<Persons>();
    let land = own()
        .filter_map(|c| c.residential_land)
        .map(|area| area.0)
        .reduce(|a, b| a + b);
    let covered_land: f64 = own().map(|c| c.covered_land.0).sum();
    let people: Persons = own().filter_map(|c| c.people).sum();
    let uncounted = found
        .communities
        .iter()
        .filter(|community| is_uncounted(community))
        .count();
    let (covered, unknown) = (sum(|c| c.covered), sum(|c| c.unknown));
    let lines = own().map(|c| c.covered_second.len()).max().unwrap_or(0);
    GroupTotals {
        people,
        uncounted,
        covered,
        unknown,
        covered_low: sum(|c| c.covered_low),
        covered_high: sum(|c| c.covered_high),
        covered_bound: sum(|c| c.covered_bound),
        covered_second: (0..lines)
            .map(|line| own().map(|c| c.covered_second[line]).sum())
            .collect(),
        paced: sum_of(&own().map(|c| c.paced.as_slice()).collect::<Vec<_>>()),
        gap_people: sum(|c| c.gap_people),
        gaps: found.gaps.len(),
        severed: sum(|c| c.severed),
        longer_way: sum(|c| c.longer_way),
        severed_by: found.severed_by.clone(),
        gap_land: SquareMetres(own().map(|c| c.gap_land.0).sum()),
        residential_land: land.map(SquareMetres),
        covered_land: SquareMetres(covered_land),
        rates: Rates {
            community: Some(community_rate(found)),
            residential_land: land.filter(|all| *all > 0.0).map(|all| Rate {
                yes: covered_land,
                unknown: own().map(|c| c.unknown_land.0).sum(),
                all,
            }),
            // A share of people of whom nobody knows how many they are is no share.
            population: (uncounted == 0).then(|| Rate::of_people(covered, unknown, people)),
            unit_by_share: theta.map(|_| unit_rate(found)),
        },
    }
}

/// Whether its people would have to be in the denominator, but nobody counted them or nobody knows whether the circle is for it.
fn is_uncounted(community: &CommunityFound) -> bool {
    match community.applies {
        Applies::Yes => community.people.is_none(),
        Applies::Unknown => community.people != Some(Persons::NONE),
        Applies::No => false,
    }
}

/// Communities that a rate of communities speaks of, each with whether the circle is known to be for it.
fn rated(found: &GroupFound) -> impl Iterator<Item = (&CommunityFound, bool)> {
    let rated = found
        .communities
        .iter()
        .filter(|community| !community.provisional && community.applies != Applies::No);
    rated.map(|community| (community, community.applies == Applies::Yes))
}

fn community_rate(found: &GroupFound) -> Rate {
    let mut rate = Rate::default();
    for (community, applies) in rated(found) {
        rate.all += 1.0;
        rate.yes += f64::from(u8::from(applies && community.hosts > 0));
        rate.unknown += f64::from(u8::from(!applies));
    }
    rate
}

fn unit_rate(found: &GroupFound) -> Rate {
    let mut rate = Rate::default();
    for (community, _) in rated(found) {
        rate.all += 1.0;
        match community.verdict {
            Verdict::Reached => rate.yes += 1.0,
            Verdict::NotReached => {}
            Verdict::NotAssessed | Verdict::ThresholdUndefined => rate.unknown += 1.0,
        }
    }
    rate
}

/// Sums of a circle that has several services: those who reach all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct CircleTotals {
    /// All people of the communities that the circle applies to.
    pub people: Persons,
    /// Those who reach every assessed service; `None` where none is assessed.
    pub covered: Option<Persons>,
    /// Those whose place is not known.
    pub unknown: Persons,
    /// The four rates, of all assessed services together.
    pub rates: Rates,
    /// How many services people reach.
    pub n_of_m: NOfM,
}

/// Sums of a circle. With one service they are that service's; with several, "covered" means every assessed service, and while services
/// are not assessed nobody is known to reach them all: the rates then begin at nothing.
///
/// Land has no such rate for several services: each has its own.
pub fn circle_totals(result: &CircleResult, settled: &[Settled]) -> Option<CircleTotals> {
    let assessed: Vec<&GroupFound> = result.groups.iter().filter_map(|group| group.found.as_ref()).collect();
    let first = result.n_of_m.first()?;
    let mut sums = NOfM {
        community: first.community,
        assessed: assessed.len(),
        people_by_count: vec![Persons::NONE; assessed.len() + 1],
    };
    let (mut people, mut unknown) = (Persons::NONE, Persons::NONE);
    let applies = |position: usize| {
        assessed
            .first()
            .is_none_or(|found| found.communities[position].applies == Applies::Yes)
    };
    for (position, counts) in result
        .n_of_m
        .iter()
        .enumerate()
        .filter(|(position, _)| applies(*position))
    {
        for (sum, part) in sums.people_by_count.iter_mut().zip(&counts.people_by_count) {
            *sum += *part;
        }
        // Whose place is not known, and of whom no service can tell.
        let counted: Persons = counts.people_by_count.iter().copied().sum();
        let own = settled[position].people;
        people += own.unwrap_or_default();
        unknown += own.map_or(Persons::NONE, |people| people - counted);
    }
    let covered = assessed.first().map(|_| sums.people_by_count[assessed.len()]);
    let only = match result.groups.as_slice() {
        [only] => group_totals(only, result.profile.theta).map(|totals| totals.rates),
        _ => None,
    };
    let rates = only.unwrap_or_else(|| all_of(&assessed, result.groups.len(), covered, unknown, people));
    Some(CircleTotals {
        people,
        covered,
        unknown,
        rates,
        n_of_m: sums,
    })
}

/// Rates of reaching, or having, every service of a circle.
fn all_of(
    assessed: &[&GroupFound],
    services: usize,
    covered: Option<Persons>,
    unknown: Persons,
    people: Persons,
) -> Rates {
    let mut rates = Rates {
        community: None,
        residential_land: None,
        population: None,
        unit_by_share: None,
    };
    let (Some(first), Some(covered)) = (assessed.first(), covered) else {
        return rates;
    };
    // Who reaches every assessed service may or may not reach the others.
    let whole = assessed.len() == services;
    let settle = |yes: f64, unknown: f64, all: f64| {
        if whole {
            Rate { yes, unknown, all }
        } else {
            Rate {
                yes: 0.0,
                unknown: yes + unknown,
                all,
            }
        }
    };
    if !first.communities.iter().any(is_uncounted) {
        rates.population = Some(settle(covered.as_f64(), unknown.as_f64(), people.as_f64()));
    }
    let mut counted = Rate::default();
    for (position, community) in first.communities.iter().enumerate() {
        if community.provisional || community.applies == Applies::No {
            continue;
        }
        counted.all += 1.0;
        if community.applies == Applies::Unknown {
            counted.unknown += 1.0;
        } else if assessed.iter().all(|found| found.communities[position].hosts > 0) {
            counted.yes += 1.0;
        }
    }
    rates.community = Some(settle(counted.yes, counted.unknown, counted.all));
    rates
}
