//! Plans on any day that the data have: registers of several years, codes that changed in between, records of documents.

use serde_json::Value;

use crate::answers::{self, answer};
use crate::harness::{Desk, Ran};

const HEAD: &str = "code,name,committee_type,households\n";
const OF_2023: &str = "532301101001,东兴社区,居委会,1000\n\
     532301101201,甲村,村委会,400\n\
     532301101202,乙村,村委会,300\n";
/// 东兴 was split, 甲 and 乙 became one.
const OF_2024: &str = "532301101002,东兴一社区,居委会,600\n\
     532301101003,东兴二社区,居委会,400\n\
     532301101203,甲乙村,村委会,700\n";
const SUCCESSIONS: &str = "原代码,现代码,变更类型,变更日期,依据\n\
     532301101001,532301101002,拆分,2024年6月1日,批复〔2024〕6 号\n\
     532301101001,532301101003,拆分,2024/6/1,批复〔2024〕6 号\n\
     532301101201,532301101203,合并,2024-06-01,\n\
     532301101202,532301101203,合并,2024-06-01,\n";
const STATIONS: &str = "name,category,lon,lat,host_code\n\
     东兴社区服务站,community_service_station,101.54,25.04,532301101001\n\
     甲村综合服务站,rural_comprehensive_station,101.55,25.04,532301101201\n";

/// All stations that there are, as of the end of 2023.
fn with_stations(desk: &Desk, rows: &str) {
    let mut more = vec!["--crs", "EPSG:4326", "--as-of", "2023-12-31"];
    for category in [
        "community_service_station",
        "party_mass_service_centre",
        "rural_comprehensive_station",
    ] {
        more.extend(["--complete", category]);
    }
    desk.import("facilities", &desk.write("stations.csv", rows), &more)
        .expect_success();
}

fn two_years() -> Desk {
    let desk = Desk::new();
    let rows = desk.write("register.csv", format!("{HEAD}{OF_2023}"));
    desk.import("register", &rows, &["--as-of", "2023"]).expect_success();
    with_stations(&desk, STATIONS);
    let rows = desk.write("register.csv", format!("{HEAD}{OF_2024}"));
    desk.import("register", &rows, &["--as-of", "2024"]).expect_success();
    desk
}

fn with_successions(desk: &Desk) {
    desk.import("successions", &desk.write("successions.csv", SUCCESSIONS), &[])
        .expect_success();
}

fn check(desk: &Desk, more: &[&str]) -> Value {
    answers::check(desk, &[&["--plan", "national-2025"], more].concat())
}

/// Low and high end and verdict of the share of a presence indicator.
fn share(document: &Value, id: &str) -> (f64, f64, String) {
    let answer = answer(document, id);
    let values = answer["values"].as_array().expect("values");
    let value = values
        .iter()
        .find(|value| value["key"] == "meets_the_rule")
        .expect("a share");
    let end = |at: usize| value["interval"][at].as_f64().expect("a number");
    (end(0), end(1), value["verdict"].as_str().expect("a word").to_owned())
}

const URBAN: &str = "national-2025/urban-facility-coverage";
const WORKERS: &str = "national-2025/community-workers-per-10k";
const RURAL: &str = "national-2025/rural-facility-coverage";

fn is(low: f64, high: f64, verdict: &str) -> (f64, f64, String) {
    (low, high, verdict.to_owned())
}

#[test]
fn a_plan_is_answered_as_of_the_day_by_the_data_of_that_day() {
    let desk = two_years();
    let then = check(&desk, &["--as-of", "2024-11-30"]);
    assert_eq!(
        (&then["as_of"], &then["communities"]),
        (&"2024-11-30".into(), &3.into())
    );
    assert_eq!(share(&then, URBAN), is(100.0, 100.0, "reached"));
    assert_eq!(share(&then, RURAL), is(50.0, 50.0, "not_reached"));
    assert!(
        then["remarks"]
            .to_string()
            .contains("on 2024-11-30 the data are those of 2023-12-31"),
        "{}",
        then["remarks"]
    );
    let of_year = check(&desk, &["--as-of", "2023"]);
    assert_eq!(of_year["plans"], check(&desk, &["--as-of", "2023-12-31"])["plans"]);
}

#[test]
fn a_day_before_the_data_is_an_error_that_names_the_first_one() {
    let desk = two_years();
    let ask = |day: &str| desk.check(&["--plan", "national-2025", "--as-of", day]);
    ask("2022").expect_refusal(
        1,
        &["as of 2022-12-31", "the first that it has are of 2023-12-31", "--as-of"],
    );
    ask("2023-12-30").expect_refusal(1, &["as of 2023-12-30"]);
    ask("last year").expect_refusal(2, &["is no date", "2024-05-31"]);
}

