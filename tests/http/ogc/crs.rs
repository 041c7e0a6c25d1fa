//! Features Part 2: reference systems.

use super::{json, servers};
use crate::server::Server;

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
    let server = Server::start();
    for path in ["items", "items/1"] {
        let path = format!("/ogc/collections/communities/{path}");
        let answers = [CRS84, CGCS2000, "http://www.opengis.net/def/crs/EPSG/0/4326"].map(|crs| {
            let answer = server.get(&format!("{path}?crs={crs}"));
            assert_eq!(answer.header("content-crs"), format!("<{crs}>"));
            let document = json(&answer, "application/geo+json");
            document
                .pointer("/features/0/geometry")
                .unwrap_or(&document["geometry"])["coordinates"][0][0]
                .clone()
        });
        assert_eq!(
            answers,
            [
                serde_json::json!([9.4, 47.0]),
                serde_json::json!([47.0, 9.4]),
                serde_json::json!([47.0, 9.4])
            ]
        );
        assert_eq!(
            server.get(&path).header("content-crs"),
            format!("<{CRS84}>"),
            "the default"
        );
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
