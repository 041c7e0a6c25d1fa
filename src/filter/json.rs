//! CQL2 JSON.

use geo::Geometry;
use serde_json::Value;

use super::expression::{Comparison, Expression, Filter, FilterError, Operand, Place, Room, deeper};
use super::like::Pattern;
use super::time::{day, moment};
use super::wkt::boxed;

impl Filter {
    /// Reads CQL2 JSON.
    ///
    /// # Errors
    /// What is not understood.
    pub fn from_json(text: &str) -> Result<Self, FilterError> {
        // The reader itself stops at a depth of 128.
        let value: Value = serde_json::from_str(text).map_err(|_| FilterError::Json("it is not JSON"))?;
        expression(&value, 0, &mut Room::new()).map(Self)
    }
}

fn expression(value: &Value, depth: usize, room: &mut Room) -> Result<Expression, FilterError> {
    if let Value::Bool(truth) = value {
        room.take()?;
        return Ok(Expression::Truth(*truth));
    }
    let depth = deeper(depth)?;
    let op = value.get("op").and_then(Value::as_str);
    let op = op.ok_or(FilterError::Json("every part needs a text \"op\""))?;
    let args = value.get("args").and_then(Value::as_array);
    let args = args.ok_or(FilterError::Json("every part needs a list \"args\""))?;
    let comparison = [
        ("=", Comparison::Equal),
        ("<>", Comparison::Unequal),
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
    ];
    if let Some((_, comparison)) = comparison.into_iter().find(|(sign, _)| *sign == op) {
        let [left, right] = exactly(args)?;
        return Ok(Expression::Compare(
            operand(left, room)?,
            comparison,
            operand(right, room)?,
        ));
    }
    match op {
        "and" | "or" => {
            if args.len() < 2 {
                return Err(FilterError::Json("\"and\" and \"or\" take two arguments or more"));
            }
            let parts = args.iter().map(|part| expression(part, depth, room));
            let parts = parts.collect::<Result<_, _>>()?;
            Ok(if op == "and" {
                Expression::And(parts)
            } else {
                Expression::Or(parts)
            })
        }
        "not" => {
            let [inner] = exactly(args)?;
            Ok(Expression::Not(Box::new(expression(inner, depth, room)?)))
        }
        "like" => {
            let [left, pattern] = exactly(args)?;
            let pattern = pattern
                .as_str()
                .ok_or(FilterError::Json("the pattern of \"like\" is a text"))?;
            room.take()?;
            Ok(Expression::Like(operand(left, room)?, Pattern::new(pattern)))
        }
        "between" => {
            let [left, low, high] = exactly(args)?;
            Ok(Expression::Between(
                operand(left, room)?,
                operand(low, room)?,
                operand(high, room)?,
            ))
        }
        "in" => {
            let [left, members] = exactly(args)?;
            let members = members.as_array().filter(|members| !members.is_empty());
            let members = members.ok_or(FilterError::Json("\"in\" takes a list that is not empty"))?;
            let members = members
                .iter()
                .map(|member| operand(member, room))
                .collect::<Result<_, _>>()?;
            Ok(Expression::In(operand(left, room)?, members))
        }
        "isNull" => {
            let [left] = exactly(args)?;
            Ok(Expression::IsNull(operand(left, room)?))
        }
        "s_intersects" => {
            let [first, second] = exactly(args)?;
            Ok(Expression::Intersects(place(first, room)?, place(second, room)?))
        }
        _ => Err(FilterError::Json("an \"op\" is not among those that are understood")),
    }
}

fn exactly<const N: usize>(args: &[Value]) -> Result<&[Value; N], FilterError> {
    args.try_into()
        .map_err(|_| FilterError::Json("an \"op\" has too few or too many \"args\""))
}

fn operand(value: &Value, room: &mut Room) -> Result<Operand, FilterError> {
    room.take()?;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    Ok(match value {
        Value::String(text) => Operand::Text(text.clone()),
        Value::Bool(truth) => Operand::Truth(*truth),
        Value::Number(number) => Operand::Number(number.as_f64().ok_or(FilterError::Json("a number is too large"))?),
        Value::Object(_) => {
            let date = text("date").and_then(day).map(Operand::Date);
            let moment = text("timestamp").and_then(moment).map(Operand::Moment);
            let property = text("property").map(|name| Operand::Property(name.to_owned()));
            let found = property.or(date).or(moment);
            found.ok_or(FilterError::Json(
                "a value is none: give a text, a number, a property or a time",
            ))?
        }
        Value::Null | Value::Array(_) => {
            return Err(FilterError::Json(
                "a value is none: give a text, a number, a property or a time",
            ));
        }
    })
}

/// Takes the place of every number of a geometry.
fn numbers(coordinates: &Value, room: &mut Room) -> Result<(), FilterError> {
    match coordinates {
        Value::Array(members) => members.iter().try_for_each(|member| numbers(member, room)),
        _ => room.take(),
    }
}

fn place(value: &Value, room: &mut Room) -> Result<Place, FilterError> {
    room.take()?;
    if let Some(name) = value.get("property").and_then(Value::as_str) {
        return Ok(Place::Property(name.to_owned()));
    }
    if let Some(sides) = value.get("bbox") {
        numbers(sides, room)?;
        let sides: Vec<f64> = serde_json::from_value(sides.clone()).unwrap_or_default();
        return match sides[..] {
            [west, south, east, north] if west <= east && south <= north => {
                Ok(Place::Literal(Box::new(boxed(west, south, east, north).into())))
            }
            _ => Err(FilterError::Json("a bbox is west, south, east, north")),
        };
    }
    let wrong = FilterError::Json("a geometry is not GeoJSON in degrees");
    numbers(value.get("coordinates").ok_or(wrong)?, room)?;
    let geometry: geojson::Geometry = serde_json::from_value(value.clone()).map_err(|_| wrong)?;
    let geometry = Geometry::<f64>::try_from(geometry).map_err(|_| wrong)?;
    if matches!(geometry, Geometry::GeometryCollection(_)) {
        return Err(wrong);
    }
    Ok(Place::Literal(Box::new(geometry)))
}
