//! Lines without numbers of their own (a planner's centre lines, the links of a scenario) are joined where they cross or touch a line on the
//! same level. An end of a raised or lowered line that meets nothing there comes down (or up) to what it touches: a footbridge leads over a
//! street and ends on the next.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;
use rustc_hash::FxHashMap;

use super::build::{BuildReport, StreetLine};

/// How far a line's end may be from the line that it is meant to end on, in metres: drawings leave such gaps.
const END_TOUCH_METRES: f64 = 0.5;
/// How far a corner may be from a line that runs through it, in metres.
const CORNER_TOUCH_METRES: f64 = 0.001;
/// Side of the squares that segments are looked up by, in metres.
const CELL_METRES: f64 = 100.0;

/// Gives every corner a number, new ones below zero, and puts corners where lines meet; `None` where every line has numbers of its own.
pub(super) fn node(streets: &[StreetLine], report: &mut BuildReport) -> Option<Vec<StreetLine>> {
    if streets.iter().all(numbered) {
        return None;
    }
    let mut noding = Noding::new(streets);
    let lines = || (0..streets.len()).filter(|line| !numbered(&streets[*line]));
    lines().for_each(|line| noding.join(line, report));
    lines().for_each(|line| noding.land(line, report));
    report.crossings_apart += noding.apart();
    Some(noding.finish())
}

/// How many levels an end comes down (or up) that meets a line on another level; `None` where that does not lie between its own level and
/// the ground.
pub fn levels_down(own: i32, other: i32) -> Option<u32> {
    let between = if own >= 0 { 0..=own } else { own..=0 };
    between.contains(&other).then(|| own.abs_diff(other))
}

fn numbered(street: &StreetLine) -> bool {
    street.nodes.len() == street.course.len()
}

/// A segment: its line, and its first corner in it.
type Segment = (u32, u32);

struct Noding<'a> {
    streets: &'a [StreetLine],
    /// The number of every corner.
    numbers: Vec<Vec<i64>>,
    /// Numbers that are another's: a corner that lies on another line's corner.
    same: BTreeMap<i64, i64>,
    /// Corners to be put into segments: how far along, where, which number.
    more: BTreeMap<Segment, Vec<(f64, Coord<f64>, i64)>>,
    grid: FxHashMap<(i32, i32), Vec<Segment>>,
    by_place: BTreeMap<(i64, i64, i32), i64>,
    /// Whether the first and the last corner of a line touches something.
    met: Vec<[bool; 2]>,
    /// Segments that cross on different levels.
    apart: Vec<(Segment, Segment)>,
    /// Segments whose end came down to another: drawn a little too far, it crosses that one as well.
    landed: BTreeSet<(Segment, Segment)>,
}

impl<'a> Noding<'a> {
    fn new(streets: &'a [StreetLine]) -> Self {
        let mut noding = Self {
            streets,
            numbers: Vec::with_capacity(streets.len()),
            same: BTreeMap::new(),
            more: BTreeMap::new(),
            grid: FxHashMap::default(),
            by_place: BTreeMap::new(),
            met: vec![[false; 2]; streets.len()],
            apart: Vec::new(),
            landed: BTreeSet::new(),
        };
        for (line, street) in streets.iter().enumerate() {
            let numbers = if numbered(street) {
                street.nodes.clone()
            } else {
                street
                    .course
                    .iter()
                    .map(|at| noding.number(*at, street.level))
                    .collect()
            };
            noding.numbers.push(numbers);
            for (first, pair) in street.course.windows(2).enumerate() {
                for cell in cells(pair[0], pair[1]) {
                    noding.grid.entry(cell).or_default().push((line as u32, first as u32));
                }
            }
        }
        noding
    }

    /// The number of a place on a level, the same for all lines.
    fn number(&mut self, at: Coord<f64>, level: i32) -> i64 {
        let whole = |metres: f64| (metres * 1000.0).round() as i64;
        let next = -1 - self.by_place.len() as i64;
        *self.by_place.entry((whole(at.x), whole(at.y), level)).or_insert(next)
    }

    /// Joins one line to all others; pairs of two lines without numbers are looked at once.
    fn join(&mut self, line: usize, report: &mut BuildReport) {
        let streets = self.streets;
        let street = &streets[line];
        for first in 0..street.course.len().saturating_sub(1) {
            let own = (line as u32, first as u32);
            let (from, to) = self.ends(own);
            let mut near = self.near(own);
            near.retain(|other| numbered(&streets[other.0 as usize]) || *other > own);
            for other in near {
                if streets[other.0 as usize].level != street.level {
                    let (a, b) = self.ends(other);
                    if crossing((from, to), (a, b)).is_some() {
                        self.apart.push((own, other));
                    }
                    continue;
                }
                self.meet(own, other, report);
            }
        }
    }

