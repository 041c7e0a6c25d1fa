//! The bureau's own sign-in server: the whole way there and back, and everything that may be wrong with what it sends.

use std::sync::Arc;

use serde_json::{Value, json};
use yike::http::{Oidc, OidcRules, Secret, ServerState, SignInRules};
use yike::identity::{AccountName, Grant, Role};
use yike::workflow::staff::{Staff, StaffLimits, unix_now};

use super::provider::{ALGORITHMS, CLIENT, CLIENT_SECRET, Provider, Signing};
use crate::server::{Answer, Server, desk};

struct Office {
    server: Server,
    provider: Provider,
    staff: std::path::PathBuf,
    /// Authorities that the browser believes too.
    certificates: Option<Vec<u8>>,
    _folder: tempfile::TempDir,
}

fn rules(issuer: &str) -> OidcRules {
    OidcRules {
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(Secret::new(CLIENT_SECRET.to_owned())),
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        name_claim: "preferred_username".to_owned(),
        groups_claim: "realm.roles".to_owned(),
        api_audience: Some("yike-api".to_owned()),
        hosts: Vec::new(),
        certificates: None,
        clock_skew: 60,
        groups: vec![
            ("planners".to_owned(), Grant::of(Role::Planner)),
            ("everybody".to_owned(), Grant::of(Role::Viewer)),
        ],
    }
}

fn name(word: &str) -> AccountName {
    word.parse().expect("a name")
}

impl Office {
    fn open() -> Self {
        let provider = Provider::start();
        let issuer = provider.issuer.clone();
        Self::with(provider, &issuer)
    }

    fn with(provider: Provider, issuer: &str) -> Self {
        Self::ruled(provider, rules(issuer))
    }

    fn ruled(provider: Provider, rules: OidcRules) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let staff = folder.path().join("staff.db");
        let file = Staff::open_or_make(&staff, StaffLimits::default()).expect("made");
        file.add_user(&name("chen"), &Grant::of(Role::Editor), None, unix_now())
            .expect("a user");
        let state = ServerState::new(Arc::new(desk("7")));
        let certificates = rules.certificates.clone();
        let oidc = Oidc::new(rules).expect("made");
        state.require_sign_in_with(Arc::new(file), SignInRules::default(), oidc);
        Self {
            server: Server::with(state),
            provider,
            staff,
            certificates,
            _folder: folder,
        }
    }

    fn staff(&self) -> Staff {
        Staff::open(&self.staff, StaffLimits::default()).expect("there")
    }

    /// To the provider and back; the address that the browser is led back to, and its cookie.
    fn way_back(&self, to: &str) -> (String, String) {
        let begun = self.server.get(&format!("/sign-in/oidc{to}"));
        assert_eq!(begun.status, 303, "{begun:?}");
        let mut browser = ureq::Agent::config_builder().max_redirects(0);
        if let Some(pem) = &self.certificates {
            let believed = ureq::tls::Certificate::from_pem(pem).expect("a certificate");
            let roots = ureq::tls::RootCerts::from(vec![believed]);
            browser = browser.tls_config(ureq::tls::TlsConfig::builder().root_certs(roots).build());
        }
        let agent: ureq::Agent = browser.build().into();
        let led = agent.get(begun.header("location")).call().expect("an answer");
        let back = led.headers()["location"].to_str().expect("text").to_owned();
        let own = format!("http://{}", self.server.address);
        let back = back.strip_prefix(&own).expect("back to this server").to_owned();
        assert!(back.starts_with("/sign-in/oidc/back?"), "{back}");
        (back, cookie(&begun))
    }

    /// The whole way.
    fn sign_in(&self) -> Answer {
        let (back, cookie) = self.way_back("");
        self.server.ask("GET", &back, &[&cookie])
    }

    fn role(&self, line: &str) -> Option<String> {
        let me = self.server.ask("GET", "/api/me", &[line]);
        (me.status == 200).then(|| me.json()["role"].as_str().expect("a role").to_owned())
    }

    /// Asks with a token of the provider.
    fn bearer(&self, more: &Value) -> Answer {
        let token = self
            .provider
            .token(&json!({ "aud": ["account", "yike-api"], "azp": "nightly" }), more);
        self.server
            .ask("GET", "/api/me", &[&format!("Authorization: Bearer {token}")])
    }
}

