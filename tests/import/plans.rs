//! The plans that come with the program against the texts that they are made from, where those are at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use yike::domain::plan::{CheckType, Class, Decimal, Occasion, Plan, PlanReader, Requirement, YearBasis};

const FIVE: [&str; 5] = [
    "national-2020",
    "liaoning-2020",
    "yunnan-2020",
    "national-2025",
    "chuxiong-2025",
];

fn shipped(id: &str) -> Plan {
    let reader = PlanReader::new().expect("the shipped lists are sound");
    reader.shipped(id).expect("the shipped plans are sound")
}

/// A file of the plans' own texts; `None` where they are not at hand.
fn fact(name: &str) -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/plans").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is absent", path.display());
    }
    text
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The year as the list of facts writes it.
fn year_words(requirement: &Requirement) -> String {
    let year = requirement.year.expect("a plan has years");
    match (requirement.occasion, requirement.year_basis) {
        (Occasion::Start, _) => format!("baseline {year}"),
        (Occasion::EachYear, _) => format!("each year to {year}"),
        (Occasion::EachMonth, _) => "each month".to_owned(),
        (Occasion::Milestones, _) => requirement
            .milestones
            .iter()
            .map(|(year, value)| format!("{year} ({value} %)"))
            .collect::<Vec<_>>()
            .join("; "),
        (Occasion::Once, YearBasis::PlanEnd) => format!("{year}*"),
        (Occasion::Once, _) => year.to_string(),
    }
}

#[test]
fn each_of_them_says_what_the_list_of_facts_says() {
    let Some(text) = fact("requirements.json") else {
        return;
    };
    let facts: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    let mut ours: BTreeMap<String, Requirement> = BTreeMap::new();
    for id in FIVE {
        let plan = shipped(id);
        for requirement in &plan.requirements {
            let twice = ours.insert(plan.full_id(requirement), requirement.clone());
            assert!(twice.is_none(), "{}", requirement.id);
        }
    }
    let ids: BTreeSet<&str> = facts.iter().filter_map(|fact| fact["id"].as_str()).collect();
    assert_eq!(ids, ours.keys().map(String::as_str).collect(), "all 231 ids, each once");
    for fact in &facts {
        let id = fact["id"].as_str().expect("an id");
        let own = &ours[id];
        assert_eq!(fact["phrase"], own.phrase, "{id}");
        assert_eq!(fact["year"], year_words(own), "{id}");
        let basis = match own.year_basis {
            YearBasis::Stated => "phrase",
            other => other.key(),
        };
        assert_eq!(fact["year_basis"], basis, "{id}");
        assert_eq!(
            fact["comparator"].as_str(),
            own.target.map(|target| target.comparator.key()),
            "{id}"
        );
        assert_eq!(
            fact["value"].as_f64().and_then(Decimal::of),
            own.target.map(|target| target.value),
            "{id}"
        );
        assert_eq!(
            fact["value_unit"].as_str(),
            own.target.map(|target| target.unit.key()),
            "{id}"
        );
        let class = match own.class {
            Class::Geometric => "i",
            Class::Presence => "ii",
            Class::Capacity => "iii",
            Class::Siting => "iv",
            Class::Governance => "v",
        };
        let check = match own.check {
            CheckType::Spatial => "S",
            CheckType::Numeric => "N",
            CheckType::Document => "D",
        };
        assert_eq!(fact["cls"], format!("{class}·{check}"), "{id}");
    }
}

#[test]
fn every_phrase_stands_in_its_plan() {
    for id in FIVE {
        let Some(text) = fact(&format!("{id}.txt")) else {
            return;
        };
        let text = squeezed(&text);
        for requirement in &shipped(id).requirements {
            assert!(
                text.contains(&squeezed(&requirement.phrase)),
                "{id}/{}: {}",
                requirement.id,
                requirement.phrase
            );
        }
    }
}
