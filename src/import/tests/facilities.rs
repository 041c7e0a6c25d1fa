//! Facilities from tables and layers.

use super::*;
use crate::domain::record::{Records, SiteRecord};
use crate::domain::site::FunctionState;
use crate::domain::town::HeldCategory;

fn csv(text: &str) -> Ask {
    Ask::text(LayerKind::Facilities, "sites.csv", text).crs("EPSG:4490")
}

fn rows(layer: ImportedLayer) -> Vec<SiteRecord> {
    match layer.records {
        Records::Facilities(rows) => rows,
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

#[test]
fn a_table_of_points() {
    let layer = csv(
        "\u{feff}编码,设施名称,类别,经度,纬度,床位,建筑面积,对外开放,开放时间,所在社区代码,精度,数据时间\n\
         0071,幸福药房,药店,101.5450,25.0450,,80,是,Mo-Su 08:00-20:00,532301001001,20,2024-05\n\
         0072,\"中心, 老年\",康乐宫|药店,101.5460,25.0460,30,350,否,,,,\n",
    )
    .good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (2, 2));
    let held: Vec<_> = layer.held.iter().map(|h| (h.category.as_str(), h.complete)).collect();
    assert_eq!(held, [("pharmacy", false)]);
    says(
        &layer.outcome.warnings,
        &["3/category", "康乐宫", "other functions are kept"],
    );
    let rows = rows(layer);
    let row = &rows[0];
    assert_eq!(row.code.as_ref().map(|c| c.value.as_str()), Some("0071"));
    assert_eq!((row.point.lon, row.point.lat), (101.545, 25.045));
    assert_eq!(
        (row.open_to_public, row.floor_area_m2, row.accuracy_m),
        (Some(true), Some(80.0), Some(20.0))
    );
    assert_eq!(row.host_code.as_deref(), Some("532301001001"));
    assert_eq!(row.opening_hours.as_deref(), Some("Mo-Su 08:00-20:00"));
    assert_eq!(row.as_of.as_deref(), Some("2024-05"));
    assert_eq!(rows[1].name, "中心, 老年");
}

#[test]
fn unknown_categories_are_rejected_and_each_is_told_once_with_the_nearest() {
    let layer = csv(
        "name,category,lon,lat\na,pharmacy,101.5,25\nb,pharmcy,101.5,25\nc,pharmcy,101.5,25\nd,,101.5,25\ne,kindergarden;pharmacy,101.5,25\n",
    )
    .good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (5, 2));
    says(&layer.outcome.rejected, &["3/category", "pharmcy"]);
    says(&layer.outcome.rejected, &["4/category", "pharmcy"]);
    says(&layer.outcome.rejected, &["5/category", "empty"]);
    let once: Vec<_> = told(&layer.outcome.warnings)
        .into_iter()
        .filter(|w| w.contains("pharmcy"))
        .collect();
    assert_eq!(once.len(), 1, "{once:?}");
    assert!(
        once[0].contains("(2 rows)") && once[0].contains("pharmacy (药店)"),
        "{once:?}"
    );
}

#[test]
fn a_file_of_unknown_categories_is_refused() {
    let error = csv("name,category,lon,lat\na,zzz,101.5,25\n").bad();
    assert!(matches!(error, ImportError::AllRejected { .. }), "{error}");
    has(
        &error,
        &[
            "sites.csv",
            "row 2, category",
            "\"zzz\" (1 rows) is not in the catalogue",
        ],
    );
}

#[test]
fn one_category_for_all_and_what_is_complete() {
    let mut ask = csv("name,capacity,lon,lat,state\na,12,101.5,25,planned\n");
    assert!(matches!(ask.bad(), ImportError::FieldMissing { .. }));
    ask.category = Some("药店".to_owned());
    ask.complete = vec!["pharmacy".to_owned(), "Kindergarten".to_owned()];
    let layer = ask.good();
    let held: Vec<HeldCategory> = ["kindergarten", "pharmacy"]
        .map(|category| HeldCategory {
            category: category.to_owned(),
            source: "sites.csv".to_owned(),
            complete: true,
        })
        .to_vec();
    assert_eq!(layer.held, held);
    let function = &rows(layer)[0].functions[0];
    assert_eq!(
        (function.capacity, function.state),
        (Some(12.0), FunctionState::Planned)
    );
    ask.category = Some("pharmacie".to_owned());
    has(&ask.bad(), &["pharmacie", "pharmacy"]);
    ask.category = None;
    ask.complete = vec!["schools".to_owned()];
    assert!(matches!(ask.bad(), ImportError::UnknownCategory { .. }));
}

