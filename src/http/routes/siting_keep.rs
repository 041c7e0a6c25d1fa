//! A plan of a run kept as a scenario: when somebody says so, or as part of the question.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::imports::short_body;
use super::json;
use super::siting::failed;
use super::siting_by_hand::ByHand;
use super::siting_question::bad;
use crate::domain::siting::{Kept, SitingFound, SitingResult};
use crate::http::guard::from_page;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::sitings::{Ended, Sitings};
use crate::http::state::ServerState;
use crate::workflow::{self, SitingGround, WorkflowError};

/// Which plan is kept, and how it is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeepPlan {
    /// Its number in the result, from 1.
    #[serde(default)]
    plan: Option<usize>,
    /// A phase, from 1, in place of a plan: what stands by its end is kept.
    #[serde(default)]
    phase: Option<usize>,
    /// The scenario's name.
    name: String,
    /// What was made of it by hand, if anything.
    #[serde(default)]
    by_hand: Option<ByHand>,
}

/// A plan that was kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeptPlan {
    /// The scenario.
    scenario: String,
    /// The version of the layers that it stands on.
    base: i64,
}

/// Keeps a plan of a run as a scenario.
#[utoipa::path(post, path = "/api/siting/{job}/keep", tag = "siting", params(("job" = String, Path, description = "Its id")),
    request_body = KeepPlan, responses(
    (status = 201, body = KeptPlan),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A plan and a phase, or neither"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page, or the workspace can't be written"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "The name is taken, or none"),
    (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "Another program holds the workspace"),
))]
pub(crate) async fn keep(
    State(state): State<ServerState>,
    Path(job): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    from_page(&request)?;
    Query::read(&request.uri, &[])?;
    state.imports()?;
    let sitings = state.sitings()?;
    let run = sitings.run(&job)?;
    let asked: KeepPlan = serde_json::from_slice(&short_body(body).await?).map_err(|_| Problem::BadOptions)?;
    let Some((_, Ended::Done(_, result, Some(ground)))) = run.ended() else {
        return Err(Problem::NoSuchPlan);
    };
    let name = asked.name.clone();
    let base = state.work(move || kept(&sitings, (&result, &ground), &asked)).await??;
    let mut answer = json(&request, &KeptPlan { scenario: name, base }, Keep::Never).await?;
    *answer.status_mut() = StatusCode::CREATED;
    Ok(answer)
}

fn kept(sitings: &Sitings, (result, ground): (&SitingResult, &SitingGround), asked: &KeepPlan) -> Result<i64, Problem> {
    let SitingFound::Plan { plans, phases, .. } = &result.found else {
        return Err(Problem::NoSuchPlan);
    };
    let plan = match (asked.phase, asked.plan) {
        (Some(phase), None) => phases.get(phase.wrapping_sub(1)).map(|phase| &phase.plan),
        (None, Some(plan)) => plans.get(plan.wrapping_sub(1)),
        // Two that are named at once may be meant to be two, and none is no choice.
        _ => return Err(bad("plan or phase: one of them")),
    };
    let plan = plan.ok_or(Problem::NoSuchPlan)?;
    let counted = match &asked.by_hand {
        Some(by_hand) => Some(by_hand.counted(ground)?.plan),
        None => None,
    };
    let plan = counted.as_ref().unwrap_or(plan);
    let done = workflow::keep_plan(&sitings.workspace, &asked.name, result, plan);
    done.map_err(|error| of_name(&error))
}

/// That a plan can be kept under a name, before anything is searched.
pub(super) async fn may_keep(state: &ServerState, name: &str) -> Result<(), Problem> {
    state.imports()?;
    let (sitings, name) = (state.sitings()?, name.to_owned());
    let free = state
        .work(move || workflow::check_new_scenario(&sitings.workspace, &name))
        .await?;
    free.map_err(|error| of_name(&error))
}

/// Keeps the best plan of a result, or what stands by the end of its last phase. Where that fails the result says so: it is not lost.
pub(super) fn kept_with(sitings: &Sitings, result: &mut SitingResult, name: &str) {
    let SitingFound::Plan { plans, phases, .. } = &result.found else {
        return;
    };
    let Some(plan) = phases.last().map(|phase| &phase.plan).or(plans.first()) else {
        return;
    };
    match workflow::keep_plan(&sitings.workspace, name, result, plan) {
        Ok(base) => {
            result.kept = Some(Kept {
                scenario: name.to_owned(),
                base,
            });
        }
        Err(error) => {
            tracing::error!(%error, "a plan was not kept");
            let why = match of_name(&error) {
                Problem::ScenarioName => "the name is taken by now",
                _ => "the workspace could not be written",
            };
            result.remarks.push(format!("the plan was not kept as {name}: {why}"));
        }
    }
}

fn of_name(error: &WorkflowError) -> Problem {
    match error {
        WorkflowError::Scenario(_) => Problem::ScenarioName,
        error if error.is_name_taken() => Problem::ScenarioName,
        error => failed(error),
    }
}
