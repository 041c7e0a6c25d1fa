//! Does an area that somebody drew keep its plan: the same answers as for the area of a code, for the communities in it.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::check::{MOST_UNITS, USUAL_UNITS, day, group, of_plan_in, scenario, shipped, yes};
use super::imports::short_body;
use super::json;
use crate::http::checks::Asked;
use crate::http::guard::from_client;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::state::ServerState;
use crate::workflow;

/// A GeoJSON geometry in degrees, longitude first: its rings, the outer one first, each ending where it begins.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "type", content = "coordinates")]
pub(crate) enum DrawnArea {
    /// One area.
    Polygon(Vec<Vec<Vec<f64>>>),
    /// Several, which may lie on each other.
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

/// Every requirement of a plan, answered for the communities of which a place in the middle lies in an area.
#[utoipa::path(post, path = "/api/check/{plan}", tag = "check", request_body(content = DrawnArea, content_type = "application/json"), params(
    ("plan" = String, Path, description = "A plan of /api/check", example = "national-2025"),
    ("group" = Option<String>, Query, description = "One group of people alone: elderly, minors or disabled; everybody where not given"),
    ("as_of" = Option<String>, Query, description = "A day, month or year; now where not given"),
    ("scenario" = Option<String>, Query, description = "A scenario of the workspace, now; not with as_of"),
    ("path" = Option<String>, Query, description = "yes adds the values on the days on which the data changed, the last 24 of them"),
), responses(
    (status = 200, description = "As for the area of a code; drawn is true, and no area in it is listed", body = serde_json::Value, content_type = "application/json"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "No area: too many corners, lines that cross, not on earth"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "A page from elsewhere asks"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such plan, no community in the area, or no data by that day"),
    (status = 415, body = ProblemBody, content_type = "application/problem+json", description = "The body is not said to be JSON"),
))]
pub(crate) async fn board(
    State(state): State<ServerState>,
    Path(plan): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    from_client(&request)?;
    let query = Query::read(&request.uri, &["group", "as_of", "scenario", "path"])?;
    let asked = Asked {
        plan: Some(shipped(&plan)?),
        requirement: None,
        area: None,
        group: group(&query)?,
        as_of: day(&query)?,
        scenario: scenario(&query)?,
        path: yes(&query, "path")?,
        most: 0,
    };
    answer(&state, &request, asked, body).await
}

/// One requirement in an area: its values with the units that fall short and those that are not assessed.
#[utoipa::path(post, path = "/api/check/{plan}/{requirement}", tag = "check", request_body(content = DrawnArea, content_type = "application/json"), params(
    ("plan" = String, Path, description = "A plan of /api/check", example = "national-2025"),
    ("requirement" = String, Path, description = "The id of one of its requirements, without the plan", example = "urban-facility-coverage"),
    ("group" = Option<String>, Query, description = "One group of people alone: elderly, minors or disabled; everybody where not given"),
    ("as_of" = Option<String>, Query, description = "A day, month or year; now where not given"),
    ("scenario" = Option<String>, Query, description = "A scenario of the workspace, now; not with as_of"),
    ("limit" = Option<u32>, Query, description = "Units of each list, 1 to 20000, 500 if not given"),
), responses(
    (status = 200, description = "As for the area of a code; drawn is true, and no area in it is listed", body = serde_json::Value, content_type = "application/json"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn requirement(
    State(state): State<ServerState>,
    Path((plan, requirement)): Path<(String, String)>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    from_client(&request)?;
    let query = Query::read(&request.uri, &["group", "as_of", "scenario", "limit"])?;
    let asked = Asked {
        plan: Some(shipped(&plan)?),
        requirement: Some(requirement),
        area: None,
        group: group(&query)?,
        as_of: day(&query)?,
        scenario: scenario(&query)?,
        path: true,
        most: query.limit(USUAL_UNITS, MOST_UNITS, "a whole number from 1 to 20000")?,
    };
    answer(&state, &request, asked, body).await
}

/// Nothing is kept: areas are drawn once.
async fn answer(state: &ServerState, request: &Parts, asked: Asked, body: Body) -> Result<Response, Problem> {
    let body = short_body(body).await.map_err(|problem| match problem {
        Problem::BadOptions => Problem::BadArea,
        other => other,
    })?;
    let drawn: DrawnArea = serde_json::from_slice(&body).map_err(|_| Problem::BadArea)?;
    let drawn = drawn.area().ok_or(Problem::BadArea)?;
    let loaded = state.loaded(request)?;
    let worker = state.clone();
    let value: Result<Value, Problem> = state
        .work(move || {
            let drawn = workflow::drawn_area(drawn).map_err(|_| Problem::BadArea)?;
            of_plan_in(&worker, &loaded, &asked, Some(&drawn))
        })
        .await?;
    json(request, &value?, Keep::Never).await
}

impl DrawnArea {
    /// The area; none where a ring is none.
    pub(super) fn area(self) -> Option<MultiPolygon<f64>> {
        let polygons = match self {
            Self::Polygon(rings) => vec![rings],
            Self::MultiPolygon(polygons) => polygons,
        };
        let polygons: Option<Vec<Polygon<f64>>> = polygons.into_iter().map(polygon).collect();
        polygons.map(MultiPolygon)
    }
}

fn polygon(rings: Vec<Vec<Vec<f64>>>) -> Option<Polygon<f64>> {
    let rings: Option<Vec<LineString<f64>>> = rings.into_iter().map(ring).collect();
    let mut rings = rings?.into_iter();
    Some(Polygon::new(rings.next()?, rings.collect()))
}

/// Four positions at least, the last one the first; heights are left out.
fn ring(positions: Vec<Vec<f64>>) -> Option<LineString<f64>> {
    if positions.len() < 4 || positions.first() != positions.last() {
        return None;
    }
    let corner = |position: Vec<f64>| match position[..] {
        [x, y] | [x, y, _] => Some(Coord { x, y }),
        _ => None,
    };
    positions.into_iter().map(corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(json: &str) -> Option<MultiPolygon<f64>> {
        serde_json::from_str::<DrawnArea>(json).ok()?.area()
    }

    #[test]
    fn an_area_is_closed_rings_of_positions() {
        let square = area(
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1,9.5],[0,1],[0,0]],[[0.2,0.2],[0.4,0.2],[0.4,0.4],[0.2,0.2]]]}"#,
        );
        let square = square.expect("an area");
        assert_eq!((square.0.len(), square.0[0].interiors().len()), (1, 1));
        let two =
            area(r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[2,0],[3,0],[3,1],[2,0]]]]}"#);
        assert_eq!(two.map(|two| two.0.len()), Some(2));
        for wrong in [
            r#"{"type":"Point","coordinates":[0,0]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0],[1,0],[1,1],[0]]]}"#,
            r#"{"type":"Polygon","coordinates":[[["0",0],[1,0],[1,1],["0",0]]]}"#,
            "[]",
        ] {
            assert!(area(wrong).is_none(), "{wrong}");
        }
    }
}
