//! Does a place keep its plan? From a workspace to the answer of every requirement.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::WorkflowError;
use super::load_town::load_town;
use super::plan::{find_plan, read_evidence};
use crate::coverage::PlaceIndex;
use crate::domain::area_code::UnitLevel;
use crate::domain::category::Catalogue;
use crate::domain::circle::STREETS_SUFFIX;
use crate::domain::community::{CommitteeType, Population, PopulationBasis};
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Decimal, Plan, PlanReader};
use crate::domain::record::{CommunityRecord, RegisterRecord};
use crate::domain::roster::Figure;
use crate::domain::verdict::Verdict;
use crate::indicators::{
    Answer, CircleRow, FacilityRow, FunctionRow, GroupRow, Records, UnitRow, VillageRow, answer_plan,
};
use crate::report::{CommunityCoverage, GroupCoverage, community_coverage, guessed_services};
use crate::store::{Location, SavedAssessment, StoredTown, StoredUnit, Workspace};

/// What is asked.
#[derive(Debug, Clone)]
pub struct CheckRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// Names of plans that come with the program, or files.
    pub plans: &'a [String],
    /// Answers also for every area of this level.
    pub level: Option<UnitLevel>,
    /// A file of records.
    pub records: Option<&'a Path>,
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
}

/// Answers every requirement of some plans.
///
/// # Errors
/// A plan; the workspace; a level that the communities' codes do not have.
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
    let workspace = Workspace::open_read_only(request.workspace)?;
    let (town, register, assessment) = workspace.read_as_one(|workspace| {
        Ok::<_, WorkflowError>((workspace.town()?, workspace.register()?, workspace.assessment()?))
    })?;
    if town.communities.is_empty() && register.is_empty() {
        return Err(WorkflowError::NothingToCheck(request.workspace.to_string()));
    }
    let mut remarks = Vec::new();
    let mut records = records(
        &town,
        &register,
        assessment.as_ref(),
        reader.catalogue(),
        &request.workspace.to_string(),
        &mut remarks,
    )?;
    if let Some(path) = request.records {
        records.evidence = read_evidence(path, &plans)?;
    }
    if let Some(level) = request.level
        && !records.communities.iter().any(|unit| is_whole(&unit.code))
    {
        return Err(WorkflowError::NoLevel(level.key()));
    }
    for plan in plans.iter().filter(|plan| !plan.area.is_empty()) {
        let elsewhere = |unit: &&UnitRow| is_whole(&unit.code) && !unit.code.starts_with(&plan.area);
        let count = records.communities.iter().filter(elsewhere).count();
        if count > 0 {
            remarks.push(format!(
                "{} is for area codes that begin with {}, and {count} of {} communities have others; they are answered all the same",
                plan.id,
                plan.area,
                records.communities.len()
            ));
        }
    }
    let answers = plans.into_iter().map(|plan| {
        let answers = answer_plan(&plan, &records, request.level);
        (plan, answers)
    });
    Ok(Checked {
        plans: answers.collect(),
        area_names: area_names(&records, &register),
        records,
        remarks,
    })
}

fn is_whole(code: &str) -> bool {
    code.len() == 12 && code.bytes().all(|b| b.is_ascii_digit())
}

/// Names of communities, towns and the units above them.
fn area_names(records: &Records, register: &[StoredUnit]) -> BTreeMap<String, String> {
    let units = records.communities.iter().chain(&records.towns);
    let own = units.map(|unit| (unit.code.clone(), unit.name.clone()));
    let above = register
        .iter()
        .map(|row| (row.record.code.value.clone(), row.record.name.clone()));
    own.chain(above).collect()
}

