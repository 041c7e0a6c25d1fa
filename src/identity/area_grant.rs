//! An area that somebody is narrowed to: the leading digits of an area code.

use std::fmt;
use std::str::FromStr;

use crate::domain::area_code::{AreaCode, UnitLevel};

/// Leading digits of twelve-digit area codes: 2 of a province, 4 of a prefecture, 6 of a county, 9 of a town, 12 of a community.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaGrant(String);

/// Why a text names no area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaGrantError {
    /// Something else than digits.
    #[error("{0:?} is no area; give the digits of its code, as in 532301 for a county")]
    NotDigits(String),
    /// Digits of no level.
    #[error(
        "{word} has {digits} digits; an area has 2 (province), 4 (prefecture), 6 (county), 9 (town) or 12 (community)"
    )]
    Digits {
        /// What was said.
        word: String,
        /// How many digits it has.
        digits: usize,
    },
}

impl AreaGrant {
    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a unit with this code lies wholly inside. A whole code of a larger unit, zeros at its end, counts as that unit.
    ///
    /// ```
    /// use yike::identity::AreaGrant;
    /// let county: AreaGrant = "532301".parse().unwrap();
    /// assert!(county.holds("532301001002"));
    /// assert!(county.holds("532301"));
    /// assert!(!county.holds("532300000000"));
    /// assert!(!county.holds("5323"));
    /// ```
    pub fn holds(&self, code: &str) -> bool {
        own_digits(code).starts_with(&self.0)
    }

    /// Whether a unit with this code has anything in common with it.
    pub fn touches(&self, code: &str) -> bool {
        self.holds(code) || self.0.starts_with(own_digits(code))
    }
}

/// The digits of a code without the zeros that fill it up.
fn own_digits(code: &str) -> &str {
    let level = UnitLevel::of(code);
    level.map_or(code, |level| &code[..level.digits()])
}

impl fmt::Display for AreaGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AreaGrant {
    type Err = AreaGrantError;

    /// Reads digits; a whole code of a larger unit is taken as that unit: `532301000000` is the county 532301.
    fn from_str(word: &str) -> Result<Self, AreaGrantError> {
        let word = word.trim();
        let shown = || word.chars().take(64).collect::<String>();
        if word.is_empty() || !word.bytes().all(|b| b.is_ascii_digit()) {
            return Err(AreaGrantError::NotDigits(shown()));
        }
        // Zeros name no unit of a level: 532301000 is the county 532301.
        let whole = format!("{word:0<12}");
        let own = if UnitLevel::ALL.iter().any(|level| level.digits() == word.len()) {
            &word[..own_digits(&whole).len().min(word.len())]
        } else {
            word
        };
        let is_level = UnitLevel::ALL.iter().any(|level| level.digits() == own.len());
        if !is_level {
            return Err(AreaGrantError::Digits {
                word: shown(),
                digits: word.len(),
            });
        }
        Ok(Self(own.to_owned()))
    }
}

impl From<&AreaCode> for AreaGrant {
    fn from(code: &AreaCode) -> Self {
        Self(own_digits(code.as_str()).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_every_level_are_areas_and_others_are_told() {
        for (word, own) in [
            ("53", "53"),
            ("5323", "5323"),
            ("532301", "532301"),
            ("532301001", "532301001"),
            ("532301001002", "532301001002"),
            ("532301000000", "532301"),
            (" 532300000000", "5323"),
            ("532301000", "532301"),
            ("5300", "53"),
        ] {
            assert_eq!(word.parse::<AreaGrant>().expect("an area").as_str(), own);
        }
        assert_eq!(
            "53230".parse::<AreaGrant>().expect_err("five").to_string(),
            "53230 has 5 digits; an area has 2 (province), 4 (prefecture), 6 (county), 9 (town) or 12 (community)"
        );
        for bad in ["", "楚雄", "5323x1", "５３２３", "-532301", "5323%"] {
            assert!(
                matches!(bad.parse::<AreaGrant>(), Err(AreaGrantError::NotDigits(_))),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_larger_unit_is_touched_but_not_held() {
        let county: AreaGrant = "532301".parse().expect("an area");
        assert!(county.touches("532300000000") && !county.holds("532300000000"));
        assert!(county.holds("532301000000"));
        assert!(!county.touches("532302000000") && !county.touches("532302001001"));
    }
}