    /// Joins the ends of a raised or lowered line that meet nothing on its level to what they touch on the next one towards the ground.
    fn land(&mut self, line: usize, report: &mut BuildReport) {
        let streets = self.streets;
        let street = &streets[line];
        let Some(last) = street.course.len().checked_sub(2) else {
            return;
        };
        for (end, first) in [(0, 0), (1, last)] {
            if self.met[line][end] || street.cut_ends[end] {
                continue;
            }
            let own = (line as u32, first as u32);
            let corner = (own.0, own.1 + end as u32);
            let mut below: Vec<(u32, Segment)> = self
                .near(own)
                .into_iter()
                .filter_map(|other| Some((levels_down(street.level, streets[other.0 as usize].level)?, other)))
                .filter(|(down, _)| *down > 0)
                .collect();
            below.sort_unstable();
            for level in below.chunk_by(|a, b| a.0 == b.0) {
                let mut landed = false;
                for (_, other) in level {
                    if self.touch(corner, *other, report) {
                        landed = true;
                        self.landed.insert((own, *other));
                    }
                }
                if landed {
                    break;
                }
            }
        }
    }

    /// How many crossings on different levels were left alone: those where an end came down are none.
    fn apart(&self) -> usize {
        let joined = |(a, b): (Segment, Segment)| self.landed.contains(&(a, b)) || self.landed.contains(&(b, a));
        self.apart.iter().filter(|pair| !joined(**pair)).count()
    }

    /// Segments that may touch or cross this one, without it and its neighbours on its line.
    fn near(&self, own: Segment) -> BTreeSet<Segment> {
        let (from, to) = self.ends(own);
        cells(from, to)
            .iter()
            .filter_map(|cell| self.grid.get(cell))
            .flatten()
            .copied()
            .filter(|other| !(other.0 == own.0 && other.1.abs_diff(own.1) <= 1))
            .collect()
    }

    fn meet(&mut self, own: Segment, other: Segment, report: &mut BuildReport) {
        let mut touched = false;
        for corner in [own.1, own.1 + 1] {
            touched |= self.touch((own.0, corner), other, report);
        }
        if !numbered(&self.streets[other.0 as usize]) {
            for corner in [other.1, other.1 + 1] {
                touched |= self.touch((other.0, corner), own, report);
            }
        }
        if touched {
            return;
        }
        let (a, b) = (self.ends(own), self.ends(other));
        if let Some((at, t, u)) = crossing(a, b) {
            let level = self.streets[own.0 as usize].level;
            let number = self.number(at, level);
            self.more.entry(own).or_default().push((t, at, number));
            self.more.entry(other).or_default().push((u, at, number));
            report.crossings_joined += 1;
        }
    }

    /// Joins a corner to a segment that it lies on; says whether it does.
    fn touch(&mut self, (line, corner): (u32, u32), segment: Segment, report: &mut BuildReport) -> bool {
        let street = &self.streets[line as usize];
        let course = &street.course;
        let which = [corner == 0, corner as usize == course.len() - 1];
        let end = which[0] || which[1];
        let cut = (0..2).any(|end| which[end] && street.cut_ends[end]);
        let most = if end && !cut {
            END_TOUCH_METRES
        } else {
            CORNER_TOUCH_METRES
        };
        let at = course[corner as usize];
        let (from, to) = self.ends(segment);
        let way = to - from;
        let square = way.x * way.x + way.y * way.y;
        if square == 0.0 {
            return false;
        }
        let along = (((at - from).x * way.x + (at - from).y * way.y) / square).clamp(0.0, 1.0);
        let nearest = from + way * along;
        if (at - nearest).x.hypot((at - nearest).y) > most {
            return false;
        }
        for end in (0..2).filter(|end| which[*end]) {
            self.met[line as usize][end] = true;
        }
        let number = self.numbers[line as usize][corner as usize];
        let length = square.sqrt();
        let ends = &self.numbers[segment.0 as usize];
        let (first, last) = (ends[segment.1 as usize], ends[segment.1 as usize + 1]);
        if along * length <= most {
            self.unite(number, first);
        } else if (1.0 - along) * length <= most {
            self.unite(number, last);
        } else {
            self.more.entry(segment).or_default().push((along, at, number));
            report.ends_joined += usize::from(end);
        }
        true
    }

