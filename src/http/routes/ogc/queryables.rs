//! What may be asked of a layer's features.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::collections::title;
use super::form::Form;
use super::link::SCHEMA;
use super::tilesets::properties;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::{base, typed};
use crate::http::select::GEOMETRY;
use crate::http::state::ServerState;

/// The queryables of a layer as a JSON schema.
pub(super) async fn of_collection(
    State(state): State<ServerState>,
    Path(name): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    Form::read(&query, &request.headers, &[Form::Json])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layer = loaded.layer(&name)?;
    let server = base(&request)?;
    let mut all: Map<String, Value> = properties(layer);
    all.insert(
        GEOMETRY.to_owned(),
        json!({ "title": GEOMETRY, "format": "geometry-any", "x-ogc-role": "primary-geometry" }),
    );
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{server}/ogc/collections/{name}/queryables{}", ServerState::choosing(&query)),
        "type": "object",
        "title": title(&name),
        "properties": all,
        "additionalProperties": false,
    });
    typed(&request, SCHEMA, &schema, Keep::Revalidate).await
}
