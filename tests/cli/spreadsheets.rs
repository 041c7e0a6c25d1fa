//! Workbooks of the older and the open formats, and columns without telling names.

use std::process::Command;

use crate::harness::{Desk, fixture};

fn report(out: &str) -> serde_json::Value {
    serde_json::from_str(out).expect("one JSON object")
}

#[test]
fn an_excel_97_workbook_comes_in_with_its_codes_whole() {
    let desk = Desk::new();
    let ran = desk
        .import(
            "facilities",
            &fixture("import/roster.xls"),
            &["--crs", "EPSG:4490", "--format", "json"],
        )
        .expect_success();
    let said = report(&ran.out);
    assert_eq!((&said["read"], &said["accepted"]), (&3.into(), &3.into()), "{said}");
    assert!(
        said["warnings"].to_string().contains("合计"),
        "the sum is no row: {said}"
    );
    assert_eq!(
        desk.rows("SELECT name, host_code FROM facilities ORDER BY id"),
        [
            ["鹿城药店", "532301101001"],
            ["东瓜幼儿园", "532301102001"],
            ["城南药店", "532301101002"]
        ]
    );
    let place = desk.run(&["export", "facilities", "-w", "town.gpkg", "--to", "out.csv"]);
    place.expect_success();
    let out = std::fs::read_to_string(desk.path("out.csv")).expect("a file");
    assert!(out.contains("101.546") && out.contains("25.045"), "{out}");
}

#[test]
fn an_opendocument_spreadsheet_of_gdal_comes_in() {
    let desk = Desk::toy_town();
    desk.write(
        "rows.csv",
        "设施名称,类别,x,y,所在社区代码,床位\n鹿城药店,药店,500100,3300100,420101001001,\n东瓜幼儿园,幼儿园,500200.5,3300200.25,420101001001,120\n",
    );
    desk.write("rows.csvt", "String,String,Real,Real,String,Integer\n");
    let made = Command::new("ogr2ogr")
        .args(["-f", "ODS"])
        .arg(desk.path("rows.ods"))
        .arg(desk.path("rows.csv"))
        .status()
        .expect("gdal-bin is installed by scripts/setup.sh");
    assert!(made.success());
    let ran = desk
        .import(
            "facilities",
            &desk.path("rows.ods"),
            &["--crs", "EPSG:4547", "--format", "json"],
        )
        .expect_success();
    let said = report(&ran.out);
    assert_eq!((&said["read"], &said["accepted"]), (&2.into(), &2.into()), "{said}");
    assert_eq!(
        desk.rows("SELECT name, host_code FROM facilities WHERE source = 'rows.ods' ORDER BY id"),
        [["鹿城药店", "420101001001"], ["东瓜幼儿园", "420101001001"]]
    );
    assert_eq!(
        desk.rows("SELECT capacity FROM facility_functions WHERE category = 'kindergarten'"),
        [["120.0"]]
    );
}

/// A spreadsheet with one sheet, written by hand: whatever stands between the tags.
fn by_hand(path: &std::path::Path, rows: &str) {
    use std::io::Write as _;
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- by hand -->
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
  <office:body>
    <office:spreadsheet>
      <table:table table:name="设施">
        <table:table-column table:number-columns-repeated="5"/>
        {rows}
      </table:table>
    </office:spreadsheet>
  </office:body>
</office:document-content>
"#
    );
    let mut made = zip::ZipWriter::new(std::fs::File::create(path).expect("the folder is ours"));
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ];
    for (name, text) in parts {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        made.start_file(name, stored).expect("a new name");
        made.write_all(text.as_bytes()).expect("there is room");
    }
    made.finish().expect("there is room");
}

