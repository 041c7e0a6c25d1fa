//! What a column may be by its values alone, where its name tells nothing: less sure than any name, and said as such.

use super::cell::Cell;
use crate::domain::area_code::{AreaCode, UnitLevel};

/// What values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// 12-digit statistical codes, each of them once.
    OwnCodes,
    /// 12-digit statistical codes of communities, some of them again and again.
    SharedCodes,
    /// Degrees of longitude in China.
    Longitudes,
    /// Degrees of latitude in China.
    Latitudes,
    /// Both in one text, longitude first.
    Places,
    /// Telephone numbers.
    Telephones,
    /// Whole numbers, as counts of people or households are.
    Counts,
}

/// Fewest values that show a pattern.
const FEWEST: usize = 3;
/// Share of the values that must have it.
const SHARE: f64 = 0.95;
/// Decimals that degrees have: a hundredth of a degree is a kilometre.
const DECIMALS: usize = 3;
/// More people than any community has.
const MOST_PEOPLE: f64 = 500_000.0;

/// The pattern of a column's values; `None` where there are too few, or where they show none.
pub(super) fn of(values: &[&Cell]) -> Option<Pattern> {
    let texts: Vec<String> = values.iter().filter_map(|cell| cell.text()).collect();
    if texts.len() < FEWEST {
        return None;
    }
    let most = |fits: &dyn Fn(&str) -> bool| {
        let fitting = texts.iter().filter(|text| fits(text.trim())).count();
        fitting as f64 >= SHARE * texts.len() as f64
    };
    if most(&is_community_code) {
        let mut once = texts.clone();
        once.sort_unstable();
        once.dedup();
        return Some(if once.len() == texts.len() {
            Pattern::OwnCodes
        } else {
            Pattern::SharedCodes
        });
    }
    if most(&|text| place(text).is_some()) {
        return Some(Pattern::Places);
    }
    if most(&is_telephone) {
        return Some(Pattern::Telephones);
    }
    if most(&|text| degrees(text).is_some_and(|number| (73.0..=135.5).contains(&number))) {
        return Some(Pattern::Longitudes);
    }
    if most(&|text| degrees(text).is_some_and(|number| (3.0..=54.0).contains(&number))) {
        return Some(Pattern::Latitudes);
    }
    let count = |text: &str| {
        let number: Option<f64> = text.parse().ok();
        number.filter(|number| number.fract() == 0.0 && (0.0..=MOST_PEOPLE).contains(number))
    };
    let numbers: Vec<f64> = texts.iter().filter_map(|text| count(text.trim())).collect();
    let all = numbers.len() == texts.len();
    (all && !is_numbering(&numbers) && !are_years(&numbers) && !are_flags(&numbers)).then_some(Pattern::Counts)
}

fn is_community_code(text: &str) -> bool {
    let code = (text.len() == 12).then(|| AreaCode::parse(text)).flatten();
    let province = |code: &AreaCode| code.as_str()[..2].parse().is_ok_and(|two: u8| (11..=82).contains(&two));
    code.is_some_and(|code| code.level() == UnitLevel::Community && province(&code))
}

/// A number with the decimals that degrees have.
fn degrees(text: &str) -> Option<f64> {
    let (_, decimals) = text.split_once('.')?;
    (decimals.len() >= DECIMALS).then(|| text.parse().ok()).flatten()
}

fn place(text: &str) -> Option<(f64, f64)> {
    let mut parts = text
        .split([',', '，', ' ', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let (lon, lat) = (degrees(parts.next()?)?, degrees(parts.next()?)?);
    let inside = (73.0..=135.5).contains(&lon) && (3.0..=54.0).contains(&lat);
    (inside && parts.next().is_none()).then_some((lon, lat))
}

/// A mobile number (11 digits from 13 to 19), or a line with its area code.
fn is_telephone(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let only = text
        .chars()
        .all(|c| c.is_ascii_digit() || ['-', ' ', '(', ')', '+'].contains(&c));
    let bare = digits
        .strip_prefix("86")
        .filter(|_| text.starts_with('+'))
        .unwrap_or(&digits);
    let mobile = bare.len() == 11 && bare.starts_with('1') && bare[1..2].parse().is_ok_and(|two: u8| two >= 3);
    let line = (10..=12).contains(&bare.len()) && bare.starts_with('0');
    let local = text.contains('-') && (7..=12).contains(&bare.len());
    only && (mobile || line || local)
}

/// 1, 2, 3: numbers of rows.
fn is_numbering(numbers: &[f64]) -> bool {
    numbers
        .windows(2)
        .all(|pair| (pair[1] - pair[0] - 1.0).abs() < f64::EPSILON)
}

fn are_years(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| (1900.0..=2100.0).contains(number))
}

fn are_flags(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| *number <= 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(values: &[&str]) -> Option<Pattern> {
        let cells: Vec<Cell> = values.iter().map(|value| Cell::of_text(value)).collect();
        of(&cells.iter().collect::<Vec<_>>())
    }

    #[test]
    fn values_show_what_they_are() {
        for (values, expected) in [
            (
                ["532301101001", "532301101201", "532301102201"],
                Some(Pattern::OwnCodes),
            ),
            (
                ["532301101001", "532301101001", "532301102201"],
                Some(Pattern::SharedCodes),
            ),
            (["101.5461", "101.5512", "101.6"], None),
            (["101.5461", "101.5512", "101.612"], Some(Pattern::Longitudes)),
            (["25.0461", "25.1512", "24.9996"], Some(Pattern::Latitudes)),
            (
                ["101.5461,25.0461", "101.5512, 25.1512", "101.612 24.9996"],
                Some(Pattern::Places),
            ),
            (
                ["13812345678", "0878-3123456", "+8615987654321"],
                Some(Pattern::Telephones),
            ),
            (["120", "3400", "86"], Some(Pattern::Counts)),
            (["1", "2", "3"], None),
            (["2019", "2020", "2020"], None),
            (["0", "1", "1"], None),
            (["12.5", "30.25", "18"], None),
            (["5.32301E+11", "5.32301E+11", "5.32301E+11"], None),
            (["99301101001", "123456789012", "x"], None),
        ] {
            assert_eq!(pattern(&values), expected, "{values:?}");
        }
    }

    #[test]
    fn two_values_show_nothing() {
        assert_eq!(pattern(&["532301101001", "532301101201", ""]), None);
    }
}
