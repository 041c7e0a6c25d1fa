//! The ledger of gaps as JSON.

use serde_json::{Value as Json, json};

use super::indicator_document::item_part;
use super::plan_document::number;
use crate::domain::plan::Plan;
use crate::indicators::{GREEDY_LABEL, Item, Ledger, Records};

/// The member `ledger` of an answer.
pub(super) fn ledger_part(records: &Records, plan: &Plan, ledger: &Ledger) -> Json {
    let gaps = ledger.gaps.iter().map(|gap| {
        let mut one = item_part(records, gap.item);
        if let Json::Object(one) = &mut one {
            one.insert("first".to_owned(), json!(gap.first));
            one.insert("people".to_owned(), gap.people.map_or(Json::Null, number));
            let fails = gap.fails.iter().map(|at| plan.full_id(&plan.requirements[*at]));
            one.insert("fails".to_owned(), fails.collect());
        }
        one
    });
    let steps = ledger.greedy.iter().map(|step| {
        json!({
            "site": item_part(records, Item::Facility(step.facility)),
            "closes": step.closes.iter().map(|item| item_part(records, *item)).collect::<Vec<_>>(),
            "people": number(step.people),
            "people_so_far": number(step.so_far),
        })
    });
    json!({
        "gaps": gaps.collect::<Vec<_>>(),
        "greedy": { "is": GREEDY_LABEL, "candidates": ledger.candidates, "steps": steps.collect::<Vec<_>>() },
    })
}
