//! A siting question as a linear model: which column is which place, and which row is which rule.
//!
//! People are counted in persons here and costs in metres or seconds, so that numbers stay near one; answers are counted again in whole
//! numbers (see `assign` and `recount`).

use std::collections::BTreeSet;

use super::ask::{Ask, Model, Thrift};
use super::linear::Linear;
use super::problem::{Problem, Role};
use super::shared::Shared;
use super::spacing::too_near;
use crate::units::Persons;

/// By how much an objective may miss the value that it must keep. The solver takes rows to be kept within a millionth; with less room than
/// some of these it calls models impossible that are not. What is found is counted again, and only what is exactly as good is taken.
const AS_GOOD: f64 = 1e-5;

/// A linear model of a siting question, and what its columns and rows mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Formulation {
    pub(super) linear: Linear,
    /// The column of each place that takes part.
    pub(super) place: Vec<Option<usize>>,
    /// The column of how many there are of everything shared that takes part.
    shared: Vec<Option<usize>>,
    /// Columns of people going: need, place, column (a share of the need's people).
    pub(super) going: Vec<(u32, u32, usize)>,
    /// Needs with the row that says that they are served.
    pub(super) need_rows: Vec<(u32, usize)>,
    /// The row of the number of places.
    pub(super) number_row: Option<usize>,
    /// The row of the share to be served.
    pub(super) rate_row: Option<usize>,
}

/// What a place costs in the objective of a thrifty model: places or money. What it shares is paid apart.
pub(super) fn price(problem: &Problem, ask: &Ask, place: usize) -> i64 {
    let place = &problem.places[place];
    match (place.role, ask.thrift) {
        (Role::Kept | Role::Excluded, _) => 0,
        (_, Thrift::Fewest) => i64::from(place.shared.is_none()),
        (_, Thrift::Cheapest) => place.cost,
    }
}

/// The people who have to be served for a share of all; a part of a millionth is one.
pub(super) fn wanted(problem: &Problem, rate: i64) -> Persons {
    let exact = i128::from(problem.people().0) * i128::from(rate);
    let millionths = i128::from(Persons::MICRO);
    Persons(((exact + millionths - 1) / millionths) as i64)
}

