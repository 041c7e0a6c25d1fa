//! One attempt to sign in at the bureau's server: what a browser carries from here to there and back.
//!
//! Nothing of it is kept here. The browser holds one secret in a cookie; state, nonce and the proof of the code (PKCE, RFC 7636) are all
//! made from it, each in its own way, so that what goes through addresses tells nothing of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::OidcRules;
use crate::http::query::encode;

/// The secret of one attempt: 64 hexadecimal digits.
pub(in crate::http) struct Attempt(String);

impl Attempt {
    /// From a secret that is new, or that came back.
    pub(in crate::http) fn of(secret: &str) -> Option<Self> {
        let fits = secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(secret.to_owned()))
    }

    /// What the cookie holds: the secret, and where to go afterwards.
    pub(in crate::http) fn written(&self, to: &str) -> String {
        format!("{}.{}", self.0, URL_SAFE_NO_PAD.encode(to))
    }

    /// As [`Self::written`], read back.
    pub(in crate::http) fn read(cookie: &str) -> Option<(Self, String)> {
        let (secret, to) = cookie.split_once('.')?;
        let to = URL_SAFE_NO_PAD.decode(to).ok()?;
        Some((Self::of(secret)?, String::from_utf8(to).ok()?))
    }

    /// Whether an answer is to this attempt.
    pub(in crate::http) fn is_answered_by(&self, state: &str) -> bool {
        self.derived("state") == state
    }

    pub(super) fn nonce(&self) -> String {
        self.derived("nonce")
    }

    /// What shows that the code is used by whoever asked for it.
    pub(super) fn verifier(&self) -> String {
        self.derived("verifier")
    }

    fn derived(&self, what: &str) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(format!("yike sign-in {what} {}", self.0)))
    }

    /// Where the browser is sent.
    pub(super) fn address(&self, rules: &OidcRules, endpoint: &str, back: &str) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()));
        let scopes = rules.scopes.join(" ");
        let (state, nonce) = (self.derived("state"), self.nonce());
        let pairs = [
            ("response_type", "code"),
            ("client_id", &rules.client_id),
            ("redirect_uri", back),
            ("scope", &scopes),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let join = if endpoint.contains('?') { '&' } else { '?' };
        format!("{endpoint}{join}{}", form(&pairs))
    }
}

/// Pairs as a form sends them.
pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let members = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    members.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_through_addresses_differs_and_tells_nothing_of_the_secret() {
        let attempt = Attempt::of(&"ab".repeat(32)).expect("a secret");
        let all = [attempt.derived("state"), attempt.nonce(), attempt.verifier()];
        assert!(all[0] != all[1] && all[1] != all[2] && all[0] != all[2]);
        assert!(all.iter().all(|text| text.len() == 43 && !text.contains("abab")));
        assert!(attempt.is_answered_by(&all[0]) && !attempt.is_answered_by(&all[1]) && !attempt.is_answered_by(""));
        assert!(!Attempt::of(&"ba".repeat(32)).expect("a secret").is_answered_by(&all[0]));
    }

    #[test]
    fn the_cookie_comes_back_as_it_went() {
        let attempt = Attempt::of(&"01".repeat(32)).expect("a secret");
        let (read, to) = Attempt::read(&attempt.written("/ogc?f=html&x=%E6")).expect("read");
        assert_eq!((read.0, to.as_str()), (attempt.0, "/ogc?f=html&x=%E6"));
        for bad in ["", ".", "abc.Lw", &"01".repeat(32), &format!("{}.=", "01".repeat(32))] {
            assert!(Attempt::read(bad).is_none(), "{bad}");
        }
    }
}
