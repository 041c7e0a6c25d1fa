//! Reach along the streets: every place counts by its own way, from its door to the nearest door of the service.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::{Area, BooleanOps, Coord, MultiPolygon, unary_union};
use rayon::prelude::*;

use super::ground::Ground;
use super::lattice::{Piece, pieces, square};
use super::measure::{Detour, Measure, PartedLand, Standing};
use super::settle::Settlement;
use super::straight::best_of_all;
use crate::catchment::{
    AccessTable, PlacesByEdge, StraightLine, Water, cost as cost_of, site_reach, sources_of_door, street_area,
    thousandths, walk,
};
use crate::domain::assessment::Adequacy;
use crate::domain::circle::{CircleProfile, Mode};
use crate::domain::community::Community;
use crate::domain::demand::Demand;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::streets::{
    Access, Direction, Doors, Network, ProfileError, Reach, Source, Surroundings, TravelProfile, Walls, Weighted,
    components,
};
use crate::units::{Metres, MetresPerSecond, Millimetres, Persons};

/// The streets of a town, and what lies between them.
#[derive(Debug, Clone, Copy)]
pub struct Streets<'a> {
    /// The network.
    pub network: &'a Arc<Network>,
    /// What stands between homes and streets.
    pub surroundings: &'a Arc<Surroundings>,
    /// Water, over which nothing is drawn.
    pub water: Option<&'a Water>,
    /// Names of the barriers among them, in their order: a barrier's own, or its kind.
    pub barrier_names: &'a [String],
    /// Travel profiles by name; the shipped ones stand behind them.
    pub profiles: &'a BTreeMap<String, TravelProfile>,
}

/// Names of the travel profiles that a circle needs, the headline's first.
pub fn travels(circle: &CircleProfile) -> Vec<&str> {
    let usual = match circle.mode {
        Mode::Walk => "walk-adult",
        Mode::Cycle => "cycle",
    };
    let lines = circle.second_lines.iter().filter(|line| !line.best_of_all);
    std::iter::once(circle.travel.as_deref().unwrap_or(usual))
        .chain(lines.map(|line| line.travel.as_deref().unwrap_or(&line.key)))
        .collect()
}

/// A way round is long from this many times the straight line on (a design value).
pub const SEVERED_RATIO: f64 = 2.0;
/// Parts of the network with at least this share of all its length count as connected, beside the largest.
const LARGE_PART: f64 = 0.1;

impl Streets<'_> {
    /// A travel profile by its name: one of these, or a shipped one.
    ///
    /// # Errors
    /// There is none of the name.
    pub fn travel(&self, name: &str) -> Result<TravelProfile, ProfileError> {
        match self.profiles.get(name) {
            Some(profile) => Ok(profile.clone()),
            None => TravelProfile::shipped(name).map(|(profile, _)| profile),
        }
    }
}

/// One way to move within a circle.
struct Line {
    weighted: Weighted,
    doors: Doors,
    /// Of the settlement's demand, in its order; the most that may be true.
    homes: AccessTable,
    wait_seconds: f64,
    limit: f64,
}

impl Line {
    fn new(
        streets: &Streets<'_>,
        travel: &TravelProfile,
        circle: &CircleProfile,
        limit: f64,
        homes: &[Coord<f64>],
    ) -> Self {
        let weighted = Weighted::new(streets.network, travel);
        let doors = Doors::new(&weighted, streets.surroundings);
        let homes = AccessTable::new(&doors, homes, Metres(circle.snap_limit_m), Walls::Open);
        Self {
            wait_seconds: travel.wait_minutes * 60.0,
            weighted,
            doors,
            homes,
            limit,
        }
    }

    /// The ways from each site's doors onto the streets.
    fn sources(&self, sites: &[&Site], snap_limit: Metres) -> Vec<Vec<Source>> {
        let speed = self.weighted.access_speed();
        sites
            .par_iter()
            .enumerate()
            .map(|(label, site)| {
                let doors = site.doors().iter();
                doors
                    .flat_map(|door| {
                        sources_of_door(&self.doors, *door, snap_limit, speed, self.wait_seconds, label as u32)
                    })
                    .collect()
            })
            .collect()
    }
}