#[test]
fn an_opendocument_spreadsheet_in_many_lines_has_the_values_that_an_office_program_shows() {
    let desk = Desk::toy_town();
    let rows = r#"
        <table:table-row>
          <!-- the header -->
          <table:table-cell office:value-type="string" table:number-rows-spanned="1">
            <text:p>设施名称</text:p>
          </table:table-cell>
          <table:table-cell office:value-type="string"><text:p>类别</text:p></table:table-cell>
          <table:table-cell office:value-type="string">
            <text:p>
              x
            </text:p>
          </table:table-cell>
          <table:table-cell office:value-type="string"><text:p>y</text:p></table:table-cell>
          <table:table-cell office:value-type="string"><text:p>所在社区代码</text:p></table:table-cell>
        </table:table-row>
        <table:table-row table:number-rows-repeated="2"> <table:table-cell table:number-columns-repeated="5"/> </table:table-row>
        <table:table-row>
          <table:table-cell office:value-type="string">
            <office:annotation> <text:p>ask again</text:p> </office:annotation>
            <text:p>鹿城<text:span>大</text:span><text:s text:c="1"/>药店 &amp;
                诊所</text:p>
          </table:table-cell>
          <table:table-cell office:value-type="string"> <text:p>药店</text:p> </table:table-cell>
          <table:table-cell office:value-type="float" office:value="500100"> <text:p>500,100</text:p> </table:table-cell>
          <table:table-cell office:value-type="float" office:value="3300100"/>
          <table:table-cell office:value-type="float" office:value="420101001001"> <text:p>4.2E+11</text:p> </table:table-cell>
        </table:table-row>"#;
    by_hand(&desk.path("hand.ods"), rows);
    let ran = desk.import(
        "facilities",
        &desk.path("hand.ods"),
        &["--crs", "EPSG:4547", "--format", "json"],
    );
    let said = report(&ran.expect_success().out);
    assert_eq!((&said["read"], &said["accepted"]), (&1.into(), &1.into()), "{said}");
    assert_eq!(
        desk.rows("SELECT name, host_code FROM facilities WHERE source = 'hand.ods'"),
        [["鹿城大 药店 & 诊所", "420101001001"]]
    );
    // Damage is still damage.
    by_hand(
        &desk.path("cut.ods"),
        "<table:table-row> <table:table-cell <table:table-row>",
    );
    desk.import("facilities", &desk.path("cut.ods"), &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["cut.ods", "damaged"]);
}

#[test]
fn columns_that_no_name_tells_are_told_by_their_values_and_that_is_said() {
    let desk = Desk::new();
    let file = desk.write(
        "a.csv",
        "店名称,类别,F3,F4,F5,F6\n一店,药店,101.5461,25.0461,532301101001,13812345678\n二店,药店,101.5512,25.1512,532301101001,13912345678\n三店,药店,101.6123,24.9996,532301101201,13712345678\n",
    );
    let ran = desk
        .import("facilities", &file, &["--crs", "EPSG:4490", "--format", "json"])
        .expect_success();
    let said = report(&ran.out);
    assert_eq!(said["accepted"], 3);
    let column = |name: &str| {
        let columns = said["columns"].as_array().expect("a list");
        columns
            .iter()
            .find(|one| one["column"] == name)
            .cloned()
            .expect("a column")
    };
    for (name, field, percent) in [("F3", "lon", 40), ("F4", "lat", 40), ("F5", "host_code", 45)] {
        let column = column(name);
        assert_eq!(
            (&column["field"], &column["confidence_percent"]),
            (&field.into(), &percent.into())
        );
    }
    assert!(column("F6")["field"].is_null());
    assert!(column("F6")["evidence"].to_string().contains("telephone"));
    let by_name = column("类别")["confidence_percent"].as_u64().expect("a number");
    assert!(by_name > 45, "names are surer than values");
    assert!(said["warnings"].to_string().contains("by its values alone"), "{said}");
    // What the user says comes first.
    let ran = desk.import(
        "facilities",
        &file,
        &[
            "--crs",
            "EPSG:4490",
            "--map",
            "lon=F3",
            "--map",
            "lat=F4",
            "--format",
            "json",
        ],
    );
    let said = report(&ran.expect_success().out);
    assert!(!said["warnings"].to_string().contains("by its values alone"), "{said}");
}

