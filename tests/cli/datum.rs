//! A layer that is in another datum than it says, held against what the workspace knows.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::harness::Desk;
use crate::web_map_shift::{bd09, gcj02};

type Place = (f64, f64);
type Shift = fn(f64, f64) -> Place;

fn nothing(lon: f64, lat: f64) -> Place {
    (lon, lat)
}

/// A town of communities with winding borders near Chuxiong, six by five of them.
fn town() -> Vec<Vec<Place>> {
    let knot = |i: i32, j: i32| {
        let (x, y) = (f64::from(i), f64::from(j));
        (
            101.50 + 0.010 * x + 0.0021 * (1.7 * y + 0.4 * x).sin(),
            25.00 + 0.009 * y + 0.0018 * (1.3 * x + 0.9 * y).cos(),
        )
    };
    let side = |from: (i32, i32), to: (i32, i32)| {
        let turned = from > to;
        let (a, b) = if turned { (to, from) } else { (from, to) };
        let ((x1, y1), (x2, y2)) = (knot(a.0, a.1), knot(b.0, b.1));
        let mut places: Vec<Place> = (0..12)
            .chain([12])
            .map(|step| {
                let t = f64::from(step) / 12.0;
                let phase = f64::from(3 * a.0 + 7 * a.1 + 5 * b.0 + 2 * b.1);
                let wave = 0.0006 * (t * 9.0 + phase).sin() * (t * std::f64::consts::PI).sin();
                (x1 + (x2 - x1) * t + wave, y1 + (y2 - y1) * t + 0.8 * wave)
            })
            .collect();
        if turned {
            places.reverse();
        }
        places
    };
    let mut rings = Vec::new();
    for i in 0..6 {
        for j in 0..5 {
            let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)];
            let mut ring: Vec<Place> = corners.windows(2).flat_map(|pair| side(pair[0], pair[1])).collect();
            ring.dedup();
            rings.push(ring);
        }
    }
    rings
}

