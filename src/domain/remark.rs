//! What is said of a row or a file while it comes in: the one form in which every check speaks.

use serde::{Deserialize, Serialize};

/// Something said of a row, or of the whole file.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
pub struct Remark {
    /// Which row: its number in the file from 1, or the source's own id, as in `relation 4711`.
    pub row: Option<String>,
    /// Which field.
    pub field: Option<String>,
    /// What is wrong, and what to do.
    pub what: String,
    /// Which check says it.
    pub check: Check,
    /// The field's value as the source has it, or the figures of the check.
    pub value: Option<String>,
    /// What to do, where `what` does not say it already.
    pub advice: Option<String>,
    /// Where it is: longitude and latitude in degrees. `None` where it has no place.
    pub at: Option<[f64; 2]>,
}

/// The checks, so that a table or a map of problems can be sorted by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize, Serialize)]
pub enum Check {
    /// A row's own fields and geometry, and how the file was read.
    #[default]
    Reading,
    /// A geometry that was repaired.
    Repair,
    /// The same thing twice.
    Duplicate,
    /// Communities that lie on each other.
    Overlap,
    /// Ground between communities that none of them has.
    Gap,
    /// Places outside every community.
    Outside,
    /// The community that a row names is not the one that it lies in.
    Host,
    /// Units above that are not there, or contradict a code.
    Parent,
    /// Sums that are not those of the register.
    Total,
    /// Rows without coordinates.
    Place,
}

impl Check {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 10] = [
        Self::Reading,
        Self::Repair,
        Self::Duplicate,
        Self::Overlap,
        Self::Gap,
        Self::Outside,
        Self::Host,
        Self::Parent,
        Self::Total,
        Self::Place,
    ];

    /// The word of tables and files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Repair => "repair",
            Self::Duplicate => "duplicate",
            Self::Overlap => "overlap",
            Self::Gap => "gap",
            Self::Outside => "outside",
            Self::Host => "host",
            Self::Parent => "parent",
            Self::Total => "total",
            Self::Place => "place",
        }
    }

    /// What it looks at, in Chinese and English.
    pub fn titles(self) -> [&'static str; 2] {
        match self {
            Self::Reading => ["读取与字段", "rows and fields"],
            Self::Repair => ["几何修复", "repaired geometries"],
            Self::Duplicate => ["重复", "duplicates"],
            Self::Overlap => ["社区重叠", "communities that overlap"],
            Self::Gap => ["社区之间的空隙", "gaps between communities"],
            Self::Outside => ["社区之外的点", "places outside every community"],
            Self::Host => ["所属社区与位置不符", "named community and place disagree"],
            Self::Parent => ["上级单位缺失或矛盾", "parents missing or contradicting"],
            Self::Total => ["与名册合计不符", "totals that are not the register's"],
            Self::Place => ["无坐标的行", "rows without coordinates"],
        }
    }
}

impl Remark {
    /// Said of the whole file.
    pub fn of_file(check: Check, field: Option<&str>, what: impl Into<String>) -> Self {
        Self {
            field: field.map(str::to_owned),
            what: what.into(),
            check,
            ..Self::default()
        }
    }

    /// Said of a row.
    pub fn of_row(check: Check, row: impl Into<String>, field: Option<&str>, what: impl Into<String>) -> Self {
        Self {
            row: Some(row.into()),
            ..Self::of_file(check, field, what)
        }
    }

    /// With the value that it speaks of.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// With what to do.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// With its place, in degrees.
    #[must_use]
    pub fn at(mut self, lon: f64, lat: f64) -> Self {
        self.at = Some([lon, lat]);
        self
    }

    /// What is wrong and what to do, in one text.
    pub fn told(&self) -> String {
        match &self.advice {
            Some(advice) => format!("{}; {advice}", self.what),
            None => self.what.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_word_of_its_own_and_stands_in_order() {
        let mut keys: Vec<&str> = Check::ALL.iter().map(|check| check.key()).collect();
        assert!(Check::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Check::ALL.len());
    }

    #[test]
    fn advice_follows_what_is_wrong() {
        let remark = Remark::of_row(Check::Host, "7", Some("host_code"), "it lies elsewhere");
        assert_eq!(remark.told(), "it lies elsewhere");
        assert_eq!(
            remark.with_advice("correct the code").told(),
            "it lies elsewhere; correct the code"
        );
    }
}
