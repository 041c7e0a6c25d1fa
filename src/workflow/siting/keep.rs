//! A plan kept as a scenario: what every other part reads.

use crate::domain::edit::EditRecord;
use crate::domain::siting::{SiteAct, SitePlan};
use crate::store::{Location, Scenario, StoreError, Workspace};
use crate::workflow::error::WorkflowError;
use crate::workflow::scenario::new_scenario;

/// Makes a scenario of a plan: what it opens is added, what it gives up is removed. Stands on the version of the layers that the plan was
/// made of; edits of a scenario that the plan stood on come first.
///
/// # Errors
/// The name is no name or taken; another writer. A scenario that could be made only in part is dropped again.
pub fn keep_plan(
    location: &Location,
    name: &str,
    title: &str,
    (base, before): (Option<i64>, &[EditRecord]),
    category: &str,
    plan: &SitePlan,
) -> Result<i64, WorkflowError> {
    let base = new_scenario(location, name, title, base)?;
    let edits = plan.sites.iter().filter_map(|site| match site.act {
        SiteAct::Opens => Some(EditRecord::AddSite {
            id: 0,
            name: site.name.chars().take(64).collect(),
            category: category.to_owned(),
            capacity: site.capacity.map(crate::units::Persons::as_f64),
            point: site.at,
        }),
        SiteAct::Closes => Some(EditRecord::RemoveSite { id: site.id }),
        SiteAct::Stays => None,
    });
    let mut workspace = Workspace::open(location)?;
    for edit in before.iter().cloned().chain(edits) {
        let added = workspace.add_edit(name, edit, |_, _: &Scenario| Ok::<(), StoreError>(()));
        if let Err(error) = added {
            workspace.drop_scenario(name)?;
            return Err(error.into());
        }
    }
    Ok(base)
}
