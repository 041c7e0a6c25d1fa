//! What is taken of streets whose heights nobody knows.

use super::tobler::tobler;

/// What is taken of streets whose heights nobody knows, where a profile heeds slope and heights are known elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownSlope {
    /// They are flat: a guess, for answers that say so.
    Flat,
    /// They fall as suits the traveller best, and are never too steep: no way costs less than this.
    Best,
    /// They can't be passed: no way costs more than this.
    Closed,
}

/// The gradient on which Tobler's walker is fastest.
const BEST_GRADE: f64 = -0.05;

impl UnknownSlope {
    /// Share of the speed on the flat.
    pub(super) fn share(self) -> f64 {
        match self {
            Self::Flat => 1.0,
            Self::Best => tobler(BEST_GRADE),
            Self::Closed => 0.0,
        }
    }
}
