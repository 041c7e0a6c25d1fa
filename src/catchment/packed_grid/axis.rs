//! How a grid is laid over its points: equal divisions of either axis, chosen from the spread of a sample.

use geo::Coord;

use super::is_finite;

/// Points are sampled at most this often when the layout is chosen.
const SAMPLES: usize = 2048;

/// Equal divisions of a stretch of one axis; whatever lies beyond either end counts to the last division there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    pub(super) origin: f64,
    pub(super) side: f64,
    pub(super) per_metre: f64,
    pub(super) last: u32,
}

impl Axis {
    pub(super) fn new(span: (f64, f64), side: f64, at_most: usize) -> Self {
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
    pub(super) fn count(&self) -> usize {
        self.last as usize + 1
    }

    /// The division of a value: never decreases as the value grows.
    #[inline]
    pub(super) fn division(&self, value: f64) -> usize {
        (((value - self.origin) * self.per_metre) as u32).min(self.last) as usize
    }

    /// Where a division begins, but for rounding.
    #[inline]
    pub(super) fn start(&self, division: usize) -> f64 {
        self.origin + division as f64 * self.side
    }
}

/// Chooses rows and columns from the spread of a sample of the points, so that a few strays do not coarsen the grid.
pub(super) fn layout(points: &[Coord<f64>], reach: f64) -> (Axis, Axis) {
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
