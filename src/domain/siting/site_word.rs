//! What a site of a run is called: a facility by its id, a place that is none yet by where it comes from and where it is.

use std::fmt;
use std::str::FromStr;

/// A site as somebody names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SiteWord {
    /// By its number.
    Id(i64),
    /// By its key, as in `corners:114.012345:29.812345`.
    Key(String),
}

/// A word that is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a site is named by its id, or by its key as in corners:114.012345:29.812345")]
pub struct NoSiteWord;

impl SiteWord {
    /// The number of the site that is meant.
    pub fn id(&self) -> i64 {
        match self {
            Self::Id(id) => *id,
            Self::Key(key) => id_of_key(key),
        }
    }
}

impl FromStr for SiteWord {
    type Err = NoSiteWord;

    fn from_str(word: &str) -> Result<Self, NoSiteWord> {
        match word.parse() {
            Ok(id) => Ok(Self::Id(id)),
            Err(_) if word.contains(':') => Ok(Self::Key(word.to_owned())),
            Err(_) => Err(NoSiteWord),
        }
    }
}

impl fmt::Display for SiteWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{id}"),
            Self::Key(key) => f.write_str(key),
        }
    }
}

/// Digits of a number of a key, less the first.
const BITS: u32 = 51;

/// The number of a key, the same in every run: above those of facilities, and such that every program reads it whole (2^51 to 2^52).
pub fn id_of_key(key: &str) -> i64 {
    // FNV-1a, folded.
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in key.bytes() {
        sum = (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let folded = (sum ^ (sum >> BITS)) & ((1 << BITS) - 1);
    (1_i64 << BITS) | folded.cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_number_that_every_program_reads() {
        let id = id_of_key("corners:114.012345:29.812345");
        assert_eq!(id, id_of_key("corners:114.012345:29.812345"));
        assert_ne!(id, id_of_key("corners:114.012346:29.812345"));
        assert!((1 << 51..1 << 52).contains(&id), "{id}");
        #[expect(clippy::cast_precision_loss, reason = "that is what is looked at")]
        let read = id as f64;
        assert_eq!(read as i64, id);
    }

    #[test]
    fn numbers_and_keys_are_told_apart() {
        assert_eq!("4711".parse(), Ok(SiteWord::Id(4711)));
        assert_eq!("grid:1.5:2".parse(), Ok(SiteWord::Key("grid:1.5:2".to_owned())));
        assert_eq!("nowhere".parse::<SiteWord>(), Err(NoSiteWord));
    }
}
