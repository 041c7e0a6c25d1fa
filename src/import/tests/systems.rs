//! Coordinate reference systems: said, not said, wrongly said.

use super::*;
use crate::domain::record::Records;
use geo::BoundingRect;

fn corner(layer: &ImportedLayer) -> (f64, f64) {
    let Records::Communities(rows) = &layer.records else {
        unreachable!("communities were asked for")
    };
    let rect = rows[0].boundary.bounding_rect().expect("it has corners");
    (rect.min().x, rect.min().y)
}

#[test]
fn whatever_the_system_the_same_degrees_come_out() {
    for ask in [
        Ask::fixture(LayerKind::Communities, "two_layers.gpkg").layer("communities"),
        Ask::fixture(LayerKind::Communities, "communities.shp"),
        Ask::fixture(LayerKind::Communities, "without_prj.shp").crs("EPSG:4490"),
    ] {
        let (lon, lat) = corner(&ask.good());
        assert!((lon - 101.54).abs() < 1e-8 && (lat - 25.04).abs() < 1e-8, "{lon} {lat}");
    }
    assert_eq!(
        Ask::fixture(LayerKind::Communities, "communities.shp").good().input.crs,
        "EPSG:4522"
    );
}

#[test]
fn a_source_without_a_system_is_refused_with_what_to_pass() {
    for name in ["without_prj.shp", "without_crs.gpkg"] {
        let error = Ask::fixture(LayerKind::Communities, name).bad();
        assert!(matches!(error, ImportError::Crs(CrsError::NoCrs { .. })), "{error}");
        has(&error, &[name, "--crs EPSG:4490"]);
    }
    let csv = Ask::text(
        LayerKind::Facilities,
        "a.csv",
        "name,lon,lat,category\na,101.5,25,pharmacy\n",
    );
    assert!(matches!(csv.bad(), ImportError::Crs(CrsError::NoCrs { .. })));
    assert!(csv.crs("EPSG:4326").read().is_ok());
}

#[test]
fn shifted_points_come_back_and_are_marked_approximate() {
    let csv =
        "name,lon,lat,category,accuracy_m\na,101.547422,25.041918,pharmacy,\nb,101.547422,25.041918,pharmacy,30\n";
    let layer = Ask::text(LayerKind::Facilities, "a.csv", csv).crs("gcj02").good();
    assert!(layer.input.crs.starts_with("GCJ-02, converted"), "{}", layer.input.crs);
    says(&layer.outcome.warnings, &["approximate conversion", "GCJ-02", "5 m"]);
    let Records::Facilities(rows) = &layer.records else {
        unreachable!("facilities were asked for")
    };
    assert!((rows[0].point.lon - 101.546).abs() < 1e-6 && (rows[0].point.lat - 25.045).abs() < 1e-6);
    assert_eq!((rows[0].accuracy_m, rows[1].accuracy_m), (Some(5.0), Some(30.0)));
    // What is not converted is not marked.
    let layer = Ask::text(LayerKind::Facilities, "a.csv", csv).crs("EPSG:4490").good();
    let Records::Facilities(rows) = &layer.records else {
        unreachable!("facilities were asked for")
    };
    assert_eq!(rows[0].accuracy_m, None);
}

#[test]
fn a_place_abroad_is_in_no_chinese_datum() {
    let csv = "name,lon,lat,category\na,9.5,47.1,pharmacy\n";
    for crs in ["gcj02", "bd09"] {
        let error = Ask::text(LayerKind::Facilities, "a.csv", csv).crs(crs).bad();
        assert!(
            matches!(error, ImportError::Crs(CrsError::OutsideCrs { .. })),
            "{error}"
        );
    }
}

#[test]
fn an_old_datum_is_refused() {
    let error = Ask::fixture(LayerKind::Communities, "without_prj.shp")
        .crs("EPSG:4610")
        .bad();
    assert!(matches!(error, ImportError::Crs(CrsError::NeedsParameters { .. })));
    has(&error, &["EPSG:4610", "parameters"]);
}

#[test]
fn a_contradiction_is_remarked() {
    let layer = Ask::fixture(LayerKind::Communities, "two_layers.gpkg")
        .layer("communities")
        .crs("EPSG:4546")
        .good();
    says(&layer.outcome.warnings, &["EPSG:4543", "EPSG:4546", "is used"]);
}

#[test]
fn projected_numbers_in_geojson_are_told_with_the_probable_zone() {
    let text = collection(&[(r#""name":"a""#, &square(34_454_185.0, 2_771_115.0))]);
    let error = Ask::text(LayerKind::Communities, "a.geojson", &text).bad();
    assert!(
        matches!(error, ImportError::Crs(CrsError::LooksProjected { .. })),
        "{error}"
    );
    has(&error, &["a.geojson, row 1", "34454185", "EPSG:4522"]);
    assert!(
        Ask::text(LayerKind::Communities, "a.geojson", &text)
            .crs("EPSG:4522")
            .read()
            .is_ok()
    );
}

#[test]
fn swapped_coordinates_are_told() {
    let text = collection(&[
        (r#""name":"a""#, &square(25.0, 101.5)),
        (r#""name":"b""#, &square(25.1, 101.5)),
    ]);
    let error = Ask::text(LayerKind::Communities, "a.geojson", text).bad();
    assert!(matches!(error, ImportError::Crs(CrsError::Swapped { .. })), "{error}");
    has(&error, &["a.geojson, row 1", "swapped"]);
    // A surveyor's x is the northing.
    let csv = "name,x,y,category\na,2771115.8,454185.1,pharmacy\n";
    let error = Ask::text(LayerKind::Facilities, "a.csv", csv).crs("EPSG:4543").bad();
    assert!(matches!(error, ImportError::Crs(CrsError::Swapped { .. })), "{error}");
    has(&error, &["--map lon=COLUMN"]);
    let exchanged = Ask::text(LayerKind::Facilities, "a.csv", csv)
        .crs("EPSG:4543")
        .map("lon", "y")
        .map("lat", "x");
    assert_eq!(exchanged.good().outcome.accepted, 1);
}

#[test]
fn degrees_that_are_said_to_be_metres_are_told() {
    for crs in ["EPSG:31254", "EPSG:4543", "EPSG:3857"] {
        let error = Ask::fixture(LayerKind::Communities, "without_prj.shp").crs(crs).bad();
        assert!(
            matches!(error, ImportError::Crs(CrsError::LooksGeographic { .. })),
            "{error}"
        );
        has(
            &error,
            &["without_prj.shp, row 1", "101.54, 25.04", crs, "--crs EPSG:4490"],
        );
    }
}

#[test]
fn coordinates_outside_the_ground_of_the_system() {
    let error = Ask::fixture(LayerKind::Communities, "two_layers.gpkg")
        .layer("communities")
        .crs("EPSG:4522")
        .bad();
    assert!(
        matches!(error, ImportError::Crs(CrsError::OutsideCrs { .. })),
        "{error}"
    );
    has(
        &error,
        &[
            "two_layers.gpkg, layer \"communities\"",
            "2 of 2 rows",
            "EPSG:4522",
            "row 1",
            "--crs EPSG:4543",
        ],
    );
    let csv = "name,lon,lat,category\na,101.5,25,pharmacy\nb,101.6,25,pharmacy\nc,5,25,pharmacy\n";
    let layer = Ask::text(LayerKind::Facilities, "a.csv", csv).crs("EPSG:4490").good();
    assert_eq!(layer.outcome.accepted, 2);
    says(&layer.outcome.rejected, &["4/geometry", "5, 25", "EPSG:4490"]);
}
