//! A choice made by hand is counted as the search counts its own, and every rule that it breaks is told.

use proptest::prelude::*;
use yike::siting::{Ask, Breach, Model, Problem, Role, Rows, Rule, by_hand};
use yike::units::{Metres, Persons};

use crate::towns::{need, place, solved, town};

/// The places that a choice may have open or closed, as bits say; the others as they have to be.
fn chosen(problem: &Problem, bits: u32) -> Vec<u32> {
    let is_open = |place: &u32| match problem.places[*place as usize].role {
        Role::Kept | Role::Required => true,
        Role::Excluded => false,
        Role::MayClose | Role::Candidate => bits >> place & 1 == 1,
    };
    (0..problem.places.len() as u32).filter(is_open).collect()
}

fn rules(problem: &Problem, ask: &Ask, open: &[u32]) -> Vec<Rule> {
    let breaks = by_hand(problem, ask, open).breaks;
    breaks.iter().filter_map(Breach::rule).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_the_search_found_is_counted_by_hand_to_the_same_value(problem in town(), sites in 1..4_usize, capacitated: bool) {
        for model in [Model::CoverMost, Model::CoverAll, Model::CoverRate { rate: 500_000 }, Model::ShortestSum, Model::ShortestLongest] {
            let ask = Ask { capacitated, ..Ask::of(model).with_sites(sites) };
            let Ok(found) = solved(&problem, &ask) else { continue };
            let counted = by_hand(&problem, &ask, &found.open);
            prop_assert_eq!(&counted.breaks, &[], "{:?}", model);
            prop_assert_eq!((counted.answer.value, counted.answer.served()), (found.value, found.served()));
        }
    }

    #[test]
    fn no_choice_that_keeps_all_rules_beats_the_best(problem in town(), sites in 1..4_usize, capacitated: bool, bits: u32) {
        for model in [Model::CoverMost, Model::CoverAll, Model::CoverRate { rate: 500_000 }, Model::ShortestSum, Model::ShortestLongest] {
            let ask = Ask { capacitated, budget: Some(60), spacing: Some(Metres(200.0)), ..Ask::of(model).with_sites(sites) };
            let Ok(best) = solved(&problem, &ask) else { continue };
            let counted = by_hand(&problem, &ask, &chosen(&problem, bits));
            if counted.breaks.is_empty() {
                let worse = if model == Model::CoverMost { counted.answer.value <= best.value } else { counted.answer.value >= best.value };
                prop_assert!(worse, "{:?}: {} by hand, {} found", model, counted.answer.value, best.value);
            }
        }
    }

    #[test]
    fn who_is_served_and_which_rules_are_broken_is_as_counted_one_by_one(problem in town(), bits: u32, sites in 0..4_usize, budget in 0..80_i64) {
        let open = chosen(&problem, bits);
        let ask = Ask { budget: Some(budget), ..Ask::of(Model::CoverMost).with_sites(sites) };
        let counted = by_hand(&problem, &ask, &open);
        let reached = |need: &usize| problem.reach.columns(*need).iter().any(|place| open.contains(place));
        let served: i64 = (0..problem.needs.len()).filter(reached).map(|need| problem.needs[need].people.0).sum();
        prop_assert_eq!(counted.answer.served(), Persons(served));
        let of = |place: &&u32| &problem.places[**place as usize];
        let new: Vec<_> = open.iter().filter(|place| of(place).role != Role::Kept).collect();
        let may_close = problem.count(|role| role == Role::MayClose);
        let cost: i64 = new.iter().map(|place| of(place).cost).sum();
        let mut broken = Vec::new();
        if new.len() > sites + may_close {
            broken.push(Rule::Sites);
        }
        if cost > budget {
            broken.push(Rule::Budget);
        }
        prop_assert_eq!(rules(&problem, &ask, &open), broken);
    }
}

/// Two hamlets of 30 and 20 people, each with a place of its own, 100 m from each other.
fn two_hamlets() -> Problem {
    let mut places = vec![place(1, Role::Candidate), place(2, Role::Candidate)];
    places[1].point.x = 100.0;
    Problem {
        needs: vec![need(30), need(20)],
        places,
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 5_000)], vec![(1, 7_000)]]),
    }
}

#[test]
fn more_than_one_thing_carries_is_told_and_the_other_rules_are_looked_at_too() {
    let mut problem = two_hamlets();
    problem.shared = vec![yike::siting::Shared {
        id: 90,
        cost: 5,
        carries: 1,
        most: 1,
        district: None,
    }];
    for place in &mut problem.places {
        place.shared = Some(0);
    }
    let ask = Ask {
        budget: Some(8),
        ..Ask::of(Model::CoverMost)
    };
    let counted = by_hand(&problem, &ask, &[0, 1]);
    let rules: Vec<_> = counted
        .breaks
        .iter()
        .map(|breach| (breach.rule().map(Rule::key), breach.places()))
        .collect();
    assert_eq!(rules, [(Some("shared"), vec![90]), (Some("budget"), Vec::new())]);
}

#[test]
fn whoever_is_left_out_though_everybody_has_to_be_served_is_told_and_the_others_are_counted() {
    let problem = two_hamlets();
    for model in [
        Model::CoverAll,
        Model::ShortestSum,
        Model::ShortestLongest,
        Model::CoverRate { rate: 900_000 },
    ] {
        let ask = Ask::of(model);
        assert_eq!(rules(&problem, &ask, &[0]), [Rule::Served], "{model:?}");
        assert_eq!(by_hand(&problem, &ask, &[0]).answer.served(), Persons::whole(30));
        assert_eq!(rules(&problem, &ask, &[0, 1]), [], "{model:?}");
    }
}

#[test]
fn every_broken_rule_is_told_at_once() {
    let problem = two_hamlets();
    let ask = Ask {
        spacing: Some(Metres(150.0)),
        least_people: true,
        ..Ask::of(Model::CoverMost).with_sites(1)
    };
    let mut few = problem.clone();
    few.places[1].least = Some(Persons::whole(25));
    let counted = by_hand(&few, &ask, &[0, 1]);
    let told: Vec<_> = counted
        .breaks
        .iter()
        .map(|breach| (breach.rule(), breach.places()))
        .collect();
    assert_eq!(
        told,
        [
            (Some(Rule::Sites), vec![]),
            (Some(Rule::Spacing), vec![1, 2]),
            (Some(Rule::LeastPeople), vec![2])
        ]
    );
    assert_eq!(counted.answer.served(), Persons::whole(50));
}

#[test]
fn no_more_go_than_fit_and_a_place_that_has_to_be_open_is_missed() {
    let mut problem = two_hamlets();
    problem.places[0].capacity = Some(Persons::whole(12));
    problem.places[1].capacity = Some(Persons::whole(50));
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::CoverMost)
    };
    assert_eq!(by_hand(&problem, &ask, &[0, 1]).answer.served(), Persons::whole(32));
    problem.places[1].role = Role::Required;
    let none = ask.with_sites(0);
    let told = by_hand(&problem, &none, &[0]).breaks;
    assert_eq!(told.first(), Some(&Breach::Role(2)));
    assert_eq!(
        told[1..].iter().filter_map(Breach::rule).collect::<Vec<_>>(),
        [Rule::Sites]
    );
}
