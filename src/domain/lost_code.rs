//! Rows of a register whose codes a spreadsheet has turned into `5.32301E+11`.

use serde::{Deserialize, Serialize};

use super::area_code::AreaCode;
use super::community::CommitteeType;
use super::ids::SourceCode;
use super::record::RegisterRecord;

/// A unit without its code: whole but for that.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct LostCode {
    /// Which row.
    pub row: String,
    /// What stands in the place of the code.
    pub damaged: String,
    /// Its name.
    pub name: String,
    /// Name or code of its town, where the row says it.
    pub town: Option<String>,
    /// What is wrong with the code, in words.
    pub what: String,
    /// Everything else; its code means nothing until [`Self::with`] gives it one.
    record: RegisterRecord,
}

impl LostCode {
    /// A unit whose code is lost.
    pub fn new(row: &str, damaged: String, town: Option<String>, what: String, record: RegisterRecord) -> Self {
        Self {
            row: row.to_owned(),
            damaged,
            name: record.name.clone(),
            town,
            what,
            record,
        }
    }

    /// Whether a code can have become what is left: `5.323E+11` is anything from 532250000000 to 532350000000. Where what is left is
    /// no number at all, any can.
    pub fn may_be(&self, code: &AreaCode) -> bool {
        let text = self.damaged.trim().to_uppercase();
        let (Ok(left), Ok(whole)) = (text.parse::<f64>(), code.as_str().parse::<f64>()) else {
            return true;
        };
        let Some((mantissa, exponent)) = text.split_once('E') else {
            return true;
        };
        let decimals = mantissa.split_once('.').map_or(0, |(_, digits)| digits.len());
        let Ok(exponent) = exponent.trim_start_matches('+').parse::<i32>() else {
            return true;
        };
        // Half a unit of the last digit that is left; a little more, for numbers in binary.
        let half = 0.5 * 10_f64.powi(exponent - decimals.min(300) as i32);
        (left - whole).abs() <= half * (1.0 + 1e-9)
    }

    /// The unit with its code.
    pub fn with(self, code: &AreaCode) -> RegisterRecord {
        let source = SourceCode::guess(code.as_str());
        RegisterRecord {
            level: code.level(),
            committee_type: self.record.committee_type.or_else(|| CommitteeType::of_code(&source)),
            parents: code.parents().iter().map(|parent| SourceCode::guess(parent)).collect(),
            code: source,
            ..self.record
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::area_code::UnitLevel;

    fn lost(damaged: &str) -> LostCode {
        let record = RegisterRecord {
            code: SourceCode::guess(""),
            name: "东兴社区".to_owned(),
            level: UnitLevel::Community,
            committee_type: None,
            urban_rural_class: None,
            parents: Vec::new(),
            populations: Vec::new(),
            households: Some(7),
            area_m2: None,
            figures: std::collections::BTreeMap::new(),
        };
        LostCode::new("3", damaged.to_owned(), None, "lost".to_owned(), record)
    }

    #[test]
    fn the_digits_that_are_left_must_fit() {
        let code = |text: &str| AreaCode::parse(text).expect("a code");
        assert!(lost("5.32301E+11").may_be(&code("532301101001")));
        assert!(lost("5.323e+11").may_be(&code("532301101001")));
        assert!(!lost("5.32302E+11").may_be(&code("532301101001")));
        // Rounded upwards.
        assert!(lost("5.32302E+11").may_be(&code("532301500001")));
        assert!(!lost("5.32301E+11").may_be(&code("532301500001")));
        assert!(lost("#REF!").may_be(&code("532301101001")));
    }

    #[test]
    fn a_unit_with_its_code_again_has_all_that_the_code_says() {
        let code = AreaCode::parse("532301101201").expect("a code");
        let unit = lost("5.32301E+11").with(&code);
        assert_eq!(unit.committee_type, Some(CommitteeType::Villagers));
        assert_eq!(unit.parents[0].value, "532301101000");
        assert_eq!((unit.level, unit.households), (UnitLevel::Community, Some(7)));
    }
}
