//! Groups of people within a circle, each at its own pace.

use super::measure::Standing;
use crate::domain::assessment::{PacedPeople, Settled};
use crate::domain::circle::GroupPace;
use crate::domain::demand::Demand;
use crate::units::Persons;

/// Counts one community's groups. Beside them everybody is counted at the same pace, which needs no count of the group.
pub(super) fn paced(
    paces: &[GroupPace],
    settled: &Settled,
    demand: &[Demand],
    standings: &[Standing],
) -> Vec<PacedPeople> {
    let counts = paces.iter().enumerate().map(|(at, pace)| {
        let sum = |of: &dyn Fn(&Demand) -> Persons, answer: Option<bool>| -> Persons {
            demand
                .iter()
                .zip(standings)
                .filter(|(_, standing)| standing.paced[at] == answer)
                .map(|(demand, _)| of(demand))
                .sum()
        };
        let group = |demand: &Demand| demand.groups.get(pace.group).unwrap_or_default();
        let everybody = |demand: &Demand| demand.people;
        let people = settled.groups.get(pace.group);
        let placed: Persons = demand.iter().map(group).sum();
        let left = |all: Option<Persons>, placed: Persons| all.map_or(Persons::NONE, |all| all - placed);
        PacedPeople {
            group: pace.group,
            people,
            covered: sum(&group, Some(true)),
            unknown: left(people, placed) + sum(&group, None),
            everybody_covered: sum(&everybody, Some(true)),
            everybody_unknown: left(settled.people, settled.located) + sum(&everybody, None),
        }
    });
    counts.collect()
}

/// Sums over communities, with how many of them nobody counted the group in.
pub(super) fn sum_of(communities: &[&[PacedPeople]]) -> Vec<(PacedPeople, usize)> {
    let paces = communities.first().map_or(0, |first| first.len());
    let sums = (0..paces).map(|at| {
        let own = || communities.iter().map(|paced| paced[at]);
        let sum = |of: fn(&PacedPeople) -> Persons| own().map(|paced| of(&paced)).sum::<Persons>();
        let uncounted = own().filter(|paced| paced.people.is_none()).count();
        let counted: Persons = own().filter_map(|paced| paced.people).sum();
        let all = PacedPeople {
            group: communities[0][at].group,
            people: (uncounted < communities.len()).then_some(counted),
            covered: sum(|paced| paced.covered),
            unknown: sum(|paced| paced.unknown),
            everybody_covered: sum(|paced| paced.everybody_covered),
            everybody_unknown: sum(|paced| paced.everybody_unknown),
        };
        (all, uncounted)
    });
    sums.collect()
}
