//! Solvers that stop, give up or lie: what is known before them is not lost, and nothing is called proven that is not.

use yike::siting::{
    Answer, Ask, Effort, Ended, Linear, LinearSolver, Model, Problem, Role, Rows, SitingError, Solved, SolverError,
    Status, recount, site,
};
use yike::units::Persons;

use crate::towns::{need, place};

/// The six edges between four corners: two corners see five of them, and half of each corner sees all six.
fn edges() -> Problem {
    let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
    Problem {
        needs: pairs.iter().map(|_| need(1)).collect(),
        places: (1..5).map(|id| place(id, Role::Candidate)).collect(),
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
    assert_eq!(answer.status, Status::Stopped);
}

#[test]
fn a_search_that_stops_with_nothing_leaves_what_was_known_with_its_bound() {
    five_of_six(&asked(|_| Ok(nothing(Ended::Stopped)), PLENTY).expect("an answer"));
}

#[test]
fn a_model_that_does_not_fit_leaves_what_was_known_with_its_bound() {
    five_of_six(&asked(|_| Ok(nothing(Ended::Infeasible)), 10).expect("an answer"));
}

#[test]
fn infeasible_is_not_believed_where_an_answer_is_known() {
    five_of_six(&asked(|_| Ok(nothing(Ended::Infeasible)), PLENTY).expect("an answer"));
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
