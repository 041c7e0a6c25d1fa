//! Shapefiles: short names, short texts, and a table that says which name stands for what.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;

use encoding_rs::GBK;
use gdal::vector::OGRFieldType;
use geo::{CoordsIter, Geometry};

use super::error::ExportError;
use super::gdal_file::{self, FieldPlan};
use super::table::{Column, Kind, Row, Table, Value};
use super::{Context, Encoding};

/// Bytes of a field's name, and of a text (dBase III and IV).
const NAME_BYTES: usize = 10;
const TEXT_BYTES: usize = 254;
/// Fields of a table, and bytes of a row.
const FIELDS: usize = 255;
const ROW_BYTES: usize = 65_535;
/// A Shapefile counts in 32 bits; programs stop at 2 GB.
const FILE_BYTES: u64 = 2_147_483_647;

/// Short names of columns whose beginning would be the name of another.
const SHORT: [(&str, &str); 3] = [
    ("population_basis", "pop_basis"),
    ("population_as_of", "pop_as_of"),
    ("position_accuracy_m", "accuracy_m"),
];

/// Shortened names told before the rest is only counted.
const SHOWN: usize = 10;

/// Writes the files; the names of the fields there.
pub(super) fn write(
    table: &Table,
    context: &Context<'_>,
    encoding: Encoding,
    remarks: &mut Vec<String>,
) -> Result<Vec<String>, ExportError> {
    let limit = |what: String| ExportError::Limit { format: "shp", what };
    if table.columns.len() > FIELDS {
        return Err(limit(format!(
            "{} fields, and a Shapefile has room for {FIELDS}; choose some with --fields, or use gpkg",
            table.columns.len()
        )));
    }
    let letters = |text: &str| match encoding {
        Encoding::Utf8 => text.len(),
        Encoding::Gbk => GBK.encode(text).0.len(),
    };
    if encoding == Encoding::Gbk {
        check_gbk(table)?;
    }
    let (table, cut) = shortened(table, letters);
    let names = names(&table.columns, letters);
    let plan: Vec<FieldPlan> = (0..table.columns.len())
        .map(|position| field(&table, position, &names[position], letters))
        .collect();
    let row_bytes: usize = 1 + plan.iter().map(|field| field.width as usize).sum::<usize>();
    if row_bytes > ROW_BYTES {
        return Err(limit(format!(
            "a row of {row_bytes} bytes, and a Shapefile has room for {ROW_BYTES}; choose fields with --fields, or use gpkg"
        )));
    }
    for (part, bytes) in [
        ("its shapes", 100 + table.rows.iter().map(shape_bytes).sum::<u64>()),
        (
            "its table",
            (33 + 32 * plan.len() + row_bytes * table.rows.len()) as u64,
        ),
    ] {
        if bytes > FILE_BYTES {
            return Err(limit(format!(
                "{part} would take {:.1} GB, and a Shapefile ends at 2; use gpkg or fgb",
                bytes as f64 / 1e9
            )));
        }
    }
    let name = match encoding {
        Encoding::Utf8 => "ENCODING=UTF-8",
        Encoding::Gbk => "ENCODING=GBK",
    };
    gdal_file::create(&table, context, &plan, &[name]).map_err(|e| context.library(e))?;
    alias_table(&table.columns, &names, context)?;
    say(&table, &names, &cut, remarks);
    Ok(names)
}

/// Every text that GBK has no letters for.
fn check_gbk(table: &Table) -> Result<(), ExportError> {
    let lacks = |text: &str| GBK.encode(text).2;
    let mut wrong = table
        .columns
        .iter()
        .filter(|column| lacks(&column.name))
        .map(|column| format!("the name of the field {}", column.name))
        .collect::<Vec<_>>();
    for (number, row) in table.rows.iter().enumerate() {
        for (value, column) in row.values.iter().zip(&table.columns) {
            if let Value::Text(text) = value
                && lacks(text)
            {
                wrong.push(format!("row {}, field {}: {text:?}", number + 1, column.name));
            }
        }
    }
    match wrong.first() {
        None => Ok(()),
        Some(first) => Err(ExportError::NotInEncoding {
            count: wrong.len(),
            example: first.clone(),
        }),
    }
}

