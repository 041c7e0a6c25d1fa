//! The streets: a network of one study area, who may use it and how fast, and how far they come.
//!
//! Pure: courses come in metres of one study area, heights through a function. What a place is reached by is an access position on an
//! edge, never a node and never a cell. Costs are seconds until a way is whole, and are then rounded once, to whole milliseconds.

mod arcs;
mod build;
mod components;
mod cut;
mod doors;
mod edge_grid;
mod facts;
mod fits;
mod graph;
mod heights;
mod legs;
mod metric;
mod network;
mod noding;
mod profile;
mod queue;
mod reached;
mod route;
mod said;
mod search;
mod snap;
mod stop_facts;
mod tobler;
mod travels;
mod unknown_slope;
mod way_class;

#[cfg(test)]
mod tests;

pub use build::{BuildReport, HEIGHT_STEP, Heights, StreetLine, build};
pub use components::{Component, Components, components};
pub use cut::{ClosingLine, Closures, OPENING_METRES};
pub use doors::{Compound, Compounds, Doors, Surroundings, Walls, outlines};
pub use facts::{OneWay, Surface, WayFacts};
pub use fits::{BuildError, MOST_CORNERS, WIDEST_KM, fits};
pub use graph::{Graph, of_graph};
pub use legs::LegBarriers;
pub use metric::{Direction, Weighted};
pub use network::{EdgeFacts, Network, Position};
pub use noding::levels_down;
pub use profile::{Passing, Private, ProfileError, SHIPPED as SHIPPED_TRAVELS, Slope, TravelProfile, Traveller};
pub use reached::ReachedPart;
pub use route::{Leg, Route};
pub use said::Said;
pub use search::{Cost, Reach, Source};
pub use snap::{Access, Snapper};
pub use stop_facts::{Obstacle, StopFacts};
pub use tobler::tobler;
pub use travels::{NamedTravel, TravelProfiles};
pub use unknown_slope::UnknownSlope;
pub use way_class::WayClass;
