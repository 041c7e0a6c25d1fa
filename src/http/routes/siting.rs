//! Where facilities should go, asked by the page: one run at a time, looked at while it goes on, its plan kept as a scenario.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::imports::short_body;
use super::json;
use super::siting_keep::{kept_with, may_keep};
use super::siting_question::SitingQuestion;
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::{CircleProfile, SHIPPED};
use crate::domain::edit::World;
use crate::http::guard::from_page;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::sitings::{Ended, Run, Sitings, Wanted};
use crate::http::state::ServerState;
use crate::report::siting_document;
use crate::workflow::{self, SitingRequest, WorkflowError};

/// What may be asked.
#[derive(Serialize, ToSchema)]
pub(crate) struct SitingChoices {
    /// Circles with their services.
    circles: Vec<Value>,
    /// Ways of measuring.
    methods: Vec<&'static str>,
    /// Where candidates may come from.
    candidates: Vec<String>,
    /// Categories of which some facility stands: what a new site may have to stand beside.
    standing: Vec<Value>,
    /// Whether heights are known, so that steep ground can be turned away.
    heights: bool,
    /// Models.
    models: Vec<&'static str>,
    /// Whether a plan can be kept.
    can_keep: bool,
}

/// A run.
#[derive(Serialize, ToSchema)]
pub(crate) struct SitingRun {
    /// What it is asked for by.
    job: String,
    /// `running`, `done`, `refused`, `stopped` or `failed`.
    state: &'static str,
    /// What is being done, or was last.
    step: String,
    /// Seconds since it began, or that it took.
    seconds: f64,
    /// What was found: as `yike site --format json` writes it.
    result: Option<Value>,
    /// Why the question has no answer, in words.
    refusal: Option<String>,
}

/// What may be asked of this workspace.
#[utoipa::path(get, path = "/api/siting", tag = "siting", responses((status = 200, body = SitingChoices)))]
pub(crate) async fn choices(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let sitings = state.sitings()?;
    let can_keep = state.imports().is_ok();
    let streets = state.loaded(&request)?.desk.streets.is_some();
    let means = state.work(move || workflow::siting_means(&sitings.workspace)).await?;
    let means = means.map_err(|error| failed(&error))?;
    let circles = SHIPPED.iter().filter_map(|text| CircleProfile::parse(text).ok());
    let circles = circles.map(|circle| {
        let services = circle
            .groups
            .iter()
            .map(|service| json!({ "key": service.key, "name": { "zh": service.zh, "en": service.en } }));
        json!({
            "id": circle.id,
            "name": { "zh": circle.zh, "en": circle.en },
            "services": services.collect::<Vec<_>>(),
        })
    });
    let those = |known: &[(&'static str, bool)]| -> Vec<&'static str> {
        known
            .iter()
            .filter(|(_, there)| *there)
            .map(|(word, _)| *word)
            .collect()
    };
    let own = those(&[
        ("workspace", means.candidates),
        ("communities", true),
        ("corners", streets),
        ("grid", true),
    ]);
    let taken_over = means.assets.iter().map(|asset| format!("at:{asset}"));
    // Of ground and of stations nothing is rented.
    let rented = means.assets.iter().filter(|asset| **asset == "idle_building");
    let rented = rented.map(|asset| format!("lease:{asset}"));
    let catalogue = Catalogue::parse(category::SHIPPED).map_err(|_| Problem::Internal)?;
    let standing = means.standing.iter().filter_map(|key| catalogue.get(key));
    let standing =
        standing.map(|category| json!({ "key": category.key, "name": { "zh": category.zh, "en": category.en } }));
    let answer = SitingChoices {
        circles: circles.collect(),
        methods: those(&[("straight", true), ("streets", streets)]),
        candidates: own
            .into_iter()
            .map(str::to_owned)
            .chain(taken_over)
            .chain(rented)
            .collect(),
        standing: standing.collect(),
        heights: means.heights,
        models: vec!["mclp", "lscp", "cover-rate", "p-median", "p-center", "backup"],
        can_keep,
    };
    json(&request, &answer, Keep::Never).await
}

/// Begins a run. It goes on if the client goes away; DELETE stops it.
#[utoipa::path(post, path = "/api/siting", tag = "siting", request_body = SitingQuestion, responses(
    (status = 202, body = SitingRun),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another run goes on, or the name in keep is taken or none"),
))]
pub(crate) async fn begin(State(state): State<ServerState>, request: Parts, body: Body) -> Result<Response, Problem> {
    from_page(&request)?;
    Query::read(&request.uri, &[])?;
    let asked: SitingQuestion = serde_json::from_slice(&short_body(body).await?).map_err(|_| Problem::BadOptions)?;
    let begun = start(&state, asked, Wanted::default()).await?;
    let mut answer = json(&request, &told(&begun), Keep::Never).await?;
    *answer.status_mut() = StatusCode::ACCEPTED;
    Ok(answer)
}

