//! Tilesets: which tiles there are, of one layer or of several together.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value, json as object};

use super::answer::answer;
use super::link::{GEODATA, GEOJSON, JSON, Link, MVT, STYLES, TILING_SCHEME};
use super::matrix_sets::{by_id, crs, uri};
use super::{collections, styles};
use crate::crs::LonLatBox;
use crate::filter::Kind;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::routes::base;
use crate::http::select::CRS84;
use crate::http::state::ServerState;
use crate::http::styles::Styles;
use crate::tiles::{GeometryKind, LayerSummary, MatrixSet, TileId};

#[derive(Serialize)]
struct List {
    links: Vec<Link>,
    tilesets: Vec<Tileset>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tileset {
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    data_type: &'static str,
    crs: &'static str,
    #[serde(rename = "tileMatrixSetURI", skip_serializing_if = "Option::is_none")]
    tile_matrix_set_uri: Option<&'static str>,
    links: Vec<Link>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tile_matrix_set_limits: Vec<Limits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounding_box: Option<BoundingBox>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<Layer>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    tile_matrix: String,
    min_tile_row: u32,
    max_tile_row: u32,
    min_tile_col: u32,
    max_tile_col: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BoundingBox {
    lower_left: [f64; 2],
    upper_right: [f64; 2],
    crs: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Layer {
    id: String,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    data_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    geometry_dimension: Option<u8>,
    min_tile_matrix: String,
    max_tile_matrix: String,
    properties_schema: Value,
}

/// The zooms of a set at which layers have tiles.
pub(super) fn zooms(set: MatrixSet, layers: &[&LayerSummary]) -> std::ops::RangeInclusive<u8> {
    let min = layers.iter().map(|layer| layer.min_zoom).min().unwrap_or(0);
    let max = layers.iter().map(|layer| layer.max_zoom).max().unwrap_or(0);
    min.saturating_sub(set.ahead())..=max.saturating_sub(set.ahead())
}

/// Whether the tileset of some layers says that it has a tile. Layers without features have empty tiles everywhere.
pub(super) fn has(tile: TileId, layers: &[&LayerSummary]) -> bool {
    let inside = bounds(layers).is_none_or(|bounds| {
        let [columns, rows] = tile.set().covering(tile.zoom(), bounds);
        (columns[0]..=columns[1]).contains(&tile.column()) && (rows[0]..=rows[1]).contains(&tile.row())
    });
    inside && zooms(tile.set(), layers).contains(&tile.zoom())
}

fn bounds(layers: &[&LayerSummary]) -> Option<LonLatBox> {
    layers.iter().filter_map(|layer| layer.bounds).reduce(LonLatBox::union)
}

/// The tilesets of one layer.
pub(super) async fn of_collection(
    State(state): State<ServerState>,
    Path(name): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layer = loaded.layer(&name)?;
    let server = base(&request)?;
    let of = format!("{server}/ogc/collections/{name}");
    list((&request, &query), &state.styles(), &server, &of, &[layer]).await
}

/// The tilesets of all layers together.
pub(super) async fn of_dataset(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layers: Vec<&LayerSummary> = loaded.desk.tiles.layers().collect();
    let server = base(&request)?;
    list(
        (&request, &query),
        &state.styles(),
        &server,
        &format!("{server}/ogc"),
        &layers,
    )
    .await
}

async fn list(
    (request, query): (&Parts, &Query),
    drawn_by: &Styles,
    server: &str,
    of: &str,
    layers: &[&LayerSummary],
) -> Result<Response, Problem> {
    let asked = ServerState::choosing(query);
    let short = |set: MatrixSet| {
        let mut tileset = tileset(set, server, of, layers, (drawn_by, None, &asked));
        tileset.tile_matrix_set_limits = Vec::new();
        tileset.layers = Vec::new();
        tileset
    };
    let list = List {
        links: vec![Link::new("self", JSON, format!("{of}/tiles")).choosing(&asked)],
        tilesets: MatrixSet::ALL.into_iter().map(short).collect(),
    };
    answer(request, query, "Tiles / 瓦片", &list).await
}

/// One tileset of one layer.
pub(super) async fn one_of_collection(
    State(state): State<ServerState>,
    Path((name, set)): Path<(String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "scenario", "assessment"])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layer = loaded.layer(&name)?;
    let server = base(&request)?;
    let of = format!("{server}/ogc/collections/{name}");
    let asked = ServerState::choosing(&query);
    let drawn_by = state.styles();
    let tileset = tileset(by_id(&set)?, &server, &of, &[layer], (&drawn_by, None, &asked));
    answer(&request, &query, collections::title(&name), &tileset).await
}

/// One tileset of all layers together, or of those that `collections` names.
pub(super) async fn one_of_dataset(
    State(state): State<ServerState>,
    Path(set): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "collections", "scenario", "assessment"])?;
    let loaded = state.loaded_for(&request, &query).await?;
    let set = by_id(&set)?;
    let layers = chosen(&query, loaded.desk.tiles.layers())?;
    let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    let only = query
        .get("collections")
        .map(|_| format!("?collections={}", names.join(",")));
    let server = base(&request)?;
    let of = format!("{server}/ogc");
    let asked = ServerState::choosing(&query);
    let tileset = tileset(set, &server, &of, &layers, (&state.styles(), only.as_deref(), &asked));
    answer(&request, &query, "Tiles / 瓦片", &tileset).await
}

