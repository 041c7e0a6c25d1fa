//! Tiles Part 1 and tile matrix sets.

use serde_json::Value;

use super::{follow, href, json, places, servers};
use crate::server::Server;

const JSON: &str = "application/json";
const GEOJSON: &str = "application/geo+json";
const MVT: &str = "application/vnd.mapbox-vector-tile";
const SETS: [&str; 3] = ["WebMercatorQuad", "WorldCRS84Quad", "CGCS2000Quad"];
const TILESETS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
const SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

/// A tile of the tileset in its middle matrix, by the template and the limits that it gives.
fn some_tile(tileset: &Value, media: &str) -> String {
    let limits = tileset["tileMatrixSetLimits"].as_array().expect("limits");
    let limit = &limits[limits.len() / 2];
    let filled = [
        ("{tileMatrix}", "tileMatrix"),
        ("{tileRow}", "minTileRow"),
        ("{tileCol}", "minTileCol"),
    ];
    filled
        .iter()
        .fold(href(tileset, "item", media), |address, (name, key)| {
            let value = limit[*key]
                .as_str()
                .map_or_else(|| limit[*key].to_string(), str::to_owned);
            address.replace(name, &value)
        })
}

#[test]
fn req_tms_tile_matrix_sets_are_listed_and_defined() {
    for (server, _) in servers() {
        let list = json(&server.get("/ogc/tileMatrixSets"), JSON);
        let sets = list["tileMatrixSets"].as_array().expect("a list");
        assert_eq!(
            sets.iter()
                .map(|set| set["id"].as_str().expect("a name"))
                .collect::<Vec<_>>(),
            SETS
        );
        for (set, wide) in sets.iter().zip([1, 2, 2]) {
            let definition = json(&follow(&server, &href(set, "self", JSON)), JSON);
            assert_eq!((&definition["id"], &definition["crs"]), (&set["id"], &set["crs"]));
            let matrices = definition["tileMatrices"].as_array().expect("a list");
            for (zoom, matrix) in matrices.iter().enumerate() {
                assert_eq!(matrix["id"], zoom.to_string());
                assert_eq!(
                    (&matrix["matrixWidth"], &matrix["matrixHeight"]),
                    (&(wide << zoom).into(), &(1_u64 << zoom).into())
                );
                let (scale, cell) = (matrix["scaleDenominator"].as_f64(), matrix["cellSize"].as_f64());
                let metres = if wide == 1 {
                    1.0
                } else {
                    6_378_137.0 * std::f64::consts::PI / 180.0
                };
                let ratio = scale.expect("a number") * 0.000_28 / (cell.expect("a number") * metres);
                assert!((ratio - 1.0).abs() < 1e-9, "cells of 0.28 mm: {ratio}");
            }
        }
        // The registry has no set of CGCS2000, so ours has no address in it; its axes stand latitude first, as EPSG has them.
        assert!(sets[2].get("uri").is_none());
        let ours = server.get("/ogc/tileMatrixSets/CGCS2000Quad").json();
        assert_eq!(ours["orderedAxes"], serde_json::json!(["Lat", "Lon"]));
        assert_eq!(
            ours["tileMatrices"][0]["pointOfOrigin"],
            serde_json::json!([90.0, -180.0])
        );
        server.get("/ogc/tileMatrixSets/nothing").is_problem(404);
    }
}

#[test]
fn req_geodata_tilesets_desc_links_and_operation() {
    for (server, layer) in servers() {
        let collection = server.get(&format!("/ogc/collections/{layer}")).json();
        let address = href(&collection, TILESETS, JSON);
        assert!(address.ends_with(&format!("/collections/{layer}/tiles")));
        let list = json(&follow(&server, &address), JSON);
        assert_eq!(list["tilesets"].as_array().map(Vec::len), Some(3));
        server.get("/ogc/collections/nothing/tiles").is_problem(404);
    }
}

#[test]
fn req_dataset_tilesets_landingpage_and_operation() {
    for (server, _) in servers() {
        let address = href(&server.get("/ogc/").json(), TILESETS, JSON);
        assert!(address.ends_with("/ogc/tiles"));
        let list = json(&follow(&server, &address), JSON);
        for set in list["tilesets"].as_array().expect("a list") {
            let tileset = json(&follow(&server, &href(set, "self", JSON)), JSON);
            assert_eq!(follow(&server, &some_tile(&tileset, MVT)).header("content-type"), MVT);
        }
    }
}

