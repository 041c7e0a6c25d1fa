//! What prices prove: a bound by arithmetic in whole numbers, which shares nothing with the search that found them.
//!
//! Every need i has a price a(i): what serving it is worth at most. Whoever wants to open place j can't gain more than K(j): the prices of
//! the needs that it reaches (less what their ways cost, where ways are summed), as many as its capacity holds, split as finely as one likes.
//! So no answer is better than the prices' own sum less the gains of the best places that may be opened. That is the Lagrangian dual of the
//! models, with the rules on who is served relaxed (Geoffrion 1974; Cornuejols, Fisher and Nemhauser 1977 for the p-median). Rules that are
//! not named here (spacing, districts, a budget, a least number of people) only make answers worse, so the bound stays true.

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
    for (position, place) in problem.places.iter().enumerate() {
        let fine = if thrifty {
            i128::from(price(problem, ask, position)) * FINE
        } else {
            0
        };
        let loss = fine - gain(problem, ask, &columns, position, &worth);
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
    bound += choice.iter().take(room).sum::<i128>();
    Some(match ask.model {
        Model::CoverMost => -bound,
        Model::ShortestSum => bound,
        _ => (bound + FINE - 1).div_euclid(FINE),
    })
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
