//! How far every place of a lattice is from the nearest strip's middle line, tile by tile, and where the strips' outline passes between.

use geo::Coord;

use super::outline::{Fragment, Side};
use super::strip::{Line, NOBODY, Strip, dot, down, least, up};
use crate::streets::LegBarriers;
use crate::units::Metres;

/// Steps of the lattice in a half width.
const STEPS: f64 = 5.0;
/// Places of a tile along one side: as many as bits in a word. Neighbouring tiles share their rims.
const NODES: usize = 64;
const CELLS: i64 = NODES as i64 - 1;
/// Crossings keep away from the places of the lattice by this share of a step, so that outlines never touch there.
const RIM: f64 = 0.001;
/// Share of the half width by which a corner between two strips may lie within a third.
const FREE: f64 = 0.004;

fn step(half: Metres) -> f64 {
    half.0 / STEPS
}

/// How far from its middle line a strip matters: the outline, and the place of the lattice beyond it.
fn matters(half: Metres) -> f64 {
    half.0 + 1.05 * step(half)
}

/// Half of the range of tiles on one axis.
const TILES: i64 = 1 << 31;

/// Which strips touch which tile, ordered by tile and strip.
pub(super) fn tiles_of(strips: &[Strip], half: Metres) -> Vec<(u64, u32)> {
    let (step, matters) = (step(half), matters(half));
    let range = |a: f64, b: f64| {
        let (low, high) = (a.min(b) - matters, a.max(b) + matters);
        // Neighbours share the places on their rims.
        let (low, high) = (down(low / step), up(high / step));
        ((low - 1).div_euclid(CELLS)).max(-TILES)..=(high.div_euclid(CELLS)).min(TILES - 1)
    };
    let mut tiles = Vec::with_capacity(strips.len() * 2);
    for (strip, number) in strips.iter().zip(0_u32..) {
        for row in range(strip.from.y, strip.to.y) {
            for column in range(strip.from.x, strip.to.x) {
                tiles.push((((row + TILES) as u64) << 32 | (column + TILES) as u64, number));
            }
        }
    }
    tiles.sort_unstable();
    tiles
}

/// A tile's distances.
pub(super) struct StripField<'a> {
    half: f64,
    step: f64,
    matters: f64,
    /// The square of what matters.
    reach: f32,
    banks: Option<&'a LegBarriers>,
    squared: Vec<f32>,
    nearest: Vec<u32>,
    counts: [f32; NODES],
    /// First column and row.
    low: [i64; 2],
    /// Whether some strip of the tile has water near it.
    wet: bool,
}

/// A corner of the outline.
#[derive(Clone, Copy)]
struct Corner {
    at: Coord<f64>,
    normal: Coord<f64>,
    strip: u32,
}

impl<'a> StripField<'a> {
    pub(super) fn new(half: Metres, banks: Option<&'a LegBarriers>) -> Self {
        let mut counts = [0.0; NODES];
        for (number, count) in counts.iter_mut().enumerate() {
            *count = number as f32;
        }
        Self {
            half: half.0,
            step: step(half),
            matters: matters(half),
            reach: (matters(half) * matters(half)) as f32,
            banks,
            squared: vec![f32::INFINITY; NODES * NODES],
            nearest: vec![NOBODY; NODES * NODES],
            counts,
            low: [0, 0],
            wet: false,
        }
    }

    /// The outline within a tile, of each class with those below it.
    pub(super) fn trace(&mut self, strips: &[Strip], tile: &[(u64, u32)], classes: u32) -> Vec<Vec<Fragment>> {
        let key = tile[0].0;
        self.low = [
            ((key & 0xffff_ffff) as i64 - TILES) * CELLS,
            ((key >> 32) as i64 - TILES) * CELLS,
        ];
        self.squared.fill(f32::INFINITY);
        self.nearest.fill(NOBODY);
        self.wet = false;
        let mut laid = 0;
        let mut found = Vec::with_capacity(classes as usize);
        for class in 0..classes {
            let end = tile.partition_point(|(_, number)| strips[*number as usize].class <= class);
            for (_, number) in &tile[laid..end] {
                self.lay(strips, *number);
            }
            laid = end;
            found.push(self.outline(strips, &tile[..laid]));
        }
        found
    }

