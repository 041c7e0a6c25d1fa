//! What a facility reaches: straight-line distance with a detour factor, and the area it draws.

pub mod packed_grid;
mod reach_area;
mod straight_line;

pub use reach_area::{QUARTER_SEGMENTS, disc, reach_area};
pub use straight_line::{StraightLine, walk};
