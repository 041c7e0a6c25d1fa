//! A small `OpenID` Connect provider: discovery, authorization, tokens, keys. It signs with ring, apart from the library that is tested.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
    RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use yike::workflow::staff::unix_now;

pub(super) const CLIENT: &str = "yike";
pub(super) const CLIENT_SECRET: &str = "a secret/of the client+";

/// Makes a signature of a message, with the public key at hand.
pub(super) type Signing = fn(&[u8], &Value) -> Vec<u8>;

/// What the provider does next.
pub(super) struct Plan {
    /// Claims of the next person, over the usual ones; null takes one away.
    pub(super) claims: Value,
    /// The header of the next token, over the usual one.
    pub(super) header: Value,
    /// Which of its keys it signs with and shows.
    pub(super) key: usize,
    /// Another signature than its own.
    pub(super) signature: Option<Signing>,
    /// Whether the client has no secret, and shows none.
    pub(super) public: bool,
    /// How often its keys were asked for.
    pub(super) keys_asked: usize,
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

/// A running provider.
pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) plan: Arc<Mutex<Plan>>,
    keys: Arc<Vec<Key>>,
}

enum Key {
    /// With the name of its algorithm, and its padding.
    Rsa(Box<RsaKeyPair>, &'static str, &'static dyn RsaEncoding),
    Edwards(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

/// The keys by their numbers: RSA as most servers have it, Edwards, RSA with random padding, P-256.
pub(super) const ALGORITHMS: [&str; 4] = ["RS256", "EdDSA", "PS256", "ES256"];

impl Key {
    fn rsa(algorithm: &'static str, padding: &'static dyn RsaEncoding) -> Self {
        let made = std::process::Command::new("openssl")
            .args([
                "genpkey",
                "-quiet",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:2048",
                "-outform",
                "DER",
            ])
            .output()
            .expect("openssl is there");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let pair = RsaKeyPair::from_der(&made.stdout).expect("a key");
        Self::Rsa(Box::new(pair), algorithm, padding)
    }

    fn p256() -> Self {
        let random = SystemRandom::new();
        let way = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let made = EcdsaKeyPair::generate_pkcs8(way, &random).expect("a key");
        Self::P256(EcdsaKeyPair::from_pkcs8(way, made.as_ref(), &random).expect("a key"))
    }

    fn edwards() -> Self {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        Self::Edwards(Ed25519KeyPair::from_pkcs8(made.as_ref()).expect("a key"))
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_, algorithm, _) => algorithm,
            Self::Edwards(_) => "EdDSA",
            Self::P256(_) => "ES256",
        }
    }

    fn public(&self, id: &str) -> Value {
        let written = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Rsa(pair, algorithm, _) => {
                let public = pair.public();
                let parts: ring::rsa::PublicKeyComponents<Vec<u8>> = public.into();
                json!({ "kty": "RSA", "use": "sig", "alg": algorithm, "kid": id, "n": written(&parts.n), "e": written(&parts.e) })
            }
            Self::Edwards(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "kid": id, "x": written(pair.public_key().as_ref()) })
            }
            Self::P256(pair) => {
                // Both coordinates, behind a sign that says that they are whole.
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "kid": id, "x": written(x), "y": written(y) })
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(pair, _, padding) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(*padding, &SystemRandom::new(), message, &mut signature)
                    .expect("signed");
                signature
            }
            Self::Edwards(pair) => pair.sign(message).as_ref().to_vec(),
            Self::P256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).expect("signed");
                signature.as_ref().to_vec()
            }
        }
    }
}

impl Provider {
    pub(super) fn start() -> Self {
        Self::begin(None)
    }

    /// One that speaks TLS as `localhost`.
    pub(super) fn encrypted(tls: Arc<rustls::ServerConfig>) -> Self {
        Self::begin(Some(tls))
    }

