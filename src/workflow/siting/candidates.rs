//! Where a facility might stand: what the workspace calls a candidate, the middles of communities, street corners, a grid.

use std::collections::{BTreeMap, BTreeSet};

use geo::MultiPolygon;

use super::made_places::{Made, corners, grid, middles, parcels};
use crate::coverage::{Settlement, counts};
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::ids::SiteId;
use crate::domain::site::{Function, FunctionState, Site};
use crate::domain::siting::{Housing, SiteFrom};
use crate::domain::town::Town;
use crate::streets::Network;
use crate::units::Metres;

/// Where candidates come from.
#[derive(Debug, Clone, PartialEq)]
pub enum CandidateSource {
    /// Facilities of the workspace that are candidates or planned.
    Workspace,
    /// The place with people that is nearest to the middle of each community's people.
    Communities,
    /// Street corners, at most one in each square of this many metres.
    Corners(Metres),
    /// A grid of this many metres, where people live.
    Grid(Metres),
    /// Facilities of another category: idle houses, or stations that would house the service too.
    At(String),
    /// The same, rented.
    Lease(String),
    /// Plots: a file with areas, or well-known text.
    Parcels(String),
}

impl CandidateSource {
    /// Metres between corners, or points of a grid, where nothing is said.
    const STEP: f64 = 250.0;

    /// Reads `workspace`, `communities`, `corners`, `corners:400`, `grid`, `grid:400`, `at:CATEGORY`, `lease:CATEGORY` or `parcels:FILE`.
    pub fn parse(word: &str) -> Option<Self> {
        if let Some(category) = word.strip_prefix("lease:") {
            return Some(Self::Lease(category.to_owned()));
        }
        if let Some(given) = word.strip_prefix("parcels:") {
            return Some(Self::Parcels(given.to_owned()));
        }
        if let Some(category) = word.strip_prefix("at:") {
            return Some(Self::At(category.to_owned()));
        }
        let (kind, step) = word
            .split_once(':')
            .map_or((word, None), |(kind, step)| (kind, Some(step)));
        let metres = match step {
            Some(step) => Metres(step.parse().ok()?),
            None => Metres(Self::STEP),
        };
        match (kind, step) {
            ("workspace", None) => Some(Self::Workspace),
            ("communities", None) => Some(Self::Communities),
            ("corners", _) => Some(Self::Corners(metres)),
            ("grid", _) => Some(Self::Grid(metres)),
            _ => None,
        }
    }

    /// Where its candidates come from, without the distance.
    fn kind(&self) -> SiteFrom {
        match self {
            Self::Workspace => SiteFrom::Workspace,
            Self::Communities => SiteFrom::Community,
            Self::Corners(_) => SiteFrom::Corner,
            Self::Grid(_) => SiteFrom::Grid,
            Self::At(_) => SiteFrom::Other,
            Self::Lease(_) => SiteFrom::Lease,
            Self::Parcels(_) => SiteFrom::Parcel,
        }
    }
}

/// A place where a facility stands or might.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub(super) site: Site,
    /// What a place is called that is no facility yet.
    pub(super) key: Option<String>,
    pub(super) from: SiteFrom,
    /// The category that it has today, of a facility taken for another service.
    pub(super) now: Option<String>,
    /// The services that it houses, by their place in the question.
    pub(super) houses: Vec<usize>,
    /// Spots of one kind keep a spacing from each other.
    pub(super) kind: u32,
    /// People that it can serve, where somebody says.
    pub(super) capacity: Option<f64>,
    /// How large the plot is, of plots.
    pub(super) area_m2: Option<f64>,
}

impl Spot {
    /// What it is called: by its key, or a facility by its id.
    pub(super) fn called(&self) -> String {
        self.key.clone().unwrap_or_else(|| self.site.id.0.to_string())
    }
}

/// What is asked for, and how it is housed.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) services: &'a [&'a ServiceGroup],
    pub(super) circle: &'a CircleProfile,
    pub(super) catalogue: &'a Catalogue,
    /// How each site houses them.
    pub(super) housing: Housing,
    /// Plots by the words that name them, in metres.
    pub(super) parcels: &'a BTreeMap<String, Vec<MultiPolygon<f64>>>,
}