/// Plain records of everything that the workspace holds.
fn records(
    town: &StoredTown,
    register: &[StoredUnit],
    assessment: Option<&SavedAssessment>,
    catalogue: &Catalogue,
    workspace: &str,
    remarks: &mut Vec<String>,
) -> Result<Records, WorkflowError> {
    let mut records = Records {
        complete: town
            .held
            .iter()
            .filter(|held| held.complete)
            .map(|held| held.category.clone())
            .collect(),
        may_be: catalogue
            .categories
            .iter()
            .filter(|category| !category.unspecified_of.is_empty())
            .map(|category| (category.key.clone(), category.unspecified_of.clone()))
            .collect(),
        ..Records::default()
    };
    let by_id = communities(&mut records, town, register, remarks);
    towns(&mut records, register);
    let by_code: BTreeMap<String, usize> = positions(&records.communities);
    let town_by_code: BTreeMap<String, usize> = positions(&records.towns);
    let loaded = if town.communities.is_empty() {
        None
    } else {
        Some(load_town(town, workspace)?)
    };
    let places = loaded.as_ref().map(|loaded| PlaceIndex::new(&loaded.town.communities));
    for (row, at) in town.sites.iter().zip(0_usize..) {
        let record = &row.record;
        let site = loaded.as_ref().map(|loaded| &loaded.town.sites[at]);
        let recorded = record.host_code.as_deref();
        // The record first, the place second; a community that only the register knows has no place.
        let host = recorded
            .and_then(|code| by_code.get(code).copied())
            .or_else(|| site.and_then(|site| by_id.get(&site.host?.0).copied()));
        let shared = record.serves.iter().filter_map(|code| by_code.get(code).copied());
        let mut own: Vec<usize> = host.into_iter().collect();
        for one in shared {
            if !own.contains(&one) {
                own.push(one);
            }
        }
        let town_code = recorded.filter(|code| is_whole(code)).or_else(|| {
            let host = own.first()?;
            Some(records.communities[*host].code.as_str())
        });
        let town = town_code.and_then(|code| town_by_code.get(&format!("{:0<12}", code.get(..9)?)).copied());
        records.facilities.push(FacilityRow {
            id: row.id,
            name: record.name.clone(),
            functions: record
                .functions
                .iter()
                .map(|function| FunctionRow {
                    category: function.category.clone(),
                    state: function.state,
                    approximate: function.approximate,
                })
                .collect(),
            communities: own,
            town,
            floor_area_m2: record.floor_area_m2.and_then(Decimal::of),
            opening_hours: record.opening_hours.clone(),
            open_to_public: record.open_to_public,
            point: site.map(|site| [site.point.x, site.point.y]),
        });
    }
    for (row, at) in town.hamlets.iter().zip(0_usize..) {
        let stands_in = || {
            let loaded = loaded.as_ref()?;
            let position = places.as_ref()?.find(loaded.town.hamlets[at].point)?;
            by_id.get(&loaded.town.communities[position].id.0).copied()
        };
        let parent = row
            .record
            .parent_code
            .as_ref()
            .and_then(|code| by_code.get(code).copied());
        records.villages.push(VillageRow {
            id: row.id,
            name: row.record.name.clone(),
            community: parent.or_else(stands_in),
            households: row.record.households,
            water_source: None,
            network: None,
        });
    }
    if let Some(assessment) = assessment {
        circles(&mut records, assessment, &by_id);
        remarks.extend(guesses(assessment));
    }
    Ok(records)
}

