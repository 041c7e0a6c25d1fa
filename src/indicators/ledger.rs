//! Check 20: the ledger of gaps, those that the plan wants first at its head, and beside it which candidate sites a plain greedy choice takes.
//! The best choice of sites is for siting; this one is a comparison and says so.

use std::collections::{BTreeMap, BTreeSet};

use super::context::{Context, has};
use super::near_by::Distances;
use super::presence;
use super::series::{Row, Series, State};
use super::tally::Part;
use super::value::Item;
use crate::domain::plan::{Decimal, How, Requirement, Unit};
use crate::domain::site::FunctionState;

/// What a greedy choice is worth.
pub const GREEDY_LABEL: &str = "greedy: each step takes the candidate that serves most people without a facility; never less than 1 - 1/e (63 %) of what the best choice of as many sites serves";

/// Gaps in the order in which they are to be closed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ledger {
    /// The gaps.
    pub gaps: Vec<Gap>,
    /// Sites that are candidates for one of them.
    pub candidates: usize,
    /// What a greedy choice takes, one site a step, for as long as it gains.
    pub greedy: Vec<Step>,
}

/// A community that lacks a facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Which.
    pub item: Item,
    /// Why it comes before others: the first word of the requirement's list that holds for it.
    pub first: Option<String>,
    /// Its residents, or those of the group that is asked for, all of them unserved; `None` where nobody counted.
    pub people: Option<Decimal>,
    /// Positions of the plan's requirements that it fails.
    pub fails: Vec<usize>,
}

/// One site of a greedy choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Position of the candidate.
    pub facility: usize,
    /// Gaps that it closes.
    pub closes: Vec<Item>,
    /// Their people.
    pub people: Decimal,
    /// People of this and of all steps before.
    pub so_far: Decimal,
}

/// The ledger, and how many gaps it has as a value without a target.
pub(super) fn ledger(context: &Context<'_>, requirement: &Requirement, first: &[String]) -> (Series, Ledger) {
    let mut states: BTreeMap<Item, (bool, Option<bool>, Vec<usize>)> = BTreeMap::new();
    let mut categories: BTreeSet<&str> = BTreeSet::new();
    for (at, asked) in context.plan.requirements.iter().enumerate() {
        for measure in &asked.measures {
            let How::Presence { of, least, within, .. } = &measure.how else {
                continue;
            };
            // A comprehensive facility in each community: the checks whose gaps the plans speak of.
            if !matches!(measure.check, Some(1 | 2 | 5)) {
                continue;
            }
            let scope = measure.scope.unwrap_or(asked.scope);
            for counts in of {
                categories.extend(context.counted(counts).0.iter().map(String::as_str));
            }
            let distances = Distances {
                within: *within,
                table: &[],
            };
            for series in presence::presence(context, asked, scope, of, *least, &distances) {
                for row in series.rows.iter().filter(|_| series.headline) {
                    see(&mut states, row, at);
                }
            }
        }
    }
    let rows = states.iter().map(|(item, (surely, state, _))| Row {
        item: *item,
        part: Part::yes(*state, *surely),
        state: match state {
            Some(true) => State::Fails {
                has: Decimal::default(),
                lacks: Decimal::whole(1),
            },
            Some(false) => State::Meets,
            None => State::Unknown,
        },
        near: false,
        approximate: false,
    });
    let count = Series {
        rows: rows.collect(),
        count: true,
        unit: Unit::Communities,
        factor: 1,
        shortfall_in: "facilities",
        ..Series::share(
            "gaps",
            requirement.target.map(|target| (target.comparator, target.value)),
        )
    };
    let mut gaps: Vec<Gap> = states
        .into_iter()
        .filter(|(_, (surely, state, _))| *surely && *state == Some(true))
        .map(|(item, (_, _, fails))| Gap {
            item,
            first: first.iter().find(|word| is_first(context, item, word)).cloned(),
            people: context.unit(item).and_then(|unit| unit.number(context.people_key())),
            fails,
        })
        .collect();
    let rank = |gap: &Gap| {
        let place = first.iter().position(|word| Some(word) == gap.first.as_ref());
        place.unwrap_or(first.len())
    };
    gaps.sort_by(|a, b| {
        let order = rank(a).cmp(&rank(b)).then(b.people.cmp(&a.people));
        order.then(a.item.cmp(&b.item))
    });
    let (candidates, greedy) = greedy(context, &gaps, &categories);
    let ledger = Ledger {
        gaps,
        candidates,
        greedy,
    };
    (count, ledger)
}

/// A unit is a gap where it fails one of the checks, whatever the others say.
fn see(states: &mut BTreeMap<Item, (bool, Option<bool>, Vec<usize>)>, row: &Row, requirement: usize) {
    let state = match row.state {
        State::Fails { .. } => Some(true),
        State::Meets => Some(false),
        State::Unknown => None,
    };
    let entry = states.entry(row.item).or_insert((false, Some(false), Vec::new()));
    entry.0 |= row.part.surely;
    entry.1 = match (entry.1, state) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    };
    if state == Some(true) && !entry.2.contains(&requirement) {
        entry.2.push(requirement);
    }
}

/// The input that says whether a word of a requirement's list of first ones holds for a unit.
pub fn input_of_first(word: &str) -> &str {
    match word {
        "old_neighbourhood" => "old_neighbourhoods",
        "idle_asset" => "idle_assets",
        word => word,
    }
}

/// Whether a word of the list holds for a unit.
fn is_first(context: &Context<'_>, item: Item, word: &str) -> bool {
    let told = context.unit(item).and_then(|unit| unit.truth(input_of_first(word)));
    told == Some(true)
}

/// Candidate sites one after another: each time the one whose communities, as its record names them, have most people without a facility; of
/// several the one that closes more gaps, then the first.
fn greedy(context: &Context<'_>, gaps: &[Gap], categories: &BTreeSet<&str>) -> (usize, Vec<Step>) {
    let wanted: Vec<String> = categories.iter().map(|key| (*key).to_owned()).collect();
    let open: BTreeMap<Item, Decimal> = gaps
        .iter()
        .map(|gap| (gap.item, gap.people.unwrap_or_default()))
        .collect();
    let mut candidates: Vec<(usize, BTreeSet<Item>)> = Vec::new();
    for (at, facility) in context.records.facilities.iter().enumerate() {
        if has(facility, &wanted, FunctionState::Candidate) {
            let serves = facility.communities.iter().map(|at| Item::Community(*at));
            let closes: BTreeSet<Item> = serves.filter(|item| open.contains_key(item)).collect();
            if !closes.is_empty() {
                candidates.push((at, closes));
            }
        }
    }
    let count = candidates.len();
    let mut so_far = 0_i64;
    let mut steps = Vec::new();
    loop {
        let worth = |closes: &BTreeSet<Item>| {
            let people: i64 = closes.iter().map(|item| open[item].0).sum();
            (people, closes.len())
        };
        let best = candidates
            .iter()
            .max_by(|a, b| worth(&a.1).cmp(&worth(&b.1)).then(b.0.cmp(&a.0)));
        let Some((facility, closes)) = best.filter(|(_, closes)| !closes.is_empty()).cloned() else {
            return (count, steps);
        };
        let (people, _) = worth(&closes);
        so_far += people;
        for (_, others) in &mut candidates {
            others.retain(|item| !closes.contains(item));
        }
        steps.push(Step {
            facility,
            closes: closes.into_iter().collect(),
            people: Decimal(people),
            so_far: Decimal(so_far),
        });
    }
}
