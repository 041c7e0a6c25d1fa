//! Every answer counted again from the problem alone, by code that shares nothing with whoever found it.

use std::collections::BTreeMap;

use super::answer::{Answer, Status};
use super::ask::{Ask, Model, Thrift};
use super::problem::{Problem, Role};
use super::prove::proven_bound;
use crate::units::{Metres, Millimetres, Persons};

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// Open places out of order, twice, or not there.
    #[error("the open sites are not a list of sites in order")]
    NoList,
    /// A place is open that takes no part, or closed that must be open.
    #[error("site {0} is open or closed against its role")]
    Role(i64),
    /// Too many places.
    #[error("{opened} sites are open, {allowed} may be")]
    Sites {
        /// Open.
        opened: usize,
        /// Allowed.
        allowed: usize,
    },
    /// A choice that was not to be given again.
    #[error("this choice was given before")]
    Again,
    /// More open places share something than it carries.
    #[error("more sites share {0} than it carries")]
    Shared(i64),
    /// Too dear.
    #[error("the sites cost {cost}, the budget is {budget}")]
    Budget {
        /// Cost.
        cost: i128,
        /// Budget.
        budget: i64,
    },
    /// Two places too near.
    #[error("sites {0} and {1} are too near to each other")]
    Spacing(i64, i64),
    /// Too few in a district.
    #[error("district {0} has too few sites")]
    District(u32),
    /// People who go where nothing is open, or out of their reach, or who are no people.
    #[error("people of place {need} go to site {place}, which they don't reach or which is closed")]
    Way {
        /// Position of the need.
        need: u32,
        /// Position of the place.
        place: u32,
    },
    /// More people of a need go than there are, or fewer than must.
    #[error("of place {0} more people go than live there, or fewer than have to be served")]
    Served(u32),
    /// Fewer people than asked.
    #[error("{served} people are served, {wanted} have to be")]
    Share {
        /// Served.
        served: Persons,
        /// Wanted.
        wanted: Persons,
    },
    /// More than fit.
    #[error("more people go to site {0} than fit")]
    Capacity(i64),
    /// Too few.
    #[error("too few people go to site {0}")]
    LeastPeople(i64),
    /// The value is another.
    #[error("the value is said to be {said}, and is {counted}")]
    Value {
        /// Said.
        said: i128,
        /// Counted.
        counted: i128,
    },
    /// The bound is not what the prices prove, or worse than the value.
    #[error("the bound is said to be {said}; the prices prove {proven:?}, the value is {value}")]
    Bound {
        /// Said.
        said: i128,
        /// Proven.
        proven: Option<i128>,
        /// Value.
        value: i128,
    },
    /// Said to be the best, and not shown to be.
    #[error("the answer is called optimal, and its bound is another")]
    Status,
}

/// Counts an answer again.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn recount(problem: &Problem, ask: &Ask, answer: &Answer) -> Result<(), Breach> {
    let mut open = vec![false; problem.places.len()];
    for pair in answer.open.windows(2) {
        (pair[0] < pair[1]).then_some(()).ok_or(Breach::NoList)?;
    }
    for place in &answer.open {
        *open.get_mut(*place as usize).ok_or(Breach::NoList)? = true;
    }
    choice(problem, ask, &open)?;
    ways(problem, ask, answer, &open)?;
    let counted = objective(problem, ask, answer, &open);
    if counted != answer.value {
        return Err(Breach::Value {
            said: answer.value,
            counted,
        });
    }
    bound(problem, ask, answer)
}

