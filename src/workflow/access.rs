//! Access to the services of a workspace's town: nothing is kept.

use std::collections::BTreeMap;

use super::assess::{circle, provenance, version};
use super::error::WorkflowError;
use super::load_streets::load_streets;
use super::load_town::load_town;
use super::scenario_world;
use crate::coverage::{self, AccessAsked};
use crate::domain::access::{AccessMeasure, AccessResult};
use crate::domain::assessment::Method;
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::community::PopulationBasis;
use crate::domain::edit::{StreetEdits, World, apply_to_town};
use crate::domain::people_group::PeopleGroup;
use crate::domain::town::Town;
use crate::store::{Location, Workspace};
use crate::streets::TravelProfiles;

/// What is asked.
#[derive(Debug, Clone)]
pub struct AccessRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// Name of a shipped circle, or a file ending in `.toml`.
    pub circle: &'a str,
    /// The key of one of its services; none for completeness.
    pub service: Option<&'a str>,
    /// What is measured.
    pub measure: AccessMeasure,
    /// Whose access is told; everybody's where no group is named.
    pub group: Option<PeopleGroup>,
    /// How ways are measured.
    pub method: Method,
    /// Which population.
    pub basis: PopulationBasis,
    /// Edits over what the workspace holds.
    pub world: World,
}

/// Measures access. `progress` is told what is being done.
///
/// # Errors
/// The workspace, the circle, a service that the circle doesn't have or that is not named, a group that nobody
/// counted, or the lack of communities or streets.
pub fn access(
    request: &AccessRequest<'_>,
    mut progress: impl FnMut(&str, &str),
) -> Result<(Town, AccessResult), WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let (profile, text) = circle(request.circle)?;
    profile.check_against(&catalogue)?;
    // So that the ways of the group stand in the provenance too.
    let profile = match request.group {
        Some(group) => profile.with_pace_of(group),
        None => profile,
    };
    let service = service(request, &profile)?;
    let name = request.workspace.to_string();
    let methods = [request.method];
    let workspace = Workspace::open_read_only(request.workspace)?;
    // What is read is one state; what is measured then takes longer and holds nothing.
    let (stored, loaded, streets, remarks, register) = workspace.read_as_one(|workspace| {
        let stored = workspace.town_at(request.world.base)?;
        let mut loaded = load_town(&stored, &name)?;
        let edits = scenario_world::placed(&loaded.plane, &request.world.edits)?;
        apply_to_town(&mut loaded.town, &edits);
        let mut remarks = std::mem::take(&mut loaded.remarks);
        remarks.extend(scenario_world::remarks(workspace, &request.world)?);
        let streets = match request.method {
            Method::Straight => None,
            Method::Streets => {
                progress("streets", "network");
                let edits = StreetEdits::of(&edits);
                let base = request.world.base;
                Some(load_streets(workspace, base, &loaded.plane, &name, &edits)?)
            }
        };
        remarks.extend(streets.iter().flat_map(|streets| streets.remarks.iter().cloned()));
        let register = workspace.register()?;
        Ok::<_, WorkflowError>((stored, loaded, streets, remarks, register))
    })?;
    let mut travels = TravelProfiles::shipped()?;
    let version = version(&profile, (request.circle, &text), &methods, &mut travels)?;
    let asked = AccessAsked {
        circle: &profile,
        service,
        measure: &request.measure,
        group: request.group,
        catalogue: &catalogue,
        basis: request.basis,
        streets: streets.as_ref().map(|streets| streets.for_travels(&travels)),
        provenance: provenance(
            &loaded.town,
            &methods,
            request.basis,
            &stored,
            vec![version],
            &catalogue,
            &travels,
        ),
    };
    let mut result = coverage::access(&loaded.town, asked, &mut progress)?;
    result.remarks.splice(0..0, remarks);
    if let Some(found) = &mut result.found {
        let mut names: BTreeMap<String, String> = register
            .into_iter()
            .map(|unit| (unit.record.code.value, unit.record.name))
            .collect();
        for unit in &mut found.units {
            unit.name = names.remove(&unit.code).unwrap_or_default();
        }
    }
    Ok((loaded.town, result))
}

/// The service that is asked for; none where all are.
fn service<'a>(
    request: &AccessRequest<'_>,
    profile: &'a CircleProfile,
) -> Result<Option<&'a ServiceGroup>, WorkflowError> {
    let keys: Vec<&str> = profile.groups.iter().map(|group| group.key.as_str()).collect();
    let known = keys.join(", ");
    match request.service {
        None if request.measure == AccessMeasure::Completeness => Ok(None),
        None => Err(WorkflowError::ServiceMissing {
            measure: request.measure.key(),
            known,
        }),
        Some(key) => match profile.groups.iter().find(|group| group.key == key) {
            Some(service) => Ok(Some(service)),
            None => Err(WorkflowError::NoService {
                circle: profile.id.clone(),
                service: key.to_owned(),
                known,
            }),
        },
    }
}
