//! OGC API - Styles, part 1 (draft 20-009): core, global styles, collection styles, Mapbox Style.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{follow, href, json, servers};
use crate::server::Server;

const JSON: &str = "application/json";
const STYLE: &str = "application/vnd.mapbox.style+json";
const STYLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/styles";

/// Where styles are, of all layers together and of each that has some.
fn places(server: &Server) -> Vec<(String, Value)> {
    let landing = json(&server.get("/ogc/"), JSON);
    let mut found = vec![(href(&landing, STYLES, JSON), landing)];
    let collections = json(&server.get("/ogc/collections"), JSON);
    for one in collections["collections"].as_array().expect("a list") {
        let links = one["links"].as_array().expect("links");
        if links.iter().any(|link| link["rel"] == STYLES) {
            found.push((href(one, STYLES, JSON), one.clone()));
        }
    }
    assert!(found.len() > 1, "a layer has styles");
    found
}

fn listed(server: &Server, address: &str) -> Vec<Value> {
    let list = json(&follow(server, address), JSON);
    list["styles"].as_array().expect("a list").clone()
}

fn stylesheet(server: &Server, style: &Value) -> Value {
    json(&follow(server, &href(style, "stylesheet", STYLE)), STYLE)
}

/// The layers that a style draws.
fn drawn(style: &Value) -> BTreeSet<String> {
    let layers = style["layers"].as_array().expect("layers").iter();
    layers
        .filter_map(|layer| Some(layer["source-layer"].as_str()?.to_owned()))
        .collect()
}

#[test]
fn req_core_base_resource_link_and_styles_op() {
    for (server, layer) in servers() {
        for (address, resource) in places(&server) {
            let own = resource["id"]
                .as_str()
                .map_or("/ogc/styles".to_owned(), |id| format!("/ogc/collections/{id}/styles"));
            assert_eq!(address, format!("http://{}{own}", server.address));
            assert_eq!(follow(&server, &address).status, 200);
        }
        // A tileset leads there too.
        let tileset = json(
            &server.get(&format!("/ogc/collections/{layer}/tiles/WebMercatorQuad")),
            JSON,
        );
        assert!(href(&tileset, STYLES, JSON).ends_with(&format!("/ogc/collections/{layer}/styles")));
        let page = server.ask("GET", "/ogc/styles", &["Accept: text/html"]);
        assert!(page.header("content-type").starts_with("text/html") && page.text().contains("For MapLibre"));
    }
}

#[test]
fn req_core_styles_success() {
    for (server, _) in servers() {
        for (address, _) in places(&server) {
            let list = json(&follow(&server, &address), JSON);
            let styles = list["styles"].as_array().expect("a list");
            let ids: BTreeSet<&str> = styles.iter().filter_map(|style| style["id"].as_str()).collect();
            assert!(
                !ids.is_empty() && ids.len() == styles.len(),
                "ids are there and unique: {ids:?}"
            );
            for style in styles {
                assert!(style["title"].as_str().is_some_and(|title| !title.is_empty()));
                assert!(!href(style, "stylesheet", STYLE).is_empty());
            }
            if let Some(default) = list["default"].as_str() {
                assert!(ids.contains(default));
            }
        }
        assert_eq!(json(&server.get("/ogc/styles"), JSON)["default"], "coverage");
        server.get("/ogc/styles?x=1").is_problem(400);
        server.get("/ogc/collections/nothing/styles").is_problem(404);
    }
}

#[test]
fn req_core_style_op_and_style_success() {
    for (server, layer) in servers() {
        for (address, _) in places(&server) {
            for style in listed(&server, &address) {
                let id = style["id"].as_str().expect("an id");
                let sheet = json(&follow(&server, &format!("{address}/{id}")), STYLE);
                assert_eq!(sheet, stylesheet(&server, &style));
                assert_eq!(sheet["name"], style["title"]);
            }
        }
        server.get("/ogc/styles/nothing").is_problem(404);
        server.get("/ogc/styles/coverage?f=sld10").is_problem(400);
        server
            .get(&format!("/ogc/collections/{layer}/styles/nothing"))
            .is_problem(404);
        // It can be asked again.
        let first = server.get("/ogc/styles/coverage");
        let tag = format!("If-None-Match: {}", first.header("etag"));
        assert_eq!(server.ask("GET", "/ogc/styles/coverage", &[&tag]).status, 304);
    }
}