/// The first cookie line that a browser sends back.
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    format!("Cookie: {}", set.split(';').next().expect("a pair"))
}

/// The session that an answer to the way back gives; it sets two cookies.
fn session(office: &Office, back: &str, attempt: &str) -> (Answer, String) {
    let (head, value) = attempt.split_once(": ").expect("a line");
    let url = format!("http://{}{back}", office.server.address);
    let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
    let answer = agent.get(url).header(head, value).call().expect("an answer");
    assert_eq!(answer.status(), 303);
    let set: Vec<String> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|line| line.to_str().expect("text").to_owned())
        .collect();
    let own = set.iter().find(|line| line.starts_with("yike=")).expect("a session");
    assert!(own.contains("HttpOnly") && own.contains("SameSite=Lax"), "{own}");
    assert!(
        set.iter()
            .any(|line| line.starts_with("yike-attempt=;") && line.contains("Max-Age=0")),
        "{set:?}"
    );
    let session = format!("Cookie: {}", own.split(';').next().expect("a pair"));
    let location = answer.headers()["location"].to_str().expect("text").to_owned();
    let led = Answer {
        status: 303,
        headers: [("location".to_owned(), location)].into(),
        body: Vec::new(),
    };
    (led, session)
}

#[test]
fn a_person_signs_in_at_the_bureaus_server_and_comes_back_to_where_the_way_began() {
    let office = Office::open();
    let page = office.server.get("/sign-in?to=/ogc%3Ff%3Dhtml");
    assert!(
        page.text().contains("href=\"/sign-in/oidc?to=/ogc%3Ff%3Dhtml\""),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Sign in with the bureau's account"));
    let (back, attempt) = office.way_back("?to=/ogc%3Ff%3Dhtml");
    let (led, session) = session(&office, &back, &attempt);
    assert_eq!(led.header("location"), "/ogc?f=html");
    assert_eq!(office.role(&session).as_deref(), Some("editor"));
    // A code is good once.
    let again = office.server.ask("GET", &back, &[&attempt]);
    assert_eq!(again.status, 502);
    // Whoever is shut out is out, of the session that is open too, and stays out.
    office
        .staff()
        .set_disabled(&name("chen"), true, unix_now())
        .expect("disabled");
    assert_eq!(office.role(&session), None);
    let refused = office.sign_in();
    assert_eq!(refused.status, 403);
    assert!(
        refused.text().contains("尚未获准") && !refused.header("set-cookie").contains("yike="),
        "{refused:?}"
    );
    assert_eq!(office.bearer(&json!({})).status, 401);
}

#[test]
fn groups_let_people_in_whom_the_staff_file_does_not_know() {
    let office = Office::open();
    let person = |roles: Value| {
        let claims = json!({ "preferred_username": "王芳", "sub": "f:2", "realm": { "roles": roles } });
        office.provider.plan(|plan| plan.claims = claims);
    };
    person(json!(["others"]));
    assert_eq!(office.sign_in().status, 403);
    person(json!(["everybody", "planners"]));
    let (back, attempt) = office.way_back("");
    let (_, open) = session(&office, &back, &attempt);
    assert_eq!(
        office.role(&open).as_deref(),
        Some("planner"),
        "the first group of the settings counts"
    );
    assert_eq!(office.bearer(&json!({})).json()["role"], "planner");
    person(json!([]));
    assert_eq!(office.sign_in().status, 403);
    assert_eq!(office.role(&open), None);
    // Somebody else who is given the name later.
    person(json!(["everybody"]));
    office.provider.plan(|plan| plan.claims["sub"] = json!("f:3"));
    assert_eq!(office.sign_in().status, 403);
}

#[test]
fn an_answer_to_another_attempt_is_none() {
    let office = Office::open();
    let (back, cookie) = office.way_back("");
    let (other, _) = office.way_back("");
    let state = |address: &str| {
        address
            .split("state=")
            .last()
            .expect("a state")
            .split('&')
            .next()
            .expect("one")
            .to_owned()
    };
    for (address, line) in [
        (back.clone(), "X: y".to_owned()),
        (other.clone(), cookie.clone()),
        (back.replace(&state(&back), &state(&other)), cookie.clone()),
        (back.replace("code=", "kode="), cookie.clone()),
        (format!("{back}&code=another"), cookie.clone()),
        (format!("{back}&iss=https%3A%2F%2Fevil.example"), cookie.clone()),
        ("/sign-in/oidc/back?error=access_denied".to_owned(), cookie.clone()),
        ("/sign-in/oidc/back".to_owned(), cookie.clone()),
    ] {
        let refused = office.server.ask("GET", &address, &[&line]);
        assert_eq!(refused.status, 400, "{address}");
        assert!(refused.text().contains("broke off"), "{address}");
    }
    // A code that somebody else's attempt brought does not fit the proof.
    let code = |address: &str| address.rsplit("code=").next().expect("a code").to_owned();
    let swapped = back.replace(&format!("&code={}", code(&back)), &format!("&code={}", code(&other)));
    assert_eq!(office.server.ask("GET", &swapped, &[&cookie]).status, 502);
}

#[test]
fn tokens_that_are_not_for_this_sign_in_are_refused() {
    let office = Office::open();
    let now = unix_now();
    for (what, claims) in [
        ("a foreign issuer", json!({ "iss": "https://evil.example" })),
        (
            "issuers",
            json!({ "iss": [office.provider.issuer, "https://evil.example"] }),
        ),
        ("a wrong audience", json!({ "aud": "another" })),
        ("an audience for programs", json!({ "aud": "yike-api" })),
        ("no audience", json!({ "aud": null })),
        (
            "several audiences, asked for by nobody",
            json!({ "aud": [CLIENT, "another"] }),
        ),
        ("asked for by another", json!({ "azp": "another" })),
        ("a wrong nonce", json!({ "nonce": "another" })),
        ("no nonce", json!({ "nonce": null })),
        ("expired", json!({ "exp": now - 120 })),
        ("no end", json!({ "exp": null })),
        ("an end that is no time", json!({ "exp": "tomorrow" })),
        ("made in the future", json!({ "iat": now + 120 })),
        ("made long ago", json!({ "iat": now - 3600 })),
        ("not good yet", json!({ "nbf": now + 120 })),
        ("nobody", json!({ "sub": null })),
        ("no name", json!({ "preferred_username": null })),
        ("a name that is none", json!({ "preferred_username": "a b<script>" })),
    ] {
        office.provider.plan(|plan| plan.claims = claims);
        let refused = office.sign_in();
        assert_eq!(refused.status, 502, "{what}");
        assert!(
            !refused.text().contains("script") && refused.text().contains("无法采用"),
            "{what}"
        );
    }
    // Clocks may be apart by a minute.
    for claims in [json!({ "exp": now - 30 }), json!({ "iat": now + 30, "nbf": now + 30 })] {
        office.provider.plan(|plan| plan.claims = claims.clone());
        assert_eq!(office.sign_in().status, 303, "{claims}");
    }
}

#[test]
fn tokens_that_somebody_else_signed_are_refused() {
    let office = Office::open();
    let of = |header: Value, signature: Option<Signing>| {
        office
            .provider
            .plan(|plan| (plan.header, plan.signature) = (header, signature));
        (office.sign_in().status, office.bearer(&json!({})).status)
    };
    assert_eq!(of(json!({}), None), (303, 200));
    let refused = (502, 401);
    assert_eq!(of(json!({ "alg": "none" }), Some(|_, _| Vec::new())), refused);
    assert_eq!(of(json!({}), Some(|_, _| vec![7; 256])), refused);
    assert_eq!(of(json!({}), Some(|_, _| Vec::new())), refused);
    assert_eq!(of(json!({ "alg": "RS512" }), None), refused);
    assert_eq!(of(json!({ "alg": "ES256" }), None), refused);
    // The public key taken for a secret that both share.
    let confused = |message: &[u8], public: &Value| {
        let key = public["n"].as_str().expect("a modulus").as_bytes().to_vec();
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key);
        ring::hmac::sign(&key, message).as_ref().to_vec()
    };
    assert_eq!(of(json!({ "alg": "HS256" }), Some(confused)), refused);
    assert_eq!(of(json!({ "crit": ["new"], "new": 1 }), None), refused);
    assert_eq!(of(json!({ "typ": "logout+jwt" }), None), refused);
    assert_eq!(of(json!({ "kid": "another" }), None), refused);
}

