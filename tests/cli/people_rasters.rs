//! People out of rasters: every cell cut along the borders, nobody lost and nobody counted twice.

use std::path::Path;

use crate::harness::{Desk, fixture};
use crate::raster_files::{Tiff, ascii_grid};

const TOWN: (f64, f64) = (500_000.0, 3_300_000.0);

/// The toy town's three communities and nothing else: 甲 and 乙 of 1 km2 each side by side, 丙 of 2 km2 north of both.
fn communities() -> Desk {
    let desk = Desk::new();
    desk.import(
        "communities",
        &fixture("toy_town/communities.geojson"),
        &["--crs", "EPSG:4547"],
    )
    .expect_success();
    desk
}

fn json(desk: &Desk, file: &Path, more: &[&str]) -> serde_json::Value {
    let mut arguments = vec!["--format", "json"];
    arguments.extend(more);
    let ran = desk.import("population", file, &arguments).expect_success();
    serde_json::from_str(&ran.out).expect("one JSON object")
}

/// Millionths of people by community.
fn by_community(desk: &Desk) -> Vec<(String, i64)> {
    desk.rows("SELECT parent_code, sum(micro_people) FROM population GROUP BY parent_code ORDER BY parent_code")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].parse().expect("a number")))
        .collect()
}

#[test]
fn cells_are_cut_along_borders_and_add_up_again() {
    let desk = communities();
    // Three by three cells of 800 m from (-200, -200) on. Worked out by hand, in parts of 800 m:
    // columns: [-200, 600], [600, 1400], [1400, 2200]; rows from the south the same.
    let rows: [&[&str]; 3] = [&["70", "0", "9"], &["0", "1000", "0"], &["160", "7", "320.5"]];
    let file = ascii_grid(
        &desk,
        "people.asc",
        (TOWN.0 - 200.0, TOWN.1 - 200.0),
        800.0,
        &rows,
        Some("-1"),
    );
    let report = json(
        &desk,
        &file,
        &["--crs", "EPSG:4547", "--basis", "registered", "--as-of", "2020"],
    );
    assert_eq!(
        (report["read"].as_u64(), report["accepted"].as_u64()),
        (Some(9), Some(6))
    );
    assert_eq!(report["total_people"].as_f64(), Some(1566.5));
    // South-west, 160 people: 600 x 600 of 800 x 800 in 甲. South, 7: a quarter of its height outside, the rest halved.
    // South-east, 320.5: 600 x 600 in 乙. Middle, 1000: 400 x 400 in 甲 and 乙 each, the upper half in 丙.
    // North-west, 70: 600 x 600 in 丙; north-east, 9: 600 x 600 in 丙.
    let expected = [
        ("420101001001", 160.0 * 0.5625 + 7.0 * 0.375 + 250.0),
        ("420101001002", 320.5 * 0.5625 + 7.0 * 0.375 + 250.0),
        ("420101001201", 500.0 + 79.0 * 0.5625),
    ];
    for ((code, people), (wanted_code, wanted)) in by_community(&desk).iter().zip(expected) {
        assert_eq!(code, wanted_code);
        assert!(
            (*people as f64 / 1e6 - wanted).abs() < 1e-5,
            "{code}: {people}, not {wanted}"
        );
    }
    let (kept, outside) = (&report["kept_people"], &report["outside_people"]);
    let sum = kept.as_f64().expect("a number") + outside.as_f64().expect("a number");
    assert!((sum - 1566.5).abs() < 1e-9, "{report}");
    let in_table: i64 = by_community(&desk).iter().map(|(_, people)| people).sum();
    assert!(
        (kept.as_f64().expect("a number") * 1e6 - in_table as f64).abs() < 0.5,
        "{report}"
    );
    let all = desk.rows("SELECT DISTINCT population_basis, source, as_of FROM population");
    assert_eq!(all, [["registered", "people.asc", "2020"]]);
    // A piece is somewhere in its own community, and its people no farther away than the piece reaches.
    let far = desk.rows("SELECT max(position_accuracy_m), min(position_accuracy_m) FROM population");
    let farthest: f64 = far[0][0].parse().expect("a number");
    assert!(farthest <= 566.0, "half of a cell's diagonal: {farthest}");
    // And they are the people of an assessment.
    let document = desk.assess("service-15");
    assert!(document.to_string().contains("people.asc"));
}

