//! The lists on the desk: gaps, and places to search for.

use std::collections::BTreeMap;

use geo::{BoundingRect, InteriorPoint};

use super::desk::{GapIndex, GapRow, Place, PlaceKind};
use super::load_town::extent;
use crate::store::{AssessmentRows, StoredTown};

/// Gaps by circle and group.
pub(super) fn gap_index(rows: &AssessmentRows) -> GapIndex {
    let mut by_service: BTreeMap<(&str, &str), Vec<GapRow>> = BTreeMap::new();
    for row in &rows.reach {
        by_service.entry((&row.circle, &row.service)).or_default();
    }
    for row in &rows.gaps {
        let bbox = row
            .ground
            .bounding_rect()
            .map_or([row.point[0], row.point[1], row.point[0], row.point[1]], |rect| {
                [rect.min().x, rect.min().y, rect.max().x, rect.max().y]
            });
        by_service.entry((&row.circle, &row.service)).or_default().push(GapRow {
            id: row.id.unsigned_abs(),
            community: row.community,
            community_name: row.community_name.clone(),
            people: Some(row.people),
            land_m2: row.land_m2,
            nearest_m: row.nearest_m,
            point: row.point,
            bbox,
        });
    }
    let mut index = GapIndex::default();
    for ((circle, service), gaps) in by_service {
        index.insert(circle, service, gaps);
    }
    index
}

/// Communities and facilities as they are searched for; facilities far from every community are left out.
pub(super) fn places(stored: &StoredTown, hosts: &BTreeMap<i64, String>) -> Vec<Place> {
    let communities = stored.communities.iter().filter_map(|row| {
        let rect = row.record.boundary.bounding_rect()?;
        let point = row.record.boundary.interior_point()?;
        Some(Place {
            kind: PlaceKind::Community,
            id: row.id,
            name: row.record.name.clone(),
            detail: row
                .record
                .code
                .as_ref()
                .map_or(String::new(), |code| code.value.clone()),
            categories: Vec::new(),
            point: [point.x(), point.y()],
            bbox: [rect.min().x, rect.min().y, rect.max().x, rect.max().y],
        })
    });
    let area = extent(&stored.communities);
    let near = |row: &&crate::store::StoredSite| area.is_none_or(|area| area.grown(0.1).contains(row.record.point));
    let named = stored
        .sites
        .iter()
        .filter(|row| !row.record.name.is_empty())
        .filter(near);
    let facilities = named.map(|row| {
        let at = row.record.point;
        Place {
            kind: PlaceKind::Facility,
            id: row.id,
            name: row.record.name.clone(),
            detail: hosts.get(&row.id).cloned().unwrap_or_default(),
            categories: row
                .record
                .functions
                .iter()
                .map(|function| function.category.clone())
                .collect(),
            point: [at.lon, at.lat],
            bbox: [at.lon, at.lat, at.lon, at.lat],
        }
    });
    communities.chain(facilities).collect()
}
