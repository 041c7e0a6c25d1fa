//! Reach along the streets: every number is worked out in `tests/fixtures/toy_town/README.md`.

use serde_json::Value;

use crate::harness::{Desk, fixture};
use crate::serving::Served;

/// The toy town with its streets.
fn town() -> Desk {
    let desk = Desk::toy_town();
    desk.import("streets", &fixture("toy_town/streets.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    desk
}

fn assess(desk: &Desk, method: &str) -> Value {
    let toy = fixture("toy_town/toy.toml");
    let toy = toy.to_str().expect("text");
    let ran = desk
        .run(&[
            "assess",
            "--workspace",
            "town.gpkg",
            "--circle",
            toy,
            "--method",
            method,
            "--format",
            "json",
        ])
        .expect_success();
    serde_json::from_str(&ran.out).expect("one JSON object")
}

/// 甲社区's street, cut between F1 and a2.
fn wall(desk: &Desk) {
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"名称":"厂区围墙"},
        "geometry":{"type":"LineString","coordinates":[[500340,3300300],[500340,3300520]]}}]}"#;
    let file = desk.write("wall.geojson", text);
    desk.import("barriers", &file, &["--crs", "EPSG:4547", "--kind", "wall"])
        .expect_success();
}

#[test]
fn every_home_counts_by_its_own_way_and_every_number_is_as_worked_out_by_hand() {
    let document = assess(&town(), "streets");
    let circle = &document["circles"][0];
    assert_eq!(
        (&circle["method"], &circle["base"]),
        (&Value::from("streets"), &Value::from("toy"))
    );
    assert_eq!(circle["id"], "toy-streets");
    let totals = &circle["groups"][0]["totals"];
    for (key, people) in [
        ("people", 200.0),
        ("covered_people", 120.0),
        ("unknown_people", 40.0),
        ("gap_people", 40.0),
        ("severed_people", 0.0),
        ("longer_way_people", 40.0),
        ("covered_people_bound", 160.0),
    ] {
        assert_eq!(totals[key].as_f64(), Some(people), "{key}");
    }
    assert_eq!(totals["covered_land_m2"].as_f64(), Some(15_000.0));
    let first = &document["communities"][0]["circles"][0];
    let nearest = &first["groups"][0]["nearest_m"];
    assert_eq!([&nearest["mean"], &nearest["max"]], [315.0, 420.0]);
    assert_eq!(first["adequacy"]["suffices"], true);
    let third = &document["communities"][2]["circles"][0];
    assert_eq!(third["adequacy"]["snapped_people"].as_f64(), Some(0.0));
    assert_eq!(third["adequacy"]["suffices"], false);
    assert_eq!(third["groups"][0]["verdict"], "not_assessed");
}

#[test]
fn both_methods_stand_side_by_side_and_the_straight_line_is_what_it_was() {
    let desk = town();
    let both = assess(&desk, "both");
    let ids: Vec<_> = both["circles"]
        .as_array()
        .expect("two")
        .iter()
        .map(|circle| &circle["id"])
        .collect();
    assert_eq!(ids, ["toy", "toy-streets"]);
    assert_eq!(
        both["circles"][0]["groups"][0]["totals"]["covered_people"].as_f64(),
        Some(130.0)
    );
    assert_eq!(both["circles"][0]["groups"][0]["totals"]["severed_people"], Value::Null);
    let rows = desk.rows(
        "SELECT circle, covered_people FROM coverage WHERE service = 'pharmacy' AND community = 1 ORDER BY circle",
    );
    assert_eq!(rows, [["toy", "100.0"], ["toy-streets", "75.0"]]);
    let again = assess(&desk, "both");
    assert_eq!(both["circles"], again["circles"]);
}

#[test]
fn a_wall_severs_whoever_lives_behind_it_and_is_named() {
    let desk = town();
    wall(&desk);
    let document = assess(&desk, "streets");
    let totals = &document["circles"][0]["groups"][0]["totals"];
    assert_eq!(totals["covered_people"].as_f64(), Some(45.0));
    assert_eq!(totals["severed_people"].as_f64(), Some(75.0));
    assert_eq!(totals["severed_by"][0]["barrier"], "厂区围墙");
    desk.run(&["undo", "--workspace", "town.gpkg"]).expect_success();
    let document = assess(&desk, "streets");
    assert_eq!(
        document["circles"][0]["groups"][0]["totals"]["covered_people"].as_f64(),
        Some(120.0)
    );
}

