//! Siting: from a workspace and a question to plans whose distance from the best is known.

mod candidates;
mod check;
mod ground;
mod households;
mod idle;
mod keep;
mod made_places;
mod names;
mod obstacle;
mod plans;
mod request;
mod roles;
mod rounds;
mod setting;
mod sharing;
mod slope;
mod sources;
mod told;
mod watched;
mod worth;
mod wrong;

use std::collections::BTreeMap;

use geo::{Coord, MultiPolygon};

pub use candidates::CandidateSource;
pub use ground::{Choice, NamedPlace, SitingGround};
pub use idle::{IdleWord, idle_words};
pub use keep::keep_plan;
pub use request::{MobileRounds, NoGround, SitingRequest};
pub use sources::{has_candidates, has_candidates_of};
use wrong::MOST_CANDIDATES;
pub use wrong::WrongSiting;

use self::candidates::{Asked, Spot, spots, stops};
use self::check::{check_sources, enlarge, no_candidates, services, unknown_services};
use self::obstacle::obstacle;
use self::plans::Reader;
use self::request::{asked, unit};
use self::setting::{setting, unlocated};
use self::told::{fewer_plans, nobody_opens};
use self::watched::Watched;
use super::assess::{circle, provenance, version};
use super::elevation::Elevation;
use super::error::WorkflowError;
use super::load_streets::load_streets;
use super::load_town::{LoadedTown, load_town};
use super::scenario_ask::{area, areas, sound};
use super::scenario_world;
use crate::coverage;
use crate::crs::{LonLat, Project as _};
use crate::domain::assessment::Method;
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::edit::{StreetEdits, World, apply_to_town};
use crate::domain::provenance::Provenance;
use crate::domain::siting::{CurvePoint, PhasePlan, SiteFrom, SitePlan, SitingFound, SitingResult, SitingUnit};
use crate::domain::town::Town;
use crate::import::{Limits, Progress, Silent};
use crate::reproject::{ProjPlane, ReprojectError};
use crate::siting::{
    Allowed, Answer, Ask, SitingError, SolverError, alternatives, curve, knee, phased, served_today, site,
};
use crate::store::Workspace;
use crate::streets::TravelProfiles;
use crate::units::Persons;

/// Sites facilities. Nothing is kept (see [`keep_plan`]). `progress` is told what is being done. The ground counts other choices of the same
/// run.
///
/// # Errors
/// The workspace, the circle, a service that it doesn't have; words that mean nothing here; all that is wrong with the question; that it is
/// too large or the search was too short; that it was stopped. That no choice keeps all rules is a result, with the reason.
pub fn site_facilities(
    request: &SitingRequest<'_>,
    progress: &(dyn Progress + Sync),
) -> Result<(SitingGround, SitingResult), WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let (mut profile, text) = circle(request.circle)?;
    profile.check_against(&catalogue)?;
    if let Some(within) = request.within {
        if !(within.is_finite() && within > 0.0) {
            return Err(WrongSiting::Within(within).into());
        }
        match &mut profile.metres {
            Some(metres) => *metres = within,
            None => profile.minutes = within,
        }
    }
    let services = services(request, &profile)?;
    check_sources(request, &catalogue)?;
    if let Some(idle) = idle_words(request).first() {
        return Err(WrongSiting::Idle(*idle).into());
    }
    if !request.phases.is_empty() && !request.model.needs_limit() {
        return Err(WrongSiting::PhasesOfModel.into());
    }
    let not_in = request.not_in.iter();
    let not_in = not_in.map(|ground| match ground {
        NoGround::Given(given) => area(given, &catalogue, &Limits::default(), &Silent),
        NoGround::Area(area) => sound(area.clone()),
    });
    let stops = request.mobile.iter().flat_map(|mobile| &mobile.stops_at);
    let plots = request
        .candidates
        .iter()
        .chain(stops)
        .filter_map(|source| match source {
            CandidateSource::Parcels(given) => Some(given),
            _ => None,
        });
    let plots = plots.map(|given| Ok((given.clone(), areas(given, &catalogue, &Limits::default(), &Silent)?)));
    let question = Question {
        request,
        catalogue: &catalogue,
        profile: &profile,
        text: &text,
        services,
        not_in: not_in.collect::<Result<_, WorkflowError>>()?,
        plots: plots.collect::<Result<_, WorkflowError>>()?,
    };
    Workspace::open_read_only(request.workspace)?.read_as_one(|workspace| question.asked_of(workspace, progress))
}

