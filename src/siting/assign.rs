//! Who goes where once it is known which places are open, and what that is worth: in whole numbers.

use super::answer::Going;
use super::ask::{Ask, Model, Thrift};
use super::cheapest_flow::cheapest;
use super::flow::Flow;
use super::problem::Problem;
use crate::units::Persons;

/// Sends people to open places: to the nearest, or as capacities and least numbers allow. `None` where the rules can't be kept: not everybody
/// fits who must, or a new place has too few.
pub(super) fn assign(problem: &Problem, ask: &Ask, open: &[bool]) -> Option<Vec<Going>> {
    if (ask.capacitated || ask.least_people) && ask.model == Model::ShortestSum {
        return cheapest(problem, ask, open);
    }
    let going = if ask.capacitated || ask.least_people {
        flowing(problem, ask, open)?
    } else {
        nearest(problem, open)
    };
    let served: i64 = going.iter().map(|going| going.people.0).sum();
    (!ask.model.serves_everybody() || served == problem.people().0).then_some(going)
}

/// Everybody to the nearest open place; to the first of several that are equally near.
fn nearest(problem: &Problem, open: &[bool]) -> Vec<Going> {
    let to = |need: usize| {
        let open = problem.reach.of(need).filter(|(place, _)| open[*place as usize]);
        open.min_by_key(|(place, cost)| (*cost, *place))
    };
    let needs = problem.needs.iter().enumerate().filter(|(_, of)| of.people.0 > 0);
    needs
        .filter_map(|(need, of)| {
            let (place, _) = to(need)?;
            Some(Going {
                need: need as u32,
                place,
                people: of.people,
            })
        })
        .collect()
}

/// As many as fit, those first who count for most.
fn flowing(problem: &Problem, ask: &Ask, open: &[bool]) -> Option<Vec<Going>> {
    let (needs, places) = (problem.needs.len(), problem.places.len());
    let (source, sink) = (needs + places, needs + places + 1);
    let mut flow = Flow::new(needs + places + 2);
    let mut ways = Vec::new();
    let starts: Vec<usize> = (0..needs).map(|need| flow.arc(source, need, 0)).collect();
    for (need, of) in problem.needs.iter().enumerate() {
        for (place, _) in problem.reach.of(need).filter(|(place, _)| open[*place as usize]) {
            ways.push((need as u32, place, flow.arc(need, needs + place as usize, of.people.0)));
        }
    }
    let ends: Vec<usize> = (0..places).map(|place| flow.arc(needs + place, sink, 0)).collect();
    if ask.least_people {
        // First everybody may come, to find out whether each place can have its people at all.
        for (need, of) in problem.needs.iter().enumerate() {
            flow.widen(starts[need], of.people.0);
        }
        let mut wanted = 0;
        for (place, of) in problem.places.iter().enumerate().filter(|(place, _)| open[*place]) {
            let Some(least) = of.least else { continue };
            let room = of.capacity.filter(|_| ask.capacitated);
            if room.is_some_and(|room| room < least) {
                return None;
            }
            flow.widen(ends[place], least.0);
            wanted += least.0;
        }
        if flow.fill(source, sink) < wanted {
            return None;
        }
    }
    let all: i64 = problem.people().0;
    for (place, of) in problem.places.iter().enumerate().filter(|(place, _)| open[*place]) {
        let room = of
            .capacity
            .filter(|_| ask.capacitated)
            .map_or(all, |capacity| capacity.0);
        flow.widen(ends[place], room - flow.through(ends[place]));
    }
    if ask.least_people {
        flow.fill(source, sink);
    } else {
        for needs in by_worth(problem) {
            for need in needs {
                flow.widen(starts[need], problem.needs[need].people.0);
            }
            flow.fill(source, sink);
        }
    }
    let going = ways.into_iter().map(|(need, place, arc)| Going {
        need,
        place,
        people: Persons(flow.through(arc)),
    });
    Some(going.filter(|going| going.people.0 > 0).collect())
}

/// Needs whose people count alike together, those first who count for most.
pub(super) fn by_worth(problem: &Problem) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..problem.needs.len())
        .filter(|need| problem.needs[*need].people.0 > 0)
        .collect();
    let compare = |one: &usize, other: &usize| {
        let (one, other) = (problem.needs[*one], problem.needs[*other]);
        let cross = |a: super::problem::Need, b: super::problem::Need| i128::from(a.weight) * i128::from(b.people.0);
        cross(other, one).cmp(&cross(one, other))
    };
    order.sort_by(compare);
    order
        .chunk_by(|one, other| compare(one, other).is_eq())
        .map(<[usize]>::to_vec)
        .collect()
}

/// The objective of an answer, in the unit that [`Answer::value`](super::answer::Answer) has.
pub(super) fn value(problem: &Problem, ask: &Ask, open: &[bool], going: &[Going]) -> i128 {
    match ask.model {
        Model::CoverAll | Model::CoverRate { .. } => match ask.thrift {
            Thrift::Fewest => problem.sites_open(|place| open[place]) as i128,
            Thrift::Cheapest => problem.cost(|place| open[place]),
        },
        // Of backup cover those are told who have a second place.
        Model::CoverMost | Model::Backup => going.iter().map(|going| counts(problem, going)).sum::<i128>(),
        Model::ShortestSum => {
            let way = |going: &Going| i128::from(problem.reach.at(going.need as usize, going.place).unwrap_or(0));
            going.iter().map(|going| counts(problem, going) * way(going)).sum()
        }
        Model::ShortestLongest => {
            let ways = going
                .iter()
                .filter_map(|going| problem.reach.at(going.need as usize, going.place));
            ways.max().map_or(0, i128::from)
        }
    }
}

/// What people who go somewhere count for, in millionths: their share of the need's weight.
fn counts(problem: &Problem, going: &Going) -> i128 {
    let need = problem.needs[going.need as usize];
    if going.people == need.people {
        return i128::from(need.weight);
    }
    i128::from(need.weight) * i128::from(going.people.0) / i128::from(need.people.0)
}
