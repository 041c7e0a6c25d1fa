//! Solvers that stop, give up or lie: what is known before them is not lost, and nothing is called proven that is not.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use yike::siting::{
    Allowed, Answer, Ask, Effort, Ended, Limit, Linear, LinearSolver, Model, Problem, Role, Rows, SitingError, Solved,
    SolverError, Status, alternatives, curve, phased, recount, site,
};
use yike::solver::Highs;
use yike::units::Persons;

use crate::towns::{need, place};

/// The six edges between four corners: two corners see five of them, and half of each corner sees all six.
fn edges() -> Problem {
    let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
    Problem {
        needs: pairs.iter().map(|_| need(1)).collect(),
        places: (1..5).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new(pairs.map(|(one, other)| vec![(one, 1_000), (other, 1_000)])),
    }
}

struct Says(fn(&Linear) -> Result<Solved, SolverError>);

impl LinearSolver for Says {
    fn solve(&self, model: &Linear, _effort: &Effort, _start: Option<&[f64]>) -> Result<Solved, SolverError> {
        (self.0)(model)
    }
}

fn nothing(ended: Ended) -> Solved {
    Solved {
        ended,
        values: None,
        cost: 0.0,
        bound: f64::NEG_INFINITY,
        duals: Vec::new(),
        nodes: 0,
    }
}

fn asked(says: fn(&Linear) -> Result<Solved, SolverError>, memory: u64) -> Result<Answer, SitingError> {
    let effort = Effort {
        memory,
        ..Effort::default()
    };
    let ask = Ask::of(Model::CoverMost).with_sites(2);
    let problem = edges();
    let answer = site(&problem, &ask, &effort, &Says(says), &mut |_| {})?;
    assert_eq!(recount(&problem, &ask, &answer), Ok(()));
    Ok(answer)
}

const PLENTY: u64 = 1_000_000_000;

fn five_of_six(answer: &Answer) {
    let people = |people| i128::from(Persons::whole(people).0);
    assert_eq!((answer.value, answer.proven), (people(5), Some(answer.bound)));
    assert!(
        answer.bound >= people(6) && answer.bound < people(6) + 10_000,
        "{}",
        answer.bound
    );
}

#[test]
fn a_search_that_stops_with_nothing_leaves_what_was_known_with_its_bound() {
    let steps = asked(|_| Ok(nothing(Ended::Stopped(Limit::Steps))), PLENTY).expect("an answer");
    five_of_six(&steps);
    assert_eq!(steps.status, Status::Stopped(Limit::Steps));
    let time = asked(|_| Ok(nothing(Ended::Stopped(Limit::Time))), PLENTY).expect("an answer");
    five_of_six(&time);
    assert_eq!(time.status, Status::Stopped(Limit::Time));
}

#[test]
fn a_model_that_does_not_fit_leaves_what_was_known_with_its_bound() {
    let answer = asked(|_| Ok(nothing(Ended::Infeasible)), 10).expect("an answer");
    five_of_six(&answer);
    assert_eq!(answer.status, Status::Stopped(Limit::Memory));
}

#[test]
fn infeasible_is_not_believed_where_an_answer_is_known() {
    let answer = asked(|_| Ok(nothing(Ended::Infeasible)), PLENTY).expect("an answer");
    five_of_six(&answer);
    // No limit stopped it.
    assert_eq!(answer.status, Status::Feasible);
}

#[test]
fn an_answer_said_to_be_proven_that_counts_otherwise_is_not_called_optimal() {
    // Two corners are open, and six edges are said to be seen.
    let lies = |model: &Linear| {
        let mut values = vec![0.0; model.columns.len()];
        values[..2].fill(1.0);
        Ok(Solved {
            values: Some(values),
            cost: -6.0,
            bound: -6.0,
            ..nothing(Ended::Proved)
        })
    };
    let answer = asked(lies, PLENTY).expect("an answer");
    assert_eq!(answer.value, i128::from(Persons::whole(5).0));
    assert_ne!(answer.status, Status::Optimal);
}

#[test]
fn a_solver_that_gives_up_is_told() {
    let gives_up = |_: &Linear| Err(SolverError::GaveUp("it is tired".to_owned()));
    let told = asked(gives_up, PLENTY).expect_err("no answer");
    assert!(matches!(told, SitingError::Solver(SolverError::GaveUp(_))), "{told}");
}