/// A question whose words are known.
struct Question<'a> {
    request: &'a SitingRequest<'a>,
    catalogue: &'a Catalogue,
    profile: &'a CircleProfile,
    text: &'a str,
    services: Vec<&'a ServiceGroup>,
    /// In degrees.
    not_in: Vec<MultiPolygon<f64>>,
    /// By the words that name them, in degrees.
    plots: BTreeMap<String, Vec<MultiPolygon<f64>>>,
}

impl Question<'_> {
    /// Reads the town and measures the ways.
    fn asked_of(
        &self,
        workspace: &Workspace,
        progress: &(dyn Progress + Sync),
    ) -> Result<(SitingGround, SitingResult), WorkflowError> {
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
        let along = streets.as_ref().map(|streets| streets.for_travels(&travels));
        let of = &loaded.town;
        let provenance = provenance(
            of,
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
        let elevation = match request.steepest {
            Some(_) => Some(Elevation::of(workspace, &loaded.plane, request.world.base)?),
            None => None,
        };
        let ground = (along.as_ref(), elevation.as_ref());
        let (of_town, mut result) = self.sited(&loaded, ground, (world, provenance), progress)?;
        result.remarks.splice(0..0, remarks);
        Ok((of_town(loaded.town), result))
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
        let (found, told) = found(request, &ask, &reader, &to_degrees, progress)?;
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

/// The best plan and what else was asked.
fn found(
    request: &SitingRequest<'_>,
    ask: &Ask,
    reader: &Reader<'_>,
    to_degrees: &dyn Fn(Coord<f64>) -> Option<LonLat>,
    progress: &(dyn Progress + Sync),
) -> Result<(SitingFound, Vec<String>), WorkflowError> {
    let (problem, effort) = (&reader.setting.problem, &request.effort);
    let solver = Watched {
        progress,
        threads: request.threads,
    };
    let tell = &mut |step: &str| progress.step(step);
    let best = match site(problem, ask, effort, &solver, tell) {
        Ok(answer) => answer,
        Err(SitingError::Infeasible(why)) => {
            let obstacle = obstacle(&why, reader, to_degrees);
            return Ok((SitingFound::Nothing(obstacle), Vec::new()));
        }
        Err(other) => return Err(other.into()),
    };
    // What is asked beside the best plan never loses it.
    let mut told = Vec::new();
    let mut beside = |what: &str, error: SitingError| match error {
        SitingError::Solver(SolverError::Stopped) => Err(error),
        error => {
            told.push(format!("{what}: {error}"));
            Ok(())
        }
    };
    let others = (request.alternatives, request.differing.max(1));
    let (more, has_alternatives) = match alternatives(problem, ask, effort, &solver, &best, others, tell) {
        Ok(more) => (more, true),
        Err(error) => beside("no alternatives", error).map(|()| (Vec::new(), false))?,
    };
    let points = match request
        .curve
        .map(|most| curve(problem, ask, effort, &solver, most, tell))
    {
        Some(Ok(points)) => points,
        Some(Err(error)) => beside("no curve", error).map(|()| Vec::new())?,
        None => Vec::new(),
    };
    let phases = match request.phases.as_slice() {
        [] => Vec::new(),
        allowed => match phased(problem, ask, effort, &solver, allowed, tell) {
            Ok(phases) => phases,
            Err(error) => beside("no phases", error).map(|()| Vec::new())?,
        },
    };
    let point = |(sites, answer): &(usize, Answer)| CurvePoint {
        sites: *sites,
        served: answer.served(),
        // A bound of weighted people bounds no people.
        bound: matches!(reader.unit, SitingUnit::People | SitingUnit::PeopleServices)
            .then(|| i64::try_from(answer.bound).ok().map(Persons))
            .flatten(),
    };
    let phase = |phase: &crate::siting::Phase| PhasePlan {
        allowed: match phase.allowed {
            Allowed::Sites(sites) => sites as i64,
            Allowed::Budget(budget) => budget,
        },
        plan: reader.plan(&phase.nested),
        alone: reader.in_unit(phase.alone.value),
        loss: phase.loss(request.model),
    };
    let plans: Vec<SitePlan> = std::iter::once(&best)
        .chain(&more)
        .map(|answer| reader.plan(answer))
        .collect();
    told.extend(reader.losses(&plans));
    told.extend(fewer_plans(request, more.len(), has_alternatives));
    told.extend(nobody_opens(problem, ask, &best));
    let found = SitingFound::Plan {
        plans,
        curve: points.iter().map(point).collect(),
        knee: knee(&points),
        phases: phases.iter().map(phase).collect(),
    };
    Ok((found, told))
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
