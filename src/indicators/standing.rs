//! How requirements stand, in the whole or in one area: what a board counts and filters by.

use super::answer::{Answer, Area, Status};
use crate::domain::verdict::Verdict;

/// How many of a plan's requirements stand how. The first five add up to all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standings {
    /// Reached.
    pub reached: usize,
    /// Not reached.
    pub not_reached: usize,
    /// What is missing decides.
    pub not_assessed: usize,
    /// Computed, and the plan gives no number to hold it against.
    pub threshold_undefined: usize,
    /// Answered by a document that somebody recorded.
    pub recorded: usize,
    /// Of those reached or not reached: near the line.
    pub near_the_line: usize,
}

impl Standings {
    /// Counts answers.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Self {
        let mut counts = Self::default();
        for answer in answers {
            if answer.status == Status::Recorded {
                counts.recorded += 1;
                continue;
            }
            match answer.verdict() {
                Verdict::Reached => counts.reached += 1,
                Verdict::NotReached => counts.not_reached += 1,
                Verdict::NotAssessed => counts.not_assessed += 1,
                Verdict::ThresholdUndefined => counts.threshold_undefined += 1,
            }
            counts.near_the_line += usize::from(answer.is_near_the_line());
        }
        counts
    }
}

impl Answer {
    /// Whether it is judged, and one of the values that decide it is near the line.
    pub fn is_near_the_line(&self) -> bool {
        let verdict = self.verdict();
        let is_judged = matches!(verdict, Verdict::Reached | Verdict::NotReached);
        let decides = |value: &&super::value::Value| value.headline && value.verdict == verdict;
        is_judged && self.values.iter().filter(decides).any(|value| value.near_the_line)
    }

    /// The same answer for one of its areas. What nothing was computed of there is not assessed; what a document answers, it answers
    /// everywhere; what is missing is still that of the whole.
    #[must_use]
    pub fn narrowed(&self, area: Option<&Area>) -> Self {
        Self {
            missing: self.missing.clone(),
            evidence: self.evidence.clone(),
            ..self.bare(area)
        }
    }

    /// As narrowed, without what is missing and recorded: enough for its verdict.
    pub(super) fn bare(&self, area: Option<&Area>) -> Self {
        let values = area.map(|area| area.values.clone()).unwrap_or_default();
        let is_computed = values.iter().any(|value| value.headline && value.sums.heard_of > 0);
        Self {
            requirement: self.requirement,
            status: match self.status {
                Status::Computed if !is_computed => Status::NotAssessed,
                status => status,
            },
            values,
            areas: Vec::new(),
            missing: Vec::new(),
            evidence: Vec::new(),
            several: Vec::new(),
            ledger: None,
        }
    }
}
