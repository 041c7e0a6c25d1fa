//! What an answer means to a planner: which sites, where, for whom.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Spot;
use super::rounds::{Served, rounds};
use super::setting::Setting;
use super::sharing::SharedIs;
use crate::coverage::{PlaceIndex, Settlement};
use crate::crs::LonLat;
use crate::domain::circle::ServiceGroup;
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::site::FunctionState;
use crate::domain::siting::{
    Housed, PlanQuality, PlannedSite, RejectedPlace, SiteAct, SiteFrom, SitePlan, SitedService, SitingUnit,
};
use crate::domain::town::Town;
use crate::siting::{Answer, Ask, Going};
use crate::units::Persons;

/// Floor area of community services that every hundred households ask for (the plans' own figure).
const SQUARE_METRES_PER_HOUSEHOLD: f64 = 0.3;

/// Reads answers of one run.
pub(super) struct Reader<'a> {
    pub(super) town: &'a Town,
    pub(super) settlement: &'a Settlement,
    pub(super) spots: &'a [Spot],
    pub(super) services: &'a [&'a ServiceGroup],
    pub(super) setting: &'a Setting,
    pub(super) ask: &'a Ask,
    /// Who goes where today.
    pub(super) before: &'a [Going],
    /// Where each spot is.
    pub(super) degrees: &'a [LonLat],
    pub(super) unit: SitingUnit,
}

/// What is summed of one site.
#[derive(Clone)]
struct Sum {
    people: i64,
    newly: i64,
    groups: [Option<i64>; 3],
    longest: Option<i64>,
    /// With each service: people, and those whom nothing serves with it today.
    housed: Vec<(i64, i64)>,
    /// Households of those who come for each service.
    households: Vec<Option<f64>>,
}

