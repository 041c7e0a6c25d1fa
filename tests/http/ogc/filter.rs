//! Features Part 3 and CQL2: questions, of features and of tiles.

use serde_json::Value;

use super::{escaped, href, json, servers};
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
        let collection = server.get(&format!("/ogc/collections/{layer}")).json();
        let queryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
        assert_eq!(schema["$id"], href(&collection, queryables, "application/schema+json"));
        assert_eq!(
            (&schema["type"], &schema["additionalProperties"]),
            (&"object".into(), &false.into())
        );
        assert_eq!(schema["properties"]["name"]["type"], "string");
        assert_eq!(schema["properties"]["geometry"]["x-ogc-role"], "primary-geometry");
    }
}

/// Questions of the layer of each of the two workspaces, and the features of which they are true.
fn ask(questions: [&[(&str, &[u64])]; 2]) {
    for ((server, layer), questions) in servers().into_iter().zip(questions) {
        for (filter, expected) in questions {
            let items = format!("/ogc/collections/{layer}/items");
            assert_eq!(found(&server, &items, filter), *expected, "{layer}: {filter}");
        }
    }
}

#[test]
fn req_features_filter_and_basic_cql2() {
    ask([
        &[
            ("name = '望京'", &[2]),
            ("name <> '望京'", &[1]),
            ("name < 'W' AND people >= 812.5", &[1]),
            ("NOT (name = 'Vaduz') OR people < 0", &[2]),
            ("people IS NULL", &[]),
            ("name IS NOT NULL", &[1, 2]),
            ("\"service-15/assessed\" = 7", &[1, 2]),
            ("TRUE", &[1, 2]),
            ("FALSE", &[]),
            ("DATE('2025-12-31') > DATE('2025-02-28') AND name = 'Vaduz'", &[1]),
            (
                "TIMESTAMP('2025-12-31T08:00:00Z') = TIMESTAMP('2025-12-31T08:00:00.0Z')",
                &[1, 2],
            ),
            (
                "TIMESTAMP('2025-12-31T08:00:00.5Z') <= TIMESTAMP('2025-12-31T08:00:00Z')",
                &[],
            ),
        ],
        &[
            ("name = '学校'", &[12]),
            ("beds > 2.5", &[7, 12]),
            ("NOT beds > 2.5", &[1]),
            ("beds <= 17.5 AND name <> '药店' OR beds = 30", &[7, 12]),
            ("beds IS NULL", &[]),
            ("DATE('2024-02-29') < DATE('2024-03-01')", &[1, 7, 12]),
            (
                "TIMESTAMP('2024-02-29T23:59:59.9Z') >= TIMESTAMP('2024-03-01T00:00:00Z')",
                &[],
            ),
        ],
    ]);
    for (server, layer) in servers() {
        let items = format!("/ogc/collections/{layer}/items");
        let counted = server.get(&format!("{items}?limit=1&filter=TRUE")).json();
        let all = server.get(&items).json()["numberMatched"].clone();
        assert_eq!(
            (&counted["numberMatched"], &counted["numberReturned"]),
            (&all, &1.into())
        );
    }
}

#[test]
fn req_advanced_comparison_operators() {
    ask([
        &[
            ("name LIKE '望%'", &[2]),
            ("name NOT LIKE '_aduz'", &[2]),
            ("name IN ('Vaduz', 'x')", &[1]),
            ("name NOT IN ('Vaduz', 'x')", &[2]),
            ("people BETWEEN 800 AND 900", &[1, 2]),
            ("people NOT BETWEEN 800 AND 900", &[]),
        ],
        &[
            ("name LIKE '__院'", &[7]),
            ("beds IN (30, 2.5)", &[1, 12]),
            ("beds NOT IN (30, 2.5)", &[7]),
            ("beds BETWEEN 2.5 AND 17.5", &[1, 7]),
            ("beds NOT BETWEEN 2.5 AND 17.5", &[12]),
        ],
    ]);
}

