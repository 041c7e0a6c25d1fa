//! The assessment, its gaps, and the search.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::http::desks::KNOWN;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};
use crate::http::state::ServerState;
use crate::workflow::desk::{Desk, GapRow, Place, PlaceKind};

/// Gaps of one service.
#[derive(Serialize, ToSchema)]
pub(crate) struct Gaps {
    /// The circle asked for.
    #[schema(example = "service-15")]
    circle: String,
    /// The group asked for.
    #[schema(example = "pharmacy")]
    group: String,
    /// How many there are.
    matched: usize,
    /// How many are listed here.
    returned: usize,
    /// Most people first.
    #[serde(rename = "gaps")]
    rows: Vec<Gap>,
}

/// One connected piece of inhabited ground out of reach.
#[derive(Serialize, ToSchema)]
pub(crate) struct Gap {
    id: u64,
    community: Community,
    /// Persons who live there and are not reached; null where so few are not told.
    people: Option<f64>,
    /// Square metres.
    land_m2: f64,
    /// Estimated walk of the nearest of its people, metres; null where there are none or no facility.
    nearest_m: Option<f64>,
    /// Longitude, latitude.
    point: [f64; 2],
    /// West, south, east, north.
    bbox: [f64; 4],
}

/// A community by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct Community {
    id: i64,
    name: String,
}

/// What the search found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Found {
    results: Vec<Hit>,
}

/// One place.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hit {
    /// `community` or `facility`.
    kind: &'static str,
    id: i64,
    name: String,
    /// A community's code, a facility's host.
    detail: String,
    /// A facility's categories; absent for communities.
    #[serde(skip_serializing_if = "Option::is_none")]
    categories: Option<Vec<String>>,
    /// Longitude, latitude.
    point: [f64; 2],
    /// West, south, east, north.
    bbox: [f64; 4],
}

/// Longest text that is searched for, in characters.
const LONGEST_SEARCH: usize = 200;

/// The assessment in force: the object that `yike assess --format json` prints.
#[utoipa::path(get, path = "/api/assessment", tag = "api", params(
    ("scenario" = Option<String>, Query, description = "The latest assessment of this scenario"),
    ("assessment" = Option<i64>, Query, description = "The assessment of this number, of those that can be drawn"),
), responses(
    (status = 200, description = "The assessment", body = serde_json::Value, content_type = "application/json"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 503, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn assessment(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &KNOWN)?;
    let loaded = state.loaded_for(&request, &query).await?;
    respond(&request, loaded.assessment.clone(), Keep::Revalidate).await
}

/// Gaps of one service, most people first.
#[utoipa::path(get, path = "/api/gaps", tag = "api", params(
    ("circle" = String, Query, description = "A circle of the assessment", example = "service-15"),
    ("group" = String, Query, description = "A group of the circle", example = "pharmacy"),
    ("limit" = Option<u32>, Query, description = "1 to 1000, 50 if not given"),
    ("scenario" = Option<String>, Query, description = "The latest assessment of this scenario"),
    ("assessment" = Option<i64>, Query, description = "The assessment of this number, of those that can be drawn"),
), responses(
    (status = 200, body = Gaps),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such circle and group"),
))]
pub(crate) async fn gaps(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["circle", "group", "limit", "scenario", "assessment"])?;
    let (circle, group) = (query.need("circle")?, query.need("group")?);
    let limit = query.limit(50, 1000, "a whole number from 1 to 1000")?;
    let loaded = state.loaded_for(&request, &query).await?;
    let list = gap_list(&loaded.desk, circle, group, limit).ok_or(Problem::UnknownGroup)?;
    json(&request, &list, Keep::Revalidate).await
}

/// The first gaps of a group; `None` if the circle has no such group.
pub(in crate::http) fn gap_list(desk: &Desk, circle: &str, group: &str, limit: usize) -> Option<Gaps> {
    let rows = desk.gaps.of(circle, group)?;
    let gaps: Vec<Gap> = rows.iter().take(limit).map(Gap::from).collect();
    Some(Gaps {
        circle: circle.to_owned(),
        group: group.to_owned(),
        matched: rows.len(),
        returned: gaps.len(),
        rows: gaps,
    })
}

/// Everything that can be searched for.
pub(in crate::http) fn all_places(desk: &Desk) -> Found {
    Found {
        results: desk.places.all().map(Hit::from).collect(),
    }
}

/// Communities by name or code, facilities by name.
#[utoipa::path(get, path = "/api/search", tag = "api", params(
    ("q" = String, Query, description = "Part of a name or code, at most 200 characters; an empty text finds nothing"),
    ("limit" = Option<u32>, Query, description = "1 to 100, 12 if not given"),
), responses(
    (status = 200, body = Found),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn search(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["q", "limit"])?;
    let text = query.need("q")?.to_owned();
    if text.chars().count() > LONGEST_SEARCH {
        return Err(Problem::BadParameter {
            name: "q",
            expected: "at most 200 characters",
        });
    }
    let limit = query.limit(12, 100, "a whole number from 1 to 100")?;
    let loaded = state.loaded(&request)?;
    let search = move || {
        let found = loaded.desk.places.search(&text, limit);
        found.into_iter().map(Hit::from).collect()
    };
    let results = state.work(search).await?;
    json(&request, &Found { results }, Keep::Revalidate).await
}

impl From<&GapRow> for Gap {
    fn from(row: &GapRow) -> Self {
        Self {
            id: row.id,
            community: Community {
                id: row.community,
                name: row.community_name.clone(),
            },
            people: row.people,
            land_m2: row.land_m2,
            nearest_m: row.nearest_m,
            point: row.point,
            bbox: row.bbox,
        }
    }
}

impl From<&Place> for Hit {
    fn from(place: &Place) -> Self {
        let (kind, categories) = match place.kind {
            PlaceKind::Community => ("community", None),
            PlaceKind::Facility => ("facility", Some(place.categories.clone())),
        };
        Self {
            kind,
            id: place.id,
            name: place.name.clone(),
            detail: place.detail.clone(),
            categories,
            point: place.point,
            bbox: place.bbox,
        }
    }
}
