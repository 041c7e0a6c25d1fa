//! What goes into a tile set.

use std::sync::Arc;

use geo::Geometry;

use crate::filter::Kind;

/// One thing on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its identity in its layer, below 2^53 so that a browser can hold it.
    pub id: u64,
    /// Degrees of longitude and latitude. Points, lines and areas, single or multiple.
    pub geometry: Geometry<f64>,
    /// Names and values, kept in this order.
    pub properties: Vec<(Arc<str>, Value)>,
}

/// A property's value. What is not known is left out, never 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(Arc<str>),
    /// A number with a fraction; one that is not finite is left out of the tile.
    Number(f64),
    /// A whole number.
    Whole(i64),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

/// Features of one kind under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Its name in addresses and inside vector tiles: `a-z`, `0-9` and `_`.
    pub name: String,
    /// What it holds; may be empty.
    pub features: Vec<Feature>,
    /// Lowest zoom that has tiles; below it the address is out of range.
    pub min_zoom: u8,
    /// Highest zoom worth asking for. Deeper tiles are answered too, but are no finer than a client's own enlargement.
    pub max_zoom: u8,
    /// What its properties are, whether or not a feature has them. Those without an entry are learnt from the features.
    pub fields: Vec<(String, Kind)>,
}

/// What a layer's features are drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeometryKind {
    /// Points only.
    Point,
    /// Lines only.
    Line,
    /// Areas only.
    Area,
    /// More than one kind.
    Mixed,
    /// No features.
    Empty,
}