/// The streets as one circle's people know them, with everybody's accesses.
pub(super) struct StreetsOfCircle<'a> {
    headline: Line,
    /// In the order of the circle's second lines; none for the best of all.
    second: Vec<Option<Line>>,
    by_edge: PlacesByEdge,
    /// Pieces of each community's ground with their accesses.
    ground: Vec<(Vec<Piece>, AccessTable)>,
    pub(super) adequacy: Vec<Adequacy>,
    /// Accesses of homes behind walls without known gates, if the walls can't be passed.
    behind_walls: BTreeMap<usize, Vec<Access>>,
    surroundings: &'a Surroundings,
    water: Option<&'a Water>,
    barrier_names: &'a [String],
    /// Metres a second for telling a cost as a length.
    speed: MetresPerSecond,
}

impl<'a> StreetsOfCircle<'a> {
    pub(super) fn new(
        streets: &Streets<'a>,
        circle: &CircleProfile,
        town: &Town,
        settlement: &Settlement,
        grounds: &[Ground],
    ) -> Result<Self, ProfileError> {
        let names = travels(circle);
        let travel = streets.travel(names[0])?;
        let (travel, limit, speed) = match circle.metres {
            Some(metres) => (travel.by_length(), metres, 1.0),
            None => (
                travel.at_speed(MetresPerSecond(circle.speed_mps)),
                circle.minutes * 60.0,
                circle.speed_mps,
            ),
        };
        let homes: Vec<Coord<f64>> = settlement.demand.iter().map(|demand| demand.point).collect();
        let headline = Line::new(streets, &travel, circle, limit, &homes);
        let mut second = Vec::new();
        for line in &circle.second_lines {
            if line.best_of_all {
                second.push(None);
                continue;
            }
            // A line that names a travel profile moves at that one's speed; its own is for the straight line.
            let travel = match &line.travel {
                Some(name) => streets.travel(name)?,
                None => streets.travel(&line.key)?.at_speed(MetresPerSecond(line.speed_mps)),
            };
            second.push(Some(Line::new(streets, &travel, circle, circle.minutes * 60.0, &homes)));
        }
        let ground = grounds
            .par_iter()
            .map(|ground| {
                let pieces = pieces(&ground.land);
                let places: Vec<Coord<f64>> = pieces.iter().map(|piece| piece.point).collect();
                let accesses = AccessTable::new(&headline.doors, &places, Metres(circle.snap_limit_m), Walls::Open);
                (pieces, accesses)
            })
            .collect();
        let closed = |(place, home): (usize, &Coord<f64>)| {
            headline.doors.is_behind_unknown_walls(*home).then(|| {
                (
                    place,
                    headline
                        .doors
                        .accesses(*home, Metres(circle.snap_limit_m), Walls::Closed),
                )
            })
        };
        let behind_walls = homes.iter().enumerate().filter_map(closed).collect();
        Ok(Self {
            behind_walls,
            by_edge: headline.homes.by_edge(),
            adequacy: adequacy(&headline, town, settlement),
            ground,
            second,
            surroundings: streets.surroundings,
            water: streets.water,
            barrier_names: streets.barrier_names,
            speed: MetresPerSecond(speed),
            headline,
        })
    }
}

