//! Which features a tile with a buffer holds: the same in both formats, whatever rounding does in either.
//!
//! Each format rounds to numbers of its own, and a slanting line that is straight in one is bent in the other. So a feature at the buffer's
//! edge, or one smaller than a cell, may leave something in the tile by one format's numbers and nothing by the other's. Both therefore ask
//! both: a feature whose lines come within [`SLACK`] numbers of the buffer, as either format draws them, is in the tile, and where nothing
//! of it is left there one cell stands for it (a cell's edge for a line). Nothing that is left is ever taken away.

use super::grid::{BUFFER, Grid};
use super::layer::{Item, each};
use super::piece::{Cutter, Piece};
use super::set::Format;
use super::shape::{Shape, Spot, Track};
use super::tile_id::TileId;
use super::window::Window;

/// How far rounding moves a line, at most, in the numbers of the format: half a number where it is led over cells, half a number where it
/// is cut, and as much again to be safe.
const SLACK: i64 = 2;

/// The buffer of one tile in the numbers of both formats.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rim {
    planes: [Plane; 2],
    /// The middle of the tile on the square.
    middle: Spot,
}

/// The buffer in the numbers of one format.
#[derive(Debug, Clone, Copy)]
struct Plane {
    grid: Grid,
    window: Window,
}

/// A place in the numbers of a format, not rounded.
type Exact = [f64; 2];

impl Rim {
    pub(super) fn new(tile: TileId) -> Self {
        let plane = |format| {
            let grid = Grid::new(tile.set(), tile.zoom(), format);
            let window = grid.window(tile, BUFFER);
            Plane { grid, window }
        };
        let planes = [Format::Mvt, Format::GeoJson].map(plane);
        let middle = [tile.column(), tile.row()].map(|part| f64::from(part) + 0.5);
        let (middle, _) = planes[0].grid.on_square(middle, middle);
        Self { planes, middle }
    }

    /// Where a feature that left nothing in the tile by the numbers of one format is met, if it is in the tile all the same.
    fn met(&self, item: &Item) -> Option<Met> {
        let bounds = item.bounds?;
        if self.planes.iter().all(|plane| plane.holds(bounds)) {
            return Some(Met::Whole);
        }
        let found = self.planes.iter().filter(|plane| plane.is_near(bounds));
        let found = found.filter_map(|plane| plane.met(&item.shape, self.middle));
        found.map(Met::At).next()
    }
}

/// How a feature is met.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Met {
    /// All of it lies within the buffer.
    Whole,
    /// Here.
    At(Spot),
}

impl Plane {
    /// Whether a box on the square, rounded, lies in the buffer.
    fn holds(&self, (low, high): (Spot, Spot)) -> bool {
        let (low, high) = (self.grid.snap(low), self.grid.snap(high));
        self.window.holds(Window { low, high })
    }

    /// The buffer with what rounding may bring into it.
    fn reach(&self) -> [Exact; 2] {
        let grown = self.window.grown(SLACK);
        [grown.low, grown.high].map(|corner| corner.map(|part| part as f64))
    }

    fn is_near(&self, (low, high): (Spot, Spot)) -> bool {
        let (low, high) = (self.grid.vertex(low).exact, self.grid.vertex(high).exact);
        let [from, to] = self.reach();
        (0..2).all(|axis| low[axis] <= to[axis] && from[axis] <= high[axis])
    }

    /// The first place at which a line of a shape comes into the buffer; the tile's middle where the shape is all round it.
    fn met(&self, shape: &Shape, middle: Spot) -> Option<Spot> {
        match shape {
            // Points are asked exactly.
            Shape::Points(_) => None,
            Shape::Lines(lines) => lines.iter().find_map(|line| self.entered(line, false).0),
            Shape::Areas(areas) => {
                let mut is_within = false;
                for ring in areas.iter().flatten() {
                    let (met, is_round) = self.entered(ring, true);
                    if met.is_some() {
                        return met;
                    }
                    is_within ^= is_round;
                }
                is_within.then_some(middle)
            }
        }
    }

    /// Where a path comes into the buffer, and whether it goes round it, as far as it does not.
    fn entered(&self, track: &Track, closed: bool) -> (Option<Spot>, bool) {
        let spots: Vec<Spot> = track.at(self.grid.detail()).collect();
        let exact: Vec<Exact> = spots.iter().map(|spot| self.grid.vertex(*spot).exact).collect();
        let is_one_place = spots.len() == 1;
        let lines = if closed || is_one_place {
            spots.len()
        } else {
            spots.len().saturating_sub(1)
        };
        let reach = self.reach();
        let corner = reach[0];
        let mut is_round = false;
        for from in 0..lines {
            let to = (from + 1) % spots.len();
            if let Some(along) = enters(exact[from], exact[to], reach) {
                let place = [0, 1].map(|axis| spots[from][axis] + along * (spots[to][axis] - spots[from][axis]));
                return (Some(place), false);
            }
            is_round ^= passes(exact[from], exact[to], corner);
        }
        (None, is_round)
    }
}

