//! The area along streets: a strip on both sides of everything that is reached, as polygons to draw.
//!
//! It is a picture. Whether somebody is served is decided at their own access position on a stretch, never by this polygon.

use geo::{BooleanOps, BoundingRect, Coord, MultiPolygon};
use rayon::prelude::*;

use super::outline::{Fragment, polygons};
use super::strip::Strip;
use super::strips::{StripField, tiles_of};
use crate::streets::{LegBarriers, Network, Reach, ReachedPart};
use crate::units::Metres;

/// Water, over which no strip is drawn: none lies on it, and none reaches from one bank to the other.
#[derive(Debug, Clone)]
pub struct Water {
    areas: MultiPolygon<f64>,
    banks: LegBarriers,
}

impl Water {
    /// From areas in metres of the study area; they may overlap.
    pub fn new(areas: MultiPolygon<f64>) -> Self {
        let rings = areas
            .iter()
            .flat_map(|area| std::iter::once(area.exterior()).chain(area.interiors()));
        let banks = LegBarriers::new(rings.map(|ring| ring.0.as_slice()));
        Self { areas, banks }
    }
}

/// The area within `half_width` of what is reached, holes kept.
///
/// It holds every place with a straight way of at most the half width to the nearest place of a reached piece of street, a way that crosses
/// no water. The outline is followed from cell to cell of a lattice whose step is a fifth of the half width (5 m at the usual 25 m), and its
/// corners are computed: they lie on the true outline, and so do the places where two strips meet. What lies between two corners is drawn
/// straight, within the true arc by at most 1 % of the half width (0.25 m), and courses are straightened by at most 0.6 % of it (0.15 m); what
/// is narrower than a step, of the area (in the notch between strips that meet) or of a gap or hole in it, may be lost. The lattice is that of
/// the study area, so that neighbouring areas fit, and the result depends on the parts alone, not on their order or on threads.
pub fn street_area(
    network: &Network,
    parts: &[ReachedPart],
    half_width: Metres,
    water: Option<&Water>,
) -> MultiPolygon<f64> {
    let mut parts = parts.to_vec();
    sort(&mut parts);
    let mut strips = Vec::new();
    take(network, &parts, 0, half_width, &mut strips);
    rings(&strips, 1, half_width, water)
        .pop()
        .unwrap_or(MultiPolygon(Vec::new()))
}

/// The areas of several limits, in seconds, from one search and in one pass, in the order of the limits.
///
/// A lesser limit's area lies within a greater one's: at every place of the lattice exactly, and between them but for what the notch of strips
/// that meet may be drawn differently within one cell of it: nowhere farther off than its diagonal (7.1 m at the usual 25 m), and in a thousand
/// made-up towns by 7 m2 at most. A limit beyond that of the search stands for the search's own.
pub fn street_rings(
    reach: &Reach<'_>,
    limits_seconds: &[f64],
    half_width: Metres,
    water: Option<&Water>,
) -> Vec<MultiPolygon<f64>> {
    let network = reach.weighted().network();
    let mut order: Vec<usize> = (0..limits_seconds.len()).collect();
    order.sort_by(|a, b| limits_seconds[*a].total_cmp(&limits_seconds[*b]));
    let mut strips = Vec::new();
    let mut before: Vec<ReachedPart> = Vec::new();
    for (class, position) in order.iter().zip(0_u32..).map(|(position, class)| (class, *position)) {
        let parts = reach.parts_within(limits_seconds[position].min(reach.limit_seconds()));
        take(network, &beyond(&parts, &before), class, half_width, &mut strips);
        before = parts;
    }
    let mut areas = vec![MultiPolygon(Vec::new()); order.len()];
    for (area, position) in rings(&strips, order.len() as u32, half_width, water)
        .into_iter()
        .zip(order)
    {
        areas[position] = area;
    }
    areas
}

fn sort(parts: &mut [ReachedPart]) {
    parts.sort_by(|a, b| {
        a.edge
            .cmp(&b.edge)
            .then(a.from_m.total_cmp(&b.from_m))
            .then(a.to_m.total_cmp(&b.to_m))
    });
}

/// What of some parts is not among others; both ordered by stretch and place.
fn beyond(parts: &[ReachedPart], others: &[ReachedPart]) -> Vec<ReachedPart> {
    let mut left = Vec::new();
    let mut next = 0;
    for part in parts {
        while others.get(next).is_some_and(|other| other.edge < part.edge) {
            next += 1;
        }
        let mut from_m = part.from_m;
        for other in others[next..].iter().take_while(|other| other.edge == part.edge) {
            if other.from_m > from_m && other.from_m <= part.to_m {
                left.push(ReachedPart {
                    from_m,
                    to_m: other.from_m,
                    ..*part
                });
            }
            if other.from_m <= part.to_m {
                from_m = from_m.max(other.to_m);
            }
        }
        if from_m < part.to_m {
            left.push(ReachedPart { from_m, ..*part });
        }
    }
    left
}

