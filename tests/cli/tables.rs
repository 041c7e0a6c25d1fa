//! Rosters from offices, from the file to the workspace.

use encoding_rs::GBK;
use rust_xlsxwriter::{Format, Workbook};

use crate::harness::{Desk, fixture};

/// The toy town's communities have the codes 420101001201 to 420101001203.
fn town_with_codes() -> (Desk, Vec<(String, String)>) {
    let desk = Desk::toy_town();
    let rows = desk.rows("SELECT code, name FROM communities ORDER BY id");
    (
        desk,
        rows.into_iter().map(|row| (row[0].clone(), row[1].clone())).collect(),
    )
}

fn report(out: &str) -> serde_json::Value {
    serde_json::from_str(out).expect("one JSON object")
}

#[test]
fn a_roster_without_coordinates_is_placed_by_code_and_name_and_the_rest_waits_in_a_worklist() {
    let (desk, communities) = town_with_codes();
    let (code, _) = &communities[0];
    let (_, name) = &communities[1];
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 3, "社区服务设施名册", &Format::new())
        .expect("it fits");
    for (column, head) in (0..).zip(["设施名称", "类别", "所在社区代码", "所在社区", "地址"]) {
        sheet.write_string(1, column, head).expect("it fits");
    }
    let rows: [(&str, Option<f64>, &str, &str); 4] = [
        ("一号药店", code.parse().ok(), "", ""),
        ("二号药店", None, name, ""),
        ("三号药店", None, "无此社区", ""),
        ("四号药店", None, "", "西山路1号"),
    ];
    for (row, (own, number, host, address)) in (2..).zip(rows) {
        sheet.write_string(row, 0, own).expect("it fits");
        sheet.write_string(row, 1, "药店").expect("it fits");
        if let Some(number) = number {
            sheet.write_number(row, 2, number).expect("it fits");
        }
        sheet.write_string(row, 3, host).expect("it fits");
        sheet.write_string(row, 4, address).expect("it fits");
    }
    sheet.write_string(6, 0, "合计").expect("it fits");
    workbook.save(desk.path("roster.xlsx")).expect("there is room");
    let file = desk.path("roster.xlsx");
    let before = desk.workspace_bytes();
    desk.import("facilities", &file, &[])
        .expect_refusal(1, &["row 5", "no coordinates", "--worklist"]);
    assert_eq!(before, desk.workspace_bytes(), "nothing was changed");
    desk.write("addresses.csv", "地址,x,y\n西山路 １号,500100,3300100\n");
    let ran = desk
        .import(
            "facilities",
            &file,
            &[
                "--address-table",
                "addresses.csv",
                "--crs",
                "EPSG:4547",
                "--worklist",
                "todo.csv",
                "--format",
                "json",
            ],
        )
        .expect_success();
    let report = report(&ran.out);
    assert_eq!(
        (&report["read"], &report["accepted"], &report["changed"]),
        (&4.into(), &3.into(), &true.into())
    );
    let said = report["warnings"].to_string();
    for words in [
        "by the code of its community",
        "by the name of its community",
        "by its address",
        "row 7 (合计)",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let placed = desk
        .rows("SELECT name, position_accuracy_m, host_code FROM facilities WHERE source = 'roster.xlsx' ORDER BY name");
    let accuracies: Vec<f64> = placed.iter().map(|row| row[1].parse().expect("a number")).collect();
    assert_eq!(placed.len(), 3);
    assert!(
        accuracies.iter().filter(|metres| **metres > 100.0).count() == 2,
        "{placed:?}"
    );
    let todo = std::fs::read_to_string(desk.path("todo.csv")).expect("it was written");
    assert!(todo.contains("三号药店") && !todo.contains("一号药店"), "{todo}");
    desk.write("done.csv", filled(&todo, "500300", "3300200"));
    desk.import("facilities", &desk.path("done.csv"), &["--crs", "EPSG:4547"])
        .expect_success();
    assert_eq!(
        desk.rows("SELECT name FROM facilities WHERE source = 'done.csv'"),
        [["三号药店"]]
    );
}

/// The worklist as somebody has filled it in: the same coordinates in every row.
fn filled(todo: &str, x: &str, y: &str) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(todo.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).expect("in memory");
    for row in reader.records() {
        let row = row.expect("a row");
        let cells = header.iter().zip(row.iter()).map(|(name, cell)| match name {
            "lon" => x,
            "lat" => y,
            _ => cell,
        });
        writer.write_record(cells).expect("in memory");
    }
    writer.into_inner().expect("in memory")
}

#[test]
fn a_code_that_a_csv_has_lost_is_never_guessed() {
    let (desk, communities) = town_with_codes();
    let (_, name) = &communities[2];
    let text = format!("名称,类别,所在社区代码,所在社区\na,药店,4.20101E+11,{name}\n");
    let file = desk.write("lost.csv", GBK.encode(&text).0);
    let ran = desk.import("facilities", &file, &["--format", "json"]).expect_success();
    let said = report(&ran.out)["warnings"].to_string();
    assert!(
        said.contains("4.20101E+11") && said.contains("looked for by its name"),
        "{said}"
    );
    assert!(said.contains("GBK (confidence"), "{said}");
    let text = "名称,类别,所在社区代码\na,药店,4.20101E+11\n";
    let file = desk.write("lost.csv", text);
    desk.import("facilities", &file, &[])
        .expect_refusal(1, &["row 2", "no coordinates"]);
}

