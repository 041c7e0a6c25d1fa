//! Does a scenario keep the plan? Its facilities and what was assessed of it are what is checked.

use serde_json::Value;

use crate::answers::{answer, check, value};
use crate::harness::Desk;

fn people(document: &Value) -> &Value {
    let circle = answer(document, "national-2020/service-circle-15min");
    &value(circle, "service-15 pharmacy")["numerator"]
}

#[test]
fn a_scenario_is_checked_with_its_facilities_and_its_own_assessment() {
    let desk = Desk::toy_town();
    desk.assess("service-15");
    let asked = ["--plan", "national-2020"];
    let before = check(&desk, &asked);
    assert_eq!(before["scenario"], Value::Null);
    let edit = |words: &[&str]| desk.run(&[&["scenario"], words, &["--workspace", "town.gpkg"]].concat());
    edit(&["new", "closed"]).expect_success();
    edit(&["edit", "closed", "--remove-facility", "1"]).expect_success();

    let of_scenario = [&asked[..], &["--scenario", "closed"]].concat();
    let unassessed = check(&desk, &of_scenario);
    assert_eq!(unassessed["scenario"], "closed");
    let facilities = |document: &Value| document["facilities"].as_u64().expect("a number");
    assert_eq!(facilities(&unassessed) + 1, facilities(&before));
    let remarks = unassessed["remarks"].to_string();
    assert!(remarks.contains("yike assess --scenario closed"), "{remarks}");
    let circle = answer(&unassessed, "national-2020/service-circle-15min");
    assert_eq!(circle["status"], "not_assessed");
    assert!(circle["missing"].to_string().contains("\"assessment\""), "{circle}");

    let assess = [
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        "service-15",
        "--scenario",
        "closed",
    ];
    desk.run(&assess).expect_success();
    let after = check(&desk, &of_scenario);
    let fewer = people(&after).as_f64() < people(&before).as_f64();
    assert!(
        fewer,
        "甲药店 serves somebody: {} and {}",
        people(&after),
        people(&before)
    );
    assert_eq!(
        people(&check(&desk, &asked)),
        people(&before),
        "the layers are as they were"
    );

    let table = desk
        .check(&[&of_scenario[..], &["--lang", "en"]].concat())
        .expect_success();
    assert!(table.err.contains("scenario closed: version"), "{}", table.err);
    desk.check(&[&of_scenario[..], &["--as-of", "2024"]].concat())
        .expect_refusal(2, &["--as-of", "--scenario"]);
    desk.check(&[&asked[..], &["--scenario", "moved"]].concat())
        .expect_refusal(1, &["no scenario \"moved\""]);
}

#[test]
fn conflicts_between_plans_stand_in_the_table_and_beside_each_row_of_the_csv() {
    let desk = Desk::toy_town();
    let own = desk.write(
        "own.toml",
        "id = \"our-county\"\nversion = 1\nkind = \"plan\"\nzh = \"本县规划\"\nsource = \"county paper 12\"\nextends = \"national-2025\"\n",
    );
    let own = own.to_str().expect("the path is text");
    let asked = ["--plan", own, "--plan", "chuxiong-2025", "--lang", "en"];
    let table = desk.check(&asked).expect_success().out;
    for words in [
        "none resolved",
        "C1 Share of floor area",
        "our-county: At least 10 %",
        "chuxiong-2025: At least 12 %",
    ] {
        assert!(table.contains(words), "{words} is not in {table}");
    }
    let csv = desk
        .check(&[&asked[..], &["--format", "csv"]].concat())
        .expect_success()
        .out;
    let mut lines = csv.lines();
    assert!(lines.next().is_some_and(|head| head.ends_with(",conflicts")));
    let row = lines.find(|line| line.starts_with("our-county/commercial-and-service-area-share,"));
    assert!(row.is_some_and(|row| row.ends_with(",C1")), "{row:?}");
}
