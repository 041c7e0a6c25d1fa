//! People put in their places, by a stated rule, so that every community's total is kept exactly.

use std::collections::BTreeMap;

use geo::{Area, BooleanOps, BoundingRect, Coord, InteriorPoint, Intersects, MultiPolygon, Point, Rect};

use super::ground::Ground;
use super::place_index::PlaceIndex;
use crate::domain::assessment::Settled;
use crate::domain::community::{Community, PopulationBasis, counted_on};
use crate::domain::demand::{Demand, DemandKind, PeopleFrom, PeoplePoint};
use crate::domain::ids::DemandId;
use crate::domain::town::Town;
use crate::units::Persons;

/// Side of the fixed lattice that a community's people are spread on where only residential land is known, in metres.
/// Its lines run through multiples of the side in the study area, so it never moves with the data.
pub const LATTICE_METRES: f64 = 50.0;

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
    let (cells, outside_cells) = gather(&town.population, town.communities.len(), at);
    let (hamlets, outside_hamlets) = gather(&town.hamlets, town.communities.len(), at);
    let buildings = weigh_buildings(town, &places);
    let mut settlement = Settlement {
        demand: Vec::new(),
        settled: Vec::new(),
        remarks: Vec::new(),
    };
    for (layer, stray) in [("population", outside_cells), ("hamlets", outside_hamlets)] {
        if stray.points > 0 {
            let Stray { points, people } = stray;
            settlement.remarks.push(format!(
                "layer {layer}: {points} points with {people} people lie in no community and are not counted"
            ));
        }
    }
    for (position, community) in town.communities.iter().enumerate() {
        let total = counted_on(community, basis).map(|counted| counted.people);
        let counted_hamlets: Vec<_> = hamlets[position]
            .iter()
            .filter_map(|h| Some((h.id, h.point, h.people?)))
            .collect();
        let own_cells: Vec<_> = cells[position]
            .iter()
            .filter_map(|c| Some((c.id, c.point, c.people?)))
            .collect();
        // A table that says nothing of a community whose people are counted elsewhere does not make them vanish.
        let table_speaks = !own_cells.is_empty() || total.is_none_or(|total| total == Persons::NONE);
        let (from, kind, places) = if !town.population.is_empty() && table_speaks {
            (PeopleFrom::Population, DemandKind::Cell, own_cells)
        } else if !counted_hamlets.is_empty() {
            (PeopleFrom::Hamlets, DemandKind::Hamlet, counted_hamlets)
        } else if let Some(spread) = total.and_then(|total| spread(total, &buildings[position])) {
            (PeopleFrom::Buildings, DemandKind::Building, spread)
        } else if let Some(spread) = total.and_then(|total| spread(total, &lattice(&grounds[position].land))) {
            (PeopleFrom::ResidentialLand, DemandKind::ResidentialLand, spread)
        } else {
            (PeopleFrom::Unknown, DemandKind::ResidentialLand, Vec::new())
        };
        let located: Persons = places.iter().map(|(_, _, people)| *people).sum();
        let uncounted = from == PeopleFrom::Hamlets && hamlets[position].iter().any(|hamlet| hamlet.people.is_none());
        let all = match (from, total) {
            (PeopleFrom::Population | PeopleFrom::Hamlets, Some(total)) => Some(total.max(located)),
            (PeopleFrom::Hamlets, None) if uncounted => None,
            (PeopleFrom::Population | PeopleFrom::Hamlets, None) => Some(located),
            (_, total) => total,
        };
        settlement.remarks.extend(remark(community, from, total, located));
        settlement.settled.push(Settled {
            community: community.id,
            from,
            people: all,
            located,
        });
        settlement
            .demand
            .extend(places.into_iter().map(|(id, point, people)| Demand {
                id: DemandId(id),
                kind,
                point,
                community: community.id,
                people,
            }));
        // A hamlet whose people nobody counted, or that others' figures stand for, still shows where nobody comes to.
        let bare = hamlets[position]
            .iter()
            .filter(|hamlet| from != PeopleFrom::Hamlets || hamlet.people.is_none());
        settlement.demand.extend(bare.map(|hamlet| Demand {
            id: DemandId(hamlet.id),
            kind: DemandKind::Hamlet,
            point: hamlet.point,
            community: community.id,
            people: Persons::NONE,
        }));
    }
    settlement
}

/// Each community's dwelling buildings: id, place, footprint times levels.
fn weigh_buildings(town: &Town, places: &PlaceIndex<'_>) -> Vec<Vec<(i64, Coord<f64>, f64)>> {
    let mut buildings = vec![Vec::new(); town.communities.len()];
    for building in town
        .buildings
        .iter()
        .filter(|building| building.dwelling && building.footprint_m2 > 0.0)
    {
        if let Some(position) = places.find(building.point) {
            buildings[position].push((
                building.id,
                building.point,
                building.footprint_m2 * building.levels.max(1.0),
            ));
        }
    }
    buildings
}

/// Points that belong to no community.
#[derive(Clone, Copy, Default)]
struct Stray {
    points: usize,
    people: Persons,
}

fn gather(
    points: &[PeoplePoint],
    communities: usize,
    at: impl Fn(&PeoplePoint) -> Option<usize>,
) -> (Vec<Vec<&PeoplePoint>>, Stray) {
    let mut gathered = vec![Vec::new(); communities];
    let mut outside = Stray::default();
    for point in points {
        if let Some(position) = at(point) {
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

type Placed = Vec<(i64, Coord<f64>, Persons)>;

fn spread(total: Persons, places: &[(i64, Coord<f64>, f64)]) -> Option<Placed> {
    let weights: Vec<f64> = places.iter().map(|(_, _, weight)| *weight).collect();
    let parts = total.split(&weights)?;
    Some(
        places
            .iter()
            .zip(parts)
            .map(|((id, point, _), people)| (*id, *point, people))
            .collect(),
    )
}

/// The pieces that the lattice cuts land into: number, a point in it, area in square metres.
fn lattice(land: &MultiPolygon<f64>) -> Vec<(i64, Coord<f64>, f64)> {
    let Some(bounds) = land.bounding_rect() else {
        return Vec::new();
    };
    let cell = |value: f64| (value / LATTICE_METRES).floor() as i64;
    let mut pieces = Vec::new();
    for row in cell(bounds.min().y)..=cell(bounds.max().y) {
        for column in cell(bounds.min().x)..=cell(bounds.max().x) {
            let corner = geo::coord! { x: column as f64 * LATTICE_METRES, y: row as f64 * LATTICE_METRES };
            let square = Rect::new(corner, corner + geo::coord! { x: LATTICE_METRES, y: LATTICE_METRES });
            if !land.intersects(&square) {
                continue;
            }
            let piece = land.intersection(&square.to_polygon());
            let area = piece.unsigned_area();
            if area > 0.0
                && let Some(inside) = inner_point(&piece, square.center())
            {
                pieces.push((pieces.len() as i64 + 1, inside, area));
            }
        }
    }
    pieces
}

/// The wanted point where it lies inside, else one that does.
fn inner_point(piece: &MultiPolygon<f64>, wanted: Coord<f64>) -> Option<Coord<f64>> {
    if piece.intersects(&Point::from(wanted)) {
        return Some(wanted);
    }
    piece.interior_point().map(Coord::from)
}