    fn begin(tls: Option<Arc<rustls::ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let issuer = match &tls {
            None => format!("http://{address}/realms/a"),
            Some(_) => format!("https://localhost:{}/realms/a", address.port()),
        };
        let plan = Arc::new(Mutex::new(Plan {
            claims: json!({}),
            header: json!({}),
            key: 0,
            signature: None,
            public: false,
            keys_asked: 0,
            codes: BTreeMap::new(),
        }));
        let keys = Arc::new(vec![
            Key::rsa("RS256", &RSA_PKCS1_SHA256),
            Key::edwards(),
            Key::rsa("PS256", &RSA_PSS_SHA256),
            Key::p256(),
        ]);
        let own = Self { issuer, plan, keys };
        let served = Self {
            issuer: own.issuer.clone(),
            plan: own.plan.clone(),
            keys: own.keys.clone(),
        };
        // It ends with the tests.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.expect("a connection");
                match &tls {
                    None => served.answer(stream),
                    Some(tls) => {
                        let connection = rustls::ServerConnection::new(tls.clone()).expect("a connection");
                        served.answer(rustls::StreamOwned::new(connection, stream));
                    }
                }
            }
        });
        own
    }

    pub(super) fn plan<T>(&self, change: impl FnOnce(&mut Plan) -> T) -> T {
        change(&mut self.plan.lock().expect("no panic"))
    }

    /// A token with the usual claims, and others over them.
    pub(super) fn token(&self, usual: &Value, more: &Value) -> String {
        self.plan(|plan| self.signed(plan, usual, more))
    }

    fn signed(&self, plan: &Plan, usual: &Value, more: &Value) -> String {
        let now = unix_now();
        let mut claims =
            json!({ "iss": self.issuer, "sub": "f:1", "iat": now, "exp": now + 300, "preferred_username": "Chen" });
        let key = &self.keys[plan.key];
        let id = format!("key {}", plan.key);
        let mut header = json!({ "alg": key.algorithm(), "kid": id, "typ": "JWT" });
        for over in [usual, &plan.claims, more] {
            put_over(&mut claims, over);
        }
        put_over(&mut header, &plan.header);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&claims));
        let signature = match plan.signature {
            Some(other) => other(message.as_bytes(), &key.public(&id)),
            None => key.sign(message.as_bytes()),
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn answer(&self, stream: impl std::io::Read + std::io::Write) {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                break;
            }
            lines.push(line.trim_end().to_owned());
        }
        let Some(first) = lines.first() else { return };
        let address = first.split(' ').nth(1).expect("an address").to_owned();
        let header = |name: &str| {
            let found = lines.iter().filter_map(|line| line.split_once(": "));
            let mut found = found.filter(|(key, _)| key.eq_ignore_ascii_case(name));
            found.next().map(|(_, value)| value.to_owned())
        };
        let length = header("content-length").map_or(0, |text| text.parse().expect("a length"));
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let body = String::from_utf8(body).expect("text");
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let (status, head, document) = match path.strip_prefix("/realms/a").unwrap_or(path) {
            "/.well-known/openid-configuration" => (200, String::new(), self.document()),
            "/keys" => (200, String::new(), self.shown_keys()),
            "/authorize" => (302, self.authorized(&pairs(query)), json!({})),
            "/token" => match self.exchanged(&pairs(&body), header("authorization").as_deref()) {
                Some(token) => (
                    200,
                    String::new(),
                    json!({ "id_token": token, "access_token": "none", "token_type": "Bearer" }),
                ),
                None => (400, String::new(), json!({ "error": "invalid_grant" })),
            },
            _ => (404, String::new(), json!({})),
        };
        let text = document.to_string();
        let stream = reader.get_mut();
        let _ = write!(
            stream,
            "HTTP/1.1 {status} X\r\n{head}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
            text.len()
        );
        let _ = stream.flush();
    }

    fn document(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer, "authorization_endpoint": at("/authorize"),
            "token_endpoint": at("/token"), "jwks_uri": at("/keys"),
        })
    }

    fn shown_keys(&self) -> Value {
        self.plan(|plan| {
            plan.keys_asked += 1;
            json!({ "keys": [self.keys[plan.key].public(&format!("key {}", plan.key))] })
        })
    }

    /// Somebody signs in at once; the browser is led back.
    fn authorized(&self, asked: &BTreeMap<String, String>) -> String {
        assert_eq!(
            (asked["response_type"].as_str(), asked["client_id"].as_str()),
            ("code", CLIENT)
        );
        assert_eq!(asked["code_challenge_method"], "S256");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        let code = self.plan(|plan| {
            let code = format!("code+{}", plan.codes.len());
            plan.codes.insert(code.clone(), asked.clone());
            code
        });
        let code = code.replace('+', "%2B");
        format!(
            "Location: {}?session_state=x&state={}&code={code}\r\n",
            asked["redirect_uri"], asked["state"]
        )
    }

    /// The token for a code, which is good once, for whoever asked for it.
    fn exchanged(&self, form: &BTreeMap<String, String>, authorization: Option<&str>) -> Option<String> {
        if self.plan(|plan| plan.public) {
            // Whoever shows a secret that was never given is somebody else.
            let named = form.get("client_id").is_some_and(|id| id == CLIENT);
            if !named || authorization.is_some() || form.contains_key("client_secret") {
                return None;
            }
        } else {
            let basic = STANDARD.decode(authorization?.strip_prefix("Basic ")?).ok()?;
            let basic = String::from_utf8(basic).ok()?;
            let (id, secret) = basic.split_once(':')?;
            if (decoded(id).as_str(), decoded(secret).as_str()) != (CLIENT, CLIENT_SECRET) {
                return None;
            }
        }
        self.plan(|plan| {
            let asked = plan.codes.remove(form.get("code")?)?;
            let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(form.get("code_verifier")?));
            let same = proof == asked["code_challenge"] && form["redirect_uri"] == asked["redirect_uri"];
            let usual = json!({ "aud": CLIENT, "nonce": asked["nonce"] });
            same.then(|| self.signed(plan, &usual, &json!({})))
        })
    }
}

fn put_over(under: &mut Value, over: &Value) {
    let under = under.as_object_mut().expect("an object");
    for (key, value) in over.as_object().expect("an object") {
        if value.is_null() {
            under.remove(key);
        } else {
            under.insert(key.clone(), value.clone());
        }
    }
}

fn pairs(text: &str) -> BTreeMap<String, String> {
    let members = text.split('&').filter_map(|member| member.split_once('='));
    members.map(|(key, value)| (decoded(key), decoded(value))).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
            let digits = std::str::from_utf8(&digits).expect("digits");
            bytes.push(u8::from_str_radix(digits, 16).expect("a number"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("text")
}
