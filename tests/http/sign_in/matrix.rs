//! Every address, every role: who is answered, who is not, and that no address is without a rule.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{BUREAU, Bureau};
use crate::server::Answer;

/// One thing that can be asked: the method, the address as it is described, and one that can be asked.
struct Asked {
    method: String,
    path: String,
}

/// Everything that the two descriptions speak of.
fn everything() -> Vec<Asked> {
    let mut all = Vec::new();
    for document in ["/openapi.json", "/ogc/api"] {
        let document = BUREAU.json("administrator", document);
        for (path, item) in document["paths"].as_object().expect("paths") {
            for method in item
                .as_object()
                .expect("methods")
                .keys()
                .filter(|key| *key != "parameters")
            {
                all.push(Asked {
                    method: method.to_uppercase(),
                    path: path.clone(),
                });
            }
        }
    }
    assert!(all.len() > 60, "{}", all.len());
    all
}

/// An address with something at its variable parts.
fn filled(path: &str) -> String {
    let pairs = [
        ("{layer}", "communities"),
        ("v{version}", "vnone"),
        ("{z}/{x}/{y}", "6/48/24"),
        ("{z}/{y}/{x}", "6/24/48"),
        ("{number}", "0"),
        ("{format}", "geojson"),
        ("{name}", "coverage"),
        ("{plan}", "national-2025"),
        ("{requirement}", "none"),
        ("{id}", "none"),
        ("{job}", "none"),
        ("{jobID}", "none"),
        ("{processID}", "site"),
        ("{collection}", "communities"),
        ("{feature}", "2"),
        ("{tileMatrixSetId}", "WebMercatorQuad"),
        ("{tileMatrix}/{tileRow}/{tileCol}", "6/24/48"),
        ("{styleId}", "coverage"),
    ];
    let filled = pairs
        .iter()
        .fold(path.to_owned(), |path, (part, with)| path.replace(part, with));
    assert!(!filled.contains('{'), "{filled}");
    filled
}

fn kind(answer: &Answer) -> String {
    let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let kind = problem["type"].as_str().and_then(|name| name.rsplit(':').next());
    kind.unwrap_or_default().to_owned()
}

/// What nobody has to sign in for.
const OPEN: [&str; 10] = [
    "/healthz",
    "/readyz",
    "/sign-in",
    "/sign-in.css",
    "/sign-in/oidc",
    "/sign-in/oidc/back",
    "/sign-out",
    "/arcgis/rest/info",
    "/arcgis/tokens/generateToken",
    "(none)",
];

/// The least role of an address, as the documentation has it.
fn least(method: &str, path: &str) -> usize {
    let planner = path.starts_with("/api/siting")
        || path.starts_with("/ogc/jobs")
        || path.ends_with("/execution")
        || (method == "POST" && path.starts_with("/api/check"));
    let editor = path.starts_with("/api/imports") || path == "/api/assess" || path == "/api/undo";
    match (planner, editor) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    }
}

/// Addresses that count people too finely for whoever sees no exact counts.
fn exact(path: &str) -> bool {
    path.starts_with("/api/check")
}

/// Addresses about the whole, or that change it.
fn whole(method: &str, path: &str) -> bool {
    least(method, path) > 0
}

/// Addresses whose answers are made of all layers.
fn of_all_layers(path: &str) -> bool {
    path.starts_with("/api/check")
}

#[test]
fn nobody_is_answered_without_signing_in_but_the_page_to_sign_in_and_the_probes() {
    for Asked { method, path } in everything() {
        let answer = BUREAU.server.ask(&method, &filled(&path), &[]);
        if OPEN.contains(&path.as_str()) {
            assert_ne!(answer.status, 401, "{method} {path}");
        } else if path.starts_with("/arcgis/") && !path.contains("/tile/") {
            // Their programs look for it there.
            assert_eq!(answer.status, 200, "{method} {path}: {answer:?}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            let told = answer.json();
            assert_eq!(
                (
                    told["error"]["code"].as_u64(),
                    told.as_object().map(serde_json::Map::len)
                ),
                (Some(499), Some(1))
            );
        } else {
            assert_eq!(answer.status, 401, "{method} {path}: {answer:?}");
            answer.is_problem(401);
            assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"Yike\"");
            assert_eq!(kind(&answer), "not-signed-in", "{path}");
        }
    }
    for path in ["/assets/none.js", "/nothing", "/tiles/communities/0/0/0.mvt?filter=%"] {
        BUREAU.server.get(path).is_problem(401);
    }
}

#[test]
fn every_role_gets_what_is_its_own_and_no_more() {
    let roles = ["viewer", "editor", "planner", "administrator"];
    for Asked { method, path } in everything() {
        if OPEN.contains(&path.as_str()) {
            continue;
        }
        for (rank, role) in roles.iter().enumerate() {
            let may = rank >= least(&method, &path) && (rank > 0 || !exact(&path));
            told(&BUREAU, role, &method, &path, may);
            let narrowed = format!("county-{role}");
            told(&BUREAU, &narrowed, &method, &path, may_narrowed(rank, &method, &path));
        }
        let may = !whole(&method, &path) && !of_all_layers(&path);
        told(&BUREAU, "layers-planner", &method, &path, may);
    }
}

fn may_narrowed(rank: usize, method: &str, path: &str) -> bool {
    rank >= least(method, path) && !whole(method, path)
}

/// Whether somebody is refused by rights; what else is wrong with a request is told to those alone who may ask it.
fn told(bureau: &Bureau, who: &str, method: &str, path: &str, may: bool) {
    let answer = bureau.ask(who, method, &filled(path));
    assert_ne!(answer.status, 500, "{who} {method} {path}: {answer:?}");
    assert_eq!(kind(&answer) != "not-allowed", may, "{who} {method} {path}: {answer:?}");
    if !may {
        answer.is_problem(403);
    }
}

#[test]
fn what_is_answered_is_kept_by_nobody() {
    for path in [
        "/tiles/communities/6/48/24.mvt",
        "/api/assessment",
        "/ogc/collections/communities/items",
        "/tiles",
    ] {
        let answer = BUREAU.get("administrator", path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
        assert!(answer.header("vary").contains("Cookie, Authorization"), "{path}");
    }
    let version = BUREAU.json("viewer", "/tiles")["version"]
        .as_str()
        .expect("a version")
        .to_owned();
    let tile = BUREAU.get("viewer", &format!("/tiles/communities/v{version}/6/48/24.mvt"));
    assert_eq!((tile.status, tile.header("cache-control")), (200, "private, no-store"));
}

#[test]
fn every_layer_of_a_desk_can_be_granted() {
    let known: BTreeSet<&str> = yike::workflow::DESK_LAYERS.into_iter().collect();
    let list = BUREAU.json("administrator", "/tiles");
    let layers = list["layers"].as_array().expect("layers");
    let names: BTreeSet<&str> = layers.iter().filter_map(|layer| layer["name"].as_str()).collect();
    let made = ["units", "facilities_merged", "gap_points_merged", "streets_thinned"];
    assert_eq!(names.difference(&known).copied().collect::<Vec<_>>().len(), made.len());
    assert!(made.iter().all(|name| names.contains(name)));
    // Where people live is shown only by a server that was told to.
    let shown: BTreeSet<&str> = known.into_iter().filter(|name| *name != "demand").collect();
    assert!(shown.is_subset(&names), "{names:?}");
}
