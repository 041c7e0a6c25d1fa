//! Which community a point lies in.

use geo::{BoundingRect, Coord, Intersects, Point};
use rstar::{AABB, RTree, primitives::GeomWithData, primitives::Rectangle};

use crate::domain::community::Community;

/// The communities' polygons, indexed by their boxes.
pub struct PlaceIndex<'a> {
    communities: &'a [Community],
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

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
        }
    }

    /// The position of the community that a point lies in. On a shared border: the first of them, so that nobody is counted twice.
    pub fn find(&self, at: Coord<f64>) -> Option<usize> {
        self.boxes
            .locate_in_envelope_intersecting(AABB::from_point([at.x, at.y]))
            .map(|entry| entry.data)
            .filter(|position| self.communities[*position].boundary.intersects(&Point::from(at)))
            .min()
    }
}
