//! The streets made ready for questions about single places: how far one comes from here, and which way leads there.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use geo::Coord;

use super::error::WorkflowError;
use super::load_streets::load_streets;
use super::load_town::load_town;
use super::scenario_world;
use super::street_error::StreetError;
use super::travels;
use crate::catchment::Water;
use crate::crs::{LonLat, Project, Projection};
use crate::domain::edit::{StreetEdits, World};
use crate::domain::site::Site;
use crate::domain::walk::ReachedSite;
use crate::reproject::ProjPlane;
use crate::store::{Location, StoredTown, Workspace};
use crate::streets::{
    Access, Components, Doors, Network, ProfileError, Source, Surroundings, TravelProfile, TravelProfiles,
    UnknownSlope, Walls, Weighted, components,
};
use crate::units::{Metres, MetresPerSecond};

/// How far a door may be from its street where a question does not say, in metres.
pub const SNAP_LIMIT: Metres = Metres(100.0);

/// The streets of a workspace, ready for questions.
pub struct StreetDesk {
    pub(super) projection: Projection,
    pub(super) network: Arc<Network>,
    surroundings: Arc<Surroundings>,
    pub(super) water: Option<Water>,
    pub(super) sites: Vec<Site>,
    travels: TravelProfiles,
    /// Of every travel profile; each is made ready at its first question.
    walkers: BTreeMap<String, OnceLock<Walker>>,
    /// What a person should know of the streets.
    pub remarks: Vec<String>,
}

impl std::fmt::Debug for StreetDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StreetDesk")
            .field("edges", &self.network.edge_count())
            .finish_non_exhaustive()
    }
}

/// One kind of traveller on the streets.
#[derive(Clone)]
pub(super) struct Walker {
    pub(super) travel: TravelProfile,
    /// Streets without known heights are taken as level.
    pub(super) weighted: Arc<Weighted>,
    /// At least and at most, where gradient counts on some such street.
    pub(super) bounds: Option<[Arc<Weighted>; 2]>,
    pub(super) ways: Arc<Ways>,
}

/// What does not change with a traveller's speed.
pub(super) struct Ways {
    pub(super) doors: Doors,
    pub(super) parts: Components,
    /// The accesses of each site's doors.
    pub(super) sites: Vec<Vec<Access>>,
}

impl StreetDesk {
    /// Reads the streets of a workspace, for one traveller: a shipped travel profile by its name, or the file of one's own.
    ///
    /// # Errors
    /// The workspace can't be read, or has no communities or streets; the file of the travel profile.
    pub fn open(location: &Location, travel: &str) -> Result<Self, WorkflowError> {
        let travels = travels::known_with(travel)?;
        Workspace::open_read_only(location)?.read_as_one(|workspace| {
            let stored = workspace.town()?;
            Self::read(workspace, &stored, &location.to_string(), travels, &World::default())
        })
    }

    /// As [`Self::open`], of a town that was read already and whose sites are those of the world.
    pub(super) fn read(
        workspace: &Workspace,
        stored: &StoredTown,
        name: &str,
        travels: TravelProfiles,
        world: &World,
    ) -> Result<Self, WorkflowError> {
        let loaded = load_town(stored, name)?;
        let edits = StreetEdits::of(&scenario_world::placed(&loaded.plane, &world.edits)?);
        let streets = load_streets(workspace, world.base, &loaded.plane, name, &edits)?;
        let walkers = travels.words().map(|word| (word.to_owned(), OnceLock::new())).collect();
        Ok(Self {
            projection: loaded.town.area.projection,
            network: streets.network,
            surroundings: streets.surroundings,
            water: streets.water,
            sites: loaded.town.sites,
            walkers,
            travels,
            remarks: streets.remarks,
        })
    }

    /// Makes the usual profile ready beforehand, so that the first question about it is answered as fast as the others.
    pub(super) fn prepare(&self) {
        // A shipped profile at its own speed can always be made ready.
        let _ = self.travelling("walk-adult", None);
    }

    /// The network under it.
    pub fn network(&self) -> &Network {
        &self.network
    }

