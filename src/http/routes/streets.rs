//! Questions about one place on the streets.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::Value;

use super::json;
use crate::crs::LonLat;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::state::ServerState;
use crate::report::{reach_document, route_document};
use crate::workflow::{Destination, Direction, ReachQuestion, RouteQuestion, StreetError, WorkflowError};

/// How far somebody comes along the streets, from a place or to it: rings as polygons, the widest first, and the streets if asked for.
#[utoipa::path(get, path = "/api/reach", tag = "api", params(
    ("at" = String, Query, description = "Longitude and latitude, in degrees", example = "9.5209,47.1410"),
    ("minutes" = Option<String>, Query, description = "Minutes of the rings, at most 12 numbers up to 120; 5,10,15 if not given", example = "5,10,15"),
    ("travel" = Option<String>, Query, description = "A travel profile; walk-adult if not given"),
    ("speed" = Option<f64>, Query, description = "Metres a second on the flat, where not the profile's own"),
    ("direction" = Option<String>, Query, description = "from (if not given) or to"),
    ("streets" = Option<String>, Query, description = "yes adds the reached streets with the seconds at both their ends"),
), responses(
    (status = 200, description = "A GeoJSON FeatureCollection", body = serde_json::Value, content_type = "application/json"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No streets, or none near"),
))]
pub(crate) async fn reach(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(
        &request.uri,
        &["at", "minutes", "travel", "speed", "direction", "streets"],
    )?;
    let minutes = numbers(&query, "minutes", "5,10,15")?;
    let direction = direction(&query)?;
    let lines = match query.get("streets") {
        None | Some("no") => false,
        Some("yes") => true,
        Some(_) => {
            return Err(Problem::BadParameter {
                name: "streets",
                expected: "yes or no",
            });
        }
    };
    let speed_mps = match query.get("speed") {
        None => None,
        Some(text) => Some(number(text, "speed")?),
    };
    let question = ReachQuestion {
        at: place(&query, "at")?,
        minutes,
        travel: query.get("travel").unwrap_or("walk-adult").to_owned(),
        speed_mps,
        direction,
    };
    let answer = rings(&state, &request, question, lines).await?;
    json(&request, &answer, Keep::Revalidate).await
}

/// Rings around a place, with the reached streets if they are asked for.
pub(super) async fn rings(
    state: &ServerState,
    request: &Parts,
    question: ReachQuestion,
    lines: bool,
) -> Result<Value, Problem> {
    let desk = state.loaded(request)?.desk.clone();
    let found = state.work(move || {
        let streets = desk.streets.as_ref().ok_or(Problem::NoStreets)?;
        let answer = streets.reach(&question).map_err(told)?;
        Ok::<_, Problem>(reach_document(&answer, lines))
    });
    found.await?
}

/// The shortest way along the streets to a place or the nearest facility of a category, or back from there.
#[utoipa::path(get, path = "/api/route", tag = "api", params(
    ("from" = String, Query, description = "Longitude and latitude, in degrees", example = "9.5209,47.1410"),
    ("to" = Option<String>, Query, description = "Longitude and latitude, in degrees"),
    ("nearest" = Option<String>, Query, description = "A category, instead of a place", example = "pharmacy"),
    ("travel" = Option<String>, Query, description = "A travel profile; walk-adult if not given"),
    ("direction" = Option<String>, Query, description = "from (if not given): people go from the place; to: they come to it from the other end"),
), responses(
    (status = 200, description = "A GeoJSON Feature", body = serde_json::Value, content_type = "application/json"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No streets, or no way"),
))]
pub(crate) async fn route(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["from", "to", "nearest", "travel", "direction"])?;
    let at = place(&query, "from")?;
    let to = match (query.get("to"), query.get("nearest")) {
        (Some(_), None) => Destination::Place(place(&query, "to")?),
        (None, Some(category)) => Destination::Nearest(category.to_owned()),
        _ => {
            return Err(Problem::BadParameter {
                name: "to",
                expected: "longitude and latitude, or a category under nearest",
            });
        }
    };
    let question = RouteQuestion {
        at,
        to,
        travel: query.get("travel").unwrap_or("walk-adult").to_owned(),
        direction: direction(&query)?,
    };
    let desk = state.loaded(&request)?.desk.clone();
    let answer = state
        .work(move || {
            let streets = desk.streets.as_ref().ok_or(Problem::NoStreets)?;
            let answer = streets.route(&question).map_err(told)?;
            Ok::<_, Problem>(route_document(&answer))
        })
        .await??;
    json(&request, &answer, Keep::Revalidate).await
}

/// What a question about the streets may be told; anything else stays here.
fn told(error: WorkflowError) -> Problem {
    let WorkflowError::Streets(error) = error else {
        tracing::error!(%error, "a question about the streets failed");
        return Problem::Internal;
    };
    match error {
        StreetError::NoStreetNear { limit, nearest, .. } => Problem::NoStreetNear {
            limit_m: limit.round() as u32,
            nearest_m: nearest.map(|metres| metres.round() as u32),
        },
        StreetError::NoWay => Problem::NoWay,
        StreetError::NoSite(_) => Problem::NoSiteReached,
        StreetError::Outside { .. } => Problem::OutsideArea,
        StreetError::Minutes => Problem::BadParameter {
            name: "minutes",
            expected: "1 to 12 numbers above 0, at most 120, with commas between",
        },
        StreetError::Speed => Problem::BadParameter {
            name: "speed",
            expected: "above 0, at most 40 metres a second",
        },
        StreetError::Travel(_) => Problem::BadParameter {
            name: "travel",
            expected: "walk-adult, walk-elderly, walk-minors, wheelchair, cycle, e-bike, car, bus-or-walk, or the id of a travel profile of one's own that the assessment was made with",
        },
    }
}

fn direction(query: &Query) -> Result<Direction, Problem> {
    match query.get("direction") {
        None | Some("from") => Ok(Direction::FromSource),
        Some("to") => Ok(Direction::ToSource),
        Some(_) => Err(Problem::BadParameter {
            name: "direction",
            expected: "from or to",
        }),
    }
}

fn place(query: &Query, name: &'static str) -> Result<LonLat, Problem> {
    let wrong = Problem::BadParameter {
        name,
        expected: "longitude and latitude in degrees, as in 9.52,47.14",
    };
    let mut parts = query.need(name)?.split(',').map(str::trim).map(str::parse::<f64>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(lon)), Some(Ok(lat)), None) => LonLat::new(lon, lat).map_err(|_| wrong),
        _ => Err(wrong),
    }
}

fn numbers(query: &Query, name: &'static str, usual: &str) -> Result<Vec<f64>, Problem> {
    let text = query.get(name).unwrap_or(usual);
    text.split(',').map(|part| number(part, name)).collect()
}

fn number(text: &str, name: &'static str) -> Result<f64, Problem> {
    let wrong = Problem::BadParameter {
        name,
        expected: "a number, or for minutes several with commas between",
    };
    text.trim()
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .ok_or(wrong)
}
