//! Good prices: a subgradient ascent on the bound of `prove` (Held, Wolfe and Crowder 1974; Beasley 1993), in floating numbers. What it finds
//! is only ever believed after `prove` has counted it in whole ones.

use super::answer::Prices;
use super::ask::{Ask, Model};
use super::formulation::{price, room};
use super::problem::{Problem, Role};
use super::prove::FINE;
use super::rows::Rows;

/// Steps at most.
const STEPS: usize = 1_500;
/// Steps without a better bound before the stride is halved.
const PATIENCE: usize = 15;
/// A stride that moves nothing any more.
const SHORTEST: f64 = 5e-4;
/// How often the places that look best are tried as an answer although the bound is no better.
const TRY_EVERY: usize = 25;

/// Prices, and what they say of each place.
#[derive(Debug, Clone)]
pub(super) struct Ascended {
    pub(super) prices: Prices,
    /// The bound that they give, as a cost.
    pub(super) bound: f64,
    /// What opening each place would add to the bound's cost: below nothing for those that the bound wants open.
    pub(super) loss: Vec<f64>,
}

/// Whether the ascent knows the model: nobody is limited by a capacity, and no share is asked.
pub(super) fn fits(ask: &Ask) -> bool {
    !ask.capacitated && matches!(ask.model, Model::CoverMost | Model::ShortestSum | Model::CoverAll)
}

/// Climbs. `attempt` is given the places that look best and says how good the best answer is that it knows, as a cost; it may use them for
/// a better one. The climb ends when the two meet, to within `gap`, or when somebody says stop.
pub(super) fn ascend(
    problem: &Problem,
    ask: &Ask,
    gap: f64,
    stopped: &dyn Fn() -> bool,
    mut attempt: impl FnMut(&[u32]) -> f64,
) -> Ascended {
    let columns = problem.reach.turned(problem.places.len());
    let top = Top::of(problem, ask);
    let most: Vec<f64> = problem.needs.iter().map(|need| need.weight as f64).collect();
    let is_most = ask.model == Model::CoverMost;
    let mut prices = start(problem, ask, &columns);
    let mut best = Ascended {
        prices: whole(&prices),
        bound: f64::NEG_INFINITY,
        loss: Vec::new(),
    };
    let (mut best_bound, mut best_cost) = (f64::NEG_INFINITY, attempt(&[]));
    let (mut stride, mut idle) = (1.5_f64, 0);
    let mut heading = vec![0.0; prices.len()];
    let somebody: Vec<f64> = problem
        .needs
        .iter()
        .map(|need| f64::from(u8::from(need.people.0 > 0)))
        .collect();
    for step in (0..STEPS).take_while(|_| !stopped()) {
        let loss: Vec<f64> = (0..problem.places.len())
            .map(|place| top.cost[place] - gain(problem, ask, &columns, place, &prices))
            .collect();
        let chosen = top.choose(problem, &loss);
        let own: f64 = if is_most {
            prices.iter().zip(&most).map(|(price, most)| price - most).sum()
        } else {
            prices.iter().sum()
        };
        let bound = own + chosen.iter().map(|place| loss[*place as usize]).sum::<f64>();
        let better = bound > best_bound;
        if better {
            idle = if bound > best_bound + best_bound.abs() * 1e-7 {
                0
            } else {
                idle + 1
            };
            best_bound = bound;
            best = Ascended {
                prices: whole(&prices),
                bound,
                loss: loss.clone(),
            };
        } else {
            idle += 1;
        }
        if better || step % TRY_EVERY == 0 {
            best_cost = best_cost.min(attempt(&chosen));
        }
        if best_cost - best_bound <= gap * best_cost.abs() {
            break;
        }
        if idle >= PATIENCE {
            stride /= 2.0;
            idle = 0;
            if stride < SHORTEST {
                break;
            }
        }
        let mut slope = somebody.clone();
        for place in &chosen {
            for (need, cost) in columns.of(*place as usize) {
                let need = need as usize;
                let way = if ask.model == Model::ShortestSum {
                    most[need] * cost as f64
                } else {
                    0.0
                };
                if prices[need] > way || (is_most && prices[need] >= 0.0) {
                    slope[need] -= somebody[need];
                }
            }
        }
        let mut length = 0.0;
        for (need, (heading, slope)) in heading.iter_mut().zip(&slope).enumerate() {
            let stuck =
                is_most && ((prices[need] >= most[need] && *slope > 0.0) || (prices[need] <= 0.0 && *slope < 0.0));
            let slope = if stuck { 0.0 } else { *slope };
            *heading = slope + 0.3 * *heading;
            length += *heading * *heading;
        }
        if length == 0.0 {
            break;
        }
        // Where no answer is known, a bound a little better than the best is aimed at.
        let aim = if best_cost.is_finite() {
            best_cost
        } else {
            best_bound + best_bound.abs() * 0.05 + 1.0
        };
        let by = stride * (aim - bound).max(aim.abs() * 1e-6) / length;
        for ((price, heading), most) in prices.iter_mut().zip(&heading).zip(&most) {
            *price += by * heading;
            match ask.model {
                Model::CoverMost => *price = price.clamp(0.0, *most),
                Model::CoverAll => *price = price.max(0.0),
                _ => {}
            }
        }
    }
    best
}

