//! Where the next places should go, with proof: the models of location science over sparse reach, from the fewest places that serve everybody
//! to the cheapest that serve a share of all within capacities.
//!
//! A [`Problem`] is people, places and who reaches which; an [`Ask`] is what makes one answer better than another and which rules it
//! keeps; [`site`] gives an [`Answer`] with its bound, which [`recount`] has counted again. The solver is a small trait
//! ([`LinearSolver`]); everything else here is pure.

mod alternatives;
mod answer;
mod ascent;
mod ask;
mod assign;
mod by_hand;
mod cheaper;
mod cheapest_flow;
mod check;
mod curve;
mod error;
mod exchange;
mod flow;
mod formulation;
mod keeping;
mod linear;
mod longest;
mod merge;
mod parts;
mod phases;
mod problem;
mod prove;
mod quality;
mod readout;
mod recount;
mod rows;
mod second_search;
mod shared;
mod side_by_side;
mod solve;
mod spacing;
mod thrift;
mod twice;
mod why_not;

pub use alternatives::{Others, alternatives};
pub use answer::{Answer, Going, Prices, Status};
pub use ask::{Ask, Effort, Model, Thrift};
pub use by_hand::{ByHand, by_hand};
pub use curve::{Curve, curve, knee};
pub use error::{Fault, Rule, SitingError, WhyNot};
pub use linear::{Column, Ended, Limit, Linear, LinearSolver, Row, Solved, SolverError};
pub use phases::{Allowed, Phase, phased};
pub use problem::{Need, Place, Problem, Role};
pub use prove::proven_bound;
pub use recount::{Breach, recount};
pub use rows::Rows;
pub use shared::Shared;
pub use solve::{served_today, site};