/// How many of the places that count may be open together.
pub(super) fn room(problem: &Problem, ask: &Ask) -> Option<usize> {
    let beside = ask
        .sites
        .map(|sites| sites + problem.count(|role| role == Role::MayClose));
    match (beside, ask.open_at_most) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

impl Formulation {
    /// About how much memory the model of a problem will take, told before it is built: the solver was seen to take 6 to 11 kB for each pair
    /// where people are assigned (`benches/site_towns.rs`, rate, radii of 1 and 2 km), and less than 0.4 kB where they are only covered.
    pub(super) fn takes(problem: &Problem, ask: &Ask) -> u64 {
        let pairs = problem.reach.pairs() as u64;
        if ask.assigns() { pairs * 10_000 } else { pairs * 400 }
    }

    /// Builds the model.
    pub(super) fn of(problem: &Problem, ask: &Ask) -> Self {
        let mut made = Self {
            linear: Linear::default(),
            place: vec![None; problem.places.len()],
            shared: vec![None; problem.shared.len()],
            going: Vec::new(),
            need_rows: Vec::new(),
            number_row: None,
            rate_row: None,
        };
        made.places(problem, ask);
        made.shared(problem, ask);
        made.rules(problem, ask);
        if ask.assigns() {
            made.assigned(problem, ask);
        } else {
            made.covered(problem, ask);
        }
        made
    }

    fn places(&mut self, problem: &Problem, ask: &Ask) {
        let thrifty = matches!(ask.model, Model::CoverAll | Model::CoverRate { .. });
        for (position, place) in problem.places.iter().enumerate() {
            if place.role == Role::Excluded {
                continue;
            }
            let cost = if thrifty {
                price(problem, ask, position) as f64
            } else {
                0.0
            };
            let low = if place.role.is_open_always() { 1.0 } else { 0.0 };
            self.place[position] = Some(self.linear.column(cost, low, 1.0, true));
        }
    }

    /// The same model for the least cost of what is opened, its old objective no worse than a value.
    pub(super) fn for_less(mut self, problem: &Problem, value: i128, ask: &Ask) -> Self {
        self.no_worse_than(Some(value), ask);
        for (column, cost) in self.costs(problem) {
            self.linear.columns[column].cost = cost;
        }
        self
    }

    /// The same model for the fewest places given up, its old objective no worse than a value and the cost no higher than one, where there
    /// are such.
    pub(super) fn for_fewest_closings(
        mut self,
        problem: &Problem,
        value: Option<i128>,
        cost: Option<i128>,
        ask: &Ask,
    ) -> Self {
        self.no_worse_than(value, ask);
        if let Some(cost) = cost {
            let costs = self.costs(problem);
            self.linear.row(f64::NEG_INFINITY, cost as f64, costs);
        }
        for (column, kept) in self.sum(problem, |_, role| (role == Role::MayClose).then_some(-1.0)) {
            self.linear.columns[column].cost = kept;
        }
        self
    }

    /// What is opened, or may close and is kept, with its cost.
    fn costs(&self, problem: &Problem) -> Vec<(usize, f64)> {
        let counts = |position: usize, role| (role != Role::Kept).then(|| problem.places[position].cost as f64);
        let mut costs = self.sum(problem, counts);
        costs.extend(self.sum_shared(problem, |shared| Some(shared.cost as f64)));
        costs
    }

    /// Takes the objective away, and keeps it no worse than a value, where there is one.
    fn no_worse_than(&mut self, value: Option<i128>, ask: &Ask) {
        let columns = self.linear.columns.iter_mut().enumerate();
        let objective: Vec<(usize, f64)> = columns
            .map(|(position, column)| (position, std::mem::take(&mut column.cost)))
            .filter(|(_, cost)| *cost != 0.0)
            .collect();
        let Some(value) = value else { return };
        let value = match ask.model {
            Model::CoverMost | Model::Backup => -(value as f64 / 1e6),
            Model::ShortestSum => value as f64 / 1e9,
            _ => value as f64,
        };
        self.linear
            .row(f64::NEG_INFINITY, value + value.abs() * 1e-9 + AS_GOOD, objective);
    }

    /// How many there are of what is shared: enough for the open members, and none without any.
    fn shared(&mut self, problem: &Problem, ask: &Ask) {
        let thrifty = matches!(ask.model, Model::CoverAll | Model::CoverRate { .. });
        let members = problem.members(|position| self.place[position].is_some());
        for (which, (shared, members)) in problem.shared.iter().zip(members).enumerate() {
            if members.is_empty() {
                continue;
            }
            let cost = if thrifty { shared.price(ask) as f64 } else { 0.0 };
            let taken = self.linear.column(cost, 0.0, shared.most as f64, true);
            self.shared[which] = Some(taken);
            let open: Vec<usize> = members.iter().filter_map(|member| self.place[*member]).collect();
            let each = |factor: f64| open.iter().map(move |column| (*column, factor));
            let load = each(1.0).chain([(taken, -(shared.carries as f64))]).collect();
            self.linear.row(f64::NEG_INFINITY, 0.0, load);
            // Nothing new for whole numbers; for parts of one it says much more.
            if shared.carries > 1 {
                for column in &open {
                    self.linear
                        .row(f64::NEG_INFINITY, 0.0, vec![(*column, 1.0), (taken, -1.0)]);
                }
            }
            // No more than are needed: a district would count them.
            let carries = shared.carries as f64;
            let used = each(-1.0).chain([(taken, carries)]).collect();
            self.linear.row(f64::NEG_INFINITY, carries - 1.0, used);
        }
    }

    /// The columns of what is shared, with a factor.
    fn sum_shared(&self, problem: &Problem, factor: impl Fn(&Shared) -> Option<f64>) -> Vec<(usize, f64)> {
        let shared = self.shared.iter().zip(&problem.shared);
        shared
            .filter_map(|(column, shared)| Some(((*column)?, factor(shared)?)))
            .collect()
    }

    /// The columns of the places of which something holds, with a factor.
    fn sum(&self, problem: &Problem, factor: impl Fn(usize, Role) -> Option<f64>) -> Vec<(usize, f64)> {
        let places = problem.places.iter().enumerate();
        places
            .filter_map(|(position, place)| Some((self.place[position]?, factor(position, place.role)?)))
            .collect()
    }

    fn rules(&mut self, problem: &Problem, ask: &Ask) {
        let counts = |role: Role| role != Role::Kept;
        if let Some(room) = room(problem, ask) {
            let alone = |position: usize| problem.places[position].shared.is_none();
            let mut entries = self.sum(problem, |position, role| {
                (counts(role) && alone(position)).then_some(1.0)
            });
            entries.extend(self.sum_shared(problem, |_| Some(1.0)));
            self.number_row = Some(self.linear.row(f64::NEG_INFINITY, room as f64, entries));
        }
        if let Some(budget) = ask.budget {
            let costs = self.costs(problem);
            self.linear.row(f64::NEG_INFINITY, budget as f64, costs);
        }
        for (one, other) in too_near(problem, ask.spacing) {
            let pair = [one, other];
            let entries = pair
                .iter()
                .filter_map(|place| Some((self.place[*place as usize]?, 1.0)));
            let entries = entries.collect();
            self.linear.row(f64::NEG_INFINITY, 1.0, entries);
        }
        for (district, least) in &ask.district_minimum {
            let inside = |position: usize, _| {
                let place = &problem.places[position];
                (place.shared.is_none() && place.district == Some(*district)).then_some(1.0)
            };
            let mut entries = self.sum(problem, inside);
            entries.extend(self.sum_shared(problem, |shared| (shared.district == Some(*district)).then_some(1.0)));
            self.linear.row(*least as f64, f64::INFINITY, entries);
        }
        for (again, differing) in &ask.not_again {
            let again: BTreeSet<u32> = again.iter().copied().collect();
            let free = |position: usize, role: Role| {
                let sign = match again.contains(&(position as u32)) {
                    true => -1.0,
                    // With another one beside them it differs too; where more is asked, only their own absence counts.
                    false if *differing > 1 => return None,
                    false => 1.0,
                };
                role.is_open_to_choice().then_some(sign)
            };
            let entries = self.sum(problem, free);
            let open = entries.iter().filter(|(_, sign)| *sign < 0.0).count();
            self.linear.row(*differing as f64 - open as f64, f64::INFINITY, entries);
        }
    }

    /// Who is within reach of an open place.
    fn covered(&mut self, problem: &Problem, ask: &Ask) {
        let mut served_row = Vec::new();
        for (need, of) in problem.needs.iter().enumerate() {
            if of.people == Persons::NONE {
                continue;
            }
            let weight = of.weight as f64 / 1e6;
            let reached = problem.reached(need);
            let mut row: Vec<(usize, f64)> = reached
                .filter_map(|(place, _)| Some((self.place[place as usize]?, 1.0)))
                .collect();
            match ask.model {
                Model::CoverMost | Model::CoverRate { .. } => {
                    if row.is_empty() {
                        continue;
                    }
                    let cost = if ask.model.is_most() { -weight } else { 0.0 };
                    let served = self.linear.column(cost, 0.0, 1.0, false);
                    served_row.push((served, of.people.as_f64()));
                    row.push((served, -1.0));
                    let row = self.linear.row(0.0, f64::INFINITY, row);
                    self.need_rows.push((need as u32, row));
                }
                Model::Backup => {
                    let twice = self.linear.column(-weight, 0.0, 1.0, false);
                    row.push((twice, -1.0));
                    self.linear.row(1.0, f64::INFINITY, row);
                }
                Model::CoverAll | Model::ShortestLongest | Model::ShortestSum => {
                    let row = self.linear.row(1.0, f64::INFINITY, row);
                    self.need_rows.push((need as u32, row));
                }
            }
        }
        if let Model::CoverRate { rate } = ask.model {
            let wanted = wanted(problem, rate);
            self.rate_row = Some(self.linear.row(wanted.as_f64(), f64::INFINITY, served_row));
        }
    }

    /// Who goes where, as shares of each need's people.
    fn assigned(&mut self, problem: &Problem, ask: &Ask) {
        let mut loads: Vec<Vec<(usize, f64)>> = vec![Vec::new(); problem.places.len()];
        let mut rate_row = Vec::new();
        for (need, of) in problem.needs.iter().enumerate() {
            if of.people == Persons::NONE {
                continue;
            }
            let people = of.people.as_f64();
            let mut row = Vec::new();
            for (place, cost) in problem.reached(need) {
                let Some(open) = self.place[place as usize] else {
                    continue;
                };
                let cost = match ask.model {
                    Model::ShortestSum => of.weight as f64 / 1e6 * (cost as f64 / 1e3),
                    Model::CoverMost => -(of.weight as f64 / 1e6),
                    _ => 0.0,
                };
                let going = self.linear.column(cost, 0.0, 1.0, false);
                self.linear
                    .row(f64::NEG_INFINITY, 0.0, vec![(going, 1.0), (open, -1.0)]);
                loads[place as usize].push((going, people));
                rate_row.push((going, people));
                row.push((going, 1.0));
                self.going.push((need as u32, place, going));
            }
            let least = if ask.model.serves_everybody() {
                1.0
            } else {
                f64::NEG_INFINITY
            };
            if ask.model == Model::Backup {
                // Each person has one place, and those who can a second one.
                let twice = self.linear.column(-(of.weight as f64 / 1e6), 0.0, 1.0, false);
                row.push((twice, -1.0));
            }
            if !row.is_empty() || ask.model.serves_everybody() {
                let row = self.linear.row(least, 1.0, row);
                self.need_rows.push((need as u32, row));
            }
        }
        for (position, mut load) in loads.into_iter().enumerate() {
            let Some(column) = self.place[position] else { continue };
            let place = &problem.places[position];
            if let Some(least) = place.least.filter(|_| ask.least_people) {
                let row = load.iter().copied().chain([(column, -least.as_f64())]).collect();
                self.linear.row(0.0, f64::INFINITY, row);
            }
            if let Some(capacity) = place.capacity.filter(|_| ask.capacitated) {
                load.push((column, -capacity.as_f64()));
                self.linear.row(f64::NEG_INFINITY, 0.0, load);
            }
        }
        if let Model::CoverRate { rate } = ask.model {
            let wanted = wanted(problem, rate);
            self.rate_row = Some(self.linear.row(wanted.as_f64(), f64::INFINITY, rate_row));
        }
    }
}
