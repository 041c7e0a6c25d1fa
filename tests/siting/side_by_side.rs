//! A question that falls into parts is answered on several threads as on one.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ThreadId};

use yike::siting::{
    Ask, Effort, Ended, Linear, LinearSolver, Model, Problem, Role, Rows, SitingError, Solved, SolverError, site,
};
use yike::solver::Highs;
use yike::units::Persons;

use crate::towns::{need, place};

/// `HiGHS` on so many threads, and on which it was asked. Stops after so many questions.
struct Crew {
    threads: usize,
    asked_on: Mutex<Vec<ThreadId>>,
    asked: AtomicUsize,
    stops_after: usize,
}

impl Crew {
    fn of(threads: usize) -> Self {
        Self {
            threads,
            asked_on: Mutex::new(Vec::new()),
            asked: AtomicUsize::new(0),
            stops_after: usize::MAX,
        }
    }
}

impl LinearSolver for Crew {
    fn at_once(&self) -> usize {
        self.threads
    }

    fn crew(&self, threads: usize, work: &(dyn Fn() + Sync), meanwhile: &mut dyn FnMut()) {
        thread::scope(|scope| {
            (0..threads).for_each(|_| drop(scope.spawn(work)));
            meanwhile();
        });
    }

    fn solve(&self, model: &Linear, effort: &Effort, start: Option<&[f64]>) -> Result<Solved, SolverError> {
        self.asked_on.lock().expect("no panic").push(thread::current().id());
        if self.asked.fetch_add(1, Ordering::SeqCst) >= self.stops_after {
            return Err(SolverError::Stopped);
        }
        Highs.solve(model, effort, start)
    }
}

/// Towns that have nothing to do with each other: in each, places on a ring serve three needs of every so many.
fn towns(towns: u32) -> Problem {
    const NEEDS: u32 = 14;
    let (mut needs, mut places, mut reach) = (Vec::new(), Vec::new(), Vec::new());
    for town in 0..towns {
        let first = town * NEEDS;
        for of in 0..NEEDS {
            needs.push(need(i64::from(of % 5 + 1)));
            let mut of_place = place(i64::from(first + of + 1), Role::Candidate);
            // With capacities nothing is proven by prices alone.
            of_place.capacity = Some(Persons::whole(11));
            places.push(of_place);
            let mut to: Vec<(u32, i64)> = [0, 3, 5, 1 + town % 4 + 5]
                .map(|step| (first + (of + step) % NEEDS, 1))
                .to_vec();
            to.sort_unstable();
            to.dedup();
            reach.push(to);
        }
    }
    Problem {
        needs,
        places,
        shared: Vec::new(),
        reach: Rows::new(reach),
    }
}

fn within_room() -> Ask {
    Ask {
        capacitated: true,
        ..Ask::of(Model::CoverAll)
    }
}

#[test]
fn the_same_plan_is_found_on_any_number_of_threads() {
    let problem = towns(12);
    let answered = |threads| {
        let (crew, mut steps) = (Crew::of(threads), Vec::new());
        let answer = site(&problem, &within_room(), &Effort::default(), &crew, &mut |step| {
            steps.push(step.to_owned());
        });
        let mut on = crew.asked_on.into_inner().expect("no panic");
        on.sort_by_key(|id| format!("{id:?}"));
        on.dedup();
        (answer.expect("an answer"), steps, on)
    };
    let (alone, steps, on) = answered(1);
    assert_eq!(on, [thread::current().id()]);
    for threads in [2, 3, 20] {
        let (answer, told, on) = answered(threads);
        assert_eq!(answer, alone, "{threads}");
        assert_eq!(told, steps, "{threads}");
        assert!(!on.contains(&thread::current().id()), "{threads}");
    }
}

#[test]
fn a_part_that_can_not_be_served_and_a_word_to_stop_are_told_on_several_threads_too() {
    // The sixth town has no room for everybody.
    let mut problem = towns(8);
    for place in &mut problem.places[5 * 14..6 * 14] {
        place.capacity = Some(Persons::whole(1));
    }
    let told = |threads| {
        site(
            &problem,
            &within_room(),
            &Effort::default(),
            &Crew::of(threads),
            &mut |_| {},
        )
    };
    let (alone, together) = (told(1), told(3));
    assert!(matches!(alone, Err(SitingError::Infeasible(_))), "{alone:?}");
    assert_eq!(alone, together);
    let stops = Crew {
        stops_after: 3,
        ..Crew::of(3)
    };
    let told = site(&towns(8), &within_room(), &Effort::default(), &stops, &mut |_| {});
    assert_eq!(told, Err(SitingError::Solver(SolverError::Stopped)));
}

/// Says how long each search may take.
struct Seconds(Crew, Mutex<Vec<f64>>);

impl LinearSolver for Seconds {
    fn at_once(&self) -> usize {
        self.0.at_once()
    }

    fn crew(&self, threads: usize, work: &(dyn Fn() + Sync), meanwhile: &mut dyn FnMut()) {
        self.0.crew(threads, work, meanwhile);
    }

    fn solve(&self, model: &Linear, effort: &Effort, start: Option<&[f64]>) -> Result<Solved, SolverError> {
        self.1.lock().expect("no panic").extend(effort.seconds);
        let told = self.0.solve(
            model,
            &Effort {
                seconds: None,
                ..*effort
            },
            start,
        )?;
        assert_eq!(told.ended, Ended::Proved);
        Ok(told)
    }
}

#[test]
fn the_seconds_are_those_of_the_whole_question() {
    let effort = Effort {
        seconds: Some(60.0),
        ..Effort::default()
    };
    for (threads, each) in [(1, 6.0), (3, 15.0), (10, 60.0), (99, 60.0)] {
        let solver = Seconds(Crew::of(threads), Mutex::default());
        site(&towns(10), &within_room(), &effort, &solver, &mut |_| {}).expect("an answer");
        let seconds = solver.1.into_inner().expect("no panic");
        assert!(
            !seconds.is_empty() && seconds.iter().all(|of| (of - each).abs() < 1e-9),
            "{threads}: {seconds:?}"
        );
    }
}
