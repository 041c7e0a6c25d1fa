//! The same features in every form: JSON-FG, CSV, `FlatGeobuf`, pages; by `f` or by the Accept header.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{json, servers};
use crate::server::Server;

const GEOJSON: &str = "application/geo+json";

fn accepting(server: &Server, path: &str, accept: &str) -> crate::server::Answer {
    server.ask("GET", path, &[&format!("Accept: {accept}")])
}

fn features(page: &Value) -> Vec<Value> {
    page["features"].as_array().expect("features").clone()
}

#[test]
fn req_html_definition_every_page_is_given_to_browsers() {
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (server, layer) in servers() {
        for path in [
            "/ogc/".to_owned(),
            "/ogc/conformance".to_owned(),
            "/ogc/collections".to_owned(),
            format!("/ogc/collections/{layer}"),
            format!("/ogc/collections/{layer}/items"),
        ] {
            for page in [
                accepting(&server, &path, browser),
                server.get(&format!("{path}?f=html")),
            ] {
                assert_eq!(
                    (page.status, page.header("content-type")),
                    (200, "text/html; charset=utf-8"),
                    "{path}"
                );
                let html = page.text();
                assert!(html.contains("<h1>") && html.contains("/ogc/page.css"), "{html}");
                assert!(page.header("vary").contains("Accept,"), "{page:?}");
            }
            // Programs that don't ask for pages get JSON.
            for accept in ["*/*", "application/json", "image/png"] {
                let type_of = accepting(&server, &path, accept);
                assert!(type_of.header("content-type").contains("json"), "{path} {accept}");
            }
        }
        server.get("/ogc/?f=pdf").is_problem(400);
    }
}

#[test]
fn req_html_content_a_page_has_every_feature_and_leads_to_the_next_ones() {
    for (server, layer) in servers() {
        let all = features(&json(&server.get(&format!("/ogc/collections/{layer}/items")), GEOJSON));
        let html = server.get(&format!("/ogc/collections/{layer}/items?f=html")).text();
        for feature in &all {
            let id = &feature["id"];
            assert!(html.contains(&format!("/items/{id}\">{id}</a>")), "{html}");
            let name = feature["properties"]["name"].as_str().expect("a name");
            assert!(html.contains(name), "{name}");
        }
        if all.len() > 1 {
            let first = server
                .get(&format!("/ogc/collections/{layer}/items?f=html&limit=1"))
                .text();
            let (_, rest) = first.split_once("rel=\"next\" href=\"").expect("a way to the next");
            let (address, _) = rest.split_once('"').expect("an address");
            let second = super::follow(&server, &address.replace("&amp;", "&")).text();
            let id = &all[1]["id"];
            assert!(second.contains(&format!("/items/{id}\">{id}</a>")), "{second}");
        }
    }
}

#[test]
fn json_fg_says_its_system_and_has_a_place_where_it_is_not_that_of_geojson() {
    for (server, layer) in servers() {
        let path = format!("/ogc/collections/{layer}/items");
        let plain = features(&json(&server.get(&path), GEOJSON));
        let page = json(
            &accepting(&server, &path, "application/vnd.ogc.fg+json"),
            "application/vnd.ogc.fg+json",
        );
        let core = "http://www.opengis.net/spec/json-fg-1/1.0/conf/core";
        assert_eq!(page["conformsTo"], serde_json::json!([core]));
        assert_eq!(page["coordRefSys"], "http://www.opengis.net/def/crs/OGC/1.3/CRS84");
        for (feature, known) in features(&page).iter().zip(&plain) {
            assert_eq!(
                (&feature["geometry"], &feature["properties"]),
                (&known["geometry"], &known["properties"])
            );
            assert_eq!((&feature["place"], &feature["time"]), (&Value::Null, &Value::Null));
            assert!(feature.get("place").is_some() && feature.get("time").is_some());
        }
        let cgcs = "http://www.opengis.net/def/crs/EPSG/0/4490";
        let turned = format!("{path}?f=jsonfg&crs={cgcs}");
        let turned = json(&server.get(&turned), "application/vnd.ogc.fg+json");
        assert_eq!(turned["coordRefSys"], cgcs);
        let known = features(&json(&server.get(&format!("{path}?crs={cgcs}")), GEOJSON));
        for (feature, known) in features(&turned).iter().zip(&known) {
            assert_eq!(
                (&feature["geometry"], &feature["place"]),
                (&Value::Null, &known["geometry"])
            );
        }
        let id = &plain[0]["id"];
        let one = server.get(&format!("{path}/{id}?f=jsonfg"));
        assert_eq!(
            json(&one, "application/vnd.ogc.fg+json")["conformsTo"],
            serde_json::json!([core])
        );
    }
}

