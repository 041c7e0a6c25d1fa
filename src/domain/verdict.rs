//! Yes, no, or nobody knows.

/// What can be said of a community and a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Both ends of the interval are at or above the threshold.
    Reached,
    /// Both ends are below it.
    NotReached,
    /// The ends lie on different sides, or nothing is known: what is missing decides.
    NotAssessed,
    /// The circle names no threshold, as no plan does: the share itself is the answer.
    ThresholdUndefined,
}

impl Verdict {
    /// The word that tables and results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotReached => "not_reached",
            Self::NotAssessed => "not_assessed",
            Self::ThresholdUndefined => "threshold_undefined",
        }
    }
}
