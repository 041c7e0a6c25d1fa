//! A process is asked for: siting and assessments as jobs, reach at once.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::assess;
use super::jobs::{Held, status};
use super::link::GEOJSON;
use super::processes::Process;
use crate::crs::LonLat;
use crate::http::guard::from_client;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::imports::short_body;
use crate::http::routes::siting::start;
use crate::http::routes::siting_question::SitingQuestion;
use crate::http::routes::{base, json as answer, streets, typed};
use crate::http::sitings::Wanted;
use crate::http::state::ServerState;
use crate::workflow::{Direction, ReachQuestion};

/// What is asked, as the standard writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Execute {
    #[serde(default)]
    inputs: Map<String, Value>,
    #[serde(default)]
    outputs: Option<Map<String, Value>>,
    #[serde(default)]
    response: Form,
    /// Of drafts; reach is answered at once and all else is a job, whatever it says.
    #[serde(default, rename = "mode")]
    _mode: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    /// The output itself.
    #[default]
    Raw,
    /// The output by its name.
    Document,
}

/// Inputs of reach.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReachInputs {
    at: [f64; 2],
    #[serde(default = "usual_minutes")]
    minutes: Vec<f64>,
    #[serde(default)]
    travel: Option<String>,
    #[serde(default)]
    direction: Option<String>,
    #[serde(default)]
    streets: bool,
}

fn usual_minutes() -> Vec<f64> {
    vec![5.0, 10.0, 15.0]
}

/// Takes the request.
pub(super) async fn execute(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    from_client(&request)?;
    Query::read(&request.uri, &[])?;
    let process = Process::find(&id)?;
    let execute: Execute = serde_json::from_slice(&short_body(body).await?).map_err(|_| Problem::BadInputs {
        what: "The body is an object with inputs, and perhaps outputs and response".to_owned(),
    })?;
    let wanted = wanted(process, &execute)?;
    match process {
        Process::Site => {
            let needed = json!({ "circle": "", "service": "", "model": "", "method": "", "candidates": [] });
            let question: SitingQuestion = read(&execute.inputs, &needed)?;
            if state.assessings().is_running() {
                return Err(Problem::AssessmentRunning);
            }
            begun(&request, &Held::Site(start(&state, question, wanted).await?)).await
        }
        Process::Assess => {
            // Whether it may is said before what is wrong with the question.
            state.imports().map_err(|_| Problem::ReadOnly)?;
            let inputs = read(&execute.inputs, &json!({ "circle": "" }))?;
            let run = assess::start(&state, inputs, wanted.is_document).await?;
            begun(&request, &Held::Assess(run)).await
        }
        Process::Reach => {
            let inputs: ReachInputs = read(&execute.inputs, &json!({ "at": [0, 0] }))?;
            let found = reached(&state, &request, inputs).await?;
            if execute.response == Form::Raw {
                typed(&request, GEOJSON, &found, Keep::Never).await
            } else {
                let named = json!({ "result": { "value": found, "mediaType": GEOJSON } });
                answer(&request, &named, Keep::Never).await
            }
        }
    }
}

/// What is said of a job that was set going.
async fn begun(request: &Parts, job: &Held) -> Result<Response, Problem> {
    let here = base(request)?;
    let mut sent = answer(request, &status(job, &here), Keep::Never).await?;
    *sent.status_mut() = StatusCode::CREATED;
    let place = HeaderValue::from_str(&format!("{here}/ogc/jobs/{}", job.id())).map_err(|_| Problem::Internal)?;
    sent.headers_mut().insert(header::LOCATION, place);
    let applied = HeaderValue::from_static("respond-async");
    sent.headers_mut().insert("preference-applied", applied);
    Ok(sent)
}

async fn reached(state: &ServerState, request: &Parts, inputs: ReachInputs) -> Result<Value, Problem> {
    let bad = |what: &str| Problem::BadInputs { what: what.to_owned() };
    let direction = match inputs.direction.as_deref() {
        None | Some("from") => Direction::FromSource,
        Some("to") => Direction::ToSource,
        Some(_) => return Err(bad("direction is from or to")),
    };
    let [lon, lat] = inputs.at;
    let question = ReachQuestion {
        at: LonLat::new(lon, lat).map_err(|_| bad("at is longitude and latitude in degrees"))?,
        minutes: inputs.minutes,
        travel: inputs.travel.unwrap_or_else(|| "walk-adult".to_owned()),
        speed_mps: None,
        direction,
    };
    streets::rings(state, request, question, inputs.streets).await
}

/// How the answer is to come: one output, in one form.
fn wanted(process: Process, execute: &Execute) -> Result<Wanted, Problem> {
    let bad = |what: &str| Problem::BadInputs { what: what.to_owned() };
    let mut media = None;
    if let Some(outputs) = &execute.outputs {
        for (name, output) in outputs {
            if name != "result" {
                return Err(bad("the only output is result"));
            }
            if output.get("transmissionMode").is_some_and(|mode| mode != "value") {
                return Err(bad("outputs come by value"));
            }
            media = output.get("format").and_then(|format| format.get("mediaType"));
        }
    }
    let is_geojson = match (process, media.map(Value::as_str)) {
        (Process::Site | Process::Assess, None | Some(Some("application/json"))) => false,
        (Process::Site | Process::Reach, Some(Some("application/geo+json"))) | (Process::Reach, None) => true,
        _ => return Err(bad("result has no such media type; see the description of the process")),
    };
    Ok(Wanted {
        is_geojson,
        is_document: execute.response == Form::Document,
    })
}

/// The inputs, or the first that is missing, unknown or does not fit. `needed` holds something that fits for each that must be there.
fn read<T: DeserializeOwned>(inputs: &Map<String, Value>, needed: &Value) -> Result<T, Problem> {
    if let Ok(read) = serde_json::from_value(Value::Object(inputs.clone())) {
        return Ok(read);
    }
    let missing = needed.as_object().into_iter().flatten();
    let missing = missing.map(|(name, _)| name).find(|name| !inputs.contains_key(*name));
    let fits = |name: &String, value: &Value| {
        let mut alone = needed.clone();
        alone[name] = value.clone();
        serde_json::from_value::<T>(alone).is_ok()
    };
    let what = match (missing, inputs.iter().find(|(name, value)| !fits(name, value))) {
        (Some(name), _) => format!("{name} is missing"),
        (None, Some((name, _))) => {
            let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
            format!("{name} is no input, or its value does not fit")
        }
        (None, None) => "They don't fit together".to_owned(),
    };
    Err(Problem::BadInputs { what })
}
