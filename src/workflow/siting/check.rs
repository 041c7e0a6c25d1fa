//! What a question needs before anything is measured.

use super::SitingRequest;
use super::candidates::{CandidateSource, Spot, expansions};
use super::wrong::{MOST_STOPS, WrongSiting};
use crate::coverage::{self, Settlement};
use crate::domain::assessment::Method;
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::community::PopulationBasis;
use crate::domain::siting::SiteFrom;
use crate::domain::town::Town;
use crate::units::Metres;
use crate::workflow::error::WorkflowError;

/// The services asked for: there, each once, and housed in a way that can be counted.
pub(super) fn services<'a>(
    request: &SitingRequest<'_>,
    profile: &'a CircleProfile,
) -> Result<Vec<&'a ServiceGroup>, WorkflowError> {
    let known = || profile.groups.iter().map(|service| service.key.as_str());
    let mut services: Vec<&ServiceGroup> = Vec::new();
    for key in &request.services {
        let service = profile.groups.iter().find(|service| service.key == *key);
        let service = service.ok_or_else(|| WorkflowError::NoService {
            circle: profile.id.clone(),
            service: (*key).to_owned(),
            known: known().collect::<Vec<_>>().join(", "),
        })?;
        if services.iter().any(|known| known.key == service.key) {
            return Err(WrongSiting::ServiceTwice(service.key.clone()).into());
        }
        services.push(service);
    }
    if services.len() > 1 && request.capacitated && !request.houses.is_apart() {
        return Err(WrongSiting::CapacitiesTogether.into());
    }
    Ok(services)
}

/// Adds what standing facilities may be enlarged by.
pub(super) fn enlarge(town: &Town, spots: &mut Vec<Spot>, request: &SitingRequest<'_>) -> Result<(), WrongSiting> {
    if request.expand.is_empty() {
        return Ok(());
    }
    if !request.capacitated {
        return Err(WrongSiting::ExpandsWithoutCapacity);
    }
    let stands = |id: i64| {
        spots
            .iter()
            .any(|spot| spot.from == SiteFrom::Standing && spot.site.id.0 == id)
    };
    if let Some(id) = request.expand.keys().flatten().find(|id| !stands(**id)) {
        return Err(WrongSiting::Expands(*id));
    }
    // What is given up can't grow.
    let may_close = |id: i64| request.may_close_all || request.may_close.contains(&id);
    if let Some(id) = request.expand.keys().flatten().find(|id| may_close(**id)) {
        return Err(WrongSiting::ExpandsMayClose(*id));
    }
    let highest = town.sites.iter().map(|site| site.id.0).max().unwrap_or(0);
    expansions(spots, &request.expand, highest, may_close);
    Ok(())
}

/// Of which services it is not known what stands: siting takes that nothing does, which may be wrong.
pub(super) fn unknown_services(town: &Town, services: &[&ServiceGroup]) -> Vec<String> {
    let of = |service: &&ServiceGroup| {
        let unknown = coverage::not_held(town, service);
        (!unknown.is_empty()).then(|| {
            format!(
                "{}: no layer says what stands of {}; whoever is served by one already is counted as not served (import a layer that has them, or say --complete where a layer lists all there are)",
                service.key,
                unknown.join(", ")
            )
        })
    };
    services.iter().filter_map(of).collect()
}

/// The words about candidates mean something.
pub(super) fn check_sources(request: &SitingRequest<'_>, catalogue: &Catalogue) -> Result<(), WrongSiting> {
    if let Some(percent) = request
        .steepest
        .filter(|percent| !(percent.is_finite() && *percent > 0.0))
    {
        return Err(WrongSiting::Steepest(percent));
    }
    if let Some(mobile) = &request.mobile
        && !((1..=MOST_STOPS).contains(&mobile.stops) && (1..=MOST_STOPS).contains(&mobile.rounds))
    {
        return Err(WrongSiting::NoStops);
    }
    let has_plots = request
        .candidates
        .iter()
        .any(|source| matches!(source, CandidateSource::Parcels(_)));
    if request
        .least_area
        .is_some_and(|area| !(has_plots && area.is_finite() && area > 0.0))
    {
        return Err(WrongSiting::LeastArea);
    }
    let stops = request.mobile.iter().flat_map(|mobile| &mobile.stops_at);
    for source in request.candidates.iter().chain(stops) {
        match source {
            CandidateSource::At(category) | CandidateSource::Lease(category) if catalogue.get(category).is_none() => {
                return Err(WrongSiting::Category(category.clone()));
            }
            CandidateSource::Corners(_) if request.method == Method::Straight => {
                return Err(WrongSiting::CornersWithoutStreets);
            }
            CandidateSource::Corners(Metres(step)) | CandidateSource::Grid(Metres(step))
                if !(step.is_finite() && *step >= LEAST_STEP) =>
            {
                return Err(WrongSiting::Step(*step));
            }
            _ => {}
        }
    }
    Ok(())
}

/// That somebody is counted on the basis asked for.
pub(super) fn counted(town: &Town, settlement: &Settlement, basis: PopulationBasis) -> Result<(), WrongSiting> {
    let is_there = settlement.demand.iter().any(|lives| lives.people.0 > 0);
    let mut counted: Vec<&'static str> = Vec::new();
    let of_communities = town.communities.iter().flat_map(|community| &community.populations);
    let of_communities = of_communities.map(|population| population.basis);
    let points = town
        .hamlets
        .iter()
        .chain(&town.population)
        .filter_map(|people| people.basis);
    for one in of_communities.chain(points) {
        if !counted.contains(&one.key()) {
            counted.push(one.key());
        }
    }
    if is_there || counted.contains(&basis.key()) {
        return Ok(());
    }
    Err(WrongSiting::NobodyCounted {
        basis: basis.key(),
        counted,
    })
}

/// Metres between candidates at least: nearer ones differ by nothing that a plan could mean.
const LEAST_STEP: f64 = 25.0;

/// Why there is none, and what would help.
pub(super) fn no_candidates(request: &SitingRequest<'_>, town: &Town) -> String {
    match request.candidates.as_slice() {
        [CandidateSource::Workspace] => format!(
            "the workspace has no facility of {} with the state candidate (备选) or planned (规划); import some, or take --candidates communities, corners or grid",
            request.services.join(", ")
        ),
        [CandidateSource::At(category) | CandidateSource::Lease(category)] => format!(
            "the workspace has no facility of the category {category}; import some, or take --candidates communities, corners or grid"
        ),
        _ if town.communities.iter().any(|one| one.populations.iter().any(|count| count.people.0 > 0)) => {
            "people are counted, and nothing says where they live: import buildings, hamlets, population or residential land"
                .to_owned()
        }
        _ => "nobody lives where the candidates would come from".to_owned(),
    }
}
