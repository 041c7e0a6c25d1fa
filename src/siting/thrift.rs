//! An answer that serves everybody with few places: the best place for its price one after another, then away with those that the others make
//! needless (Chvatal 1979).

use super::ask::Ask;
use super::formulation::{price, room};
use super::problem::{Problem, Role};
use super::prove::FINE;

/// Which places are open, and their price in millionths; infinite where somebody can't be served.
pub(super) fn thrifty(problem: &Problem, ask: &Ask, begin: &[u32]) -> (Vec<bool>, f64) {
    let columns = problem.reach.turned(problem.places.len());
    let mut open: Vec<bool> = problem.places.iter().map(|place| place.role.is_open_always()).collect();
    let mut serves = vec![0_u32; problem.needs.len()];
    for place in begin {
        open[*place as usize] |= problem.places[*place as usize].role.is_open_to_choice();
    }
    for place in (0..open.len()).filter(|place| open[*place]) {
        columns
            .columns(place)
            .iter()
            .for_each(|need| serves[*need as usize] += 1);
    }
    let mut gains: Vec<(f64, usize)> = Vec::new();
    loop {
        let fresh = |place: usize| {
            columns
                .columns(place)
                .iter()
                .filter(|need| serves[**need as usize] == 0)
                .count()
        };
        gains.clear();
        for place in (0..open.len()).filter(|place| !open[*place] && problem.places[*place].role.is_open_to_choice()) {
            let fresh = fresh(place);
            if fresh > 0 {
                gains.push((fresh as f64 / price(problem, ask, place).max(1) as f64, place));
            }
        }
        let best = gains
            .iter()
            .copied()
            .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        let Some((_, place)) = best else { break };
        open[place] = true;
        columns
            .columns(place)
            .iter()
            .for_each(|need| serves[*need as usize] += 1);
    }
    let mut order: Vec<usize> = (0..open.len())
        .filter(|place| open[*place] && problem.places[*place].role.is_open_to_choice())
        .collect();
    order.sort_by_key(|place| {
        (
            std::cmp::Reverse(price(problem, ask, *place)),
            columns.columns(*place).len(),
            *place,
        )
    });
    for place in order {
        let needs = columns.columns(place);
        if needs.iter().all(|need| serves[*need as usize] > 1) {
            open[place] = false;
            for need in needs {
                serves[*need as usize] -= 1;
            }
        }
    }
    let unserved = problem
        .needs
        .iter()
        .zip(&serves)
        .any(|(need, serves)| need.people.0 > 0 && *serves == 0);
    let dear: i64 = (0..open.len())
        .filter(|place| open[*place])
        .map(|place| price(problem, ask, place))
        .sum();
    // More than there is room for is no answer.
    let opened = (0..open.len())
        .filter(|place| open[*place] && problem.places[*place].role != Role::Kept)
        .count();
    let crowded = room(problem, ask).is_some_and(|room| opened > room);
    let cost = if unserved || crowded {
        f64::INFINITY
    } else {
        dear as f64 * FINE as f64
    };
    (open, cost)
}
