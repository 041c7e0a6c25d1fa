//! A question that falls into parts which have nothing to do with each other: people of one town who reach no place of another. Where everybody is to
//! be served by the fewest (or cheapest), each part is answered by itself, several at once
//! where the solver can, and the answers add up.

use super::answer::{Answer, Prices};
use super::ask::{Ask, Effort, Model, Thrift};
use super::error::SitingError;
use super::formulation::{Formulation, room};
use super::linear::LinearSolver;
use super::problem::{Problem, Role};
use super::prove::proven_bound;
use super::rows::Rows;
use super::side_by_side::Pieces;
use super::solve::unchecked;

/// A part: positions of its needs, places and shared things in the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    needs: Vec<u32>,
    places: Vec<u32>,
    shared: Vec<u32>,
}

/// Whether no rule but the number of places reaches from one part to another.
fn falls_apart(ask: &Ask) -> bool {
    let numbered = ask.sites.is_some() || ask.open_at_most.is_some();
    ask.model == Model::CoverAll
        && ask.budget.is_none()
        && ask.spacing.is_none()
        && ask.district_minimum.is_empty()
        && ask.not_again.is_empty()
        && (!numbered || ask.thrift == Thrift::Fewest)
}

/// The parts of a problem in the order of their first needs; places that nobody reaches are in none.
pub(super) fn parts(problem: &Problem) -> Vec<Part> {
    let (places, needs) = (problem.places.len(), problem.needs.len());
    // Places first, then what they share, then needs.
    let (of_shared, of_need) = (places, places + problem.shared.len());
    let mut leader: Vec<usize> = (0..of_need + needs).collect();
    let mut join = |one: usize, other: usize| {
        let (one, other) = (lead(&mut leader, one), lead(&mut leader, other));
        leader[one.max(other)] = one.min(other);
    };
    for (position, place) in problem.places.iter().enumerate() {
        if let Some(shared) = place.shared.filter(|_| place.role != Role::Excluded) {
            join(position, of_shared + shared as usize);
        }
    }
    for need in (0..needs).filter(|need| problem.needs[*need].people.0 > 0) {
        for (place, _) in problem.reached(need) {
            join(place as usize, of_need + need);
        }
    }
    let mut number: Vec<Option<usize>> = vec![None; leader.len()];
    let mut parts: Vec<Part> = Vec::new();
    for need in (0..needs).filter(|need| problem.needs[*need].people.0 > 0) {
        let lead = lead(&mut leader, of_need + need);
        let part = *number[lead].get_or_insert_with(|| {
            parts.push(Part::default());
            parts.len() - 1
        });
        parts[part].needs.push(need as u32);
    }
    for position in 0..of_need {
        let Some(part) = number[lead(&mut leader, position)] else {
            continue;
        };
        if position < of_shared {
            parts[part].places.push(position as u32);
        } else {
            parts[part].shared.push((position - of_shared) as u32);
        }
    }
    parts
}

fn lead(leader: &mut [usize], mut of: usize) -> usize {
    while leader[of] != of {
        leader[of] = leader[leader[of]];
        of = leader[of];
    }
    of
}

impl Part {
    fn of(&self, problem: &Problem) -> Problem {
        let at = |list: &[u32], one: u32| list.binary_search(&one).ok().map(|at| at as u32);
        let rows = self.needs.iter().map(|need| {
            let reached = problem.reach.of(*need as usize);
            let those = reached.filter_map(|(place, cost)| Some((at(&self.places, place)?, cost)));
            those.collect()
        });
        let places = self.places.iter().map(|place| {
            let mut place = problem.places[*place as usize].clone();
            place.shared = place.shared.and_then(|shared| at(&self.shared, shared));
            place
        });
        Problem {
            needs: self.needs.iter().map(|need| problem.needs[*need as usize]).collect(),
            places: places.collect(),
            shared: self
                .shared
                .iter()
                .map(|shared| problem.shared[*shared as usize].clone())
                .collect(),
            reach: Rows::new(rows),
        }
    }
}

/// What came of answering part by part.
pub(super) enum ByParts {
    /// There is one part, or a rule holds them together, or it is not decided how many places all need together.
    Undecided,
    /// The answer; none where no choice keeps all rules.
    Answered(Option<Box<Answer>>),
}

/// Answers part by part, where that is an answer to the whole.
pub(super) fn by_parts(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<ByParts, SitingError> {
    if !falls_apart(ask) {
        return Ok(ByParts::Undecided);
    }
    let parts = parts(problem);
    if parts.len() < 2 {
        return Ok(ByParts::Undecided);
    }
    let alone = Ask {
        sites: None,
        open_at_most: None,
        ..ask.clone()
    };
    // What nobody reaches is open only where it must be.
    let always = |place: &super::problem::Place| place.role.is_open_always();
    let mut open: Vec<bool> = problem.places.iter().map(always).collect();
    let mut prices = Prices {
        needs: vec![0; problem.needs.len()],
        ..Prices::default()
    };
    let (mut value, mut bound, mut nodes) = (0, 0, 0);
    let (mut has_prices, mut stopped_by) = (true, None);
    let problems: Vec<Problem> = parts.iter().map(|part| part.of(problem)).collect();
    let takes: Vec<u64> = problems.iter().map(|part| Formulation::takes(part, &alone)).collect();
    let pieces = Pieces {
        takes: &takes,
        memory: effort.memory,
    };
    // Searches stop by the time of the whole question.
    let turns = pieces.turns(solver);
    let effort = &Effort {
        seconds: effort.seconds.map(|seconds| seconds / turns as f64),
        ..*effort
    };
    let answers = pieces.worked(
        solver,
        &|which| unchecked(&problems[which], &alone, effort, solver, &mut |_| {}),
        |answer| matches!(answer, Ok(Some(_))),
        &mut |begun| progress(&format!("part {begun} of {}", parts.len())),
    );
    for (part, answer) in parts.iter().zip(answers) {
        let Some(answer) = answer? else {
            return Ok(ByParts::Answered(None));
        };
        for place in &answer.open {
            open[part.places[*place as usize] as usize] = true;
        }
        // Where nothing is known of a part it costs nothing at least.
        let least = answer.bound.max(0);
        (value, bound, nodes) = (value + answer.value, bound + least, nodes + answer.nodes);
        has_prices &= answer.prices.is_some();
        stopped_by = stopped_by.or(answer.status.stopped_by());
        let of = answer.prices.unwrap_or_default();
        for (need, price) in part.needs.iter().zip(of.needs) {
            prices.needs[*need as usize] = price;
        }
        let whole = |place: u32| part.places[place as usize];
        let replaced = of.replaced.into_iter();
        prices
            .replaced
            .extend(replaced.map(|(place, by)| (whole(place), whole(by))));
    }
    prices.replaced.sort_unstable();
    let Some(mut answer) = Answer::counted(problem, ask, &open, i128::MIN, None) else {
        return Ok(ByParts::Undecided);
    };
    // Places outside all parts that must be open count too.
    let beside = answer.value - value;
    if let Some(room) = room(problem, ask) {
        let room = room as i128;
        if bound + beside > room {
            return Ok(ByParts::Answered(None));
        }
        if answer.value > room {
            return Ok(ByParts::Undecided);
        }
    }
    answer.nodes = nodes;
    let prices = has_prices.then_some(prices);
    answer.proven = prices.as_ref().and_then(|prices| proven_bound(problem, ask, prices));
    answer.prices = prices.filter(|_| answer.proven.is_some());
    answer.bounded_by(bound + beside, stopped_by);
    Ok(ByParts::Answered(Some(Box::new(answer))))
}
