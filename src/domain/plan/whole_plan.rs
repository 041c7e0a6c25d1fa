//! What a plan and each of its requirements have to have, once everything below them is laid under.

use std::collections::BTreeMap;

use super::decimal::Decimal;
use super::measure::{Counts, How};
use super::problem::{Fault, Problem, nearest};
use super::read_plan::{Entry, Sheet};
use super::requirement::{Plan, Requirement, Target};
use super::words::{Kind, Occasion, Unit, YearBasis};

/// The plan, with everything that is missing of it said.
pub(super) fn finish(
    sheet: Sheet,
    id: Option<String>,
    extends: Option<String>,
    file: &str,
    (dropped, below): (Vec<String>, Vec<String>),
    problems: &mut Vec<Problem>,
) -> Plan {
    let mut need = |given: bool, field: &'static str, needed: &'static str| {
        if !given {
            problems.push(Problem {
                file: file.to_owned(),
                line: 1,
                place: String::new(),
                field: field.to_owned(),
                fault: Fault::Missing { needed },
            });
        }
    };
    need(id.is_some(), "id", "the plan's own name, as in id = \"my-county-2030\"");
    need(
        sheet.version.is_some(),
        "version",
        "a number that is raised with every change",
    );
    need(sheet.kind.is_some(), "kind", "plan, standard or draft");
    need(
        sheet.zh.is_some() || sheet.en.is_some(),
        "zh",
        "a name in Chinese or English",
    );
    need(sheet.source.is_some(), "source", "where the plan is published");
    let kind = sheet.kind.unwrap_or(Kind::Plan);
    let mut requirements = Vec::with_capacity(sheet.entries.len());
    for entry in sheet.entries {
        let at = entry
            .measures_at
            .clone()
            .unwrap_or_else(|| (entry.file.clone(), entry.line));
        if let Some(requirement) = requirement(entry, kind, problems) {
            references(&requirement, &sheet.rules, &sheet.lists, &at, problems);
            requirements.push(requirement);
        }
    }
    Plan {
        id: id.unwrap_or_default(),
        version: sheet.version.unwrap_or(1),
        kind,
        extends,
        zh: sheet.zh.clone().or_else(|| sheet.en.clone()).unwrap_or_default(),
        en: sheet.en.or(sheet.zh).unwrap_or_default(),
        issuer: sheet.issuer.unwrap_or_default(),
        source: sheet.source.unwrap_or_default(),
        mark: sheet.mark.unwrap_or_else(|| "D".to_owned()),
        period: sheet.period,
        area: sheet.area.unwrap_or_default(),
        note: sheet.note.unwrap_or_default(),
        counted: sheet.counted,
        rules: sheet.rules,
        lists: sheet.lists,
        requirements,
        dropped,
        below,
    }
}

