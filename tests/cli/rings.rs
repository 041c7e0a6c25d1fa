//! Rings of a circle's services as layers: from where people come to a facility within so many minutes.

use serde_json::Value;

use crate::export_round_trip::export;
use crate::harness::{Desk, fixture};

/// Six and a half minutes at 1 m/s: bands of 5 and 6.5 minutes, 300 m and 390 m.
fn circle() -> String {
    let text = std::fs::read_to_string(fixture("toy_town/toy.toml")).expect("a fixture");
    text.replace("metres = 390\n", "")
        .replace("minutes = 15", "minutes = 6.5")
        .replace("speed_mps = 1.1", "speed_mps = 1.0")
}

fn town() -> Desk {
    let desk = Desk::toy_town();
    desk.import("streets", &fixture("toy_town/streets.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    desk.write("six.toml", circle());
    desk
}

/// The rows of a layer, each its minutes, the name of its facility or service, and its area.
fn rings(desk: &Desk, layer: &str, more: &[&str]) -> Vec<(f64, String, f64)> {
    let words = [&["--circle", "six.toml", "--overwrite"], more].concat();
    export(desk, layer, "rings.geojson", &words);
    let text = std::fs::read_to_string(desk.path("rings.geojson")).expect("it was written");
    let document: Value = serde_json::from_str(&text).expect("GeoJSON");
    let features = document["features"].as_array().expect("features");
    let row = |feature: &Value| {
        let of = |field: &str| feature["properties"][field].clone();
        let name = if layer == "rings" { of("name") } else { of("service") };
        (
            of("minutes").as_f64().expect("minutes"),
            name.as_str().expect("text").to_owned(),
            of("area_m2").as_f64().expect("an area"),
        )
    };
    features.iter().map(row).collect()
}

#[test]
fn each_facility_has_a_ring_of_every_five_minutes_along_the_streets_and_each_service_has_them_together() {
    let desk = town();
    let own = rings(&desk, "rings", &[]);
    let told: Vec<(f64, &str)> = own.iter().map(|(minutes, name, _)| (*minutes, name.as_str())).collect();
    assert_eq!(
        told,
        [(6.5, "甲药店"), (6.5, "乙药店"), (5.0, "甲药店"), (5.0, "乙药店")]
    );
    // 乙路 ends at 乙药店: strips of 390 m and 300 m, 50 m wide, with half a disc at both ends.
    let strip = |metres: f64| metres * 50.0 + std::f64::consts::PI * 25.0 * 25.0;
    for ((_, _, area), metres) in [&own[1], &own[3]].into_iter().zip([390.0, 300.0]) {
        assert!((area / strip(metres) - 1.0).abs() < 0.005, "{area} {}", strip(metres));
    }
    let together = rings(&desk, "service-rings", &[]);
    assert_eq!(together.len(), 2, "nobody told of kindergartens");
    for (all, own) in together.iter().zip(own.chunks(2)) {
        assert_eq!((all.0, all.1.as_str()), (own[0].0, "pharmacy"));
        assert!((all.2 - own[0].2 - own[1].2).abs() < 2.0, "they don't touch");
    }
}

#[test]
fn in_a_straight_line_rings_are_discs_and_metres_are_one_ring() {
    let desk = town();
    let own = rings(&desk, "rings", &["--method", "straight"]);
    for (minutes, _, area) in &own {
        let disc = std::f64::consts::PI * (minutes * 60.0 / 1.3).powi(2);
        assert!((area / disc - 0.9996).abs() < 2e-4, "{area} {disc}");
    }
    let toy = fixture("toy_town/toy.toml");
    let words = ["--circle", toy.to_str().expect("text"), "--service", "pharmacy"];
    let report = export(&desk, "service-rings", "metres.gpkg", &words);
    assert_eq!(
        (&report["rows"], &report["assessment"]),
        (&Value::from(1), &Value::Null)
    );
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let desk = Desk::toy_town();
    let refused = |words: &[&str], says: &[&str]| {
        let all = [&["export", "--workspace", "town.gpkg", "--to", "a.gpkg"], words].concat();
        desk.run(&all).expect_refusal(1, says);
    };
    refused(
        &["rings", "--method", "streets"],
        &["no streets", "yike import streets"],
    );
    refused(&["rings", "--service", "dry_dock"], &["dry_dock", "pharmacy"]);
    refused(&["rings", "--circle", "service-16"], &["service-16", "service-15"]);
    refused(&["gaps", "--circle", "service-15"], &["rings and service-rings"]);
    let list = desk
        .run(&["export", "--list", "--workspace", "town.gpkg"])
        .expect_success();
    assert!(list.out.contains("service-rings") && list.err.contains("when they are asked for"));
}
