//! Inhabited ground that a service does not reach, gathered into places that a planner can name.

use geo::{
    Area, BooleanOps, BoundingRect, Coord, InteriorPoint, Intersects, MultiPolygon, Point, Polygon, Rect, unary_union,
};
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::ground::Ground;
use super::lattice::{Cell, cell, square};
use super::measure::Standing;
use super::outline::Outline;
use crate::domain::community::Community;
use crate::domain::demand::Demand;
use crate::domain::gap::Gap;
use crate::units::{Metres, Persons, SquareMetres};

/// Pieces of ground whose boxes come this near are one gap, in metres.
const GATHER_METRES: f64 = 150.0;
/// How far a square's rim reaches inwards, in metres.
const RIM_METRES: f64 = 0.001;
/// Ground without people smaller than this is left out of the list (its area stays in the sums), in square metres.
const SMALLEST_EMPTY_M2: f64 = 100.0;

/// The gaps of one service in one community, and the area of all its unreached ground in square metres. `land` is the residential land that is
/// not reached.
///
/// Inhabited ground is the residential land, and, off it, the squares of the 50 m lattice that unreached people or hamlets stand on.
pub(super) fn gaps_of(
    community: &Community,
    ground: &Ground,
    land: MultiPolygon<f64>,
    demand: &[Demand],
    standings: &[Standing],
) -> (Vec<Gap>, f64) {
    let unreached: Vec<(&Demand, &Standing)> = demand
        .iter()
        .zip(standings)
        .filter(|(_, standing)| standing.known && !standing.covered)
        .collect();
    let on_land = Outline::new(&ground.land);
    let off_land = unreached.iter().filter(|(demand, _)| !on_land.holds(demand.point));
    let squares = squares(off_land.map(|(demand, _)| demand.point), community);
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
    give_people(&mut gaps, &unreached);
    gaps.retain(|gap| gap.people > Persons::NONE || gap.area.0 >= SMALLEST_EMPTY_M2);
    (gaps, total)
}

/// The squares of the lattice that these places stand on, as far as they lie in the community; whole where nothing of them does, because
/// the place belongs to it by record alone.
fn squares(places: impl Iterator<Item = Coord<f64>>, community: &Community) -> Vec<Polygon<f64>> {
    let mut cells: Vec<Cell> = places.map(cell).collect();
    cells.sort_unstable();
    cells.dedup();
    if cells.is_empty() {
        return Vec::new();
    }
    // One cut for all of them: a border may be long.
    let all: MultiPolygon<f64> = MultiPolygon(cells.iter().map(|at| square(*at)).collect());
    let inside = all.intersection(&community.boundary);
    let left = boxes(&inside.0);
    let lost = cells.iter().map(|at| square(*at)).filter(|square| {
        square.bounding_rect().is_some_and(|rect| {
            // A touch is not a part: a neighbour's rim lies on this square's.
            let rim = Coord {
                x: RIM_METRES,
                y: RIM_METRES,
            };
            let own = Rect::new(rect.min() + rim, rect.max() - rim);
            let envelope = AABB::from_corners([own.min().x, own.min().y], [own.max().x, own.max().y]);
            !left
                .locate_in_envelope_intersecting(envelope)
                .any(|entry| inside.0[entry.data].intersects(&own))
        })
    });
    let lost: Vec<Polygon<f64>> = lost.collect();
    inside.0.into_iter().chain(lost).collect()
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

/// Areas indexed by their boxes.
fn boxes<'a, A: BoundingRect<f64> + 'a>(areas: impl IntoIterator<Item = &'a A>) -> Boxes
where
    A::Output: Into<Option<Rect<f64>>>,
{
    let boxed = areas.into_iter().enumerate().filter_map(|(position, area)| {
        let rect = area.bounding_rect().into()?;
        let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        Some(GeomWithData::new(corners, position))
    });
    RTree::bulk_load(boxed.collect())
}

type Boxes = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

/// Gives every unreached person to the gap they stand in; to the nearest one by box where rounding left them on its rim.
fn give_people(gaps: &mut [Gap], unreached: &[(&Demand, &Standing)]) {
    let index = boxes(gaps.iter().map(|gap| &gap.ground));
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
        if let Some(walked) = standing.walk {
            let walked = Metres(walked.metres());
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