    /// Lays one strip over the tile. What a place gets does not depend on the tile: neighbours agree on their common rim to the last bit.
    fn lay(&mut self, strips: &[Strip], number: u32) {
        let strip = strips[number as usize];
        let (from, to) = (strip.from, strip.to);
        let (low, high) = (
            Coord {
                x: from.x.min(to.x) - self.matters,
                y: from.y.min(to.y) - self.matters,
            },
            Coord {
                x: from.x.max(to.x) + self.matters,
                y: from.y.max(to.y) + self.matters,
            },
        );
        let banks = self.banks.filter(|banks| banks.any_in(low, high));
        self.wet |= banks.is_some();
        let anchor = [down(from.x / self.step), down(from.y / self.step)];
        let own = |metres: f64, anchor: i64| (metres - anchor as f64 * self.step) as f32;
        let (ax, ay) = (own(from.x, anchor[0]), own(from.y, anchor[1]));
        let (dx, dy) = ((to.x - from.x) as f32, (to.y - from.y) as f32);
        let square = dx * dx + dy * dy;
        let inverse = if square > 0.0 { 1.0 / square } else { 0.0 };
        let rows = self.between(low.y, high.y, self.low[1]);
        let all = self.between(low.x, high.x, self.low[0]);
        // A long slanting line matters to a part of each row only.
        let (run, rise) = (to.x - from.x, to.y - from.y);
        let slants = run.abs() > 2.0 * self.step && rise.abs() > 2.0 * self.step;
        let per_metre = if slants { 1.0 / rise } else { 0.0 };
        for row in rows {
            let north = row as f64 * self.step;
            let columns = if slants {
                let x_at = |y: f64| from.x + run * ((y - from.y) * per_metre).clamp(0.0, 1.0);
                let (one, other) = (x_at(north - self.matters), x_at(north + self.matters));
                self.between(
                    one.min(other) - self.matters,
                    one.max(other) + self.matters,
                    self.low[0],
                )
            } else {
                all.clone()
            };
            if columns.is_empty() {
                continue;
            }
            let first = ((row - self.low[1]) * NODES as i64 + columns.start - self.low[0]) as usize;
            let places = first..first + (columns.end - columns.start) as usize;
            let line = Line {
                number,
                step: self.step as f32,
                base: (columns.start - anchor[0]) as f32,
                x: ax,
                y: (row - anchor[1]) as f32 * self.step as f32 - ay,
                way: [dx, dy],
                inverse,
            };
            let (squared, nearest) = (&mut self.squared[places.clone()], &mut self.nearest[places]);
            match banks {
                None => line.lay(squared, nearest, &self.counts),
                Some(banks) => {
                    let x = |count: f32| f64::from(line.base + count) * self.step + anchor[0] as f64 * self.step;
                    let free = |count: f32| {
                        let at = Coord { x: x(count), y: north };
                        !banks.part(at, strip.foot(at))
                    };
                    for ((squared, nearest), count) in squared.iter_mut().zip(nearest).zip(&self.counts) {
                        let off = line.squared(*count);
                        if off < *squared && off < self.reach && free(*count) {
                            (*squared, *nearest) = (off, number);
                        }
                    }
                }
            }
        }
    }

    /// The rows (or columns) of the tile that lie between.
    fn between(&self, low: f64, high: f64, first: i64) -> std::ops::Range<i64> {
        let from = up(low / self.step).max(first);
        let to = (down(high / self.step) + 1).min(first + NODES as i64);
        from..to.max(from)
    }

    /// The outline, cell by cell.
    fn outline(&self, strips: &[Strip], laid: &[(u64, u32)]) -> Vec<Fragment> {
        let mut fragments = Vec::new();
        let limit = (self.half * self.half) as f32;
        let inside = |row: usize| {
            let places = &self.squared[row * NODES..(row + 1) * NODES];
            let bits = places
                .iter()
                .zip(0..)
                .map(|(squared, bit)| u64::from(*squared < limit) << bit);
            bits.fold(0_u64, |all, bit| all | bit)
        };
        let mut below = inside(0);
        for row in 0..NODES - 1 {
            let above = inside(row + 1);
            let (all, any) = (
                below & below >> 1 & above & above >> 1,
                below | below >> 1 | above | above >> 1,
            );
            let mut mixed = any & !all & (u64::MAX >> 1);
            while mixed != 0 {
                let column = mixed.trailing_zeros() as usize;
                mixed &= mixed - 1;
                let bit = |word: u64, at: usize| word >> at & 1 == 1;
                let corners = [
                    bit(below, column),
                    bit(below, column + 1),
                    bit(above, column + 1),
                    bit(above, column),
                ];
                let saddle = corners[0] == corners[2] && corners[1] == corners[3];
                // By all strips: the nearest of the corners may leave the middle to another one, that was nearest before others were laid.
                let joined = saddle && {
                    let middle = (self.place([column, row]) + self.place([column + 1, row + 1])) / 2.0;
                    let reaches = |number: u32| strips[number as usize].squared(middle) < self.half * self.half;
                    laid.iter().any(|(_, number)| reaches(*number))
                };
                self.cell(strips, [column, row], corners, saddle.then_some(joined), &mut fragments);
            }
            below = above;
        }
        fragments
    }

