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
fn an_opendocument_spreadsheet_comes_in() {
    let desk = Desk::toy_town();
    desk.write(
        "rows.csv",
        "设施名称,类别,x,y,所在社区代码,床位\n鹿城药店,药店,500100,3300100,420101001001,\n东瓜幼儿园,幼儿园,500200.5,3300200.25,420101001001,120\n",
    );
    desk.write("rows.csvt", "String,String,Real,Real,String,Integer\n");
    let made = Command::new("ogr2ogr")
        .args(["-f", "ODS"])
        .arg(desk.path("lines.ods"))
        .arg(desk.path("rows.csv"))
        .status()
        .expect("gdal-bin is installed by scripts/setup.sh");
    assert!(made.success());
    in_one_line(&desk.path("lines.ods"), &desk.path("rows.ods"));
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

/// GDAL begins a new line with every element; office programs, whose files are what comes in, write none between the cells of a row.
fn in_one_line(from: &std::path::Path, to: &std::path::Path) {
    use std::io::{Read as _, Write as _};
    let mut whole = zip::ZipArchive::new(std::fs::File::open(from).expect("GDAL made it")).expect("a package");
    let mut made = zip::ZipWriter::new(std::fs::File::create(to).expect("the folder is ours"));
    for index in 0..whole.len() {
        let mut part = whole.by_index(index).expect("there are so many");
        let name = part.name().expect("a name in UTF-8").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("it was written whole");
        if name == "content.xml" {
            let text = String::from_utf8(bytes).expect("XML in UTF-8");
            bytes = text.replace(">\n<", "><").into_bytes();
        }
        made.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a new name");
        made.write_all(&bytes).expect("there is room");
    }
    made.finish().expect("there is room");
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
        .find(|one| one["row"] == "1")
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
        warnings.iter().all(|one| one["row"] != "3"),
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
