//! Days as data carry them: a day, a month or a year, of which the last two stand for their last day.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the calendar. Data of a month or a year are true at its end at the latest, so that is the day that stands for it.
///
/// ```
/// use yike::domain::day::Day;
/// assert_eq!("2024".parse(), Ok(Day { year: 2024, month: 12, day: 31 }));
/// assert_eq!("2024-02".parse::<Day>().unwrap().to_string(), "2024-02-29");
/// assert!("2023-02-29".parse::<Day>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date; write 2024-05-31, 2024-05 or 2024")]
pub struct DayError(pub String);

impl Day {
    /// The last day of a year.
    pub fn end_of(year: u16) -> Self {
        Self {
            year,
            month: 12,
            day: 31,
        }
    }

    /// The day of a moment as versions carry it (`2025-06-30T08:00:00Z`); `None` for anything else.
    pub fn of_moment(text: &str) -> Option<Self> {
        text.get(..10).and_then(|day| day.parse().ok())
    }

    /// Days since the first day of the year 0, so that days can be counted between.
    ///
    /// ```
    /// use yike::domain::day::Day;
    /// let number = |text: &str| text.parse::<Day>().unwrap().number();
    /// assert_eq!(number("2020-03-01") - number("2020-02-28"), 2);
    /// assert_eq!(number("2025-12-31") - number("2020-12-31"), 5 * 365 + 1);
    /// ```
    pub fn number(self) -> i64 {
        let before = i64::from(self.year) - 1;
        let leaps = before / 4 - before / 100 + before / 400;
        let months: i64 = (1..self.month).map(|month| i64::from(length(self.year, month))).sum();
        365 * i64::from(self.year) + leaps + months + i64::from(self.day)
    }
}

/// Days of a month.
fn length(year: u16, month: u8) -> u8 {
    match month {
        2 if (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let wrong = || DayError(text.to_owned());
        let parts: Vec<&str> = text.split('-').collect();
        let number = |part: &str, digits: usize| -> Option<u16> {
            let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse().ok())?.filter(|number| *number > 0)
        };
        let (year, rest) = parts.split_first().ok_or_else(wrong)?;
        let year = number(year, 4).ok_or_else(wrong)?;
        let small = |part: &&str| {
            number(part, 2)
                .and_then(|number| u8::try_from(number).ok())
                .ok_or_else(wrong)
        };
        let month = rest.first().map_or(Ok(12), small)?;
        if month > 12 || rest.len() > 2 {
            return Err(wrong());
        }
        let last = length(year, month);
        let day = rest.get(1).map_or(Ok(last), small)?;
        if day > last {
            return Err(wrong());
        }
        Ok(Self { year, month, day })
    }
}

impl TryFrom<String> for Day {
    type Error = DayError;

    fn try_from(text: String) -> Result<Self, DayError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_a_month_or_a_year() {
        for (text, day) in [
            ("2024", "2024-12-31"),
            ("2024-05", "2024-05-31"),
            ("2024-05-31", "2024-05-31"),
            ("1900-02", "1900-02-28"),
            ("2000-02", "2000-02-29"),
        ] {
            assert_eq!(text.parse::<Day>().map(|day| day.to_string()), Ok(day.to_owned()));
        }
        for bad in [
            "",
            "24",
            "0000",
            "2024-13",
            "2024-00",
            "2024-05-32",
            "2024-06-31",
            "2024-5-1",
            "2024-05-31-1",
            "May 2024",
            "2024-05-31T00:00:00Z",
            "+024",
        ] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn days_are_numbered_without_a_hole() {
        let mut last = Day::end_of(1999).number();
        for year in 2000..2030 {
            for month in 1..=12 {
                for day in 1..=length(year, month) {
                    last += 1;
                    assert_eq!(Day { year, month, day }.number(), last);
                }
            }
        }
    }
}
