//! The best answers one after another: each the best of those that were not given yet.

use super::answer::Answer;
use super::ask::{Ask, Effort, Model};
use super::error::SitingError;
use super::linear::LinearSolver;
use super::problem::Problem;
use super::solve::site_or_none;

/// Up to `more` answers beside a first one, best first; fewer where there are no more. Each does without at least `differing` of the places
/// of each before it (with one: differs from it in anything).
///
/// # Errors
/// As [`site`](super::site); that there is no other answer is none.
pub fn alternatives(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    first: &Answer,
    (more, differing): (usize, usize),
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Answer>, SitingError> {
    let mut ask = ask.clone();
    if ask.model == Model::Backup && ask.sites.is_none() && ask.budget.is_none() {
        // As many as the first, whatever the fewest of the others would be.
        let is_open = |place: usize| first.open.binary_search(&(place as u32)).is_ok();
        ask.open_at_most = Some(problem.sites_open(is_open));
    }
    let mut found: Vec<Answer> = Vec::new();
    while found.len() < more {
        let last = found.last().unwrap_or(first);
        ask.not_again.push((last.open.clone(), differing));
        progress(&format!("alternative {} of {more}", found.len() + 1));
        match site_or_none(problem, &ask, effort, solver, &mut |_| {})? {
            Some(answer) => found.push(answer),
            None => break,
        }
    }
    Ok(found)
}
