//! Communities dissolved into the units above them, from the built binary.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::Desk;
use crate::serving::Served;

/// Five communities of a hundredth of a degree in a row: three in one town, one in the next, and one whose code names no unit. Its
/// population is not known in the last of the first town where `counted` says so.
fn communities(counted: bool) -> String {
    let mut features = String::new();
    let codes = ["110105014001", "110105014002", "110105014003", "110106002001", "x-5"];
    for (i, code) in codes.iter().enumerate() {
        let (west, east) = (116.4 + i as f64 * 0.01, 116.41 + i as f64 * 0.01);
        let people = if i == 2 && !counted {
            "null".to_owned()
        } else {
            (100 * (i + 1)).to_string()
        };
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(
            features,
            r#"{comma}{{"type":"Feature","properties":{{"code":"{code}","name":"社区{i}","population":{people}}},"geometry":{{"type":"Polygon",
               "coordinates":[[[{west:.2},39.9],[{east:.2},39.9],[{east:.2},39.91],[{west:.2},39.91],[{west:.2},39.9]]]}}}}"#
        );
    }
    format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
}

/// People live everywhere, and there is a pharmacy in the first community.
fn settle(desk: &Desk) {
    let shops = desk.write(
        "facilities.csv",
        "name,category,lon,lat\n药店,pharmacy,116.405,39.905\n",
    );
    desk.import("facilities", &shops, &["--crs", "EPSG:4326"])
        .expect_success();
    let land = desk.write(
        "land.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"use":"residential"},"geometry":{"type":"Polygon",
           "coordinates":[[[116.4,39.9],[116.45,39.9],[116.45,39.91],[116.4,39.91],[116.4,39.9]]]}}]}"#,
    );
    desk.import("land", &land, &["--crs", "EPSG:4490"]).expect_success();
}

fn served(counted: bool) -> (Desk, Served, Value) {
    let desk = Desk::new();
    let file = desk.write("communities.geojson", communities(counted));
    desk.import("communities", &file, &[]).expect_success();
    settle(&desk);
    let assessment = desk.assess("service-15");
    let served = Served::start(&desk);
    (desk, served, assessment)
}

fn items(served: &Served, layer: &str) -> Vec<Value> {
    let page: Value = serde_json::from_str(&served.get(&format!("/ogc/collections/{layer}/items"))).expect("JSON");
    page["features"].as_array().expect("features").clone()
}

#[test]
fn units_are_the_ground_and_the_sums_of_their_communities() {
    let (_desk, served, assessment) = served(true);
    let towns = items(&served, "towns");
    let told: Vec<_> = towns
        .iter()
        .map(|town| {
            (
                town["id"].clone(),
                town["properties"]["level"].clone(),
                town["properties"]["people"].clone(),
            )
        })
        .collect();
    // The fifth community is in no town, and stands for itself.
    let own = assessment["communities"]
        .as_array()
        .expect("communities")
        .iter()
        .find(|c| c["code"] == "x-5")
        .expect("the fifth");
    let expected = [
        (own["id"].clone(), "community".into(), 500.0.into()),
        (110_105_014_000_u64.into(), "town".into(), 600.0.into()),
        (110_106_002_000_u64.into(), "town".into(), 400.0.into()),
    ];
    assert_eq!(told, expected);
    // Three squares are one: nothing is left of the borders between them but their ends, which neighbours may share.
    let ground = &towns[1]["geometry"];
    let parts = ground["coordinates"].as_array().expect("polygons");
    assert_eq!(
        (parts.len(), parts[0].as_array().map(Vec::len)),
        (1, Some(1)),
        "one ring"
    );
    assert!((area(ground) - 0.03 * 0.01).abs() < 1e-12, "{ground}");
    assert_eq!(parts[0][0].as_array().map(Vec::len), Some(9), "eight corners: {ground}");
    for layer in ["towns", "counties", "prefectures", "provinces"] {
        let units = items(&served, layer);
        let sum = |key: &str| {
            units
                .iter()
                .filter_map(|unit| unit["properties"][key].as_f64())
                .sum::<f64>()
        };
        assert_eq!((sum("people"), sum("communities")), (1500.0, 5.0), "{layer}");
        let of = |what: &str| sum(&format!("service-15/pharmacy/{what}"));
        let verdicts = ["reached", "not_reached", "not_assessed", "threshold_undefined"].map(of);
        let all = verdicts.iter().sum::<f64>();
        assert!(
            (all - 5.0).abs() < 1e-9,
            "{layer}: every community has one verdict, not {all}"
        );
    }
    assert_eq!(items(&served, "provinces").len(), 2);
    // Whom a service covers is added up, and the share is of the people added up.
    let covered = |code: &str| {
        let communities = assessment["communities"].as_array().expect("communities");
        let own = communities.iter().find(|c| c["code"] == code).expect("a community");
        let groups = own["circles"][0]["groups"].as_array().expect("groups");
        let pharmacy = groups
            .iter()
            .find(|group| group["key"] == "pharmacy")
            .expect("a service");
        pharmacy["covered_people"].as_f64().expect("a number")
    };
    let sum: f64 = ["110105014001", "110105014002", "110105014003"]
        .map(covered)
        .iter()
        .sum();
    let told = |key: &str| towns[1]["properties"][format!("service-15/pharmacy/{key}")].as_f64();
    assert!(sum > 0.0 && sum < 600.0, "some are covered and some are not: {sum}");
    assert!((told("covered_people").expect("a number") - sum).abs() < 1e-5);
    assert!((told("share").expect("a number") - sum / 600.0).abs() < 1e-6);
}

