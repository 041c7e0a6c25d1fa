//! What planners talk about, in metres and people: communities, sites and their functions, demand, circles, and the results.
//!
//! Geometry here is in metres of one [`StudyArea`](crate::crs::StudyArea); nothing here knows files, tables or JSON names.

pub mod access;
pub mod address_book;
pub mod area_code;
pub mod assessment;
pub mod barrier;
pub mod batch;
pub mod category;
pub mod circle;
mod circle_error;
mod circle_pace;
pub mod community;
pub mod community_names;
pub mod day;
pub mod demand;
pub mod edit;
pub mod formula;
pub mod gap;
pub mod ids;
pub mod land_use;
mod layer_kind;
pub mod lost_code;
pub mod origin;
mod outcome;
pub mod people_group;
pub mod plan;
pub mod provenance;
pub mod raster;
pub mod rate;
pub mod record;
pub mod remark;
pub mod result_column;
pub mod roster;
pub mod sample;
pub mod site;
pub mod siting;
pub mod street_tags;
pub mod succession;
pub mod town;
pub mod unplaced;
pub mod verdict;
pub mod walk;
pub mod wkt;