#[test]
fn req_tilesets_list_tileset_links() {
    for (server, layer) in servers() {
        let list = server.get(&format!("/ogc/collections/{layer}/tiles")).json();
        for (tileset, set) in list["tilesets"].as_array().expect("a list").iter().zip(SETS) {
            assert_eq!(tileset["dataType"], "vector");
            assert!(tileset["crs"].is_string());
            assert_eq!(tileset.get("tileMatrixSetURI").is_some(), set != "CGCS2000Quad");
            let own = href(tileset, "self", JSON);
            assert!(own.ends_with(&format!("/collections/{layer}/tiles/{set}")));
            assert_eq!(follow(&server, &href(tileset, SCHEME, JSON)).json()["id"], set);
        }
    }
}

#[test]
fn req_tileset_description() {
    for (server, layer) in servers() {
        for set in SETS {
            let tileset = json(&server.get(&format!("/ogc/collections/{layer}/tiles/{set}")), JSON);
            if set != "CGCS2000Quad" {
                let uri = format!("http://www.opengis.net/def/tilematrixset/OGC/1.0/{set}");
                assert_eq!(tileset["tileMatrixSetURI"], uri);
            }
            assert_eq!(
                follow(&server, &href(&tileset, SCHEME, JSON)).json()["crs"],
                tileset["crs"]
            );
            for media in [GEOJSON, MVT] {
                let links = tileset["links"].as_array().expect("links");
                let item = links
                    .iter()
                    .find(|link| link["rel"] == "item" && link["type"] == media)
                    .expect("a template");
                assert_eq!(item["templated"], true);
                assert_eq!(
                    follow(&server, &some_tile(&tileset, media)).header("content-type"),
                    media
                );
            }
            assert_eq!(tileset["layers"][0]["id"], layer);
            assert_eq!(
                tileset["layers"][0]["propertiesSchema"]["properties"]["name"]["type"],
                "string"
            );
        }
        server
            .get(&format!("/ogc/collections/{layer}/tiles/nothing"))
            .is_problem(404);
    }
}

#[test]
fn req_core_tc_op_tc_success_and_req_geojson_content() {
    // The two communities lie between 9.4° and 9.6° east, 47° and 47.2° north, the three facilities round 116.35° and 39.86°.
    let tiles = [
        ([(8, 89, 134), (7, 30, 134)], vec![1, 2], [9.39, 46.99, 9.61, 47.21]),
        (
            [(7, 48, 105), (6, 17, 105)],
            vec![1, 7, 12],
            [116.27, 39.78, 116.42, 39.94],
        ),
    ];
    for ((server, layer), (addresses, expected, [west, south, east, north])) in servers().into_iter().zip(tiles) {
        for set in SETS {
            let (matrix, row, column) = addresses[usize::from(set != "WebMercatorQuad")];
            let path = format!("/ogc/collections/{layer}/tiles/{set}/{matrix}/{row}/{column}?f=geojson");
            let tile = json(&server.get(&path), GEOJSON);
            assert_eq!(tile["type"], "FeatureCollection");
            let features = tile["features"].as_array().expect("features");
            let ids: Vec<_> = features.iter().filter_map(|f| f["id"].as_u64()).collect();
            assert_eq!(ids, expected, "{set}");
            // Longitude first and degrees, whatever the set.
            for [lon, lat] in features.iter().flat_map(|f| places(&f["geometry"]["coordinates"])) {
                assert!(
                    (west..=east).contains(&lon) && (south..=north).contains(&lat),
                    "{set}: {lon} {lat}"
                );
            }
        }
        let (matrix, row, column) = addresses[0];
        let classic = server.get(&format!("/tiles/{layer}/{matrix}/{column}/{row}.geojson"));
        let ogc = server.get(&format!(
            "/ogc/collections/{layer}/tiles/WebMercatorQuad/{matrix}/{row}/{column}?f=geojson"
        ));
        assert_eq!(
            (classic.body, classic.headers.get("etag")),
            (ogc.body, ogc.headers.get("etag")),
            "column and row change places"
        );
    }
}

