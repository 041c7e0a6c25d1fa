//! A choice of places made by hand: who goes where, what that is worth, and which rules it breaks.

use std::borrow::Cow;

use super::answer::{Answer, Going, Status};
use super::ask::{Ask, Model};
use super::assign::{assign, value};
use super::error::Rule;
use super::longest::shortened;
use super::problem::{Problem, Role};
use super::recount::{Breach, recount};
use super::twice::fall_back;

/// A choice that nobody searched for, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct ByHand {
    /// What it comes to. Nothing is known of its bound.
    pub answer: Answer,
    /// The rules that it breaks, each with the first place that shows it; who can't be served is found last.
    pub breaks: Vec<Breach>,
}

/// Counts a choice as an answer to a question: what is open beside the places that are kept, by position.
///
/// Where the rules on who goes where can't be kept, the most people are sent whom the places can serve, and the rule is told.
pub fn by_hand(problem: &Problem, ask: &Ask, open: &[u32]) -> ByHand {
    let mut flags: Vec<bool> = problem.places.iter().map(|place| place.role == Role::Kept).collect();
    for place in open {
        if let Some(flag) = flags.get_mut(*place as usize) {
            *flag = true;
        }
    }
    let as_many_as_fit = Ask {
        model: Model::CoverMost,
        least_people: false,
        ..ask.clone()
    };
    let (going, again) = sent(problem, ask, &flags)
        .or_else(|| Some((assign(problem, &as_many_as_fit, &flags)?, Vec::new())))
        .unwrap_or_default();
    let counted = if ask.model == Model::Backup { &again } else { &going };
    let answer = Answer {
        open: (0..flags.len() as u32).filter(|place| flags[*place as usize]).collect(),
        value: value(problem, ask, &flags, counted),
        going,
        again,
        bound: if ask.model.is_most() { i128::MAX } else { i128::MIN },
        status: Status::Feasible,
        prices: None,
        proven: None,
        nodes: 0,
    };
    let mut breaks = Vec::new();
    let (mut left, mut of) = (ask.clone(), Cow::Borrowed(problem));
    while let Err(breach) = recount(&of, &left, &answer) {
        let goes_on = match breach {
            Breach::Role(_) => may_be_left_out(&mut of),
            Breach::Shared(_) => {
                for shared in &mut of.to_mut().shared {
                    shared.most = usize::MAX;
                }
                true
            }
            _ => without(&mut left, &breach),
        };
        breaks.push(breach);
        if !goes_on {
            break;
        }
    }
    ByHand { answer, breaks }
}

/// Who goes where, and to which second place, by the rules of the model.
fn sent(problem: &Problem, ask: &Ask, open: &[bool]) -> Option<(Vec<Going>, Vec<Going>)> {
    if ask.model == Model::Backup {
        return fall_back(problem, ask, open);
    }
    first(problem, ask, open).map(|going| (going, Vec::new()))
}

/// Who goes where.
fn first(problem: &Problem, ask: &Ask, open: &[bool]) -> Option<Vec<Going>> {
    let going = assign(problem, ask, open)?;
    if ask.model != Model::ShortestLongest || !ask.capacitated {
        return Some(going);
    }
    // Whoever fits somewhere: where places are full, the longest way depends on who goes there.
    let mut ways: Vec<i64> = (0..problem.reach.len())
        .flat_map(|need| problem.reach.of(need).map(|(_, cost)| cost))
        .collect();
    ways.sort_unstable();
    ways.dedup();
    let enough = ways.partition_point(|limit| assign(&shortened(problem, *limit), ask, open).is_none());
    ways.get(enough)
        .and_then(|limit| assign(&shortened(problem, *limit), ask, open))
        .or(Some(going))
}

/// Takes it that no place has to be built; false where none had to.
fn may_be_left_out(problem: &mut Cow<'_, Problem>) -> bool {
    let required = problem.count(|role| role == Role::Required);
    for place in &mut problem.to_mut().places {
        if place.role == Role::Required {
            place.role = Role::Candidate;
        }
    }
    required > 0
}

/// Takes the broken rule out of the question, so that the next one is found; false where the count can't go on without it.
fn without(ask: &mut Ask, breach: &Breach) -> bool {
    match breach {
        Breach::Sites { .. } => {
            ask.sites = None;
            ask.open_at_most = None;
        }
        Breach::Budget { .. } => ask.budget = None,
        Breach::Spacing(..) => ask.spacing = None,
        Breach::District(district) => ask.district_minimum.retain(|(other, _)| other != district),
        Breach::LeastPeople(_) => ask.least_people = false,
        Breach::Share { .. } => ask.model = Model::CoverRate { rate: 0 },
        // These two count alike.
        Breach::Served(_) if ask.model == Model::CoverAll => ask.model = Model::CoverRate { rate: 0 },
        _ => return false,
    }
    true
}

impl Breach {
    /// The rule of the question that is broken; none where the count itself is wrong, or a place is open against its role.
    pub fn rule(&self) -> Option<Rule> {
        Some(match self {
            Self::Sites { .. } => Rule::Sites,
            Self::Budget { .. } => Rule::Budget,
            Self::Spacing(..) => Rule::Spacing,
            Self::District(_) => Rule::Districts,
            Self::LeastPeople(_) => Rule::LeastPeople,
            Self::Share { .. } | Self::Served(_) => Rule::Served,
            Self::Capacity(_) => Rule::Capacity,
            Self::Shared(_) => Rule::Shared,
            _ => return None,
        })
    }

    /// The places that show it, by their ids.
    pub fn places(&self) -> Vec<i64> {
        match self {
            Self::Spacing(one, other) => vec![*one, *other],
            Self::LeastPeople(place) | Self::Capacity(place) | Self::Role(place) | Self::Shared(place) => vec![*place],
            _ => Vec::new(),
        }
    }
}
