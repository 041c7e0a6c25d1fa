//! Which things lie in the areas of a scope.

use std::collections::BTreeSet;

use geo::{BoundingRect as _, Centroid as _, Contains as _, InteriorPoint as _, Intersects as _, Point};

use crate::crs::LonLatBox;
use crate::domain::area_code::is_whole;
use crate::identity::Scope;
use crate::tiles::{Feature, Search, TileSet, Value};
use crate::workflow::desk::Desk;
use crate::workflow::units;

/// The ground of a scope's areas.
pub(super) struct Ground<'a> {
    tiles: &'a TileSet,
    scope: &'a Scope,
    /// The communities that lie in it; `None` where everything does.
    communities: Option<BTreeSet<u64>>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(desk: &'a Desk, scope: &'a Scope) -> Self {
        let tiles = &desk.tiles;
        let communities = (!scope.areas.is_empty()).then(|| {
            let all = tiles.find("communities", &Search::default()).unwrap_or_default();
            let own = all.into_iter().filter(|feature| in_scope(feature, scope));
            own.map(|feature| feature.id).collect()
        });
        Self {
            tiles,
            scope,
            communities,
        }
    }

    /// Whether nothing is left out.
    pub(super) fn is_whole(&self) -> bool {
        self.communities.is_none()
    }

    /// Whether a community lies in it.
    pub(super) fn shows_community(&self, id: i64) -> bool {
        let Some(communities) = &self.communities else {
            return true;
        };
        u64::try_from(id).is_ok_and(|id| communities.contains(&id))
    }

    /// Whether a unit with this code lies in it wholly.
    pub(super) fn shows_code(&self, code: &str) -> bool {
        self.is_whole() || (is_whole(code) && self.scope.holds(code))
    }

    /// Whether a feature of a layer lies in it.
    pub(super) fn shows(&self, layer: &str, feature: &Feature) -> bool {
        let Some(communities) = &self.communities else {
            return true;
        };
        match layer {
            "communities" => communities.contains(&feature.id),
            "circles" => false,
            "gaps" | "gap_points" => match value(feature, "community") {
                Some(Value::Whole(id)) => self.shows_community(*id),
                _ => false,
            },
            name if units::LAYERS.iter().any(|(unit, _)| *unit == name) => in_scope(feature, self.scope),
            _ => middle(feature).is_some_and(|middle| self.holds(communities, middle)),
        }
    }

    /// Whether a place lies in one of the communities.
    fn holds(&self, communities: &BTreeSet<u64>, at: Point<f64>) -> bool {
        let near = 1e-9;
        let here = LonLatBox {
            west: at.x() - near,
            south: at.y() - near,
            east: at.x() + near,
            north: at.y() + near,
        };
        let search = Search {
            boxes: vec![here],
            ..Search::default()
        };
        let around = self.tiles.find("communities", &search).unwrap_or_default();
        around
            .iter()
            .any(|feature| communities.contains(&feature.id) && feature.geometry.intersects(&at))
    }
}

/// Whether a feature's own code lies in one of the areas. Codes that are not of twelve digits are of somebody's own and lie nowhere.
fn in_scope(feature: &Feature, scope: &Scope) -> bool {
    let Some(Value::Text(code)) = value(feature, "code") else {
        return false;
    };
    is_whole(code) && scope.holds(code)
}

/// A place in the middle of a thing: of a point itself, of a line half way along, of an area inside.
fn middle(feature: &Feature) -> Option<Point<f64>> {
    let geometry = &feature.geometry;
    let inside = geometry.interior_point();
    let centre = geometry.centroid().filter(|centre| geometry.contains(centre));
    centre
        .or(inside)
        .or_else(|| geometry.bounding_rect().map(|rect| rect.center().into()))
}

pub(super) fn value<'a>(feature: &'a Feature, name: &str) -> Option<&'a Value> {
    let mut found = feature.properties.iter().filter(|(own, _)| &**own == name);
    found.next().map(|(_, value)| value)
}
