//! Backup cover: everybody served, and as many as can be served twice.

use super::answer::{Answer, Going, Status};
use super::ask::{Ask, Effort, Model, Thrift};
use super::assign::by_worth;
use super::error::SitingError;
use super::flow::Flow;
use super::linear::LinearSolver;
use super::problem::Problem;
use super::solve::{searched, unchecked};
use crate::units::Persons;

/// The answer of backup cover: with the number of places given, or the fewest that serve everybody.
pub(super) fn served_twice(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<Option<Answer>, SitingError> {
    let mut ask_now = ask.clone();
    if ask.sites.is_none() && ask.budget.is_none() && ask.open_at_most.is_none() {
        progress("the fewest that serve everybody");
        let all = Ask {
            model: Model::CoverAll,
            thrift: Thrift::Fewest,
            ..ask.clone()
        };
        let exact = Effort { gap: 0.0, ..*effort };
        let Some(fewest) = unchecked(problem, &all, &exact, solver, progress)? else {
            return Ok(None);
        };
        // Of more than the fewest nothing would follow.
        if fewest.status != Status::Optimal {
            return Err(SitingError::NothingFound(fewest.status.stopped_by()));
        }
        ask_now.open_at_most = usize::try_from(fewest.value).ok();
    }
    progress("searching");
    searched(problem, problem, &ask_now, effort, solver, None)
}

/// Who goes where, and to which second place: to the nearest two, or as capacities allow. A second place counts where room is left for
/// everybody at once, so that nobody falls back on a site that is full already. `None` where not everybody has a first.
pub(super) fn fall_back(problem: &Problem, ask: &Ask, open: &[bool]) -> Option<(Vec<Going>, Vec<Going>)> {
    let through = if ask.capacitated {
        flowing_twice(problem, open)?
    } else {
        nearest_two(problem, open)
    };
    let (mut going, mut again) = (Vec::new(), Vec::new());
    for (need, ways) in through.into_iter().enumerate() {
        let mut left = problem.needs[need].people.0;
        for (place, people) in ways {
            let first = people.min(left);
            left -= first;
            for (to, people) in [(&mut going, first), (&mut again, people - first)] {
                if people > 0 {
                    to.push(Going {
                        need: need as u32,
                        place,
                        people: Persons(people),
                    });
                }
            }
        }
        (left == 0).then_some(())?;
    }
    Some((going, again))
}

/// Of each need its two nearest open places with all its people.
fn nearest_two(problem: &Problem, open: &[bool]) -> Vec<Vec<(u32, i64)>> {
    let ways = |need: usize| {
        let people = problem.needs[need].people.0;
        let near = nearest_first(problem, need, open).into_iter().take(2);
        near.map(|place| (place, people)).collect()
    };
    (0..problem.needs.len()).map(ways).collect()
}

/// Of each need its places with how many of its people have room there, nearest first: everybody once, and as many as can twice.
fn flowing_twice(problem: &Problem, open: &[bool]) -> Option<Vec<Vec<(u32, i64)>>> {
    let (needs, places) = (problem.needs.len(), problem.places.len());
    let (source, sink) = (needs + places, needs + places + 1);
    let mut flow = Flow::new(needs + places + 2);
    let starts: Vec<usize> = (0..needs)
        .map(|need| flow.arc(source, need, problem.needs[need].people.0))
        .collect();
    let ways: Vec<Vec<(u32, usize)>> = (0..needs)
        .map(|need| {
            // Nobody has the same place twice.
            let people = problem.needs[need].people.0;
            let near = nearest_first(problem, need, open).into_iter();
            near.map(|place| (place, flow.arc(need, needs + place as usize, people)))
                .collect()
        })
        .collect();
    let all = problem.people().0;
    for (place, of) in problem.places.iter().enumerate().filter(|(place, _)| open[*place]) {
        let room = of.capacity.map_or(2 * all, |capacity| capacity.0);
        flow.arc(needs + place, sink, room);
    }
    if flow.fill(source, sink) < all {
        return None;
    }
    for needs in by_worth(problem) {
        for need in needs {
            flow.widen(starts[need], problem.needs[need].people.0);
        }
        flow.fill(source, sink);
    }
    let told = |ways: Vec<(u32, usize)>| {
        ways.into_iter()
            .map(|(place, arc)| (place, flow.through(arc)))
            .collect()
    };
    Some(ways.into_iter().map(told).collect())
}

/// The open places that a need reaches, nearest first.
fn nearest_first(problem: &Problem, need: usize, open: &[bool]) -> Vec<u32> {
    let reached = problem.reach.of(need).filter(|(place, _)| open[*place as usize]);
    let mut reached: Vec<(i64, u32)> = reached.map(|(place, cost)| (cost, place)).collect();
    reached.sort_unstable();
    reached.into_iter().map(|(_, place)| place).collect()
}
