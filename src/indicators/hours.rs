//! Opening hours as people write them, as hours of a day on which it opens.

use crate::domain::plan::Decimal;

const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// Mean hours of the days of the week on which it opens; `None` where the text can't be read.
///
/// ```
/// use yike::indicators::hours_of_an_open_day;
/// assert_eq!(hours_of_an_open_day("Mo-Fr 08:00-12:00,14:00-18:00").map(|h| h.to_string()), Some("8".to_owned()));
/// assert_eq!(hours_of_an_open_day("周一至周五 8:30—17:00").map(|h| h.to_string()), Some("8.5".to_owned()));
/// assert_eq!(hours_of_an_open_day("by appointment"), None);
/// ```
pub fn hours_of_an_open_day(text: &str) -> Option<Decimal> {
    let text = plain(text);
    if let Some(hours) = text.strip_suffix("小时") {
        let hours = Decimal::parse(hours.trim_start_matches("mo-su").trim())?;
        return (hours > Decimal::default() && hours <= Decimal::whole(24)).then_some(hours);
    }
    let mut minutes = [0_u32; 7];
    for rule in text.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
        if rule.starts_with("ph") {
            continue;
        }
        let (days, times) = days_of(rule)?;
        let open = minutes_of(times.trim())?;
        for (day, own) in minutes.iter_mut().enumerate() {
            if days[day] {
                *own = open;
            }
        }
    }
    let open = minutes.iter().filter(|minutes| **minutes > 0).count();
    let sum: u32 = minutes.iter().sum();
    (open > 0).then(|| Decimal(i64::from(sum) * Decimal::ONE / 60 / open as i64))
}

/// Small letters, and what Chinese tables write instead of them.
fn plain(text: &str) -> String {
    let mut text = text.trim().to_lowercase();
    for (from, to) in [
        ("：", ":"),
        ("；", ";"),
        ("，", ","),
        ("、", ","),
        ("至", "-"),
        ("到", "-"),
        ("—", "-"),
        ("–", "-"),
        ("～", "-"),
        ("~", "-"),
        ("--", "-"),
        ("星期", "周"),
        ("周一", "mo"),
        ("周二", "tu"),
        ("周三", "we"),
        ("周四", "th"),
        ("周五", "fr"),
        ("周六", "sa"),
        ("周日", "su"),
        ("周天", "su"),
        ("每天", "mo-su "),
        ("每日", "mo-su "),
        ("工作日", "mo-fr "),
        ("全天", "24/7"),
        ("24小时", "24/7"),
        ("休息", "off"),
    ] {
        text = text.replace(from, to);
    }
    text
}

/// Which days a rule is for, and the rest of it.
fn days_of(rule: &str) -> Option<([bool; 7], &str)> {
    let ends = rule
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or_else(|| rule.find("off").unwrap_or(rule.len()));
    let (days, times) = rule.split_at(ends);
    let days = days.trim();
    if days.is_empty() {
        return Some(([true; 7], times));
    }
    let mut open = [false; 7];
    for span in days.split(',').map(str::trim).filter(|span| !span.is_empty()) {
        let day = |word: &str| DAYS.iter().position(|known| *known == word.trim());
        let (first, last) = match span.split_once('-') {
            Some((first, last)) => (day(first)?, day(last)?),
            None => (day(span)?, day(span)?),
        };
        let mut at = first;
        loop {
            open[at] = true;
            if at == last {
                break;
            }
            at = (at + 1) % 7;
        }
    }
    Some((open, times))
}

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// Minutes of a day's times.
fn minutes_of(times: &str) -> Option<u32> {
    match times {
        "off" | "closed" => return Some(0),
        "24/7" => return Some(DAY),
        _ => {}
    }
    let mut spans = Vec::new();
    for span in times.split(',') {
        let (from, to) = span.trim().split_once('-')?;
        let (from, to) = (clock(from.trim())?, clock(to.trim())?);
        spans.push((from, if to > from { to } else { to + DAY }));
    }
    spans.sort_unstable();
    // No hour counts twice: what overlaps is not what anybody meant.
    let last = spans.iter().map(|(_, to)| *to).max()?;
    let overlap = spans.windows(2).any(|pair| pair[0].1 > pair[1].0) || last > spans.first()?.0 + DAY;
    let sum: u32 = spans.iter().map(|(from, to)| to - from).sum();
    (sum > 0 && !overlap).then_some(sum)
}

fn clock(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::hours_of_an_open_day;

    fn hours(text: &str) -> Option<String> {
        hours_of_an_open_day(text).map(|hours| hours.to_string())
    }

    #[test]
    fn the_mean_is_over_the_days_on_which_it_opens() {
        for (text, expected) in [
            ("24/7", "24"),
            ("08:00-17:00", "9"),
            ("Mo-Fr 08:00-18:00; Sa 09:00-13:00", "9"),
            ("Mo-Fr 08:00-18:00; Sa,Su off", "10"),
            ("Mo-Su 22:00-06:00", "8"),
            ("Fr-Mo 10:00-18:00; PH off", "8"),
            ("每天8:00-12:00，14:00-17:30", "7.5"),
            ("星期一到星期五8:30～17:30", "9"),
            ("每天8小时", "8"),
            ("7.5小时", "7.5"),
        ] {
            assert_eq!(hours(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_can_not_be_read_is_not_guessed() {
        for text in [
            "",
            "early till late",
            "Mo-Fr",
            "08:00",
            "下午2:00-5:00",
            "25:00-26:00",
            "Mo-Fr off",
            "30小时",
            "08:00-16:00,09:00-18:30,07:00-20:00",
            "08:00-12:00,08:00-14:00",
            "20:00-06:00,05:00-09:00",
        ] {
            assert_eq!(hours(text), None, "{text}");
        }
    }
}
