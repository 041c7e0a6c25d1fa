//! What prices prove: a bound by arithmetic in whole numbers, which shares nothing with the search that found them.
//!
//! Every need i has a price a(i): what serving it is worth at most. Whoever wants to open place j can't gain more than K(j): the prices of
//! the needs that it reaches (less what their ways cost, where ways are summed), as many as its capacity holds, split as finely as one likes.
//! So no answer is better than the prices' own sum less the gains of the best places that may be opened. That is the Lagrangian dual of the
//! models, with the rules on who is served relaxed (Geoffrion 1974; Cornuejols, Fisher and Nemhauser 1977 for the p-median). Rules that are
//! not named here (spacing, districts, a least number of people) only make answers worse, so the bound stays true. A budget
//! has a price too: what a unit of money is worth at most.

use super::answer::Prices;
use super::ask::{Ask, Model};
use super::formulation::{price, room, wanted};
use super::merge::{allows_replacing, is_within, may_replace, unserved};
use super::problem::{Problem, Role};
use super::rows::Rows;
use super::shared::Shared;
use crate::units::Persons;

/// Prices of the thrifty models are in millionths of a place or of the unit of cost.
pub(super) const FINE: i128 = 1_000_000;

/// The bound that prices prove, in the unit of the model's objective; `None` for models that have none.
///
/// It holds whatever the prices are; good prices prove more.
pub fn proven_bound(problem: &Problem, ask: &Ask, prices: &Prices) -> Option<i128> {
    if prices.needs.len() != problem.needs.len() || prices.person < 0 {
        return None;
    }
    let columns = problem.reach.turned(problem.places.len());
    let replaced = replaced(problem, ask, &columns, prices)?;
    let (own, worth) = worth(problem, ask, prices)?;
    let mut bound = own;
    let mut choice = Vec::new();
    let mut required = 0;
    let thrifty = matches!(ask.model, Model::CoverAll | Model::CoverRate { .. });
    let mut members = vec![Members::default(); problem.shared.len()];
    let (mut spent, mut affordable) = (0, Vec::new());
    for (position, place) in problem.places.iter().enumerate() {
        let fine = if thrifty {
            i128::from(price(problem, ask, position)) * FINE
        } else {
            0
        };
        let loss = fine - gain(problem, ask, &columns, position, &worth);
        match place.role {
            Role::Required => spent += i128::from(place.cost),
            Role::MayClose | Role::Candidate if !replaced[position] => {
                affordable.extend(Item::of(problem, ask, position, loss));
            }
            _ => {}
        }
        if let Some(of) = place.shared {
            members.get_mut(of as usize)?.add(place.role, loss);
            continue;
        }
        match place.role {
            Role::Kept => bound += loss,
            Role::Required => {
                bound += loss;
                required += 1;
            }
            Role::MayClose | Role::Candidate if loss < 0 && !replaced[position] => choice.push(loss),
            Role::Excluded | Role::MayClose | Role::Candidate => {}
        }
    }
    for (shared, members) in problem.shared.iter().zip(members) {
        let charge = if thrifty {
            i128::from(shared.price(ask)) * FINE
        } else {
            0
        };
        let (sure, taken) = members.charged(shared, charge, &mut choice);
        bound += sure;
        required += taken;
    }
    choice.sort_unstable();
    let room = room(problem, ask).map_or(choice.len(), |room| room.saturating_sub(required));
    let by_number = choice.iter().take(room).sum::<i128>();
    // Each of the two holds, so the better one does.
    bound += match ask.budget {
        Some(budget) => afforded(budget, spent, affordable).map_or(by_number, |afforded| by_number.max(afforded)),
        None => by_number,
    };
    Some(match ask.model {
        Model::CoverMost => -bound,
        Model::ShortestSum => bound,
        _ => (bound + FINE - 1).div_euclid(FINE),
    })
}

/// A place that may be opened for money: what it loses (below nothing) and costs, both in so many parts of one.
struct Item {
    loss: i128,
    cost: i128,
    parts: i128,
}

impl Item {
    /// None where opening it gains nothing. Of what is shared each member bears its part: as many as one carries bear the whole, fewer less
    /// than what has to be paid.
    fn of(problem: &Problem, ask: &Ask, position: usize, loss: i128) -> Option<Self> {
        let place = &problem.places[position];
        let shared = place.shared.and_then(|which| problem.shared.get(which as usize));
        let parts = shared.map_or(1, |shared| shared.carries.max(1) as i128);
        let thrifty = matches!(ask.model, Model::CoverAll | Model::CoverRate { .. });
        let charge = shared.map_or(0, |shared| i128::from(shared.price(ask)) * FINE);
        let loss = loss * parts + if thrifty { charge } else { 0 };
        let cost = i128::from(place.cost) * parts + shared.map_or(0, |shared| i128::from(shared.cost));
        (loss < 0).then_some(Self { loss, cost, parts })
    }
}

