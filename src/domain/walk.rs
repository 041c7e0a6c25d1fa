//! Answers to a question about one place: how far somebody comes from it, and which way leads where.

use geo::{LineString, MultiPolygon};

use crate::crs::LonLat;
use crate::units::Metres;

/// How far somebody comes.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachAnswer {
    /// The place asked for.
    pub at: LonLat,
    /// The travel profile.
    pub travel: String,
    /// Its speed on the flat, in metres a second.
    pub speed_mps: f64,
    /// `from` the place, or `to` it.
    pub direction: &'static str,
    /// The straight way to the nearest street.
    pub access: Metres,
    /// Whether the streets here hang together with the rest of the town's.
    pub connected: bool,
    /// Ascending by minutes.
    pub rings: Vec<Ring>,
    /// Reached streets, in degrees, with the cost at both their ends.
    pub lines: Vec<ReachedLine>,
    /// Facilities within the longest time, the nearest first.
    pub sites: Vec<ReachedSite>,
}

/// What is reached within so many minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Ring {
    /// Minutes.
    pub minutes: f64,
    /// The area within half a strip of the reached streets, in degrees.
    pub area: MultiPolygon<f64>,
    /// Length of the reached streets.
    pub street: Metres,
    /// How many facilities.
    pub sites: usize,
    /// What may be reached at most; none where that is the same.
    pub at_most: Option<AtMost>,
}

/// What may be reached over streets whose heights nobody knows and that are left out of the ring, gradient as suits best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtMost {
    /// Length of the streets.
    pub street: Metres,
    /// How many facilities.
    pub sites: usize,
}

/// A piece of reached street.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachedLine {
    /// Its course in degrees.
    pub course: LineString<f64>,
    /// Seconds at its beginning.
    pub from_seconds: f64,
    /// Seconds at its end.
    pub to_seconds: f64,
}

/// A facility within reach.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachedSite {
    /// Its id.
    pub id: i64,
    /// Its name; may be empty.
    pub name: String,
    /// What it does.
    pub categories: Vec<String>,
    /// Seconds to it, the straight ways at both ends counted.
    pub seconds: f64,
}

/// A way.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteAnswer {
    /// From where: the place asked for, or for a way to it the other place or the facility's door.
    pub from: LonLat,
    /// To where: the other one of them.
    pub to: LonLat,
    /// `from` the place asked for, or `to` it.
    pub direction: &'static str,
    /// The facility at the other end, where one was looked for.
    pub site: Option<ReachedSite>,
    /// The travel profile.
    pub travel: String,
    /// Seconds in all.
    pub seconds: f64,
    /// Length in all, the straight ways at both ends counted.
    pub length: Metres,
    /// The straight line between both ends.
    pub straight: Metres,
    /// The straight ways at both ends.
    pub access: Metres,
    /// Metres climbed, as far as heights are known; `None` where no elevation is.
    pub climb: Option<Metres>,
    /// How much of the way has no known height and is taken as level; `None` where no elevation is known at all.
    pub without_heights: Option<Metres>,
    /// Its course in degrees, from door to door.
    pub course: LineString<f64>,
}
