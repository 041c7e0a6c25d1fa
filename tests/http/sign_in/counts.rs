//! Small counts are withheld from whoever may not see them, and so is what would tell them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;
use yike::http::SignInRules;
use yike::workflow::staff::StaffLimits;

use super::Bureau;

/// In the made-up prefecture nobody is few, so here few are many.
const FEW: f64 = 1500.0;

static BUREAU: LazyLock<Bureau> = LazyLock::new(|| {
    let rules = SignInRules {
        small_count: FEW,
        ..SignInRules::default()
    };
    Bureau::with(StaffLimits::default(), rules)
});

fn small(count: f64) -> bool {
    count > 1e-6 && count < FEW - 1e-6
}

/// Properties of a layer's features, by code.
fn features(who: &str, layer: &str) -> BTreeMap<String, Value> {
    let all = BUREAU.json(who, &format!("/ogc/collections/{layer}/items?limit=1000"));
    let features = all["features"].as_array().expect("features");
    let by_code = features.iter().map(|feature| {
        let code = feature["properties"]["code"].as_str().unwrap_or_default().to_owned();
        (code, feature["properties"].clone())
    });
    by_code.collect()
}

/// Reached and not reached of a service, where they are told.
fn cell(properties: &Value, service: &str) -> Option<[f64; 2]> {
    let people = properties["people"].as_f64()?;
    let share = properties[format!("{service}/share")].as_f64()?;
    Some([people * share, people * (1.0 - share)])
}

fn services(properties: &BTreeMap<String, Value>) -> Vec<String> {
    let names = properties
        .values()
        .flat_map(|own| own.as_object().expect("an object").keys());
    let mut found: Vec<String> = names
        .filter_map(|name| name.strip_suffix("/share"))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn a_viewer_is_told_no_small_count_and_that_it_is_withheld() {
    let (exact, told) = (features("planner", "communities"), features("viewer", "communities"));
    let services = services(&exact);
    let mut withheld = 0;
    let mut kept = 0;
    for (code, whole) in &exact {
        let part = &told[code];
        for service in &services {
            if cell(whole, service).is_some_and(|cell| cell.into_iter().any(small)) {
                assert!(part[format!("{service}/share")].is_null(), "{code} {service}");
                assert_eq!(part[format!("{service}/share/withheld")], 1, "{code} {service}: {part}");
                withheld += 1;
            }
            kept += usize::from(cell(part, service).is_some());
        }
        assert_eq!(whole["name"], part["name"]);
        let names = part.as_object().expect("an object").keys();
        assert!(names.into_iter().all(|name| !name.ends_with("/share_upper")), "{part}");
    }
    assert!(withheld > 20 && kept > 20, "{withheld} {kept}");
}

#[test]
fn no_difference_between_a_units_sum_and_its_parts_is_small() {
    let communities = features("viewer", "communities");
    let exact = features("planner", "communities");
    let services = services(&exact);
    let mut sums = 0;
    for (layer, digits) in [("towns", 9), ("counties", 6), ("prefectures", 4)] {
        for (code, unit) in features("viewer", layer) {
            for service in &services {
                if cell(&unit, service).is_none() {
                    continue;
                }
                sums += 1;
                let parts = communities.iter().filter(|(own, _)| own[..digits] == code[..digits]);
                let hidden: Vec<[f64; 2]> = parts
                    .filter(|(_, part)| cell(part, service).is_none())
                    .filter_map(|(own, _)| cell(&exact[own], service))
                    .collect();
                assert_ne!(hidden.len(), 1, "{code} {service}");
                for kind in 0..2 {
                    let rest: f64 = hidden.iter().map(|cell| cell[kind]).sum();
                    assert!(!small(rest), "{code} {service}: {rest}");
                }
            }
        }
    }
    assert!(sums > 0);
}

#[test]
fn filters_and_orders_do_not_tell_what_is_withheld() {
    let exact = features("planner", "communities");
    let told = features("viewer", "communities");
    let service = services(&exact)
        .into_iter()
        .find(|service| told.values().any(|own| cell(own, service).is_none()))
        .expect("one with something withheld");
    let name = format!("%22{}/share%22", service.replace('/', "%2F"));
    let count = |filter: &str| {
        let list = BUREAU.json(
            "viewer",
            &format!("/ogc/collections/communities/items?limit=1&filter={filter}"),
        );
        list["numberMatched"].as_u64().expect("a number") as usize
    };
    let known = told
        .values()
        .filter(|own| own[format!("{service}/share")].is_number())
        .count();
    let (low, high) = (
        count(&format!("{name}%20%3C%202")),
        count(&format!("{name}%20%3E=%202")),
    );
    assert_eq!((low, high), (known, 0));
    let listed = BUREAU.json("viewer", "/ogc/collections/communities/items?limit=1000&sortby=people");
    assert_eq!(listed["numberMatched"], exact.len());
}

#[test]
fn tables_tiles_gaps_and_the_assessment_tell_no_more_than_features() {
    let told = features("viewer", "communities");
    let exact = features("planner", "communities");
    let csv = BUREAU
        .get("viewer", "/ogc/collections/communities/items?limit=1000&f=csv")
        .text();
    for (code, whole) in &exact {
        let Some(people) = whole["people"].as_f64().filter(|_| told[code]["people"].is_null()) else {
            continue;
        };
        let row = csv.lines().find(|line| line.contains(code.as_str())).expect("a row");
        assert!(!row.split(',').any(|cell| cell.parse() == Ok(people)), "{row}");
    }
    let gaps = BUREAU.json("viewer", "/ogc/collections/gaps/items?limit=10000");
    for gap in gaps["features"].as_array().expect("features") {
        assert!(!gap["properties"]["people"].as_f64().is_some_and(small), "{gap}");
    }
    let document = BUREAU.json("viewer", "/api/assessment");
    for community in document["communities"].as_array().expect("communities") {
        let code = community["code"].as_str().expect("a code");
        assert_eq!(community["people"].is_null(), told[code]["people"].is_null(), "{code}");
        for circle in community["circles"].as_array().expect("circles") {
            for group in circle["groups"].as_array().expect("groups") {
                let [low, high] = ["lower", "upper"].map(|end| &group["share"][end]);
                assert!(high.is_null() || low == high, "{code}: {group}");
                for name in [
                    "people",
                    "covered_people",
                    "unknown_people",
                    "gap_people",
                    "severed_people",
                ] {
                    assert!(!group[name].as_f64().is_some_and(small), "{code} {name}: {group}");
                }
                let service = format!(
                    "{}/{}",
                    circle["id"].as_str().unwrap_or(""),
                    group["key"].as_str().unwrap_or("")
                );
                if cell(&told[code], &service).is_none() && cell(&exact[code], &service).is_some() {
                    assert!(
                        group["covered_people"].is_null() && group["share"].is_null(),
                        "{code} {service}"
                    );
                }
            }
        }
    }
    let rows = BUREAU.json("viewer", "/api/gaps?circle=service-15&group=health&limit=1000");
    for row in rows["gaps"].as_array().expect("gaps") {
        assert!(!row["people"].as_f64().is_some_and(small), "{row}");
    }
}