/// How far the streets carry an answer in each community.
fn adequacy(line: &Line, town: &Town, settlement: &Settlement) -> Vec<Adequacy> {
    let network = line.weighted.network();
    let (parts, part_of) = components(&line.weighted);
    let all: f64 = parts.iter().map(|part| part.metres).sum();
    let large = |edge: u32| {
        let part = part_of[network.ends(edge)[0] as usize] as usize;
        part == 0 || parts[part].metres >= LARGE_PART * all
    };
    let places = super::PlaceIndex::new(&town.communities);
    let mut street = vec![0.0; town.communities.len()];
    for edge in (0..network.edge_count() as u32).filter(|edge| line.weighted.opens(*edge)) {
        let length = network.length(edge);
        let middle = network.place(crate::streets::Position {
            edge,
            along_m: length / 2.0,
        });
        if let Some(position) = places.find(middle) {
            street[position] += length;
        }
    }
    let mut first = 0;
    settlement
        .by_community()
        .into_iter()
        .zip(&town.communities)
        .zip(street)
        .map(|((demand, community), street)| {
            let mut found = Adequacy {
                community: community.id,
                snapped: Persons::NONE,
                connected: Persons::NONE,
                located: Persons::NONE,
                street: Metres(street),
            };
            for (demand, place) in demand.iter().zip(first..) {
                let accesses = line.homes.of(place);
                found.located += demand.people;
                if !accesses.is_empty() {
                    found.snapped += demand.people;
                }
                if accesses.iter().any(|access| large(access.position.edge)) {
                    found.connected += demand.people;
                }
            }
            first += demand.len();
            found
        })
        .collect()
}

/// Reach of the sites of one service along the streets.
pub(super) struct StreetMeasure<'a> {
    streets: &'a StreetsOfCircle<'a>,
    circle: &'a CircleProfile,
    sources: Vec<Vec<Source>>,
    reach: Reach<'a>,
    second: Vec<Option<Reach<'a>>>,
    lines: StraightLine,
    sites: Vec<Coord<f64>>,
    accuracies: Vec<f64>,
    farthest_off: f64,
}

impl<'a> StreetMeasure<'a> {
    pub(super) fn new(streets: &'a StreetsOfCircle<'a>, circle: &'a CircleProfile, sites: &[&Site]) -> Self {
        let snap_limit = Metres(circle.snap_limit_m);
        let sources = streets.headline.sources(sites, snap_limit);
        let search = |line: &'a Line, sources: &[Vec<Source>], limit: f64| {
            Reach::search(&line.weighted, Direction::ToSource, sources.concat(), limit)
        };
        // Without a limit: whoever is outside wants to know how far it is.
        let reach = search(&streets.headline, &sources, f64::MAX);
        let second = streets
            .second
            .iter()
            .map(|line| {
                let line = line.as_ref()?;
                Some(search(line, &line.sources(sites, snap_limit), line.limit))
            })
            .collect();
        let accuracies: Vec<f64> = sites.iter().map(|site| site.origin.off().0).collect();
        Self {
            streets,
            circle,
            sources,
            reach,
            second,
            lines: StraightLine::new(sites.iter().copied(), circle.radius()),
            sites: sites.iter().map(|site| site.point).collect(),
            farthest_off: accuracies.iter().copied().fold(0.0, f64::max),
            accuracies,
        }
    }

    fn stand(&self, place: usize, demand: &Demand) -> Standing {
        let (line, circle) = (&self.streets.headline, self.circle);
        let speed = line.weighted.access_speed();
        let cost = line.homes.cost(place, &self.reach, speed);
        let within = |seconds: f64| thousandths(seconds) <= thousandths(line.limit);
        let covered = cost.is_some_and(|cost| within(cost.seconds));
        // Behind walls without known gates both answers may be true; where they differ, neither is known.
        let behind_walls = self.streets.behind_walls.get(&place).map(|accesses| {
            let cost = cost_of(accesses, &self.reach, speed);
            cost.is_some_and(|cost| within(cost.seconds))
        });
        let known = !line.homes.of(place).is_empty() && behind_walls.is_none_or(|closed| closed == covered);
        let covered = covered && known;
        let paced = |mps: f64| match circle.metres {
            Some(_) => covered,
            None => cost.is_some_and(|cost| within(cost.seconds * circle.speed_mps / mps)),
        };
        let off = |metres: f64| cost.is_some_and(|cost| within(cost.seconds + metres / speed.0));
        let label_off = cost.map_or(0.0, |cost| self.accuracies[cost.label as usize]);
        let mut second: Vec<bool> = self
            .streets
            .second
            .iter()
            .zip(&self.second)
            .map(|(line, reach)| {
                let (Some(line), Some(reach)) = (line, reach) else {
                    return false;
                };
                let cost = line.homes.cost(place, reach, line.weighted.access_speed());
                cost.is_some_and(|cost| thousandths(cost.seconds) <= thousandths(line.limit))
            })
            .collect();
        best_of_all(circle, covered, &mut second);
        let bound = self
            .lines
            .nearest(demand.point)
            .filter(|(_, straight)| walk(*straight, 1.0) <= circle.limit());
        let walked = cost.map(|cost| cost.seconds * self.streets.speed.0);
        Standing {
            known,
            walk: walked.map(|metres| Millimetres::round(Metres(metres))),
            covered,
            low: paced(circle.sensitivity.low.speed_mps),
            high: paced(circle.sensitivity.high.speed_mps),
            bound: bound.is_some(),
            surely: off(label_off + demand.off.0),
            perhaps: off(-(self.farthest_off + demand.off.0)),
            second,
            detour: match bound {
                Some((site, straight)) if known && !covered => self.detour(demand, site, straight, walked),
                _ => Detour::None,
            },
        }
    }

    /// Why somebody within the straight circle of a site is outside.
    fn detour(&self, demand: &Demand, site: usize, straight: Metres, walked: Option<f64>) -> Detour {
        let long = walked.is_none_or(|walked| walked > SEVERED_RATIO * straight.0);
        let barriers = self.streets.surroundings.barriers.as_ref();
        let barrier = barriers.filter(|_| long).and_then(|barriers| {
            let across = barriers.across(demand.point, self.sites[site]);
            self.streets.barrier_names.get(*across.first()? as usize)
        });
        barrier.map_or(Detour::LongerWay, |name| Detour::Severed(name.clone()))
    }
}

