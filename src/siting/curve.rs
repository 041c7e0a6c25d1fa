//! How many people more places serve: the trade-off, and where one more place begins to bring little.

use super::answer::Answer;
use super::ask::{Ask, Effort, Model};
use super::error::SitingError;
use super::linear::{LinearSolver, SolverError};
use super::problem::Problem;
use super::solve::site_or_none;

/// The trade-off of places against people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// New places and the best that as many do, fewest first.
    pub points: Vec<(usize, Answer)>,
    /// Why it ends before it is whole, where it does.
    pub broke_off: Option<SitingError>,
}

/// The most people that 0, 1, 2 ... new places serve, up to a number or until all who can be are.
///
/// The other rules of the question are kept; numbers of places that they don't allow are left out.
///
/// # Errors
/// Somebody said stop. A search that fails leaves the points before it.
pub fn curve(
    problem: &Problem,
    ask: &Ask,
    effort: &Effort,
    solver: &dyn LinearSolver,
    most: usize,
    progress: &mut dyn FnMut(&str),
) -> Result<Curve, SitingError> {
    let candidates = problem.new_at_most();
    let reachable: i128 = (0..problem.needs.len())
        .filter(|need| problem.reached(*need).next().is_some())
        .map(|need| i128::from(problem.needs[need].weight))
        .sum();
    let mut curve = Curve::default();
    for sites in 0..=most.min(candidates) {
        progress(&format!("{sites} of {most} sites"));
        let ask = Ask {
            model: Model::CoverMost,
            ..ask.clone().with_sites(sites)
        };
        match site_or_none(problem, &ask, effort, solver, &mut |_| {}) {
            Ok(Some(answer)) => {
                let all = answer.value >= reachable;
                curve.points.push((sites, answer));
                if all {
                    break;
                }
            }
            Ok(None) | Err(SitingError::Asked(_)) => {}
            Err(SitingError::Solver(SolverError::Stopped)) => return Err(SolverError::Stopped.into()),
            Err(error) => {
                curve.broke_off = Some(error);
                break;
            }
        }
    }
    Ok(curve)
}

/// The number of places after which one more brings least beside those before: the point farthest above the line from the first to the last
/// (Satopaa and others 2011). None where the curve has no bend.
pub fn knee(curve: &[(usize, Answer)]) -> Option<usize> {
    let ((fewest, least), (highest, most)) = (curve.first()?, curve.last()?);
    let wide = (highest - fewest) as f64;
    let high = (most.value - least.value) as f64;
    if wide <= 1.0 || high <= 0.0 {
        return None;
    }
    let above =
        |(sites, answer): &(usize, Answer)| (answer.value - least.value) as f64 / high - (sites - fewest) as f64 / wide;
    let best = curve
        .iter()
        .max_by(|one, other| above(one).total_cmp(&above(other)).then(other.0.cmp(&one.0)))?;
    (above(best) > 0.0).then_some(best.0)
}
