//! A plan that was made by hand, and the places that it may be made of.

use serde_json::{Value, json};

use super::numbers::PeopleNumber;
use super::siting_document::{degrees, plan};
use crate::domain::siting::{CandidateSite, CountedPlan, SitedService};

/// Where a site may be moved to: every place that takes part in the run.
pub fn siting_candidates(candidates: &[CandidateSite], services: &[SitedService]) -> Value {
    let each = candidates.iter().map(|place| {
        json!({
            "id": place.id,
            "key": place.key,
            "from": place.from.key(),
            "now": place.now,
            "name": place.name,
            "at": degrees(place.at),
            "community": place.community,
            "cost": place.cost,
            "services": place.houses.iter().map(|which| services[*which].key.as_str()).collect::<Vec<_>>(),
        })
    });
    json!({ "candidates": each.collect::<Vec<_>>() })
}

/// A counted plan, as those of a run are written, with the communities (`homes`) of each new site's people, and the rules that it breaks.
pub fn siting_counted(counted: &CountedPlan, services: &[SitedService]) -> Value {
    let breaks = counted.breaks.iter();
    let mut plan = plan(&counted.plan, services);
    let sites = plan["sites"].as_array_mut().into_iter().flatten();
    for (site, homes) in sites.zip(&counted.homes) {
        let each = homes.iter();
        site["homes"] = each
            .map(|from| json!({ "community": from.community, "people": PeopleNumber(from.people) }))
            .collect();
    }
    json!({
        "plan": plan,
        "breaks": breaks.map(|(rule, sites)| json!({ "rule": rule, "sites": sites })).collect::<Vec<_>>(),
    })
}