impl Measure for StreetMeasure<'_> {
    fn standings(&self, demand: &[Demand]) -> Vec<Standing> {
        demand
            .par_iter()
            .enumerate()
            .map(|(place, demand)| self.stand(place, demand))
            .collect()
    }

    fn in_reach(&self, by_community: &[&[Demand]]) -> Vec<usize> {
        let line = &self.streets.headline;
        let community_of: Vec<usize> = by_community
            .iter()
            .enumerate()
            .flat_map(|(position, demand)| std::iter::repeat_n(position, demand.len()))
            .collect();
        let speed = line.weighted.access_speed();
        let pairs = site_reach(
            &line.weighted,
            &self.sources,
            &line.homes,
            &self.streets.by_edge,
            speed,
            line.limit,
        );
        let mut counts = vec![0; by_community.len()];
        for pairs in pairs {
            let mut reached: Vec<usize> = pairs.iter().map(|pair| community_of[pair.place as usize]).collect();
            reached.sort_unstable();
            reached.dedup();
            for position in reached {
                counts[position] += 1;
            }
        }
        counts
    }

    fn land(&self, position: usize, _: &Community, ground: &Ground) -> PartedLand {
        let line = &self.streets.headline;
        let (pieces, accesses) = &self.streets.ground[position];
        let speed = line.weighted.access_speed();
        let mut covered_m2 = 0.0;
        let mut unreached = Vec::new();
        for (piece, place) in pieces.iter().zip(0..) {
            let cost = accesses.cost(place, &self.reach, speed);
            if cost.is_some_and(|cost| thousandths(cost.seconds) <= thousandths(line.limit)) {
                covered_m2 += piece.area;
            } else if !accesses.of(place).is_empty() {
                unreached.push(square(piece.cell()));
            }
        }
        let unreached = if unreached.is_empty() {
            MultiPolygon::new(Vec::new())
        } else {
            unary_union(&unreached).intersection(&ground.land)
        };
        debug_assert!(unreached.unsigned_area() <= ground.area + 1.0);
        PartedLand { covered_m2, unreached }
    }

    fn drawn(&self) -> MultiPolygon<f64> {
        let line = &self.streets.headline;
        let half = Metres(line.weighted.profile().half_width_m);
        let parts = self.reach.parts_within(line.limit);
        street_area(line.weighted.network(), &parts, half, self.streets.water)
    }
}
