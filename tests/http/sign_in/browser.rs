//! Signing in as a browser does, and everything that may go wrong with it.

use yike::http::SignInRules;
use yike::identity::AccountName;
use yike::workflow::staff::{StaffLimits, unix_now};

use super::{BUREAU, Bureau, WORD};
use crate::server::Answer;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

fn bureau() -> Bureau {
    Bureau::with(StaffLimits::default(), SignInRules::default())
}

fn sign_in(bureau: &Bureau, to: &str, name: &str, password: &str) -> Answer {
    let origin = format!("Origin: http://{}", bureau.server.address);
    let body = format!("name={name}&password={}", password.replace(' ', "+"));
    bureau
        .server
        .send("POST", &format!("/sign-in{to}"), &[FORM, &origin], body.as_bytes())
}

/// The cookie line that a browser sends back.
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    format!("Cookie: {}", set.split(';').next().expect("a pair"))
}

fn name(word: &str) -> AccountName {
    word.parse().expect("a name")
}

#[test]
fn a_person_is_led_to_the_page_and_back() {
    let bureau = &*BUREAU;
    let page = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
    let led = bureau.server.ask("GET", "/ogc/collections?f=html&x=%E6", &[page]);
    assert_eq!(led.status, 303);
    assert_eq!(
        led.header("location"),
        "/sign-in?to=/ogc/collections%3Ff%3Dhtml%26x%3D%25E6"
    );
    assert_eq!(led.header("cache-control"), "no-store");
    let shown = bureau.server.get(led.header("location"));
    assert_eq!(shown.status, 200);
    assert!(shown.header("content-security-policy").contains("form-action 'self'"));
    assert!(shown.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(shown.header("referrer-policy"), "same-origin");
    assert_eq!(shown.header("cache-control"), "no-store");
    assert!(
        !shown.text().contains("collections"),
        "nothing that was sent stands in the page"
    );
    let signed = sign_in(bureau, "?to=/ogc/collections%3Ff%3Dhtml%26x%3D%25E6", "wang", WORD);
    assert_eq!(signed.status, 303);
    assert_eq!(signed.header("location"), "/ogc/collections?f=html&x=%E6");
    let set = signed.header("set-cookie");
    assert!(
        set.starts_with("yike=") && set.contains("HttpOnly") && set.contains("SameSite=Strict"),
        "{set}"
    );
    let cookie = cookie(&signed);
    let me = bureau.server.ask("GET", "/api/me", &[&cookie]).json();
    assert_eq!(
        (me["name"].as_str(), me["role"].as_str()),
        (Some("wang"), Some("planner"))
    );
    assert_eq!(bureau.server.ask("GET", "/", &[&cookie]).status, 200);
    for foreign in [
        "?to=//evil.example",
        "?to=https://evil.example/",
        "?to=/%5Cevil.example",
        "?to=",
    ] {
        assert_eq!(
            sign_in(bureau, foreign, "wang", WORD).header("location"),
            "/",
            "{foreign}"
        );
    }
}

#[test]
fn wrong_names_and_wrong_passwords_get_the_same_answer() {
    let bureau = bureau();
    let (wrong, unknown) = (
        sign_in(&bureau, "", "wang", "wrong"),
        sign_in(&bureau, "", "nobody", "wrong"),
    );
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(
        wrong.headers.keys().collect::<Vec<_>>(),
        unknown.headers.keys().collect::<Vec<_>>()
    );
    assert!(wrong.header("set-cookie").is_empty());
    assert!(!sign_in(&bureau, "", "%3Cscript%3E", "x").text().contains("script"));
}

#[test]
fn too_many_wrong_passwords_shut_the_account_for_a_while() {
    let bureau = bureau();
    for user in ["wang", "nobody"] {
        for _ in 0..10 {
            assert_eq!(sign_in(&bureau, "", user, "wrong").status, 401);
        }
        let shut = sign_in(&bureau, "", user, WORD);
        assert_eq!(shut.status, 429, "{user}");
        let wait: u64 = shut.header("retry-after").parse().expect("seconds");
        assert!((1..=900).contains(&wait), "{wait}");
    }
}

#[test]
fn bad_keys_are_refused_and_many_of_them_have_to_wait() {
    let bureau = bureau();
    let ask = |line: &str| bureau.server.ask("GET", "/tiles", &[line]);
    let good = format!("Authorization: Bearer {}", bureau.keys["viewer"]);
    for bad in [
        "Bearer yk_0000",
        "Bearer ",
        "Bearer",
        "Basic d2FuZzp4",
        "Bearer x.y.z",
        "",
        "bearer  yk_",
    ] {
        let answer = ask(&format!("Authorization: {bad}"));
        answer.is_problem(401);
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"Yike\", error=\"invalid_token\""
        );
    }
    let twice = bureau.server.ask("GET", "/tiles", &[&good, &good]);
    twice.is_problem(401);
    let waits = (0..40)
        .map(|_| ask("Authorization: Bearer yk_1"))
        .find(|answer| answer.status == 429);
    let waits = waits.expect("it ends");
    waits.is_problem(429);
    assert!(waits.header("retry-after").parse::<u64>().is_ok());
    // A key that is good is not held up by others at the same address.
    assert_eq!(ask(&good).status, 200);
}

