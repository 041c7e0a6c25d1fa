//! Features Part 2: reference systems.

use serde_json::Value;

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

const ZONE: &str = "http://www.opengis.net/def/crs/EPSG/0/4548";

#[test]
fn a_layer_in_china_comes_in_its_gauss_krueger_zones_with_northing_first() {
    let [(elsewhere, other), (server, layer)] = servers();
    let systems = |server: &Server, layer: &str| {
        let collection = server.get(&format!("/ogc/collections/{layer}")).json();
        collection["crs"].as_array().expect("a list").clone()
    };
    // Beijing lies in the zone about 117 degrees: 3 or 6 degrees wide, with the zone's number before the easting or without.
    for code in [4548, 4527, 4509, 4498] {
        let uri = format!("http://www.opengis.net/def/crs/EPSG/0/{code}");
        assert!(systems(&server, layer).contains(&uri.as_str().into()), "{code}");
        assert!(!systems(&elsewhere, other).contains(&uri.into()), "{code}");
        elsewhere
            .get(&format!("/ogc/collections/{other}/items?crs={ZONE}"))
            .is_problem(400);
    }
    let items = format!("/ogc/collections/{layer}/items");
    let answer = server.get(&format!("{items}?crs={ZONE}&f=json"));
    assert_eq!(answer.header("content-crs"), format!("<{ZONE}>"));
    let first = first_place(&answer.json()["features"][0]["geometry"]["coordinates"]);
    let [north, east] = [0, 1].map(|axis| first[axis].as_f64().expect("metres"));
    // GDAL has EPSG:4490 to EPSG:4548 so, of 116.39, 39.91.
    assert!(
        (north - 4_419_714.133).abs() < 0.001 && (east - 447_841.248).abs() < 0.02,
        "{first}"
    );
    let numbered = server.get(&format!("{items}?crs={}&f=json", ZONE.replace("4548", "4527")));
    let numbered = first_place(&numbered.json()["features"][0]["geometry"]["coordinates"]);
    assert!((numbered[1].as_f64().expect("metres") - east - 39e6).abs() < 0.001);

    // Boxes and filters in the same metres; a metre beside the feature nothing is found.
    let count = |query: String| server.get(&format!("{items}?{query}")).json()["numberMatched"].as_u64();
    let around = |by: f64| {
        let [south, west] = [north + by, east + by];
        format!("{south},{west},{},{}", south + 0.5, west + 0.5)
    };
    let filter = |by: f64| format!("filter=S_INTERSECTS(geometry,BBOX({}))&filter-crs={ZONE}", around(by));
    for (by, found) in [(-0.25, 1), (1.0, 0), (-1.0, 0)] {
        assert_eq!(
            count(format!("bbox={}&bbox-crs={ZONE}", around(by))),
            Some(found),
            "{by}"
        );
        assert_eq!(count(filter(by)), Some(found), "{by}");
    }
    for bad in [
        "bbox=4419800,447800,4419700,447900",
        "bbox=1,2,3",
        "bbox=1e300,1e300,2e300,2e300",
    ] {
        server.get(&format!("{items}?{bad}&bbox-crs={ZONE}")).is_problem(400);
    }
}
