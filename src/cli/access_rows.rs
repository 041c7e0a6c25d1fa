//! Access as rows for spreadsheets.

use std::io::Write;

use super::Failure;
use crate::domain::access::{AccessResult, AccessSubject, AccessSummary};
use crate::domain::area_code::UnitLevel;
use crate::domain::formula::harmless;
use crate::domain::town::Town;
use crate::units::Persons;

/// One row for the whole, each unit and each community. What is not assessed is empty.
pub(super) fn rows(out: impl Write, town: &Town, result: &AccessResult) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "level",
        "code",
        "name",
        "circle",
        "service",
        "group",
        "method",
        "measure",
        "unit",
        "people_assessed",
        "people_with_a_lower_bound",
        "people_with_an_upper_bound",
        "people_who_reach_nothing",
        "people_not_assessed",
        "uncounted_communities",
        "mean",
        "floor",
        "mean_capacity",
        "gini",
        "p10",
        "p25",
        "p50",
        "p75",
        "p90",
        "share_of_lowest_forty_percent",
        "share_of_highest_ten_percent",
    ])?;
    let service = match &result.subject {
        AccessSubject::Service(supply) => supply.key.as_str(),
        AccessSubject::AllServices { .. } => "",
    };
    let group = result.group.map_or("", |pace| pace.group.key());
    let mut write = |level: &str, code: &str, name: &str, summary: Option<&AccessSummary>| {
        let mut cells = vec![
            level.to_owned(),
            harmless(code).into_owned(),
            harmless(name).into_owned(),
            result.circle.id.clone(),
            service.to_owned(),
            group.to_owned(),
            result.method.key().to_owned(),
            result.measure.key().to_owned(),
            result.measure.unit().to_owned(),
        ];
        cells.extend(numbers(summary));
        writer.write_record(cells)
    };
    let found = result.found.as_ref();
    write("all", "", "", found.map(|found| &found.everybody))?;
    for unit in found.iter().flat_map(|found| &found.units) {
        let level = unit.level.map_or("unit", UnitLevel::key);
        write(level, &unit.code, &unit.name, Some(&unit.summary))?;
    }
    for (position, community) in town.communities.iter().enumerate() {
        let code = community.code.as_ref().map_or("", |code| &code.value);
        let own = found.and_then(|found| found.communities[position].summary.as_ref());
        write("community", code, &community.name, own)?;
    }
    writer.flush()?;
    Ok(())
}

fn numbers(summary: Option<&AccessSummary>) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let people = |of: fn(&AccessSummary) -> Persons| summary.map_or(String::new(), |own| of(own).to_string());
    let quantile = |at: usize| number(summary.and_then(|own| own.equity.quantiles).map(|values| values[at]));
    vec![
        people(|own| own.assessed),
        people(|own| own.at_least),
        people(|own| own.at_most),
        people(|own| own.nothing),
        people(|own| own.not_assessed),
        summary.map_or(String::new(), |own| own.uncounted.to_string()),
        number(summary.and_then(|own| own.mean)),
        number(summary.and_then(|own| own.floor)),
        number(summary.and_then(|own| own.mean_capacity)),
        number(summary.and_then(|own| own.equity.gini)),
        quantile(0),
        quantile(1),
        quantile(2),
        quantile(3),
        quantile(4),
        number(summary.and_then(|own| own.equity.lowest_forty)),
        number(summary.and_then(|own| own.equity.highest_ten)),
    ]
}
