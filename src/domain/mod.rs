//! What planners talk about, in metres and people: communities, sites and their functions, demand, circles, and the results.
//!
//! Geometry here is in metres of one [`StudyArea`](crate::crs::StudyArea); nothing here knows files, tables or JSON names.

pub mod assessment;
pub mod category;
pub mod circle;
pub mod community;
pub mod demand;
pub mod edit;
pub mod gap;
pub mod ids;
pub mod origin;
pub mod provenance;
pub mod rate;
pub mod record;
pub mod result_column;
pub mod site;
pub mod town;
pub mod verdict;