/// A whole requirement, or what is missing of it.
fn requirement(entry: Entry, kind: Kind, problems: &mut Vec<Problem>) -> Option<Requirement> {
    let mut say = |field: &str, fault: Fault| {
        problems.push(Problem {
            file: entry.file.clone(),
            line: entry.line,
            place: format!("requirement {}", entry.id),
            field: field.to_owned(),
            fault,
        });
    };
    let parts = [
        ("comparator", entry.comparator.is_some()),
        ("value", entry.value.is_some()),
        ("unit", entry.unit.is_some()),
    ];
    let given: Vec<&'static str> = parts
        .iter()
        .filter(|(_, there)| *there)
        .map(|(field, _)| *field)
        .collect();
    let missing: Vec<&'static str> = parts
        .iter()
        .filter(|(_, there)| !*there)
        .map(|(field, _)| *field)
        .collect();
    let open = kind == Kind::Draft && missing == ["value"];
    if !given.is_empty() && !missing.is_empty() && !open {
        say(missing[0], Fault::HalfATarget { given, missing });
    }
    if let (Some(Unit::Percent), Some(value)) = (entry.unit, entry.value)
        && let Some(fault) = percentage(value)
    {
        say("value", fault);
    }
    let phrase = entry.phrase.unwrap_or_default();
    let mut need = |there: bool, field: &str, needed: &'static str| {
        if !there {
            say(field, Fault::Missing { needed });
        }
    };
    need(
        kind != Kind::Plan || !phrase.is_empty(),
        "phrase",
        "the plan's own words",
    );
    need(
        entry.class.is_some(),
        "class",
        "geometric, presence, capacity, siting or governance",
    );
    need(entry.check.is_some(), "check", "spatial, numeric or document");
    need(
        entry.scope.is_some(),
        "scope",
        "of what it speaks, as all, urban or rural",
    );
    need(
        entry.aggregation.is_some(),
        "aggregation",
        "share, mean, every, ratio_of_sums, count or none",
    );
    need(kind != Kind::Plan || entry.year.is_some(), "year", "by when");
    need(
        entry.force.is_some(),
        "force",
        "how firmly it is said, as achieve or strive",
    );
    let measured = entry.measures.as_ref().is_some_and(|measures| !measures.is_empty());
    need(
        measured,
        "measures",
        "how it is computed, as in [{ kind = \"document\" }]",
    );
    Some(Requirement {
        phrase,
        class: entry.class?,
        check: entry.check?,
        scope: entry.scope?,
        aggregation: entry.aggregation?,
        target: match (entry.comparator, entry.value, entry.unit) {
            (Some(comparator), Some(value), Some(unit)) => Some(Target {
                comparator,
                value,
                unit,
            }),
            _ => None,
        },
        open: entry.comparator.zip(entry.unit).filter(|_| entry.value.is_none()),
        year: entry.year,
        year_basis: entry.year_basis.unwrap_or(YearBasis::PlanEnd),
        occasion: entry.occasion.unwrap_or(Occasion::Once),
        milestones: entry.milestones.unwrap_or_default(),
        force: entry.force?,
        anticipatory: entry.anticipatory.unwrap_or(false),
        start: entry.start,
        inputs: entry.inputs.unwrap_or_default(),
        measures: entry.measures.filter(|measures| !measures.is_empty())?,
        mark: entry.mark,
        note: entry.note.unwrap_or_default(),
        id: entry.id,
    })
}

/// Percentages are out of a hundred: 0.8 is a share of one, and 800 is nothing.
fn percentage(value: Decimal) -> Option<Fault> {
    if value > Decimal::default() && value < Decimal::whole(1) {
        return Some(Fault::Fraction {
            given: value.to_string(),
            meant: Decimal(value.0.saturating_mul(100)).to_string(),
        });
    }
    (value < Decimal::default() || value > Decimal::whole(100)).then(|| Fault::Number {
        given: value.to_string(),
        must: "0 to 100 percent",
    })
}

/// Whether the rules and lists that it names are there.
fn references<R, L>(
    requirement: &Requirement,
    rules: &BTreeMap<String, R>,
    lists: &BTreeMap<String, L>,
    (file, line): &(String, usize),
    problems: &mut Vec<Problem>,
) {
    let mut unknown = |field: &str, given: &str, known: Vec<String>| {
        if !known.iter().any(|name| name == given) {
            problems.push(Problem {
                file: file.clone(),
                line: *line,
                place: format!("requirement {}", requirement.id),
                field: field.to_owned(),
                fault: Fault::UnknownWord {
                    given: given.to_owned(),
                    nearest: nearest(given, known.iter().map(String::as_str)),
                    allowed: known,
                },
            });
        }
    };
    let names = || rules.keys().cloned().collect::<Vec<_>>();
    for measure in &requirement.measures {
        match &measure.how {
            How::Presence { of, .. } => {
                for counts in of {
                    if let Counts::Rule(rule) = counts {
                        unknown("measures, rule", rule, names());
                    }
                }
            }
            How::CoLocation {
                with: Counts::Rule(rule),
                ..
            }
            | How::AreaPerHouseholds { rule }
            | How::Hours { rule } => unknown("measures, rule", rule, names()),
            How::Functions { list, .. } => unknown("measures, list", list, lists.keys().cloned().collect()),
            _ => {}
        }
    }
}
