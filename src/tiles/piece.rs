//! What one feature leaves in one tile.

use super::area::{Area, clip_areas};
use super::grid::{BUFFER, Grid};
use super::line::clip_line;
use super::set::{Clip, Format};
use super::shape::Shape;
use super::snap::snap_ring;
use super::tile_id::TileId;
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
pub(super) struct Cutter {
    /// Where nodes stand.
    pub(super) grid: Grid,
    /// The tile's own box.
    pub(super) tile: Window,
    /// What is cut to, or asked about where features stay whole.
    window: Window,
    clip: Clip,
}

impl Cutter {
    pub(super) fn new(tile: TileId, format: Format, clip: Clip) -> Self {
        let grid = Grid::new(tile.zoom(), format);
        let own = grid.window(tile, 0);
        let window = match clip {
            Clip::Buffered => grid.window(tile, BUFFER),
            Clip::None | Clip::Exact => own,
        };
        Self {
            grid,
            tile: own,
            window,
            clip,
        }
    }

    /// What the feature leaves in the tile; `None` if it is elsewhere.
    pub(super) fn cut(&self, shape: &Shape) -> Option<Piece> {
        match shape {
            Shape::Points(points) => self.points(points),
            Shape::Lines(lines) => self.lines(lines),
            Shape::Areas(areas) => self.areas(areas),
        }
    }

    fn points(&self, points: &[[f64; 2]]) -> Option<Piece> {
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

    fn lines(&self, lines: &[Vec<[f64; 2]>]) -> Option<Piece> {
        let snapped: Vec<Vec<Node>> = lines.iter().map(|line| self.grid.snap_path(line)).collect();
        let (mut whole, shrunk): (Vec<_>, Vec<_>) = snapped.into_iter().partition(|line| line.len() >= 2);
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

    fn areas(&self, areas: &[Vec<Vec<[f64; 2]>>]) -> Option<Piece> {
        let mut rings = Vec::new();
        for area in areas {
            let outer = snap_ring(self.grid, area.first()?);
            if outer.is_empty() {
                continue;
            }
            rings.push(outer);
            let holes = area[1..].iter().map(|hole| snap_ring(self.grid, hole));
            rings.extend(holes.filter(|hole| !hole.is_empty()));
        }
        let inside = clip_areas(&rings, Some(self.window), self.tile);
        if inside.is_empty() {
            return self.shrunk(areas, &rings);
        }
        Some(Piece::Areas(if self.clip == Clip::None {
            clip_areas(&rings, None, self.tile)
        } else {
            inside
        }))
    }

    /// An area that nothing is left of anywhere becomes the cell at its middle, in the one tile that holds the cell.
    fn shrunk(&self, areas: &[Vec<Vec<[f64; 2]>>], rings: &[Vec<Node>]) -> Option<Piece> {
        let nodes: Vec<Node> = areas
            .iter()
            .flatten()
            .flatten()
            .map(|spot| self.grid.snap(*spot))
            .collect();
        let around = Window::around(&nodes)?;
        let [x, y] = [0, 1].map(|axis| {
            let middle = (around.low[axis] + around.high[axis]).div_euclid(2);
            middle.min(self.grid.world_end()[axis] - 1)
        });
        let cell = Window {
            low: [x, y],
            high: [x + 1, y + 1],
        };
        let here = self.window.holds(cell);
        if !here || !clip_areas(rings, None, self.tile).is_empty() {
            return None;
        }
        Some(Piece::Areas(vec![vec![cell.corners().to_vec()]]))
    }
}
