//! Siting from the command line: the toy town, worked out by hand, and the demo.

use serde_json::Value;

use crate::harness::{Desk, Ran, fixture};

fn circle() -> String {
    fixture("toy_town/toy.toml").to_str().expect("text").to_owned()
}

fn run(desk: &Desk, more: &[&str]) -> Ran {
    let circle = circle();
    let mut arguments = vec![
        "site",
        "--workspace",
        "town.gpkg",
        "--circle",
        &circle,
        "--service",
        "pharmacy",
    ];
    arguments.extend(["--lang", "en"]);
    arguments.extend(more);
    desk.run(&arguments)
}

fn sited(desk: &Desk, more: &[&str]) -> Value {
    let ran = run(desk, &[more, &["--format", "json"]].concat()).expect_success();
    serde_json::from_str(&ran.out).expect("one JSON object")
}

/// The key of the middle of a community: all middles are turned away, and named, where nothing may be built anywhere.
pub(crate) fn key_of(desk: &Desk, name: &str) -> String {
    let everywhere = "POLYGON ((113 29, 115 29, 115 31, 113 31, 113 29))";
    let words = ["--sites", "1", "--candidates", "communities", "--not-in", everywhere];
    let document = sited(desk, &[&words[..], &["--mobile", "communities"]].concat());
    let rejected = document["rejected"].as_array().expect("places").iter();
    let key = rejected
        .filter(|place| place["name"] == name)
        .map(|place| &place["key"])
        .next();
    key.and_then(Value::as_str).expect("a middle of that name").to_owned()
}

