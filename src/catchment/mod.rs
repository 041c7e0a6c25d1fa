//! What a facility reaches: by the straight line with a detour factor, and along the streets; and the areas that both draw.

mod access_table;
mod outline;
pub mod packed_grid;
mod parting;
mod reach_area;
mod site_reach;
mod straight_line;
mod street_area;
mod strip;
mod strips;

pub use access_table::{AccessTable, PlacesByEdge, cost, sources_of_door};
pub use parting::{BLOCK_M2, FAR_METRES, Parted, SNAP_METRES, Seat, Ways, part};
pub use reach_area::{QUARTER_SEGMENTS, disc, reach_area};
pub use site_reach::{Pair, site_reach, thousandths, within};
pub use straight_line::{StraightLine, walk};
pub use street_area::{Water, street_area, street_rings};
