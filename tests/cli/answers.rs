//! Answers to plans, as the tests look at them.

use serde_json::Value;

use crate::harness::Desk;

/// What `yike check` says of the desk's workspace.
pub fn check(desk: &Desk, more: &[&str]) -> Value {
    let all = [&["--format", "json"], more].concat();
    serde_json::from_str(&desk.check(&all).expect_success().out).expect("one JSON object")
}

/// The answer of a requirement, by `plan/id`.
pub fn answer<'a>(document: &'a Value, id: &str) -> &'a Value {
    let plans = document["plans"].as_array().expect("plans");
    let answers = plans
        .iter()
        .flat_map(|plan| plan["answers"].as_array().expect("answers"));
    answers
        .into_iter()
        .find(|answer| answer["id"] == id)
        .expect("the plan asks for it")
}

/// One of its values.
pub fn value<'a>(answer: &'a Value, key: &str) -> &'a Value {
    let values = answer["values"].as_array().expect("values");
    values
        .iter()
        .find(|value| value["key"] == key)
        .expect("it has such a value")
}
