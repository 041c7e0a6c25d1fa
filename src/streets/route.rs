//! One way, stretch by stretch.

use geo::Coord;

use super::metric::Direction;
use super::network::Position;
use super::search::Reach;

/// A part of a way on one stretch.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Which stretch.
    pub edge: u32,
    /// From where on it, in metres from its first corner.
    pub from_m: f64,
    /// To where on it.
    pub to_m: f64,
    /// Seconds that it takes.
    pub seconds: f64,
}

/// The way between a place and the source that is nearest to it, in the direction that people go.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Stretch by stretch.
    pub legs: Vec<Leg>,
    /// The source's label.
    pub label: u32,
    /// Metres on the street.
    pub metres: f64,
    /// Seconds in all, with what getting onto the street at the source costs.
    pub seconds: f64,
    /// Metres climbed, as far as heights are known; `None` where no elevation is.
    pub climb_m: Option<f64>,
    /// Metres of it whose heights nobody knows, of a network with heights.
    pub without_heights_m: f64,
    /// Its course on the street, in metres of the study area.
    pub course: Vec<Coord<f64>>,
}

impl Reach<'_> {
    /// The way between a place on a stretch and its nearest source; `None` where it is not reached.
    pub fn route(&self, position: Position) -> Option<Route> {
        let cost = self.at(position)?;
        let mut legs = Vec::new();
        // From the place back to the source, in the order of the search reversed.
        let mut at = position;
        let mut left = cost;
        // The end that the way came to: it goes on to the other one.
        let mut come: Option<usize> = None;
        for _ in 0..=self.nodes().len() {
            let straight = self.sources_on(at.edge).iter().find(|source| {
                let part = self.part(at.edge, source.position.along_m, at.along_m);
                source.label == left.label && part.is_some_and(|part| close(source.seconds + part, left.seconds))
            });
            if let Some(source) = straight {
                self.leg(at.edge, source.position.along_m, at.along_m, &mut legs);
                return Some(self.finish(legs, cost.label, cost.seconds));
            }
            let (_, (end, node)) = self
                .ends(at.edge)
                .into_iter()
                .enumerate()
                .find(|(number, (end, node))| {
                    if come == Some(*number) {
                        return false;
                    }
                    let whole = self.at_node(*node).filter(|cost| cost.label == left.label);
                    let part = self.part(at.edge, *end, at.along_m);
                    whole
                        .zip(part)
                        .is_some_and(|(cost, part)| close(cost.seconds + part, left.seconds))
                })?;
            self.leg(at.edge, end, at.along_m, &mut legs);
            left = self.at_node(node)?;
            let edge = self.through(node);
            let number = self.far_end(edge, node, left.seconds)?;
            let along_m = self.ends(edge)[number].0;
            at = Position { edge, along_m };
            come = Some(number);
        }
        None
    }

    /// Which end of a stretch a node is that was reached through it: a loop has it at both.
    fn far_end(&self, edge: u32, node: u32, seconds: f64) -> Option<usize> {
        let ends = self.ends(edge);
        let comes_to = |number: usize| {
            let (end, own) = ends[number];
            let (other, start) = ends[1 - number];
            let from_source = || {
                self.sources_on(edge).iter().any(|source| {
                    let part = self.part(edge, source.position.along_m, end);
                    part.is_some_and(|part| close(source.seconds + part, seconds))
                })
            };
            let from_start = || {
                let part = self.part(edge, other, end);
                let cost = self.at_node(start).zip(part);
                cost.is_some_and(|(cost, part)| close(cost.seconds + part, seconds))
            };
            own == node && (from_start() || from_source())
        };
        (0..2).find(|number| comes_to(*number))
    }

    fn leg(&self, edge: u32, source_side: f64, other: f64, legs: &mut Vec<Leg>) {
        let seconds = self.part(edge, source_side, other).unwrap_or(0.0);
        let (from_m, to_m) = match self.direction() {
            Direction::FromSource => (source_side, other),
            Direction::ToSource => (other, source_side),
        };
        legs.push(Leg {
            edge,
            from_m,
            to_m,
            seconds,
        });
    }

    fn finish(&self, mut legs: Vec<Leg>, label: u32, seconds: f64) -> Route {
        if self.direction() == Direction::FromSource {
            legs.reverse();
        }
        let network = self.weighted().network();
        let mut course: Vec<Coord<f64>> = Vec::new();
        let mut climb_m = network.has_heights().then_some(0.0);
        for leg in &legs {
            course.extend(network.part(leg.edge, leg.from_m, leg.to_m));
            if let (Some(sum), Some(climb)) = (&mut climb_m, network.climb_between(leg.edge, leg.from_m, leg.to_m)) {
                *sum += climb;
            }
        }
        course.dedup();
        Route {
            metres: legs.iter().map(|leg| (leg.to_m - leg.from_m).abs()).sum(),
            without_heights_m: legs
                .iter()
                .map(|leg| network.without_heights_m(leg.edge, leg.from_m, leg.to_m))
                .sum(),
            legs,
            label,
            seconds,
            climb_m,
            course,
        }
    }
}

/// Sums of the same parts in another order.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs())
}
