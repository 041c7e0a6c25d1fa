//! What can be computed on demand (OGC API - Processes, part 1): the list, and one description.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};

use super::asked::whole;
use super::form::Form;
use super::link::{GEOJSON, JSON};
use super::process_inputs::{assess_inputs, reach_inputs, site_inputs};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::{base, json as answer};
use crate::http::state::ServerState;

/// Processes listed where the client does not say how many.
const USUAL: usize = 100;

/// A process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Process {
    /// Where facilities should go: a job.
    Site,
    /// How far somebody comes along the streets: answered at once.
    Reach,
    /// Circles of all communities: a job that puts its result in force.
    Assess,
}

impl Process {
    const ALL: [Self; 3] = [Self::Site, Self::Reach, Self::Assess];

    /// By its name in addresses.
    pub(super) fn find(id: &str) -> Result<Self, Problem> {
        let known = Self::ALL.into_iter().find(|process| process.id() == id);
        known.ok_or(Problem::NoSuchProcess)
    }

    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Reach => "reach",
            Self::Assess => "assess",
        }
    }

    fn summary(self, here: &str) -> Value {
        let (title, description, control) = match self {
            Self::Site => (
                "Where facilities should go",
                "The best sites for a service of a circle, whom each serves, and how much better any other choice could be.",
                ["async-execute", "dismiss"].as_slice(),
            ),
            Self::Reach => (
                "How far somebody comes along the streets",
                "Rings by minutes around a place, from it or to it.",
                ["sync-execute"].as_slice(),
            ),
            Self::Assess => (
                "Who is within reach of what",
                "Circles of every community, with the layers as they are now. The result is a new assessment, which is then in force.",
                ["async-execute", "dismiss"].as_slice(),
            ),
        };
        json!({
            "id": self.id(),
            "title": title,
            "description": description,
            "version": env!("CARGO_PKG_VERSION"),
            "jobControlOptions": control,
            "outputTransmission": ["value"],
            "links": [{
                "href": format!("{here}/processes/{}", self.id()),
                "rel": "self",
                "type": JSON,
                "title": "Description",
            }],
        })
    }

    fn description(self, here: &str, streets: bool) -> Value {
        let mut whole = self.summary(here);
        let (inputs, media) = match self {
            Self::Site => (site_inputs(streets), [JSON, GEOJSON].as_slice()),
            Self::Reach => (reach_inputs(), [GEOJSON].as_slice()),
            Self::Assess => (assess_inputs(streets), [JSON].as_slice()),
        };
        let of = |media: &&str| json!({ "type": "object", "contentMediaType": media });
        whole["inputs"] = inputs;
        whole["outputs"] = json!({ "result": {
            "title": "The answer",
            "schema": { "oneOf": media.iter().map(of).collect::<Vec<_>>() },
        } });
        whole["links"] = json!([
            { "href": format!("{here}/processes/{}", self.id()), "rel": "self", "type": JSON, "title": "This description" },
            {
                "href": format!("{here}/processes/{}/execution", self.id()),
                "rel": "http://www.opengis.net/def/rel/ogc/1.0/execute",
                "title": "Where it is asked for",
            },
        ]);
        whole
    }
}

/// The processes of this workspace: no ways without streets, no assessment where nothing may be written.
fn offered(state: &ServerState, request: &Parts) -> Result<Vec<Process>, Problem> {
    let streets = state.loaded(request)?.desk.streets.is_some();
    let siting = state.sitings().is_ok();
    let writing = state.imports().is_ok();
    let all = Process::ALL.into_iter();
    Ok(all
        .filter(|process| match process {
            Process::Site => siting,
            Process::Reach => streets,
            Process::Assess => writing,
        })
        .collect())
}

/// The list.
pub(super) async fn list(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "limit"])?;
    Form::read(&query, &request.headers, &[Form::Json])?;
    let limit = whole(&query, "limit", 1)?.unwrap_or(USUAL);
    let here = format!("{}/ogc", base(&request)?);
    let offered = offered(&state, &request)?;
    let shown = offered.iter().take(limit);
    let list = json!({
        "processes": shown.map(|process| process.summary(&here)).collect::<Vec<_>>(),
        "links": [{ "href": format!("{here}/processes"), "rel": "self", "type": JSON, "title": "This list" }],
    });
    answer(&request, &list, Keep::Revalidate).await
}

/// One description.
pub(super) async fn one(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f"])?;
    Form::read(&query, &request.headers, &[Form::Json])?;
    let process = Process::find(&id)?;
    if !offered(&state, &request)?.contains(&process) {
        return Err(Problem::NoSuchProcess);
    }
    let here = format!("{}/ogc", base(&request)?);
    answer(
        &request,
        &process.description(&here, state.loaded(&request)?.desk.streets.is_some()),
        Keep::Revalidate,
    )
    .await
}
