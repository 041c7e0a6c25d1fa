//! What one feature leaves in one tile.

use std::sync::atomic::{AtomicBool, Ordering};

use super::area::{Area, clip_areas};
use super::grid::{BUFFER, Grid, Vertex};
use super::hot::Hot;
use super::line::clip_line;
use super::outline::{Near, Outline, TileBox};
use super::rim::Rim;
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
    /// The window in tiles, not rounded.
    exact: TileBox,
    block: TileBox,
    clip: Clip,
    /// The same window as both formats have it, where it is one with a buffer.
    pub(super) rim: Option<Rim>,
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
            exact: grid.grown(tile, if clip == Clip::Buffered { BUFFER } else { 0 }),
            block: ([column - 1.0, row - 1.0], [column + 2.0, row + 2.0]),
            clip,
            rim: (clip == Clip::Buffered).then(|| Rim::new(tile)),
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

    /// The same without what a buffer adds for the sake of the other format.
    #[cfg(test)]
    pub(super) fn without_rim(self) -> Self {
        Self { rim: None, ..self }
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

    /// What points leave in the tile; `None` if they are elsewhere. Within the buffer they lie by where they stand before they are rounded,
    /// which is the same in both formats.
    pub(super) fn points(&self, points: &[Spot]) -> Option<Piece> {
        let end = self.grid.world_end();
        let (low, high) = self.exact;
        let inside = |vertex: &Vertex| match self.clip {
            Clip::Buffered => (0..2).all(|axis| (low[axis]..=high[axis]).contains(&vertex.tiles[axis])),
            Clip::None | Clip::Exact => self.window.owns(vertex.node, end),
        };
        let mut vertices: Vec<Vertex> = points.iter().map(|spot| self.grid.vertex(*spot)).collect();
        if !vertices.iter().any(inside) {
            return None;
        }
        if self.clip != Clip::None {
            vertices.retain(inside);
        }
        let mut nodes: Vec<Node> = vertices.into_iter().map(|vertex| vertex.node).collect();
        nodes.sort_unstable();
        nodes.dedup();
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

    /// The cell of the window that is nearest to a place.
    pub(super) fn cell_at(&self, place: Spot) -> Piece {
        let low = self.nearest(place);
        let cell = Window {
            low,
            high: low.map(|part| part + 1),
        };
        Piece::Areas(vec![vec![cell.corners().to_vec()]])
    }

    /// The northern edge of that cell.
    pub(super) fn edge_at(&self, place: Spot) -> Piece {
        let [x, y] = self.nearest(place);
        Piece::Lines(vec![vec![[x, y], [x + 1, y]]])
    }

    /// The north-west corner of the cell of the window that is nearest to a place.
    fn nearest(&self, place: Spot) -> Node {
        let (node, Window { low, high }) = (self.grid.snap(place), self.window);
        [0, 1].map(|axis| node[axis].clamp(low[axis], high[axis] - 1))
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
