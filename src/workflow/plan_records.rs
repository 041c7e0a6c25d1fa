//! Records of documents in a workspace: what somebody saw, for requirements that no data answer.

use std::path::Path;

use super::error::WorkflowError;
use super::plan::{find_plan, read_evidence};
use crate::domain::day::Day;
use crate::domain::plan::{Plan, PlanReader};
use crate::store::{Location, PlanRecord, Workspace};

/// Keeps one record. Says whether it is new.
///
/// # Errors
/// The plan or the requirement is not known; no date; no source; the workspace.
pub fn keep_record(location: &Location, record: PlanRecord) -> Result<bool, WorkflowError> {
    let (plan, id) = record.requirement.rsplit_once('/').unwrap_or(("", &record.requirement));
    let plan = find_plan(&PlanReader::new()?, plan)?;
    if !plan.requirements.iter().any(|requirement| requirement.id == id) {
        return Err(WorkflowError::NoRequirement {
            plan: plan.id.clone(),
            id: id.to_owned(),
            nearest: nearest(&plan, id),
        });
    }
    let record = PlanRecord {
        // A file's own name of a plan is not what its answers carry.
        requirement: format!("{}/{id}", plan.id),
        ..record
    };
    if let Err(error) = record.date.parse::<Day>() {
        return Err(WorkflowError::Record(format!("--date: {error}")));
    }
    if record.source.trim().is_empty() {
        return Err(WorkflowError::Record(
            "--source: it is empty; say who says so".to_owned(),
        ));
    }
    Ok(Workspace::open(location)?.keep_plan_records(&[record])? > 0)
}

/// Keeps the records of a file for these plans. Says how many are new, and how many there are in the file.
///
/// # Errors
/// The file, with all that is wrong with it; the workspace.
pub fn keep_record_file(location: &Location, file: &Path, plans: &[String]) -> Result<(usize, usize), WorkflowError> {
    let reader = PlanReader::new()?;
    let plans = plans
        .iter()
        .map(|name| find_plan(&reader, name))
        .collect::<Result<Vec<Plan>, _>>()?;
    let records: Vec<PlanRecord> = read_evidence(file, &plans)?
        .into_iter()
        .map(|evidence| PlanRecord {
            requirement: evidence.requirement,
            date: evidence.date,
            source: evidence.source,
            reference: evidence.reference,
        })
        .collect();
    let new = Workspace::open(location)?.keep_plan_records(&records)?;
    Ok((new, records.len()))
}

/// All records with their numbers.
///
/// # Errors
/// The workspace can't be read.
pub fn kept_records(location: &Location) -> Result<Vec<(i64, PlanRecord)>, WorkflowError> {
    Ok(Workspace::open_read_only(location)?.plan_records()?)
}

/// Takes a record out.
///
/// # Errors
/// There is none of this number; the workspace.
pub fn drop_record(location: &Location, number: i64) -> Result<PlanRecord, WorkflowError> {
    Ok(Workspace::open(location)?.drop_plan_record(number)?)
}

/// The requirement that may have been meant.
fn nearest(plan: &Plan, id: &str) -> Option<String> {
    let known = plan.requirements.iter().map(|requirement| requirement.id.as_str());
    crate::domain::plan::nearest(id, known)
}
