//! Sums over communities, and the four rates. Parts add up to the whole exactly: people are integers.

use crate::domain::assessment::{
    CircleResult, CommunityFound, GroupFound, GroupResult, GroupTotals, NOfM, Rates, Settled,
};
use crate::domain::rate::Rate;
use crate::domain::verdict::Verdict;
use crate::units::{Persons, SquareMetres};

/// Sums of one service over the communities that the circle applies to; `None` where it is not assessed.
pub fn group_totals(result: &GroupResult, theta: Option<f64>) -> Option<GroupTotals> {
    let found = result.found.as_ref()?;
    let own = || found.communities.iter().filter(|community| community.applies);
    let sum = |of: fn(&CommunityFound) -> Persons| own().map(of).sum::<Persons>();
    let land = own()
        .filter_map(|c| c.residential_land)
        .map(|area| area.0)
        .reduce(|a, b| a + b);
    let covered_land: f64 = own().map(|c| c.covered_land.0).sum();
    let people: Persons = own().filter_map(|c| c.people).sum();
    let (covered, unknown) = (sum(|c| c.covered), sum(|c| c.unknown));
    let lines = own().map(|c| c.covered_second.len()).max().unwrap_or(0);
    Some(GroupTotals {
        people,
        covered,
        unknown,
        covered_low: sum(|c| c.covered_low),
        covered_high: sum(|c| c.covered_high),
        covered_bound: sum(|c| c.covered_bound),
        covered_second: (0..lines)
            .map(|line| own().map(|c| c.covered_second[line]).sum())
            .collect(),
        gap_people: sum(|c| c.gap_people),
        gaps: found.gaps.len(),
        gap_land: SquareMetres(own().map(|c| c.gap_land.0).sum()),
        residential_land: land.map(SquareMetres),
        covered_land: SquareMetres(covered_land),
        rates: Rates {
            community: Some(community_rate(found)),
            residential_land: land.filter(|all| *all > 0.0).map(|all| Rate {
                yes: covered_land,
                unknown: 0.0,
                all,
            }),
            population: Some(Rate::of_people(covered, unknown, people)),
            unit_by_share: theta.map(|theta| unit_rate(found, theta)),
        },
    })
}

fn community_rate(found: &GroupFound) -> Rate {
    let own = found.communities.iter().filter(|community| community.applies);
    let hosting = own.clone().filter(|community| community.hosts > 0).count();
    Rate {
        yes: hosting as f64,
        unknown: 0.0,
        all: own.count() as f64,
    }
}

fn unit_rate(found: &GroupFound, theta: f64) -> Rate {
    let mut rate = Rate::default();
    for community in found.communities.iter().filter(|community| community.applies) {
        rate.all += 1.0;
        let people = community.people.unwrap_or_default();
        match Rate::of_people(community.covered, community.unknown, people).verdict(Some(theta)) {
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

/// Sums of a circle. With one service they are that service's; with several, "covered" means every assessed service.
///
/// Land has no such rate for several services: each has its own.
pub fn circle_totals(result: &CircleResult, settled: &[Settled]) -> Option<CircleTotals> {
    let assessed: Vec<&GroupFound> = result.groups.iter().filter_map(|group| group.found.as_ref()).collect();
    let first = result.n_of_m.first()?;
    let applies = |position: usize| assessed.first().is_none_or(|found| found.communities[position].applies);
    let mut sums = NOfM {
        community: first.community,
        assessed: assessed.len(),
        people_by_count: vec![Persons::NONE; assessed.len() + 1],
    };
    let mut rates = Rates {
        community: None,
        residential_land: None,
        population: None,
        unit_by_share: None,
    };
    let (mut people, mut unknown) = (Persons::NONE, Persons::NONE);
    for (position, counts) in result
        .n_of_m
        .iter()
        .enumerate()
        .filter(|(position, _)| applies(*position))
    {
        for (sum, part) in sums.people_by_count.iter_mut().zip(&counts.people_by_count) {
            *sum += *part;
        }
        let own = settled[position];
        people += own.people.unwrap_or_default();
        unknown += own.people.map_or(Persons::NONE, |people| people - own.located);
    }
    let covered = assessed.first().map(|_| sums.people_by_count[assessed.len()]);
    if let Some(covered) = covered {
        rates.population = Some(Rate::of_people(covered, unknown, people));
        let positions = (0..result.n_of_m.len()).filter(|position| applies(*position));
        let hosts_all = |position: &usize| assessed.iter().all(|found| found.communities[*position].hosts > 0);
        rates.community = Some(Rate {
            yes: positions.clone().filter(hosts_all).count() as f64,
            unknown: 0.0,
            all: positions.count() as f64,
        });
    }
    if let ([only], [group]) = (assessed.as_slice(), result.groups.as_slice()) {
        debug_assert_eq!(only.sites, group.found.as_ref().map_or(0, |found| found.sites));
        if let Some(totals) = group_totals(group, result.profile.theta) {
            rates = totals.rates;
        }
    }
    Some(CircleTotals {
        people,
        covered,
        unknown,
        rates,
        n_of_m: sums,
    })
}
