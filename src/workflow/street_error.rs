//! Why a question about the streets has no answer.

/// Why a question about the streets has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StreetError {
    /// Far from everything.
    #[error("no street that can be used is within {limit:.0} m of {lon:.5}, {lat:.5}{}", .nearest.map_or(String::new(), |metres| format!("; the nearest is {metres:.0} m away")))]
    NoStreetNear {
        /// Longitude asked.
        lon: f64,
        /// Latitude asked.
        lat: f64,
        /// How near it must be, in metres.
        limit: f64,
        /// How far the nearest is, where one is within ten times the limit.
        nearest: Option<f64>,
    },
    /// Both are on streets that do not hang together.
    #[error("there is no way: the streets at both ends do not hang together for this way of moving")]
    NoWay,
    /// Nothing of the kind.
    #[error("no facility of category {0:?} can be reached; none is imported, or no way leads to one")]
    NoSite(String),
    /// Not minutes.
    #[error("minutes must be 1 to 12 numbers above 0, at most 120")]
    Minutes,
    /// Not a speed.
    #[error("a speed is above 0, at most 40 metres a second")]
    Speed,
    /// No such profile.
    #[error("{0}")]
    Travel(String),
    /// A place outside the plane.
    #[error("{lon:.5}, {lat:.5} is too far from the study area")]
    Outside {
        /// Longitude asked.
        lon: f64,
        /// Latitude asked.
        lat: f64,
    },
}