#[test]
fn req_core_style_feature_type() {
    for (server, _) in servers() {
        let list = json(&server.get("/ogc/collections"), JSON);
        let collections: BTreeSet<&str> = list["collections"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|one| one["id"].as_str())
            .collect();
        for (address, _) in places(&server) {
            for style in listed(&server, &address) {
                let sheet = stylesheet(&server, &style);
                for layer in drawn(&sheet) {
                    assert!(collections.contains(layer.as_str()), "{layer} is a collection");
                    // What the style draws by that name is in the tiles by that name.
                    let template = sheet["sources"][&layer]["tiles"][0].as_str().expect("an address");
                    let tile = template.replace("{z}", "12").replace("{x}", "0").replace("{y}", "0");
                    assert!(template.contains(&format!("/tiles/{layer}/")));
                    assert_eq!(follow(&server, &tile).status, 204, "{tile}");
                }
                let sources = sheet["sources"].as_object().expect("sources");
                assert!(
                    sources.keys().all(|source| collections.contains(source.as_str())),
                    "nothing is asked that there is not"
                );
            }
        }
    }
}

#[test]
fn req_global_styles_styles_op_and_style_op() {
    for (server, _) in servers() {
        let styles = listed(&server, &format!("http://{}/ogc/styles", server.address));
        for style in styles {
            let path = format!("/ogc/styles/{}", style["id"].as_str().expect("an id"));
            assert_eq!(json(&server.get(&path), STYLE), stylesheet(&server, &style));
        }
    }
}

#[test]
fn req_collection_styles_styles_op_and_style_op() {
    for (server, layer) in servers() {
        let path = format!("/ogc/collections/{layer}/styles");
        let styles = listed(&server, &format!("http://{}{path}", server.address));
        assert!(!styles.is_empty());
        for style in styles {
            let path = format!("{path}/{}", style["id"].as_str().expect("an id"));
            assert_eq!(json(&server.get(&path), STYLE), stylesheet(&server, &style));
        }
    }
}

#[test]
fn req_collection_styles_styles_applicability() {
    for (server, layer) in servers() {
        for style in listed(
            &server,
            &format!("http://{}/ogc/collections/{layer}/styles", server.address),
        ) {
            assert_eq!(drawn(&stylesheet(&server, &style)), BTreeSet::from([layer.to_owned()]));
        }
        // The circle and service are some that the workspace was assessed for.
        let coverage = json(&server.get("/ogc/styles/coverage"), STYLE);
        assert_eq!(coverage["metadata"]["yike:circle"], "service-15");
        assert!(
            !coverage.to_string().contains("fitness-15"),
            "nothing is left of what the style is written for"
        );
    }
}

#[test]
fn req_mapbox_style_media_type_and_content_no_operation_takes_a_style() {
    for (server, layer) in servers() {
        for path in [
            "/ogc/styles".to_owned(),
            "/ogc/styles/coverage".to_owned(),
            format!("/ogc/collections/{layer}/styles"),
        ] {
            // The requirements are about what takes styles in, which nothing does here; what is given has the type and the version.
            assert_eq!(server.ask("OPTIONS", &path, &[]).header("allow"), "GET, HEAD, OPTIONS");
            for method in ["POST", "PUT"] {
                server
                    .send(
                        method,
                        &path,
                        &["Content-Type: application/vnd.mapbox.style+json"],
                        b"{}",
                    )
                    .is_problem(405);
            }
        }
        let sheet = json(&server.get("/ogc/styles/coverage?f=mapbox"), STYLE);
        assert_eq!(sheet["version"], 8);
    }
}
