//! The plans that come with the program, plans of one's own, and every refusal.

use std::collections::BTreeSet;

use super::*;

fn reader() -> PlanReader {
    PlanReader::new().expect("the shipped lists are sound")
}

fn shipped(id: &str) -> Plan {
    match reader().shipped(id) {
        Ok(plan) => plan,
        Err(error) => panic!("{error}"),
    }
}

const FIVE: [(&str, usize); 5] = [
    ("national-2020", 39),
    ("liaoning-2020", 34),
    ("yunnan-2020", 34),
    ("national-2025", 65),
    ("chuxiong-2025", 59),
];

#[test]
fn every_shipped_plan_is_sound() {
    for (id, _) in SHIPPED {
        let plan = shipped(id);
        assert_eq!(plan.id, id);
        assert!(!plan.requirements.is_empty(), "{id}");
        for requirement in &plan.requirements {
            assert!(
                !requirement.note.is_empty(),
                "{id}/{}: say what to know",
                requirement.id
            );
        }
    }
}

#[test]
fn the_five_plans_have_231_requirements_and_fourteen_rows_that_are_expected_and_not_binding() {
    let mut all = 0;
    for (id, count) in FIVE {
        let plan = shipped(id);
        assert_eq!(plan.requirements.len(), count, "{id}");
        let anticipatory = plan.requirements.iter().filter(|r| r.anticipatory).count();
        assert_eq!(anticipatory, if id.ends_with("2025") { 7 } else { 0 }, "{id}");
        all += count;
    }
    assert_eq!(all, 231);
}

#[test]
fn numeric_requirements_of_the_first_three_classes_are_computed_and_not_only_recorded() {
    for (id, _) in FIVE {
        for requirement in &shipped(id).requirements {
            let own = matches!(requirement.class, Class::Geometric | Class::Presence | Class::Capacity);
            let roster_only = requirement.id == "party-member-report-in";
            if own && requirement.target.is_some() && !roster_only {
                let computed = requirement.measures.iter().any(|measure| measure.how != How::Document);
                assert!(computed, "{id}/{}", requirement.id);
            }
        }
    }
}

#[test]
fn conflicts_are_twenty_and_name_what_is_there() {
    let conflicts = shipped_conflicts().expect("the shipped list is sound");
    let ids: Vec<String> = conflicts.iter().map(|conflict| conflict.id.clone()).collect();
    let expected: Vec<String> = (1..=20).map(|n| format!("C{n}")).collect();
    assert_eq!(ids, expected);
    let known: BTreeSet<String> = FIVE
        .iter()
        .flat_map(|(id, _)| {
            let plan = shipped(id);
            plan.requirements.iter().map(|r| plan.full_id(r)).collect::<Vec<_>>()
        })
        .collect();
    for conflict in &conflicts {
        for requirement in conflict.sides.iter().flat_map(|side| &side.requirements) {
            assert!(known.contains(requirement), "{}: {requirement}", conflict.id);
        }
        for side in &conflict.sides {
            for requirement in &side.requirements {
                let plan = requirement.split('/').next().unwrap_or_default();
                assert!(side.plans.iter().any(|p| p == plan), "{}: {requirement}", conflict.id);
            }
        }
    }
    assert_eq!(
        conflicts
            .iter()
            .filter(|c| c.concerns(&["chuxiong-2025".to_owned()]))
            .count(),
        15
    );
}

#[test]
fn where_one_yes_stands_for_several_services_the_note_says_what_is_claimed() {
    let several = |requirement: &Requirement| {
        requirement.measures.iter().any(|measure| match &measure.how {
            How::Flag { flag } => {
                flag == "basic_services" || (flag == "legal_service" && requirement.phrase.contains('、'))
            }
            _ => false,
        })
    };
    let mut seen = 0;
    for (id, _) in FIVE {
        for requirement in shipped(id).requirements.iter().filter(|one| several(one)) {
            seen += 1;
            assert!(
                requirement.note.contains("one yes claims all"),
                "{id}/{}",
                requirement.id
            );
        }
    }
    assert_eq!(seen, 3);
}

#[test]
fn a_draft_has_no_number_in_it() {
    let draft = shipped("draft-2030");
    assert!(
        draft
            .requirements
            .iter()
            .all(|r| r.target.is_none() && r.start.is_none())
    );
    assert!(draft.requirements.iter().any(|r| r.open.is_some()));
}

const OWN: &str = r#"
id = "our-county"
version = 1
kind = "plan"
zh = "本县规划"
source = "county paper 12"
extends = "national-2025"
drop = ["three-lists"]

[[requirement]]
id = "rural-facility-coverage"
value = 85
"#;

