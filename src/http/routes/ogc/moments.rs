//! Spans of time in queries.

use crate::filter::{day, moment};
use crate::http::problem::Problem;

/// From one moment to another, both in; `None` is open.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    from: Option<String>,
    to: Option<String>,
}

impl Span {
    /// Reads a day, a moment in UTC, or two of them with a slash between, `..` for an open end.
    pub(super) fn parse(text: &str) -> Result<Self, Problem> {
        let wrong = || Problem::BadParameter {
            name: "datetime",
            expected: "a day, a moment in UTC, or two of them with / between (.. for an open end)",
        };
        let end = |part: &str, clock: &str| match part {
            "" | ".." => Ok(None),
            part if day(part).is_some() => Ok(moment(&format!("{part}T{clock}Z"))),
            part => moment(part).map(Some).ok_or_else(wrong),
        };
        let (from, to) = text.split_once('/').unwrap_or((text, text));
        let span = Self {
            from: end(from, "00:00:00")?,
            to: end(to, "23:59:60")?,
        };
        let ordered = span
            .from
            .as_ref()
            .zip(span.to.as_ref())
            .is_none_or(|(from, to)| from <= to);
        let bounded = span.from.is_some() || span.to.is_some();
        (ordered && bounded).then_some(span).ok_or_else(wrong)
    }

    /// Whether a moment lies within.
    pub(super) fn holds(&self, at: &str) -> bool {
        moment(at).is_some_and(|at| {
            self.from.as_ref().is_none_or(|from| *from <= at) && self.to.as_ref().is_none_or(|to| at <= *to)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_hold_all_their_moments_and_ends_may_be_open() {
        let holds = |span: &str, at: &str| Span::parse(span).expect("a span").holds(at);
        assert!(holds("2026-11-28", "2026-11-28T23:59:59Z"));
        assert!(!holds("2026-11-28", "2026-11-29T00:00:00Z"));
        assert!(holds("../2026-11-28T10:00:00Z", "2026-11-28T10:00:00Z"));
        assert!(!holds("2026-11-28T10:00:01Z/..", "2026-11-28T10:00:00Z"));
        for bad in ["", "..", "../..", "yesterday", "2026-11-29/2026-11-28", "2026-02-30"] {
            assert!(Span::parse(bad).is_err(), "{bad}");
        }
    }
}
