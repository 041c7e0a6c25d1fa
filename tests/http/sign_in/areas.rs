//! A county's staff see their county: not a trace of another, whichever way it is asked for.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{BUREAU, COUNTY, OTHER};

const WHO: &str = "county-viewer";

/// The ids and codes of all communities, as the administrator sees them.
fn communities() -> Vec<(u64, String)> {
    let all = BUREAU.json("administrator", "/ogc/collections/communities/items?limit=1000");
    let features = all["features"].as_array().expect("features");
    let own = features.iter().map(|feature| {
        let code = feature["properties"]["code"].as_str().expect("a code").to_owned();
        (feature["id"].as_u64().expect("an id"), code)
    });
    own.collect()
}

fn codes(document: &Value) -> BTreeSet<String> {
    let features = document["features"].as_array().expect("features");
    features
        .iter()
        .map(|feature| feature["properties"]["code"].as_str().unwrap_or("none").to_owned())
        .collect()
}

#[test]
fn lists_counts_and_pages_are_of_the_county_alone() {
    let all = communities();
    let own = all.iter().filter(|(_, code)| code.starts_with(COUNTY)).count();
    assert!(own > 0 && own < all.len());
    let page = BUREAU.json(WHO, "/ogc/collections/communities/items?limit=5");
    assert_eq!(
        (page["numberMatched"].as_u64(), page["numberReturned"].as_u64()),
        (Some(own as u64), Some(5))
    );
    let every = BUREAU.json(WHO, "/ogc/collections/communities/items?limit=1000");
    assert!(
        codes(&every).iter().all(|code| code.starts_with(COUNTY)),
        "{:?}",
        codes(&every)
    );
    assert_eq!(codes(&every).len(), own);
    let beyond = BUREAU.json(WHO, &format!("/ogc/collections/communities/items?offset={own}"));
    assert_eq!(beyond["numberReturned"], 0);
    // Units above are shown only where all of them lies inside.
    let units = BUREAU.json(WHO, "/ogc/collections/counties/items");
    assert_eq!(codes(&units), BTreeSet::from([format!("{COUNTY}000000")]));
    for above in ["prefectures", "provinces"] {
        assert_eq!(
            BUREAU.json(WHO, &format!("/ogc/collections/{above}/items"))["numberMatched"],
            0
        );
    }
    let layer = BUREAU.json(WHO, "/tiles");
    let layers = layer["layers"].as_array().expect("layers");
    let told = layers
        .iter()
        .find(|layer| layer["name"] == "communities")
        .expect("there");
    assert_eq!(told["features"], own);
}

#[test]
fn another_countys_community_is_to_them_as_one_that_is_not_there() {
    let (id, code) = communities()
        .into_iter()
        .find(|(_, code)| code.starts_with(OTHER))
        .expect("one");
    let hidden = BUREAU.get(WHO, &format!("/ogc/collections/communities/items/{id}"));
    let unknown = BUREAU.get(WHO, "/ogc/collections/communities/items/999999");
    assert_eq!((hidden.status, &hidden.body), (404, &unknown.body));
    assert_eq!(
        hidden.headers.keys().collect::<Vec<_>>(),
        unknown.headers.keys().collect::<Vec<_>>()
    );
    for form in ["csv", "fgb", "jsonfg", "html"] {
        let answer = BUREAU.get(WHO, &format!("/ogc/collections/communities/items/{id}?f={form}"));
        assert_eq!(answer.status, 404, "{form}");
    }
    for filter in [
        format!("code%20=%20'{code}'"),
        format!("code%20LIKE%20'{OTHER}%25'"),
        "NOT%20(code%20=%20'x')%20AND%20code%20LIKE%20'990101%25'".to_owned(),
        format!("code%20BETWEEN%20'{OTHER}000000'%20AND%20'{OTHER}999999'"),
    ] {
        for form in ["json", "csv", "fgb"] {
            let address = format!("/ogc/collections/communities/items?filter={filter}&f={form}");
            let answer = BUREAU.get(WHO, &address);
            assert!(answer.status == 200 || answer.status == 400, "{address}: {answer:?}");
            let text = String::from_utf8_lossy(&answer.body);
            // Links repeat what was asked.
            let text = text.split_once("\"numberMatched\"").map_or(&*text, |(_, found)| found);
            assert!(answer.status == 400 || !text.contains(&code), "{address}: {text}");
        }
        let found = BUREAU.get(WHO, &format!("/ogc/collections/communities/items?filter={filter}"));
        if found.status == 200 {
            assert_eq!(found.json()["numberMatched"], 0, "{filter}");
        }
    }
    let name = BUREAU.json("administrator", &format!("/ogc/collections/communities/items/{id}"));
    let name = name["properties"]["name"].as_str().expect("a name").to_owned();
    let escaped: Vec<String> = name.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let escaped = escaped.concat();
    let found = |who| {
        BUREAU.json(who, &format!("/api/search?q={escaped}"))["results"]
            .as_array()
            .expect("a list")
            .len()
    };
    assert!(found("administrator") > 0);
    let theirs = BUREAU.json(WHO, &format!("/api/search?q={code}"));
    assert_eq!(theirs["results"], serde_json::json!([]));
    for hit in BUREAU.json(WHO, "/api/search?q=99010&limit=100")["results"]
        .as_array()
        .expect("a list")
    {
        assert!(
            hit["detail"].as_str().is_some_and(|code| code.starts_with(COUNTY)),
            "{hit}"
        );
    }
}

