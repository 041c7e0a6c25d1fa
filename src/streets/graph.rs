//! A network out of a bare graph, such as another program dumps or a planner keeps in tables: places, and ways between them with lengths of
//! their own.

use geo::Coord;

use super::build::{StreetLine, build};
use super::facts::WayFacts;
use super::network::{Network, Position};
use super::way_class::WayClass;

/// A network with the position of each place of the graph that it was made from.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The network. What runs between two places without a fork is one stretch.
    pub network: Network,
    /// Where each place is; `None` where no way leads to it.
    pub positions: Vec<Option<Position>>,
}

/// A chain of places, each once, but for one that comes back to its first.
struct Chain {
    places: Vec<u32>,
    /// Metres from the first place to each.
    along_m: Vec<f64>,
}

/// Makes a network from places in metres of a study area and ways between two of them, open in both directions, with their lengths in metres.
///
/// The lengths stand in place of those of the straight lines. Ways name places by their position; `Graph::network` keeps what is between forks
/// in one piece, so that there are far fewer nodes than places.
pub fn of_graph(places: &[Coord<f64>], ways: &[(u32, u32, f64)]) -> Graph {
    let chains = chains(places.len(), ways);
    let lines: Vec<StreetLine> = chains
        .iter()
        .zip(0..)
        .map(|(chain, id)| StreetLine {
            id,
            course: chain.places.iter().map(|place| places[*place as usize]).collect(),
            nodes: chain.places.iter().map(|place| i64::from(*place)).collect(),
            level: 0,
            facts: WayFacts::plain(WayClass::Residential),
            stops: Vec::new(),
            cut_ends: [false; 2],
        })
        .collect();
    let mut network = build(&lines, None);
    drop(lines);
    let mut positions = vec![None; places.len()];
    for edge in 0..network.edge_count() as u32 {
        let chain = &chains[network.street(edge) as usize];
        for (place, along_m) in chain.places.iter().zip(&chain.along_m) {
            positions[*place as usize].get_or_insert(Position {
                edge,
                along_m: *along_m,
            });
        }
        network.lengths[edge as usize] = chain.along_m[chain.along_m.len() - 1];
    }
    Graph { network, positions }
}

/// The chains that a graph falls into at its forks and ends.
fn chains(places: usize, ways: &[(u32, u32, f64)]) -> Vec<Chain> {
    let mut starts = vec![0_u32; places + 1];
    for (from, to, _) in ways {
        starts[*from as usize + 1] += 1;
        starts[*to as usize + 1] += 1;
    }
    for place in 0..places {
        starts[place + 1] += starts[place];
    }
    let mut next = starts.clone();
    let mut at_place = vec![0_u32; 2 * ways.len()];
    for ((from, to, _), way) in ways.iter().zip(0_u32..) {
        for place in [from, to] {
            at_place[next[*place as usize] as usize] = way;
            next[*place as usize] += 1;
        }
    }
    let of = |place: u32| &at_place[starts[place as usize] as usize..starts[place as usize + 1] as usize];
    let mut walked = vec![false; ways.len()];
    let mut chains = Vec::new();
    let mut walk = |first: u32, way: u32, walked: &mut Vec<bool>| {
        let mut chain = Chain {
            places: vec![first],
            along_m: vec![0.0],
        };
        let (mut at, mut way, mut along_m) = (first, way, 0.0);
        loop {
            walked[way as usize] = true;
            let (from, to, metres) = ways[way as usize];
            at = if from == at { to } else { from };
            along_m += metres;
            chain.places.push(at);
            chain.along_m.push(along_m);
            let Some(on) = of(at).iter().find(|way| !walked[**way as usize]) else {
                break;
            };
            if of(at).len() != 2 || at == first {
                break;
            }
            way = *on;
        }
        chains.push(chain);
    };
    // Forks and ends first; what is left are rings without any.
    for forks in [true, false] {
        for place in 0..places as u32 {
            for way in of(place) {
                if !walked[*way as usize] && (!forks || of(place).len() != 2) {
                    walk(place, *way, &mut walked);
                }
            }
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    #[test]
    fn places_between_forks_lie_on_one_stretch_with_the_lengths_given() {
        // A street of four places with a fork at the second, a ring apart, and a place that no way leads to.
        let places: Vec<Coord<f64>> = (0..9)
            .map(|k| coord! { x: f64::from(k) * 10.0, y: f64::from(k % 3) })
            .collect();
        let ways = [
            (0, 1, 11.0),
            (1, 2, 12.0),
            (2, 3, 13.0),
            (1, 4, 14.0),
            (5, 6, 1.0),
            (6, 7, 2.0),
            (7, 5, 3.0),
        ];
        let graph = of_graph(&places, &ways);
        assert_eq!(graph.network.edge_count(), 4);
        let at = |place: usize| graph.positions[place].map(|at| (graph.network.length(at.edge), at.along_m));
        assert_eq!(at(2), Some((25.0, 12.0)));
        assert_eq!(at(6), Some((6.0, 1.0)));
        assert_eq!(at(8), None);
    }
}