/// How far along a line it comes into a box: 0 at its start, 1 at its end; `None` if it does not.
fn enters(from: Exact, to: Exact, [low, high]: [Exact; 2]) -> Option<f64> {
    let (mut first, mut last) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let step = to[axis] - from[axis];
        let (before, after) = (low[axis] - from[axis], high[axis] - from[axis]);
        if step == 0.0 {
            if before > 0.0 || after < 0.0 {
                return None;
            }
            continue;
        }
        let (one, other) = (before / step, after / step);
        first = first.max(one.min(other));
        last = last.min(one.max(other));
    }
    (first <= last).then_some(first)
}

/// Whether a line crosses the ray that goes eastward from a place: a ring that does so an odd number of times is round the place.
fn passes(from: Exact, to: Exact, place: Exact) -> bool {
    if (from[1] > place[1]) == (to[1] > place[1]) {
        return false;
    }
    let along = (place[1] - from[1]) / (to[1] - from[1]);
    from[0] + along * (to[0] - from[0]) > place[0]
}

/// Puts a cell in the place of each feature that is in the tile and left nothing there.
pub(super) fn put_specks<T>(rim: &Rim, cutter: &Cutter, near: &[(&Item, T)], cut: &mut [Option<Piece>]) {
    let open = near.iter().zip(cut.iter_mut()).filter(|(_, piece)| piece.is_none());
    let (items, mut places): (Vec<&Item>, Vec<_>) = open.map(|((item, _), piece)| (*item, piece)).unzip();
    let specks = each(&items, |item| {
        if cutter.is_given_up() {
            return None;
        }
        match (rim.met(item)?, &item.shape) {
            (_, Shape::Points(_)) => None,
            (Met::Whole, Shape::Areas(_)) => {
                let middle = item.middle.and_then(|middle| cutter.middle_cell(middle));
                Some(middle.unwrap_or_else(|| cutter.cell_at(item.bounds.map_or(rim.middle, |bounds| bounds.0))))
            }
            (Met::At(place), Shape::Areas(_)) => Some(cutter.cell_at(place)),
            (Met::Whole, Shape::Lines(_)) => Some(cutter.edge_at(item.bounds.map_or(rim.middle, |bounds| bounds.0))),
            (Met::At(place), Shape::Lines(_)) => Some(cutter.edge_at(place)),
        }
    });
    for (place, speck) in places.iter_mut().zip(specks) {
        **place = speck;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use geo::{Geometry, LineString, MultiPoint, MultiPolygon, Point};
    use proptest::prelude::*;

    use super::*;
    use crate::tiles::layer::Prepared;
    use crate::tiles::shape::to_degrees;
    use crate::tiles::tests::{Ring, around, feature, layer, polygon, star, tile_at, town};
    use crate::tiles::{Clip, MatrixSet, Select};

    /// The tile of each set that a place lies in, and those round the first of them.
    fn tiles_at(zoom: u8, place: (f64, f64)) -> Vec<TileId> {
        let mut all = around(tile_at(zoom, place));
        let spot = crate::tiles::shape::to_square(place.into());
        let others = [MatrixSet::WorldCrs84Quad, MatrixSet::Cgcs2000Quad].into_iter();
        all.extend(others.filter_map(|set| {
            let zoom = zoom.checked_sub(set.ahead())?;
            let [x, y] = set.tiles(zoom, spot, || [place.0, place.1]).map(|part| part as u64);
            TileId::of(set, zoom.into(), x, y)
        }));
        all
    }

    fn ids(prepared: &Prepared, tile: TileId, format: Format) -> BTreeSet<u64> {
        let cutter = Cutter::new(tile, format, Clip::Buffered);
        let pieces = prepared.pieces(&cutter, &Select::default()).into_iter();
        pieces.map(|(feature, _)| feature.id).collect()
    }

    fn made_of(geometries: Vec<Geometry<f64>>) -> Prepared {
        let features = geometries
            .into_iter()
            .zip(1..)
            .map(|(geometry, id)| feature(id, geometry));
        Prepared::new(layer(features.collect())).expect("good features")
    }

    /// A place in degrees, given in cells of 1/4096 from the north-west corner of a tile.
    fn beside(tile: TileId, cells: [f64; 2]) -> (f64, f64) {
        let side = f64::from(1_u32 << tile.zoom());
        let at = |part: f64, first: u32| (f64::from(first) + part / 4096.0) / side;
        to_degrees([at(cells[0], tile.column()), at(cells[1], tile.row())]).into()
    }

    /// What lies about the edges of a tile and of its buffer: on them, a little within and a little beyond, in cells.
    fn about_edges() -> impl Strategy<Value = Vec<[f64; 2]>> {
        let edge = prop_oneof![Just(-64.0), Just(0.0), Just(4096.0), Just(4160.0), -80.0_f64..4180.0];
        let off = prop_oneof![Just(0.0), -0.6_f64..0.6, -3.0_f64..3.0];
        let part = (edge, off).prop_map(|(edge, off)| edge + off);
        prop::collection::vec([part.clone(), part], 3..24)
    }

    fn each_way(rings: &[Ring]) -> Vec<Geometry<f64>> {
        let areas = rings.iter().map(|ring| polygon(ring).into());
        let lines = rings.iter().map(|ring| LineString::from(ring.clone()).into());
        let points = rings.iter().flatten().map(|place| Point::from(*place).into());
        areas.chain(lines).chain(points).collect()
    }

    fn same_in_both(prepared: &Prepared, tile: TileId) -> Result<(), TestCaseError> {
        let (vector, text) = (ids(prepared, tile, Format::Mvt), ids(prepared, tile, Format::GeoJson));
        prop_assert_eq!(vector, text, "{:?}", tile);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]

        #[test]
        fn a_towns_tiles_hold_the_same_features_in_both_formats(town in town(), zoom in 0_u8..=22, pick in 0_usize..1000) {
            let ring = &town[pick % town.len()];
            let prepared = made_of(each_way(&town));
            for tile in tiles_at(zoom, ring[pick % ring.len()]) {
                same_in_both(&prepared, tile)?;
            }
        }

        #[test]
        fn so_do_those_of_large_areas_anywhere(rings in prop::collection::vec(star(), 1..4), zoom in 0_u8..=22, pick in 0_usize..30) {
            let prepared = made_of(each_way(&rings));
            for tile in tiles_at(zoom, rings[0][pick % rings[0].len()]) {
                same_in_both(&prepared, tile)?;
            }
        }

        #[test]
        fn so_do_those_of_what_lies_on_their_edges(
            cells in about_edges(), zoom in 0_u8..=22, place in (-179.0_f64..179.0, -84.0_f64..84.0),
        ) {
            let tile = tile_at(zoom, place);
            let places: Ring = cells.iter().map(|cells| beside(tile, *cells)).collect();
            let specks = places.iter().map(|(x, y)| {
                let size = 360.0 / f64::from(1_u32 << zoom) / 4096.0 / 4.0;
                polygon(&[(*x, *y), (x + size, *y), (*x, y + size)])
            });
            let specks: Vec<_> = specks.collect();
            let mut all = each_way(std::slice::from_ref(&places));
            all.extend(places.windows(2).map(|pair| Geometry::from(LineString::from(pair.to_vec()))));
            all.extend(places.windows(3).map(|three| Geometry::from(polygon(three))));
            all.push(MultiPoint::from(places.clone()).into());
            all.push(MultiPolygon::from(specks.clone()).into());
            all.extend(specks.into_iter().map(Geometry::from));
            let prepared = made_of(all);
            for tile in around(tile) {
                same_in_both(&prepared, tile)?;
            }
        }
    }

    #[test]
    fn a_point_is_in_the_tile_by_where_it_stands() {
        let tile = TileId::new(3, 5, 2).expect("a tile");
        for (cells, is_in) in [(-63.9, true), (-64.3, false), (4159.9, true), (4160.3, false)] {
            let prepared = made_of(vec![Point::from(beside(tile, [cells, 9.0])).into()]);
            for format in [Format::Mvt, Format::GeoJson] {
                assert_eq!(!ids(&prepared, tile, format).is_empty(), is_in, "{cells} {format:?}");
            }
        }
    }

    #[test]
    fn an_area_that_shrinks_to_nothing_is_one_cell_in_each_tile_that_it_touches() {
        // 300 cells long, a tenth of a cell high, from one tile into the next.
        let tile = TileId::new(6, 40, 25).expect("a tile");
        let corners = [[3950.0, 7.3], [4250.0, 7.3], [4250.0, 7.4], [3950.0, 7.4]];
        let ring: Ring = corners.map(|cells| beside(tile, cells)).to_vec();
        let prepared = made_of(vec![polygon(&ring).into()]);
        for (column, count) in [(39, 0), (40, 1), (41, 1), (42, 0)] {
            let tile = TileId::new(6, column, 25).expect("a tile");
            let cutter = Cutter::new(tile, Format::Mvt, Clip::Buffered);
            let pieces = prepared.pieces(&cutter, &Select::default());
            assert_eq!(pieces.len(), count, "{column}");
            for (_, piece) in pieces {
                let Piece::Areas(areas) = piece else {
                    unreachable!("an area")
                };
                assert_eq!(
                    areas
                        .iter()
                        .flatten()
                        .map(|ring| crate::tiles::area::doubled_area(ring))
                        .sum::<i128>(),
                    2
                );
            }
        }
    }
}
