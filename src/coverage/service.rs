//! One service over one town: who is within its circle.

use std::collections::BTreeSet;

use geo::{Area, BooleanOps, MultiPolygon};
use rayon::prelude::*;

use super::gaps::gaps_of;
use super::ground::Ground;
use super::settle::Settlement;
use crate::catchment::{StraightLine, reach_area, walk};
use crate::domain::assessment::{CommunityFound, GroupFound, NearestSummary, Settled};
use crate::domain::circle::{AppliesTo, CircleProfile};
use crate::domain::community::{CommitteeType, Community};
use crate::domain::demand::Demand;
use crate::domain::rate::Rate;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;
use crate::units::{Metres, MetresPerSecond, Millimetres, Persons, SquareMetres};

/// What is needed to assess any service of a circle.
pub(super) struct Setting<'a> {
    pub(super) town: &'a Town,
    pub(super) settlement: &'a Settlement,
    pub(super) grounds: &'a [Ground],
    pub(super) profile: &'a CircleProfile,
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
    sites: Vec<usize>,
}

impl Setting<'_> {
    /// Assesses one service served by these sites.
    pub(super) fn assess(&self, sites: &[&Site]) -> (GroupFound, Vec<Standing>) {
        let radius = self.profile.radius();
        let lines = StraightLine::new(sites.iter().copied(), radius);
        let reach = reach_area(lines.doors(), radius);
        let standings: Vec<Standing> = self
            .settlement
            .demand
            .par_iter()
            .map(|demand| self.stand(demand, sites, &lines))
            .collect();
        let mut start = 0;
        let mut communities = Vec::new();
        let mut gaps = Vec::new();
        for (position, demand) in self.settlement.by_community().into_iter().enumerate() {
            let own = &standings[start..start + demand.len()];
            start += demand.len();
            let community = &self.town.communities[position];
            let applies = applies(community, self.profile.applies_to);
            let ground = &self.grounds[position];
            let covered_land = ground.land.intersection(&reach).unsigned_area();
            let mut found = self.count(community, applies, &self.settlement.settled[position], demand, own);
            found.hosts = sites.iter().filter(|site| serves(site, community)).count();
            found.residential_land = (!self.town.residential_land.is_empty()).then_some(SquareMetres(ground.area));
            found.covered_land = SquareMetres(covered_land);
            if applies {
                let (own_gaps, land) = gaps_of(community, ground, &reach, demand, own, self.profile.detour);
                found.gap_land = SquareMetres(land);
                gaps.extend(own_gaps);
            }
            communities.push(found);
        }
        gaps.sort_by(|a, b| {
            b.people
                .cmp(&a.people)
                .then(a.community.cmp(&b.community))
                .then(a.area.0.total_cmp(&b.area.0).reverse())
        });
        (
            GroupFound {
                sites: sites.len(),
                communities,
                reach: tidy(reach),
                gaps,
            },
            standings,
        )
    }

    fn stand(&self, demand: &Demand, sites: &[&Site], lines: &StraightLine) -> Standing {
        let profile = self.profile;
        let limit = profile.limit();
        let within = |straight: Metres, speed: f64, detour: f64| {
            walk(straight, detour) <= profile.limit_at(MetresPerSecond(speed))
        };
        let nearest = lines.nearest(demand.point).map(|(_, straight)| straight);
        let near = |speed: f64, detour: f64| nearest.is_some_and(|straight| within(straight, speed, detour));
        let (low, high) = (profile.sensitivity.low, profile.sensitivity.high);
        let accuracy = |site: usize| sites[site].origin.accuracy.map_or(0.0, |metres| metres.0);
        let farthest = sites
            .iter()
            .filter_map(|site| site.origin.accuracy)
            .map(|metres| metres.0)
            .fold(0.0, f64::max);
        let (mut surely, mut perhaps) = (false, false);
        let mut reached = BTreeSet::new();
        lines.each_within(demand.point, Metres(profile.radius().0 + farthest), |site, straight| {
            if walk(straight, profile.detour) <= limit {
                reached.insert(site);
            }
            surely |= walk(Metres(straight.0 + accuracy(site)), profile.detour) <= limit;
            perhaps |= walk(Metres((straight.0 - accuracy(site)).max(0.0)), profile.detour) <= limit;
        });
        Standing {
            straight: nearest,
            covered: near(profile.speed_mps, profile.detour),
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
            sites: reached.into_iter().collect(),
        }
    }

    fn count(
        &self,
        community: &Community,
        applies: bool,
        settled: &Settled,
        demand: &[Demand],
        standings: &[Standing],
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
        let verdict_of = |covered: Persons| {
            if applies {
                Rate::of_people(covered, unknown, all).verdict(self.profile.theta)
            } else {
                Verdict::NotAssessed
            }
        };
        let verdict = verdict_of(covered);
        let (low, high) = (sum(&|s| s.low), sum(&|s| s.high));
        let others = [low, high, sum(&|s| s.surely), sum(&|s| s.perhaps)];
        let mut in_reach: Vec<usize> = standings.iter().flat_map(|s| s.sites.iter().copied()).collect();
        in_reach.sort_unstable();
        in_reach.dedup();
        CommunityFound {
            community: community.id,
            applies,
            hosts: 0,
            in_reach: in_reach.len(),
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

/// Whether the circle is for this community. One made for want of a boundary carries no verdict and no rate.
fn applies(community: &Community, to: AppliesTo) -> bool {
    !community.provisional
        && match to {
            AppliesTo::All => true,
            AppliesTo::Urban => community.committee_type == Some(CommitteeType::Residents),
            AppliesTo::Rural => community.committee_type == Some(CommitteeType::Villagers),
        }
}

fn serves(site: &Site, community: &Community) -> bool {
    site.host == Some(community.id)
        || community
            .code
            .as_ref()
            .is_some_and(|code| site.serves.contains(&code.value))
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
