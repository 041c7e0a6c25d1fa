//! Answers to plans as JSON: what `yike check --format json` prints. `docs/reference/plans.md` describes every member.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::ledger_document::ledger_part;
use super::path_document::{days_of, path_part};
use super::plan_document::{number, requirement_part};
use crate::domain::area_code::AreaCode;
use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Conflict, Decimal, Inputs, Plan, Unit};
use crate::indicators::{Answer, Fraction, Item, Missing, Records, ReferenceLine, Status, Value, gap_to_all};

/// What a document is made from.
pub struct CheckReport<'a> {
    /// Each plan with its answers.
    pub plans: &'a [(Plan, Vec<Answer>)],
    /// What they were computed from.
    pub records: &'a Records,
    /// Names of areas by code.
    pub area_names: &'a BTreeMap<String, String>,
    /// What a person should know of the data.
    pub remarks: &'a [String],
    /// The list of inputs.
    pub inputs: &'a Inputs,
    /// Conflicts between the plans.
    pub conflicts: &'a [Conflict],
    /// The group of people that was asked for; everybody where `None`.
    pub group: Option<PeopleGroup>,
    /// The day that was asked for.
    pub as_of: Option<Day>,
    /// The scenario that was asked for.
    pub scenario: Option<&'a str>,
    /// Days with the answers of every plan.
    pub path: &'a [(Day, Vec<Vec<Answer>>)],
}

/// A plan's own coverage: how its requirements are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanCoverage {
    /// All of them.
    pub requirements: usize,
    /// From data, at least in part.
    pub computed: usize,
    /// By documents.
    pub recorded: usize,
    /// Not at all.
    pub not_assessed: usize,
}

impl PlanCoverage {
    /// Counts answers.
    pub fn of(answers: &[Answer]) -> Self {
        let count = |status| answers.iter().filter(|answer| answer.status == status).count();
        Self {
            requirements: answers.len(),
            computed: count(Status::Computed),
            recorded: count(Status::Recorded),
            not_assessed: count(Status::NotAssessed),
        }
    }
}

/// The whole document.
pub fn check_document(report: &CheckReport<'_>) -> Json {
    let plans = report.plans.iter().enumerate().map(|(at, (plan, answers))| {
        let coverage = PlanCoverage::of(answers);
        json!({
            "plan": plan.id,
            "version": plan.version,
            "kind": plan.kind.key(),
            "name": { "zh": plan.zh, "en": plan.en },
            "source": plan.source,
            "coverage": {
                "requirements": coverage.requirements,
                "computed": coverage.computed,
                "recorded": coverage.recorded,
                "not_assessed": coverage.not_assessed,
            },
            "answers": answers.iter().map(|answer| answer_part(report, at, plan, answer, true)).collect::<Vec<_>>(),
        })
    });
    let asked = report.plans.iter().map(|(plan, _)| plan);
    let between = report.conflicts.iter().filter(|conflict| conflict.is_between(&asked));
    json!({
        "as_of": report.as_of.map(|day| day.to_string()),
        "scenario": report.scenario,
        "group": report.group.map(group_part),
        "communities": report.records.communities.len(),
        "towns": report.records.towns.len(),
        "facilities": report.records.facilities.len(),
        "plans": plans.collect::<Vec<_>>(),
        "conflicts": between.map(|conflict| &conflict.id).collect::<Vec<_>>(),
        "remarks": report.remarks,
    })
}

/// A group of people: its key and its names.
pub(super) fn group_part(group: PeopleGroup) -> Json {
    json!({ "key": group.key(), "name": { "zh": group.name(true), "en": group.name(false) } })
}