#[test]
fn a_search_that_ends_with_less_than_was_known_changes_nothing() {
    // One corner sees three edges.
    let worse = |model: &Linear| {
        let mut values = vec![0.0; model.columns.len()];
        values[0] = 1.0;
        Ok(Solved {
            values: Some(values),
            cost: -3.0,
            bound: f64::NEG_INFINITY,
            ..nothing(Ended::Stopped(Limit::Steps))
        })
    };
    five_of_six(&asked(worse, PLENTY).expect("an answer"));
}

/// A solver whose first choice keeps the rules only as long as nobody counts.
struct Rounded(AtomicBool);

impl LinearSolver for Rounded {
    fn solve(&self, model: &Linear, _effort: &Effort, _start: Option<&[f64]>) -> Result<Solved, SolverError> {
        let mut values = vec![1.0; model.columns.len()];
        if !self.0.swap(true, Ordering::Relaxed) {
            values[1..].fill(0.0);
        }
        Ok(Solved {
            values: Some(values),
            ..nothing(Ended::Stopped(Limit::Steps))
        })
    }
}

#[test]
fn a_choice_that_keeps_the_rules_only_by_rounding_is_taken_out() {
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::CoverAll)
    };
    let answer = site(
        &edges(),
        &ask,
        &Effort::default(),
        &Rounded(AtomicBool::new(false)),
        &mut |_| {},
    );
    assert_eq!(answer.expect("the second choice").open, [0, 1, 2, 3]);
}

#[test]
fn backup_does_not_rest_on_a_fewest_that_was_not_proven() {
    // The search for the fewest stops with all corners open.
    let stops = |model: &Linear| {
        Ok(Solved {
            values: Some(vec![1.0; model.columns.len()]),
            cost: 4.0,
            bound: 0.0,
            ..nothing(Ended::Stopped(Limit::Steps))
        })
    };
    let told = site(
        &edges(),
        &Ask::of(Model::Backup),
        &Effort::default(),
        &Says(stops),
        &mut |_| {},
    );
    assert_eq!(told, Err(SitingError::NothingFound(Some(Limit::Steps))));
}

/// `HiGHS`, until it has been asked so often.
struct TiresAfter(AtomicU32);

impl LinearSolver for TiresAfter {
    fn solve(&self, model: &Linear, effort: &Effort, start: Option<&[f64]>) -> Result<Solved, SolverError> {
        let left = |left: u32| left.checked_sub(1);
        match self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left) {
            Ok(_) => Highs.solve(model, effort, start),
            Err(_) => Err(SolverError::GaveUp("it is tired".to_owned())),
        }
    }
}

#[test]
fn plans_that_were_found_are_kept_when_the_search_for_the_next_fails() {
    let (problem, ask) = (edges(), Ask::of(Model::CoverMost).with_sites(2));
    let first = site(&problem, &ask, &Effort::default(), &Highs, &mut |_| {}).expect("an answer");
    let others = |asked: u32| {
        let solver = TiresAfter(AtomicU32::new(asked));
        alternatives(&problem, &ask, &Effort::default(), &solver, &first, (4, 1), &mut |_| {}).expect("no stop")
    };
    let all = others(u32::MAX);
    assert_eq!((all.found.len(), &all.broke_off), (4, &None));
    let mut kept = Vec::new();
    for asked in 0..12 {
        let some = others(asked);
        let places = |answer: &Answer| answer.open.clone();
        let (found, of_all): (Vec<_>, Vec<_>) = (
            some.found.iter().map(places).collect(),
            all.found.iter().take(some.found.len()).map(places).collect(),
        );
        assert_eq!(found, of_all, "{asked}");
        let gave_up = matches!(some.broke_off, Some(SitingError::Solver(SolverError::GaveUp(_))));
        assert_eq!(gave_up, found.len() < 4, "{asked}");
        kept.push(found.len());
    }
    assert!(kept.contains(&0) && kept.contains(&2), "{kept:?}");
    // Whoever says stop wants none.
    let stops = StoppedAfter(AtomicU32::new(0));
    let told = alternatives(&problem, &ask, &Effort::default(), &stops, &first, (4, 1), &mut |_| {});
    assert_eq!(told, Err(SitingError::Solver(SolverError::Stopped)));
}

