//! Files that can't be read, and files that would have more read than themselves.

use super::*;
use std::net::TcpListener;

#[test]
fn no_such_file() {
    let error = Ask::of(LayerKind::Communities, "/nowhere/towns.gpkg").bad();
    assert!(matches!(error, ImportError::NoSuchFile { .. }));
    has(&error, &["/nowhere/towns.gpkg"]);
    for name in [
        "/vsicurl/http://127.0.0.1:9/a.geojson",
        "PG:dbname=x",
        "WFS:http://127.0.0.1:9/",
    ] {
        let error = Ask::of(LayerKind::Communities, name).bad();
        assert!(matches!(error, ImportError::NoSuchFile { .. }), "{name}");
    }
}

#[test]
fn a_format_that_is_not_read_yet() {
    let error = Ask::text(LayerKind::Communities, "plan.xyz", "0\nSECTION").bad();
    assert!(matches!(error, ImportError::NotYet { .. }));
    has(&error, &["plan.xyz", ".gpkg", ".csv"]);
}

#[test]
fn a_disguised_vrt_does_not_open() {
    let inner = collection(&[(r#""name":"a""#, &square(101.5, 25.0))]);
    let folder = tempfile::tempdir().expect("a folder");
    let secret = folder.path().join("secret.geojson");
    std::fs::write(&secret, inner).expect("a file");
    let vrt = format!(
        r#"<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"#,
        secret.display()
    );
    for name in ["a.geojson", "a.json", "a.csv", "a.gpkg", "a.shp", "a.pbf"] {
        let error = Ask::text(LayerKind::Communities, name, &vrt).bad();
        assert!(matches!(error, ImportError::WrongContent { .. }), "{name}: {error}");
    }
    assert!(matches!(
        Ask::text(LayerKind::Communities, "a.vrt", &vrt).bad(),
        ImportError::NotYet { .. }
    ));
}

#[test]
fn nothing_reaches_for_the_network() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it can");
    let address = format!("http://{}/crs", listener.local_addr().expect("bound"));
    let link = format!(r#""crs":{{"type":"link","properties":{{"href":"{address}","type":"proj4"}}}}"#);
    let name = format!(r#""crs":{{"type":"name","properties":{{"name":"{address}"}}}}"#);
    for crs in [link, name] {
        let top = collection(&[(r#""name":"a""#, &square(101.5, 25.0))]).replacen('{', &format!("{{{crs},"), 1);
        let inside = collection(&[(
            r#""name":"a""#,
            &square(101.5, 25.0).replacen('{', &format!("{{{crs},"), 1),
        )]);
        for text in [top, inside] {
            let error = Ask::text(LayerKind::Communities, "a.geojson", text).bad();
            assert!(matches!(error, ImportError::Crs(CrsError::BadCrs { .. })), "{error}");
        }
    }
    let good = collection(&[(r#""name":"a""#, &square(101.5, 25.0))]);
    assert!(matches!(
        Ask::text(LayerKind::Communities, "a.geojson", good).crs(&address).bad(),
        ImportError::Crs(CrsError::BadCrs { .. })
    ));
    assert!(listener.accept().is_err(), "somebody called");
}

#[test]
fn an_empty_layer() {
    for (name, text) in [
        ("a.geojson", collection(&[])),
        ("a.csv", "name,lon,lat,category\n".to_owned()),
        ("b.csv", String::new()),
    ] {
        let error = Ask::text(LayerKind::Facilities, name, text).crs("EPSG:4326").bad();
        assert!(matches!(error, ImportError::Empty { .. }), "{name}: {error}");
    }
}

#[test]
fn several_layers_are_listed_and_one_is_chosen() {
    let several = Ask::fixture(LayerKind::Communities, "two_layers.gpkg");
    let error = several.bad();
    assert!(matches!(error, ImportError::WhichLayer { .. }));
    has(&error, &["two_layers.gpkg", "communities, sites", "--layer"]);
    has(&several.layer("towns").bad(), &["\"towns\"", "communities, sites"]);
    let layer = Ask::fixture(LayerKind::Communities, "two_layers.gpkg")
        .layer("communities")
        .good();
    assert_eq!(layer.input.crs, "EPSG:4543");
    assert_eq!(layer.input.source, "two_layers.gpkg");
    assert_eq!(layer.input.sha256.len(), 64);
    assert_eq!(
        (layer.outcome.read, layer.outcome.accepted, layer.input.rows),
        (2, 2, 2)
    );
}

#[test]
fn truncated_files_are_told() {
    let gpkg = std::fs::read(Ask::fixture(LayerKind::Communities, "two_layers.gpkg").path).expect("a fixture");
    for keep in [100, 4096, 30_000, gpkg.len() / 2, gpkg.len() - 5000] {
        let error = Ask::text(LayerKind::Communities, "cut.gpkg", &gpkg[..keep])
            .layer("communities")
            .bad();
        assert!(matches!(error, ImportError::Damaged { .. }), "{keep}: {error}");
        has(&error, &["cut.gpkg"]);
        assert!(!error.to_string().contains("/tmp"), "{error}");
    }
    let json = collection(&[(r#""name":"a""#, &square(101.5, 25.0))]);
    let error = Ask::text(LayerKind::Communities, "cut.geojson", &json[..json.len() - 20]).bad();
    assert!(matches!(error, ImportError::Damaged { .. }));
    has(&error, &["cut.geojson", "line 1"]);
}

#[test]
fn a_shapefile_without_its_companions() {
    let shp = std::fs::read(Ask::fixture(LayerKind::Communities, "communities.shp").path).expect("a fixture");
    let error = Ask::text(LayerKind::Communities, "lonely.shp", shp).bad();
    assert!(matches!(error, ImportError::CompanionMissing { .. }), "{error}");
    has(&error, &["lonely.shp", "lonely.shx"]);
    let (ask, _) = shapefile("communities", &["shp", "shx", "prj"]);
    let error = ask.bad();
    assert!(matches!(error, ImportError::CompanionMissing { .. }), "{error}");
    has(&error, &["communities.shp", "communities.dbf", "names, codes, numbers"]);
}

/// A copy of some of a fixture's files.
fn shapefile(name: &str, endings: &[&str]) -> (Ask, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    for ending in endings {
        let file = format!("{name}.{ending}");
        let fixture = Ask::fixture(LayerKind::Communities, &file).path;
        std::fs::copy(fixture, folder.path().join(file)).expect("a fixture");
    }
    let path = folder.path().join(format!("{name}.shp"));
    let mut ask = Ask::of(LayerKind::Communities, &path);
    ask.folder = Some(folder);
    (ask, path)
}

#[test]
fn letters_in_gbk_are_told_whatever_the_file_says_of_them() {
    let names = |ask: &Ask| {
        let layer = ask.good();
        let said = told(&layer.outcome.warnings).join("\n");
        let crate::domain::record::Records::Communities(rows) = layer.records else {
            unreachable!("communities were asked for")
        };
        let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
        assert_eq!(names, ["西山社区", "东华村"], "columns 名称 and 代码 are found too");
        assert_eq!(
            rows[0].code.as_ref().map(|code| code.value.as_str()),
            Some("532301001201")
        );
        said
    };
    let (mut ask, path) = shapefile("gbk", &["shp", "shx", "dbf", "prj"]);
    let mut table = std::fs::read(path.with_extension("dbf")).expect("a fixture");
    for (language, words) in [
        (
            0,
            "nothing says in what its letters are written: they are read as GBK (confidence",
        ),
        (0x57, "Western European letters, which they are not"),
    ] {
        table[29] = language;
        std::fs::write(path.with_extension("dbf"), &table).expect("a file");
        let said = names(&ask);
        assert!(
            said.contains(words) && said.contains("西山社区") && said.contains("--encoding"),
            "{said}"
        );
    }
    table[29] = 0x4d;
    std::fs::write(path.with_extension("dbf"), &table).expect("a file");
    assert!(!names(&ask).contains("confidence"), "it says so itself");
    std::fs::write(path.with_extension("cpg"), "UTF-8").expect("a file");
    let error = ask.bad();
    assert!(matches!(error, ImportError::Letters { .. }), "it is not");
    has(
        &error,
        &[
            "gbk.shp",
            "not UTF-8",
            "its .cpg says so",
            "look like GBK",
            "gbk.cpg",
            "--encoding",
        ],
    );
    assert!(!error.to_string().contains('\u{fffd}'), "{error}");
    ask.options.encoding = Some("GB18030".to_owned());
    names(&ask);
    ask.options.encoding = None;
    std::fs::write(path.with_extension("cpg"), "GBK\n").expect("a file");
    names(&ask);
}

#[test]
fn letters_that_were_lost_before_are_refused_in_every_format() {
    let json = collection(&[(r#""name":"西\ufffd""#, &square(101.5, 25.0))]);
    let error = Ask::text(LayerKind::Communities, "a.geojson", json).bad();
    assert!(matches!(error, ImportError::Letters { .. }), "{error}");
    has(&error, &["a.geojson", "row 1", "\"name\"", "U+FFFD"]);
    let mut table = b"name,category,lon,lat\n".to_vec();
    table.extend(std::iter::repeat_n(b"a,pharmacy,101.5,25.0\n", 300).flatten());
    table.extend_from_slice(b"\xc3\xfb,pharmacy,101.5,25.0\n");
    let error = Ask::text(LayerKind::Facilities, "a.csv", table).crs("EPSG:4490").bad();
    assert!(matches!(error, ImportError::Letters { .. }), "{error}");
    has(&error, &["line 302", "--encoding", "CSV UTF-8"]);
}

#[test]
fn characters_that_can_not_be_seen_become_spaces_with_a_word() {
    let json = collection(&[(r#""name":"西\u0007山\u202e村""#, &square(101.5, 25.0))]);
    let layer = Ask::text(LayerKind::Communities, "a.geojson", json).good();
    says(&layer.outcome.warnings, &["1/name", "can't be seen"]);
    let crate::domain::record::Records::Communities(rows) = layer.records else {
        unreachable!("communities were asked for")
    };
    assert_eq!(rows[0].name, "西 山 村");
}

#[test]
fn geojson_in_china_that_names_no_system_is_believed_with_a_word() {
    let json = collection(&[(r#""name":"a""#, &square(101.5, 25.0))]);
    let layer = Ask::text(LayerKind::Communities, "a.geojson", &json).good();
    says(
        &layer.outcome.warnings,
        &["RFC 7946", "GCJ-02", "300 to 600 m", "--crs EPSG:4490"],
    );
    let layer = Ask::text(LayerKind::Communities, "a.geojson", &json)
        .crs("EPSG:4490")
        .good();
    assert!(layer.outcome.warnings.is_empty(), "{:?}", layer.outcome.warnings);
    let abroad = collection(&[(r#""name":"a""#, &square(9.5, 47.1))]);
    let layer = Ask::text(LayerKind::Communities, "a.geojson", abroad).good();
    assert!(layer.outcome.warnings.is_empty(), "{:?}", layer.outcome.warnings);
}

#[test]
fn only_regular_files_are_opened() {
    let error = Ask::of(LayerKind::Communities, "/tmp").bad();
    assert!(matches!(error, ImportError::IsFolder { .. }));
    has(&error, &["/tmp is a folder"]);
    let error = Ask::of(LayerKind::Communities, "/dev/null").bad();
    assert!(matches!(error, ImportError::NotAFile { .. }));
    has(&error, &["/dev/null is not a regular file"]);
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = |name: &str| {
        let path = folder.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo is there").success());
        path
    };
    let error = Ask::of(LayerKind::Communities, pipe("a.geojson")).bad();
    assert!(matches!(error, ImportError::NotAFile { .. }), "{error}");
    let (ask, path) = shapefile("communities", &["shp", "shx", "prj"]);
    std::os::unix::fs::symlink(pipe("pipe"), path.with_extension("dbf")).expect("a link");
    let error = ask.bad();
    assert!(matches!(error, ImportError::Link { .. }), "{error}");
    has(&error, &["communities.dbf is a link"]);
    let odd: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"/tmp/\xff.geojson");
    let error = Ask::of(LayerKind::Communities, odd).bad();
    assert!(matches!(error, ImportError::PathNotUtf8 { .. }), "{error}");
}

#[test]
fn no_words_of_libraries_are_shown() {
    let unclosed = r#"{"type":"Polygon","coordinates":[[[101.5,25],[101.6,25],[101.6,25.1],[101.5,25.1]]]}"#;
    let layer = Ask::text(
        LayerKind::Communities,
        "a.geojson",
        collection(&[(r#""name":"a""#, unclosed)]),
    )
    .good();
    assert!(
        told(&layer.outcome.warnings).iter().all(|one| !one.contains("OGR_")),
        "{:?}",
        layer.outcome.warnings
    );
    let gpkg = std::fs::read(Ask::fixture(LayerKind::Communities, "two_layers.gpkg").path).expect("a fixture");
    for keep in [100, 4096, 30_000, gpkg.len() / 2, gpkg.len() - 5000] {
        let error = Ask::text(LayerKind::Communities, "cut.gpkg", &gpkg[..keep])
            .layer("communities")
            .bad()
            .to_string();
        for word in ["sqlite", "disk image", "GDAL", "::"] {
            assert!(!error.contains(word), "{error}");
        }
    }
}

#[test]
fn a_long_ragged_outline_takes_seconds() {
    let corners: Vec<String> = (0..=200_000)
        .map(|step| {
            let angle = f64::from(step % 200_000) / 200_000.0 * std::f64::consts::TAU;
            let radius = 0.05 + f64::from(step % 200_000 * 7919 % 1000) * 1e-6;
            format!("[{},{}]", 101.5 + radius * angle.cos(), 25.0 + radius * angle.sin())
        })
        .collect();
    let outline = format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, corners.join(","));
    let ask = Ask::text(
        LayerKind::Communities,
        "a.geojson",
        collection(&[(r#""name":"a""#, &outline)]),
    );
    let start = std::time::Instant::now();
    assert_eq!(ask.good().records.len(), 1);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn a_table_holds_no_areas() {
    let error = Ask::text(LayerKind::Communities, "a.csv", "name,people\na,1\n")
        .crs("EPSG:4326")
        .bad();
    assert!(matches!(error, ImportError::KindNotInFormat { .. }));
    has(&error, &["a.csv", "communities", "shapes as text"]);
}

#[test]
fn the_wrong_kind_of_geometry() {
    let text = collection(&[
        (r#""name":"a""#, &point(101.5, 25.0)),
        (r#""name":"b""#, r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#),
    ]);
    let error = Ask::text(LayerKind::Communities, "a.geojson", text).bad();
    assert!(matches!(error, ImportError::WrongGeometry { .. }), "{error}");
    has(
        &error,
        &[
            "a.geojson",
            "communities are areas (polygons)",
            "a Line String, a Point",
        ],
    );
}
