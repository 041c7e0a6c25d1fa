//! What a plan's rounds of mobile services do.

use std::collections::BTreeMap;

use super::setting::Setting;
use super::sharing::SharedIs;
use crate::domain::siting::PlannedRounds;
use crate::units::Persons;

/// What is served at each open stop.
pub(super) struct Served {
    pub(super) people: i64,
    pub(super) newly: i64,
}

/// The rounds of a choice of places, by towns in their order.
pub(super) fn rounds(setting: &Setting, open: &[u32], served: impl Fn(usize) -> Served) -> Vec<PlannedRounds> {
    let problem = &setting.problem;
    let needed = problem.needed(|place| open.binary_search(&(place as u32)).is_ok());
    let mut of: BTreeMap<&SharedIs, PlannedRounds> = BTreeMap::new();
    for place in open {
        let stop = &problem.places[*place as usize];
        let Some(which) = stop.shared.map(|which| which as usize) else {
            continue;
        };
        let is = &setting.shared[which];
        let SharedIs::Rounds { town, service } = is else {
            continue;
        };
        let rounds = of.entry(is).or_insert_with(|| PlannedRounds {
            town: town.clone(),
            service: *service,
            rounds: needed[which],
            stops: 0,
            cost: problem.shared[which].cost * needed[which] as i64,
            people: Persons::NONE,
            newly: Persons::NONE,
        });
        let Served { people, newly } = served(*place as usize);
        rounds.stops += 1;
        rounds.cost += stop.cost;
        rounds.people.0 += people;
        rounds.newly.0 += newly;
    }
    of.into_values().collect()
}

/// What a person should know where rounds were asked for.
pub(super) fn remarks(setting: &Setting) -> Vec<String> {
    let mut remarks = Vec::new();
    let towns = || {
        setting.shared.iter().filter_map(|is| match is {
            SharedIs::Rounds { town, .. } => Some(town),
            _ => None,
        })
    };
    if towns().next().is_some() {
        remarks.push(
            "a stop of a mobile round serves whoever is within the circle of it, as a site would; whether the standard takes a visit for a facility is for the planner to say, and how long a round takes is not looked at"
                .to_owned(),
        );
    }
    if towns().any(Option::is_none) {
        remarks.push(
            "communities that don't say their town are visited by rounds of no town, which may lead anywhere"
                .to_owned(),
        );
    }
    remarks
}
