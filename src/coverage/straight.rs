//! Reach by the straight line times the circle's detour factor.

use std::collections::BTreeSet;

use geo::{Area, BooleanOps, BoundingRect, MultiPolygon};
use rayon::prelude::*;

use super::ground::Ground;
use super::measure::{Detour, Measure, PartedLand, Standing};
use crate::catchment::{StraightLine, reach_area, walk};
use crate::domain::circle::{CircleProfile, GroupPace};
use crate::domain::community::Community;
use crate::domain::demand::Demand;
use crate::domain::site::Site;
use crate::units::{Metres, MetresPerSecond};

/// The sites of one service, indexed.
pub(super) struct StraightMeasure<'a> {
    profile: &'a CircleProfile,
    lines: StraightLine,
    /// How far each site may be off, in metres.
    accuracies: Vec<f64>,
    farthest_off: f64,
    paces: Vec<GroupPace>,
}

impl<'a> StraightMeasure<'a> {
    pub(super) fn new(profile: &'a CircleProfile, sites: &[&Site]) -> Self {
        let accuracies: Vec<f64> = sites.iter().map(|site| site.origin.off().0).collect();
        Self {
            profile,
            lines: StraightLine::new(sites.iter().copied(), profile.radius()),
            farthest_off: accuracies.iter().copied().fold(0.0, f64::max),
            accuracies,
            paces: profile.paces(),
        }
    }

    fn stand(&self, demand: &Demand) -> Standing {
        let profile = self.profile;
        let limit = profile.limit();
        let nearest = self.lines.nearest(demand.point).map(|(_, straight)| straight);
        let near = |speed: f64, detour: f64| {
            nearest.is_some_and(|straight| walk(straight, detour) <= profile.limit_at(MetresPerSecond(speed)))
        };
        let (low, high) = (profile.sensitivity.low, profile.sensitivity.high);
        let covered = near(profile.speed_mps, profile.detour);
        let (mut surely, mut perhaps) = (covered, covered);
        if self.farthest_off + demand.off.0 > 0.0 {
            (surely, perhaps) = (false, false);
            let around = Metres(profile.radius().0 + self.farthest_off + demand.off.0);
            self.lines.each_within(demand.point, around, |site, straight| {
                let off = self.accuracies[site] + demand.off.0;
                surely |= walk(Metres(straight.0 + off), profile.detour) <= limit;
                perhaps |= walk(Metres((straight.0 - off).max(0.0)), profile.detour) <= limit;
            });
        }
        let mut second: Vec<bool> = profile
            .second_lines
            .iter()
            .map(|line| !line.best_of_all && near(line.speed_mps, profile.detour))
            .collect();
        best_of_all(profile, covered, &mut second);
        Standing {
            known: true,
            walk: nearest.map(|straight| walk(straight, profile.detour)),
            covered,
            low: near(low.speed_mps, low.detour),
            high: near(high.speed_mps, high.detour),
            bound: near(profile.speed_mps, 1.0),
            surely,
            perhaps,
            second,
            paced: self
                .paces
                .iter()
                .map(|pace| Some(near(pace.speed.0, profile.detour)))
                .collect(),
            detour: Detour::None,
        }
    }
}

/// Fills the lines that stand for the best of all: within by the headline or by any other line.
pub(super) fn best_of_all(profile: &CircleProfile, covered: bool, second: &mut [bool]) {
    let any = covered || second.iter().any(|within| *within);
    for (line, within) in profile.second_lines.iter().zip(second) {
        *within |= line.best_of_all && any;
    }
}

impl Measure for StraightMeasure<'_> {
    fn standings(&self, demand: &[Demand]) -> Vec<Standing> {
        demand.par_iter().map(|demand| self.stand(demand)).collect()
    }

    fn in_reach(&self, by_community: &[&[Demand]]) -> Vec<usize> {
        let count = |demand: &&[Demand]| {
            let mut reached = BTreeSet::new();
            for demand in *demand {
                self.lines
                    .each_within(demand.point, self.profile.radius(), |site, straight| {
                        if walk(straight, self.profile.detour) <= self.profile.limit() {
                            reached.insert(site);
                        }
                    });
            }
            reached.len()
        };
        by_community.par_iter().map(count).collect()
    }

    fn land(&self, _: usize, community: &Community, ground: &Ground) -> PartedLand {
        // Only where there is land to cut, and only the circles that can touch this community.
        let around = community.boundary.bounding_rect().filter(|_| !ground.land.0.is_empty());
        let reach = around.map_or(MultiPolygon::new(Vec::new()), |around| {
            let half = Metres(around.width().hypot(around.height()) / 2.0 + self.profile.radius().0);
            reach_area(&self.lines.doors_within(around.center(), half), self.profile.radius())
        });
        PartedLand {
            covered_m2: ground.land.intersection(&reach).unsigned_area(),
            unknown_m2: 0.0,
            unreached: ground.land.difference(&reach),
        }
    }

    fn drawn(&self) -> MultiPolygon<f64> {
        reach_area(self.lines.doors(), self.profile.radius())
    }
}
