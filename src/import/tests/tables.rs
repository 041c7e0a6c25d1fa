//! Tables from spreadsheets, as they are found in offices.

use std::path::Path;

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::*;
use crate::domain::record::{PeopleRecord, Records, SiteRecord};
use crate::import::HeaderRows;

type Fill = dyn Fn(&mut Worksheet) -> Result<(), XlsxError>;

/// A workbook with these sheets.
fn workbook(kind: LayerKind, sheets: &[(&str, &Fill)]) -> Ask {
    let mut ask = Ask::text(kind, "roster.xlsx", "");
    let mut workbook = Workbook::new();
    for (name, fill) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).expect("a good name");
        fill(sheet).expect("it fits");
    }
    workbook.save(&ask.path).expect("there is room");
    ask.crs = Some("EPSG:4490".to_owned());
    ask
}

/// Rows of texts and numbers, from this row on.
fn put(sheet: &mut Worksheet, from: u32, rows: &[&[&str]]) -> Result<(), XlsxError> {
    for (row, cells) in (from..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number)?,
                Err(_) if cell.is_empty() => continue,
                Err(_) => sheet.write_string(row, column, *cell)?,
            };
        }
    }
    Ok(())
}

fn people(layer: ImportedLayer) -> Vec<PeopleRecord> {
    match layer.records {
        Records::Hamlets(rows) | Records::Population(rows) => rows,
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

fn sites(layer: ImportedLayer) -> Vec<SiteRecord> {
    match layer.records {
        Records::Facilities(rows) => rows,
        other => unreachable!("{:?} were not asked for", other.kind()),
    }
}

/// A roster as offices make them: a title, a unit, a header of two rows, merged towns, sums, a note.
fn roster(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 6, "楚雄市自然村名册", &plain)?;
    sheet.write_string(1, 0, "填报单位：民政局")?;
    sheet.write_string(1, 6, "2024年6月")?;
    for (column, name) in [(0, "乡镇"), (1, "所属社区代码"), (2, "名称")] {
        sheet.merge_range(2, column, 3, column, name, &plain)?;
    }
    sheet.merge_range(2, 3, 2, 4, "人口", &plain)?;
    sheet.merge_range(2, 5, 2, 6, "位置", &plain)?;
    put(sheet, 3, &[&["", "", "", "常住人口", "户数", "经度", "纬度"]])?;
    sheet.merge_range(4, 0, 5, 0, "鹿城镇", &plain)?;
    put(
        sheet,
        4,
        &[
            &["", "532301101001", "上村", "900", "310", "101.54", "25.04"],
            &["", "532301101002", "下村", "", "", "101.55", "25.05"],
            &["鹿城镇小计", "", "", "2134", "720"],
            &["东瓜镇", "532301102001", "中村", "100", "40", "101.56", "25.06"],
            &["合  计", "", "", "2234", "760"],
            &["注：户数为2020年普查数"],
        ],
    )?;
    sheet.write_string(5, 3, "１，２３４")?;
    sheet.write_string(5, 4, "410")?;
    Ok(())
}

#[test]
fn a_roster_with_titles_two_header_rows_merged_cells_and_sums() {
    let layer = workbook(LayerKind::Hamlets, &[("名册", &roster), ("说明", &|_| Ok(()))]).good();
    assert_eq!(
        (layer.outcome.read, layer.outcome.accepted),
        (3, 3),
        "{:?}",
        layer.outcome
    );
    let warnings = &layer.outcome.warnings;
    says(warnings, &["header is rows 3 to 4", "楚雄市自然村名册"]);
    says(warnings, &["add up others", "row 7 (鹿城镇小计)", "row 9 (合  计)"]);
    says(warnings, &["notes below", "row 10"]);
    let rows = people(layer);
    assert_eq!(rows[0].parent_code.as_deref(), Some("532301101001"));
    let counted: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.people.map(|p| p.0 / 1_000_000), row.households))
        .collect();
    assert_eq!(
        counted,
        [
            ("上村", Some(900), Some(310)),
            ("下村", Some(1234), Some(410)),
            ("中村", Some(100), Some(40))
        ]
    );
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    let one = |sheet: &mut Worksheet| put(sheet, 0, &[&["name", "lon", "lat"], &["a", "101.5", "25"]]);
    let ask = workbook(LayerKind::Hamlets, &[("2023", &one), ("2024", &one)]);
    has(&ask.bad(), &["roster.xlsx", "2023, 2024", "--layer"]);
    has(&ask.layer("2025").bad(), &["\"2025\"", "2023, 2024"]);
    let layer = workbook(LayerKind::Hamlets, &[("2023", &one), ("2024", &one)])
        .layer("2024")
        .good();
    assert_eq!(layer.outcome.accepted, 1);
}

