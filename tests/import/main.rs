//! Import on real data, and shipped plans against their texts, which do not belong to the project. Each test is skipped, with a line that says so, where they are absent.

mod datum;
mod every_set;
mod plans;
mod rasters;

use std::path::{Path, PathBuf};

use yike::domain::category::{Catalogue, SHIPPED};
use yike::domain::record::{CommunityRecord, ImportedLayer, LayerKind, Records, Remark};
use yike::import::{ImportError, Limits, Request, Silent, read, use_program};

/// A file of the shared data.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if path.exists() {
        Some(path)
    } else {
        println!("skipped: {} is absent", path.display());
        None
    }
}

fn ask(kind: LayerKind, path: &Path, layer: Option<&str>, crs: Option<&str>) -> Result<ImportedLayer, ImportError> {
    let catalogue = Catalogue::parse(SHIPPED).expect("checked by a test of its own");
    let request = Request {
        layer,
        crs,
        ..Request::plain(kind, path, &catalogue)
    };
    // Read as users do: in a child process of the program.
    use_program(env!("CARGO_BIN_EXE_yike"));
    read(&request, &Limits::default(), &Silent)
}

fn communities(layer: ImportedLayer) -> Vec<CommunityRecord> {
    match layer.records {
        Records::Communities(rows) => rows,
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

#[track_caller]
fn says(remarks: &[Remark], words: &[&str]) {
    let all: Vec<String> = remarks
        .iter()
        .map(|r| format!("{:?} {:?} {}", r.row, r.field, r.what))
        .collect();
    assert!(
        all.iter().any(|one| words.iter().all(|word| one.contains(word))),
        "no remark says {words:?}: {all:#?}"
    );
}

const MONACO: &str = "monaco_quackosm/monaco.osm.pbf";

#[test]
fn three_wards_of_monaco_miss_a_way() {
    let Some(path) = shared(MONACO) else { return };
    let layer = ask(LayerKind::Communities, &path, Some("admin_level=10"), None).expect("six assemble");
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (9, 6));
    for ward in ["Jardin Exotique", "Les Monegetti", "Sainte-Dévote"] {
        says(
            &layer.outcome.rejected,
            &["relation ", ward, "1 member way is missing from the extract"],
        );
    }
    let names: Vec<String> = communities(layer).into_iter().map(|row| row.name).collect();
    assert_eq!(names.len(), 6);
    assert!(names.contains(&"Fontvieille".to_owned()), "{names:?}");
}

#[test]
fn an_extract_that_cuts_through_all_boundaries_of_a_level_names_the_other_levels() {
    let Some(path) = shared(MONACO) else { return };
    let error = ask(LayerKind::Communities, &path, None, None).expect_err("all are cut");
    assert!(matches!(error, ImportError::AllRejected { .. }), "{error}");
    let text = error.to_string();
    for words in ["admin_level=8", "Beausoleil", "10 (9 boundaries)"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let error = ask(LayerKind::Hamlets, &path, None, None).expect_err("a city has none");
    assert!(error.to_string().contains("no hamlets"), "{error}");
}

#[test]
fn an_extract_that_is_cut_off_names_the_block() {
    let Some(path) = shared(MONACO) else { return };
    let bytes = std::fs::read(path).expect("readable");
    let folder = tempfile::tempdir().expect("a folder");
    let cut = folder.path().join("cut.osm.pbf");
    for keep in [bytes.len() / 2, bytes.len() - 10] {
        std::fs::write(&cut, &bytes[..keep]).expect("a file");
        let error = ask(LayerKind::Hamlets, &cut, None, None).expect_err("it is cut off");
        let text = error.to_string();
        assert!(text.contains("cut off or damaged at block"), "{text}");
        assert!(!text.contains("protobuf"), "{text}");
    }
}

#[test]
fn a_node_inside_its_area_is_one_site() {
    let Some(path) = shared(MONACO) else { return };
    let layer = ask(LayerKind::Facilities, &path, None, None).expect("there are some");
    says(
        &layer.outcome.warnings,
        &["pharmacy is there already as relation", "counted once"],
    );
    let refused: std::collections::BTreeSet<_> = layer.outcome.rejected.iter().map(|r| &r.row).collect();
    assert_eq!(
        layer.outcome.read - layer.outcome.accepted,
        refused.len() as u64,
        "doubles are not read twice"
    );
}

#[test]
fn broken_buildings_are_left_out() {
    let Some(path) = shared(MONACO) else { return };
    let layer = ask(LayerKind::Buildings, &path, None, None).expect("there are some");
    // ogr2ogr finds 1,283 of them too.
    assert_eq!((layer.records.len(), layer.outcome.rejected.len()), (1283, 2));
    says(&layer.outcome.warnings, &["not valid", "Self-intersection", "repaired"]);
}

#[test]
fn the_subdistricts_of_beijing_have_numbers_for_codes() {
    let Some(folder) = shared("beijing_subdistricts/subdistrict") else {
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("readable")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "geojson"))
        .collect();
    files.sort();
    let mut total = 0;
    for path in files {
        let layer = ask(LayerKind::Communities, &path, None, None).expect("they are sound");
        says(&layer.outcome.warnings, &["\"code\"", "holds numbers"]);
        says(&layer.outcome.warnings, &["\"parent_code\"", "holds numbers"]);
        let rows = communities(layer);
        for row in &rows {
            let code = row.code.as_ref().expect("all have codes");
            assert_eq!((code.scheme.as_str(), code.value.len()), ("statistical-12", 12));
            assert_eq!(row.parents[0].value.len(), 12);
        }
        total += rows.len();
    }
    assert_eq!(total, 343);
}

#[test]
fn the_cells_of_porto_alegre() {
    let Some(path) = shared("poa_r5r/poa_hexgrid.csv") else {
        return;
    };
    let layer = ask(LayerKind::Population, &path, None, Some("EPSG:4326")).expect("they are sound");
    let Records::Population(rows) = layer.records else {
        unreachable!("population was asked for")
    };
    let people: i64 = rows.iter().filter_map(|row| row.people).map(|p| p.0).sum();
    assert_eq!((rows.len(), people / 1_000_000), (1227, 812_935));
}

/// All corners of the communities in order.
fn corners(rows: &[CommunityRecord]) -> Vec<geo::Coord<f64>> {
    use geo::CoordsIter;
    rows.iter().flat_map(|row| row.boundary.coords_iter()).collect()
}

#[test]
fn the_counties_of_chuxiong_come_back_from_gcj02_and_bd09_within_a_centimetre() {
    let Some(truth) = shared("datum_pair_chuxiong/chuxiong_counties_cgcs2000.geojson") else {
        return;
    };
    let truth = corners(&communities(
        ask(LayerKind::Communities, &truth, None, None).expect("sound"),
    ));
    assert_eq!(truth.len(), 1816);
    for datum in ["gcj02", "bd09"] {
        let name = format!("datum_pair_chuxiong/chuxiong_counties_{datum}.geojson");
        let Some(path) = shared(&name) else { return };
        let layer = ask(LayerKind::Communities, &path, None, Some(datum)).expect("sound");
        says(&layer.outcome.warnings, &["approximate conversion"]);
        let back = corners(&communities(layer));
        assert_eq!(back.len(), truth.len());
        let worst = truth
            .iter()
            .zip(&back)
            .map(|(a, b)| ((a.x - b.x) * 100_900.0).hypot((a.y - b.y) * 110_800.0))
            .fold(0.0, f64::max);
        assert!(worst < 0.01, "{datum}: {worst} m");
        println!("{datum}: at most {:.2} mm off", worst * 1000.0);
    }
}

#[test]
fn the_register_of_chuxiong() {
    let (Some(villages), Some(towns)) = (
        shared("china_division/chuxiong_villages.csv"),
        shared("china_division/chuxiong_streets.csv"),
    ) else {
        return;
    };
    let units = |path: &Path| {
        let layer = ask(LayerKind::Register, path, None, None).expect("it is sound");
        let warnings = layer.outcome.warnings.clone();
        match layer.records {
            Records::Register(rows) => (rows, warnings),
            other => unreachable!("{:?} were not asked for", other.kind()),
        }
    };
    let (communities, warnings) = units(&villages);
    let (towns, _) = units(&towns);
    assert_eq!((communities.len(), towns.len()), (1106, 103));
    says(&warnings, &["borne in several towns"]);
    let known: std::collections::BTreeSet<&str> = towns.iter().map(|town| town.code.value.as_str()).collect();
    let parents: std::collections::BTreeSet<&str> =
        communities.iter().map(|one| one.parents[0].value.as_str()).collect();
    assert_eq!(
        parents, known,
        "every community lies in one of the towns, and every town has some"
    );
    let residents = communities
        .iter()
        .filter(|one| one.committee_type == Some(yike::domain::community::CommitteeType::Residents))
        .count();
    let named = communities
        .iter()
        .filter(|one| one.name.ends_with("居民委员会") || one.name.ends_with("居委会"))
        .count();
    assert_eq!(residents, named, "codes and names say the same of every committee");
}

#[test]
fn workbooks_of_accessmod_are_read_sheet_by_sheet_and_refused_for_what_they_lack() {
    for (name, column) in [
        (
            "table_capacity__demo_geog_cover_aniso_tow_120m_zones_orderPop.xlsx",
            "amCapacityResidual",
        ),
        ("table_land_cover__demo.xlsx", "label"),
        ("table_model__demo.xlsx", "speed"),
        (
            "table_zonal_coverage__demo_geog_cover_aniso_tow_120m_zones_orderPop.xlsx",
            "amPopCovered",
        ),
    ] {
        let Some(path) = shared(&format!("accessmod_spearfish/{name}")) else {
            return;
        };
        // None of them has coordinates: the refusal lists the columns that were read.
        let error = ask(LayerKind::Population, &path, None, Some("EPSG:4326")).expect_err("no coordinates");
        assert!(error.to_string().contains(column), "{error}");
    }
}
