//! An answer that was tampered with is refused.

use yike::siting::{Answer, Ask, Breach, Model, Problem, Role, Rows, Shared, Status, recount};
use yike::units::{Metres, Persons};

use crate::towns::{need, place, solved};

fn case() -> (Problem, Ask, Answer) {
    let problem = Problem {
        needs: vec![need(30), need(20), need(10)],
        places: [Role::Kept, Role::Candidate, Role::Candidate, Role::Candidate]
            .into_iter()
            .zip(1..)
            .map(|(role, id)| yike::siting::Place {
                capacity: Some(Persons::whole(35)),
                ..place(id, role)
            })
            .collect(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 9), (1, 4)], vec![(1, 5), (2, 6)], vec![(2, 7)]]),
    };
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::CoverMost).with_sites(1)
    };
    let answer = solved(&problem, &ask).expect("an answer");
    (problem, ask, answer)
}

#[track_caller]
fn refused(change: impl FnOnce(&mut Answer), by: fn(&Breach) -> bool) {
    let (problem, ask, mut answer) = case();
    assert_eq!(recount(&problem, &ask, &answer), Ok(()));
    change(&mut answer);
    let breach = recount(&problem, &ask, &answer).expect_err("it was tampered with");
    assert!(by(&breach), "{breach}");
}

#[test]
fn the_answer_itself_is_sixty_people_with_the_third_place() {
    let (_, _, answer) = case();
    assert_eq!(
        (answer.open.as_slice(), answer.value),
        ([0, 2].as_slice(), i128::from(Persons::whole(60).0))
    );
    assert_eq!(answer.status, Status::Optimal);
}

#[test]
fn people_sent_to_a_closed_place_are_noticed() {
    refused(
        |answer| answer.going[0].place = 1,
        |breach| matches!(breach, Breach::Way { need: 0, place: 1 }),
    );
}

#[test]
fn people_sent_where_they_do_not_come_are_noticed() {
    refused(
        |answer| answer.going[0].place = 2,
        |breach| matches!(breach, Breach::Way { need: 0, place: 2 }),
    );
}

#[test]
fn more_people_than_live_there_are_noticed() {
    refused(
        |answer| answer.going[0].people.0 += 1,
        |breach| matches!(breach, Breach::Served(0)),
    );
}

#[test]
fn more_people_than_fit_are_noticed() {
    let (mut problem, ask, answer) = case();
    problem.places[0].capacity = Some(Persons(Persons::whole(30).0 - 1));
    assert_eq!(recount(&problem, &ask, &answer), Err(Breach::Capacity(1)));
}

#[test]
fn a_better_value_than_there_is_is_noticed() {
    refused(
        |answer| answer.value += 1,
        |breach| matches!(breach, Breach::Value { .. }),
    );
}

#[test]
fn a_bound_that_no_price_proves_is_noticed() {
    refused(
        |answer| answer.proven = Some(answer.value - 1),
        |breach| matches!(breach, Breach::Bound { .. }),
    );
    refused(
        |answer| answer.bound = answer.value - 1,
        |breach| matches!(breach, Breach::Bound { .. }),
    );
}

#[test]
fn prices_that_prove_less_are_noticed() {
    let change = |answer: &mut Answer| {
        let prices = answer.prices.as_mut().expect("prices");
        prices.needs.fill(i64::MAX);
    };
    refused(change, |breach| matches!(breach, Breach::Bound { .. }));
}

#[test]
fn one_place_too_many_is_noticed() {
    refused(
        |answer| answer.open.push(3),
        |breach| matches!(breach, Breach::Sites { opened: 2, allowed: 1 }),
    );
}

#[test]
fn a_place_that_stands_and_was_left_out_is_noticed() {
    refused(
        |answer| answer.open.retain(|place| *place != 0),
        |breach| matches!(breach, Breach::Role(1)),
    );
}

#[test]
fn an_answer_called_optimal_below_its_bound_is_noticed() {
    let change = |answer: &mut Answer| {
        answer.bound += 1;
        answer.prices = None;
        answer.proven = None;
    };
    refused(change, |breach| *breach == Breach::Status);
}

