//! A site of a plan moved by hand: where it may go, and what the plan comes to then.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::imports::short_body;
use super::json;
use super::siting_limits::MOST_SITES;
use crate::domain::siting::{CountedPlan, SitingResult};
use crate::http::guard::from_page;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::sitings::Ended;
use crate::http::state::ServerState;
use crate::report::{siting_candidates, siting_counted};
use crate::workflow::{Choice, NamedPlace, SitingGround};

/// A choice of places of a run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByHand {
    /// What is opened.
    open: Vec<OpenedByHand>,
    /// Which of the sites that may close are given up.
    #[serde(default)]
    close: Vec<i64>,
}

/// A place that is opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenedByHand {
    /// Its id in the run.
    id: i64,
    /// The service that it houses, where each site houses one.
    #[serde(default)]
    service: Option<String>,
}

impl ByHand {
    /// The choice, counted.
    pub(super) fn counted(&self, ground: &SitingGround) -> Result<CountedPlan, Problem> {
        const WHAT: &str = "open or close: ids of this run's candidates (with the service where each houses one), and of sites that may close";
        if self.open.len() > MOST_SITES || self.close.len() > MOST_SITES {
            return Err(Problem::BadSiting {
                what: "open or close: fewer",
            });
        }
        let named = |place: &OpenedByHand| NamedPlace {
            id: place.id,
            service: place.service.clone(),
        };
        let choice = Choice {
            open: self.open.iter().map(named).collect(),
            close: self.close.clone(),
        };
        ground.count(&choice).map_err(|_| Problem::BadSiting { what: WHAT })
    }
}

/// Where sites may be moved to: every place that takes part in the run.
#[utoipa::path(get, path = "/api/siting/{job}/candidates", tag = "siting", params(("job" = String, Path, description = "Its id")), responses(
    (status = 200, description = "Candidates with id, place and services", body = Value),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn candidates(
    State(state): State<ServerState>,
    Path(job): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    from_page(&request)?;
    Query::read(&request.uri, &[])?;
    let (result, ground) = held(&state, &job)?;
    let told = state
        .work(move || siting_candidates(&ground.candidates(), &result.services))
        .await?;
    json(&request, &told, Keep::Never).await
}

/// Counts a choice of places as an answer to the run's question: exactly, with whom each site serves and every rule that it breaks.
#[utoipa::path(post, path = "/api/siting/{job}/recount", tag = "siting", params(("job" = String, Path, description = "Its id")),
    request_body = ByHand, responses(
    (status = 200, description = "The plan as a result has it, and the rules that it breaks", body = Value),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "A place that is not of this run"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn recount(
    State(state): State<ServerState>,
    Path(job): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    from_page(&request)?;
    Query::read(&request.uri, &[])?;
    let (result, ground) = held(&state, &job)?;
    let asked: ByHand = serde_json::from_slice(&short_body(body).await?).map_err(|_| Problem::BadOptions)?;
    let counted = state.work(move || asked.counted(&ground)).await??;
    json(&request, &siting_counted(&counted, &result.services), Keep::Never).await
}

/// What a run that has a result found, and what it stood on.
fn held(state: &ServerState, job: &str) -> Result<(Arc<SitingResult>, Arc<SitingGround>), Problem> {
    match state.sitings()?.run(job)?.ended() {
        // What earlier runs stood on is not held any more.
        Some((_, Ended::Done(_, result, Some(ground)))) => Ok((result, ground)),
        _ => Err(Problem::NoSuchPlan),
    }
}
