//! From a question to an answer whose distance from the best is known.

use super::answer::{Answer, Going, Status, share};
use super::ascent::{self, Ascended};
use super::ask::{Ask, Effort, Model, Thrift};
use super::assign::assign;
use super::cheaper::cheaper;
use super::check::faults;
use super::error::SitingError;
use super::exchange::Exchange;
use super::formulation::Formulation;
use super::keeping::keeping;
use super::linear::{Ended, Limit, LinearSolver, SolverError};
use super::longest::shortest_longest;
use super::merge::Merged;
use super::parts::{ByParts, by_parts};
use super::problem::{Problem, Role};
use super::readout::in_units;
use super::recount::recount;
use super::thrift::thrifty;
use super::twice::served_twice;
use super::why_not::why_not;

/// Answers of the solver that break a rule by its rounding and are taken out, one after another.
const ROUNDED: usize = 8;

/// Pairs up to which the relaxed model is solved for better prices than the ascent has found.
const PRICED: usize = 100_000;

/// Finds the best places.
///
/// The answer is counted again before it is given (see [`recount`]). `progress` is told what is being done. The same problem, in whatever
/// order its pairs were found, gives the same answer, unless the effort is limited in seconds.
///
/// # Errors
/// All that is wrong with the question; that no choice keeps all rules, and why; that it is too large; that the limits of the search
/// were too narrow; that the solver failed.
pub fn site(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<Answer, SitingError> {
    if let Some(answer) = site_or_none(problem, ask, effort, solver, progress)? {
        return Ok(answer);
    }
    progress("why there is no answer");
    let why = Box::new(why_not(problem, ask, effort, solver)?);
    Err(SitingError::Infeasible(why))
}

/// As [`site`]; none where no choice keeps all rules, and nobody asks why.
pub(super) fn site_or_none(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<Option<Answer>, SitingError> {
    let faults = faults(problem, ask);
    if !faults.is_empty() {
        return Err(SitingError::Asked(faults));
    }
    let found = unchecked(problem, ask, effort, solver, progress)?;
    let Some(found) = found else { return Ok(None) };
    let answer = keeping(problem, ask, effort, solver, found, progress)?;
    progress("counting the answer again");
    recount(problem, ask, &answer).map_err(|breach| SitingError::Wrong(Box::new(breach)))?;
    Ok(Some(answer))
}

/// The answer, not yet counted again; none where no choice keeps all rules.
pub(super) fn unchecked(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<Option<Answer>, SitingError> {
    if solver.stopped() {
        return Err(SolverError::Stopped.into());
    }
    match ask.model {
        Model::ShortestLongest => return shortest_longest(problem, ask, effort, solver, progress),
        Model::Backup => return served_twice(problem, ask, effort, solver, progress),
        _ => {}
    }
    let out_of_reach = |need: usize| problem.needs[need].people.0 > 0 && problem.reached(need).next().is_none();
    if ask.model.serves_everybody() && (0..problem.needs.len()).any(out_of_reach) {
        return Ok(None);
    }
    if let ByParts::Answered(answer) = by_parts(problem, ask, effort, solver, progress)? {
        return Ok(answer.map(|answer| *answer));
    }
    let merged = Merged::of(problem, ask).without_replaceable(ask);
    let small = &merged.problem;
    let mut known: Option<Known> = None;
    let mut ascended = None;
    if ask.is_plain() && small.shared.is_empty() && ascent::fits(ask) {
        progress("bounding");
        let (found, climbed) = bounded(small, ask, effort, solver);
        if solver.stopped() {
            return Err(SolverError::Stopped.into());
        }
        known = found;
        ascended = Some(climbed);
    }
    let prices = ascended
        .as_ref()
        .map(|ascended| merged.spread(&ascended.prices, ask, &problem.needs));
    let proven = prices
        .as_ref()
        .and_then(|prices| super::prove::proven_bound(problem, ask, prices));
    if let (Some(known), Some(bound)) = (&known, proven) {
        let answer = Answer::counted(problem, ask, &known.open, bound, prices.clone());
        if let Some(answer) = answer.filter(|answer| share(answer.value, answer.bound) <= effort.gap) {
            return Ok(Some(answer));
        }
    }
    progress("searching");
    let fixed = match (&known, &ascended) {
        (Some(known), Some(ascended)) => fixed(small, ask, known, ascended),
        _ => small.clone(),
    };
    let before = known
        .as_ref()
        .and_then(|known| Answer::counted(problem, ask, &known.open, proven?, None));
    let mut stopped_by = None;
    let searched = match searched(problem, &fixed, ask, effort, solver, known.as_ref()) {
        Ok(searched) => searched,
        // A good answer with a bound is better than none.
        Err(SitingError::TooLarge { .. }) if before.is_some() => {
            stopped_by = Some(Limit::Memory);
            None
        }
        Err(SitingError::NothingFound(limit)) if before.is_some() => {
            stopped_by = limit;
            None
        }
        Err(other) => return Err(other),
    };
    let most = ask.model.is_most();
    let is_better = |one: &Answer, other: &Answer| {
        if most {
            one.value > other.value
        } else {
            one.value < other.value
        }
    };
    let mut answer = match (searched, before) {
        (Some(searched), Some(before)) if is_better(&before, &searched) => Answer {
            bound: searched.bound,
            nodes: searched.nodes,
            status: Status::unproven(searched.status.stopped_by()),
            ..before
        },
        (Some(searched), _) => searched,
        (None, Some(before)) => Answer {
            status: Status::unproven(stopped_by),
            ..before
        },
        (None, None) => return Ok(None),
    };
    answer.prices = prices;
    answer.proven = proven;
    let is_small = small.reach.pairs() <= PRICED;
    if proven.is_none_or(|proven| is_small && proven != answer.value) {
        progress("prices for the bound");
        answer.better_prices(problem, &merged, ask, effort, solver)?;
    }
    answer.settle(most);
    let cost_is_told = ask.thrift == Thrift::Cheapest && !ask.model.needs_limit();
    if ask.budget.is_some() && !cost_is_told {
        progress("the same for less");
        if let Some(cheaper) = cheaper((problem, small), ask, effort, solver, &answer)? {
            answer = cheaper;
        }
    }
    Ok(Some(answer))
}

/// An answer that is known before the search.
pub(super) struct Known {
    open: Vec<bool>,
    cost: f64,
}

/// A good answer and good prices, both of the smaller problem.
fn bounded(problem: &Problem, ask: &Ask, effort: &Effort, solver: &dyn LinearSolver) -> (Option<Known>, Ascended) {
    let exchange = Exchange::new(problem, ask);
    let all: f64 = problem.needs.iter().map(|need| need.weight as f64).sum();
    let mut known: Option<Known> = None;
    let mut seen = std::collections::BTreeSet::new();
    let climbed = ascent::ascend(problem, ask, effort.gap, &|| solver.stopped(), |picks| {
        if seen.insert(picks.to_vec()) {
            let (open, cost) = if ask.model == Model::CoverAll {
                thrifty(problem, ask, picks)
            } else {
                let (open, cost) = exchange.answer(picks);
                (
                    open,
                    if ask.model == Model::CoverMost {
                        cost - all
                    } else {
                        cost
                    },
                )
            };
            if cost.is_finite() && known.as_ref().is_none_or(|known| cost < known.cost) {
                known = Some(Known { open, cost });
            }
        }
        known.as_ref().map_or(f64::INFINITY, |known| known.cost)
    });
    (known, climbed)
}

/// The problem with the places settled that the bound leaves no choice about: opening (or closing) them is worse than what is known.
fn fixed(problem: &Problem, ask: &Ask, known: &Known, ascended: &Ascended) -> Problem {
    let mut fixed = problem.clone();
    let reach = ascent::settled(problem, ask, ascended, known.cost);
    for (place, settled) in fixed.places.iter_mut().zip(reach) {
        match settled {
            Some(true) if place.role == Role::Candidate => place.role = Role::Required,
            Some(false) if place.role == Role::Candidate => place.role = Role::Excluded,
            _ => {}
        }
    }
    fixed
}

/// The exact search.
pub(super) fn searched(
    problem: &Problem,
    fixed: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    known: Option<&Known>,
) -> Result<Option<Answer>, SitingError> {
    // Before anything of it is built.
    let takes = Formulation::takes(fixed, ask);
    if takes > effort.memory {
        return Err(too_large(fixed, takes, effort));
    }
    let mut ask_now = ask.clone();
    for _ in 0..ROUNDED {
        let formulation = Formulation::of(fixed, &ask_now);
        let start = known.and_then(|known| formulation.start(fixed, &ask_now, &known.open));
        let told = solver.solve(&formulation.linear, effort, start.as_deref())?;
        let Some(values) = &told.values else {
            return match told.ended {
                Ended::Infeasible => Ok(None),
                Ended::Stopped(limit) => Err(SitingError::NothingFound(Some(limit))),
                Ended::Proved => Err(SitingError::NothingFound(None)),
            };
        };
        let open = formulation.open(values);
        let bound = in_units(fixed, ask, told.bound);
        if let Some(mut answer) = Answer::counted(problem, ask, &open, bound, None) {
            answer.proved_by(&told, ask, effort);
            return Ok(Some(answer));
        }
        // The solver's rows hold to a millionth, ours exactly: this choice keeps them only by rounding.
        let open = (0..open.len() as u32).filter(|place| open[*place as usize]);
        ask_now.not_again.push((open.collect(), 1));
    }
    Err(SitingError::NothingFound(None))
}

pub(super) fn too_large(problem: &Problem, takes: u64, effort: &Effort) -> SitingError {
    SitingError::TooLarge {
        needs: problem.needs.len(),
        places: problem.places.len(),
        pairs: problem.reach.pairs(),
        takes,
        may: effort.memory,
    }
}

/// Who goes where with the places that stand, and no others: what a town has today.
pub fn served_today(problem: &Problem, ask: &Ask) -> Vec<Going> {
    let open: Vec<bool> = problem.places.iter().map(|place| place.role.stands()).collect();
    let most = Ask {
        model: Model::CoverMost,
        least_people: false,
        ..ask.clone()
    };
    assign(problem, &most, &open).unwrap_or_default()
}