#[test]
fn every_cell_is_kept_to_the_millionth_whatever_its_numbers() {
    let desk = communities();
    let tiff = Tiff::in_town((TOWN.0 - 333.3, TOWN.1 + 2_222.2), 77.7, (40, 40));
    let people = |column: usize, row: usize| ((column * 31 + row * 17) % 23) as f32 / 7.0;
    tiff.write(&desk.path("people.tif"), people);
    let report = json(&desk, &desk.path("people.tif"), &[]);
    // Each cell is rounded once, to whole millionths.
    let cells = (0..40).flat_map(|row| (0..40).map(move |column| (column, row)));
    let total: i64 = cells
        .map(|(column, row)| (f64::from(people(column, row)) * 1e6).round() as i64)
        .sum();
    let micro = |key: &str| (report[key].as_f64().expect("a number") * 1e6).round() as i64;
    assert_eq!(micro("total_people"), total);
    assert_eq!(micro("kept_people") + micro("outside_people"), total);
    let kept: i64 = by_community(&desk).iter().map(|(_, people)| people).sum();
    assert_eq!(kept, micro("kept_people"));
    assert!(report["cut_cells"].as_u64().is_some_and(|cut| cut > 100), "{report}");
    // The same file gives the same rows.
    let rows = || desk.rows("SELECT id, hex(geom), parent_code, micro_people FROM population ORDER BY id");
    let before = rows();
    json(&desk, &desk.path("people.tif"), &[]);
    assert_eq!(before, rows());
}

#[test]
fn densities_are_people_by_the_true_area_of_a_cell() {
    let desk = communities();
    // In degrees: 60 people per square kilometre everywhere, so 60 for each of the town's 4 square kilometres.
    let tiff = Tiff {
        crs: Some(4490),
        transform: Some([113.99, 0.000_5, 0.0, 29.84, 0.0, -0.000_5]),
        ..Tiff::in_town(TOWN, 1.0, (80, 80))
    };
    tiff.write(&desk.path("density.tif"), |_, _| 60.0_f32);
    let report = json(&desk, &desk.path("density.tif"), &["--unit", "per-km2"]);
    let kept = report["kept_people"].as_f64().expect("a number");
    assert!((kept - 240.0).abs() < 0.01, "{kept}");
    for ((code, people), wanted) in by_community(&desk).iter().zip([60.0, 60.0, 120.0]) {
        assert!((*people as f64 / 1e6 - wanted).abs() < 0.005, "{code}: {people}");
    }
    desk.import("population", &desk.path("density.tif"), &["--unit", "feet"])
        .expect_refusal(1, &["per-cell or per-km2"]);
    desk.import("elevation", &desk.path("density.tif"), &["--unit", "per-km2"])
        .expect_refusal(1, &["units of people"]);
}

#[test]
fn negative_cells_refuse_the_file_and_are_listed_with_their_places() {
    let desk = communities();
    let rows: [&[&str]; 3] = [&["1", "-7", "1"], &["1", "1", "1"], &["1", "1", "-0.5"]];
    let file = ascii_grid(&desk, "people.asc", (TOWN.0, TOWN.1), 500.0, &rows, None);
    let before = desk.workspace_bytes();
    desk.import("population", &file, &["--crs", "EPSG:4547"])
        .expect_refusal(
            1,
            &[
                "people.asc",
                "nothing was changed",
                "row 1, column 2, field people: -7 is less than nobody",
                "row 3, column 3",
                "-0.5",
                "--no-data",
            ],
        );
    assert_eq!(before, desk.workspace_bytes());
    // The same as a layer of problems, each at its place.
    desk.import("population", &file, &["--crs", "EPSG:4547", "--report", "problems.csv"])
        .expect_refusal(1, &["nothing was changed"]);
    let problems = std::fs::read_to_string(desk.path("problems.csv")).expect("it was written");
    assert!(
        problems.contains("-7 is less than nobody") && problems.contains("114.00"),
        "{problems}"
    );
    let report = json(&desk, &file, &["--crs", "EPSG:4547", "--skip-rejected"]);
    assert_eq!(
        (report["total_people"].as_f64(), report["accepted"].as_u64()),
        (Some(7.0), Some(7))
    );
    let report = json(
        &desk,
        &file,
        &["--crs", "EPSG:4547", "--no-data", "-7", "--skip-rejected"],
    );
    assert_eq!(report["rejected"].as_array().map(Vec::len), Some(1));
    // The number that the file declares is no negative cell.
    let file = ascii_grid(&desk, "people.asc", (TOWN.0, TOWN.1), 500.0, &rows, Some("-7"));
    let ran = desk
        .import("population", &file, &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["row 3, column 3"]);
    assert!(!ran.err.contains("row 1"), "{}", ran.err);
}

#[test]
fn without_communities_cells_are_kept_whole_and_that_is_said() {
    let desk = Desk::new();
    Tiff::in_town((TOWN.0, TOWN.1), 100.0, (3, 3)).write(&desk.path("people.tif"), |column, _| column as u8);
    let report = json(&desk, &desk.path("people.tif"), &["--accuracy", "70"]);
    assert_eq!(
        (report["kept_people"].as_f64(), report["points"].as_u64()),
        (Some(9.0), Some(6))
    );
    assert!(
        report["warnings"].to_string().contains("no communities yet"),
        "{report}"
    );
    assert_eq!(
        desk.rows("SELECT DISTINCT position_accuracy_m FROM population"),
        [["70.0"]]
    );
}

