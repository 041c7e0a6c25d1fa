//! What programs of the Esri world ask for, read-only: a `FeatureServer` and a `VectorTileServer` over the same layers.
//!
//! A query that is not understood gets the error object that these programs read, with status 200 as they expect; who may not ask at all,
//! a parameter given twice and a tile that is none are told as everywhere. Who brings no key where people sign in is asked for a token in the
//! words of these programs ([`token`]).

mod asked;
mod feature;
pub(in crate::http) mod feature_server;
pub(in crate::http) mod generate;
mod numbers;
pub(in crate::http) mod one;
mod pbf;
pub(in crate::http) mod posted;
pub(in crate::http) mod query;
pub(in crate::http) mod services;
mod system;
pub(in crate::http) mod token;
mod told;
pub(in crate::http) mod vector_tiles;

use axum::Router;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};

use crate::http::problem::Problem;
use crate::http::respond::Keep;
use crate::http::state::ServerState;

/// The version of the interface that is spoken.
const VERSION: f64 = 11.1;

/// Features of one answer at most.
const MOST: usize = 2000;

/// The name of the field of ids.
const ID: &str = "OBJECTID";

/// Why a question is not understood: what a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refused(String);

impl Refused {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// The same addresses with a stroke at their end, as some of these programs write them.
pub(in crate::http) fn with_a_stroke() -> Router<ServerState> {
    Router::new()
        .route(
            "/arcgis/rest/services/",
            get(services::list).post(services::posted_list),
        )
        .route(
            "/arcgis/rest/services/yike/FeatureServer/",
            get(feature_server::service).post(posted::posted_service),
        )
        .route(
            "/arcgis/rest/services/yike/FeatureServer/{number}/",
            get(feature_server::layer).post(posted::posted_layer),
        )
        .route(
            "/arcgis/rest/services/yike/FeatureServer/{number}/query/",
            get(query::features).post(posted::posted_features),
        )
        .route(
            "/arcgis/rest/services/yike/FeatureServer/{number}/{id}/",
            get(one::feature).post(one::posted_feature),
        )
        .route(
            "/arcgis/rest/services/yike/VectorTileServer/",
            get(vector_tiles::service),
        )
}

/// Sends an answer, or the error object of these programs.
async fn answered(request: &Parts, answer: Result<Value, Refused>) -> Result<Response, Problem> {
    let value = answer.unwrap_or_else(
        |Refused(message)| json!({"error": {"code": 400, "message": "Unable to complete operation.", "details": [message]}}),
    );
    super::json(request, &value, Keep::Revalidate).await
}
