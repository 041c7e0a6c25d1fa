//! Tile matrix sets (OGC 17-083r4).

use axum::extract::Path;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;

use super::answer::answer;
use super::link::{JSON, Link};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::routes::base;
use crate::tiles::MatrixSet;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List {
    tile_matrix_sets: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'static str>,
    crs: &'static str,
    links: Vec<Link>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    id: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'static str>,
    crs: &'static str,
    ordered_axes: [&'static str; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    well_known_scale_set: Option<&'static str>,
    tile_matrices: Vec<TileMatrix>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TileMatrix {
    id: String,
    scale_denominator: f64,
    cell_size: f64,
    corner_of_origin: &'static str,
    point_of_origin: [f64; 2],
    tile_width: u32,
    tile_height: u32,
    matrix_width: u64,
    matrix_height: u64,
}

/// The reference system of a set, by its URI.
pub(super) fn crs(set: MatrixSet) -> &'static str {
    match set {
        MatrixSet::WebMercatorQuad => "http://www.opengis.net/def/crs/EPSG/0/3857",
        MatrixSet::WorldCrs84Quad => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        MatrixSet::Cgcs2000Quad => "http://www.opengis.net/def/crs/EPSG/0/4490",
    }
}

/// Where OGC's registry has the set; it has none of CGCS2000.
pub(super) fn uri(set: MatrixSet) -> Option<&'static str> {
    match set {
        MatrixSet::WebMercatorQuad => Some("http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"),
        MatrixSet::WorldCrs84Quad => Some("http://www.opengis.net/def/tilematrixset/OGC/1.0/WorldCRS84Quad"),
        MatrixSet::Cgcs2000Quad => None,
    }
}

fn title(set: MatrixSet) -> &'static str {
    match set {
        MatrixSet::WebMercatorQuad => "Web Mercator",
        MatrixSet::WorldCrs84Quad => "WGS 84, longitude and latitude",
        MatrixSet::Cgcs2000Quad => "CGCS2000, longitude and latitude / 2000国家大地坐标系",
    }
}

/// The set of an address.
pub(super) fn by_id(id: &str) -> Result<MatrixSet, Problem> {
    MatrixSet::by_id(id).ok_or(Problem::UnknownMatrixSet)
}

/// Every set.
pub(super) async fn list(request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f"])?;
    let here = format!("{}/ogc/tileMatrixSets", base(&request)?);
    let entry = |set: MatrixSet| Entry {
        id: set.id(),
        title: title(set),
        uri: uri(set),
        crs: crs(set),
        links: vec![Link::new("self", JSON, format!("{here}/{}", set.id()))],
    };
    let list = List {
        tile_matrix_sets: MatrixSet::ALL.into_iter().map(entry).collect(),
    };
    answer(&request, &query, "Tile matrix sets / 瓦片矩阵集", &list).await
}

/// One set.
pub(super) async fn one(Path(id): Path<String>, request: Parts) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f"])?;
    let set = by_id(&id)?;
    answer(&request, &query, title(set), &definition(set)).await
}

fn definition(set: MatrixSet) -> Definition {
    // Scales and cells of 256 pixels a tile at zoom 0, as the registry has them.
    let (scale, cell, origin, axes, scales) = match set {
        MatrixSet::WebMercatorQuad => (
            559_082_264.028_717_8,
            156_543.033_928_041,
            [-20_037_508.342_789_244, 20_037_508.342_789_244],
            ["X", "Y"],
            Some("http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"),
        ),
        MatrixSet::WorldCrs84Quad => (
            279_541_132.014_358_76,
            0.703_125,
            [-180.0, 90.0],
            ["Lon", "Lat"],
            Some("http://www.opengis.net/def/wkss/OGC/1.0/GoogleCRS84Quad"),
        ),
        MatrixSet::Cgcs2000Quad => (279_541_132.014_358_76, 0.703_125, [90.0, -180.0], ["Lat", "Lon"], None),
    };
    let matrix = |zoom: u8| {
        let parts = (1_u64 << zoom) as f64;
        let [matrix_width, matrix_height] = set.size(zoom);
        TileMatrix {
            id: zoom.to_string(),
            scale_denominator: scale / parts,
            cell_size: cell / parts,
            corner_of_origin: "topLeft",
            point_of_origin: origin,
            tile_width: 256,
            tile_height: 256,
            matrix_width,
            matrix_height,
        }
    };
    Definition {
        id: set.id(),
        title: title(set),
        uri: uri(set),
        crs: crs(set),
        ordered_axes: axes,
        well_known_scale_set: scales,
        tile_matrices: (0..=set.max_zoom()).map(matrix).collect(),
    }
}
