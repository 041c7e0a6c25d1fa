//! What the numbers of a raster count.

use serde::{Deserialize, Serialize};

/// The unit of heights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum HeightUnit {
    /// Metres.
    Metres,
    /// Tenths of a metre.
    Decimetres,
    /// Hundredths of a metre.
    Centimetres,
    /// International feet of 0.3048 m.
    Feet,
    /// Feet of the US survey, of 1200/3937 m.
    UsSurveyFeet,
}

/// What a cell of people holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
pub enum PeopleUnit {
    /// The people in it.
    #[default]
    PerCell,
    /// People per square kilometre of it.
    PerKm2,
}

impl PeopleUnit {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PerCell, Self::PerKm2];

    /// The word of the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::PerCell => "per-cell",
            Self::PerKm2 => "per-km2",
        }
    }
}

impl HeightUnit {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Metres,
        Self::Decimetres,
        Self::Centimetres,
        Self::Feet,
        Self::UsSurveyFeet,
    ];

    /// The word of the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Metres => "metres",
            Self::Decimetres => "decimetres",
            Self::Centimetres => "centimetres",
            Self::Feet => "feet",
            Self::UsSurveyFeet => "us-feet",
        }
    }

    /// How many metres it is.
    pub(super) fn metres(self) -> f64 {
        match self {
            Self::Metres => 1.0,
            Self::Decimetres => 0.1,
            Self::Centimetres => 0.01,
            Self::Feet => 0.3048,
            Self::UsSurveyFeet => 1200.0 / 3937.0,
        }
    }

    /// Reads what a band says of its unit; `None` for words that are not known.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let word: String = word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        Some(match word.as_str() {
            "m" | "metre" | "meter" | "metres" | "meters" | "米" => Self::Metres,
            "dm" | "decimetre" | "decimeter" | "decimetres" | "decimeters" => Self::Decimetres,
            "cm" | "centimetre" | "centimeter" | "centimetres" | "centimeters" => Self::Centimetres,
            "ft" | "foot" | "feet" | "internationalfoot" | "internationalfeet" => Self::Feet,
            "usft" | "ftus" | "ussurveyfoot" | "ussurveyfeet" | "footus" | "usfoot" | "footussurvey" => {
                Self::UsSurveyFeet
            }
            _ => return None,
        })
    }

    /// The unit of heights that a compound reference system names, by its length; `None` where it is another.
    pub(super) fn of_metres(metres: f64) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| (unit.metres() - metres).abs() < 1e-9)
    }
}

/// The length of the unit in which a reference system counts heights, if it says: the last unit of its vertical part.
pub(super) fn vertical_unit(wkt: &str) -> Option<f64> {
    let start = wkt.find("VERT_CS[").or_else(|| wkt.find("VERTCRS["))?;
    let part = &wkt[start..];
    let unit = part.rfind("UNIT[")?;
    let number = part[unit..].split(',').nth(1)?;
    let number: String = number
        .chars()
        .take_while(|c| c.is_ascii_digit() || ".eE+-".contains(*c))
        .collect();
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_units_are_known() {
        for (word, unit) in [
            ("m", HeightUnit::Metres),
            ("Metre", HeightUnit::Metres),
            ("ft", HeightUnit::Feet),
            ("US survey foot", HeightUnit::UsSurveyFeet),
            ("us-ft", HeightUnit::UsSurveyFeet),
        ] {
            assert_eq!(HeightUnit::of_word(word), Some(unit), "{word}");
        }
        assert_eq!(HeightUnit::of_word("fathom"), None);
    }

    #[test]
    fn the_unit_of_a_vertical_system_is_found() {
        let wkt = r#"COMPD_CS["x",PROJCS["y",UNIT["metre",1]],VERT_CS["NAVD88 height (ftUS)",VERT_DATUM["North American Vertical Datum 1988",2005],UNIT["US survey foot",0.304800609601219,AUTHORITY["EPSG","9003"]],AXIS["Gravity-related height",UP]]]"#;
        assert_eq!(
            vertical_unit(wkt).and_then(HeightUnit::of_metres),
            Some(HeightUnit::UsSurveyFeet)
        );
        assert_eq!(vertical_unit(r#"PROJCS["y",UNIT["US survey foot",0.3048]]"#), None);
    }
}
