//! Features Part 1: lists of features and single ones.

use std::collections::BTreeSet;
use std::sync::Arc;

use geo::Point;
use serde_json::Value;
use yike::http::ServerState;
use yike::tiles::{Feature, Layer, TileSet};
use yike::workflow::desk::Desk;

use super::{follow, href, json, places, servers};
use crate::server::{Server, desk};

const GEOJSON: &str = "application/geo+json";

fn ids(page: &Value) -> Vec<u64> {
    let features = page["features"].as_array().expect("features").iter();
    features.map(|feature| feature["id"].as_u64().expect("an id")).collect()
}

fn items(server: &Server, layer: &str, query: &str) -> Value {
    json(&server.get(&format!("/ogc/collections/{layer}/items?{query}")), GEOJSON)
}

#[test]
fn req_core_fc_op_fc_response_and_geojson_content() {
    for (server, layer) in servers() {
        let page = items(&server, layer, "");
        assert_eq!(page["type"], "FeatureCollection");
        let all = ids(&page);
        assert_eq!(page["numberReturned"], all.len());
        assert_eq!(page["numberMatched"], all.len());
        assert!(page.get("timeStamp").is_none());
        let own = href(&page, "self", GEOJSON);
        assert_eq!(follow(&server, &own).json(), page, "fc-links, fc-rel-type");
        for feature in page["features"].as_array().expect("features") {
            assert_eq!(feature["type"], "Feature");
            assert!(feature["geometry"]["type"].is_string() && feature["properties"].is_object());
        }
    }
}

#[test]
fn req_core_fc_limit_definition_and_response() {
    for (server, layer) in servers() {
        let all = ids(&items(&server, layer, ""));
        let page = items(&server, layer, "limit=1");
        assert_eq!(
            (ids(&page), page["numberMatched"].clone()),
            (all[..1].to_vec(), all.len().into())
        );
        // More than the greatest number is no error: the greatest number is taken.
        for large in ["10001", "99999999999999999999999"] {
            assert_eq!(ids(&items(&server, layer, &format!("limit={large}"))), all);
        }
    }
}

#[test]
fn rec_core_fc_next_the_pages_are_every_feature_once_and_of_one_version() {
    for (server, layer) in servers() {
        let all = ids(&items(&server, layer, ""));
        let mut seen = Vec::new();
        let mut page = items(&server, layer, "limit=1&sortby=name");
        loop {
            seen.extend(ids(&page));
            let links = page["links"].as_array().expect("links");
            let Some(next) = links.iter().find(|link| link["rel"] == "next") else {
                break;
            };
            page = json(&follow(&server, next["href"].as_str().expect("a text")), GEOJSON);
        }
        assert_eq!(seen.len(), all.len());
        assert_eq!(
            seen.iter().collect::<BTreeSet<_>>(),
            all.iter().collect::<BTreeSet<_>>()
        );
        let other = format!("/ogc/collections/{layer}/items?offset=1&version=other");
        server.get(&other).is_problem(404);
        assert_eq!(ids(&items(&server, layer, "offset=1000")), Vec::<u64>::new());
    }
}

#[test]
fn req_core_fc_bbox_definition_and_response() {
    // Two communities that meet at 9.5° east, one facility at 9.45° east, 47.1° north; and three facilities of Beijing.
    let boxes: [&[(&str, &str, &[u64])]; 2] = [
        &[
            ("communities", "9.41,47.05,9.45,47.1", &[1]),
            ("communities", "9.55,47.05,9.9,48", &[2]),
            // An edge belongs to both, heights say nothing, and a west greater than the east goes round the world.
            ("communities", "9.5,47.05,9.5,47.05", &[1, 2]),
            ("communities", "9.5,47.05,-100,9.5,47.05,100", &[1, 2]),
            ("communities", "170,-10,-170,10", &[]),
            ("communities", "9.55,-90,9.4,90", &[1, 2]),
            ("facilities", "9.45,47.1,9.45,47.1", &[5]),
            ("facilities", "9.4500001,47.1,9.46,47.2", &[]),
            (
                "communities",
                "47.05,9.41,47.1,9.45&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4490",
                &[1],
            ),
        ],
        &[
            ("facilities", "116.39,39.9,116.41,39.93", &[1, 12]),
            ("facilities", "116.2,39.7,5,116.3,39.8,9", &[7]),
            // Round the world from east of the first to west of it.
            ("facilities", "116.4,-90,116.3,90", &[7, 12]),
            (
                "facilities",
                "39.9,116.39,39.92,116.4&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
                &[1],
            ),
            ("streets", "116.4,39.9,116.41,39.91", &[3]),
            ("streets", "116.4,39.91,116.41,39.92", &[]),
        ],
    ];
    for ((server, layer), boxes) in servers().into_iter().zip(boxes) {
        for (layer, bbox, expected) in boxes {
            assert_eq!(
                ids(&items(&server, layer, &format!("bbox={bbox}"))),
                *expected,
                "{layer} {bbox}"
            );
        }
        // Every feature lies in its own box as it is given out.
        for feature in items(&server, layer, "")["features"].as_array().expect("features") {
            let places = places(&feature["geometry"]["coordinates"]);
            let pick = |axis: usize, by: fn(f64, f64) -> f64| {
                let numbers = places.iter().map(|place| place[axis]);
                numbers.reduce(by).expect("a place")
            };
            let [west, east] = [pick(0, f64::min), pick(0, f64::max)];
            let [south, north] = [pick(1, f64::min), pick(1, f64::max)];
            let found = ids(&items(&server, layer, &format!("bbox={west},{south},{east},{north}")));
            assert!(found.contains(&feature["id"].as_u64().expect("an id")));
        }
    }
}

