//! Days and moments as RFC 3339 writes them.

use crate::domain::day::Day;

/// The day that a text names in full, `2025-12-31`; `None` for anything else.
pub fn day(text: &str) -> Option<Day> {
    (text.len() == 10).then(|| text.parse().ok())?
}

/// A moment in UTC, `2025-12-31T00:00:00Z` with or without parts of a second, written so that moments stand in the order of their
/// letters; `None` for anything else.
///
/// ```
/// use yike::filter::moment;
/// assert_eq!(moment("2025-12-31T00:00:00Z"), moment("2025-12-31T00:00:00.0Z"));
/// assert!(moment("2025-12-31T00:00:00Z") < moment("2025-12-31T00:00:00.5Z"));
/// assert_eq!(moment("2025-12-31T24:00:00Z"), None);
/// ```
pub fn moment(text: &str) -> Option<String> {
    let (date, rest) = text.split_at_checked(10)?;
    day(date)?;
    let time = rest.strip_prefix('T')?.strip_suffix('Z')?;
    let (clock, parts) = time.split_once('.').unwrap_or((time, "0"));
    let [hours, minutes, seconds] = clock.split(':').collect::<Vec<_>>()[..] else {
        return None;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // A minute may have a leap second.
    let fits = |text: &str, last: &str| text.len() == 2 && digits(text) && text <= last;
    let fits = fits(hours, "23") && fits(minutes, "59") && fits(seconds, "60");
    (fits && digits(parts)).then(|| format!("{date}T{clock}.{}", parts.trim_end_matches('0')))
}
