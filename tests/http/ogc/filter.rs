//! Features Part 3 and CQL2: questions, of features and of tiles.

use serde_json::Value;

use super::{escaped, json, servers};
use crate::server::Server;

fn found(server: &Server, path: &str, filter: &str) -> Vec<u64> {
    let answer = server.get(&format!("{path}?filter={}", escaped(filter)));
    ids(&json(&answer, "application/geo+json"))
}

fn ids(page: &Value) -> Vec<u64> {
    let features = page["features"].as_array().expect("features").iter();
    features.map(|feature| feature["id"].as_u64().expect("an id")).collect()
}

#[test]
fn req_queryables_are_a_schema_of_every_property() {
    for (server, layer) in servers() {
        let path = format!("/ogc/collections/{layer}/queryables");
        let schema = json(&server.get(&path), "application/schema+json");
        assert_eq!(schema["$id"], format!("http://{}{path}", server.address));
        assert_eq!(
            (&schema["type"], &schema["additionalProperties"]),
            (&"object".into(), &false.into())
        );
        assert_eq!(schema["properties"]["name"]["type"], "string");
        assert_eq!(schema["properties"]["geometry"]["x-ogc-role"], "primary-geometry");
    }
}

#[test]
fn req_features_filter_and_basic_cql2() {
    let server = Server::start();
    let items = "/ogc/collections/communities/items";
    for (filter, expected) in [
        ("name = '望京'", vec![2]),
        ("name <> '望京'", vec![1]),
        ("name < 'W' AND people >= 812.5", vec![1]),
        ("NOT (name = 'Vaduz') OR people < 0", vec![2]),
        ("people IS NULL", vec![]),
        ("\"service-15/assessed\" = 7", vec![1, 2]),
        ("TRUE", vec![1, 2]),
        ("name LIKE '望%'", vec![2]),
        ("name IN ('Vaduz', 'x')", vec![1]),
        ("people BETWEEN 800 AND 900", vec![1, 2]),
        ("S_INTERSECTS(geometry, POINT(9.45 47.1))", vec![1]),
        ("S_INTERSECTS(geometry, BBOX(9.55, 47, 9.56, 47.1))", vec![2]),
        ("S_INTERSECTS(geometry, LINESTRING(9.45 47.1, 9.55 47.1))", vec![1, 2]),
    ] {
        assert_eq!(found(&server, items, filter), expected, "{filter}");
    }
    let json_filter = r#"{"op":"=","args":[{"property":"name"},"望京"]}"#;
    let answer = server.get(&format!(
        "{items}?filter-lang=cql2-json&filter={}",
        escaped(json_filter)
    ));
    assert_eq!(ids(&answer.json()), [2]);
    let counted = server
        .get(&format!("{items}?limit=1&filter={}", escaped("people > 0")))
        .json();
    assert_eq!(
        (counted["numberMatched"].clone(), counted["numberReturned"].clone()),
        (2.into(), 1.into())
    );
}

#[test]
fn tiles_take_the_same_questions_and_properties() {
    let server = Server::start();
    for path in [
        "/tiles/communities/8/134/89.geojson",
        "/ogc/collections/communities/tiles/WebMercatorQuad/8/89/134",
    ] {
        assert_eq!(found(&server, path, "name = '望京'"), [2], "{path}");
        let tile = server.get(&format!("{path}?properties=name")).json();
        assert_eq!(
            tile["features"][0]["properties"],
            serde_json::json!({ "name": "Vaduz" })
        );
        assert_eq!(
            ids(&server.get(path).json()),
            [1, 2],
            "and everything where nothing is asked"
        );
        server.get(&format!("{path}?filter=nothing%3D1")).is_problem(400);
        server.get(&format!("{path}?properties=nothing")).is_problem(400);
    }
    let vector = server.get(&format!(
        "/tiles/communities/8/134/89.mvt?filter={}",
        escaped("people < 0")
    ));
    assert_eq!(vector.status, 204);
}

#[test]
fn questions_that_are_too_deep_too_large_or_wrong_are_refused_and_not_repeated() {
    for (server, layer) in servers() {
        let items = format!("/ogc/collections/{layer}/items");
        for filter in [
            "name =".to_owned(),
            "name = 5".to_owned(),
            "secret = 'x'".to_owned(),
            "(".repeat(2000) + "TRUE" + &")".repeat(2000),
            format!("people IN (1{})", ",1".repeat(1500)),
            "S_INTERSECTS(geometry, POLYGON((1 1, 2 2)))".to_owned(),
            "DROP TABLE x".to_owned(),
        ] {
            let answer = server.get(&format!(
                "{items}?filter={}",
                filter.replace(' ', "+").replace('\'', "%27")
            ));
            answer.is_problem(400);
            assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
        }
        let nested = r#"{"op":"not","args":["#.repeat(150) + "true" + &"]}".repeat(150);
        let address = nested
            .replace('{', "%7b")
            .replace('}', "%7d")
            .replace('"', "%22")
            .replace('[', "%5b")
            .replace(']', "%5d");
        server
            .get(&format!("{items}?filter-lang=cql2-json&filter={address}"))
            .is_problem(400);
    }
}