#[test]
fn capacity_is_told_by_the_words_of_beds_places_and_seats() {
    for word in [
        "capacity",
        "床位数（张）",
        "学位数",
        "座位数",
        "托位数",
        "Beds",
        "seats",
        "places",
    ] {
        let layer = csv(&format!(
            "name,category,lon,lat,{word}\na,pharmacy,101.5,25,12\nb,pharmacy,101.6,25,\n"
        ))
        .good();
        let rooms: Vec<Option<f64>> = rows(layer).iter().map(|row| row.functions[0].capacity).collect();
        assert_eq!(rooms, [Some(12.0), None], "{word}");
    }
}

#[test]
fn wrong_rows_are_left_out_and_all_are_told() {
    let layer = csv(
        "name,category,lon,lat,capacity,fee,state\n\
         a,pharmacy,nan,25,,,\nb,pharmacy,101.5,inf,,,\nc,pharmacy,,25,,,\nd,pharmacy,east,25,,,\n\
         e,pharmacy,101.5,25,-1,,\nf,pharmacy,101.5,25,1,perhaps,soon\ng,pharmacy,101.5,25,,,\nh,pharmacy,25,101.5,,,\n",
    )
    .good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (8, 1));
    for words in [
        ["2/lon", "not a number"],
        ["3/lat", "not a number"],
        ["4/lon", "empty"],
        ["5/lon", "\"east\" is not a number"],
        ["6/capacity", "below zero"],
        ["7/fee", "perhaps"],
        ["7/state", "soon"],
        ["9/geometry", "swapped"],
    ] {
        says(&layer.outcome.rejected, &words);
    }
}

#[test]
fn a_table_without_coordinates() {
    let error = csv("name,category,place\na,pharmacy,人民路1号\n").bad();
    has(&error, &["sites.csv", "lon", "--map lon=COLUMN"]);
    let layer = csv("name,category,address\na,pharmacy,人民路1号\n").good();
    says(
        &layer.outcome.warnings,
        &["no columns give coordinates", "--map lon=COLUMN"],
    );
    assert_eq!(
        (layer.outcome.read, layer.outcome.accepted, layer.unplaced.len()),
        (1, 0, 1)
    );
    assert_eq!(layer.unplaced[0].address.as_deref(), Some("人民路1号"));
}