#[test]
fn req_core_tc_error_and_the_definitions_of_matrix_row_and_column() {
    for (server, layer) in servers() {
        for set in SETS {
            let tileset = server.get(&format!("/ogc/collections/{layer}/tiles/{set}")).json();
            let tiles = format!("/ogc/collections/{layer}/tiles/{set}");
            for limit in tileset["tileMatrixSetLimits"].as_array().expect("limits") {
                let number = |key: &str| limit[key].as_u64().expect("a number");
                let matrix = limit["tileMatrix"].as_str().expect("a name");
                let (row, column) = (number("maxTileRow"), number("maxTileCol"));
                let status = |row, column| server.get(&format!("{tiles}/{matrix}/{row}/{column}?f=geojson")).status;
                assert_eq!(status(row, column), 200, "{set} {matrix}");
                assert_eq!(
                    [status(row + 1, column), status(row, column + 1)],
                    [404, 404],
                    "{set} {matrix}"
                );
            }
            for far in ["0/1/0", "17/0/0", "23/0/0", "99999999999999999999999/0/0"] {
                server.get(&format!("{tiles}/{far}")).is_problem(404);
            }
            for malformed in ["a/0/0", "0/-1/0", "0/0/1.5", "00/0/0"] {
                server.get(&format!("{tiles}/{malformed}")).is_problem(400);
            }
        }
        server
            .get(&format!("/ogc/collections/{layer}/tiles/nothing/0/0/0"))
            .is_problem(404);
    }
}

#[test]
fn req_mvt_content_and_the_accept_header() {
    for (server, layer) in servers() {
        let path = format!("/ogc/collections/{layer}/tiles/WebMercatorQuad/0/0/0");
        for (accept, media) in [
            (MVT, MVT),
            (GEOJSON, GEOJSON),
            ("*/*", GEOJSON),
            (JSON, GEOJSON),
            ("text/html,*/*;q=0.1", GEOJSON),
        ] {
            let answer = server.ask("GET", &path, &[&format!("Accept: {accept}")]);
            assert_eq!((answer.status, answer.header("content-type")), (200, media), "{accept}");
            assert_eq!(answer.header("vary"), "Accept, Accept-Encoding, Origin");
        }
        server.ask("GET", &path, &["Accept: image/png"]).is_problem(406);
        let (geojson, mvt) = (
            server.get(&path),
            server.ask("GET", &path, &[&format!("Accept: {MVT}")]),
        );
        assert_ne!(geojson.header("etag"), mvt.header("etag"));
        server.get(&format!("{path}?f=png")).is_problem(400);
    }
}

#[test]
fn req_collections_selection_resources_query() {
    let chosen = [
        (["communities", "facilities"], 8, 89, 134),
        (["facilities", "gaps"], 7, 48, 105),
    ];
    for ((server, _), (layers, matrix, row, column)) in servers().into_iter().zip(chosen) {
        let [first, second] = layers;
        let tileset = server
            .get(&format!("/ogc/tiles/WebMercatorQuad?collections={second},{first}"))
            .json();
        let told = tileset["layers"].as_array().expect("layers").iter();
        assert_eq!(told.map(|l| l["id"].as_str()).collect::<Vec<_>>(), layers.map(Some));
        let tile = some_tile(&tileset, MVT);
        assert!(tile.ends_with(&format!("&collections={first},{second}")), "{tile}");
        assert_eq!(follow(&server, &tile).status, 200);
        let holds = |bytes: &[u8], name: &str| bytes.windows(name.len()).any(|part| part == name.as_bytes());
        let path = format!("/ogc/tiles/WebMercatorQuad/{matrix}/{row}/{column}");
        let all = server.get(&path).body;
        let two = server.get(&format!("{path}?collections={second},{first}")).body;
        assert!(holds(&all, "streets") && holds(&two, first) && !holds(&two, "streets"));
        // Together they are the tiles of each layer, one after the other.
        let one = |layer: &str| server.get(&format!("/tiles/{layer}/{matrix}/{column}/{row}.mvt")).body;
        assert_eq!(two, [one(first), one(second)].concat());
        for path in ["/ogc/tiles/WebMercatorQuad", &path] {
            server.get(&format!("{path}?collections=nothing")).is_problem(400);
        }
        server.get(&format!("{path}?f=geojson")).is_problem(406);
    }
}

#[test]
fn layers_together_are_shown_from_the_zoom_on_at_which_each_has_tiles() {
    let server = Server::start();
    // Streets begin at zoom 8, which matrix 7 of a set of degrees shows.
    for (path, streets) in [
        ("WebMercatorQuad/7/44/67", false),
        ("WebMercatorQuad/8/89/134", true),
        ("WorldCRS84Quad/6/15/67", false),
        ("WorldCRS84Quad/7/30/134", true),
    ] {
        let body = server.get(&format!("/ogc/tiles/{path}?f=mvt")).body;
        let holds = |name: &str| body.windows(name.len()).any(|part| part == name.as_bytes());
        assert_eq!((holds("communities"), holds("streets")), (true, streets), "{path}");
    }
}
