//! Features themselves, by place, question and order.

use std::cmp::Ordering;

use geo::{Coord, Geometry, Intersects, Polygon, Rect};

use super::feature::Feature;
use super::layer::Prepared;
use super::select::Select;
use super::shape::to_square;
use crate::crs::LonLatBox;
use crate::filter::Known;

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Only features that have a place in common with one of these boxes; all where there is none.
    pub boxes: Vec<LonLatBox>,
    /// Only features that have a place in common with this, which lies within the boxes.
    pub area: Option<Geometry<f64>>,
    /// Only these features.
    pub select: Select,
    /// By these properties, the first first, and whether from the greatest down. Features of equal values stand by id, features
    /// without a value at the end.
    pub order: Vec<(String, bool)>,
}

impl Search {
    /// Puts features into the order that is asked for.
    pub(super) fn sort(&self, found: &mut [&Feature]) {
        found.sort_by(|a, b| in_order(a, b, &self.order));
    }
}

impl Prepared {
    /// What is found, by id where no other order is asked for.
    pub(super) fn find(&self, search: &Search) -> Vec<&Feature> {
        let mut found: Vec<&Feature> = if search.boxes.is_empty() {
            self.features().collect()
        } else {
            let areas: Vec<Polygon<f64>> = search.boxes.iter().map(area).collect();
            let mut near: Vec<&Feature> = search.boxes.iter().flat_map(|own| self.near_box(*own)).collect();
            near.sort_by_key(|feature| feature.id);
            near.dedup_by_key(|feature| feature.id);
            near.retain(|feature| areas.iter().any(|area| feature.geometry.intersects(area)));
            if let Some(area) = &search.area {
                near.retain(|feature| feature.geometry.intersects(area));
            }
            near
        };
        found.retain(|feature| search.select.takes(feature));
        search.sort(&mut found);
        found
    }

    fn near_box(&self, degrees: LonLatBox) -> impl Iterator<Item = &Feature> {
        // Half a millionth of the square more: places stand on a lattice there.
        let slack = 5e-7;
        let corner = |x: f64, y: f64, by: f64| to_square(Coord { x, y }).map(|part| part + by);
        let low = corner(degrees.west, degrees.north, -slack);
        self.features_near((low, corner(degrees.east, degrees.south, slack)))
    }
}

fn area(degrees: &LonLatBox) -> Polygon<f64> {
    let corner = |x: f64, y: f64| Coord { x, y };
    Rect::new(corner(degrees.west, degrees.south), corner(degrees.east, degrees.north)).to_polygon()
}

fn in_order(a: &Feature, b: &Feature, order: &[(String, bool)]) -> Ordering {
    let decided = order.iter().map(|(name, down)| match (a.known(name), b.known(name)) {
        (Some(a), Some(b)) => {
            let up = match (a, b) {
                (Known::Number(a), Known::Number(b)) => a.total_cmp(&b),
                (Known::Text(a), Known::Text(b)) => a.cmp(b),
                (Known::Number(_), Known::Text(_)) => Ordering::Less,
                (Known::Text(_), Known::Number(_)) => Ordering::Greater,
            };
            if *down { up.reverse() } else { up }
        }
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    let first = decided.into_iter().find(|order| order.is_ne());
    first.unwrap_or(Ordering::Equal).then(a.id.cmp(&b.id))
}