/// The rules on which places are open.
fn choice(problem: &Problem, ask: &Ask, open: &[bool]) -> Result<(), Breach> {
    let (mut opened, mut may_close, mut cost) = (0, 0, 0);
    let mut districts: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, open) in problem.places.iter().zip(open) {
        let right = match place.role {
            Role::Kept | Role::Required => *open,
            Role::Excluded => !*open,
            Role::MayClose | Role::Candidate => true,
        };
        right.then_some(()).ok_or(Breach::Role(place.id))?;
        may_close += usize::from(place.role == Role::MayClose);
        if *open {
            if place.role != Role::Kept {
                opened += usize::from(place.shared.is_none());
                cost += i128::from(place.cost);
            }
            if let Some(district) = place.district.filter(|_| place.shared.is_none()) {
                *districts.entry(district).or_default() += 1;
            }
        }
    }
    for (shared, taken) in problem.shared.iter().zip(taken(problem, open)) {
        (taken <= shared.most).then_some(()).ok_or(Breach::Shared(shared.id))?;
        opened += taken;
        cost += i128::from(shared.cost) * taken as i128;
        if let Some(district) = shared.district {
            *districts.entry(district).or_default() += taken;
        }
    }
    if let Some(sites) = ask.sites.filter(|sites| opened > sites + may_close) {
        return Err(Breach::Sites {
            opened,
            allowed: sites + may_close,
        });
    }
    if let Some(most) = ask.open_at_most.filter(|most| opened > *most) {
        return Err(Breach::Sites { opened, allowed: most });
    }
    for (again, differing) in &ask.not_again {
        let free = |place: usize| problem.places[place].role.is_open_to_choice();
        let gone = again
            .iter()
            .filter(|place| free(**place as usize) && !open[**place as usize])
            .count();
        let come = (0..open.len()).any(|place| open[place] && free(place) && !again.contains(&(place as u32)));
        if gone < *differing && !(*differing == 1 && come) {
            return Err(Breach::Again);
        }
    }
    if let Some(budget) = ask.budget.filter(|budget| cost > i128::from(*budget)) {
        return Err(Breach::Budget { cost, budget });
    }
    for (district, least) in &ask.district_minimum {
        let there = districts.get(district).copied().unwrap_or(0);
        (there >= *least).then_some(()).ok_or(Breach::District(*district))?;
    }
    if let Some(spacing) = ask.spacing {
        let those: Vec<_> = problem.places.iter().zip(open).filter(|(_, open)| **open).collect();
        for (position, (one, _)) in those.iter().enumerate() {
            for (other, _) in &those[position + 1..] {
                let apart = Metres((one.point.x - other.point.x).hypot(one.point.y - other.point.y));
                let new = !one.role.stands() || !other.role.stands();
                if new && one.kind == other.kind && Millimetres::round(apart) < Millimetres::round(spacing) {
                    return Err(Breach::Spacing(one.id, other.id));
                }
            }
        }
    }
    Ok(())
}

/// How many there must be of everything shared: one more whenever the last is full.
fn taken(problem: &Problem, open: &[bool]) -> Vec<usize> {
    let mut taken = vec![(0, 0); problem.shared.len()];
    for (place, _) in problem.places.iter().zip(open).filter(|(_, open)| **open) {
        if let Some(which) = place.shared {
            let (count, left) = &mut taken[which as usize];
            if *left == 0 {
                *count += 1;
                *left = problem.shared[which as usize].carries;
            }
            *left -= 1;
        }
    }
    taken.into_iter().map(|(count, _)| count).collect()
}

/// The rules on who goes where.
fn ways(problem: &Problem, ask: &Ask, answer: &Answer, open: &[bool]) -> Result<(), Breach> {
    let mut of_need = vec![0_i64; problem.needs.len()];
    let mut of_place = vec![0_i64; problem.places.len()];
    for going in &answer.going {
        let (need, place) = (going.need as usize, going.place as usize);
        let reached = need < of_need.len()
            && place < open.len()
            && open[place]
            && going.people.0 >= 0
            && problem.reach.columns(need).contains(&going.place);
        if !reached {
            return Err(Breach::Way {
                need: going.need,
                place: going.place,
            });
        }
        of_need[need] += going.people.0;
        of_place[place] += going.people.0;
    }
    if !answer.again.is_empty() {
        twice(problem, ask, answer, (open, &mut of_place))?;
    }
    for ((need, position), served) in problem.needs.iter().zip(0..).zip(&of_need) {
        let all = *served == need.people.0;
        let right = *served <= need.people.0 && (all || !ask.model.serves_everybody());
        right.then_some(()).ok_or(Breach::Served(position))?;
    }
    if let Model::CoverRate { rate } = ask.model {
        let all = i128::from(problem.people().0) * i128::from(rate);
        let served: i64 = of_need.iter().sum();
        if i128::from(served) * 1_000_000 < all {
            return Err(Breach::Share {
                served: Persons(served),
                wanted: Persons((all / 1_000_000) as i64),
            });
        }
    }
    for ((place, served), open) in problem.places.iter().zip(&of_place).zip(open) {
        if ask.capacitated && place.capacity.is_some_and(|capacity| *served > capacity.0) {
            return Err(Breach::Capacity(place.id));
        }
        let least = place.least.filter(|_| *open && ask.least_people);
        if least.is_some_and(|least| *served < least.0) {
            return Err(Breach::LeastPeople(place.id));
        }
    }
    Ok(())
}

