//! Reach along the streets: every place counts by its own way, from its door to the nearest door of the service.

use std::sync::Arc;

use geo::{BooleanOps, Coord, MultiPolygon, unary_union};
use rayon::prelude::*;

use super::bound::Bound;
use super::ground::Ground;
use super::lattice::square;
use super::measure::{Detour, Measure, PartedLand, Standing};
use super::reaches::Reaches;
use super::straight::best_of_all;
use super::streets_of_circle::{Line, StreetsOfCircle};
use crate::catchment::{StraightLine, Water, site_reach, street_area, walk, within};
use crate::domain::circle::{CircleProfile, GroupPace, Mode};
use crate::domain::community::Community;
use crate::domain::demand::Demand;
use crate::domain::site::Site;
use crate::streets::{Direction, Network, Reach, Surroundings, TravelProfiles};
use crate::units::{Metres, Millimetres};

/// The streets of a town, and what lies between them.
#[derive(Debug, Clone, Copy)]
pub struct Streets<'a> {
    /// The network.
    pub network: &'a Arc<Network>,
    /// What stands between homes and streets.
    pub surroundings: &'a Arc<Surroundings>,
    /// Water, over which nothing is drawn.
    pub water: Option<&'a Water>,
    /// The travel profiles that circles may name.
    pub travels: &'a TravelProfiles,
    /// Names of the barriers among them, in their order: a barrier's own, or its kind.
    pub barrier_names: &'a [String],
}

/// Names of the travel profiles that a circle needs, the headline's first, then those of its second lines and of its groups.
pub fn travels(circle: &CircleProfile) -> Vec<&str> {
    let usual = match circle.mode {
        Mode::Walk => "walk-adult",
        Mode::Cycle => "cycle",
    };
    let lines = circle.second_lines.iter().filter(|line| !line.best_of_all);
    let groups = circle.paces().into_iter().filter(|_| circle.mode == Mode::Walk);
    std::iter::once(circle.travel.as_deref().unwrap_or(usual))
        .chain(lines.map(|line| line.travel.as_deref().unwrap_or(&line.key)))
        .chain(groups.map(|pace| pace.group.travel()))
        .collect()
}

/// The name of the travel profile of a group: its own on foot, everybody's else.
pub(super) fn travel_of(circle: &CircleProfile, pace: GroupPace) -> &str {
    match circle.mode {
        Mode::Walk => pace.group.travel(),
        Mode::Cycle => travels(circle)[0],
    }
}

/// A way round is long from this many times the straight line on (a design value).
pub const SEVERED_RATIO: f64 = 2.0;

/// Reach of the sites of one service along the streets.
pub(super) struct StreetMeasure<'a> {
    streets: &'a StreetsOfCircle<'a>,
    circle: &'a CircleProfile,
    sites: Vec<&'a Site>,
    reaches: Reaches<'a>,
    second: Vec<Option<Reaches<'a>>>,
    /// At the pace of each group.
    paced: Vec<Reaches<'a>>,
    lines: StraightLine,
    /// Of each site.
    doors: Vec<&'a [Coord<f64>]>,
    accuracies: Vec<f64>,
    farthest_off: f64,
}

