//! What OGC's standards ask for, all below `/ogc/`: one collection a layer, its features, its tiles, the tile matrix
//! sets, styles, and processes with their jobs.
//!
//! These addresses have a description of their own, `/ogc/api` (`OpenAPI` 3.0, as the standards want it).

mod answer;
mod api;
mod api_processes;
mod asked;
mod assess;
mod collections;
mod conformance;
mod execution;
mod fitted_style;
mod form;
mod items;
mod items_table;
mod jobs;
mod landing;
mod link;
mod matrix_sets;
mod moments;
mod page;
mod process_inputs;
mod processes;
mod queryables;
mod styles;
mod tiles;
mod tilesets;

use axum::Router;
use axum::routing::{get, post};

use crate::http::state::ServerState;

/// Every address below `/ogc`.
pub(in crate::http) fn router() -> Router<ServerState> {
    Router::new()
        .route("/ogc", get(landing::page))
        .route("/ogc/", get(landing::page))
        .route("/ogc/page.css", get(answer::style))
        .route("/ogc/api", get(api::description))
        .route("/ogc/conformance", get(conformance::classes))
        .route("/ogc/collections", get(collections::list))
        .route("/ogc/collections/{collection}", get(collections::one))
        .route(
            "/ogc/collections/{collection}/queryables",
            get(queryables::of_collection),
        )
        .route("/ogc/collections/{collection}/items", get(items::list))
        .route("/ogc/collections/{collection}/items/{feature}", get(items::one))
        .route("/ogc/collections/{collection}/tiles", get(tilesets::of_collection))
        .route(
            "/ogc/collections/{collection}/tiles/{set}",
            get(tilesets::one_of_collection),
        )
        .route(
            "/ogc/collections/{collection}/tiles/{set}/{matrix}/{row}/{column}",
            get(tiles::of_collection),
        )
        .route("/ogc/collections/{collection}/styles", get(styles::of_collection))
        .route(
            "/ogc/collections/{collection}/styles/{style}",
            get(styles::one_of_collection),
        )
        .route("/ogc/styles", get(styles::of_dataset))
        .route("/ogc/styles/{style}", get(styles::one_of_dataset))
        .route("/ogc/tiles", get(tilesets::of_dataset))
        .route("/ogc/tiles/{set}", get(tilesets::one_of_dataset))
        .route("/ogc/tiles/{set}/{matrix}/{row}/{column}", get(tiles::of_dataset))
        .route("/ogc/processes", get(processes::list))
        .route("/ogc/processes/{process}", get(processes::one))
        .route("/ogc/processes/{process}/execution", post(execution::execute))
        .route("/ogc/jobs", get(jobs::list))
        .route("/ogc/jobs/{job}", get(jobs::one).delete(jobs::dismiss))
        .route("/ogc/jobs/{job}/results", get(jobs::results))
        .route("/ogc/tileMatrixSets", get(matrix_sets::list))
        .route("/ogc/tileMatrixSets/{set}", get(matrix_sets::one))
}
