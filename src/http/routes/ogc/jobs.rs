//! Jobs: how far they are, what they found, and how they are stopped.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::whole;
use super::link::{GEOJSON, JSON};
use super::moments::Span;
use crate::http::guard::from_client;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::{base, json as answer, typed};
use crate::http::sitings::{Ended, Run};
use crate::http::state::ServerState;
use crate::report::{siting_document, siting_features};

/// A job's status.
fn word(run: &Run) -> &'static str {
    match run.ended() {
        None => "running",
        Some((_, Ended::Done(..))) => "successful",
        Some((_, Ended::Stopped)) => "dismissed",
        Some((_, Ended::Refused(_) | Ended::Failed)) => "failed",
    }
}

/// How a job is, as the standard writes it.
pub(super) fn status(run: &Run, base: &str) -> Value {
    let here = format!("{base}/ogc/jobs/{}", run.id);
    let (step, _) = run.far();
    let message = match run.ended() {
        None => step,
        Some((_, Ended::Refused(why))) => why,
        Some((_, Ended::Done(..))) => "done".to_owned(),
        Some((_, Ended::Stopped)) => "stopped".to_owned(),
        Some((_, Ended::Failed)) => "a fault of this server".to_owned(),
    };
    let mut links = vec![json!({ "href": here, "rel": "self", "type": JSON, "title": "This status" })];
    if word(run) == "successful" {
        links.push(json!({
            "href": format!("{here}/results"),
            "rel": "http://www.opengis.net/def/rel/ogc/1.0/results",
            "type": JSON,
            "title": "What was found",
        }));
    }
    let mut status = json!({
        "processID": "site",
        "type": "process",
        "jobID": run.id,
        "status": word(run),
        "message": message,
        "created": run.created,
        "started": run.created,
        "links": links,
    });
    if let Some(finished) = run.finished() {
        status["finished"] = json!(finished);
        status["updated"] = json!(finished);
        status["progress"] = json!(100);
    }
    status
}

/// The jobs there are: one goes on at a time, and the last is kept.
pub(super) async fn list(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    from_client(&request.method, &request.uri, &request.headers)?;
    let known = &[
        "f",
        "limit",
        "type",
        "processID",
        "status",
        "datetime",
        "minDuration",
        "maxDuration",
    ];
    let query = Query::read(&request.uri, known)?;
    let limit = whole(&query, "limit", 1)?.unwrap_or(usize::MAX);
    let least = whole(&query, "minDuration", 0)?.unwrap_or(0);
    let most = whole(&query, "maxDuration", 0)?;
    let span = query.get("datetime").map(Span::parse).transpose()?;
    let words = |name: &'static str| -> Option<Vec<&str>> { Some(query.get(name)?.split(',').collect()) };
    let (types, processes, statuses) = (words("type"), words("processID"), words("status"));
    let among = |list: &Option<Vec<&str>>, word: &str| list.as_ref().is_none_or(|list| list.contains(&word));
    let here = base(&request)?;
    let fits = |run: &Run| {
        let seconds = run.ended().map_or_else(|| run.far().1, |(seconds, _)| seconds);
        among(&types, "process")
            && among(&processes, "site")
            && among(&statuses, word(run))
            && seconds >= least as f64
            && most.is_none_or(|most| seconds <= most as f64)
            && span.as_ref().is_none_or(|span| span.holds(&run.created))
    };
    let held = state.sitings().ok().and_then(|sitings| sitings.last());
    let jobs = held.iter().filter(|run| fits(run)).take(limit);
    let list = json!({
        "jobs": jobs.map(|run| status(run, &here)).collect::<Vec<_>>(),
        "links": [{ "href": format!("{here}/ogc/jobs"), "rel": "self", "type": JSON, "title": "This list" }],
    });
    answer(&request, &list, Keep::Never).await
}

/// A job that a request may look at.
fn job(state: &ServerState, id: &str, request: &Parts, known: &'static [&'static str]) -> Result<Arc<Run>, Problem> {
    from_client(&request.method, &request.uri, &request.headers)?;
    Query::read(&request.uri, known)?;
    let held = state.sitings().and_then(|sitings| sitings.run(id));
    held.map_err(|_| Problem::NoSuchJob)
}

/// One job.
pub(super) async fn one(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let run = job(&state, &id, &request, &["f"])?;
    answer(&request, &status(&run, &base(&request)?), Keep::Never).await
}

/// Stops a job.
pub(super) async fn dismiss(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let run = job(&state, &id, &request, &[])?;
    run.tell_to_stop();
    state.sitings()?.forget(&id);
    // It ends before its next step, which may take a while; of one that has ended nothing is kept.
    let mut status = status(&run, &base(&request)?);
    status["status"] = json!("dismissed");
    status["message"] = json!("dismissed");
    status["links"] = json!([]);
    answer(&request, &status, Keep::Never).await
}

/// What a job found.
pub(super) async fn results(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let run = job(&state, &id, &request, &["f"])?;
    let wanted = run.wanted;
    let result = match run.ended() {
        None => return Err(Problem::ResultNotReady),
        Some((_, Ended::Done(_, result, _))) => result,
        Some((_, Ended::Refused(what))) => return Err(Problem::JobFailed { what }),
        Some((_, Ended::Stopped)) => return Err(Problem::NoSuchJob),
        Some((_, Ended::Failed)) => return Err(Problem::Internal),
    };
    let found = state
        .work(move || {
            if wanted.is_geojson {
                siting_features(&result, 0)
            } else {
                siting_document(&result)
            }
        })
        .await?;
    let media = if wanted.is_geojson { GEOJSON } else { JSON };
    if wanted.is_document {
        let named = json!({ "result": { "value": found, "mediaType": media } });
        return answer(&request, &named, Keep::Never).await;
    }
    typed(&request, media, &found, Keep::Never).await
}
