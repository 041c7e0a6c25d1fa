//! Shapes that keep a program busy for ever.

use std::fmt::Write as _;
use std::time::Duration;

use yike::domain::record::LayerKind;
use yike::import::{ImportError, Limits};

use crate::harness::Desk;
use crate::{attempted, quiet};

const TAU: f64 = std::f64::consts::TAU;

/// A ring of corners at these angles and radii, in metres of the toy town's plane.
fn ring(corners: usize, step: usize, radius: impl Fn(usize) -> f64) -> String {
    let mut text = String::from("[");
    for corner in 0..=corners {
        let angle = ((corner * step) % corners) as f64 / corners as f64 * TAU;
        let far = radius(corner % corners);
        let _ = write!(
            text,
            "[{:.3},{:.3}],",
            500_000.0 + far * angle.cos(),
            3_300_000.0 + far * angle.sin()
        );
    }
    text.pop();
    text + "]"
}

fn area(rings: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"a"}},"geometry":{{"type":"Polygon","coordinates":[{rings}]}}}}]}}"#
    )
}

/// It must end; whether it is taken or refused, it is said clearly and nothing half goes in.
#[track_caller]
fn ends(kind: &str, text: &str, more: &[&str]) -> i32 {
    let desk = Desk::toy_town();
    let file = desk.write("a.geojson", text);
    let before = desk.workspace_bytes();
    let arguments: Vec<&str> = ["--crs", "EPSG:4547"].iter().chain(more).copied().collect();
    let ran = attempted(&desk, kind, &file, &arguments);
    assert!(matches!(ran.code, 0 | 1), "{} {}", ran.code, ran.err);
    quiet(&desk, &ran);
    if ran.code == 1 {
        assert!(ran.err.contains("a.geojson"), "{}", ran.err);
        assert_eq!(before, desk.workspace_bytes());
    }
    ran.code
}

#[test]
fn an_outline_of_two_million_corners_ends() {
    assert_eq!(ends("communities", &area(&ring(2_000_000, 1, |_| 50_000.0)), &[]), 0);
}

/// Mending it would take for ever: the clock ends it.
#[track_caller]
fn ends_by_the_clock(text: &str) {
    let limits = Limits {
        clock: Duration::from_secs(3),
        ..Limits::default()
    };
    let desk = Desk::empty();
    let path = desk.write("a.geojson", text);
    match crate::limits::read_within(LayerKind::Communities, &path, "EPSG:4547", &limits) {
        Ok(_) => {}
        Err(ImportError::OverLimit { file, allowed, .. }) => {
            assert_eq!((file.as_str(), allowed.as_str()), ("a.geojson", "3 seconds"));
        }
        Err(other) => unreachable!("{other}"),
    }
}

#[test]
fn a_star_whose_every_edge_crosses_every_other_ends() {
    ends_by_the_clock(&area(&ring(2_001, 1_000, |_| 50_000.0)));
}

#[test]
fn spikes_end() {
    let spikes = ring(
        200_000,
        1,
        |corner| if corner.is_multiple_of(2) { 10.0 } else { 50_000.0 },
    );
    ends_by_the_clock(&area(&spikes));
}

#[test]
fn a_hundred_thousand_holes_end() {
    let mut rings = ring(100, 1, |_| 90_000.0);
    for hole in 0..100_000_u32 {
        let (x, y) = (470_000 + hole % 400 * 100, 3_280_000 + hole / 400 * 100);
        let _ = write!(
            rings,
            ",[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]",
            x + 50,
            x + 50,
            y + 50,
            y + 50
        );
    }
    ends("communities", &area(&rings), &[]);
}

#[test]
fn a_million_points_in_one_ends() {
    let mut text = String::from(
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"category":"pharmacy"},"geometry":{"type":"MultiPoint","coordinates":["#,
    );
    for point in 0..1_000_000_u32 {
        let _ = write!(text, "[{},{}],", 500_000 + point % 1000, 3_300_000 + point / 1000);
    }
    text.pop();
    ends("facilities", &(text + "]}}]}"), &[]);
}

#[test]
fn a_hundred_thousand_places_at_null_island_end() {
    let feature =
        r#"{"type":"Feature","properties":{"category":"pharmacy"},"geometry":{"type":"Point","coordinates":[0,0]}}"#;
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        vec![feature; 100_000].join(",")
    );
    assert_eq!(ends("facilities", &text, &[]), 1);
}