/// The layers that a query names, in the set's own order; all where it names none.
pub(super) fn chosen<'a>(
    query: &Query,
    all: impl Iterator<Item = &'a LayerSummary>,
) -> Result<Vec<&'a LayerSummary>, Problem> {
    let all: Vec<&LayerSummary> = all.collect();
    let Some(text) = query.get("collections") else {
        return Ok(all);
    };
    let names: Vec<&str> = text.split(',').map(str::trim).collect();
    if !names.iter().all(|name| all.iter().any(|layer| layer.name == *name)) {
        return Err(Problem::BadParameter {
            name: "collections",
            expected: "names of collections with commas between; /ogc/collections lists them",
        });
    }
    Ok(all
        .into_iter()
        .filter(|layer| names.contains(&layer.name.as_str()))
        .collect())
}

/// `only` is what names the layers where not all are meant, `asked` what chooses the scenario, each as it stands behind an address.
fn tileset(
    set: MatrixSet,
    server: &str,
    of: &str,
    layers: &[&LayerSummary],
    (drawn_by, only, asked): (&Styles, Option<&str>, &str),
) -> Tileset {
    let own = format!("{of}/tiles/{}", set.id());
    let tile = format!("{own}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}");
    let one = match layers {
        [layer] if only.is_none() => Some(*layer),
        _ => None,
    };
    let only = only.unwrap_or_default();
    let mut links = vec![
        Link::new("self", JSON, own).choosing(only).choosing(asked),
        Link::new(TILING_SCHEME, JSON, format!("{server}/ogc/tileMatrixSets/{}", set.id())),
        Link::new("item", MVT, format!("{tile}?f=mvt"))
            .template()
            .choosing(only)
            .choosing(asked),
    ];
    if one.is_some() {
        links.push(
            Link::new("item", GEOJSON, format!("{tile}?f=geojson"))
                .template()
                .choosing(asked),
        );
        links.push(Link::new(GEODATA, JSON, of.to_owned()).choosing(asked));
    }
    if one.is_none_or(|layer| styles::has_styles(drawn_by, &layer.name)) {
        links.push(Link::new(STYLES, JSON, format!("{of}/styles")).choosing(asked));
    }
    let bounds = bounds(layers);
    let limits = |zoom: u8| {
        let [columns, rows] = set.covering(zoom, bounds?);
        Some(Limits {
            tile_matrix: zoom.to_string(),
            min_tile_row: rows[0],
            max_tile_row: rows[1],
            min_tile_col: columns[0],
            max_tile_col: columns[1],
        })
    };
    Tileset {
        title: one.map_or_else(
            || "All layers / 全部图层".to_owned(),
            |layer| collections::title(&layer.name).to_owned(),
        ),
        description: one.and_then(|layer| layer.rule.clone()),
        data_type: "vector",
        crs: crs(set),
        tile_matrix_set_uri: uri(set),
        links,
        tile_matrix_set_limits: zooms(set, layers).filter_map(limits).collect(),
        bounding_box: bounds.map(|bounds| BoundingBox {
            lower_left: [bounds.west, bounds.south],
            upper_right: [bounds.east, bounds.north],
            crs: CRS84,
        }),
        layers: layers.iter().map(|layer| described(set, layer)).collect(),
    }
}

fn described(set: MatrixSet, layer: &LayerSummary) -> Layer {
    let zooms = zooms(set, &[layer]);
    Layer {
        id: layer.name.clone(),
        title: collections::title(&layer.name),
        description: layer.rule.clone(),
        data_type: "vector",
        geometry_dimension: match layer.kind {
            GeometryKind::Point => Some(0),
            GeometryKind::Line => Some(1),
            GeometryKind::Area => Some(2),
            GeometryKind::Mixed | GeometryKind::Empty => None,
        },
        min_tile_matrix: zooms.start().to_string(),
        max_tile_matrix: zooms.end().to_string(),
        properties_schema: object!({ "type": "object", "properties": properties(layer) }),
    }
}

/// The properties of a layer as a JSON schema has them.
pub(super) fn properties(layer: &LayerSummary) -> Map<String, Value> {
    let one = |(name, kind): (&String, &Kind)| {
        let kind = if *kind == Kind::Text { "string" } else { "number" };
        (name.clone(), object!({ "title": name, "type": kind }))
    };
    layer.kinds.iter().map(one).collect()
}
