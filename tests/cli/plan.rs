//! Plans as data: what comes with the program, and a plan of one's own.

use crate::harness::Desk;

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("one JSON value")
}

#[test]
fn the_list_has_five_plans_three_standards_and_a_draft() {
    let desk = Desk::empty();
    let list = json(&desk.run(&["plan", "list", "--format", "json"]).expect_success().out);
    let lines = list.as_array().expect("a list");
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    assert_eq!((of("plan"), of("standard"), of("draft")), (5, 3, 1));
    let requirements = |kind: &str| -> u64 {
        let own = lines.iter().filter(|line| line["kind"] == kind);
        own.filter_map(|line| line["requirements"].as_u64()).sum()
    };
    assert_eq!(requirements("plan"), 231);
    let draft = lines.iter().find(|line| line["kind"] == "draft").expect("a draft");
    assert_eq!(draft["with_a_number"], 0, "targets are for the user to set");
}

#[test]
fn a_plan_is_shown_with_its_own_words_and_how_each_requirement_is_computed() {
    let desk = Desk::empty();
    let plan = json(
        &desk
            .run(&["plan", "show", "national-2025", "--format", "json"])
            .expect_success()
            .out,
    );
    assert_eq!(plan["requirements"].as_array().map(Vec::len), Some(65));
    let rural = plan["requirements"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|requirement| requirement["id"] == "national-2025/rural-facility-coverage")
        .expect("it is there");
    assert_eq!(rural["phrase"], "农村社区综合服务设施覆盖率65.7%80%预期性");
    assert_eq!(rural["target"]["value"], 80);
    assert_eq!(
        (&rural["anticipatory"], &rural["measures"][0]["check"]),
        (&true.into(), &2.into())
    );
    let table = desk
        .run(&["plan", "show", "national-2025", "--lang", "zh"])
        .expect_success()
        .out;
    assert!(table.contains("农村社区") && table.contains("≥ 80 %"), "{table}");
    let csv = desk
        .run(&["plan", "show", "chuxiong-2025", "--format", "csv"])
        .expect_success()
        .out;
    assert_eq!(csv.lines().count(), 60);
    desk.run(&["plan", "show", "national-2026"]).expect_refusal(
        1,
        &["no plan is called \"national-2026\"", "the nearest is national-2025"],
    );
}

const OWN: &str = "id = \"our-county\"\nversion = 1\nkind = \"plan\"\nzh = \"本县规划\"\nsource = \"county paper 12\"\nextends = \"national-2025\"\n";

#[test]
fn a_plan_of_ones_own_builds_on_another_and_is_checked_before_it_is_used() {
    let desk = Desk::empty();
    desk.write(
        "own.toml",
        format!("{OWN}drop = [\"three-lists\"]\n[[requirement]]\nid = \"rural-facility-coverage\"\nvalue = 85\n"),
    );
    let ran = desk.run(&["plan", "check", "own.toml"]).expect_success();
    assert!(ran.out.contains("sound; 64 requirements"), "{}", ran.out);
    let shown = desk
        .run(&["plan", "show", "own.toml", "--format", "json"])
        .expect_success()
        .out;
    assert!(shown.contains("our-county/rural-facility-coverage"));
    desk.write(
        "town.toml",
        "id = \"our-town\"\nversion = 1\nzh = \"镇\"\nsource = \"s\"\nextends = \"own.toml\"\n",
    );
    let ran = desk.run(&["plan", "check", "town.toml"]).expect_success();
    assert!(ran.out.contains("64 requirements"), "{}", ran.out);
}

#[test]
fn everything_that_is_wrong_with_a_plan_is_said_at_once() {
    let desk = Desk::empty();
    desk.write(
        "own.toml",
        format!(
            "{OWN}colour = \"red\"\n[[requirement]]\nid = \"rural-facility-coverage\"\nvalue = 0.8\n\n[[requirement]]\nid = \"urban-facilty-coverage\"\nvalue = 100\n"
        ),
    );
    desk.run(&["plan", "check", "own.toml"]).expect_refusal(
        1,
        &[
            "own.toml, line 7, colour: there is no such field",
            "line 8, requirement rural-facility-coverage, value: 0.8 percent looks like a share of one",
            "write 80",
            "line 12, requirement urban-facilty-coverage: the plan that it builds on has no such requirement; the nearest is urban-facility-coverage",
        ],
    );
    desk.run(&["plan", "check", "none.toml"])
        .expect_refusal(1, &["none.toml"]);
    desk.write("round.toml", OWN.replace("national-2025", "round.toml"));
    desk.run(&["plan", "check", "round.toml"])
        .expect_refusal(1, &["in a circle: round.toml -> round.toml"]);
    desk.write("big.toml", vec![b'#'; 5 << 20]);
    desk.run(&["plan", "check", "big.toml"])
        .expect_refusal(1, &["at most 4194304 are read"]);
    desk.write("letters.toml", [0xff, 0xfe, 0x00]);
    desk.run(&["plan", "check", "letters.toml"])
        .expect_refusal(1, &["letters.toml"]);
}

#[test]
fn conflicts_stand_side_by_side() {
    let desk = Desk::empty();
    let all = json(
        &desk
            .run(&["plan", "conflicts", "--format", "json"])
            .expect_success()
            .out,
    );
    let conflicts = all["conflicts"].as_array().expect("a list");
    assert_eq!(conflicts.len(), 20);
    assert_eq!(conflicts[0]["sides"].as_array().map(Vec::len), Some(2));
    let own = desk
        .run(&["plan", "conflicts", "--plan", "chuxiong-2025"])
        .expect_success()
        .out;
    assert!(
        own.contains("chuxiong-2025: At least 12 %.") && !own.contains("C4 "),
        "{own}"
    );
    desk.run(&["plan", "conflicts", "--plan", "chuxion"])
        .expect_refusal(1, &["the nearest is chuxiong-2025"]);
}

#[test]
fn the_schema_knows_every_closed_word() {
    let desk = Desk::empty();
    let schema = json(&desk.run(&["plan", "schema"]).expect_success().out);
    let scope = &schema["properties"]["requirement"]["items"]["properties"]["scope"]["enum"];
    assert!(
        scope
            .as_array()
            .is_some_and(|words| words.contains(&"natural_village".into())),
        "{scope}"
    );
}