#[test]
fn one_number_for_several_rows_is_nobody_s() {
    let fill = |sheet: &mut Worksheet| {
        put(
            sheet,
            0,
            &[
                &["name", "people", "lon", "lat"],
                &["a", "", "101.5", "25"],
                &["b", "", "101.5", "25"],
                &["c", "7", "101.5", "25"],
            ],
        )?;
        sheet.merge_range(1, 1, 2, 1, "", &Format::new())?;
        sheet.write_number(1, 1, 900)?;
        Ok(())
    };
    let layer = workbook(LayerKind::Hamlets, &[("a", &fill)]).good();
    says(&layer.outcome.rejected, &["2/people", "once for rows 2 to 3"]);
    says(&layer.outcome.rejected, &["3/people", "merged"]);
    assert_eq!(layer.outcome.accepted, 1);
}

#[test]
fn dates_truths_and_errors_of_a_spreadsheet() {
    let fill = |sheet: &mut Worksheet| {
        put(
            sheet,
            0,
            &[&["name", "category", "lon", "lat", "as_of", "open_to_public", "capacity"]],
        )?;
        put(
            sheet,
            1,
            &[&["a", "pharmacy", "101.5", "25"], &["b", "pharmacy", "101.5", "25"]],
        )?;
        let date = Format::new().set_num_format("yyyy/m/d");
        sheet.write_number_with_format(1, 4, 45_443, &date)?;
        sheet.write_boolean(1, 5, true)?;
        sheet.write_formula(2, 6, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"))?;
        Ok(())
    };
    let layer = workbook(LayerKind::Facilities, &[("a", &fill)]).good();
    says(&layer.outcome.rejected, &["3/capacity", "#DIV/0!"]);
    let rows = sites(layer);
    assert_eq!(rows[0].as_of.as_deref(), Some("2024-05-31"));
    assert_eq!(rows[0].open_to_public, Some(true));
}

#[test]
fn two_cells_in_opposite_corners_fill_no_memory() {
    let fill = |sheet: &mut Worksheet| {
        put(sheet, 0, &[&["name", "lon", "lat"], &["a", "101.5", "25"]])?;
        sheet.write_string(1_048_575, 16_383, "x")?;
        Ok(())
    };
    let error = workbook(LayerKind::Hamlets, &[("a", &fill)]).bad();
    assert!(matches!(error, ImportError::TooLarge { .. }), "{error}");
    has(&error, &["roster.xlsx", "XFD", "1048576"]);
}

#[test]
fn what_only_bears_a_workbook_s_name_is_refused() {
    for (name, bytes, word) in [
        ("a.xls", &b"<html><table>"[..], "web page"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        ("a.xlsx", b"PK\x03\x04", "damaged"),
        ("a.xls", b"PK\x03\x04", ".xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing", "damaged"),
        ("a.ods", b"PK\x03\x04", "damaged"),
    ] {
        has(
            &Ask::text(LayerKind::Hamlets, name, bytes).crs("EPSG:4490").bad(),
            &[name, word],
        );
    }
}

#[test]
fn tables_in_text_have_titles_and_tabs_too() {
    let text =
        "楚雄市自然村名册,,,\n名称,人口,,位置,\n,常住人口,户籍人口,经度,纬度\n上村,900,800,101.5,25\n合计,900,800,,\n";
    let layer = Ask::text(LayerKind::Hamlets, "a.csv", text).crs("EPSG:4490").good();
    says(&layer.outcome.warnings, &["header is rows 2 to 3"]);
    assert_eq!(people(layer)[0].people.map(|p| p.0), Some(900_000_000));
    let tabs = "name\tlon\tlat\na\t101.5\t25\n";
    for name in ["a.tsv", "a.txt"] {
        let layer = Ask::text(LayerKind::Hamlets, name, tabs).crs("EPSG:4490").good();
        assert_eq!(layer.outcome.accepted, 1, "{name}");
    }
    let (little, ..) = encoding_rs::UTF_8.decode(tabs.as_bytes());
    let wide: Vec<u8> = std::iter::once(0xfeff)
        .chain(little.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let layer = Ask::text(LayerKind::Hamlets, "a.tsv", wide).crs("EPSG:4490").good();
    says(&layer.outcome.warnings, &["UTF-16LE"]);
}

/// Takes the result of a formula out of a workbook, as programs do that write formulas and reckon nothing.
fn without_result(path: &Path, result: &str) {
    let whole = std::fs::read(path).expect("it was written");
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(whole)).expect("a workbook");
    let mut made = zip::ZipWriter::new(std::fs::File::create(path).expect("the folder is ours"));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).expect("a part");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).expect("XML");
        made.start_file(part.name().expect("a name"), zip::write::SimpleFileOptions::default())
            .expect("there is room");
        let text = text.replace(&format!("<v>{result}</v>"), "<v></v>");
        std::io::Write::write_all(&mut made, text.as_bytes()).expect("there is room");
    }
    made.finish().expect("there is room");
}

