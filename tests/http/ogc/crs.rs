//! Features Part 2: reference systems.

use serde_json::Value;

use super::{json, servers};

const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const CGCS2000: &str = "http://www.opengis.net/def/crs/EPSG/0/4490";

#[test]
fn req_crs_fc_md_crs_list_and_storage_crs() {
    for (server, layer) in servers() {
        let collection = server.get(&format!("/ogc/collections/{layer}")).json();
        let systems = collection["crs"].as_array().expect("a list").clone();
        assert!(systems.contains(&CRS84.into()) && systems.contains(&CGCS2000.into()));
        assert!(
            systems.contains(&collection["storageCrs"]),
            "fc-md-storageCrs-valid-value"
        );
    }
}

#[test]
fn req_crs_fc_crs_action_and_ogc_crs_header() {
    for ((server, layer), [lon, lat]) in servers().into_iter().zip([[9.4, 47.0], [116.39, 39.91]]) {
        for path in ["items", "items/1"] {
            let path = format!("/ogc/collections/{layer}/{path}");
            for (crs, expected) in [
                (CRS84, [lon, lat]),
                (CGCS2000, [lat, lon]),
                ("http://www.opengis.net/def/crs/EPSG/0/4326", [lat, lon]),
            ] {
                let answer = server.get(&format!("{path}?crs={crs}"));
                assert_eq!(answer.header("content-crs"), format!("<{crs}>"));
                let document = json(&answer, "application/geo+json");
                let geometry = document
                    .pointer("/features/0/geometry")
                    .unwrap_or(&document["geometry"]);
                assert_eq!(
                    first_place(&geometry["coordinates"]),
                    serde_json::json!(expected),
                    "{path} {crs}"
                );
            }
            let usual = server.get(&path);
            assert_eq!(usual.header("content-crs"), format!("<{CRS84}>"), "the default");
        }
    }
}

fn first_place(coordinates: &Value) -> Value {
    match &coordinates[0] {
        Value::Array(_) => first_place(&coordinates[0]),
        _ => coordinates.clone(),
    }
}

#[test]
fn req_crs_fc_crs_valid_value_and_bbox_crs_valid_value() {
    for (server, layer) in servers() {
        for query in [
            "crs=http://www.opengis.net/def/crs/EPSG/0/9999",
            "bbox=1,2,3,4&bbox-crs=http://example.org/crs",
        ] {
            server
                .get(&format!("/ogc/collections/{layer}/items?{query}"))
                .is_problem(400);
        }
    }
}
