//! The layers as collections.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;

use super::answer::answer;
use super::form::{FG, FLATGEOBUF};
use super::link::{GEOJSON, JSON, Link, QUERYABLES, SCHEMA, STYLES, TILESETS_VECTOR};
use super::styles;
use crate::crs::LonLatBox;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::reference::Reference;
use crate::http::routes::base;
use crate::http::select::CRS84;
use crate::http::state::ServerState;
use crate::http::styles::Styles;
use crate::tiles::LayerSummary;

#[derive(Serialize)]
struct Collections {
    links: Vec<Link>,
    collections: Vec<Collection>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Collection {
    id: String,
    title: &'static str,
    /// What the tiles of low zooms show instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extent: Option<Extent>,
    item_type: &'static str,
    data_type: &'static str,
    crs: Vec<Cow<'static, str>>,
    storage_crs: &'static str,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Extent {
    spatial: Spatial,
}

#[derive(Serialize)]
struct Spatial {
    bbox: [[f64; 4]; 1],
    crs: &'static str,
}

/// What a layer is called, in both languages.
pub(super) fn title(layer: &str) -> &'static str {
    match layer {
        "communities" => "Communities / 社区",
        "facilities" => "Facilities / 设施",
        "circles" => "Ground within reach / 服务圈",
        "gaps" => "Gaps / 缺口",
        "gap_points" => "Gaps as points / 缺口点",
        "land" => "Residential land / 居住用地",
        "buildings" => "Buildings / 建筑",
        "streets" => "Streets / 街道",
        "barriers" => "Barriers / 障碍",
        "provinces" => "Provinces / 省",
        "prefectures" => "Prefectures / 地级市",
        "counties" => "Counties / 县区",
        "towns" => "Towns / 街道乡镇",
        "units" => "Communities, from afar dissolved / 社区与上级单位",
        "facilities_merged" => "Facilities, from afar merged / 设施（远观合并）",
        "gap_points_merged" => "Gaps as points, from afar merged / 缺口点（远观合并）",
        "streets_thinned" => "Streets, from afar the main ones / 街道（远观仅主干）",
        "changes" => "Changes of the scenario / 方案变更",
        "proposals" => "Sites that the scenario changes / 方案设施",
        "demand" => "Where people live / 人口点",
        "demand_merged" => "Where people live, from afar merged / 人口点（远观合并）",
        _ => "Layer / 图层",
    }
}

/// Every layer.
pub(super) async fn list(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let here = format!("{}/ogc/collections", base(&request)?);
    let (drawn_by, asked) = (state.styles(), ServerState::choosing(&query));
    let list = Collections {
        links: vec![
            Link::new("self", JSON, here.clone()).choosing(&asked),
            Link::new("alternate", "text/html", format!("{here}?f=html"))
                .titled("For people")
                .choosing(&asked),
        ],
        collections: loaded
            .desk
            .tiles
            .layers()
            .map(|layer| collection(layer, &drawn_by, &here, &asked))
            .collect(),
    };
    answer(&request, &query, "Layers / 图层", &list).await
}

/// One layer.
pub(super) async fn one(
    State(state): State<ServerState>,
    Path(name): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layer = loaded.layer(&name)?;
    let here = format!("{}/ogc/collections", base(&request)?);
    let document = collection(layer, &state.styles(), &here, &ServerState::choosing(&query));
    answer(&request, &query, title(&layer.name), &document).await
}

fn collection(layer: &LayerSummary, drawn_by: &Styles, here: &str, asked: &str) -> Collection {
    let own = format!("{here}/{}", layer.name);
    let mut links = links(&own);
    if styles::has_styles(drawn_by, &layer.name) {
        links.push(Link::new(STYLES, JSON, format!("{own}/styles")).titled("How it is drawn"));
    }
    Collection {
        id: layer.name.clone(),
        title: title(&layer.name),
        description: description(layer),
        extent: layer.bounds.map(|bounds| Extent {
            spatial: Spatial {
                bbox: [LonLatBox::to_array(bounds)],
                crs: CRS84,
            },
        }),
        item_type: "feature",
        data_type: "vector",
        crs: Reference::of_layer(layer).into_iter().map(Reference::uri).collect(),
        storage_crs: CRS84,
        links: links.into_iter().map(|link| link.choosing(asked)).collect(),
    }
}

/// What a person should know before they count the features of a layer, or look at its tiles.
fn description(layer: &LayerSummary) -> Option<String> {
    let tiles = layer.rule.as_ref().map(|rule| format!("Tiles: {rule}"));
    if layer.name != "units" {
        return tiles;
    }
    let items = "Items: all levels together, so ground and people stand there once for each; filter=level='town' asks for one of \
                 province, prefecture, county, town, community.";
    Some(tiles.map_or_else(|| items.to_owned(), |tiles| format!("{items} {tiles}")))
}

fn links(own: &str) -> Vec<Link> {
    vec![
        Link::new("self", JSON, own.to_owned()),
        Link::new("alternate", "text/html", format!("{own}?f=html")).titled("For people"),
        Link::new("items", GEOJSON, format!("{own}/items")).titled("Features"),
        Link::new("items", FG, format!("{own}/items?f=jsonfg")).titled("Features as JSON-FG"),
        Link::new("items", FLATGEOBUF, format!("{own}/items?f=fgb")).titled("Features as FlatGeobuf"),
        Link::new("items", "text/csv", format!("{own}/items?f=csv")).titled("Features as CSV"),
        Link::new("items", "text/html", format!("{own}/items?f=html")).titled("Features as a page"),
        Link::new(QUERYABLES, SCHEMA, format!("{own}/queryables")).titled("What may be asked"),
        Link::new(TILESETS_VECTOR, JSON, format!("{own}/tiles")).titled("Tiles"),
    ]
}
