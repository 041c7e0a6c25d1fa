//! What a feature lies in: a school's ground, a park.

use geo::{BoundingRect, Coord, Intersects, MultiPolygon};
use rstar::{AABB, RTree, RTreeObject};

use super::extract::Extract;
use super::rules::fits;
use crate::domain::category::{Catalogue, TagCondition};

/// An area in an index.
#[derive(Debug, Clone)]
pub(super) struct Indexed {
    /// `w2`, `r3`.
    pub(super) id: String,
    pub(super) area: MultiPolygon<f64>,
    envelope: AABB<[f64; 2]>,
}

impl Indexed {
    /// `None` for an area without corners.
    pub(super) fn new(id: String, area: MultiPolygon<f64>) -> Option<Self> {
        let rect = area.bounding_rect()?;
        Some(Self {
            id,
            area,
            envelope: AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]),
        })
    }
}

impl RTreeObject for Indexed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// The areas with a point in or on them.
pub(super) fn at(index: &RTree<Indexed>, point: Coord<f64>) -> impl Iterator<Item = &Indexed> {
    index
        .locate_in_envelope_intersecting(AABB::from_point([point.x, point.y]))
        .filter(move |indexed| indexed.area.intersects(&point))
}

/// The areas that the catalogue's rules ask about, by what they ask.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    indexes: Vec<(TagCondition, RTree<Indexed>)>,
}

impl Surroundings {
    /// What the rules ask about, each once.
    pub(super) fn conditions(catalogue: &Catalogue) -> Vec<&TagCondition> {
        let mut conditions: Vec<&TagCondition> = catalogue
            .categories
            .iter()
            .flat_map(|category| &category.osm)
            .flat_map(|rule| rule.inside.iter().chain(&rule.not_inside))
            .collect();
        conditions.sort();
        conditions.dedup();
        conditions
    }

    /// Collects the areas. One that can't be made is passed over: it is told of where it is a facility.
    pub(super) fn of(catalogue: &Catalogue, extract: &Extract) -> Self {
        let indexes = Self::conditions(catalogue)
            .into_iter()
            .map(|condition| {
                let ways = extract
                    .ways
                    .iter()
                    .filter(|(_, way)| way.closed() && fits(condition, &way.tags))
                    .map(|(id, way)| (format!("w{id}"), extract.way_area(way)));
                let relations = extract
                    .relations
                    .iter()
                    .filter(|(_, relation)| fits(condition, &relation.tags))
                    .map(|(id, relation)| (format!("r{id}"), extract.relation_area(relation)));
                let areas = ways
                    .chain(relations)
                    .filter_map(|(id, area)| Indexed::new(id, area.ok()?.area))
                    .collect();
                (condition.clone(), RTree::bulk_load(areas))
            })
            .collect();
        Self { indexes }
    }

    /// Whether a point lies in such an area, other than the feature's own.
    pub(super) fn around(&self, condition: &TagCondition, point: Coord<f64>, own: &str) -> bool {
        self.indexes
            .iter()
            .filter(|(asked, _)| asked == condition)
            .any(|(_, index)| at(index, point).any(|indexed| indexed.id != own))
    }
}
