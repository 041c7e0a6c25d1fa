//! Tokens as programs of the Esri world bring them: in addresses, in forms, in a header of their own; and how they get one.

use serde_json::{Value, json};
use yike::http::SignInRules;
use yike::identity::AccountName;
use yike::workflow::staff::{StaffLimits, unix_now};

use super::{BUREAU, Bureau, WORD};
use crate::server::Answer;

const SERVICE: &str = "/arcgis/rest/services/yike/FeatureServer";
const COUNT: &str = "/arcgis/rest/services/yike/FeatureServer/0/query?where=1%3D1&returnCountOnly=true";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const GENERATE: &str = "/arcgis/tokens/generateToken";

fn count(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()["count"].as_u64().expect("a count")
}

/// The code of an error object, which these programs look for in an answer of status 200.
fn refused(answer: &Answer) -> Value {
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (200, "no-store"),
        "{answer:?}"
    );
    answer.json()["error"]["code"].clone()
}

#[test]
fn a_key_is_good_in_an_address_a_form_and_a_header_with_the_rights_it_has_anywhere() {
    let key = |who: &str| BUREAU.keys[who].clone();
    let all = BUREAU.get("viewer", COUNT).json()["count"].as_u64().expect("a count");
    let own = BUREAU.get("county-viewer", COUNT).json()["count"]
        .as_u64()
        .expect("a count");
    assert!(own > 0 && own < all);
    for (who, seen) in [("viewer", all), ("county-viewer", own)] {
        let key = key(who);
        let answer = BUREAU.server.get(&format!("{COUNT}&token={key}"));
        assert_eq!(count(&answer), seen);
        assert!(!answer.text().contains(&key), "{answer:?}");
        assert_eq!(count(&BUREAU.server.get(&format!("{COUNT}&t%6Fken={key}"))), seen);
        let header = format!("X-Esri-Authorization: Bearer {key}");
        assert_eq!(count(&BUREAU.server.ask("GET", COUNT, &[&header])), seen);
        let form = format!("where=1%3D1&returnCountOnly=true&token={key}&f=json");
        let at = format!("{SERVICE}/0/query");
        assert_eq!(count(&BUREAU.server.send("POST", &at, &[FORM], form.as_bytes())), seen);
        // The same twice is one key.
        assert_eq!(
            count(&BUREAU.server.ask("GET", &format!("{COUNT}&token={key}"), &[&header])),
            seen
        );
    }
    let key = key("viewer");
    let root = "/arcgis/rest/services/yike/VectorTileServer";
    let style = BUREAU
        .server
        .get(&format!("{root}/resources/styles/root.json?token={key}"));
    assert_eq!((style.status, style.header("cache-control")), (200, "no-store"));
    assert!(!style.text().contains(&key));
    let tile = BUREAU.server.get(&format!("{root}/tile/6/24/48.pbf?token={key}"));
    assert_eq!(tile.status, 200, "{tile:?}");
}

#[test]
fn who_brings_none_or_a_bad_one_is_told_so_in_these_programs_words() {
    // Bad keys are counted, so these have a server of their own.
    let bureau = Bureau::with(StaffLimits::default(), SignInRules::default());
    let key = &bureau.keys["viewer"];
    let other = &bureau.keys["editor"];
    assert_eq!(refused(&bureau.server.get(COUNT)), 499);
    assert_eq!(refused(&bureau.server.get(&format!("{COUNT}&token="))), 499);
    assert_eq!(refused(&bureau.server.send("POST", SERVICE, &[FORM], b"f=json")), 499);
    for bad in [format!("{key}0"), "yt_0123".to_owned()] {
        assert_eq!(
            refused(&bureau.server.get(&format!("{COUNT}&token={bad}"))),
            498,
            "{bad}"
        );
    }
    // Which of two is meant is not guessed.
    assert_eq!(
        refused(&bureau.server.get(&format!("{COUNT}&token={key}&token={other}"))),
        498
    );
    let header = format!("Authorization: Bearer {key}");
    assert_eq!(
        refused(&bureau.server.ask("GET", &format!("{COUNT}&token={other}"), &[&header])),
        498
    );
    assert_eq!(
        refused(
            &bureau
                .server
                .ask("GET", COUNT, &[&format!("X-Esri-Authorization: Basic {key}")])
        ),
        498
    );
    assert_eq!(bureau.server.ask("HEAD", COUNT, &[]).status, 401);
    let tile = "/arcgis/rest/services/yike/VectorTileServer/tile/6/24/48.pbf";
    bureau.server.get(tile).is_problem(401);
    bureau.server.get(&format!("{tile}?token={key}0")).is_problem(401);
    bureau.server.get(&format!("{COUNT}&token=%")).is_problem(400);
    // A person with a browser is led to the page to sign in, and nothing that was in the address goes along.
    let led = bureau
        .server
        .ask("GET", &format!("{SERVICE}?token=&f=json"), &["Accept: text/html"]);
    assert_eq!(
        (led.status, led.header("location")),
        (303, &*format!("/sign-in?to={SERVICE}%3Ff%3Djson"))
    );
    let bad = bureau
        .server
        .ask("GET", &format!("{SERVICE}?token={key}0"), &["Accept: text/html"]);
    assert_eq!(refused(&bad), 498);
}