#[test]
fn a_formula_whose_result_the_file_does_not_hold_is_told() {
    let mut ask = Ask::text(LayerKind::Hamlets, "roster.xlsx", "").crs("EPSG:4490");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    put(
        sheet,
        0,
        &[
            &["name", "households", "lon", "lat"],
            &["a", "", "101.5", "25"],
            &["b", "", "101.6", "25"],
        ],
    )
    .expect("it fits");
    let formula = |text: &str, result: &str| rust_xlsxwriter::Formula::new(text).set_result(result);
    sheet.write_formula(1, 1, formula("=1+1", "777")).expect("it fits");
    sheet.write_formula(2, 1, formula("=1+2", "3")).expect("it fits");
    workbook.save(&ask.path).expect("there is room");
    without_result(&ask.path, "777");
    let layer = ask.good();
    assert_eq!(
        (layer.outcome.accepted, layer.outcome.rejected[0].row.as_deref()),
        (1, Some("2"))
    );
    says(
        &layer.outcome.rejected,
        &["the result of the formula is not in the file"],
    );
    ask.map = vec![("households".to_owned(), String::new())];
    assert_eq!(ask.good().outcome.accepted, 2);
}

#[test]
fn the_header_may_be_said() {
    let mut ask = Ask::text(LayerKind::Hamlets, "a.csv", "x,y,z\nname,lon,lat\na,101.5,25\n").crs("EPSG:4490");
    ask.options.header_rows = Some(HeaderRows::Rows(2, 2));
    assert_eq!(ask.good().outcome.accepted, 1);
    ask.options.header_rows = Some(HeaderRows::Rows(8, 9));
    has(&ask.bad(), &["a.csv", "rows 8 to 9", "--header-rows"]);
}

#[test]
fn a_table_without_a_header_has_columns_by_letters_and_codes_are_known_by_their_looks() {
    let text = "532301101001,一社区,900\n532301101002,二社区,800\n532301101003,三社区,700\n";
    let mut ask = Ask::text(LayerKind::Register, "名册.csv", text).crs("EPSG:4490");
    has(&ask.bad(), &["no column gives the name", "A, B, C", "--map name="]);
    ask.map = vec![
        ("name".to_owned(), "B".to_owned()),
        ("people".to_owned(), "C".to_owned()),
    ];
    let layer = ask.good();
    assert_eq!(
        (layer.outcome.read, layer.outcome.accepted),
        (3, 3),
        "the first row is data"
    );
    says(
        &layer.outcome.warnings,
        &["no header is found: its columns are called A, B, C", "--header-rows 1"],
    );
    says(
        &layer.outcome.warnings,
        &["column \"A\" is taken for it by its values alone"],
    );
    ask.options.header_rows = Some(HeaderRows::None);
    assert_eq!(ask.good().outcome.accepted, 3);
}

#[test]
fn blanks_part_a_text_whose_lines_have_as_many_words() {
    let mut ask = Ask::text(
        LayerKind::Register,
        "pop.txt",
        "210102 和平区 730785\n210103 沈河区 782628\n",
    );
    ask.map = vec![("code".to_owned(), "A".to_owned()), ("name".to_owned(), "B".to_owned())];
    assert_eq!(ask.good().outcome.accepted, 2);
    let uneven = Ask::text(LayerKind::Register, "pop.txt", "210102 和平区 730785\n和平区\n");
    has(&uneven.bad(), &["pop.txt", "no two columns"]);
}

/// Writes codes as numbers and reads them back.
fn round_trip(path: &Path, codes: &[u64]) -> Vec<String> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    put(sheet, 0, &[&["name", "parent_code", "lon", "lat"]]).expect("it fits");
    for (row, code) in (1..).zip(codes) {
        put(sheet, row, &[&["a", "", "101.5", "25"]]).expect("it fits");
        sheet.write_number(row, 1, *code as f64).expect("it fits");
    }
    workbook.save(path).expect("there is room");
    let layer = Ask::of(LayerKind::Hamlets, path).crs("EPSG:4490").good();
    people(layer).into_iter().filter_map(|row| row.parent_code).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn every_code_of_twelve_digits_survives_a_workbook(codes in proptest::collection::vec(100_000_000_000_u64..1_000_000_000_000, 1..40)) {
        let folder = tempfile::tempdir().expect("a folder");
        let back = round_trip(&folder.path().join("codes.xlsx"), &codes);
        prop_assert_eq!(back, codes.iter().map(u64::to_string).collect::<Vec<_>>());
    }
}

