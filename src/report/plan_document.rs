//! Plans and conflicts as JSON.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::document_parts::Name;
use crate::domain::plan::{Conflict, Counts, Decimal, How, Measure, Plan, Requirement, Scope};

/// A line of the list of plans.
#[derive(Debug, Clone, Serialize)]
pub struct PlanLine {
    /// Its name.
    pub plan: String,
    /// plan, standard or draft.
    pub kind: &'static str,
    /// First and last year.
    pub period: Option<[u16; 2]>,
    /// Requirements.
    pub requirements: usize,
    /// Those with a number.
    pub with_a_number: usize,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Where it is published.
    pub source: String,
}

impl PlanLine {
    /// The line of a plan.
    pub fn of(plan: &Plan) -> Self {
        Self {
            plan: plan.id.clone(),
            kind: plan.kind.key(),
            period: plan.period.map(|(first, last)| [first, last]),
            requirements: plan.requirements.len(),
            with_a_number: plan.requirements.iter().filter(|r| r.target.is_some()).count(),
            zh: plan.zh.clone(),
            en: plan.en.clone(),
            source: plan.source.clone(),
        }
    }
}

/// A plan with every requirement.
pub fn plan_document(plan: &Plan) -> Value {
    let rules: Map<String, Value> = plan
        .rules
        .iter()
        .map(|(key, rule)| {
            let value = json!({
                "name": { "zh": rule.zh, "en": rule.en },
                "any_of": rule.any_of,
                "functions": rule.functions,
                "min_floor_area_m2": rule.min_floor_area_m2.map(number),
                "min_hours_per_day": rule.min_hours_per_day.map(number),
                "note": rule.note,
            });
            (key.clone(), value)
        })
        .collect();
    let lists: Map<String, Value> = plan
        .lists
        .iter()
        .map(|(key, list)| {
            let value = json!({ "name": { "zh": list.zh, "en": list.en }, "items": list.items });
            (key.clone(), value)
        })
        .collect();
    json!({
        "plan": plan.id,
        "version": plan.version,
        "kind": plan.kind.key(),
        "extends": plan.extends,
        "name": Name { zh: plan.zh.clone(), en: plan.en.clone() },
        "issuer": plan.issuer,
        "source": plan.source,
        "mark": plan.mark,
        "period": plan.period.map(|(first, last)| [first, last]),
        "area": plan.area,
        "note": plan.note,
        "counted": plan.counted.map(|(communities, year)| json!({ "communities": communities, "year": year })),
        "rules": rules,
        "lists": lists,
        "dropped": plan.dropped,
        "requirements": plan.requirements.iter().map(|r| requirement_part(plan, r)).collect::<Vec<_>>(),
    })
}

/// What a plan says in one requirement.
pub(super) fn requirement_part(plan: &Plan, requirement: &Requirement) -> Value {
    json!({
        "id": plan.full_id(requirement),
        "phrase": requirement.phrase,
        "class": requirement.class.key(),
        "check": requirement.check.key(),
        "scope": requirement.scope.key(),
        "aggregation": requirement.aggregation.key(),
        "target": requirement.target.map(|target| json!({
            "comparator": target.comparator.key(),
            "value": number(target.value),
            "unit": target.unit.key(),
        })),
        "open_target": requirement.open.map(|(comparator, unit)| json!({
            "comparator": comparator.key(),
            "unit": unit.key(),
        })),
        "year": requirement.year,
        "year_basis": requirement.year_basis.key(),
        "occasion": requirement.occasion.key(),
        "milestones": requirement.milestones.iter().map(|(year, value)| json!({ "year": year, "value": number(*value) })).collect::<Vec<_>>(),
        "force": requirement.force.key(),
        "anticipatory": requirement.anticipatory,
        "start": requirement.start.map(|(value, year)| json!({ "value": number(value), "year": year })),
        "inputs": requirement.inputs,
        "measures": requirement.measures.iter().map(measure_part).collect::<Vec<_>>(),
        "mark": requirement.mark.as_ref().unwrap_or(&plan.mark),
        "note": requirement.note,
    })
}

/// A number of a plan: whole where it is whole.
pub(super) fn number(value: Decimal) -> Value {
    if value.0 % Decimal::ONE == 0 {
        Value::from(value.0 / Decimal::ONE)
    } else {
        Value::from(value.as_f64())
    }
}

fn counts(counts: &Counts) -> Value {
    match counts {
        Counts::Rule(rule) => json!({ "rule": rule }),
        Counts::AnyOf(categories) => json!({ "any_of": categories }),
    }
}

