//! From a door to the street: every stretch within the limit is tried, so that a new street never steals a better one.

use std::sync::Arc;

use geo::Coord;

use super::edge_grid::EdgeGrid;
use super::legs::LegBarriers;
use super::metric::Weighted;
use super::network::{Network, Position};
use crate::units::Metres;

/// One way from a door to the street: the nearest place on one stretch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Access {
    /// Where on the street.
    pub position: Position,
    /// The straight way there, in metres.
    pub leg_m: f64,
}

/// Finds the streets near a door.
#[derive(Debug)]
pub struct Snapper {
    network: Arc<Network>,
    grid: EdgeGrid,
    barriers: Option<Arc<LegBarriers>>,
}

impl Snapper {
    /// Over the streets that somebody can use and that lie on the ground: no door opens onto a bridge or into a tunnel. Nobody crosses a barrier
    /// between door and street.
    pub fn new(weighted: &Weighted, barriers: Option<&Arc<LegBarriers>>) -> Self {
        Self::over(weighted, barriers, |edge| weighted.has_doors(edge))
    }

    /// Over the bridges and tunnels that somebody can use.
    pub(super) fn raised(weighted: &Weighted, barriers: Option<&Arc<LegBarriers>>) -> Self {
        Self::over(weighted, barriers, |edge| weighted.opens_raised(edge))
    }

    fn over(weighted: &Weighted, barriers: Option<&Arc<LegBarriers>>, wanted: impl Fn(u32) -> bool) -> Self {
        let network = Arc::clone(weighted.network());
        Self {
            grid: EdgeGrid::new(&network, wanted),
            network,
            barriers: barriers.filter(|barriers| !barriers.is_empty()).cloned(),
        }
    }

    /// Every stretch within the limit, by its nearest place that no barrier parts from the door.
    pub fn accesses(&self, door: Coord<f64>, limit: Metres) -> Vec<Access> {
        let mut near = Vec::new();
        self.grid.near(&self.network, door, limit.0, &mut near);
        let mut accesses = Vec::with_capacity(near.len());
        for edge in near {
            let access = nearest(&self.network, edge, door);
            if access.leg_m <= limit.0 && self.is_free(door, access.position) {
                accesses.push(access);
            }
        }
        accesses
    }

    /// The nearest street, however near it must be; tells how far it is where none is near enough.
    pub fn nearest(&self, door: Coord<f64>, limit: Metres) -> Option<Access> {
        let mut accesses = self.accesses(door, limit);
        accesses.sort_by(|a, b| a.leg_m.total_cmp(&b.leg_m).then(a.position.edge.cmp(&b.position.edge)));
        accesses.first().copied()
    }

    /// Where a position lies, in metres of the study area.
    pub(super) fn place(&self, position: Position) -> Coord<f64> {
        self.network.place(position)
    }

    fn is_free(&self, door: Coord<f64>, position: Position) -> bool {
        self.barriers
            .as_ref()
            .is_none_or(|barriers| !barriers.part(door, self.network.place(position)))
    }
}

/// The nearest place of a stretch.
pub(super) fn nearest(network: &Network, edge: u32, door: Coord<f64>) -> Access {
    let (x, y) = (
        (door.x - network.origin.x) * 1000.0,
        (door.y - network.origin.y) * 1000.0,
    );
    let corners = &network.corners[network.range(edge)];
    let mut best = Access {
        position: Position { edge, along_m: 0.0 },
        leg_m: f64::INFINITY,
    };
    let mut walked = 0.0;
    for pair in corners.windows(2) {
        let (ax, ay) = (f64::from(pair[0].x), f64::from(pair[0].y));
        let (dx, dy) = (f64::from(pair[1].x) - ax, f64::from(pair[1].y) - ay);
        let square = dx * dx + dy * dy;
        let length = pair[0].distance(pair[1]);
        let share = if square > 0.0 {
            (((x - ax) * dx + (y - ay) * dy) / square).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let leg_m = (x - ax - dx * share).hypot(y - ay - dy * share) / 1000.0;
        if leg_m < best.leg_m {
            best = Access {
                position: Position {
                    edge,
                    along_m: walked + length * share,
                },
                leg_m,
            };
        }
        walked += length;
    }
    best
}
