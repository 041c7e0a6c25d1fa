//! People put in their places, by a stated rule, so that every community's total is kept exactly.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use super::ground::Ground;
use super::lattice::pieces;
use super::place_index::PlaceIndex;
use super::settle_groups::settle_groups;
use crate::domain::assessment::Settled;
use crate::domain::community::{Community, PopulationBasis, counted_on};
use crate::domain::demand::{Demand, DemandKind, PeopleFrom, PeoplePoint};
use crate::domain::ids::DemandId;
use crate::domain::people_group::GroupCounts;
use crate::domain::town::Town;
use crate::units::{Metres, Persons};

/// Where everybody lives.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// Places with people, ordered by community, kind and id.
    pub demand: Vec<Demand>,
    /// How each community's people came there, in the order of the town's communities.
    pub settled: Vec<Settled>,
    /// What a person should know before believing the numbers.
    pub remarks: Vec<String>,
}

impl Settlement {
    /// The demand of each community, in the order of the town's communities.
    pub(super) fn by_community(&self) -> Vec<&[Demand]> {
        let mut rest = self.demand.as_slice();
        self.settled
            .iter()
            .map(|settled| {
                let count = rest
                    .iter()
                    .take_while(|demand| demand.community == settled.community)
                    .count();
                let (own, others) = rest.split_at(count);
                rest = others;
                own
            })
            .collect()
    }
}

/// Puts people in their places.
///
/// Where a population table was imported its points are the people, everywhere. Else, per community: its hamlets, where they have
/// people; its total on the given basis over its dwelling buildings (footprint times levels); that total over its residential land on
/// the lattice; else nobody knows where they live. Nothing is ever spread over a community's whole area.
pub fn settle(town: &Town, grounds: &[Ground], basis: PopulationBasis) -> Settlement {
    let places = PlaceIndex::new(&town.communities);
    let by_code: BTreeMap<&str, usize> = town
        .communities
        .iter()
        .enumerate()
        .filter_map(|(position, community)| Some((community.code.as_ref()?.value.as_str(), position)))
        .collect();
    let at = |point: &PeoplePoint| {
        point
            .parent_code
            .as_deref()
            .and_then(|code| by_code.get(code).copied())
            .or_else(|| places.find(point.point))
    };
    let (cells, outside_cells) = gather(&town.population, town.communities.len(), basis, at);
    let (hamlets, outside_hamlets) = gather(&town.hamlets, town.communities.len(), basis, at);
    let table_counts = town.population.len() > outside_cells.other_basis;
    let buildings = weigh_buildings(town, &places);
    let mut settlement = Settlement {
        demand: Vec::new(),
        settled: Vec::new(),
        remarks: Vec::new(),
    };
    for (layer, stray) in [("population", outside_cells), ("hamlets", outside_hamlets)] {
        settlement.remarks.extend(stray.remarks(layer, basis));
    }
    for (position, community) in town.communities.iter().enumerate() {
        let total = counted_on(community, basis).map(|counted| counted.people);
        let counted_hamlets: Vec<_> = hamlets[position]
            .iter()
            .filter_map(|point| counted(point, basis))
            .collect();
        let own_cells: Vec<_> = cells[position]
            .iter()
            .filter_map(|point| counted(point, basis))
            .collect();
        // A table that says nothing of a community whose people are counted elsewhere does not make them vanish.
        let table_speaks = !own_cells.is_empty() || total.is_none_or(|total| total == Persons::NONE);
        let (from, kind, places) = if table_counts && table_speaks {
            (PeopleFrom::Population, DemandKind::Cell, own_cells)
        } else if !counted_hamlets.is_empty() {
            (PeopleFrom::Hamlets, DemandKind::Hamlet, counted_hamlets)
        } else if let Some(spread) = total.and_then(|total| spread(total, &buildings[position])) {
            (PeopleFrom::Buildings, DemandKind::Building, spread)
        } else if let Some(spread) = total.and_then(|total| spread(total, &on_lattice(&grounds[position]))) {
            (PeopleFrom::ResidentialLand, DemandKind::ResidentialLand, spread)
        } else {
            (PeopleFrom::Unknown, DemandKind::ResidentialLand, Vec::new())
        };
        let located: Persons = places.iter().map(|(_, people)| *people).sum();
        let stated = counted_on(community, basis).map_or(GroupCounts::UNCOUNTED, |counted| counted.groups);
        let uncounted = from == PeopleFrom::Hamlets && !bare(&hamlets[position], basis).is_empty();
        let all = match (from, total) {
            (PeopleFrom::Population | PeopleFrom::Hamlets, Some(total)) => Some(total.max(located)),
            (PeopleFrom::Hamlets, None) if uncounted => None,
            (PeopleFrom::Population | PeopleFrom::Hamlets, None) => Some(located),
            (_, total) => total,
        };
        let rows: Vec<(Persons, GroupCounts)> = places.iter().map(|(place, people)| (*people, place.groups)).collect();
        let (groups, of_places) = settle_groups(stated, all.unwrap_or(located) - located, &rows);
        settlement.remarks.extend(remark(community, from, total, located));
        settlement.settled.push(Settled {
            community: community.id,
            from,
            people: all,
            located,
            groups,
        });
        settlement.demand.extend(
            places
                .into_iter()
                .zip(of_places)
                .map(|((place, people), groups)| Demand {
                    id: DemandId(place.id),
                    kind,
                    point: place.point,
                    community: community.id,
                    people,
                    groups,
                    off: place.off,
                }),
        );
        // A hamlet whose people nobody counted, or that others' figures stand for, still shows where nobody comes to.
        let bare = match from {
            PeopleFrom::Hamlets => bare(&hamlets[position], basis),
            _ => hamlets[position].clone(),
        };
        settlement.demand.extend(bare.into_iter().map(|hamlet| Demand {
            id: DemandId(hamlet.id),
            kind: DemandKind::Hamlet,
            point: hamlet.point,
            community: community.id,
            people: Persons::NONE,
            groups: GroupCounts::UNCOUNTED,
            off: hamlet.origin.off(),
        }));
    }
    settlement
}

