//! A community's inhabited ground.

use geo::{Area, BooleanOps, BoundingRect, MultiPolygon, Polygon, unary_union};
use rayon::prelude::*;
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use crate::domain::town::Town;
use crate::units::Metres;

/// The residential land inside one community, each square metre once.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// In metres of the study area; empty where none is known.
    pub land: MultiPolygon<f64>,
    /// Its area in square metres.
    pub area: f64,
    /// How far the outline of its least accurate piece may be off.
    pub off: Metres,
}

/// Cuts the town's residential land by community, in the order of its communities. Where communities overlap the first of them has the
/// land, as it has the people: each square metre counts once.
pub(super) fn grounds(town: &Town) -> Vec<Ground> {
    let pieces: Vec<(&Polygon<f64>, Metres)> = town
        .residential_land
        .iter()
        .flat_map(|land| land.ground.0.iter().map(|piece| (piece, land.origin.off())))
        .collect();
    let boxes = pieces
        .iter()
        .enumerate()
        .filter_map(|(position, (piece, _))| {
            let rect = piece.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, position))
        })
        .collect();
    let index = RTree::bulk_load(boxes);
    let mut grounds: Vec<Ground> = town
        .communities
        .par_iter()
        .map(|community| {
            let near = boxed(&index, &community.boundary);
            let land = if near.is_empty() {
                MultiPolygon::new(Vec::new())
            } else {
                unary_union(near.iter().map(|position| pieces[*position].0)).intersection(&community.boundary)
            };
            let off = near.iter().map(|position| pieces[*position].1.0).fold(0.0, f64::max);
            Ground::new(land, Metres(off))
        })
        .collect();
    give_once(town, &mut grounds);
    grounds
}

impl Ground {
    fn new(land: MultiPolygon<f64>, off: Metres) -> Self {
        let area = land.unsigned_area();
        Self { land, area, off }
    }
}

type Boxes = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

/// What is boxed near an area, in order.
fn boxed(index: &Boxes, area: &MultiPolygon<f64>) -> Vec<usize> {
    let mut near: Vec<usize> = area.bounding_rect().map_or(Vec::new(), |rect| {
        let envelope = AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        index
            .locate_in_envelope_intersecting(envelope)
            .map(|entry| entry.data)
            .collect()
    });
    near.sort_unstable();
    near
}

/// Land that two communities share by more than a rim, in square metres: neighbours' borders drawn apart differ by less.
const SHARED_M2: f64 = 1e-3;

/// Takes from each community's land what lies in an earlier one.
fn give_once(town: &Town, grounds: &mut [Ground]) {
    let index = RTree::bulk_load(
        grounds
            .iter()
            .enumerate()
            .filter_map(|(position, ground)| {
                let rect = ground.land.bounding_rect()?;
                let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
                Some(GeomWithData::new(corners, position))
            })
            .collect(),
    );
    let kept: Vec<Option<MultiPolygon<f64>>> = grounds
        .par_iter()
        .enumerate()
        .map(|(position, ground)| {
            let earlier = boxed(&index, &ground.land)
                .into_iter()
                .take_while(|other| *other < position);
            let mut kept: Option<MultiPolygon<f64>> = None;
            for other in earlier {
                let land = kept.as_ref().unwrap_or(&ground.land);
                let shared = land.intersection(&grounds[other].land);
                if shared.unsigned_area() > SHARED_M2 {
                    kept = Some(land.difference(&town.communities[other].boundary));
                }
            }
            kept
        })
        .collect();
    for (ground, kept) in grounds.iter_mut().zip(kept) {
        if let Some(land) = kept {
            *ground = Ground::new(land, ground.off);
        }
    }
}
