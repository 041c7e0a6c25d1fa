//! A plan over the one that it builds on: field by field, requirement by requirement.

use super::problem::{Fault, Problem, nearest};
use super::read_plan::{Entry, Sheet};
use super::requirement::Plan;
use super::whole_plan::finish;

/// Lays the sheets over each other, the last one lowest.
pub(super) fn merge(mut chain: Vec<Sheet>, problems: &mut Vec<Problem>) -> Plan {
    let top = chain
        .first()
        .map(|sheet| (sheet.id.clone(), sheet.extends.clone(), sheet.file.clone()));
    let below = chain.iter().skip(1).filter_map(|sheet| sheet.id.clone()).collect();
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
                    place: format!("requirement {id}"),
                    field: "drop".to_owned(),
                    fault: Fault::NotInBase { nearest: near },
                });
            }
        }
        base = over(base, sheet, problems);
    }
    let (id, extends, file) = top.unwrap_or_default();
    finish(
        base,
        id,
        extends.map(|(name, _)| name),
        &file,
        (dropped, below),
        problems,
    )
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
        counted: sheet.counted.or(base.counted),
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
        measures_at: own.measures_at.or(base.measures_at),
        measures: own.measures.or(base.measures),
        mark: own.mark.or(base.mark),
        note: own.note.or(base.note),
    }
}
