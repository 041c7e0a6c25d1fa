//! The server over a workspace that others change.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Stdio};

use crate::place::{Place, toy_circle};

/// A running server, ended when dropped.
pub struct Served {
    child: Child,
    address: String,
    said: BufReader<ChildStderr>,
}

impl Served {
    pub fn start(place: &Place, workspace: &str) -> Self {
        Self::with(place, workspace, &[])
    }

    pub fn with(place: &Place, workspace: &str, more: &[&str]) -> Self {
        let mut child = place
            .command()
            .args(["serve", "--workspace", workspace, "--listen", "127.0.0.1:0"])
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut served = Self {
            said: BufReader::new(child.stderr.take().expect("piped")),
            child,
            address: String::new(),
        };
        let line = served.line();
        let address = line.split_whitespace().find(|word| word.starts_with("http://"));
        address
            .expect("an address")
            .trim_end_matches('/')
            .clone_into(&mut served.address);
        served
    }

    /// The next line that it says.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).expect("it speaks");
        line
    }

    /// Where it is, without the last stroke.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn get(&self, path: &str) -> String {
        let answer = ureq::get(format!("{}{path}", self.address)).call().expect("answered");
        answer.into_body().read_to_string().expect("text")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_new_assessment_on_a_server_is_shown_without_starting_again() {
    let Some(place) = Place::server() else { return };
    place.toy_town();
    let first = place.assess(&toy_circle());
    let mut served = Served::start(&place, &place.workspace);
    assert_eq!(served.get("/api/assessment").trim(), first.trim());
    let arguments = [
        "assess",
        "--workspace",
        &place.workspace,
        "--circle",
        &toy_circle(),
        "--theta",
        "0.5",
        "--format",
        "json",
    ];
    let second = place.run(&arguments).expect_success().out;
    let line = served.line();
    assert!(line.contains("is shown now"), "{line}");
    assert_ne!(first, second);
    assert_eq!(served.get("/api/assessment").trim(), second.trim());
}