impl Asked<'_> {
    /// The services that a site houses today.
    fn housed(&self, site: &Site) -> Vec<usize> {
        let services = self.services.iter().enumerate();
        services
            .filter(|(_, service)| counts(site, service, self.circle, self.catalogue))
            .map(|(which, _)| which)
            .collect()
    }

    /// The services of each spot of a place that houses these: all in one, or one in each. With the kind of the spot.
    pub(super) fn split(&self, houses: Vec<usize>) -> Vec<(Vec<usize>, u32)> {
        match (self.housing.is_apart(), houses.is_empty()) {
            (_, true) => Vec::new(),
            (false, false) => vec![(houses, 0)],
            (true, false) => houses.into_iter().map(|which| (vec![which], which as u32)).collect(),
        }
    }

    fn is_of(&self, which: usize, function: &Function) -> bool {
        self.services[which].any_of.contains(&function.category)
    }
}

/// Those that stand, then candidates by source; each place once for what it houses. `network` is there along streets.
pub(super) fn spots(
    town: &Town,
    settlement: &Settlement,
    asked: Asked<'_>,
    sources: &[CandidateSource],
    network: Option<&Network>,
) -> Vec<Spot> {
    let mut spots = standing(town, asked);
    spots.extend(candidates(town, settlement, asked, sources, network));
    let mut seen = BTreeSet::new();
    spots.retain(|spot| {
        let uses = matches!(spot.from, SiteFrom::Standing | SiteFrom::Lease).then_some(spot.from);
        seen.insert((spot.site.id, spot.houses.clone(), uses))
    });
    spots
}

/// Where a vehicle might stop: candidates with ids of their own, each of a kind of its own, for stops keep no spacing.
pub(super) fn stops(
    town: &Town,
    settlement: &Settlement,
    asked: Asked<'_>,
    sources: &[CandidateSource],
    network: Option<&Network>,
    spots: &mut Vec<Spot>,
) {
    const FIRST_KIND: u32 = 1 << 24;
    let known = town.sites.iter().map(|site| site.id.0);
    let next = spots.iter().map(|spot| spot.site.id.0).chain(known).max().unwrap_or(0) + 1;
    let mut at: BTreeSet<((u64, u64), Vec<usize>)> = BTreeSet::new();
    let found = candidates(town, settlement, asked, sources, network).into_iter();
    // Two sources may give the same place.
    let found = found.filter(|spot| {
        let point = spot.site.point;
        at.insert(((point.x.to_bits(), point.y.to_bits()), spot.houses.clone()))
    });
    let stops: Vec<Spot> = found
        .zip(0..)
        .map(|(spot, number)| Spot {
            site: Site {
                id: SiteId(next + i64::from(number)),
                ..spot.site
            },
            from: SiteFrom::Mobile,
            kind: FIRST_KIND + number,
            now: None,
            capacity: None,
            ..spot
        })
        .collect();
    spots.extend(stops);
}

/// Candidates by source.
fn candidates(
    town: &Town,
    settlement: &Settlement,
    asked: Asked<'_>,
    sources: &[CandidateSource],
    network: Option<&Network>,
) -> Vec<Spot> {
    let mut spots = Vec::new();
    let next = town.sites.iter().map(|site| site.id.0).max().unwrap_or(0) + 1;
    let mut made = Made {
        asked,
        next,
        spots: Vec::new(),
    };
    let mut known: Vec<&CandidateSource> = Vec::new();
    for source in sources {
        let named = matches!(source.kind(), SiteFrom::Other | SiteFrom::Lease | SiteFrom::Parcel);
        let again = |known: &&CandidateSource| known.kind() == source.kind() && !named;
        if known.iter().any(again) || known.contains(&source) {
            continue;
        }
        known.push(source);
        match source {
            CandidateSource::Workspace => considered(town, asked, &mut spots),
            CandidateSource::At(category) => others(town, asked, category, SiteFrom::Other, &mut spots),
            CandidateSource::Lease(category) => others(town, asked, category, SiteFrom::Lease, &mut spots),
            CandidateSource::Parcels(given) => {
                parcels(asked.parcels.get(given).map_or(&[], Vec::as_slice), &mut made);
            }
            CandidateSource::Communities => middles(town, settlement, &mut made),
            CandidateSource::Corners(apart) => {
                if let Some(network) = network {
                    corners(network, settlement, *apart, &mut made);
                }
            }
            CandidateSource::Grid(step) => grid(settlement, *step, &mut made),
        }
    }
    spots.extend(made.spots);
    spots
}

