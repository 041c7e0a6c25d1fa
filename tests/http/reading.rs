//! What is answered, address by address.

use crate::server::Server;

#[test]
fn the_page_may_load_nothing_from_elsewhere() {
    let server = Server::start();
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'self'",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert_eq!(server.get("/?circle=service-15").status, 200);
}

#[test]
fn every_answer_carries_the_headers_that_protect_it() {
    let server = Server::start();
    for path in [
        "/",
        "/tiles",
        "/api/assessment",
        "/healthz",
        "/nothing",
        "/tiles/gaps/0/0/0.mvt",
        "/api/gaps",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("vary"), "Accept-Encoding, Origin", "{path}");
        assert!(
            answer.header("access-control-expose-headers").contains("ETag"),
            "{path}"
        );
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[test]
fn pages_of_this_computer_may_read_answers_and_pages_from_elsewhere_may_not() {
    let server = Server::start();
    for (origin, allowed) in [
        ("http://localhost:5173", "http://localhost:5173"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("https://elsewhere.example", ""),
        ("http://localhost.elsewhere.example", ""),
        ("null", ""),
    ] {
        let answer = server.ask("GET", "/api/assessment", &[&format!("Origin: {origin}")]);
        assert_eq!(answer.header("access-control-allow-origin"), allowed, "{origin}");
    }
}

#[test]
fn the_assessment_is_sent_as_it_was_made() {
    let server = Server::start();
    let answer = server.get("/api/assessment");
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(answer.json()["assessment"], 7);
}

#[test]
fn gaps_are_listed_most_people_first_and_counted() {
    let server = Server::start();
    let list = server.get("/api/gaps?circle=service-15&group=pharmacy&limit=2").json();
    assert_eq!(
        (list["matched"].as_u64(), list["returned"].as_u64()),
        (Some(60), Some(2))
    );
    assert_eq!(list["gaps"][0]["people"], 60.0);
    assert_eq!(list["gaps"][0]["community"]["name"], "Vaduz");
    assert!(list["gaps"][0]["nearest_m"].is_null());
    assert_eq!(
        server.get("/api/gaps?circle=service-15&group=pharmacy").json()["returned"],
        50
    );
    assert_eq!(
        server.get("/api/gaps?circle=service-15&group=school").json()["matched"],
        0
    );
}

#[test]
fn questions_that_do_not_fit_are_refused_in_words() {
    let server = Server::start();
    for query in [
        "",
        "?circle=service-15",
        "?circle=a&group=b&limit=0",
        "?circle=a&group=b&limit=1001",
        "?circle=a&group=b&x=1",
    ] {
        server.get(&format!("/api/gaps{query}")).is_problem(400);
    }
    server.get("/api/gaps?circle=service-15&group=cinema").is_problem(404);
    server.get("/api/search").is_problem(400);
    server
        .get(&format!("/api/search?q={}", "a".repeat(201)))
        .is_problem(400);
    server.get("/tiles/communities/0/0/0.mvt?style=dark").is_problem(400);
    server.get("/tiles/communities/0/0/0.mvt?clip=maybe").is_problem(400);
    server.get("/tiles?x").is_problem(400);
}

#[test]
fn the_search_finds_communities_before_facilities_in_any_script() {
    let server = Server::start();
    let found = server.get("/api/search?q=vaduz").json();
    let kinds: Vec<_> = found["results"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|hit| hit["kind"].clone())
        .collect();
    assert_eq!(kinds, ["community", "facility"]);
    assert!(found["results"][0].get("categories").is_none());
    assert_eq!(found["results"][1]["categories"][0], "pharmacy");
    assert_eq!(server.get("/api/search?q=%E6%9C%9B").json()["results"][0]["id"], 2);
    assert_eq!(
        server.get("/api/search?q=").json()["results"].as_array().map(Vec::len),
        Some(0)
    );
}

#[test]
fn layers_are_listed_and_described_as_tilejson() {
    let server = Server::start();
    let list = server.get("/tiles").json();
    assert_eq!(list["version"], "7");
    assert_eq!(list["layers"][0]["geometry"], "area");
    assert!(list["layers"][3]["bounds"].is_null());
    let layer = server.get("/tiles/communities.json").json();
    assert_eq!(layer["tilejson"], "3.0.0");
    let here = format!("http://{}/tiles/communities", server.address);
    assert_eq!(layer["tiles"][0], format!("{here}/{{z}}/{{x}}/{{y}}.mvt"));
    assert_eq!(
        (layer["minzoom"].as_u64(), layer["maxzoom"].as_u64()),
        (Some(0), Some(16))
    );
    let fields = &layer["vector_layers"][0]["fields"];
    assert_eq!(
        (fields["people"].as_str(), fields["name"].as_str()),
        (Some("Number"), Some("String"))
    );
    assert_eq!(layer["attribution"], "© A &amp; &lt;b&gt;B&lt;/b&gt;");
    assert_eq!(layer["version"], "1.7.0");
    let west = layer["bounds"][0].as_f64().expect("a number");
    assert!((west - 9.4).abs() < 1e-9);
    server.get("/tiles/nothing.json").is_problem(404);
    server.get("/tiles/communities").is_problem(404);
}

#[test]
fn a_tile_says_the_same_under_its_name_and_under_its_version() {
    let server = Server::start();
    let plain = server.get("/tiles/communities/8/134/89.geojson");
    assert_eq!(
        (plain.status, plain.header("content-type")),
        (200, "application/geo+json")
    );
    assert_eq!(
        plain.header("cache-control"),
        "private, max-age=60, stale-while-revalidate=600"
    );
    let versioned = server.get("/tiles/communities/v7/8/134/89.geojson");
    assert_eq!(
        versioned.header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    assert_eq!(plain.body, versioned.body);
    server.get("/tiles/communities/v6/8/134/89.geojson").is_problem(404);
    let tile = plain.json();
    assert_eq!(tile["features"][1]["id"], 2);
    assert_eq!(tile["features"][1]["properties"]["name"], "望京");
    assert_eq!(tile["features"][0]["properties"]["below"], -3);
}

#[test]
fn empty_tiles_are_an_empty_collection_or_no_content() {
    let server = Server::start();
    let geojson = server.get("/tiles/gaps/3/0/0.geojson");
    assert_eq!(
        geojson.json(),
        serde_json::json!({"type": "FeatureCollection", "features": []})
    );
    let vector = server.get("/tiles/gaps/3/0/0.mvt");
    assert_eq!((vector.status, vector.body.len()), (204, 0));
    assert!(vector.header("etag").ends_with("-id\"") && !vector.header("cache-control").is_empty());
}

#[test]
fn clipping_is_chosen_by_the_query() {
    let server = Server::start();
    // This tile lies inside the first community and cuts it on three sides.
    let features = |clip: &str| {
        let tile = server.get(&format!("/tiles/communities/12/2155/1438.geojson{clip}"));
        tile.json()["features"].clone()
    };
    let (usual, none, exact) = (features(""), features("?clip=none"), features("?clip=exact"));
    assert_eq!(usual, features("?clip=buffered"));
    assert_ne!(usual, exact);
    let corners = |f: &serde_json::Value| f[0]["geometry"]["coordinates"][0].to_string();
    assert!(
        corners(&none).contains("[9.4,47.0]") && corners(&none).contains("[9.5,47.2]"),
        "{none}"
    );
}

#[test]
fn a_tile_that_does_not_exist_is_told_from_a_malformed_address() {
    let server = Server::start();
    for path in [
        "communities/23/0/0.mvt",
        "communities/0/1/0.mvt",
        "communities/0/0/1.mvt",
        "nothing/0/0/0.mvt",
        "streets/7/0/0.mvt",
    ] {
        server.get(&format!("/tiles/{path}")).is_problem(404);
    }
    for path in [
        "communities/a/0/0.mvt",
        "communities/0/0/0.png",
        "communities/0/0/0",
        "communities/7/0/0/0.mvt",
    ] {
        server.get(&format!("/tiles/{path}")).is_problem(400);
    }
}

#[test]
fn styles_are_listed_and_unknown_ones_are_not_found() {
    let server = Server::start();
    assert!(server.get("/styles").json()["styles"].is_array());
    server.get("/styles/../../etc/passwd").is_problem(404);
    server.get("/styles/nothing.json").is_problem(404);
}

#[test]
fn every_address_of_the_description_is_answered_and_nothing_else_is_routed() {
    let server = Server::start();
    let description = server.get("/openapi.json").json();
    let paths: Vec<&str> = description["paths"]
        .as_object()
        .expect("paths")
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = vec![
        "/",
        "/api/assess",
        "/api/assessment",
        "/api/basemaps",
        "/api/check",
        "/api/check/{plan}",
        "/api/check/{plan}/{requirement}",
        "/api/gaps",
        "/api/imports",
        "/api/imports/{id}",
        "/api/imports/{id}/confirm",
        "/api/imports/{id}/preview",
        "/api/me",
        "/api/reach",
        "/api/route",
        "/api/search",
        "/api/siting",
        "/api/siting/{job}",
        "/api/siting/{job}/candidates",
        "/api/siting/{job}/keep",
        "/api/siting/{job}/recount",
        "/api/undo",
        "/arcgis/rest/info",
        "/arcgis/rest/services",
        "/arcgis/rest/services/yike/FeatureServer",
        "/arcgis/rest/services/yike/FeatureServer/{number}",
        "/arcgis/rest/services/yike/FeatureServer/{number}/query",
        "/arcgis/rest/services/yike/FeatureServer/{number}/{id}",
        "/arcgis/rest/services/yike/VectorTileServer",
        "/arcgis/rest/services/yike/VectorTileServer/resources/styles/root.json",
        "/arcgis/rest/services/yike/VectorTileServer/tile/{z}/{y}/{x}.pbf",
        "/arcgis/tokens/generateToken",
        "/basemaps/{id}/{z}/{x}/{y}",
        "/healthz",
        "/openapi.json",
        "/readyz",
        "/sign-in",
        "/sign-in.css",
        "/sign-in/oidc",
        "/sign-in/oidc/back",
        "/sign-out",
        "/styles",
        "/styles/{name}.json",
        "/tiles",
        "/tiles/{layer}.json",
        "/tiles/{layer}/v{version}/{z}/{x}/{y}.{format}",
        "/tiles/{layer}/{z}/{x}/{y}.{format}",
    ];
    expected.sort_unstable();
    assert_eq!(paths, expected);
    for path in paths {
        let changes = ["/api/imports", "/api/siting"].iter().any(|all| path.starts_with(all));
        if changes || ["/api/assess", "/api/undo", "/sign-out", "/arcgis/tokens/generateToken"].contains(&path) {
            // What changes something is tried in `importing`, siting in `siting`.
            let methods = description["paths"][path].as_object().expect("methods");
            assert!(methods.values().all(|method| method["responses"].is_object()), "{path}");
            continue;
        }
        let filled = [
            ("{layer}", "communities"),
            ("{number}", "0"),
            ("FeatureServer/0/{id}", "FeatureServer/0/1"),
            ("{version}", "7"),
            ("{z}", "0"),
            ("{x}", "0"),
            ("{y}", "0"),
            ("{format}", "mvt"),
            ("{name}", "nothing"),
            ("{plan}", "national-2025"),
            ("{requirement}", "three-lists"),
        ];
        let address = filled
            .iter()
            .fold(path.to_owned(), |path, (name, value)| path.replace(name, value));
        // Where an area may be sent, other methods are refused.
        let takes_areas = description["paths"][path]["post"].is_object();
        let (method, allowed) = if takes_areas {
            ("PUT", "GET, HEAD, POST, OPTIONS")
        } else {
            ("POST", "GET, HEAD, OPTIONS")
        };
        let refused = server.ask(method, &address, &["Content-Length: 0"]);
        refused.is_problem(405);
        assert_eq!(refused.header("allow"), allowed, "{path}");
        let get = &description["paths"][path]["get"];
        assert!(
            get["responses"].is_object() && get["operationId"].is_string(),
            "{path} is not described"
        );
    }
}

#[test]
fn what_is_unknown_is_a_problem_and_never_echoes_the_request() {
    let server = Server::start();
    for path in [
        "/nothing",
        "/api",
        "/api/",
        "/tiles/",
        "/index.html/x",
        "/%3Cscript%3E",
        "//evil.example/",
    ] {
        let answer = server.get(path);
        answer.is_problem(404);
        assert!(!String::from_utf8_lossy(&answer.body).contains("script"));
    }
}

#[test]
fn every_answer_of_the_description_is_described() {
    let server = Server::start();
    let description = server.get("/openapi.json").json();
    let items = description["paths"].as_object().expect("paths").values();
    let operations = items.flat_map(|item| item.as_object().expect("operations").values());
    let answers = operations.flat_map(|operation| operation["responses"].as_object().expect("responses").values());
    let mut count = 0;
    for answer in answers {
        assert!(
            answer["description"].as_str().is_some_and(|words| !words.is_empty()),
            "{answer}"
        );
        count += 1;
    }
    assert!(count > 100, "{count}");
}
