//! The sign-in server's public keys (JWKS, RFC 7517).

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use super::error::TokenError;

/// Keys that are read at most.
const MOST: usize = 64;

/// The keys that were read last.
pub(super) struct Keys(Vec<Key>);

struct Key {
    id: Option<String>,
    kind: Kind,
    /// The one algorithm that it is for, where it says so.
    only: Option<String>,
    checks: DecodingKey,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
    Ed25519,
}

impl Kind {
    fn of(algorithm: Algorithm) -> Option<Self> {
        use Algorithm as A;
        match algorithm {
            A::RS256 | A::RS384 | A::RS512 | A::PS256 | A::PS384 | A::PS512 => Some(Self::Rsa),
            A::ES256 => Some(Self::P256),
            A::ES384 => Some(Self::P384),
            A::EdDSA => Some(Self::Ed25519),
            _ => None,
        }
    }
}

impl Keys {
    /// Reads a set. Keys of kinds that are not taken, and those that are for something else than signing, are left out: servers have them too.
    pub(super) fn read(set: &Value) -> Option<Self> {
        let keys = set.get("keys")?.as_array()?;
        let read = keys.iter().take(MOST).filter_map(Key::read);
        Some(Self(read.collect()))
    }

    /// The key that a token names.
    pub(super) fn find(&self, id: Option<&str>, algorithm: Algorithm) -> Result<&DecodingKey, TokenError> {
        let named = |key: &&Key| id.is_none() || key.id.as_deref() == id;
        let mut named = self.0.iter().filter(named).peekable();
        if named.peek().is_none() {
            return Err(TokenError::UnknownKey);
        }
        let mut fitting = named.filter(|key| key.fits(algorithm));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(&key.checks),
            (None, _) if id.is_some() => Err(TokenError::Algorithm),
            // Which of several is not guessed.
            _ => Err(TokenError::UnknownKey),
        }
    }
}

impl Key {
    fn read(one: &Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(one.clone()).ok()?;
        let kind = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => Kind::Rsa,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Kind::P256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => Kind::P384,
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Kind::Ed25519,
            _ => return None,
        };
        let signs = jwk.common.public_key_use.as_ref();
        if signs.is_some_and(|what| *what != PublicKeyUse::Signature) {
            return None;
        }
        Some(Self {
            checks: DecodingKey::from_jwk(&jwk).ok()?,
            kind,
            only: one.get("alg").and_then(Value::as_str).map(str::to_owned),
            id: jwk.common.key_id,
        })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        let only = self.only.as_ref();
        Kind::of(algorithm) == Some(self.kind) && only.is_none_or(|only| *only == format!("{algorithm:?}"))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keys() -> Keys {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let set = json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": x },
            { "kty": "RSA", "kid": "b", "alg": "RS256", "use": "sig", "n": "AQAB", "e": "AQAB" },
            { "kty": "RSA", "kid": "c", "use": "enc", "n": "AQAB", "e": "AQAB" },
            { "kty": "oct", "kid": "d", "k": "c2VjcmV0" },
            { "kty": "something new", "kid": "e" },
            "no key",
        ]});
        Keys::read(&set).expect("a set")
    }

    #[test]
    fn a_key_is_found_by_its_name_for_its_own_algorithms_alone() {
        let keys = keys();
        let found = |id, algorithm| keys.find(id, algorithm).map(drop);
        assert_eq!(found(Some("a"), Algorithm::EdDSA), Ok(()));
        assert_eq!(found(Some("b"), Algorithm::RS256), Ok(()));
        assert_eq!(found(None, Algorithm::RS256), Ok(()));
        assert_eq!(found(Some("b"), Algorithm::RS512), Err(TokenError::Algorithm));
        assert_eq!(found(Some("a"), Algorithm::RS256), Err(TokenError::Algorithm));
        assert_eq!(found(Some("b"), Algorithm::HS256), Err(TokenError::Algorithm));
        for id in ["c", "d", "e", "f"] {
            assert_eq!(found(Some(id), Algorithm::RS256), Err(TokenError::UnknownKey), "{id}");
        }
        assert!(Keys::read(&json!({ "key": [] })).is_none());
    }
}
