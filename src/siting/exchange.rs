//! Good answers fast, for maximal covering and for short ways: one place after another, then exchanges while any helps (Teitz and Bart 1968;
//! Church and `ReVelle` 1974).

use super::ask::{Ask, Model};
use super::formulation::room;
use super::problem::{Problem, Role};
use super::rows::Rows;

/// A way that nobody has: far beyond any that somebody has, so that being unserved is worst of all.
const NO_WAY: f64 = 1e12;

/// Exchanges at most, of one beginning: near ties of floating numbers must not go round for ever.
const ROUNDS: usize = 2_000;

/// Searches for answers of one problem.
pub(super) struct Exchange<'a> {
    problem: &'a Problem,
    is_sum: bool,
    columns: Rows,
    room: usize,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(problem: &'a Problem, ask: &Ask) -> Self {
        let choice = problem.count(Role::is_open_to_choice);
        let required = problem.count(|role| role == Role::Required);
        Self {
            problem,
            is_sum: ask.model == Model::ShortestSum,
            columns: problem.reach.turned(problem.places.len()),
            room: room(problem, ask)
                .map_or(choice, |room| room.saturating_sub(required))
                .min(choice),
        }
    }

    fn is_choice(&self, place: usize) -> bool {
        self.problem.places[place].role.is_open_to_choice()
    }

    /// What a need loses with a way of this cost, against none at all for maximal covering.
    fn cost(&self, need: u32, way: Option<i64>) -> f64 {
        let weight = self.problem.needs[need as usize].weight as f64;
        match (self.is_sum, way) {
            (true, Some(way)) => weight * way as f64,
            (true, None) => weight * NO_WAY,
            (false, Some(_)) => 0.0,
            (false, None) => weight,
        }
    }

    /// From some open places to an answer that no exchange of two places betters. Says which are open, and its cost: people left out, or
    /// ways in sum; infinite where somebody has no way.
    pub(super) fn answer(&self, begin: &[u32]) -> (Vec<bool>, f64) {
        let mut state = State::new(self, begin);
        state.grow();
        let mut rounds = 0;
        while rounds < ROUNDS && state.exchange() {
            rounds += 1;
        }
        let problem = self.problem;
        let left_out = self.is_sum
            && (0..problem.needs.len()).any(|need| problem.needs[need].people.0 > 0 && state.by[need] == u32::MAX);
        let cost = if left_out { f64::INFINITY } else { state.cost() };
        (state.open, cost)
    }
}

struct State<'a> {
    of: &'a Exchange<'a>,
    open: Vec<bool>,
    /// Of every need: its cost now, and what it would be without the place that it has (the same where another does as well).
    now: Vec<f64>,
    then: Vec<f64>,
    by: Vec<u32>,
    used: usize,
}

impl<'a> State<'a> {
    fn new(of: &'a Exchange<'a>, begin: &[u32]) -> Self {
        let places = &of.problem.places;
        let mut open: Vec<bool> = places.iter().map(|place| place.role.is_open_always()).collect();
        for place in begin {
            open[*place as usize] |= of.is_choice(*place as usize);
        }
        let used = (0..open.len())
            .filter(|place| open[*place] && of.is_choice(*place))
            .count();
        let needs = of.problem.needs.len();
        let mut state = Self {
            of,
            open,
            now: vec![0.0; needs],
            then: vec![0.0; needs],
            by: vec![u32::MAX; needs],
            used,
        };
        (0..needs as u32).for_each(|need| state.see(need));
        state
    }

    /// Looks again at what a need has.
    fn see(&mut self, need: u32) {
        let (mut first, mut second): (Option<(i64, u32)>, Option<i64>) = (None, None);
        for (place, cost) in self.of.problem.reach.of(need as usize) {
            if !self.open[place as usize] {
                continue;
            }
            if first.is_none_or(|(known, _)| cost < known) {
                second = first.map(|(known, _)| known);
                first = Some((cost, place));
            } else if second.is_none_or(|known| cost < known) {
                second = Some(cost);
            }
        }
        let at = need as usize;
        self.now[at] = self.of.cost(need, first.map(|(cost, _)| cost));
        self.then[at] = self.of.cost(need, second);
        self.by[at] = first.map_or(u32::MAX, |(_, place)| place);
    }

