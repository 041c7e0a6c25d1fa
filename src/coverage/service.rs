//! One service over one town: who is within its circle.

use std::collections::BTreeSet;

use geo::{Area, BooleanOps, BoundingRect, MultiPolygon};
use rayon::prelude::*;

use super::counting::Hosts;
use super::gaps::gaps_of;
use super::ground::Ground;
use super::halo::Halo;
use super::settle::Settlement;
use crate::catchment::{StraightLine, reach_area, walk};
use crate::domain::assessment::{Applies, CommunityFound, GroupFound, NearestSummary, Settled};
use crate::domain::circle::{AppliesTo, CircleProfile, ServiceGroup};
use crate::domain::community::{CommitteeType, Community};
use crate::domain::demand::Demand;
use crate::domain::gap::Gap;
use crate::domain::rate::Rate;
use crate::domain::site::{FunctionState, Site};
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;
use crate::units::{Metres, MetresPerSecond, Millimetres, Persons, SquareMetres};

/// What is needed to assess any service of a circle.
pub(super) struct Setting<'a> {
    pub(super) town: &'a Town,
    pub(super) settlement: &'a Settlement,
    pub(super) grounds: &'a [Ground],
    pub(super) profile: &'a CircleProfile,
    /// From where the circle can reach a community.
    pub(super) halo: Halo,
}

/// How one place stands to the service.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is the answer to another question about the same place"
)]
pub(super) struct Standing {
    /// Straight distance to the nearest door; `None` where there is no site at all.
    pub(super) straight: Option<Metres>,
    pub(super) covered: bool,
    low: bool,
    high: bool,
    bound: bool,
    /// Within the circle even if every point is off by its accuracy the wrong way, and the right way.
    surely: bool,
    perhaps: bool,
    second: Vec<bool>,
}

/// The sites of one service, indexed.
struct Service<'a> {
    lines: &'a StraightLine,
    /// How far each site may be off, in metres.
    accuracies: Vec<f64>,
    farthest_off: f64,
}