#[test]
fn polygons_become_points_inside_them() {
    let crescent = r#"{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,10],[0,9],[9,9],[9,1],[0,1],[0,0]]]}"#;
    let text = collection(&[
        (r#""name":"a","category":"pharmacy""#, crescent),
        (r#""name":"b","category":"pharmacy""#, &square(20.0, 5.0)),
    ]);
    let rows = rows(Ask::text(LayerKind::Facilities, "a.geojson", text).good());
    let point = rows[0].point;
    assert!(point.lat < 1.0 || point.lat > 9.0 || point.lon > 9.0, "{point:?}");
    assert!((rows[1].point.lon - 20.005).abs() < 1e-9);
    assert_eq!(rows[0].floor_area_m2, None);
}

#[test]
fn where_people_live_is_no_facility() {
    let error = csv("name,category,lon,lat\na,住宅小区,101.5,25\n").bad();
    has(&error, &["row 2, category", "住宅小区", "import it as hamlets or land"]);
}

#[test]
fn a_spreadsheets_letters_are_told() {
    let (gbk, ..) = encoding_rs::GBK.encode("名称,类别,lon,lat\n鹿城镇药店,药店,101.5,25\n");
    let ask = |text: &[u8]| Ask::text(LayerKind::Facilities, "gbk.csv", text).crs("EPSG:4490");
    let layer = ask(&gbk).good();
    says(
        &layer.outcome.warnings,
        &["GBK (confidence 9", "鹿城镇药店", "--encoding"],
    );
    assert_eq!(rows(layer)[0].name, "鹿城镇药店");
    let mut said = ask(&gbk);
    said.options.encoding = Some("UTF-8".to_owned());
    has(&said.bad(), &["gbk.csv", "--encoding"]);
    said.options.encoding = Some("klingon".to_owned());
    has(&said.bad(), &["klingon", "GB18030"]);
    let mut broken = gbk.into_owned();
    broken.extend_from_slice(b"\xc3,\xd2\xa9\xb5\xea,101.5,25\n");
    let layer = ask(&broken).good();
    says(&layer.outcome.rejected, &["3/name", "can't be read", "?"]);
    assert_eq!(layer.outcome.accepted, 1);
}

#[test]
fn codes_that_stand_twice_are_remarked() {
    let layer = csv("code,name,category,lon,lat\n7,a,pharmacy,101.5,25\n7,b,pharmacy,101.5,25\n").good();
    says(&layer.outcome.warnings, &["-/code", "7 stands in 2 rows: 2, 3"]);
}

/// Rows that did not go in, each once however much is said of it.
fn refused(layer: &ImportedLayer) -> u64 {
    let rows: std::collections::BTreeSet<_> = layer.outcome.rejected.iter().filter_map(|r| r.row.as_ref()).collect();
    rows.len() as u64
}

#[test]
fn what_was_read_and_not_accepted_is_what_was_rejected() {
    let table = "name,category,lon,lat,capacity,code\n\
        a,pharmacy,101.5,25.0,,1\n\
        b,nonsense,x,,-4,5E11\n\
        c,pharmacy,,25.0,many,2\n\
        d,pharmacy,101.5,25.0,3,4,5\n\
        e,,101.5,25.0,,6\n";
    let layer = Ask::text(LayerKind::Facilities, "a.csv", table).crs("EPSG:4490").good();
    let outcome = &layer.outcome;
    assert_eq!((outcome.read, outcome.accepted, refused(&layer)), (5, 1, 4));
    assert!(outcome.rejected.len() > 4, "several remarks on a row");
    let numbers: Vec<u32> = outcome
        .rejected
        .iter()
        .filter_map(|r| r.row.as_ref()?.parse().ok())
        .collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    says(&outcome.rejected, &["5/-", "7 cells", "header has 6"]);
    let land = collection(&[
        (r#""landuse":"residential""#, &square(9.5, 47.0)),
        (r#""landuse":"forest""#, &square(9.6, 47.0)),
        (r#""landuse":"residential""#, &point(9.6, 47.0)),
    ]);
    let layer = Ask::text(LayerKind::Land, "a.geojson", land).good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted, refused(&layer)), (2, 1, 1));
}

#[test]
fn twenty_digits_do_not_fit_into_a_number() {
    let json = collection(&[
        (
            r#""category":"pharmacy","code":92345678901234567890"#,
            &point(9.5, 47.0),
        ),
        (
            r#""category":"pharmacy","code":-92345678901234567890"#,
            &point(9.5, 47.0),
        ),
        (r#""category":"pharmacy","code":532301001201"#, &point(9.5, 47.0)),
    ]);
    let layer = Ask::text(LayerKind::Facilities, "a.geojson", json).good();
    for row in ["1/code", "2/code"] {
        says(&layer.outcome.rejected, &[row, "digits", "keep codes as text"]);
    }
    assert_eq!(layer.outcome.accepted, 1);
}

#[test]
fn decimal_commas_are_told() {
    let table = "name;category;lon;lat\na;pharmacy;101,543;25,04\n";
    let error = Ask::text(LayerKind::Facilities, "a.csv", table).crs("EPSG:4490").bad();
    has(&error, &["row 2, lon", "decimal comma", "101.543"]);
}

#[test]
fn a_word_inside_the_name_of_a_category_leads_to_it() {
    let json = collection(&[
        (r#""category":"大超市""#, &point(9.5, 47.0)),
        (r#""category":"超市发""#, &point(9.5, 47.0)),
        (r#""category":"综合超""#, &point(9.5, 47.0)),
        (r#""category":"药店""#, &point(9.5, 47.0)),
    ]);
    let layer = Ask::text(LayerKind::Facilities, "a.geojson", json).good();
    says(&layer.outcome.warnings, &["综合超", "the nearest is", "综合超市"]);
}

const AMAP: &str = "id,name,type,typecode,address,location,pcode,adcode\n\
    B1,幸福药房,医疗保健服务;医药保健销售店;药房,090601,西山路1号,\"101.5450,25.0450\",53,532301\n\
    B2,附属幼儿园小学,科教文化服务;学校;幼儿园|科教文化服务;学校;小学,141204|141203,,\"101.5460,25.0460\",53,532301\n\
    B3,退役军人服务站,政府机构及社会团体;政府机关;乡镇以下级政府及事业单位,130106,,\"101.5470,25.0470\",53,532301\n\
    B4,西山社区服务站,政府机构及社会团体;政府机关;乡镇以下级政府及事业单位,130106,,\"101.5480,25.0480\",53,532301\n\
    B5,老灶火锅,餐饮服务;中餐厅;火锅店,050117,,\"101.5490,25.0490\",53,532301\n";

#[test]
fn an_export_of_amap_is_told_by_its_columns_and_asked_for_its_shift() {
    let ask = Ask::text(LayerKind::Facilities, "amap.csv", AMAP);
    let error = ask.bad();
    assert!(
        matches!(error, ImportError::Crs(CrsError::ProbableCrs { .. })),
        "{error}"
    );
    has(&error, &["amap.csv", "AMap", "typecode", "GCJ02", "--crs gcj02"]);
    let baidu = "uid,name,lat,lng,telephone,tag\nx,a,25,101.5,,药店\n";
    let error = Ask::text(LayerKind::Facilities, "baidu.csv", baidu)
        .map("category", "tag")
        .bad();
    has(&error, &["Baidu", "--crs bd09"]);
    let named = "name,category,gcj02_lng,gcj02_lat\na,药店,101.5,25\n";
    has(
        &Ask::text(LayerKind::Facilities, "a.csv", named).bad(),
        &["gcj02_lng", "--crs gcj02"],
    );
}

#[test]
fn places_of_amap_keep_all_their_types_and_130106_proves_nothing() {
    let layer = Ask::text(LayerKind::Facilities, "amap.csv", AMAP)
        .crs("EPSG:4490")
        .good();
    assert_eq!(
        (layer.outcome.read, layer.outcome.accepted),
        (3, 3),
        "{:?}",
        layer.outcome
    );
    let warnings = &layer.outcome.warnings;
    says(warnings, &["AMap", "GCJ02", "read as EPSG:4490, as you say"]);
    says(warnings, &["2 rows", "passed over", "130106 (1)", "050117 (1)"]);
    says(warnings, &["1 rows are community_service_station by a keyword"]);
    let rows = rows(layer);
    let of = |row: &SiteRecord| row.functions.iter().map(|f| f.category.clone()).collect::<Vec<_>>();
    assert_eq!(of(&rows[0]), ["pharmacy"]);
    assert_eq!(of(&rows[1]), ["kindergarten", "primary_school"]);
    assert_eq!(of(&rows[2]), ["community_service_station"]);
    assert_eq!((rows[0].point.lon, rows[0].point.lat), (101.545, 25.045));
}

#[test]
fn tags_in_columns_tell_too() {
    let text = "name,amenity,shop,lon,lat\na,pharmacy,,101.5,25\nb,,convenience,101.5,25\nc,bench,,101.5,25\n";
    let layer = csv(text).good();
    assert_eq!(
        (layer.outcome.read, layer.outcome.accepted),
        (2, 2),
        "{:?}",
        layer.outcome
    );
    says(&layer.outcome.warnings, &["1 rows", "passed over"]);
}

#[test]
fn a_user_s_table_of_categories_comes_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("mine.csv");
    std::fs::write(
        &table,
        "value,category\n卫生所,community_health_station\n药店,none\n综合体,幼儿园;pharmacy\n",
    )
    .expect("a file");
    let text = "name,category,lon,lat\na,卫生所,101.5,25\nb,药店,101.5,25\nc,综合体,101.5,25\n";
    let mut ask = csv(text);
    ask.options.category_table = Some(table.clone());
    let layer = ask.good();
    says(&layer.outcome.warnings, &["1 rows", "passed over", "药店 (1)"]);
    let kept: Vec<usize> = rows(layer).iter().map(|row| row.functions.len()).collect();
    assert_eq!(kept, [1, 2]);
    std::fs::write(&table, "value,category\n卫生所,kindergarden\nx,pharmcy\n").expect("a file");
    has(
        &ask.bad(),
        &["mine.csv", "row 2", "kindergarden", "row 3", "the nearest is pharmacy"],
    );
}

#[test]
fn fields_may_have_one_value_for_all_rows() {
    let mut ask = csv("name,lon,lat,state\na,101.5,25,\nb,101.5,25,规划\n");
    ask.options.constants = vec![
        ("category".to_owned(), "药店".to_owned()),
        ("state".to_owned(), "备选".to_owned()),
    ];
    let states: Vec<FunctionState> = rows(ask.good()).iter().map(|row| row.functions[0].state).collect();
    assert_eq!(states, [FunctionState::Candidate, FunctionState::Planned]);
    ask.options.constants = vec![("colour".to_owned(), "red".to_owned())];
    has(&ask.bad(), &["\"colour\"", "category"]);
}

#[test]
fn closed_facilities_are_left_out_and_words_of_states_are_known() {
    let layer =
        csv("名称,类别,经度,纬度,建设状态\na,药店,101.5,25,已建成\nb,药店,101.5,25,已拆除\nc,药店,101.5,25,筹建\n")
            .good();
    assert_eq!((layer.outcome.read, layer.outcome.accepted), (2, 2));
    says(&layer.outcome.warnings, &["1 rows are left out", "已拆除 (1)"]);
    let states: Vec<FunctionState> = rows(layer).iter().map(|row| row.functions[0].state).collect();
    assert_eq!(states, [FunctionState::Existing, FunctionState::Planned]);
}

#[test]
fn words_of_rosters_are_known_whole_and_in_their_parts() {
    let layer =
        csv("名称,类别,经度,纬度\na,药房,101.5,25\nb,卫生室/药房,101.5,25\nc,敬老院,101.5,25\nd,药房旁小店,101.5,25\n")
            .good();
    assert_eq!(layer.outcome.accepted, 3);
    says(&layer.outcome.rejected, &["5/category", "药房旁小店"]);
    let kinds: Vec<Vec<String>> = rows(layer)
        .into_iter()
        .map(|row| row.functions.into_iter().map(|one| one.category).collect())
        .collect();
    assert_eq!(kinds[0], ["pharmacy"]);
    assert_eq!(kinds[1], ["community_health_station", "pharmacy"]);
    assert_eq!(kinds[2], ["nursing_home"]);
}

#[test]
fn all_categories_of_an_export_come_before_the_first() {
    let layer =
        csv("name,category,categories,lon,lat,position_accuracy_m\na,pharmacy,pharmacy;food_market,101.5,25,1121\n")
            .good();
    let row = &rows(layer)[0];
    assert_eq!(row.functions.len(), 2);
    assert_eq!(row.accuracy_m, Some(1121.0));
}

#[test]
fn one_category_for_all_comes_before_a_column_and_is_told() {
    let mut ask = csv("名称,类别,经度,纬度\na,药店,101.5,25\nb,幼儿园,101.5,25\n");
    ask.category = Some("药店".to_owned());
    let layer = ask.good();
    says(
        &layer.outcome.warnings,
        &["every row is taken as 药店", "类别 is not looked at"],
    );
    assert!(
        layer
            .outcome
            .columns
            .iter()
            .all(|column| column.field.as_deref() != Some("category"))
    );
}
