//! Whose access is told, and who comes to the sites.

use crate::coverage::settle::Settlement;
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
        Self {
            of_place: settlement.demand.iter().map(|demand| demand.people).collect(),
            places: settlement.by_community().into_iter().map(<[_]>::len).collect(),
            unlocated: settlement
                .settled
                .iter()
                .map(|settled| settled.people.map(|people| people - settled.located))
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
