//! What becomes of the rows that are there.

/// What becomes of the rows that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They go, save those that come again. Facilities, registers and barriers of other files stay: they stand side by side.
    Replace,
    /// They go, those of other files too.
    ReplaceAll,
    /// They stay; a row with a code that is there already is refused.
    Append,
    /// They stay, save that rows with the same code change; a row whose code is not there is refused.
    Update,
    /// Of communities: provisional ones go, save those that come again; all others stay.
    Provisional,
}

impl Mode {
    /// The word that versions carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Replace | Self::ReplaceAll | Self::Provisional => "replace",
            Self::Append => "append",
            Self::Update => "update",
        }
    }

    pub(super) fn replaces(self) -> bool {
        matches!(self, Self::Replace | Self::ReplaceAll | Self::Provisional)
    }
}