impl<'a> StreetMeasure<'a> {
    pub(super) fn new(streets: &'a StreetsOfCircle<'a>, circle: &'a CircleProfile, sites: &[&'a Site]) -> Self {
        let snap_limit = Metres(circle.snap_limit_m);
        // Without a limit: whoever is outside wants to know how far it is.
        let reaches = Reaches::new(&streets.headline, sites, snap_limit, f64::MAX);
        let limited = |line: &'a Line| Reaches::new(line, sites, snap_limit, line.limit);
        let second = streets.second.iter().map(|line| line.as_ref().map(limited)).collect();
        let paced = streets.paced.iter().map(limited).collect();
        let accuracies: Vec<f64> = sites.iter().map(|site| site.origin.off().0).collect();
        Self {
            streets,
            circle,
            sites: sites.to_vec(),
            reaches,
            second,
            paced,
            lines: StraightLine::new(sites.iter().copied(), circle.radius()),
            doors: sites.iter().map(|site| site.doors()).collect(),
            farthest_off: accuracies.iter().copied().fold(0.0, f64::max),
            accuracies,
        }
    }

    fn stand(&self, place: usize, demand: &Demand) -> Standing {
        let (line, circle) = (&self.streets.headline, self.circle);
        let speed = line.weighted.access_speed();
        let judge = |fine: &dyn Fn(f64) -> bool| self.reaches.judge(&line.homes, place, speed, fine);
        let answer = judge(&|seconds| within(seconds, line.limit));
        let (known, covered) = (answer.is_some(), answer == Some(true));
        let cost = line.homes.cost(place, &self.reaches.most, speed);
        // Metres, where they govern, don't change with the pace.
        let paced = |mps: f64| match circle.metres {
            Some(_) => answer,
            None => judge(&|seconds| within(seconds * circle.speed_mps / mps, line.limit)),
        };
        let off = |metres: f64| judge(&|seconds| within(seconds + metres / speed.0, line.limit));
        let label_off = cost.map_or(0.0, |cost| self.accuracies[cost.label as usize]);
        let mut second: Vec<bool> = self
            .streets
            .second
            .iter()
            .zip(&self.second)
            .map(|(line, reaches)| {
                let (Some(line), Some(reaches)) = (line, reaches) else {
                    return false;
                };
                let fine = |seconds| within(seconds, line.limit);
                reaches.judge(&line.homes, place, line.weighted.access_speed(), fine) == Some(true)
            })
            .collect();
        best_of_all(circle, covered, &mut second);
        let at_paces = self.streets.paced.iter().zip(&self.paced).map(|(line, reaches)| {
            let fine = |seconds| within(seconds, line.limit);
            match reaches.judge(&line.homes, place, line.weighted.access_speed(), fine) {
                // There are streets, and none of them is open to the group.
                None if known && line.homes.accesses(place).is_empty() => Some(false),
                answer => answer,
            }
        });
        let bound = self
            .lines
            .nearest(demand.point)
            .filter(|(_, straight)| known && walk(*straight, 1.0) <= circle.limit());
        let metres = |seconds: f64| seconds * self.streets.speed.0;
        let walked = cost.map(|cost| metres(cost.seconds));
        // Walls count as open here; how long a way is over streets without heights nobody knows.
        let told = if line.has_unknown_heights() {
            self.reaches.cost(&line.homes, place, speed).map(metres)
        } else {
            walked
        };
        Standing {
            known,
            walk: told.map(|metres| Millimetres::round(Metres(metres))),
            covered,
            low: known && paced(circle.sensitivity.low.speed_mps) == Some(true),
            high: known && paced(circle.sensitivity.high.speed_mps) != Some(false),
            bound: bound.is_some(),
            surely: known && off(label_off + demand.off.0) == Some(true),
            perhaps: known && off(-(self.farthest_off + demand.off.0)) != Some(false),
            second,
            paced: at_paces.collect(),
            detour: match bound {
                Some((site, straight)) if !covered => self.detour(demand, site, straight, walked),
                _ => Detour::None,
            },
        }
    }

    /// Why somebody within the straight circle of a site is outside: what lies between the home and the site's nearest door.
    fn detour(&self, demand: &Demand, site: usize, straight: Metres, walked: Option<f64>) -> Detour {
        let long = walked.is_none_or(|walked| walked > SEVERED_RATIO * straight.0);
        let off = |door: &Coord<f64>| (door.x - demand.point.x).hypot(door.y - demand.point.y);
        let door = self.doors[site].iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        let barriers = self.streets.surroundings.barriers.as_ref().filter(|_| long);
        let name = barriers.zip(door).and_then(|(barriers, door)| {
            let across = barriers.across(demand.point, *door);
            self.streets.barrier_names.get(*across.first()? as usize)
        });
        name.map_or(Detour::LongerWay, |name| Detour::Severed(name.clone()))
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
            line.weighted(Bound::Least),
            &self.reaches.surely,
            line.homes.open(),
            &self.streets.by_edge,
            speed,
            line.limit,
        );
        let mut counts = vec![0; by_community.len()];
        for pairs in pairs {
            // Whether a home behind walls without known gates is reached may be unknown.
            let told = pairs.iter().filter(|pair| !line.homes.is_walled(pair.place as usize));
            let mut reached: Vec<usize> = told.map(|pair| community_of[pair.place as usize]).collect();
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
        let (pieces, places) = &self.streets.ground[position];
        let speed = line.weighted.access_speed();
        let (mut covered_m2, mut unknown_m2) = (0.0, 0.0);
        let mut unreached = Vec::new();
        for (piece, place) in pieces.iter().zip(0..) {
            match self
                .reaches
                .judge(places, place, speed, |seconds| within(seconds, line.limit))
            {
                Some(true) => covered_m2 += piece.area,
                Some(false) => unreached.push(square(piece.cell())),
                None => unknown_m2 += piece.area,
            }
        }
        let unreached = if unreached.is_empty() {
            MultiPolygon::new(Vec::new())
        } else {
            unary_union(&unreached).intersection(&ground.land)
        };
        PartedLand {
            covered_m2,
            unknown_m2,
            unreached,
        }
    }

    fn drawn(&self) -> MultiPolygon<f64> {
        let line = &self.streets.headline;
        let half = Metres(line.weighted.profile().half_width_m);
        // Walls are drawn as open, but streets without heights are not passed: as far as the area comes, people are covered.
        let parts = if line.has_unknown_heights() {
            let sources = line.sources(&self.sites, Metres(self.circle.snap_limit_m), Bound::Most);
            let weighted = line.weighted(Bound::Least);
            Reach::search(weighted, Direction::ToSource, sources.concat(), line.limit).parts()
        } else {
            self.reaches.most.parts_within(line.limit)
        };
        street_area(line.weighted.network(), &parts, half, self.streets.water)
    }
}