#[test]
fn a_candidate_said_to_be_replaced_by_one_that_serves_others_proves_nothing() {
    let problem = Problem {
        needs: vec![need(3), need(2)],
        places: (1..3).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 1)], vec![(1, 1)]]),
    };
    let ask = Ask::of(Model::CoverMost).with_sites(1);
    let mut answer = solved(&problem, &ask).expect("an answer");
    answer.prices.as_mut().expect("prices").replaced = vec![(0, 1)];
    assert!(matches!(
        recount(&problem, &ask, &answer),
        Err(Breach::Bound { proven: None, .. })
    ));
}

/// The rules that a question may have beside, each broken by an answer that was right without it.
#[track_caller]
fn breaks(rule: impl FnOnce(&mut Problem, &mut Ask), by: fn(&Breach) -> bool) {
    let (mut problem, mut ask, answer) = case();
    rule(&mut problem, &mut ask);
    let breach = recount(&problem, &ask, &answer).expect_err("a rule is broken");
    assert!(by(&breach), "{breach}");
}

#[test]
fn a_budget_that_is_passed_is_noticed() {
    let dear = |problem: &mut Problem, ask: &mut Ask| {
        problem.places[2].cost = 8;
        ask.budget = Some(7);
    };
    breaks(dear, |breach| matches!(breach, Breach::Budget { cost: 8, budget: 7 }));
}

#[test]
fn places_too_near_to_each_other_are_noticed() {
    let near = |_: &mut Problem, ask: &mut Ask| ask.spacing = Some(Metres(1.0));
    breaks(near, |breach| matches!(breach, Breach::Spacing(1, 3)));
}

#[test]
fn a_district_without_its_places_is_noticed() {
    let empty = |problem: &mut Problem, ask: &mut Ask| {
        problem.places[2].district = Some(4);
        ask.district_minimum = vec![(4, 2)];
    };
    breaks(empty, |breach| matches!(breach, Breach::District(4)));
}

#[test]
fn more_places_than_may_be_open_at_all_are_noticed() {
    let few = |_: &mut Problem, ask: &mut Ask| ask.open_at_most = Some(0);
    breaks(few, |breach| matches!(breach, Breach::Sites { opened: 1, allowed: 0 }));
}

#[test]
fn more_places_than_something_carries_are_noticed_and_what_it_costs_is_counted() {
    let shared = |most: usize| {
        move |problem: &mut Problem, _: &mut Ask| {
            problem.shared = vec![Shared {
                id: 70,
                cost: 9,
                carries: 1,
                most,
                district: None,
            }];
            problem.places[2].shared = Some(0);
        }
    };
    breaks(shared(0), |breach| *breach == Breach::Shared(70));
    let dear = |problem: &mut Problem, ask: &mut Ask| {
        shared(1)(problem, ask);
        ask.budget = Some(8);
    };
    breaks(dear, |breach| matches!(breach, Breach::Budget { cost: 9, budget: 8 }));
    let (mut problem, mut ask, answer) = case();
    shared(1)(&mut problem, &mut ask);
    assert_eq!(recount(&problem, &ask, &answer), Ok(()));
}

/// Ten people who reach two places of fifteen, and ten who reach one of them.
fn twice() -> (Problem, Ask, Answer) {
    let problem = Problem {
        needs: vec![need(10), need(10)],
        places: [1, 2]
            .map(|id| yike::siting::Place {
                capacity: Some(Persons::whole(15)),
                ..place(id, Role::Candidate)
            })
            .to_vec(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 4), (1, 5)], vec![(0, 3)]]),
    };
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::Backup)
    };
    let answer = solved(&problem, &ask).expect("an answer");
    (problem, ask, answer)
}

#[test]
fn a_second_place_counts_as_far_as_there_is_room_for_everybody_at_once() {
    let (problem, ask, answer) = twice();
    // All need a first place: ten of the first place's fifteen go to those who have no other, so five of the others can fall back on it.
    assert_eq!(answer.value, i128::from(Persons::whole(5).0));
    assert_eq!(answer.status, Status::Optimal);
    assert_eq!(recount(&problem, &ask, &answer), Ok(()));
}