#[test]
fn the_curve_is_kept_as_far_as_it_was_found() {
    let (problem, ask) = (edges(), Ask::of(Model::CoverMost).with_sites(1));
    let after = |asked: u32| {
        let solver = TiresAfter(AtomicU32::new(asked));
        curve(&problem, &ask, &Effort::default(), &solver, 9, &mut |_| {}).expect("no stop")
    };
    let whole = after(u32::MAX);
    assert_eq!(whole.broke_off, None);
    let mut kept = Vec::new();
    for asked in 0..12 {
        let part = after(asked);
        assert_eq!(part.points, whole.points[..part.points.len()], "{asked}");
        let gave_up = matches!(part.broke_off, Some(SitingError::Solver(SolverError::GaveUp(_))));
        assert_eq!(gave_up, part.points.len() < whole.points.len(), "{asked}");
        kept.push(part.points.len());
    }
    assert!(
        kept.first() < kept.last() && kept.contains(&whole.points.len()),
        "{kept:?}"
    );
    let stops = StoppedAfter(AtomicU32::new(0));
    let told = curve(&problem, &ask, &Effort::default(), &stops, 9, &mut |_| {});
    assert_eq!(told, Err(SitingError::Solver(SolverError::Stopped)));
}

/// `HiGHS`, which gives up at one search and does all others.
struct GivesUpAt {
    which: u32,
    asked: AtomicU32,
}

impl LinearSolver for GivesUpAt {
    fn solve(&self, model: &Linear, effort: &Effort, start: Option<&[f64]>) -> Result<Solved, SolverError> {
        if self.asked.fetch_add(1, Ordering::Relaxed) == self.which {
            return Err(SolverError::GaveUp("of all searches this one".to_owned()));
        }
        Highs.solve(model, effort, start)
    }
}

#[test]
fn phases_are_given_where_one_of_both_ways_was_found() {
    // The edges between seven corners: two corners or five, or two of five, or three more of the five others, are never told by a bound alone.
    let pairs = (0..7_u32).flat_map(|one| (one + 1..7).map(move |other| (one, other)));
    let problem = Problem {
        needs: pairs.clone().map(|_| need(1)).collect(),
        places: (1..8).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new(pairs.map(|(one, other)| vec![(one, 1_000), (other, 1_000)])),
    };
    let ask = Ask::of(Model::CoverMost).with_sites(5);
    let allowed = [Allowed::Sites(2), Allowed::Sites(5)];
    let without = |which: u32| {
        let solver = GivesUpAt {
            which,
            asked: AtomicU32::new(0),
        };
        let found = phased(&problem, &ask, &Effort::default(), &solver, &allowed, &mut |_| {});
        (found, solver.asked.into_inner())
    };
    let (both, searches) = without(u32::MAX);
    // Each plan takes two, of which the second only tidies: both phases alone, one way forwards, one backwards.
    assert_eq!((both.map(|phases| phases.len()), searches), (Ok(2), 8));
    let lost: Vec<u32> = (0..searches).filter(|which| without(*which).0.is_err()).collect();
    assert_eq!(lost, [0, 2], "only what a phase comes to alone can't be missed");
    let told = without(2).0;
    assert!(
        matches!(told, Err(SitingError::Solver(SolverError::GaveUp(_)))),
        "{told:?}"
    );
}

/// A solver that is told to stop after it was asked so often whether it was.
struct StoppedAfter(AtomicU32);

impl LinearSolver for StoppedAfter {
    fn stopped(&self) -> bool {
        let left = |left: u32| Some(left.saturating_sub(1));
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left) == Ok(0)
    }

    fn solve(&self, _model: &Linear, _effort: &Effort, _start: Option<&[f64]>) -> Result<Solved, SolverError> {
        panic!("nothing is searched any more");
    }
}

#[test]
fn somebody_who_says_stop_is_heard_before_a_search_and_within_the_climb() {
    for after in [0, 1, 2, 5] {
        let ask = Ask::of(Model::CoverMost).with_sites(2);
        let solver = StoppedAfter(AtomicU32::new(after));
        let told = site(&edges(), &ask, &Effort::default(), &solver, &mut |_| {});
        assert!(
            matches!(told, Err(SitingError::Solver(SolverError::Stopped))),
            "{after}: {told:?}"
        );
    }
}