#[test]
fn people_of_another_place_are_refused() {
    let desk = communities();
    Tiff::in_town((TOWN.0 + 50_000.0, TOWN.1), 100.0, (3, 3)).write(&desk.path("far.tif"), |_, _| 5_u8);
    desk.import("population", &desk.path("far.tif"), &[])
        .expect_refusal(1, &["does not cover the communities at all"]);
    Tiff::in_town((TOWN.0, TOWN.1 + 1_000.0), 100.0, (3, 3)).write(&desk.path("none.tif"), |_, _| 0_u8);
    desk.import("population", &desk.path("none.tif"), &[])
        .expect_refusal(1, &["not one of its cells holds people"]);
    // The town in its corner, everybody elsewhere.
    Tiff::in_town((TOWN.0 + 1_950.0, TOWN.1 + 1_000.0), 100.0, (3, 3))
        .write(&desk.path("beside.tif"), |column, _| if column == 2 { 5_u8 } else { 0 });
    desk.import("population", &desk.path("beside.tif"), &[])
        .expect_refusal(1, &["nobody in it lives within a community"]);
    Tiff::in_town((TOWN.0, TOWN.1 + 1_000.0), 100.0, (3, 3)).write(&desk.path("void.tif"), |_, _| 3.4e38_f32);
    desk.import("population", &desk.path("void.tif"), &[])
        .expect_refusal(1, &["more people than live on earth", "column 1, row 1", "--no-data"]);
    desk.import("population", &desk.path("none.tif"), &["--update"])
        .expect_refusal(1, &["no codes", "--append"]);
}

/// Everybody, elderly and minors in the same nine cells of 800 m.
fn with_groups(desk: &Desk, elderly: &[&[&str]]) -> [std::path::PathBuf; 3] {
    let corner = (TOWN.0 - 200.0, TOWN.1 - 200.0);
    let everybody: [&[&str]; 3] = [&["70", "0", "9"], &["0", "1000", "0"], &["160", "7", "320.5"]];
    let minors: [&[&str]; 3] = [&["0", "0", "0"], &["0", "100", "0"], &["16", "0", "32.05"]];
    [
        ascii_grid(desk, "people.asc", corner, 800.0, &everybody, Some("-1")),
        ascii_grid(desk, "old.asc", corner, 800.0, elderly, Some("-1")),
        ascii_grid(desk, "young.asc", corner, 800.0, &minors, Some("-1")),
    ]
}

const ELDERLY: [&[&str]; 3] = [&["7", "3", "0"], &["0", "250", "0"], &["40", "-1", "80.125"]];

#[test]
fn groups_of_the_people_come_in_their_own_rasters() {
    let desk = communities();
    let [everybody, old, young] = with_groups(&desk, &ELDERLY);
    let (old, young) = (
        format!("elderly={}", old.display()),
        format!("minors={}", young.display()),
    );
    let asked = ["--crs", "EPSG:4547", "--group", &old, "--group", &young];
    let report = json(&desk, &everybody, &asked);
    // A quarter of the people of the middle cell and of the lower corners are elderly, wherever their cells are cut; of the seven nobody knows.
    let rows = desk.rows(
        "SELECT round(max(abs(micro_elderly * 4 - micro_people))), count(*) FROM population WHERE micro_elderly > 0 AND micro_people > 7000000 AND micro_elderly * 5 > micro_people",
    );
    assert!(rows[0][0].parse::<f64>().expect("a number") <= 4.0, "{rows:?}");
    let unknown = desk.rows("SELECT sum(micro_people), count(micro_elderly), count(micro_minors), count(*) FROM population WHERE micro_elderly IS NULL");
    assert_eq!(unknown[0][1..3], ["0".to_owned(), unknown[0][3].clone()]);
    // Three quarters of that cell lie in the town.
    assert_eq!(unknown[0][0], "5250000");
    let sums = desk.rows("SELECT sum(micro_people), sum(micro_elderly), sum(micro_minors) FROM population");
    let sum = |column: usize| sums[0][column].parse::<f64>().expect("a number") / 1e6;
    assert_eq!(report["kept_people"].as_f64(), Some(sum(0)));
    let groups = report["groups"].as_array().expect("a list");
    assert_eq!(
        (groups[0]["group"].as_str(), groups[0]["source"].as_str()),
        (Some("elderly"), Some("old.asc"))
    );
    assert_eq!(
        (groups[0]["kept_people"].as_f64(), groups[1]["kept_people"].as_f64()),
        (Some(sum(1)), Some(sum(2)))
    );
    assert_eq!(
        (
            groups[0]["uncounted_cells"].as_u64(),
            groups[1]["uncounted_cells"].as_u64()
        ),
        (Some(1), Some(0))
    );
    // Three where nobody lives are told, and that one cell says nothing.
    let said = report["warnings"].to_string();
    assert!(
        said.contains("old.asc: 3 elderly are in cells in which people.asc has nobody"),
        "{said}"
    );
    assert!(
        said.contains("1 cells with people don't say how many of them are elderly"),
        "{said}"
    );
    // Without a group the same people are other data.
    let words = || desk.rows("SELECT crs FROM inputs WHERE kind = 'population'")[0][0].clone();
    let before = words();
    assert!(before.contains("elderly of old.asc ("), "{before}");
    json(&desk, &everybody, &["--crs", "EPSG:4547"]);
    assert_ne!(words(), before);
    assert_eq!(desk.rows("SELECT count(micro_elderly) FROM population"), [["0"]]);
}

