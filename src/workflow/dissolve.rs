//! The ground of communities together, with the corners that they have.
//!
//! A union in floating numbers moves corners by up to a few hundred millionths of a metre, more the wider the ground is, and leaves
//! out those that lie on a straight line; each of two neighbours in its own way. Their common border would then be two lines, and no
//! zoom could thin it as one. So the union's corners are put back onto those of the communities, and the corners that it left out
//! are put in again: what two neighbours' communities share, the neighbours share. A ring that touches itself is parted there
//! (`simple_rings`): ground that closes round a bay in one point has a hole.

use geo::{Coord, LineString, MultiPolygon, Polygon, unary_union};

use super::simple_rings::simple_rings;

/// How far a union may move a corner, degrees: a hundredth of a metre. Corners of one community are farther apart.
const REACH: f64 = 1e-7;

/// The ground that some communities cover together.
pub(super) fn dissolved(communities: &[&MultiPolygon<f64>]) -> MultiPolygon<f64> {
    let whole: MultiPolygon<f64> = unary_union(communities.iter().copied());
    let corners = outline_corners(communities);
    let walked = whole.iter().flat_map(rings).map(|(line, is_outer)| {
        let mut line = restored(line, &corners);
        // The ground on the left, whatever the union makes of it.
        if (doubled_area(&line) > 0.0) != is_outer {
            line.0.reverse();
        }
        line
    });
    simple_rings(&walked.collect::<Vec<_>>())
}

/// Corners of lines that are not the common border of two of the communities, from west to east.
fn outline_corners(communities: &[&MultiPolygon<f64>]) -> Vec<Coord<f64>> {
    let key = |at: Coord<f64>| [at.x, at.y].map(sortable);
    let mut lines: Vec<([[u64; 2]; 2], bool)> = Vec::new();
    for (line, is_outer) in communities
        .iter()
        .flat_map(|community| community.iter().flat_map(rings))
    {
        let ground_left = (doubled_area(line) > 0.0) == is_outer;
        for pair in line.0.windows(2) {
            let (a, b) = (key(pair[0]), key(pair[1]));
            if a != b {
                lines.push(([a.min(b), a.max(b)], (a < b) == ground_left));
            }
        }
    }
    lines.sort_unstable();
    // A line that has ground on both sides as often as not lies within.
    let open = lines.chunk_by(|a, b| a.0 == b.0).filter(|same| {
        let left = same.iter().filter(|(_, left)| *left).count();
        left * 2 != same.len()
    });
    let ends = open.flat_map(|same| same[0].0);
    let mut ends: Vec<[u64; 2]> = ends.collect();
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter()
        .map(|[x, y]| Coord {
            x: number(x),
            y: number(y),
        })
        .collect()
}

/// The rings of a polygon, and whether each is the outer one.
fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = (&LineString<f64>, bool)> {
    let holes = polygon.interiors().iter().map(|hole| (hole, false));
    std::iter::once((polygon.exterior(), true)).chain(holes)
}

