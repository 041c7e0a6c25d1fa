//! What was found out, in words.

use std::fmt;

use super::{Doubt, Examination, FEWEST_CORNERS, Hypothesis, MATCHED_M, Tried, Verdict};

impl fmt::Display for Hypothesis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let turned = if self.swapped { ", latitude first" } else { "" };
        write!(f, "{}{turned}", self.datum.name())
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "as {} half of them lie within {:.0} m of a line ({} within {MATCHED_M} m)",
            self.hypothesis, self.median_m, self.matched
        )
    }
}

impl fmt::Display for Examination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tried: Vec<String> = self.tried.iter().map(ToString::to_string).collect();
        write!(f, "of {} corners {}", self.compared, tried.join(", "))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fits(hypothesis) => write!(f, "{hypothesis}"),
            Self::Swapped => f.write_str("longitude and latitude are swapped; the datum is undecided"),
            Self::Metres => f.write_str("metres of some plane, not degrees"),
            Self::Undecided(doubt) => write!(f, "undecided: {doubt}"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("there is nothing to compare"),
            Self::TooFew => write!(f, "fewer than {FEWEST_CORNERS} corners lie near the reference"),
            Self::Elsewhere => f.write_str("the layer lies elsewhere"),
            Self::PerhapsMetres { width_km, height_km } => write!(
                f,
                "the layer lies elsewhere, and read as degrees it is {width_km} km wide and {height_km} km high, far more than the reference: perhaps its numbers are metres of a local grid"
            ),
            Self::NothingFits => {
                f.write_str("under no datum does it lie clearly closer to the reference than anywhere else")
            }
            Self::SeveralFit => f.write_str("it fits in several places about as well"),
            Self::Off(metres) => write!(f, "it fits best {metres} m off every known datum"),
        }
    }
}

impl Verdict {
    /// A word for programs.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Fits(_) => "fits",
            Self::Swapped => "swapped",
            Self::Metres => "metres",
            Self::Undecided(_) => "undecided",
        }
    }
}
