//! Inhabited ground that a service does not reach, gathered into places that a planner can name.

use geo::{
    Area, BooleanOps, BoundingRect, Coord, InteriorPoint, Intersects, MultiPolygon, Point, Polygon, Rect, unary_union,
};
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::ground::Ground;
use super::service::Standing;
use super::settle::LATTICE_METRES;
use crate::catchment::walk;
use crate::domain::community::Community;
use crate::domain::demand::Demand;
use crate::domain::gap::Gap;
use crate::units::{Metres, Persons, SquareMetres};

/// Pieces of ground whose boxes come this near are one gap, in metres.
const GATHER_METRES: f64 = 150.0;
/// Ground without people smaller than this is left out of the list (its area stays in the sums), in square metres.
const SMALLEST_EMPTY_M2: f64 = 100.0;

/// The gaps of one service in one community, and the area of all its unreached ground in square metres.
///
/// Inhabited ground is the residential land, and, off it, the squares of the 50 m lattice that unreached people or hamlets stand on.
pub(super) fn gaps_of(
    community: &Community,
    ground: &Ground,
    reach: &MultiPolygon<f64>,
    demand: &[Demand],
    standings: &[Standing],
    detour: f64,
) -> (Vec<Gap>, f64) {
    let unreached: Vec<(&Demand, &Standing)> = demand
        .iter()
        .zip(standings)
        .filter(|(_, standing)| !standing.covered)
        .collect();
    let mut squares: Vec<(i64, i64)> = unreached
        .iter()
        .filter(|(demand, _)| !ground.land.intersects(&Point::from(demand.point)))
        .map(|(demand, _)| cell(demand.point))
        .collect();
    squares.sort_unstable();
    squares.dedup();
    let squares: Vec<Polygon<f64>> = squares
        .into_iter()
        .flat_map(|at| within(&square(at), community))
        .collect();
    let land = ground.land.difference(reach);
    let all = if squares.is_empty() {
        land
    } else {
        land.union(&unary_union(&squares))
    };
    let total = all.unsigned_area();
    let places = gather(all);
    let mut gaps: Vec<Gap> = places
        .into_iter()
        .filter_map(|ground| {
            Some(Gap {
                community: community.id,
                area: SquareMetres(ground.unsigned_area()),
                people: Persons::NONE,
                point: Coord::from(ground.interior_point()?),
                nearest: None,
                ground,
            })
        })
        .collect();
    give_people(&mut gaps, &unreached, detour);
    gaps.retain(|gap| gap.people > Persons::NONE || gap.area.0 >= SMALLEST_EMPTY_M2);
    (gaps, total)
}

/// The part of a square inside the community; the whole square where its people belong to the community by record alone.
fn within(square: &Polygon<f64>, community: &Community) -> Vec<Polygon<f64>> {
    let part = square.intersection(&community.boundary);
    if part.unsigned_area() < 1.0 {
        vec![square.clone()]
    } else {
        part.0
    }
}

fn cell(at: Coord<f64>) -> (i64, i64) {
    (
        (at.x / LATTICE_METRES).floor() as i64,
        (at.y / LATTICE_METRES).floor() as i64,
    )
}

fn square((column, row): (i64, i64)) -> Polygon<f64> {
    let corner = Coord {
        x: column as f64 * LATTICE_METRES,
        y: row as f64 * LATTICE_METRES,
    };
    Rect::new(
        corner,
        corner
            + Coord {
                x: LATTICE_METRES,
                y: LATTICE_METRES,
            },
    )
    .to_polygon()
}