#[test]
fn no_tile_at_any_zoom_in_any_form_holds_another_county() {
    let mut others: BTreeSet<String> = communities().into_iter().map(|(_, code)| code).collect();
    others.retain(|code| !code.starts_with(COUNTY));
    others.extend([format!("{OTHER}000000"), "990100000000".to_owned()]);
    let mut seen = 0;
    for layer in ["communities", "units", "towns", "counties"] {
        for (zoom, columns, rows) in [(0, 0..1, 0..1), (6, 47..50, 23..26), (10, 765..771, 385..391)] {
            for (x, y) in columns.flat_map(|x| rows.clone().map(move |y| (x, y))) {
                for form in ["geojson", "mvt"] {
                    for query in ["", "?clip=none", "?filter=code%20LIKE%20'9901%25'"] {
                        let answer = BUREAU.get(WHO, &format!("/tiles/{layer}/{zoom}/{x}/{y}.{form}{query}"));
                        assert!(matches!(answer.status, 200 | 204), "{layer} {zoom}/{x}/{y} {answer:?}");
                        let text = String::from_utf8_lossy(&answer.body);
                        assert!(
                            others.iter().all(|code| !text.contains(code.as_str())),
                            "{layer} {zoom}/{x}/{y} {form}"
                        );
                        seen += usize::from(text.contains(COUNTY));
                    }
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
    // What reaches over all communities is not theirs.
    assert_eq!(BUREAU.json(WHO, "/ogc/collections/circles/items")["numberMatched"], 0);
}

#[test]
fn facilities_and_gaps_are_those_that_lie_in_the_county() {
    let communities = communities();
    let own: BTreeSet<u64> = communities
        .iter()
        .filter(|(_, code)| code.starts_with(COUNTY))
        .map(|(id, _)| *id)
        .collect();
    let count = |who, layer: &str| {
        let list = BUREAU.json(who, &format!("/ogc/collections/{layer}/items?limit=1"));
        list["numberMatched"].as_u64().expect("a number")
    };
    for layer in ["facilities", "gaps", "gap_points"] {
        let (mine, other, all) = (
            count(WHO, layer),
            count("other-viewer", layer),
            count("administrator", layer),
        );
        assert!(
            mine > 0 && other > 0 && mine + other <= all,
            "{layer} {mine} {other} {all}"
        );
    }
    let gaps = BUREAU.json(WHO, "/ogc/collections/gaps/items?limit=10000");
    for gap in gaps["features"].as_array().expect("features") {
        assert!(
            gap["properties"]["community"]
                .as_u64()
                .is_some_and(|id| own.contains(&id))
        );
    }
    let rows = BUREAU.json(WHO, "/api/gaps?circle=service-15&group=health&limit=1000");
    for row in rows["gaps"].as_array().expect("gaps") {
        assert!(row["community"]["id"].as_u64().is_some_and(|id| own.contains(&id)));
    }
    assert_eq!(rows["matched"], rows["returned"]);
}

#[test]
fn the_assessment_tells_of_their_communities_and_of_no_sum_over_all() {
    let answer = BUREAU.get(WHO, "/api/assessment");
    let (text, document) = (answer.text(), answer.json());
    let all = communities();
    for (_, code) in all.iter().filter(|(_, code)| !code.starts_with(COUNTY)) {
        assert!(!text.contains(code.as_str()), "{code}");
    }
    let told = document["communities"].as_array().expect("communities").len();
    assert_eq!(told, all.iter().filter(|(_, code)| code.starts_with(COUNTY)).count());
    assert!(document["totals"].is_null());
    for circle in document["circles"].as_array().expect("circles") {
        assert!(circle["totals"].is_null() && circle["n_of_m"]["mean"].is_null());
        for group in circle["groups"].as_array().expect("groups") {
            assert!(group["totals"].is_null(), "{group}");
        }
    }
    let whole = BUREAU.json("administrator", "/api/assessment");
    assert!(!whole["totals"].is_null());
    let people = whole["totals"]["people"].as_f64().expect("people").to_string();
    assert!(!text.contains(&people), "{people}");
}

#[test]
fn layers_that_are_not_granted_look_as_if_they_were_not_there() {
    let who = "layers-planner";
    let (hidden, unknown) = (
        BUREAU.get(who, "/tiles/facilities.json"),
        BUREAU.get(who, "/tiles/nothing.json"),
    );
    assert_eq!((hidden.status, &hidden.body), (404, &unknown.body));
    for path in [
        "/tiles/facilities/6/48/24.mvt",
        "/tiles/facilities_merged/6/48/24.mvt",
        "/ogc/collections/facilities",
        "/ogc/collections/facilities/items",
        "/ogc/collections/facilities/items/1",
        "/ogc/collections/facilities/queryables",
        "/ogc/collections/facilities/tiles",
        "/ogc/collections/gaps/items?f=csv",
    ] {
        BUREAU.get(who, path).is_problem(404);
    }
    let list = BUREAU.json(who, "/ogc/collections");
    let names: BTreeSet<&str> = list["collections"]
        .as_array()
        .expect("collections")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(names, BTreeSet::from(["communities", "counties", "towns", "units"]));
    BUREAU
        .get(who, "/api/gaps?circle=service-15&group=health")
        .is_problem(404);
    let document = BUREAU.json(who, "/api/assessment");
    assert_eq!(document["remarks"], serde_json::json!([]));
    assert_eq!(document["provenance"]["inputs"], serde_json::json!([]));
    assert!(document["communities"][0]["people"].is_number() && !document["totals"].is_null());
    for circle in document["circles"].as_array().expect("circles") {
        for group in circle["groups"].as_array().expect("groups") {
            assert!(group["facilities"].is_null() && !group["totals"].is_null(), "{group}");
        }
    }
    let document = BUREAU.json("gaps-planner", "/api/assessment");
    assert_eq!(
        (&document["communities"], &document["totals"]),
        (&serde_json::json!([]), &Value::Null)
    );
    let found = BUREAU.json(who, "/api/search?q=a&limit=100");
    assert!(
        found["results"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|hit| hit["kind"] == "community")
    );
    for path in [
        "/ogc",
        "/ogc/styles",
        "/ogc/styles/coverage",
        "/ogc/tiles",
        "/ogc/tiles/WebMercatorQuad",
    ] {
        let text = String::from_utf8_lossy(&BUREAU.get(who, path).body).into_owned();
        assert!(!text.contains("collections/facilities"), "{path}: {text}");
    }
}

#[test]
fn the_feature_server_tells_of_the_county_alone() {
    let root = "/arcgis/rest/services/yike/FeatureServer";
    let all = BUREAU.json(WHO, root);
    let layers = all["layers"].as_array().expect("layers");
    let layer = layers.iter().find(|layer| layer["name"] == "communities");
    let number = &layer.expect("the layer")["id"];
    let own = BUREAU.json(
        WHO,
        &format!("{root}/{number}/query?where=1%3D1&outFields=code&returnGeometry=false"),
    );
    let features = own["features"].as_array().expect("features");
    let expected = communities()
        .iter()
        .filter(|(_, code)| code.starts_with(COUNTY))
        .count();
    assert_eq!(features.len(), expected);
    for feature in features {
        let code = feature["attributes"]["code"].as_str().expect("a code");
        assert!(code.starts_with(COUNTY), "{code}");
    }
}

#[test]
fn a_layer_has_one_number_for_everybody_and_one_that_is_not_granted_is_as_none() {
    let root = "/arcgis/rest/services/yike/FeatureServer";
    let numbers = |who: &str| -> Vec<(String, u64)> {
        let list = BUREAU.json(who, root);
        let layers = list["layers"].as_array().expect("layers").iter();
        let own = layers.map(|own| (own["name"].as_str(), own["id"].as_u64()));
        own.map(|(name, id)| (name.expect("a name").to_owned(), id.expect("a number")))
            .collect()
    };
    let all = numbers("administrator");
    for (who, names) in [
        ("layers-planner", ["communities", "counties", "towns"].as_slice()),
        ("gaps-planner", &["gaps"]),
    ] {
        let own = numbers(who);
        for name in names {
            assert!(own.iter().any(|(told, _)| told == name), "{who} {name}: {own:?}");
        }
        assert!(own.len() < all.len());
        assert!(own.iter().all(|one| all.contains(one)), "{who}: {own:?}");
        let (hidden, number) = all.iter().find(|one| !own.contains(one)).expect("one");
        for more in ["", "/query?where=1%3D1"] {
            let told = BUREAU.get(who, &format!("{root}/{number}{more}"));
            let unknown = BUREAU.get(who, &format!("{root}/999{more}"));
            assert_eq!(told.body, unknown.body, "{who} {hidden}");
        }
    }
}

#[test]
fn a_county_is_told_how_it_keeps_its_plans_and_nothing_of_another() {
    let hidden: Vec<String> = communities()
        .into_iter()
        .map(|(_, code)| code)
        .filter(|code| !code.starts_with(COUNTY))
        .chain([format!("{OTHER}000000"), "990100000000".to_owned()])
        .collect();
    let told = |path: &str| {
        let answer = BUREAU.get(WHO, path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        let text = answer.text();
        for code in &hidden {
            assert!(!text.contains(code.as_str()), "{path} tells of {code}");
        }
        answer.json()
    };
    let offer = told("/api/check");
    let own = communities()
        .iter()
        .filter(|(_, code)| code.starts_with(COUNTY))
        .count();
    assert_eq!(offer["communities"], own);
    let areas = offer["areas"].as_array().expect("areas");
    assert_eq!(
        (&areas[0]["code"], &areas[0]["level"]),
        (&format!("{COUNTY}000000").into(), &"county".into())
    );
    for day in offer["dates"].as_array().expect("days") {
        told(&format!(
            "/api/check/national-2025?as_of={}",
            day.as_str().expect("a day")
        ));
    }
    let mut compared = 0;
    for plan in ["national-2025", "chuxiong-2025"] {
        let area = format!("/api/check/{plan}?area={COUNTY}000000");
        let (mine, named) = (told(&format!("/api/check/{plan}?path=yes")), told(&area));
        let whole = BUREAU.json("administrator", &area);
        assert_eq!(
            (&mine["communities"], &mine["remarks"]),
            (&own.into(), &serde_json::json!([]))
        );
        let answers = |document: &Value| document["answers"].as_array().expect("answers").clone();
        for (own, whole) in answers(&named).iter().zip(answers(&whole)) {
            // What people recorded of the whole is not theirs.
            if whole["values"].to_string().contains("recorded") || whole["status"] == "recorded" {
                continue;
            }
            assert_eq!(own["values"], whole["values"], "{plan} {}", whole["id"]);
            compared += usize::from(own["values"].as_array().is_some_and(|values| !values.is_empty()));
            let id = whole["id"].as_str().expect("an id");
            let id = id.rsplit('/').next().expect("a name");
            told(&format!("/api/check/{plan}/{id}?limit=20000"));
            told(&format!("/api/check/{plan}/{id}?area={COUNTY}001000&limit=20000"));
        }
        let unknown = BUREAU.get(WHO, &format!("/api/check/{plan}?area=110105000000"));
        for code in [
            format!("{OTHER}000000"),
            "990100000000".to_owned(),
            "990000000000".to_owned(),
            hidden[0].clone(),
        ] {
            let answer = BUREAU.get(WHO, &format!("/api/check/{plan}?area={code}"));
            assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{code}");
        }
    }
    assert!(compared > 10, "{compared}");
    BUREAU.get(WHO, "/api/check/national-2025?scenario=any").is_problem(400);
    BUREAU.get("layers-planner", "/api/check/national-2025").is_problem(403);
    BUREAU.get("viewer", "/api/check/national-2025").is_problem(403);
}

#[test]
fn a_tile_that_somebody_was_just_answered_is_nobody_elses() {
    for path in ["/tiles/communities/6/48/24.geojson", "/tiles/communities/6/48/24.mvt"] {
        let whole: Vec<_> = (0..3).map(|_| BUREAU.get("administrator", path).body).collect();
        assert!(whole.windows(2).all(|pair| pair[0] == pair[1]));
        let part = BUREAU.get(WHO, path);
        assert_eq!(part.status, 200);
        assert!(part.body.len() < whole[0].len(), "{path}");
        BUREAU.server.get(path).is_problem(401);
    }
}
