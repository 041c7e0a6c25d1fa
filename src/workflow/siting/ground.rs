//! What a run stood on, held so that another choice of its places is counted at once: a site moved by hand.

use std::collections::BTreeMap;

use super::candidates::Spot;
use super::plans::Reader;
use super::setting::Setting;
use super::wrong::WrongSiting;
use crate::coverage::{PlaceIndex, Settlement};
use crate::crs::LonLat;
use crate::domain::circle::ServiceGroup;
use crate::domain::siting::{
    CandidateSite, CountedPlan, PlannedSite, SiteAct, SiteFrom, SiteHomes, SitePlan, SitingUnit,
};
use crate::domain::town::Town;
use crate::siting::{Answer, Ask, Going, Role, by_hand};
use crate::units::Persons;

/// The town, the places and the ways of one run. Nothing of it is read or measured again.
pub struct SitingGround {
    pub(super) town: Town,
    pub(super) settlement: Settlement,
    pub(super) spots: Vec<Spot>,
    pub(super) services: Vec<ServiceGroup>,
    pub(super) setting: Setting,
    pub(super) ask: Ask,
    pub(super) before: Vec<Going>,
    pub(super) degrees: Vec<LonLat>,
    pub(super) unit: SitingUnit,
}

/// A place of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPlace {
    /// Its id in the run.
    pub id: i64,
    /// The service that it houses, where one id has a place for each.
    pub service: Option<String>,
}

/// A choice of places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// What is opened.
    pub open: Vec<NamedPlace>,
    /// Which of the sites that may close are given up.
    pub close: Vec<i64>,
}

impl SitingGround {
    /// Where a site may be moved to, in the order of places.
    pub fn candidates(&self) -> Vec<CandidateSite> {
        let index = PlaceIndex::new(&self.town.communities);
        let places = self.setting.problem.places.iter().zip(&self.setting.spots);
        places
            .filter(|(place, _)| !place.role.stands() && place.role != Role::Excluded)
            .map(|(place, position)| {
                let spot = &self.spots[*position];
                CandidateSite {
                    id: place.id,
                    key: spot.key.clone(),
                    from: spot.from,
                    now: spot.now.clone(),
                    name: spot.site.name.clone(),
                    at: self.degrees[*position],
                    community: index
                        .find(spot.site.point)
                        .map(|at| self.town.communities[at].name.clone()),
                    cost: place.cost,
                    houses: spot.houses.clone(),
                }
            })
            .collect()
    }

    /// Counts a choice of places as an answer to the run's question, with every rule of it that is broken.
    ///
    /// # Errors
    /// A place that is no candidate of the run, or of which the service must be said; one to close that may not.
    pub fn count(&self, choice: &Choice) -> Result<CountedPlan, WrongSiting> {
        let problem = &self.setting.problem;
        let mut open = Vec::new();
        for named in &choice.open {
            match self.find(named).as_slice() {
                [place] => open.push(*place),
                _ => return Err(no_site("open", named.id)),
            }
        }
        let may_close: Vec<u32> = (0..problem.places.len() as u32)
            .filter(|place| problem.places[*place as usize].role == Role::MayClose)
            .collect();
        let id = |place: &u32| problem.places[*place as usize].id;
        if let Some(stays) = choice
            .close
            .iter()
            .find(|close| !may_close.iter().any(|place| id(place) == **close))
        {
            return Err(no_site("close", *stays));
        }
        open.extend(may_close.iter().filter(|place| !choice.close.contains(&id(place))));
        let counted = by_hand(problem, &self.ask, &open);
        let breaks = counted.breaks.iter();
        let services: Vec<&ServiceGroup> = self.services.iter().collect();
        let reader = Reader {
            town: &self.town,
            settlement: &self.settlement,
            spots: &self.spots,
            services: &services,
            setting: &self.setting,
            ask: &self.ask,
            before: &self.before,
            degrees: &self.degrees,
            unit: self.unit,
        };
        let plan = reader.plan(&counted.answer);
        Ok(CountedPlan {
            homes: self.homes(&plan, &counted.answer),
            plan,
            breaks: breaks
                .map(|breach| (breach.rule().map_or("role", crate::siting::Rule::key), breach.places()))
                .collect(),
        })
    }

    /// Where those live who go to each new site of a plan, most people first.
    fn homes(&self, plan: &SitePlan, answer: &Answer) -> Vec<Vec<SiteHomes>> {
        let communities = self.town.communities.iter();
        let names: BTreeMap<i64, &str> = communities
            .map(|community| (community.id.0, community.name.as_str()))
            .collect();
        let mut people: BTreeMap<(i64, &[usize]), BTreeMap<i64, i64>> = BTreeMap::new();
        for going in &answer.going {
            let place = going.place as usize;
            if self.setting.problem.places[place].role.stands() {
                continue;
            }
            let lives = &self.settlement.demand[self.setting.demand[going.need as usize]];
            let houses = self.spots[self.setting.spots[place]].houses.as_slice();
            let site = people
                .entry((self.setting.problem.places[place].id, houses))
                .or_default();
            *site.entry(lives.community.0).or_default() += going.people.0;
        }
        let of = |site: &PlannedSite| {
            let houses: Vec<usize> = site.houses.iter().map(|housed| housed.service).collect();
            let from = people
                .get(&(site.id, houses.as_slice()))
                .filter(|_| site.act == SiteAct::Opens);
            let mut homes: Vec<SiteHomes> = from
                .into_iter()
                .flatten()
                .map(|(community, people)| SiteHomes {
                    community: names.get(community).copied().unwrap_or_default().to_owned(),
                    people: Persons(*people),
                })
                .collect();
            homes.sort_by(|one, other| {
                other
                    .people
                    .cmp(&one.people)
                    .then_with(|| one.community.cmp(&other.community))
            });
            homes
        };
        plan.sites.iter().map(of).collect()
    }

    /// The places that a name means.
    fn find(&self, named: &NamedPlace) -> Vec<u32> {
        let is_of = |spot: &Spot| match &named.service {
            Some(key) => spot.houses.iter().any(|which| self.services[*which].key == *key),
            None => true,
        };
        let places = self.setting.problem.places.iter().zip(&self.setting.spots).zip(0..);
        places
            .filter(|((place, position), _)| {
                let spot = &self.spots[**position];
                place.id == named.id && spot.from != SiteFrom::Standing && is_of(spot)
            })
            .map(|(_, place)| place)
            .collect()
    }
}

fn no_site(what: &'static str, id: i64) -> WrongSiting {
    WrongSiting::NoSite {
        what,
        sites: vec![id.to_string()],
    }
}
