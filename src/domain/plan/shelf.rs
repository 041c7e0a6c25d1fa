//! Plans that come with the program, and plans that build on others.

use std::collections::BTreeMap;

use super::decimal::Decimal;
use super::input::Inputs;
use super::measure::{Counts, How};
use super::problem::{Fault, PlanError, Problem, nearest};
use super::read_plan::{Entry, Known, Sheet, read_plan};
use super::requirement::{Plan, Requirement, Target};
use super::words::{Kind, Occasion, Unit, YearBasis};
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::{self, CircleProfile};

/// The plans, standards and drafts that come with the program: id and text.
pub const SHIPPED: [(&str, &str); 9] = [
    ("national-2020", include_str!("../../../data/plans/national-2020.toml")),
    ("liaoning-2020", include_str!("../../../data/plans/liaoning-2020.toml")),
    ("yunnan-2020", include_str!("../../../data/plans/yunnan-2020.toml")),
    ("national-2025", include_str!("../../../data/plans/national-2025.toml")),
    ("chuxiong-2025", include_str!("../../../data/plans/chuxiong-2025.toml")),
    ("gb50180-2018", include_str!("../../../data/plans/gb50180-2018.toml")),
    (
        "convenience-circle",
        include_str!("../../../data/plans/convenience-circle.toml"),
    ),
    (
        "territorial-check-up",
        include_str!("../../../data/plans/territorial-check-up.toml"),
    ),
    ("draft-2030", include_str!("../../../data/plans/draft-2030.toml")),
];

/// The text of a plan that comes with the program.
pub fn shipped_text(id: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
}

/// Reads plans against the catalogue, the circles and the inputs that come with the program.
pub struct PlanReader {
    catalogue: Catalogue,
    inputs: Inputs,
    circles: Vec<String>,
}

impl PlanReader {
    /// A reader.
    ///
    /// # Errors
    /// Never for a released program: tests read the catalogue, the circles and the inputs.
    pub fn new() -> Result<Self, ReaderError> {
        let circles = circle::SHIPPED.iter().map(|text| Ok(CircleProfile::parse(text)?.id));
        Ok(Self {
            catalogue: Catalogue::parse(category::SHIPPED)?,
            inputs: Inputs::shipped()?,
            circles: circles.collect::<Result<_, circle::CircleError>>()?,
        })
    }

    /// The inputs.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// A plan that comes with the program.
    ///
    /// # Errors
    /// No plan is called so.
    pub fn shipped(&self, id: &str) -> Result<Plan, PlanError> {
        match shipped_text(id) {
            Some(text) => self.read(id, text, |_| None),
            None => Err(no_base(id, "", 0, id)),
        }
    }

    /// Reads a plan's text. `other` gives the text of a plan that it builds on, where it is not one that comes with the program.
    ///
    /// # Errors
    /// Everything that is wrong with it and with those that it builds on.
    pub fn read(&self, file: &str, text: &str, other: impl Fn(&str) -> Option<String>) -> Result<Plan, PlanError> {
        let known = Known {
            catalogue: &self.catalogue,
            inputs: &self.inputs,
            circles: &self.circles,
        };
        let mut stack = vec![file.to_owned()];
        let (mut sheet, mut problems) = read_plan(file, text, &known);
        let mut chain = Vec::new();
        while let Some((base, line)) = sheet.extends.clone() {
            let own = sheet.id.clone();
            let named = std::mem::take(&mut sheet);
            let from = named.file.clone();
            chain.push(named);
            if stack.contains(&base) || own.as_ref() == Some(&base) {
                stack.push(base);
                problems.push(Problem {
                    file: from,
                    line,
                    place: String::new(),
                    field: "extends".to_owned(),
                    fault: Fault::Cycle(stack),
                });
                return Err(PlanError { problems });
            }
            let Some(text) = shipped_text(&base).map(str::to_owned).or_else(|| other(&base)) else {
                problems.extend(no_base(&from, "extends", line, &base).problems);
                return Err(PlanError { problems });
            };
            stack.push(base.clone());
            let (next, wrong) = read_plan(&base, &text, &known);
            sheet = next;
            problems.extend(wrong);
        }
        chain.push(sheet);
        let plan = merge(chain, &mut problems);
        if problems.is_empty() {
            Ok(plan)
        } else {
            problems.sort_by(|a, b| (a.file != file, &a.file, a.line).cmp(&(b.file != file, &b.file, b.line)));
            Err(PlanError { problems })
        }
    }
}