/// The table with texts that fit; which were cut, as field and row.
fn shortened(table: &Table, letters: impl Fn(&str) -> usize) -> (Table, Vec<(String, usize)>) {
    let mut table = table.clone();
    let mut cut = Vec::new();
    for (number, row) in table.rows.iter_mut().enumerate() {
        for (value, column) in row.values.iter_mut().zip(&table.columns) {
            let Value::Text(text) = value else { continue };
            if letters(text) > TEXT_BYTES {
                let mut room = TEXT_BYTES;
                let fits = |c: char| {
                    let bytes = letters(c.encode_utf8(&mut [0; 4]));
                    room.checked_sub(bytes).is_some_and(|left| {
                        room = left;
                        true
                    })
                };
                *text = text.chars().take_while(with_state(fits)).collect();
                cut.push((column.name.clone(), number + 1));
            }
        }
    }
    (table, cut)
}

/// `take_while` hands references; the counting closure takes letters.
fn with_state(mut fits: impl FnMut(char) -> bool) -> impl FnMut(&char) -> bool {
    move |c| fits(*c)
}

/// Names of at most ten bytes, all different whatever the case. A long one keeps its beginning, as other programs cut it, and where that is
/// taken the column's number comes at its end.
fn names(columns: &[Column], letters: impl Fn(&str) -> usize) -> Vec<String> {
    let fits = |column: &Column| letters(&column.name) <= NAME_BYTES;
    let mut taken: BTreeSet<String> = columns
        .iter()
        .filter(|column| fits(column))
        .map(|column| column.name.to_uppercase())
        .collect();
    let mut names = Vec::new();
    for (position, column) in columns.iter().enumerate() {
        if fits(column) {
            names.push(column.name.clone());
            continue;
        }
        let own = SHORT.iter().find(|(long, _)| *long == column.name);
        if let Some((_, short)) = own.filter(|(_, short)| taken.insert(short.to_uppercase())) {
            names.push((*short).to_owned());
            continue;
        }
        let plain = beginning(&column.name, NAME_BYTES, &letters);
        let alike = |other: &&Column| beginning(&other.name, NAME_BYTES, &letters).eq_ignore_ascii_case(&plain);
        // Where several begin so, one of them would stand for all.
        if columns.iter().filter(alike).count() == 1 && taken.insert(plain.to_uppercase()) {
            names.push(plain);
            continue;
        }
        let mut number = position + 1;
        loop {
            let end = format!("_{number:03}");
            let start = beginning(&column.name, NAME_BYTES - end.len(), &letters);
            let name = format!("{}{end}", start.trim_end_matches('_'));
            if taken.insert(name.to_uppercase()) {
                names.push(name);
                break;
            }
            number += columns.len();
        }
    }
    names
}

/// The beginning of a name that has room in so many bytes.
fn beginning(name: &str, room: usize, letters: impl Fn(&str) -> usize) -> String {
    let mut start = String::new();
    for c in name.chars() {
        if letters(&start) + letters(c.encode_utf8(&mut [0; 4])) > room {
            break;
        }
        start.push(c);
    }
    start
}

fn field(table: &Table, position: usize, name: &str, letters: impl Fn(&str) -> usize) -> FieldPlan {
    let values = || table.rows.iter().map(|row| &row.values[position]);
    let longest = |least: usize| {
        values()
            .filter_map(Value::text)
            .map(|text| letters(&text))
            .max()
            .unwrap_or(0)
            .max(least) as i32
    };
    let (of_type, width, precision) = match table.columns[position].kind {
        Kind::Text => {
            let asked = table.columns[position].width.unwrap_or(1).min(TEXT_BYTES);
            (OGRFieldType::OFTString, longest(asked), 0)
        }
        Kind::Integer => (OGRFieldType::OFTInteger64, longest(1), 0),
        Kind::Boolean => (OGRFieldType::OFTInteger, 1, 0),
        Kind::Real => (OGRFieldType::OFTReal, 24, 15),
    };
    FieldPlan {
        name: name.to_owned(),
        of_type,
        width,
        precision,
    }
}

/// Bytes of a row in the `.shp`: header, box, parts, points.
fn shape_bytes(row: &Row) -> u64 {
    let parts = match &row.shape {
        Some(Geometry::MultiPolygon(areas)) => areas.iter().map(|area| 1 + area.interiors().len()).sum(),
        Some(_) => 1,
        None => return 12,
    };
    let points = row.shape.as_ref().map_or(0, CoordsIter::coords_count);
    (8 + 44 + 4 * parts + 16 * points) as u64
}

