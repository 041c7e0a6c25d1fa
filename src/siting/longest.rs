//! The shortest longest way: the least limit within which the places that may be opened serve everybody, found by halving the ways that there
//! are (Minieka 1970).

use super::answer::Answer;
use super::ask::{Ask, Effort, Model, Thrift};
use super::error::SitingError;
use super::linear::LinearSolver;
use super::problem::Problem;
use super::rows::Rows;
use super::solve::unchecked;

/// The answer of the p-center.
pub(super) fn shortest_longest(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    progress: &mut dyn FnMut(&str),
) -> Result<Option<Answer>, SitingError> {
    let needs = || (0..problem.needs.len()).filter(|need| problem.needs[*need].people.0 > 0);
    // Nobody's way is shorter than that of the one who is worst off with everything open.
    let mut least = 0;
    for need in needs() {
        match problem.reached(need).map(|(_, cost)| cost).min() {
            Some(nearest) => least = least.max(nearest),
            None => return Ok(None),
        }
    }
    let mut ways: Vec<i64> = needs()
        .flat_map(|need| problem.reached(need).map(|(_, cost)| cost))
        .filter(|cost| *cost >= least)
        .collect();
    ways.sort_unstable();
    ways.dedup();
    let within = Ask {
        model: Model::CoverAll,
        thrift: Thrift::Fewest,
        ..ask.clone()
    };
    let exact = Effort { gap: 0.0, ..*effort };
    let (mut low, mut high) = (0, ways.len());
    let mut found = None;
    while low < high {
        let middle = usize::midpoint(low, high);
        progress(&format!("is everybody within {}?", ways[middle]));
        match unchecked(&shortened(problem, ways[middle]), &within, &exact, solver, &mut |_| {})? {
            Some(answer) => {
                found = Some(answer.open);
                high = middle;
            }
            None => low = middle + 1,
        }
    }
    let Some(opened) = found else { return Ok(None) };
    let mut open = vec![false; problem.places.len()];
    for place in opened {
        open[place as usize] = true;
    }
    let limit = ways[high];
    let short = shortened(problem, limit);
    let answer = Answer::counted(&short, ask, &open, i128::from(limit), None);
    Ok(answer)
}

/// The problem without the ways that are longer.
pub(super) fn shortened(problem: &Problem, limit: i64) -> Problem {
    let rows = (0..problem.reach.len()).map(|need| problem.reach.of(need).filter(|(_, cost)| *cost <= limit).collect());
    Problem {
        needs: problem.needs.clone(),
        places: problem.places.clone(),
        shared: problem.shared.clone(),
        reach: Rows::new(rows),
    }
}
