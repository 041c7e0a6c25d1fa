//! Whether a question fits the features that it is asked of.

use super::expression::{Expression, Filter, FilterError, Kind, Operand, Place};

/// What an operand holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Number,
    Truth,
    Date,
    Moment,
}

type Kinds<'a> = dyn Fn(&str) -> Option<Kind> + 'a;

impl Filter {
    /// Checks every name and every comparison against what the features have.
    ///
    /// # Errors
    /// A property that they have not, or a comparison of things that have no order.
    pub fn check(&self, kind: &Kinds) -> Result<(), FilterError> {
        check(&self.0, kind)
    }
}

fn check(expression: &Expression, kind: &Kinds) -> Result<(), FilterError> {
    match expression {
        Expression::And(parts) | Expression::Or(parts) => parts.iter().try_for_each(|part| check(part, kind)),
        Expression::Not(inner) => check(inner, kind),
        Expression::Compare(left, _, right) => alike(&[left, right], kind),
        Expression::Like(left, _) => match holds(left, kind)? {
            Holds::Text => Ok(()),
            _ => Err(FilterError::Mixed),
        },
        Expression::Between(left, low, high) => alike(&[left, low, high], kind),
        Expression::In(left, members) => {
            let all: Vec<&Operand> = std::iter::once(left).chain(members).collect();
            alike(&all, kind)
        }
        Expression::IsNull(Operand::Property(name)) => kind(name).map(|_| ()).ok_or(FilterError::UnknownProperty),
        Expression::IsNull(_) | Expression::Truth(_) => Ok(()),
        Expression::Intersects(first, second) => [first, second].into_iter().try_for_each(|place| match place {
            Place::Property(name) => match kind(name) {
                Some(Kind::Geometry) => Ok(()),
                Some(_) => Err(FilterError::Mixed),
                None => Err(FilterError::UnknownProperty),
            },
            Place::Literal(_) => Ok(()),
        }),
    }
}

fn alike(operands: &[&Operand], kind: &Kinds) -> Result<(), FilterError> {
    let mut first = None;
    for operand in operands {
        let holds = holds(operand, kind)?;
        if *first.get_or_insert(holds) != holds {
            return Err(FilterError::Mixed);
        }
    }
    Ok(())
}

fn holds(operand: &Operand, kind: &Kinds) -> Result<Holds, FilterError> {
    Ok(match operand {
        Operand::Property(name) => match kind(name).ok_or(FilterError::UnknownProperty)? {
            Kind::Text => Holds::Text,
            Kind::Number => Holds::Number,
            Kind::Geometry => return Err(FilterError::Mixed),
        },
        Operand::Text(_) => Holds::Text,
        Operand::Number(_) => Holds::Number,
        Operand::Truth(_) => Holds::Truth,
        Operand::Date(_) => Holds::Date,
        Operand::Moment(_) => Holds::Moment,
    })
}
