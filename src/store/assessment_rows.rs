//! What an assessment found, as the rows that are kept: in degrees, one struct a table.

use geo::MultiPolygon;
use serde::{Deserialize, Serialize};

/// A finished assessment, in degrees, ready to be kept.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AssessmentRows {
    /// Digest of everything that it was made from: the same inputs are the same assessment.
    pub inputs_sha256: String,
    /// Results per community, circle and service.
    pub coverage: Vec<CoverageRow>,
    /// Services reached, per community and circle.
    pub counts: Vec<CountRow>,
    /// Areas within the circles.
    pub reach: Vec<ReachRow>,
    /// Gaps.
    pub gaps: Vec<GapRow>,
}

/// One service in one community; numbers are `None` where not assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the fields are the columns of the table `coverage`, described in docs/reference/workspace.md"
)]
pub struct CoverageRow {
    pub community: i64,
    pub community_name: String,
    pub circle: String,
    pub service: String,
    pub verdict: String,
    pub near_the_line: bool,
    pub people: Option<f64>,
    pub covered_people: Option<f64>,
    pub unknown_people: Option<f64>,
    pub share: Option<f64>,
    pub land_share: Option<f64>,
    pub hosts: Option<i64>,
    pub in_reach: Option<i64>,
    pub gap_people: Option<f64>,
    pub nearest_mean_m: Option<f64>,
}

/// How many of a circle's services a community's people reach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountRow {
    /// The community.
    pub community: i64,
    /// The circle.
    pub circle: String,
    /// Services assessed.
    pub assessed: i64,
    /// Services of the circle.
    pub services: i64,
    /// Mean over people; `None` where nobody is located.
    pub mean_reached: Option<f64>,
}

/// The merged area within one circle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReachRow {
    /// The circle.
    pub circle: String,
    /// The service.
    pub service: String,
    /// Straight-line radius in metres.
    pub radius_m: f64,
    /// Sites that count.
    pub sites: i64,
    /// In degrees.
    pub ground: MultiPolygon<f64>,
}

/// One gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GapRow {
    /// Number within the assessment.
    pub id: i64,
    /// The circle.
    pub circle: String,
    /// The service.
    pub service: String,
    /// The community.
    pub community: i64,
    /// Its name.
    pub community_name: String,
    /// People unreached.
    pub people: f64,
    /// Ground in square metres.
    pub land_m2: f64,
    /// Estimated walk of the nearest of its people, in metres.
    pub nearest_m: Option<f64>,
    /// Longitude and latitude to stand a dot on.
    pub point: [f64; 2],
    /// In degrees.
    pub ground: MultiPolygon<f64>,
}
