//! Reads an exported file with GDAL, or with the reader that its users have, into rows that can be compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use geo::{Area, BoundingRect, Coord, CoordsIter, Geometry};
use serde_json::Value;

/// One row as a reader sees it: what is missing is not there; empty texts are told apart where the format does.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRow {
    pub values: BTreeMap<String, String>,
    pub shape: Option<Geometry<f64>>,
}

/// Every row of the file, or of its layer of this name. GDAL's own program reads it, so that what a format leaves out is not taken for 0.
pub fn rows(path: &Path, layer: Option<&str>) -> Vec<ReadRow> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => return comma_rows(path),
        Some("parquet") => return parquet_rows(path),
        _ => {}
    }
    if std::fs::metadata(path).expect("it is there").len() == 0 {
        // A sequence of no features is a file of no bytes.
        return Vec::new();
    }
    let mut command = Command::new("ogr2ogr");
    command.args([
        "-f",
        "GeoJSON",
        "-lco",
        "RFC7946=NO",
        "-lco",
        "COORDINATE_PRECISION=15",
        "-preserve_fid",
        "/vsistdout/",
    ]);
    // A sheet without rows has headings all the same.
    command.env("OGR_XLSX_HEADERS", "FORCE");
    let output = command.arg(path).args(layer).output().expect("ogr2ogr runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {said}", path.display());
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    document["features"]
        .as_array()
        .expect("a list")
        .iter()
        .map(row)
        .collect()
}

fn row(feature: &Value) -> ReadRow {
    let properties = feature["properties"].as_object().expect("an object");
    let values = properties.iter().filter_map(|(name, value)| {
        let text = match value {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            Value::Bool(yes) => i32::from(*yes).to_string(),
            other => other.to_string(),
        };
        Some((name.clone(), text))
    });
    let shape = Some(&feature["geometry"]).filter(|geometry| !geometry.is_null());
    let shape = shape.map(|geometry| {
        let geometry: geojson::Geometry = serde_json::from_value(geometry.clone()).expect("GeoJSON");
        Geometry::try_from(geometry).expect("a shape")
    });
    ReadRow {
        values: values.collect(),
        shape: shape.filter(|shape| shape.coords_count() > 0),
    }
}

fn comma_rows(path: &Path) -> Vec<ReadRow> {
    let text = std::fs::read_to_string(path).expect("it is UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("it begins with the mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let of = |record: csv::StringRecord| {
        let mut values: BTreeMap<String, String> = header
            .iter()
            .zip(record.iter())
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name.to_owned(), text.strip_prefix('\'').unwrap_or(text).to_owned()))
            .collect();
        let number = |text: String| text.parse::<f64>().expect("a number");
        let shape = match (values.remove("lon"), values.remove("lat"), values.remove("wkt")) {
            (Some(lon), Some(lat), _) => Some(Geometry::from(geo::Point::new(number(lon), number(lat)))),
            (_, _, Some(wkt)) => gdal::vector::Geometry::from_wkt(&wkt).expect("WKT").to_geo().ok(),
            _ => None,
        };
        ReadRow { values, shape }
    };
    reader.records().map(|record| of(record.expect("a record"))).collect()
}

/// This machine's GDAL reads no Parquet; the reader is not the code that wrote it.
fn parquet_rows(path: &Path) -> Vec<ReadRow> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let file = std::fs::File::open(path).expect("it is there");
    let reader = SerializedFileReader::new(file).expect("Parquet");
    let of = |row: parquet::record::Row| {
        let mut read = ReadRow {
            values: BTreeMap::new(),
            shape: None,
        };
        for (name, field) in row.get_column_iter() {
            let text = match field {
                Field::Null => continue,
                Field::Str(text) => text.clone(),
                Field::Long(number) => number.to_string(),
                Field::Double(number) => number.to_string(),
                Field::Bool(yes) => i32::from(*yes).to_string(),
                Field::Bytes(bytes) => {
                    read.shape = gdal::vector::Geometry::from_wkb(bytes.data())
                        .expect("WKB")
                        .to_geo()
                        .ok();
                    continue;
                }
                other => unreachable!("{name}: {other:?} is of no type that we write"),
            };
            read.values.insert(name.clone(), text);
        }
        read
    };
    reader
        .get_row_iter(None)
        .expect("rows")
        .map(|row| of(row.expect("a row")))
        .collect()
}

/// How far two shapes are apart at most, corner by corner and in any order of rings; infinite where they are of different kinds.
pub fn apart(a: Option<&Geometry<f64>>, b: Option<&Geometry<f64>>) -> f64 {
    let (a, b) = match (a, b) {
        (None, None) => return 0.0,
        (Some(a), Some(b)) => (a, b),
        _ => return f64::INFINITY,
    };
    // Rings may begin elsewhere and run the other way, so corners are compared as sets, and the area with them.
    let rounded = |c: &Coord<f64>| [(c.x * 1e9).round() as i64, (c.y * 1e9).round() as i64];
    let sorted = |shape: &Geometry<f64>| {
        let mut corners: Vec<Coord<f64>> = shape.coords_iter().collect();
        corners.sort_by_key(rounded);
        corners.dedup_by_key(|c| rounded(c));
        corners
    };
    let (corners_a, corners_b) = (sorted(a), sorted(b));
    if corners_a.len() != corners_b.len() {
        return f64::INFINITY;
    }
    let measure = |shape: &Geometry<f64>| {
        (
            shape.unsigned_area(),
            shape.bounding_rect().map_or(0.0, |rect| rect.max().x),
        )
    };
    let pairs = corners_a.iter().zip(&corners_b);
    let off = pairs
        .flat_map(|(a, b)| [(a.x - b.x).abs(), (a.y - b.y).abs()])
        .fold(0.0, f64::max);
    let ((area_a, east_a), (area_b, east_b)) = (measure(a), measure(b));
    if (area_a - area_b).abs() > area_a.abs() * 1e-6 + 1e-12 {
        return f64::INFINITY;
    }
    off.max((east_a - east_b).abs())
}

/// Whether two cells say the same: texts to the letter, numbers to twelve digits.
pub fn same(a: Option<&String>, b: Option<&String>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) if a == b => true,
        (Some(a), Some(b)) => match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(a), Ok(b)) => (a - b).abs() <= 1e-12 * a.abs().max(1e-3),
            _ => false,
        },
        (None, None) => true,
        _ => false,
    }
}
