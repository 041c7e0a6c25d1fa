//! A column of a table whose cells are shapes as text: well-known text (OGC 06-103r4), also as `PostGIS` writes it, with the system before it.

use gdal::vector::Geometry;

use super::cell::Cell;
use super::source::Column;

/// Such a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WktColumn {
    index: usize,
    name: String,
}

impl WktColumn {
    /// The first column all of whose filled cells among the first rows are shapes, or begin as one and are broken, but for one at least.
    pub(super) fn find(columns: &[Column], rows: &[Vec<Cell>]) -> Option<Self> {
        let shapes = |index: usize| {
            let filled = rows
                .iter()
                .filter_map(|row| row.get(index))
                .filter(|cell| **cell != Cell::Null);
            let mut filled = filled.peekable();
            filled.peek().is_some() && filled.all(|cell| matches!(cell, Cell::Text(text) if is_shape(text)))
        };
        let whole = |index: usize| {
            let texts = rows.iter().filter_map(|row| row.get(index).and_then(Cell::text));
            texts
                .into_iter()
                .any(|text| Geometry::from_wkt(without_system(text.trim())).is_ok())
        };
        let index = (0..columns.len()).find(|index| shapes(*index) && whole(*index))?;
        let name = columns[index].name.clone();
        Some(Self { index, name })
    }

    /// What it is called.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The shape of a row; none where its cell is empty.
    pub(super) fn shape(&self, cells: &[Cell]) -> Result<Option<Geometry>, String> {
        let Some(text) = cells.get(self.index).and_then(Cell::text) else {
            return Ok(None);
        };
        let begins = |text: &str| text.chars().take(40).collect::<String>();
        let shape = Geometry::from_wkt(without_system(text.trim()))
            .map_err(|_| format!("column {} holds no whole shape: {:?}", self.name, begins(&text)))?;
        Ok(Some(shape))
    }
}

/// Whether a text begins as a shape does.
pub(super) fn is_shape(text: &str) -> bool {
    let text = without_system(text.trim_start());
    let word = text.len() - text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let kinds = [
        "POINT",
        "MULTIPOINT",
        "LINESTRING",
        "MULTILINESTRING",
        "POLYGON",
        "MULTIPOLYGON",
    ];
    let rest = text[word..].trim_start_matches([' ', 'Z', 'M', 'z', 'm']);
    kinds.iter().any(|kind| text[..word].eq_ignore_ascii_case(kind))
        && (rest.starts_with('(') || rest.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("EMPTY")))
}

/// `SRID=4490;` before a shape is no part of it.
fn without_system(text: &str) -> &str {
    match text.split_once(';') {
        Some((head, rest)) if head.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("SRID=")) => rest.trim_start(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_from_texts_that_only_begin_like_them() {
        for shape in [
            "POLYGON ((0 0,1 0,1 1,0 0))",
            "srid=4490;MultiPolygon(((0 0,1 0,1 1,0 0)))",
            "POINT Z (1 2 3)",
            "LINESTRING EMPTY",
        ] {
            assert!(is_shape(shape), "{shape}");
        }
        for text in [
            "",
            "POINT OF SALE",
            "Polygon",
            "多边形 (1)",
            "SRID=4490",
            "1,2;3",
            "POINTS (1 2)",
        ] {
            assert!(!is_shape(text), "{text}");
        }
    }
}
