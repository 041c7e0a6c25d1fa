//! The words for what a file holds.

use clap::ValueEnum;

use crate::cli::Failure;
use crate::domain::record::LayerKind;

/// What a file can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Areas of residents' and villagers' committees, with their people.
    Communities,
    /// Sites and what they do.
    Facilities,
    /// Hamlets and natural villages, as points.
    Hamlets,
    /// Building footprints.
    Buildings,
    /// Closed compounds, with their gates.
    Compounds,
    /// Residential land.
    Land,
    /// Points, a table or a raster with people.
    Population,
    /// Streets, drawn and walked: reach, ways and rings go along them.
    Streets,
    /// Heights of the ground: a raster.
    Elevation,
    /// What people don't cross where they like: water, railways, expressways, walls, your own lines and areas.
    Barriers,
    /// Communities and the units above them with their codes, without areas.
    Register,
    /// What became of area codes (merged, split, renamed, of another type): a table of old code, new code, change and date.
    Successions,
    /// Candidate sites (not yet).
    Candidates,
}

impl Kind {
    /// The layer that is imported; refused where it comes with a later version.
    pub(super) fn layer(self) -> Result<LayerKind, Failure> {
        Ok(match self {
            Self::Communities => LayerKind::Communities,
            Self::Facilities => LayerKind::Facilities,
            Self::Hamlets => LayerKind::Hamlets,
            Self::Buildings => LayerKind::Buildings,
            Self::Land => LayerKind::Land,
            Self::Population => LayerKind::Population,
            Self::Streets => LayerKind::Streets,
            Self::Register => LayerKind::Register,
            Self::Compounds => LayerKind::Compounds,
            Self::Successions => LayerKind::Successions,
            Self::Barriers => LayerKind::Barriers,
            // Heights are no layer, and never come here.
            Self::Elevation | Self::Candidates => {
                let name = self
                    .to_possible_value()
                    .map_or(String::new(), |value| value.get_name().to_owned());
                return Err(Failure::NotYet(format!(
                    "importing {name} comes with a later version; nothing was changed"
                )));
            }
        })
    }
}
