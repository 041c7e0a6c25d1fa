//! The streets made ready for questions about single places: how far one comes from here, and which way leads there.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use geo::{Coord, LineString};

use super::error::WorkflowError;
use super::load_streets::load_streets;
use super::load_town::load_town;
use super::scenario_world;
use super::travels;
use crate::catchment::{Water, cost, sources_of_door, street_rings, within};
use crate::crs::{LonLat, Project, Projection};
use crate::domain::edit::{StreetEdits, World};
use crate::domain::site::Site;
use crate::domain::walk::{ReachAnswer, ReachedLine, ReachedSite, Ring, RouteAnswer};
use crate::reproject::ProjPlane;
use crate::store::{Location, StoredTown, Workspace};
use crate::streets::{
    Access, Components, Direction, Doors, Network, ProfileError, Reach, Source, Surroundings, TravelProfile,
    TravelProfiles, Walls, Weighted, components,
};
use crate::units::{Metres, MetresPerSecond};

/// Most minutes that a question may ask for.
pub const MOST_MINUTES: f64 = 120.0;
/// Most rings of one question.
pub const MOST_RINGS: usize = 12;
/// How far a door may be from its street where a question does not say, in metres.
pub const SNAP_LIMIT: Metres = Metres(100.0);

/// The streets of a workspace, ready for questions.
pub struct StreetDesk {
    projection: Projection,
    network: Arc<Network>,
    surroundings: Arc<Surroundings>,
    water: Option<Water>,
    sites: Vec<Site>,
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
struct Walker {
    travel: TravelProfile,
    weighted: Arc<Weighted>,
    ways: Arc<Ways>,
}

/// What does not change with a traveller's speed.
struct Ways {
    doors: Doors,
    parts: Components,
    /// The accesses of each site's doors.
    sites: Vec<Vec<Access>>,
}

/// What is asked of one place.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachQuestion {
    /// The place.
    pub at: LonLat,
    /// Minutes of each ring.
    pub minutes: Vec<f64>,
    /// The travel profile.
    pub travel: String,
    /// Metres a second on the flat, where not the profile's own.
    pub speed_mps: Option<f64>,
    /// Which way people go.
    pub direction: Direction,
}

/// Which way is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteQuestion {
    /// The place.
    pub at: LonLat,
    /// What lies at the other end.
    pub to: Destination,
    /// The travel profile.
    pub travel: String,
    /// Whether people go from the place or come to it: under slopes and on one-way streets both take another time.
    pub direction: Direction,
}

/// What a way leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    /// A place.
    Place(LonLat),
    /// The nearest facility of a category.
    Nearest(String),
}

