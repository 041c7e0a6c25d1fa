//! A real prefecture from its register and what the census counted: 1,106 communities in 103 towns and 10 counties, 2,416,747 people.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::answers::{answer, check, value};
use crate::harness::Desk;

const PLANS: [&str; 6] = [
    "--plan",
    "national-2025",
    "--plan",
    "yunnan-2020",
    "--plan",
    "chuxiong-2025",
];

/// The prefecture's tables beside the project.
fn data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let there = folder.join("china_division").exists() && folder.join("china_census2020").exists();
    if !there {
        println!("skipped: ../shared/data is not here");
    }
    there.then_some(folder)
}

/// Code, name and people of each county.
fn counties(folder: &Path) -> Vec<(String, String, u64)> {
    let path = folder.join("china_census2020/chuxiong_counties_pop_units.geojson");
    let text = std::fs::read_to_string(path).expect("it is there");
    let file: Value = serde_json::from_str(&text).expect("it is JSON");
    let features = file["features"].as_array().expect("counties");
    let of = |feature: &Value| {
        let own = &feature["properties"];
        let text = |key: &str| own[key].as_str().expect("a text").to_owned();
        (text("code"), text("name"), own["pop2020"].as_u64().expect("a number"))
    };
    features.iter().map(of).collect()
}

/// The register, with the counties' people of 2020 and one volunteer for every ten of them.
fn registered(folder: &Path) -> Desk {
    let desk = Desk::new();
    for file in ["chuxiong_villages.csv", "chuxiong_streets.csv"] {
        desk.import("register", &folder.join("china_division").join(file), &[])
            .expect_success();
    }
    let rows = counties(folder).into_iter().fold(
        "code,name,常住人口,注册志愿者\n".to_owned(),
        |rows, (code, name, people)| format!("{rows}{code}000000,{name},{people},{}\n", people / 10),
    );
    desk.import("register", &desk.write("counties.csv", rows), &[])
        .expect_success();
    desk
}

/// Whole numbers of a member of every area's first value.
fn of_areas(answer: &Value, member: &str) -> BTreeMap<String, u64> {
    let areas = answer["areas"].as_array().expect("areas");
    let own = |area: &Value| {
        let code = area["code"].as_str().expect("a code").to_owned();
        (code, area["values"][0][member].as_u64().expect("a whole number"))
    };
    areas.iter().map(own).collect()
}

#[test]
fn units_add_up_exactly_at_every_level_and_three_plans_stand_side_by_side() {
    let Some(folder) = data() else { return };
    let desk = registered(&folder);
    for (level, count, digits) in [
        ("community", 1106, 12),
        ("town", 103, 9),
        ("county", 10, 6),
        ("prefecture", 1, 4),
        ("province", 1, 2),
    ] {
        let document = check(&desk, &[&PLANS[..], &["--level", level]].concat());
        assert_eq!(
            (&document["communities"], &document["towns"]),
            (&1106.into(), &103.into())
        );
        let plans: Vec<&str> = document["plans"]
            .as_array()
            .expect("plans")
            .iter()
            .filter_map(|plan| plan["plan"].as_str())
            .collect();
        assert_eq!(plans, ["national-2025", "yunnan-2020", "chuxiong-2025"]);
        assert!(document["conflicts"].as_array().is_some_and(|own| !own.is_empty()));
        for plan in ["national-2025", "chuxiong-2025"] {
            let units = of_areas(answer(&document, &format!("{plan}/geo-base-data")), "units");
            assert_eq!((units.len(), units.values().sum::<u64>()), (count, 1106), "{level}");
            assert!(
                units.keys().all(|code| code[digits..].bytes().all(|b| b == b'0')),
                "{level}"
            );
        }
    }
    // Each county's own number is the one that the census tables give.
    let document = check(&desk, &[&PLANS[..], &["--level", "county"]].concat());
    let units = of_areas(answer(&document, "chuxiong-2025/geo-base-data"), "units");
    assert_eq!(
        (units["532301000000"], units["532302000000"], units["532327000000"]),
        (154, 168, 63)
    );
}

#[test]
fn people_of_the_census_are_the_denominator_of_the_whole_and_of_every_county() {
    let Some(folder) = data() else { return };
    let desk = registered(&folder);
    let document = |level: &str| check(&desk, &["--plan", "national-2020", "--level", level]);
    let counted: BTreeMap<String, u64> = counties(&folder)
        .into_iter()
        .map(|(code, _, people)| (format!("{code}000000"), people))
        .collect();
    let by_county = document("county");
    let volunteers = answer(&by_county, "national-2020/registered-volunteer-share");
    assert_eq!(of_areas(volunteers, "denominator"), counted);
    let whole = value(volunteers, "ratio_of_sums");
    assert_eq!(
        (&whole["denominator"], &whole["numerator"]),
        (&2_416_747.into(), &241_671.into())
    );
    assert_eq!(of_areas(volunteers, "numerator").values().sum::<u64>(), 241_671);
    assert_eq!(whole["verdict"], "not_reached");
    let of_prefecture = document("prefecture");
    let volunteers = answer(&of_prefecture, "national-2020/registered-volunteer-share");
    assert_eq!(
        of_areas(volunteers, "denominator"),
        BTreeMap::from([("532300000000".to_owned(), 2_416_747)])
    );
}

#[test]
fn what_the_plan_counts_and_what_the_register_has_is_set_side_by_side_by_year_and_type() {
    let Some(folder) = data() else { return };
    let desk = registered(&folder);
    let document = check(&desk, &PLANS);
    let remarks = document["remarks"].to_string();
    for words in [
        "chuxiong-2025 counts 1105 communities and villages at the end of 2020",
        "has 1106: 163 residents' committees and 943 villagers' committees by their codes, of which 4 are named 社区",
    ] {
        assert!(remarks.contains(words), "{words}\nis not in\n{remarks}");
    }
}
