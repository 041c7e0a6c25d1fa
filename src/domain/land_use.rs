//! What codes of land use mean. The same digits mean different things in different standards, so the standard is asked for, never
//! guessed.

use serde::{Deserialize, Serialize};

/// A standard that codes of land use may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum LandUseStandard {
    /// GB/T 21010-2017, current land use classification: 0701 urban homes, 0702 rural homesteads.
    GbT21010,
    /// The national classification of land and sea use for territorial planning, 2020 and 2023: 0701 urban homes, 0702 urban community
    /// services, 0703 rural homesteads, 0704 rural community services.
    Territorial,
    /// GB 50137-2011, urban land use: R with R1 to R3 and their plots; R12, R22 and R32 are services.
    Gb50137,
}

impl LandUseStandard {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::GbT21010, Self::Territorial, Self::Gb50137];

    /// The word of the command line and of mapping files.
    pub fn key(self) -> &'static str {
        match self {
            Self::GbT21010 => "gb-t-21010-2017",
            Self::Territorial => "tdgy-2023",
            Self::Gb50137 => "gb-50137",
        }
    }

    /// Reads that word.
    ///
    /// ```
    /// use yike::domain::land_use::LandUseStandard;
    /// assert_eq!(LandUseStandard::parse("gb-50137"), Some(LandUseStandard::Gb50137));
    /// assert_eq!(LandUseStandard::parse("0702"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|standard| standard.key().eq_ignore_ascii_case(word.trim()))
    }

    /// Whether a code means land that people live on.
    ///
    /// ```
    /// use yike::domain::land_use::LandUseStandard::{GbT21010, Gb50137, Territorial};
    /// assert!(GbT21010.is_residential("0702") && !Territorial.is_residential("0702"));
    /// assert!(Territorial.is_residential("070301") && !GbT21010.is_residential("0703"));
    /// assert!(Gb50137.is_residential("R21") && !Gb50137.is_residential("R22"));
    /// ```
    pub fn is_residential(self, code: &str) -> bool {
        let code = code.trim().to_uppercase();
        match self {
            Self::GbT21010 => code.starts_with("0701") || code.starts_with("0702"),
            Self::Territorial => code.starts_with("0701") || code.starts_with("0703"),
            Self::Gb50137 => code
                .strip_prefix('R')
                .is_some_and(|plot| plot.bytes().all(|b| b.is_ascii_digit()) && !matches!(plot, "12" | "22" | "32")),
        }
    }
}

/// Whether a word is a code in digits, which tells nothing without its standard.
///
/// ```
/// use yike::domain::land_use::is_code;
/// assert!(is_code("0702") && is_code("07") && !is_code("R2") && !is_code("农村宅基地"));
/// ```
pub fn is_code(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}
