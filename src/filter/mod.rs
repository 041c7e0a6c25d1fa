//! Which features are asked for: the part of OGC's Common Query Language (CQL2, 21-065r2) that is understood here.
//!
//! Text and JSON say the same: `AND`, `OR`, `NOT`, comparisons, `IS NULL`, `LIKE`, `BETWEEN`, `IN`, truth values, dates and
//! `S_INTERSECTS` with any geometry or box. A question has limits of depth and size.
//!
//! ```
//! use geo::{Geometry, Point};
//! use yike::filter::{Filter, Known};
//! let filter = Filter::from_text("people >= 1000 AND name LIKE '望%'")?;
//! let place = Geometry::from(Point::new(116.4, 39.9));
//! let value = |name: &str| match name {
//!     "people" => Some(Known::Number(1200.0)),
//!     "name" => Some(Known::Text("望京")),
//!     _ => None,
//! };
//! assert!(filter.holds(&value, &place));
//! # Ok::<(), yike::filter::FilterError>(())
//! ```

mod check;
mod evaluate;
mod expression;
mod json;
mod lexer;
mod like;
mod text;
mod time;
mod wkt;

#[cfg(test)]
mod tests;

pub use expression::{Filter, FilterError, Kind, Known};
pub use time::{day, moment};
