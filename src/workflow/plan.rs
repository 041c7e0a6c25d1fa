//! Finding a plan: one that comes with the program, or a file of the user's own.

use std::path::{Path, PathBuf};

use super::error::WorkflowError;
use crate::domain::day::Day;
use crate::domain::plan::{Plan, PlanReader, SHIPPED, Word};
use crate::indicators::Evidence;
use crate::store::PlanRecord;

/// Largest file of a plan or of records.
const MOST_BYTES: u64 = 4 << 20;

/// Ids of the plans, standards and drafts that come with the program.
pub fn shipped_plans() -> Vec<&'static str> {
    SHIPPED.iter().map(|(id, _)| *id).collect()
}

/// The plan of a name: one that comes with the program, or a file ending in `.toml`, which may build on others beside it.
///
/// # Errors
/// There is none; it can't be read; everything that is wrong with it.
pub fn find_plan(reader: &PlanReader, name: &str) -> Result<Plan, WorkflowError> {
    if !is_file(name) {
        return Ok(reader.shipped(name)?);
    }
    let path = Path::new(name);
    let text = read(path)?;
    let beside = |other: &str| -> PathBuf { path.parent().unwrap_or(Path::new("")).join(other) };
    let file = path
        .file_name()
        .map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned());
    let plan = reader.read(&file, &text, |other| {
        is_file(other).then(|| read(&beside(other)).ok())?
    })?;
    Ok(plan)
}

fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "toml")
}

fn read(path: &Path) -> Result<String, WorkflowError> {
    let failed = |why: String| WorkflowError::PlanFile {
        path: path.display().to_string(),
        why,
    };
    let about = std::fs::metadata(path).map_err(|e| failed(e.to_string()))?;
    if !about.is_file() {
        return Err(failed("it is no regular file".to_owned()));
    }
    if about.len() > MOST_BYTES {
        return Err(failed(format!(
            "it has {} bytes; at most {MOST_BYTES} are read",
            about.len()
        )));
    }
    std::fs::read_to_string(path).map_err(|e| failed(e.to_string()))
}

/// A file of records: `[[record]]` with `requirement`, `date`, `source` and `reference`.
///
/// # Errors
/// It can't be read, has another form, or names what none of the plans asks for.
pub(super) fn read_evidence(path: &Path, plans: &[Plan]) -> Result<Vec<Evidence>, WorkflowError> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        record: Vec<Row>,
    }
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Row {
        requirement: toml::Spanned<String>,
        date: toml::Spanned<String>,
        source: String,
        #[serde(default)]
        reference: String,
    }
    let text = read(path)?;
    let failed = |why: String| WorkflowError::PlanFile {
        path: path.display().to_string(),
        why,
    };
    let file: File = toml::from_str(&text).map_err(|e| failed(e.to_string()))?;
    let line = |at: usize| text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
    let known: Vec<String> = plans
        .iter()
        .flat_map(|plan| plan.requirements.iter().map(|requirement| plan.full_id(requirement)))
        .collect();
    let mut wrong = Vec::new();
    let mut evidence = Vec::new();
    for row in file.record {
        let at = line(row.requirement.span().start);
        if !known.contains(row.requirement.get_ref()) {
            wrong.push(format!(
                "line {at}, requirement: none of the plans asks for {:?}; write plan/requirement, as in {}",
                row.requirement.get_ref(),
                known.first().map_or("national-2025/three-lists", String::as_str)
            ));
        }
        if let Err(error) = row.date.get_ref().parse::<Day>() {
            let at = line(row.date.span().start);
            wrong.push(format!("line {at}, date: {error}"));
        }
        if row.source.trim().is_empty() {
            wrong.push(format!("line {at}, source: it is empty; say who says so"));
        }
        evidence.push(Evidence {
            requirement: row.requirement.into_inner(),
            date: row.date.into_inner(),
            source: row.source,
            reference: row.reference,
        });
    }
    if !wrong.is_empty() {
        return Err(failed(wrong.join("\n")));
    }
    evidence.sort_by(|a, b| (&a.requirement, &a.date, &a.source).cmp(&(&b.requirement, &b.date, &b.source)));
    Ok(evidence)
}

/// Records of the workspace and of a file, each once, in the order of requirement, date and source.
pub(super) fn evidence_of(kept: Vec<(i64, PlanRecord)>, given: Vec<Evidence>) -> Vec<Evidence> {
    let kept = kept.into_iter().map(|(_, record)| Evidence {
        requirement: record.requirement,
        date: record.date,
        source: record.source,
        reference: record.reference,
    });
    let mut all: Vec<Evidence> = kept.chain(given).collect();
    all.sort_by(|a, b| (&a.requirement, &a.date, &a.source).cmp(&(&b.requirement, &b.date, &b.source)));
    all.dedup();
    all
}

/// The words that a field of a plan may have, for the schema: field and words.
pub fn plan_words() -> Vec<(&'static str, Vec<&'static str>)> {
    use crate::domain::plan::{
        Aggregation, CheckType, Class, Comparator, Force, Kind, Occasion, Scope, Unit, YearBasis,
    };
    vec![
        ("kind", Kind::keys()),
        ("class", Class::keys()),
        ("check", CheckType::keys()),
        ("scope", Scope::keys()),
        ("aggregation", Aggregation::keys()),
        ("comparator", Comparator::keys()),
        ("unit", Unit::keys()),
        ("year_basis", YearBasis::keys()),
        ("occasion", Occasion::keys()),
        ("force", Force::keys()),
    ]
}