#[test]
fn a_plan_of_ones_own_changes_one_number_and_leaves_one_requirement_out() {
    let plan = match reader().read("own.toml", OWN, |_| None) {
        Ok(plan) => plan,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(plan.requirements.len(), 64);
    assert_eq!(plan.dropped, ["three-lists"]);
    let rural = plan
        .requirements
        .iter()
        .find(|r| r.id == "rural-facility-coverage")
        .expect("it is there");
    assert_eq!(rural.target.map(|target| target.value), Some(Decimal::whole(85)));
    assert_eq!(rural.scope, Scope::Rural, "the rest is as it was");
    assert_eq!(plan.full_id(rural), "our-county/rural-facility-coverage");
}

#[test]
fn a_plan_may_build_on_one_that_builds_on_another() {
    let upper = OWN
        .replace("our-county", "our-town")
        .replace("national-2025", "county.toml")
        .replace("drop = [\"three-lists\"]", "drop = [\"service-rating\"]")
        .replace("value = 85", "value = 90");
    let plan = reader().read("town.toml", &upper, |name| {
        (name == "county.toml").then(|| OWN.to_owned())
    });
    let plan = plan.expect("both are sound");
    assert_eq!(plan.requirements.len(), 63);
    let rural = plan.requirements.iter().find(|own| own.id == "rural-facility-coverage");
    let target = rural.and_then(|own| own.target).map(|target| target.value);
    assert_eq!(
        target,
        Some(Decimal::whole(90)),
        "the town's own number, not its county's"
    );
}

/// What is said about a file.
fn said(text: &str) -> String {
    reader()
        .read("own.toml", text, |_| None)
        .expect_err("it is refused")
        .to_string()
}

#[test]
fn plans_that_build_on_each_other_in_a_circle_are_refused() {
    let a = OWN.replace("national-2025", "b.toml");
    let b = OWN.replace("national-2025", "a.toml").replace("our-county", "other");
    let error = reader()
        .read("a.toml", &a, |_| Some(b.clone()))
        .expect_err("it is refused");
    let text = error.to_string();
    assert!(text.contains("in a circle: a.toml -> b.toml -> a.toml"), "{text}");
    let own = said(&OWN.replace("national-2025", "our-county"));
    assert!(own.contains("in a circle"), "{own}");
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_its_place() {
    let text = r#"
id = "own"
version = 1
kind = "plan"
zh = "x"
source = "y"
colour = "red"

[rules.ours]
zh = "z"
any_of = ["comunity_service_station"]

[[requirement]]
id = "a"
phrase = "p"
class = "presense"
check = "spatial"
scope = "all"
aggregation = "share"
comparator = "ge"
value = 0.8
unit = "percent"
year = 2025
force = "ensure"
inputs = ["housholds"]
measures = [{ kind = "presence", check = 8, rule = "ours" }]

[[requirement]]
id = "a"
phrase = "p"
class = "presence"
check = "spatial"
scope = "all"
aggregation = "share"
comparator = "ge"
value = 80
year = 25
force = "ensure"
measures = [{ kind = "circle", check = 14, circles = ["service-51"] }, { kind = "presence", check = 6, rule = "theirs" }]
"#;
    let said = said(text);
    for words in [
        "own.toml, line 7, colour: there is no such field",
        "line 11, rules.ours, any_of: \"comunity_service_station\" is not known; the nearest is community_service_station",
        "requirement a, class: \"presense\" is not known; the nearest is presence",
        "requirement a, value: 0.8 percent looks like a share of one; percentages are written out of a hundred, so write 80",
        "requirement a, inputs: \"housholds\" is not known; the nearest is households",
        "check 8 is not computed in this way; presence is check 1 to 6 or 17",
        "it stands in line 13 already",
        "requirement a, year: it is 25, which must be a year from 1990 to 2100",
        "requirement a, unit: a target is comparator, value and unit together; comparator and value stands there without unit",
        "\"service-51\" is not known; the nearest is service-15",
        "measures, rule: \"theirs\" is not known",
    ] {
        assert!(said.contains(words), "{words}\nis not in\n{said}");
    }
}

#[test]
fn of_a_measure_with_one_wrong_word_nothing_else_is_said() {
    let measure = "measures = [{ kind = \"circle\", check = 15, circles = [\"fitnes-15\"], services = [], rate = \"population\" }]";
    let text = format!("{OWN}\n[[requirement]]\nid = \"fitness-circle-15min\"\n{measure}\n");
    let said = said(&text);
    assert!(
        said.contains("circles: \"fitnes-15\" is not known; the nearest is fitness-15"),
        "{said}"
    );
    assert!(
        !said.contains("there is no such field") && !said.contains("it is missing"),
        "{said}"
    );
    let counted = OWN.replace("version = 1", "version = 1\ncounted = { communities = 0, yaer = 2020 }");
    let wrong = self::said(&counted);
    for words in [
        "which must be a number of communities from 1",
        "yaer: there is no such field; the nearest is year",
    ] {
        assert!(wrong.contains(words), "{words} is not in {wrong}");
    }
}

#[test]
fn what_is_not_there_is_named() {
    for (from, to, words) in [
        (
            "extends = \"national-2025\"",
            "extends = \"nationl-2025\"",
            "no plan is called \"nationl-2025\"; the nearest is national-2025",
        ),
        (
            "drop = [\"three-lists\"]",
            "drop = [\"tree-lists\"]",
            "requirement tree-lists, drop: the plan that it builds on has no such requirement; the nearest is three-lists",
        ),
        (
            "id = \"rural-facility-coverage\"",
            "id = \"rural-facilty-coverage\"",
            "the nearest is rural-facility-coverage",
        ),
        ("value = 85", "value = 850", "which must be 0 to 100 percent"),
        (
            "value = 85",
            "value = \"85\"",
            "it is the text \"85\", which must be a number",
        ),
        ("version = 1", "version = 0", "which must be a whole number from 1"),
        ("source = \"county paper 12\"", "", "source: it is missing"),
        ("id = \"our-county\"", "id = \"Our County\"", "small letters"),
        ("kind = \"plan\"", "kind = plan", "not TOML"),
        ("drop", "area = \"53x\"\ndrop", "the first 2, 4, 6, 9 or all 12 digits"),
    ] {
        let text = OWN.replacen(from, to, 1);
        let said = said(&text);
        assert!(said.contains(words), "{words}\nis not in\n{said}");
    }
}

#[test]
fn of_a_file_that_is_no_toml_only_that_is_said_with_its_name() {
    let said = said("id = \"own\"\nversion = = 1\n");
    assert!(said.starts_with("own.toml, line 2: not TOML"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let below = reader()
        .read("own.toml", OWN, |_| None)
        .map(|plan| plan.below)
        .expect("it is sound");
    assert_eq!(below, ["national-2025"], "and a sound one knows what it builds on");
    let broken = OWN.replace("extends = \"national-2025\"", "extends = \"base.toml\"");
    let error = reader().read("own.toml", &broken, |_| Some("id = ".to_owned()));
    let said = error.expect_err("what it builds on can't be read").to_string();
    assert!(
        said.starts_with("base.toml, line 1") && !said.contains("missing"),
        "{said}"
    );
}

#[test]
fn a_rule_or_list_that_is_not_there_is_told_at_the_line_of_the_measure() {
    let text = format!(
        "{OWN}\n[[requirement]]\nid = \"rural-facility-coverage\"\nvalue = 85\n# the measure\nmeasures = [{{ kind = \"presence\", check = 1, rule = \"theirs\" }}]\n"
    );
    let text = text.replacen(
        "[[requirement]]\nid = \"rural-facility-coverage\"\nvalue = 85\n\n",
        "",
        1,
    );
    let said = said(&text);
    let line = text
        .lines()
        .position(|line| line.contains("theirs"))
        .expect("it is there")
        + 1;
    let words =
        format!("own.toml, line {line}, requirement rural-facility-coverage, measures, rule: \"theirs\" is not known");
    assert!(said.contains(&words), "{words}\nis not in\n{said}");
}

#[test]
fn a_plan_takes_over_the_conflicts_of_what_it_builds_on() {
    let own = reader().read("own.toml", OWN, |_| None).expect("it is sound");
    let conflicts = shipped_conflicts().expect("a test reads them");
    let between = |plans: &[&Plan]| -> Vec<String> {
        let found = conflicts.iter().filter(|one| one.is_between(&plans.iter().copied()));
        found.map(|one| one.id.clone()).collect()
    };
    let (national, chuxiong) = (shipped("national-2025"), shipped("chuxiong-2025"));
    let known = between(&[&national, &chuxiong]);
    assert!(known.contains(&"C1".to_owned()));
    assert_eq!(between(&[&own, &chuxiong]), known);
    assert!(between(&[&own, &national]).is_empty(), "they are of one side");
    let first = conflicts.iter().find(|one| one.id == "C1").expect("the first");
    let share = own
        .requirements
        .iter()
        .find(|one| one.id == "commercial-and-service-area-share");
    assert!(first.is_about(&own, share.expect("taken over")));
}

#[test]
fn inputs_of_every_requirement_are_known_and_say_how_to_bring_them_in() {
    let reader = reader();
    for input in reader.inputs().iter() {
        assert!(!input.supply.is_empty(), "{}", input.key);
    }
    for (id, _) in SHIPPED {
        for requirement in &shipped(id).requirements {
            for key in &requirement.inputs {
                assert!(reader.inputs().get(key).is_some(), "{id}/{}: {key}", requirement.id);
            }
        }
    }
}

#[test]
fn decimals_are_exact() {
    assert_eq!(Decimal::parse("29.8"), Some(Decimal(29_800_000)));
    assert_eq!(Decimal::parse("-0.5").map(|d| d.to_string()), Some("-0.5".to_owned()));
    for wrong in ["", ".5", "1e3", "0.1234567", "inf", "9999999999999999"] {
        assert_eq!(Decimal::parse(wrong), None, "{wrong}");
    }
    assert_eq!(Decimal::of(f64::NAN), None);
}
