//! A strip of reached street: how far places are from its middle line, and where a way leaves it.

use geo::Coord;

/// A straight piece of reached street.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strip {
    pub(super) from: Coord<f64>,
    pub(super) to: Coord<f64>,
    /// The least limit that reaches it.
    pub(super) class: u32,
}

impl Strip {
    /// The place of the middle line that is nearest; where that is an end it is this end to the last bit.
    pub(super) fn foot(&self, at: Coord<f64>) -> Coord<f64> {
        let way = self.to - self.from;
        let share = dot(at - self.from, way) / dot(way, way);
        if share >= 1.0 {
            self.to
        } else if share > 0.0 {
            self.from + way * share
        } else {
            self.from
        }
    }

    /// The square of the distance from the middle line.
    pub(super) fn squared(&self, at: Coord<f64>) -> f64 {
        let off = at - self.foot(at);
        dot(off, off)
    }

    /// How far along a way from within the strip its outline is, at most `most`.
    pub(super) fn exit(&self, from: Coord<f64>, way: Coord<f64>, half: f64, most: f64, guess: f64) -> f64 {
        let line = self.to - self.from;
        let mut along = guess;
        for _ in 0..4 {
            let at = from + way * along;
            let foot = self.foot(at);
            let end = foot == self.from || foot == self.to;
            let next = if end {
                let (off, back) = (from - foot, dot(from - foot, way));
                let under = half * half - dot(off, off) + back * back;
                if under < 0.0 { most } else { under.sqrt() - back }
            } else {
                let normal = (at - foot) / dot(at - foot, at - foot).sqrt();
                let rise = dot(normal, way);
                let off = dot(normal, from - self.from);
                if rise > 1e-9 { (half - off) / rise } else { most }
            };
            let next = if next.is_finite() { next.clamp(0.0, most) } else { most };
            let settled = (next - along).abs() < 1e-7 || line == Coord::zero();
            along = next;
            if settled {
                break;
            }
        }
        along
    }
}

/// No strip is near.
pub(super) const NOBODY: u32 = u32::MAX;

/// The square of the least distance from some strips.
pub(super) fn least(strips: &[Strip], near: [u32; 4], at: Coord<f64>) -> f64 {
    let known = near.into_iter().filter(|number| *number != NOBODY);
    known
        .map(|number| strips[number as usize].squared(at))
        .fold(f64::INFINITY, f64::min)
}

pub(super) fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

/// The whole number below: what `floor` finds, without a call.
pub(super) fn down(value: f64) -> i64 {
    let whole = value as i64;
    whole - i64::from(whole as f64 > value)
}

pub(super) fn up(value: f64) -> i64 {
    -down(-value)
}

/// A strip's middle line as a row of the lattice sees it.
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) step: f32,
    /// The row's first place, in steps from the line's own place of the lattice.
    pub(super) base: f32,
    /// From there to where the line begins, and from that to the row.
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) way: [f32; 2],
    /// One by the square of its length.
    pub(super) inverse: f32,
}

impl Line {
    /// The square of the distance of a place so many steps on. Whole numbers as floats are exact, so that any tile finds the same.
    pub(super) fn squared(&self, count: f32) -> f32 {
        let x = (self.base + count) * self.step - self.x;
        let along = (x * self.way[0] + self.y * self.way[1]) * self.inverse;
        let along = if along > 0.0 { along } else { 0.0 };
        let along = if along < 1.0 { along } else { 1.0 };
        let (off_x, off_y) = (x - along * self.way[0], self.y - along * self.way[1]);
        off_x * off_x + off_y * off_y
    }

    /// Lays it over a row, several places at once: nothing but arithmetic in here, so that the compiler can.
    #[inline(never)]
    pub(super) fn lay(&self, squared: &mut [f32], nearest: &mut [u32], counts: &[f32]) {
        for ((squared, nearest), count) in squared.iter_mut().zip(nearest).zip(counts) {
            let off = self.squared(*count);
            let closer = off < *squared;
            *squared = if closer { off } else { *squared };
            *nearest = if closer { self.number } else { *nearest };
        }
    }
}
