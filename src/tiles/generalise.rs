//! From which zoom on each vertex of a layer is shown.
//!
//! The rule, after Visvalingam and Whyatt (The Cartographic Journal 30, 1993): of all vertices, the one that makes the smallest
//! triangle with the two beside it goes first, until at zoom z no triangle is smaller than [`LEAST_CELLS`] cells of the lattice of
//! z. Going on with what is left at z gives zoom z - 1. A vertex stays in spite of a small triangle
//! - where lines end, meet or part, so that borders keep their corners;
//! - where another vertex lies in the triangle, so that no line comes to lie across another and nothing changes sides;
//! - where the two beside it are joined already, so that no ring shrinks to a line.
//!
//! All lines of a layer are one [`Drawing`], so neighbours lose the same vertices of the border that they share.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

use super::drawing::{ALIVE, Beside, Drawing};
use super::nearby::{Nearby, turn};
use super::shape::{FINEST, Shape, Track, on_finest};
use super::tile_id::MAX_ZOOM;

/// Area of the least triangle that is shown, in lattice cells: a quarter of a screen's pixel where a tile is 512 pixels wide.
pub(super) const LEAST_CELLS: u64 = 16;

/// Says for every vertex of lines and areas from which zoom on it is shown.
pub(super) fn generalise<'a>(shapes: impl IntoIterator<Item = &'a mut Shape>) {
    let mut tracks: Vec<(&mut Track, bool)> = shapes.into_iter().flat_map(Shape::tracks).collect();
    let nodes: Vec<_> = tracks
        .par_iter()
        .map(|(track, closed)| (track.spots.iter().map(|spot| on_finest(*spot)).collect(), *closed))
        .collect();
    let (mut drawing, paths) = Drawing::new(&nodes);
    drop(nodes);
    level(&mut drawing);
    // What no zoom leaves out is shown from the first on.
    let from = |place: &u32| match drawing.corners[*place as usize].from {
        ALIVE => 0,
        zoom => zoom,
    };
    tracks.par_iter_mut().zip(paths).for_each(|((track, _), path)| {
        track.from = path.places.iter().map(from).collect();
    });
}

/// Twice the area below which a triangle is not shown at a zoom, in cells of the finest lattice.
fn limit(zoom: u8) -> u64 {
    (2 * LEAST_CELLS) << (2 * u32::from(FINEST - zoom))
}

/// The highest zoom that does not show a triangle of twice this area, which is below the limit of zoom 0.
fn first_without(area: u64) -> usize {
    (0..=MAX_ZOOM)
        .rev()
        .find(|zoom| area < limit(*zoom))
        .map_or(0, usize::from)
}

/// Leaves out what each zoom leaves out.
fn level(drawing: &mut Drawing) {
    let count = drawing.corners.len() as u32;
    let mut index = Nearby::new(|i| drawing.place(i), 0..count);
    let mut alive = drawing.corners.len();
    // By the zoom that first leaves them out.
    let mut later: Vec<Vec<(u64, u32)>> = vec![Vec::new(); usize::from(MAX_ZOOM) + 1];
    for (area, place) in (0..count).filter_map(|place| weighed(drawing, place)) {
        later[first_without(area)].push((area, place));
    }
    let mut held: Vec<(u64, u32)> = Vec::new();
    let mut room = Vec::new();
    for zoom in (0..=MAX_ZOOM).rev() {
        let limit = limit(zoom);
        let mut own = std::mem::take(&mut later[usize::from(zoom)]);
        // What was in the way of these may have gone by now.
        own.append(&mut held);
        let mut waiting = Waiting::new(own);
        while let Some((area, place)) = waiting.next() {
            let stale = !drawing.is_alive(place) || weighed(drawing, place) != Some((area, place));
            let Beside::Free([a, b]) = drawing.beside(place) else {
                continue;
            };
            if stale {
                continue;
            }
            let triangle = [a, place, b].map(|i| drawing.place(i));
            let other = |i: u32| ![a, place, b].contains(&i) && drawing.is_alive(i);
            if drawing.joined(a, b) || index.any_in(triangle, |i| drawing.place(i), other, &mut room) {
                held.push((area, place));
                continue;
            }
            drawing.take_out(place, [a, b]);
            drawing.corners[place as usize].from = zoom + 1;
            alive -= 1;
            for (area, end) in [a, b].into_iter().filter_map(|end| weighed(drawing, end)) {
                if area < limit {
                    waiting.push((area, end));
                } else {
                    later[first_without(area)].push((area, end));
                }
            }
            if alive * 2 < index.len() {
                index = Nearby::new(|i| drawing.place(i), (0..count).filter(|i| drawing.is_alive(*i)));
            }
        }
        held.sort_unstable();
        held.dedup();
    }
}

/// Twice the area of a place's triangle, where some zoom may leave the place out.
fn weighed(drawing: &Drawing, place: u32) -> Option<(u64, u32)> {
    let Beside::Free([a, b]) = drawing.beside(place) else {
        return None;
    };
    let [a, v, b] = [a, place, b].map(|i| drawing.place(i));
    let area = u64::try_from(turn(a, v, b).unsigned_abs()).ok()?;
    (area < limit(0)).then_some((area, place))
}

