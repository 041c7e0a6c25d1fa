//! The `VectorTileServer`: what it has, its style, its tiles with the row before the column.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::json;

use super::feature_server::extents;
use super::system::{HALF, System};
use super::{Refused, VERSION, answered};
use crate::http::address::number;
use crate::http::document::Document;
use crate::http::loaded::Wanted;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};
use crate::http::state::ServerState;
use crate::tiles::{Clip, Format, MatrixSet, Select, TileId};

const MVT: &str = "application/vnd.mapbox-vector-tile";

/// Deepest zoom that is listed.
const DEEPEST: u8 = 16;

/// What the tiles are.
#[utoipa::path(get, path = "/arcgis/rest/services/yike/VectorTileServer", tag = "arcgis", responses((status = 200, description = "The tiles there are")))]
pub(crate) async fn service(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &["f"])?;
    let loaded = state.loaded(&request)?;
    let (full, first) = extents(&loaded.desk.tiles, System::Mercator);
    let levels = (0..=DEEPEST).map(|level| {
        let resolution = 2.0 * HALF / 512.0 / f64::from(1u32 << level);
        json!({"level": level, "resolution": resolution, "scale": resolution * 96.0 / 0.0254})
    });
    let about = json!({
        "currentVersion": VERSION, "name": "yike", "type": "indexedVector", "capabilities": "TilesOnly",
        "defaultStyles": "resources/styles", "tiles": ["tile/{z}/{y}/{x}.pbf"], "exportTilesAllowed": false,
        "copyrightText": loaded.desk.attribution_html(), "initialExtent": first, "fullExtent": full, "minzoom": 0, "maxzoom": DEEPEST,
        "tileInfo": {
            "rows": 512, "cols": 512, "dpi": 96, "format": "pbf", "origin": {"x": -HALF, "y": HALF},
            "spatialReference": System::Mercator.document(), "lods": levels.collect::<Vec<_>>(),
        },
    });
    answered(&request, Ok(about)).await
}

/// How the tiles are drawn.
#[utoipa::path(get, path = "/arcgis/rest/services/yike/VectorTileServer/resources/styles/root.json", tag = "arcgis", responses((status = 200, description = "A style")))]
pub(crate) async fn style(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &["f"])?;
    let styles = state.styles();
    let mut style = styles.get("coverage").ok_or(Problem::UnknownStyle)?.written.clone();
    if let Some(layers) = style["layers"].as_array_mut() {
        // Names need fonts, which these programs ask of the server and this one has not: with them in it, the whole style is refused.
        layers.retain(|layer| layer.pointer("/layout/text-field").is_none());
        for layer in layers.iter_mut().filter(|layer| layer.get("source").is_some()) {
            layer["source"] = json!("esri");
        }
    }
    style["sources"] = json!({"esri": {"type": "vector", "url": "../../"}});
    answered(&request, Ok(style)).await
}

/// One vector tile of all layers together.
#[utoipa::path(get, path = "/arcgis/rest/services/yike/VectorTileServer/tile/{z}/{y}/{x}", tag = "arcgis", params(
    ("z" = u8, Path, description = "Zoom"), ("y" = u32, Path, description = "Row"), ("x" = u32, Path, description = "Column"),
), responses(
    (status = 200, description = "A vector tile"),
    (status = 204, description = "Nothing is there"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn tile(
    State(state): State<ServerState>,
    Path((z, y, x)): Path<(String, String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let loaded = state.loaded(&request)?;
    let x = x.strip_suffix(".pbf").and_then(number);
    let (Some(z), Some(y), Some(x)) = (number(&z), number(&y), x) else {
        return answered(&request, Err(Refused::new("A tile is tile/{z}/{y}/{x}.pbf."))).await;
    };
    let tile = TileId::of(MatrixSet::WebMercatorQuad, z, x, y).ok_or(Problem::OutsideTileset)?;
    let mut bytes = Vec::new();
    for layer in loaded
        .desk
        .tiles
        .layers()
        .filter(|layer| tile.zoom() + tile.set().ahead() >= layer.min_zoom)
    {
        let wanted = Wanted {
            layer: &layer.name,
            tile,
            format: Format::Mvt,
            clip: Clip::Buffered,
            select: Select::default(),
            selected: None,
        };
        bytes.extend_from_slice(&state.tile(&loaded, wanted).await?.bytes());
    }
    respond(&request, Arc::new(Document::new(MVT, bytes)), Keep::Minute).await
}
