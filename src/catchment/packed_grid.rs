//! A packed, read-only grid over points of one study area: the index for bulk nearest-facility runs.
//!
//! Points lie in rows of cells, each row sorted by `x`, so that a search walks outward from its own `x` and a crowded
//! cell costs no more than a binary search.

use geo::Coord;
use rayon::prelude::*;

/// Points are sampled at most this often when the layout is chosen.
const SAMPLES: usize = 2048;
/// Points sorted together in the first pass of building, and queries answered together.
const PIECE: usize = 1 << 16;
/// Rows are built, and queries ordered, in at most this many bands.
const BANDS: usize = 256;
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

/// Equal divisions of a stretch of one axis; whatever lies beyond either end counts to the last division there.
#[derive(Debug, Clone, Copy)]
struct Axis {
    origin: f64,
    side: f64,
    per_metre: f64,
    last: u32,
}

impl Axis {
    fn new(span: (f64, f64), side: f64, at_most: usize) -> Self {
        let length = span.1 - span.0;
        let count = (length / side).ceil().min(at_most.min(1 << 24) as f64).max(1.0);
        let side = (length / count).clamp(1e-150, 1e150);
        Self {
            origin: span.0.max(f64::MIN),
            side,
            per_metre: side.recip(),
            last: count as u32 - 1,
        }
    }

    #[inline]
    fn count(&self) -> usize {
        self.last as usize + 1
    }

    /// The division of a value: never decreases as the value grows.
    #[inline]
    fn division(&self, value: f64) -> usize {
        (((value - self.origin) * self.per_metre) as u32).min(self.last) as usize
    }

    /// Where a division begins, but for rounding.
    #[inline]
    fn start(&self, division: usize) -> f64 {
        self.origin + division as f64 * self.side
    }
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

/// Chooses rows and columns from the spread of a sample of the points, so that a few strays do not coarsen the grid.
fn layout(points: &[Coord<f64>], reach: f64) -> (Axis, Axis) {
    let sample = points
        .iter()
        .step_by(points.len() / SAMPLES + 1)
        .filter(|point| is_finite(point));
    let (mut xs, mut ys): (Vec<f64>, Vec<f64>) = sample.map(|point| (point.x, point.y)).unzip();
    let (across, up) = (span(&mut xs), span(&mut ys));
    let (width, height) = ((across.1 - across.0).max(1.0), (up.1 - up.0).max(1.0));
    // What a side would be with one point to a cell.
    let spacing = (width / points.len().max(1) as f64).sqrt() * height.sqrt();
    let reach = if reach > 0.0 { reach } else { 0.0 };
    // Measured: rows as tall as a search is wide are best, unless that is far from one point to a cell.
    let row_height = (2.0 * reach).clamp(spacing / 4.0, spacing);
    let most = points.len() + 1;
    let rows = Axis::new(up, row_height, most);
    let columns = Axis::new(across, spacing, (2 * most).div_ceil(rows.count()));
    (rows, columns)
}

/// The middle 98 % of the values and a twentieth of that more on either side.
fn span(values: &mut [f64]) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (
        values.get(values.len() / 100),
        values.get(values.len().saturating_sub(1 + values.len() / 100)),
    ) else {
        return (0.0, 0.0);
    };
    let more = (high - low) / 20.0;
    (low - more, high + more)
}

/// Rows taken together, so that no more than [`BANDS`] have to be told apart.
#[derive(Debug, Clone, Copy)]
struct Bands<'a> {
    rows: &'a Axis,
    /// How many rows make a band.
    height: usize,
    count: usize,
}

impl<'a> Bands<'a> {
    fn of(rows: &'a Axis) -> Self {
        let height = rows.count().div_ceil(BANDS);
        Self {
            rows,
            height,
            count: rows.count().div_ceil(height),
        }
    }
}

