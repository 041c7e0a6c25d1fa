//! Signing in at the bureau's own server: the authorization code flow of `OpenID` Connect with PKCE, and its tokens as keys of programs
//! (`docs/decisions/0058-the-bureaus-sign-in-server.md`).
//!
//! Everything here that asks the other server waits for it: never on the threads that serve requests.

mod attempt;
mod error;
mod fetch;
mod keys;
mod provider;
mod ring_keys;
mod token;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

pub use error::OidcError;

pub(super) use attempt::Attempt;
use error::TokenError;
use token::Vouched;

use super::query::encode;
use super::secret::Secret;
use crate::identity::Grant;
use crate::workflow::staff::Word;
use fetch::Fetch;
use provider::Provider;
use token::Named;

/// What is agreed with the sign-in server.
#[derive(Debug, Clone)]
pub struct OidcRules {
    /// The server, as it names itself.
    pub issuer: String,
    /// What this one is called there.
    pub client_id: String,
    /// This one's secret; none where it is registered as public.
    pub client_secret: Option<Secret>,
    /// What is asked for, `openid` among it.
    pub scopes: Vec<String>,
    /// The claim that holds the name.
    pub name_claim: String,
    /// The claim that holds the groups.
    pub groups_claim: String,
    /// The audience of access tokens that are taken.
    pub api_audience: Option<String>,
    /// Hosts beside the issuer's that its addresses may lie on.
    pub hosts: Vec<String>,
    /// Certificates in PEM that sign the server's own; the public ones where there is none.
    pub certificates: Option<Vec<u8>>,
    /// Seconds that the clocks may be apart.
    pub clock_skew: u64,
    /// What members of groups may; the first that fits counts.
    pub groups: Vec<(String, Grant)>,
}

impl OidcRules {
    fn skew(&self) -> i64 {
        i64::try_from(self.clock_skew).unwrap_or(i64::MAX)
    }

    /// What somebody's groups grant.
    fn grant_of(&self, groups: &[String]) -> Option<&Grant> {
        let first = self.groups.iter().find(|(name, _)| groups.contains(name));
        first.map(|(_, grant)| grant)
    }
}

/// The bureau's sign-in server, ready to be asked.
pub struct Oidc {
    rules: OidcRules,
    provider: Provider,
}

/// Why somebody is not vouched for.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotVouched {
    #[error(transparent)]
    Server(#[from] OidcError),
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The code is not taken: used before, too old, or another's.
    #[error(
        "the sign-in server does not take the code (status {status}): sign in anew; if it goes on, compare client_id and client_secret"
    )]
    Code { status: u16 },
}

impl Oidc {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// The certificates can't be read.
    pub fn new(rules: OidcRules) -> Result<Self, OidcError> {
        ring_keys::use_ring();
        let fetch = Fetch::new(&rules.issuer, &rules.hosts, rules.certificates.as_deref())?;
        let provider = Provider::new(&rules.issuer, fetch);
        Ok(Self { rules, provider })
    }

    pub(super) fn rules(&self) -> &OidcRules {
        &self.rules
    }

    /// The server's word for somebody, as the staff file takes it.
    pub(super) fn word_for<'a>(&'a self, vouched: &'a Vouched) -> Word<'a> {
        Word {
            name: &vouched.name,
            subject: &vouched.subject,
            grant: self.rules.grant_of(&vouched.groups),
        }
    }

    /// Whether a text that somebody shows as a key may be a token of that server.
    pub(super) fn takes(&self, secret: &str) -> bool {
        self.rules.api_audience.is_some() && secret.split('.').count() == 3
    }

    /// Where a browser is sent to sign in, to come back to an address of this server.
    pub(super) fn address(&self, attempt: &Attempt, back: &str) -> Result<String, OidcError> {
        let known = self.provider.known()?;
        Ok(attempt.address(&self.rules, &known.authorize, back))
    }

    /// Whom the server vouches for, by the code that the browser brought back.
    pub(super) fn vouched(&self, attempt: &Attempt, code: &str, back: &str, now: i64) -> Result<Vouched, NotVouched> {
        const AT: &str = "its token endpoint";
        let known = self.provider.known()?;
        let verifier = attempt.verifier();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", verifier.as_str()),
        ];
        let id = self.rules.client_id.as_str();
        let basic = match &self.rules.client_secret {
            Some(secret) if !known.secret_in_form => {
                let pair = format!("{}:{}", encode(id), encode(secret.text()));
                Some(format!("Basic {}", STANDARD.encode(pair)))
            }
            Some(secret) => {
                form.extend([("client_id", id), ("client_secret", secret.text())]);
                None
            }
            None => {
                form.push(("client_id", id));
                None
            }
        };
        let fetch = &self.provider.fetch;
        let (status, answer) = fetch.post(AT, &known.token, basic.as_deref(), &attempt::form(&form))?;
        if status != 200 {
            return Err(NotVouched::Code { status });
        }
        let token = answer.get("id_token").and_then(Value::as_str);
        let token = token.ok_or_else(|| OidcError::Unusable {
            at: AT,
            why: "it holds no id_token; is openid among the scopes?".to_owned(),
        })?;
        let nonce = attempt.nonce();
        self.checked(token, |named, key| {
            token::id_token(&self.rules, token, named, key, &nonce, now)
        })
    }

    /// Whom a token speaks for that a program brings along.
    pub(super) fn bearer(&self, token: &str, now: i64) -> Result<Vouched, NotVouched> {
        self.checked(token, |named, key| {
            token::access_token(&self.rules, token, named, key, now)
        })
    }

    /// Finds the key of a token, asks for new ones where there is none, and checks.
    fn checked(
        &self,
        token: &str,
        check: impl Fn(&Named, &jsonwebtoken::DecodingKey) -> Result<Vouched, TokenError>,
    ) -> Result<Vouched, NotVouched> {
        let named = Named::read(token)?;
        let known = self.provider.known()?;
        let id = named.key.as_deref();
        match known.keys.find(id, named.algorithm) {
            Ok(key) => Ok(check(&named, key)?),
            Err(TokenError::UnknownKey) => {
                let known = self.provider.known_anew(&known)?;
                let key = known.keys.find(id, named.algorithm)?;
                Ok(check(&named, key)?)
            }
            Err(error) => Err(error.into()),
        }
    }
}
