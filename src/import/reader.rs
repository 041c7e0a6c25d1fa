//! Rows with columns, whoever reads them: GDAL, or the product's own reader of tables.

use std::path::Path;

use gdal::vector::Geometry;

use super::Request;
use super::cell::Cell;
use super::error::ImportError;
use super::format::Format;
use super::mapping;
use super::progress::Progress;
use super::source::{Column, Declared, Source};
use super::table::{Manner, Table};
use super::value_guess;
use super::wkt_column::WktColumn;
use crate::domain::record::LayerKind;

/// What reads the rows.
pub(super) enum Reader {
    /// A layer with geometry.
    Layer(Box<Source>),
    /// A table, and the column that gives shapes, where one does.
    Table(Table, Option<WktColumn>),
}

/// One row as it is read.
pub(super) struct RawRow<'a> {
    pub(super) number: u64,
    pub(super) cells: &'a mut [Cell],
    pub(super) geometry: Option<&'a Geometry>,
    /// Why none of it can be trusted: it has more cells than the header, or its shape can't be read.
    pub(super) wrong: Option<String>,
    /// Columns whose number was written once for several rows, with the first and the last of them.
    pub(super) shared: &'a [(usize, u64, u64)],
}

/// Whether a field is part of a row's place.
fn is_place(key: &str) -> bool {
    matches!(key, "lon" | "lat" | "location")
}

impl Reader {
    /// Opens what is asked for.
    pub(super) fn open(request: &Request<'_>, file: &str, format: Format) -> Result<Self, ImportError> {
        let encoding = request.options.encoding.as_deref();
        if format.is_table() {
            let manner = Manner {
                sheet: request.layer,
                header: request.options.header_rows,
                encoding,
            };
            // Who names the columns of a place does not mean another that holds shapes.
            let shaped = !request
                .map
                .iter()
                .any(|(key, column)| is_place(key) && !column.is_empty());
            return Self::table(request.path, file, format, manner, (request.kind, shaped));
        }
        Source::open(request, file, format).map(|source| Self::Layer(Box::new(source)))
    }

    /// Opens a table of rows of a kind; whether a column of shapes is looked for in it.
    pub(super) fn table(
        path: &Path,
        file: &str,
        format: Format,
        manner: Manner<'_>,
        (kind, shaped): (LayerKind, bool),
    ) -> Result<Self, ImportError> {
        let table = Table::open(path, file, format, manner, &|word| mapping::is_known(kind, word))?;
        let find = || WktColumn::find(&table.columns, &table.first(value_guess::LOOKED_AT));
        let column = shaped.then(find).flatten();
        Ok(Self::Table(table, column))
    }

    /// The layer's or sheet's name; empty for formats that have one without a name.
    pub(super) fn layer(&self) -> &str {
        match self {
            Self::Layer(source) => &source.layer,
            Self::Table(table, _) => &table.layer,
        }
    }

    pub(super) fn columns(&self) -> &[Column] {
        match self {
            Self::Layer(source) => &source.columns,
            Self::Table(table, _) => &table.columns,
        }
    }

    /// What it says of its coordinates: a table nothing.
    pub(super) fn declared(&self) -> &Declared {
        match self {
            Self::Layer(source) => &source.declared,
            Self::Table(..) => &Declared::Nothing,
        }
    }

    /// What is to be said of how it was opened.
    pub(super) fn remarks(&self) -> &[String] {
        match self {
            // A layer says it with its rows.
            Self::Layer(_) => &[],
            Self::Table(table, _) => &table.remarks,
        }
    }

    /// The column of a table whose cells are shapes.
    pub(super) fn shapes(&self) -> Option<&str> {
        match self {
            Self::Layer(_) => None,
            Self::Table(_, shapes) => shapes.as_ref().map(WktColumn::name),
        }
    }

    /// The cells of the first rows, for a person to look at; none where that would mean to read much more.
    pub(super) fn first(&self, most: usize) -> Vec<Vec<Cell>> {
        match self {
            Self::Layer(source) => source.first(most),
            Self::Table(table, _) => table.first(most),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Layer(source) => source.is_empty(),
            Self::Table(table, _) => table.is_empty(),
        }
    }

    /// Hands over row after row; of the first `done`, which nobody looks at, a layer's cells may be left out. Returns how many there were, and
    /// what is to be said of the whole.
    pub(super) fn each(
        &self,
        progress: &dyn Progress,
        done: u64,
        mut take: impl FnMut(RawRow<'_>),
    ) -> Result<(u64, Vec<String>), ImportError> {
        match self {
            Self::Layer(source) => source.each(progress, done, |number, cells, geometry| {
                take(RawRow {
                    number,
                    cells,
                    geometry,
                    wrong: None,
                    shared: &[],
                });
            }),
            Self::Table(table, shapes) => table.each(progress, |row| {
                let made = shapes.as_ref().map(|column| column.shape(row.cells)).transpose();
                let (geometry, wrong) = match made {
                    Ok(geometry) => (geometry.flatten(), row.wide),
                    Err(what) => (None, row.wide.or(Some(what))),
                };
                take(RawRow {
                    number: row.number,
                    cells: row.cells,
                    geometry: geometry.as_ref(),
                    wrong,
                    shared: row.shared,
                });
            }),
        }
    }
}