    fn root(&self, mut number: i64) -> i64 {
        while let Some(other) = self.same.get(&number) {
            number = *other;
        }
        number
    }

    /// The source's own number stands for both.
    fn unite(&mut self, a: i64, b: i64) {
        let (a, b) = (self.root(a), self.root(b));
        // Two numbers of the source's own are two places by its own word.
        if a != b && a.min(b) < 0 {
            self.same.insert(a.min(b), a.max(b));
        }
    }

    fn ends(&self, (line, first): Segment) -> (Coord<f64>, Coord<f64>) {
        let course = &self.streets[line as usize].course;
        (course[first as usize], course[first as usize + 1])
    }

    fn finish(self) -> Vec<StreetLine> {
        let lines = self.streets.iter().enumerate().map(|(line, street)| {
            let (mut course, mut nodes, mut moved) = (Vec::new(), Vec::new(), Vec::new());
            for (corner, at) in street.course.iter().enumerate() {
                moved.push(course.len() as u32);
                course.push(*at);
                nodes.push(self.root(self.numbers[line][corner]));
                let Some(more) = self.more.get(&(line as u32, corner as u32)) else {
                    continue;
                };
                let mut more = more.clone();
                more.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
                for (_, at, number) in more {
                    let number = self.root(number);
                    if nodes.last() != Some(&number) {
                        course.push(at);
                        nodes.push(number);
                    }
                }
            }
            StreetLine {
                id: street.id,
                course,
                nodes,
                level: street.level,
                facts: street.facts,
                stops: street
                    .stops
                    .iter()
                    .map(|(corner, stop)| (moved[*corner as usize], *stop))
                    .collect(),
                cut_ends: street.cut_ends,
            }
        });
        lines.collect()
    }
}

/// Where two segments cross within both, and how far along each.
fn crossing(one: (Coord<f64>, Coord<f64>), other: (Coord<f64>, Coord<f64>)) -> Option<(Coord<f64>, f64, f64)> {
    let (way, across, apart) = (one.1 - one.0, other.1 - other.0, other.0 - one.0);
    let cross = |u: Coord<f64>, v: Coord<f64>| u.x * v.y - u.y * v.x;
    let turn = cross(way, across);
    if turn == 0.0 {
        return None;
    }
    let (along, along_other) = (cross(apart, across) / turn, cross(apart, way) / turn);
    let within = |part: f64| part > 0.0 && part < 1.0;
    (within(along) && within(along_other)).then(|| (one.0 + way * along, along, along_other))
}

/// The squares that a segment's box touches.
fn cells(a: Coord<f64>, b: Coord<f64>) -> Vec<(i32, i32)> {
    let number = |metres: f64| (metres / CELL_METRES).floor() as i32;
    let (low_x, high_x) = (
        number(a.x.min(b.x) - END_TOUCH_METRES),
        number(a.x.max(b.x) + END_TOUCH_METRES),
    );
    let (low_y, high_y) = (
        number(a.y.min(b.y) - END_TOUCH_METRES),
        number(a.y.max(b.y) + END_TOUCH_METRES),
    );
    (low_x..=high_x)
        .flat_map(|x| (low_y..=high_y).map(move |y| (x, y)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::{WayClass, WayFacts};
    use geo::coord;

    #[test]
    fn an_end_that_is_drawn_a_little_too_far_crosses_nothing() {
        let line = |id: i64, level: i32, course: [(f64, f64); 2]| StreetLine {
            id,
            course: course.map(|(x, y)| coord! { x: x, y: y }).to_vec(),
            nodes: Vec::new(),
            level,
            facts: WayFacts::plain(WayClass::Footway),
            stops: Vec::new(),
            cut_ends: [false; 2],
        };
        // A bridge over the second street, whose ends overshoot the first and the third by 30 cm.
        let streets = [
            line(1, 1, [(0.0, -0.3), (0.0, 100.3)]),
            line(2, 0, [(-50.0, 50.0), (50.0, 50.0)]),
            line(3, 0, [(-50.0, 0.0), (50.0, 0.0)]),
            line(4, 0, [(-50.0, 100.0), (50.0, 100.0)]),
        ];
        let mut report = BuildReport::default();
        node(&streets, &mut report).expect("none has numbers");
        let counts = (report.crossings_apart, report.crossings_joined, report.ends_joined);
        assert_eq!(counts, (1, 0, 2));
    }
}