#[test]
fn a_committee_typed_130106_is_listed_as_taken_by_keyword() {
    let desk = Desk::new();
    let file = desk.write(
        "poi.csv",
        "name,typecode,lon,lat\n西山居委会,130106,101.5461,25.0461\n退役军人服务站,130106,101.5512,25.1512\n仁和药店,090601,101.6123,24.9996\n",
    );
    let ran = desk
        .import("facilities", &file, &["--crs", "gcj02", "--format", "json"])
        .expect_success();
    let said = report(&ran.out);
    let warnings = said["warnings"].as_array().expect("a list");
    let row = warnings
        .iter()
        .find(|one| one["row"] == "2")
        .expect("the committee is listed");
    let what = row["what"].as_str().expect("text");
    assert!(
        what.contains("西山居委会")
            && what.contains("by a keyword in the name")
            && what.contains("130106 alone proves nothing"),
        "{what}"
    );
    assert_eq!(row["value"], "西山居委会");
    assert!(
        warnings.iter().all(|one| one["row"] != "4"),
        "a code of one category is proof"
    );
    let all = said["warnings"].to_string();
    assert!(
        all.contains("1 rows are of types that tell no category") && all.contains("130106 (1)"),
        "{all}"
    );
    assert_eq!(said["accepted"], 2);
}

#[test]
fn a_binary_drawing_is_refused_with_the_steps_to_a_readable_one() {
    let desk = Desk::toy_town();
    let before = desk.workspace_bytes();
    // The sign of the format, then a group code of two bytes and its text, as AutoCAD writes them.
    let mut drawing = b"AutoCAD Binary DXF\r\n\x1a\0".to_vec();
    for (code, text) in [(0_u16, "SECTION"), (2, "ENTITIES"), (0, "ENDSEC"), (0, "EOF")] {
        drawing.extend(code.to_le_bytes());
        drawing.extend(text.as_bytes());
        drawing.push(0);
    }
    let file = desk.write("plan.dxf", drawing);
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["plan.dxf", "binary DXF", "SAVEAS", "ASCII", "ODA File Converter"]);
    assert_eq!(before, desk.workspace_bytes());
}

#[test]
fn a_table_without_a_header_comes_in_and_its_mapping_is_kept() {
    let desk = Desk::new();
    desk.write("pop.txt", "210102 和平区 73.0785\n210103 沈河区 78.2628\n");
    let table = desk.path("pop.txt");
    let columns = ["--map", "code=A", "--map", "name=B", "--map", "people="];
    let said = [&columns[..], &["--header-rows", "none", "--save-mapping", "pop.toml"]].concat();
    let ran = desk.import("register", &table, &said).expect_success();
    assert!(ran.out.contains("2 accepted"), "{}", ran.out);
    let kept = std::fs::read_to_string(desk.path("pop.toml")).expect("it was written");
    assert!(kept.contains("header_rows = \"none\""), "{kept}");
    desk.import("register", &table, &["--mapping", "pop.toml"])
        .expect_success();
    let read = desk.rows("SELECT code, name FROM register ORDER BY code");
    assert_eq!(read, [["210102000000", "和平区"], ["210103000000", "沈河区"]]);
}

#[test]
fn a_code_that_an_update_does_not_find_is_named_with_its_row() {
    let desk = Desk::toy_town();
    desk.write(
        "new.csv",
        "code,name,category,lon,lat\nF9,新药店,pharmacy,114.31,30.59\n",
    );
    let ran = desk.import("facilities", &desk.path("new.csv"), &["--update", "--crs", "EPSG:4490"]);
    let said = format!("{}{}", ran.out, ran.err);
    assert_ne!(ran.code, 0, "{said}");
    assert!(
        said.contains("row 2") && said.contains("code F9 is not there"),
        "{said}"
    );
}
