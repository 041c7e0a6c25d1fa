//! Communities, good and bad.

use super::*;
use crate::domain::community::{CommitteeType, PopulationBasis};
use crate::domain::ids::SourceCode;
use crate::domain::record::{CommunityRecord, Records};
use crate::units::Persons;
use geo::{Area, Winding};

fn rows(layer: ImportedLayer) -> Vec<CommunityRecord> {
    match layer.records {
        Records::Communities(rows) => rows,
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

fn geojson(features: &[(&str, &str)]) -> Ask {
    Ask::text(LayerKind::Communities, "towns.geojson", collection(features))
}

#[test]
fn a_roster_in_chinese() {
    let ground = square(101.54, 25.04);
    let properties = r#""统计用区划代码":"532301001201","名称":"西山村","户籍人口":"1,310","常住人口（人）":1200,"户数":400,
        "城乡分类代码":"220","上级代码":"532301001000;532301""#;
    let layer = geojson(&[(properties, &ground)]).good();
    let rows = rows(layer);
    let row = &rows[0];
    assert_eq!(row.code, Some(SourceCode::guess("532301001201")));
    assert_eq!(row.name, "西山村");
    assert_eq!(row.committee_type, Some(CommitteeType::Villagers), "told from the code");
    assert_eq!(row.urban_rural_class, Some(220));
    assert_eq!(row.parents.len(), 2);
    assert_eq!(row.households, Some(400));
    let counted: Vec<_> = row.populations.iter().map(|p| (p.basis, p.people)).collect();
    assert_eq!(
        counted,
        [
            (PopulationBasis::Usual, Persons::whole(1200)),
            (PopulationBasis::Registered, Persons::whole(1310))
        ]
    );
}

#[test]
fn the_roster_comes_before_the_code() {
    let ground = square(101.54, 25.04);
    let properties = r#""code":"532301001201","name":"a","committee_type":"居委会","people":5,"population_basis":"户籍","as_of":"2020""#;
    let rows = rows(geojson(&[(properties, &ground)]).good());
    assert_eq!(rows[0].committee_type, Some(CommitteeType::Residents));
    assert_eq!(rows[0].populations[0].basis, PopulationBasis::Registered);
    assert_eq!(rows[0].populations[0].as_of.as_deref(), Some("2020"));
}

#[test]
fn every_wrong_row_is_told_and_nothing_goes_in() {
    let ground = square(101.54, 25.04);
    let error = geojson(&[
        (r#""code":"1","name":"a","people":"-5""#, &ground),
        (r#""code":"2","name":"b","people":"many""#, &ground),
        (r#""code":"3","name":"","people":"7","households":1.5"#, &ground),
        (r#""code":"1","name":"d","people":"7""#, &ground),
        (
            r#""code":"5.32E+11","name":"e","people":"7","committee_type":"club","urban_rural_class":"7""#,
            &ground,
        ),
        (r#""code":"6","name":"f","people":"7""#, &point(1.0, 2.0)),
        (r#""code":"7","name":"g","people":"7""#, &ground),
        (r#""code":"7","name":"h","people":"7""#, &ground),
        (r#""code":"7","name":"i","people":"7""#, &ground),
        (r#""code":"8","name":"j","people":"7""#, "null"),
    ])
    .bad();
    let ImportError::Rows { problems, .. } = &error else {
        unreachable!("{error}")
    };
    for words in [
        ["1/people", "-5 is below zero"],
        ["2/people", "\"many\" is not a number"],
        ["3/name", "empty"],
        ["3/households", "1.5 is not a whole number"],
        ["5/code", "spreadsheet"],
        ["5/committee_type", "club"],
        ["5/urban_rural_class", "7"],
        ["6/geometry", "it is a Point"],
        ["8/code", "7 stands in row 7 already"],
        ["9/code", "7 stands in row 7 already"],
        ["10/geometry", "no geometry"],
    ] {
        says(problems, &words);
    }
    has(&error, &["towns.geojson", "whole or not at all", "row 2, people"]);
}

#[test]
fn duplicate_codes_are_all_listed() {
    let ground = square(101.54, 25.04);
    let error = geojson(&[
        (r#""code":"7","name":"g""#, &ground),
        (r#""code":"8","name":"h""#, &ground),
        (r#""code":"7","name":"i""#, &ground),
        (r#""code":"8","name":"j""#, &ground),
    ])
    .bad();
    let ImportError::Rows { problems, .. } = &error else {
        unreachable!("{error}")
    };
    assert_eq!(
        told(problems),
        ["3/code: 7 stands in row 1 already", "4/code: 8 stands in row 2 already"]
    );
}

#[test]
fn codes_that_are_numbers_become_texts_with_a_word() {
    let ground = square(101.54, 25.04);
    let layer = geojson(&[
        (r#""code":532301001001,"name":"a""#, &ground),
        (r#""code":532301001002.0,"name":"a""#, &ground),
    ])
    .good();
    says(&layer.outcome.warnings, &["-/code", "holds numbers"]);
    says(
        &layer.outcome.warnings,
        &["-/name", "2 communities are called a: rows 1, 2"],
    );
    let codes: Vec<_> = rows(layer)
        .into_iter()
        .filter_map(|r| r.code)
        .map(|c| c.value)
        .collect();
    assert_eq!(codes, ["532301001001", "532301001002"]);
}

#[test]
fn rings_are_mended_and_told() {
    let open =
        r#"{"type":"Polygon","coordinates":[[[101.5,25.0],[101.5,25.1],[101.6,25.1],[101.6,25.1],[101.6,25.0]]]}"#;
    let bow =
        r#"{"type":"Polygon","coordinates":[[[101.7,25.0],[101.71,25.01],[101.71,25.0],[101.7,25.01],[101.7,25.0]]]}"#;
    let layer = geojson(&[(r#""name":"open""#, open), (r#""name":"bow""#, bow)]).good();
    says(&layer.outcome.warnings, &["1/geometry", "not closed: closed"]);
    says(
        &layer.outcome.warnings,
        &["2/geometry", "not valid", "repaired", "m² became"],
    );
    for row in rows(layer) {
        assert!(row.boundary.signed_area() > 0.0);
        assert!(row.boundary.0.iter().all(|p| p.exterior().is_ccw()));
    }
}

#[test]
fn a_ring_without_ground_and_a_coordinate_that_is_none_refuse_the_file() {
    let flat = r#"{"type":"Polygon","coordinates":[[[101.5,25.0],[101.6,25.1],[101.5,25.0]]]}"#;
    let endless = r#"{"type":"Polygon","coordinates":[[[101.5,25.0],[1e999,25.1],[101.6,25.1],[101.5,25.0]]]}"#;
    let error = geojson(&[
        (r#""name":"a""#, &square(101.5, 25.0)),
        (r#""name":"flat""#, flat),
        (r#""name":"endless""#, endless),
    ])
    .bad();
    has(
        &error,
        &[
            "row 2, geometry: it has no ground",
            "row 3, geometry: a coordinate is not a finite number",
        ],
    );
}

#[test]
fn a_name_is_needed() {
    let error = geojson(&[(r#""mc":"a""#, &square(101.5, 25.0))]).bad();
    assert!(matches!(error, ImportError::FieldMissing { .. }));
    has(
        &error,
        &["towns.geojson", "name", "名称", "columns are mc", "--map name=COLUMN"],
    );
    assert!(
        geojson(&[(r#""mc":"a""#, &square(101.5, 25.0))])
            .map("name", "mc")
            .read()
            .is_ok()
    );
    let error = geojson(&[(r#""mc":"a""#, &square(101.5, 25.0))])
        .map("name", "title")
        .bad();
    has(&error, &["\"title\"", "mc"]);
    let error = geojson(&[(r#""mc":"a""#, &square(101.5, 25.0))])
        .map("title", "mc")
        .bad();
    has(&error, &["communities", "\"title\"", "households"]);
}
