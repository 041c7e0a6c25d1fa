//! Letters and names of columns that the library underneath would lose: `GeoJSON`, `MapInfo`, KML.

use encoding_rs::GBK;

use super::*;
use crate::domain::record::{Records, SiteRecord};

fn sites(ask: &Ask) -> (Vec<SiteRecord>, Vec<Remark>) {
    let layer = ask.good();
    match layer.records {
        Records::Facilities(rows) => (rows, layer.outcome.warnings),
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

fn names(ask: &Ask) -> Vec<String> {
    sites(ask).0.into_iter().map(|site| site.name).collect()
}

fn gbk(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

const NAMES: [&str; 2] = ["东兴社区卫生服务站旁药房", "西山社区居民委员会药房"];

#[test]
fn geojson_in_gbk_is_read_by_a_guess_or_by_the_user_s_word() {
    let features = NAMES.map(|name| format!(r#""名称":"{name}","类别":"药店""#));
    let point = point(101.546, 25.045);
    let text = collection(&[(&features[0], &point), (&features[1], &point)]);
    let mut ask = Ask::text(LayerKind::Facilities, "a.geojson", gbk(&text)).crs("EPSG:4490");
    assert_eq!(names(&ask), NAMES);
    says(&sites(&ask).1, &["read as GBK (confidence", "--encoding"]);
    ask.options.encoding = Some("GB18030".to_owned());
    assert_eq!(names(&ask), NAMES);
    assert!(!told(&sites(&ask).1).join("\n").contains("confidence"));
    ask.options.encoding = Some("UTF-8".to_owned());
    let error = ask.bad();
    assert!(matches!(error, ImportError::Letters { .. }), "{error}");
    has(&error, &["--encoding"]);
}

/// A `MapInfo` interchange file of two points with its table, both in GBK.
fn interchange(charset: &str, columns: [&str; 2]) -> Ask {
    let [name, category] = columns;
    let head = format!(
        "Version 300\n{charset}Delimiter \",\"\nCoordSys Earth Projection 1, 0\nColumns 2\n  {name} Char(60)\n  {category} Char(20)\nData\n\nPoint 101.546 25.045\nPoint 101.547 25.046\n"
    );
    let rows = NAMES.map(|name| format!("\"{name}\",\"药店\"\n")).concat();
    let ask = Ask::text(LayerKind::Facilities, "a.mif", gbk(&head)).crs("EPSG:4490");
    std::fs::write(ask.path.with_extension("mid"), gbk(&rows)).expect("a file");
    ask
}

const CHINESE: [&str; 2] = ["名称", "类别"];

#[test]
fn map_info_without_a_word_for_its_letters_is_read_by_a_guess_or_by_the_user_s_word() {
    for charset in ["Charset \"Neutral\"\n", ""] {
        let mut ask = interchange(charset, CHINESE);
        assert_eq!(names(&ask), NAMES, "{charset:?}");
        says(&sites(&ask).1, &["read as GBK (confidence"]);
        ask.options.encoding = Some("GBK".to_owned());
        assert_eq!(names(&ask), NAMES, "{charset:?}");
    }
    let mut named = interchange("Charset \"WindowsSimpChinese\"\n", CHINESE);
    assert_eq!(names(&named), NAMES);
    named.options.encoding = Some("Big5".to_owned());
    named.category = Some("pharmacy".to_owned());
    named = named.map("name", "");
    assert_eq!(sites(&named).0.len(), 2, "what the user says is followed");
    // A binary table, made from it by the library that others use.
    let table = interchange("Charset \"Neutral\"\n", ["name", "category"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("b.tab");
    let made = std::process::Command::new("ogr2ogr")
        .args(["-q", "-f", "MapInfo File"])
        .args([&path, &table.path])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: ogr2ogr is not there to make a MapInfo table");
        return;
    }
    let mut ask = Ask::of(LayerKind::Facilities, &path).crs("EPSG:4490");
    ask.folder = Some(folder);
    assert_eq!(names(&ask), NAMES);
    says(&sites(&ask).1, &["read as GBK (confidence"]);
}

/// A KML of phones: names and values as untyped data.
fn phone(head: &str) -> String {
    let place = |name: &str, beds: u32| {
        format!(
            r#"<Placemark><name>{name}</name><ExtendedData><Data name="类别"><value>药店</value></Data><Data name="床位"><displayName>床</displayName><value>{beds}</value></Data></ExtendedData><Point><coordinates>101.546,25.045,0</coordinates></Point></Placemark>"#
        )
    };
    let places = place(NAMES[0], 50) + &place(NAMES[1], 60);
    format!(r#"{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{places}</Document></kml>"#)
}

#[test]
fn data_of_a_kml_keep_their_chinese_names_and_all_their_values() {
    let utf8 = phone(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    let old = gbk(&phone(r#"<?xml version="1.0" encoding="GB2312"?>"#));
    let mut unsaid = Ask::text(LayerKind::Facilities, "c.kml", gbk(&phone("")));
    unsaid.options.encoding = Some("GBK".to_owned());
    for ask in [
        Ask::text(LayerKind::Facilities, "a.kml", utf8),
        Ask::text(LayerKind::Facilities, "b.kml", old),
        unsaid,
    ] {
        let layer = ask.good();
        let column = |name: &str| {
            let found = layer.outcome.columns.iter().find(|column| column.column == name);
            found.and_then(|column| column.field.clone())
        };
        assert_eq!(column("类别").as_deref(), Some("category"));
        assert_eq!(column("床位").as_deref(), Some("capacity"));
        assert_eq!(names(&ask), NAMES);
        let beds: Vec<_> = sites(&ask).0.iter().map(|site| site.functions[0].capacity).collect();
        assert_eq!(beds, [Some(50.0), Some(60.0)]);
    }
}

#[test]
fn a_kml_s_empty_name_gives_way_to_the_column_that_is_filled() {
    let places = NAMES.map(|name| {
        format!(
            "<Placemark><ExtendedData><SchemaData schemaUrl=\"#s\"><SimpleData name=\"名称\">{name}</SimpleData></SchemaData></ExtendedData><Point><coordinates>101.546,25.045</coordinates></Point></Placemark>"
        )
    });
    let places = places.concat();
    let text = format!(
        r#"<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Schema name="s" id="s"><SimpleField name="名称" type="string"/></Schema><Folder><name>s</name>{places}</Folder></Document></kml>"#
    );
    let mut ask = Ask::text(LayerKind::Facilities, "a.kml", text);
    ask.category = Some("pharmacy".to_owned());
    assert_eq!(names(&ask), NAMES);
    says(&sites(&ask).1, &["column 名称 is used; Name is empty"]);
}

#[test]
fn latitude_before_longitude_in_one_column_or_two_is_exchanged_when_asked() {
    let two = "name,类别,经度,纬度\na,药店,25.045,101.546\n";
    let one = "name,类别,经纬度\na,药店,\"25.045,101.546\"\n";
    for text in [two, one] {
        let mut ask = Ask::text(LayerKind::Facilities, "a.csv", text).crs("EPSG:4490");
        has(&ask.bad(), &["look swapped", "--swap-xy"]);
        ask.options.swap_xy = true;
        let point = sites(&ask).0[0].point;
        assert_eq!((point.lon, point.lat), (101.546, 25.045));
    }
}