pub(super) fn answer_part(
    report: &CheckReport<'_>,
    plan_at: usize,
    plan: &Plan,
    answer: &Answer,
    with_lists: bool,
) -> Json {
    let requirement = &plan.requirements[answer.requirement];
    let mut part = requirement_part(plan, requirement);
    let own = json!({
        "status": answer.status.key(),
        "verdict": answer.verdict().key(),
        "values": answer.values.iter().map(|value| value_part(report, &answer.values, value, with_lists)).collect::<Vec<_>>(),
        "areas": answer.areas.iter().map(|area| json!({
            "code": area.code,
            "name": report.area_names.get(&area.code),
            "values": area.values.iter().map(|value| value_part(report, &area.values, value, false)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "missing": answer.missing.iter().map(|missing| {
            let input = report.inputs.get(&missing.input);
            json!({
                "input": missing.input,
                "name": input.map(|input| json!({ "zh": input.zh, "en": input.en })),
                "lacking": missing.lacking,
                "of": missing.of,
                "which": missing.which,
                "why": missing.why.key(),
                "supply": missing.why.en().or(input.map(|input| input.supply.as_str())),
                "supply_zh": missing.why.zh().or(input.map(|input| input.supply_zh.as_str())),
            })
        }).collect::<Vec<_>>(),
        "evidence": answer.evidence.iter().map(|evidence| json!({
            "date": evidence.date, "source": evidence.source, "reference": evidence.reference,
        })).collect::<Vec<_>>(),
        "ledger": answer.ledger.as_ref().map(|ledger| ledger_part(report.records, plan, ledger)),
        "several": answer.several.iter().map(|item| item_part(report.records, *item)).collect::<Vec<_>>(),
    });
    if let (Json::Object(part), Json::Object(own)) = (&mut part, own) {
        part.extend(own);
        part.insert(
            "path".to_owned(),
            path_part(
                requirement,
                answer,
                report.as_of,
                &days_of(report.path, plan_at, answer),
            ),
        );
    }
    part
}

fn value_part(report: &CheckReport<'_>, beside: &[Value], value: &Value, with_lists: bool) -> Json {
    let target = value.target.map(|(_, number)| number);
    let sums = value.sums;
    let is_all = sums.units > 0 && !value.more_may_exist;
    let share_assessed = is_all.then(|| sums.known as f64 / sums.units as f64);
    let mut part = json!({
        "key": value.key,
        "headline": value.headline,
        "unit": value.unit.key(),
        "value": value.value.map(rounded),
        "shown": value.value.map(|own| own.shown(target)),
        "value_of_assessed": value.of_known.map(rounded),
        "interval": [value.low.map(rounded), value.high.map(rounded)],
        "numerator": sum(sums.above),
        "denominator": sum(sums.below),
        "factor": value.factor,
        "units": sums.units,
        "assessed": sums.known,
        "not_assessed": sums.units - sums.known,
        "share_assessed": share_assessed,
        "more_may_exist": value.more_may_exist,
        "approximate": value.approximate,
        "provisional": value.provisional,
        "target": value.target.map(|(comparator, own)| json!({ "comparator": comparator.key(), "value": number(own) })),
        "each": value.each.map(|each| json!({
            "comparator": each.comparator.key(), "value": number(each.value), "unit": each.unit.key(),
        })),
        "verdict": value.verdict.key(),
        "near_the_line": value.near_the_line,
        "shortfall": value.lacking.map(number),
        "failing_count": value.failing.len(),
        "shortfall_in": value.shortfall_in,
    });
    if let (Some(gap), Json::Object(part)) = (gap_to_all(beside, value), &mut part) {
        let ends = gap.ends.map(|(low, high)| [rounded(low), rounded(high)]);
        let gap = json!({ "value": gap.value.map(rounded), "interval": ends });
        part.insert("gap_to_everybody".to_owned(), gap);
    }
    if let (true, Json::Object(part)) = (with_lists, &mut part) {
        let failing = value.failing.iter().map(|failing| {
            let mut one = item_part(report.records, failing.item);
            if let Json::Object(one) = &mut one {
                one.insert("has".to_owned(), number(failing.has));
                one.insert("shortfall".to_owned(), number(failing.lacks));
            }
            one
        });
        part.insert("failing".to_owned(), failing.collect());
        let unknown = value.unknown.iter().map(|item| item_part(report.records, *item));
        part.insert("not_assessed_units".to_owned(), unknown.collect());
    }
    part
}

/// A fraction to six digits: enough to tell any two that differ by one unit of a nation.
pub(super) fn rounded(fraction: Fraction) -> Json {
    number(fraction.rounded(6))
}

fn sum(micro: i128) -> Json {
    i64::try_from(micro).map_or(Json::Null, |micro| number(Decimal(micro)))
}

/// What is counted: its kind, its code and its name.
pub fn item_names(records: &Records, item: Item) -> (&'static str, String, String) {
    match item {
        Item::Community(at) => {
            let unit = &records.communities[at];
            ("community", unit.code.clone(), unit.name.clone())
        }
        Item::Town(at) => {
            let unit = &records.towns[at];
            ("town", unit.code.clone(), unit.name.clone())
        }
        Item::Above(at) => {
            let unit = &records.above[at];
            (level_of(&unit.code), unit.code.clone(), unit.name.clone())
        }
        Item::Facility(at) => {
            let facility = &records.facilities[at];
            ("facility", facility.id.to_string(), facility.name.clone())
        }
        Item::Village(at) => {
            let village = &records.villages[at];
            ("village", village.id.to_string(), village.name.clone())
        }
    }
}

fn level_of(code: &str) -> &'static str {
    AreaCode::parse(code).map_or("unit", |code| code.level().key())
}

pub(super) fn item_part(records: &Records, item: Item) -> Json {
    let (kind, code, name) = item_names(records, item);
    json!({ "kind": kind, "code": code, "name": name })
}

/// One row for each value of each answer, and of each area of the level.
pub struct IndicatorRow {
    /// `plan/id`.
    pub requirement: String,
    /// Code of the area; empty for the whole.
    pub area: String,
    /// Name of the area.
    pub area_name: String,
    /// How it is answered.
    pub status: &'static str,
    /// Which value.
    pub key: String,
    /// As shown.
    pub value: String,
    /// Low end.
    pub low: String,
    /// High end; empty where there is no limit.
    pub high: String,
    /// What it counts.
    pub unit: Unit,
    /// Above the line.
    pub numerator: String,
    /// Below the line.
    pub denominator: String,
    /// Units.
    pub units: usize,
    /// Units of which everything is known.
    pub assessed: usize,
    /// Comparator and number.
    pub target: String,
    /// Against it.
    pub verdict: &'static str,
    /// Near the line.
    pub near_the_line: bool,
    /// Units that have one only by an approximate rule.
    pub approximate: usize,
    /// Units that fall short.
    pub failing: usize,
    /// Inputs that are missing, and why where they are there in part.
    pub missing: String,
    /// The day that the answer is of; empty for now.
    pub date: String,
    /// Height of the straight line from the baseline to the target on that day; empty where there is none.
    pub reference_line: String,
}

/// Rows for a spreadsheet. A requirement without a value has one row that says what is missing.
pub fn indicator_rows(
    plan: &Plan,
    answers: &[Answer],
    area_names: &BTreeMap<String, String>,
    day: Option<Day>,
) -> Vec<IndicatorRow> {
    let mut rows = Vec::new();
    for answer in answers {
        let requirement = &plan.requirements[answer.requirement];
        let missing: Vec<String> = answer.missing.iter().map(Missing::word).collect();
        let line = day.and_then(|day| ReferenceLine::of(requirement)?.on(day));
        let row = |area: &str, value: Option<&Value>| IndicatorRow {
            requirement: plan.full_id(requirement),
            area: area.to_owned(),
            area_name: area_names.get(area).cloned().unwrap_or_default(),
            status: answer.status.key(),
            key: value.map(|value| value.key.clone()).unwrap_or_default(),
            value: value.map(shown).unwrap_or_default(),
            low: value
                .and_then(|value| value.low)
                .map(|low| low.rounded(6).to_string())
                .unwrap_or_default(),
            high: value
                .and_then(|value| value.high)
                .map(|high| high.rounded(6).to_string())
                .unwrap_or_default(),
            unit: value.map_or_else(
                || requirement.target.map_or(Unit::Percent, |target| target.unit),
                |value| value.unit,
            ),
            numerator: value.map(|value| text_of(value.sums.above)).unwrap_or_default(),
            denominator: value.map(|value| text_of(value.sums.below)).unwrap_or_default(),
            units: value.map_or(0, |value| value.sums.units),
            assessed: value.map_or(0, |value| value.sums.known),
            target: target_words(
                value,
                requirement.target.map(|target| (target.comparator.zh(), target.value)),
            ),
            verdict: value.map_or_else(|| answer.verdict().key(), |value| value.verdict.key()),
            near_the_line: value.is_some_and(|value| value.near_the_line),
            approximate: value.map_or(0, |value| value.approximate),
            failing: value.map_or(0, |value| value.failing.len()),
            missing: missing.join(" "),
            date: day.map(|day| day.to_string()).unwrap_or_default(),
            reference_line: line.map(|height| height.to_string()).unwrap_or_default(),
        };
        if answer.values.is_empty() {
            rows.push(row("", None));
        }
        rows.extend(answer.values.iter().map(|value| row("", Some(value))));
        for area in &answer.areas {
            rows.extend(area.values.iter().map(|value| row(&area.code, Some(value))));
        }
    }
    rows
}

fn target_words(value: Option<&Value>, plan: Option<(&str, Decimal)>) -> String {
    let own = value.and_then(|value| value.target.map(|(comparator, number)| (comparator.zh(), number)));
    let said = if value.is_some() { own } else { plan };
    said.map_or(String::new(), |(comparator, number)| format!("{comparator}{number}"))
}

/// The same with `(~n)` behind it, where n units have one only by an approximate rule.
pub fn shown_with_guesses(value: &Value) -> String {
    match value.approximate {
        0 => shown(value),
        guesses => format!("{} (~{guesses})", shown(value)),
    }
}

/// A value with enough digits; its interval where something is missing.
fn shown(value: &Value) -> String {
    let target = value.target.map(|(_, number)| number);
    let end = |end: Option<Fraction>| end.map_or("…".to_owned(), |end| end.shown(target));
    match (value.value, value.low) {
        (Some(own), _) => own.shown(target),
        (None, Some(_)) if value.sums.heard_of > 0 => format!("{}–{}", end(value.low), end(value.high)),
        _ => String::new(),
    }
}

fn text_of(micro: i128) -> String {
    i64::try_from(micro).map_or(String::new(), |micro| Decimal(micro).to_string())
}