#[test]
fn a_street_more_changes_the_answer_and_the_digest() {
    let desk = town();
    let before = assess(&desk, "streets");
    let link = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"道路等级":"步道"},
        "geometry":{"type":"LineString","coordinates":[[500100,3300100],[500280,3300340]]}}]}"#;
    let file = desk.write("link.geojson", link);
    desk.import("streets", &file, &["--crs", "EPSG:4547", "--append"])
        .expect_success();
    let after = assess(&desk, "streets");
    // a1 now walks straight to F1: 300 m.
    assert_eq!(
        after["circles"][0]["groups"][0]["totals"]["covered_people"].as_f64(),
        Some(145.0)
    );
    assert_ne!(before["assessment"], after["assessment"]);
}

#[test]
fn buildings_that_are_points_with_floors_hold_the_people_that_footprints_would() {
    let desk = town();
    let before = assess(&desk, "both");
    let points = |first: &str, second: &str| {
        let point = |words: &str, x: u32, y: u32| {
            format!(
                r#"{{"type":"Feature","properties":{{{words}}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}"#
            )
        };
        let features = [point(first, 500_100, 3_300_100), point(second, 500_400, 3_300_500)].join(",");
        let text = format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:4547"}}}},"features":[{features}]}}"#
        );
        desk.import("buildings", &desk.write("points.geojson", text), &[])
            .expect_success()
    };
    let table = desk.write("points.csv", "x,y,层数\n500100,3300100,1\n500400,3300500,3\n");
    let ran = desk
        .import("buildings", &table, &["--crs", "EPSG:4547"])
        .expect_success();
    let told = ran.out + &ran.err;
    assert!(
        told.contains("2 buildings are points") && told.contains("one of 100 m2 for the 2 that don't say it"),
        "{told}"
    );
    let after = assess(&desk, "both");
    let covered = |document: &Value, circle: usize| {
        let totals = &document["circles"][circle]["groups"][0]["totals"];
        totals["covered_people"].as_f64().expect("assessed")
    };
    for circle in [0, 1] {
        assert!((covered(&after, circle) - covered(&before, circle)).abs() < 0.001);
    }
    points(r#""占地面积":600"#, r#""levels":3"#);
    // 600 m2 on one floor beside 100 m2 on three: two thirds at a1, who walk 420 m and are out; one third at a2.
    let sized = covered(&assess(&desk, "streets"), 0);
    assert!((sized - (100.0 / 3.0 + 45.0)).abs() < 0.01, "{sized}");
}

#[test]
fn a_facility_that_no_street_leads_to_is_named_with_how_far_the_nearest_is() {
    let desk = town();
    let said = |document: &Value| document["remarks"].to_string();
    let before = assess(&desk, "streets");
    assert!(!said(&before).contains("no street within"), "{}", said(&before));
    // 300 m north of 甲路's end.
    let far = desk.write("far.csv", "name,x,y,category\n远药店,500400,3300800,pharmacy\n");
    desk.import("facilities", &far, &["--crs", "EPSG:4547", "--append"])
        .expect_success();
    let after = assess(&desk, "streets");
    for word in [
        "layer facilities: 1 of circle toy-streets have no street within 100 m",
        "远药店",
        "(the nearest is 300 m away)",
    ] {
        assert!(said(&after).contains(word), "{word:?} is missing in {}", said(&after));
    }
    let covered = |document: &Value| document["circles"][0]["groups"][0]["totals"]["covered_people"].clone();
    assert_eq!(covered(&after), covered(&before), "nobody reaches it along the streets");
    assert!(!said(&assess(&desk, "straight")).contains("no street within"));
}

#[test]
fn without_streets_the_answer_says_what_to_import() {
    let desk = Desk::toy_town();
    let toy = fixture("toy_town/toy.toml");
    desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        toy.to_str().expect("text"),
        "--method",
        "streets",
    ])
    .expect_refusal(1, &["no streets", "yike import streets"]);
    desk.run(&["reach", "114.0", "29.8", "--workspace", "town.gpkg"])
        .expect_refusal(1, &["no streets"]);
}