/// Sets a run going.
pub(super) async fn start(state: &ServerState, asked: SitingQuestion, wanted: Wanted) -> Result<Arc<Run>, Problem> {
    let sitings = state.sitings()?;
    // Refused before anything begins.
    let asked = Arc::new(asked);
    let (question, at) = (Arc::clone(&asked), Arc::clone(&sitings));
    state.work(move || question.request(&at.workspace).map(drop)).await??;
    if let Some(name) = &asked.keep {
        may_keep(state, name).await?;
    }
    let run = sitings.begin(wanted)?;
    let begun = Arc::clone(&run);
    tokio::task::spawn_blocking(move || {
        // Whatever happens, the place is free again.
        let place = Place(Arc::clone(&run));
        if let Ok(request) = asked.request(&sitings.workspace) {
            place.0.end(answered(&sitings, request, &run, asked.keep.as_deref()));
        }
    });
    Ok(begun)
}

/// How far a run is, and what it found.
#[utoipa::path(get, path = "/api/siting/{job}", tag = "siting", params(("job" = String, Path, description = "Its id")), responses(
    (status = 200, body = SitingRun),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn look(
    State(state): State<ServerState>,
    Path(job): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    from_page(&request)?;
    Query::read(&request.uri, &[])?;
    let run = state.sitings()?.run(&job)?;
    json(&request, &told(&run), Keep::Never).await
}

/// Stops a run.
#[utoipa::path(delete, path = "/api/siting/{job}", tag = "siting", params(("job" = String, Path, description = "Its id")), responses(
    (status = 204, description = "It was told to stop"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn stop(
    State(state): State<ServerState>,
    Path(job): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    from_page(&request)?;
    Query::read(&request.uri, &[])?;
    state.sitings()?.run(&job)?.tell_to_stop();
    Ok((StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "no-store")]).into_response())
}

fn world(sitings: &Sitings) -> Result<World, WorkflowError> {
    match &sitings.scenario {
        Some(name) => workflow::world(&sitings.workspace, name),
        None => Ok(World::default()),
    }
}

/// Frees the place of a run that broke off.
struct Place(Arc<Run>);

impl Drop for Place {
    fn drop(&mut self) {
        if self.0.ended().is_none() {
            tracing::error!("a siting run broke off");
            self.0.end(Ended::Failed);
        }
    }
}

fn told(run: &Run) -> SitingRun {
    let (step, far) = run.far();
    let (state, seconds, result, refusal) = match run.ended() {
        None => ("running", far, None, None),
        Some((seconds, Ended::Done(bytes, ..))) => ("done", seconds, serde_json::from_slice(&bytes).ok(), None),
        Some((seconds, Ended::Refused(why))) => ("refused", seconds, None, Some(why)),
        Some((seconds, Ended::Stopped)) => ("stopped", seconds, None, None),
        Some((seconds, Ended::Failed)) => ("failed", seconds, None, None),
    };
    SitingRun {
        job: run.id.clone(),
        state,
        step,
        seconds: (seconds * 1000.0).round() / 1000.0,
        result,
        refusal,
    }
}

/// Runs.
fn answered(sitings: &Sitings, request: SitingRequest<'_>, run: &Run, keep: Option<&str>) -> Ended {
    let done = world(sitings).map(|world| SitingRequest { world, ..request });
    let done = done.and_then(|request| workflow::site_facilities(&request, run));
    match done {
        Ok((ground, mut result)) => {
            if let Some(name) = keep {
                kept_with(sitings, &mut result, name);
            }
            match serde_json::to_vec(&siting_document(&result)) {
                Ok(bytes) => Ended::Done(bytes.into(), Arc::new(result), Some(Arc::new(ground))),
                Err(error) => {
                    tracing::error!(%error, "a siting result cannot be written");
                    Ended::Failed
                }
            }
        }
        Err(error) => match error.refusal() {
            Some(refusal) if refusal.kind == "stopped" => Ended::Stopped,
            Some(refusal) => Ended::Refused(refusal.what),
            None => {
                tracing::error!(%error, "a siting run failed");
                Ended::Failed
            }
        },
    }
}

pub(super) fn failed(error: &WorkflowError) -> Problem {
    if error.is_busy() {
        return Problem::WorkspaceBusy;
    }
    tracing::error!(%error, "siting failed");
    Problem::Internal
}
