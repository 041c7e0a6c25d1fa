//! What somebody sees of a desk: a desk of its own, made of what may be seen and nothing else. Whatever is asked of it, no answer can tell
//! of anything more, because there is no more in it.

mod cells;
mod document;
mod ground;
mod withheld;

use std::sync::Arc;

use super::desk::{Desk, GapIndex, PlaceIndex, PlaceKind};
use super::error::WorkflowError;
use crate::identity::Scope;
use crate::tiles::Feature;
use ground::Ground;
use withheld::Withheld;

/// The part of a desk that a scope lets see. Counts of people above nothing and below `small` are withheld where the scope has no
/// exact counts, and so are those from which they could be worked out.
///
/// What has a code is seen where the code lies in one of the areas; a unit above only where all of it does. What has none belongs to the community
/// that its middle lies in. Circles, which reach over all communities, and ways are not seen by whoever is narrowed to areas.
///
/// # Errors
/// The layers can't be made anew; a fault of this program.
pub fn seen(desk: &Desk, scope: &Scope, small: f64) -> Result<Desk, WorkflowError> {
    let ground = Ground::new(desk, scope);
    let withheld = if scope.exact_counts {
        Withheld::default()
    } else {
        Withheld::new(desk, small)
    };
    let keep = |layer: &str, feature: &Feature| {
        ground
            .shows(layer, feature)
            .then(|| withheld.taken_from(layer, feature.clone()))
    };
    // Where people live is told house by house there.
    let has = |layer: &str| scope.has_layer(layer) && (scope.exact_counts || layer != "demand");
    let tiles = desk.tiles.remade(has, keep)?;
    let mut gaps = GapIndex::default();
    if scope.has_layer("gaps") {
        for (circle, group) in desk.gaps.keys() {
            let rows = desk.gaps.of(circle, group).unwrap_or_default().iter();
            let rows = rows.filter(|row| ground.shows_community(row.community)).cloned();
            gaps.insert(circle, group, rows.map(|row| withheld.taken_from_gap(row)).collect());
        }
    }
    let is_seen = |layer: &str, id: i64| {
        let id = u64::try_from(id).ok();
        id.is_some_and(|id| tiles.feature(layer, id).is_ok_and(|found| found.is_some()))
    };
    let places = desk.places.all().filter(|place| match place.kind {
        PlaceKind::Community => is_seen("communities", place.id),
        PlaceKind::Facility => is_seen("facilities", place.id),
    });
    let places = PlaceIndex::new(places.cloned().collect());
    let assessment = document::seen(&desk.assessment, scope, &ground, &withheld, &tiles);
    let streets = desk.streets.clone();
    Ok(Desk {
        version: desk.version.clone(),
        title: desk.title.clone(),
        scenario: desk.scenario.clone(),
        assessment: Arc::from(assessment),
        gaps,
        places,
        tiles,
        // Ways and reach are asked of facilities.
        streets: streets
            .filter(|_| scope.areas.is_empty() && ["streets", "facilities"].iter().all(|layer| scope.has_layer(layer))),
        attribution: desk.attribution.clone(),
    })
}
