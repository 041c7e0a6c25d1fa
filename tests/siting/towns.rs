//! Problems for tests.

use geo::Coord;
use proptest::prelude::*;
use yike::siting::{Answer, Ask, Effort, Need, Place, Problem, Role, Rows, Shared, SitingError, site};
use yike::solver::Highs;
use yike::units::Persons;

/// A place without cost, capacity or district.
pub fn place(id: i64, role: Role) -> Place {
    Place {
        id,
        role,
        cost: 0,
        capacity: None,
        least: None,
        kind: 0,
        district: None,
        shared: None,
        point: Coord { x: 0.0, y: 0.0 },
    }
}

/// Whole people, all of whom count once.
pub fn need(people: i64) -> Need {
    Need {
        people: Persons::whole(people),
        weight: people * Persons::MICRO,
    }
}

/// Solved exactly.
pub fn solved(problem: &Problem, ask: &Ask) -> Result<Answer, SitingError> {
    site(problem, ask, &Effort::default(), &Highs, &mut |_| {})
}

/// A small town on a square of 1,000 m, straight lines to the metre within 450 m.
pub fn town() -> impl Strategy<Value = Problem> {
    let at = || (0..1_000_i64, 0..1_000_i64);
    let role = prop_oneof![
        6 => Just(Role::Candidate),
        1 => Just(Role::Kept),
        1 => Just(Role::MayClose),
        1 => Just(Role::Required),
        1 => Just(Role::Excluded),
    ];
    // Who counts twice, or not at all, among those who count once.
    let counts = prop_oneof![3 => Just(1_i64), 1 => 0..4_i64];
    let needs = prop::collection::vec((at(), 0..60_i64, counts), 1..12);
    let places = prop::collection::vec((at(), role, 1..20_i64, 10..150_i64, 0..2_u32), 1..8);
    (needs, places).prop_map(|(needs, places)| {
        let reach = needs.iter().map(|(at, ..)| {
            let ways = places
                .iter()
                .zip(0..)
                .map(|((to, ..), place)| (place, (at.0 - to.0).abs().max((at.1 - to.1).abs())));
            ways.filter(|(_, cost)| *cost <= 450)
                .map(|(place, cost)| (place, cost * 1_000))
                .collect()
        });
        let reach = Rows::new(reach.collect::<Vec<_>>());
        Problem {
            needs: needs
                .iter()
                .map(|(_, people, counts)| Need {
                    weight: people * Persons::MICRO * counts,
                    ..need(*people)
                })
                .collect(),
            places: places
                .iter()
                .zip(1..)
                .map(|((at, role, cost, capacity, district), id)| Place {
                    id,
                    role: *role,
                    cost: *cost,
                    capacity: Some(Persons::whole(*capacity)),
                    least: None,
                    kind: u32::from(id % 3 == 0),
                    district: Some(*district),
                    shared: None,
                    point: Coord {
                        x: at.0 as f64,
                        y: at.1 as f64,
                    },
                })
                .collect(),
            shared: Vec::new(),
            reach,
        }
    })
}

/// A small town of which some places share something: at most four times what they share, carrying one to three.
pub fn sharing_town() -> impl Strategy<Value = Problem> {
    let shared = (0..15_i64, 1..4_usize, 0..4_usize, prop::option::of(0..2_u32));
    let which = prop::option::weighted(0.7, 0..2_u32);
    let shared = prop::collection::vec(shared, 2);
    (town(), shared, prop::collection::vec(which, 8)).prop_map(|(mut problem, shared, which)| {
        problem.shared = shared
            .into_iter()
            .zip(100..)
            .map(|((cost, carries, most, district), id)| Shared {
                id,
                cost,
                carries,
                most,
                district,
            })
            .collect();
        for (place, which) in problem.places.iter_mut().zip(which) {
            place.shared = which.filter(|_| matches!(place.role, Role::Candidate | Role::Required));
        }
        problem
    })
}
