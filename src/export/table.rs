//! What is to be written, before any format: columns, rows, and shapes in degrees.

use geo::Geometry;

/// A layer or a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// `communities`.
    pub name: String,
    /// Which shapes its rows have; `None` for a table without.
    pub shape: Option<Shape>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with as many values as there are columns.
    pub rows: Vec<Row>,
    /// Number of the column that CAD files put rows on layers by.
    pub layer_column: Option<usize>,
    /// Number of the column that CAD files write beside a shape.
    pub label_column: Option<usize>,
    /// What the workspace has of the rows and no column holds, for the person who exports.
    pub notes: Vec<String>,
}

/// Kinds of shapes; all shapes of a layer are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One place.
    Point,
    /// One course.
    Line,
    /// One or more areas.
    Area,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// ASCII, lower case, unique in its table.
    pub name: String,
    /// What a Chinese reader sees above it.
    pub zh: String,
    /// What an English reader sees above it.
    pub en: String,
    /// What it holds.
    pub kind: Kind,
    /// Most characters of a text, where a field map says so.
    pub width: Option<usize>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Real,
    /// Yes or no.
    Boolean,
}

impl Kind {
    /// The word of field maps and reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Boolean => "boolean",
        }
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not known, not assessed.
    Null,
    /// Text.
    Text(String),
    /// Whole number.
    Integer(i64),
    /// Number; always finite.
    Real(f64),
    /// Yes or no.
    Boolean(bool),
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its shape, in degrees until the writer asks for another system; `None` where there is none or it is empty.
    pub shape: Option<Geometry<f64>>,
    /// Its cells.
    pub values: Vec<Value>,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, zh: impl Into<String>, en: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            zh: zh.into(),
            en: en.into(),
            kind,
            width: None,
        }
    }
}

impl Value {
    /// A text that stands in the cell as it is, for formats of texts; `None` for [`Value::Null`].
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Null => None,
            Self::Text(text) => Some(text.clone()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Real(number) => Some(number.to_string()),
            Self::Boolean(yes) => Some(if *yes { "1" } else { "0" }.to_owned()),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        // A format that has no such number would say something else in its place.
        if number.is_finite() {
            Self::Real(number)
        } else {
            Self::Null
        }
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Boolean(yes)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
