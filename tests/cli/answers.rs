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

/// Two townships: two urban and three rural communities, no map.
pub fn registered(desk: &Desk) {
    let roster = desk.write(
        "register.csv",
        "code,name,committee_type,households\n\
         532301101000,鹿城镇,,\n\
         532301101001,东兴社区,居委会,1000\n\
         532301101002,学桥街社区,居委会,200\n\
         532301101201,甲村,村委会,400\n\
         532301102000,东瓜镇,,\n\
         532301102201,乙村,村委会,300\n\
         532301102202,丙村,村委会,100\n",
    );
    desk.import("register", &roster, &[]).expect_success();
}