#[test]
fn second_places_that_are_full_or_the_first_again_are_noticed() {
    let refused = |change: &dyn Fn(&mut Answer), by: fn(&Breach) -> bool| {
        let (problem, ask, mut answer) = twice();
        change(&mut answer);
        let breach = recount(&problem, &ask, &answer).expect_err("it was tampered with");
        assert!(by(&breach), "{breach}");
    };
    // Five of them have their first place where five others have their second.
    let more = |answer: &mut Answer| answer.again[0].people = Persons::whole(6);
    refused(&more, |breach| matches!(breach, Breach::Way { need: 0, place: 1 }));
    let full = |answer: &mut Answer| {
        let first = answer.going.iter().find(|going| going.place == 0 && going.need == 0);
        answer.again.extend(first.copied());
    };
    refused(&full, |breach| matches!(breach, Breach::Capacity(1)));
    let unknown = |answer: &mut Answer| answer.again[0].need = 1;
    refused(&unknown, |breach| matches!(breach, Breach::Way { .. }));
    let none = |answer: &mut Answer| answer.again.clear();
    refused(&none, |breach| matches!(breach, Breach::Value { counted: 0, .. }));
    let (problem, ask, mut answer) = twice();
    let same = answer
        .going
        .iter()
        .find(|going| going.need == 1)
        .copied()
        .expect("they go");
    answer.again.push(same);
    assert!(matches!(recount(&problem, &ask, &answer), Err(Breach::Way { .. })));
    // Of other models nobody has a second place.
    let (problem, ask, mut answer) = case();
    answer.again = vec![answer.going[0]];
    assert!(matches!(recount(&problem, &ask, &answer), Err(Breach::Way { .. })));
}

#[test]
fn a_choice_given_before_is_noticed() {
    let again = |_: &mut Problem, ask: &mut Ask| ask.not_again = vec![(vec![0, 2], 1)];
    breaks(again, |breach| *breach == Breach::Again);
    let too_alike = |_: &mut Problem, ask: &mut Ask| ask.not_again = vec![(vec![0, 1, 2], 2)];
    breaks(too_alike, |breach| *breach == Breach::Again);
}

#[test]
fn a_place_without_its_least_people_is_noticed() {
    let least = |problem: &mut Problem, ask: &mut Ask| {
        problem.places[2].least = Some(Persons::whole(31));
        ask.least_people = true;
    };
    breaks(least, |breach| matches!(breach, Breach::LeastPeople(3)));
}

#[test]
fn a_share_that_is_not_served_is_noticed() {
    let (mut problem, _, answer) = case();
    problem.needs.push(need(40));
    problem.reach = Rows::new([vec![(0, 9), (1, 4)], vec![(1, 5), (2, 6)], vec![(2, 7)], vec![]]);
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::CoverRate { rate: 600_001 })
    };
    // 60 of 100.
    assert!(matches!(recount(&problem, &ask, &answer), Err(Breach::Share { .. })));
}

#[test]
fn somebody_left_out_of_a_model_that_serves_everybody_is_noticed() {
    let (problem, _, mut answer) = case();
    answer.going.pop();
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::CoverAll)
    };
    assert!(matches!(recount(&problem, &ask, &answer), Err(Breach::Served(2))));
}

#[test]
fn places_out_of_order_are_noticed() {
    refused(|answer| answer.open.reverse(), |breach| *breach == Breach::NoList);
    refused(|answer| answer.open.push(9), |breach| *breach == Breach::NoList);
}

/// Three candidates, the first of whom serves those of the second.
fn nested() -> (Problem, Ask, Answer) {
    let problem = Problem {
        needs: vec![need(3), need(2), need(4)],
        places: (1..4).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 1), (1, 1)], vec![(0, 1)], vec![(2, 1)]]),
    };
    let ask = Ask::of(Model::CoverMost).with_sites(1);
    let answer = solved(&problem, &ask).expect("an answer");
    assert_eq!(answer.prices.as_ref().expect("prices").replaced, [(1, 0)]);
    (problem, ask, answer)
}

#[track_caller]
fn proves_nothing(problem: &Problem, ask: &Ask, answer: &Answer) {
    assert!(matches!(
        recount(problem, ask, answer),
        Err(Breach::Bound { proven: None, .. })
    ));
}

#[test]
fn only_a_candidate_is_replaced_and_only_by_a_candidate_that_is_not() {
    let (mut problem, ask, answer) = nested();
    problem.places[1].role = Role::MayClose;
    proves_nothing(&problem, &ask, &answer);
    let (problem, ask, mut answer) = nested();
    answer.prices.as_mut().expect("prices").replaced = vec![(1, 1)];
    proves_nothing(&problem, &ask, &answer);
    let (problem, mut ask, answer) = nested();
    // With a rule beside, it matters which of them is open.
    ask.district_minimum = vec![(1, 0)];
    proves_nothing(&problem, &ask, &answer);
}
