//! One value of a row, and what can be read out of it.

use super::sexagesimal;

/// A value as the source holds it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Text(String),
    Integer(i64),
    Real(f64),
    /// What a spreadsheet shows where it could not reckon, as in `#REF!`.
    Fault(String),
}

/// Whole numbers beyond this are not exact in a floating column.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// What is said of a code that did not survive as a number.
const LOST: &str = "the code has more digits than a number can hold, and its last ones are lost; keep codes as text";

impl Cell {
    /// A text; blanks are nothing.
    pub(super) fn of_text(text: &str) -> Self {
        let text = text.trim();
        // A spreadsheet is made to keep the digits of a code by writing ="532301101002".
        let formula = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
        let text = formula.filter(|inner| !inner.contains('"')).map_or(text, str::trim);
        if text.is_empty() {
            Self::Null
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// Multiplies a number; what is none stays, to be told as it stands.
    pub(super) fn multiply(&mut self, times: f64) {
        if let Ok(Some(number)) = self.number() {
            // A millionth of a unit is beyond what anybody counts, and 0.1234 x 10,000 is 1,234.
            *self = Self::Real((number * times * 1e6).round() / 1e6);
        }
    }

    /// As a person would write it.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Null | Self::Fault(_) => None,
            Self::Text(text) => Some(text.clone()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Real(number) => Some(number.to_string()),
        }
    }

    /// A code: digits stay digits, never `5.32301E+11`.
    pub(super) fn code(&self) -> Result<Option<String>, String> {
        match self {
            Self::Null => Ok(None),
            Self::Fault(fault) => Err(faulty(fault)),
            Self::Integer(i64::MAX | i64::MIN) => Err(LOST.to_owned()),
            Self::Integer(number) => Ok(Some(number.to_string())),
            Self::Real(number) if number.fract() == 0.0 && number.abs() < EXACT => Ok(Some(format!("{number:.0}"))),
            Self::Real(number) if number.abs() >= EXACT => Err(LOST.to_owned()),
            Self::Real(number) => Err(format!("{number} is not a code")),
            Self::Text(text) if whole_scientific(&narrow(text)).is_some() => Ok(whole_scientific(&narrow(text))),
            Self::Text(text) if scientific(&narrow(text)) => Err(format!(
                "{text} was a code before a spreadsheet made a number of it, and its last digits are lost; take the column from the original as text"
            )),
            Self::Text(text) => {
                let plain = narrow(text.strip_prefix('\'').unwrap_or(text));
                let joined: String = plain.split_whitespace().collect();
                let joined = if ungrouped(&joined).len() == 12 {
                    ungrouped(&joined)
                } else {
                    joined
                };
                let plain = if digits(&joined) { joined } else { plain };
                let whole = plain.strip_suffix(".0").filter(|w| digits(w));
                Ok(Some(whole.unwrap_or(&plain).to_owned()))
            }
        }
    }

    /// One of two coordinates: a number that must be there, without commas of any meaning, or degrees, minutes and seconds.
    pub(super) fn coordinate(&self) -> Result<Option<f64>, String> {
        match self {
            Self::Null => Err("it is empty".to_owned()),
            Self::Text(text) if sexagesimal::looks_so(text) => sexagesimal::degrees(text).map(Some),
            Self::Text(text) if decimal_comma(&narrow(text)) => Err(format!(
                "{text:?} has a decimal comma; write a point: {}",
                text.replace(',', ".")
            )),
            cell => cell.number(),
        }
    }

    /// A finite number. Thousands may be parted by commas.
    pub(super) fn number(&self) -> Result<Option<f64>, String> {
        let number = match self {
            Self::Null => return Ok(None),
            Self::Integer(number) => *number as f64,
            Self::Real(number) => *number,
            Self::Fault(fault) => return Err(faulty(fault)),
            Self::Text(text) => ungrouped(&narrow(text)).parse().map_err(|_| {
                if decimal_comma(text) {
                    format!(
                        "{text:?} has a decimal comma; write a point: {}",
                        text.replace(',', ".")
                    )
                } else {
                    format!("{text:?} is not a number")
                }
            })?,
        };
        if number.is_finite() {
            Ok(Some(number))
        } else {
            Err(format!("{number} is not a number"))
        }
    }

    /// A number that is not below zero.
    pub(super) fn amount(&self) -> Result<Option<f64>, String> {
        match self.number()? {
            Some(number) if number < 0.0 => Err(format!("{number} is below zero")),
            number => Ok(number),
        }
    }

    /// A whole number that is not below zero.
    pub(super) fn count(&self) -> Result<Option<u32>, String> {
        match self.amount()? {
            Some(number) if number.fract() != 0.0 || number > f64::from(u32::MAX) => {
                Err(format!("{number} is not a whole number"))
            }
            number => Ok(number.map(|n| n as u32)),
        }
    }

    /// Yes or no.
    pub(super) fn truth(&self) -> Result<Option<bool>, String> {
        if let Self::Fault(fault) = self {
            return Err(faulty(fault));
        }
        let Some(text) = self.text() else {
            return Ok(None);
        };
        match text.to_lowercase().as_str() {
            "1" | "yes" | "y" | "true" | "t" | "是" | "有" => Ok(Some(true)),
            "0" | "no" | "n" | "false" | "f" | "否" | "无" => Ok(Some(false)),
            _ => Err(format!("{text:?} is neither yes nor no")),
        }
    }
}

fn faulty(fault: &str) -> String {
    format!("the spreadsheet could not reckon it and shows {fault}; mend the formula, or write the value")
}

/// Full-width digits and signs, as Chinese keyboards write them, in their ordinary form; other texts stay as they are.
fn narrow(text: &str) -> String {
    let wide = |c: char| {
        matches!(
            c,
            '０'..='９' | '，' | '．' | '－' | '＋' | '\u{3000}' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '−'
        )
    };
    let numeric = |c: char| wide(c) || c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '+' | ' ' | 'e' | 'E');
    if !text.contains(wide) || !text.chars().all(numeric) {
        return text.to_owned();
    }
    let plain = text.chars().map(|c| match c {
        '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
        '，' => ',',
        '．' => '.',
        '－' | '−' => '-',
        '＋' => '+',
        '\u{3000}' | '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        other => other,
    });
    plain.collect::<String>().trim().to_owned()
}

