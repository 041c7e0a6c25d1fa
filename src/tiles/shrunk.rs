//! Areas that nothing is left of: where features stay whole or are cut exactly, each is drawn as the cell at its middle, in the tiles that hold
//! the cell. (Where there is a buffer, `rim` draws a cell in each tile that they touch.)
//!
//! At low zooms a tile may have tens of thousands of them, so most are decided by what was done for the tile anyway, and the rest together.

use super::kept::Known;
use super::layer::{Item, Prepared, each};
use super::outline::{Outline, both};
use super::piece::{Cutter, Piece};
use super::shape::{Shape, Spot, Track};

/// An area that left nothing in a tile which holds its middle, and of which parts lie beyond the window.
struct Doubtful<'a> {
    place: usize,
    areas: &'a [Vec<Track>],
    bounds: (Spot, Spot),
    cell: Piece,
}

impl Prepared {
    /// Puts the cell of each area of which nothing is left anywhere in its place among the pieces.
    pub(super) fn put_cells(&self, cutter: &Cutter, near: &[(&Item, Known)], cut: &mut [Option<Piece>]) {
        let mut doubtful = Vec::new();
        for (place, ((item, whole), piece)) in near.iter().zip(cut.iter_mut()).enumerate() {
            let (Shape::Areas(areas), Some(bounds), None, None) = (&item.shape, item.bounds, &piece, whole) else {
                continue;
            };
            let Some(cell) = item.middle.and_then(|middle| cutter.middle_cell(middle)) else {
                continue;
            };
            if cutter.sees(bounds) {
                *piece = Some(cell);
            } else {
                doubtful.push(Doubtful {
                    place,
                    areas,
                    bounds,
                    cell,
                });
            }
        }
        // What their lines are led over is gathered once for all that lie near the tile; the few that reach far beyond it would make the
        // box round all of them large.
        let (close, far): (Vec<_>, Vec<_>) = doubtful.into_iter().partition(|one| cutter.reaches(one.bounds));
        let groups = far.into_iter().map(|one| vec![one]).chain([close]);
        for group in groups {
            let Some(around) = group.iter().map(|one| one.bounds).reduce(both) else {
                continue;
            };
            let hot = self.hot(cutter, None, around);
            let gone = each(&group, |one| {
                !cutter.is_given_up() && cutter.vanishes(&Outline::new(one.areas, cutter.grid, None), &hot)
            });
            for (one, _) in group.into_iter().zip(gone).filter(|(_, gone)| *gone) {
                cut[one.place] = Some(one.cell);
            }
        }
    }

