//! A question as it is understood, whichever way it was written.

use geo::Geometry;

use super::like::Pattern;
use crate::domain::day::Day;

/// How deep a question may be nested.
pub(super) const DEEPEST: usize = 32;

/// How many names and values a question may hold.
pub(super) const LARGEST: usize = 1000;

/// A question that is true of a feature or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(pub(super) Expression);

impl Filter {
    /// Turns every geometry of the question into another, as from the reference system that it was written in.
    ///
    /// # Errors
    /// The first that `turn` gives.
    pub fn turn_places<E>(
        &mut self,
        turn: &mut impl FnMut(&Geometry<f64>) -> Result<Geometry<f64>, E>,
    ) -> Result<(), E> {
        self.0.turn_places(turn)
    }
}

impl Expression {
    /// No deeper than [`DEEPEST`].
    fn turn_places<E>(&mut self, turn: &mut impl FnMut(&Geometry<f64>) -> Result<Geometry<f64>, E>) -> Result<(), E> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter_mut().try_for_each(|part| part.turn_places(turn)),
            Self::Not(part) => part.turn_places(turn),
            Self::Intersects(first, second) => [first, second].into_iter().try_for_each(|place| {
                if let Place::Literal(geometry) = place {
                    **geometry = turn(geometry)?;
                }
                Ok(())
            }),
            Self::Truth(_)
            | Self::Compare(..)
            | Self::Like(..)
            | Self::Between(..)
            | Self::In(..)
            | Self::IsNull(_) => Ok(()),
        }
    }
}

/// A value of a feature's property.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(f64),
}

/// What the values of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Numbers.
    Number,
    /// The feature's geometry.
    Geometry,
}

/// Why a question is not understood. Nothing of the question itself is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Something else was expected at a place of the text, counted in characters from 1.
    #[error("at character {at}, {expected} was expected")]
    Expected {
        /// The place.
        at: usize,
        /// What belongs there.
        expected: &'static str,
    },
    /// A part of the JSON does not fit.
    #[error("{0}")]
    Json(&'static str),
    /// Nested too deep.
    #[error("it is nested more than {} deep", DEEPEST)]
    TooDeep,
    /// Too many names and values.
    #[error("it holds more than {} names and values", LARGEST)]
    TooLarge,
    /// A property that the features have not.
    #[error("one of its properties is not among the queryables")]
    UnknownProperty,
    /// Things that cannot be compared.
    #[error("it compares a number with a text, or something that has no order")]
    Mixed,
}

/// A question or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Not(Box<Expression>),
    Truth(bool),
    Compare(Operand, Comparison, Operand),
    Like(Operand, Pattern),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    IsNull(Operand),
    /// The feature's geometry, or one of the question's, has a place in common with one of the question's.
    Intersects(Place, Place),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    Greater,
    AtMost,
    AtLeast,
}

/// Something that has a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Property(String),
    Text(String),
    Number(f64),
    Truth(bool),
    Date(Day),
    /// A moment, as [`super::time::moment`] writes it.
    Moment(String),
}

/// Something that lies somewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// The geometry of the feature, by the name that the question gives it.
    Property(String),
    Literal(Box<Geometry<f64>>),
}

/// What a question may still hold.
#[derive(Debug)]
pub(super) struct Room(usize);

impl Room {
    pub(super) fn new() -> Self {
        Self(LARGEST)
    }

    /// Takes the place of one name or value.
    pub(super) fn take(&mut self) -> Result<(), FilterError> {
        self.0 = self.0.checked_sub(1).ok_or(FilterError::TooLarge)?;
        Ok(())
    }
}

/// Goes one step deeper.
pub(super) fn deeper(depth: usize) -> Result<usize, FilterError> {
    if depth >= DEEPEST {
        return Err(FilterError::TooDeep);
    }
    Ok(depth + 1)
}
