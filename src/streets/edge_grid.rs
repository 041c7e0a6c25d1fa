//! Which stretches run through which square: the index for finding streets near a door.

use geo::Coord;

use super::network::{Millimetre, Network};

/// Side of a square, in metres: about how far a door is from its street at the most.
const CELL_METRES: f64 = 100.0;

/// Stretches by squares, packed.
#[derive(Debug, Clone, Default)]
pub struct EdgeGrid {
    low: [i64; 2],
    columns: i64,
    rows: i64,
    side_mm: i64,
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl EdgeGrid {
    /// Indexes the stretches that `wanted` names.
    pub fn new(network: &Network, wanted: impl Fn(u32) -> bool) -> Self {
        let mut bounds: Option<[i32; 4]> = None;
        for corner in &network.corners {
            let b = bounds.get_or_insert([corner.x, corner.y, corner.x, corner.y]);
            *b = [
                b[0].min(corner.x),
                b[1].min(corner.y),
                b[2].max(corner.x),
                b[3].max(corner.y),
            ];
        }
        let Some([west, south, east, north]) = bounds.map(|b| b.map(i64::from)) else {
            return Self::default();
        };
        // A thin scatter of streets over a wide land must not be all squares.
        let edges = (0..network.edge_count() as u32).filter(|edge| wanted(*edge));
        let corners: usize = edges.map(|edge| network.range(edge).len()).sum();
        let mut side_mm = (CELL_METRES * 1000.0) as i64;
        while ((east - west) / side_mm + 1) * ((north - south) / side_mm + 1) > 4 * corners as i64 + 1024 {
            side_mm *= 2;
        }
        let mut grid = Self {
            low: [west, south],
            columns: (east - west) / side_mm + 1,
            rows: (north - south) / side_mm + 1,
            side_mm,
            starts: Vec::new(),
            edges: Vec::new(),
        };
        let cells = (grid.columns * grid.rows) as usize;
        let mut starts = vec![0_u32; cells + 1];
        let mut own = Vec::new();
        for edge in (0..network.edge_count() as u32).filter(|edge| wanted(*edge)) {
            grid.cells_of(network, edge, &mut own);
            for cell in &own {
                starts[cell + 1] += 1;
            }
        }
        for cell in 0..cells {
            starts[cell + 1] += starts[cell];
        }
        grid.edges = vec![0; starts[cells] as usize];
        let mut next = starts.clone();
        for edge in (0..network.edge_count() as u32).filter(|edge| wanted(*edge)) {
            grid.cells_of(network, edge, &mut own);
            for cell in &own {
                grid.edges[next[*cell] as usize] = edge;
                next[*cell] += 1;
            }
        }
        grid.starts = starts;
        grid
    }

    /// The squares that a stretch runs through, each once.
    fn cells_of(&self, network: &Network, edge: u32, cells: &mut Vec<usize>) {
        cells.clear();
        for pair in network.corners[network.range(edge)].windows(2) {
            self.cells_of_piece(pair[0], pair[1], cells);
        }
        cells.sort_unstable();
        cells.dedup();
    }

    /// The squares of a straight piece: row by row, those between where it enters the row and leaves it, with one millimetre to spare.
    fn cells_of_piece(&self, a: Millimetre, b: Millimetre, cells: &mut Vec<usize>) {
        let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (ax, ay, bx, by) = (i64::from(a.x), i64::from(a.y), i64::from(b.x), i64::from(b.y));
        let row = |y: i64| ((y - self.low[1]).div_euclid(self.side_mm)).clamp(0, self.rows - 1);
        let column = |x: i64| ((x - self.low[0]).div_euclid(self.side_mm)).clamp(0, self.columns - 1);
        for at in row(ay)..=row(by) {
            let (bottom, top) = (self.low[1] + at * self.side_mm, self.low[1] + (at + 1) * self.side_mm);
            let x_at = |y: i64| {
                if by == ay {
                    ax as f64
                } else {
                    ax as f64 + (bx - ax) as f64 * ((y - ay) as f64 / (by - ay) as f64)
                }
            };
            let (from, to) = if ay == by {
                (ax as f64, bx as f64)
            } else {
                (x_at(bottom.max(ay)), x_at(top.min(by)))
            };
            let (left, right) = (from.min(to).floor() as i64 - 1, from.max(to).ceil() as i64 + 1);
            for x in column(left)..=column(right) {
                cells.push((at * self.columns + x) as usize);
            }
        }
    }

    /// Names the stretches that may come within so many metres of a place, each once, in order.
    pub fn near(&self, network: &Network, at: Coord<f64>, within_m: f64, into: &mut Vec<u32>) {
        into.clear();
        if self.edges.is_empty() {
            return;
        }
        let side = self.side_mm as f64;
        let cell = |metres: f64, low: i64, count: i64| {
            (((metres * 1000.0 - low as f64) / side).floor() as i64).clamp(-1, count)
        };
        let (x, y) = (at.x - network.origin.x, at.y - network.origin.y);
        let (west, east) = (
            cell(x - within_m, self.low[0], self.columns).max(0),
            cell(x + within_m, self.low[0], self.columns).min(self.columns - 1),
        );
        let (south, north) = (
            cell(y - within_m, self.low[1], self.rows).max(0),
            cell(y + within_m, self.low[1], self.rows).min(self.rows - 1),
        );
        for row in south..=north {
            let first = (row * self.columns + west) as usize;
            let last = (row * self.columns + east) as usize;
            if west <= east {
                into.extend_from_slice(&self.edges[self.starts[first] as usize..self.starts[last + 1] as usize]);
            }
        }
        into.sort_unstable();
        into.dedup();
    }
}
