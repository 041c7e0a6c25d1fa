//! A question whose words are known, asked of a workspace.

use std::collections::BTreeMap;

use geo::MultiPolygon;

use super::SitingRequest;
use super::candidates::{Asked, Spot, spots, stops};
use super::check::{self, enlarge, no_candidates, unknown_services};
use super::found::found;
use super::ground::SitingGround;
use super::households;
use super::names;
use super::plans::Reader;
use super::request::{asked, unit};
use super::rounds;
use super::setting::{setting, unlocated};
use super::slope;
use super::wrong::{MOST_CANDIDATES, WrongSiting};
use crate::coverage;
use crate::crs::{LonLat, Project as _};
use crate::domain::assessment::Method;
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::edit::{StreetEdits, World, apply_to_town};
use crate::domain::provenance::Provenance;
use crate::domain::siting::{SiteFrom, SitingResult};
use crate::domain::town::Town;
use crate::import::Progress;
use crate::reproject::{ProjPlane, ReprojectError};
use crate::siting::served_today;
use crate::store::Workspace;
use crate::streets::TravelProfiles;
use crate::units::Persons;
use crate::workflow::assess::{provenance, version};
use crate::workflow::elevation::Elevation;
use crate::workflow::error::WorkflowError;
use crate::workflow::load_streets::{LoadedStreets, load_streets};
use crate::workflow::load_town::{LoadedTown, load_town};
use crate::workflow::scenario_world;

/// A question whose words are known.
pub(super) struct Question<'a> {
    pub(super) request: &'a SitingRequest<'a>,
    pub(super) catalogue: &'a Catalogue,
    pub(super) profile: &'a CircleProfile,
    pub(super) text: &'a str,
    pub(super) services: Vec<&'a ServiceGroup>,
    /// In degrees.
    pub(super) not_in: Vec<MultiPolygon<f64>>,
    /// By the words that name them, in degrees.
    pub(super) plots: BTreeMap<String, Vec<MultiPolygon<f64>>>,
}

/// What a question stands on.
struct Read {
    loaded: LoadedTown,
    streets: Option<LoadedStreets>,
    travels: TravelProfiles,
    world: World,
    provenance: Provenance,
    remarks: Vec<String>,
}

