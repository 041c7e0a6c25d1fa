//! OGC's standards, requirement by requirement: tests are called after the requirements that they transcribe, and those are run on
//! two workspaces that have nothing in common.

mod crs;
mod features;
mod filter;
mod forms;
mod processes;
mod root;
mod styles;
mod tiles;

use std::sync::Arc;

use serde_json::Value;
use yike::http::ServerState;

use crate::server::{Answer, Server, desk_elsewhere};

/// A server for each workspace, and the name of a layer that it has features in.
pub(crate) fn servers() -> [(Server, &'static str); 2] {
    let elsewhere = Server::with(ServerState::new(Arc::new(desk_elsewhere())));
    [(Server::start(), "communities"), (elsewhere, "facilities")]
}

/// JSON of the media type.
pub(crate) fn json(answer: &Answer, media: &str) -> Value {
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, media),
        "{answer:?}"
    );
    answer.json()
}

/// The address of the first link of a relation and a media type.
pub(crate) fn href(document: &Value, rel: &str, media: &str) -> String {
    let links = document["links"].as_array().expect("links");
    let found = links.iter().find(|link| link["rel"] == rel && link["type"] == media);
    found.unwrap_or_else(|| unreachable!("no link {rel} {media} in {links:?}"))["href"]
        .as_str()
        .expect("a text")
        .to_owned()
}

/// Asks a full address of the server.
pub(crate) fn follow(server: &Server, address: &str) -> Answer {
    let path = address
        .strip_prefix(&format!("http://{}", server.address))
        .expect("an address of this server");
    server.get(path)
}

/// A text as it stands in a query.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes()
        .fold(String::new(), |text, byte| text + &format!("%{byte:02x}"))
}

/// Every place of a geometry's coordinates.
pub(crate) fn places(coordinates: &Value) -> Vec<[f64; 2]> {
    let members = coordinates.as_array().expect("a list");
    match members[..] {
        [Value::Number(ref x), Value::Number(ref y)] => vec![[x, y].map(|n| n.as_f64().expect("a number"))],
        _ => members.iter().flat_map(places).collect(),
    }
}