/// Why there is no reader.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] category::CatalogueError),
    /// The circles.
    #[error(transparent)]
    Circle(#[from] circle::CircleError),
    /// The inputs.
    #[error(transparent)]
    Inputs(#[from] super::input::InputsError),
}

fn no_base(file: &str, field: &str, line: usize, given: &str) -> PlanError {
    let known: Vec<String> = SHIPPED.iter().map(|(id, _)| (*id).to_owned()).collect();
    PlanError {
        problems: vec![Problem {
            file: file.to_owned(),
            line,
            place: String::new(),
            field: field.to_owned(),
            fault: Fault::NoBase {
                given: given.to_owned(),
                nearest: nearest(given, known.iter().map(String::as_str)),
                known,
            },
        }],
    }
}

/// Lays the sheets over each other, the last one lowest.
fn merge(mut chain: Vec<Sheet>, problems: &mut Vec<Problem>) -> Plan {
    let top = chain
        .first()
        .map(|sheet| (sheet.id.clone(), sheet.extends.clone(), sheet.file.clone()));
    let mut base = chain.pop().unwrap_or_default();
    let mut dropped = Vec::new();
    for sheet in chain.into_iter().rev() {
        dropped.clear();
        for (id, line) in &sheet.drop {
            if base.entries.iter().any(|entry| entry.id == *id) {
                base.entries.retain(|entry| entry.id != *id);
                dropped.push(id.clone());
            } else {
                let near = nearest(id, base.entries.iter().map(|entry| entry.id.as_str()));
                problems.push(Problem {
                    file: sheet.file.clone(),
                    line: *line,
                    place: String::new(),
                    field: "drop".to_owned(),
                    fault: Fault::NotInBase { nearest: near },
                });
            }
        }
        base = over(base, sheet, problems);
    }
    let (id, extends, file) = top.unwrap_or_default();
    finish(base, id, extends.map(|(name, _)| name), &file, dropped, problems)
}

/// One sheet over the one that it builds on.
fn over(base: Sheet, sheet: Sheet, problems: &mut Vec<Problem>) -> Sheet {
    let mut entries = base.entries;
    let below: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    for entry in sheet.entries {
        match entries.iter_mut().find(|below| below.id == entry.id) {
            Some(below) => *below = entry_over(below.clone(), entry),
            None if entry.class.is_none() && entry.measures.is_none() => problems.push(Problem {
                file: sheet.file.clone(),
                line: entry.line,
                place: format!("requirement {}", entry.id),
                field: String::new(),
                fault: Fault::NotInBase {
                    nearest: nearest(&entry.id, below.iter().map(String::as_str)),
                },
            }),
            None => entries.push(entry),
        }
    }
    let mut rules = base.rules;
    rules.extend(sheet.rules);
    let mut lists = base.lists;
    lists.extend(sheet.lists);
    Sheet {
        file: sheet.file,
        id: sheet.id,
        version: sheet.version,
        kind: sheet.kind.or(base.kind),
        extends: None,
        zh: sheet.zh,
        en: sheet.en,
        issuer: sheet.issuer.or(base.issuer),
        source: sheet.source,
        mark: sheet.mark,
        period: sheet.period.or(base.period),
        area: sheet.area.or(base.area),
        note: sheet.note,
        rules,
        lists,
        drop: Vec::new(),
        entries,
    }
}

fn entry_over(base: Entry, own: Entry) -> Entry {
    Entry {
        file: own.file,
        line: own.line,
        id: own.id,
        phrase: own.phrase.or(base.phrase),
        class: own.class.or(base.class),
        check: own.check.or(base.check),
        scope: own.scope.or(base.scope),
        aggregation: own.aggregation.or(base.aggregation),
        comparator: own.comparator.or(base.comparator),
        value: own.value.or(base.value),
        unit: own.unit.or(base.unit),
        year: own.year.or(base.year),
        year_basis: own.year_basis.or(base.year_basis),
        occasion: own.occasion.or(base.occasion),
        milestones: own.milestones.or(base.milestones),
        force: own.force.or(base.force),
        anticipatory: own.anticipatory.or(base.anticipatory),
        start: own.start.or(base.start),
        inputs: own.inputs.or(base.inputs),
        measures: own.measures.or(base.measures),
        mark: own.mark.or(base.mark),
        note: own.note.or(base.note),
    }
}

fn finish(
    sheet: Sheet,
    id: Option<String>,
    extends: Option<String>,
    file: &str,
    dropped: Vec<String>,
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
    let requirements = sheet
        .entries
        .into_iter()
        .filter_map(|entry| requirement(entry, kind, problems))
        .collect::<Vec<_>>();
    for requirement in &requirements {
        references(requirement, &sheet.rules, &sheet.lists, file, problems);
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
        rules: sheet.rules,
        lists: sheet.lists,
        requirements,
        dropped,
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
    file: &str,
    problems: &mut Vec<Problem>,
) {
    let mut unknown = |field: &str, given: &str, known: Vec<String>| {
        if !known.iter().any(|name| name == given) {
            problems.push(Problem {
                file: file.to_owned(),
                line: 1,
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