/// Facilities that stand.
fn standing(town: &Town, asked: Asked<'_>) -> Vec<Spot> {
    let mut spots = Vec::new();
    for site in &town.sites {
        for (houses, kind) in asked.split(asked.housed(site)) {
            let functions = site.functions.iter();
            let own = functions.filter(|function| houses.iter().any(|which| asked.is_of(*which, function)));
            let capacity = own
                .filter(|function| function.state == FunctionState::Existing)
                .filter_map(|function| function.capacity)
                .reduce(|one, other| one + other);
            spots.push(Spot {
                site: site.clone(),
                key: None,
                from: SiteFrom::Standing,
                now: None,
                houses,
                kind,
                capacity,
                area_m2: None,
            });
        }
    }
    spots
}

/// Facilities that are candidates or planned: for all services that they don't house yet, or apart for those that they are considered for.
fn considered(town: &Town, asked: Asked<'_>, spots: &mut Vec<Spot>) {
    for site in &town.sites {
        let of = |which: usize| {
            site.functions.iter().find(|function| {
                asked.is_of(which, function)
                    && matches!(function.state, FunctionState::Candidate | FunctionState::Planned)
            })
        };
        let all = 0..asked.services.len();
        if !all.clone().any(|which| of(which).is_some()) {
            continue;
        }
        let stands = asked.housed(site);
        let one = asked.housing == Housing::One;
        let fit = all.filter(|which| !stands.contains(which) && (!one || of(*which).is_some()));
        for (houses, kind) in asked.split(fit.collect()) {
            let capacity = houses.iter().find_map(|which| of(*which)?.capacity);
            spots.push(Spot {
                site: site.clone(),
                key: None,
                from: SiteFrom::Workspace,
                now: None,
                houses,
                kind,
                capacity,
                area_m2: None,
            });
        }
    }
}

/// Facilities of another category, whatever their state: for the services that they don't house yet.
fn others(town: &Town, asked: Asked<'_>, category: &str, from: SiteFrom, spots: &mut Vec<Spot>) {
    for site in &town.sites {
        if !site.functions.iter().any(|function| function.category == category) {
            continue;
        }
        let stands = asked.housed(site);
        let fit = (0..asked.services.len()).filter(|which| !stands.contains(which));
        for (houses, kind) in asked.split(fit.collect()) {
            spots.push(Spot {
                site: site.clone(),
                key: None,
                from,
                now: Some(category.to_owned()),
                houses,
                kind,
                capacity: None,
                area_m2: None,
            });
        }
    }
}

/// More room at facilities that stand: each a candidate of its own at the same place, which keeps no spacing.
/// `highest` is the highest id of any facility; what may close is not enlarged.
pub(super) fn expansions(
    spots: &mut Vec<Spot>,
    people: &BTreeMap<Option<i64>, f64>,
    highest: i64,
    may_close: impl Fn(i64) -> bool,
) {
    let next = spots.iter().map(|spot| spot.site.id.0).fold(highest, i64::max) + 1;
    let stands = spots
        .iter()
        .filter(|spot| spot.from == SiteFrom::Standing && !may_close(spot.site.id.0));
    let enlarged = stands.filter_map(|spot| {
        let more = people.get(&Some(spot.site.id.0)).or_else(|| people.get(&None))?;
        Some((spot, *more))
    });
    let made: Vec<Spot> = enlarged
        .zip(0..)
        .map(|((spot, more), number)| Spot {
            site: Site {
                id: SiteId(next + i64::from(number)),
                ..spot.site.clone()
            },
            key: Some(format!("{}:{}", SiteFrom::Expansion.key(), spot.site.id.0)),
            from: SiteFrom::Expansion,
            capacity: Some(more),
            kind: u32::MAX - number,
            ..spot.clone()
        })
        .collect();
    spots.extend(made);
}
