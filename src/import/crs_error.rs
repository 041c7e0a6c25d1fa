//! Why coordinates can't be placed: their reference system is not said, can't be used, or is not the one that they are in.

use serde::{Deserialize, Serialize};

use super::listing::Lines;
use super::stray::{Ground, Stray};

/// Where the rows lie can't be told.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Deserialize, Serialize)]
pub enum CrsError {
    /// The source does not say what its coordinates mean.
    #[error("{file}{}: it does not say which coordinate reference system it is in; pass --crs, for example --crs EPSG:4490 for CGCS2000 degrees, --crs EPSG:4326 for GPS degrees or --crs EPSG:4543 for the CGCS2000 three-degree zone of 102° E{}", Lines::layer(.layer), Lines::hint(.hint.as_ref()))]
    NoCrs {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The system that its numbers are probably in.
        hint: Option<String>,
    },
    /// A table without a reference system, whose columns tell where it comes from.
    #[error("{file}{}: it does not say which coordinate reference system it is in, but {evidence}: that is {}; pass --crs {crs} if so", Lines::layer(.layer), .crs.to_uppercase())]
    ProbableCrs {
        /// The file's name.
        file: String,
        /// The sheet.
        layer: String,
        /// What tells it.
        evidence: String,
        /// What to pass.
        crs: String,
    },
    /// Not a coordinate reference system that this program takes.
    #[error("coordinate reference system {crs:?} can't be used: {reason}")]
    BadCrs {
        /// As given, or as the file has it.
        crs: String,
        /// Why, and what to do.
        reason: String,
    },
    /// An old Chinese datum, whose shift only the surveying authority can give.
    #[error(
        "{crs} stands on an old datum (Beijing 1954 or Xian 1980): its shift to CGCS2000 differs from place to place by a hundred metres and more, and needs parameters that only the surveying authority has; have the file converted to CGCS2000 there, or pass them with --datum-shift dx,dy,dz[,rx,ry,rz,s]"
    )]
    NeedsParameters {
        /// The system.
        crs: String,
    },
    /// Numbers that are no degrees in a file that should hold degrees.
    #[error("{file}{}, row {}: {}, {} can't be degrees: the coordinates look projected; pass their system with --crs{}", Lines::layer(.layer), .stray.row, .stray.x, .stray.y, Lines::hint(.stray.hint.as_ref()))]
    LooksProjected {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The first such row.
        stray: Box<Stray>,
    },
    /// Degrees in a file that should hold metres.
    #[error("{file}{}, row {}: {}, {} and all others look like degrees, not like coordinates in {crs}; pass --crs EPSG:4490 (CGCS2000) or --crs EPSG:4326 (GPS) if they are", Lines::layer(.layer), .stray.row, .stray.x, .stray.y)]
    LooksGeographic {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The system.
        crs: String,
        /// The first row.
        stray: Box<Stray>,
    },
    /// Latitude first.
    #[error("{file}{}, row {}: {}, {} is a place only the other way round: longitude (or easting) and latitude (or northing) look swapped; pass --swap-xy to exchange them (or, for two columns, --map lon=COLUMN --map lat=COLUMN)", Lines::layer(.layer), .stray.row, .stray.x, .stray.y)]
    Swapped {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The first such row.
        stray: Box<Stray>,
    },
    /// Most coordinates lie far outside the ground that the system is made for.
    #[error("{file}{}: {} of {} rows lie outside the ground that {} is made for ({}), the first is row {} at {}, {}{}", Lines::layer(.layer), .ground.outside, .ground.rows, .ground.crs, .ground.area, .stray.row, .stray.x, .stray.y, Lines::hint(.stray.hint.as_ref()))]
    OutsideCrs {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The system and its ground.
        ground: Box<Ground>,
        /// The first such row.
        stray: Box<Stray>,
    },
}