#[test]
fn csv_has_a_row_for_each_feature_with_its_shape_as_text() {
    for (server, layer) in servers() {
        let path = format!("/ogc/collections/{layer}/items");
        let all = features(&json(&server.get(&path), GEOJSON));
        let answer = server.get(&format!("{path}?f=csv"));
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
        let text = answer.text();
        let text = text.strip_prefix('\u{feff}').expect("a mark for spreadsheets");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        assert_eq!(
            (header.first().map(String::as_str), header.last().map(String::as_str)),
            (Some("id"), Some("wkt"))
        );
        let name = header.iter().position(|name| name == "name").expect("names");
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), all.len());
        for (row, feature) in rows.iter().zip(&all) {
            assert_eq!(&row[0], feature["id"].to_string());
            assert_eq!(&row[name], feature["properties"]["name"].as_str().expect("a name"));
            let kind = feature["geometry"]["type"].as_str().expect("a type").to_uppercase();
            assert!(row[header.len() - 1].starts_with(&kind), "{row:?}");
        }
    }
}

#[test]
fn gdal_reads_flatgeobuf_with_the_same_features() {
    use gdal::vector::LayerAccess as _;
    for (server, layer) in servers() {
        let path = format!("/ogc/collections/{layer}/items");
        let all = features(&json(&server.get(&path), GEOJSON));
        let answer = server.get(&format!("{path}?f=fgb"));
        assert_eq!(answer.header("content-type"), "application/vnd.flatgeobuf");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("layer.fgb");
        std::fs::write(&file, &answer.body).expect("a file");
        let dataset = gdal::Dataset::open(&file).expect("FlatGeobuf");
        let mut read = dataset.layer(0).expect("a layer");
        let system = read.spatial_ref().expect("a system");
        assert_eq!(system.auth_code().ok(), Some(4326));
        let found: Vec<(i64, String, f64)> = read
            .features()
            .map(|feature| {
                let integer = feature.field_index("feature_id").expect("a column");
                let id = feature.field_as_integer64(integer).expect("a number").expect("an id");
                let column = feature.field_index("name").expect("a column");
                let name = feature.field_as_string(column).expect("a text").unwrap_or_default();
                (id, name, feature.geometry().expect("a shape").area())
            })
            .collect();
        let ids: Vec<i64> = all
            .iter()
            .map(|feature| feature["id"].as_i64().expect("an id"))
            .collect();
        assert_eq!(found.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), ids);
        let names: BTreeSet<&str> = found.iter().map(|(_, name, _)| name.as_str()).collect();
        for feature in &all {
            assert!(names.contains(feature["properties"]["name"].as_str().expect("a name")));
        }
        // An order that was asked for is kept.
        let turned = server.get(&format!("{path}?f=fgb&sortby=-name&limit=1"));
        std::fs::write(&file, &turned.body).expect("a file");
        let dataset = gdal::Dataset::open(&file).expect("FlatGeobuf");
        assert_eq!(dataset.layer(0).expect("a layer").feature_count(), 1);
    }
}

#[test]
fn what_goes_into_a_file_has_its_name_and_one_feature_takes_properties_too() {
    for (server, layer) in servers() {
        let path = format!("/ogc/collections/{layer}/items");
        let name = |query: &str| {
            server
                .get(&format!("{path}{query}"))
                .header("content-disposition")
                .to_owned()
        };
        assert_eq!(name("?f=csv"), format!("attachment; filename=\"{layer}.csv\""));
        assert_eq!(name("?f=fgb"), format!("attachment; filename=\"{layer}.fgb\""));
        assert_eq!(name("?f=json"), "");
        let first = server.get(&path).json()["features"][0].clone();
        let id = &first["id"];
        assert_eq!(
            name(&format!("/{id}?f=csv")),
            format!("attachment; filename=\"{layer}-{id}.csv\"")
        );
        let one = server.get(&format!("{path}/{id}?properties=name")).json();
        let names = one["properties"].as_object().expect("properties").keys();
        assert!(names.eq(["name"]), "{one}");
        server.get(&format!("{path}/{id}?properties=nothing")).is_problem(400);
    }
}
