//! Random secrets that are given out once, and their hashes, which are kept.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::password::PasswordError;

/// What every key of a program begins with, so that it is known where it turns up.
pub const KEY_MARK: &str = "yk_";

/// So many bytes of the system's random numbers.
pub(super) fn random<const N: usize>() -> Result<[u8; N], PasswordError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| PasswordError::NoRandom(error.to_string()))?;
    Ok(bytes)
}

/// A new secret of 256 random bits, in hexadecimal digits.
pub(super) fn token() -> Result<String, PasswordError> {
    Ok(hexadecimal(&random::<32>()?))
}

/// What is kept of a secret.
pub(super) fn kept(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Bytes in hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}