#[test]
fn a_key_that_is_changed_is_asked_for_and_strangers_keys_only_once() {
    let office = Office::open();
    assert_eq!(office.sign_in().status, 303);
    let asked = || office.provider.plan(|plan| plan.keys_asked);
    assert_eq!(asked(), 1);
    let old = office.provider.token(&json!({ "aud": "yike-api" }), &json!({}));
    office.provider.plan(|plan| plan.key = 1);
    assert_eq!(office.sign_in().status, 303);
    assert_eq!(office.bearer(&json!({})).status, 200);
    assert_eq!(asked(), 2);
    // The key that is gone is good no more, and whoever makes keys up costs the provider nothing.
    let line = format!("Authorization: Bearer {old}");
    for _ in 0..5 {
        assert_eq!(office.server.ask("GET", "/api/me", &[&line]).status, 401);
    }
    assert_eq!(asked(), 2);
}

#[test]
fn programs_bring_tokens_that_are_made_out_to_this_server() {
    let office = Office::open();
    let me = office.bearer(&json!({}));
    assert_eq!(me.status, 200, "{me:?}");
    let me = me.json();
    assert_eq!(
        (me["name"].as_str(), me["role"].as_str(), me["session"].as_bool()),
        (Some("chen"), Some("editor"), Some(false))
    );
    let now = unix_now();
    for more in [
        json!({ "aud": CLIENT }),
        json!({ "aud": null }),
        json!({ "exp": now - 120 }),
        json!({ "nbf": now + 120 }),
        json!({ "iat": now + 120 }),
        json!({ "iss": "https://evil.example" }),
        json!({ "preferred_username": "nobody" }),
    ] {
        let refused = office.bearer(&more);
        refused.is_problem(401);
        assert_eq!(
            refused.header("www-authenticate"),
            "Bearer realm=\"Yike\", error=\"invalid_token\"",
            "{more}"
        );
    }
    assert_eq!(office.bearer(&json!({ "exp": now - 30 })).status, 200);
}

