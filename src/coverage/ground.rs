//! A community's inhabited ground.

use geo::{Area, BooleanOps, BoundingRect, MultiPolygon, Polygon, unary_union};
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use crate::domain::town::Town;

/// The residential land inside one community, each square metre once.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// In metres of the study area; empty where none is known.
    pub land: MultiPolygon<f64>,
    /// Its area in square metres.
    pub area: f64,
}

/// Cuts the town's residential land by community, in the order of its communities.
pub(super) fn grounds(town: &Town) -> Vec<Ground> {
    let pieces: Vec<&Polygon<f64>> = town.residential_land.iter().flat_map(|land| &land.0).collect();
    let boxes = pieces
        .iter()
        .enumerate()
        .filter_map(|(position, piece)| {
            let rect = piece.bounding_rect()?;
            let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
            Some(GeomWithData::new(corners, position))
        })
        .collect();
    let index = RTree::bulk_load(boxes);
    town.communities
        .iter()
        .map(|community| {
            let mut near: Vec<usize> = community.boundary.bounding_rect().map_or(Vec::new(), |rect| {
                let envelope = AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
                index
                    .locate_in_envelope_intersecting(envelope)
                    .map(|entry| entry.data)
                    .collect()
            });
            near.sort_unstable();
            let land = if near.is_empty() {
                MultiPolygon::new(Vec::new())
            } else {
                unary_union(near.iter().map(|position| pieces[*position])).intersection(&community.boundary)
            };
            let area = land.unsigned_area();
            Ground { land, area }
        })
        .collect()
}