impl Setting<'_> {
    /// Assesses one service served by these sites. `complete`: nothing that could serve too is missing or doubtful, so that who is not
    /// reached is known not to be.
    pub(super) fn assess(&self, group: &ServiceGroup, sites: &[&Site], complete: bool) -> (GroupFound, Vec<Standing>) {
        let radius = self.profile.radius();
        let lines = StraightLine::new(sites.iter().copied(), radius);
        let accuracies: Vec<f64> = sites.iter().map(|site| site.origin.off().0).collect();
        let service = Service {
            lines: &lines,
            farthest_off: accuracies.iter().copied().fold(0.0, f64::max),
            accuracies,
        };
        let standings: Vec<Standing> = self
            .settlement
            .demand
            .par_iter()
            .map(|demand| self.stand(demand, &service))
            .collect();
        let hosts = Hosts::of(sites);
        let by_community = self.settlement.by_community();
        let starts: Vec<usize> = by_community
            .iter()
            .scan(0, |next, demand| Some(std::mem::replace(next, *next + demand.len())))
            .collect();
        let assessed: Vec<(CommunityFound, Vec<Gap>)> = (0..by_community.len())
            .into_par_iter()
            .map(|position| {
                let demand = by_community[position];
                let own = &standings[starts[position]..starts[position] + demand.len()];
                let (mut found, gaps) = self.community(position, demand, own, &lines, complete);
                found.hosts = hosts.count(&self.town.communities[position]);
                (found, gaps)
            })
            .collect();
        let (communities, gaps): (Vec<_>, Vec<_>) = assessed.into_iter().unzip();
        let mut gaps: Vec<Gap> = gaps.into_iter().flatten().collect();
        gaps.sort_by(|a, b| {
            let larger_first = a.area.0.total_cmp(&b.area.0).reverse();
            b.people
                .cmp(&a.people)
                .then(a.community.cmp(&b.community))
                .then(larger_first)
        });
        let near: Vec<&&Site> = sites.iter().filter(|site| self.halo.holds(site)).collect();
        let reach = tidy(reach_area(lines.doors(), radius));
        (
            GroupFound {
                sites: near.len(),
                approximate_sites: near.iter().filter(|site| is_approximate(site, group)).count(),
                communities,
                reach,
                gaps,
            },
            standings,
        )
    }

    fn community(
        &self,
        position: usize,
        demand: &[Demand],
        standings: &[Standing],
        lines: &StraightLine,
        complete: bool,
    ) -> (CommunityFound, Vec<Gap>) {
        let community = &self.town.communities[position];
        let ground = &self.grounds[position];
        let mut found = self.count(
            community,
            &self.settlement.settled[position],
            demand,
            standings,
            complete,
        );
        found.in_reach = self.in_reach(demand, lines);
        found.residential_land = (!self.town.residential_land.is_empty()).then_some(SquareMetres(ground.area));
        // Only where there is land to cut, and only the circles that can touch this community.
        let around = community.boundary.bounding_rect().filter(|_| !ground.land.0.is_empty());
        let reach = around.map_or(MultiPolygon::new(Vec::new()), |around| {
            let half = Metres(around.width().hypot(around.height()) / 2.0 + self.profile.radius().0);
            reach_area(&lines.doors_within(around.center(), half), self.profile.radius())
        });
        found.covered_land = SquareMetres(ground.land.intersection(&reach).unsigned_area());
        if found.applies != Applies::Yes {
            return (found, Vec::new());
        }
        let (gaps, land) = gaps_of(community, ground, &reach, demand, standings, self.profile.detour);
        found.gap_land = SquareMetres(land);
        (found, gaps)
    }

    /// How many sites are within the circle of at least one of these places.
    fn in_reach(&self, demand: &[Demand], lines: &StraightLine) -> usize {
        let mut reached = BTreeSet::new();
        for demand in demand {
            lines.each_within(demand.point, self.profile.radius(), |site, straight| {
                if walk(straight, self.profile.detour) <= self.profile.limit() {
                    reached.insert(site);
                }
            });
        }
        reached.len()
    }

    fn stand(&self, demand: &Demand, service: &Service<'_>) -> Standing {
        let profile = self.profile;
        let limit = profile.limit();
        let nearest = service.lines.nearest(demand.point).map(|(_, straight)| straight);
        let near = |speed: f64, detour: f64| {
            nearest.is_some_and(|straight| walk(straight, detour) <= profile.limit_at(MetresPerSecond(speed)))
        };
        let (low, high) = (profile.sensitivity.low, profile.sensitivity.high);
        let covered = near(profile.speed_mps, profile.detour);
        let (mut surely, mut perhaps) = (covered, covered);
        if service.farthest_off + demand.off.0 > 0.0 {
            (surely, perhaps) = (false, false);
            let around = Metres(profile.radius().0 + service.farthest_off + demand.off.0);
            service.lines.each_within(demand.point, around, |site, straight| {
                let off = service.accuracies[site] + demand.off.0;
                surely |= walk(Metres(straight.0 + off), profile.detour) <= limit;
                perhaps |= walk(Metres((straight.0 - off).max(0.0)), profile.detour) <= limit;
            });
        }
        Standing {
            straight: nearest,
            covered,
            low: near(low.speed_mps, low.detour),
            high: near(high.speed_mps, high.detour),
            bound: near(profile.speed_mps, 1.0),
            surely,
            perhaps,
            second: profile
                .second_lines
                .iter()
                .map(|line| near(line.speed_mps, profile.detour))
                .collect(),
        }
    }

    fn count(
        &self,
        community: &Community,
        settled: &Settled,
        demand: &[Demand],
        standings: &[Standing],
        complete: bool,
    ) -> CommunityFound {
        let sum = |inside: &dyn Fn(&Standing) -> bool| -> Persons {
            demand
                .iter()
                .zip(standings)
                .filter(|(_, standing)| inside(standing))
                .map(|(demand, _)| demand.people)
                .sum()
        };
        let covered = sum(&|s| s.covered);
        let unknown = settled.people.map_or(Persons::NONE, |people| people - settled.located);
        let all = settled.people.unwrap_or(settled.located);
        let applies = applies(community, self.profile.applies_to);
        let verdict_of = |covered: Persons| {
            let judged = applies == Applies::Yes && !community.provisional && settled.people.is_some();
            let verdict = Rate::of_people(covered, unknown, all).verdict(self.profile.theta);
            match verdict {
                _ if !judged => Verdict::NotAssessed,
                Verdict::NotReached if !complete => Verdict::NotAssessed,
                verdict => verdict,
            }
        };
        let verdict = verdict_of(covered);
        let (low, high) = (sum(&|s| s.low), sum(&|s| s.high));
        let others = [low, high, sum(&|s| s.surely), sum(&|s| s.perhaps)];
        CommunityFound {
            community: community.id,
            applies,
            provisional: community.provisional,
            hosts: 0,
            in_reach: 0,
            people: settled.people,
            covered,
            unknown,
            covered_low: low,
            covered_high: high,
            covered_bound: sum(&|s| s.bound),
            covered_second: (0..self.profile.second_lines.len())
                .map(|line| sum(&|s| s.second[line]))
                .collect(),
            nearest: summary(demand, standings, self.profile.detour),
            residential_land: None,
            covered_land: SquareMetres(0.0),
            gap_land: SquareMetres(0.0),
            gap_people: sum(&|s| !s.covered),
            verdict,
            near_the_line: self.profile.theta.is_some() && others.into_iter().any(|other| verdict_of(other) != verdict),
        }
    }
}

