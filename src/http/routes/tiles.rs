//! Tiles.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;

use crate::http::address::{TileAddress, clip};
use crate::http::at_hand;
use crate::http::loaded::Wanted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};
use crate::http::select::{key, select};
use crate::http::state::ServerState;

/// One tile of the version in force.
///
/// `GeoJSON` is a feature collection in CRS 84, an empty one where nothing lies; a vector tile without content is 204. The feature
/// `id` is the same in every tile, zoom and format, and clipping never changes a property.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}", tag = "tiles", params(
    ("layer" = String, Path, description = "Layer name", example = "communities"),
    ("z" = u8, Path, description = "Zoom, 0 to 22"),
    ("x" = u32, Path, description = "Column from 180° west"),
    ("y" = u32, Path, description = "Row from 85.0511° north"),
    ("format" = String, Path, description = "geojson or mvt", example = "geojson"),
    ("clip" = Option<String>, Query, description = "buffered (64/4096 beyond the edge, the default), none (whole features), exact"),
    ("properties" = Option<String>, Query, description = "Only these properties, with commas between"),
    ("filter" = Option<String>, Query, description = "Only features of which this CQL2 is true"),
    ("filter-lang" = Option<String>, Query, description = "cql2-text (the default) or cql2-json"),
    ("filter-crs" = Option<String>, Query, description = "CRS84 by its URI, the default"),
    ("scenario" = Option<String>, Query, description = "The latest assessment of this scenario"),
    ("assessment" = Option<i64>, Query, description = "The assessment of this number, of those that can be drawn"),
), responses(
    (status = 200, description = "The tile", content(
        (serde_json::Value = "application/geo+json"), (Vec<u8> = "application/vnd.mapbox-vector-tile"))),
    (status = 204, description = "A vector tile without content"),
    (status = 304, description = "The client's copy is good"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The address is malformed"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such layer or tile"),
))]
pub(crate) async fn tile(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    answer(&state, &request, Keep::Minute).await
}

/// One tile of a named version: it never changes.
#[utoipa::path(get, path = "/tiles/{layer}/{version}/{z}/{x}/{y}", tag = "tiles", params(
    ("layer" = String, Path, description = "Layer name", example = "communities"),
    ("version" = String, Path, description = "The version in force, as /tiles tells it"),
    ("z" = u8, Path, description = "Zoom, 0 to 22"),
    ("x" = u32, Path, description = "Column from 180° west"),
    ("y" = u32, Path, description = "Row from 85.0511° north"),
    ("format" = String, Path, description = "geojson or mvt", example = "geojson"),
    ("clip" = Option<String>, Query, description = "buffered (64/4096 beyond the edge, the default), none (whole features), exact"),
    ("properties" = Option<String>, Query, description = "Only these properties, with commas between"),
    ("filter" = Option<String>, Query, description = "Only features of which this CQL2 is true"),
    ("filter-lang" = Option<String>, Query, description = "cql2-text (the default) or cql2-json"),
    ("filter-crs" = Option<String>, Query, description = "CRS84 by its URI, the default"),
    ("scenario" = Option<String>, Query, description = "The latest assessment of this scenario"),
    ("assessment" = Option<i64>, Query, description = "The assessment of this number, of those that can be drawn"),
), responses(
    (status = 200, description = "The tile", content(
        (serde_json::Value = "application/geo+json"), (Vec<u8> = "application/vnd.mapbox-vector-tile"))),
    (status = 204, description = "A vector tile without content"),
    (status = 304, description = "The client's copy is good"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The address is malformed"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such layer, tile or version"),
))]
pub(crate) async fn tile_of_version(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    answer(&state, &request, Keep::Forever).await
}

async fn answer(state: &ServerState, request: &Parts, keep: Keep) -> Result<Response, Problem> {
    let address = TileAddress::read(request.uri.path())?;
    let query = Query::read(
        &request.uri,
        &[
            "clip",
            "properties",
            "filter",
            "filter-lang",
            "filter-crs",
            "scenario",
            "assessment",
        ],
    )?;
    let clip = clip(&query)?;
    let loaded = state.loaded_for(request, &query).await?;
    if address.version.is_some_and(|version| version != loaded.version()) {
        return Err(Problem::OtherVersion);
    }
    let TileAddress {
        layer, tile, format, ..
    } = address;
    let summary = loaded.desk.tiles.layer(layer).ok_or(Problem::UnknownLayer)?;
    let wanted = Wanted {
        layer,
        tile,
        format,
        clip,
        select: select(&query, summary)?,
        selected: key(&query),
    };
    let key = wanted.key(&loaded)?;
    let tile = state.tile(&loaded, wanted).await?;
    at_hand::note(state, request, &loaded, key, keep);
    respond(request, tile, keep).await
}