/// Names (or places) of what the best plan opens and closes.
fn acts(document: &Value, act: &str) -> Vec<String> {
    let sites = document["result"]["plans"][0]["sites"].as_array().expect("sites");
    let those = sites.iter().filter(|site| site["act"] == act);
    those
        .map(|site| site["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn one_more_pharmacy_goes_where_thirty_people_have_none() {
    let document = sited(&Desk::toy_town(), &["--sites", "1", "--candidates", "communities"]);
    // 130 of 200 are served today. 乙's middle serves its other 30 people; 丙's serves the 30 of 上丙; 甲 has all it needs. The first is taken.
    assert_eq!(document["people"], 200);
    assert_eq!(document["people_served_today"], 130);
    assert_eq!(acts(&document, "opens"), ["乙社区"]);
    let plan = &document["result"]["plans"][0];
    assert_eq!(
        (&plan["people"], &plan["people_newly"]),
        (&Value::from(160), &Value::from(30))
    );
    assert_eq!(
        (&plan["value"], &plan["bound"], &plan["proven"]),
        (&Value::from(160.0), &Value::from(160.0), &Value::from(160.0))
    );
    assert_eq!(plan["status"], "optimal");
    assert_eq!(document["candidates"]["communities"], 3);
}

#[test]
fn people_who_come_first_turn_the_choice() {
    let document = sited(
        &Desk::toy_town(),
        &["--sites", "1", "--candidates", "communities", "--weight", "丙村=2"],
    );
    assert_eq!(acts(&document, "opens"), ["丙村"]);
    // 130 people and twice the 30 of 上丙.
    assert_eq!(document["unit"], "weighted_people");
    assert_eq!(document["result"]["plans"][0]["value"], 190.0);
    assert_eq!(document["result"]["plans"][0]["people"], 160);
}

#[test]
fn where_nothing_may_be_built_nothing_is() {
    let desk = Desk::toy_town();
    let ground = "POLYGON ((114.010 29.815, 114.020 29.815, 114.020 29.825, 114.010 29.825, 114.010 29.815))";
    let document = sited(
        &desk,
        &["--sites", "1", "--candidates", "communities", "--not-in", ground],
    );
    assert_eq!(acts(&document, "opens"), ["丙村"]);
    assert_eq!(document["rejected"][0]["name"], "乙社区");
    assert_eq!(document["rejected"][0]["why"], "nothing_may_be_built");
}

#[test]
fn everybody_can_not_be_served_and_it_is_said_who_and_why() {
    let ran = run(&Desk::toy_town(), &["--model", "lscp", "--candidates", "communities"])
        .expect_refusal(1, &["no choice of sites keeps all rules"]);
    for words in [
        "10 people are within the circle of no site",
        "丙村",
        "1552",
        "at most 190 people (95.0 %) can be served",
    ] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
}

#[test]
fn candidates_that_would_serve_those_out_of_reach_are_told_with_why_they_are_turned_away() {
    let desk = Desk::toy_town();
    let ground = "POLYGON ((114.010 29.815, 114.020 29.815, 114.020 29.825, 114.010 29.825, 114.010 29.815))";
    let words = ["--model", "lscp", "--candidates", "communities"];
    let refused = |more: &[&str]| run(&desk, &[&words[..], more].concat()).expect_refusal(1, &["no choice of sites"]);
    let ran = refused(&["--not-in", ground]);
    let said = "candidates that would serve them and are turned away: 1 (1 where nothing may be built)";
    assert!(ran.out.contains(said), "{}", ran.out);
    let ran = refused(&["--not-in", ground, "--format", "json"]);
    let document: Value = serde_json::from_str(&ran.out).expect("one JSON object");
    let obstacle = &document["result"];
    assert_eq!(
        obstacle["turned_away"],
        serde_json::json!({ "nothing_may_be_built": 1 })
    );
    let out = obstacle["out_of_reach"].as_array().expect("places").iter();
    let told = out.map(|place| {
        let people = place["people"].as_f64().expect("people");
        (
            people,
            place["turned_away"] == serde_json::json!({ "nothing_may_be_built": 1 }),
        )
    });
    // The ten whom no community's middle reaches, and those of 乙 whom its own does.
    let (served, others): (Vec<_>, Vec<_>) = told.partition(|(_, is_served)| *is_served);
    assert_eq!(others, [(10.0, false)]);
    let served: f64 = served.iter().map(|(people, _)| people).sum();
    assert!((served - 30.0).abs() < 1e-6, "{served}");
    // Where one is turned away whom nobody misses, that is said too.
    let far = "POLYGON ((113.9 29.7, 113.901 29.7, 113.901 29.701, 113.9 29.7))";
    let ran = refused(&["--not-in", far]);
    assert!(!ran.out.contains("turned away:"), "{}", ran.out);
}

#[test]
fn a_share_within_capacities_takes_as_many_sites_as_it_must() {
    let desk = Desk::toy_town();
    let document = sited(
        &desk,
        &[
            "--model",
            "cover-rate",
            "--coverage",
            "0.8",
            "--capacitated",
            "--capacity",
            "30",
            "--candidates",
            "grid:100",
        ],
    );
    // Each of the two that stand, and of the four that open, holds 30: 下丙's has only 10, so 160 people need all of these.
    assert_eq!(document["people_served_today"], 60);
    let plan = &document["result"]["plans"][0];
    assert_eq!(
        (&plan["value"], &plan["people"]),
        (&Value::from(4.0), &Value::from(160))
    );
    for site in plan["sites"].as_array().expect("sites") {
        assert!(site["people"].as_f64() <= Some(30.0), "{site}");
    }
    let refused = run(
        &desk,
        &[
            "--model",
            "cover-rate",
            "--coverage",
            "0.99",
            "--capacitated",
            "--capacity",
            "30",
            "--candidates",
            "grid:100",
        ],
    );
    let refused = refused.expect_refusal(1, &["no choice of sites"]);
    assert!(
        refused.out.contains("without capacities it can be done"),
        "{}",
        refused.out
    );
}

#[test]
fn a_kept_plan_is_a_scenario_that_assesses_to_the_same_people() {
    let desk = Desk::toy_town();
    run(&desk, &["--sites", "2", "--candidates", "communities", "--keep", "two"]).expect_success();
    let circle = circle();
    let assessed = desk.run(&[
        "assess",
        "--workspace",
        "town.gpkg",
        "--circle",
        &circle,
        "--scenario",
        "two",
        "--format",
        "json",
    ]);
    let assessed: Value = serde_json::from_str(&assessed.expect_success().out).expect("one JSON object");
    // 130, 乙's other 30, and 上丙's 30.
    assert_eq!(assessed["circles"][0]["groups"][0]["totals"]["covered_people"], 190);
    // And a plan on top of it has nothing left to gain but 下丙's 10, whom no community's middle reaches.
    let document = sited(
        &desk,
        &["--sites", "1", "--candidates", "communities", "--scenario", "two"],
    );
    assert_eq!(document["people_served_today"], 190);
    assert_eq!(document["result"]["plans"][0]["people"], 190);
    run(&desk, &["--sites", "1", "--candidates", "communities", "--keep", "two"]).expect_refusal(1, &["two"]);
}

#[test]
fn a_pharmacy_that_may_close_makes_room_for_a_better_one() {
    let desk = Desk::toy_town();
    // F2 serves 30 of 乙's 60; its middle serves all.
    let document = sited(
        &desk,
        &["--sites", "0", "--candidates", "communities", "--may-close", "all"],
    );
    let plan = &document["result"]["plans"][0];
    assert_eq!(
        (acts(&document, "closes").len(), acts(&document, "opens")),
        (1, vec!["乙社区".to_owned()])
    );
    assert_eq!(plan["people"], 160);
}

#[test]
fn all_wrong_words_are_told_at_once() {
    run(
        &Desk::toy_town(),
        &[
            "--coverage",
            "2",
            "--candidates",
            "moon",
            "--cost",
            "x",
            "--weight",
            "elderly",
            "--phases",
            "4,2",
            "--gap",
            "7",
        ],
    )
    .expect_refusal(
        1,
        &[
            "--coverage is for --model cover-rate",
            "--candidates moon",
            "--cost x",
            "--weight elderly",
            "--phases rise",
            "--gap 7",
        ],
    );
}

#[test]
fn questions_without_an_answer_are_refused_in_words() {
    let desk = Desk::toy_town();
    let of = |more: &[&str], words: &[&str]| {
        run(&desk, &[&["--candidates", "communities"], more].concat()).expect_refusal(1, words);
    };
    of(&[], &["needs a number of sites or a budget"]);
    of(&["--sites", "9"], &["9 sites are asked for", "3 candidates"]);
    let key = key_of(&desk, "甲社区");
    of(
        &["--sites", "1", "--require", &key, "--exclude", &key],
        &[&format!("site {key} is both required and excluded")],
    );
    of(&["--sites", "1", "--require", "99"], &["--require", "99"]);
    of(
        &["--sites", "1", "--cost", "communities=-3"],
        &["--cost communities=-3: a cost is 0 or more"],
    );
    of(&["--model", "cover-rate", "--coverage", "1.5"], &["1.5", "at most 1"]);
    of(
        &["--sites", "1", "--weight", "elderly=2"],
        &["nobody counted the elderly"],
    );
    of(
        &["--sites", "1", "--weight", "nowhere=2"],
        &["no community or town \"nowhere\""],
    );
    of(
        &["--sites", "1", "--capacitated"],
        &["of 5 sites have none", "--capacity"],
    );
    of(&["--sites", "1", "--within", "0"], &["--within 0"]);
    of(&["--budget", "-5"], &["--budget -5: a budget is 0 or more"]);
    // Words that would change nothing are refused, not passed over.
    for (more, words) in [
        (&["--capacity", "30"][..], "counts only with --capacitated"),
        (&["--cheapest"], "--cheapest is for the models"),
        (&["--apart"], "name several with --service"),
        (&["--rooms"], "name several with --service"),
        (&["--differing", "2"], "ask for some with --alternatives"),
        (&["--plan", "2"], "give --keep NAME or --format geojson"),
        (
            &["--plan", "4", "--keep", "x", "--alternatives", "2"],
            "there are 3 plans at most",
        ),
        (&["--alternatives", "21"], "at most 20"),
        (&["--keep", ""], "is no name for a scenario"),
    ] {
        of(&[&["--sites", "1"], more].concat(), &[words]);
    }
    of(
        &["--sites", "1", "--spacing", "90000"],
        &["too near to a site that stands (--spacing)"],
    );
    // A number below nothing is told with its option.
    run(&desk, &["--sites", "-3"]).expect_refusal(2, &["--sites"]);
    run(&desk, &["--sites", "1", "--candidates", "corners"]).expect_refusal(1, &["--method streets"]);
    run(&desk, &["--sites", "1", "--candidates", "workspace"]).expect_success();
}

#[test]
fn on_the_demo_a_phased_plan_along_the_streets_is_proven_and_assesses_to_the_same_people() {
    let desk = Desk::empty();
    desk.run(&["demo", "--dir", ".", "--no-serve"]).expect_success();
    let words = [
        "site",
        "--workspace",
        "demo.gpkg",
        "--circle",
        "fitness-15",
        "--service",
        "sports_venue",
        "--method",
        "streets",
    ];
    let words = [
        &words[..],
        &[
            "--candidates",
            "corners",
            "--sites",
            "6",
            "--phases",
            "2,4,6",
            "--curve",
            "4",
            "--alternatives",
            "1",
        ],
    ]
    .concat();
    let words = [&words[..], &["--differing", "2", "--keep", "sport", "--format", "json"]].concat();
    let document: Value = serde_json::from_str(&desk.run(&words).expect_success().out).expect("one JSON object");
    let result = &document["result"];
    let of = |plan: &Value| plan["people"].as_f64().expect("people");
    let opens = |plan: &Value| -> std::collections::BTreeSet<i64> {
        let sites = plan["sites"].as_array().expect("sites").iter();
        sites
            .filter(|site| site["act"] == "opens")
            .map(|site| site["id"].as_i64().expect("an id"))
            .collect()
    };
    let (best, other) = (&result["plans"][0], &result["plans"][1]);
    assert_eq!((best["status"].as_str(), opens(best).len()), (Some("optimal"), 6));
    assert!(opens(best).difference(&opens(other)).count() >= 2);
    assert!(of(other) <= of(best));
    // More sites, more people, each at most as many more as the one before.
    let curve: Vec<f64> = result["curve"].as_array().expect("a curve").iter().map(of).collect();
    assert_eq!(curve.len(), 5);
    assert!(curve.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(result["curve"][0]["people"], document["people_served_today"]);
    // Phases are nested, and lose little.
    let phases = result["phases"].as_array().expect("phases");
    for pair in phases.windows(2) {
        assert!(opens(&pair[0]["plan"]).is_subset(&opens(&pair[1]["plan"])));
    }
    assert!(
        phases
            .iter()
            .all(|phase| phase["loss"].as_f64().expect("a share") < 0.02)
    );
    let assess = [
        "assess",
        "--workspace",
        "demo.gpkg",
        "--circle",
        "fitness-15",
        "--method",
        "streets",
        "--scenario",
        "sport",
        "--format",
        "json",
    ];
    let assessed: Value = serde_json::from_str(&desk.run(&assess).expect_success().out).expect("one JSON object");
    let covered = assessed["circles"][0]["groups"][0]["totals"]["covered_people"]
        .as_f64()
        .expect("people");
    assert!(
        (covered - of(best)).abs() < 1e-5,
        "{covered} assessed, {} sited",
        of(best)
    );
}

/// Names of what was turned away, with why.
fn turned_away(document: &Value) -> Vec<(String, String)> {
    let word = |place: &Value, key: &str| place[key].as_str().expect("a word").to_owned();
    let rejected = document["rejected"].as_array().expect("a list").iter();
    rejected
        .map(|place| (word(place, "name"), word(place, "why")))
        .collect()
}

#[test]
fn a_candidate_far_from_everybody_is_told_from_one_without_a_street() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "f.csv",
        "name,x,y,category,state\n远药店,503500,3303000,pharmacy,candidate\n乙药店,501500,3300150,pharmacy,candidate\n",
    );
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let why = |method: &str| {
        let words = ["--sites", "1", "--candidates", "workspace", "--method", method];
        turned_away(&sited(&desk, &words))
    };
    assert_eq!(why("straight"), [("远药店".to_owned(), "outside".to_owned())]);
    desk.import("streets", &fixture("toy_town/streets.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    // No street leads to 丙 either.
    let streetless = |name: &str| (name.to_owned(), "no_street".to_owned());
    assert_eq!(why("streets"), [streetless("丙药店"), streetless("远药店")]);
    let words = ["--sites", "1", "--candidates", "workspace", "--exclude", "3,5"];
    run(&desk, &words).expect_refusal(
        1,
        &["all candidates are turned away: 1 in no community, with nobody near; 2 excluded"],
    );
}

#[test]
fn rules_on_places_turn_candidates_away_with_the_reason() {
    let desk = Desk::toy_town();
    let of = |more: &[&str]| {
        sited(
            &desk,
            &[&["--sites", "1", "--candidates", "communities"], more].concat(),
        )
    };
    // 甲's and 乙's middles lie between 300 m and 400 m from their pharmacies, 丙's farther than 1 km from both.
    let spaced = of(&["--spacing", "1000"]);
    assert_eq!(acts(&spaced, "opens"), ["丙村"]);
    let near = |name: &str| (name.to_owned(), "too_near".to_owned());
    assert_eq!(turned_away(&spaced), [near("甲社区"), near("乙社区")]);
    let beside = of(&["--beside", "pharmacy=400"]);
    assert_eq!(acts(&beside, "opens"), ["乙社区"]);
    assert_eq!(turned_away(&beside), [("丙村".to_owned(), "nothing_beside".to_owned())]);
    let without = of(&["--exclude", &key_of(&desk, "乙社区")]);
    assert_eq!(acts(&without, "opens"), ["丙村"]);
    assert_eq!(turned_away(&without), [("乙社区".to_owned(), "excluded".to_owned())]);
    assert_eq!(acts(&of(&["--require", &key_of(&desk, "丙村")]), "opens"), ["丙村"]);
    // F3 is planned beside 上丙.
    let planned = sited(&desk, &["--sites", "1", "--candidates", "workspace"]);
    assert_eq!(
        (acts(&planned, "opens").len(), &planned["result"]["plans"][0]["people"]),
        (1, &Value::from(160))
    );
    assert_eq!(planned["candidates"]["workspace"], 1);
}

#[test]
fn rules_on_numbers_are_kept() {
    let desk = Desk::toy_town();
    let of = |more: &[&str]| sited(&desk, &[&["--candidates", "communities"], more].concat());
    let people = |document: &Value| document["result"]["plans"][0]["people"].as_f64().expect("people") as i64;
    // Two sites at 3 each don't fit into 5.
    let dear = of(&["--budget", "5", "--cost", "communities=3"]);
    assert_eq!(
        (people(&dear), &dear["result"]["plans"][0]["cost"]),
        (160, &Value::from(3))
    );
    // 60 people reach 乙's middle, 30 丙's: with 31 only the first may open (甲's would bring nobody), with 101 none.
    assert_eq!(
        acts(&of(&["--sites", "3", "--least-people", "31"]), "opens"),
        ["乙社区"]
    );
    assert_eq!(people(&of(&["--sites", "3", "--least-people", "101"])), 130);
    // One more site for everybody within 2 km: 丙's middle halves the longest way.
    let longest = of(&["--sites", "1", "--model", "p-center", "--within", "3000"]);
    assert_eq!(
        (longest["unit"].as_str(), acts(&longest, "opens")),
        (Some("metres"), vec!["丙村".to_owned()])
    );
    let sum = of(&["--sites", "1", "--model", "p-median", "--within", "3000"]);
    assert_eq!(
        (sum["unit"].as_str(), acts(&sum, "opens")),
        (Some("person_metres"), vec!["丙村".to_owned()])
    );
    // All three communities are of one town, which has two.
    assert_eq!(acts(&of(&["--sites", "2", "--per-town", "4"]), "opens").len(), 2);
    let refused = run(
        &desk,
        &["--sites", "1", "--per-town", "4", "--candidates", "communities"],
    )
    .expect_refusal(1, &["no choice of sites"]);
    assert!(
        refused.out.contains("without the minimum of each town it can be done"),
        "{}",
        refused.out
    );
    run(
        &desk,
        &["--sites", "1", "--per-town", "9", "--candidates", "communities"],
    )
    .expect_refusal(1, &["420101001000 has only 5 sites"]);
}

#[test]
fn people_whose_homes_nobody_knows_are_in_no_figure() {
    let desk = Desk::new();
    for (kind, file) in [
        ("communities", "communities.geojson"),
        ("facilities", "facilities.csv"),
        ("hamlets", "hamlets.csv"),
        ("buildings", "buildings.geojson"),
    ] {
        desk.import(kind, &fixture(&format!("toy_town/{file}")), &["--crs", "EPSG:4547"])
            .expect_success();
    }
    // Without its land nobody knows where the 60 of 乙 live.
    let document = sited(&desk, &["--sites", "1", "--candidates", "communities"]);
    assert_eq!(
        (&document["people"], &document["people_not_assessed"]),
        (&Value::from(140), &Value::from(60))
    );
    assert_eq!(
        (&document["people_served_today"], acts(&document, "opens")),
        (&Value::from(100), vec!["丙村".to_owned()])
    );
}

#[test]
fn a_plan_is_written_for_maps_and_says_what_else_goes_with_a_site_that_it_gives_up() {
    let desk = Desk::toy_town();
    let file = desk.write(
        "facilities.csv",
        "code,name,x,y,category,state\nF1,甲药店,500280,3300340,pharmacy,existing\nF2,乙药店,501500,3300150,pharmacy;kindergarten,existing\n",
    );
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let words = ["--sites", "0", "--candidates", "communities", "--may-close", "all"];
    let ran = run(&desk, &[&words[..], &["--format", "geojson"]].concat()).expect_success();
    assert!(ran.err.contains("is also kindergarten"), "{}", ran.err);
    let drawn: Value = serde_json::from_str(&ran.out).expect("GeoJSON");
    let features = drawn["features"].as_array().expect("features");
    let acts: Vec<&str> = features
        .iter()
        .map(|site| site["properties"]["act"].as_str().expect("an act"))
        .collect();
    assert_eq!(acts, ["opens", "closes", "stays"]);
    let at = &features[0]["geometry"]["coordinates"];
    assert!((at[0].as_f64().expect("degrees") - 114.012).abs() < 0.001, "{at}");
}

#[test]
fn a_plan_that_is_named_beside_phases_is_the_one_that_is_drawn_and_kept() {
    let desk = Desk::toy_town();
    let words = ["--phases", "1,2", "--candidates", "communities", "--alternatives", "1"];
    let opened = |more: &[&str]| -> Vec<String> {
        let ran = run(&desk, &[&words[..], more, &["--format", "geojson"]].concat()).expect_success();
        let drawn: Value = serde_json::from_str(&ran.out).expect("GeoJSON");
        let features = drawn["features"].as_array().expect("features").iter();
        let opens = features.filter(|site| site["properties"]["act"] == "opens");
        let mut names: Vec<String> = opens
            .map(|site| site["properties"]["name"].as_str().expect("a name").to_owned())
            .collect();
        names.sort();
        names
    };
    let both = ["丙村", "乙社区"];
    assert_eq!(opened(&[]), both);
    assert_eq!(opened(&["--phase", "1"]), ["乙社区"]);
    assert_eq!(opened(&["--plan", "1"]), both);
    // The others bring nobody anything more than 丙 alone does.
    assert_eq!(opened(&["--plan", "2"]), ["丙村"]);
    let kept = |name: &str, more: &[&str]| {
        let ran = run(&desk, &[&words[..], more, &["--keep", name]].concat()).expect_success();
        (
            ran.err.contains("end of phase"),
            ran.err.contains(&format!("kept as scenario {name}")),
        )
    };
    assert_eq!(kept("phase", &[]), (true, true));
    assert_eq!(kept("plan", &["--plan", "2"]), (false, true));
    run(
        &desk,
        &[&words[..], &["--plan", "1", "--phase", "1", "--keep", "x"]].concat(),
    )
    .expect_refusal(2, &["--phase", "--plan"]);
}

/// Keys of candidates by the places where they are, of what one run opens and turns away.
fn keys(document: &Value) -> std::collections::BTreeMap<String, (Value, Value)> {
    let plans = document["result"]["plans"].as_array().expect("plans").iter();
    let sites = plans.flat_map(|plan| plan["sites"].as_array().expect("sites"));
    let rejected = document["rejected"].as_array().expect("places").iter();
    sites
        .chain(rejected)
        .filter(|site| site["key"].is_string())
        .map(|site| {
            (
                format!("{} {}", site["from"], site["at"]),
                (site["key"].clone(), site["id"].clone()),
            )
        })
        .collect()
}

#[test]
fn a_place_that_is_no_facility_yet_is_called_the_same_in_every_run() {
    let desk = Desk::toy_town();
    let words = |candidates: &'static str| ["--sites", "2", "--alternatives", "6", "--candidates", candidates];
    let before = keys(&sited(&desk, &words("grid")));
    assert!(before.len() >= 3, "{before:?}");
    for (at, (key, id)) in &before {
        let id = id.as_i64().expect("a number");
        assert!(
            key.as_str().expect("a key").starts_with("grid:114.") && id > 1 << 51,
            "{at} {key} {id}"
        );
    }
    // Another source first, and a facility more.
    let beside = keys(&sited(&desk, &words("communities,grid")));
    let file = desk.write(
        "more.csv",
        "code,name,x,y,category,state\nF1,甲药店,500280,3300340,pharmacy,existing\nF2,乙药店,501500,3300150,pharmacy,existing\nF3,幼儿园,500290,3300340,kindergarten,existing\n",
    );
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let after = keys(&sited(&desk, &words("grid")));
    let mut common = 0;
    for later in [&beside, &after] {
        for (named, again) in before.iter().filter_map(|(at, named)| Some((named, later.get(at)?))) {
            assert_eq!(again, named);
            common += 1;
        }
    }
    assert!(common >= 4, "{before:?} {beside:?} {after:?}");

    // By its key a later run takes it, prices it and leaves it out.
    let (key, id) = before.values().next().expect("one").clone();
    let key = key.as_str().expect("a key");
    let opened = |more: &[&str]| -> Vec<(Value, i64)> {
        let document = sited(&desk, &[&words("communities,grid")[..], more].concat());
        let sites = document["result"]["plans"][0]["sites"]
            .as_array()
            .expect("sites")
            .clone();
        let opens = sites.into_iter().filter(|site| site["act"] == "opens");
        opens
            .map(|site| (site["id"].clone(), site["cost"].as_i64().expect("a cost")))
            .collect()
    };
    let cost = format!("{key}=7");
    assert!(opened(&["--require", key, "--cost", &cost]).contains(&(id.clone(), 7)));
    assert!(opened(&["--require", &id.to_string()]).contains(&(id, 1)));
    let left_out = sited(&desk, &[&words("grid")[..], &["--exclude", key]].concat());
    assert!(
        turned_away_keys(&left_out).contains(&(key.to_owned(), "excluded".to_owned())),
        "{left_out}"
    );
    // In the table it stands by its key, and a key of nothing is told as it was given.
    let ran = run(&desk, &["--sites", "2", "--candidates", "grid", "--require", key]).expect_success();
    assert!(ran.out.contains(key), "{}", ran.out);
    run(
        &desk,
        &[
            "--sites",
            "2",
            "--candidates",
            "grid",
            "--require",
            "grid:1.000000:2.000000",
        ],
    )
    .expect_refusal(1, &["--require: there is no site grid:1.000000:2.000000"]);
    run(&desk, &["--sites", "2", "--require", "somewhere"]).expect_refusal(2, &["its key as in corners:"]);
}

fn turned_away_keys(document: &Value) -> Vec<(String, String)> {
    let rejected = document["rejected"].as_array().expect("places").iter();
    rejected
        .filter_map(|place| Some((place["key"].as_str()?.to_owned(), place["why"].as_str()?.to_owned())))
        .collect()
}
