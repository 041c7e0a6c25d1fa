//! Access to services of the toy town, worked out by hand.

use serde_json::Value;

use crate::harness::{Desk, fixture};

fn circle() -> String {
    fixture("toy_town/toy.toml").to_str().expect("text").to_owned()
}

fn run(desk: &Desk, more: &[&str]) -> crate::harness::Ran {
    let circle = circle();
    let mut arguments = vec!["access", "--workspace", "town.gpkg", "--circle", &circle];
    arguments.extend(more);
    desk.run(&arguments)
}

fn access(desk: &Desk, more: &[&str]) -> Value {
    let mut arguments = vec!["--format", "json"];
    arguments.extend(more);
    let ran = run(desk, &arguments).expect_success();
    serde_json::from_str(&ran.out).expect("one JSON object")
}

/// The toy town with 20 places in F1 and 60 in F2.
fn with_capacity() -> Desk {
    let desk = Desk::toy_town();
    let file = desk.write(
        "facilities.csv",
        "code,name,x,y,category,state,床位数\n\
         F1,甲药店,500280,3300340,pharmacy,existing,20\n\
         F2,乙药店,501500,3300150,药店,existing,60\n",
    );
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    desk
}

fn near(found: &Value, wanted: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

#[test]
fn capacity_is_shared_by_whoever_comes() {
    let document = access(&with_capacity(), &["--service", "pharmacy"]);
    let result = &document["result"];
    // 20 places for the 100 people of 甲, 60 for the 30 of 乙 who reach F2, nothing for the other 70.
    let communities = result["communities"].as_array().expect("three");
    for (community, wanted) in communities.iter().zip([0.2, 1.0, 0.0]) {
        near(&community["access"]["mean"], wanted);
    }
    let everybody = &result["everybody"];
    near(&everybody["mean"], 80.0 / 200.0);
    near(&everybody["floor"], 80.0 / 200.0);
    assert_eq!(everybody["people_who_reach_nothing"], 70);
    near(&everybody["equity"]["gini"], 0.6875);
    assert_eq!(everybody["equity"]["quantiles"][2]["value"], 0.2);
    near(&document["service"]["capacity_reached"], 80.0);
    assert_eq!(document["unit"], "capacity_per_person");
    assert_eq!(result["units"][3]["code"], "420101001000");
    assert_eq!(&result["units"][3]["access"], everybody);
    assert_eq!(document["provenance"]["inputs"].as_array().map(Vec::len), Some(5));
}

#[test]
fn along_the_streets_whoever_has_no_street_is_not_assessed() {
    let desk = with_capacity();
    desk.import("streets", &fixture("toy_town/streets.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    let document = access(&desk, &["--service", "pharmacy", "--method", "streets"]);
    let everybody = &document["result"]["everybody"];
    // 75 of 甲 share 20 places, 45 of 乙 share 60; the 40 of 丙 have no street.
    near(&everybody["mean"], 80.0 / 160.0);
    assert_eq!(everybody["people_not_assessed"], 40);
    // At worst these 40 have nothing. They take nothing from the others: 丙 begins 660 m from F1 and 850 m from F2, and the circle is 390 m.
    near(&everybody["floor"], 80.0 / 200.0);
    assert_eq!(everybody["people_with_an_upper_bound"], 0);
}

#[test]
fn without_capacity_shares_are_not_assessed_but_sites_are_counted() {
    let desk = Desk::toy_town();
    let shares = access(&desk, &["--service", "pharmacy"]);
    assert_eq!(
        (&shares["status"], &shares["result"]),
        (&"not_assessed".into(), &Value::Null)
    );
    assert_eq!(shares["service"]["facilities_without_capacity"], 2);
    let told = run(&desk, &["--service", "pharmacy", "--lang", "en"]).expect_success();
    assert!(
        told.out.contains("import facilities with a column capacity"),
        "{}",
        told.out
    );
    let counts = access(&desk, &["--service", "pharmacy", "--measure", "cumulative"]);
    near(&counts["result"]["everybody"]["mean"], 0.65);
}

#[test]
fn completeness_counts_the_services_that_each_person_reaches() {
    let document = access(&Desk::toy_town(), &[]);
    assert_eq!(document["measure"], "completeness");
    assert_eq!(document["services"]["not_assessed"][0], "kindergarten");
    let everybody = &document["result"]["everybody"];
    near(&everybody["mean"], 0.65);
    assert_eq!(everybody["people_by_count"], serde_json::json!([70, 130]));
    near(&everybody["equity"]["gini"], 0.35);
}

/// The toy town's circle in minutes: 390 m of walk (300 m of straight line) for everybody at 1 m/s; the elderly have a pace of their own.
fn paced(desk: &Desk, elderly: &str) {
    let toy = std::fs::read_to_string(circle()).expect("a fixture");
    let paced = toy
        .replace(
            "minutes = 15\nmetres = 390\nspeed_mps = 1.1",
            "minutes = 6.5\nspeed_mps = 1.0",
        )
        .replace(
            "[sensitivity]",
            &format!("[speeds]\nelderly = {elderly}\n\n[sensitivity]"),
        );
    assert!(
        paced.contains("minutes = 6.5") && paced.contains("elderly = "),
        "{paced}"
    );
    desk.write("paced.toml", paced);
}

/// 20 of the 100 people of 甲社区 and 12 of the 60 of 乙社区 are elderly; 丙村 doesn't count them.
fn count_elderly(desk: &Desk) {
    let communities = std::fs::read_to_string(fixture("toy_town/communities.geojson")).expect("a fixture");
    let counted = communities
        .replace(r#""people": 100,"#, r#""people": 100, "老年人口": 20,"#)
        .replace(r#""people": 60,"#, r#""people": 60, "老年人口": 12,"#);
    let file = desk.write("with-elderly.geojson", counted);
    desk.import("communities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
}

#[test]
fn what_only_a_group_reaches_is_told_below_the_table_apart_from_unknown_capacity() {
    let desk = Desk::toy_town();
    // The elderly go 900 m straight, everybody 300 m: to F3 nobody else comes.
    paced(&desk, "3.0");
    count_elderly(&desk);
    let unknown = ["without a known capacity", "容量不明"];
    let alone = ["only the group reaches", "仅该类人口可达"];
    for (capacity, of_group, wanted) in [
        ("60", true, [false, true]),
        ("", true, [true, true]),
        ("", false, [true, false]),
    ] {
        let third = if of_group {
            "F3,远药店,501000,3300700,药店,existing,9\n"
        } else {
            ""
        };
        let rows = format!(
            "code,name,x,y,category,state,床位数\nF1,甲药店,500280,3300340,pharmacy,existing,20\n\
             F2,乙药店,501500,3300150,药店,existing,{capacity}\n{third}"
        );
        let file = desk.write("facilities.csv", rows);
        desk.import("facilities", &file, &["--crs", "EPSG:4547", "--alone"])
            .expect_success();
        let asked = |more: &[&str]| {
            let words = [
                "access",
                "--workspace",
                "town.gpkg",
                "--circle",
                "paced.toml",
                "--service",
                "pharmacy",
            ];
            desk.run(&[&words[..], &["--group", "elderly"], more].concat())
                .expect_success()
                .out
        };
        for (language, at) in [("en", 0), ("zh", 1)] {
            let table = asked(&["--lang", language]);
            let bound = ["at least what is shown", "数值是下限"][at];
            let foot = table.lines().find(|line| line.contains(bound)).expect("a footnote");
            assert_eq!(
                [unknown[at], alone[at]].map(|words| foot.contains(words)),
                wanted,
                "{table}"
            );
        }
        let document: Value = serde_json::from_str(&asked(&["--format", "json"])).expect("one JSON object");
        assert_eq!(
            document["service"]["facilities_of_the_group_alone"],
            u8::from(of_group),
            "{document}"
        );
    }
}

#[test]
fn one_groups_access_is_told_at_its_own_pace_while_everybody_shares() {
    let desk = with_capacity();
    // 312 m of walk for the elderly, 240 m of straight line.
    paced(&desk, "0.8");
    let asked = |more: &[&str]| {
        let mut words = vec!["access", "--workspace", "town.gpkg", "--circle", "paced.toml"];
        words.extend(["--service", "pharmacy", "--group", "elderly"]);
        words.extend(more);
        desk.run(&words)
    };
    asked(&[]).expect_refusal(1, &["elderly", "elderly_people", "老年人口", "import communities"]);
    count_elderly(&desk);
    let document: Value =
        serde_json::from_str(&asked(&["--format", "json"]).expect_success().out).expect("one JSON object");
    assert_eq!(document["group"]["key"], "elderly");
    near(&document["group"]["speed_mps"], 0.8);
    near(&document["group"]["limit_m"], 312.0);
    let access = |community: usize| &document["result"]["communities"][community]["access"];
    // 100 share the 20 places of F1, and three quarters of the elderly of 甲社区 live within 240 m of it; 30 share the 60 places of F2, and the
    // nearest quarter of those of 乙社区 are within 240 m.
    near(&access(0)["mean"], 0.2 * 0.75);
    near(&access(1)["mean"], 2.0 * 0.25);
    assert_eq!(access(0)["people_assessed"], 20);
    assert_eq!((&access(2)["mean"], &access(2)["floor"]), (&Value::Null, &Value::Null));
    let all = &document["result"]["everybody"];
    near(&all["mean"], (0.15 * 20.0 + 0.5 * 12.0) / 32.0);
    assert_eq!(
        (&all["floor"], &all["uncounted_communities"]),
        (&Value::Null, &1.into())
    );
    for (language, wanted) in [
        ("en", ["Elderly (0.8 m/s, radius 240 m)", "people of the group"]),
        ("zh", ["仅统计老年人", "该类人口"]),
    ] {
        let table = asked(&["--lang", language]).expect_success();
        assert!(wanted.iter().all(|words| table.out.contains(words)), "{}", table.out);
    }
    let rows = asked(&["--format", "csv"]).expect_success();
    assert!(
        rows.out
            .lines()
            .skip(1)
            .all(|row| row.contains(",pharmacy,elderly,straight,")),
        "{}",
        rows.out
    );
}

#[test]
fn a_scenario_is_measured_over_its_base() {
    let desk = with_capacity();
    for more in [
        &["scenario", "new", "more", "--workspace", "town.gpkg"][..],
        &[
            "scenario",
            "edit",
            "more",
            "--workspace",
            "town.gpkg",
            "--remove-facility",
            "1",
        ],
    ] {
        desk.run(more).expect_success();
    }
    let document = access(&desk, &["--service", "pharmacy", "--scenario", "more"]);
    assert_eq!(document["service"]["facilities"], 1, "{document}");
    let whole = access(&desk, &["--service", "pharmacy"]);
    assert_eq!(whole["service"]["facilities"], 2, "the layers are as they were");
}

#[test]
fn the_same_is_written_for_eyes_and_for_spreadsheets() {
    let desk = with_capacity();
    let ran = run(&desk, &["--service", "pharmacy", "--format", "csv"]).expect_success();
    let rows: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split(',').collect()).collect();
    let at = |name: &str| rows[0].iter().position(|cell| *cell == name).expect("a column");
    // The whole, four units above, three communities.
    assert_eq!(rows.len(), 1 + 1 + 4 + 3);
    let people = |row: &Vec<&str>| row[at("people_assessed")].parse::<i64>().expect("whole people");
    let communities = rows.iter().filter(|row| row[0] == "community");
    assert_eq!(communities.map(people).sum::<i64>(), people(&rows[1]), "parts add up");
    let table = run(&desk, &["--service", "pharmacy", "--lang", "en"]).expect_success();
    assert!(
        table.out.contains("per 1,000") && table.out.contains("乙社区"),
        "{}",
        table.out
    );
    let table = run(&desk, &["--service", "pharmacy", "--lang", "zh"]).expect_success();
    assert!(
        table.out.contains("每千人") && table.out.contains("基尼系数"),
        "{}",
        table.out
    );
}

#[test]
fn words_that_do_not_go_together_are_refused_with_what_does() {
    let desk = Desk::toy_town();
    run(&desk, &["--service", "harbour"]).expect_refusal(1, &["harbour", "pharmacy", "kindergarten"]);
    run(&desk, &["--measure", "2sfca"]).expect_refusal(1, &["--service", "pharmacy", "completeness"]);
    run(&desk, &["--service", "pharmacy", "--measure", "completeness"]).expect_refusal(1, &["leave --service out"]);
    run(&desk, &["--service", "pharmacy", "--weights", "gaussian"]).expect_refusal(1, &["e2sfca"]);
    run(&desk, &["--service", "pharmacy", "--method", "streets"])
        .expect_refusal(1, &["import streets", "--method straight"]);
}