fn measure_part(measure: &Measure) -> Value {
    let with = match &measure.how {
        How::Presence {
            of,
            least,
            within,
            table,
        } => json!({
            "of": of.iter().map(counts).collect::<Vec<_>>(), "least": least,
            "within_m": within.map(number), "table_m": table.iter().copied().map(number).collect::<Vec<_>>(),
        }),
        How::CoLocation { of, with, per_facility } => json!({
            "of": of, "with": counts(with), "per": if *per_facility { "facility" } else { "community" },
        }),
        How::Open { of } => json!({ "of": of }),
        How::Flag { flag } => json!({ "flag": flag }),
        How::Count { flag, without } => json!({ "flag": flag, "without": without }),
        How::Each { figure } | How::Mean { figure } => json!({ "figure": figure }),
        How::Ratio {
            numerator,
            denominator,
            factor,
            part,
            weight,
        } => json!({
            "numerator": numerator, "denominator": denominator, "factor": factor, "part": part, "weight": weight,
        }),
        How::AreaPerHouseholds { rule } | How::Hours { rule } => json!({ "rule": rule }),
        How::FireWater { households } => json!({ "households": households }),
        How::Functions { list, figure } => json!({ "list": list, "figure": figure }),
        How::Circle {
            circles,
            services,
            rate,
        } => json!({
            "circles": circles, "services": services, "rate": rate.key(),
        }),
        How::Groups { circles, groups } => json!({ "circles": circles, "groups": groups }),
        How::Overlap { circles, services } => json!({ "circles": circles, "services": services }),
        How::Load {
            circles,
            services,
            persons,
        } => json!({ "circles": circles, "services": services, "persons": persons }),
        How::Adjacency { of, to, metres, table } => json!({
            "of": of, "to": to, "metres": metres.map(number), "table_m": table.iter().copied().map(number).collect::<Vec<_>>(),
        }),
        How::Ledger { first } => json!({ "first": first }),
        How::Geodata | How::Document => json!({}),
    };
    json!({
        "kind": measure.how.key(),
        "check": measure.check,
        "scope": measure.scope.map(Scope::key),
        "with": with,
    })
}

/// Conflicts side by side.
pub fn conflicts_document(conflicts: &[&Conflict]) -> Value {
    let parts = conflicts.iter().map(|conflict| {
        json!({
            "id": conflict.id,
            "name": { "zh": conflict.zh, "en": conflict.en },
            "sides": conflict.sides.iter().map(|side| json!({
                "plans": side.plans, "says": side.says, "requirements": side.requirements,
            })).collect::<Vec<_>>(),
            "shown": conflict.shown,
        })
    });
    json!({ "conflicts": parts.collect::<Vec<_>>() })
}

/// The form of a plan's file as JSON Schema, for editors. `words` are the closed lists, by field. `yike plan check` says more than it can.
pub fn plan_schema(words: &[(&str, Vec<&str>)], inputs: &[&str], categories: &[&str]) -> Value {
    let text = || json!({ "type": "string" });
    let word = |field: &str| {
        let of = words
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, words)| words.clone());
        json!({ "enum": of.unwrap_or_default() })
    };
    let category = || json!({ "type": "array", "items": { "enum": categories } });
    let mut requirement = Map::new();
    for field in ["id", "phrase", "mark", "note"] {
        requirement.insert(field.to_owned(), text());
    }
    for field in [
        "class",
        "check",
        "scope",
        "aggregation",
        "comparator",
        "unit",
        "year_basis",
        "occasion",
        "force",
    ] {
        requirement.insert(field.to_owned(), word(field));
    }
    let year = || json!({ "type": "integer", "minimum": 1990, "maximum": 2100 });
    let dated = || {
        json!({
            "type": "object", "additionalProperties": false, "required": ["value", "year"],
            "properties": { "value": { "type": "number" }, "year": year() },
        })
    };
    requirement.insert("value".to_owned(), json!({ "type": "number" }));
    requirement.insert("year".to_owned(), year());
    requirement.insert("anticipatory".to_owned(), json!({ "type": "boolean" }));
    requirement.insert("start".to_owned(), dated());
    requirement.insert("milestones".to_owned(), json!({ "type": "array", "items": dated() }));
    requirement.insert(
        "inputs".to_owned(),
        json!({ "type": "array", "items": { "enum": inputs } }),
    );
    requirement.insert(
        "measures".to_owned(),
        json!({
            "type": "array", "minItems": 1,
            "items": {
                "type": "object", "required": ["kind"],
                "properties": { "kind": { "enum": How::KEYS }, "check": { "type": "integer", "minimum": 1, "maximum": 20 }, "scope": word("scope") },
            },
        }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A plan of Yike",
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "version", "source"],
        "properties": {
            "id": { "type": "string", "pattern": "^[a-z0-9_-]{1,80}$" },
            "version": { "type": "integer", "minimum": 1 },
            "kind": word("kind"),
            "extends": text(),
            "drop": { "type": "array", "items": text() },
            "zh": text(), "en": text(), "issuer": text(), "source": text(), "note": text(),
            "mark": { "enum": ["V", "V2", "R", "C", "D"] },
            "counted": {
                "type": "object", "additionalProperties": false, "required": ["communities", "year"],
                "properties": { "communities": { "type": "integer", "minimum": 1, "maximum": 1_000_000 }, "year": year() },
            },
            "period": { "type": "array", "items": year(), "minItems": 2, "maxItems": 2 },
            "area": { "type": "string", "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$" },
            "rules": {
                "type": "object",
                "additionalProperties": {
                    "type": "object", "additionalProperties": false, "required": ["any_of"],
                    "properties": {
                        "zh": text(), "en": text(), "note": text(), "any_of": category(), "functions": category(),
                        "min_floor_area_m2": { "type": "number", "exclusiveMinimum": 0 },
                        "min_hours_per_day": { "type": "number", "exclusiveMinimum": 0, "maximum": 24 },
                    },
                },
            },
            "lists": {
                "type": "object",
                "additionalProperties": {
                    "type": "object", "additionalProperties": false, "required": ["items"],
                    "properties": { "zh": text(), "en": text(), "items": { "type": "array", "items": text(), "uniqueItems": true } },
                },
            },
            "requirement": {
                "type": "array",
                "items": { "type": "object", "additionalProperties": false, "required": ["id"], "properties": requirement },
            },
        },
    })
}