#[test]
fn groups_meet_their_people_cell_by_cell_across_the_blocks_that_rasters_are_read_in() {
    let desk = communities();
    // The town lies about column 4096 and row 256, where blocks end. Of everybody all cells are looked at, of groups only those round the town.
    let corner = (TOWN.0 - 4050.0 * 20.0, TOWN.1 + 2_000.0 + 200.0 * 20.0);
    let raster = || Tiff::in_town(corner, 20.0, (4_300, 320));
    let lived_in = |column: usize, row: usize| (column + 3 * row).is_multiple_of(7);
    let people = |column: usize, row: usize| (column % 11 + row % 13 + 1) as u8;
    let of_the_lived_in = |share: u8| {
        move |column: usize, row: usize| {
            if lived_in(column, row) {
                people(column, row) * share
            } else {
                0
            }
        }
    };
    raster().write(&desk.path("all.tif"), of_the_lived_in(8));
    raster().write(&desk.path("old.tif"), of_the_lived_in(2));
    raster().write(&desk.path("young.tif"), of_the_lived_in(1));
    let group = |word: &str, file: &str| format!("{word}={}", desk.path(file).display());
    let (old, young) = (group("elderly", "old.tif"), group("minors", "young.tif"));
    let report = json(&desk, &desk.path("all.tif"), &["--group", &old, "--group", &young]);
    let rows = desk.rows(
        "SELECT count(*) > 1000, max(abs(micro_elderly * 4 - micro_people)) <= 4, max(abs(micro_minors * 8 - micro_people)) <= 8, count(*) - count(micro_elderly) FROM population",
    );
    assert_eq!(rows, [["1", "1", "1", "0"]]);
    for group in report["groups"].as_array().expect("a list") {
        assert_eq!(group["uncounted_cells"], 0);
    }
}

#[test]
fn a_group_that_can_not_be_of_these_people_is_refused() {
    let desk = communities();
    let more: [&[&str]; 3] = [&["7", "3", "0"], &["0", "250", "0"], &["40", "8", "80.125"]];
    let [everybody, old, _] = with_groups(&desk, &more);
    let old = format!("elderly={}", old.display());
    let before = desk.workspace_bytes();
    let asked = ["--crs", "EPSG:4547", "--group", &old];
    desk.import("population", &everybody, &asked)
        .expect_refusal(1, &["people.asc", "row 3, column 2", "8 of only 7 people (old.asc)"]);
    // The same numbers 100 m off, and a raster of another place.
    for (corner, words) in [
        (
            (TOWN.0 - 100.0, TOWN.1 - 200.0),
            "its cells are not those of the raster of everybody",
        ),
        ((TOWN.0 + 90_000.0, TOWN.1), "does not cover the communities"),
    ] {
        let off = ascii_grid(&desk, "off.asc", corner, 800.0, &ELDERLY, Some("-1"));
        let off = format!("elderly={}", off.display());
        desk.import("population", &everybody, &["--crs", "EPSG:4547", "--group", &off])
            .expect_refusal(1, &["off.asc", words]);
    }
    desk.import("elevation", &everybody, &asked)
        .expect_refusal(1, &["heights have no groups"]);
    desk.import(
        "population",
        &everybody,
        &["--crs", "EPSG:4547", "--group", &old, "--group", &old],
    )
    .expect_refusal(1, &["--group elderly is given twice"]);
    desk.import("population", &everybody, &["--group", "children=x.tif"])
        .expect_refusal(2, &["elderly, minors and disabled"]);
    assert_eq!(before, desk.workspace_bytes());
    let report = json(
        &desk,
        &everybody,
        &["--crs", "EPSG:4547", "--group", &old, "--skip-rejected"],
    );
    assert_eq!(report["groups"][0]["uncounted_cells"].as_u64(), Some(1));
    assert_eq!(
        desk.rows("SELECT sum(micro_people) FROM population WHERE micro_elderly IS NULL"),
        [["5250000"]]
    );
}
