//! What one feature leaves in one tile.

use std::sync::atomic::{AtomicBool, Ordering};

use super::area::{Area, clip_areas};
use super::grid::{BUFFER, Grid};
use super::hot::Hot;
use super::line::clip_line;
use super::outline::{Near, Outline, TileBox};
use super::set::{Clip, Format};
use super::shape::{Spot, Track};
use super::tile_id::TileId;
use super::whole::Whole;
use super::window::{Node, Window};

/// Geometry in a format's whole numbers, never empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Points(Vec<Node>),
    Lines(Vec<Vec<Node>>),
    Areas(Vec<Area>),
}

/// One tile to be cut, in one format.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cutter<'a> {
    /// Where nodes stand.
    pub(super) grid: Grid,
    /// The tile's own box.
    pub(super) tile: Window,
    /// Round the tile on the square, somewhat wider than the window: what lies beyond leaves nothing in the tile.
    pub(super) reach: (Spot, Spot),
    /// What is cut to, or asked about where features stay whole.
    window: Window,
    block: TileBox,
    clip: Clip,
    given_up: Option<&'a AtomicBool>,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(tile: TileId, format: Format, clip: Clip) -> Self {
        let grid = Grid::new(tile.set(), tile.zoom(), format);
        let own = grid.window(tile, 0);
        let (column, row) = (f64::from(tile.column()), f64::from(tile.row()));
        let window = match clip {
            Clip::Buffered => grid.window(tile, BUFFER),
            Clip::None | Clip::Exact => own,
        };
        Self {
            grid,
            tile: own,
            // Twice the buffer: rounding moves vertices, and a shrunk area grows.
            reach: grid.box_on_square(tile, 2 * BUFFER),
            window,
            block: ([column - 1.0, row - 1.0], [column + 2.0, row + 2.0]),
            clip,
            given_up: None,
        }
    }

    /// The same until nobody waits for the tile any more.
    pub(super) fn until(self, given_up: &'a AtomicBool) -> Self {
        Self {
            given_up: Some(given_up),
            ..self
        }
    }

    /// Whether nobody waits for the tile any more: what is left to do need not be done, and what was done is of no use.
    pub(super) fn is_given_up(&self) -> bool {
        self.given_up.is_some_and(|flag| flag.load(Ordering::Relaxed))
    }

    /// What has to be right: all of it where features stay whole.
    pub(super) fn needed(&self) -> Option<Near> {
        (self.clip != Clip::None).then_some(Near {
            window: self.window,
            block: self.block,
        })
    }

    /// What points leave in the tile; `None` if they are elsewhere.
    pub(super) fn points(&self, points: &[Spot]) -> Option<Piece> {
        let end = self.grid.world_end();
        let inside = |node: &Node| match self.clip {
            Clip::Buffered => self.window.contains(*node),
            Clip::None | Clip::Exact => self.window.owns(*node, end),
        };
        let mut nodes: Vec<Node> = points.iter().map(|spot| self.grid.snap(*spot)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        if !nodes.iter().any(inside) {
            return None;
        }
        if self.clip != Clip::None {
            nodes.retain(inside);
        }
        Some(Piece::Points(nodes))
    }

    /// What lines leave in the tile.
    pub(super) fn lines(&self, lines: &[Track]) -> Option<Piece> {
        let rounded = lines.iter().map(|line| {
            let mut nodes: Vec<Node> = line.at(self.grid.detail()).map(|spot| self.grid.snap(spot)).collect();
            nodes.dedup();
            nodes
        });
        let (mut whole, shrunk): (Vec<_>, Vec<_>) = rounded.partition(|line| line.len() >= 2);
        if whole.is_empty() {
            let [x, y] = *shrunk.first()?.first()?;
            whole.push(vec![[x, y], [x + 1, y]]);
        }
        let inside: Vec<Vec<Node>> = whole.iter().flat_map(|line| clip_line(line, self.window)).collect();
        if inside.is_empty() {
            return None;
        }
        Some(Piece::Lines(if self.clip == Clip::None { whole } else { inside }))
    }

    /// The rings of areas, as far as the tile needs them.
    pub(super) fn outline(&self, areas: &[Vec<Track>]) -> Outline {
        let within = (self.clip != Clip::None).then_some(self.reach);
        Outline::new(areas, self.grid, within)
    }

    /// What areas leave in the tile.
    pub(super) fn areas(&self, outline: &Outline, hot: &Hot) -> Option<Piece> {
        let rings = outline.rings(self.grid, hot, self.needed());
        let inside = clip_areas(&rings, Some(self.window), self.tile);
        if inside.is_empty() {
            return None;
        }
        Some(Piece::Areas(if self.clip == Clip::None {
            clip_areas(&rings, None, self.tile)
        } else {
            inside
        }))
    }

    /// What an area whose ring is known leaves in the tile.
    pub(super) fn whole(&self, whole: &Whole) -> Option<Piece> {
        let inside = whole.cut(self.window, self.tile);
        (!inside.is_empty()).then_some(Piece::Areas(inside))
    }

    /// The cell in the middle of a box if it lies in the tile: what is drawn of an area that nothing else is left of.
    pub(super) fn middle_cell(&self, (low, high): (Spot, Spot)) -> Option<Piece> {
        let (low, high) = (self.grid.snap(low), self.grid.snap(high));
        let end = self.grid.world_end();
        let low = [0, 1].map(|axis| (low[axis] + high[axis]).div_euclid(2).min(end[axis] - 1));
        let cell = Window {
            low,
            high: low.map(|part| part + 1),
        };
        self.window
            .holds(cell)
            .then(|| Piece::Areas(vec![vec![cell.corners().to_vec()]]))
    }

    /// Whether a box on the square, rounded, lies in the window: every line of what it is round touches the window then, so what was cut
    /// to the window is all that there is.
    pub(super) fn sees(&self, (low, high): (Spot, Spot)) -> bool {
        let (low, high) = (self.grid.snap(low), self.grid.snap(high));
        self.window.holds(Window { low, high })
    }

    /// Whether a box on the square lies near the tile.
    pub(super) fn reaches(&self, (low, high): (Spot, Spot)) -> bool {
        (0..2).all(|axis| self.reach.0[axis] <= low[axis] && high[axis] <= self.reach.1[axis])
    }

    /// Whether nothing is left of areas in any tile.
    pub(super) fn vanishes(&self, whole: &Outline, hot: &Hot) -> bool {
        clip_areas(&whole.rings(self.grid, hot, None), None, self.tile).is_empty()
    }
}
