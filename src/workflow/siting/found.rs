//! What is found of one question: the best plan, and what else was asked beside it.

use geo::Coord;

use super::SitingRequest;
use super::obstacle::obstacle;
use super::plans::Reader;
use super::told::{fewer_plans, nobody_opens};
use super::watched::Watched;
use crate::coverage::WhoReaches;
use crate::crs::LonLat;
use crate::domain::siting::{CurvePoint, PhasePlan, SitePlan, SitingFound, SitingUnit};
use crate::import::Progress;
use crate::siting::{
    Allowed, Answer, Ask, Curve, Phase, SitingError, SolverError, alternatives, curve, knee, phased, site,
};
use crate::units::Persons;
use crate::workflow::error::WorkflowError;

/// The best plan and what else was asked.
pub(super) fn found(
    request: &SitingRequest<'_>,
    ask: &Ask,
    (reader, reaches): (&Reader<'_>, &WhoReaches),
    to_degrees: &dyn Fn(Coord<f64>) -> Option<LonLat>,
    progress: &(dyn Progress + Sync),
) -> Result<(SitingFound, Vec<String>), WorkflowError> {
    let (problem, effort) = (&reader.setting.problem, &request.effort);
    let solver = Watched {
        progress,
        threads: request.threads,
    };
    let tell = &mut |step: &str| progress.step(step);
    let best = match site(problem, ask, effort, &solver, tell) {
        Ok(answer) => answer,
        Err(SitingError::Infeasible(why)) => {
            let obstacle = obstacle(&why, (reader, reaches), to_degrees);
            return Ok((SitingFound::Nothing(obstacle), Vec::new()));
        }
        Err(other) => return Err(other.into()),
    };
    // What is asked beside the best plan never loses it.
    let mut told = Vec::new();
    let mut beside = |what: &str, error: SitingError| match error {
        SitingError::Solver(SolverError::Stopped) => Err(error),
        error => {
            told.push(format!("{what}: {error}"));
            Ok(())
        }
    };
    let others = (request.alternatives, request.differing.max(1));
    let others = alternatives(problem, ask, effort, &solver, &best, others, tell)?;
    let (more, has_alternatives) = (others.found, others.broke_off.is_none());
    if let Some(error) = others.broke_off {
        beside(&format!("alternative {} was not found", more.len() + 1), error)?;
    }
    let trade = match request.curve {
        Some(most) => curve(problem, ask, effort, &solver, most, tell)?,
        None => Curve::default(),
    };
    if let Some(error) = trade.broke_off {
        let until = trade.points.last().map_or_else(
            || "there is no curve".to_owned(),
            |(sites, _)| format!("the curve ends at {sites} new sites"),
        );
        beside(&until, error)?;
    }
    let points = trade.points;
    let phases = match request.phases.as_slice() {
        [] => Vec::new(),
        allowed => match phased(problem, ask, effort, &solver, allowed, tell) {
            Ok(phases) => phases,
            Err(error) => beside("there are no phases", error).map(|()| Vec::new())?,
        },
    };
    let point = |(sites, answer): &(usize, Answer)| CurvePoint {
        sites: *sites,
        served: answer.served(),
        // A bound of weighted people bounds no people.
        bound: matches!(reader.unit, SitingUnit::People | SitingUnit::PeopleServices)
            .then(|| i64::try_from(answer.bound).ok().map(Persons))
            .flatten(),
    };
    let phase = |phase: &Phase| PhasePlan {
        allowed: match phase.allowed {
            Allowed::Sites(sites) => sites as i64,
            Allowed::Budget(budget) => budget,
        },
        plan: reader.plan(&phase.nested),
        alone: reader.in_unit(phase.alone.value),
        loss: phase.loss(request.model),
    };
    let plans: Vec<SitePlan> = std::iter::once(&best)
        .chain(&more)
        .map(|answer| reader.plan(answer))
        .collect();
    told.extend(reader.losses(&plans));
    told.extend(fewer_plans(request, more.len(), has_alternatives));
    told.extend(nobody_opens(problem, ask, &best));
    let found = SitingFound::Plan {
        plans,
        curve: points.iter().map(point).collect(),
        knee: knee(&points),
        phases: phases.iter().map(phase).collect(),
    };
    Ok((found, told))
}
