//! A plan kept as a scenario: what every other part reads.

use crate::domain::edit::EditRecord;
use crate::domain::siting::{PlannedSite, SiteAct, SiteFrom, SitePlan, SitingResult};
use crate::store::Location;
use crate::units::Persons;
use crate::workflow::error::WorkflowError;
use crate::workflow::scenario::new_scenario;

/// Letters that the name of a facility may have in a scenario.
const LONGEST_NAME: usize = 64;

/// A stop says in its name that it is one: nothing else of a facility would tell.
fn named(site: &PlannedSite) -> String {
    match site.from {
        SiteFrom::Mobile => format!("流动服务 {}", site.name).trim_end().to_owned(),
        _ => site.name.clone(),
    }
}

/// Makes a scenario of a plan: what it opens is added, what it gives up is removed, after the edits that the plan stood on. Says which
/// version of the layers it stands on: the one that was read.
///
/// # Errors
/// The name is no name or taken; another writer. The scenario is made whole, or not at all.
pub fn keep_plan(
    location: &Location,
    name: &str,
    result: &SitingResult,
    plan: &SitePlan,
) -> Result<i64, WorkflowError> {
    let category = |which: usize| {
        let key = &result.services[which].key;
        let service = result.circle.groups.iter().find(|service| service.key == *key);
        service
            .and_then(|service| service.any_of.first())
            .cloned()
            .unwrap_or_default()
    };
    let names: Vec<&str> = result.services.iter().map(|service| service.zh.as_str()).collect();
    let title = format!("{} {} {}", names.join("、"), result.model, plan.quality.status);
    let edits = plan.sites.iter().flat_map(|site| match site.act {
        // A facility for each service that is housed.
        SiteAct::Opens => site
            .houses
            .iter()
            .map(|housed| EditRecord::AddSite {
                id: 0,
                name: named(site).chars().take(LONGEST_NAME).collect(),
                category: category(housed.service),
                capacity: housed.capacity.map(Persons::as_f64),
                point: site.at,
            })
            .collect(),
        SiteAct::Closes => vec![EditRecord::RemoveSite { id: site.id }],
        SiteAct::Stays => Vec::new(),
    });
    let edits: Vec<EditRecord> = result.world.edits.iter().cloned().chain(edits).collect();
    new_scenario(location, name, &title, result.world.base, &edits)
}