/// Which places an answer that beats the known cost must open (true) or leave closed (false), as far as the prices tell.
pub(super) fn settled(problem: &Problem, ask: &Ask, ascended: &Ascended, known: f64) -> Vec<Option<bool>> {
    let top = Top::of(problem, ask);
    let loss = &ascended.loss;
    let mut settled = vec![None; problem.places.len()];
    if loss.len() != settled.len() || !known.is_finite() {
        return settled;
    }
    let chosen = top.choose(problem, loss);
    let bound = ascended.bound;
    // What rounding may have done.
    let hair = known.abs() * 1e-9 + 1.0;
    let picked: Vec<u32> = chosen
        .into_iter()
        .filter(|place| problem.places[*place as usize].role.is_open_to_choice())
        .collect();
    let is_full = picked.len() == top.room;
    let worst = picked
        .iter()
        .map(|place| loss[*place as usize])
        .fold(f64::NEG_INFINITY, f64::max);
    let rest = top.choice.iter().filter(|place| picked.binary_search(place).is_err());
    let next = rest.clone().map(|place| loss[*place as usize]).fold(0.0, f64::min);
    let makes_room = if is_full && !picked.is_empty() { worst } else { 0.0 };
    for place in rest {
        // Opening it takes the place of the worst that the bound opens.
        if bound + loss[*place as usize] - makes_room > known + hair {
            settled[*place as usize] = Some(false);
        }
    }
    for place in &picked {
        if bound - loss[*place as usize] + next > known + hair {
            settled[*place as usize] = Some(true);
        }
    }
    settled
}

/// Which places a bound opens: those that always are, and the best of the others that there is room for.
struct Top {
    cost: Vec<f64>,
    always: Vec<u32>,
    choice: Vec<u32>,
    room: usize,
}

impl Top {
    fn of(problem: &Problem, ask: &Ask) -> Self {
        let fine = FINE as f64;
        let cost = |place: usize| match ask.model {
            Model::CoverAll => price(problem, ask, place) as f64 * fine,
            _ => 0.0,
        };
        let those = |is: fn(Role) -> bool| -> Vec<u32> {
            let places = (0..problem.places.len() as u32).filter(|place| is(problem.places[*place as usize].role));
            places.collect()
        };
        let choice = those(Role::is_open_to_choice);
        let required = problem.count(|role| role == Role::Required);
        Self {
            cost: (0..problem.places.len()).map(cost).collect(),
            always: those(Role::is_open_always),
            room: room(problem, ask).map_or(choice.len(), |room| room.saturating_sub(required)),
            choice,
        }
    }

    fn choose(&self, problem: &Problem, loss: &[f64]) -> Vec<u32> {
        let mut good: Vec<u32> = self
            .choice
            .iter()
            .copied()
            .filter(|place| loss[*place as usize] < 0.0)
            .collect();
        let order = |one: &u32, other: &u32| {
            loss[*one as usize]
                .total_cmp(&loss[*other as usize])
                .then(one.cmp(other))
        };
        if good.len() > self.room {
            good.select_nth_unstable_by(self.room, order);
            good.truncate(self.room);
        }
        debug_assert!(good.iter().all(|place| problem.takes_part(*place)));
        good.extend(&self.always);
        good.sort_unstable();
        good
    }
}

/// The most that a place can gain under prices.
fn gain(problem: &Problem, ask: &Ask, columns: &Rows, place: usize, prices: &[f64]) -> f64 {
    if problem.places[place].role == Role::Excluded {
        return 0.0;
    }
    if ask.model == Model::ShortestSum {
        let gain = |(need, cost): (u32, i64)| {
            (prices[need as usize] - problem.needs[need as usize].weight as f64 * cost as f64).max(0.0)
        };
        return columns.of(place).map(gain).sum();
    }
    columns.columns(place).iter().map(|need| prices[*need as usize]).sum()
}

/// Prices to begin with: half of what each need counts for; its second nearest way; its part of the cheapest place that serves it.
fn start(problem: &Problem, ask: &Ask, columns: &Rows) -> Vec<f64> {
    let price_of = |need: usize| match ask.model {
        Model::CoverMost => {
            let weight = problem.needs[need].weight as f64;
            if problem.reached(need).next().is_none() {
                weight
            } else {
                weight / 2.0
            }
        }
        Model::ShortestSum => {
            let mut ways: Vec<i64> = problem.reached(need).map(|(_, cost)| cost).collect();
            ways.sort_unstable();
            let way = ways.get(1).or(ways.first()).copied().unwrap_or(0);
            way as f64 * problem.needs[need].weight as f64
        }
        _ => {
            let part = |place: u32| {
                price(problem, ask, place as usize) as f64 * FINE as f64
                    / columns.columns(place as usize).len().max(1) as f64
            };
            let least = problem
                .reached(need)
                .map(|(place, _)| part(place))
                .fold(f64::INFINITY, f64::min);
            if least.is_finite() { least } else { 0.0 }
        }
    };
    let needs = 0..problem.needs.len();
    needs
        .map(|need| {
            if problem.needs[need].people.0 > 0 {
                price_of(need)
            } else {
                0.0
            }
        })
        .collect()
}

fn whole(prices: &[f64]) -> Prices {
    Prices {
        needs: prices.iter().map(|price| price.round() as i64).collect(),
        ..Prices::default()
    }
}
