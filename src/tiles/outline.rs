//! The rings of one area on their way into one tile.

use super::area::Area;
use super::grid::{Grid, Vertex};
use super::hot::{Hot, Scratch};
use super::shape::{Spot, Track};
use super::snap::without_spikes;
use super::window::Window;

/// Rings with their vertices as one zoom shows them, outer ring first in each polygon.
#[derive(Debug, Default)]
pub(super) struct Outline {
    polygons: Vec<Vec<Vec<Vertex>>>,
}

impl Outline {
    /// The rings of an area; with a box, runs of vertices that lie beyond one of its sides are left out.
    pub(super) fn new(areas: &[Vec<Track>], grid: Grid, within: Option<(Spot, Spot)>) -> Self {
        let ring = |track: &Track| {
            let mut spots: Vec<Spot> = track.at(grid.detail()).collect();
            if let Some(within) = within {
                spots = thin(spots, within);
            }
            spots.into_iter().map(|spot| grid.vertex(spot)).collect()
        };
        Self {
            polygons: areas.iter().map(|area| area.iter().map(ring).collect()).collect(),
        }
    }

    /// The box, in tiles, round the lines that touch the window; `None` if none does.
    pub(super) fn touching(&self, near: Option<Near>) -> Option<TileBox> {
        let lines = self.polygons.iter().flatten().flat_map(|ring| around(ring));
        lines
            .filter(|(a, b)| touches(a, b, near))
            .map(|(a, b)| {
                let pick = |by: fn(f64, f64) -> f64| [0, 1].map(|axis| by(a.tiles[axis], b.tiles[axis]));
                (pick(f64::min), pick(f64::max))
            })
            .reduce(both)
    }

    /// The rings in whole numbers, the lines that touch the window led over hot cells. A polygon whose outer ring is left without
    /// width goes with its holes.
    pub(super) fn rings(&self, grid: Grid, hot: &Hot, near: Option<Near>) -> Area {
        let mut rings = Area::new();
        let mut scratch = Scratch::default();
        for polygon in &self.polygons {
            let led = polygon.iter().map(|ring| {
                let mut path = Vec::with_capacity(ring.len() + 8);
                for (a, b) in around(ring) {
                    path.push(a.node);
                    if touches(a, b, near) {
                        hot.lead(grid, near.map(|near| near.block), [a, b], &mut scratch, &mut path);
                    }
                }
                without_spikes(path)
            });
            let mut led = led.peekable();
            if led.peek().is_none_or(Vec::is_empty) {
                continue;
            }
            rings.extend(led.filter(|ring| !ring.is_empty()));
        }
        rings
    }
}

/// What has to be right of features that reach beyond a tile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// Lines that touch this window.
    pub(super) window: Window,
    /// As far as this block of tiles reaches: the tile and its eight neighbours. On its edges lines are pinned, so nothing beyond
    /// matters within.
    pub(super) block: TileBox,
}

/// A box in tiles: its low and its high corner.
pub(super) type TileBox = ([f64; 2], [f64; 2]);

/// The box round two boxes.
pub(super) fn both(x: TileBox, y: TileBox) -> TileBox {
    let low = [0, 1].map(|axis| x.0[axis].min(y.0[axis]));
    (low, [0, 1].map(|axis| x.1[axis].max(y.1[axis])))
}

/// What two boxes have in common.
pub(super) fn common(x: TileBox, y: TileBox) -> TileBox {
    let low = [0, 1].map(|axis| x.0[axis].max(y.0[axis]));
    (low, [0, 1].map(|axis| x.1[axis].min(y.1[axis])))
}

/// The lines of a ring.
fn around(ring: &[Vertex]) -> impl Iterator<Item = (&Vertex, &Vertex)> {
    ring.iter().zip(ring.iter().cycle().skip(1))
}

fn touches(a: &Vertex, b: &Vertex, near: Option<Near>) -> bool {
    near.is_none_or(|near| Window::around([&a.node, &b.node]).is_some_and(|own| own.meets(near.window)))
}

/// Leaves out runs of vertices that lie beyond one side of the box. What replaces them lies beyond the same side, so nothing
/// inside changes, and the lines that reach the box keep their ends.
fn thin(mut ring: Vec<Spot>, (low, high): (Spot, Spot)) -> Vec<Spot> {
    let beyond: [&dyn Fn(Spot) -> bool; 4] = [&|n| n[0] < low[0], &|n| n[0] > high[0], &|n| n[1] < low[1], &|n| {
        n[1] > high[1]
    }];
    for out in beyond {
        let count = ring.len();
        if !ring.iter().any(|spot| out(*spot)) {
            continue;
        }
        ring = (0..count)
            .filter(|i| !(out(ring[(i + count - 1) % count]) && out(ring[*i]) && out(ring[(i + 1) % count])))
            .map(|i| ring[i])
            .collect();
    }
    ring
}
