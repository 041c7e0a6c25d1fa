//! What is known of the sign-in server: its addresses and keys, read when they are needed, and anew when they may have changed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use serde_json::Value;

use super::error::OidcError;
use super::fetch::Fetch;
use super::keys::Keys;

/// What is known is read anew after so long, so that keys that were withdrawn are not good for ever.
const GOOD_FOR: Duration = Duration::from_hours(1);
/// For keys that nobody knows it is read anew once in so long: anybody may send tokens.
const UNKNOWN_KEYS: Duration = Duration::from_secs(30);
/// A server that did not answer is left alone for so long; whoever waited meanwhile is told the same.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Where the server is asked, and its keys.
pub(super) struct Known {
    pub(super) authorize: String,
    pub(super) token: String,
    /// Whether this server's secret goes into the form, because the other takes it in no header.
    pub(super) secret_in_form: bool,
    pub(super) keys: Keys,
    read: Instant,
}

/// The sign-in server.
pub(super) struct Provider {
    issuer: String,
    pub(super) fetch: Fetch,
    known: ArcSwapOption<Known>,
    /// Held while it is asked: one asks for all.
    turn: Mutex<Turn>,
}

#[derive(Default)]
struct Turn {
    failed: Option<(Instant, OidcError)>,
    for_unknown_keys: Option<Instant>,
}

impl Provider {
    pub(super) fn new(issuer: &str, fetch: Fetch) -> Self {
        Self {
            issuer: issuer.to_owned(),
            fetch,
            known: ArcSwapOption::empty(),
            turn: Mutex::default(),
        }
    }

    /// What is known. Where it is old and the server does not answer, the old is good on.
    pub(super) fn known(&self) -> Result<Arc<Known>, OidcError> {
        let before = self.known.load_full();
        if let Some(known) = before.as_ref().filter(|known| known.read.elapsed() < GOOD_FOR) {
            return Ok(known.clone());
        }
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.known.load_full().filter(|known| known.read.elapsed() < GOOD_FOR);
        if let Some(known) = now {
            return Ok(known);
        }
        let read = self.read(&mut turn);
        match (read, before) {
            (Err(error), Some(old)) => {
                tracing::warn!(%error, "what is known of the sign-in server is old, and stays in force");
                Ok(old)
            }
            (read, _) => read,
        }
    }

    /// What is known now that a key turned up that was not among those known before.
    pub(super) fn known_anew(&self, before: &Arc<Known>) -> Result<Arc<Known>, OidcError> {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = self.known.load_full().filter(|known| !Arc::ptr_eq(known, before)) {
            return Ok(known);
        }
        if turn.for_unknown_keys.is_some_and(|last| last.elapsed() < UNKNOWN_KEYS) {
            return Ok(before.clone());
        }
        turn.for_unknown_keys = Some(Instant::now());
        self.read(&mut turn)
    }

    fn read(&self, turn: &mut Turn) -> Result<Arc<Known>, OidcError> {
        if let Some((_, error)) = turn.failed.as_ref().filter(|(at, _)| at.elapsed() < AFTER_FAILURE) {
            return Err(error.clone());
        }
        match self.ask() {
            Ok(known) => {
                let known = Arc::new(known);
                self.known.store(Some(known.clone()));
                turn.failed = None;
                Ok(known)
            }
            Err(error) => {
                turn.failed = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    fn ask(&self) -> Result<Known, OidcError> {
        const AT: &str = "/.well-known/openid-configuration";
        let document = self
            .fetch
            .get(AT, &format!("{}{AT}", self.issuer.trim_end_matches('/')))?;
        let unusable = |why: String| OidcError::Unusable { at: AT, why };
        if document.get("issuer").and_then(Value::as_str) != Some(&self.issuer) {
            let why = "it names another issuer than sign_in.oidc.issuer, which must be written just as it names itself";
            return Err(unusable(why.to_owned()));
        }
        let address = |name: &str| {
            let address = document.get(name).and_then(Value::as_str);
            let address = address.ok_or_else(|| unusable(format!("it names no {name}")))?;
            if self.fetch.may_use(address) {
                Ok(address.to_owned())
            } else {
                Err(unusable(format!(
                    "its {name} is not on the issuer's host, and not on one of sign_in.oidc.hosts"
                )))
            }
        };
        let ways = document
            .get("token_endpoint_auth_methods_supported")
            .and_then(Value::as_array);
        let takes = |way: &str| ways.is_some_and(|ways| ways.iter().any(|known| known == way));
        let (authorize, token) = (address("authorization_endpoint")?, address("token_endpoint")?);
        let keys = self.fetch.get("its keys (jwks_uri)", &address("jwks_uri")?)?;
        let keys = Keys::read(&keys).ok_or_else(|| OidcError::Unusable {
            at: "its keys (jwks_uri)",
            why: "it is no set of keys".to_owned(),
        })?;
        Ok(Known {
            authorize,
            token,
            secret_in_form: takes("client_secret_post") && !takes("client_secret_basic"),
            keys,
            read: Instant::now(),
        })
    }
}