    /// The outline's way through a cell, with what is inside on its left. Corners and sides go round from the south-west. Of a saddle, whose
    /// corners are inside and outside in turn, `saddle` says whether those inside are joined.
    fn cell(
        &self,
        strips: &[Strip],
        [column, row]: [usize; 2],
        inside: [bool; 4],
        saddle: Option<bool>,
        fragments: &mut Vec<Fragment>,
    ) {
        let leaves = |side: usize| inside[side] && !inside[(side + 1) % 4];
        let enters = |side: usize| !inside[side] && inside[(side + 1) % 4];
        let places = [
            [column, row],
            [column + 1, row],
            [column + 1, row + 1],
            [column, row + 1],
        ];
        let near = places.map(|[x, y]| self.nearest[y * NODES + x]);
        for start in (0..4).filter(|side| leaves(*side)) {
            let end = match saddle {
                Some(true) => (start + 1) % 4,
                Some(false) => (start + 3) % 4,
                None => (0..4).find(|side| enters(*side)).unwrap_or(start),
            };
            let first = self.corner(strips, places[start], places[(start + 1) % 4], near);
            // One strip alone has no kinks.
            let alone = near.iter().all(|other| *other == near[0] || *other == NOBODY);
            let kink = if saddle.is_some() || alone || self.wet {
                None
            } else {
                let last = self.corner(strips, places[(end + 1) % 4], places[end], near);
                self.kink(strips, first, last, places, near)
            };
            fragments.push(Fragment {
                start: self.side(places[start], places[(start + 1) % 4]),
                end: self.side(places[end], places[(end + 1) % 4]),
                at: first.at,
                kink,
            });
        }
    }

    fn side(&self, one: [usize; 2], other: [usize; 2]) -> Side {
        let (column, row) = (one[0].min(other[0]), one[1].min(other[1]));
        Side::new(
            self.low[0] + column as i64,
            self.low[1] + row as i64,
            one[1] == other[1],
        )
    }

    fn place(&self, [column, row]: [usize; 2]) -> Coord<f64> {
        Coord {
            x: (self.low[0] + column as i64) as f64 * self.step,
            y: (self.low[1] + row as i64) as f64 * self.step,
        }
    }

    /// Where the outline crosses the side of a cell between a place inside and one outside, by the strips that are nearest to the cell's
    /// corners.
    fn corner(&self, strips: &[Strip], inside: [usize; 2], outside: [usize; 2], near: [u32; 4]) -> Corner {
        let (from, to) = (self.place(inside), self.place(outside));
        let at = |[column, row]: [usize; 2]| row * NODES + column;
        let way = (to - from) / self.step;
        let off = |place| f64::from(self.squared[at(place)]).sqrt();
        let (low, high) = (off(inside), off(outside));
        let guess = if high.is_finite() {
            self.step * ((self.half - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            self.step
        };
        let mut number = self.nearest[at(inside)];
        let mut along = strips[number as usize].exit(from, way, self.half, self.step, guess);
        // Another strip may go on where the first ends.
        let own = number;
        for (position, other) in near.into_iter().enumerate() {
            if other == NOBODY || other == own || near[..position].contains(&other) {
                continue;
            }
            let strip = &strips[other as usize];
            if strip.squared(from + way * along) < self.half * self.half {
                let farther = strip.exit(from, way, self.half, self.step, guess.max(along));
                if farther > along {
                    (along, number) = (farther, other);
                }
            }
        }
        if self.wet {
            along = self.bank(&strips[number as usize], from, way, along);
        }
        let along = along.clamp(RIM * self.step, (1.0 - RIM) * self.step);
        let at = from + way * along;
        let off = at - strips[number as usize].foot(at);
        let long = dot(off, off).sqrt();
        let normal = if long > 0.0 { off / long } else { way };
        Corner {
            at,
            normal,
            strip: number,
        }
    }

    /// Where water parts the way before its end, halved until a millimetre is left.
    fn bank(&self, strip: &Strip, from: Coord<f64>, way: Coord<f64>, along: f64) -> f64 {
        let Some(banks) = self.banks else {
            return along;
        };
        let parted = |along: f64| {
            let at = from + way * along;
            banks.part(at, strip.foot(at))
        };
        if !parted(along) {
            return along;
        }
        let (mut low, mut high) = (0.0, along);
        while high - low > 0.001 {
            let middle = f64::midpoint(low, high);
            if parted(middle) { high = middle } else { low = middle }
        }
        low
    }

    /// Where the outlines of two strips meet within a cell, on the side of what is inside.
    fn kink(
        &self,
        strips: &[Strip],
        first: Corner,
        last: Corner,
        places: [[usize; 2]; 4],
        near: [u32; 4],
    ) -> Option<Coord<f64>> {
        if first.strip == last.strip {
            return None;
        }
        let turn = first.normal.x * last.normal.y - first.normal.y * last.normal.x;
        if turn.abs() < 0.05 {
            return None;
        }
        let (p, q) = (dot(first.normal, first.at), dot(last.normal, last.at));
        let at = Coord {
            x: (p * last.normal.y - q * first.normal.y) / turn,
            y: (q * first.normal.x - p * last.normal.x) / turn,
        };
        let (chord, off) = (last.at - first.at, at - first.at);
        let (low, high) = (self.place(places[0]), self.place(places[2]));
        // Where it falls on the cell's own rim it is drawn just within.
        let rim = RIM * self.step;
        let within = at.x >= low.x - rim && at.x <= high.x + rim && at.y >= low.y - rim && at.y <= high.y + rim;
        let at = Coord {
            x: at.x.clamp(low.x + rim, high.x - rim),
            y: at.y.clamp(low.y + rim, high.y - rim),
        };
        let free = self.half * (1.0 - FREE);
        (within && chord.x * off.y - chord.y * off.x > 0.0 && least(strips, near, at) >= free * free).then_some(at)
    }
}
