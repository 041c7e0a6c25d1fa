//! What people may see does not hang on the database: the made-up prefecture in a file and in a schema, asked by everybody for everything. What each
//! may see is tested on the file, among the tests of the server.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::place::Place;
use crate::serving::Served;

/// A county of the made-up prefecture, and one beside it.
const COUNTY: &str = "990102";
const OTHER: &str = "990101";

const WHO: &str = "county-viewer";

/// Two servers over the same prefecture, with the same staff.
struct Bureaus {
    on_file: Served,
    on_server: Served,
    keys: Vec<(String, String)>,
    /// Holds the file.
    _place: Place,
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    bytes: Vec<u8>,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    fn kind(&self) -> String {
        let problem: Value = serde_json::from_str(&self.body).unwrap_or_default();
        problem["type"].as_str().unwrap_or_default().to_owned()
    }

    /// All that both servers must agree on: not where they are, nor what time it is.
    fn told(&self, server: &Served) -> (u16, Vec<(String, String)>, String) {
        let body = self.body.replace(server.address(), "HERE");
        let mut body = body.replace(server.address().trim_start_matches("http://"), "HERE");
        while let Some(at) = body.find("\"timeStamp\":\"") {
            let end = body[at + 13..].find('"').map_or(body.len(), |length| at + 14 + length);
            body.replace_range(at..end, "");
        }
        (self.status, self.headers.clone(), body)
    }
}

/// Who asks: a name, a role, and what narrows it.
const PEOPLE: [(&str, &str, &[&str]); 11] = [
    ("viewer", "viewer", &[]),
    ("editor", "editor", &[]),
    ("planner", "planner", &[]),
    ("administrator", "administrator", &[]),
    ("county-viewer", "viewer", &["--area", COUNTY, "--exact-counts", "yes"]),
    ("county-editor", "editor", &["--area", COUNTY]),
    ("county-planner", "planner", &["--area", COUNTY]),
    ("county-administrator", "administrator", &["--area", COUNTY]),
    ("other-viewer", "viewer", &["--area", OTHER]),
    (
        "layers-planner",
        "planner",
        &["--layer", "communities", "--layer", "towns"],
    ),
    ("gaps-viewer", "viewer", &["--layer", "gaps"]),
];

/// `None` where no server is installed.
fn open() -> Option<Bureaus> {
    let place = Place::server()?;
    place
        .run(&["demo", "--cn", "--dir", ".", "--no-serve"])
        .expect_success();
    place
        .run(&["backup", "b", "--workspace", "demo-cn.gpkg"])
        .expect_success();
    place
        .run(&["restore", "b", "--workspace", &place.workspace])
        .expect_success();
    // The name that the other has as a database, so that titles are the same.
    place
        .run(&["restore", "b", "--workspace", "plans.gpkg"])
        .expect_success();
    let keys = PEOPLE.iter().map(|(name, role, more)| {
        let add = ["key", "add", name, "--role", role, "--staff", "staff.db"];
        let made = place.run(&[&add[..], more].concat()).expect_success();
        ((*name).to_owned(), format!("Bearer {}", made.out.trim()))
    });
    let keys = keys.collect();
    let start = |workspace: &str| Served::with(&place, workspace, &["--staff", "staff.db"]);
    Some(Bureaus {
        on_file: start("plans.gpkg"),
        on_server: start(&place.workspace),
        keys,
        _place: place,
    })
}