#[test]
fn areas_as_text_come_in_from_a_table() {
    let text = "name,code,shape\n甲,532301101001,\"SRID=4490;MULTIPOLYGON (((101.5 25,101.51 25,101.51 25.01,101.5 25)))\"\n乙,532301101002,\"POLYGON ((1 2\"\n";
    let layer = Ask::text(LayerKind::Communities, "a.csv", text).crs("EPSG:4490").bad();
    has(&layer, &["row 3", "column shape holds no whole shape"]);
    let text = text.replace(
        "POLYGON ((1 2",
        "POLYGON ((101.52 25,101.53 25,101.53 25.01,101.52 25))",
    );
    let layer = Ask::text(LayerKind::Communities, "a.csv", text.as_str())
        .crs("EPSG:4490")
        .good();
    assert_eq!(layer.outcome.accepted, 2);
    says(
        &layer.outcome.warnings,
        &["places are taken from the shapes of column shape"],
    );
    let points = "name,category,g\na,药店,POINT (101.5 25)\n";
    let layer = Ask::text(LayerKind::Facilities, "p.csv", points)
        .crs("EPSG:4490")
        .good();
    assert_eq!(layer.outcome.accepted, 1);
}

#[test]
fn of_two_pairs_the_one_whose_name_says_the_datum_counts() {
    let text = "name,category,lng,lat,lng_wgs84,lat_wgs84\na,药店,101.6,25.1,101.5,25.0\n";
    let lon = |crs: &str| {
        let layer = Ask::text(LayerKind::Facilities, "a.csv", text).crs(crs).good();
        let said = format!("{:?}", layer.outcome.warnings);
        let Records::Facilities(rows) = layer.records else {
            unreachable!("facilities were asked for")
        };
        (rows[0].point.lon, said)
    };
    let (named, said) = lon("EPSG:4490");
    assert!((named - 101.5).abs() < 1e-9, "{named}");
    assert!(said.contains("lng_wgs84 and lat_wgs84 are used"), "{said}");
    let (plain, said) = lon("gcj02");
    assert!((plain - 101.6).abs() < 0.01, "{plain}");
    assert!(said.contains("whose names say another system"), "{said}");
}

#[test]
fn degrees_minutes_and_seconds_in_three_columns_are_added_up() {
    let text = "名称,类别,经度（度）,经度（分）,经度（秒）,纬度（度）,纬度（分）,纬度（秒）\n甲,药店,101,30,36,25,3,0\n乙,药店,101,75,0,25,3,0\n";
    let layer = Ask::text(LayerKind::Facilities, "a.csv", text).crs("EPSG:4490").good();
    says(&layer.outcome.rejected, &["3/lon", "75 minutes"]);
    says(&layer.outcome.warnings, &["degrees, minutes and seconds", "added up"]);
    let Records::Facilities(rows) = layer.records else {
        unreachable!("facilities were asked for")
    };
    assert!((rows[0].point.lon - 101.51).abs() < 1e-9 && (rows[0].point.lat - 25.05).abs() < 1e-9);
}

#[test]
fn two_tables_side_by_side_are_refused() {
    let text = "名称,类别,经度,纬度,,名称,类别,经度,纬度\na,药店,101.5,25,,b,药店,101.6,25\n";
    let error = Ask::text(LayerKind::Facilities, "a.csv", text).crs("EPSG:4490").bad();
    has(&error, &["a.csv", "名称, 类别, 经度, 纬度", "side by side", "below"]);
}

#[test]
fn numbers_with_their_unit_and_dashes_are_read() {
    let text =
        "code,name,常住人口,户数\n532301101001,甲,0.15万人,500户\n532301101002,乙,—,暂无\n532301101003,丙,1500户,3\n";
    let error = Ask::text(LayerKind::Register, "a.csv", text).bad();
    has(&error, &["row 4", "1500户"]);
    let layer = Ask::text(LayerKind::Register, "a.csv", text.replace("1500户", "1500")).good();
    says(&layer.outcome.warnings, &["people", "1 cells hold a dash", "not as 0"]);
    assert_eq!(layer.outcome.accepted, 3);
}

#[test]
fn answers_of_map_services_are_tables() {
    let text = r#"{"status":"1","pois":[{"id":"B0","name":"幸福药房","typecode":"090601","type":"医疗保健服务;医药保健销售店;药房","location":"101.546,25.045","pname":"云南省","adname":"楚雄市"}]}"#;
    let error = Ask::text(LayerKind::Facilities, "amap.json", text).bad();
    has(&error, &["amap.json", "AMap", "gcj02"]);
    let layer = Ask::text(LayerKind::Facilities, "amap.json", text).crs("gcj02").good();
    assert_eq!(layer.outcome.accepted, 1);
    says(&layer.outcome.warnings, &["list of objects in JSON"]);
}