/// The rules on who has a second place: open, within reach, another one than the first, and each person one at most.
fn twice(problem: &Problem, ask: &Ask, answer: &Answer, (open, of_place): (&[bool], &mut [i64])) -> Result<(), Breach> {
    let mut pairs: BTreeMap<(u32, u32), i64> = BTreeMap::new();
    for going in &answer.going {
        *pairs.entry((going.need, going.place)).or_default() += going.people.0;
    }
    let mut of_need = vec![0_i64; problem.needs.len()];
    for again in &answer.again {
        let (need, place) = (again.need as usize, again.place as usize);
        let breach = Breach::Way {
            need: again.need,
            place: again.place,
        };
        let reached = ask.model == Model::Backup
            && need < of_need.len()
            && place < open.len()
            && open[place]
            && again.people.0 > 0
            && problem.reach.columns(need).contains(&again.place);
        reached.then_some(()).ok_or(breach.clone())?;
        let both = pairs.entry((again.need, again.place)).or_default();
        *both += again.people.0;
        (*both <= problem.needs[need].people.0).then_some(()).ok_or(breach)?;
        of_need[need] += again.people.0;
        of_place[place] += again.people.0;
    }
    for ((need, position), twice) in problem.needs.iter().zip(0..).zip(&of_need) {
        (*twice <= need.people.0)
            .then_some(())
            .ok_or(Breach::Served(position))?;
    }
    Ok(())
}

/// The objective from the open places and the people going.
fn objective(problem: &Problem, ask: &Ask, answer: &Answer, open: &[bool]) -> i128 {
    let mut sum = 0;
    match ask.model {
        Model::CoverAll | Model::CoverRate { .. } => {
            for (place, open) in problem.places.iter().zip(open) {
                if *open && place.role != Role::Kept {
                    sum += match ask.thrift {
                        Thrift::Fewest => i128::from(place.shared.is_none()),
                        Thrift::Cheapest => i128::from(place.cost),
                    };
                }
            }
            for (shared, taken) in problem.shared.iter().zip(taken(problem, open)) {
                sum += taken as i128
                    * match ask.thrift {
                        Thrift::Fewest => 1,
                        Thrift::Cheapest => i128::from(shared.cost),
                    };
            }
        }
        Model::CoverMost | Model::ShortestSum => {
            for going in &answer.going {
                let need = problem.needs[going.need as usize];
                if going.people.0 == 0 {
                    continue;
                }
                let counts = i128::from(need.weight) * i128::from(going.people.0) / i128::from(need.people.0);
                let way = problem
                    .reach
                    .of(going.need as usize)
                    .find(|(place, _)| *place == going.place);
                sum += match (ask.model, way) {
                    (Model::ShortestSum, Some((_, cost))) => counts * i128::from(cost),
                    _ => counts,
                };
            }
        }
        Model::ShortestLongest => {
            for going in &answer.going {
                let way = problem
                    .reach
                    .of(going.need as usize)
                    .find(|(place, _)| *place == going.place);
                sum = sum.max(way.map_or(0, |(_, cost)| i128::from(cost)));
            }
        }
        Model::Backup => {
            for again in &answer.again {
                let need = problem.needs[again.need as usize];
                sum += i128::from(need.weight) * i128::from(again.people.0) / i128::from(need.people.0.max(1));
            }
        }
    }
    sum
}

/// Whether what is said of the bound is shown.
fn bound(problem: &Problem, ask: &Ask, answer: &Answer) -> Result<(), Breach> {
    let most = ask.model.is_most();
    let beats = |one: i128, other: i128| if most { one > other } else { one < other };
    let proven = answer
        .prices
        .as_ref()
        .and_then(|prices| proven_bound(problem, ask, prices));
    let wrong = proven != answer.proven
        || beats(answer.value, answer.bound)
        || proven.is_some_and(|proven| beats(answer.bound, proven) || beats(answer.value, proven));
    let breach = Breach::Bound {
        said: answer.bound,
        proven,
        value: answer.value,
    };
    (!wrong).then_some(()).ok_or(breach)?;
    let optimal = answer.status == Status::Optimal;
    (!optimal || answer.bound == answer.value)
        .then_some(())
        .ok_or(Breach::Status)
}