#[test]
fn a_server_that_does_not_answer_is_told_and_passwords_and_keys_go_on() {
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let issuer = format!("http://{}", nowhere.local_addr().expect("an address"));
    drop(nowhere);
    let office = Office::with(Provider::start(), &issuer);
    let refused = office.server.get("/sign-in/oidc");
    assert_eq!(refused.status, 503);
    assert!(refused.text().contains("does not answer") && refused.text().contains("name=\"password\""));
    let refused = office.bearer(&json!({}));
    refused.is_problem(503);
    assert!(refused.text().contains("sign-in-server-down"), "{}", refused.text());
    let key = office
        .staff()
        .add_key(&name("nightly"), &Grant::of(Role::Viewer), None, unix_now())
        .expect("a key");
    assert_eq!(
        office.role(&format!("Authorization: Bearer {}", key.key)).as_deref(),
        Some("viewer")
    );
    // One that says it is another.
    let provider = Provider::start();
    let issuer = format!("{}/", provider.issuer);
    let office = Office::with(provider, &issuer);
    assert_eq!(office.server.get("/sign-in/oidc").status, 502);
}

#[test]
fn without_such_a_server_there_is_no_way_to_it() {
    let bureau = &*super::BUREAU;
    assert!(!bureau.server.get("/sign-in").text().contains("oidc"));
    bureau.server.get("/sign-in/oidc").is_problem(404);
    bureau.server.get("/sign-in/oidc/back?code=a&state=b").is_problem(404);
}