/// Sorts the finite points into bands, keeping their order in each; also tells where each band begins, and the end.
fn split_into_bands(points: &[Coord<f64>], first_index: u32, bands: &Bands) -> (Vec<u32>, Vec<Entry>) {
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
fn counts_to_starts(counts: &mut [u32]) -> u32 {
    let mut next = 0;
    for count in counts {
        next += std::mem::replace(count, next);
    }
    next
}

#[inline]
fn is_finite(point: &Coord<f64>) -> bool {
    point.x.is_finite() && point.y.is_finite()
}

#[inline]
fn squared(value: f64) -> f64 {
    value * value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    fn by_hand(points: &[Coord<f64>], from: Coord<f64>, radius: f64) -> Vec<Nearest> {
        let indexed = points.iter().zip(0..).filter(|(point, _)| is_finite(point));
        let mut found: Vec<Nearest> = indexed
            .map(|(point, index)| Nearest {
                index,
                distance_squared: squared(point.x - from.x) + squared(point.y - from.y),
            })
            .filter(|one| one.distance_squared <= squared(radius))
            .collect();
        found.sort_by(|a, b| {
            a.distance_squared
                .total_cmp(&b.distance_squared)
                .then(a.index.cmp(&b.index))
        });
        found
    }

    fn each_within(grid: &PackedGrid, from: Coord<f64>, radius: f64) -> Vec<Nearest> {
        let mut found = Vec::new();
        grid.for_each_within(from, radius, |index, distance_squared| {
            found.push(Nearest {
                index,
                distance_squared,
            });
        });
        found.sort_by(|a, b| {
            a.distance_squared
                .total_cmp(&b.distance_squared)
                .then(a.index.cmp(&b.index))
        });
        found
    }

    /// Every answer of the grid against looking at all points.
    fn check(points: &[Coord<f64>], queries: &[Coord<f64>], reach: f64, radius: f64) -> Result<(), TestCaseError> {
        let grid = PackedGrid::build(points, reach);
        prop_assert!(grid.starts.len() <= 3 * points.len() + 5);
        prop_assert_eq!(grid.len(), points.iter().filter(|point| is_finite(point)).count());
        let bulk = nearest_within_all(points, queries, radius);
        prop_assert_eq!(bulk.len(), queries.len());
        for (&from, answer) in queries.iter().zip(bulk) {
            let within = by_hand(points, from, radius);
            prop_assert_eq!(grid.nearest_within(from, radius), within.first().copied());
            prop_assert_eq!(answer, within.first().copied());
            prop_assert_eq!(
                grid.nearest(from),
                by_hand(points, from, f64::INFINITY).first().copied()
            );
            prop_assert_eq!(each_within(&grid, from, radius), within);
        }
        Ok(())
    }

    /// Whole metres of a small square: many duplicates, ties and points exactly on the radius.
    fn on_a_lattice() -> impl Strategy<Value = Coord<f64>> {
        (-9..=9_i32, -9..=9_i32).prop_map(|(x, y)| at(f64::from(x), f64::from(y)))
    }

    /// Mostly two towns far apart, with strays far away.
    fn in_towns() -> impl Strategy<Value = Coord<f64>> {
        let town = |x: f64, y: f64| (-5e3..5e3, -5e3..5e3).prop_map(move |(dx, dy)| at(x + dx, y + dy));
        prop_oneof![
            9 => town(500_000.0, 4_400_000.0),
            9 => town(2_900_000.0, 2_500_000.0),
            1 => (-1e9..1e9, -1e9..1e9).prop_map(|(x, y)| at(x, y)),
        ]
    }

    /// Any finite coordinates at all, near the least and the greatest of `f64` too.
    fn anywhere() -> impl Strategy<Value = Coord<f64>> {
        let any = || {
            prop_oneof![
                any::<f64>().prop_filter("finite", |v| v.is_finite()),
                Just(0.0),
                Just(f64::MAX)
            ]
        };
        (any(), any()).prop_map(|(x, y)| at(x, y))
    }

    fn some<T: std::fmt::Debug>(one: impl Strategy<Value = T>, most: usize) -> impl Strategy<Value = Vec<T>> {
        prop::collection::vec(one, 0..most)
    }

    proptest! {
        #[test]
        fn lattice_points_with_ties_are_answered_as_by_hand(
            points in some(on_a_lattice(), 200), queries in some(on_a_lattice(), 20),
            reach in 0..8_i32, radius in 0..30_i32,
        ) {
            check(&points, &queries, f64::from(reach), f64::from(radius))?;
        }

        #[test]
        fn towns_with_strays_are_answered_as_by_hand(
            points in some(in_towns(), 400), queries in some(in_towns(), 20),
            reach in 0.0..1e5, radius in prop_oneof![Just(1000.0), 0.0..2e4, 0.0..2e9],
        ) {
            check(&points, &queries, reach, radius)?;
        }

        #[test]
        fn coordinates_of_any_size_are_answered_as_by_hand(
            points in some(anywhere(), 60), queries in some(anywhere(), 10),
            reach in any::<f64>(), radius in any::<f64>().prop_map(f64::abs).prop_filter("a number", |r| !r.is_nan()),
        ) {
            check(&points, &queries, reach, radius)?;
        }

        #[test]
        fn a_tiny_extent_is_answered_as_by_hand(
            points in some((0.0..1e-9, 0.0..1e-9), 100), queries in some((-1e-9..2e-9, -1e-9..2e-9), 10),
            reach in 0.0..1e-9, radius in 0.0..1e-9,
        ) {
            let coords = |pairs: Vec<(f64, f64)>| pairs.into_iter().map(|(x, y)| at(x, y)).collect::<Vec<_>>();
            check(&coords(points), &coords(queries), reach, radius)?;
        }

        #[test]
        fn points_on_one_line_are_answered_as_by_hand(
            along in some(-1e6..1e6, 200), queries in some(in_towns(), 10), upright in any::<bool>(), radius in 0.0..1e6,
        ) {
            let points: Vec<_> = along.into_iter().map(|v| if upright { at(7.0, v) } else { at(v, 7.0) }).collect();
            check(&points, &queries, 1000.0, radius)?;
        }
    }

    #[test]
    fn an_empty_grid_finds_nothing() {
        let grid = PackedGrid::build(&[], 1000.0);
        assert!(grid.is_empty());
        assert_eq!(grid.len(), 0);
        assert_eq!(grid.nearest(at(1.0, 2.0)), None);
        assert_eq!(grid.nearest_within(at(1.0, 2.0), f64::INFINITY), None);
        grid.for_each_within(at(1.0, 2.0), 1e9, |index, _| unreachable!("found {index}"));
        assert_eq!(nearest_within_all(&[], &[at(0.0, 0.0)], 10.0), [None]);
        assert_eq!(nearest_within_all(&[at(0.0, 0.0)], &[], 10.0), []);
    }

    #[test]
    fn of_points_at_one_place_the_first_is_nearest() {
        let points = vec![at(3.0, 4.0); 5000];
        let grid = PackedGrid::build(&points, 1000.0);
        let first = Some(Nearest {
            index: 0,
            distance_squared: 25.0,
        });
        assert_eq!(grid.nearest(at(0.0, 0.0)), first);
        assert_eq!(grid.nearest_within(at(0.0, 0.0), 5.0), first);
        assert_eq!(grid.nearest_within(at(0.0, 0.0), 4.999), None);
        assert_eq!(each_within(&grid, at(0.0, 0.0), 5.0).len(), 5000);
    }

    #[test]
    fn a_radius_of_nought_finds_only_the_same_place() {
        let grid = PackedGrid::build(&[at(0.0, 0.0), at(1e-9, 0.0)], 0.0);
        assert_eq!(grid.nearest_within(at(0.0, 0.0), 0.0).map(|one| one.index), Some(0));
        assert_eq!(grid.nearest_within(at(0.0, 1e-9), 0.0), None);
    }

    #[test]
    fn a_query_far_outside_still_finds_the_nearest() {
        let points: Vec<_> = (0..1000)
            .map(|i| at(f64::from(i % 40) * 50.0, f64::from(i / 40) * 50.0))
            .collect();
        let grid = PackedGrid::build(&points, 50.0);
        for (from, index) in [
            (at(-1e12, -1e12), 0),
            (at(1e9, -1e9), 39),
            (at(-1e9, 1e9), 960),
            (at(1e12, 1e12), 999),
        ] {
            assert_eq!(grid.nearest(from).map(|one| one.index), Some(index), "{from:?}");
            assert_eq!(grid.nearest_within(from, 1000.0), None, "{from:?}");
        }
    }

    #[test]
    fn what_is_not_finite_is_never_found_and_finds_nothing() {
        let odd = [
            at(f64::NAN, 0.0),
            at(0.0, f64::INFINITY),
            at(f64::NEG_INFINITY, f64::NAN),
        ];
        let points = [odd[0], odd[1], at(5.0, 5.0), odd[2]];
        let grid = PackedGrid::build(&points, f64::NAN);
        assert_eq!(grid.len(), 1);
        assert_eq!(grid.nearest(at(0.0, 0.0)).map(|one| one.index), Some(2));
        for from in odd {
            assert_eq!(grid.nearest(from), None);
            assert_eq!(grid.nearest_within(from, f64::INFINITY), None);
            grid.for_each_within(from, 1e9, |index, _| unreachable!("found {index}"));
        }
        for radius in [-1.0, f64::NAN] {
            assert_eq!(grid.nearest_within(at(5.0, 5.0), radius), None);
            grid.for_each_within(at(5.0, 5.0), radius, |index, _| unreachable!("found {index}"));
        }
        assert_eq!(nearest_within_all(&points, &odd, 1e9), [None; 3]);
    }

    #[test]
    fn answers_over_many_pieces_do_not_depend_on_the_number_of_threads() {
        // Steps of an additive recurrence spread over a square; every tenth point is a duplicate.
        let spread = |i: u32, side: f64| {
            at(
                (f64::from(i) * 0.754_877_666_2).fract() * side,
                (f64::from(i) * 0.569_840_290_9).fract() * side,
            )
        };
        let points: Vec<_> = (0..150_000).map(|i| spread(i / 10 * 10 + i % 9, 100_000.0)).collect();
        let queries: Vec<_> = (0..140_000).map(|i| spread(i * 3 + 1, 101_000.0)).collect();
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("a thread pool");
            pool.install(|| nearest_within_all(&points, &queries, 200.0))
        };
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one, run(5));
        for i in (0..queries.len()).step_by(3001) {
            assert_eq!(
                one[i],
                by_hand(&points, queries[i], 200.0).first().copied(),
                "query {i}"
            );
        }
    }
}
