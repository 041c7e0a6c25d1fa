//! What is said of rasters alone on the command line.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::Failure;
use crate::domain::people_group::PeopleGroup;
use crate::workflow::{HeightUnit, PeopleUnit};

/// What is said of rasters alone.
#[derive(Debug, Args)]
pub(in crate::cli) struct RasterWords {
    /// Which band of a raster, from 1.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) band: Option<u32>,
    /// Unit of a raster's numbers: heights are in metres unless the file says otherwise.
    #[arg(long, value_enum, value_name = "UNIT")]
    pub(super) unit: Option<Unit>,
    /// A number that means that a cell of a raster has none, beside the one that the file declares.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub(super) no_data: Option<f64>,
    /// Beside a raster of people, one that counts a group of them in the same cells: elderly, minors or disabled, as in
    /// --group elderly=old.tif. May be given several times.
    #[arg(long, value_name = "GROUP=FILE", value_parser = group)]
    pub(super) group: Vec<(PeopleGroup, PathBuf)>,
}

fn group(text: &str) -> Result<(PeopleGroup, PathBuf), String> {
    let pair = text.split_once('=').and_then(|(word, file)| {
        let group = PeopleGroup::ALL.into_iter().find(|group| group.key() == word.trim())?;
        (!file.is_empty()).then(|| (group, file.into()))
    });
    pair.ok_or_else(|| {
        format!("{text:?} is not GROUP=FILE, as in elderly=old.tif; the groups are elderly, minors and disabled")
    })
}

impl RasterWords {
    /// Whether something is said.
    pub(in crate::cli) fn any(&self) -> bool {
        self.band.is_some() || self.unit.is_some() || self.no_data.is_some() || !self.group.is_empty()
    }

    /// Refuses them where there is no raster.
    pub(in crate::cli) fn without_a_raster(&self) -> Result<(), Failure> {
        if !self.any() {
            return Ok(());
        }
        Err(Failure::Words(
            "--band, --unit and --no-data are for rasters: heights, or people in cells (--group for the latter); this is another kind of file"
                .to_owned(),
        ))
    }
}

/// Units of rasters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Unit {
    /// Heights in metres.
    Metres,
    /// Heights in tenths of a metre.
    Decimetres,
    /// Heights in hundredths of a metre.
    Centimetres,
    /// Heights in international feet.
    Feet,
    /// Heights in feet of the US survey.
    UsFeet,
    /// The people in each cell.
    PerCell,
    /// People per square kilometre of each cell.
    PerKm2,
}

impl Unit {
    pub(super) fn of_heights(self) -> Result<HeightUnit, Failure> {
        Ok(match self {
            Self::Metres => HeightUnit::Metres,
            Self::Decimetres => HeightUnit::Decimetres,
            Self::Centimetres => HeightUnit::Centimetres,
            Self::Feet => HeightUnit::Feet,
            Self::UsFeet => HeightUnit::UsSurveyFeet,
            Self::PerCell | Self::PerKm2 => {
                return Err(Failure::Words(
                    "per-cell and per-km2 are units of people; heights are in metres, decimetres, centimetres, feet or us-feet".to_owned(),
                ));
            }
        })
    }

    pub(super) fn of_people(self) -> Result<PeopleUnit, Failure> {
        match self {
            Self::PerCell => Ok(PeopleUnit::PerCell),
            Self::PerKm2 => Ok(PeopleUnit::PerKm2),
            _ => Err(Failure::Words(
                "people are counted per-cell or per-km2; the other units are those of heights".to_owned(),
            )),
        }
    }
}
