//! Does a place keep its plan? From a workspace to the answer of every requirement, now or on any day that the data have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geo::MultiPolygon;

use super::check_records::{self, Asked, Held};
use super::check_sharing;
use super::error::WorkflowError;
use super::plan::{evidence_of, find_plan, read_evidence};
use super::scenario_world::{self, world_of};
use crate::domain::area_code::{UnitLevel, is_whole};
use crate::domain::community::CommitteeType;
use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Plan, PlanReader};
use crate::domain::record::LayerKind;
use crate::indicators::{Answer, Evidence, Records, UnitRow, answer_for};
use crate::store::{LayerDate, Location, Workspace};

/// What is asked.
#[derive(Debug, Clone)]
pub struct CheckRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// Names of plans that come with the program, or files.
    pub plans: &'a [String],
    /// Answers also for every area of this level.
    pub level: Option<UnitLevel>,
    /// A file of records, beside those of the workspace.
    pub records: Option<&'a Path>,
    /// Answers for the communities in this area alone, in degrees.
    pub area: Option<&'a MultiPolygon<f64>>,
    /// The answers of this group of people alone; of everybody where `None`.
    pub group: Option<PeopleGroup>,
    /// The day; now where `None`.
    pub as_of: Option<Day>,
    /// Answers also for every day on which the data change.
    pub path: bool,
    /// A scenario, now: its facilities and what was assessed of it. The layers where `None`.
    pub scenario: Option<&'a str>,
}

/// What came out.
#[derive(Debug)]
pub struct Checked {
    /// Each plan with its answers.
    pub plans: Vec<(Plan, Vec<Answer>)>,
    /// What they were computed from.
    pub records: Records,
    /// Names of the areas of the level, by code.
    pub area_names: BTreeMap<String, String>,
    /// What a person should know of the data.
    pub remarks: Vec<String>,
    /// The group of people that was asked for.
    pub group: Option<PeopleGroup>,
    /// The day that was asked for.
    pub as_of: Option<Day>,
    /// The scenario that was asked for.
    pub scenario: Option<String>,
    /// The days on which the data change, up to that one, each with the answers of every plan.
    pub path: Vec<(Day, Vec<Vec<Answer>>)>,
}

/// Layers whose days are days of the path.
const DATED: [LayerKind; 4] = [
    LayerKind::Register,
    LayerKind::Communities,
    LayerKind::Facilities,
    LayerKind::Hamlets,
];

/// Answers every requirement of some plans.
///
/// # Errors
/// A plan; the workspace; a level that the communities' codes do not have; a day before the data.
pub fn check(request: &CheckRequest<'_>) -> Result<Checked, WorkflowError> {
    let reader = PlanReader::new()?;
    let mut plans = Vec::new();
    for name in request.plans {
        let plan = find_plan(&reader, name)?;
        if plans.iter().any(|other: &Plan| other.id == plan.id) {
            return Err(WorkflowError::PlanTwice(plan.id));
        }
        plans.push(plan);
    }
    let given = match request.records {
        Some(path) => read_evidence(path, &plans)?,
        None => Vec::new(),
    };
    let shared = check_sharing::circles_of(&plans);
    let along = !shared.is_empty();
    let workspace = Workspace::open_read_only(request.workspace)?;
    let (held, dates, kept, past, of_scenario) = workspace.read_as_one(|workspace| {
        let dates = workspace.layer_dates()?;
        let (held, of_scenario) = match request.scenario {
            Some(name) => held_in(workspace, name, along)?,
            None => (
                held_on(workspace, request.workspace, &dates, request.as_of, along)?,
                Vec::new(),
            ),
        };
        let mut past = Vec::new();
        if request.path {
            for day in days(&dates, request.as_of) {
                past.push((day, Held::on(workspace, request.workspace, day, along)?));
            }
        }
        Ok::<_, WorkflowError>((held, dates, workspace.plan_records()?, past, of_scenario))
    })?;
    let name = request.workspace.to_string();
    if held.is_empty() {
        return Err(WorkflowError::NothingToCheck(name));
    }
    let evidence = evidence_of(kept, given);
    let mut remarks = of_scenario;
    let asked = |day: Option<Day>| Asked {
        catalogue: reader.catalogue(),
        workspace: &name,
        day,
        area: request.area,
        shared: &shared,
    };
    let mut records = check_records::records(&held, &asked(request.as_of), &mut remarks)?;
    records.evidence = seen_by(&evidence, request.as_of);
    if let Some(level) = request.level
        && !records.communities.iter().any(|unit| is_whole(&unit.code))
    {
        return Err(WorkflowError::NoLevel(level.key()));
    }
    remarks.extend(plans.iter().filter_map(|plan| elsewhere(plan, &records)));
    remarks.extend(request.group.map(of_group));
    let since = days(&dates, request.as_of).into_iter().next_back();
    remarks.extend(plans.iter().filter_map(|plan| counted_otherwise(plan, &records, since)));
    let mut path = Vec::with_capacity(past.len());
    for (day, held) in past {
        let mut then = match check_records::records(&held, &asked(Some(day)), &mut Vec::new()) {
            // Nobody lived there then, or nobody had drawn it.
            Err(WorkflowError::NoneInArea | WorkflowError::NoCommunities(_)) if request.area.is_some() => continue,
            then => then?,
        };
        then.evidence = seen_by(&evidence, Some(day));
        let answers = plans.iter().map(|plan| answer_for(plan, &then, None, request.group));
        path.push((day, answers.collect()));
    }
    if let (Some(day), Some(last)) = (request.as_of, days(&dates, request.as_of).last())
        && *last < day
    {
        remarks.push(format!(
            "on {day} the data are those of {last}: nothing that is checked changed in between"
        ));
    }
    let area_names = area_names(&records);
    let answers = plans.into_iter().map(|plan| {
        let answers = answer_for(&plan, &records, request.level, request.group);
        (plan, answers)
    });
    Ok(Checked {
        plans: answers.collect(),
        area_names,
        records,
        remarks,
        group: request.group,
        as_of: request.as_of,
        scenario: request.scenario.map(str::to_owned),
        path,
    })
}