/// Share of the half width that a course may be straightened by.
const STRAIGHTENED: f64 = 0.006;

/// Turns parts into straight strips.
fn take(network: &Network, parts: &[ReachedPart], class: u32, half_width: Metres, strips: &mut Vec<Strip>) {
    let mut kept = Vec::new();
    for part in parts.iter().filter(|part| part.to_m > part.from_m) {
        let course = network.part(part.edge, part.from_m, part.to_m);
        kept.clear();
        straighten(&course, half_width.0 * STRAIGHTENED, &mut kept);
        strips.extend(kept.windows(2).map(|pair| Strip {
            from: pair[0],
            to: pair[1],
            class,
        }));
    }
}

/// Leaves out corners that lie within a tolerance of the straight line between those that are kept (Douglas and Peucker).
fn straighten(course: &[Coord<f64>], tolerance: f64, kept: &mut Vec<Coord<f64>>) {
    let (Some(first), Some(last)) = (course.first(), course.last()) else {
        return;
    };
    kept.push(*first);
    let mut waiting = vec![(0, course.len() - 1)];
    while let Some((low, high)) = waiting.pop() {
        let strip = Strip {
            from: course[low],
            to: course[high],
            class: 0,
        };
        let mut worst = (tolerance * tolerance, low);
        for (at, corner) in course.iter().enumerate().take(high).skip(low + 1) {
            let off = strip.squared(*corner);
            if off > worst.0 {
                worst = (off, at);
            }
        }
        if worst.1 == low {
            if high < course.len() - 1 {
                kept.push(course[high]);
            }
        } else {
            waiting.push((worst.1, high));
            waiting.push((low, worst.1));
        }
    }
    kept.push(*last);
}

/// Tiles that one thread takes at once: fewer are not worth handing over.
const TOGETHER: usize = 4;

/// The areas of classes 0 to `classes - 1`, each with those below it.
fn rings(strips: &[Strip], classes: u32, half_width: Metres, water: Option<&Water>) -> Vec<MultiPolygon<f64>> {
    let banks = water.map(|water| &water.banks).filter(|banks| !banks.is_empty());
    let tiles = tiles_of(strips, half_width);
    let jobs: Vec<&[(u64, u32)]> = tiles.chunk_by(|a, b| a.0 == b.0).collect();
    let found: Vec<Vec<Vec<Fragment>>> = jobs
        .par_iter()
        .with_min_len(TOGETHER)
        .map_init(
            || StripField::new(half_width, banks),
            |field, job| field.trace(strips, job, classes),
        )
        .collect();
    (0..classes as usize)
        .map(|class| {
            let area = polygons(found.iter().flat_map(|tile| &tile[class]).copied().collect());
            match water {
                Some(water) => dry(area, water),
                None => area,
            }
        })
        .collect()
}