/// Places with their areas, the smallest first: most are known from the beginning, and sorted once.
struct Waiting {
    known: std::iter::Peekable<std::vec::IntoIter<(u64, u32)>>,
    come: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Waiting {
    fn new(mut known: Vec<(u64, u32)>) -> Self {
        known.par_sort_unstable();
        Self {
            known: known.into_iter().peekable(),
            come: BinaryHeap::new(),
        }
    }

    fn push(&mut self, place: (u64, u32)) {
        self.come.push(Reverse(place));
    }

    fn next(&mut self) -> Option<(u64, u32)> {
        match (self.known.peek(), self.come.peek()) {
            (Some(known), Some(Reverse(come))) if come < known => self.come.pop().map(|Reverse(place)| place),
            (Some(_), _) => self.known.next(),
            (None, _) => self.come.pop().map(|Reverse(place)| place),
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{LineString, Polygon};

    use super::*;

    /// A cell of a zoom's lattice, on the finest.
    fn cell(zoom: u8) -> f64 {
        f64::from(1_u32 << (FINEST - zoom))
    }

    /// Degrees of a place in cells of zoom 10, from the middle of the square.
    fn spot((x, y): &(f64, f64)) -> (f64, f64) {
        let part = |cells: f64| 0.5 + cells * cell(10) / (4096.0 * f64::from(1_u32 << FINEST));
        let [lon, lat] = super::super::shape::to_degrees([part(*x), part(*y)]);
        (lon, lat)
    }

    /// An area with corners in cells of zoom 10, in the middle of the square.
    fn area(corners: &[(f64, f64)]) -> Shape {
        let ring: Vec<(f64, f64)> = corners.iter().map(spot).collect();
        Shape::project(&Polygon::new(LineString::from(ring), Vec::new()).into()).expect("an area")
    }

    fn shown(shapes: &mut [Shape], zoom: u8) -> Vec<usize> {
        generalise(shapes.iter_mut());
        let tracks = shapes.iter_mut().flat_map(Shape::tracks);
        tracks.map(|(track, _)| track.at(zoom).count()).collect()
    }

    #[test]
    fn a_vertex_goes_where_its_triangle_is_smaller_than_sixteen_cells() {
        // The bump makes a triangle of half of 100 x height cells of zoom 10: 15 cells, and 17.
        for (height, at_ten) in [(0.3, 4), (0.34, 5)] {
            let bumped = [(0.0, 0.0), (50.0, -height), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];
            assert_eq!(shown(&mut [area(&bumped)], 10), [at_ten], "{height}");
            assert_eq!(shown(&mut [area(&bumped)], 11), [5], "{height}");
        }
    }

    #[test]
    fn neighbours_lose_the_same_vertices_and_keep_their_corners() {
        let left = [(0.0, 0.0), (50.0, 0.0), (50.1, 25.0), (50.0, 50.0), (0.0, 50.0)];
        let right = [(50.0, 0.0), (100.0, 0.0), (100.0, 50.0), (50.0, 50.0), (50.1, 25.0)];
        assert_eq!(shown(&mut [area(&left), area(&right)], 10), [4, 4]);
        // Corners where the two part stay at every zoom, however small the areas are.
        assert_eq!(shown(&mut [area(&left), area(&right)], 0), [3, 3]);
    }

    #[test]
    fn what_lies_in_the_triangle_keeps_the_vertex() {
        let bumped = [(0.0, 0.0), (50.0, -0.3), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];
        let island = [(49.99, -0.1), (50.01, -0.1), (50.0, -0.05)];
        assert_eq!(shown(&mut [area(&bumped), area(&island)], 10)[0], 5);
        let beside = [(49.99, -1.1), (50.01, -1.1), (50.0, -1.05)];
        assert_eq!(shown(&mut [area(&bumped), area(&beside)], 10)[0], 4);
    }

    /// A line in cells of zoom 10, in the middle of the square.
    fn line(places: &[(f64, f64)]) -> Shape {
        Shape::project(&places.iter().map(spot).collect::<LineString<f64>>().into()).expect("a line")
    }

    #[test]
    fn a_line_keeps_its_ends_and_what_joins_it_to_another() {
        let bent = [(0.0, 0.0), (50.0, 0.1), (100.0, 0.0), (100.1, 50.0), (100.0, 100.0)];
        assert_eq!(shown(&mut [line(&bent)], 10), [3]);
        assert_eq!(shown(&mut [line(&bent)], 0), [2], "both ends and nothing else");
        let branch = [(50.0, 0.1), (50.0, -60.0)];
        assert_eq!(
            shown(&mut [line(&bent), line(&branch)], 0),
            [3, 2],
            "a place where lines meet stays"
        );
    }

    #[test]
    fn what_was_in_the_way_is_looked_at_again_once_it_has_gone() {
        // The island's tip stands in the bump's triangle until zoom 9 leaves it out; zoom 8 leaves the bump out too.
        let bumped = [(0.0, 0.0), (50.0, -0.3), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];
        let island = [(40.0, 2.0), (50.0, -0.1), (60.0, 2.0), (60.0, 50.0), (40.0, 50.0)];
        for (zoom, counts) in [(10, [5, 5]), (9, [5, 4]), (8, [4, 4])] {
            assert_eq!(shown(&mut [area(&bumped), area(&island)], zoom), counts, "{zoom}");
        }
    }

    #[test]
    fn a_ring_keeps_three_vertices_at_every_zoom() {
        let small = [(0.0, 0.0), (1.0, 0.0), (1.2, 0.7), (0.9, 1.0), (0.0, 1.0)];
        for zoom in 0..=MAX_ZOOM {
            assert!(shown(&mut [area(&small)], zoom)[0] >= 3);
        }
    }
}
