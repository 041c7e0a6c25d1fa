//! Who goes where when ways are to be short in sum and places hold no more than their capacity: a cheapest flow in whole numbers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::answer::Going;
use super::ask::Ask;
use super::problem::Problem;
use crate::units::Persons;

/// What a millionth of a person beyond a place's least costs: more than all ways together.
const DEAR: i128 = 1 << 100;

/// An arc of the network; the one behind it leads back.
#[derive(Debug, Clone, Copy)]
struct Arc {
    to: usize,
    left: i64,
    cost: i128,
}

/// Sends everybody somewhere at the least sum of weight times way, or nobody where not all fit. Cheapest ways one after another, with
/// potentials (Edmonds and Karp 1972). What a millionth of a person counts for is the need's weight shared among its people, kept as a
/// fraction of the largest common kind: costs are multiplied by it.
pub(super) fn cheapest(problem: &Problem, ask: &Ask, open: &[bool]) -> Option<Vec<Going>> {
    let (needs, places) = (problem.needs.len(), problem.places.len());
    let (source, sink) = (needs + places, needs + places + 1);
    let mut arcs: Vec<Arc> = Vec::new();
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); needs + places + 2];
    let mut add = |from: usize, to: usize, left: i64, cost: i128| {
        for (here, arc) in [
            (from, Arc { to, left, cost }),
            (
                to,
                Arc {
                    to: from,
                    left: 0,
                    cost: -cost,
                },
            ),
        ] {
            of[here].push(arcs.len());
            arcs.push(arc);
        }
        arcs.len() - 2
    };
    let (mut ways, mut lasts) = (Vec::new(), Vec::new());
    let mut wanted = 0;
    for (need, what) in problem.needs.iter().enumerate() {
        wanted += what.people.0;
        add(source, need, what.people.0, 0);
        for (place, cost) in problem.reached(need).filter(|(place, _)| open[*place as usize]) {
            // What a person counts for, in millionths, so that the cost of a millionth of a person is whole.
            let counts = i128::from(what.weight) * i128::from(Persons::MICRO) / i128::from(what.people.0.max(1));
            let arc = add(need, needs + place as usize, what.people.0, counts * i128::from(cost));
            ways.push((need as u32, place, arc));
        }
    }
    for (position, place) in problem
        .places
        .iter()
        .enumerate()
        .filter(|(position, _)| open[*position])
    {
        let room = place
            .capacity
            .filter(|_| ask.capacitated)
            .map_or(wanted, |capacity| capacity.0);
        let least = place.least.filter(|_| ask.least_people).unwrap_or(Persons::NONE).0;
        if least > room {
            return None;
        }
        // What is not needed for the least is dearer than any way.
        lasts.push((add(needs + position, sink, least, 0), least));
        add(
            needs + position,
            sink,
            room - least,
            if ask.least_people { DEAR } else { 0 },
        );
    }
    let mut potential = vec![0_i128; of.len()];
    let mut sent = 0;
    while sent < wanted {
        let (cost, by) = shortest(&arcs, &of, &potential, source);
        cost[sink]?;
        for (potential, cost) in potential.iter_mut().zip(&cost) {
            *potential += cost.unwrap_or(0);
        }
        let mut amount = wanted - sent;
        let mut node = sink;
        while node != source {
            amount = amount.min(arcs[by[node]].left);
            node = arcs[by[node] ^ 1].to;
        }
        node = sink;
        while node != source {
            arcs[by[node]].left -= amount;
            arcs[by[node] ^ 1].left += amount;
            node = arcs[by[node] ^ 1].to;
        }
        sent += amount;
    }
    if lasts.iter().any(|(arc, least)| arcs[arc ^ 1].left < *least) {
        return None;
    }
    let going = ways.into_iter().map(|(need, place, arc)| Going {
        need,
        place,
        people: Persons(arcs[arc ^ 1].left),
    });
    Some(going.filter(|going| going.people.0 > 0).collect())
}

/// The cheapest ways from the source under the potentials: the cost of each node, and the arc by which it is come to.
fn shortest(arcs: &[Arc], of: &[Vec<usize>], potential: &[i128], source: usize) -> (Vec<Option<i128>>, Vec<usize>) {
    let mut cost: Vec<Option<i128>> = vec![None; of.len()];
    let mut by = vec![0; of.len()];
    let mut heap = BinaryHeap::from([Reverse((0_i128, source))]);
    cost[source] = Some(0);
    while let Some(Reverse((so_far, node))) = heap.pop() {
        if cost[node] != Some(so_far) {
            continue;
        }
        for name in &of[node] {
            let arc = arcs[*name];
            if arc.left == 0 {
                continue;
            }
            let reached = so_far + arc.cost + potential[node] - potential[arc.to];
            if cost[arc.to].is_none_or(|known| reached < known) {
                cost[arc.to] = Some(reached);
                by[arc.to] = *name;
                heap.push(Reverse((reached, arc.to)));
            }
        }
    }
    (cost, by)
}