#[test]
fn elsewhere_nothing_but_the_header_that_is_meant_for_it_is_a_key() {
    let key = &BUREAU.keys["administrator"];
    for path in [
        "/api/me",
        "/tiles",
        "/api/assessment",
        "/ogc/collections",
        "/styles",
        "/",
    ] {
        BUREAU.server.get(&format!("{path}?token={key}")).is_problem(401);
        let header = format!("X-Esri-Authorization: Bearer {key}");
        BUREAU.server.ask("GET", path, &[&header]).is_problem(401);
    }
}

#[test]
fn where_nobody_signs_in_a_token_means_nothing() {
    let server = crate::server::Server::start();
    let answer = server.get(&format!("{COUNT}&token=of+another+server"));
    assert_eq!(count(&answer), 2);
    let info = server.get("/arcgis/rest/info").json();
    assert_eq!(info["authInfo"], json!({"isTokenBasedSecurity": false}));
    server
        .send("POST", GENERATE, &[FORM], b"username=a&password=b")
        .is_problem(404);
}

fn generate(bureau: &Bureau, form: &str) -> Answer {
    let answer = bureau.server.send("POST", GENERATE, &[FORM], form.as_bytes());
    assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
    answer
}

fn with_password(password: &str, more: &str) -> String {
    let password = password.replace(' ', "+");
    format!("username=wang&password={password}&client=requestip&f=json{more}")
}

#[test]
fn a_password_gets_a_token_that_reads_there_and_opens_nothing_else() {
    let bureau = Bureau::with(StaffLimits::default(), SignInRules::default());
    let info = bureau
        .server
        .send("POST", "/arcgis/rest/info", &[FORM], b"f=json")
        .json();
    let address = format!("http://{}{GENERATE}", bureau.server.address);
    assert_eq!(info["authInfo"]["tokenServicesUrl"], address);
    let before = unix_now();
    let given = generate(&bureau, &with_password(WORD, "&expiration=20160")).json();
    let token = given["token"].as_str().expect("a token").to_owned();
    let minutes = (given["expires"].as_i64().expect("a moment") / 1000 - before) / 60;
    assert!((479..=481).contains(&minutes), "eight hours at most: {minutes}");
    let reads = |token: &str| bureau.server.get(&format!("{COUNT}&token={token}"));
    let all = bureau.get("planner", COUNT).json()["count"].as_u64();
    assert_eq!(Some(count(&reads(&token))), all);
    // It is a secret of its own: no session, no key.
    let secret = token.strip_prefix("yt_").expect("its mark");
    for header in [
        format!("Authorization: Bearer {token}"),
        format!("Authorization: Bearer {secret}"),
        format!("Cookie: yike={secret}"),
    ] {
        bureau.server.ask("GET", "/api/me", &[&header]).is_problem(401);
    }
    let header = format!("Authorization: Bearer {token}");
    assert_eq!(refused(&bureau.server.ask("GET", COUNT, &[&header])), 498);
    // A token that is good gets another; one that is not gets none.
    let next = generate(&bureau, &format!("token={token}&serverUrl=http://x&f=json")).json();
    let next = next["token"].as_str().expect("a token").to_owned();
    assert_ne!(next, token);
    assert_eq!(Some(count(&reads(&next))), all);
    assert_eq!(refused(&generate(&bureau, &format!("token={token}0"))), 400);
    let key = &bureau.keys["viewer"];
    assert_eq!(
        refused(&generate(&bureau, &format!("token={key}"))),
        400,
        "a key stays a key"
    );
    // Shut out, with the next request.
    let wang: AccountName = "wang".parse().expect("a name");
    bureau.staff().set_disabled(&wang, true, unix_now()).expect("shut out");
    assert_eq!(refused(&reads(&token)), 498);
    assert_eq!(refused(&generate(&bureau, &format!("token={token}"))), 400);
    assert_eq!(refused(&generate(&bureau, &with_password(WORD, ""))), 400);
}

#[test]
fn passwords_are_tried_as_seldom_there_as_on_the_page_and_never_in_an_address() {
    let limits = StaffLimits {
        tries_of_account: 3,
        ..StaffLimits::default()
    };
    let bureau = Bureau::with(limits, SignInRules::default());
    let in_address = format!("{GENERATE}?{}", with_password(WORD, ""));
    bureau.server.send("POST", &in_address, &[FORM], b"").is_problem(400);
    assert_eq!(refused(&bureau.server.get(GENERATE)), 499, "by POST alone");
    for _ in 0..3 {
        assert_eq!(refused(&generate(&bureau, &with_password("guessed", ""))), 400);
    }
    let waits = generate(&bureau, &with_password(WORD, ""));
    waits.is_problem(429);
    assert!(!waits.header("retry-after").is_empty());
}