#[test]
fn whoever_asks_too_fast_waits_and_nobody_else() {
    let rules = SignInRules {
        requests_per_second: 0.01,
        burst: 3.0,
        ..SignInRules::default()
    };
    let bureau = Bureau::with(StaffLimits::default(), rules);
    for _ in 0..3 {
        assert_eq!(bureau.get("viewer", "/api/me").status, 200);
    }
    let fast = bureau.get("viewer", "/api/me");
    fast.is_problem(429);
    assert!(fast.header("retry-after").parse::<u64>().is_ok_and(|wait| wait > 1));
    assert_eq!(bureau.get("editor", "/api/me").status, 200);
    assert_eq!(bureau.server.get("/healthz").status, 200);
}

#[test]
fn a_session_ends_when_it_is_ended_or_its_user_is_shut_out_or_has_another_password() {
    let bureau = bureau();
    let staff = bureau.staff();
    let origin = format!("Origin: http://{}", bureau.server.address);
    let asked = |cookie: &str| bureau.server.ask("GET", "/tiles", &[cookie]).status;
    let open = || cookie(&sign_in(&bureau, "", "wang", WORD));
    let first = open();
    assert_eq!(asked(&first), 200);
    let out = bureau.server.send("POST", "/sign-out", &[&first, &origin], b"");
    assert_eq!((out.status, out.header("location")), (303, "/sign-in"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(asked(&first), 401);
    let second = open();
    staff.set_disabled(&name("wang"), true, unix_now()).expect("disabled");
    assert_eq!(asked(&second), 401);
    assert_eq!(sign_in(&bureau, "", "wang", WORD).status, 401);
    staff.set_disabled(&name("wang"), false, unix_now()).expect("enabled");
    let third = open();
    staff
        .set_password(&name("wang"), "another few words", unix_now())
        .expect("changed");
    assert_eq!(asked(&third), 401);
    staff.revoke_key(&name("viewer"), unix_now()).expect("revoked");
    bureau.get("viewer", "/tiles").is_problem(401);
}

#[test]
fn other_pages_can_neither_sign_in_nor_use_a_session() {
    let bureau = &*BUREAU;
    let body = format!("name=wang&password={}", WORD.replace(' ', "+"));
    for origin in [
        "Origin: http://localhost:1",
        "Origin: http://evil.example",
        "Origin: null",
        "X: y",
    ] {
        let answer = bureau.server.send("POST", "/sign-in", &[FORM, origin], body.as_bytes());
        assert!(matches!(answer.status, 400 | 403), "{origin}: {answer:?}");
        assert!(answer.header("set-cookie").is_empty());
    }
    let own = format!("Origin: http://{}", bureau.server.address);
    let json = bureau
        .server
        .send("POST", "/sign-in", &["Content-Type: application/json", &own], b"{}");
    assert_eq!(json.status, 400);
    let cookie = cookie(&sign_in(bureau, "", "wang", WORD));
    for origin in ["Origin: http://localhost:1", "Origin: http://evil.example", "X: y"] {
        let headers = [cookie.as_str(), origin, "Content-Type: application/json"];
        let answer = bureau
            .server
            .send("POST", "/ogc/processes/site/execution", &headers, b"{}");
        answer.is_problem(403);
        assert!(answer.text().contains("foreign-origin"), "{origin}: {}", answer.text());
    }
    let answer = bureau.server.ask("GET", "/tiles", &[&cookie, "Host: evil.example"]);
    answer.is_problem(421);
}

#[test]
fn what_is_changed_taken_away_or_refused_is_written_down_and_what_is_looked_at_is_not() {
    let bureau = bureau();
    bureau.get("viewer", "/api/search?q=secret");
    bureau.get("viewer", "/ogc/collections/communities/items?f=csv");
    bureau.get("viewer", "/api/siting");
    let key = format!("Authorization: Bearer {}", bureau.keys["viewer"]);
    let asked = "/arcgis/rest/services/yike/FeatureServer/0/query";
    let asked = bureau.server.send("POST", asked, &[&key, FORM], b"where=1%3D1");
    assert!(asked.json()["features"].is_array(), "{asked:?}");
    sign_in(&bureau, "", "wang", "wrong");
    let lines = bureau.staff().audit(0, 100).expect("read");
    let told: Vec<(&str, &str, &str)> = lines
        .iter()
        .map(|line| (line.who.as_str(), line.what.as_str(), line.detail.as_str()))
        .take(3)
        .collect();
    assert_eq!(
        told,
        [
            ("wang", "sign-in-refused", "password"),
            ("key viewer", "refused", "GET /api/siting"),
            ("key viewer", "exported", "/ogc/collections/communities/items")
        ]
    );
    assert!(!format!("{lines:?}").contains("secret"));
}
