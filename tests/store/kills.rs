//! A process that is killed leaves what was there.

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::place::Place;

/// Moments at which an import is killed.
const MOMENTS: u64 = 20;
/// Rows of the layer that is imported.
const ROWS: usize = 5_000;

#[test]
fn in_a_file_a_kill_at_any_moment_loses_nothing() {
    kills(&Place::file());
}

#[test]
fn on_a_server_a_kill_at_any_moment_loses_nothing() {
    if let Some(place) = Place::server() {
        kills(&place);
    }
}

fn hamlets(place: &Place, people: usize) -> std::path::PathBuf {
    let mut rows = "name,lon,lat,people\n".to_owned();
    for number in 0..ROWS {
        let (lon, lat) = (105.0 + (number % 200) as f64 / 1e4, 29.8 + (number / 200) as f64 / 1e4);
        let _ = writeln!(rows, "h{number},{lon},{lat},{people}");
    }
    place.write(&format!("hamlets{people}.csv"), rows)
}

fn kills(place: &Place) {
    place.toy_town();
    // Sums tell the two states apart, and a mixture from both.
    let state = || {
        let sums = "SELECT count(*), count(DISTINCT id), sum(micro_people) FROM hamlets";
        let versions = "SELECT count(*), max(id) FROM versions";
        format!("{} {}", place.sql(sums), place.sql(versions))
    };
    let files = [hamlets(place, 1), hamlets(place, 2)];
    place
        .import("hamlets", &files[0], &["--crs", "EPSG:4326"])
        .expect_success();
    let begun = Instant::now();
    place
        .import("hamlets", &files[1], &["--crs", "EPSG:4326"])
        .expect_success();
    let whole = begun.elapsed();
    let seed = std::env::var("YIKE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()));
    println!("seed {seed}: set YIKE_SEED to kill at the same fractions of an import again ({whole:?})");
    let mut random = seed;
    let mut killed = 0;
    for moment in 0..MOMENTS {
        // SplitMix64 (Steele, Lea and Flood 2014).
        random = random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (random ^ (random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let after = whole.mul_f64((mixed >> 11) as f64 / (1_u64 << 53) as f64);
        let file = &files[moment as usize % 2];
        let mut importing = place.importing("hamlets", file, &["--crs", "EPSG:4326"]);
        let begun = Instant::now();
        let mut child = importing
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let ended = loop {
            if let Some(ended) = child.try_wait().expect("it can be asked") {
                break ended.success();
            }
            if begun.elapsed() >= after {
                child.kill().expect("it runs");
                child.wait().expect("it ends");
                killed += 1;
                break false;
            }
            std::thread::park_timeout(Duration::from_millis(1));
        };
        let now = state();
        let whole = [1, 2].map(|people| format!("{ROWS}|{ROWS}|{} ", ROWS * people * 1_000_000));
        assert!(
            whole.iter().any(|whole| now.starts_with(whole)),
            "moment {moment} of seed {seed}: {now}"
        );
        assert!(
            !ended || now.starts_with(&whole[moment as usize % 2]),
            "moment {moment} of seed {seed}: it said that it had kept its rows"
        );
    }
    assert!(killed > 0, "seed {seed}: every import was done before its moment");
    // Nothing that the dead left stands in the way.
    place
        .import("hamlets", &files[0], &["--crs", "EPSG:4326"])
        .expect_success();
    place.assess("service-15");
}