#[test]
fn codes_of_other_years_join_by_the_table_of_successions() {
    let desk = two_years();
    // Without it the stations of last year's codes are nobody's.
    let lost = check(&desk, &[]);
    assert_eq!(share(&lost, RURAL), is(0.0, 0.0, "not_reached"));
    assert!(
        lost["remarks"]
            .to_string()
            .contains("2 facilities name a host that is no community"),
        "{}",
        lost["remarks"]
    );
    with_successions(&desk);
    let now = check(&desk, &[]);
    // The merged village has the station of one of the two; the station of 东兴 is in one of its halves.
    assert_eq!(share(&now, RURAL), is(100.0, 100.0, "reached"));
    assert_eq!(share(&now, URBAN), is(0.0, 100.0, "not_assessed"));
    let remarks = now["remarks"].to_string();
    assert!(
        remarks.contains("1 codes of places are those of other years"),
        "{remarks}"
    );
    assert!(
        remarks.contains("1 codes of places lead to several communities"),
        "{remarks}"
    );
    // On a day before the change nothing is different.
    assert_eq!(
        share(&check(&desk, &["--as-of", "2023"]), URBAN),
        is(100.0, 100.0, "reached")
    );
}

#[test]
fn facilities_with_the_codes_of_today_join_the_register_of_yesterday() {
    let desk = Desk::new();
    let rows = desk.write("register.csv", format!("{HEAD}{OF_2023}"));
    desk.import("register", &rows, &["--as-of", "2023"]).expect_success();
    with_successions(&desk);
    let sites = "name,category,lon,lat,host_code\n\
        东兴二社区服务站,community_service_station,101.54,25.04,532301101003\n\
        甲乙村综合服务站,rural_comprehensive_station,101.55,25.04,532301101203\n";
    with_stations(&desk, sites);
    let then = check(&desk, &["--as-of", "2023"]);
    assert_eq!(share(&then, URBAN), is(100.0, 100.0, "reached"));
    // It stood in one of the two villages, and nobody knows in which.
    assert_eq!(share(&then, RURAL), is(0.0, 100.0, "not_assessed"));
}

#[test]
fn the_path_has_every_day_of_the_data_with_baseline_target_and_a_line_that_is_no_target() {
    let desk = two_years();
    with_successions(&desk);
    let document = check(&desk, &["--path"]);
    let path = &answer(&document, RURAL)["path"];
    assert_eq!(path["baseline"], serde_json::json!({ "value": 65.7, "year": 2020 }));
    assert_eq!(path["target"], serde_json::json!({ "value": 80, "year": 2025 }));
    assert!(
        path["reference_line_is"]
            .as_str()
            .is_some_and(|words| words.contains("no target"))
    );
    let points = path["points"].as_array().expect("points");
    let dates: Vec<&str> = points.iter().filter_map(|point| point["date"].as_str()).collect();
    assert_eq!(dates, ["2023-12-31", "2024-12-31"]);
    // 65.7 + 14.3 x 1095 / 1826 and x 1461 / 1826 days.
    assert_eq!(points[0]["reference_line"], 74.275_301);
    assert_eq!(points[1]["reference_line"], 77.141_566);
    let values: Vec<&Value> = points.iter().map(|point| &point["values"][0]["value"]).collect();
    assert_eq!(values, [&Value::from(50), &Value::from(100)]);
    let until = check(&desk, &["--path", "--as-of", "2023"]);
    assert_eq!(
        answer(&until, RURAL)["path"]["points"].as_array().map(Vec::len),
        Some(1)
    );
    let table = desk.check(&["--plan", "national-2025", "--path", "--lang", "en"]);
    let table = table.expect_success();
    let line = table
        .out
        .lines()
        .find(|line| line.contains("rural-facility-coverage") && line.contains("65.7 (2020)"));
    assert!(
        line.is_some_and(|line| line.contains("50.0 [74.3]") && line.contains("100.0 [77.1]")),
        "{}",
        table.out
    );
    assert!(table.err.contains("it is no target"), "{}", table.err);
    let rows = desk.check(&["--plan", "national-2025", "--path", "--format", "csv"]);
    let rows = rows.expect_success().out;
    let of_2023 = rows
        .lines()
        .find(|row| row.starts_with(RURAL) && row.contains("meets_the_rule") && row.contains("2023-12-31"));
    assert!(
        of_2023.is_some_and(|row| row.ends_with("2023-12-31,74.275301,")),
        "{rows}"
    );
}

