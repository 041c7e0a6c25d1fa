//! `OpenStreetMap` extracts, on the demo's. `tests/import` has more of them.

use super::*;
use crate::domain::community::{CommitteeType, PopulationBasis};
use crate::domain::record::{CommunityRecord, Records};
use crate::import::surface::square_metres;
use crate::units::Persons;

/// The demo's extract.
fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/liechtenstein-2013-08-03.osm.pbf")
}

fn communities(layer: ImportedLayer) -> Vec<CommunityRecord> {
    match layer.records {
        Records::Communities(rows) => rows,
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

#[test]
fn the_eleven_municipalities_assemble() {
    let path = demo();
    let layer = Ask::of(LayerKind::Communities, path).good();
    let mut rows = communities(layer);
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    // ogr2ogr -dialect sqlite -sql "select name, st_area(geometry, 1) from multipolygons where admin_level = '8'"
    let sizes = [
        ("Balzers", 19_712_642.0),
        ("Eschen", 10_393_637.0),
        ("Gamprin", 6_176_939.0),
        ("Mauren", 7_467_889.0),
        ("Planken", 5_359_464.0),
        ("Ruggell", 7_384_925.0),
        ("Schaan", 26_972_757.0),
        ("Schellenberg", 3_562_490.0),
        ("Triesen", 26_461_436.0),
        ("Triesenberg", 29_721_160.0),
        ("Vaduz", 17_284_447.0),
    ];
    assert_eq!(
        rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(),
        sizes.map(|(name, _)| name)
    );
    for (row, (name, size)) in rows.iter().zip(sizes) {
        let ours = square_metres(&row.boundary);
        assert!((ours / size - 1.0).abs() < 0.001, "{name}: {ours} is not {size}");
    }
    let schaan = &rows[6].boundary;
    assert!(schaan.0.len() > 1, "Schaan has exclaves");
}

#[test]
fn a_table_of_names_brings_codes_and_people() {
    let path = demo();
    let table = "name,code,code_scheme,committee_type,people,population_basis,as_of,households\n\
                 Vaduz,7001,li,,5229,usual,2015,2400\nPlanken,7006,li,村委会,430,usual,2015,\n";
    let names = Ask::text(LayerKind::Communities, "li.csv", table);
    let mut ask = Ask::of(LayerKind::Communities, path);
    ask.merge_names = Some(names.path.clone());
    let layer = ask.good();
    says(
        &layer.outcome.warnings,
        &["20 other boundaries are not in li.csv", "(Balzers)"],
    );
    let rows = communities(layer);
    assert_eq!(rows.len(), 2);
    let vaduz = rows.iter().find(|r| r.name == "Vaduz").expect("it is wanted");
    assert_eq!(
        vaduz.code.as_ref().map(|c| (c.scheme.as_str(), c.value.as_str())),
        Some(("li", "7001"))
    );
    assert_eq!(vaduz.households, Some(2400));
    assert_eq!(vaduz.populations[0].people, Persons::whole(5229));
    assert_eq!(vaduz.populations[0].basis, PopulationBasis::Usual);
    let planken = rows.iter().find(|r| r.name == "Planken").expect("it is wanted");
    assert_eq!(planken.committee_type, Some(CommitteeType::Villagers));

    let table = "name,code\nVaduz,1\nBern,2\nChur,3\n";
    let names = Ask::text(LayerKind::Communities, "wrong.csv", table);
    ask.merge_names = Some(names.path.clone());
    has(&ask.bad(), &["wrong.csv", "row 3, name", "Bern", "Chur"]);
    let table = "name,people\nVaduz,-1\nVaduz,2\nPlanken,x\n";
    let names = Ask::text(LayerKind::Communities, "wrong.csv", table);
    ask.merge_names = Some(names.path.clone());
    has(&ask.bad(), &["wrong.csv", "row 2, people: -1", "row 4, people: \"x\""]);
}

#[test]
fn facilities_are_told_by_their_tags() {
    let path = demo();
    let mut ask = Ask::of(LayerKind::Facilities, path);
    ask.complete = vec!["kindergarten".to_owned(), "bus_stop".to_owned()];
    let layer = ask.good();
    let held: Vec<_> = layer
        .held
        .iter()
        .filter(|h| h.complete)
        .map(|h| h.category.as_str())
        .collect();
    assert_eq!(held, ["bus_stop", "kindergarten"]);
    says(&layer.outcome.warnings, &["-/category", "were not found"]);
    let Records::Facilities(rows) = layer.records else {
        unreachable!("facilities were asked for")
    };
    let count = |key: &str| {
        rows.iter()
            .filter(|r| r.functions.iter().any(|f| f.category == key))
            .count()
    };
    for (key, least) in [
        ("kindergarten", 5),
        ("pharmacy", 1),
        ("school_unspecified", 5),
        ("sports_ground_medium", 1),
    ] {
        assert!(count(key) >= least, "{key}: {}", count(key));
    }
    let codes: std::collections::BTreeSet<_> = rows
        .iter()
        .filter_map(|r| r.code.as_ref())
        .map(|c| c.value.clone())
        .collect();
    assert_eq!(codes.len(), rows.len(), "each element once");
}

#[test]
fn the_other_layers_of_an_extract() {
    let path = demo();
    let buildings = Ask::of(LayerKind::Buildings, &path).good();
    let Records::Buildings(rows) = &buildings.records else {
        unreachable!("buildings were asked for")
    };
    assert!(rows.len() > 3700 && rows.len() < 3760, "{}", rows.len());
    assert!(rows.iter().filter(|b| b.dwelling).count() > 3000);
    for kind in [LayerKind::Land, LayerKind::Streets, LayerKind::Hamlets] {
        let layer = Ask::of(kind, &path).good();
        assert!(layer.records.len() > 10, "{kind:?}: {}", layer.records.len());
    }
    assert!(matches!(
        Ask::of(LayerKind::Population, &path).bad(),
        ImportError::KindNotInFormat { .. }
    ));
}

#[test]
fn a_cut_off_extract_is_told() {
    let path = demo();
    let whole = std::fs::read(path).expect("readable");
    for keep in [200, whole.len() / 3, whole.len() - 1, whole.len() - 4000] {
        let error = Ask::text(LayerKind::Communities, "cut.osm.pbf", &whole[..keep]).bad();
        assert!(matches!(error, ImportError::Damaged { .. }), "{keep}: {error}");
        has(&error, &["cut.osm.pbf"]);
    }
}

#[test]
fn the_same_extract_gives_the_same_rows() {
    let path = demo();
    for kind in [LayerKind::Facilities, LayerKind::Buildings, LayerKind::Streets] {
        assert_eq!(Ask::of(kind, &path).good(), Ask::of(kind, &path).good());
    }
}

#[test]
fn levels_that_are_not_there_are_answered_with_those_that_are() {
    for layer in ["admin_level=5", "wards"] {
        let error = Ask::of(LayerKind::Communities, demo()).layer(layer).bad();
        assert!(matches!(error, ImportError::AdminLevel { .. }), "{error}");
        has(
            &error,
            &["liechtenstein-2013-08-03.osm.pbf", layer, "8 (22 boundaries)"],
        );
    }
}

#[test]
fn foreign_boundaries_that_the_extract_cuts_through_are_left_out_and_listed() {
    let layer = Ask::of(LayerKind::Communities, demo()).good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (22, 11));
    says(
        &layer.outcome.rejected,
        &[
            "relation 15 (Feldkirch)/geometry",
            "4 member ways are missing from the extract",
        ],
    );
    let names = Ask::text(
        LayerKind::Communities,
        "names.csv",
        "name,people\nVaduz,5229\nFeldkirch,30000\n",
    );
    let mut ask = Ask::of(LayerKind::Communities, demo());
    ask.merge_names = Some(names.path.clone());
    let error = ask.bad();
    assert!(
        matches!(error, ImportError::Rows { .. }),
        "a wanted one is broken: {error}"
    );
    has(&error, &["relation 15 (Feldkirch)", "missing from the extract"]);
}

#[test]
fn a_park_is_entered_where_a_path_meets_it_and_a_school_by_its_gate_and_a_clinic_by_its_entrance() {
    let node = |id: i64, lon: f64, lat: f64, tags: &str| {
        format!("<node id=\"{id}\" lat=\"{lat}\" lon=\"{lon}\">{tags}</node>")
    };
    let tag = |key: &str, value: &str| format!("<tag k=\"{key}\" v=\"{value}\"/>");
    let way = |id: i64, refs: &[i64], tags: &str| {
        let refs: Vec<String> = refs.iter().map(|id| format!("<nd ref=\"{id}\"/>")).collect();
        let refs = refs.concat();
        format!("<way id=\"{id}\">{refs}{tags}</way>")
    };
    let square = |first: i64, west: f64, tags: [&str; 2]| {
        let corners = [
            (west, 47.0),
            (west + 0.002, 47.0),
            (west + 0.002, 47.002),
            (west, 47.002),
        ];
        corners
            .iter()
            .zip(first..)
            .map(|((lon, lat), id)| {
                node(
                    id,
                    *lon,
                    *lat,
                    if id == first {
                        tags[0]
                    } else if id == first + 1 {
                        tags[1]
                    } else {
                        ""
                    },
                )
            })
            .collect::<String>()
    };
    let gate = tag("barrier", "gate");
    let private = tag("barrier", "gate") + &tag("access", "private");
    let text = [
        "<osm version=\"0.6\">".to_owned(),
        square(1, 9.50, ["", ""]),
        square(11, 9.51, [&gate, &private]),
        square(21, 9.52, [&tag("entrance", "main"), &gate]),
        node(31, 9.499, 47.0, ""),
        way(1, &[1, 2, 3, 4, 1], &(tag("leisure", "park") + &tag("name", "park"))),
        way(
            2,
            &[11, 12, 13, 14, 11],
            &(tag("amenity", "school") + &tag("name", "school")),
        ),
        way(
            3,
            &[21, 22, 23, 24, 21],
            &(tag("amenity", "clinic") + &tag("name", "clinic") + &tag("building", "yes")),
        ),
        way(4, &[31, 1], &tag("highway", "footway")),
        way(5, &[31, 3], &tag("highway", "motorway")),
        "</osm>".to_owned(),
    ];
    let layer = Ask::text(LayerKind::Facilities, "ways-in.osm", text.concat()).good();
    let Records::Facilities(sites) = layer.records else {
        unreachable!("facilities were asked for");
    };
    let doors = |name: &str| {
        let site = sites.iter().find(|site| site.name == name).expect("it is a facility");
        site.entrances
            .iter()
            .map(|door| (door.lon, door.lat))
            .collect::<Vec<_>>()
    };
    assert_eq!(doors("park"), [(9.50, 47.0)]);
    assert_eq!(doors("school"), [(9.51, 47.0)]);
    assert_eq!(doors("clinic"), [(9.52, 47.0)]);
}

#[test]
fn capacity_is_what_a_place_says_as_capacity_else_as_beds() {
    let place = |id: i64, kind: &str, more: &[(&str, &str)]| {
        let tags: Vec<String> = [("amenity", kind), ("name", kind)]
            .iter()
            .chain(more)
            .map(|(key, value)| format!("<tag k=\"{key}\" v=\"{value}\"/>"))
            .collect();
        let tags = tags.concat();
        format!("<node id=\"{id}\" lat=\"47.0\" lon=\"9.5{id}\">{tags}</node>")
    };
    let text = [
        "<osm version=\"0.6\">".to_owned(),
        place(1, "kindergarten", &[("capacity", "45"), ("beds", "3")]),
        place(2, "nursing_home", &[("beds", "120")]),
        place(3, "pharmacy", &[("capacity", "many")]),
        "</osm>".to_owned(),
    ];
    let layer = Ask::text(LayerKind::Facilities, "rooms.osm", text.concat()).good();
    let Records::Facilities(sites) = layer.records else {
        unreachable!("facilities were asked for");
    };
    let capacities: Vec<(&str, Option<f64>)> = sites
        .iter()
        .map(|site| (site.name.as_str(), site.functions[0].capacity))
        .collect();
    assert_eq!(
        capacities,
        [
            ("kindergarten", Some(45.0)),
            ("nursing_home", Some(120.0)),
            ("pharmacy", None)
        ]
    );
}
