//! The best answers one after another: each the best of those that were not given yet.

use super::answer::Answer;
use super::ask::{Ask, Effort, Model};
use super::error::SitingError;
use super::linear::{LinearSolver, SolverError};
use super::problem::Problem;
use super::solve::site_or_none;

/// Answers beside a first one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Others {
    /// Best first.
    pub found: Vec<Answer>,
    /// Why the next was not found, where that is not known to be because there is none.
    pub broke_off: Option<SitingError>,
}

/// Up to `more` answers beside a first one, best first; fewer where there are no more. Each does without at least `differing` of the places
/// of each before it (with one: differs from it in anything).
///
/// # Errors
/// Somebody said stop. That there is no other answer is none, and a search that fails leaves what was found before it.
pub fn alternatives(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    first: &Answer,
    (more, differing): (usize, usize),
    progress: &mut dyn FnMut(&str),
) -> Result<Others, SitingError> {
    let mut ask = ask.clone();
    if ask.model == Model::Backup && ask.sites.is_none() && ask.budget.is_none() {
        // As many as the first, whatever the fewest of the others would be.
        let is_open = |place: usize| first.open.binary_search(&(place as u32)).is_ok();
        ask.open_at_most = Some(problem.sites_open(is_open));
    }
    let mut others = Others::default();
    while others.found.len() < more {
        let last = others.found.last().unwrap_or(first);
        ask.not_again.push((last.open.clone(), differing));
        progress(&format!("alternative {} of {more}", others.found.len() + 1));
        match site_or_none(problem, &ask, effort, solver, &mut |_| {}) {
            Ok(Some(answer)) => others.found.push(answer),
            Ok(None) => break,
            Err(SitingError::Solver(SolverError::Stopped)) => return Err(SolverError::Stopped.into()),
            Err(error) => {
                others.broke_off = Some(error);
                break;
            }
        }
    }
    Ok(others)
}
