//! Passwords: never kept, only their Argon2id hashes (RFC 9106), with the cost that OWASP asks for at least.

use argon2::{Algorithm, Argon2, Params, Version};

use super::secret::random;
use crate::store::KeptPassword;

/// KiB of memory, passes, lanes.
const COST: [u32; 3] = [19_456, 2, 1];

/// Letters at least (NIST SP 800-63B asks for 8).
const SHORTEST: usize = 10;

/// Bytes at most.
const LONGEST: usize = 1024;

/// Why a password is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("the password has {0} letters; take {SHORTEST} at least, a few words for example")]
    Short(usize),
    /// Too long.
    #[error("the password has {0} bytes; take {LONGEST} at most")]
    Long(usize),
    /// The name again.
    #[error("the password is the user's name; take another")]
    IsName,
    /// One letter again and again.
    #[error("the password is one letter again and again; take another")]
    OneLetter,
    /// Line breaks or other signs that nobody can type.
    #[error("the password holds signs that can't be typed; take another")]
    Control,
    /// The system gives no random numbers.
    #[error("this computer gives no random numbers: {0}")]
    NoRandom(String),
    /// The hash can't be made.
    #[error("the password can't be hashed: {0}")]
    NoHash(String),
}

/// A password as it is kept.
#[derive(Debug)]
pub(super) struct Hashed(pub(super) KeptPassword);

impl Hashed {
    /// Takes a new password of somebody.
    pub(super) fn new(password: &str, name: &str) -> Result<Self, PasswordError> {
        let letters = password.chars().count();
        if letters < SHORTEST {
            return Err(PasswordError::Short(letters));
        }
        if password.len() > LONGEST {
            return Err(PasswordError::Long(password.len()));
        }
        if password.chars().any(char::is_control) {
            return Err(PasswordError::Control);
        }
        if password.to_lowercase() == name.to_lowercase() {
            return Err(PasswordError::IsName);
        }
        let first = password.chars().next();
        if password.chars().all(|letter| Some(letter) == first) {
            return Err(PasswordError::OneLetter);
        }
        Self::hash(password)
    }

    /// The hash of a password that nobody knows.
    pub(super) fn of_nobody() -> Result<Self, PasswordError> {
        Self::hash(&super::secret::token()?)
    }

    fn hash(password: &str) -> Result<Self, PasswordError> {
        let salt = random::<16>()?.to_vec();
        let hash = slow_hash(password, &salt, COST)?.to_vec();
        let [memory, passes, lanes] = COST;
        let cost = format!("argon2id {memory} {passes} {lanes}");
        Ok(Self(KeptPassword { salt, hash, cost }))
    }
}

/// Whether a password is the one that was kept; what can't be read is no password's.
pub(super) fn is_right(password: &str, kept: &KeptPassword) -> bool {
    let numbers = kept.cost.strip_prefix("argon2id ");
    let numbers: Option<Vec<u32>> = numbers.and_then(|text| text.split(' ').map(|word| word.parse().ok()).collect());
    let Some(cost) = numbers.and_then(|numbers| <[u32; 3]>::try_from(numbers).ok()) else {
        return false;
    };
    if password.len() > LONGEST {
        return false;
    }
    let hash = slow_hash(password, &kept.salt, cost);
    hash.is_ok_and(|hash| alike(&hash, &kept.hash))
}

fn slow_hash(password: &str, salt: &[u8], [memory, passes, lanes]: [u32; 3]) -> Result<[u8; 32], PasswordError> {
    let failed = |error: argon2::Error| PasswordError::NoHash(error.to_string());
    let parameters = Params::new(memory, passes, lanes, Some(32)).map_err(failed)?;
    let mut hash = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_into(password.as_bytes(), salt, &mut hash)
        .map_err(failed)?;
    Ok(hash)
}

/// Compares without stopping at the first difference.
fn alike(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_kept_twice_it_differs() {
        let kept = |word: &str| Hashed::new(word, "li").expect("a password").0;
        let (one, two) = (kept("望京 fifteen minutes"), kept("望京 fifteen minutes"));
        assert!(is_right("望京 fifteen minutes", &one) && is_right("望京 fifteen minutes", &two));
        assert!(!is_right("望京 fifteen minute", &one) && !is_right("", &one));
        assert_ne!(one.hash, two.hash);
        let broken = KeptPassword {
            cost: "plain".to_owned(),
            ..one
        };
        assert!(!is_right("望京 fifteen minutes", &broken));
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        for (word, error) in [
            ("short", PasswordError::Short(5)),
            ("aaaaaaaaaaaa", PasswordError::OneLetter),
            ("Li.Wei@Bureau", PasswordError::IsName),
            ("a tab\tin the middle", PasswordError::Control),
        ] {
            assert_eq!(Hashed::new(word, "li.wei@bureau").expect_err("weak"), error);
        }
        assert!(matches!(
            Hashed::new(&"ab".repeat(600), "li"),
            Err(PasswordError::Long(1200))
        ));
    }

    /// The test vector of RFC 9106, 5.3, needs a secret and associated data; this one is of the reference implementation's own tests.
    #[test]
    fn the_hash_is_argon2id() {
        let hash = slow_hash("password", b"somesalt", [65_536, 2, 1]).expect("a hash");
        assert_eq!(
            super::super::secret::hexadecimal(&hash),
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
        );
    }
}
