//! What a scenario does to the streets on their way into a network.

use std::collections::BTreeMap;

use geo::Coord;
use rstar::primitives::GeomWithData;
use rstar::{AABB, PointDistance, RTree};

use crate::domain::edit::StreetEdits;
use crate::streets::{ClosingLine, Closures, StreetLine, WayFacts, levels_down, outlines};

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
            level: link.level,
            facts: WayFacts {
                raised: link.level != 0,
                ..WayFacts::of(&BTreeMap::from([("highway".to_owned(), link.class.clone())]))
            },
            stops: Vec::new(),
            cut_ends: [false; 2],
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

/// An end of a new way.
struct End {
    /// Of which, from 1.
    link: usize,
    at: Coord<f64>,
    level: i32,
}

/// Ends of new ways that touch neither a street nor another new way that they could be joined to: they lead nowhere.
fn loose_ends(edits: &StreetEdits, streets: &[StreetLine]) -> Vec<String> {
    let links = || edits.links.iter().zip(1_usize..);
    let ends: Vec<End> = links()
        .flat_map(|(link, number)| {
            let (first, last) = (link.course.0.first(), link.course.0.last());
            let end = move |at: &Coord<f64>| End {
                link: number,
                at: *at,
                level: link.level,
            };
            first.into_iter().chain(last).map(end)
        })
        .collect();
    let mut touched = vec![false; ends.len()];
    let index = RTree::bulk_load(
        ends.iter()
            .enumerate()
            .map(|(end, own)| GeomWithData::new([own.at.x, own.at.y], end))
            .collect(),
    );
    let mut see = |course: &[Coord<f64>], level: i32, own: Option<usize>| {
        for (position, pair) in course.windows(2).enumerate() {
            let line = rstar::primitives::Line::new([pair[0].x, pair[0].y], [pair[1].x, pair[1].y]);
            let low = [
                pair[0].x.min(pair[1].x) - JOINED_WITHIN_M,
                pair[0].y.min(pair[1].y) - JOINED_WITHIN_M,
            ];
            let high = [
                pair[0].x.max(pair[1].x) + JOINED_WITHIN_M,
                pair[0].y.max(pair[1].y) + JOINED_WITHIN_M,
            ];
            // Its own ends come down to a new way too.
            let own_end = |at: &[f64; 2]| {
                let near = |corner: Coord<f64>| (corner.x - at[0]).hypot(corner.y - at[1]) <= JOINED_WITHIN_M;
                position == 0 && near(pair[0]) || position + 2 == course.len() && near(pair[1])
            };
            for end in index.locate_in_envelope(AABB::from_corners(low, high)) {
                let new = &ends[end.data];
                let near = line.distance_2(end.geom()) <= JOINED_WITHIN_M * JOINED_WITHIN_M;
                let joined = levels_down(new.level, level).is_some()
                    || levels_down(level, new.level).is_some() && own_end(end.geom());
                touched[end.data] |= near && joined && own != Some(new.link);
            }
        }
    };
    for street in streets {
        see(&street.course, street.level, None);
    }
    for (link, number) in links() {
        see(&link.course.0, link.level, Some(number));
    }
    let loose: Vec<usize> = ends
        .iter()
        .zip(&touched)
        .filter(|(_, touched)| !**touched)
        .map(|(end, _)| end.link)
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
            cut_ends: [false; 2],
        }
    }

    fn link(course: Vec<(f64, f64)>) -> Edit {
        Edit::NewLink {
            course: LineString::from(course),
            class: "footway".to_owned(),
            name: String::new(),
            level: 0,
        }
    }

    fn raised(course: Vec<(f64, f64)>, by: i32) -> Edit {
        let Edit::NewLink {
            course, class, name, ..
        } = link(course)
        else {
            unreachable!("it is one");
        };
        Edit::NewLink {
            course,
            class,
            name,
            level: by,
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
        // On the ground below a bridge is not on it; at the foot of one it is.
        let under = |at: (f64, f64)| {
            let bridge = raised(vec![(40.0, 0.0), (40.0, 80.0), (60.0, 90.0)], 1);
            world(&[bridge, link(vec![(60.0, 0.0), at])]).2.concat()
        };
        assert!(under((40.0, 40.0)).contains("new way 2 of the scenario: one end does not touch"));
        assert!(!under((60.0, 90.0)).contains("new way"), "{}", under((60.0, 90.0)));
    }

    /// A footbridge from one street over the next to a third.
    #[test]
    fn a_bridge_or_a_tunnel_is_joined_where_it_ends_and_not_to_what_it_crosses() {
        use crate::streets::{TravelProfile, Weighted, build, components};
        let streets = || {
            [0.0, 50.0, 100.0]
                .into_iter()
                .zip(1..)
                .map(|(y, id)| street(id, &[(0.0, y), (100.0, y)]))
                .collect::<Vec<_>>()
        };
        let parts = |edits: &[Edit]| {
            let mut streets = streets();
            let remarks = open(&StreetEdits::of(edits), &mut streets);
            assert_eq!(remarks, Vec::<String>::new());
            let network = std::sync::Arc::new(build(&streets, None));
            let walk = TravelProfile::shipped("walk-adult").expect("shipped").0;
            components(&Weighted::new(&network, &walk)).parts.len()
        };
        let over = vec![(50.0, 0.0), (50.0, 100.0)];
        assert_eq!(parts(&[link(over.clone())]), 1, "on the ground it joins all three");
        assert_eq!(parts(&[raised(over.clone(), 1)]), 2, "the street below is left alone");
        assert_eq!(parts(&[raised(over.clone(), -2)]), 2, "and so is that above");
        // A second bridge that ends on the first is joined to it in the air, and comes down at its other end.
        let onto = raised(vec![(50.0, 60.0), (90.0, 50.2)], 1);
        assert_eq!(parts(&[raised(over.clone(), 1), onto.clone()]), 1);
        // What a cut leaves of a bridge hangs in the air: nobody steps down from there, though a street runs right below.
        let along = Edit::CloseAcross {
            line: LineString::from(vec![(20.0, 50.0), (80.0, 50.0)]).into(),
        };
        assert_eq!(parts(&[raised(over.clone(), 1), along.clone()]), 3);
        assert_eq!(parts(&[link(over), along]), 3);
    }
}
