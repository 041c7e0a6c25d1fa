//! What a scenario does to the streets on their way into a network.

use std::collections::BTreeMap;

use geo::Coord;
use rstar::primitives::GeomWithData;
use rstar::{AABB, PointDistance, RTree};

use crate::domain::edit::StreetEdits;
use crate::streets::{ClosingLine, Closures, StreetLine, WayFacts, outlines};

/// How far the end of a new way may lie from a street to be joined to it, in metres: as the network joins lines.
const JOINED_WITHIN_M: f64 = 0.5;

/// Adds what the scenario closes.
pub(super) fn close(edits: &StreetEdits, closures: &mut Closures) {
    closures.streets.extend(&edits.closed);
    closures.lines.extend(edits.cuts.iter().map(closing));
    closures.areas.extend(edits.closed_areas.iter().cloned());
}

/// Courses that nobody crosses on the straight way between a door and a street: what the scenario closes.
pub(super) fn walls(edits: &StreetEdits) -> impl Iterator<Item = Vec<Coord<f64>>> + '_ {
    let cuts = edits.cuts.iter().map(|line| line.0.clone());
    cuts.chain(outlines(&edits.closed_areas).map(<[Coord<f64>]>::to_vec))
}

fn closing(line: &geo::LineString<f64>) -> ClosingLine {
    ClosingLine {
        course: line.0.clone(),
        openings: Vec::new(),
    }
}

/// Adds the new ways to streets that were closed already; says what a person should know of them. A new way is closed only by what the
/// scenario closes after it: it leads over whatever stood there before. Their ids lie above those of the streets.
pub(super) fn open(edits: &StreetEdits, streets: &mut Vec<StreetLine>) -> Vec<String> {
    let highest = streets.iter().map(|street| street.id).max().unwrap_or(0);
    let remarks = loose_ends(edits, streets);
    for (link, number) in edits.links.iter().zip(1..) {
        let line = StreetLine {
            id: highest + number,
            course: link.course.0.clone(),
            nodes: Vec::new(),
            level: 0,
            facts: WayFacts::of(&BTreeMap::from([("highway".to_owned(), link.class.clone())])),
            stops: Vec::new(),
        };
        let later = Closures {
            lines: edits.cuts[link.cuts_before..].iter().map(closing).collect(),
            areas: edits.closed_areas[link.areas_before..].to_vec(),
            ..Closures::default()
        };
        streets.extend(later.close(vec![line]).0);
    }
    remarks
}

/// Ends of new ways that touch neither a street nor another new way: they lead nowhere.
fn loose_ends(edits: &StreetEdits, streets: &[StreetLine]) -> Vec<String> {
    let links = || edits.links.iter().zip(1_usize..);
    let ends: Vec<(usize, Coord<f64>)> = links()
        .flat_map(|(link, number)| {
            let (first, last) = (link.course.0.first(), link.course.0.last());
            first.into_iter().chain(last).map(move |at| (number, *at))
        })
        .collect();
    let mut touched = vec![false; ends.len()];
    let index = RTree::bulk_load(
        ends.iter()
            .enumerate()
            .map(|(end, (_, at))| GeomWithData::new([at.x, at.y], end))
            .collect(),
    );
    let mut see = |course: &[Coord<f64>], own: Option<usize>| {
        for pair in course.windows(2) {
            let line = rstar::primitives::Line::new([pair[0].x, pair[0].y], [pair[1].x, pair[1].y]);
            let low = [
                pair[0].x.min(pair[1].x) - JOINED_WITHIN_M,
                pair[0].y.min(pair[1].y) - JOINED_WITHIN_M,
            ];
            let high = [
                pair[0].x.max(pair[1].x) + JOINED_WITHIN_M,
                pair[0].y.max(pair[1].y) + JOINED_WITHIN_M,
            ];
            for end in index.locate_in_envelope(AABB::from_corners(low, high)) {
                let near = line.distance_2(end.geom()) <= JOINED_WITHIN_M * JOINED_WITHIN_M;
                touched[end.data] |= near && own != Some(ends[end.data].0);
            }
        }
    };
    for street in streets {
        see(&street.course, None);
    }
    for (link, number) in links() {
        see(&link.course.0, Some(number));
    }
    let loose: Vec<usize> = ends
        .iter()
        .zip(&touched)
        .filter(|(_, touched)| !**touched)
        .map(|((number, _), _)| *number)
        .collect();
    loose
        .chunk_by(|a, b| a == b)
        .map(|same| {
            let which = if same.len() > 1 { "neither end" } else { "one end" };
            let verb = if same.len() > 1 { "touches" } else { "does not touch" };
            format!(
                "new way {} of the scenario: {which} {verb} a street within {JOINED_WITHIN_M} m, so that nobody comes onto it there; draw it from street to street",
                same[0]
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edit::Edit;
    use geo::{LineString, coord};

    fn street(id: i64, course: &[(f64, f64)]) -> StreetLine {
        StreetLine {
            id,
            course: course.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
            nodes: Vec::new(),
            level: 0,
            facts: WayFacts::of(&BTreeMap::from([("highway".to_owned(), "footway".to_owned())])),
            stops: Vec::new(),
        }
    }

    fn link(course: Vec<(f64, f64)>) -> Edit {
        Edit::NewLink {
            course: LineString::from(course),
            class: "footway".to_owned(),
            name: String::new(),
        }
    }

    fn cut() -> Edit {
        Edit::CloseAcross {
            line: LineString::from(vec![(50.0, -90.0), (50.0, 90.0)]).into(),
        }
    }

    /// Places at which streets were closed, old ones and new ones, and what was said.
    fn world(edits: &[Edit]) -> (usize, usize, Vec<String>) {
        let edits = StreetEdits::of(edits);
        let mut closures = Closures::default();
        close(&edits, &mut closures);
        let (mut streets, closed) = closures.close(vec![street(7, &[(0.0, 0.0), (100.0, 0.0)])]);
        let remarks = open(&edits, &mut streets);
        // A new way in two pieces was closed at one place.
        let pieces = streets.iter().filter(|street| street.id > 7).count();
        (closed, pieces - edits.links.len(), remarks)
    }

    #[test]
    fn a_new_way_leads_over_what_was_closed_before_it_and_not_over_what_is_closed_after() {
        let bridge = || link(vec![(40.0, 0.0), (60.0, 0.0)]);
        assert_eq!(world(&[cut(), bridge()]), (1, 0, vec![]));
        assert_eq!(world(&[bridge(), cut()]), (1, 1, vec![]));
        assert_eq!(world(&[Edit::CloseStreet { id: 7 }]).0, 1);
    }

    #[test]
    fn a_way_that_leads_nowhere_is_told() {
        let (_, _, said) = world(&[
            link(vec![(40.0, 0.4), (60.0, 30.0)]),
            link(vec![(60.0, 30.0), (70.0, 40.0)]),
        ]);
        assert_eq!(said.len(), 1, "the first ends on the second: {said:?}");
        assert!(
            said[0].starts_with("new way 2 of the scenario: one end does not touch"),
            "{said:?}"
        );
        let (_, _, said) = world(&[link(vec![(40.0, 5.0), (60.0, 30.0)])]);
        assert!(
            said[0].starts_with("new way 1 of the scenario: neither end touches"),
            "{said:?}"
        );
    }
}
