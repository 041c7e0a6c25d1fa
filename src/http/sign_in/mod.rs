//! Signing in: who a request comes from, and what becomes of one that comes from nobody.

mod admit;
mod brought;
mod cookie;
mod form;
mod lent;
mod page;
mod rate;
mod told;

use std::net::SocketAddr;
use std::sync::Arc;

use super::oidc::Oidc;
use crate::workflow::staff::Staff;

pub(super) use admit::{Seen, ask, enter};
pub(super) use brought::{Brought, bearer};
pub(super) use cookie::{SESSION, attempt_ended, attempt_given, attempt_of_request, ended, given, of_request};
pub(super) use form::{Fields, is_own_origin, local};
pub(super) use lent::Lent;
pub(super) use page::{Page, STYLE, Said};
pub(super) use rate::Rates;
pub(super) use told::PerPerson;

/// How a server that people sign in to behaves.
#[derive(Debug, Clone, PartialEq)]
pub struct SignInRules {
    /// Counts of people above nothing and below this are withheld from those who may not see them.
    pub small_count: f64,
    /// Requests a second that one person or key may go on making.
    pub requests_per_second: f64,
    /// Requests that may come at once after a pause.
    pub burst: f64,
}

impl Default for SignInRules {
    /// Counts below 10; 200 requests a second, 2,000 at once: a map that is moved fast asks for some hundreds of tiles.
    fn default() -> Self {
        Self {
            small_count: 10.0,
            requests_per_second: 200.0,
            burst: 2_000.0,
        }
    }
}

/// What signing in needs while the server runs.
pub(super) struct SignIn {
    pub(super) staff: Arc<Staff>,
    pub(super) rules: SignInRules,
    pub(super) rates: Rates,
    /// Tokens in addresses.
    pub(super) lent: Lent,
    /// The bureau's own sign-in server.
    pub(super) oidc: Option<Oidc>,
}

impl SignIn {
    pub(super) fn new(staff: Arc<Staff>, rules: SignInRules, oidc: Option<Oidc>) -> Self {
        Self {
            staff,
            rates: Rates::new(rules.requests_per_second, rules.burst),
            lent: Lent::default(),
            rules,
            oidc,
        }
    }

    /// Whether a text that somebody shows as a key is a token of the bureau's sign-in server, and such are taken.
    pub(super) fn takes_token(&self, secret: &str) -> bool {
        self.oidc.as_ref().is_some_and(|oidc| oidc.takes(secret))
    }
}

/// What a server has that other computers may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guarded {
    /// People sign in.
    pub sign_in: bool,
    /// Connections are encrypted, by the server itself or by a proxy that is named.
    pub encrypted: bool,
    /// The names by which it is called are set.
    pub named: bool,
}

/// What a server beyond this computer lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unguarded {
    /// Anybody could read everything.
    NoSignIn,
    /// Passwords could be read on their way.
    NotEncrypted,
    /// Any name that somebody points here would be answered.
    NoNames,
}

/// Whether a server may listen there: this computer's own addresses always; others only with sign-in, encryption and names of its own.
///
/// # Errors
/// The first thing that is lacking.
pub fn may_listen(listen: SocketAddr, guarded: Guarded) -> Result<(), Unguarded> {
    if listen.ip().is_loopback() {
        return Ok(());
    }
    if !guarded.sign_in {
        return Err(Unguarded::NoSignIn);
    }
    if !guarded.encrypted {
        return Err(Unguarded::NotEncrypted);
    }
    if guarded.named { Ok(()) } else { Err(Unguarded::NoNames) }
}

impl std::fmt::Display for Unguarded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoSignIn => {
                "other computers could read everything, because nobody has to sign in; write sign_in.staff, or use 127.0.0.1 or [::1]"
            }
            Self::NotEncrypted => {
                "passwords could be read on their way; write server.tls_certificate_file and tls_key_file, or name the proxy that encrypts in server.trusted_proxies, or use 127.0.0.1 or [::1]"
            }
            Self::NoNames => "the names by which people call it are not set, so nobody could call it; write server.public_url or sign_in.hosts",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_with_sign_in_encryption_and_names_listens_beyond_this_computer() {
        let of = |listen: &str, sign_in, encrypted, named| {
            let guarded = Guarded {
                sign_in,
                encrypted,
                named,
            };
            may_listen(listen.parse().expect("an address"), guarded)
        };
        assert_eq!(of("127.0.0.1:1", false, false, false), Ok(()));
        assert_eq!(of("[::1]:1", false, false, false), Ok(()));
        assert_eq!(of("0.0.0.0:1", false, true, true), Err(Unguarded::NoSignIn));
        assert_eq!(of("10.0.0.1:1", true, false, true), Err(Unguarded::NotEncrypted));
        assert_eq!(of("[::]:1", true, true, false), Err(Unguarded::NoNames));
        assert_eq!(of("10.0.0.1:1", true, true, true), Ok(()));
    }
}
