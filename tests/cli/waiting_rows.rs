//! Rows that lack something: a place, or the digits of a code. They are found by what is there, or listed.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use crate::harness::Desk;

fn report(out: &str) -> serde_json::Value {
    serde_json::from_str(out).expect("one JSON object")
}

/// Three buildings on the drawing board, squares of twenty metres; two bear the same address.
fn buildings() -> String {
    let square = |address: &str, name: &str, x: i32, y: i32| {
        let (x, y) = (500_000 + x, 3_300_000 + y);
        format!(
            r#"{{"type":"Feature","properties":{{"门牌地址":"{address}","name":"{name}","层数":6}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{0},{y}],[{0},{1}],[{x},{1}],[{x},{y}]]]}}}}"#,
            x + 20,
            y + 20
        )
    };
    format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"urn:ogc:def:crs:EPSG::4547"}}}},"features":[{},{},{}]}}"#,
        square("西山路1号", "阳光花园3栋", 100, 100),
        square("东街5号", "", 1500, 500),
        square("东街5号", "", 1600, 500)
    )
}

#[test]
fn rows_without_coordinates_are_placed_by_the_users_own_buildings() {
    let desk = Desk::toy_town();
    let layer = desk.write("buildings.geojson", buildings());
    let roster = desk.write(
        "roster.csv",
        "name,类别,地址\n一店,药店,西山路 １号\n二店,药店,阳光花园3栋2单元501\n三店,药店,西山路12号\n四店,药店,东街5号\n",
    );
    desk.import("facilities", &roster, &["--building-table", "buildings.geojson"])
        .expect_refusal(1, &["row 4", "row 5", "no coordinates"]);
    let ran = desk
        .import(
            "facilities",
            &roster,
            &[
                "--building-table",
                "buildings.geojson",
                "--worklist",
                "todo.csv",
                "--format",
                "json",
            ],
        )
        .expect_success();
    let said = report(&ran.out);
    assert_eq!(said["accepted"], 2);
    let warnings = said["warnings"].to_string();
    assert!(
        warnings.contains("2 rows without coordinates were placed by their building"),
        "{warnings}"
    );
    assert!(warnings.contains("several buildings have its address"), "{warnings}");
    let placed = desk.rows("SELECT name, position_accuracy_m FROM facilities WHERE source = 'roster.csv' ORDER BY id");
    assert_eq!(placed.len(), 2);
    assert_eq!((placed[0][0].as_str(), placed[0][1].as_str()), ("一店", "50.0"));
    let todo = std::fs::read_to_string(desk.path("todo.csv")).expect("it was written");
    assert!(
        todo.contains("三店") && todo.contains("四店") && !todo.contains("一店"),
        "{todo}"
    );
    // The same from a GeoPackage, whose driver the roster's reader never has, and from a table of points.
    let made = std::process::Command::new("ogr2ogr")
        .args(["-f", "GPKG", "-a_srs", "EPSG:4547", "-nln", "houses"])
        .arg(desk.path("houses.gpkg"))
        .arg(&layer)
        .status()
        .expect("gdal-bin is installed by scripts/setup.sh");
    assert!(made.success());
    desk.write(
        "points.csv",
        "楼名,x,y,accuracy_m\n西山路1号,500110,3300110,15\n阳光花园3栋,500110,3300110,15\n",
    );
    for (more, accuracy) in [
        (
            vec!["--building-table", "houses.gpkg", "--building-layer", "houses"],
            "50.0",
        ),
        (
            vec![
                "--building-table",
                "points.csv",
                "--building-address",
                "楼名",
                "--crs",
                "EPSG:4547",
            ],
            "15.0",
        ),
    ] {
        let more = [more, vec!["--skip-rejected"]].concat();
        desk.import("facilities", &roster, &more).expect_success();
        let rows = desk.rows("SELECT position_accuracy_m FROM facilities WHERE source = 'roster.csv'");
        assert_eq!(rows, [[accuracy], [accuracy]], "{more:?}");
    }
    let bare = desk.write("bare.csv", "x,y\n500110,3300110\n");
    assert!(bare.exists());
    desk.import(
        "facilities",
        &roster,
        &["--building-table", "bare.csv", "--crs", "EPSG:4547"],
    )
    .expect_refusal(1, &["bare.csv", "address"]);
}

const REGISTER: &str = "code,name\n532301101,鹿城镇\n532301102,东瓜镇\n532301101001,东兴社区居民委员会\n532301101201,中村村民委员会\n532301102201,中村村民委员会\n532301102001,永安社区居民委员会\n";

