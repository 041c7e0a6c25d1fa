//! The landing page.

use axum::extract::State;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;

use super::answer::answer;
use super::api::OPENAPI;
use super::link::{JOB_LIST, JSON, Link, PROCESSES, STYLES, TILESETS_VECTOR, TILING_SCHEMES};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::routes::base;
use crate::http::state::ServerState;

#[derive(Serialize)]
struct Landing {
    title: String,
    description: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    attribution: String,
    links: Vec<Link>,
}

/// What there is.
const WHAT: &str = "Communities, facilities and gaps of fifteen-minute circles";

/// Where everything begins.
pub(super) async fn page(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f"])?;
    let loaded = state.loaded(&request)?;
    let here = format!("{}/ogc", base(&request)?);
    let landing = Landing {
        title: loaded.desk.title.clone(),
        description: match &loaded.desk.scenario {
            None => format!("{WHAT}: the assessment in force."),
            Some(name) => format!("{WHAT}: the latest assessment of the scenario {name}."),
        },
        attribution: loaded.desk.attribution.join(", "),
        links: vec![
            Link::new("self", JSON, format!("{here}/")).titled("This page"),
            Link::new("alternate", "text/html", format!("{here}/?f=html")).titled("This page for people"),
            Link::new("service-desc", OPENAPI, format!("{here}/api")).titled("The addresses, as OpenAPI 3.0"),
            Link::new("conformance", JSON, format!("{here}/conformance")).titled("Standards that are kept"),
            Link::new(
                "http://www.opengis.net/def/rel/ogc/1.0/conformance",
                JSON,
                format!("{here}/conformance"),
            ),
            Link::new("data", JSON, format!("{here}/collections")).titled("The layers"),
            Link::new(
                "http://www.opengis.net/def/rel/ogc/1.0/data",
                JSON,
                format!("{here}/collections"),
            ),
            Link::new(TILESETS_VECTOR, JSON, format!("{here}/tiles")).titled("Tiles of all layers together"),
            Link::new(STYLES, JSON, format!("{here}/styles")).titled("How the layers are drawn"),
            Link::new(PROCESSES, JSON, format!("{here}/processes")).titled("What can be computed on demand"),
            Link::new(JOB_LIST, JSON, format!("{here}/jobs")).titled("What is being computed"),
            Link::new(TILING_SCHEMES, JSON, format!("{here}/tileMatrixSets")).titled("How the world is cut into tiles"),
        ],
    };
    answer(&request, &query, &landing.title, &landing).await
}
