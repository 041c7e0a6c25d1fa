//! The layers and how to ask for them.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{base, json};
use crate::crs::LonLatBox;
use crate::http::desks::KNOWN;
use crate::http::loaded::plain_version;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::state::ServerState;
use crate::tiles::{GeometryKind, LayerSummary, MAX_ZOOM};
use crate::workflow::desk::Desk;

/// The layers of the version in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct LayerList {
    /// The version in force, part of the addresses of tiles that never change.
    version: String,
    /// The scenario that it is of; null for what stands.
    scenario: Option<String>,
    layers: Vec<LayerLink>,
}

/// One layer.
#[derive(Serialize, ToSchema)]
pub(crate) struct LayerLink {
    /// Its name.
    #[schema(example = "communities")]
    name: String,
    /// `point`, `line`, `area`, `mixed`, or null for an empty layer.
    geometry: Option<&'static str>,
    /// Number of features.
    features: usize,
    /// West, south, east, north in degrees; null for an empty layer.
    bounds: Option<[f64; 4]>,
    /// Where its `TileJSON` is.
    #[schema(example = "http://127.0.0.1:8080/tiles/communities.json")]
    tilejson: String,
    /// Address template of tiles that never change, with `{z}`, `{x}`, `{y}` and `{format}`.
    versioned: String,
}

/// `TileJSON` 3.0.0, with `geojson` beside `tiles`.
#[derive(Serialize, ToSchema)]
pub(crate) struct TileJson {
    #[schema(example = "3.0.0")]
    tilejson: &'static str,
    /// Address templates of the vector tiles.
    tiles: Vec<String>,
    /// Address templates of the same tiles as `GeoJSON` (not of the `TileJSON` specification).
    geojson: Vec<String>,
    vector_layers: Vec<VectorLayer>,
    /// What low zooms show in place of the features, where they show something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// The scenario that it is of, where it is of one (not of the `TileJSON` specification).
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
    /// Whom to name.
    attribution: String,
    /// West, south, east, north in degrees.
    bounds: [f64; 4],
    /// Changes with the content.
    version: String,
    name: String,
    minzoom: u8,
    maxzoom: u8,
    #[schema(example = "xyz")]
    scheme: &'static str,
}

/// A layer inside the vector tiles.
#[derive(Serialize, ToSchema)]
pub(crate) struct VectorLayer {
    id: String,
    /// As that of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Properties and what is said about them.
    fields: BTreeMap<String, String>,
    minzoom: u8,
    maxzoom: u8,
}

/// The list of tile layers.
#[utoipa::path(get, path = "/tiles", tag = "tiles",
    params(
        ("scenario" = Option<String>, Query, description = "The latest assessment of this scenario"),
        ("assessment" = Option<i64>, Query, description = "The assessment of this number, of those that can be drawn"),
    ),
    responses(
        (status = 200, body = LayerList),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn list(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &KNOWN)?;
    let loaded = state.loaded_for(&request, &query).await?;
    let (base, asked) = (base(&request)?, ServerState::choosing(&query));
    let version = loaded.version();
    let link = |layer: &LayerSummary| {
        let name = layer.name.clone();
        LayerLink {
            geometry: geometry(layer.kind),
            features: layer.features,
            bounds: layer.bounds.map(LonLatBox::to_array),
            tilejson: format!("{base}/tiles/{name}.json{asked}"),
            versioned: format!("{base}/tiles/{name}/v{version}/{{z}}/{{x}}/{{y}}.{{format}}{asked}"),
            name,
        }
    };
    let list = LayerList {
        version: version.clone(),
        scenario: loaded.desk.scenario.clone(),
        layers: loaded.desk.tiles.layers().map(link).collect(),
    };
    json(&request, &list, Keep::Revalidate).await
}

/// One layer as `TileJSON` 3.
#[utoipa::path(get, path = "/tiles/{layer}", tag = "tiles",
    params(
        ("layer" = String, Path, description = "Layer name", example = "communities"),
        ("scenario" = Option<String>, Query, description = "The latest assessment of this scenario"),
        ("assessment" = Option<i64>, Query, description = "The assessment of this number, of those that can be drawn"),
    ),
    responses(
        (status = 200, body = TileJson),
        (status = 400, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn layer(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &KNOWN)?;
    let file = request.uri.path().trim_start_matches("/tiles/");
    let name = file.strip_suffix(".json").ok_or(Problem::UnknownPath)?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layer = loaded.layer(name)?;
    let mut document = document(&loaded.desk, layer, &base(&request)?, MAX_ZOOM);
    let asked = ServerState::choosing(&query);
    for template in document.tiles.iter_mut().chain(&mut document.geojson) {
        template.push_str(&asked);
    }
    json(&request, &document, Keep::Revalidate).await
}

/// What is said of a layer whose tiles stand below an address, up to a zoom.
pub(in crate::http) fn document(desk: &Desk, layer: &LayerSummary, base: &str, last: u8) -> TileJson {
    let name = &layer.name;
    let tiles = |format: &str| vec![format!("{base}/tiles/{name}/{{z}}/{{x}}/{{y}}.{format}")];
    let whole_world = [-180.0, -85.051_129, 180.0, 85.051_129];
    let maxzoom = layer.max_zoom.min(last);
    let minzoom = layer.min_zoom.min(maxzoom);
    TileJson {
        tilejson: "3.0.0",
        tiles: tiles("mvt"),
        geojson: tiles("geojson"),
        vector_layers: vec![VectorLayer {
            id: name.clone(),
            description: layer.rule.clone(),
            fields: layer.fields.clone(),
            minzoom,
            maxzoom,
        }],
        description: layer.rule.clone(),
        scenario: desk.scenario.clone(),
        attribution: desk.attribution_html(),
        bounds: layer.bounds.map_or(whole_world, LonLatBox::to_array),
        version: semantic(&plain_version(desk)),
        name: name.clone(),
        minzoom,
        maxzoom,
        scheme: "xyz",
    }
}

fn geometry(kind: GeometryKind) -> Option<&'static str> {
    match kind {
        GeometryKind::Point => Some("point"),
        GeometryKind::Line => Some("line"),
        GeometryKind::Area => Some("area"),
        GeometryKind::Mixed => Some("mixed"),
        GeometryKind::Empty => None,
    }
}

/// `TileJSON` wants a semantic version.
fn semantic(version: &str) -> String {
    if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) {
        format!("1.{}.0", version.trim_start_matches('0').parse::<u64>().unwrap_or(0))
    } else {
        format!("1.0.0+{version}")
    }
}