fn coordinates(places: &[Place], shift: Shift) -> String {
    let pairs: Vec<String> = places
        .iter()
        .map(|(lon, lat)| {
            let (x, y) = shift(*lon, *lat);
            format!("[{x:.8},{y:.8}]")
        })
        .collect();
    format!("[{}]", pairs.join(","))
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// The town's communities as a file, without codes.
fn communities(desk: &Desk, name: &str, shift: Shift) -> PathBuf {
    let features: Vec<String> = town()
        .iter()
        .enumerate()
        .map(|(index, ring)| {
            format!(
                r#"{{"type":"Feature","properties":{{"name":"社区{index}","people":100}},"geometry":{{"type":"Polygon","coordinates":[{}]}}}}"#,
                coordinates(ring, shift)
            )
        })
        .collect();
    desk.write(name, collection(&features))
}

/// Winding streets, and points a few metres beside them.
fn streets() -> Vec<Vec<Place>> {
    (0..14)
        .map(|line| {
            let line = f64::from(line);
            (0..60)
                .map(|step| {
                    let t = f64::from(step) / 60.0;
                    let bend = 0.0012 * (t * 11.0 + line * 1.9).sin();
                    if line < 7.0 {
                        (
                            101.50 + 0.05 * t,
                            25.002 + 0.0061 * line + 0.0004 * line * line / 3.0 + bend,
                        )
                    } else {
                        let line = line - 7.0;
                        (
                            101.502 + 0.0067 * line + 0.0003 * line * line / 2.0 + bend,
                            25.00 + 0.045 * t,
                        )
                    }
                })
                .collect()
        })
        .collect()
}

fn shops(desk: &Desk, name: &str, shift: Shift) -> PathBuf {
    let mut text = String::from("name,lon,lat,category\n");
    for (index, street) in streets().iter().enumerate() {
        for (step, (lon, lat)) in street.iter().enumerate().skip(index % 4).step_by(5) {
            let away = if step % 2 == 0 { 0.00009 } else { -0.00012 };
            let (x, y) = shift(lon + away, lat + 0.6 * away);
            writeln!(text, "店{index}-{step},{x:.7},{y:.7},pharmacy").expect("a string takes everything");
        }
    }
    desk.write(name, text)
}

fn street_file(desk: &Desk) -> PathBuf {
    let features: Vec<String> = streets()
        .iter()
        .map(|street| {
            format!(
                r#"{{"type":"Feature","properties":{{"class":"major"}},"geometry":{{"type":"LineString","coordinates":{}}}}}"#,
                coordinates(street, nothing)
            )
        })
        .collect();
    desk.write("streets.geojson", collection(&features))
}

#[test]
fn communities_from_a_web_map_are_refused_with_the_evidence_and_the_flag() {
    let desk = Desk::new();
    let first = desk
        .import(
            "communities",
            &communities(&desk, "true.geojson", nothing),
            &["--crs", "EPSG:4490"],
        )
        .expect_success();
    assert!(first.out.contains("datum not checked"), "{}", first.out);
    for (word, datum, shift) in [("gcj02", "GCJ-02", gcj02 as Shift), ("bd09", "BD-09", bd09 as Shift)] {
        let file = communities(&desk, &format!("{word}.geojson"), shift);
        let before = desk.workspace_bytes();
        let flag = format!("--crs {word}");
        desk.import("communities", &file, &[]).expect_refusal(
            1,
            &[
                datum,
                "nothing was imported",
                "the communities of the workspace",
                &flag,
                "--trust-crs",
                "within 0 m",
            ],
        );
        assert_eq!(before, desk.workspace_bytes(), "the workspace is as it was");
        let done = desk.import("communities", &file, &["--crs", word]).expect_success();
        assert!(
            done.out.contains("against the communities of the workspace"),
            "{}",
            done.out
        );
    }
    // Whoever insists is believed.
    let file = communities(&desk, "gcj02.geojson", gcj02);
    desk.import("communities", &file, &["--trust-crs"]).expect_success();
}

#[test]
fn a_flag_that_the_layer_does_not_bear_out_is_refused_too() {
    let desk = Desk::new();
    let truth = communities(&desk, "true.geojson", nothing);
    desk.import("communities", &truth, &["--crs", "EPSG:4490"])
        .expect_success();
    let before = desk.workspace_bytes();
    desk.import("communities", &truth, &["--crs", "gcj02"])
        .expect_refusal(1, &["CGCS2000", "not in GCJ-02", "--crs EPSG:4490"]);
    let baidu = communities(&desk, "baidu.geojson", bd09);
    desk.import("communities", &baidu, &["--crs", "gcj02"])
        .expect_refusal(1, &["BD-09", "not in GCJ-02", "--crs bd09"]);
    assert_eq!(before, desk.workspace_bytes());
    let again = desk
        .import("communities", &truth, &["--crs", "EPSG:4490"])
        .expect_success();
    assert!(again.out.contains("CGCS2000 or WGS 84"), "{}", again.out);
}

#[test]
fn shops_from_a_web_map_are_recognised_by_the_streets_alone() {
    let desk = Desk::new();
    desk.import("streets", &street_file(&desk), &["--crs", "EPSG:4490"])
        .expect_success();
    for (word, datum, shift) in [("gcj02", "GCJ-02", gcj02 as Shift), ("bd09", "BD-09", bd09 as Shift)] {
        let file = shops(&desk, &format!("{word}.csv"), shift);
        let flag = format!("--crs {word}");
        desk.import("facilities", &file, &["--crs", "EPSG:4490"])
            .expect_refusal(1, &[datum, "the streets of the workspace", &flag]);
        desk.import("facilities", &file, &["--crs", word]).expect_success();
    }
    desk.import(
        "facilities",
        &shops(&desk, "true.csv", nothing),
        &["--crs", "EPSG:4490"],
    )
    .expect_success();
}

#[test]
fn before_the_first_import_a_file_can_be_the_reference() {
    let desk = Desk::new();
    let truth = communities(&desk, "true.shp.geojson", nothing);
    let streets = street_file(&desk);
    let shifted = communities(&desk, "web.geojson", gcj02);
    let truth = truth.to_str().expect("text");
    desk.import("communities", &shifted, &["--reference", truth])
        .expect_refusal(1, &["GCJ-02", "true.shp.geojson", "--crs gcj02"]);
    // Borders have nothing to do with these streets.
    let streets = streets.to_str().expect("text");
    let done = desk
        .import("communities", &shifted, &["--reference", streets])
        .expect_success();
    assert!(done.out.contains("undecided"), "{}", done.out);
}

#[test]
fn looking_at_a_datum_changes_nothing_and_shows_the_evidence() {
    let desk = Desk::new();
    let truth = communities(&desk, "true.geojson", nothing);
    desk.import("communities", &truth, &["--crs", "EPSG:4490"])
        .expect_success();
    let file = communities(&desk, "web.geojson", gcj02);
    let before = desk.workspace_bytes();
    let look = |more: &[&str]| {
        let mut words = vec!["datum", "web.geojson", "--workspace", "town.gpkg"];
        words.extend(more);
        desk.run(&words).expect_success().out
    };
    let told = look(&[]);
    for words in ["verdict: GCJ-02", "--crs gcj02", "BD-09", "CGCS2000 or WGS 84"] {
        assert!(told.contains(words), "{words} is missing in: {told}");
    }
    let answer: serde_json::Value = serde_json::from_str(&look(&["--format", "json"])).expect("one object");
    let finding = &answer["findings"][0];
    assert_eq!(
        (&finding["verdict"], &finding["flag"]),
        (&"fits".into(), &"gcj02".into())
    );
    let medians: Vec<f64> = finding["hypotheses"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|tried| tried["median_m"].as_f64().expect("metres"))
        .collect();
    assert!(
        medians[0] > 50.0 && medians[1] < 0.01 && medians[2] > 50.0,
        "{medians:?}"
    );
    assert!(look(&["--format", "csv"]).lines().count() > 3);
    assert_eq!(before, desk.workspace_bytes());
    // Latitude first, metres, and nothing to compare with.
    let text = std::fs::read_to_string(&file).expect("ours");
    assert!(text.contains("[101."));
    desk.run(&["datum", "web.geojson"])
        .expect_refusal(1, &["--reference", "--workspace"]);
    desk.write("metres.csv", "lon,lat\n500100,2770000\n500200,2770100\n");
    let metres = desk
        .run(&["datum", "metres.csv", "--workspace", "town.gpkg"])
        .expect_success();
    assert!(metres.out.contains("not degrees"), "{}", metres.out);
}

#[test]
fn a_layer_that_is_only_a_little_or_otherwise_off_goes_in() {
    let desk = Desk::new();
    let truth = communities(&desk, "true.geojson", nothing);
    desk.import("communities", &truth, &["--crs", "EPSG:4490"])
        .expect_success();
    // A hundred metres east, and as far as GCJ-02 but westwards.
    for (name, shift) in [
        ("east.geojson", (|lon, lat| (lon + 0.001, lat)) as Shift),
        ("west.geojson", |lon, lat| (lon - 0.0036, lat + 0.0006)),
    ] {
        let file = communities(&desk, name, shift);
        let done = desk
            .import("communities", &file, &["--crs", "EPSG:4490"])
            .expect_success();
        assert!(done.out.contains("undecided"), "{name}: {}", done.out);
        desk.import("communities", &truth, &["--crs", "EPSG:4490"])
            .expect_success();
    }
}