    /// The ids of areas that nothing is left of at the cutter's zoom, found the plain way: each for itself.
    #[cfg(test)]
    pub(super) fn vanished(&self, cutter: &Cutter) -> std::collections::BTreeSet<u64> {
        let gone = self.items.iter().filter(|item| match (&item.shape, item.bounds) {
            (Shape::Areas(areas), Some(bounds)) => {
                let whole = Outline::new(areas, cutter.grid, None);
                cutter.vanishes(&whole, &self.hot(cutter, None, bounds))
            }
            _ => false,
        });
        gone.map(|item| item.feature.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use geo::{LineString, Polygon};
    use proptest::prelude::*;

    use super::*;
    use crate::tiles::tests::{around, feature, layer, tile_at};
    use crate::tiles::{Clip, Format, MatrixSet, Select, TileId};

    /// Small areas close together: triangles and slivers of all directions, `size` degrees long, in a box ten times as wide.
    fn crumbs() -> impl Strategy<Value = Vec<Vec<(f64, f64)>>> {
        let crumb = (-1.0_f64..1.0, -1.0_f64..1.0, 0.0_f64..6.3, 0.02_f64..1.0, 0.05_f64..3.0);
        let crumbs = prop::collection::vec(crumb, 1..80);
        (-4.0_f64..0.0, 0.0_f64..0.7, crumbs).prop_map(|(size, shift, crumbs)| {
            let size = 10_f64.powf(size);
            let one = |(x, y, turn, wide, long): (f64, f64, f64, f64, f64)| {
                let at = |along: f64, across: f64| {
                    let (sin, cos) = turn.sin_cos();
                    let (along, across) = (along * long, across * wide * 0.3);
                    let place = [along * cos - across * sin, along * sin + across * cos];
                    (
                        112.5 + shift + size * (10.0 * x + place[0]),
                        40.9 + size * (10.0 * y + place[1]),
                    )
                };
                vec![at(-0.5, -0.5), at(0.5, -0.4), at(0.6, 0.5), at(-0.4, 0.4)]
            };
            crumbs.into_iter().map(one).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_decided_together_is_what_each_decides_for_itself(rings in crumbs(), zoom in 0_u8..=17, pick in 0_usize..80) {
            let areas = rings.iter().zip(1..);
            let areas = areas.map(|(ring, id)| feature(id, Polygon::new(LineString::from(ring.clone()), Vec::new())));
            let prepared = Prepared::new(layer(areas.collect())).expect("good features");
            for tile in around(tile_at(zoom, rings[pick % rings.len()][0])) {
                for format in [Format::Mvt, Format::GeoJson] {
                    for clip in [Clip::Buffered, Clip::Exact, Clip::None] {
                        // What a buffer adds is not looked at here.
                        let cutter = Cutter::new(tile, format, clip).without_rim();
                        let gone = prepared.vanished(&cutter);
                        let found: BTreeMap<u64, Piece> = prepared
                            .pieces(&cutter, &Select::default())
                            .into_iter()
                            .map(|(feature, piece)| (feature.id, piece))
                            .collect();
                        for item in &prepared.items {
                            let id = item.feature.id;
                            let cell = item.middle.and_then(|middle| cutter.middle_cell(middle));
                            if gone.contains(&id) {
                                prop_assert_eq!(found.get(&id), cell.as_ref(), "{} {:?} {:?} {:?}", id, tile, format, clip);
                            }
                        }
                        let whole: BTreeSet<u64> = found.keys().copied().filter(|id| !gone.contains(id)).collect();
                        let plain = prepared.left(&cutter);
                        prop_assert_eq!(whole, plain, "{:?} {:?} {:?}", tile, format, clip);
                    }
                }
            }
        }
    }

    impl Prepared {
        /// The ids of areas of which something is left in the tile, each looked at alone.
        fn left(&self, cutter: &Cutter) -> BTreeSet<u64> {
            let near = self.near(cutter.reach).into_iter();
            let left = near.filter(|item| match (&item.shape, item.bounds) {
                (Shape::Areas(areas), Some(bounds)) => {
                    let hot = self.hot(cutter, None, bounds);
                    cutter.areas(&Outline::new(areas, cutter.grid, None), &hot).is_some()
                }
                _ => false,
            });
            left.map(|item| item.feature.id).collect()
        }
    }

    #[test]
    fn ten_thousand_specks_are_all_there_at_every_low_zoom() {
        let speck = |id: u64| {
            let (x, y) = (100.0 + (id % 100) as f64 * 0.01, 25.0 + (id / 100) as f64 * 0.01);
            let ring: Vec<(f64, f64)> = (0..16)
                .map(|k| f64::from(k) / 16.0 * std::f64::consts::TAU)
                .map(|turn| (x + 0.002 * turn.cos(), y + 0.002 * turn.sin()))
                .collect();
            feature(id, Polygon::new(LineString::from(ring), Vec::new()))
        };
        let prepared = Prepared::new(layer((0..10_000).map(speck).collect())).expect("good features");
        for set in MatrixSet::ALL {
            for zoom in 0..=3 {
                let [columns, rows] = set.covering(zoom, prepared.summary.bounds.expect("a box"));
                let mut seen = BTreeSet::new();
                for (x, y) in (columns[0]..=columns[1]).flat_map(|x| (rows[0]..=rows[1]).map(move |y| (x, y))) {
                    let tile = TileId::of(set, u64::from(zoom), u64::from(x), u64::from(y)).expect("a tile");
                    let pieces = prepared.pieces(&Cutter::new(tile, Format::Mvt, Clip::Exact), &Select::default());
                    seen.extend(pieces.into_iter().map(|(feature, _)| feature.id));
                }
                assert_eq!(seen.len(), 10_000, "{set:?} {zoom}");
            }
        }
    }
}