#[test]
fn an_import_of_an_earlier_year_comes_before_and_what_is_taken_back_no_longer_counts() {
    let desk = Desk::new();
    let import = |rows: &str, year: &str| {
        let file = desk.write("register.csv", format!("{HEAD}{rows}"));
        desk.import("register", &file, &["--as-of", year]).expect_success();
    };
    import(OF_2024, "2024");
    import(OF_2023, "2023");
    let names = |day: &str| {
        let document = check(&desk, &["--as-of", day, "--level", "community"]);
        document["communities"].clone()
    };
    let failing = |day: &str| check(&desk, &["--as-of", day]).to_string().contains("甲乙村");
    assert_eq!((names("2023"), names("2024")), (3.into(), 3.into()));
    assert!(failing("2024") && !failing("2023"));
    desk.run(&["undo", "--workspace", "town.gpkg"]).expect_success();
    desk.check(&["--plan", "national-2025", "--as-of", "2023"])
        .expect_refusal(1, &["the first that it has are of 2024-12-31"]);
    // The same rows, said to be true from an earlier year on.
    import(OF_2024, "2022");
    assert!(failing("2023"));
    let history = desk.run(&["history", "--workspace", "town.gpkg"]).expect_success().out;
    assert!(
        history.contains("2022-12-31") && history.contains("true from"),
        "{history}"
    );
}

#[test]
fn of_two_registers_with_one_unit_the_later_counts_and_the_other_adds_what_it_leaves_out() {
    let desk = Desk::new();
    let import = |name: &str, more: &str, year: &str| {
        let rows = desk.write(
            name,
            format!("code,name,committee_type,households,community_workers{more}"),
        );
        desk.import("register", &rows, &["--as-of", year]).expect_success();
    };
    // Of the later year first, then that of the earlier one, each under a name of its own.
    import(
        "of-2024.csv",
        "\n532301101001,东兴新社区,居委会,1000,\n532301101002,学桥街社区,居委会,900,7\n",
        "2024",
    );
    import(
        "of-2023.csv",
        ",old_neighbourhoods\n532301101001,东兴社区,居委会,800,5,是\n532301101002,学桥街社区,居委会,800,5,否\n",
        "2023",
    );
    let names = |day: &[&str]| {
        let document = check(&desk, &[day, &["--level", "community"]].concat());
        let remarks = document["remarks"].to_string();
        let of_both = remarks.contains("2 units stand in several files of the register (of-2023.csv, of-2024.csv)");
        (document.to_string().contains("东兴新社区"), of_both)
    };
    assert_eq!(
        (names(&[]), names(&["--as-of", "2023"])),
        ((true, true), (false, false))
    );
    let workers = |more: &[&str]| {
        let document = check(&desk, more);
        let values = answer(&document, WORKERS)["values"].clone();
        values[0]["numerator"].clone()
    };
    assert_eq!(workers(&["--as-of", "2023"]), 10);
    assert_eq!(workers(&[]), 12, "7 of the later register, and 5 that it leaves out");
}

#[test]
fn files_that_stand_side_by_side_have_days_of_their_own() {
    let desk = two_years();
    let more =
        "name,category,lon,lat,host_code\n乙村综合服务站,rural_comprehensive_station,101.56,25.04,532301101202\n";
    // Imported last, true from before the others.
    let file = desk.write("more.csv", more);
    desk.import("facilities", &file, &["--crs", "EPSG:4326", "--as-of", "2023-06-30"])
        .expect_success();
    let count = |day: &str| check(&desk, &["--as-of", day])["facilities"].clone();
    assert_eq!((count("2023"), count("2024")), (3.into(), 3.into()));
    let rows = desk.write("register.csv", format!("{HEAD}{OF_2023}"));
    desk.import("register", &rows, &["--as-of", "2023-06-30"])
        .expect_success();
    assert_eq!(count("2023-07"), 1, "the other two came half a year later");
    let file = desk.write("more.csv", more);
    desk.import(
        "facilities",
        &file,
        &["--crs", "EPSG:4326", "--as-of", "2024-06-30", "--alone"],
    )
    .expect_success();
    assert_eq!((count("2023"), count("2024-07")), (3.into(), 1.into()));
}