/// What a person should know of answers for one group of people.
pub(super) fn of_group(group: PeopleGroup) -> String {
    format!(
        "the answers are of one group of people alone, {} ({}): within circles at their own pace, and no number of a plan that is one of everybody is held against them; what counts communities, facilities, areas or documents has no answer for a group, and says so",
        group.name(false).to_lowercase(),
        group.name(true)
    )
}

/// What the workspace holds, now or on a day, `along` with its streets; an error that names the first day, where that is later.
pub(super) fn held_on(
    workspace: &Workspace,
    location: &Location,
    dates: &[LayerDate],
    day: Option<Day>,
    along: bool,
) -> Result<Held, WorkflowError> {
    let Some(day) = day else {
        return Held::now(workspace, along);
    };
    let held = Held::on(workspace, location, day, along)?;
    let units = |date: &&LayerDate| matches!(date.kind, LayerKind::Register | LayerKind::Communities);
    match dates.iter().filter(units).map(|date| date.day).min() {
        Some(first) if held.is_empty() => Err(WorkflowError::NothingByThen {
            workspace: workspace.name(),
            day,
            first,
        }),
        _ => Ok(held),
    }
}

/// What a scenario holds now, and what a person should know of it.
pub(super) fn held_in(workspace: &Workspace, name: &str, along: bool) -> Result<(Held, Vec<String>), WorkflowError> {
    let world = world_of(workspace.scenario(name)?);
    Ok((
        Held::in_world(workspace, &world, along)?,
        scenario_world::remarks(workspace, &world)?,
    ))
}

/// Days on which something that is checked changed, up to one.
pub(super) fn days(dates: &[LayerDate], until: Option<Day>) -> BTreeSet<Day> {
    let own = dates.iter().filter(|date| DATED.contains(&date.kind));
    let days = own
        .map(|date| date.day)
        .filter(|day| until.is_none_or(|until| *day <= until));
    let first = dates
        .iter()
        .filter(|date| matches!(date.kind, LayerKind::Register | LayerKind::Communities));
    let first = first.map(|date| date.day).min();
    days.filter(|day| first.is_some_and(|first| *day >= first)).collect()
}

/// What had been seen by a day.
pub(super) fn seen_by(evidence: &[Evidence], day: Option<Day>) -> Vec<Evidence> {
    let seen = |one: &&Evidence| day.is_none_or(|day| one.date.parse::<Day>().is_ok_and(|own| own <= day));
    evidence.iter().filter(seen).cloned().collect()
}

/// Communities outside of the area that a plan is for.
fn elsewhere(plan: &Plan, records: &Records) -> Option<String> {
    let is_elsewhere = |unit: &&UnitRow| is_whole(&unit.code) && !unit.code.starts_with(&plan.area);
    let count = records.communities.iter().filter(is_elsewhere).count();
    (!plan.area.is_empty() && count > 0).then(|| {
        format!(
            "{} is for area codes that begin with {}, and {count} of {} communities have others; they are answered all the same",
            plan.id,
            plan.area,
            records.communities.len()
        )
    })
}

/// A plan that counts more or fewer communities in its area than the register has, with what may explain it: the year, and the type.
fn counted_otherwise(plan: &Plan, records: &Records, since: Option<Day>) -> Option<String> {
    let (counted, year) = plan.counted.filter(|_| records.listed)?;
    let own = records
        .communities
        .iter()
        .filter(|unit| unit.code.starts_with(&plan.area));
    let own: Vec<&UnitRow> = own.collect();
    // A register of another place, or of none, says nothing of it.
    if own.is_empty() || own.len() == counted as usize {
        return None;
    }
    let of = |kind: CommitteeType| own.iter().filter(move |unit| unit.committee == Some(kind));
    let called = of(CommitteeType::Villagers).filter(|unit| unit.name.contains("社区"));
    Some(format!(
        "{} counts {counted} communities and villages at the end of {year}, and the register of {} has {}: {} residents' committees and {} villagers' committees by their codes, of which {} are named 社区; units that were set up, merged or changed their type between the two years make the difference, and yike import successions FILE tells which",
        plan.id,
        since.map_or_else(String::new, |day| day.to_string()),
        own.len(),
        of(CommitteeType::Residents).count(),
        of(CommitteeType::Villagers).count(),
        called.count(),
    ))
}

/// Names of communities, towns and the units above them.
fn area_names(records: &Records) -> BTreeMap<String, String> {
    let units = records.communities.iter().chain(&records.towns).chain(&records.above);
    units.map(|unit| (unit.code.clone(), unit.name.clone())).collect()
}
