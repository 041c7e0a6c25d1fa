//! Which functions count for a service.

use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, SchoolGrounds, ServiceGroup};
use crate::domain::site::{FunctionState, Site};

/// Whether a site serves people with this service under the profile's switches: it has an existing function of one of the
/// service's categories; school grounds count as the switch says; venues known to charge count unless switched off.
pub fn counts(site: &Site, group: &ServiceGroup, profile: &CircleProfile, catalogue: &Catalogue) -> bool {
    if site.fee == Some(true) && !profile.switches.paid_venues {
        return false;
    }
    site.functions.iter().any(|function| {
        function.state == FunctionState::Existing
            && group.any_of.contains(&function.category)
            && (!catalogue
                .get(&function.category)
                .is_some_and(|category| category.counts_only_if_open)
                || match profile.switches.school_grounds {
                    SchoolGrounds::OpenOnly => site.open_to_public == Some(true),
                    SchoolGrounds::All => true,
                    SchoolGrounds::None => false,
                })
    })
}

/// Whether a site is of an unspecified kind that might be this service: it is told to the planner, never counted.
pub(super) fn might_count(site: &Site, group: &ServiceGroup, catalogue: &Catalogue) -> bool {
    site.functions.iter().any(|function| {
        function.state == FunctionState::Existing
            && !group.any_of.contains(&function.category)
            && catalogue
                .get(&function.category)
                .is_some_and(|category| category.unspecified_of.iter().any(|kind| group.any_of.contains(kind)))
    })
}
