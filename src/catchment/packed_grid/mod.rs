//! A packed, read-only grid over points of one study area: the index for bulk nearest-facility runs.
//!
//! Points lie in rows of cells, each row sorted by `x`, so that a search walks outward from its own `x` and a crowded
//! cell costs no more than a binary search.

mod axis;
mod bands;
#[cfg(test)]
mod tests;

use geo::Coord;
use rayon::prelude::*;

use self::axis::{Axis, layout};
use self::bands::{Bands, counts_to_starts, split_into_bands};

/// Points sorted together in the first pass of building, and queries answered together.
const PIECE: usize = 1 << 16;
/// A row's share of a window up to this many points is looked through; a larger one is searched.
const FEW: usize = 16;
/// Allowed for rounding wherever a bound is worked out in another way than the distance, as a part of the coordinates.
const SLACK: f64 = 8.0 * f64::EPSILON;

/// The nearest indexed point to a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Its position in the slice given to [`PackedGrid::build`].
    pub index: u32,
    /// Its distance from the query, squared, in square metres.
    pub distance_squared: f64,
}

/// A point as it is stored.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    x: f64,
    y: f64,
    index: u32,
}

/// A read-only index of points, in planar metres.
///
/// Answers depend only on the points and the query: never on the reach it was built for, nor on the number of threads.
/// Distances are compared squared, as `f64`. A caller whose limit is a whole number of millimetres asks slightly wider
/// (by a millimetre) and compares the rounded distance itself.
///
/// ```
/// use geo::Coord;
/// use yike::catchment::packed_grid::PackedGrid;
///
/// let clinics = [Coord { x: 0.0, y: 0.0 }, Coord { x: 900.0, y: 0.0 }];
/// let grid = PackedGrid::build(&clinics, 1000.0);
/// let nearest = grid.nearest_within(Coord { x: 600.0, y: 400.0 }, 500.0).expect("on the radius is within it");
/// assert_eq!((nearest.index, nearest.distance_squared), (1, 250_000.0));
/// ```
#[derive(Debug, Clone)]
pub struct PackedGrid {
    rows: Axis,
    columns: Axis,
    /// Where each cell begins in `entries`, row by row, and one more for the end.
    starts: Vec<u32>,
    /// In order of row, then `x`, then index.
    entries: Vec<Entry>,
}