/// A place that people can be put in.
#[derive(Clone, Copy)]
struct Place {
    id: i64,
    point: Coord<f64>,
    off: Metres,
    groups: GroupCounts,
}

/// Whether a point's people may be those of the basis. On another one they are another census of the same people.
fn counts_on(point: &PeoplePoint, basis: PopulationBasis) -> bool {
    point.basis.is_none_or(|own| own == basis)
}

/// A point whose people somebody counted on the basis.
fn counted(point: &PeoplePoint, basis: PopulationBasis) -> Option<(Place, Persons)> {
    let people = point.people.filter(|_| counts_on(point, basis))?;
    let place = Place {
        id: point.id,
        point: point.point,
        off: point.origin.off(),
        groups: point.groups,
    };
    Some((place, people))
}

/// Hamlets whose people nobody counted on the basis, at their own row or at another of the same place.
fn bare<'a>(hamlets: &[&'a PeoplePoint], basis: PopulationBasis) -> Vec<&'a PeoplePoint> {
    let counted: BTreeSet<[u64; 2]> = hamlets
        .iter()
        .filter(|hamlet| counted(hamlet, basis).is_some())
        .map(|hamlet| at(hamlet))
        .collect();
    hamlets
        .iter()
        .filter(|hamlet| !counted.contains(&at(hamlet)))
        .copied()
        .collect()
}

fn at(point: &PeoplePoint) -> [u64; 2] {
    [point.point.x.to_bits(), point.point.y.to_bits()]
}