    fn set(&mut self, place: u32, open: bool) {
        self.open[place as usize] = open;
        self.used = if open { self.used + 1 } else { self.used - 1 };
        let of = self.of;
        for need in of.columns.columns(place as usize) {
            self.see(*need);
        }
    }

    /// What opening a place would save.
    fn saves(&self, place: u32) -> f64 {
        let saves = |(need, cost): (u32, i64)| (self.now[need as usize] - self.of.cost(need, Some(cost))).max(0.0);
        self.of.columns.of(place as usize).map(saves).sum()
    }

    /// Opens the place that saves most while there is room.
    fn grow(&mut self) {
        let mut saves: Vec<f64> = (0..self.open.len() as u32).map(|place| self.saves(place)).collect();
        while self.used < self.of.room {
            // What a place saves only falls, so an old figure is a bound: the first that is still the most is the most.
            let mut best: Option<(f64, u32)> = None;
            let mut order: Vec<u32> = (0..self.open.len() as u32)
                .filter(|place| !self.open[*place as usize] && self.of.is_choice(*place as usize))
                .collect();
            order.sort_by(|one, other| {
                saves[*other as usize]
                    .total_cmp(&saves[*one as usize])
                    .then(one.cmp(other))
            });
            for place in order {
                if best.is_some_and(|(most, _)| saves[place as usize] <= most) {
                    break;
                }
                saves[place as usize] = self.saves(place);
                if best.is_none_or(|(most, _)| saves[place as usize] > most) {
                    best = Some((saves[place as usize], place));
                }
            }
            match best {
                Some((saves, place)) if saves > 0.0 => self.set(place, true),
                _ => break,
            }
        }
    }

    /// Makes the best exchange; whether there was one.
    fn exchange(&mut self) -> bool {
        let places = self.open.len();
        let mut losses = vec![0.0; places];
        for need in 0..self.now.len() {
            if self.by[need] != u32::MAX {
                losses[self.by[need] as usize] += self.then[need] - self.now[need];
            }
        }
        let out: Vec<u32> = (0..places as u32)
            .filter(|place| self.open[*place as usize] && self.of.is_choice(*place as usize))
            .collect();
        let mut best: Option<(f64, u32, u32)> = None;
        // What a closed place saves beside what each open one loses, where they share needs.
        let mut together = vec![0.0; places];
        for coming in
            (0..places as u32).filter(|place| !self.open[*place as usize] && self.of.is_choice(*place as usize))
        {
            let mut saves = 0.0;
            let mut touched = Vec::new();
            for (need, cost) in self.of.columns.of(coming as usize) {
                let at = need as usize;
                let cost = self.of.cost(need, Some(cost));
                saves += (self.now[at] - cost).max(0.0);
                let by = self.by[at];
                if by != u32::MAX && cost < self.then[at] {
                    if together[by as usize] == 0.0 {
                        touched.push(by);
                    }
                    together[by as usize] += self.then[at] - cost.max(self.now[at]);
                }
            }
            for going in &out {
                let change = saves - losses[*going as usize] + together[*going as usize];
                if change > best.map_or(0.0, |(most, ..)| most) {
                    best = Some((change, coming, *going));
                }
            }
            for place in touched {
                together[place as usize] = 0.0;
            }
        }
        let scale = self.cost().abs().max(1.0);
        match best {
            Some((change, coming, going)) if change > scale * 1e-12 => {
                self.set(going, false);
                self.set(coming, true);
                true
            }
            _ => false,
        }
    }

    fn cost(&self) -> f64 {
        self.now.iter().sum()
    }
}
