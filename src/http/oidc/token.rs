//! Whether a token is the sign-in server's, made out to this server, and good now; and whom it names.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::OidcRules;
use super::error::TokenError;
use super::ring_keys::TAKEN;
use crate::identity::AccountName;

/// Seconds that may lie between the making of an ID token and its use; the two servers speak at once.
const FRESH: i64 = 600;

/// Whom the sign-in server vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::http) struct Vouched {
    /// Who it is there, for ever.
    pub(in crate::http) subject: String,
    pub(in crate::http) name: AccountName,
    pub(in crate::http) groups: Vec<String>,
}

/// What a token says of itself before it is believed: which key it is signed with.
pub(super) struct Named {
    pub(super) algorithm: Algorithm,
    pub(super) key: Option<String>,
    kind: Option<String>,
}

impl Named {
    pub(super) fn read(token: &str) -> Result<Self, TokenError> {
        let Header { alg, kid, typ, .. } = decode_header(token).map_err(|error| match error.kind() {
            // `none` is no algorithm that the library knows.
            ErrorKind::Json(_) => TokenError::Algorithm,
            _ => TokenError::Malformed,
        })?;
        if !TAKEN.contains(&alg) {
            return Err(TokenError::Algorithm);
        }
        Ok(Self {
            algorithm: alg,
            key: kid,
            kind: typ,
        })
    }

    fn is_of(&self, kinds: &[&str]) -> bool {
        let kind = self.kind.as_deref();
        kind.is_none_or(|kind| kinds.iter().any(|known| known.eq_ignore_ascii_case(kind)))
    }
}

/// The token that answers one sign-in (`OpenID` Connect Core, 3.1.3.7).
pub(super) fn id_token(
    rules: &OidcRules,
    token: &str,
    named: &Named,
    key: &DecodingKey,
    nonce: &str,
    now: i64,
) -> Result<Vouched, TokenError> {
    if !named.is_of(&["JWT"]) {
        return Err(TokenError::Kind);
    }
    let claims = Claims::read(rules, token, named.algorithm, key, &rules.client_id)?;
    let party = claims.text("azp");
    let several = claims
        .0
        .get("aud")
        .and_then(Value::as_array)
        .is_some_and(|all| all.len() > 1);
    if (several && party.is_none()) || party.is_some_and(|party| party != rules.client_id) {
        return Err(TokenError::Party);
    }
    let skew = rules.skew();
    let made = claims.seconds("iat").ok_or(TokenError::Time)?;
    if made > now + skew || made < now - skew - FRESH {
        return Err(TokenError::Time);
    }
    if claims.text("nonce") != Some(nonce) {
        return Err(TokenError::Nonce);
    }
    claims.vouched(rules)
}

/// A token that a program brings along; `None` where none is taken.
pub(super) fn access_token(
    rules: &OidcRules,
    token: &str,
    named: &Named,
    key: &DecodingKey,
    now: i64,
) -> Result<Vouched, TokenError> {
    let audience = rules.api_audience.as_deref().ok_or(TokenError::Audience)?;
    if !named.is_of(&["JWT", "at+jwt", "application/at+jwt"]) {
        return Err(TokenError::Kind);
    }
    let claims = Claims::read(rules, token, named.algorithm, key, audience)?;
    if claims.seconds("iat").is_some_and(|made| made > now + rules.skew()) {
        return Err(TokenError::Time);
    }
    claims.vouched(rules)
}

struct Claims(Map<String, Value>);

impl Claims {
    /// Checks signature, issuer, audience, expiry and beginning.
    fn read(
        rules: &OidcRules,
        token: &str,
        algorithm: Algorithm,
        key: &DecodingKey,
        audience: &str,
    ) -> Result<Self, TokenError> {
        let mut wanted = Validation::new(algorithm);
        wanted.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        wanted.set_issuer(&[&rules.issuer]);
        wanted.set_audience(&[audience]);
        wanted.validate_nbf = true;
        wanted.leeway = rules.clock_skew;
        let read = decode::<Map<String, Value>>(token, key, &wanted).map_err(|error| match error.kind() {
            ErrorKind::InvalidSignature => TokenError::Signature,
            ErrorKind::InvalidAlgorithm | ErrorKind::UnsupportedAlgorithm => TokenError::Algorithm,
            ErrorKind::InvalidIssuer => TokenError::Issuer,
            ErrorKind::InvalidAudience => TokenError::Audience,
            ErrorKind::ExpiredSignature => TokenError::Expired,
            ErrorKind::ImmatureSignature => TokenError::Time,
            ErrorKind::MissingRequiredClaim(claim) => match claim.as_str() {
                "iss" => TokenError::Issuer,
                "aud" => TokenError::Audience,
                "sub" => TokenError::NoSubject,
                _ => TokenError::Expired,
            },
            _ => TokenError::Malformed,
        })?;
        // The library takes a list of issuers too; one is meant.
        let claims = Self(read.claims);
        if claims.text("iss") != Some(&rules.issuer) {
            return Err(TokenError::Issuer);
        }
        Ok(claims)
    }

    fn text(&self, claim: &str) -> Option<&str> {
        self.0.get(claim)?.as_str()
    }

    fn seconds(&self, claim: &str) -> Option<i64> {
        let number = self.0.get(claim)?;
        number
            .as_i64()
            .or_else(|| number.as_f64().map(|seconds| seconds as i64))
    }

    /// A claim by its name, or by the way to it.
    fn at(&self, path: &str) -> Option<&Value> {
        self.0.get(path).or_else(|| {
            let mut parts = path.split('.');
            let first = self.0.get(parts.next()?)?;
            parts.try_fold(first, |inside, part| inside.get(part))
        })
    }

    fn vouched(&self, rules: &OidcRules) -> Result<Vouched, TokenError> {
        let subject = self.text("sub").filter(|text| !text.is_empty() && text.len() <= 255);
        let name = self.at(&rules.name_claim).and_then(Value::as_str);
        let groups = match self.at(&rules.groups_claim) {
            Some(Value::String(one)) => vec![one.clone()],
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Ok(Vouched {
            subject: subject.ok_or(TokenError::NoSubject)?.to_owned(),
            name: name.and_then(|name| name.parse().ok()).ok_or(TokenError::NoName)?,
            groups,
        })
    }
}
