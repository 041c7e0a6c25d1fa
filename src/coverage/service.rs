//! One service over one town: who is within its circle.

use std::collections::BTreeMap;

use geo::{Area, MultiPolygon};
use rayon::prelude::*;

use super::along_streets::StreetMeasure;
use super::counting::Hosts;
use super::gaps::gaps_of;
use super::ground::Ground;
use super::halo::Halo;
use super::measure::{Detour, Measure, Standing};
use super::paced::paced;
use super::settle::Settlement;
use super::straight::StraightMeasure;
use super::streets_of_circle::StreetsOfCircle;
use crate::domain::assessment::{Adequacy, Applies, CommunityFound, GroupFound, NearestSummary, Settled};
use crate::domain::circle::{AppliesTo, CircleProfile, ServiceGroup};
use crate::domain::community::{CommitteeType, Community};
use crate::domain::demand::Demand;
use crate::domain::gap::Gap;
use crate::domain::rate::Rate;
use crate::domain::site::{FunctionState, Site};
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;
use crate::units::{Metres, Millimetres, Persons, SquareMetres};

/// What is needed to assess any service of a circle.
pub(super) struct Setting<'a> {
    pub(super) town: &'a Town,
    pub(super) settlement: &'a Settlement,
    pub(super) grounds: &'a [Ground],
    pub(super) profile: &'a CircleProfile,
    /// From where the circle can reach a community.
    pub(super) halo: Halo,
    /// The streets, where reach is measured along them.
    pub(super) streets: Option<&'a StreetsOfCircle<'a>>,
}

impl Setting<'_> {
    /// Assesses one service served by these sites. `complete`: nothing that could serve too is missing or doubtful, so that who is not
    /// reached is known not to be.
    pub(super) fn assess(&self, group: &ServiceGroup, sites: &[&Site], complete: bool) -> (GroupFound, Vec<Standing>) {
        match self.streets {
            None => self.measured(group, sites, complete, &StraightMeasure::new(self.profile, sites)),
            Some(streets) => self.measured(
                group,
                sites,
                complete,
                &StreetMeasure::new(streets, self.profile, sites),
            ),
        }
    }

    fn measured(
        &self,
        group: &ServiceGroup,
        sites: &[&Site],
        complete: bool,
        measure: &impl Measure,
    ) -> (GroupFound, Vec<Standing>) {
        let standings = measure.standings(&self.settlement.demand);
        let hosts = Hosts::of(sites);
        let by_community = self.settlement.by_community();
        let starts: Vec<usize> = by_community
            .iter()
            .scan(0, |next, demand| Some(std::mem::replace(next, *next + demand.len())))
            .collect();
        let in_reach = measure.in_reach(&by_community);
        let assessed: Vec<(CommunityFound, Vec<Gap>)> = (0..by_community.len())
            .into_par_iter()
            .map(|position| {
                let demand = by_community[position];
                let own = &standings[starts[position]..starts[position] + demand.len()];
                let (mut found, gaps) = self.community(position, demand, own, measure, complete);
                found.hosts = hosts.count(&self.town.communities[position]);
                found.in_reach = in_reach[position];
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
        (
            GroupFound {
                sites: near.len(),
                approximate_sites: near.iter().filter(|site| is_approximate(site, group)).count(),
                communities,
                reach: tidy(measure.drawn()),
                gaps,
                severed_by: severed_by(&self.settlement.demand, &standings),
            },
            standings,
        )
    }

    fn community(
        &self,
        position: usize,
        demand: &[Demand],
        standings: &[Standing],
        measure: &impl Measure,
        complete: bool,
    ) -> (CommunityFound, Vec<Gap>) {
        let community = &self.town.communities[position];
        let ground = &self.grounds[position];
        let mut found = self.count(
            (community, self.streets.map(|streets| &streets.adequacy[position])),
            &self.settlement.settled[position],
            demand,
            standings,
            complete,
        );
        found.residential_land = (!self.town.residential_land.is_empty()).then_some(SquareMetres(ground.area));
        let land = measure.land(position, community, ground);
        found.covered_land = SquareMetres(land.covered_m2);
        found.unknown_land = SquareMetres(land.unknown_m2);
        if found.applies != Applies::Yes {
            return (found, Vec::new());
        }
        let (gaps, land) = gaps_of(community, ground, land.unreached, demand, standings);
        found.gap_land = SquareMetres(land);
        (found, gaps)
    }

    fn count(
        &self,
        (community, adequacy): (&Community, Option<&Adequacy>),
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
        let adequate = adequacy.is_none_or(Adequacy::suffices);
        // Whose place is not known, and whose way can't be told.
        let unknown = settled.people.map_or(Persons::NONE, |people| people - settled.located) + sum(&|s| !s.known);
        let all = settled.people.unwrap_or(settled.located);
        let applies = applies(community, self.profile.applies_to);
        let verdict_of = |covered: Persons| {
            let judged = applies == Applies::Yes && !community.provisional && settled.people.is_some() && adequate;
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
            paced: paced(&self.profile.paces(), settled, demand, standings),
            nearest: summary(demand, standings),
            residential_land: None,
            covered_land: SquareMetres(0.0),
            unknown_land: SquareMetres(0.0),
            gap_land: SquareMetres(0.0),
            gap_people: sum(&|s| s.known && !s.covered),
            severed: sum(&|s| matches!(s.detour, Detour::Severed(_))),
            longer_way: sum(&|s| s.detour == Detour::LongerWay),
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

fn summary(demand: &[Demand], standings: &[Standing]) -> Option<NearestSummary> {
    let mut costs: Vec<(Millimetres, Persons)> = demand
        .iter()
        .zip(standings)
        .filter(|(demand, _)| demand.people > Persons::NONE)
        .filter_map(|(demand, standing)| Some((standing.walk?, demand.people)))
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

/// People severed from a nearer facility, by what lies between, most people first.
fn severed_by(demand: &[Demand], standings: &[Standing]) -> Vec<(String, Persons)> {
    let mut by: BTreeMap<&str, Persons> = BTreeMap::new();
    for (demand, standing) in demand.iter().zip(standings) {
        if let Detour::Severed(barrier) = &standing.detour {
            *by.entry(barrier).or_default() += demand.people;
        }
    }
    let mut by: Vec<(String, Persons)> = by
        .into_iter()
        .map(|(barrier, people)| (barrier.to_owned(), people))
        .collect();
    by.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    by
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
