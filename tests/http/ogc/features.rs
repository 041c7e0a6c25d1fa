//! Features Part 1: lists of features and single ones.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{follow, href, json, servers};
use crate::server::Server;

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
    let server = Server::start();
    // Two communities that meet at 9.5° east, and one facility at 9.45° east, 47.1° north.
    let found = |layer: &str, bbox: &str| ids(&items(&server, layer, &format!("bbox={bbox}")));
    assert_eq!(found("communities", "9.41,47.05,9.45,47.1"), [1]);
    assert_eq!(found("communities", "9.55,47.05,9.9,48"), [2]);
    assert_eq!(
        found("communities", "9.5,47.05,9.5,47.05"),
        [1, 2],
        "an edge belongs to both"
    );
    assert_eq!(
        found("communities", "9.5,47.05,-100,9.5,47.05,100"),
        [1, 2],
        "heights say nothing"
    );
    assert_eq!(found("communities", "170,-10,-170,10"), Vec::<u64>::new());
    assert_eq!(found("communities", "9.55,-90,9.4,90"), [1, 2], "round the world");
    assert_eq!(found("facilities", "9.45,47.1,9.45,47.1"), [5]);
    assert_eq!(found("facilities", "9.4500001,47.1,9.46,47.2"), Vec::<u64>::new());
    let latitude_first = "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4490&bbox=47.05,9.41,47.1,9.45";
    assert_eq!(ids(&items(&server, "communities", latitude_first)), [1]);
    // Every feature lies in its own box as it is given out.
    for feature in items(&server, "communities", "")["features"]
        .as_array()
        .expect("features")
    {
        let ring = feature["geometry"]["coordinates"][0].as_array().expect("a ring");
        let pick = |axis: usize, by: fn(f64, f64) -> f64| {
            ring.iter()
                .filter_map(|p| p[axis].as_f64())
                .reduce(by)
                .expect("a number")
        };
        let bbox = format!(
            "{},{},{},{}",
            pick(0, f64::min),
            pick(1, f64::min),
            pick(0, f64::max),
            pick(1, f64::max)
        );
        assert!(found("communities", &bbox).contains(&feature["id"].as_u64().expect("an id")));
    }
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