#[test]
fn req_basic_spatial_functions_and_plus() {
    ask([
        &[
            ("S_INTERSECTS(geometry, POINT(9.45 47.1))", &[1]),
            ("S_INTERSECTS(geometry, BBOX(9.55, 47, 9.56, 47.1))", &[2]),
            ("S_INTERSECTS(geometry, LINESTRING(9.45 47.1, 9.55 47.1))", &[1, 2]),
            (
                "S_INTERSECTS(POLYGON((9.55 47, 9.6 47, 9.6 47.1, 9.55 47)), geometry)",
                &[2],
            ),
            ("NOT S_INTERSECTS(geometry, MULTIPOINT((9.45 47.1), (0 0)))", &[2]),
            (
                "S_INTERSECTS(geometry, MULTILINESTRING((0 0, 1 1), (9.41 47.1, 9.42 47.1)))",
                &[1],
            ),
            (
                "S_INTERSECTS(geometry, MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)), ((9.55 47, 9.6 47, 9.6 47.1, 9.55 47))))",
                &[2],
            ),
        ],
        &[
            ("S_INTERSECTS(geometry, POINT(116.39 39.91))", &[1]),
            ("S_INTERSECTS(geometry, BBOX(116.3, 39.9, 116.5, 40))", &[1, 12]),
            ("S_INTERSECTS(geometry, LINESTRING(116.38 39.91, 116.4 39.91))", &[1]),
            (
                "S_INTERSECTS(geometry, POLYGON((116.2 39.7, 116.3 39.7, 116.3 39.8, 116.2 39.8, 116.2 39.7)))",
                &[7],
            ),
            (
                "S_INTERSECTS(geometry, MULTIPOINT(116.28 39.79, 116.41 39.93))",
                &[7, 12],
            ),
        ],
    ]);
}

#[test]
fn req_cql2_json_asks_the_same() {
    let questions: [&[(&str, &[u64])]; 2] = [
        &[
            (r#"{"op":"=","args":[{"property":"name"},"望京"]}"#, &[2]),
            (
                r#"{"op":"and","args":[{"op":"like","args":[{"property":"name"},"V%"]},{"op":"<","args":[{"date":"2025-01-01"},{"date":"2025-01-02"}]}]}"#,
                &[1],
            ),
            (
                r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[9.45,47.1]}]}"#,
                &[1],
            ),
        ],
        &[
            (r#"{"op":"in","args":[{"property":"beds"},[2.5,30]]}"#, &[1, 12]),
            (
                r#"{"op":"not","args":[{"op":"between","args":[{"property":"beds"},2,18]}]}"#,
                &[12],
            ),
            (
                r#"{"op":"or","args":[{"op":"isNull","args":[{"property":"beds"}]},{"op":">","args":[{"timestamp":"2025-01-01T00:00:00Z"},{"timestamp":"2025-01-02T00:00:00Z"}]}]}"#,
                &[],
            ),
            (
                r#"{"op":"s_intersects","args":[{"bbox":[116.2,39.7,116.3,39.8]},{"property":"geometry"}]}"#,
                &[7],
            ),
        ],
    ];
    for ((server, layer), questions) in servers().into_iter().zip(questions) {
        for (filter, expected) in questions {
            let filter = escaped(filter);
            let answer = server.get(&format!(
                "/ogc/collections/{layer}/items?filter-lang=cql2-json&filter={filter}"
            ));
            assert_eq!(ids(&json(&answer, "application/geo+json")), *expected, "{filter}");
        }
    }
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
        // More names than an address can hold, and a text that would have to be tried against every letter.
        let many = vec!["name"; 1600].join(",");
        assert_eq!(server.get(&format!("{items}?properties={many}")).status, 200);
        server
            .get(&format!("{items}?properties={many},nothing"))
            .is_problem(400);
        server.get(&format!("{items}?properties={many},{many}")).is_problem(414);
        let slow = format!("name%20LIKE%20%27{}b%27", "%25a".repeat(1500));
        assert_eq!(server.get(&format!("{items}?filter={slow}")).json()["numberMatched"], 0);
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