#[test]
fn a_register_goes_in_with_its_towns_and_comes_back() {
    let desk = Desk::new();
    let villages = "code,name,户数\n532301101001,东兴社区居民委员会,310\n532301101201,东兴村民委员会,200\n532301102201,中村村民委员会,90\n合计,,600\n";
    let file = desk.write("villages.csv", villages);
    let ran = desk.import("register", &file, &["--format", "json"]).expect_success();
    let said = report(&ran.out);
    assert_eq!(said["accepted"], 3);
    assert!(said["warnings"].to_string().contains("2 towns"), "{said}");
    let file = desk.write("towns.csv", "code,name\n532301101,鹿城镇\n532301102,东瓜镇\n");
    desk.import("register", &file, &[]).expect_success();
    let rows = desk.rows("SELECT code, level, coalesce(committee_type, ''), households FROM register ORDER BY code");
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0], ["532301101000", "town", "", ""]);
    assert_eq!(rows[1], ["532301101001", "community", "residents_committee", "310"]);
    assert_eq!(rows[2][2], "villagers_committee");
    let twice = desk.write(
        "twice.csv",
        "code,name\n532301101001,a\n532301101001,b\n5.32301E+11,c\n",
    );
    let before = desk.workspace_bytes();
    desk.import("register", &twice, &[])
        .expect_refusal(1, &["twice.csv", "row 3", "stands in row 2", "row 4", "5.32301E+11"]);
    assert_eq!(before, desk.workspace_bytes());
}

#[test]
fn a_mapping_is_saved_and_used_again() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "a.csv",
        "店名,种类,横,纵\na,百草厅,500100,3300100\nb,药店,500100,3300100\n",
    );
    let first = desk.import(
        "facilities",
        &file,
        &[
            "--crs",
            "EPSG:4547",
            "--map",
            "name=店名",
            "--map",
            "category=种类",
            "--map",
            "lon=横",
            "--map",
            "lat=纵",
            "--save-mapping",
            "m.toml",
        ],
    );
    first.expect_refusal(1, &["百草厅"]);
    let saved = std::fs::read_to_string(desk.path("m.toml")).expect("it was saved though the file was refused");
    assert!(
        saved.contains("name = \"店名\"") && saved.contains("EPSG:4547"),
        "{saved}"
    );
    desk.write("m.toml", saved + "\n[categories]\n\"百草厅\" = \"pharmacy\"\n");
    desk.import("facilities", &file, &["--mapping", "m.toml"])
        .expect_success();
    desk.import("land", &fixture("toy_town/land.geojson"), &["--mapping", "m.toml"])
        .expect_refusal(1, &["m.toml", "for facilities"]);
}

#[test]
fn a_column_set_to_none_is_kept_in_the_mapping() {
    let desk = Desk::toy_town();
    let file = desk.write("a.csv", "name,category,x,y,capacity\na,药店,500100,3300100,5\n");
    let capacity = |mapping: &[&str]| {
        desk.import("facilities", &file, mapping).expect_success();
        desk.rows("SELECT count(*), count(capacity) FROM facility_functions JOIN facilities f ON f.id = facility WHERE f.source = 'a.csv'")
            .concat()
            .join("|")
    };
    let without = ["--crs", "EPSG:4547", "--map", "capacity=", "--save-mapping", "m.toml"];
    assert_eq!(capacity(&without), "1|0");
    let saved = std::fs::read_to_string(desk.path("m.toml")).expect("it was saved");
    assert!(saved.contains("capacity = \"\""), "{saved}");
    assert_eq!(capacity(&["--mapping", "m.toml"]), "1|0", "the mapping says the same");
    assert_eq!(
        capacity(&["--mapping", "m.toml", "--save-mapping", "again.toml"]),
        "1|0"
    );
    assert_eq!(
        std::fs::read_to_string(desk.path("again.toml")).ok(),
        Some(saved),
        "kept once more"
    );
    // A flag comes before it.
    assert_eq!(capacity(&["--mapping", "m.toml", "--map", "capacity=capacity"]), "1|1");
}

#[test]
fn bombs_are_refused() {
    use std::io::Write as _;
    let desk = Desk::new();
    let mut bomb = zip::ZipWriter::new(std::fs::File::create(desk.path("bomb.xlsx")).expect("ours"));
    bomb.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
        .expect("new");
    let zeros = vec![0; 1 << 20];
    for _ in 0..40 {
        bomb.write_all(&zeros).expect("there is room");
    }
    bomb.finish().expect("there is room");
    desk.import("hamlets", &desk.path("bomb.xlsx"), &[])
        .expect_refusal(1, &["bomb.xlsx", "too large", "200 times"]);
    let mut laughs = zip::ZipWriter::new(std::fs::File::create(desk.path("laughs.ods")).expect("ours"));
    laughs
        .start_file("content.xml", zip::write::SimpleFileOptions::default())
        .expect("new");
    laughs
        .write_all(b"<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><l>&b;</l>")
        .expect("there is room");
    laughs.finish().expect("there is room");
    desk.import("hamlets", &desk.path("laughs.ods"), &[])
        .expect_refusal(1, &["laughs.ods", "entities"]);
}
