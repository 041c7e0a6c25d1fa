//! What has to hold between answers.

use proptest::prelude::*;
use yike::siting::{Ask, Model, Problem, Role, Rows, SitingError, Thrift, proven_bound};

use crate::towns::{need, place, sharing_town, solved, town};

fn value(problem: &Problem, ask: &Ask) -> Option<i128> {
    match solved(problem, ask) {
        Ok(answer) => Some(answer.value),
        Err(SitingError::Infeasible(_) | SitingError::Asked(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

/// With ways no longer than a limit, and candidates alone.
fn within(problem: &Problem, limit: i64) -> Problem {
    let rows = (0..problem.reach.len()).map(|need| problem.reach.of(need).filter(|(_, cost)| *cost <= limit).collect());
    let places = problem.places.iter().map(|known| yike::siting::Place {
        role: Role::Candidate,
        ..known.clone()
    });
    Problem {
        needs: problem.needs.clone(),
        places: places.collect(),
        shared: problem.shared.clone(),
        reach: Rows::new(rows.collect::<Vec<_>>()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn more_places_and_longer_ways_never_serve_fewer(problem in town(), limit in 50_000..400_000_i64, sites in 1..3_usize) {
        let most = |problem: &Problem, sites| value(problem, &Ask::of(Model::CoverMost).with_sites(sites));
        let (near, far) = (within(&problem, limit), within(&problem, limit + 50_000));
        if let (Some(few), Some(many)) = (most(&near, sites), most(&near, sites + 1)) {
            prop_assert!(many >= few);
        }
        if let (Some(near), Some(far)) = (most(&near, sites), most(&far, sites)) {
            prop_assert!(far >= near);
        }
    }

    #[test]
    fn a_place_that_has_to_be_open_never_betters_an_answer(problem in town(), sites in 1..4_usize, which in 0..8_usize) {
        let problem = within(&problem, i64::MAX);
        let mut bound = problem.clone();
        let which = which % bound.places.len();
        bound.places[which].role = Role::Required;
        for model in [Model::CoverMost, Model::CoverAll, Model::ShortestSum, Model::ShortestLongest] {
            let ask = Ask::of(model).with_sites(sites);
            if let (Some(free), Some(bound)) = (value(&problem, &ask), value(&bound, &ask)) {
                let worse = if model == Model::CoverMost { bound <= free } else { bound >= free };
                prop_assert!(worse, "{:?}: {} with it, {} without", model, bound, free);
            }
        }
    }

    #[test]
    fn the_fewest_that_serve_everybody_are_the_first_number_that_leaves_nobody(problem in town()) {
        let mut problem = within(&problem, i64::MAX);
        let reached = |need: &usize| !problem.reach.columns(*need).is_empty();
        let keep: Vec<usize> = (0..problem.needs.len()).filter(reached).collect();
        problem.reach = Rows::new(keep.iter().map(|need| problem.reach.of(*need).collect()).collect::<Vec<_>>());
        problem.needs = keep.iter().map(|need| problem.needs[*need]).collect();
        for need in &mut problem.needs {
            need.weight = need.people.0;
        }
        prop_assume!(problem.people().0 > 0);
        let fewest = usize::try_from(value(&problem, &Ask::of(Model::CoverAll)).expect("all are reached")).expect("few");
        let all = i128::from(problem.people().0);
        prop_assert_eq!(value(&problem, &Ask::of(Model::CoverMost).with_sites(fewest)), Some(all));
        if fewest > 1 {
            prop_assert!(value(&problem, &Ask::of(Model::CoverMost).with_sites(fewest - 1)).expect("an answer") < all);
        }
        // And the longest way to as many places is within every limit for which they are enough.
        let longest = value(&problem, &Ask::of(Model::ShortestLongest).with_sites(fewest)).expect("an answer");
        let limited = within(&problem, i64::try_from(longest).expect("a way"));
        prop_assert!(value(&limited, &Ask::of(Model::CoverAll)).expect("all are reached") <= fewest as i128);
        if longest > 0 {
            let shorter = within(&problem, i64::try_from(longest).expect("a way") - 1);
            let needed = value(&shorter, &Ask::of(Model::CoverAll));
            prop_assert!(needed.is_none_or(|needed| needed > fewest as i128));
        }
    }

    #[test]
    fn the_order_of_people_and_places_changes_nothing(problem in town(), sites in 1..4_usize) {
        let turned = Problem {
            needs: problem.needs.iter().rev().copied().collect(),
            places: problem.places.clone(),
            shared: Vec::new(),
            reach: Rows::new((0..problem.reach.len()).rev().map(|need| problem.reach.of(need).collect()).collect::<Vec<_>>()),
        };
        for model in [Model::CoverMost, Model::CoverAll, Model::ShortestSum] {
            let ask = Ask::of(model).with_sites(sites);
            prop_assert_eq!(value(&problem, &ask), value(&turned, &ask));
        }
    }

    #[test]
    fn whatever_the_prices_are_no_answer_beats_what_they_prove(
        problem in prop_oneof![town(), sharing_town()],
        sites in 1..4_usize,
        cheapest in any::<bool>(),
        budget in prop::option::of(0..60_i64),
        prices in prop::collection::vec(-5_000_000..400_000_000_000_i64, 12),
        person in 0..2_000_000_i64,
        rate in 1..=1_000_000_i64,
        capacitated in any::<bool>(),
    ) {
        for model in [Model::CoverMost, Model::CoverAll, Model::ShortestSum, Model::CoverRate { rate }] {
            let capacitated = capacitated && model != Model::ShortestSum;
            let thrift = if cheapest { Thrift::Cheapest } else { Thrift::Fewest };
            let ask = Ask { capacitated, thrift, budget, ..Ask::of(model).with_sites(sites) };
            let Some(best) = value(&problem, &ask) else { continue };
            let scale = if model == Model::ShortestSum { 100_000 } else { 1 };
            let of = |price: &i64| if matches!(model, Model::CoverMost) { *price / 5_000 } else if scale == 1 { *price / 1_000_000 } else { *price * scale / 1_000 };
            let prices = yike::siting::Prices {
                needs: prices.iter().take(problem.needs.len()).map(of).collect(),
                person,
                replaced: Vec::new(),
            };
            if prices.needs.len() == problem.needs.len() {
                let proven = proven_bound(&problem, &ask, &prices).expect("a bound");
                let holds = if model == Model::CoverMost { proven >= best } else { proven <= best };
                prop_assert!(holds, "{:?}: {} is best, and {} is said to be proven", ask, best, proven);
            }
        }
    }
}

#[test]
fn equal_answers_are_given_in_the_order_of_places() {
    let problem = Problem {
        needs: vec![need(5)],
        places: (1..4).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 1), (1, 1), (2, 1)]]),
    };
    let answer = solved(&problem, &Ask::of(Model::CoverMost).with_sites(1)).expect("an answer");
    assert_eq!(answer.open, [0]);
}