impl Reader<'_> {
    /// A value of the objective in the result's unit.
    pub(super) fn in_unit(&self, value: i128) -> f64 {
        let value = value as f64;
        match self.unit {
            SitingUnit::People | SitingUnit::PeopleServices | SitingUnit::WeightedPeople => value / 1e6,
            SitingUnit::PersonMetres | SitingUnit::PersonSeconds => value / 1e9,
            SitingUnit::Metres | SitingUnit::Seconds => value / 1e3,
            SitingUnit::Sites | SitingUnit::Cost => value,
        }
    }

    /// The places that were turned away.
    pub(super) fn rejected(&self) -> Vec<RejectedPlace> {
        let rejected = self.setting.rejected.iter();
        rejected
            .filter(|(position, _)| self.spots[*position].from != SiteFrom::Standing)
            .map(|(position, why)| {
                let spot = &self.spots[*position];
                RejectedPlace {
                    id: spot.site.id.0,
                    key: spot.key.clone(),
                    from: spot.from,
                    name: spot.site.name.clone(),
                    at: self.degrees[*position],
                    why: *why,
                }
            })
            .collect()
    }

    /// What else goes with sites that plans give up: a facility is removed whole.
    pub(super) fn losses(&self, plans: &[SitePlan]) -> Vec<String> {
        let closed = plans
            .iter()
            .flat_map(|plan| &plan.sites)
            .filter(|site| site.act == SiteAct::Closes);
        let closed: BTreeSet<i64> = closed.map(|site| site.id).collect();
        let standing = self.spots.iter().filter(|spot| closed.contains(&spot.site.id.0));
        standing
            .filter_map(|spot| {
                let other = spot.site.functions.iter().filter(|function| {
                    let asked = |service: &&ServiceGroup| service.any_of.contains(&function.category);
                    function.state == FunctionState::Existing && !self.services.iter().any(asked)
                });
                let other: Vec<&str> = other.map(|function| function.category.as_str()).collect();
                let (id, name, other) = (spot.site.id.0, &spot.site.name, other.join(", "));
                (!other.is_empty()).then(|| {
                    format!("facility {id} ({name}) is also {other}: where a plan gives it up and is kept as a scenario, all of it goes")
                })
            })
            .collect()
    }

    /// An answer as a plan.
    pub(super) fn plan(&self, answer: &Answer) -> SitePlan {
        let sums = self.sums(answer);
        let index = PlaceIndex::new(&self.town.communities);
        let problem = &self.setting.problem;
        let mut sites: Vec<PlannedSite> = Vec::new();
        // The rooms of a house are told as one site.
        let mut houses: BTreeMap<u32, usize> = BTreeMap::new();
        for (place, sum) in sums.iter().enumerate() {
            let of = &problem.places[place];
            let open = answer.open.binary_search(&(place as u32)).is_ok();
            let act = match (of.role.stands(), open) {
                (true, true) => SiteAct::Stays,
                (true, false) => SiteAct::Closes,
                (false, true) => SiteAct::Opens,
                (false, false) => continue,
            };
            let house = of.shared.filter(|which| {
                let is = &self.setting.shared[*which as usize];
                matches!(is, SharedIs::House(..))
            });
            let position = self.setting.spots[place];
            let spot = &self.spots[position];
            let mut site = PlannedSite {
                id: of.id,
                key: spot.key.clone(),
                name: spot.site.name.clone(),
                from: spot.from,
                now: spot.now.clone(),
                houses: housed(&sum.housed, &spot.houses),
                act,
                at: self.degrees[position],
                community: index
                    .find(spot.site.point)
                    .map(|at| self.town.communities[at].name.clone()),
                cost: of.cost + house.map_or(0, |which| problem.shared[which as usize].cost),
                capacity: of.capacity.filter(|_| self.ask.capacitated),
                area_m2: spot.area_m2,
                people: Persons(sum.people),
                newly: Persons(sum.newly),
                groups: groups(&sum.groups),
                longest: sum.longest,
                // The same rooms do for several services.
                floor_area_m2: most(&sum.households)
                    .filter(|_| spot.from != SiteFrom::Mobile)
                    .map(|households| households * SQUARE_METRES_PER_HOUSEHOLD),
            };
            for housed in &mut site.houses {
                housed.capacity = site.capacity;
            }
            match house.map(|which| (which, houses.get(&which))) {
                Some((which, Some(known))) => {
                    let charged = problem.shared[which as usize].cost;
                    add_room(&mut sites[*known], site, charged);
                }
                Some((which, None)) => {
                    houses.insert(which, sites.len());
                    sites.push(site);
                }
                None => sites.push(site),
            }
        }
        let is_open = |place: usize| answer.open.binary_search(&(place as u32)).is_ok();
        let served = |place: usize| Served {
            people: sums[place].people,
            newly: sums[place].newly,
        };
        let first = |act: SiteAct| match act {
            SiteAct::Opens => 0,
            SiteAct::Closes => 1,
            SiteAct::Stays => 2,
        };
        sites.sort_by_key(|site| (first(site.act), std::cmp::Reverse(site.people)));
        let all = |of: fn(&PlannedSite) -> i64| Persons(sites.iter().map(of).sum());
        let mut served_groups = GroupCounts::UNCOUNTED;
        for group in PeopleGroup::ALL {
            let counts: Option<i64> = sums
                .iter()
                .filter(|sum| sum.people > 0)
                .map(|sum| sum.groups[group as usize])
                .sum();
            served_groups.set(group, counts.map(Persons));
        }
        let is_known = answer.bound != i128::MAX && answer.bound != i128::MIN;
        SitePlan {
            served: all(|site| site.people.0),
            newly: all(|site| site.newly.0),
            housed: self.all_housed(&sums),
            served_groups,
            rounds: rounds(self.setting, &answer.open, served),
            cost: i64::try_from(problem.cost(is_open)).unwrap_or(i64::MAX),
            quality: PlanQuality {
                status: answer.status.key(),
                stopped_by: answer.status.stopped_by().map(crate::siting::Limit::key),
                value: self.in_unit(answer.value),
                bound: is_known.then(|| self.in_unit(answer.bound)),
                gap: is_known.then(|| answer.gap()),
                proven: answer.proven.map(|proven| self.in_unit(proven)),
                nodes: answer.nodes,
            },
            sites,
        }
    }

    /// People, groups and ways of each place.
    fn sums(&self, answer: &Answer) -> Vec<Sum> {
        let problem = &self.setting.problem;
        let none = Sum {
            people: 0,
            newly: 0,
            groups: [Some(0); 3],
            longest: None,
            housed: vec![(0, 0); self.services.len()],
            households: vec![Some(0.0); self.services.len()],
        };
        let mut sums = vec![none; problem.places.len()];
        let mut today = vec![0_i64; problem.needs.len()];
        for going in self.before {
            today[going.need as usize] += going.people.0;
        }
        let per_person = self.households_per_person();
        let stands = |going: &Going| problem.places[going.place as usize].role.stands();
        // Those who were served before are first counted at the sites that stand; the rest are new.
        let mut order: Vec<&Going> = answer.going.iter().collect();
        order.sort_by_key(|going| (going.need, !stands(going), going.place));
        for going in order {
            let (need, people) = (going.need as usize, going.people.0);
            let known = people.min(today[need]);
            today[need] -= known;
            let lives = &self.settlement.demand[self.setting.demand[need]];
            let sum = &mut sums[going.place as usize];
            sum.people += people;
            sum.newly += people - known;
            let wants = self.setting.wants[need];
            sum.housed[wants].0 += people;
            sum.housed[wants].1 += people - known;
            for group in PeopleGroup::ALL {
                let share = lives.groups.get(group).map(|of| {
                    let part = i128::from(of.0) * i128::from(people) / i128::from(lives.people.0.max(1));
                    part as i64
                });
                let known = &mut sum.groups[group as usize];
                *known = known.zip(share).map(|(known, share)| known + share);
            }
            let way = problem.reach.at(need, going.place);
            sum.longest = sum.longest.max(way);
            let households = per_person.get(&lives.community.0).copied();
            sum.households[wants] = sum.households[wants]
                .zip(households)
                .map(|(known, each)| known + each * going.people.as_f64());
        }
        sums
    }

    /// The services, and whom they serve today.
    pub(super) fn today(&self) -> Vec<SitedService> {
        let mut served = vec![0; self.services.len()];
        for going in self.before {
            served[self.setting.wants[going.need as usize]] += going.people.0;
        }
        let services = self.services.iter().zip(served);
        services
            .map(|(service, served)| SitedService {
                key: service.key.clone(),
                zh: service.zh.clone(),
                en: service.en.clone(),
                served_today: Persons(served),
            })
            .collect()
    }

    /// People served with each service.
    fn all_housed(&self, sums: &[Sum]) -> Vec<Housed> {
        let all = |which: usize| {
            let of = sums.iter().map(|sum| sum.housed[which]);
            of.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
        };
        let sums: Vec<(i64, i64)> = (0..self.services.len()).map(all).collect();
        housed(&sums, &(0..self.services.len()).collect::<Vec<_>>())
    }

    /// Households for each person, of the communities that say how many there are.
    fn households_per_person(&self) -> BTreeMap<i64, f64> {
        let mut people: BTreeMap<i64, i64> = BTreeMap::new();
        for lives in &self.settlement.demand {
            *people.entry(lives.community.0).or_default() += lives.people.0;
        }
        let communities = self.town.communities.iter();
        communities
            .filter_map(|community| {
                let people = people.get(&community.id.0).copied().filter(|people| *people > 0)?;
                let households = community.households?;
                Some((community.id.0, f64::from(households) / Persons(people).as_f64()))
            })
            .collect()
    }
}

