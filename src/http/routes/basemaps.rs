//! Basemaps.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::http::address::number;
use crate::http::basemaps::{Place, Ready};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};
use crate::http::state::ServerState;
use crate::settings::BasemapGrid;

/// What the map may be laid on.
#[derive(Serialize, ToSchema)]
pub(crate) struct BasemapList {
    basemaps: Vec<BasemapEntry>,
}

/// One basemap.
#[derive(Serialize, ToSchema)]
pub(crate) struct BasemapEntry {
    /// Its name in addresses.
    #[schema(example = "tianditu-vec")]
    id: String,
    /// What people choose it by.
    title: String,
    /// The same in Chinese.
    title_zh: String,
    /// Where its tiles are, with `{z}`, `{x}` and `{y}`; below this server unless the settings send browsers elsewhere.
    #[schema(example = "/basemaps/tianditu-vec/{z}/{x}/{y}?v=0a1b2c3d")]
    tiles: String,
    /// Whether rows are counted from the south.
    from_south: bool,
    /// `webmercator`, or `degrees` with `west`, `north` and `resolution`.
    grid: &'static str,
    /// Longitude of the corner of the first tile, of a grid of degrees.
    west: Option<f64>,
    /// Latitude of the same.
    north: Option<f64>,
    /// Degrees of a pixel at zoom 0; halved with each zoom.
    resolution: Option<f64>,
    /// Pixels of a tile's side.
    tile_size: u32,
    /// The first zoom.
    min_zoom: u8,
    /// The last zoom.
    max_zoom: u8,
    /// West, south, east, north in degrees.
    bounds: Option<[f64; 4]>,
    /// Whom to name, as plain text.
    attribution: Option<String>,
    /// Those that it is laid over; none where it is chosen by itself.
    over: Vec<String>,
    /// Whether it is shown until somebody chooses another.
    default: bool,
}

impl BasemapEntry {
    fn of(basemap: &Ready) -> Self {
        let said = &basemap.settings;
        let (tiles, from_south) = basemap.address();
        let (min_zoom, max_zoom) = basemap.zooms();
        let (grid, corner) = match said.grid {
            BasemapGrid::WebMercator => ("webmercator", None),
            BasemapGrid::Degrees {
                west,
                north,
                resolution,
            } => ("degrees", Some([west, north, resolution])),
        };
        Self {
            id: said.id.clone(),
            title: said.title.clone(),
            title_zh: said.title_zh.clone(),
            tiles,
            from_south,
            grid,
            west: corner.map(|[west, ..]| west),
            north: corner.map(|[_, north, _]| north),
            resolution: corner.map(|[.., resolution]| resolution),
            tile_size: said.tile_size,
            min_zoom,
            max_zoom,
            bounds: basemap.bounds(),
            attribution: basemap.attribution(),
            over: said.over.clone(),
            default: said.default,
        }
    }
}

/// The basemaps that the map may be laid on.
#[utoipa::path(get, path = "/api/basemaps", tag = "viewer", responses((status = 200, body = BasemapList)))]
pub(crate) async fn list(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let basemaps = state.basemaps();
    let basemaps = basemaps.all().iter().map(|basemap| BasemapEntry::of(basemap)).collect();
    json(&request, &BasemapList { basemaps }, Keep::Revalidate).await
}

/// A picture of a basemap, from the service or the file that the settings name.
#[utoipa::path(get, path = "/basemaps/{id}/{z}/{x}/{y}", tag = "viewer", params(
    ("id" = String, Path, description = "The basemap, as /api/basemaps lists it"),
    ("z" = u8, Path, description = "Zoom of its grid"),
    ("x" = u32, Path, description = "Column from the west"),
    ("y" = u32, Path, description = "Row from the north"),
    ("v" = Option<String>, Query, description = "Changes with the settings; anything is taken"),
), responses(
    (status = 200, description = "The tile", content(
        (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))),
    (status = 204, description = "The basemap has nothing there"),
    (status = 304, description = "The client's copy is good"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "The address is malformed"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such basemap or tile"),
    (status = 502, body = ProblemBody, content_type = "application/problem+json", description = "The basemap's service gives no picture"),
))]
pub(crate) async fn tile(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &["v"])?;
    let (id, place) = address(request.uri.path())?;
    let tile = state.basemaps().tile(id, place).await?;
    respond(&request, tile, Keep::Hour).await
}

fn address(path: &str) -> Result<(&str, Place), Problem> {
    let parts: Vec<&str> = path.trim_start_matches("/basemaps/").split('/').collect();
    let malformed = |why| Problem::MalformedTile { why };
    let [id, z, x, y] = parts[..] else {
        return Err(malformed("The address has the form /basemaps/basemap/zoom/column/row."));
    };
    let [z, x, y] = [z, x, y].map(number);
    let (Some(z), Some(x), Some(y)) = (z, x, y) else {
        return Err(malformed(
            "Zoom, column and row are written in digits, without sign or leading zeros.",
        ));
    };
    // What is too large for these is out of every range.
    let z = u8::try_from(z).unwrap_or(u8::MAX);
    let [x, y] = [x, y].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    Ok((id, Place { z, x, y }))
}