/// Whether a site is this service by approximate rules alone.
fn is_approximate(site: &Site, group: &ServiceGroup) -> bool {
    let mut functions = site
        .functions
        .iter()
        .filter(|function| function.state == FunctionState::Existing && group.any_of.contains(&function.category));
    functions.all(|function| function.approximate)
}

/// Whether the circle is for this community.
pub(super) fn applies(community: &Community, to: AppliesTo) -> Applies {
    let wanted = match to {
        AppliesTo::All => return Applies::Yes,
        AppliesTo::Urban => CommitteeType::Residents,
        AppliesTo::Rural => CommitteeType::Villagers,
    };
    match community.committee_type {
        None => Applies::Unknown,
        Some(kind) if kind == wanted => Applies::Yes,
        Some(_) => Applies::No,
    }
}

fn summary(demand: &[Demand], standings: &[Standing], detour: f64) -> Option<NearestSummary> {
    let mut costs: Vec<(Millimetres, Persons)> = demand
        .iter()
        .zip(standings)
        .filter(|(demand, _)| demand.people > Persons::NONE)
        .filter_map(|(demand, standing)| Some((walk(standing.straight?, detour), demand.people)))
        .collect();
    costs.sort_unstable();
    let (max, _) = *costs.last()?;
    let everybody: i128 = costs.iter().map(|(_, people)| i128::from(people.0)).sum();
    let walked: i128 = costs
        .iter()
        .map(|(cost, people)| i128::from(cost.0) * i128::from(people.0))
        .sum();
    let mut counted = 0_i128;
    let (p90, _) = *costs.iter().find(|(_, people)| {
        counted += i128::from(people.0);
        counted * 10 >= everybody * 9
    })?;
    Some(NearestSummary {
        mean: Metres(walked as f64 / everybody as f64 / 1000.0),
        p90: Metres(p90.metres()),
        max: Metres(max.metres()),
    })
}

/// Drops what a union leaves at the rim of measurement: rings of less than a square centimetre.
fn tidy(area: MultiPolygon<f64>) -> MultiPolygon<f64> {
    MultiPolygon(
        area.0
            .into_iter()
            .filter(|polygon| polygon.unsigned_area() > 1e-4)
            .collect(),
    )
}