/// What is lost at least within a budget: whatever money is worth, nobody gains more than each place's gain less its price in that worth, and the
/// budget's own (the dual of Dantzig's parts of things, 1957). The worth is guessed in floating numbers; the bound is counted in whole ones, and
/// none is given where these don't reach.
fn afforded(budget: i64, spent: i128, mut items: Vec<Item>) -> Option<i128> {
    let left = (i128::from(budget) - spent).max(0);
    let worth = |item: &Item| item.loss as f64 / (item.cost as f64).max(f64::MIN_POSITIVE);
    items.sort_by(|one, other| worth(one).total_cmp(&worth(other)));
    let mut money = left as f64;
    let critical = items.iter().find(|item| {
        money -= item.cost as f64 / item.parts as f64;
        money < 0.0
    });
    let guess = critical.map_or(0, |item| -worth(item) as i128);
    let count = |worth: i128| {
        let mut sum = worth.checked_mul(left)?.checked_neg()?;
        for item in &items {
            let loss = item.loss.checked_add(worth.checked_mul(item.cost)?)?;
            sum = sum.checked_add(loss.div_euclid(item.parts).min(0))?;
        }
        Some(sum)
    };
    [guess, guess.checked_add(1)?].into_iter().filter_map(count).max()
}

/// What the members of something shared would lose.
#[derive(Debug, Clone, Default)]
struct Members {
    required: usize,
    sure: i128,
    choice: Vec<i128>,
}

impl Members {
    fn add(&mut self, role: Role, loss: i128) {
        match role {
            Role::Required => {
                self.required += 1;
                self.sure += loss;
            }
            Role::Candidate if loss < 0 => self.choice.push(loss),
            _ => {}
        }
    }

    /// What the required members lose with what carries them (as many more fit on it for nothing), and how many of it that takes. Each further
    /// one is a choice: it carries the best of those who are left, so each loses no less than the one before it.
    fn charged(mut self, shared: &Shared, charge: i128, choice: &mut Vec<i128>) -> (i128, usize) {
        self.choice.sort_unstable();
        let taken = shared.needed(self.required);
        let carries = shared.carries.max(1);
        let room = (taken * carries - self.required).min(self.choice.len());
        let rest = self.choice.split_off(room);
        let sure = self.sure + self.choice.iter().sum::<i128>() + charge * taken as i128;
        let more = rest.chunks(carries).take(shared.most.saturating_sub(taken));
        choice.extend(
            more.map(|batch| batch.iter().sum::<i128>() + charge)
                .filter(|loss| *loss < 0),
        );
        (sure, taken)
    }
}

/// The candidates that another replaces, each looked at again; `None` where one of them is not replaced.
fn replaced(problem: &Problem, ask: &Ask, columns: &Rows, prices: &Prices) -> Option<Vec<bool>> {
    let mut replaced = vec![false; problem.places.len()];
    for (place, _) in &prices.replaced {
        *replaced.get_mut(*place as usize)? = true;
    }
    let holds = |(place, other): &(u32, u32)| {
        let needs = |place: u32| unserved(problem, columns.columns(place as usize));
        (*other as usize) < replaced.len()
            && !replaced[*other as usize]
            && may_replace(problem, ask, *place, *other)
            && is_within(&needs(*place), &needs(*other))
    };
    (prices.replaced.is_empty() || allows_replacing(problem, ask)).then_some(())?;
    prices.replaced.iter().all(holds).then_some(replaced)
}

/// What the prices add by themselves, and what each need is worth to a place that reaches it.
fn worth(problem: &Problem, ask: &Ask, prices: &Prices) -> Option<(i128, Vec<i128>)> {
    let mut own = 0;
    let mut worth = Vec::with_capacity(problem.needs.len());
    let millionths = i128::from(Persons::MICRO);
    for (need, price) in problem.needs.iter().zip(&prices.needs) {
        // Where nobody lives nobody has to be served.
        let price = if need.people == Persons::NONE {
            0
        } else {
            i128::from(*price)
        };
        let of = match ask.model {
            Model::CoverMost => {
                let most = i128::from(need.weight);
                let price = price.clamp(0, most);
                own -= most - price;
                price
            }
            Model::CoverAll => {
                let price = price.max(0);
                own += price;
                price
            }
            Model::ShortestSum => {
                own += price;
                price
            }
            Model::CoverRate { .. } => {
                // Rounded so that the bound can only become weaker.
                let exact = i128::from(prices.person) * i128::from(need.people.0);
                let most = exact.div_euclid(millionths);
                let price = price.clamp(0, most);
                own -= most + 1 - price;
                price
            }
            Model::ShortestLongest | Model::Backup => return None,
        };
        worth.push(of);
    }
    if let Model::CoverRate { rate } = ask.model {
        own += (i128::from(prices.person) * i128::from(wanted(problem, rate).0)).div_euclid(millionths);
    }
    Some((own, worth))
}

/// The most that a place can gain.
fn gain(problem: &Problem, ask: &Ask, columns: &Rows, place: usize, worth: &[i128]) -> i128 {
    let gains = columns.of(place).filter_map(|(need, cost)| {
        let need = need as usize;
        let way = match ask.model {
            Model::ShortestSum => i128::from(problem.needs[need].weight) * i128::from(cost),
            _ => 0,
        };
        let gain = worth[need] - way;
        (gain > 0).then(|| (gain, i128::from(problem.needs[need].people.0)))
    });
    let capacity = problem.places[place].capacity.filter(|_| ask.capacitated);
    let Some(capacity) = capacity else {
        return gains.map(|(gain, _)| gain).sum();
    };
    let mut gains: Vec<(i128, i128)> = gains.collect();
    // The most for each person first; by cross products, for they are whole.
    gains.sort_by(|(gain, people), (other, others)| (other * people).cmp(&(gain * others)));
    let mut left = i128::from(capacity.0);
    let mut sum = 0;
    for (gain, people) in gains {
        if people <= left {
            left -= people;
            sum += gain;
        } else {
            sum += (gain * left + people - 1) / people;
            break;
        }
    }
    sum
}
