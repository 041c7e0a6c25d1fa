//! Everything that one assessment reads, in metres of one study area.

use serde::{Deserialize, Serialize};

use super::community::Community;
use super::demand::{Building, Land, PeoplePoint};
use super::site::Site;
use crate::crs::StudyArea;

/// One town (or county, or prefecture): what was imported, measured in its study area. Ordered by id, always.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// The plane that all coordinates are in.
    pub area: StudyArea,
    /// The communities to assess.
    pub communities: Vec<Community>,
    /// Sites inside and around them.
    pub sites: Vec<Site>,
    /// Buildings, for spreading people.
    pub buildings: Vec<Building>,
    /// Hamlets.
    pub hamlets: Vec<PeoplePoint>,
    /// Points or cells of a population table.
    pub population: Vec<PeoplePoint>,
    /// Residential land.
    pub residential_land: Vec<Land>,
    /// Categories that some source holds; the others are not assessed.
    pub held: Vec<HeldCategory>,
}

/// A category that a source can tell about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub struct HeldCategory {
    /// Key of the catalogue.
    pub category: String,
    /// The source.
    pub source: String,
    /// The source is said to list all of them: none found means that there is none.
    pub complete: bool,
}
