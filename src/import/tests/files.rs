//! Files that can't be read, and files that would have more read than themselves.

use super::*;
use std::net::TcpListener;

#[test]
fn no_such_file() {
    let error = Ask::of(LayerKind::Communities, "/nowhere/towns.gpkg").bad();
    assert!(matches!(error, ImportError::NoSuchFile { .. }));
    has(&error, &["/nowhere/towns.gpkg"]);
    for name in [
        "/tmp",
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
    let error = Ask::text(LayerKind::Communities, "plan.dxf", "0\nSECTION").bad();
    assert!(matches!(error, ImportError::NotYet { .. }));
    has(&error, &["plan.dxf", ".gpkg", ".csv"]);
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
            assert!(matches!(error, ImportError::BadCrs { .. }), "{error}");
        }
    }
    let good = collection(&[(r#""name":"a""#, &square(101.5, 25.0))]);
    assert!(matches!(
        Ask::text(LayerKind::Communities, "a.geojson", good).crs(&address).bad(),
        ImportError::BadCrs { .. }
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
    assert!(matches!(error, ImportError::Damaged { .. }), "{error}");
    has(&error, &["lonely.shp", "lonely.shx"]);
}

#[test]
fn a_table_holds_no_areas() {
    let error = Ask::text(LayerKind::Communities, "a.csv", "name,people\na,1\n")
        .crs("EPSG:4326")
        .bad();
    assert!(matches!(error, ImportError::KindNotInFormat { .. }));
    has(&error, &["a.csv", "communities", "points only"]);
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