impl Question<'_> {
    /// Reads the town, measures the ways and searches. A search may take minutes, in which others write the workspace: it holds none of it.
    pub(super) fn asked_of(
        &self,
        workspace: &Workspace,
        progress: &(dyn Progress + Sync),
    ) -> Result<(SitingGround, SitingResult), WorkflowError> {
        let read = workspace.read_as_one(|workspace| self.read(workspace, progress))?;
        let elevation = match self.request.steepest {
            Some(_) => Some(Elevation::of(workspace, &read.loaded.plane, read.world.base)?),
            None => None,
        };
        let along = read.streets.as_ref().map(|streets| streets.for_travels(&read.travels));
        let ground = (along.as_ref(), elevation.as_ref());
        let (of_town, mut result) = self.sited(&read.loaded, ground, (read.world, read.provenance), progress)?;
        result.remarks.splice(0..0, read.remarks);
        Ok((of_town(read.loaded.town), result))
    }

    /// All that is read, as one state.
    fn read(&self, workspace: &Workspace, progress: &(dyn Progress + Sync)) -> Result<Read, WorkflowError> {
        let request = self.request;
        let name = request.workspace.to_string();
        progress.step("reading the town");
        let stored = workspace.town_at(request.world.base)?;
        let mut loaded = load_town(&stored, &name)?;
        households::counted_elsewhere(&mut loaded.town, &workspace.register()?, &stored.hamlets);
        let edits = scenario_world::placed(&loaded.plane, &request.world.edits)?;
        apply_to_town(&mut loaded.town, &edits);
        let mut remarks = std::mem::take(&mut loaded.remarks);
        remarks.extend(scenario_world::remarks(workspace, &request.world)?);
        let streets = match request.method {
            Method::Straight => None,
            Method::Streets => {
                progress.step("building the network");
                let edits = StreetEdits::of(&edits);
                let base = request.world.base;
                Some(load_streets(workspace, base, &loaded.plane, &name, &edits)?)
            }
        };
        remarks.extend(streets.iter().flat_map(|streets| streets.remarks.iter().cloned()));
        let mut travels = TravelProfiles::shipped()?;
        let named = (request.circle, self.text);
        let version = version(self.profile, named, &[request.method], &mut travels)?;
        let provenance = provenance(
            &loaded.town,
            &[request.method],
            request.basis,
            &stored,
            vec![version],
            self.catalogue,
            &travels,
        );
        let world = World {
            // What is kept of it later stands on what was read.
            base: match request.world.base {
                Some(base) => Some(base),
                None => workspace.versions()?.last().map(|version| version.number),
            },
            ..request.world.clone()
        };
        Ok(Read {
            loaded,
            streets,
            travels,
            world,
            provenance,
            remarks,
        })
    }

    /// Finds candidates and the best of them.
    fn sited(
        &self,
        loaded: &LoadedTown,
        (streets, elevation): (Option<&coverage::Streets<'_>>, Option<&Elevation<'_>>),
        (world, provenance): (World, Provenance),
        progress: &(dyn Progress + Sync),
    ) -> Result<(impl FnOnce(Town) -> SitingGround + use<>, SitingResult), WorkflowError> {
        let (request, town, plane) = (self.request, &loaded.town, &loaded.plane);
        let not_in = self.not_in.iter().map(|area| plane.geometry_to_metres(area));
        let not_in = not_in.collect::<Result<Vec<MultiPolygon<f64>>, _>>()?;
        let in_metres = |(given, plots): (&String, &Vec<MultiPolygon<f64>>)| {
            let plots = plots.iter().map(|plot| plane.geometry_to_metres(plot));
            Ok((given.clone(), plots.collect::<Result<_, ReprojectError>>()?))
        };
        let plots = self.plots.iter().map(in_metres);
        let plots: BTreeMap<_, _> = plots.collect::<Result<_, ReprojectError>>()?;
        progress.step("finding candidates");
        let settlement = coverage::settlement(town, request.basis);
        let is_for = coverage::is_for(town, &settlement, self.profile);
        let network = streets.map(|streets| &**streets.network);
        let asked_for = Asked {
            services: &self.services,
            circle: self.profile,
            catalogue: self.catalogue,
            housing: request.houses,
            parcels: &plots,
        };
        let mut spots = spots(town, &settlement, asked_for, &request.candidates, network);
        if let Some(mobile) = &request.mobile {
            stops(town, &settlement, asked_for, &mobile.stops_at, network, &mut spots);
        }
        enlarge(town, &mut spots, request)?;
        let degrees = degrees(plane, &spots)?;
        names::name(&mut spots, &degrees, asked_for);
        check::counted(town, &settlement, request.basis)?;
        if !spots.iter().any(|spot| spot.from != SiteFrom::Standing) {
            return Err(WrongSiting::NoCandidates(no_candidates(request, town)).into());
        }
        if spots.len() > MOST_CANDIDATES {
            return Err(WrongSiting::TooManyCandidates(spots.len()).into());
        }
        progress.step("who reaches what");
        let (slopes, unknown_slopes) = slope::slopes(elevation, &spots)?;
        let sites: Vec<_> = spots.iter().map(|spot| &spot.site).collect();
        let reaches = coverage::who_reaches(&settlement, &sites, self.profile, streets)?;
        let people = (town, &settlement, is_for.as_slice());
        let setting = setting(people, (&spots, &reaches), (&not_in, &slopes), request, self.catalogue)?;
        let ask = request.ask(&setting.towns);
        let unit = unit(request, streets.is_none() || self.profile.metres.is_some());
        let before = served_today(&setting.problem, &ask);
        let reader = Reader {
            town,
            settlement: &settlement,
            spots: &spots,
            services: &self.services,
            setting: &setting,
            ask: &ask,
            before: &before,
            degrees: &degrees,
            unit,
        };
        let mut candidates: BTreeMap<SiteFrom, usize> = BTreeMap::new();
        for position in &setting.spots {
            *candidates.entry(spots[*position].from).or_default() += 1;
        }
        candidates.remove(&SiteFrom::Standing);
        let to_degrees = |at| plane.to_degrees(at);
        let (found, told) = found(request, &ask, (&reader, &reaches), &to_degrees, progress)?;
        let unknown = unknown_services(town, &self.services);
        let remarks = unknown.iter().chain(&settlement.remarks).chain(&reaches.remarks);
        let of_rounds = rounds::remarks(&setting);
        let remarks = remarks.chain(&unknown_slopes).chain(&of_rounds).chain(&told);
        let result = SitingResult {
            services: reader.today(),
            houses: request.houses,
            model: request.model.key(),
            unit,
            is_most: request.model.is_most(),
            asked: asked(request),
            method: request.method,
            basis: request.basis,
            // Everybody asks for each service.
            people: Persons(setting.problem.people().0 / request.services.len() as i64),
            unknown: Persons(setting.unknown.0 + unlocated(town, &settlement, self.profile).0),
            world,
            served_today: Persons(reader.before.iter().map(|going| going.people.0).sum()),
            candidates: candidates.into_iter().collect(),
            rejected: reader.rejected(),
            found,
            kept: None,
            remarks: remarks.cloned().collect(),
            provenance,
            circle: self.profile.clone(),
        };
        let services = self.services.iter().map(|service| (*service).clone()).collect();
        let of_town = move |town| SitingGround {
            town,
            settlement,
            spots,
            services,
            setting,
            ask,
            before,
            degrees,
            unit,
        };
        Ok((of_town, result))
    }
}

/// Where each spot is.
fn degrees(plane: &ProjPlane, spots: &[Spot]) -> Result<Vec<LonLat>, ReprojectError> {
    let of = |spot: &Spot| {
        let at = spot.site.point;
        plane.to_degrees(at).ok_or_else(|| ReprojectError::Undefined {
            projection: "degrees".to_owned(),
            x: at.x,
            y: at.y,
        })
    };
    spots.iter().map(of).collect()
}
