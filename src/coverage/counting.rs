//! Which functions count for a service.

use std::collections::BTreeMap;

use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, SchoolGrounds, ServiceGroup};
use crate::domain::community::Community;
use crate::domain::ids::CommunityId;
use crate::domain::site::{FunctionState, Site};
use crate::domain::town::Town;

/// What a town has of a service.
pub(super) struct Offer<'a> {
    /// Sites that count.
    pub(super) sites: Vec<&'a Site>,
    /// Sites that may count too, but nobody says so.
    pub(super) possible_sites: usize,
    /// Categories of the service that no source holds.
    pub(super) not_held: Vec<String>,
    /// Whether some source holds one of the service's categories; else nothing can be said of it.
    pub(super) is_held: bool,
}

impl<'a> Offer<'a> {
    pub(super) fn of(town: &'a Town, group: &ServiceGroup, profile: &CircleProfile, catalogue: &Catalogue) -> Self {
        let not_held = not_held(town, group);
        let (sites, others): (Vec<&Site>, Vec<&Site>) = town
            .sites
            .iter()
            .partition(|site| counts(site, group, profile, catalogue));
        Self {
            sites,
            possible_sites: others
                .into_iter()
                .filter(|site| might_count(site, group, profile, catalogue))
                .count(),
            is_held: not_held.len() < group.any_of.len(),
            not_held,
        }
    }
}

/// Categories of a service that no source holds: of these it is not known what stands.
pub fn not_held(town: &Town, group: &ServiceGroup) -> Vec<String> {
    group.any_of.iter().filter(|key| !is_held(town, key)).cloned().collect()
}

/// Whether some source can tell about a category: it has one that exists, or is said to list them all.
fn is_held(town: &Town, category: &str) -> bool {
    let exists = || {
        town.sites
            .iter()
            .flat_map(|site| &site.functions)
            .any(|function| function.category == category && function.state == FunctionState::Existing)
    };
    let mut sources = town.held.iter().filter(|held| held.category == category).peekable();
    sources.peek().is_some() && (sources.any(|held| held.complete) || exists())
}

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

/// Whether a site might be this service, but nobody says so: its kind is unspecified, or it counts only when open to residents and nobody
/// says whether it is. It is told to the planner, never counted, and keeps anyone from being called not reached.
fn might_count(site: &Site, group: &ServiceGroup, profile: &CircleProfile, catalogue: &Catalogue) -> bool {
    site.functions
        .iter()
        .filter(|function| function.state == FunctionState::Existing)
        .any(|function| {
            let category = catalogue.get(&function.category);
            if group.any_of.contains(&function.category) {
                category.is_some_and(|category| category.counts_only_if_open)
                    && profile.switches.school_grounds == SchoolGrounds::OpenOnly
                    && site.open_to_public.is_none()
            } else {
                category.is_some_and(|category| category.unspecified_of.iter().any(|kind| group.any_of.contains(kind)))
            }
        })
}

/// How many sites of a service each community hosts or is served by.
pub(super) struct Hosts<'a> {
    by_host: BTreeMap<CommunityId, usize>,
    /// Sites that several communities share, by the codes that they serve.
    by_code: BTreeMap<&'a str, Vec<&'a Site>>,
}

impl<'a> Hosts<'a> {
    pub(super) fn of(sites: &[&'a Site]) -> Self {
        let mut hosts = Self {
            by_host: BTreeMap::new(),
            by_code: BTreeMap::new(),
        };
        for site in sites {
            if let Some(host) = site.host {
                *hosts.by_host.entry(host).or_default() += 1;
            }
            for code in &site.serves {
                hosts.by_code.entry(code).or_default().push(site);
            }
        }
        hosts
    }

    /// Each site once, though it may both be hosted and serve.
    pub(super) fn count(&self, community: &Community) -> usize {
        let hosted = self.by_host.get(&community.id).copied().unwrap_or(0);
        let serving = community
            .code
            .as_ref()
            .and_then(|code| self.by_code.get(code.value.as_str()));
        hosted
            + serving.map_or(0, |sites| {
                sites.iter().filter(|site| site.host != Some(community.id)).count()
            })
    }
}