/// The services of an assessment that rest on facilities which only an approximate rule tells.
fn guesses(assessment: &SavedAssessment) -> Option<String> {
    let guessed = guessed_services(&assessment.document);
    let each = guessed.iter().map(|one| {
        format!(
            "{} {} ({} of {})",
            one.circle, one.service, one.approximate, one.facilities
        )
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| {
        format!(
            "people and land within circles count facilities that an approximate rule alone tells: {}",
            each.join(", ")
        )
    })
}

fn positions(units: &[UnitRow]) -> BTreeMap<String, usize> {
    units
        .iter()
        .zip(0..)
        .map(|(unit, at)| (unit.code.clone(), at))
        .collect()
}

/// Communities of the map and of the register, joined by code; their positions by the id of the map's row.
fn communities(
    records: &mut Records,
    town: &StoredTown,
    register: &[StoredUnit],
    remarks: &mut Vec<String>,
) -> BTreeMap<i64, usize> {
    let mut rows: Vec<(UnitRow, Option<i64>)> = Vec::new();
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in register.iter().filter(|row| row.record.level == UnitLevel::Community) {
        by_code.insert(&unit.record.code.value, rows.len());
        rows.push((of_register(&unit.record), None));
    }
    records.listed = !rows.is_empty();
    let mut beyond = 0;
    for row in &town.communities {
        let own = of_map(&row.record);
        let known = row
            .record
            .code
            .as_ref()
            .and_then(|code| by_code.get(code.value.as_str()));
        match known {
            Some(at) if rows[*at].1.is_none() => {
                let (unit, id) = &mut rows[*at];
                unit.has_outline = true;
                unit.provisional = own.provisional;
                unit.committee = unit.committee.or(own.committee);
                for (key, figure) in own.figures {
                    unit.figures.entry(key).or_insert(figure);
                }
                *id = Some(row.id);
            }
            _ => {
                beyond += usize::from(records.listed);
                rows.push((own, Some(row.id)));
            }
        }
    }
    if beyond > 0 {
        remarks.push(format!(
            "{beyond} communities of the map are not in the register by their code; they are counted beside those of the register"
        ));
    }
    rows.sort_by(|(a, own), (b, other)| (&a.code, own).cmp(&(&b.code, other)));
    let mut by_id = BTreeMap::new();
    for (at, (unit, id)) in rows.into_iter().enumerate() {
        if let Some(id) = id {
            by_id.insert(id, at);
        }
        records.communities.push(unit);
    }
    by_id
}

fn of_register(record: &RegisterRecord) -> UnitRow {
    let mut figures = figures(record.households, &record.populations);
    figures.extend(record.figures.iter().map(|(key, figure)| (key.clone(), figure.clone())));
    UnitRow {
        code: record.code.value.clone(),
        name: record.name.clone(),
        committee: record.committee_type,
        provisional: false,
        has_outline: false,
        figures,
    }
}

fn of_map(record: &CommunityRecord) -> UnitRow {
    UnitRow {
        code: record.code.as_ref().map(|code| code.value.clone()).unwrap_or_default(),
        name: record.name.clone(),
        committee: record
            .committee_type
            .or_else(|| record.code.as_ref().and_then(CommitteeType::of_code)),
        provisional: record.provisional,
        has_outline: true,
        figures: figures(record.households, &record.populations),
    }
}

/// Households and the latest count of usual residents, as figures.
fn figures(households: Option<u32>, populations: &[Population]) -> BTreeMap<String, Figure> {
    let mut figures = BTreeMap::new();
    if let Some(households) = households {
        let number = Decimal::whole(i64::from(households));
        figures.insert("households".to_owned(), Figure::Number(number));
    }
    let usual = populations
        .iter()
        .filter(|population| population.basis == PopulationBasis::Usual);
    if let Some(latest) = usual.max_by(|a, b| a.as_of.cmp(&b.as_of)) {
        figures.insert("usual_population".to_owned(), Figure::Number(Decimal(latest.people.0)));
        for group in PeopleGroup::ALL {
            let counted = latest.groups.get(group);
            figures.extend(counted.map(|people| (group.key().to_owned(), Figure::Number(Decimal(people.0)))));
        }
    }
    figures
}

/// Towns of the register, and those that the codes of communities tell of.
fn towns(records: &mut Records, register: &[StoredUnit]) {
    let mut towns: BTreeMap<String, UnitRow> = BTreeMap::new();
    for unit in register.iter().filter(|row| row.record.level == UnitLevel::Town) {
        let row = of_register(&unit.record);
        towns.insert(row.code.clone(), row);
    }
    for unit in records.communities.iter().filter(|unit| is_whole(&unit.code)) {
        let code = format!("{:0<12}", &unit.code[..9]);
        towns.entry(code.clone()).or_insert_with(|| UnitRow {
            name: code.clone(),
            code,
            ..UnitRow::default()
        });
    }
    records.towns = towns.into_values().collect();
}

/// What the assessment in force found.
fn circles(records: &mut Records, assessment: &SavedAssessment, by_id: &BTreeMap<i64, usize>) {
    let coverage = &assessment.rows.coverage;
    let told = community_coverage(&assessment.document);
    let told: BTreeMap<(i64, &str, &str), &CommunityCoverage> = told
        .iter()
        .map(|one| ((one.community, one.circle.as_str(), one.service.as_str()), one))
        .collect();
    let mut heard: BTreeMap<(&str, &str), bool> = BTreeMap::new();
    for row in coverage {
        *heard.entry((&row.circle, &row.service)).or_default() |= row.unknown_people.is_some();
    }
    for row in coverage {
        let assessed = heard.get(&(row.circle.as_str(), row.service.as_str())) == Some(&true);
        // A row without numbers in a service that has some is one that the circle is not for.
        if assessed && row.unknown_people.is_none() {
            continue;
        }
        let Some(community) = by_id.get(&row.community) else {
            continue;
        };
        let told = told
            .get(&(row.community, row.circle.as_str(), row.service.as_str()))
            .copied();
        records.circles.push(CircleRow {
            circle: row.circle.clone(),
            service: row.service.clone(),
            community: *community,
            people: row.people.and_then(Decimal::of),
            covered: row.covered_people.and_then(Decimal::of),
            unknown: row.unknown_people.and_then(Decimal::of).unwrap_or_default(),
            verdict: [Verdict::Reached, Verdict::NotReached, Verdict::ThresholdUndefined]
                .into_iter()
                .find(|verdict| verdict.key() == row.verdict)
                .unwrap_or(Verdict::NotAssessed),
            near_the_line: row.near_the_line,
            land: told.and_then(land),
            groups: told.map_or_else(Vec::new, |told| told.groups.iter().map(group).collect()),
        });
    }
}

/// Residential land within and in all. Along streets some of it may be land of which nobody can tell, and the document does not say how much.
fn land(told: &CommunityCoverage) -> Option<(Decimal, Decimal)> {
    let (all, share) = told.land.filter(|_| !told.circle.ends_with(STREETS_SUFFIX))?;
    Decimal::of(all * share).zip(Decimal::of(all))
}

fn group(told: &GroupCoverage) -> GroupRow {
    GroupRow {
        group: told.group.clone(),
        people: told.people.and_then(Decimal::of),
        covered: Decimal::of(told.covered).unwrap_or_default(),
        unknown: Decimal::of(told.unknown).unwrap_or_default(),
    }
}