#[test]
fn units_have_the_names_of_the_register_and_their_levels() {
    let desk = Desk::new();
    let file = desk.write("communities.geojson", communities(true));
    desk.import("communities", &file, &[]).expect_success();
    settle(&desk);
    let register = desk.write(
        "register.csv",
        "代码,名称\n110105014000,望京街道\n110105000000,朝阳区\n110000000000,北京市\n",
    );
    desk.import("register", &register, &[]).expect_success();
    desk.assess("service-15");
    let served = Served::start(&desk);
    let named = |layer: &str| -> BTreeMap<String, Value> {
        let all = items(&served, layer).into_iter().map(|unit| unit["properties"].clone());
        all.map(|own| (own["code"].as_str().unwrap_or_default().to_owned(), own["name"].clone()))
            .collect()
    };
    let towns = named("towns");
    assert_eq!(towns["110105014000"], "望京街道");
    assert_eq!(towns["110106002000"], Value::Null, "no register names it");
    assert_eq!(
        towns["x-5"], "社区4",
        "who stands for itself keeps its name and its code"
    );
    assert_eq!(named("counties")["110105000000"], "朝阳区");
    assert_eq!(named("provinces")["110000000000"], "北京市");
    // All levels are one list, and each says which it is.
    let of = |level: &str| {
        let page = served.get(&format!("/ogc/collections/units/items?filter=level%3D'{level}'"));
        serde_json::from_str::<Value>(&page).expect("JSON")["numberMatched"].clone()
    };
    assert_eq!(["town", "community"].map(of), [2, 5]);
    let units: Value = serde_json::from_str(&served.get("/ogc/collections/units")).expect("JSON");
    assert!(
        units["description"]
            .as_str()
            .is_some_and(|words| words.contains("all levels together")),
        "{units}"
    );
}

#[test]
fn a_question_that_is_right_in_one_workspace_is_right_in_the_next() {
    let (_desk, served, assessment) = served(false);
    for (layer, property) in [
        ("streets", "class"),
        ("streets", "name"),
        ("changes", "kind"),
        ("towns", "name"),
        ("communities", "provisional"),
        ("communities", "service-15/community_service/share"),
        ("communities", "service-15/pharmacy/near"),
        ("gap_points", "community_code"),
        ("proposals", "change"),
    ] {
        let page = served.get(&format!("/ogc/collections/{layer}/items?properties={property}"));
        assert!(page.contains("numberMatched"), "{layer} {property}: {page}");
        let quoted = format!("%22{property}%22%20IS%20NULL");
        let tile = served.get(&format!("/tiles/{layer}/12/0/0.geojson?filter={quoted}"));
        assert!(tile.contains("FeatureCollection"), "{layer} {property}: {tile}");
    }
    // What is not assessed has no number beside it, and the other columns are those of the assessment.
    let mut assessed = 0;
    for community in items(&served, "communities") {
        let own = community["properties"].as_object().expect("properties");
        let told = assessment["communities"].as_array().expect("communities");
        let told = told.iter().find(|one| one["id"] == community["id"]).expect("the same");
        for key in ["area_m2", "residential_land_m2", "population_basis", "code"] {
            let (shown, told) = (own.get(key).unwrap_or(&Value::Null), &told[key]);
            assert!(
                shown == told || (shown.is_number() && shown.as_f64() == told.as_f64()),
                "{key}: {shown} {told}"
            );
        }
        for group in told["circles"][0]["groups"].as_array().expect("groups") {
            let key = |what: &str| format!("service-15/{}/{what}", group["key"].as_str().expect("a key"));
            assert_eq!(own[&key("verdict")], group["verdict"]);
            if group["verdict"] == "not_assessed" {
                for what in ["share", "share_upper", "covered_people"] {
                    assert_eq!(own.get(&key(what)), None, "{}", key(what));
                }
            } else {
                assessed += 1;
                assert_eq!(own[&key("share")].as_f64(), group["share"]["lower"].as_f64());
                assert_eq!(own[&key("covered_people")].as_f64(), group["covered_people"].as_f64());
            }
        }
    }
    assert!(assessed > 0, "something was assessed");
    let gap = items(&served, "gaps").swap_remove(0);
    let code = &gap["properties"]["community_code"];
    assert!(
        assessment["communities"]
            .as_array()
            .expect("communities")
            .iter()
            .any(|own| own["code"] == *code),
        "{gap}"
    );
}