#[test]
fn records_are_kept_with_the_workspace_and_answer_from_their_day_on() {
    let desk = two_years();
    let record = |more: &[&str]| -> Ran {
        let mut all = vec!["plan", "record", "--workspace", "town.gpkg"];
        all.extend(more);
        desk.run(&all)
    };
    let id = "national-2025/three-lists";
    let own = [id, "--date", "2024-05", "--source", "州民政局", "--reference", "附件 3"];
    record(&own).expect_success();
    assert!(record(&own).expect_success().err.contains("was there already"));
    let status = |day: &str| {
        let document = check(&desk, &["--as-of", day]);
        answer(&document, id)["status"].as_str().expect("a word").to_owned()
    };
    assert_eq!(
        (status("2024-05-30").as_str(), status("2024-05-31").as_str()),
        ("not_assessed", "recorded")
    );
    let now = check(&desk, &[]);
    let evidence = &answer(&now, id)["evidence"];
    assert_eq!(
        evidence,
        &serde_json::json!([{ "date": "2024-05", "source": "州民政局", "reference": "附件 3" }])
    );
    // A file beside it, and the same in the workspace.
    let file = desk.write(
        "seen.toml",
        "[[record]]\nrequirement = \"national-2025/spatial-plan-integration\"\ndate = \"2024\"\nsource = \"自然资源局\"\n",
    );
    let file = file.to_str().expect("text");
    let recorded = |more: &[&str]| check(&desk, more)["plans"][0]["coverage"]["recorded"].clone();
    assert_eq!((recorded(&[]), recorded(&["--records", file])), (1.into(), 2.into()));
    record(&["--file", file, "--plan", "national-2025"]).expect_success();
    assert_eq!(recorded(&["--records", file]), 2, "each once");
    let listed = desk
        .run(&["plan", "records", "--workspace", "town.gpkg", "--format", "csv"])
        .expect_success()
        .out;
    assert_eq!(
        listed.lines().nth(1),
        Some("1,national-2025/three-lists,2024-05,州民政局,附件 3")
    );
    desk.run(&["plan", "unrecord", "1", "--workspace", "town.gpkg"])
        .expect_success();
    assert_eq!(recorded(&[]), 1);
    desk.run(&["plan", "unrecord", "1", "--workspace", "town.gpkg"])
        .expect_refusal(1, &["no record 1"]);
    record(&["national-2025/three-list", "--date", "2024", "--source", "x"])
        .expect_refusal(1, &["did you mean three-lists?"]);
    record(&[id, "--date", "2024-02-30", "--source", "x"]).expect_refusal(1, &["is no date"]);
    record(&[id, "--date", "2024", "--source", " "]).expect_refusal(1, &["say who says so"]);
}

#[test]
fn a_table_of_successions_with_a_wrong_row_is_refused_whole_and_everything_wrong_is_said() {
    let desk = two_years();
    let wrong = "old_code,new_code,change,date\n\
        532301101001,532301101002,split,2024-06-01\n\
        53230110100,532301101003,split,2024-06-01\n\
        532301101201,532301101000,merged,2024-06-01\n\
        532301101202,532301101203,gone,2024-06-01\n\
        532301101203,532301101204,recoded,soon\n\
        532301101205,532301101205,recoded,2024\n\
        532301101206,532301101207,recoded,2024\n\
        532301101206,532301101208,recoded,2024\n\
        532301101001,532301101002,split,2024-06-01\n\
        532301101209,532301101210,renamed,2024\n\
        532301101209,532301101211,split,2024\n";
    let before = desk.workspace_bytes();
    desk.import("successions", &desk.write("successions.csv", wrong), &[])
        .expect_refusal(
            1,
            &[
                "row 3",
                "12 digits",
                "row 4",
                "the code of a community",
                "that of a town",
                "row 5",
                "\"gone\" is no change that is known",
                "村改居",
                "row 6",
                "\"soon\" is no date",
                "row 7",
                "nothing was recoded",
                "row 9",
                "that is a split",
                "row 10",
                "stands in row 2 already",
                "row 12",
            ],
        );
    assert!(before == desk.workspace_bytes(), "nothing was changed");
}

#[test]
fn a_register_with_a_code_that_was_revoked_is_told_so() {
    let desk = two_years();
    with_successions(&desk);
    assert!(!check(&desk, &[])["remarks"].to_string().contains("revoked"));
    // The villages that were merged stand in the register of this year again.
    let rows = desk.write("late.csv", format!("{HEAD}532301101201,甲村,村委会,300\n"));
    desk.import("register", &rows, &["--as-of", "2024"]).expect_success();
    let remarks = check(&desk, &[])["remarks"].to_string();
    let said = "1 codes of the register were revoked by the table of successions (532301101201 became 532301101203)";
    assert!(remarks.contains(said), "{remarks}");
    assert!(
        !check(&desk, &["--as-of", "2023"])["remarks"]
            .to_string()
            .contains("revoked")
    );
}
