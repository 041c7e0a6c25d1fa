//! What can be wrong with an edit of a scenario.

use crate::domain::wkt::WktError;

/// Why an edit was not taken; the scenario is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ScenarioError {
    /// No name.
    #[error("{0:?} is no name for a scenario; take letters, digits, - _ . and at most 64 of them, as in bridge-closed")]
    Name(String),
    /// Too long, or with signs that can't be seen.
    #[error("{0:?}... is too long for a name (64 letters at most), or holds signs that can't be seen")]
    LongName(String),
    /// Nothing to close.
    #[error("there is no street {id} in version {base} of the layers; yike export streets shows the ids")]
    NoStreet {
        /// Its id.
        id: i64,
        /// The base.
        base: i64,
    },
    /// Closed before.
    #[error("the scenario closes street {0} already")]
    ClosedAlready(i64),
    /// Nothing to move or remove.
    #[error(
        "there is no facility {id} in version {base} of the layers with the edits of the scenario; yike export facilities shows the ids, and yike scenario show those that were added"
    )]
    NoFacility {
        /// Its id.
        id: i64,
        /// The base.
        base: i64,
    },
    /// No study area.
    #[error(
        "version {0} of the layers has no communities, so that nobody knows where an edit may lie; take a later base"
    )]
    NoCommunities(i64),
    /// Elsewhere.
    #[error("{lon}, {lat} lies far from the study area (longitude {} to {}, latitude {} to {}); write longitude first, in degrees of WGS 84 or CGCS2000", .area[0], .area[2], .area[1], .area[3])]
    FarAway {
        /// The place.
        lon: f64,
        /// The place.
        lat: f64,
        /// West, south, east, north of the communities.
        area: [f64; 4],
    },
    /// Not on earth.
    #[error("{0}; write longitude first, in degrees")]
    NotOnEarth(String),
    /// No place.
    #[error("{0:?} is no place; write longitude and latitude, as in \"101.546 25.045\"")]
    Place(String),
    /// No course of a link.
    #[error(
        "the course of a link is longitude and latitude of each corner, as in \"101.546 25.045, 101.547 25.046\": {0}"
    )]
    Course(WktError),
    /// No shape.
    #[error("{0}")]
    Shape(WktError),
    /// An area where a line should be.
    #[error(
        "it holds no line; give a LINESTRING, a MULTILINESTRING, or a file with lines (or close an area with --close-area)"
    )]
    NotALine,
    /// A line where an area should be.
    #[error(
        "it holds no area; give a POLYGON, a MULTIPOLYGON, or a file with areas (or cut at a line with --close-line)"
    )]
    NotAnArea,
    /// An area whose outline is not simple.
    #[error("the outline of the area crosses or overlaps itself; draw it again")]
    Crosses,
    /// A row of a file.
    #[error("{file}, row {row}: {what}")]
    FileRow {
        /// The file.
        file: String,
        /// The row.
        row: String,
        /// What is wrong.
        what: String,
    },
    /// No such kind of street.
    #[error("{0:?} is no class of street; take a value of highway, as in footway, steps, cycleway, residential")]
    Class(String),
    /// No such level.
    #[error("level {0} is none that streets have; take 0 on the ground, 1 to 5 for a bridge, -1 to -5 for a tunnel")]
    Level(i32),
    /// No such category.
    #[error("{0:?} is no category; take its key or name, as in community_health_centre or 社区卫生服务中心")]
    Category(String),
    /// Not a number of seats.
    #[error("the capacity is not a number from 0 up")]
    Capacity,
}
