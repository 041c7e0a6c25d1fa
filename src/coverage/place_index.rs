//! Which community a point lies in.

use std::collections::BTreeMap;

use geo::{BoundingRect, Coord, CoordsIter, Intersects, Point};
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::outline::Outline;
use crate::domain::community::Community;

/// The communities' polygons, indexed by their boxes.
pub struct PlaceIndex<'a> {
    communities: &'a [Community],
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    /// Prepared for those with many corners.
    outlines: BTreeMap<usize, Outline>,
}

/// Corners from which on an outline is prepared rather than walked along.
const MANY_CORNERS: usize = 200;

impl<'a> PlaceIndex<'a> {
    /// Indexes communities; answers are positions in this slice.
    pub fn new(communities: &'a [Community]) -> Self {
        let boxes = communities
            .iter()
            .enumerate()
            .filter_map(|(position, community)| {
                let rect = community.boundary.bounding_rect()?;
                let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
                Some(GeomWithData::new(corners, position))
            })
            .collect();
        Self {
            communities,
            boxes: RTree::bulk_load(boxes),
            outlines: communities
                .iter()
                .enumerate()
                .filter(|(_, community)| community.boundary.coords_count() >= MANY_CORNERS)
                .map(|(position, community)| (position, Outline::new(&community.boundary)))
                .collect(),
        }
    }

    /// The position of the community that a point lies in. On a shared border: the first of them, so that nobody is counted twice.
    pub fn find(&self, at: Coord<f64>) -> Option<usize> {
        self.boxes
            .locate_in_envelope_intersecting(AABB::from_point([at.x, at.y]))
            .map(|entry| entry.data)
            .filter(|position| match self.outlines.get(position) {
                Some(outline) => outline.holds(at),
                None => self.communities[*position].boundary.intersects(&Point::from(at)),
            })
            .min()
    }
}
