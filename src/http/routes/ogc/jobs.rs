//! Jobs: how far they are, what they found, and how they are stopped.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::whole;
use super::form::Form;
use super::link::{GEOJSON, JSON};
use super::moments::Span;
use crate::http::assessing::{AssessEnded, AssessRun};
use crate::http::guard::from_client;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::{base, bytes, json as answer, typed};
use crate::http::sitings::{Ended, Run};
use crate::http::state::ServerState;
use crate::report::{siting_document, siting_features};

/// A job of one kind or the other.
pub(super) enum Held {
    Site(Arc<Run>),
    Assess(Arc<AssessRun>),
}

/// How a job is, whatever it does.
struct Standing {
    process: &'static str,
    status: &'static str,
    message: String,
    created: String,
    finished: Option<String>,
    seconds: f64,
}

impl Held {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Site(run) => &run.id,
            Self::Assess(run) => &run.id,
        }
    }

    fn standing(&self) -> Standing {
        let fault = || "a fault of this server".to_owned();
        let (status, message, seconds) = match self {
            Self::Site(run) => match (run.ended(), run.far()) {
                (None, (step, seconds)) => ("running", step, seconds),
                (Some((seconds, Ended::Done(..))), _) => ("successful", "done".to_owned(), seconds),
                (Some((seconds, Ended::Stopped)), _) => ("dismissed", "stopped".to_owned(), seconds),
                (Some((seconds, Ended::Refused(why))), _) => ("failed", why, seconds),
                (Some((seconds, Ended::Failed)), _) => ("failed", fault(), seconds),
            },
            Self::Assess(run) => match (run.end(), run.far()) {
                (None, (step, seconds)) => ("running", step, seconds),
                (Some(end), _) => {
                    let (status, message) = match end.how {
                        AssessEnded::Done(_) => ("successful", "done".to_owned()),
                        AssessEnded::Stopped => ("dismissed", "stopped".to_owned()),
                        AssessEnded::Refused(why) => ("failed", why),
                        AssessEnded::Failed => ("failed", fault()),
                    };
                    (status, message, end.seconds)
                }
            },
        };
        let (process, created, finished) = match self {
            Self::Site(run) => ("site", &run.created, run.finished()),
            Self::Assess(run) => ("assess", &run.created, run.end().map(|end| end.finished)),
        };
        Standing {
            process,
            status,
            message,
            created: created.clone(),
            finished,
            seconds,
        }
    }
}

/// Every job that is held: the last ten of each process, the newest first.
fn held(state: &ServerState) -> Vec<Held> {
    let sites = state.sitings().map(|sitings| sitings.all()).unwrap_or_default();
    let assessments = state.assessings().all();
    let sites = sites.into_iter().rev().map(Held::Site);
    sites.chain(assessments.into_iter().rev().map(Held::Assess)).collect()
}

/// How a job is, as the standard writes it.
pub(super) fn status(job: &Held, base: &str) -> Value {
    let here = format!("{base}/ogc/jobs/{}", job.id());
    let standing = job.standing();
    let mut links = vec![json!({ "href": here, "rel": "self", "type": JSON, "title": "This status" })];
    if standing.status == "successful" {
        links.push(json!({
            "href": format!("{here}/results"),
            "rel": "http://www.opengis.net/def/rel/ogc/1.0/results",
            "type": JSON,
            "title": "What was found",
        }));
    }
    let mut status = json!({
        "processID": standing.process,
        "type": "process",
        "jobID": job.id(),
        "status": standing.status,
        "message": standing.message,
        "created": standing.created,
        "started": standing.created,
        "links": links,
    });
    if let Some(finished) = standing.finished {
        status["finished"] = json!(finished);
        status["updated"] = json!(finished);
        status["progress"] = json!(100);
    }
    status
}