/// Adds a room to the house that it is in; `charged` is what both say of the house's own cost.
fn add_room(house: &mut PlannedSite, room: PlannedSite, charged: i64) {
    house.cost += room.cost - charged;
    house.people.0 += room.people.0;
    house.newly.0 += room.newly.0;
    house.houses.extend(room.houses);
    house.capacity = house
        .capacity
        .zip(room.capacity)
        .map(|(one, other)| Persons(one.0 + other.0));
    for group in PeopleGroup::ALL {
        let both = house.groups.get(group).zip(room.groups.get(group));
        house
            .groups
            .set(group, both.map(|(one, other)| Persons(one.0 + other.0)));
    }
    house.longest = house.longest.max(room.longest);
    // Each service has rooms of its own.
    let floors = house.floor_area_m2.zip(room.floor_area_m2);
    house.floor_area_m2 = floors.map(|(one, other)| one + other);
}

fn housed(sums: &[(i64, i64)], houses: &[usize]) -> Vec<Housed> {
    let of = |which: &usize| Housed {
        service: *which,
        people: Persons(sums[*which].0),
        newly: Persons(sums[*which].1),
        capacity: None,
    };
    houses.iter().map(of).collect()
}

/// The most of several numbers, of which all must be known.
fn most(numbers: &[Option<f64>]) -> Option<f64> {
    let known: Option<Vec<f64>> = numbers.iter().copied().collect();
    known?.into_iter().reduce(f64::max)
}

fn groups(counts: &[Option<i64>; 3]) -> GroupCounts {
    let mut groups = GroupCounts::UNCOUNTED;
    for group in PeopleGroup::ALL {
        groups.set(group, counts[group as usize].map(Persons));
    }
    groups
}