/// Each community's dwelling buildings with footprint times levels.
fn weigh_buildings(town: &Town, places: &PlaceIndex<'_>) -> Vec<Vec<(Place, f64)>> {
    let mut buildings = vec![Vec::new(); town.communities.len()];
    for building in town
        .buildings
        .iter()
        .filter(|building| building.dwelling && building.footprint_m2 > 0.0)
    {
        if let Some(position) = places.find(building.point) {
            let place = Place {
                id: building.id,
                point: building.point,
                off: building.origin.off(),
                groups: GroupCounts::UNCOUNTED,
            };
            buildings[position].push((place, building.footprint_m2 * building.levels.max(1.0)));
        }
    }
    buildings
}

/// Points that belong to no community.
#[derive(Clone, Copy, Default)]
struct Stray {
    points: usize,
    people: Persons,
    /// Points that count people on another basis.
    other_basis: usize,
    /// Points that don't say whom they count.
    unsaid: usize,
}

impl Stray {
    /// What a person should know of a layer's people.
    fn remarks(&self, layer: &str, basis: PopulationBasis) -> Vec<String> {
        let Self {
            points,
            people,
            other_basis,
            unsaid,
        } = self;
        let basis = basis.key();
        [
            (*points > 0).then(|| {
                format!("layer {layer}: {points} points with {people} people lie in no community and are not counted")
            }),
            (*other_basis > 0).then(|| {
                format!(
                    "layer {layer}: {other_basis} points count people on another basis than {basis} and are not used"
                )
            }),
            (*unsaid > 0).then(|| {
                format!("layer {layer}: {unsaid} points don't say whom they count; their people are taken as {basis}")
            }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Sorts points by community.
fn gather(
    points: &[PeoplePoint],
    communities: usize,
    basis: PopulationBasis,
    at: impl Fn(&PeoplePoint) -> Option<usize>,
) -> (Vec<Vec<&PeoplePoint>>, Stray) {
    let mut gathered = vec![Vec::new(); communities];
    let mut outside = Stray::default();
    for point in points {
        outside.other_basis += usize::from(!counts_on(point, basis));
        if let Some(position) = at(point) {
            outside.unsaid += usize::from(point.basis.is_none() && point.people.is_some());
            gathered[position].push(point);
        } else {
            outside.points += 1;
            outside.people += point.people.unwrap_or_default();
        }
    }
    (gathered, outside)
}

/// What is odd about a community's people, if anything.
fn remark(community: &Community, from: PeopleFrom, total: Option<Persons>, located: Persons) -> Option<String> {
    let name = &community.name;
    match (from, total) {
        (PeopleFrom::Unknown, Some(total)) if total > Persons::NONE => Some(format!(
            "{name}: nobody knows where its {total} people live; import buildings, hamlets, a population table or residential land"
        )),
        (PeopleFrom::Unknown, None) if community.provisional => Some(format!(
            "{name}: nobody counted its people; import a population table or hamlets with people"
        )),
        (PeopleFrom::Unknown, None) => Some(format!(
            "{name}: nobody counted its people; import communities with people"
        )),
        (PeopleFrom::Population | PeopleFrom::Hamlets, Some(total)) if total > located => Some(format!(
            "{name}: {} of its {total} people are in no {} row; their place is unknown",
            total - located,
            from.key()
        )),
        _ => None,
    }
}

fn spread(total: Persons, places: &[(Place, f64)]) -> Option<Vec<(Place, Persons)>> {
    let weights: Vec<f64> = places.iter().map(|(_, weight)| *weight).collect();
    let parts = total.split(&weights)?;
    Some(places.iter().map(|(place, _)| *place).zip(parts).collect())
}

/// The pieces that the lattice cuts land into, with their areas in square metres.
fn on_lattice(ground: &Ground) -> Vec<(Place, f64)> {
    let pieces = pieces(&ground.land).into_iter().zip(1..);
    pieces
        .map(|(piece, id)| {
            let place = Place {
                id,
                point: piece.point,
                off: ground.off,
                groups: GroupCounts::UNCOUNTED,
            };
            (place, piece.area)
        })
        .collect()
}