/// The jobs there are: of each process one goes on at a time, and the last ten are kept.
pub(super) async fn list(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    from_client(&request)?;
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
    Form::read(&query, &request.headers, &[Form::Json])?;
    let limit = whole(&query, "limit", 1)?.unwrap_or(usize::MAX);
    let least = whole(&query, "minDuration", 0)?.unwrap_or(0);
    let most = whole(&query, "maxDuration", 0)?;
    let span = query.get("datetime").map(Span::parse).transpose()?;
    let words = |name: &'static str| -> Option<Vec<&str>> { Some(query.get(name)?.split(',').collect()) };
    let (types, processes, statuses) = (words("type"), words("processID"), words("status"));
    let among = |list: &Option<Vec<&str>>, word: &str| list.as_ref().is_none_or(|list| list.contains(&word));
    let here = base(&request)?;
    let fits = |job: &Held| {
        let standing = job.standing();
        among(&types, "process")
            && among(&processes, standing.process)
            && among(&statuses, standing.status)
            && standing.seconds >= least as f64
            && most.is_none_or(|most| standing.seconds <= most as f64)
            && span.as_ref().is_none_or(|span| span.holds(&standing.created))
    };
    let held = held(&state);
    let jobs = held.iter().filter(|job| fits(job)).take(limit);
    let list = json!({
        "jobs": jobs.map(|job| status(job, &here)).collect::<Vec<_>>(),
        "links": [{ "href": format!("{here}/ogc/jobs"), "rel": "self", "type": JSON, "title": "This list" }],
    });
    answer(&request, &list, Keep::Never).await
}

/// A job that a request may look at.
fn job(state: &ServerState, id: &str, request: &Parts, known: &'static [&'static str]) -> Result<Held, Problem> {
    from_client(request)?;
    let query = Query::read(&request.uri, known)?;
    Form::read(&query, &request.headers, &[Form::Json])?;
    held(state)
        .into_iter()
        .find(|job| job.id() == id)
        .ok_or(Problem::NoSuchJob)
}

/// One job.
pub(super) async fn one(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let job = job(&state, &id, &request, &["f"])?;
    answer(&request, &status(&job, &base(&request)?), Keep::Never).await
}

/// Stops a job.
pub(super) async fn dismiss(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let job = job(&state, &id, &request, &[])?;
    match &job {
        Held::Site(run) => {
            run.tell_to_stop();
            state.sitings()?.forget(&id);
        }
        Held::Assess(run) => {
            run.tell_to_stop();
            state.assessings().forget(&id);
        }
    }
    // It ends before its next step, which may take a while; of one that has ended nothing is kept.
    let mut status = status(&job, &base(&request)?);
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
    let (media, found, is_document) = match job(&state, &id, &request, &["f"])? {
        Held::Site(run) => {
            let wanted = run.wanted;
            let result = match run.ended() {
                None => return Err(Problem::ResultNotReady),
                Some((_, Ended::Done(_, result, _))) => result,
                Some((_, Ended::Refused(what))) => return Err(Problem::JobFailed { what }),
                Some((_, Ended::Stopped)) => return Err(Problem::NoSuchJob),
                Some((_, Ended::Failed)) => return Err(Problem::Internal),
            };
            let found = state.work(move || {
                if wanted.is_geojson {
                    siting_features(&result, 0)
                } else {
                    siting_document(&result)
                }
            });
            let media = if wanted.is_geojson { GEOJSON } else { JSON };
            (media, found.await?, wanted.is_document)
        }
        Held::Assess(run) => {
            let document = match run.end().map(|end| end.how) {
                None => return Err(Problem::ResultNotReady),
                Some(AssessEnded::Done(document)) => document,
                Some(AssessEnded::Refused(what)) => return Err(Problem::JobFailed { what }),
                Some(AssessEnded::Stopped) => return Err(Problem::NoSuchJob),
                Some(AssessEnded::Failed) => return Err(Problem::Internal),
            };
            if !run.is_document {
                return bytes(&request, JSON, document.to_vec(), Keep::Never).await;
            }
            let found = serde_json::from_slice(&document).map_err(|_| Problem::Internal)?;
            (JSON, found, true)
        }
    };
    if is_document {
        let named = json!({ "result": { "value": found, "mediaType": media } });
        return answer(&request, &named, Keep::Never).await;
    }
    typed(&request, media, &found, Keep::Never).await
}
