//! The answers of plans as rows: one for each value of the whole and of every area.

use super::{Failure, Language};
use crate::domain::plan::{Conflict, shipped_conflicts};
use crate::report::{IndicatorRow, indicator_rows};
use crate::workflow::{Checked, WorkflowError};

pub(super) fn rows(checked: &Checked, language: Language) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    writer.write_record([
        "requirement",
        "area",
        "area_name",
        "status",
        "key",
        "value",
        "low",
        "high",
        "unit",
        "numerator",
        "denominator",
        "units",
        "assessed",
        "target",
        "verdict",
        "near_the_line",
        "approximate",
        "failing",
        "missing",
        "date",
        "reference_line",
        "conflicts",
    ])?;
    let all = shipped_conflicts().map_err(|e| WorkflowError::Conflicts(e.to_string()))?;
    let asked = checked.plans.iter().map(|(plan, _)| plan);
    let between: Vec<&Conflict> = all.iter().filter(|conflict| conflict.is_between(&asked)).collect();
    for (at, (plan, answers)) in checked.plans.iter().enumerate() {
        let past = checked
            .path
            .iter()
            .filter_map(|(day, plans)| Some((Some(*day), plans.get(at)?)));
        for (day, answers) in std::iter::once((checked.as_of, answers)).chain(past) {
            for row in indicator_rows(plan, answers, &checked.area_names, day) {
                let about = plan
                    .requirements
                    .iter()
                    .find(|requirement| plan.full_id(requirement) == row.requirement);
                let own = between
                    .iter()
                    .filter(|conflict| about.is_some_and(|about| conflict.is_about(plan, about)));
                let own: Vec<&str> = own.map(|conflict| conflict.id.as_str()).collect();
                writer.write_record(cells(&row, language).into_iter().chain([own.join(" ")]))?;
            }
        }
    }
    writer.flush()?;
    Ok(())
}

fn cells(row: &IndicatorRow, language: Language) -> [String; 21] {
    [
        row.requirement.clone(),
        row.area.clone(),
        row.area_name.clone(),
        row.status.to_owned(),
        row.key.clone(),
        row.value.clone(),
        row.low.clone(),
        row.high.clone(),
        language.pick(row.unit.zh(), row.unit.en()).to_owned(),
        row.numerator.clone(),
        row.denominator.clone(),
        row.units.to_string(),
        row.assessed.to_string(),
        row.target.clone(),
        row.verdict.to_owned(),
        row.near_the_line.to_string(),
        row.approximate.to_string(),
        row.failing.to_string(),
        row.missing.clone(),
        row.date.clone(),
        row.reference_line.clone(),
    ]
}
