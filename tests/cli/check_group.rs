//! Plans asked of one group of people.

use crate::answers::{answer, check, value};
use crate::harness::Desk;

/// Four villages in two townships. Two have somebody who runs errands, one has not, of the last nobody says so.
const HEAD: &str =
    "code,name,committee_type,常住人口,老年人,elderly_special,elderly_visited,政务代办,易地扶贫搬迁集中安置社区\n";
const ROWS: [&str; 4] = [
    "532301101201,甲村,村委会,900,300,30,30,是,是",
    "532301101202,乙村,村委会,500,100,10,9,否,是",
    "532301102201,丙村,村委会,400,100,10,10,是,否",
    "532301102202,丁村,村委会,200,100,5,5,,否",
];

fn register(desk: &Desk, rows: &[&str]) {
    let file = desk.write("register.csv", format!("{HEAD}{}\n", rows.join("\n")));
    desk.import("register", &file, &[]).expect_success();
}

#[test]
fn what_counts_communities_says_so_and_tells_beside_where_the_elderly_live() {
    let desk = Desk::new();
    register(&desk, &ROWS);
    let whole = check(&desk, &["--plan", "national-2025"]);
    assert_eq!(whole["group"], serde_json::Value::Null);
    let of_all = answer(&whole, "national-2025/proxy-service-coverage");
    assert_eq!(of_all["status"], "computed");
    let of_group = check(
        &desk,
        &["--plan", "national-2025", "--group", "elderly", "--level", "town"],
    );
    assert_eq!(of_group["group"]["key"], "elderly");
    assert_eq!(of_group["group"]["name"]["zh"], "老年人");
    let own = answer(&of_group, "national-2025/proxy-service-coverage");
    assert_eq!(
        (&own["status"], &own["verdict"]),
        (&"not_assessed".into(), &"not_assessed".into())
    );
    assert_eq!(
        (&own["missing"][0]["input"], &own["missing"][0]["why"]),
        (&"elderly".into(), &"communities".into())
    );
    assert!(
        own["missing"][0]["supply_zh"]
            .as_str()
            .is_some_and(|words| words.contains("按社区")),
        "{own}"
    );
    // 300 and 100 of 600 live where somebody runs errands; of the last 100 nobody knows.
    let share = value(own, "share elderly");
    assert_eq!(
        (&share["headline"], &share["target"]),
        (&false.into(), &serde_json::Value::Null)
    );
    assert_eq!(
        (share["numerator"].as_f64(), share["denominator"].as_f64()),
        (Some(400.0), Some(600.0))
    );
    assert_eq!(share["interval"], serde_json::json!([66.666_667, 83.333_333]));
    assert_eq!(share["failing"][0]["shortfall"], 100);
    let areas = own["areas"].as_array().expect("townships");
    let sums = areas
        .iter()
        .filter_map(|area| area["values"][0]["denominator"].as_f64());
    assert_eq!((areas.len(), sums.sum::<f64>()), (2, 600.0));
}

#[test]
fn a_village_that_did_not_count_them_leaves_everything_open_and_is_named() {
    let desk = Desk::new();
    let uncounted = ROWS[2].replace(",400,100,", ",400,,");
    register(&desk, &[ROWS[0], ROWS[1], &uncounted]);
    let of_group = check(&desk, &["--plan", "national-2025", "--group", "elderly"]);
    let own = answer(&of_group, "national-2025/proxy-service-coverage");
    let share = value(own, "share elderly");
    assert_eq!(
        (&share["value"], &share["verdict"]),
        (&serde_json::Value::Null, &"threshold_undefined".into())
    );
    assert_eq!(share["interval"], serde_json::json!([0, 100]));
    assert_eq!(share["not_assessed_units"][0]["name"], "丙村");
    let missing = own["missing"].as_array().expect("a list");
    let counts = missing
        .iter()
        .find(|one| one["input"] == "elderly" && one["why"] == "absent");
    let counts = counts.expect("the count that is missing is named");
    assert_eq!((&counts["lacking"], &counts["of"]), (&1.into(), &3.into()));
}

#[test]
fn what_speaks_of_the_elderly_is_judged_for_them_and_for_nobody_else() {
    let desk = Desk::new();
    register(&desk, &ROWS);
    let id = "national-2025/elderly-monthly-visit";
    let whole = check(&desk, &["--plan", "national-2025"]);
    let elderly = check(&desk, &["--plan", "national-2025", "--group", "elderly"]);
    assert_eq!(answer(&elderly, id)["values"], answer(&whole, id)["values"]);
    assert_eq!(answer(&elderly, id)["verdict"], "not_reached", "54 of 55");
    let minors = check(&desk, &["--plan", "national-2025", "--group", "minors"]);
    let other = answer(&minors, id);
    assert_eq!(
        (&other["status"], &other["missing"][0]["why"]),
        (&"not_assessed".into(), &"other_people".into())
    );
    // No answer of a group is one that everybody's document or count gives.
    for (plan, group) in [(&elderly, "elderly"), (&minors, "minors")] {
        for own in plan["plans"][0]["answers"].as_array().expect("answers") {
            let silent = own["status"] == "not_assessed" && own["missing"].as_array().is_none_or(Vec::is_empty);
            assert!(own["status"] != "recorded" && !silent, "{group}: {own}");
        }
    }
}

#[test]
fn tables_and_rows_say_why_and_show_what_stands_beside() {
    let desk = Desk::new();
    register(&desk, &ROWS[..3]);
    let table = desk
        .check(&["--plan", "national-2025", "--group", "elderly", "--lang", "en"])
        .expect_success();
    assert!(
        table.out.contains("[share elderly]") && table.out.contains("(80.0)"),
        "{}",
        table.out
    );
    assert!(table.out.contains("elderly:communities"), "{}", table.out);
    assert!(
        table.err.contains("of one group of people alone, elderly (老年人)"),
        "{}",
        table.err
    );
    assert!(
        table.err.contains("it counts communities, whoever lives in them"),
        "{}",
        table.err
    );
    let rows = desk
        .check(&["--plan", "national-2025", "--group", "elderly", "--format", "csv"])
        .expect_success();
    assert!(
        rows.out
            .contains("national-2025/proxy-service-coverage,,,not_assessed,share elderly,80.0"),
        "{}",
        rows.out
    );
    desk.check(&["--plan", "national-2025", "--group", "giants"])
        .expect_refusal(2, &["giants", "elderly"]);
}
