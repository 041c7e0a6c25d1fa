//! The 12-digit statistical area code: two digits each for province, prefecture and county, three each for town and community
//! (国函〔2008〕60号, 国统字〔2009〕91号).

use serde::{Deserialize, Serialize};

use super::ids::SourceCode;

/// A code of twelve digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AreaCode(String);

/// What a code is the code of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum UnitLevel {
    /// 省.
    Province,
    /// 地级市, 自治州.
    Prefecture,
    /// 县, 区.
    County,
    /// 街道, 镇, 乡.
    Town,
    /// 社区, 行政村.
    Community,
}

/// Levels with how many leading digits they have.
const LEVELS: [(UnitLevel, usize); 5] = [
    (UnitLevel::Province, 2),
    (UnitLevel::Prefecture, 4),
    (UnitLevel::County, 6),
    (UnitLevel::Town, 9),
    (UnitLevel::Community, 12),
];

/// Whether a text is a code written out: twelve digits.
pub fn is_whole(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

impl UnitLevel {
    /// Every level, from the widest to the narrowest.
    pub const ALL: [Self; 5] = [
        Self::Province,
        Self::Prefecture,
        Self::County,
        Self::Town,
        Self::Community,
    ];

    /// Leading digits that units of this level have of their own.
    pub fn digits(self) -> usize {
        let own = LEVELS.iter().find(|(level, _)| *level == self);
        own.map_or(12, |(_, digits)| *digits)
    }

    /// What a whole code is the code of: the smallest unit whose digits are not all zero. `None` for anything else.
    ///
    /// ```
    /// use yike::domain::area_code::UnitLevel;
    /// assert_eq!(UnitLevel::of("532301000000"), Some(UnitLevel::County));
    /// assert_eq!(UnitLevel::of("532301"), None);
    /// ```
    pub fn of(code: &str) -> Option<Self> {
        let rest_is_zero = |digits: &usize| code[*digits..].bytes().all(|b| b == b'0');
        let of_level = |(level, digits): &(Self, usize)| rest_is_zero(digits).then_some(*level);
        is_whole(code).then(|| LEVELS.iter().find_map(of_level))?
    }

    /// The word of tables.
    pub fn key(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
            Self::Town => "town",
            Self::Community => "community",
        }
    }

    /// Reads that word.
    pub fn parse(word: &str) -> Option<Self> {
        LEVELS.iter().map(|(level, _)| *level).find(|level| level.key() == word)
    }
}

impl AreaCode {
    /// Reads a code, short (2, 4, 6 or 9 digits) or whole.
    ///
    /// ```
    /// use yike::domain::area_code::{AreaCode, UnitLevel};
    /// let town = AreaCode::parse("532301101").unwrap();
    /// assert_eq!((town.as_str(), town.level()), ("532301101000", UnitLevel::Town));
    /// assert_eq!(AreaCode::parse("53230110"), None);
    /// assert_eq!(AreaCode::parse("5.32301E+11"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let known = LEVELS.iter().any(|(_, length)| *length == text.len());
        (digits && known && !text.starts_with('0')).then(|| Self(format!("{text:0<12}")))
    }

    /// All twelve digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What it is the code of: the smallest unit whose digits are not all zero.
    pub fn level(&self) -> UnitLevel {
        UnitLevel::of(&self.0).unwrap_or(UnitLevel::Community)
    }

    /// The codes of the units that it lies in, smallest first.
    ///
    /// ```
    /// use yike::domain::area_code::AreaCode;
    /// let village = AreaCode::parse("532301101201").unwrap();
    /// assert_eq!(village.parents(), ["532301101000", "532301000000", "532300000000", "530000000000"]);
    /// ```
    pub fn parents(&self) -> Vec<String> {
        let own = self.level();
        let above = LEVELS.iter().rev().filter(|(level, _)| *level < own);
        above
            .map(|(_, digits)| format!("{:0<12}", &self.0[..*digits]))
            .collect()
    }
}

/// The unit of a level that an area says it lies in, or that its own code names; by statistical codes alone.
///
/// ```
/// use yike::domain::{area_code::{unit_above, UnitLevel}, ids::SourceCode};
/// let own = SourceCode::guess("532301101201");
/// let town = unit_above(Some(&own), &[], UnitLevel::Town).unwrap();
/// assert_eq!(town.as_str(), "532301101000");
/// // What it says goes before what its code does.
/// let said = [SourceCode::guess("532301102000")];
/// assert_eq!(unit_above(Some(&own), &said, UnitLevel::Town).unwrap().as_str(), "532301102000");
/// ```
pub fn unit_above(own: Option<&SourceCode>, parents: &[SourceCode], level: UnitLevel) -> Option<AreaCode> {
    let own = own.into_iter().filter_map(statistical);
    let own = own.filter(|code| code.level() == UnitLevel::Community);
    let above = own
        .flat_map(|code| code.parents())
        .filter_map(|parent| AreaCode::parse(&parent));
    let named = parents.iter().filter_map(statistical).flat_map(|code| {
        let higher: Vec<AreaCode> = code
            .parents()
            .iter()
            .filter_map(|parent| AreaCode::parse(parent))
            .collect();
        std::iter::once(code).chain(higher)
    });
    named.chain(above).find(|code| code.level() == level)
}

fn statistical(code: &SourceCode) -> Option<AreaCode> {
    (code.scheme == SourceCode::STATISTICAL).then(|| AreaCode::parse(&code.value))?
}
