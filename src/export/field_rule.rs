//! One field of a field map: where its value comes from, and what becomes of it on the way.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::{Column, Kind, Value};

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    /// The column of the layer.
    pub(super) from: Option<String>,
    /// A value that every row has.
    pub(super) constant: Option<toml::Value>,
    /// The name in the file; that of the column where not given.
    pub(super) name: Option<String>,
    /// Heading of workbooks; the name where not given.
    pub(super) title: Option<String>,
    /// What it holds in the file; what the column holds where not given.
    #[serde(rename = "type")]
    pub(super) kind: Option<Kind>,
    /// Most characters of a text.
    pub(super) width: Option<usize>,
    /// Decimals that a number is rounded to.
    decimals: Option<u32>,
    /// Numbers are multiplied by this, as 100 for percent.
    factor: Option<f64>,
    /// Other words for values.
    #[serde(default)]
    recode: BTreeMap<String, toml::Value>,
    /// The word for every value that `recode` does not list; without it they stay as they are, and are said.
    otherwise: Option<toml::Value>,
    /// The word for a missing value; without it the cell is empty.
    missing: Option<toml::Value>,
}

/// What a constant holds.
pub(super) fn constant_kind(constant: Option<&toml::Value>) -> Kind {
    match constant {
        Some(toml::Value::Integer(_)) => Kind::Integer,
        Some(toml::Value::Float(_)) => Kind::Real,
        Some(toml::Value::Boolean(_)) => Kind::Boolean,
        _ => Kind::Text,
    }
}

fn of_toml(value: &toml::Value) -> Value {
    match value {
        toml::Value::Integer(number) => Value::Integer(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(yes) => Value::Boolean(*yes),
        toml::Value::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_string()),
    }
}

/// The word by which `recode` knows a value.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::Boolean(yes) => Some(yes.to_string()),
        other => other.text(),
    }
}

/// One cell by its rule; values that `recode` should have listed are counted by field.
pub(super) fn made(
    rule: &Rule,
    column: &Column,
    value: Value,
    unlisted: &mut BTreeMap<(String, String), usize>,
) -> Result<Value, String> {
    let mut value = rule.constant.as_ref().map_or(value, of_toml);
    let word = word(&value);
    let listed = word.as_ref().and_then(|word| rule.recode.get(word));
    match (&word, listed) {
        (None, _) => value = rule.missing.as_ref().map_or(Value::Null, of_toml),
        (Some(_), Some(other)) => value = of_toml(other),
        (Some(_), None) if !rule.recode.is_empty() && rule.otherwise.is_some() => {
            value = rule.otherwise.as_ref().map_or(Value::Null, of_toml);
        }
        (Some(word), None) => {
            if !rule.recode.is_empty() {
                *unlisted.entry((column.name.clone(), word.clone())).or_default() += 1;
            }
            // What the map itself says is meant as it stands: only the layer's own numbers are multiplied.
            value = match (rule.factor, value) {
                (Some(factor), Value::Integer(number)) => Value::from(number as f64 * factor),
                (Some(factor), Value::Real(number)) => Value::from(number * factor),
                (_, other) => other,
            };
        }
    }
    if let (Some(decimals), Value::Real(number)) = (rule.decimals, &value) {
        let ten = 10_f64.powi(decimals.min(12) as i32);
        value = Value::from((number * ten).round() / ten);
    }
    let value = typed(value, column.kind)?;
    match (&value, rule.width) {
        (Value::Text(text), Some(width)) if text.chars().count() > width => Err(format!(
            "{text:?} has {} characters, and the width is {width}",
            text.chars().count()
        )),
        _ => Ok(value),
    }
}

/// The value as another type, where that says the same.
fn typed(value: Value, kind: Kind) -> Result<Value, String> {
    let wrong = |value: &Value| {
        Err(format!(
            "{:?} can't be written as {}",
            value.text().unwrap_or_default(),
            kind.key()
        ))
    };
    Ok(match (value, kind) {
        (Value::Null, _) => Value::Null,
        (value @ Value::Text(_), Kind::Text)
        | (value @ Value::Integer(_), Kind::Integer)
        | (value @ Value::Real(_), Kind::Real)
        | (value @ Value::Boolean(_), Kind::Boolean) => value,
        (Value::Boolean(yes), Kind::Integer) => Value::Integer(i64::from(yes)),
        (Value::Integer(number), Kind::Real) => Value::from(number as f64),
        (Value::Real(number), Kind::Integer) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Value::Integer(number as i64)
        }
        (value, Kind::Text) => Value::from(value.text()),
        (Value::Text(text), Kind::Integer) => text
            .trim()
            .parse()
            .map(Value::Integer)
            .or_else(|_| wrong(&Value::Text(text)))?,
        (Value::Text(text), Kind::Real) => text
            .trim()
            .parse::<f64>()
            .map(Value::from)
            .or_else(|_| wrong(&Value::Text(text)))?,
        (value, _) => return wrong(&value),
    })
}
