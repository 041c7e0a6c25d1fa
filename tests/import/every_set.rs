//! Every vector data set of the shared data goes in with one command, and the report counts it right.

use yike::domain::category::{Catalogue, SHIPPED};
use yike::domain::record::{ImportedLayer, LayerKind};
use yike::import::{ImportError, Limits, Request, Silent, read, use_program};

use crate::{says, shared};

/// A set with what one command needs to say, and its rows: read and accepted.
struct Set {
    kind: LayerKind,
    path: &'static str,
    crs: Option<&'static str>,
    map: &'static [(&'static str, &'static str)],
    category: Option<&'static str>,
    rows: (u64, u64),
}

const fn set(kind: LayerKind, path: &'static str, read: u64, accepted: u64) -> Set {
    Set {
        kind,
        path,
        crs: None,
        map: &[],
        category: None,
        rows: (read, accepted),
    }
}

const SETS: &[Set] = &[
    set(
        LayerKind::Communities,
        "china_census2020/chuxiong_counties_pop_units.geojson",
        10,
        10,
    ),
    set(
        LayerKind::Communities,
        "china_census2020/liaoning_counties_pop_units.geojson",
        100,
        100,
    ),
    set(
        LayerKind::Communities,
        "china_census2020/yunnan_counties_pop_units.geojson",
        129,
        129,
    ),
    set(
        LayerKind::Communities,
        "datum_pair_chuxiong/chuxiong_counties_cgcs2000.geojson",
        10,
        10,
    ),
    set(
        LayerKind::Communities,
        "beijing_subdistricts/city/beijing-outline.geojson",
        1,
        1,
    ),
    Set {
        map: &[("name", "zone")],
        ..set(LayerKind::Communities, "accessmod_spearfish/zone_admin__city.shp", 3, 3)
    },
    Set {
        category: Some("community_health_centre"),
        ..set(
            LayerKind::Facilities,
            "accessmod_spearfish/health_facilities__demo.shp",
            6,
            6,
        )
    },
    set(LayerKind::Streets, "accessmod_spearfish/road__demo.shp", 825, 825),
    set(
        LayerKind::Streets,
        "accessmod_spearfish/barrier__demo_river.shp",
        107,
        107,
    ),
    set(LayerKind::Streets, "heidelberg_ors/heidelberg.test.pbf", 25_158, 25_158),
    set(LayerKind::Facilities, "heidelberg_ors/heidelberg.test.pbf", 1245, 1236),
    set(LayerKind::Streets, "poa_r5r/poa_osm.pbf", 15_668, 15_668),
    set(LayerKind::Facilities, "poa_r5r/poa_osm.pbf", 1068, 1068),
    set(LayerKind::Streets, "shanghai_osm/shanghai_huangpu.osm.pbf", 796, 796),
    set(
        LayerKind::Streets,
        "liechtenstein_osm2pgsql/liechtenstein-2013-08-03.osm.pbf",
        2749,
        2749,
    ),
    set(
        LayerKind::Facilities,
        "liechtenstein_osm2pgsql/liechtenstein-2013-08-03.osm.pbf",
        465,
        465,
    ),
    Set {
        crs: Some("EPSG:4326"),
        category: Some("food_market"),
        ..set(LayerKind::Facilities, "poa_r5r/poa_points_of_interest.csv", 15, 15)
    },
];

fn ask(set: &Set, path: &std::path::Path) -> Result<ImportedLayer, ImportError> {
    use_program(env!("CARGO_BIN_EXE_yike"));
    let catalogue = Catalogue::parse(SHIPPED).expect("checked by a test of its own");
    let map: Vec<(String, String)> = set
        .map
        .iter()
        .map(|(field, column)| ((*field).to_owned(), (*column).to_owned()))
        .collect();
    let request = Request {
        crs: set.crs,
        map: &map,
        category: set.category,
        ..Request::plain(set.kind, path, &catalogue)
    };
    read(&request, &Limits::default(), &Silent)
}

#[test]
fn every_vector_set_goes_in_with_one_command() {
    for set in SETS {
        let Some(path) = shared(set.path) else { continue };
        let layer = ask(set, &path).unwrap_or_else(|error| unreachable!("{}: {error}", set.path));
        assert_eq!((layer.outcome.read, layer.outcome.accepted), set.rows, "{}", set.path);
    }
}

#[test]
fn streets_without_places_are_told_not_to_be_facilities() {
    let Some(path) = shared("shanghai_osm/shanghai_huangpu.osm.pbf") else {
        return;
    };
    let error = ask(&set(LayerKind::Facilities, "", 0, 0), &path).expect_err("it is a street network");
    assert!(error.to_string().contains("there are no facilities in it"), "{error}");
}

#[test]
fn a_file_of_r_is_refused_with_the_way_out() {
    let Some(path) = shared("poa_r5r/poa_ls_lts.rds") else {
        return;
    };
    let error = ask(&set(LayerKind::Facilities, "", 0, 0), &path)
        .expect_err("only R reads it")
        .to_string();
    assert!(
        error.contains("the program R") && error.contains("sf::st_write"),
        "{error}"
    );
}

#[test]
fn classes_that_are_not_known_are_counted() {
    let Some(path) = shared("accessmod_spearfish/road__demo.shp") else {
        return;
    };
    let layer = ask(&set(LayerKind::Streets, "", 0, 0), &path).expect("it is sound");
    says(
        &layer.outcome.warnings,
        &["825 streets of unknown class", "\"1004\" (517)"],
    );
}