    fn walker(&self, travel: TravelProfile) -> Walker {
        let weighted = Weighted::new(&self.network, &travel);
        let doors = Doors::new(&weighted, &self.surroundings);
        let of_site = |site: &Site| {
            let accesses = site.doors().iter();
            accesses
                .flat_map(|door| doors.accesses(*door, SNAP_LIMIT, Walls::Open))
                .collect()
        };
        let ways = Ways {
            sites: self.sites.iter().map(of_site).collect(),
            parts: components(&weighted),
            doors,
        };
        Walker {
            travel,
            bounds: Self::bounds(&weighted),
            weighted: Arc::new(weighted),
            ways: Arc::new(ways),
        }
    }

    fn bounds(weighted: &Weighted) -> Option<[Arc<Weighted>; 2]> {
        let taking = |unknown| Arc::new(Weighted::taking(weighted.network(), weighted.profile(), unknown));
        (weighted.without_heights_m() > 0.0).then(|| [UnknownSlope::Closed, UnknownSlope::Best].map(taking))
    }

    pub(super) fn travelling(&self, name: &str, speed_mps: Option<f64>) -> Result<Walker, StreetError> {
        let unknown = |error: ProfileError| StreetError::Travel(error.to_string());
        let travel = self.travels.get(name).map_err(unknown)?.profile.clone();
        let walker = match self.walkers.get(name) {
            Some(walker) => walker.get_or_init(|| self.walker(travel)).clone(),
            None => self.walker(travel),
        };
        if walker.weighted.opens_nothing() {
            return Err(StreetError::Travel(
                ProfileError::OpensNothing {
                    profile: walker.travel.id,
                    stretches: self.network.edge_count(),
                }
                .to_string(),
            ));
        }
        let Some(speed) = speed_mps else {
            return Ok(walker);
        };
        if !(speed > 0.0 && speed <= 40.0) {
            return Err(StreetError::Speed);
        }
        let travel = walker.travel.at_speed(MetresPerSecond(speed));
        let weighted = Weighted::new(&self.network, &travel);
        Ok(Walker {
            bounds: Self::bounds(&weighted),
            weighted: Arc::new(weighted),
            travel,
            ..walker
        })
    }

    pub(super) fn place(plane: &ProjPlane, at: LonLat) -> Result<Coord<f64>, StreetError> {
        let outside = StreetError::Outside {
            lon: at.lon,
            lat: at.lat,
        };
        plane.to_metres(at).ok_or(outside)
    }

    /// The ways onto the streets from where somebody stands: by the streets on the ground, as doors open; where none is near, by a bridge or a
    /// tunnel.
    pub(super) fn standing(walker: &Walker, place: Coord<f64>, at: LonLat) -> Result<Vec<Access>, StreetError> {
        let doors = &walker.ways.doors;
        let mut accesses = doors.accesses(place, SNAP_LIMIT, Walls::Open);
        if accesses.is_empty() {
            accesses = doors.raised().accesses(place, SNAP_LIMIT);
        }
        if accesses.is_empty() {
            let wide = doors.snapper().nearest(place, Metres(10.0 * SNAP_LIMIT.0));
            return Err(StreetError::NoStreetNear {
                lon: at.lon,
                lat: at.lat,
                limit: SNAP_LIMIT.0,
                nearest: wide.map(|access| access.leg_m),
            });
        }
        Ok(accesses)
    }

    /// The same, as sources.
    pub(super) fn sources(walker: &Walker, place: Coord<f64>, at: LonLat) -> Result<Vec<Source>, StreetError> {
        let speed = walker.travel.access_speed();
        let wait = walker.travel.wait_minutes * 60.0;
        let accesses = Self::standing(walker, place, at)?.into_iter();
        let sources = accesses.map(|access| Source {
            position: access.position,
            seconds: wait + access.leg_m / speed.0,
            label: 0,
        });
        Ok(sources.collect())
    }
}

pub(super) fn reached_site(site: &Site, seconds: f64) -> ReachedSite {
    ReachedSite {
        id: site.id.0,
        name: site.name.clone(),
        categories: site
            .functions
            .iter()
            .map(|function| function.category.clone())
            .collect(),
        seconds,
    }
}