/// Degrees of a place of the toy town, by the workspace itself.
fn degrees(desk: &Desk, code: &str) -> [String; 2] {
    let file = desk.path(&format!("{code}.geojson"));
    let file = file.to_str().expect("text");
    desk.run(&["export", "facilities", "--workspace", "town.gpkg", "--to", file])
        .expect_success();
    let text = std::fs::read_to_string(file).expect("it was written");
    let all: Value = serde_json::from_str(&text).expect("GeoJSON");
    let feature = all["features"]
        .as_array()
        .expect("features")
        .iter()
        .find(|f| f["properties"]["code"] == code)
        .expect("it is there");
    [0, 1].map(|axis| feature["geometry"]["coordinates"][axis].to_string())
}

#[test]
fn reach_of_a_place_is_cut_exactly_and_written_as_geojson() {
    let desk = town();
    let [lon, lat] = degrees(&desk, "F1");
    let ran = desk
        .run(&[
            "reach",
            &lon,
            &lat,
            "--workspace",
            "town.gpkg",
            "--minutes",
            "1,5",
            "--speed",
            "1",
            "--format",
            "json",
        ])
        .expect_success();
    let answer: Value = serde_json::from_str(&ran.out).expect("GeoJSON");
    let features = answer["features"].as_array().expect("features");
    assert_eq!(
        features[0]["properties"]["minutes"].as_f64(),
        Some(5.0),
        "the widest ring first"
    );
    assert_eq!(
        features[1]["properties"]["street_m"].as_f64(),
        Some(120.0),
        "60 m to either side"
    );
    // West to (100, 340) and 120 m south; east and north to a2, 280 m.
    assert_eq!(features[0]["properties"]["street_m"].as_f64(), Some(580.0));
    let farthest = features
        .iter()
        .filter(|feature| feature["properties"]["kind"] == "street")
        .flat_map(|feature| ["from_seconds", "to_seconds"].map(|end| feature["properties"][end].as_f64()))
        .flatten()
        .fold(0.0, f64::max);
    assert!((farthest - 300.0).abs() < 0.002, "{farthest}");
    desk.run(&["reach", &lon, "0", "--workspace", "town.gpkg"])
        .expect_refusal(1, &["no street"]);
    desk.run(&["reach", &lon, &lat, "--workspace", "town.gpkg", "--minutes", "0"])
        .expect_refusal(1, &["minutes"]);
    desk.run(&["reach", &lon, &lat, "--workspace", "town.gpkg", "--travel", "hover"])
        .expect_refusal(1, &["hover", "walk-adult"]);
}

#[test]
fn the_route_to_the_nearest_facility_gives_its_length_and_minutes() {
    let desk = town();
    let [lon, lat] = degrees(&desk, "F1");
    let [to_lon, to_lat] = degrees(&desk, "F2");
    let ran = desk
        .run(&[
            "route",
            &lon,
            &lat,
            "--nearest",
            "pharmacy",
            "--workspace",
            "town.gpkg",
            "--format",
            "json",
        ])
        .expect_success();
    let route: Value = serde_json::from_str(&ran.out).expect("GeoJSON");
    assert_eq!(route["properties"]["facility"]["name"], "甲药店");
    assert_eq!(route["properties"]["climb_m"], Value::Null);
    desk.run(&["route", &lon, &lat, &to_lon, &to_lat, "--workspace", "town.gpkg"])
        .expect_refusal(1, &["no way"]);
    desk.run(&["route", &lon, &lat, "--nearest", "library", "--workspace", "town.gpkg"])
        .expect_refusal(1, &["library"]);
    desk.run(&["route", &lon, &lat, "--workspace", "town.gpkg"])
        .expect_refusal(1, &["--nearest"]);
}

/// Westernmost and easternmost degrees of the streets in an answer.
fn span(answer: &Value) -> [f64; 2] {
    let streets = answer["features"]
        .as_array()
        .expect("features")
        .iter()
        .filter(|f| f["properties"]["kind"] == "street");
    let lons = streets
        .flat_map(|f| f["geometry"]["coordinates"].as_array().expect("a line"))
        .filter_map(|at| at[0].as_f64());
    lons.fold([f64::INFINITY, f64::NEG_INFINITY], |[west, east], lon| {
        [west.min(lon), east.max(lon)]
    })
}