#[test]
fn codes_that_a_spreadsheet_has_lost_are_found_by_the_name_within_the_town() {
    let desk = Desk::new();
    let whole = desk.write("whole.csv", REGISTER);
    // Which Excel made of the codes, with the households that the office counts.
    let roster = desk.write(
        "roster.csv",
        "代码,名称,乡镇,户数\n5.32301E+11,东兴社区,鹿城镇,310\n5.32301E+11,中村村委会,东瓜镇,90\n5.32301E+11,永安社区,532301102,70\n",
    );
    let before = desk.workspace_bytes();
    desk.import("register", &roster, &[])
        .expect_refusal(1, &["row 2", "5.32301E+11", "no register is there"]);
    assert_eq!(before, desk.workspace_bytes());
    let ran = desk
        .import("register", &roster, &["--register", "whole.csv", "--format", "json"])
        .expect_success();
    let said = report(&ran.out);
    assert_eq!(
        (&said["accepted"], &said["changed"]),
        (&3.into(), &true.into()),
        "{said}"
    );
    assert!(
        said["warnings"]
            .to_string()
            .contains("by its name it is 东兴社区居民委员会 532301101001")
    );
    assert_eq!(
        desk.rows("SELECT code, households FROM register ORDER BY code"),
        [["532301101001", "310"], ["532301102001", "70"], ["532301102201", "90"]]
    );
    // A register that is there does as well.
    desk.import("register", &whole, &[]).expect_success();
    desk.import("register", &roster, &["--dry-run"]).expect_success();
}

#[test]
fn a_lost_code_that_could_be_another_is_listed_and_never_guessed() {
    let desk = Desk::new();
    desk.write("whole.csv", REGISTER);
    for (row, why) in [
        ("5.32301E+11,中村村委会,", "several are called 中村村委会"),
        ("5.32301E+11,东兴村委会,鹿城镇", "another kind of committee"),
        ("5.32301E+11,无名社区,鹿城镇", "no register has 无名社区"),
        (
            "5.39E+11,东兴社区,鹿城镇",
            "does not begin with the digits that are left",
        ),
    ] {
        let text = format!("code,name,town\n532301102001,永安社区居民委员会,东瓜镇\n{row}\n");
        let file = desk.write("roster.csv", text);
        desk.import("register", &file, &["--register", "whole.csv"])
            .expect_refusal(1, &["row 3", why]);
    }
    let twice = "code,name,town\n532301101001,东兴社区居民委员会,鹿城镇\n5.32301E+11,东兴社区,鹿城镇\n";
    let file = desk.write("roster.csv", twice);
    desk.import("register", &file, &["--register", "whole.csv"])
        .expect_refusal(1, &["row 3", "stands in row 2 already"]);
    desk.import("register", &file, &["--register", "whole.csv", "--skip-rejected"])
        .expect_success();
    assert_eq!(desk.rows("SELECT count(*) FROM register"), [["1"]]);
}

#[test]
fn a_worklist_of_hamlets_goes_out_and_comes_back() {
    let desk = Desk::toy_town();
    let roster = desk.write(
        "hamlets2.csv",
        "name,所在社区代码,所在社区,乡镇,people,人口口径\n上丙,420101001201,,某镇,30,常住\n远山,,远山村,某镇,12,常住\n近水,,近水村,某镇,8,户籍\n",
    );
    let ran = desk
        .import("hamlets", &roster, &["--worklist", "todo.xlsx", "--format", "json"])
        .expect_success();
    let said = report(&ran.out);
    assert_eq!((&said["read"], &said["accepted"]), (&3.into(), &1.into()), "{said}");
    assert_eq!(
        desk.rows("SELECT name FROM hamlets WHERE source = 'hamlets2.csv'"),
        [["上丙"]]
    );
    // Somebody fills the coordinates in.
    let mut book: Xlsx<_> = open_workbook(desk.path("todo.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("worklist").expect("the sheet");
    let mut filled = Workbook::new();
    let out = filled.add_worksheet();
    let header: Vec<String> = sheet
        .rows()
        .next()
        .expect("a header")
        .iter()
        .map(Data::to_string)
        .collect();
    assert_eq!(sheet.height(), 3, "a header and two rows");
    for (line, row) in (0..).zip(sheet.rows()) {
        for (column, cell) in (0..).zip(row) {
            let place = match (line, header[usize::from(column)].as_str()) {
                (1.., "lon") => Some(500_300.0),
                (1.., "lat") => Some(3_301_000.0 + 100.0 * f64::from(line)),
                _ => None,
            };
            match place {
                Some(number) => out.write_number(line, column, number),
                None => out.write_string(line, column, cell.to_string()),
            }
            .expect("it fits");
        }
    }
    filled.save(desk.path("done.xlsx")).expect("there is room");
    let before = desk.rows("SELECT count(*) FROM hamlets");
    let ran = desk
        .import(
            "hamlets",
            &desk.path("done.xlsx"),
            &["--append", "--crs", "EPSG:4547", "--format", "json"],
        )
        .expect_success();
    assert_eq!(report(&ran.out)["accepted"], 2);
    assert_eq!(
        desk.rows("SELECT name, people, population_basis FROM hamlets WHERE source = 'done.xlsx' ORDER BY name"),
        [["近水", "8.0", "registered"], ["远山", "12.0", "usual"]]
    );
    let after: usize = desk.rows("SELECT count(*) FROM hamlets")[0][0]
        .parse()
        .expect("a number");
    let before: usize = before[0][0].parse().expect("a number");
    assert_eq!(after, before + 2, "those that were there stay");
}
