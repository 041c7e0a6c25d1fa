//! Values of places, over people: in all, by the units above the communities, and by community.

use std::collections::BTreeMap;

use super::evenness::equity;
use super::sum::sum;
use super::whose::Whose;
use crate::coverage::service::applies;
use crate::domain::access::{AccessFound, AccessSummary, CommunityAccess, UnitAccess};
use crate::domain::area_code::AreaCode;
use crate::domain::assessment::Applies;
use crate::domain::circle::CircleProfile;
use crate::domain::community::Community;
use crate::domain::ids::SourceCode;
use crate::domain::town::Town;
use crate::units::Persons;

/// What the people of one place get at.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the answer to another question about the same place"
)]
pub(super) struct Value {
    /// Whether their ways are known.
    pub(super) known: bool,
    /// The measure's value.
    pub(super) amount: f64,
    /// What it can't be below.
    pub(super) floor: f64,
    /// Whether nothing is within the circle.
    pub(super) nothing: bool,
    /// Known capacity within the circle.
    pub(super) capacity: f64,
    /// Whether the value is a lower bound.
    pub(super) at_least: bool,
    /// Whether the value is an upper bound.
    pub(super) at_most: bool,
}

/// Sums values over the people of communities that the circle is for. `services`: values count so many services at most.
pub(super) fn found(
    town: &Town,
    circle: &CircleProfile,
    whose: &Whose,
    values: &[Value],
    tells_capacity: bool,
    services: Option<usize>,
) -> AccessFound {
    let summed = |sum: &Sum| sum.summary(tells_capacity, services);
    let mut everybody = Sum::default();
    let mut units: BTreeMap<String, Sum> = BTreeMap::new();
    let mut communities = Vec::with_capacity(town.communities.len());
    for ((community, places), unlocated) in town.communities.iter().zip(whose.ranges()).zip(&whose.unlocated) {
        let mut summary = None;
        let sum = match applies(community, circle.applies_to) {
            Applies::No => None,
            Applies::Yes => {
                let own = Sum::of(&whose.of_place[places.clone()], &values[places], *unlocated);
                summary = (!community.provisional).then(|| summed(&own));
                Some(own)
            }
            // Its people may have to be counted.
            Applies::Unknown => {
                let nobody = whose.of_place[places].iter().all(|people| *people == Persons::NONE)
                    && *unlocated == Some(Persons::NONE);
                (!nobody).then(Sum::uncounted)
            }
        };
        if let Some(own) = sum {
            for code in above(community) {
                units.entry(code).or_default().add(&own);
            }
            everybody.add(&own);
        }
        communities.push(CommunityAccess {
            community: community.id,
            summary,
        });
    }
    AccessFound {
        everybody: summed(&everybody),
        units: units
            .into_iter()
            .map(|(code, sum)| UnitAccess {
                level: AreaCode::parse(&code).map(|code| code.level()),
                name: String::new(),
                summary: summed(&sum),
                code,
            })
            .collect(),
        communities,
    }
}

/// The units that a community lies in, each once: told by its own 12-digit code, else by its record.
fn above(community: &Community) -> Vec<String> {
    let own = community
        .code
        .as_ref()
        .filter(|code| code.scheme == SourceCode::STATISTICAL);
    let own = own.and_then(|code| AreaCode::parse(&code.value));
    let mut codes = match own {
        Some(code) => code.parents(),
        None => community.parents.iter().map(|parent| parent.value.clone()).collect(),
    };
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// People of some places with their values.
#[derive(Debug, Clone, Default)]
struct Sum {
    each: Vec<(Value, Persons)>,
    unlocated: Persons,
    uncounted: usize,
}

impl Sum {
    fn uncounted() -> Self {
        Self {
            uncounted: 1,
            ..Self::default()
        }
    }

    fn of(people: &[Persons], values: &[Value], unlocated: Option<Persons>) -> Self {
        let places = values.iter().copied().zip(people.iter().copied());
        Self {
            each: places.filter(|(_, people)| *people > Persons::NONE).collect(),
            unlocated: unlocated.unwrap_or_default(),
            uncounted: usize::from(unlocated.is_none()),
        }
    }

    fn add(&mut self, other: &Self) {
        self.each.extend_from_slice(&other.each);
        self.unlocated += other.unlocated;
        self.uncounted += other.uncounted;
    }

    /// People of whom something is so.
    fn people(&self, so: impl Fn(&Value) -> bool) -> Persons {
        let those = self.each.iter().filter(|(value, _)| so(value));
        those.map(|(_, people)| *people).sum()
    }

    /// Something of every place, times its people.
    fn total(&self, of: impl Fn(&Value) -> f64) -> f64 {
        sum(self.each.iter().map(|(value, people)| of(value) * people.as_f64()))
    }

    fn summary(&self, tells_capacity: bool, services: Option<usize>) -> AccessSummary {
        let assessed = self.people(|value| value.known);
        let mean = |of: fn(&Value) -> f64| {
            let total = || self.total(|value| if value.known { of(value) } else { 0.0 });
            (assessed > Persons::NONE).then(|| total() / assessed.as_f64())
        };
        let not_assessed = self.unlocated + self.people(|value| !value.known);
        let all = assessed + not_assessed;
        let known = self.each.iter().filter(|(value, _)| value.known);
        AccessSummary {
            assessed,
            at_least: self.people(|value| value.known && value.at_least),
            at_most: self.people(|value| value.known && value.at_most),
            nothing: self.people(|value| value.known && value.nothing),
            not_assessed,
            uncounted: self.uncounted,
            mean: mean(|value| value.amount),
            floor: (self.uncounted == 0 && all > Persons::NONE).then(|| self.total(|value| value.floor) / all.as_f64()),
            mean_capacity: mean(|value| value.capacity).filter(|_| tells_capacity),
            people_by_count: services.map_or(Vec::new(), |services| self.by_count(services)),
            equity: equity(known.map(|(value, people)| (value.amount, *people))),
        }
    }

    /// Entry n: people whose value is n.
    fn by_count(&self, services: usize) -> Vec<Persons> {
        let mut counts = vec![Persons::NONE; services + 1];
        for (value, people) in self.each.iter().filter(|(value, _)| value.known) {
            counts[(value.amount as usize).min(services)] += *people;
        }
        counts
    }
}