#[test]
fn on_a_slope_coming_and_going_differ_as_tobler_says() {
    let desk = town();
    // Every metre east is a tenth of a metre up.
    let row: Vec<String> = (0..110).map(|column| format!("{}", f64::from(column) * 2.0)).collect();
    let rows = vec![row.join(" "); 110].join("\n");
    let grid =
        format!("ncols 110\nnrows 110\nxllcorner 499900\nyllcorner 3299900\ncellsize 20\nNODATA_value -9999\n{rows}\n");
    let file = desk.write("slope.asc", grid);
    desk.import("elevation", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let [lon, lat] = degrees(&desk, "F1");
    let reach = |direction: &str| {
        let ran = desk.run(&[
            "reach",
            &lon,
            &lat,
            "--workspace",
            "town.gpkg",
            "--minutes",
            "1",
            "--speed",
            "1",
            "--direction",
            direction,
            "--format",
            "json",
        ]);
        serde_json::from_str::<Value>(&ran.expect_success().out).expect("GeoJSON")
    };
    let (from, to) = (reach("from"), reach("to"));
    // Down 10 % is as fast as the flat, up 10 % is exp(-0.35) of it: 60 m and 42.3 m.
    assert_eq!(from["features"][0]["properties"]["street_m"].as_f64(), Some(102.0));
    assert_eq!(to["features"][0]["properties"]["street_m"].as_f64(), Some(102.0));
    let lon: f64 = lon.parse().expect("a number");
    // 29 m east, uphill: going there takes longer than coming from there.
    let minutes = |direction: &str| {
        let places = [lon.to_string(), lat.clone(), (lon + 0.0003).to_string(), lat.clone()];
        let mut words = vec![
            "route",
            "--workspace",
            "town.gpkg",
            "--format",
            "json",
            "--direction",
            direction,
        ];
        words.extend(places.iter().map(String::as_str));
        let route: Value = serde_json::from_str(&desk.run(&words).expect_success().out).expect("GeoJSON");
        assert_eq!(route["properties"]["direction"], direction);
        let climb = route["properties"]["climb_m"].as_f64().expect("heights are known");
        (route["properties"]["minutes"].as_f64().expect("minutes"), climb)
    };
    let (there, up) = minutes("from");
    let (hither, down) = minutes("to");
    assert!((there / hither - 0.35_f64.exp()).abs() < 0.01, "{there} {hither}");
    assert_eq!([up.to_string(), down.to_string()], ["3", "0"], "metres climbed");
    let ratio = |[west, east]: [f64; 2]| (lon - west) / (east - lon);
    let expected = 1.0 / (-0.35_f64).exp();
    assert!((ratio(span(&from)) - expected).abs() < 0.01, "{}", ratio(span(&from)));
    assert!((ratio(span(&to)) - 1.0 / expected).abs() < 0.01, "{}", ratio(span(&to)));
    // What is assessed along the streets knows of the slope, and says so by its digest.
    let sloped = assess(&desk, "streets");
    desk.run(&["undo", "--workspace", "town.gpkg"]).expect_success();
    let flat = assess(&desk, "streets");
    assert_ne!(sloped["assessment"], flat["assessment"]);
}

/// Level ground, of which heights are known from one longitude of the drawing board to another.
fn level_ground(desk: &Desk, west: u32, columns: usize) {
    let rows = vec![vec!["5"; columns].join(" "); 110].join("\n");
    let corner = 500_000 + west;
    let grid = format!(
        "ncols {columns}\nnrows 110\nxllcorner {corner}\nyllcorner 3299900\ncellsize 20\nNODATA_value -9999\n{rows}\n"
    );
    let file = desk.write("level.asc", grid);
    desk.import("elevation", &file, &["--crs", "EPSG:4547"])
        .expect_success();
}

#[test]
fn whoever_s_way_leads_beyond_the_heights_is_not_assessed() {
    let desk = town();
    // The limit of 390 m as a time, so that gradient counts.
    let circle = std::fs::read_to_string(fixture("toy_town/toy.toml")).expect("a fixture");
    let circle = circle
        .replace("metres = 390\n", "")
        .replace("minutes = 15", "minutes = 6.5")
        .replace("speed_mps = 1.1", "speed_mps = 1.0");
    desk.write("timed.toml", circle);
    let totals = |desk: &Desk| {
        let words = [
            "assess",
            "--workspace",
            "town.gpkg",
            "--circle",
            "timed.toml",
            "--method",
            "streets",
            "--format",
            "json",
        ];
        let ran = desk.run(&words).expect_success();
        let document: Value = serde_json::from_str(&ran.out).expect("one JSON object");
        let totals = &document["circles"][0]["groups"][0]["totals"];
        let people = ["covered_people", "gap_people", "unknown_people"].map(|key| totals[key].as_f64());
        (people, document["remarks"].to_string())
    };
    level_ground(&desk, 0, 110);
    let (people, remarks) = totals(&desk);
    assert_eq!(
        people,
        [Some(120.0), Some(40.0), Some(40.0)],
        "as on ground of which nobody asks the height"
    );
    assert!(!remarks.contains("known height"), "{remarks}");
    desk.run(&["undo", "--workspace", "town.gpkg"]).expect_success();
    // From x = 190 to 1190: a2's way is known, a1's and those of all of 乙社区 are not, and downhill they might be short enough.
    level_ground(&desk, 180, 51);
    let (people, remarks) = totals(&desk);
    assert_eq!(people, [Some(75.0), Some(0.0), Some(125.0)]);
    assert!(remarks.contains("have no known height"), "{remarks}");
    let [lon, lat] = degrees(&desk, "F1");
    let words = [
        "reach",
        &lon,
        &lat,
        "--workspace",
        "town.gpkg",
        "--minutes",
        "5",
        "--speed",
        "1",
    ];
    let ran = desk.run(&words).expect_success();
    assert!(
        ran.err.contains("streets without known heights are left out"),
        "{}",
        ran.err
    );
    let ran = desk.run(&[&words[..], &["--format", "json"]].concat()).expect_success();
    let answer: Value = serde_json::from_str(&ran.out).expect("GeoJSON");
    let ring = &answer["features"][0]["properties"];
    let metres = |key: &str| ring[key].as_f64().expect("metres");
    // 280 m to a2, and 60 or 90 m west to where the heights end; at most what lies within 300 m, and more downhill.
    assert!((339.0..=371.0).contains(&metres("street_m")), "{ring}");
    assert!(metres("street_at_most_m") > 580.0, "{ring}");
    let from: f64 = lon.parse().expect("a number");
    let west = (from - 0.00125).to_string();
    let ran = desk
        .run(&["route", &lon, &lat, &west, &lat, "--workspace", "town.gpkg"])
        .expect_success();
    assert!(
        ran.out.contains("heights unknown over") && ran.out.contains("taken as level"),
        "{}",
        ran.out
    );
}

#[test]
fn a_travel_profile_of_one_s_own_serves_circles_and_questions_and_is_named_in_the_result() {
    let desk = town();
    let shipped = include_str!("../../data/profiles/walk-adult.toml");
    let stroll = shipped
        .replace("id = \"walk-adult\"", "id = \"stroll\"")
        .replace("residential = 1\n", "residential = 0.5\n");
    desk.write("stroll.toml", &stroll);
    let circle = std::fs::read_to_string(fixture("toy_town/toy.toml")).expect("a fixture");
    let circle = circle
        .replace("metres = 390\n", "travel = \"stroll.toml\"\n")
        .replace("minutes = 15", "minutes = 6")
        .replace("speed_mps = 1.1", "speed_mps = 1.0");
    std::fs::create_dir(desk.path("circles")).expect("a folder");
    desk.write("circles/slow.toml", &circle);
    desk.write("circles/stroll.toml", &stroll);
    let assess = |desk: &Desk| {
        desk.run(&[
            "assess",
            "--workspace",
            "town.gpkg",
            "--circle",
            "circles/slow.toml",
            "--method",
            "streets",
            "--format",
            "json",
        ])
    };
    let document: Value = serde_json::from_str(&assess(&desk).expect_success().out).expect("one JSON object");
    // At half the pace on streets a2's 280 m take 560 s, beyond 6 minutes; at the full pace they would take 280 s.
    let totals = &document["circles"][0]["groups"][0]["totals"];
    assert_eq!(totals["covered_people"], 0.0);
    let circles = document["provenance"]["circles"].to_string();
    assert!(circles.contains("stroll v1 sha256:"), "{circles}");
    let [lon, lat] = degrees(&desk, "F1");
    // The map asks by the profile's id, and needs no file for it.
    let served = Served::start(&desk);
    let asked = |travel: &str| -> Value {
        let answer = served.get(&format!("/api/reach?at={lon},{lat}&minutes=6&travel={travel}"));
        serde_json::from_str(&answer).expect("GeoJSON")
    };
    let of_map = asked("stroll");
    assert_eq!(of_map["travel"], "stroll");
    let street_m = |answer: &Value| {
        answer["features"][0]["properties"]["street_m"]
            .as_f64()
            .expect("metres")
    };
    assert!(street_m(&of_map) < street_m(&asked("walk-adult")));
    let reach = |travel: &str| {
        desk.run(&[
            "reach",
            &lon,
            &lat,
            "--workspace",
            "town.gpkg",
            "--travel",
            travel,
            "--format",
            "json",
        ])
    };
    let strolled: Value = serde_json::from_str(&reach("stroll.toml").expect_success().out).expect("one JSON object");
    assert_eq!(strolled["travel"], "stroll");
    let own = &document["provenance"]["travels"];
    assert_eq!([&own[0]["id"], &own[0]["toml"]], ["stroll", stroll.as_str()]);
    // On foot over ferries alone nobody comes anywhere here, and no number is made of that.
    let (head, tail) = shipped.split_once("[ways]\n").expect("a table");
    let tail = tail.split_once("[surfaces]").expect("the next table").1;
    let ferries = format!("{head}[ways]\nferry = 1\n\n[surfaces]{tail}").replace("walk-adult", "ferries");
    let nothing = ["\"ferries\" opens none of the", "[ways]"];
    desk.write("ferries.toml", &ferries);
    reach("ferries.toml").expect_refusal(1, &nothing);
    let kept = desk.write("circles/stroll.toml", ferries);
    assess(&desk).expect_refusal(1, &nothing);
    std::fs::write(kept, &stroll).expect("it was there");
    reach("nowhere.toml").expect_refusal(1, &["nowhere.toml", "can't be read"]);
    desk.write("twin.toml", shipped);
    reach("twin.toml").expect_refusal(1, &["twin.toml", "walk-adult", "an id of its own"]);
    desk.write("wrong.toml", "id = 1");
    reach("wrong.toml").expect_refusal(1, &["wrong.toml", "invalid type"]);
    desk.run(&["assess", "--workspace", "town.gpkg", "--circle", "wrong.toml"])
        .expect_refusal(1, &["wrong.toml", "invalid type"]);
    std::fs::remove_file(desk.path("circles/stroll.toml")).expect("it was there");
    assess(&desk).expect_refusal(1, &["stroll.toml", "can't be read"]);
}

#[test]
fn every_step_says_its_time_and_memory_where_asked() {
    let desk = town();
    let toy = fixture("toy_town/toy.toml");
    let toy = toy.to_str().expect("text");
    let words = [
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        toy,
        "--method",
        "streets",
    ];
    let quiet = desk.run(&words).expect_success();
    assert!(!quiet.err.contains("MiB"), "{}", quiet.err);
    let told = desk.run(&[&words[..], &["--steps"]].concat()).expect_success();
    for step in ["layers: reading", "streets: network", "pharmacy", "workspace: writing"] {
        let line = told.err.lines().find(|line| line.contains(step)).expect(step);
        assert!(line.contains(" s, ") && line.contains("MiB at most"), "{line}");
    }
}

#[test]
fn an_expressway_drawn_as_one_line_without_a_word_is_open_both_ways_and_the_report_says_so() {
    let desk = town();
    let text = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"class":"高速公路"},
        "geometry":{"type":"LineString","coordinates":[[500100,3300340],[501900,3300340]]}}]}"#;
    let told = desk
        .import(
            "streets",
            &desk.write("expressway.geojson", text),
            &["--crs", "EPSG:4547"],
        )
        .expect_success();
    assert!(
        (told.out.clone() + &told.err).contains("1 expressways don't say whether they are one way"),
        "{}{}",
        told.out,
        told.err
    );
    let [lon, lat] = degrees(&desk, "F1");
    let east = (lon.parse::<f64>().expect("a number") + 0.01).to_string();
    for (from, to) in [(&lon, &east), (&east, &lon)] {
        let words = [
            "route",
            from,
            &lat,
            to,
            &lat,
            "--workspace",
            "town.gpkg",
            "--travel",
            "car",
        ];
        desk.run(&words).expect_success();
    }
}