/// `101,5` and `-3,25`.
fn decimal_comma(text: &str) -> bool {
    text.strip_prefix('-')
        .unwrap_or(text)
        .split_once(',')
        .is_some_and(|(whole, fraction)| digits(whole) && digits(fraction))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `5.32301E+11`, `5E11`, `5.3e+011`.
fn scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() == 1 && digits(whole) && digits(fraction) && {
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        digits(exponent) && exponent.len() <= 3
    }
}

/// The digits of `5.32301001001E+11`, which has kept all of them.
fn whole_scientific(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = mantissa.split_once('.')?;
    let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    // A fraction of one digit less may have ended in 0, and nobody can tell.
    (whole.len() == 1 && digits(whole) && digits(fraction) && fraction.len() == exponent)
        .then(|| format!("{whole}{fraction}"))
}

/// `12,345` and `12 345` without their commas or blanks, where they stand where thousands part.
fn ungrouped(text: &str) -> String {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let sign = if whole.contains(',') { ',' } else { ' ' };
    let mut groups = whole.split(sign);
    let first = groups.next().unwrap_or_default();
    let grouped = !first.is_empty()
        && first.trim_start_matches('-').len() <= 3
        && whole.contains(sign)
        && groups.all(|g| g.len() == 3 && digits(g));
    if !grouped {
        return text.to_owned();
    }
    let mut plain = whole.replace(sign, "");
    if !rest.is_empty() {
        plain.push('.');
        plain.push_str(rest);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::of_text(text)
    }

    #[test]
    fn codes_stay_codes() {
        let twelve = Ok(Some("532301001001".to_owned()));
        assert_eq!(text(" 532301001001 ").code(), twelve);
        assert_eq!(Cell::Integer(532_301_001_001).code(), twelve);
        assert_eq!(Cell::Real(532_301_001_001.0).code(), twelve);
        assert_eq!(text("532301001001.0").code(), twelve);
        assert_eq!(text("'532301001001").code(), twelve);
        assert_eq!(text("=\"532301001001\"").code(), twelve);
        assert_eq!(text("５３２３０１００１００１").code(), twelve);
        assert_eq!(text("532301 001 001").code(), twelve);
        assert_eq!(text("5.32301001001E+11").code(), twelve, "all twelve digits are there");
        assert_eq!(text("532,301,001,001").code(), twelve);
        assert_eq!(text("").code(), Ok(None));
        assert_eq!(text("Haus 7").code(), Ok(Some("Haus 7".to_owned())));
        assert!(
            Cell::Fault("#REF!".to_owned())
                .code()
                .expect_err("it is wrong")
                .contains("#REF!")
        );
        assert_eq!(text("7E-a").code(), Ok(Some("7E-a".to_owned())));
    }

    #[test]
    fn a_code_that_a_spreadsheet_damaged_is_refused() {
        for lost in [
            Cell::Integer(i64::MAX),
            Cell::Integer(i64::MIN),
            Cell::Real(5.323_010_012_01e17),
        ] {
            assert!(lost.code().expect_err("it is wrong").contains("digits"), "{lost:?}");
        }
        for damaged in ["5.32E+11", "5.32301e+011", "5E11"] {
            assert!(text(damaged).code().expect_err("it is wrong").contains("spreadsheet"));
        }
        assert!(Cell::Real(1.5).code().is_err());
        assert!(Cell::Real(f64::NAN).code().is_err());
    }

    #[test]
    fn people_are_numbers_not_below_zero() {
        assert_eq!(text("1,234,567").amount(), Ok(Some(1_234_567.0)));
        assert_eq!(text("12.5").amount(), Ok(Some(12.5)));
        assert_eq!(text("  ").amount(), Ok(None));
        assert_eq!(text("3 000").amount(), Ok(Some(3000.0)));
        assert_eq!(text("１，２３４．５").amount(), Ok(Some(1234.5)));
        assert_eq!(text("１２３\u{3000}４５６").count(), Ok(Some(123_456)));
        for wrong in ["-3", "many", "1,23", "NaN", "inf", "3 00", "一百"] {
            assert!(text(wrong).amount().is_err(), "{wrong}");
        }
        assert!(Cell::Real(f64::NAN).amount().is_err());
        assert!(text("2.5").count().is_err());
    }

    #[test]
    fn a_decimal_comma_is_told() {
        for comma in ["101,5", "-3,25", "25,0438"] {
            assert!(
                text(comma)
                    .coordinate()
                    .expect_err("it is wrong")
                    .contains("decimal comma"),
                "{comma}"
            );
        }
        assert!(
            text("3,25")
                .amount()
                .expect_err("it is wrong")
                .contains("decimal comma")
        );
        assert!(text("101,543").coordinate().is_err(), "no thousands in degrees");
        assert_eq!(text("101.5").coordinate(), Ok(Some(101.5)));
    }

    #[test]
    fn yes_and_no_in_both_languages() {
        assert_eq!(text("是").truth(), Ok(Some(true)));
        assert_eq!(Cell::Integer(0).truth(), Ok(Some(false)));
        assert!(text("perhaps").truth().is_err());
    }
}
