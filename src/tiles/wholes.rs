//! Which of the features near a tile are known as whole rings: from tiles made before, or worked out now.

use std::sync::{Arc, PoisonError};

use super::kept::{Key, Known};
use super::layer::{Item, Prepared, each};
use super::outline::{Near, Outline, TileBox, both};
use super::piece::Cutter;
use super::shape::{Shape, Spot, Track};
use super::whole::Whole;
use super::window::Window;

/// Vertices of a feature that is worked out whole, at most.
const MOST_VERTICES: usize = 512;

/// How wide or high such a feature is, in tiles, at most: then no tile pays for what lies far from it.
const WIDEST: f64 = 4.0;

/// A window that every line touches.
const EVERYWHERE: Window = Window {
    low: [i64::MIN / 4; 2],
    high: [i64::MAX / 4; 2],
};

/// The rings of a feature that is small enough, and the box round it.
type Moderate<'a> = (&'a [Vec<Track>], (Spot, Spot));

impl Prepared {
    /// What is known of features near a tile, in their order.
    pub(super) fn wholes(&self, cutter: &Cutter, near: &[&Item]) -> Vec<Known> {
        // Features that stay whole are not cut.
        if cutter.needed().is_none() {
            return vec![None; near.len()];
        }
        let key = Key {
            layer: self.kept.1,
            set: cutter.grid.set(),
            zoom: cutter.grid.zoom(),
            format: cutter.grid.format(),
        };
        let level = self.kept.0.level(key);
        let known = level.read().unwrap_or_else(PoisonError::into_inner);
        let mut found: Vec<Option<Known>> = near
            .iter()
            .map(|item| match item.shape {
                Shape::Areas(_) => known.get(&item.place).cloned(),
                Shape::Points(_) | Shape::Lines(_) => Some(None),
            })
            .collect();
        drop(known);
        let missing = near.iter().zip(&found).filter(|(_, found)| found.is_none());
        let missing: Vec<&Item> = missing.map(|(item, _)| *item).collect();
        if !missing.is_empty() {
            let made = self.worked_out(cutter, &missing);
            if !cutter.is_given_up() {
                self.kept.0.keep(&level, &made);
            }
            let mut made = made.into_iter().map(|(_, whole)| whole);
            for open in found.iter_mut().filter(|found| found.is_none()) {
                *open = made.next();
            }
        }
        found.into_iter().map(Option::flatten).collect()
    }

    /// What features are as whole rings: led over the same cells as in any tile, and pinned where they cross the edges of tiles.
    fn worked_out(&self, cutter: &Cutter, missing: &[&Item]) -> Vec<(u32, Known)> {
        let grid = cutter.grid;
        let moderate: Vec<Option<Moderate>> = missing.iter().map(|item| moderate(item, cutter)).collect();
        let Some(around) = moderate.iter().flatten().map(|(_, bounds)| *bounds).reduce(both) else {
            return missing.iter().map(|item| (item.place, None)).collect();
        };
        let (low, high) = in_tiles(cutter, around);
        let near = Near {
            window: EVERYWHERE,
            block: (low.map(|tile| tile.floor() - 1.0), high.map(|tile| tile.ceil() + 1.0)),
        };
        let hot = self.hot(cutter, Some(near), around);
        let both: Vec<_> = missing.iter().zip(moderate).collect();
        each(&both, |(item, moderate)| {
            let whole = moderate.filter(|_| !cutter.is_given_up()).and_then(|(areas, _)| {
                let rings = Outline::new(areas, grid, None).rings(grid, &hot, Some(near));
                Whole::of(&rings, cutter.tile)
            });
            (item.place, whole.map(Arc::new))
        })
    }
}

/// An area of one ring that is small enough, and the box round it.
fn moderate<'a>(item: &'a Item, cutter: &Cutter) -> Option<Moderate<'a>> {
    let (Shape::Areas(areas), bounds) = (&item.shape, item.bounds?) else {
        return None;
    };
    let [polygon] = areas.as_slice() else { return None };
    let [ring] = polygon.as_slice() else { return None };
    let detail = cutter.grid.detail();
    let shown = ring.from.iter().filter(|from| **from <= detail).count();
    let (low, high) = in_tiles(cutter, bounds);
    let fits = shown <= MOST_VERTICES && (0..2).all(|axis| high[axis] - low[axis] <= WIDEST);
    fits.then_some((areas, bounds))
}