impl PackedGrid {
    /// Indexes the points for searches of about `reach_metres`; other radii are right too, only slower.
    ///
    /// Points with a coordinate that is not finite are the caller's error: they are left out and never found.
    /// At most `u32::MAX` points are indexed.
    pub fn build(points: &[Coord<f64>], reach_metres: f64) -> Self {
        let points = points.get(..u32::MAX as usize).unwrap_or(points);
        let (rows, columns) = layout(points, reach_metres);
        let bands = Bands::of(&rows);

        // First pass: every piece is sorted into bands of rows.
        let pieces: Vec<(Vec<u32>, Vec<Entry>)> = points
            .par_chunks(PIECE)
            .enumerate()
            .map(|(piece, points)| split_into_bands(points, (piece * PIECE) as u32, &bands))
            .collect();
        let shares = |band: usize| {
            pieces
                .iter()
                .map(move |(starts, entries)| &entries[starts[band] as usize..starts[band + 1] as usize])
        };

        // Second pass: every band collects its share of all pieces and sorts it into cells.
        let total = pieces.iter().map(|(_, entries)| entries.len()).sum();
        let mut entries = vec![Entry::default(); total];
        let mut starts = vec![0_u32; rows.count() * columns.count() + 1];
        let mut work = Vec::with_capacity(bands.count);
        let (mut entries_left, mut ends_left) = (entries.as_mut_slice(), &mut starts[1..]);
        let mut begin = 0;
        for band in 0..bands.count {
            let size = shares(band).map(<[Entry]>::len).sum();
            let cells = (bands.height * columns.count()).min(ends_left.len());
            let (entries_here, entries_rest) = entries_left.split_at_mut(size);
            let (ends_here, ends_rest) = ends_left.split_at_mut(cells);
            work.push((band, begin, entries_here, ends_here));
            (entries_left, ends_left) = (entries_rest, ends_rest);
            begin += size as u32;
        }
        work.into_par_iter().for_each(|(band, begin, entries, ends)| {
            let first_row = band * bands.height;
            let cell =
                |entry: &Entry| (rows.division(entry.y) - first_row) * columns.count() + columns.division(entry.x);
            for entry in shares(band).flatten() {
                ends[cell(entry)] += 1;
            }
            // As cells fill up, what tells where each begins comes to tell where it ends.
            counts_to_starts(ends);
            for entry in shares(band).flatten() {
                let place = &mut ends[cell(entry)];
                entries[*place as usize] = *entry;
                *place += 1;
            }
            let mut start = 0;
            for end in ends {
                let in_cell = &mut entries[start..*end as usize];
                if in_cell.len() > 1 {
                    in_cell.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.index.cmp(&b.index)));
                }
                start = *end as usize;
                *end += begin;
            }
        });
        Self {
            rows,
            columns,
            starts,
            entries,
        }
    }

    /// How many points are indexed.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no point is indexed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The nearest point at most `radius_metres` away, the lower index where several are as near; `None` if there is none.
    ///
    /// ```
    /// use geo::Coord;
    /// use yike::catchment::packed_grid::PackedGrid;
    ///
    /// let grid = PackedGrid::build(&[Coord { x: 3.0, y: 4.0 }; 2], 10.0);
    /// let origin = Coord { x: 0.0, y: 0.0 };
    /// assert_eq!(grid.nearest_within(origin, 5.0).map(|nearest| nearest.index), Some(0));
    /// assert_eq!(grid.nearest_within(origin, 4.9), None);
    /// ```
    pub fn nearest_within(&self, from: Coord<f64>, radius_metres: f64) -> Option<Nearest> {
        if is_finite(&from) && radius_metres >= 0.0 {
            self.search(from, &self.window(from, radius_metres), squared(radius_metres))
        } else {
            None
        }
    }

    /// The nearest point at any distance, the lower index where several are as near; `None` only if the grid is empty
    /// (or the query is not finite).
    ///
    /// ```
    /// use geo::Coord;
    /// use yike::catchment::packed_grid::PackedGrid;
    ///
    /// let grid = PackedGrid::build(&[Coord { x: 3.0, y: 4.0 }], 1.0);
    /// let nearest = grid.nearest(Coord { x: 300_000.0, y: 4.0 }).expect("one point is indexed");
    /// assert_eq!(nearest.index, 0);
    /// ```
    pub fn nearest(&self, from: Coord<f64>) -> Option<Nearest> {
        self.nearest_within(from, f64::INFINITY)
    }

    /// Calls `visit(index, distance_squared)` for each point at most `radius_metres` away, in no promised order.
    ///
    /// ```
    /// use geo::Coord;
    /// use yike::catchment::packed_grid::PackedGrid;
    ///
    /// let grid = PackedGrid::build(&[Coord { x: 0.0, y: 0.0 }, Coord { x: 9.0, y: 0.0 }], 5.0);
    /// let mut found = Vec::new();
    /// grid.for_each_within(Coord { x: 1.0, y: 0.0 }, 5.0, |index, distance_squared| found.push((index, distance_squared)));
    /// assert_eq!(found, [(0, 1.0)]);
    /// ```
    pub fn for_each_within(&self, from: Coord<f64>, radius_metres: f64, mut visit: impl FnMut(u32, f64)) {
        if !is_finite(&from) || radius_metres.is_nan() || radius_metres < 0.0 {
            return;
        }
        let limit = squared(radius_metres);
        let window = self.window(from, radius_metres);
        for row in window.lowest..=window.highest {
            let mut entries = self.share(row, &window);
            if entries.len() > FEW {
                let first = entries.partition_point(|entry| entry.x < window.west);
                let end = entries.partition_point(|entry| entry.x <= window.east);
                entries = &entries[first..end];
            }
            for entry in entries {
                let distance_squared = squared(entry.x - from.x) + squared(entry.y - from.y);
                if distance_squared <= limit {
                    visit(entry.index, distance_squared);
                }
            }
        }
    }

    /// The nearest point whose squared distance is no more than `limit`; it lies in the window.
    fn search(&self, from: Coord<f64>, window: &Window, limit: f64) -> Option<Nearest> {
        let mut best = Nearest {
            index: u32::MAX,
            distance_squared: limit,
        };
        let (lowest, highest) = (window.lowest, window.highest);
        if highest - lowest <= 1 {
            self.search_row(lowest, from, window, &mut best);
            if highest > lowest {
                self.search_row(highest, from, window, &mut best);
            }
        } else {
            let home = self.rows.division(from.y);
            self.search_row(home, from, window, &mut best);
            let (mut above, mut below) = (home + 1, home);
            let (mut go_up, mut go_down) = (true, true);
            while go_up || go_down {
                go_up = go_up && above <= highest && {
                    let edge = self.rows.start(above);
                    self.may_hold(edge, edge - from.y, from.y, best.distance_squared)
                };
                if go_up {
                    self.search_row(above, from, window, &mut best);
                    above += 1;
                }
                go_down = go_down && below > lowest && {
                    let edge = self.rows.start(below);
                    self.may_hold(edge, from.y - edge, from.y, best.distance_squared)
                };
                if go_down {
                    below -= 1;
                    self.search_row(below, from, window, &mut best);
                }
            }
        }
        (best.index != u32::MAX).then_some(best)
    }

    /// The rows and columns that may hold a point within the radius.
    #[inline]
    fn window(&self, from: Coord<f64>, radius: f64) -> Window {
        // Where squares overflow everything compares as near, so nothing may be ruled out.
        let radius = if squared(radius).is_finite() {
            radius
        } else {
            f64::INFINITY
        };
        // A little wide: what is off the window for sure is off the radius, and rounding must not decide otherwise.
        let wide = |value: f64| radius + (value.abs() + radius) * SLACK + 1e-150;
        let (west, east) = (from.x - wide(from.x), from.x + wide(from.x));
        Window {
            west,
            east,
            lowest: self.rows.division(from.y - wide(from.y)),
            highest: self.rows.division(from.y + wide(from.y)),
            first: self.columns.division(west),
            last: self.columns.division(east),
        }
    }

    /// The entries of a row in the columns of a window.
    #[inline]
    fn share(&self, row: usize, window: &Window) -> &[Entry] {
        let cells = row * self.columns.count();
        let (start, end) = (self.starts[cells + window.first], self.starts[cells + window.last + 1]);
        &self.entries[start as usize..end as usize]
    }

    /// Whether a point beyond an edge of a row, `gap` from the query, may be as near as `limit`.
    fn may_hold(&self, edge: f64, gap: f64, y: f64, limit: f64) -> bool {
        let sure = gap - (edge.abs() + y.abs() + self.rows.origin.abs()) * SLACK;
        // Written so that a gap that is not a number rules nothing out.
        !(sure > 0.0 && squared(sure) > limit)
    }

    /// Looks for a nearer point in one row of the window: all of it if it holds few points, or else outward from the query.
    fn search_row(&self, row: usize, from: Coord<f64>, window: &Window, best: &mut Nearest) {
        let entries = self.share(row, window);
        if entries.len() <= FEW {
            for entry in entries {
                best.improve(entry, from);
            }
            return;
        }
        let cells = row * self.columns.count();
        let start = self.starts[cells + window.first] as usize;
        let home = cells + self.columns.division(from.x);
        let (start_home, end_home) = (self.starts[home] as usize, self.starts[home + 1] as usize);
        let before = self.entries[start_home..end_home].partition_point(|entry| entry.x < from.x);
        let middle = start_home - start + before;
        for entry in &entries[middle..] {
            if !best.improve(entry, from) {
                break;
            }
        }
        for entry in entries[..middle].iter().rev() {
            if !best.improve(entry, from) {
                break;
            }
        }
    }
}

