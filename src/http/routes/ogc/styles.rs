//! OGC API - Styles (the draft of part 1): the styles of the whole and of each layer, as `MapLibre` reads them.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use super::answer::answer;
use super::fitted_style::{Wanted, draws, fitted};
use super::link::{JSON, Link, STYLE};
use crate::crs::LonLatBox;
use crate::http::loaded::Loaded;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::{base, typed};
use crate::http::state::ServerState;
use crate::http::styles::Styles;

/// The style that a client takes if it has no choice of its own.
const DEFAULT: &str = "coverage";

#[derive(Serialize)]
struct List {
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    styles: Vec<Listed>,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Listed {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    links: Vec<Link>,
}

/// The styles of all layers together.
pub(super) async fn of_dataset(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    list(&state, &request, None).await
}

/// The styles of one layer.
pub(super) async fn of_collection(
    State(state): State<ServerState>,
    Path(name): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    list(&state, &request, Some(&name)).await
}

/// One style.
pub(super) async fn one_of_dataset(
    State(state): State<ServerState>,
    Path(style): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    one(&state, &request, None, &style).await
}

/// One style of one layer.
pub(super) async fn one_of_collection(
    State(state): State<ServerState>,
    Path((name, style)): Path<(String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    one(&state, &request, Some(&name), &style).await
}

/// Whether a style draws a layer.
pub(super) fn has_styles(styles: &Styles, layer: &str) -> bool {
    styles.all().any(|style| draws(&style.written, layer))
}

async fn list(state: &ServerState, request: &Parts, layer: Option<&str>) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    let loaded = state.loaded_for(request, &query).await?;
    let asked = ServerState::choosing(&query);
    if let Some(name) = layer {
        loaded.layer(name)?;
    }
    let server = base(request)?;
    let here = match layer {
        None => format!("{server}/ogc/styles"),
        Some(name) => format!("{server}/ogc/collections/{name}/styles"),
    };
    let own = state.styles();
    let styles: Vec<Listed> = own
        .names()
        .filter_map(|name| {
            let style = of_workspace(&own, &loaded, (name, layer), (&server, &asked))?;
            Some(Listed {
                id: name.clone(),
                title: style["name"].as_str().map(str::to_owned),
                links: vec![
                    Link::new("stylesheet", STYLE, format!("{here}/{name}?f=mapbox"))
                        .titled("For MapLibre")
                        .choosing(&asked),
                ],
            })
        })
        .collect();
    let list = List {
        default: styles.iter().map(|style| style.id.clone()).find(|id| id == DEFAULT),
        styles,
        links: vec![
            Link::new("self", JSON, here.clone()).choosing(&asked),
            Link::new("alternate", "text/html", format!("{here}?f=html"))
                .titled("For people")
                .choosing(&asked),
        ],
    };
    answer(request, &query, "Styles / 样式", &list).await
}

async fn one(state: &ServerState, request: &Parts, layer: Option<&str>, name: &str) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    if !matches!(query.get("f"), None | Some("mapbox" | "json")) {
        return Err(Problem::BadParameter {
            name: "f",
            expected: "mapbox",
        });
    }
    let loaded = state.loaded_for(request, &query).await?;
    if let Some(name) = layer {
        loaded.layer(name)?;
    }
    let (server, asked) = (base(request)?, ServerState::choosing(&query));
    let style =
        of_workspace(&state.styles(), &loaded, (name, layer), (&server, &asked)).ok_or(Problem::UnknownStyle)?;
    typed(request, STYLE, &style, Keep::Revalidate).await
}

/// A style as it fits the desk, of all layers or of one; `None` where there is none of that name, or nothing of it is drawn.
fn of_workspace(
    styles: &Styles,
    loaded: &Loaded,
    (name, only): (&str, Option<&str>),
    (server, asked): (&str, &str),
) -> Option<Value> {
    let desk = &loaded.desk;
    let drawn = |layer: &str| desk.tiles.layer(layer).is_some() && only.is_none_or(|only| only == layer);
    let known: Vec<(&str, &str)> = desk.gaps.keys().collect();
    let written = &styles.get(name)?.written;
    let metadata = |key: &str| written["metadata"][key].as_str();
    let own = metadata("yike:circle").zip(metadata("yike:group"));
    let service = own.filter(|own| known.contains(own)).or(known.first().copied());
    let extent = |layer: &str| {
        let layer = desk.tiles.layer(layer)?;
        Some((layer.min_zoom, layer.max_zoom, layer.bounds.map(LonLatBox::to_array)))
    };
    let wanted = Wanted {
        drawn: &drawn,
        extent: &extent,
        service,
        server,
        asked,
    };
    fitted(written, &wanted)
}
