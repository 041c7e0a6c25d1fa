//! What sites have of a service.

use std::collections::BTreeSet;

use crate::domain::category::Catalogue;
use crate::domain::circle::ServiceGroup;
use crate::domain::site::{Function, FunctionState, Site};

fn functions<'a>(site: &'a Site, service: &'a ServiceGroup) -> impl Iterator<Item = &'a Function> {
    site.functions
        .iter()
        .filter(|function| function.state == FunctionState::Existing && service.any_of.contains(&function.category))
}

/// The capacities of a site's existing functions of the service's categories together; `None` where one of them has none, or one that can't
/// be.
pub(super) fn capacity(site: &Site, service: &ServiceGroup) -> Option<f64> {
    functions(site, service)
        .map(|function| function.capacity.filter(|room| room.is_finite() && *room >= 0.0))
        .sum()
}

/// What is said where capacities of several categories are added: nobody says that they are of one unit.
pub(super) fn mixed(sites: &[&Site], service: &ServiceGroup, catalogue: &Catalogue) -> Option<String> {
    let categories: BTreeSet<&str> = sites
        .iter()
        .flat_map(|site| functions(site, service))
        .filter(|function| function.capacity.is_some())
        .map(|function| function.category.as_str())
        .collect();
    let names: Vec<&str> = categories
        .into_iter()
        .map(|key| catalogue.get(key).map_or(key, |category| category.en.as_str()))
        .collect();
    (names.len() > 1).then(|| {
        format!(
            "capacities of {} are added as if of one unit; where one counts beds and another places, give the circle a service for each",
            names.join(", ")
        )
    })
}