/// Why a question about the streets has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StreetError {
    /// Far from everything.
    #[error("no street that can be used is within {limit:.0} m of {lon:.5}, {lat:.5}{}", .nearest.map_or(String::new(), |metres| format!("; the nearest is {metres:.0} m away")))]
    NoStreetNear {
        /// Longitude asked.
        lon: f64,
        /// Latitude asked.
        lat: f64,
        /// How near it must be, in metres.
        limit: f64,
        /// How far the nearest is, where one is within ten times the limit.
        nearest: Option<f64>,
    },
    /// Both are on streets that do not hang together.
    #[error("there is no way: the streets at both ends do not hang together for this way of moving")]
    NoWay,
    /// Nothing of the kind.
    #[error("no facility of category {0:?} can be reached; none is imported, or no way leads to one")]
    NoSite(String),
    /// Not minutes.
    #[error("minutes must be 1 to 12 numbers above 0, at most 120")]
    Minutes,
    /// Not a speed.
    #[error("a speed is above 0, at most 40 metres a second")]
    Speed,
    /// No such profile.
    #[error("{0}")]
    Travel(String),
    /// A place outside the plane.
    #[error("{lon:.5}, {lat:.5} is too far from the study area")]
    Outside {
        /// Longitude asked.
        lon: f64,
        /// Latitude asked.
        lat: f64,
    },
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
            weighted: Arc::new(weighted),
            ways: Arc::new(ways),
        }
    }

    fn travelling(&self, name: &str, speed_mps: Option<f64>) -> Result<Walker, StreetError> {
        let unknown = |error: ProfileError| StreetError::Travel(error.to_string());
        let travel = self.travels.get(name).map_err(unknown)?.profile.clone();
        let walker = match self.walkers.get(name) {
            Some(walker) => walker.get_or_init(|| self.walker(travel)).clone(),
            None => self.walker(travel),
        };
        let Some(speed) = speed_mps else {
            return Ok(walker);
        };
        if !(speed > 0.0 && speed <= 40.0) {
            return Err(StreetError::Speed);
        }
        let travel = walker.travel.at_speed(MetresPerSecond(speed));
        Ok(Walker {
            weighted: Arc::new(Weighted::new(&self.network, &travel)),
            travel,
            ..walker
        })
    }

    fn place(plane: &ProjPlane, at: LonLat) -> Result<Coord<f64>, StreetError> {
        let outside = StreetError::Outside {
            lon: at.lon,
            lat: at.lat,
        };
        plane.to_metres(at).ok_or(outside)
    }

    /// The ways onto the streets, as sources.
    fn sources(walker: &Walker, door: Coord<f64>, at: LonLat) -> Result<Vec<Source>, StreetError> {
        let speed = walker.travel.access_speed();
        let wait = walker.travel.wait_minutes * 60.0;
        let sources = sources_of_door(&walker.ways.doors, door, SNAP_LIMIT, speed, wait, 0, Walls::Open);
        if sources.is_empty() {
            let wide = walker.ways.doors.snapper().nearest(door, Metres(10.0 * SNAP_LIMIT.0));
            return Err(StreetError::NoStreetNear {
                lon: at.lon,
                lat: at.lat,
                limit: SNAP_LIMIT.0,
                nearest: wide.map(|access| access.leg_m),
            });
        }
        Ok(sources)
    }

    /// How far somebody comes from a place, or to it.
    ///
    /// # Errors
    /// [`StreetError`]; the workspace's plane.
    pub fn reach(&self, question: &ReachQuestion) -> Result<ReachAnswer, WorkflowError> {
        let fine = |minutes: &f64| *minutes > 0.0 && *minutes <= MOST_MINUTES;
        let mut minutes = question.minutes.clone();
        minutes.sort_by(f64::total_cmp);
        minutes.dedup();
        if minutes.is_empty() || minutes.len() > MOST_RINGS || !minutes.iter().all(fine) {
            return Err(StreetError::Minutes.into());
        }
        let plane = ProjPlane::new(&self.projection)?;
        let walker = self.travelling(&question.travel, question.speed_mps)?;
        let door = Self::place(&plane, question.at)?;
        let sources = Self::sources(&walker, door, question.at)?;
        let access = sources
            .iter()
            .map(|source| source.seconds)
            .fold(f64::INFINITY, f64::min);
        let connected = sources
            .iter()
            .any(|source| walker.ways.parts.is_large(self.network.ends(source.position.edge)[0]));
        let longest = minutes[minutes.len() - 1] * 60.0;
        let reach = Reach::search(&walker.weighted, question.direction, sources, longest);
        let limits: Vec<f64> = minutes.iter().map(|minutes| minutes * 60.0).collect();
        let half = Metres(walker.travel.half_width_m);
        let areas = street_rings(&reach, &limits, half, self.water.as_ref());
        let sites = self.reached_sites(&walker, &reach, longest);
        let rings = minutes
            .iter()
            .zip(areas)
            .map(|(minutes, area)| {
                let parts = reach.parts_within(minutes * 60.0);
                Ok(Ring {
                    minutes: *minutes,
                    area: plane.geometry_to_degrees(&area)?,
                    street: Metres(parts.iter().map(|part| part.to_m - part.from_m).sum()),
                    sites: sites.iter().filter(|site| within(site.seconds, minutes * 60.0)).count(),
                })
            })
            .collect::<Result<_, WorkflowError>>()?;
        Ok(ReachAnswer {
            at: question.at,
            travel: walker.travel.id.clone(),
            speed_mps: walker.travel.speed_mps,
            direction: match question.direction {
                Direction::FromSource => "from",
                Direction::ToSource => "to",
            },
            access: Metres((access - walker.travel.wait_minutes * 60.0) * walker.travel.access_speed().0),
            connected,
            rings,
            lines: self.lines(&plane, &reach)?,
            sites,
        })
    }

    fn reached_sites(&self, walker: &Walker, reach: &Reach<'_>, longest: f64) -> Vec<ReachedSite> {
        let speed = walker.travel.access_speed();
        let mut sites: Vec<ReachedSite> = self
            .sites
            .iter()
            .zip(&walker.ways.sites)
            .filter_map(|(site, accesses)| {
                let seconds = cost(accesses, reach, speed)?.seconds;
                within(seconds, longest).then(|| reached_site(site, seconds))
            })
            .collect();
        sites.sort_by(|a, b| a.seconds.total_cmp(&b.seconds).then(a.id.cmp(&b.id)));
        sites
    }

    fn lines(&self, plane: &ProjPlane, reach: &Reach<'_>) -> Result<Vec<ReachedLine>, WorkflowError> {
        let mut all = Vec::new();
        let mut lines = Vec::new();
        for part in reach.parts() {
            let course = self.network.part(part.edge, part.from_m, part.to_m);
            if course.len() > 1 {
                lines.push((all.len()..all.len() + course.len(), part));
                all.extend(course);
            }
        }
        plane.all_to_degrees(&mut all)?;
        let lines = lines.into_iter().map(|(range, part)| ReachedLine {
            course: LineString::new(all[range].to_vec()),
            from_seconds: part.from_seconds,
            to_seconds: part.to_seconds,
        });
        Ok(lines.collect())
    }

    /// The shortest way between a place and another, or the nearest facility of a category.
    ///
    /// # Errors
    /// [`StreetError`]; the workspace's plane.
    pub fn route(&self, question: &RouteQuestion) -> Result<RouteAnswer, WorkflowError> {
        let RouteQuestion { at, to, .. } = question;
        let plane = ProjPlane::new(&self.projection)?;
        let walker = self.travelling(&question.travel, None)?;
        let own = Self::place(&plane, *at)?;
        let (doors, sources) = match to {
            Destination::Place(at) => {
                let door = Self::place(&plane, *at)?;
                (vec![(door, None)], Self::sources(&walker, door, *at)?)
            }
            Destination::Nearest(category) => self.doors_of(&walker, category)?,
        };
        let speed = walker.travel.access_speed();
        let accesses = walker.ways.doors.accesses(own, SNAP_LIMIT, Walls::Open);
        if accesses.is_empty() {
            Self::sources(&walker, own, *at)?;
        }
        // Searched from the doors, which may be many.
        let (direction, word) = match question.direction {
            Direction::FromSource => (Direction::ToSource, "from"),
            Direction::ToSource => (Direction::FromSource, "to"),
        };
        let reach = Reach::search(&walker.weighted, direction, sources, f64::MAX);
        let best = accesses
            .iter()
            .filter_map(|access| Some((reach.at(access.position)?.seconds + access.leg_m / speed.0, access)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let nothing = || match to {
            Destination::Place(_) => StreetError::NoWay,
            Destination::Nearest(category) => StreetError::NoSite(category.clone()),
        };
        let (seconds, access) = best.ok_or_else(nothing)?;
        let route = reach.route(access.position).ok_or_else(nothing)?;
        let (door, site) = doors[route.label as usize];
        let (start, end, beside) = match question.direction {
            Direction::FromSource => (own, door, route.course.last()),
            Direction::ToSource => (door, own, route.course.first()),
        };
        let beside = beside.copied().unwrap_or(own);
        let legs = access.leg_m + (door.x - beside.x).hypot(door.y - beside.y);
        let mut course = vec![start];
        course.extend(&route.course);
        course.push(end);
        course.dedup();
        if course.len() < 2 {
            course.push(start);
        }
        plane.all_to_degrees(&mut course)?;
        let degrees = |at: Coord<f64>| LonLat { lon: at.x, lat: at.y };
        let ends = [degrees(course[0]), degrees(course[course.len() - 1])];
        // The place asked for is told as it was asked.
        let [from, to] = match question.direction {
            Direction::FromSource => [*at, ends[1]],
            Direction::ToSource => [ends[0], *at],
        };
        Ok(RouteAnswer {
            from,
            to,
            direction: word,
            site: site.map(|site| reached_site(&self.sites[site], seconds)),
            travel: walker.travel.id.clone(),
            seconds,
            length: Metres(route.metres + legs),
            straight: Metres((door.x - own.x).hypot(door.y - own.y)),
            access: Metres(legs),
            climb: route.climb_m.map(Metres),
            course: LineString::new(course),
        })
    }

    /// Doors of the facilities of a category, and the ways from them onto the streets, labelled by door.
    #[expect(
        clippy::type_complexity,
        reason = "doors with their sites, and sources that name the doors"
    )]
    fn doors_of(
        &self,
        walker: &Walker,
        category: &str,
    ) -> Result<(Vec<(Coord<f64>, Option<usize>)>, Vec<Source>), StreetError> {
        let (mut doors, mut sources) = (Vec::new(), Vec::new());
        let (speed, wait) = (walker.travel.access_speed(), walker.travel.wait_minutes * 60.0);
        for (number, site) in self.sites.iter().enumerate() {
            if site.functions.iter().any(|function| function.category == category) {
                for door in site.doors() {
                    let label = doors.len() as u32;
                    sources.extend(sources_of_door(
                        &walker.ways.doors,
                        *door,
                        SNAP_LIMIT,
                        speed,
                        wait,
                        label,
                        Walls::Open,
                    ));
                    doors.push((*door, Some(number)));
                }
            }
        }
        if sources.is_empty() {
            return Err(StreetError::NoSite(category.to_owned()));
        }
        Ok((doors, sources))
    }
}

fn reached_site(site: &Site, seconds: f64) -> ReachedSite {
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
