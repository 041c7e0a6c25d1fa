//! Whose access is told, and who comes to the sites.

use crate::coverage::settle::Settlement;
use crate::domain::assessment::Settled;
use crate::domain::demand::Demand;
use crate::domain::people_group::PeopleGroup;
use crate::units::Persons;

/// People by place: everybody, or any part of everybody that is known place by place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Whose {
    /// Of each place of the settlement, in its order.
    pub(super) of_place: Vec<Persons>,
    /// Places of each community, in the order of the town's: they follow those of the community before it.
    pub(super) places: Vec<usize>,
    /// People of each community whose place nobody knows; `None` where nobody counted them.
    pub(super) unlocated: Vec<Option<Persons>>,
}

impl Whose {
    /// All people of a settlement.
    pub(super) fn everybody(settlement: &Settlement) -> Self {
        Self::of(settlement, |demand| demand.people, |settled| settled.people)
    }

    /// One group of them, as far as rows or communities count it; `None` where none does. Where nobody lives nobody is of the group.
    pub(super) fn group(settlement: &Settlement, group: PeopleGroup) -> Option<Self> {
        let by_community = settlement.settled.iter().map(|settled| settled.groups);
        let mut counts = by_community.chain(settlement.demand.iter().map(|demand| demand.groups));
        counts.any(|counts| counts.get(group).is_some()).then(|| {
            Self::of(
                settlement,
                |demand| demand.groups.get(group).unwrap_or_default(),
                |settled| {
                    let nobody = settled.people.filter(|people| *people == Persons::NONE);
                    settled.groups.get(group).or(nobody)
                },
            )
        })
    }

    fn of(
        settlement: &Settlement,
        of_place: impl Fn(&Demand) -> Persons,
        of_community: impl Fn(&Settled) -> Option<Persons>,
    ) -> Self {
        let by_community = settlement.by_community();
        Self {
            of_place: settlement.demand.iter().map(&of_place).collect(),
            places: by_community.iter().map(|places| places.len()).collect(),
            unlocated: settlement
                .settled
                .iter()
                .zip(&by_community)
                .map(|(settled, places)| {
                    let located = places.iter().map(&of_place).sum();
                    of_community(settled).map(|people| people - located)
                })
                .collect(),
        }
    }

    /// The places of each community.
    pub(super) fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.places.iter().scan(0, |next, count| {
            let first = *next;
            *next += count;
            Some(first..*next)
        })
    }
}