/// The part of a grid that one search may have to look at, ends included.
#[derive(Debug, Clone, Copy)]
struct Window {
    west: f64,
    east: f64,
    lowest: usize,
    highest: usize,
    first: usize,
    last: usize,
}

impl Nearest {
    /// Takes the entry if it is nearer; false if it is too far by `x` alone.
    #[inline]
    fn improve(&mut self, entry: &Entry, from: Coord<f64>) -> bool {
        let across = squared(entry.x - from.x);
        let distance_squared = across + squared(entry.y - from.y);
        if distance_squared < self.distance_squared
            || (distance_squared <= self.distance_squared && entry.index < self.index)
        {
            *self = Self {
                index: entry.index,
                distance_squared,
            };
        }
        across <= self.distance_squared
    }
}

/// For every query the nearest point at most `radius_metres` away, in parallel; answer `i` belongs to query `i`.
///
/// ```
/// use geo::Coord;
/// use yike::catchment::packed_grid::nearest_within_all;
///
/// let clinics = [Coord { x: 0.0, y: 0.0 }];
/// let homes = [Coord { x: 5000.0, y: 0.0 }, Coord { x: 30.0, y: 40.0 }];
/// let answers = nearest_within_all(&clinics, &homes, 1000.0);
/// assert_eq!(answers[0], None);
/// assert_eq!(answers[1].map(|nearest| nearest.distance_squared), Some(2500.0));
/// ```
pub fn nearest_within_all(points: &[Coord<f64>], queries: &[Coord<f64>], radius_metres: f64) -> Vec<Option<Nearest>> {
    let grid = PackedGrid::build(points, radius_metres);
    let mut answers = vec![None; queries.len()];
    let pieces = queries.par_chunks(PIECE).zip(answers.par_chunks_mut(PIECE));
    pieces.for_each(|(queries, answers)| {
        // Band after band, so that the part of the grid in use stays in the cache.
        let (_, ordered) = split_into_bands(queries, 0, &Bands::of(&grid.rows));
        for query in ordered {
            let from = Coord { x: query.x, y: query.y };
            answers[query.index as usize] = grid.nearest_within(from, radius_metres);
        }
    });
    answers
}

#[inline]
fn is_finite(point: &Coord<f64>) -> bool {
    point.x.is_finite() && point.y.is_finite()
}

#[inline]
fn squared(value: f64) -> f64 {
    value * value
}
