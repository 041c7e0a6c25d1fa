//! The elderly, minors and disabled people, each at a pace of their own.

use serde_json::Value;

use crate::harness::{Desk, fixture};

/// The toy town's circle at 1 m/s and the same 390 m for everybody, 312 m for the elderly: 300 m and 240 m of straight line.
const CIRCLE: &str = r#"
id = "paced"
version = 1
zh = "步速圈"
en = "Paced circle"
mark = "D"
source = "made for tests"
applies_to = "all"
mode = "walk"
minutes = 6.5
speed_mps = 1.0
detour = 1.3
inclusive = true
snap_limit_m = 100

[sensitivity]
low = { speed_mps = 0.9, detour = 1.4 }
high = { speed_mps = 1.1, detour = 1.2 }

[speeds]
elderly = 0.8

[[group]]
key = "pharmacy"
zh = "药店"
en = "Pharmacy"
any_of = ["pharmacy"]
"#;

/// The toy town where 20 of the 100 people of 甲社区 are elderly, and 12 and 4 of the people of 丙村's two hamlets; nobody counted them in 乙社区.
fn town() -> Desk {
    let desk = Desk::toy_town();
    let communities = std::fs::read_to_string(fixture("toy_town/communities.geojson")).expect("a fixture");
    let communities = desk.write(
        "with-elderly.geojson",
        communities.replace(r#""people": 100,"#, r#""people": 100, "60岁及以上人口": 20,"#),
    );
    desk.import("communities", &communities, &["--crs", "EPSG:4547"])
        .expect_success();
    let hamlets = desk.write(
        "hamlets.csv",
        "name,x,y,people,老年人口,parent_code\n上丙,500300,3301500,30,12,420101001201\n下丙,501800,3301900,10,4,420101001201\n",
    );
    desk.import("hamlets", &hamlets, &["--crs", "EPSG:4547"])
        .expect_success();
    desk.write("paced.toml", CIRCLE);
    desk
}

fn assess(desk: &Desk, more: &[&str]) -> String {
    let mut words = vec!["assess", "--workspace", "town.gpkg", "--circle", "paced.toml"];
    words.extend(more);
    desk.run(&words).expect_success().out
}

#[test]
fn the_elderly_are_counted_where_they_live_and_as_far_as_they_walk() {
    let document: Value = serde_json::from_str(&assess(&town(), &["--format", "json"])).expect("one JSON object");
    let totals = &document["circles"][0]["groups"][0]["totals"];
    assert_eq!(totals["covered_people"], 130.0, "everybody else's answer is as it was");
    let elderly = &totals["by_group"][0];
    assert_eq!(
        (&elderly["group"], &elderly["speed_mps"]),
        (&Value::from("elderly"), &Value::from(0.8))
    );
    // a1 is 300 m off, beyond 240 m, and has a quarter of 甲社区's people and so of its elderly.
    assert_eq!(elderly["people"], 36.0);
    assert_eq!(elderly["covered_people"], 15.0);
    // In 甲社区 75 people live within 240 m, in 乙社区 the 15 of the nearest column (226.4 m).
    assert_eq!(elderly["everybody_covered_people"], 90.0);
    // Nobody counted the elderly of 乙社区: of them all, no share is known.
    assert_eq!(elderly["uncounted_communities"], 1);
    assert_eq!(elderly["population_rate"]["verdict"], "not_assessed");
    let of = |community: usize| &document["communities"][community]["circles"][0]["groups"][0]["by_group"][0];
    assert_eq!(
        (&of(0)["people"], &of(0)["covered_people"]),
        (&Value::from(20), &Value::from(15))
    );
    assert_eq!(
        (&of(1)["people"], &of(1)["covered_people"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        (&of(2)["people"], &of(2)["covered_people"]),
        (&Value::from(16), &Value::from(0))
    );
}

#[test]
fn the_table_gives_the_share_at_the_group_s_pace_in_both_languages() {
    let desk = town();
    let english = assess(&desk, &["--lang", "en"]);
    assert!(english.contains("Elderly, 0.8 m/s"), "{english}");
    assert!(english.contains("45.0 % (not counted in 1 communities)"), "{english}");
    let chinese = assess(&desk, &["--lang", "zh"]);
    assert!(chinese.contains("老年人，0.8 米/秒"), "{chinese}");
}

#[test]
fn more_elderly_than_people_are_refused_with_row_and_field() {
    let desk = Desk::toy_town();
    let hamlets = desk.write(
        "hamlets.csv",
        "name,x,y,people,老年人口\n上丙,500300,3301500,30,31\n下丙,501800,3301900,,4\n",
    );
    desk.import("hamlets", &hamlets, &["--crs", "EPSG:4547"])
        .expect_refusal(1, &["elderly_people", "31 of only 30 people"]);
}
