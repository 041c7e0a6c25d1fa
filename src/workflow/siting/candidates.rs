//! Where a facility might stand: what the workspace calls a candidate, the middles of communities, street corners, a grid.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use crate::coverage::Settlement;
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, ServiceGroup};
use crate::domain::ids::CommunityId;
use crate::domain::site::{Function, FunctionState, Site};
use crate::domain::siting::SiteFrom;
use crate::domain::town::Town;
use crate::streets::Network;
use crate::units::Metres;

/// Where candidates come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CandidateSource {
    /// Facilities of the workspace that are candidates or planned.
    Workspace,
    /// The place with people that is nearest to the middle of each community's people.
    Communities,
    /// Street corners, at most one in each square of this many metres.
    Corners(Metres),
    /// A grid of this many metres, where people live.
    Grid(Metres),
}

impl CandidateSource {
    /// Where its candidates come from, without the distance.
    fn kind(&self) -> SiteFrom {
        match self {
            Self::Workspace => SiteFrom::Workspace,
            Self::Communities => SiteFrom::Community,
            Self::Corners(_) => SiteFrom::Corner,
            Self::Grid(_) => SiteFrom::Grid,
        }
    }
}

/// A place where a facility stands or might.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub(super) site: Site,
    pub(super) from: SiteFrom,
    /// People that it can serve, where somebody says.
    pub(super) capacity: Option<f64>,
}

/// Those that stand, then candidates by source; each place once. `network` is there along streets.
pub(super) fn spots(
    town: &Town,
    settlement: &Settlement,
    (service, circle, catalogue): (&ServiceGroup, &CircleProfile, &Catalogue),
    sources: &[CandidateSource],
    network: Option<&Network>,
) -> Vec<Spot> {
    let of_service = |function: &&Function| service.any_of.contains(&function.category);
    let mut spots: Vec<Spot> = Vec::new();
    for site in &town.sites {
        if crate::coverage::counts(site, service, circle, catalogue) {
            let functions = site.functions.iter().filter(of_service);
            let capacity = functions
                .filter(|function| function.state == FunctionState::Existing)
                .filter_map(|function| function.capacity)
                .reduce(|one, other| one + other);
            spots.push(Spot {
                site: site.clone(),
                from: SiteFrom::Standing,
                capacity,
            });
        }
    }
    let next = town.sites.iter().map(|site| site.id.0).max().unwrap_or(0) + 1;
    let mut made = Made {
        category: service.any_of.first().cloned().unwrap_or_default(),
        next,
        spots: Vec::new(),
    };
    let mut kinds = BTreeSet::new();
    for source in sources {
        if !kinds.insert(source.kind()) {
            continue;
        }
        match *source {
            CandidateSource::Workspace => {
                for site in &town.sites {
                    let considered = |function: &&Function| {
                        of_service(function)
                            && matches!(function.state, FunctionState::Candidate | FunctionState::Planned)
                    };
                    if let Some(function) = site.functions.iter().find(considered) {
                        spots.push(Spot {
                            site: site.clone(),
                            from: SiteFrom::Workspace,
                            capacity: function.capacity,
                        });
                    }
                }
            }
            CandidateSource::Communities => middles(town, settlement, &mut made),
            CandidateSource::Corners(apart) => {
                if let Some(network) = network {
                    corners(network, settlement, apart, &mut made);
                }
            }
            CandidateSource::Grid(step) => grid(settlement, step, &mut made),
        }
    }
    // A facility that stands for the service is no candidate for it.
    let mut seen = BTreeSet::new();
    spots.extend(made.spots);
    spots.retain(|spot| seen.insert(spot.site.id));
    spots
}

/// Candidates that were no facilities before.
struct Made {
    category: String,
    next: i64,
    spots: Vec<Spot>,
}

impl Made {
    fn add(&mut self, from: SiteFrom, name: String, point: Coord<f64>) {
        let function = Function {
            state: FunctionState::Candidate,
            ..Function::standing(&self.category, None)
        };
        self.spots.push(Spot {
            site: Site::at(self.next, name, point, function, from.key()),
            from,
            capacity: None,
        });
        self.next += 1;
    }
}

/// One for each community with people.
fn middles(town: &Town, settlement: &Settlement, made: &mut Made) {
    let mut of: BTreeMap<CommunityId, Vec<usize>> = BTreeMap::new();
    for (place, demand) in settlement.demand.iter().enumerate() {
        if demand.people.0 > 0 {
            of.entry(demand.community).or_default().push(place);
        }
    }
    for community in &town.communities {
        let Some(places) = of.get(&community.id) else { continue };
        let people: f64 = places
            .iter()
            .map(|place| settlement.demand[*place].people.as_f64())
            .sum();
        let mean = |of: fn(Coord<f64>) -> f64| {
            let sum: f64 = places
                .iter()
                .map(|place| of(settlement.demand[*place].point) * settlement.demand[*place].people.as_f64())
                .sum();
            sum / people
        };
        let middle = Coord {
            x: mean(|at| at.x),
            y: mean(|at| at.y),
        };
        let apart = |place: &usize| {
            let at = settlement.demand[*place].point;
            (at.x - middle.x).hypot(at.y - middle.y)
        };
        let nearest = places
            .iter()
            .min_by(|one, other| apart(one).total_cmp(&apart(other)).then(one.cmp(other)));
        if let Some(nearest) = nearest {
            made.add(
                SiteFrom::Community,
                community.name.clone(),
                settlement.demand[*nearest].point,
            );
        }
    }
}

/// Squares with people, and those around them.
fn squares_with_people(settlement: &Settlement, step: f64) -> BTreeSet<(i64, i64)> {
    let lived = settlement.demand.iter().filter(|demand| demand.people.0 > 0);
    lived
        .flat_map(|demand| {
            let (x, y) = square(demand.point, step);
            (-1..=1).flat_map(move |dx| (-1..=1).map(move |dy| (x + dx, y + dy)))
        })
        .collect()
}

fn square(at: Coord<f64>, step: f64) -> (i64, i64) {
    ((at.x / step).floor() as i64, (at.y / step).floor() as i64)
}

/// In each square with people near, the corner where most streets meet.
fn corners(network: &Network, settlement: &Settlement, apart: Metres, made: &mut Made) {
    let wanted = squares_with_people(settlement, apart.0);
    let mut meeting = vec![0_u32; network.node_count()];
    for edge in 0..network.edge_count() as u32 {
        for node in network.ends(edge) {
            meeting[node as usize] += 1;
        }
    }
    let mut best: BTreeMap<(i64, i64), (u32, u32)> = BTreeMap::new();
    for (node, streets) in (0..).zip(&meeting).filter(|(_, streets)| **streets >= 3) {
        let at = square(network.node(node), apart.0);
        if wanted.contains(&at) {
            let known = best.entry(at).or_insert((*streets, node));
            if *streets > known.0 {
                *known = (*streets, node);
            }
        }
    }
    for (_, node) in best.into_values() {
        made.add(SiteFrom::Corner, String::new(), network.node(node));
    }
}

/// The middles of squares with people.
fn grid(settlement: &Settlement, step: Metres, made: &mut Made) {
    let lived = settlement.demand.iter().filter(|demand| demand.people.0 > 0);
    let squares: BTreeSet<(i64, i64)> = lived.map(|demand| square(demand.point, step.0)).collect();
    for (x, y) in squares {
        let middle = Coord {
            x: (x as f64 + 0.5) * step.0,
            y: (y as f64 + 0.5) * step.0,
        };
        made.add(SiteFrom::Grid, String::new(), middle);
    }
}
