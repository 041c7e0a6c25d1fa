//! Rows taken together: points are sorted into bands first, so that building and asking stay in the cache.

use geo::Coord;

use super::axis::Axis;
use super::{Entry, is_finite};

/// Rows are built, and queries ordered, in at most this many bands.
const BANDS: usize = 256;

/// Rows taken together, so that no more than [`BANDS`] have to be told apart.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bands<'a> {
    pub(super) rows: &'a Axis,
    /// How many rows make a band.
    pub(super) height: usize,
    pub(super) count: usize,
}

impl<'a> Bands<'a> {
    pub(super) fn of(rows: &'a Axis) -> Self {
        let height = rows.count().div_ceil(BANDS);
        Self {
            rows,
            height,
            count: rows.count().div_ceil(height),
        }
    }
}

/// Sorts the finite points into bands, keeping their order in each; also tells where each band begins, and the end.
pub(super) fn split_into_bands(points: &[Coord<f64>], first_index: u32, bands: &Bands) -> (Vec<u32>, Vec<Entry>) {
    let band = |point: &Coord<f64>| bands.rows.division(point.y) / bands.height;
    let finite = || points.iter().zip(first_index..).filter(|(point, _)| is_finite(point));
    let mut starts = vec![0_u32; bands.count + 1];
    for (point, _) in finite() {
        starts[band(point)] += 1;
    }
    let total = counts_to_starts(&mut starts);
    let mut entries = vec![Entry::default(); total as usize];
    let mut places = starts.clone();
    for (point, index) in finite() {
        let place = &mut places[band(point)];
        entries[*place as usize] = Entry {
            x: point.x,
            y: point.y,
            index,
        };
        *place += 1;
    }
    (starts, entries)
}

/// Turns sizes into the place where each begins; gives their sum.
pub(super) fn counts_to_starts(counts: &mut [u32]) -> u32 {
    let mut next = 0;
    for count in counts {
        next += std::mem::replace(count, next);
    }
    next
}
