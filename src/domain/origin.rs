//! Where a place was taken from.

use crate::units::Metres;

/// Where a place comes from and how far it may be off.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Origin {
    /// The file's name.
    pub source: String,
    /// When the data were true, as written.
    pub as_of: Option<String>,
    /// How far the place may be off; `None` where nobody says.
    pub accuracy: Option<Metres>,
}

impl Origin {
    /// How far off it is reckoned with: not at all where nobody says.
    pub fn off(&self) -> Metres {
        self.accuracy.unwrap_or(Metres(0.0))
    }
}
