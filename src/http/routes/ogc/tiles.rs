//! Tiles at their OGC addresses: matrix, row, column.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;

use super::link::{GEOJSON, MVT};
use super::matrix_sets::by_id;
use super::tilesets::{chosen, has};
use crate::http::accept;
use crate::http::address::{clip, number};
use crate::http::document::Document;
use crate::http::loaded::Wanted;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};
use crate::http::select::{key, select};
use crate::http::state::ServerState;
use crate::tiles::{Format, LayerSummary, Select, TileId};

/// One tile of one layer, as `GeoJSON` or as a vector tile.
pub(super) async fn of_collection(
    State(state): State<ServerState>,
    Path((name, set, matrix, row, column)): Path<(String, String, String, String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    let known = &[
        "f",
        "clip",
        "properties",
        "filter",
        "filter-lang",
        "filter-crs",
        "scenario",
        "assessment",
    ];
    let query = Query::read(&request.uri, known)?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layer = loaded.layer(&name)?;
    let tile = tile(&set, &matrix, &row, &column)?;
    let format = format(&query, &request.headers)?;
    let (clip, select) = (clip(&query)?, select(&query, layer)?);
    if !has(tile, &[layer]) {
        return Err(Problem::OutsideTileset);
    }
    let wanted = Wanted {
        layer: &layer.name,
        tile,
        format,
        clip,
        select,
        selected: key(&query),
    };
    let tile = state.tile(&loaded, wanted).await?;
    respond(&request, tile, Keep::Minute).await
}

/// One vector tile of several layers together.
pub(super) async fn of_dataset(
    State(state): State<ServerState>,
    Path((set, matrix, row, column)): Path<(String, String, String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "clip", "collections", "scenario", "assessment"])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let tile = tile(&set, &matrix, &row, &column)?;
    let together = match query.get("f") {
        None => accept::wanted(&request.headers, &[MVT]).is_some(),
        Some(f) => f == "mvt",
    };
    if !together {
        // Feature ids are a layer's own, so layers do not go into one GeoJSON collection.
        return Err(Problem::NotAcceptable { offered: MVT });
    }
    let (clip, layers) = (clip(&query)?, chosen(&query, loaded.desk.tiles.layers())?);
    if !has(tile, &layers) {
        return Err(Problem::OutsideTileset);
    }
    let here = |layer: &&LayerSummary| tile.zoom() + tile.set().ahead() >= layer.min_zoom;
    let mut bytes = Vec::new();
    for layer in layers.iter().filter(|layer| here(layer)) {
        let wanted = Wanted {
            layer: &layer.name,
            tile,
            format: Format::Mvt,
            clip,
            select: Select::default(),
            selected: None,
        };
        // A vector tile is a row of layers: tiles of one layer each, one after the other, are a tile of all of them.
        bytes.extend_from_slice(&state.tile(&loaded, wanted).await?.bytes());
    }
    respond(&request, Arc::new(Document::new(MVT, bytes)), Keep::Minute).await
}

fn tile(set: &str, matrix: &str, row: &str, column: &str) -> Result<TileId, Problem> {
    let set = by_id(set)?;
    let why = "Matrix, row and column are written in digits, without sign or leading zeros.";
    let [z, row, column] = [matrix, row, column].map(number);
    let (Some(z), Some(row), Some(column)) = (z, row, column) else {
        return Err(Problem::MalformedTile { why });
    };
    TileId::of(set, z, column, row).ok_or(Problem::OutsideTileset)
}

fn format(query: &Query, headers: &HeaderMap) -> Result<Format, Problem> {
    match query.get("f") {
        Some("geojson" | "json") => Ok(Format::GeoJson),
        Some("mvt") => Ok(Format::Mvt),
        Some(_) => Err(Problem::BadParameter {
            name: "f",
            expected: "geojson or mvt",
        }),
        None => match accept::wanted(headers, &[GEOJSON, MVT, "application/json"]) {
            Some(0 | 2) => Ok(Format::GeoJson),
            Some(_) => Ok(Format::Mvt),
            None => Err(Problem::NotAcceptable {
                offered: "application/geo+json or application/vnd.mapbox-vector-tile",
            }),
        },
    }
}
