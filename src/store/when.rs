//! Which state of the layers is meant: by the number of a version, or by a day or moment.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use super::error::StoreError;
use super::value::values;
use super::workspace::Workspace;

/// Which state of the layers is meant.
///
/// ```
/// use yike::store::When;
/// assert_eq!("3".parse::<When>()?, When::Version(3));
/// let end_of_year: When = "2025-12-31".parse()?;
/// assert_eq!(end_of_year.to_string(), "2025-12-31T23:59:59Z");
/// let in_china: When = "2025-12-31T18:00+08:00".parse()?;
/// assert_eq!(in_china.to_string(), "2025-12-31T10:00:00Z");
/// # Ok::<(), yike::store::WhenError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// After the version with this number; 0 is the empty workspace.
    Version(i64),
    /// At this moment, in UTC: after the last version that was made by then.
    Moment(String),
}

/// A text that is neither a number nor a moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is neither the number of a version nor a date: write 2025-12-31 (the end of that day in UTC), or 2025-12-31T18:00, with a time zone as 2025-12-31T18:00+08:00"
)]
pub struct WhenError(String);

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        let wrong = || WhenError(text.to_owned());
        if let Ok(number) = text.parse::<i64>() {
            return if number >= 0 {
                Ok(Self::Version(number))
            } else {
                Err(wrong())
            };
        }
        moment(text).map(Self::Moment).ok_or_else(wrong)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(number) => write!(f, "version {number}"),
            Self::Moment(moment) => write!(f, "{moment}"),
        }
    }
}

/// A date, or date and time, with or without a time zone, in seconds of UTC.
fn moment(text: &str) -> Option<String> {
    let (date, rest) = text.split_at_checked(10)?;
    let plain = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(sign, wanted)| match wanted {
                b'0' => sign.is_ascii_digit(),
                _ => sign == wanted,
            })
    };
    if !plain(date, "0000-00-00") {
        return None;
    }
    let zone = rest.find(['Z', '+', '-']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone);
    let time = match time.strip_prefix(['T', ' ']) {
        None if time.is_empty() => "23:59:59".to_owned(),
        Some(time) if plain(time, "00:00") => format!("{time}:00"),
        Some(time) if plain(time, "00:00:00") => time.to_owned(),
        _ => return None,
    };
    let local = humantime::parse_rfc3339(&format!("{date}T{time}Z")).ok()?;
    let utc = if zone.is_empty() || zone == "Z" {
        local
    } else {
        let (sign, offset) = zone.split_at(1);
        if !plain(offset, "00:00") {
            return None;
        }
        let (hours, minutes): (u64, u64) = (offset[..2].parse().ok()?, offset[3..].parse().ok()?);
        if hours > 14 || minutes > 59 {
            return None;
        }
        let off = Duration::from_mins(hours * 60 + minutes);
        if sign == "+" {
            local.checked_sub(off)?
        } else {
            local.checked_add(off)?
        }
    };
    (utc >= SystemTime::UNIX_EPOCH).then(|| humantime::format_rfc3339_seconds(utc).to_string())
}

impl Workspace {
    /// The number of the version that is meant: the one named, or the last that was made at or before a moment.
    ///
    /// # Errors
    /// There was no such version, or none yet at that moment.
    pub fn version_at(&self, when: &When) -> Result<i64, StoreError> {
        let moment = match when {
            When::Version(number) => {
                self.state_after(*number)?;
                return Ok(*number);
            }
            When::Moment(moment) => moment,
        };
        // Moments of one form and length stand in the order of their letters.
        let sql = "SELECT id FROM versions WHERE made_at <= $1 ORDER BY id DESC LIMIT 1";
        if let Some(number) = self.one("versions", sql, &values![moment], |row| row.id())? {
            return Ok(number);
        }
        let sql = "SELECT id, made_at FROM versions ORDER BY id LIMIT 1";
        let first = self.one("versions", sql, &[], |row| row.get::<String>(1))?;
        Err(StoreError::NothingYet {
            name: self.name(),
            moment: moment.clone(),
            first,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_understood_in_the_forms_that_people_write() {
        for (text, utc) in [
            ("2025-06-30", "2025-06-30T23:59:59Z"),
            ("2025-06-30+08:00", "2025-06-30T15:59:59Z"),
            ("2025-06-30T08:05", "2025-06-30T08:05:00Z"),
            ("2025-06-30 08:05:09", "2025-06-30T08:05:09Z"),
            ("2025-06-30T08:05:09Z", "2025-06-30T08:05:09Z"),
            ("2025-01-01T07:00+08:00", "2024-12-31T23:00:00Z"),
            ("2025-06-30T20:00-05:30", "2025-07-01T01:30:00Z"),
        ] {
            assert_eq!(text.parse(), Ok(When::Moment(utc.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_could_mean_several_days_or_none_is_refused() {
        for text in [
            "",
            "-1",
            "yesterday",
            "31/12/2025",
            "12-31-2025",
            "2025-12",
            "2025-13-01",
            "2025-02-30",
            "2025-12-31T25:00",
            "2025-12-31T8:00",
            "2025-12-31T08",
            "2025-12-31+8",
            "2025-12-31+15:00",
            "2025-12-31T08:00 CST",
            "2025年12月31日",
            "1969-12-31",
        ] {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }
}
