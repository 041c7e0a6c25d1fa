//! What headings say of the numbers below them, and the headings that offices use.

use super::*;
use crate::domain::community::PopulationBasis;
use crate::domain::record::{PeopleRecord, Records};

fn hamlets(text: &str) -> ImportedLayer {
    Ask::text(LayerKind::Hamlets, "村.csv", text).crs("EPSG:4490").good()
}

fn first(layer: &ImportedLayer) -> &PeopleRecord {
    match &layer.records {
        Records::Hamlets(rows) => &rows[0],
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

#[test]
fn numbers_in_ten_thousands_are_multiplied_and_it_is_said() {
    let layer = hamlets("名称,人口（万人）,经度,纬度\n大村,0.1234,101.53,25.03\n");
    assert_eq!(first(&layer).people.map(|people| people.0), Some(1_234_000_000));
    says(&layer.outcome.warnings, &["人口（万人）", "multiplied by 10000"]);
}

#[test]
fn a_part_of_the_people_is_not_taken_for_all_of_them() {
    let layer = hamlets("名称,人口（流动）,经度,纬度\n大村,120,101.53,25.03\n");
    assert_eq!(first(&layer).people, None);
    let column = layer
        .outcome
        .columns
        .iter()
        .find(|column| column.column.contains("流动"));
    assert!(column.is_some_and(|column| column.field.is_none() && column.evidence.contains("part")));
    says(&layer.outcome.warnings, &["no column gives people"]);
}

#[test]
fn registered_people_are_people_where_nobody_else_is_counted() {
    let layer = hamlets("自然村,户籍人口,经度,纬度\n大村,120,101.53,25.03\n");
    let row = first(&layer);
    assert_eq!(
        (row.name.as_str(), row.people.map(|people| people.0)),
        ("大村", Some(120_000_000))
    );
    assert_eq!(row.basis, Some(PopulationBasis::Registered));
    says(&layer.outcome.warnings, &["户籍人口", "registered residents"]);
    let both = hamlets("自然村,户籍人口,常住人口,经度,纬度\n大村,120,90,101.53,25.03\n");
    assert_eq!(
        (first(&both).people.map(|people| people.0), first(&both).basis),
        (Some(90_000_000), None)
    );
}

#[test]
fn headings_of_offices_and_places_in_degrees_minutes_and_seconds_are_read() {
    for text in [
        "名称*,X坐标,Y坐标\n大村,101.5,25\n",
        "名稱,經度,緯度\n大村,101.5,25\n",
        "名称,东经,北纬\n大村,101°30′0″,25°0′0″\n",
        "名称,point_x,point_y\n大村,101.5,25\n,,\n",
    ] {
        let layer = hamlets(text);
        let row = first(&layer);
        assert_eq!(row.name, "大村", "{text}");
        assert!(
            (row.point.lon - 101.5).abs() < 1e-9 && (row.point.lat - 25.0).abs() < 1e-9,
            "{text}"
        );
        assert_eq!(layer.outcome.read, 1, "{text}");
    }
}

#[test]
fn codes_written_as_formulas_are_codes() {
    let text = "代码,名称\n\"=\"\"532301101001\"\"\",一社区\n";
    let layer = Ask::text(LayerKind::Register, "名册.csv", text).good();
    let Records::Register(rows) = &layer.records else {
        unreachable!("a register was asked for")
    };
    assert_eq!(rows[0].code.value, "532301101001");
}

#[test]
fn land_whose_use_nobody_tells_is_told_and_codes_of_surveys_are_known() {
    let square = "[[[101.5,25],[101.501,25],[101.501,25.001],[101.5,25.001],[101.5,25]]]";
    let lot = |properties: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":{square}}}}}]}}"#
        )
    };
    let ask = |properties: &str| Ask::text(LayerKind::Land, "land.geojson", lot(properties));
    has(
        &ask(r#""DLBM":"0702""#).bad(),
        &["0702 (1 rows)", "--land-use-standard"],
    );
    has(&ask(r#""DLMC":"公园绿地""#).bad(), &["not residential"]);
    assert_eq!(ask(r#""DLBM":"0701","DLMC":"城镇住宅用地""#).good().outcome.accepted, 1);
    let untold = ask(r#""FID_1":7"#).good();
    says(
        &untold.outcome.warnings,
        &["no column tells what the land is used for", "FID_1"],
    );
}