#[test]
fn a_community_is_in_the_town_that_it_names() {
    let desk = Desk::new();
    let named = communities(true).replace(r#""code":"x-5""#, r#""code":"x-5","parent_code":"110106002000""#);
    let file = desk.write("communities.geojson", named);
    desk.import("communities", &file, &[]).expect_success();
    settle(&desk);
    desk.assess("service-15");
    let towns = items(&Served::start(&desk), "towns");
    let told: Vec<_> = towns
        .iter()
        .map(|town| (town["id"].clone(), town["properties"]["people"].clone()))
        .collect();
    let expected = [(110_105_014_000_u64, 600.0), (110_106_002_000, 900.0)];
    assert_eq!(told, expected.map(|(id, people)| (id.into(), people.into())));
}

#[test]
fn people_that_nobody_counted_are_no_zero_in_the_units_above() {
    let (_desk, served, _) = served(false);
    let towns = items(&served, "towns");
    assert!(towns[1]["properties"].get("people").is_none(), "{}", towns[1]);
    assert_eq!(towns[2]["properties"]["people"], 400.0);
}

#[test]
fn from_afar_units_are_shown_and_from_near_communities() {
    let (_desk, served, _) = served(true);
    let ids = |path: &str| {
        let tile: Value = serde_json::from_str(&served.get(path)).expect("JSON");
        let features = tile["features"].as_array().expect("features").iter();
        features
            .map(|feature| feature["id"].as_u64().expect("an id"))
            .collect::<Vec<_>>()
    };
    let far = ids("/tiles/units/0/0/0.geojson");
    assert!(far.contains(&110_000_000_000), "{far:?}");
    // A hundredth of a degree is 58 pixels of a tile of 512 at zoom 12: communities have 4,400 on average.
    let near = ids("/tiles/units/12/3372/1552.geojson?clip=none");
    assert!(!near.is_empty() && near.iter().all(|id| *id < 1000), "{near:?}");
    let info: Value = serde_json::from_str(&served.get("/tiles/units.json")).expect("JSON");
    assert_eq!((&info["minzoom"], &info["maxzoom"]), (&0.into(), &16.into()));
}

/// Tiles of a layer at a zoom, cut and whole: the area of the pieces, that of the features, and a property of each feature by its id.
fn zoomed(served: &Served, layer: &str, zoom: u32, property: &str) -> (f64, f64, BTreeMap<u64, f64>) {
    let side = f64::from(1_u32 << zoom);
    let column = |lon: f64| ((lon / 360.0 + 0.5) * side) as u32;
    let row = |lat: f64| ((0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU) * side) as u32;
    let (mut pieces, mut whole, mut values) = (0.0, BTreeMap::new(), BTreeMap::new());
    for x in column(116.399)..=column(116.451) {
        for y in row(39.911)..=row(39.899) {
            let features = |clip: &str| -> Vec<Value> {
                let tile = served.get(&format!("/tiles/{layer}/{zoom}/{x}/{y}.geojson?clip={clip}"));
                let tile: Value = serde_json::from_str(&tile).expect("JSON");
                tile["features"].as_array().expect("features").clone()
            };
            pieces += features("exact").iter().map(|one| area(&one["geometry"])).sum::<f64>();
            for one in features("none") {
                let id = one["id"].as_u64().expect("an id");
                whole.insert(id, area(&one["geometry"]));
                values.insert(id, one["properties"][property].as_f64().expect("a number"));
            }
        }
    }
    (pieces, whole.values().sum(), values)
}

/// Square degrees; 0 of points.
fn area(geometry: &Value) -> f64 {
    let parts = match geometry["type"].as_str() {
        Some("Polygon") => vec![geometry["coordinates"].clone()],
        Some("MultiPolygon") => geometry["coordinates"].as_array().expect("parts").clone(),
        _ => Vec::new(),
    };
    let rings = parts.iter().flat_map(|part| part.as_array().expect("rings").clone());
    let doubled = |ring: Value| -> f64 {
        let at = |place: &Value| [0, 1].map(|axis| place[axis].as_f64().expect("a number"));
        let ring: Vec<[f64; 2]> = ring.as_array().expect("a ring").iter().map(at).collect();
        let [x, y] = ring[0];
        ring.windows(2)
            .map(|pair| (pair[0][0] - x) * (pair[1][1] - y) - (pair[1][0] - x) * (pair[0][1] - y))
            .sum()
    };
    rings.map(doubled).sum::<f64>() / 2.0
}

#[test]
fn people_are_the_same_at_every_zoom_and_pieces_add_up_to_the_ground_of_the_zoom() {
    let (_desk, served, _) = served(true);
    let mut counts = Vec::new();
    for zoom in 0..=13 {
        let (pieces, whole, people) = zoomed(&served, "units", zoom, "people");
        assert!(
            (people.values().sum::<f64>() - 1500.0).abs() < 1e-9,
            "zoom {zoom}: {people:?}"
        );
        assert!((pieces / whole - 1.0).abs() < 1e-6, "zoom {zoom}: {pieces} of {whole}");
        counts.push(people.len());
    }
    // The province and the community that is in none; then smaller and smaller units.
    assert_eq!((counts[0], counts[13]), (2, 5));
    assert!(counts.is_sorted(), "{counts:?}");
    let info: Value = serde_json::from_str(&served.get("/tiles/units.json")).expect("JSON");
    let rule = info["description"].as_str().expect("a rule");
    assert!(
        rule.starts_with("Shows provinces from zoom 0 on, ") && rule.contains("communities from zoom "),
        "{rule}"
    );
    assert_eq!(info["vector_layers"][0]["description"], rule);
    let tileset: Value =
        serde_json::from_str(&served.get("/ogc/collections/units/tiles/WebMercatorQuad")).expect("JSON");
    assert_eq!(tileset["description"], rule);
}

#[test]
fn facilities_are_merged_from_afar_and_every_one_is_counted() {
    let desk = Desk::new();
    let file = desk.write("communities.geojson", communities(true));
    desk.import("communities", &file, &[]).expect_success();
    let mut shops = "name,category,lon,lat\n".to_owned();
    for i in 0..60 {
        let category = if i % 3 == 0 { "kindergarten" } else { "pharmacy" };
        let _ = writeln!(
            shops,
            "店{i},{category},{:.4},{:.4}",
            116.401 + f64::from(i % 10) * 0.004,
            39.901 + f64::from(i / 10) * 0.0015
        );
    }
    let shops = desk.write("facilities.csv", shops);
    desk.import("facilities", &shops, &["--crs", "EPSG:4326"])
        .expect_success();
    desk.assess("service-15");
    let served = Served::start(&desk);
    let mut before: Option<BTreeMap<u64, f64>> = None;
    for zoom in 0..=14 {
        let (.., shown) = zoomed(&served, "facilities_merged", zoom, "count");
        assert!(
            (shown.values().sum::<f64>() - 60.0).abs() < 1e-9,
            "zoom {zoom}: {shown:?}"
        );
        if let Some(before) = before {
            assert!(
                before.keys().all(|id| shown.contains_key(id)),
                "zoom {zoom}: what was shown stays"
            );
        }
        before = Some(shown);
    }
    assert_eq!(
        before.map(|shown| shown.len()),
        Some(60),
        "near by each stands for itself"
    );
    let far: Value = serde_json::from_str(
        &served.get("/tiles/facilities_merged/0/0/0.geojson?filter=category%20%3D%20%27pharmacy%27"),
    )
    .expect("JSON");
    let own = &far["features"][0]["properties"];
    assert_eq!(
        (&own["count"], &own["count/pharmacy"], &own["category"]),
        (&40.into(), &40.into(), &"pharmacy".into())
    );
    assert!(own.get("name").is_none(), "forty have no name in common: {own}");
    let info: Value = serde_json::from_str(&served.get("/tiles/facilities_merged.json")).expect("JSON");
    assert!(
        info["description"]
            .as_str()
            .is_some_and(|rule| rule.starts_with("Below zoom 14 ")),
        "{info}"
    );
    assert_eq!(info["vector_layers"][0]["fields"]["count"], "Number");
}