/// An area without the water: bridges are no land.
fn dry(area: MultiPolygon<f64>, water: &Water) -> MultiPolygon<f64> {
    let Some(bounds) = area.bounding_rect() else {
        return area;
    };
    let near = |water: &geo::Polygon<f64>| {
        water.bounding_rect().is_some_and(|own| {
            own.min().x <= bounds.max().x
                && own.max().x >= bounds.min().x
                && own.min().y <= bounds.max().y
                && own.max().y >= bounds.min().y
        })
    };
    let near: Vec<_> = water.areas.iter().filter(|water| near(water)).cloned().collect();
    if near.is_empty() {
        area
    } else {
        area.difference(&MultiPolygon(near))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catchment::disc;
    use crate::streets::{Direction, Position, Source, StreetLine, TravelProfile, WayClass, WayFacts, Weighted, build};
    use geo::{Area, Distance, Euclidean, Point, Polygon, Validation, coord, line_string, unary_union};
    use proptest::prelude::*;

    const HALF: Metres = Metres(25.0);

    fn street(id: i64, course: &[(f64, f64)]) -> StreetLine {
        StreetLine {
            id,
            course: course.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
            nodes: Vec::new(),
            level: 0,
            facts: WayFacts::plain(WayClass::Residential),
            stops: Vec::new(),
            cut_ends: [false; 2],
        }
    }

    fn whole(network: &Network) -> Vec<ReachedPart> {
        (0..network.edge_count() as u32)
            .map(|edge| ReachedPart {
                edge,
                from_m: 0.0,
                to_m: network.length(edge),
                from_seconds: 0.0,
                to_seconds: 0.0,
            })
            .collect()
    }

    fn area_of(streets: &[StreetLine], water: Option<&Water>) -> MultiPolygon<f64> {
        let network = std::sync::Arc::new(build(streets, None));
        let area = street_area(&network, &whole(&network), HALF, water);
        assert!(area.is_valid(), "{:?}", area.validation_errors());
        area
    }

    /// A strip as an exact union of a disc at either end and the rectangle between.
    fn strip(from: Coord<f64>, to: Coord<f64>) -> Vec<Polygon<f64>> {
        let mut parts = vec![disc(from, HALF), disc(to, HALF)];
        let way = to - from;
        let length = way.x.hypot(way.y);
        if length > 0.0 {
            let side = coord! { x: -way.y, y: way.x } * (HALF.0 / length);
            let ring = line_string![from - side, to - side, to + side, from + side];
            parts.push(Polygon::new(ring, Vec::new()));
        }
        parts
    }

    #[test]
    fn a_straight_street_is_a_strip_with_round_ends() {
        for (x, y) in [(500.0, 0.0), (0.0, 500.0), (300.0, 400.0), (-400.0, 300.0)] {
            let area = area_of(&[street(1, &[(7.0, 3.0), (7.0 + x, 3.0 + y)])], None);
            let exact = 2.0 * 25.0 * 500.0 + std::f64::consts::PI * 625.0;
            assert_eq!((area.0.len(), area.0[0].interiors().len()), (1, 0));
            let off = exact - area.unsigned_area();
            assert!(
                (0.0..0.01 * std::f64::consts::PI * 625.0).contains(&off),
                "{off} m2 lost"
            );
        }
    }

    #[test]
    fn a_block_keeps_its_inside_free() {
        let area = area_of(
            &[street(
                1,
                &[(0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 200.0), (0.0, 0.0)],
            )],
            None,
        );
        assert_eq!((area.0.len(), area.0[0].interiors().len()), (1, 1));
        let hole = Polygon::new(area.0[0].interiors()[0].clone(), Vec::new()).unsigned_area();
        assert!(
            (hole - 250.0 * 150.0).abs() < 5.0,
            "{hole}: corners of the block are sharp"
        );
    }

    #[test]
    fn an_island_in_a_hole_is_its_own_polygon() {
        let area = area_of(
            &[
                street(1, &[(0.0, 0.0), (600.0, 0.0), (600.0, 600.0), (0.0, 600.0), (0.0, 0.0)]),
                street(
                    2,
                    &[
                        (200.0, 200.0),
                        (400.0, 200.0),
                        (400.0, 400.0),
                        (200.0, 400.0),
                        (200.0, 200.0),
                    ],
                ),
            ],
            None,
        );
        let holes: Vec<usize> = area.iter().map(|polygon| polygon.interiors().len()).collect();
        assert_eq!(holes, [1, 1]);
    }

    #[test]
    fn a_part_is_drawn_and_no_more() {
        let network = std::sync::Arc::new(build(&[street(1, &[(0.0, 0.0), (500.0, 0.0)])], None));
        let part = ReachedPart {
            from_m: 100.0,
            to_m: 250.0,
            ..whole(&network)[0]
        };
        let bounds = street_area(&network, &[part], HALF, None)
            .bounding_rect()
            .expect("drawn");
        assert!((bounds.min().x - 75.0).abs() < 0.3 && (bounds.max().x - 275.0).abs() < 0.3);
        assert_eq!(street_area(&network, &[], HALF, None).0.len(), 0);
    }

    #[test]
    fn no_strip_lies_on_water_or_reaches_over_it() {
        let canal = |width: f64| {
            let ring = line_string![(x: -100.0, y: 10.0), (x: 700.0, y: 10.0), (x: 700.0, y: 10.0 + width), (x: -100.0, y: 10.0 + width)];
            Water::new(MultiPolygon(vec![Polygon::new(ring, Vec::new())]))
        };
        let quay = street(1, &[(0.0, 0.0), (500.0, 0.0)]);
        for width in [1.0, 6.0, 40.0] {
            let area = area_of(std::slice::from_ref(&quay), Some(&canal(width)));
            let top = area.bounding_rect().expect("drawn").max().y;
            assert!((9.9..=10.001).contains(&top), "{width} m of water, drawn up to {top}");
        }
        // Over a bridge the other bank is reached: both banks are drawn and the water is not.
        let bridge = street(2, &[(250.0, 0.0), (250.0, 100.0)]);
        let area = area_of(&[quay, bridge], Some(&canal(40.0)));
        assert_eq!(area.0.len(), 2);
        let wet = area.intersection(&canal(40.0).areas).unsigned_area();
        assert!(wet < 0.01, "{wet} m2 on the water");
    }

    #[test]
    fn rings_lie_within_each_other_and_are_those_of_single_searches() {
        let streets: Vec<StreetLine> = (0..12)
            .flat_map(|k| {
                let at = f64::from(k) * 130.0;
                [
                    street(2 * i64::from(k), &[(at, 0.0), (at, 1430.0)]),
                    street(2 * i64::from(k) + 1, &[(0.0, at), (1430.0, at)]),
                ]
            })
            .collect();
        let network = std::sync::Arc::new(build(&streets, None));
        let walk = TravelProfile::shipped("walk-adult").expect("shipped").0;
        let weighted = Weighted::new(&network, &walk);
        let source = Source {
            position: Position {
                edge: 40,
                along_m: 33.0,
            },
            seconds: 0.0,
            label: 0,
        };
        let reach = Reach::search(&weighted, Direction::ToSource, vec![source], 900.0);
        let rings = street_rings(&reach, &[900.0, 300.0, 600.0], HALF, None);
        let [outer, inner, middle] = rings.as_slice() else {
            panic!("three limits")
        };
        assert!(inner.unsigned_area() < middle.unsigned_area() && middle.unsigned_area() < outer.unsigned_area());
        for (small, large) in [(inner, middle), (middle, outer)] {
            assert!(small.is_valid() && large.is_valid());
            assert!(small.difference(large).unsigned_area() < 0.5);
        }
        for (limit, ring) in [(900.0, outer), (300.0, inner), (600.0, middle)] {
            let alone = street_area(&network, &reach.parts_within(limit), HALF, None);
            let apart = alone.xor(ring).unsigned_area();
            assert!(apart < 1.0, "{apart} m2 at {limit} s");
        }
    }

    fn towns() -> impl Strategy<Value = Vec<StreetLine>> {
        let corner = (0.0_f64..500.0, 0.0_f64..500.0);
        let course = prop::collection::vec(corner, 2..5);
        prop::collection::vec(course, 1..10)
            .prop_map(|courses| courses.iter().zip(1..).map(|(course, id)| street(id, course)).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Wherever it lies: ends that are no round numbers are ends all the same.
        #[test]
        fn a_straight_street_has_round_ends_everywhere(
            (x, y) in (-9000.0_f64..9000.0, -9000.0_f64..9000.0), (run, rise) in (-400.0_f64..400.0, -400.0_f64..400.0),
        ) {
            let long = run.hypot(rise);
            prop_assume!(long > 1.0);
            let disc = std::f64::consts::PI * 625.0;
            let off = 50.0 * long + disc - area_of(&[street(1, &[(x, y), (x + run, y + rise)])], None).unsigned_area();
            prop_assert!((-0.01 * disc..0.01 * disc).contains(&off), "{off} m2 lost");
        }

        /// Against the union of exact discs and rectangles, and against distances themselves.
        #[test]
        fn the_area_is_that_of_the_union(streets in towns(), places in prop::collection::vec((-40.0_f64..540.0, -40.0_f64..540.0), 200)) {
            let network = std::sync::Arc::new(build(&streets, None));
            let area = street_area(&network, &whole(&network), HALF, None);
            prop_assert!(area.is_valid(), "{:?}", area.validation_errors());
            let pieces: Vec<(Coord<f64>, Coord<f64>)> = streets.iter().flat_map(|s| s.course.windows(2).map(|pair| (pair[0], pair[1]))).collect();
            let exact: MultiPolygon<f64> = unary_union(&pieces.iter().flat_map(|(a, b)| strip(*a, *b)).collect::<Vec<_>>());
            let apart = exact.xor(&area).unsigned_area();
            prop_assert!(apart <= 0.02 * exact.unsigned_area(), "{apart} of {} m2 differ", exact.unsigned_area());
            for (x, y) in places {
                let at = coord! { x: x, y: y };
                let off = pieces.iter().map(|(a, b)| Strip { from: *a, to: *b, class: 0 }.squared(at).sqrt()).fold(f64::INFINITY, f64::min);
                let inside = geo::Contains::contains(&area, &Point(at));
                // What may be lost is a gap or hole narrower than a step; what is inside by more than the chord is drawn.
                let rim = Euclidean.distance(&Point(at), &exact);
                prop_assert!(!inside || rim < 5.0, "{off} m from the street");
                prop_assert!(inside || off > 25.0 - 5.1, "{off} m from the street and not drawn");
            }
        }

        #[test]
        fn order_does_not_matter(streets in towns(), turn in 0_usize..40) {
            let network = std::sync::Arc::new(build(&streets, None));
            let parts = whole(&network);
            let mut turned = parts.clone();
            turned.reverse();
            let by = turn % turned.len();
            turned.rotate_left(by);
            prop_assert_eq!(street_area(&network, &parts, HALF, None), street_area(&network, &turned, HALF, None));
        }
    }
}