/// A box on the square, in tiles.
fn in_tiles(cutter: &Cutter, (low, high): (Spot, Spot)) -> TileBox {
    (cutter.grid.vertex(low).tiles, cutter.grid.vertex(high).tiles)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tiles::tests::{around, feature, layer, polygon, star, tangle, tile_at, town};
    use crate::tiles::{Clip, Format, MatrixSet, Select, TileId};

    impl Prepared {
        /// What lies in the tile, nothing being known as a whole: as it was worked out for one tile alone.
        fn plainly(&self, cutter: &Cutter) -> Vec<(u64, crate::tiles::piece::Piece)> {
            use crate::tiles::hot::Hot;
            use crate::tiles::outline::common;
            use crate::tiles::rim::put_specks;
            let near = self.near(cutter.reach);
            let outlined: Vec<Outline> = near
                .iter()
                .map(|item| match &item.shape {
                    Shape::Areas(areas) => cutter.outline(areas),
                    _ => Outline::default(),
                })
                .collect();
            let needed = cutter.needed();
            let touching = outlined.iter().filter_map(|outline| outline.touching(needed));
            let hot = touching.reduce(both).map_or_else(Hot::default, |around| {
                let (low, high) = needed.map_or(around, |near| common(around, near.block));
                self.hot(cutter, needed, cutter.grid.on_square(low, high))
            });
            let mut cut: Vec<_> = outlined.iter().map(|outline| cutter.areas(outline, &hot)).collect();
            let near: Vec<(&Item, ())> = near.into_iter().map(|item| (item, ())).collect();
            if let Some(rim) = &cutter.rim {
                put_specks(rim, cutter, &near, &mut cut);
            }
            let gone = |item: &Item| {
                let cell = cutter.middle_cell(item.middle?)?;
                let Shape::Areas(areas) = &item.shape else { return None };
                let hot = self.hot(cutter, None, item.bounds?);
                let whole = Outline::new(areas, cutter.grid, None);
                cutter.vanishes(&whole, &hot).then_some(cell)
            };
            let cut = near.into_iter().zip(cut).map(|((item, ()), piece)| {
                let piece = if cutter.rim.is_some() {
                    piece
                } else {
                    piece.or_else(|| gone(item))
                };
                Some((item.feature.id, piece?))
            });
            cut.flatten().collect()
        }
    }

    /// The tiles of every set round a place, the middle one twice so that what was kept is used.
    fn tiles_at(zoom: u8, place: (f64, f64)) -> Vec<TileId> {
        let mut all = around(tile_at(zoom, place));
        for set in [MatrixSet::WorldCrs84Quad, MatrixSet::Cgcs2000Quad] {
            let point = crate::crs::LonLatBox {
                west: place.0,
                south: place.1,
                east: place.0,
                north: place.1,
            };
            if let Some(zoom) = zoom.checked_sub(1) {
                let [columns, rows] = set.covering(zoom, point);
                let tiles = (columns[0]..=columns[1]).flat_map(|x| (rows[0]..=rows[1]).map(move |y| (x, y)));
                all.extend(tiles.filter_map(|(x, y)| TileId::of(set, zoom.into(), x.into(), y.into())));
            }
        }
        all.extend(all.first().copied());
        all
    }

    fn same_with_what_was_kept(rings: &[Vec<(f64, f64)>], zoom: u8, place: (f64, f64)) -> Result<(), TestCaseError> {
        let areas = rings.iter().zip(1..).map(|(ring, id)| feature(id, polygon(ring)));
        let prepared = Prepared::new(layer(areas.collect())).expect("good features");
        for tile in tiles_at(zoom, place) {
            for format in [Format::Mvt, Format::GeoJson] {
                for clip in [Clip::Buffered, Clip::Exact, Clip::None] {
                    let cutter = Cutter::new(tile, format, clip);
                    let found = prepared.pieces(&cutter, &Select::default()).into_iter();
                    let found: Vec<_> = found.map(|(feature, piece)| (feature.id, piece)).collect();
                    prop_assert_eq!(found, prepared.plainly(&cutter), "{:?} {:?} {:?}", tile, format, clip);
                }
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(192))]

        #[test]
        fn tiles_of_a_town_are_the_same_with_what_was_kept(town in town(), zoom in 3_u8..=20, pick in 0_usize..1000) {
            let ring = &town[pick % town.len()];
            same_with_what_was_kept(&town, zoom, ring[pick % ring.len()])?;
        }

        #[test]
        fn tiles_of_any_rings_are_the_same_with_what_was_kept(
            rings in prop::collection::vec(prop_oneof![star(), tangle()], 1..4), zoom in 0_u8..=20, pick in 0_usize..30,
        ) {
            same_with_what_was_kept(&rings, zoom, rings[0][pick % rings[0].len()])?;
        }
    }

    #[test]
    fn what_was_found_out_for_one_tile_serves_the_next() {
        let square = |id: u64| {
            let (x, y) = (100.0 + id as f64 * 0.01, 30.0);
            feature(
                id,
                polygon(&[(x, y), (x + 0.008, y), (x + 0.008, y + 0.008), (x, y + 0.008)]),
            )
        };
        let prepared = Prepared::new(layer((0..20).map(square).collect())).expect("good features");
        let cutter = Cutter::new(tile_at(11, (100.1, 30.0)), Format::Mvt, Clip::Buffered);
        let near = prepared.near(cutter.reach);
        let first = prepared.wholes(&cutter, &near);
        assert!(near.len() > 5 && first.iter().all(Option::is_some));
        let second = prepared.wholes(&cutter, &near);
        assert!(first.iter().zip(&second).all(|(one, other)| match (one, other) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }));
    }
}