#[test]
fn pages_have_a_hundred_features_ten_thousand_at_most_and_links_that_lead_on() {
    let feature = |id: u64| Feature {
        id,
        geometry: Point::new(id as f64 / 1000.0, 1.0).into(),
        properties: vec![],
    };
    let layer = Layer {
        name: "many".to_owned(),
        features: (1..=10_001).map(feature).collect(),
        min_zoom: 0,
        max_zoom: 16,
        fields: vec![],
    };
    // A version may hold anything; in an address it is plain.
    let version = "9 é/&?";
    let tiles = TileSet::new(version.to_owned(), vec![layer]).expect("good features");
    let desk = Desk { tiles, ..desk(version) };
    let server = Server::with(ServerState::new(Arc::new(desk)));
    let usual = items(&server, "many", "");
    assert_eq!(ids(&usual), (1..=100).collect::<Vec<u64>>());
    assert_eq!(
        (&usual["numberMatched"], &usual["numberReturned"]),
        (&10_001.into(), &100.into())
    );
    let most = items(&server, "many", "l%69mit=20000&of%66set=0&bbox=0,0,20,2");
    assert_eq!(ids(&most), (1..=10_000).collect::<Vec<u64>>());
    let rest = json(&follow(&server, &href(&most, "next", GEOJSON)), GEOJSON);
    assert_eq!(ids(&rest), [10_001]);
    assert!(
        rest["links"]
            .as_array()
            .expect("links")
            .iter()
            .all(|link| link["rel"] != "next")
    );
}

#[test]
fn req_core_fc_time_definition_and_response() {
    for (server, layer) in servers() {
        let all = ids(&items(&server, layer, ""));
        for time in [
            "2025-12-31",
            "2025-12-31T00:00:00Z",
            "2025-01-01/2025-12-31",
            "../2025-12-31",
            "2025-12-31/",
        ] {
            assert_eq!(ids(&items(&server, layer, &format!("datetime={time}"))), all, "{time}");
        }
    }
}

#[test]
fn req_core_f_op_f_success_and_f_links() {
    for (server, layer) in servers() {
        let page = items(&server, layer, "");
        for listed in page["features"].as_array().expect("features") {
            let path = format!("/ogc/collections/{layer}/items/{}", listed["id"]);
            let one = json(&server.get(&path), GEOJSON);
            for key in ["type", "id", "geometry", "properties"] {
                assert_eq!(one[key], listed[key], "{key}");
            }
            assert_eq!(follow(&server, &href(&one, "self", GEOJSON)).json(), one);
            let collection = follow(&server, &href(&one, "collection", "application/json")).json();
            assert_eq!(collection["id"], layer);
        }
        for missing in ["999", "01", "-1", "x", "99999999999999999999999"] {
            server
                .get(&format!("/ogc/collections/{layer}/items/{missing}"))
                .is_problem(404);
        }
        server.get("/ogc/collections/nothing/items/1").is_problem(404);
        server.get("/ogc/collections/nothing/items").is_problem(404);
    }
}

#[test]
fn features_are_given_as_they_came_in_rings_counter_clockwise() {
    let server = Server::start();
    let one = items(&server, "communities", "limit=1");
    let ring = one["features"][0]["geometry"]["coordinates"][0].clone();
    assert_eq!(
        ring,
        serde_json::json!([[9.4, 47.0], [9.5, 47.0], [9.5, 47.2], [9.4, 47.2], [9.4, 47.0]])
    );
}

#[test]
fn properties_and_order_are_chosen() {
    let server = Server::start();
    let page = items(&server, "communities", "properties=name,people&sortby=-name");
    assert_eq!(ids(&page), [2, 1]);
    assert_eq!(
        page["features"][1]["properties"],
        serde_json::json!({ "name": "Vaduz", "people": 812.5 })
    );
    assert_eq!(ids(&items(&server, "communities", "sortby=%2Bname")), [1, 2]);
    assert_eq!(ids(&items(&server, "communities", "sortby=+name")), [1, 2]);
    assert_eq!(
        items(&server, "communities", "properties=")["features"][0]["properties"],
        serde_json::json!({})
    );
}

#[test]
fn a_list_is_confirmed_and_compressed_as_everything_else() {
    let server = Server::start();
    let path = "/ogc/collections/communities/items";
    let first = server.get(path);
    assert_eq!(
        first.header("content-crs"),
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    );
    let tag = format!("If-None-Match: {}", first.header("etag"));
    let again = server.ask("GET", path, &[&tag]);
    assert_eq!(
        (again.status, again.header("content-crs")),
        (304, first.header("content-crs"))
    );
    assert_eq!(
        server
            .ask("GET", path, &["Accept-Encoding: gzip"])
            .header("content-encoding"),
        "gzip"
    );
    server.ask("POST", path, &["Content-Length: 0"]).is_problem(405);
}
