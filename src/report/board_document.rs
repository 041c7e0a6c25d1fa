//! What the board of plans is drawn from: what may be asked, a plan's answers in one area, and one requirement with the units that fall short.
//! Its answers have the members that `yike check --format json` writes.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::indicator_document::{CheckReport, PlanCoverage, answer_part, group_part};
use super::plan_document::{PlanLine, conflicts_document};
use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Conflict, Force, Inputs, Plan, Scope, Unit, Word};
use crate::indicators::{Answer, AreaLine, Board, Records, Standings};

/// What may be asked of a board.
pub struct BoardOffer<'a> {
    /// The plans.
    pub plans: &'a [Plan],
    /// Areas above communities, the largest first.
    pub areas: &'a [&'a AreaLine],
    /// Communities in all, also those whose codes tell no area.
    pub communities: usize,
    /// Groups of people that are counted, each with how many communities count it.
    pub groups: &'a [(PeopleGroup, usize)],
    /// Days on which the data change.
    pub dates: &'a [Day],
    /// Conflicts between plans.
    pub conflicts: &'a [Conflict],
}

/// What a board is written from.
pub struct BoardReport<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its answers in the area.
    pub board: &'a Board,
    /// The area; all that there is where `None`.
    pub area: Option<&'a AreaLine>,
    /// The group of people; everybody where `None`.
    pub group: Option<PeopleGroup>,
    /// What they were computed from.
    pub records: &'a Records,
    /// Names of areas by code.
    pub names: &'a BTreeMap<String, String>,
    /// The list of inputs.
    pub inputs: &'a Inputs,
    /// The day that was asked for.
    pub as_of: Option<Day>,
    /// What a person should know of the data.
    pub remarks: &'a [String],
    /// Days with the answers then.
    pub path: &'a [(Day, Vec<Vec<Answer>>)],
    /// Days before those of the path that were left out.
    pub days_left_out: usize,
}

/// What may be asked, with the names of the words that answers use.
pub fn board_offer(offer: &BoardOffer<'_>) -> Json {
    let plans = offer.plans.iter().map(|plan| {
        let mut line = json!(PlanLine::of(plan));
        line["area"] = json!(plan.area);
        line
    });
    let all: Vec<&Conflict> = offer.conflicts.iter().collect();
    let mut document = json!({
        "plans": plans.collect::<Vec<_>>(),
        "communities": offer.communities,
        "areas": offer.areas.iter().map(|line| area_part(line)).collect::<Vec<_>>(),
        "groups": offer.groups.iter().map(|(group, communities)| {
            let mut part = group_part(*group);
            part["communities"] = json!(communities);
            part
        }).collect::<Vec<_>>(),
        "dates": offer.dates.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "words": { "unit": words::<Unit>(), "scope": words::<Scope>(), "force": words::<Force>() },
    });
    if let (Json::Object(document), Json::Object(conflicts)) = (&mut document, conflicts_document(&all)) {
        document.extend(conflicts);
    }
    document
}

fn words<W: Word>() -> Json {
    let named = W::ALL
        .iter()
        .map(|(_, key, zh, en)| ((*key).to_owned(), json!({ "zh": zh, "en": en })));
    Json::Object(named.collect::<Map<_, _>>())
}

fn area_part(line: &AreaLine) -> Json {
    json!({ "code": line.code, "level": line.level.key(), "name": line.name, "communities": line.communities })
}

fn standings_part(standings: &Standings) -> Json {
    json!({
        "reached": standings.reached,
        "not_reached": standings.not_reached,
        "not_assessed": standings.not_assessed,
        "threshold_undefined": standings.threshold_undefined,
        "recorded": standings.recorded,
        "near_the_line": standings.near_the_line,
    })
}

/// A plan's answers, without lists of units and without those of the areas: these come with [`requirement_document`].
pub fn board_document(report: &BoardReport<'_>) -> Json {
    let coverage = PlanCoverage::of(&report.board.answers);
    let answers = report.board.answers.iter().map(|answer| {
        let mut part = one(report, answer, false);
        if let Json::Object(part) = &mut part {
            // They are long, and one requirement's are asked for by themselves.
            part.retain(|member, _| !["areas", "ledger", "several", "measures"].contains(&member.as_str()));
        }
        part
    });
    let below = report.board.below.iter().map(|(line, standings)| {
        let mut part = area_part(line);
        part["standings"] = standings_part(standings);
        part
    });
    let mut document = head(report);
    document["coverage"] = json!({
        "requirements": coverage.requirements,
        "computed": coverage.computed,
        "recorded": coverage.recorded,
        "not_assessed": coverage.not_assessed,
    });
    document["standings"] = standings_part(&report.board.standings);
    document["answers"] = answers.collect();
    document["below"] = below.collect();
    document["areas_below"] = json!(report.board.areas);
    document["days_left_out"] = json!(report.days_left_out);
    document["remarks"] = json!(report.remarks);
    document
}

/// One requirement with the units that fall short and those that are not assessed, `most` of each at most, and the values of the areas.
pub fn requirement_document(report: &BoardReport<'_>, answer: &Answer, most: usize) -> Json {
    let mut cut = answer.clone();
    cut.areas.truncate(crate::indicators::MOST_BELOW);
    let mut part = one(report, &cut, true);
    let values = part["values"].as_array_mut().into_iter().flatten();
    for value in values {
        for list in ["failing", "not_assessed_units"] {
            if let Some(rows) = value[list].as_array_mut() {
                rows.truncate(most);
            }
        }
    }
    let mut document = head(report);
    document["answer"] = part;
    document["most"] = json!(most);
    document
}

fn head(report: &BoardReport<'_>) -> Json {
    let plan = report.plan;
    json!({
        "as_of": report.as_of.map(|day| day.to_string()),
        "area": report.area.map(area_part),
        "group": report.group.map(group_part),
        "communities": report.area.map_or(report.records.communities.len(), |area| area.communities),
        "plan": plan.id,
        "version": plan.version,
        "kind": plan.kind.key(),
        "name": { "zh": plan.zh, "en": plan.en },
        "source": plan.source,
        "period": plan.period.map(|(first, last)| [first, last]),
    })
}

fn one(report: &BoardReport<'_>, answer: &Answer, with_lists: bool) -> Json {
    let check = CheckReport {
        plans: &[],
        records: report.records,
        area_names: report.names,
        remarks: &[],
        inputs: report.inputs,
        conflicts: &[],
        group: report.group,
        as_of: report.as_of,
        scenario: None,
        path: report.path,
    };
    answer_part(&check, 0, report.plan, answer, with_lists)
}