#[test]
fn every_kind_of_signature_that_is_taken_lets_people_and_programs_in() {
    for (key, algorithm) in ALGORITHMS.into_iter().enumerate() {
        // Each at a server of its own: keys that are changed again and again are not asked for each time.
        let office = Office::open();
        office.provider.plan(|plan| plan.key = key);
        assert_eq!(office.sign_in().status, 303, "{algorithm}");
        assert_eq!(office.bearer(&json!({})).status, 200, "{algorithm}");
        // A key is for its own algorithm.
        for other in ALGORITHMS.into_iter().filter(|other| *other != algorithm) {
            office.provider.plan(|plan| plan.header = json!({ "alg": other }));
            assert_eq!(office.bearer(&json!({})).status, 401, "{algorithm} called {other}");
        }
        // Its signature, of something else.
        office.provider.plan(|plan| plan.header = json!({}));
        let token = |name: &str| {
            let more = json!({ "aud": "yike-api", "preferred_username": name });
            office.provider.token(&more, &json!({}))
        };
        let (own, other) = (token("Chen"), token("wang"));
        let (claims, _) = other.rsplit_once('.').expect("three parts");
        let (_, signature) = own.rsplit_once('.').expect("three parts");
        let line = format!("Authorization: Bearer {claims}.{signature}");
        assert_eq!(office.server.ask("GET", "/api/me", &[&line]).status, 401, "{algorithm}");
    }
}

#[test]
fn a_client_without_a_secret_shows_none_and_is_held_by_its_proof() {
    let provider = Provider::start();
    provider.plan(|plan| plan.public = true);
    let issuer = provider.issuer.clone();
    let office = Office::ruled(
        provider,
        OidcRules {
            client_secret: None,
            ..rules(&issuer)
        },
    );
    let (back, attempt) = office.way_back("");
    let (led, open) = session(&office, &back, &attempt);
    assert_eq!((led.status, office.role(&open).as_deref()), (303, Some("editor")));
    // The code of one attempt with the proof of another.
    let (first, attempt) = office.way_back("");
    let (second, _) = office.way_back("");
    let code = |address: &str| address.rsplit("code=").next().expect("a code").to_owned();
    let swapped = first.replace(&format!("code={}", code(&first)), &format!("code={}", code(&second)));
    assert_eq!(office.server.ask("GET", &swapped, &[&attempt]).status, 502);
    // Where a secret is expected, a client that has none is not let in, and the other way round.
    office.provider.plan(|plan| plan.public = false);
    assert_eq!(office.sign_in().status, 502);
    let confidential = Office::open();
    confidential.provider.plan(|plan| plan.public = true);
    assert_eq!(confidential.sign_in().status, 502);
}

/// An authority, and what a server called `localhost` shows that it signed.
struct Signed {
    authority: Vec<u8>,
    tls: Arc<rustls::ServerConfig>,
}

fn openssl(folder: &std::path::Path, arguments: &str) {
    let made = std::process::Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .expect("openssl is there");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

impl Signed {
    fn make() -> Self {
        use rustls::pki_types::pem::PemObject as _;
        use rustls::pki_types::{CertificateDer, PrivateKeyDer};

        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        openssl(
            at,
            &format!("req -x509 {key} -days 2 -subj /CN=Bureau -keyout ca.key -out ca.pem"),
        );
        openssl(
            at,
            &format!("req {key} -subj /CN=localhost -keyout own.key -out own.csr"),
        );
        std::fs::write(
            at.join("own.ext"),
            "subjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n",
        )
        .expect("written");
        openssl(
            at,
            "x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile own.ext -out own.pem",
        );
        let chain = CertificateDer::from_pem_file(at.join("own.pem")).expect("a certificate");
        let key = PrivateKeyDer::from_pem_file(at.join("own.key")).expect("a key");
        let tls = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![chain], key)
            .expect("they belong together");
        Self {
            authority: std::fs::read(at.join("ca.pem")).expect("read"),
            tls: Arc::new(tls),
        }
    }
}

#[test]
fn the_bureaus_own_authority_is_believed_where_it_is_named_and_no_other() {
    let (own, other) = (Signed::make(), Signed::make());
    let office = |certificates: Option<Vec<u8>>| {
        let provider = Provider::encrypted(own.tls.clone());
        let issuer = provider.issuer.clone();
        Office::ruled(
            provider,
            OidcRules {
                certificates,
                ..rules(&issuer)
            },
        )
    };
    let believed = office(Some(own.authority.clone()));
    assert_eq!(believed.sign_in().status, 303);
    assert_eq!(believed.bearer(&json!({})).status, 200);
    for certificates in [Some(other.authority), None] {
        let refused = office(certificates);
        let answer = refused.server.get("/sign-in/oidc");
        assert_eq!(answer.status, 503);
        assert!(answer.text().contains("does not answer"));
        assert_eq!(refused.provider.plan(|plan| plan.keys_asked), 0);
    }
}
