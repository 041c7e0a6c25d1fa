//! What a workspace has that a question may take: candidates of its own, houses and ground of other uses, what stands, heights.

use std::collections::BTreeSet;

use crate::domain::site::{Function, FunctionState};
use crate::store::{Location, Workspace};
use crate::workflow::assess::circle;
use crate::workflow::error::WorkflowError;

/// What is there to ask with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SitingMeans {
    /// Whether some facility is a candidate or planned.
    pub candidates: bool,
    /// Categories of facilities that could house a service of another kind, most worth looking at first.
    pub assets: Vec<&'static str>,
    /// Categories of which some facility stands.
    pub standing: BTreeSet<String>,
    /// Whether heights are known.
    pub heights: bool,
}

/// What could house another service: what the plans say is to be used first, before ground that is to be built on.
const ASSETS: [&str; 3] = ["idle_building", "community_service_station", "vacant_land"];

/// What a workspace has to ask with.
///
/// # Errors
/// The workspace can't be read.
pub fn siting_means(location: &Location) -> Result<SitingMeans, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| {
        let mut means = SitingMeans {
            heights: !workspace.rasters_at(None)?.is_empty(),
            ..SitingMeans::default()
        };
        let mut there = BTreeSet::new();
        for function in workspace.sites_at(None)?.iter().flat_map(|site| &site.record.functions) {
            means.candidates |= is_candidate(function);
            if function.state == FunctionState::Existing {
                means.standing.insert(function.category.clone());
            }
            there.insert(function.category.clone());
        }
        means.assets = ASSETS.into_iter().filter(|asset| there.contains(*asset)).collect();
        Ok(means)
    })
}

/// Whether some facility of one of some services of a circle was a candidate or planned after a version; is, for `None`.
///
/// # Errors
/// The workspace or the circle can't be read.
pub fn has_candidates_of(
    location: &Location,
    version: Option<i64>,
    (named, services): (&str, &[&str]),
) -> Result<bool, WorkflowError> {
    let (profile, _) = circle(named)?;
    let asked = profile.groups.iter().filter(|group| services.contains(&&group.key[..]));
    let categories: BTreeSet<&str> = asked
        .flat_map(|group| group.any_of.iter().map(String::as_str))
        .collect();
    let sites = Workspace::open_read_only(location)?.read_as_one(|workspace| workspace.sites_at(version))?;
    let mut functions = sites.iter().flat_map(|site| &site.record.functions);
    Ok(functions.any(|function| is_candidate(function) && categories.contains(&function.category[..])))
}

fn is_candidate(function: &Function) -> bool {
    matches!(function.state, FunctionState::Candidate | FunctionState::Planned)
}
