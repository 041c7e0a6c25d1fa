//! What stands just outside the communities: it serves people inside, and a source that ends at the border hides it.

use std::collections::BTreeMap;

use geo::BoundingRect;
use rstar::{AABB, RTree, primitives::Rectangle};

use super::place_index::PlaceIndex;
use crate::domain::community::Community;
use crate::domain::site::Site;
use crate::domain::town::Town;
use crate::units::Metres;

/// The ground from which the communities can be reached: their boxes, grown by the reach.
pub(super) struct Halo {
    boxes: RTree<Rectangle<[f64; 2]>>,
}

impl Halo {
    /// The halo of a reach, as the crow flies.
    pub(super) fn new(communities: &[Community], reach: Metres) -> Self {
        let boxes = communities.iter().filter_map(|community| {
            let rect = community.boundary.bounding_rect()?;
            let (low, high) = (rect.min(), rect.max());
            Some(Rectangle::from_corners(
                [low.x - reach.0, low.y - reach.0],
                [high.x + reach.0, high.y + reach.0],
            ))
        });
        Self {
            boxes: RTree::bulk_load(boxes.collect()),
        }
    }

    /// Whether one of the site's doors lies in it.
    pub(super) fn holds(&self, site: &Site) -> bool {
        site.doors().iter().any(|door| {
            let at = AABB::from_point([door.x, door.y]);
            self.boxes.locate_in_envelope_intersecting(at).next().is_some()
        })
    }
}

/// Sources of facilities that know none outside the communities: people near the border may be served by some that nobody listed.
pub(super) fn ends_at_the_border(town: &Town) -> Vec<String> {
    let places = PlaceIndex::new(&town.communities);
    let mut outside: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for site in &town.sites {
        let (all, out) = outside.entry(&site.origin.source).or_default();
        *all += 1;
        *out += usize::from(places.find(site.point).is_none());
    }
    outside
        .into_iter()
        .filter(|(_, (_, out))| *out == 0)
        .map(|(source, (all, _))| {
            format!(
                "layer facilities: all {all} of {source} lie inside the communities; those just outside, which serve people near the border, are missing"
            )
        })
        .collect()
}
