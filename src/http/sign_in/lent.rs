//! Tokens that are lent for a session to programs which put them into addresses. They stand in other people's logs then, so they open nothing but
//! the addresses where such tokens are taken, all of which are for reading; they are known to this process alone, and end with it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

/// What such a token begins with.
const MARK: &str = "yt_";

/// Loans that are held; of more the one that ends first is let go of.
const MOST: usize = 10_000;

struct Loan {
    session: String,
    until: Instant,
}

/// All loans, by the token's digest.
#[derive(Default)]
pub(in crate::http) struct Lent(Mutex<BTreeMap<[u8; 32], Loan>>);

/// Whether a key is of this kind. No other is, and nobody guesses one.
pub(super) fn is_lent(key: &str) -> bool {
    key.starts_with(MARK)
}

fn kept(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl Lent {
    /// Lends a session under a new secret; the token.
    pub(in crate::http) fn lend(&self, secret: &str, session: &str, lasts: Duration, now: Instant) -> String {
        let token = format!("{MARK}{secret}");
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, loan| loan.until > now);
        if all.len() >= MOST {
            let first = all.iter().min_by_key(|(_, loan)| loan.until).map(|(key, _)| *key);
            first.and_then(|key| all.remove(&key));
        }
        let session = session.to_owned();
        all.insert(
            kept(&token),
            Loan {
                session,
                until: now + lasts,
            },
        );
        token
    }

    /// The session of a token that is good.
    pub(in crate::http) fn session(&self, token: &str, now: Instant) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let loan = all.get(&kept(token)).filter(|loan| loan.until > now)?;
        Some(loan.session.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loan_is_good_until_it_ends_and_its_token_is_not_the_session() {
        let lent = Lent::default();
        let start = Instant::now();
        let token = lent.lend("ab", "the session", Duration::from_mins(1), start);
        assert!(is_lent(&token) && !token.contains("session"));
        assert_eq!(lent.session(&token, start), Some("the session".to_owned()));
        assert_eq!(lent.session("yt_cd", start), None);
        assert_eq!(lent.session(&token, start + Duration::from_mins(1)), None);
    }

    #[test]
    fn of_too_many_the_first_to_end_goes() {
        let lent = Lent::default();
        let start = Instant::now();
        let given = |n: usize| lent.lend(&n.to_string(), "s", Duration::from_secs(1 + n as u64), start);
        let first = given(0);
        let second = given(1);
        for n in 2..=MOST {
            given(n);
        }
        assert_eq!(lent.session(&first, start), None);
        assert!(lent.session(&second, start).is_some());
    }
}
