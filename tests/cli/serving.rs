//! The built server, from its start to its stop.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Desk, fixture};

/// A running server, ended when dropped.
pub struct Served {
    child: Child,
    address: String,
    said: BufReader<std::process::ChildStderr>,
}

impl Served {
    pub fn start(desk: &Desk) -> Self {
        Self::of(desk, &["--workspace", "town.gpkg"])
    }

    pub fn of(desk: &Desk, arguments: &[&str]) -> Self {
        let mut child = desk
            .command()
            .arg("serve")
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut said = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("it says where the map is");
        let address = line
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .expect("an address");
        Self {
            child,
            address: address.trim_end_matches('/').to_owned(),
            said,
        }
    }

    /// Where it is, without the last stroke.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn get(&self, path: &str) -> String {
        let answer = ureq::get(format!("{}{path}", self.address)).call().expect("answered");
        answer.into_body().read_to_string().expect("text")
    }

    /// The body of an answer as it is; empty where there is none.
    pub fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = ureq::get(format!("{}{path}", self.address)).call().expect("answered");
        answer.into_body().read_to_vec().expect("bytes")
    }

    /// Status and body of a request that is refused.
    pub fn refused(&self, path: &str) -> (u16, String) {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let answer = agent.get(format!("{}{path}", self.address)).call().expect("answered");
        (
            answer.status().as_u16(),
            answer.into_body().read_to_string().expect("text"),
        )
    }

    fn stop(mut self) -> i32 {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &id])
                .status()
                .expect("kill")
                .success()
        );
        self.child.wait().expect("it ends").code().unwrap_or(-1)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn toy() -> (Desk, String) {
    let desk = Desk::toy_town();
    let circle = fixture("toy_town/toy.toml").to_str().expect("text").to_owned();
    desk.assess(&circle);
    (desk, circle)
}

#[test]
fn the_server_says_where_it_is_shows_the_kept_assessment_and_stops_when_told() {
    let (desk, circle) = toy();
    let served = Served::start(&desk);
    let printed = desk.assess_text(&circle);
    assert_eq!(
        served.get("/api/assessment").trim(),
        printed.trim(),
        "the map and the command line say the same"
    );
    assert!(served.get("/").contains("<html"));
    assert!(served.get("/readyz").contains("ready"));
    assert_eq!(served.stop(), 0);
}

#[test]
fn a_new_assessment_is_shown_without_starting_again() {
    let (desk, circle) = toy();
    let mut served = Served::start(&desk);
    let first = served.get("/api/assessment");
    desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        &circle,
        "--theta",
        "0.5",
    ])
    .expect_success();
    // The server says so itself; until then the line is waited for.
    let mut line = String::new();
    served.said.read_line(&mut line).expect("it speaks");
    assert!(line.contains("is shown now"), "{line}");
    let begun = Instant::now();
    while served.get("/api/assessment") == first {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "it said so, but shows the old one"
        );
    }
    assert!(served.get("/api/assessment").contains("\"reached\""));
}

#[test]
fn ogrinfo_reads_a_tile_from_its_address() {
    let (desk, _) = toy();
    let served = Served::start(&desk);
    let tile_json: serde_json::Value = serde_json::from_str(&served.get("/tiles/communities.json")).expect("JSON");
    let bounds: Vec<f64> = tile_json["bounds"]
        .as_array()
        .expect("a box")
        .iter()
        .filter_map(serde_json::Value::as_f64)
        .collect();
    let (lon, lat) = (
        f64::midpoint(bounds[0], bounds[2]),
        f64::midpoint(bounds[1], bounds[3]).to_radians(),
    );
    let size = f64::from(1 << 12);
    let x = ((lon + 180.0) / 360.0 * size).floor();
    let y = ((1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * size).floor();
    let url = format!("{}/tiles/communities/12/{x}/{y}.geojson", served.address);
    let output = Command::new("ogrinfo")
        .args(["-ro", "-al", "-geom=SUMMARY", &url])
        .output()
        .expect("ogrinfo is installed by make setup");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("甲社区") && told.contains("toy/pharmacy/share"), "{told}");
}
