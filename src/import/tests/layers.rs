//! Hamlets, population, buildings, land and streets.

use super::*;
use crate::domain::land_use::LandUseStandard;
use crate::domain::record::Records;
use crate::units::Persons;

#[test]
fn a_hamlet_may_be_without_people_and_a_population_point_may_not() {
    let text = "name,people,lon,lat,所属社区代码\na,12.5,101.5,25,532301001001\nb,,101.6,25,\nc,x,101.6,25,\n";
    let layer = Ask::text(LayerKind::Hamlets, "h.csv", text).crs("EPSG:4490").good();
    assert_eq!(layer.outcome.accepted, 2);
    says(&layer.outcome.rejected, &["4/people", "\"x\""]);
    let Records::Hamlets(rows) = layer.records else {
        unreachable!("hamlets were asked for")
    };
    assert_eq!(rows[0].people, Some(Persons(12_500_000)));
    assert_eq!(rows[0].parent_code.as_deref(), Some("532301001001"));
    assert_eq!(rows[1].people, None);
    let layer = Ask::text(LayerKind::Population, "p.csv", text).crs("EPSG:4490").good();
    assert_eq!(layer.outcome.accepted, 1);
    says(&layer.outcome.rejected, &["3/people", "empty"]);
    let error = Ask::text(LayerKind::Population, "p.csv", "lon,lat\n101.5,25\n")
        .crs("EPSG:4490")
        .bad();
    assert!(matches!(error, ImportError::FieldMissing { .. }));
}

#[test]
fn cells_with_people_are_points_inside_them() {
    let text = collection(&[(r#""population":7"#, &square(101.5, 25.0))]);
    let Records::Population(rows) = Ask::text(LayerKind::Population, "p.geojson", text).good().records else {
        unreachable!("population was asked for")
    };
    assert!((rows[0].point.lon - 101.505).abs() < 1e-9);
    assert_eq!(rows[0].people, Some(Persons::whole(7)));
}

#[test]
fn buildings_with_levels_and_use() {
    let ground = square(101.5, 25.0);
    let text = collection(&[
        (r#""层数":"6","用途":"住宅""#, &ground),
        (r#""层数":null,"用途":"厂房""#, &ground),
        (r#""层数":"-2","用途":"住宅""#, &ground),
    ]);
    let layer = Ask::text(LayerKind::Buildings, "b.geojson", text).good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (3, 2));
    says(&layer.outcome.rejected, &["3/levels", "below zero"]);
    let Records::Buildings(rows) = layer.records else {
        unreachable!("buildings were asked for")
    };
    assert_eq!((rows[0].levels, rows[0].dwelling), (Some(6.0), true));
    assert_eq!((rows[1].levels, rows[1].dwelling), (None, false));
    let text = collection(&[(r#""id":1"#, &ground)]);
    let layer = Ask::text(LayerKind::Buildings, "b.geojson", text).good();
    says(&layer.outcome.warnings, &["people may live in all of them"]);
}

#[test]
fn only_residential_land_goes_in() {
    let ground = square(101.5, 25.0);
    let text = collection(&[
        (r#""用地性质":"二类居住用地""#, &ground),
        (r#""用地性质":"工业用地""#, &ground),
    ]);
    let layer = Ask::text(LayerKind::Land, "l.geojson", text).good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (1, 1));
    says(&layer.outcome.warnings, &["not residential", "工业用地", "(1)"]);
    let text = collection(&[(r#""用地性质":"工业用地""#, &ground)]);
    let error = Ask::text(LayerKind::Land, "l.geojson", text).bad();
    has(&error, &["工业用地"]);
}

#[test]
fn streets_in_parts_are_several_lines_of_one_row() {
    let parts = r#"{"type":"MultiLineString","coordinates":[[[101.5,25],[101.6,25]],[[101.7,25],[101.8,25]]]}"#;
    let text = collection(&[
        (r#""highway":"footway","name":"人民路""#, parts),
        (r#""highway":"rail""#, parts),
    ]);
    let layer = Ask::text(LayerKind::Streets, "s.geojson", text).good();
    assert_eq!((layer.outcome.accepted, layer.records.len()), (2, 4));
    says(&layer.outcome.warnings, &["rail", "minor"]);
    let Records::Streets(rows) = layer.records else {
        unreachable!("streets were asked for")
    };
    assert_eq!((rows[0].class.as_str(), rows[0].name.as_str()), ("path", "人民路"));
}

#[test]
fn codes_of_land_use_need_their_standard() {
    let text = collection(&[
        (r#""地类编码":"0702""#, &square(101.5, 25.0)),
        (r#""地类编码":"0703""#, &square(101.6, 25.0)),
    ]);
    let mut ask = Ask::text(LayerKind::Land, "a.geojson", text).map("land_use", "地类编码");
    has(
        &ask.bad(),
        &[
            "a.geojson",
            "0702 (1 rows)",
            "0703 (1 rows)",
            "--land-use-standard",
            "tdgy-2023",
        ],
    );
    let mut kept = |standard: LandUseStandard| {
        ask.options.land_use_standard = Some(standard);
        match ask.good().records {
            Records::Land(rows) => rows.into_iter().map(|row| row.land_use).collect::<Vec<_>>(),
            other => unreachable!("{:?} were not asked for", other.kind()),
        }
    };
    assert_eq!(kept(LandUseStandard::GbT21010), ["0702"]);
    assert_eq!(kept(LandUseStandard::Territorial), ["0703"]);
}