/// Pieces that come near each other, together; in the order of their westernmost point.
fn gather(ground: MultiPolygon<f64>) -> Vec<MultiPolygon<f64>> {
    let mut pieces: Vec<(Rect<f64>, Polygon<f64>)> = ground
        .0
        .into_iter()
        .filter_map(|piece| Some((piece.bounding_rect()?, piece)))
        .collect();
    pieces.sort_by(|a, b| {
        a.0.min()
            .x
            .total_cmp(&b.0.min().x)
            .then(a.0.min().y.total_cmp(&b.0.min().y))
    });
    let grown = |rect: &Rect<f64>, by: f64| {
        (
            [rect.min().x - by, rect.min().y - by],
            [rect.max().x + by, rect.max().y + by],
        )
    };
    let index = RTree::bulk_load(
        pieces
            .iter()
            .enumerate()
            .map(|(position, (rect, _))| {
                let (low, high) = grown(rect, 0.0);
                GeomWithData::new(Rectangle::from_corners(low, high), position)
            })
            .collect(),
    );
    let mut place_of: Vec<Option<usize>> = vec![None; pieces.len()];
    let mut count = 0;
    for first in 0..pieces.len() {
        if place_of[first].is_some() {
            continue;
        }
        let mut waiting = vec![first];
        place_of[first] = Some(count);
        while let Some(piece) = waiting.pop() {
            let (low, high) = grown(&pieces[piece].0, GATHER_METRES);
            for entry in index.locate_in_envelope_intersecting(AABB::from_corners(low, high)) {
                if place_of[entry.data].is_none() {
                    place_of[entry.data] = Some(count);
                    waiting.push(entry.data);
                }
            }
        }
        count += 1;
    }
    let mut places = vec![Vec::new(); count];
    for ((_, piece), place) in pieces.into_iter().zip(place_of) {
        if let Some(place) = place {
            places[place].push(piece);
        }
    }
    places.into_iter().map(MultiPolygon).collect()
}

/// Gives every unreached person to the gap they stand in; to the nearest one by box where rounding left them on its rim.
fn give_people(gaps: &mut [Gap], unreached: &[(&Demand, &Standing)], detour: f64) {
    let boxes = gaps
        .iter()
        .enumerate()
        .filter_map(|(position, gap)| {
            let rect = gap.ground.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, position))
        })
        .collect();
    let index = RTree::bulk_load(boxes);
    let mut members: Vec<Vec<&Demand>> = vec![Vec::new(); gaps.len()];
    for (demand, standing) in unreached {
        let at = [demand.point.x, demand.point.y];
        let mut holding: Vec<usize> = index
            .locate_in_envelope_intersecting(AABB::from_point(at))
            .map(|entry| entry.data)
            .collect();
        holding.sort_unstable();
        let inside = holding
            .into_iter()
            .find(|gap| gaps[*gap].ground.intersects(&Point::from(demand.point)));
        let Some(place) = inside.or_else(|| index.nearest_neighbor(at).map(|entry| entry.data)) else {
            continue;
        };
        let gap = &mut gaps[place];
        gap.people += demand.people;
        if let Some(straight) = standing.straight {
            let walked = Metres(walk(straight, detour).metres());
            gap.nearest = Some(gap.nearest.filter(|known| known.0 <= walked.0).unwrap_or(walked));
        }
        members[place].push(demand);
    }
    for (gap, members) in gaps.iter_mut().zip(members) {
        if let Some(point) = middle(&members) {
            gap.point = point;
        }
    }
}

/// The place of these that is nearest to the middle of their people: a dot there stands among them, never in a lake.
fn middle(members: &[&Demand]) -> Option<Coord<f64>> {
    let people: f64 = members.iter().map(|demand| demand.people.as_f64()).sum();
    let weight = |demand: &Demand| {
        if people > 0.0 {
            demand.people.as_f64() / people
        } else {
            1.0 / members.len() as f64
        }
    };
    let centre = members
        .iter()
        .fold(Coord::zero(), |sum, demand| sum + demand.point * weight(demand));
    let off = |demand: &Demand| (demand.point.x - centre.x).hypot(demand.point.y - centre.y);
    members
        .iter()
        .min_by(|a, b| off(a).total_cmp(&off(b)).then(a.id.cmp(&b.id)))
        .map(|demand| demand.point)
}
