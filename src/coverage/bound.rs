//! What nobody knows along the streets, taken one way or the other, so that the truth lies between two answers.

use crate::streets::Walls;

/// One of the two answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// The most that may be true: walls without known gates can be passed, and streets without known heights slope as suits best.
    Most,
    /// The least: neither can be passed.
    Least,
}

impl Bound {
    /// Both.
    pub(super) const BOTH: [Self; 2] = [Self::Most, Self::Least];

    /// What becomes of walls.
    pub(super) fn walls(self) -> Walls {
        match self {
            Self::Most => Walls::Open,
            Self::Least => Walls::Closed,
        }
    }
}
