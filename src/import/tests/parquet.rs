//! `GeoParquet`, written here value by value.

use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{Ask, has, told};
use crate::domain::record::{LayerKind, Records};
use crate::import::{CrsError, ImportError};

/// A point in WKB.
fn wkb(lon: f64, lat: f64) -> ByteArray {
    let mut bytes = vec![1, 1, 0, 0, 0];
    bytes.extend(lon.to_le_bytes());
    bytes.extend(lat.to_le_bytes());
    ByteArray::from(bytes)
}

/// Two people's points with this description of the geometry; none for plain Parquet.
fn file(geo: Option<&str>) -> Ask {
    let schema = "message town { required byte_array geometry; required byte_array name (UTF8); optional int64 people; optional group bbox { required double xmin; } }";
    let schema = Arc::new(parse_message_type(schema).expect("it is well formed"));
    let about = geo.map(|geo| vec![KeyValue::new("geo".to_owned(), geo.to_owned())]);
    let properties = WriterProperties::builder().set_key_value_metadata(about).build();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    let mut number = 0;
    while let Some(mut column) = group.next_column().expect("a column") {
        let written = match number {
            0 => column
                .typed::<ByteArrayType>()
                .write_batch(&[wkb(101.5, 25.0), wkb(101.6, 25.1)], None, None),
            1 => column
                .typed::<ByteArrayType>()
                .write_batch(&["甲".into(), "乙".into()], None, None),
            2 => column.typed::<Int64Type>().write_batch(&[7], Some(&[1, 0]), None),
            _ => column
                .typed::<parquet::data_type::DoubleType>()
                .write_batch(&[1.0], Some(&[1, 0]), None),
        };
        written.expect("it fits");
        column.close().expect("closed");
        number += 1;
    }
    group.close().expect("closed");
    writer.close().expect("closed");
    Ask::text(LayerKind::Hamlets, "a.parquet", bytes)
}

fn described(crs: &str) -> String {
    format!(r#"{{"version":"1.1.0","primary_column":"geometry","columns":{{"geometry":{{"encoding":"WKB"{crs}}}}}}}"#)
}

#[test]
fn rows_with_their_places_come_out() {
    let layer = file(Some(&described(""))).good();
    let Records::Hamlets(rows) = &layer.records else {
        unreachable!("hamlets were asked for")
    };
    assert_eq!((rows[0].name.as_str(), rows[1].name.as_str()), ("甲", "乙"));
    assert_eq!(rows[0].people.map(|people| people.0), Some(7_000_000));
    assert_eq!((rows[1].people, rows[1].point.lat), (None, 25.1));
    assert_eq!(layer.input.crs, "EPSG:4326", "{:?}", told(&layer.outcome.warnings));
}

#[test]
fn the_system_is_the_one_that_the_file_names() {
    let named = r#","crs":{"id":{"authority":"EPSG","code":4490}}"#;
    assert_eq!(file(Some(&described(named))).good().input.crs, "EPSG:4490");
    for unnamed in [r#","crs":null"#, r#","crs":{"type":"x"}"#] {
        let ask = file(Some(&described(unnamed)));
        assert!(matches!(ask.bad(), ImportError::Crs(CrsError::NoCrs { .. })));
        assert_eq!(ask.crs("EPSG:4490").good().input.crs, "EPSG:4490");
    }
}

#[test]
fn what_is_not_read_is_refused_with_the_way_out() {
    has(
        &file(None).bad(),
        &["without GeoParquet's description", "save it as GeoParquet"],
    );
    let native = r#"{"primary_column":"geometry","columns":{"geometry":{"encoding":"point"}}}"#;
    has(&file(Some(native)).bad(), &["not in WKB"]);
    let cut = Ask::text(LayerKind::Hamlets, "a.parquet", b"PAR1 and no more").bad();
    has(&cut, &["a.parquet", "damaged or cut off", "table of contents"]);
}