impl Bureaus {
    fn ask(&self, server: &Served, who: &str, method: &str, path: &str) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        let (_, key) = self.keys.iter().find(|(name, _)| name == who).expect("somebody");
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", server.address()))
            .header("authorization", key)
            .body(())
            .expect("a request");
        let mut answer = agent.run(request).expect("answered");
        let headers = ["content-type", "cache-control", "vary", "allow", "location"].map(|name| {
            let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
            (name.to_owned(), value.unwrap_or_default().to_owned())
        });
        let bytes = answer.body_mut().read_to_vec().expect("a body");
        Answer {
            status: answer.status().as_u16(),
            headers: headers.into(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(&self.on_server, who, "GET", path)
    }

    /// Both are asked and tell the same.
    fn alike(&self, who: &str, method: &str, path: &str) -> Answer {
        let file = self.ask(&self.on_file, who, method, path);
        let server = self.ask(&self.on_server, who, method, path);
        assert_eq!(
            server.told(&self.on_server),
            file.told(&self.on_file),
            "{who} {method} {path}"
        );
        server
    }
}

/// Every method of every address that the server describes, with something at the variable parts.
fn everything(bureaus: &Bureaus) -> BTreeSet<(String, String)> {
    let parts = [
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
    let mut all = BTreeSet::new();
    for document in ["/openapi.json", "/ogc/api"] {
        let document = bureaus.get("administrator", document).json();
        for (path, item) in document["paths"].as_object().expect("paths") {
            let filled = parts
                .iter()
                .fold(path.clone(), |path, (part, with)| path.replace(part, with));
            let methods = item.as_object().expect("methods").keys();
            for method in methods.filter(|key| *key != "parameters") {
                all.insert((method.to_uppercase(), filled.clone()));
            }
        }
    }
    all
}

#[test]
fn what_people_may_see_does_not_hang_on_the_database() {
    let Some(bureaus) = open() else { return };
    every_role_and_every_part_is_told_the_same(&bureaus);
    nothing_leads_across_to_another_county(&bureaus);
}

fn every_role_and_every_part_is_told_the_same(bureaus: &Bureaus) {
    let (mut answered, mut refused) = (0, 0);
    for (method, path) in everything(bureaus) {
        if path.starts_with("/sign-") {
            continue;
        }
        for (who, _, _) in PEOPLE {
            let answer = bureaus.alike(who, &method, &path);
            assert!(
                answer.status < 500 || answer.status == 503,
                "{who} {method} {path}: {}",
                answer.body
            );
            answered += usize::from(answer.status == 200);
            refused += usize::from(answer.kind().ends_with(":not-allowed"));
        }
    }
    assert!(
        answered > 300 && refused > 100,
        "{answered} answered, {refused} refused"
    );
    let more = [
        "/ogc/collections/communities/items?limit=1000",
        "/ogc/collections/facilities/items?limit=1000",
        "/ogc/collections/gaps/items?limit=1000",
        "/ogc/collections/units/items?limit=1000",
        "/ogc/collections/communities/items?f=csv&limit=1000",
        "/ogc/collections/communities/items?f=fgb&limit=1000",
        "/ogc/collections/communities/items?filter=people%20%3E%20500",
        "/api/gaps?circle=service-15&group=health&limit=1000",
        "/api/search?q=99010&limit=100",
        "/tiles/communities/10/768/388.geojson?clip=none",
        "/tiles/units/0/0/0.geojson",
        "/arcgis/rest/services/yike/FeatureServer/0/query?where=1%3D1&outFields=*",
        "/api/check/national-2025?area=990102000000",
    ];
    for path in more {
        for (who, _, _) in PEOPLE {
            bureaus.alike(who, "GET", path);
        }
    }
}

fn nothing_leads_across_to_another_county(bureaus: &Bureaus) {
    let items = "/ogc/collections/communities/items";
    let all = bureaus.get("administrator", &format!("{items}?limit=1000")).json();
    let own = |feature: &Value, key: &str| feature["properties"][key].as_str().expect("text").to_owned();
    let features = all["features"].as_array().expect("features");
    let hidden: Vec<&Value> = features
        .iter()
        .filter(|feature| !own(feature, "code").starts_with(COUNTY))
        .collect();
    assert!(hidden.len() > 10 && hidden.len() < features.len());
    let words: BTreeSet<String> = hidden
        .iter()
        .flat_map(|feature| [own(feature, "code"), own(feature, "name")])
        .collect();
    // Names of theirs that another community has too tell nothing.
    let theirs: BTreeSet<String> = features
        .iter()
        .filter(|feature| own(feature, "code").starts_with(COUNTY))
        .map(|feature| own(feature, "name"))
        .collect();
    let words = words
        .iter()
        .filter(|word| theirs.iter().all(|name| !name.contains(*word)));
    let words: Vec<&String> = words.collect();
    let other = hidden
        .iter()
        .find(|feature| own(feature, "code").starts_with(OTHER))
        .expect("one");
    let (id, code) = (&other["id"], own(other, "code"));
    let mut asked: Vec<String> = Vec::new();
    for form in ["json", "csv", "fgb", "jsonfg", "html"] {
        let unknown = bureaus.get(WHO, &format!("{items}/999999?f={form}"));
        let there = bureaus.get(WHO, &format!("{items}/{id}?f={form}"));
        assert_eq!((there.status, &there.body), (404, &unknown.body), "{form}");
        for filter in [
            format!("code%20LIKE%20'{OTHER}%25'"),
            "NOT%20(code%20LIKE%20'990102%25')".to_owned(),
            "people%20%3E%3D%200".to_owned(),
            "S_INTERSECTS(geometry,BBOX(-180,-90,180,90))".to_owned(),
        ] {
            asked.push(format!("{items}?filter={filter}&f={form}&limit=1000"));
        }
        asked.push(format!("{items}?bbox=-180,-90,180,90&f={form}&limit=1000&sortby=-code"));
    }
    for layer in ["communities", "units", "towns", "counties", "gaps", "gap_points"] {
        for tile in ["0/0/0", "6/48/24", "6/49/24", "10/768/388"] {
            asked.push(format!("/tiles/{layer}/{tile}.geojson?clip=none"));
            asked.push(format!("/tiles/{layer}/{tile}.mvt"));
        }
    }
    let query = "/arcgis/rest/services/yike/FeatureServer/0/query";
    asked.push(format!("{query}?where=1%3D1&outFields=*"));
    asked.push(format!("{query}?objectIds={id}&outFields=*"));
    asked.push("/api/assessment".to_owned());
    asked.push("/api/gaps?circle=service-15&group=health&limit=1000".to_owned());
    // What is refused says no more than what was asked.
    for wrong in [
        "filter=code%20%3E",
        "filter=nothing%20%3D%201",
        "sortby=nothing",
        "properties=nothing",
        "f=none",
    ] {
        asked.push(format!("{items}?{wrong}"));
    }
    let mut told = 0;
    for path in &asked {
        let answer = bureaus.get(WHO, path);
        assert!(
            matches!(answer.status, 200 | 204 | 400),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
        for word in &words {
            let found = answer.bytes.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!found, "{path} tells of {word}");
        }
        told += usize::from(answer.status == 200 && answer.body.contains(COUNTY));
    }
    assert!(told > 20, "{told}");
    let found = |who: &str| bureaus.get(who, &format!("/api/search?q={code}")).json()["results"].clone();
    assert_eq!(found(WHO), serde_json::json!([]));
    assert_ne!(found("administrator"), serde_json::json!([]));
    let found = bureaus
        .get(WHO, &format!("{query}?objectIds={id}&returnCountOnly=true"))
        .json();
    assert_eq!(found["count"], 0);
}