/// Twice the area of a closed ring, positive where it is walked with the ground on the left.
fn doubled_area(line: &LineString<f64>) -> f64 {
    let Some(origin) = line.0.first() else { return 0.0 };
    let turn =
        |a: &Coord<f64>, b: &Coord<f64>| (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
    line.0.windows(2).map(|pair| turn(&pair[0], &pair[1])).sum()
}

/// A number as bits that stand in the numbers' order. Zero has one sign.
fn sortable(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// The number of such bits.
fn number(bits: u64) -> f64 {
    f64::from_bits(if bits >> 63 == 1 { bits & !(1 << 63) } else { !bits })
}

/// A ring of the union on the communities' corners. What lies near none of them, where borders cross, stays.
fn restored(line: &LineString<f64>, corners: &[Coord<f64>]) -> LineString<f64> {
    let own: Vec<Coord<f64>> = line.0.iter().map(|at| nearest(*at, corners).unwrap_or(*at)).collect();
    let mut found: Vec<Coord<f64>> = Vec::with_capacity(own.len());
    for pair in own.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if from == to {
            continue;
        }
        found.push(from);
        found.extend(between(from, to, corners));
    }
    found.extend(found.first().copied());
    LineString::new(found)
}

/// The corners of a range of longitudes.
fn slab(corners: &[Coord<f64>], west: f64, east: f64) -> &[Coord<f64>] {
    let first = corners.partition_point(|corner| corner.x < west);
    let last = corners.partition_point(|corner| corner.x <= east);
    &corners[first..last.max(first)]
}

fn nearest(at: Coord<f64>, corners: &[Coord<f64>]) -> Option<Coord<f64>> {
    let far = |corner: &Coord<f64>| (corner.x - at.x).abs().max((corner.y - at.y).abs());
    let near = slab(corners, at.x - REACH, at.x + REACH)
        .iter()
        .filter(|corner| far(corner) <= REACH);
    near.min_by(|a, b| far(a).total_cmp(&far(b))).copied()
}

/// The corners that lie on a straight line between its ends, in its order.
fn between(from: Coord<f64>, to: Coord<f64>, corners: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy);
    let slab = slab(corners, from.x.min(to.x) - REACH, from.x.max(to.x) + REACH);
    let mut found: Vec<(f64, Coord<f64>)> = slab
        .iter()
        .filter(|corner| **corner != from && **corner != to)
        .filter_map(|corner| {
            let (x, y) = (corner.x - from.x, corner.y - from.y);
            let (along, aside) = ((x * dx + y * dy) / length, (x * dy - y * dx) / length);
            (aside.abs() <= REACH && along > 0.0 && along < length).then_some((along, *corner))
        })
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().map(|(_, corner)| corner).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use geo::Area;
    use proptest::prelude::*;

    use super::*;

    /// A sheet of communities, so many wide and high, of which each border bends where it likes: by column and row.
    fn sheet(columns: usize, rows: usize, size: f64, bends: &[f64]) -> Vec<Vec<MultiPolygon<f64>>> {
        let bend = |i: usize| bends[i % bends.len()] * 0.3;
        let corner = |x: usize, y: usize| Coord {
            x: 100.0 + size * (x as f64 + bend(x * 7 + y * 13)),
            y: 25.0 + size * (y as f64 + bend(x * 11 + y * 5 + 3)),
        };
        let middle = |a: Coord<f64>, b: Coord<f64>, by: f64| Coord {
            x: f64::midpoint(a.x, b.x) + by * size * 0.1,
            y: f64::midpoint(a.y, b.y) - by * size * 0.1,
        };
        let community = |x: usize, y: usize| {
            let (sw, se, ne, nw) = (corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1));
            let (lying, standing) = (|x, y| bend(x * 3 + y * 17 + 1), |x, y| bend(x * 19 + y * 2 + 2));
            let south = middle(sw, se, lying(x, y));
            let north = middle(nw, ne, lying(x, y + 1));
            let west = middle(sw, nw, standing(x, y));
            let east = middle(se, ne, standing(x + 1, y));
            let ring = vec![sw, south, se, east, ne, north, nw, west, sw];
            MultiPolygon::from(Polygon::new(LineString::new(ring), Vec::new()))
        };
        (0..columns)
            .map(|x| (0..rows).map(|y| community(x, y)).collect())
            .collect()
    }

    fn corners<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>) -> BTreeSet<[u64; 2]> {
        let lines = areas.into_iter().flat_map(|area| area.iter().flat_map(rings));
        lines
            .flat_map(|(line, _)| &line.0)
            .map(|at| [at.x, at.y].map(sortable))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn neighbours_share_every_corner_that_their_communities_share(
            bends in prop::collection::vec(-1.0_f64..1.0, 1..40), size in prop_oneof![Just(0.003), Just(0.04), Just(0.9)], split in 1_usize..5,
        ) {
            let sheet = sheet(6, 4, size, &bends);
            let sides = [&sheet[..split], &sheet[split..]].map(|side| side.iter().flatten().collect::<Vec<_>>());
            let units = [&sides[0], &sides[1]].map(|side| dissolved(side));
            let of = |side: &[&MultiPolygon<f64>]| corners(side.iter().copied());
            let border: BTreeSet<_> = of(&sides[0]).intersection(&of(&sides[1])).copied().collect();
            prop_assert_eq!(border.len(), 9, "four communities high: five corners and a bend between each two");
            for (unit, side) in units.iter().zip(&sides) {
                let own = corners([unit]);
                prop_assert!(border.is_subset(&own), "{} of {}", border.intersection(&own).count(), border.len());
                prop_assert!(own.is_subset(&of(side)), "no corner is new");
                let sum: f64 = side.iter().map(|community| community.unsigned_area()).sum();
                prop_assert!((unit.unsigned_area() / sum - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_towns_of_beijing_together_are_valid_ground_of_their_own_corners() {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../shared/data/beijing_subdistricts/subdistrict"
        );
        let Ok(files) = std::fs::read_dir(folder) else {
            println!("skipped: the towns of Beijing are not beside the checkout");
            return;
        };
        let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        paths.sort();
        let towns: Vec<MultiPolygon<f64>> = paths
            .iter()
            .flat_map(|path| {
                let text = std::fs::read_to_string(path).expect("text");
                let parsed: geojson::FeatureCollection = text
                    .parse::<geojson::GeoJson>()
                    .expect("GeoJSON")
                    .try_into()
                    .expect("a collection");
                let shapes = parsed
                    .features
                    .into_iter()
                    .filter_map(|feature| geo::Geometry::<f64>::try_from(feature.geometry?).ok());
                shapes
                    .filter_map(|shape| match shape {
                        geo::Geometry::Polygon(polygon) => Some(MultiPolygon::from(polygon)),
                        geo::Geometry::MultiPolygon(polygons) => Some(polygons),
                        _ => None,
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        let all: Vec<&MultiPolygon<f64>> = towns.iter().collect();
        assert_eq!(all.len(), 343);
        let of_towns = corners(all.iter().copied());
        // The whole, and halves and handfuls of it as counties are.
        for part in std::iter::once(&all[..]).chain(all.chunks(171)).chain(all.chunks(20)) {
            let found = dissolved(part);
            let doubtful = geo::Validation::validation_errors(&found);
            assert!(doubtful.is_empty(), "{doubtful:?}");
            let whole: MultiPolygon<f64> = unary_union(part.iter().copied());
            let (own, union) = (found.unsigned_area(), whole.unsigned_area());
            assert!((own / union - 1.0).abs() < 1e-7, "{own} of {union}");
            let here = corners([&found]);
            let kept = here.intersection(&of_towns).count();
            // Only where borders of the source cross is a corner nobody's own.
            assert!(kept * 100 > here.len() * 99, "{kept} of {}", here.len());
        }
    }

    #[test]
    fn corners_on_a_straight_border_stay_and_what_overlaps_is_one() {
        let square = |west: f64, east: f64, south: f64, north: f64| {
            MultiPolygon::from(geo::Rect::new((west, south), (east, north)).to_polygon())
        };
        let (low, high, over) = (
            square(1.0, 2.0, 1.0, 2.0),
            square(1.0, 2.0, 2.0, 3.0),
            square(1.5, 2.5, 1.2, 2.2),
        );
        let found = dissolved(&[&low, &high]);
        assert_eq!(found.0.len(), 1);
        let corner = |x: f64, y: f64| [x, y].map(sortable);
        let all: BTreeSet<_> = [1.0, 2.0]
            .into_iter()
            .flat_map(|x| [1.0, 2.0, 3.0].map(|y| corner(x, y)))
            .collect();
        assert_eq!(corners([&found]), all);
        let found = dissolved(&[&low, &high, &over]);
        assert_eq!(found.0.len(), 1);
        assert!((found.unsigned_area() - 2.5).abs() < 1e-7, "{found:?}");
        assert_eq!(dissolved(&[]), MultiPolygon::new(Vec::new()));
    }

    #[test]
    fn numbers_are_found_again_in_their_bits_and_stand_in_their_order() {
        let numbers = [-180.0, -1e-9, 0.0, 1e-9, 116.397_128, 180.0];
        assert!(numbers.map(sortable).is_sorted());
        assert!(
            numbers
                .iter()
                .all(|own| number(sortable(*own)).to_bits() == own.to_bits())
        );
        assert_eq!(sortable(-0.0), sortable(0.0));
    }
}