/// `FILE.fields.csv`: which name stands for what.
fn alias_table(columns: &[Column], names: &[String], context: &Context<'_>) -> Result<(), ExportError> {
    let path = context.path.with_extension("fields.csv");
    let mut file = File::create(path).map_err(|e| context.unwritable(&e))?;
    file.write_all(b"\xEF\xBB\xBF").map_err(|e| context.unwritable(&e))?;
    let mut writer = csv::Writer::from_writer(file);
    let wrong = |e: csv::Error| context.library(e);
    writer
        .write_record(["field", "column", "zh", "en", "type"])
        .map_err(wrong)?;
    for (name, column) in names.iter().zip(columns) {
        writer
            .write_record([name, &column.name, &column.zh, &column.en, column.kind.key()])
            .map_err(wrong)?;
    }
    writer.flush().map_err(|e| context.unwritable(&e))
}

fn say(table: &Table, names: &[String], cut: &[(String, usize)], remarks: &mut Vec<String>) {
    let renamed: Vec<String> = names
        .iter()
        .zip(&table.columns)
        .filter(|(name, column)| **name != column.name)
        .map(|(name, column)| format!("{name} = {}", column.name))
        .collect();
    if !renamed.is_empty() {
        let more = if renamed.len() > SHOWN { ", ..." } else { "" };
        remarks.push(format!(
            "names of fields have at most ten bytes in a Shapefile; {} were shortened: {}{more} (all are in the .fields.csv beside it, and in --report csv)",
            renamed.len(),
            renamed.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ")
        ));
    }
    if let Some((field, row)) = cut.first() {
        remarks.push(format!(
            "{} texts were cut to {TEXT_BYTES} bytes, the first in field {field}, row {row}",
            cut.len()
        ));
    }
    if table.columns.iter().any(|column| column.kind == Kind::Boolean) {
        remarks.push(
            "yes and no are written as 1 and 0, not known as an empty cell, which some programs show as 0".to_owned(),
        );
    }
    let empty = |column: usize| table.rows.iter().any(|row| matches!(row.values[column], Value::Null));
    if (0..table.columns.len()).any(|at| table.columns[at].kind != Kind::Text && empty(at)) {
        remarks.push("missing numbers are empty cells; programs that know no empty number show 0: look at the verdict, which says not_assessed".to_owned());
    }
    if table.columns.iter().zip(0..).any(|(column, at)| {
        column.kind == Kind::Text
            && table
                .rows
                .iter()
                .any(|row| matches!(&row.values[at], Value::Text(text) if text.is_empty()))
    }) {
        remarks.push("a Shapefile can't tell an empty text from a missing value".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn column(name: &str) -> Column {
        Column::new(name, "", "", Kind::Text)
    }

    #[test]
    fn names_are_short_and_all_different() {
        let columns = [
            "code",
            "svc15_health_rate",
            "svc15_health_verdict",
            "SVC15_002",
            "十五分钟圈覆盖率",
            "十五分",
        ]
        .map(column);
        let utf8 = names(&columns, str::len);
        assert_eq!(
            utf8,
            ["code", "svc15_008", "svc15_003", "SVC15_002", "十五_005", "十五分"]
        );
        let gbk = names(&columns, |text| GBK.encode(text).0.len());
        assert_eq!(gbk[4..], ["十五分钟圈", "十五分"]);
        let cut = names(&["parent_code", "population_basis"].map(column), str::len);
        assert_eq!(cut, ["parent_cod", "pop_basis"], "as other programs cut them");
        assert!(
            names(&columns[..2], str::len)
                .iter()
                .all(|name| name.len() <= NAME_BYTES)
        );
    }

    proptest! {
        #[test]
        fn any_names_become_different_ones_of_ten_bytes(texts in proptest::collection::btree_set("[a-z_社区圈]{1,20}", 1..40)) {
            let columns: Vec<Column> = texts.iter().map(|text| column(text)).collect();
            let names = names(&columns, str::len);
            let different: BTreeSet<String> = names.iter().map(|name| name.to_uppercase()).collect();
            prop_assert_eq!(different.len(), columns.len());
            prop_assert!(names.iter().all(|name| !name.is_empty() && name.len() <= NAME_BYTES));
        }
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let table = Table {
            name: "t".to_owned(),
            shape: None,
            columns: vec![column("name")],
            rows: vec![Row {
                shape: None,
                values: vec!["社".repeat(100).into()],
            }],
            layer_column: None,
            label_column: None,
            notes: Vec::new(),
        };
        let (short, cut) = shortened(&table, str::len);
        assert_eq!(short.rows[0].values[0], Value::from("社".repeat(84)));
        assert_eq!(cut, [("name".to_owned(), 1)]);
        let (whole, cut) = shortened(&table, |text| GBK.encode(text).0.len());
        assert_eq!((whole, cut), (table, Vec::new()));
    }
}
