//! The path of an answer: its values on the days on which the data change, with the baseline, the target and the straight line between,
//! which is no target.

use serde_json::{Value as Json, json};

use super::indicator_document::{rounded, shown_with_guesses};
use super::plan_document::number;
use crate::domain::day::Day;
use crate::domain::plan::{Plan, Requirement};
use crate::indicators::{Answer, ReferenceLine};

/// One value of a requirement over the days.
pub struct PathRow {
    /// The requirement's id, with the key of the value where it has several.
    pub name: String,
    /// Where the plan starts, and when; empty where it does not say.
    pub baseline: String,
    /// Of each day: the value as shown, and the height of the straight line, empty where there is none.
    pub days: Vec<(String, String)>,
}

/// An answer on the days of a path.
pub(super) fn days_of<'a>(path: &'a [(Day, Vec<Vec<Answer>>)], plan: usize, answer: &Answer) -> Vec<(Day, &'a Answer)> {
    let of_day = |(day, plans): &'a (Day, Vec<Vec<Answer>>)| Some((*day, plans.get(plan)?.get(answer.requirement)?));
    path.iter().filter_map(of_day).collect()
}

/// The member `path` of an answer. Without a path, but with a day, the one point is that day's.
pub(super) fn path_part(
    requirement: &Requirement,
    answer: &Answer,
    as_of: Option<Day>,
    days: &[(Day, &Answer)],
) -> Json {
    let line = ReferenceLine::of(requirement);
    let own = as_of.filter(|_| days.is_empty()).map(|day| (day, answer));
    let points = days.iter().copied().chain(own).map(|(day, answer)| {
        let values = answer.values.iter().filter(|value| value.headline).map(|value| {
            json!({
                "key": value.key,
                "value": value.value.map(rounded),
                "interval": [value.low.map(rounded), value.high.map(rounded)],
                "assessed": value.sums.known,
                "units": value.sums.units,
                "verdict": value.verdict.key(),
            })
        });
        json!({
            "date": day.to_string(),
            "status": answer.status.key(),
            "verdict": answer.verdict().key(),
            "values": values.collect::<Vec<_>>(),
            "reference_line": line.and_then(|line| line.on(day)).map(number),
        })
    });
    json!({
        "baseline": requirement.start.map(|(value, year)| json!({ "value": number(value), "year": year })),
        "target": requirement.target.zip(requirement.year).map(|(target, year)| json!({ "value": number(target.value), "year": year })),
        "reference_line_is": "a straight line from the baseline to the target; it is no target",
        "points": points.collect::<Vec<_>>(),
    })
}

/// The rows of a plan's table: one for each value that a requirement asks for and that has a number on some day.
pub fn path_rows(plan: &Plan, at: usize, answers: &[Answer], path: &[(Day, Vec<Vec<Answer>>)]) -> Vec<PathRow> {
    let mut rows = Vec::new();
    for answer in answers {
        let requirement = &plan.requirements[answer.requirement];
        let days = days_of(path, at, answer);
        let mut keys: Vec<&str> = Vec::new();
        for value in days.iter().flat_map(|(_, answer)| &answer.values) {
            if value.headline && value.sums.heard_of > 0 && !keys.contains(&value.key.as_str()) {
                keys.push(&value.key);
            }
        }
        let line = ReferenceLine::of(requirement);
        for key in &keys {
            let of_day = |(day, answer): &(Day, &Answer)| {
                let value = answer.values.iter().find(|value| value.key == *key);
                let height = line.and_then(|line| line.on(*day));
                (
                    value.map(shown_with_guesses).unwrap_or_default(),
                    height.map(|height| height.to_string()).unwrap_or_default(),
                )
            };
            rows.push(PathRow {
                name: if keys.len() > 1 {
                    format!("{} [{key}]", requirement.id)
                } else {
                    requirement.id.clone()
                },
                baseline: requirement
                    .start
                    .map(|(value, year)| format!("{value} ({year})"))
                    .unwrap_or_default(),
                days: days.iter().map(of_day).collect(),
            });
        }
    }
    rows
}
