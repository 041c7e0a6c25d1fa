//! Who is served by what: people put in their places, each service's reach over them, gaps, and sums that add up.

mod access;
mod adequacy;
mod along_streets;
mod assess;
mod bound;
mod counting;
mod gaps;
mod ground;
mod halo;
mod lattice;
mod measure;
mod outline;
mod paced;
mod place_index;
mod reaches;
mod rings;
mod service;
mod settle;
mod settle_groups;
mod sharing;
mod site_costs;
mod split_cells;
mod straight;
mod street_places;
mod street_sharing;
mod streetless_sites;
mod streets_of_circle;
mod totals;
mod who_reaches;

#[cfg(test)]
mod tests;

pub use access::{AccessAsked, AccessError, access};
pub use along_streets::{SEVERED_RATIO, Streets, travels};
pub use assess::{Asked, Run, assess};
pub use counting::{counts, not_held};
pub use lattice::LATTICE_METRES;
pub use place_index::PlaceIndex;
pub use rings::{Band, RingDrawer, ServiceRings, SiteRings};
pub use settle::{Settlement, settle};
pub use sharing::{Load, SharedGround, Sharing, sharing};
pub use site_costs::Costs;
pub use split_cells::{Borders, Cell, Piece};
pub use street_sharing::sharing_along_streets;
pub use totals::{CircleTotals, circle_totals, group_totals, group_totals_of};
pub use who_reaches::{WhoReaches, concerned, is_for, settlement, who_reaches};
