//! Whose a block is.

use geo::Coord;

use super::blocks::Blocks;
use super::drawing::{Drawing, Stretch};
use super::noding::Node;
use super::{BLOCK_M2, Seat, idle};
use crate::streets::{Position, Reach, Source, Weighted};

/// Metres between places where a street is asked whose it is.
const STEP_METRES: f64 = 25.0;
/// Most such places of one block; of a land with more streets they stand farther apart.
const MOST_PLACES: f64 = 4000.0;

/// A place that belongs to an area already: on a street, or a seat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Site {
    pub(super) at: Coord<f64>,
    pub(super) label: u32,
    /// From there to the seat.
    seconds: f64,
}

/// Whose a block is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Decision {
    Whole(u32),
    /// It is cut: each place goes with the nearest of these.
    Cut(Vec<Site>),
}

/// Seats and their ways onto the streets.
pub(super) struct Labels<'a> {
    pub(super) seats: &'a [Seat],
    weighted: Option<&'a Weighted>,
    /// By parent.
    pub(super) sources: Vec<Vec<Source>>,
    pub(super) limits: Vec<f64>,
    areas: u32,
}

impl<'a> Labels<'a> {
    pub(super) fn new(parents: usize, seats: &'a [Seat], areas: u32, weighted: Option<&'a Weighted>) -> Self {
        Self {
            seats,
            weighted,
            sources: vec![Vec::new(); parents],
            limits: vec![0.0; parents],
            areas,
        }
    }

    /// Whose every block is.
    pub(super) fn decide(&self, drawing: &Drawing, blocks: &Blocks) -> Vec<Decision> {
        let mut by_parent: Vec<Vec<usize>> = vec![Vec::new(); self.sources.len()];
        for block in 0..blocks.count() {
            by_parent[blocks.parent(block)].push(block);
        }
        let mut inside: Vec<Vec<&Seat>> = vec![Vec::new(); blocks.count()];
        for seat in self.seats {
            // One on the outline of its parent may have been rounded out of it.
            let mut by = drawing
                .faces_by(Node::of(seat.at))
                .filter_map(|face| blocks.of_face(face));
            if let Some(block) = by.find(|block| blocks.parent(*block) == seat.parent) {
                inside[block].push(seat);
            }
        }
        // Every block has a parent, and is decided with it.
        let mut decided = vec![Decision::Whole(0); blocks.count()];
        let mut reach = self.weighted.map(idle);
        for (parent, own) in by_parent.into_iter().enumerate() {
            let seats: Vec<&Seat> = self.seats.iter().filter(|seat| seat.parent == parent).collect();
            if seats.is_empty() {
                for block in own {
                    decided[block] = Decision::Whole(self.areas + parent as u32);
                }
                continue;
            }
            if let Some(reach) = &mut reach {
                reach.again(self.sources[parent].clone(), self.limits[parent]);
            }
            for block in own {
                let around = Around {
                    drawing,
                    blocks,
                    block,
                    reach: reach.as_ref(),
                };
                decided[block] = around.decide(&inside[block], &seats);
            }
        }
        decided
    }
}

/// A block and the streets around.
struct Around<'a, 'r> {
    drawing: &'a Drawing,
    blocks: &'a Blocks,
    block: usize,
    reach: Option<&'a Reach<'r>>,
}

impl Around<'_, '_> {
    fn decide(&self, inside: &[&Seat], all: &[&Seat]) -> Decision {
        let seat = |seat: &&Seat| Site {
            at: Node::of(seat.at).metres(),
            label: seat.area,
            seconds: 0.0,
        };
        let narrow = self.blocks.area_m2(self.block) <= BLOCK_M2;
        let mut sites: Vec<Site> = Vec::new();
        if !narrow || inside.is_empty() {
            sites = self.street_sites();
        }
        if narrow && inside.is_empty() {
            let speed = self.reach.map_or(1.0, |reach| reach.weighted().access_speed().0);
            if sites.is_empty() {
                sites = all.iter().map(seat).collect();
            }
            return Decision::Whole(self.nearest(&sites, speed));
        }
        sites.extend(inside.iter().map(seat));
        if sites.is_empty() {
            sites = all.iter().map(seat).collect();
        }
        one_of_each_place(&mut sites);
        if sites.iter().all(|site| site.label == sites[0].label) {
            Decision::Whole(sites[0].label)
        } else {
            Decision::Cut(sites)
        }
    }

    /// The area that is nearest to the middle of the block.
    fn nearest(&self, sites: &[Site], speed: f64) -> u32 {
        let middle = self.blocks.middle(self.block);
        let cost = |site: &Site| {
            let leg = (site.at.x - middle.x).hypot(site.at.y - middle.y);
            site.seconds + leg / speed
        };
        let best = sites
            .iter()
            .map(|site| (cost(site), site.label))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        best.map_or(0, |(_, label)| label)
    }

    /// Places on the streets along the block and in it, with whose they are; none where no way leads to a seat.
    fn street_sites(&self) -> Vec<Site> {
        let Some(reach) = self.reach else {
            return Vec::new();
        };
        let stretches: Vec<(&Stretch, [Node; 2])> = self
            .blocks
            .edges(self.block)
            .iter()
            .filter_map(|edge| {
                let walk = 2 * *edge as usize;
                let ends = [self.drawing.start(walk), self.drawing.end(walk)];
                Some((self.drawing.edges[*edge as usize].stretch.as_ref()?, ends))
            })
            .collect();
        let metres: f64 = stretches
            .iter()
            .map(|(stretch, _)| (stretch.to_m - stretch.from_m).abs())
            .sum();
        let step = STEP_METRES.max(metres / MOST_PLACES);
        let mut sites = Vec::new();
        for (stretch, ends) in stretches {
            let [from, to] = ends.map(Node::metres);
            let steps = ((stretch.to_m - stretch.from_m).abs() / step).ceil().max(1.0) as u32;
            let shares = (0..=steps).map(|k| f64::from(k) / f64::from(steps));
            let positions = shares.clone().map(|share| Position {
                edge: stretch.edge,
                along_m: stretch.from_m + (stretch.to_m - stretch.from_m) * share,
            });
            let costs = reach.costs(positions);
            sites.extend(shares.zip(costs).filter_map(|(share, cost)| {
                let cost = cost?;
                Some(Site {
                    at: from + (to - from) * share,
                    label: cost.label,
                    seconds: cost.seconds,
                })
            }));
        }
        sites
    }
}

/// Of several in one place, the one nearest to its seat.
fn one_of_each_place(sites: &mut Vec<Site>) {
    sites.sort_by(|a, b| {
        let place = a.at.x.total_cmp(&b.at.x).then(a.at.y.total_cmp(&b.at.y));
        place.then(a.seconds.total_cmp(&b.seconds)).then(a.label.cmp(&b.label))
    });
    sites.dedup_by(|next, there| (next.at.x - there.at.x).hypot(next.at.y - there.at.y) < 1e-3);
}
