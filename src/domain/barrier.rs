//! What people on foot do not cross where they like.

use geo::{MultiLineString, MultiPolygon};
use serde::{Deserialize, Serialize};

/// What a barrier is. It names what severs people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum BarrierKind {
    /// A river, a canal, a lake.
    Water,
    /// Rails.
    Railway,
    /// A road that nobody crosses on foot.
    Expressway,
    /// A wall, a fence, a hedge.
    Wall,
    /// A user's own line or area that is none of these.
    Line,
}

impl BarrierKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Water, Self::Railway, Self::Expressway, Self::Wall, Self::Line];

    /// The word that tables and results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Railway => "railway",
            Self::Expressway => "expressway",
            Self::Wall => "wall",
            Self::Line => "line",
        }
    }

    /// Reads a table's word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == word)
    }
}

/// A barrier's course or ground, in degrees.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub enum BarrierShape {
    /// Lines.
    Line(MultiLineString<f64>),
    /// Areas.
    Area(MultiPolygon<f64>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_known_by_its_word() {
        for kind in BarrierKind::ALL {
            assert_eq!(BarrierKind::parse(kind.key()), Some(kind));
        }
        assert_eq!(BarrierKind::parse("Water"), None);
    }
}
