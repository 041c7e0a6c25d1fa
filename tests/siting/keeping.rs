//! Of equally good plans the one that closes fewest is given, and what stands in the way is told with numbers.

use proptest::prelude::*;
use yike::siting::{Ask, Fault, Model, Problem, Role, Rows, Rule, SitingError, recount};
use yike::units::Persons;

use crate::towns::{need, place, solved, town};

/// Closings of every choice that is as good as the best; by trying all.
fn fewest_closings(problem: &Problem, ask: &Ask, value: i128) -> usize {
    let count = problem.places.len();
    let may = |open: u32, at: usize| match problem.places[at].role {
        Role::Kept | Role::Required => open >> at & 1 == 1,
        Role::Excluded => open >> at & 1 == 0,
        Role::MayClose | Role::Candidate => true,
    };
    let all = (0..1_u32 << count).filter(|open| (0..count).all(|at| may(*open, at)));
    let closings = all.filter_map(|open| {
        let is_open = |at: usize| open >> at & 1 == 1;
        let counted = |at: &usize| is_open(*at) && problem.places[*at].role != Role::Kept;
        let room = ask.sites?
            + problem
                .places
                .iter()
                .filter(|place| place.role == Role::MayClose)
                .count();
        let served: i64 = (0..problem.needs.len())
            .filter(|need| problem.reached(*need).any(|(place, _)| is_open(place as usize)))
            .map(|need| problem.needs[need].weight)
            .sum();
        let as_good = i128::from(served) == value && (0..count).filter(counted).count() <= room;
        let closes = |at: &usize| problem.places[*at].role == Role::MayClose && !is_open(*at);
        as_good.then(|| (0..count).filter(closes).count())
    });
    closings.min().expect("the best itself is one")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_plan_that_serves_as_many_closes_fewer(problem in town(), sites in 0_usize..4) {
        let ask = Ask::of(Model::CoverMost).with_sites(sites);
        if let Ok(answer) = solved(&problem, &ask) {
            prop_assert!(recount(&problem, &ask, &answer).is_ok());
            let is_open = |at: usize| answer.open.binary_search(&(at as u32)).is_ok();
            let closed = (0..problem.places.len()).filter(|at| problem.places[*at].role == Role::MayClose && !is_open(*at));
            prop_assert_eq!(closed.count(), fewest_closings(&problem, &ask, answer.value));
        }
    }

    #[test]
    fn the_number_that_may_be_opened_is_kept_when_all_may_close(problem in town(), sites in 1_usize..3) {
        let mut problem = problem;
        for place in problem.places.iter_mut().filter(|place| place.role == Role::Kept) {
            place.role = Role::MayClose;
        }
        for model in [Model::ShortestSum, Model::ShortestLongest, Model::CoverAll, Model::Backup] {
            let ask = Ask::of(model).with_sites(sites);
            if let Ok(answer) = solved(&problem, &ask) {
                prop_assert!(recount(&problem, &ask, &answer).is_ok());
            }
        }
    }
}

/// Ten people at each of four places, who reach one site that stands and one that does not.
fn twins() -> Problem {
    let roles = [[Role::Candidate; 4], [Role::MayClose; 4]].concat();
    Problem {
        needs: vec![need(10); 4],
        places: roles.iter().zip(1..).map(|(role, id)| place(id, *role)).collect(),
        shared: Vec::new(),
        reach: Rows::new((0..4).map(|need| vec![(need, 1_000), (need + 4, 1_000)])),
    }
}

#[test]
fn what_serves_as_well_where_it_stands_stays() {
    for model in [
        Model::CoverMost,
        Model::ShortestSum,
        Model::ShortestLongest,
        Model::Backup,
    ] {
        let answer = solved(&twins(), &Ask::of(model).with_sites(2)).expect("four stand already");
        let standing = answer.open.iter().filter(|place| **place >= 4).count();
        assert_eq!(standing, 4, "{model:?} opens {:?}", answer.open);
    }
}

fn line() -> Problem {
    Problem {
        needs: vec![need(10), need(20), need(30)],
        places: (1..4).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 1_000)], vec![(1, 1_000)], Vec::new()]),
    }
}

#[test]
fn a_share_beyond_reach_names_who_is_out_of_it_and_how_many_are_not() {
    let Err(SitingError::Infeasible(why)) = solved(&line(), &Ask::of(Model::CoverRate { rate: 600_000 })) else {
        panic!("half of the people can be reached");
    };
    assert_eq!(why.out_of_reach, [(2, Persons::whole(30))]);
    assert_eq!(why.can_be_reached, Persons::whole(30));
    assert_eq!(why.would_do_without, [Rule::Served]);
    // Where a rule stands in the way and not the reach, nobody is named.
    let mut ask = Ask::of(Model::CoverRate { rate: 500_000 }).with_sites(1);
    let Err(SitingError::Infeasible(why)) = solved(&line(), &ask) else {
        panic!("one site serves twenty of sixty");
    };
    assert_eq!((why.out_of_reach.len(), why.sites_needed), (0, Some(2)));
    ask.sites = Some(2);
    assert!(solved(&line(), &ask).is_ok());
}

#[test]
fn a_budget_below_nothing_is_refused_and_one_that_is_too_small_names_what_would_do() {
    let mut problem = line();
    for place in &mut problem.places {
        place.cost = 7;
    }
    problem.places[0].role = Role::Required;
    for model in [Model::CoverMost, Model::CoverRate { rate: 500_000 }] {
        let ask = |budget| Ask {
            budget: Some(budget),
            ..Ask::of(model)
        };
        assert_eq!(
            solved(&problem, &ask(-1)),
            Err(SitingError::Asked(vec![Fault::NegativeBudget(-1)]))
        );
        let Err(SitingError::Infeasible(why)) = solved(&problem, &ask(6)) else {
            panic!("the required one costs seven");
        };
        assert!(why.would_do_without.contains(&Rule::Budget));
        let least = if model == Model::CoverMost { 7 } else { 14 };
        assert_eq!(why.budget_needed, Some(least), "{model:?}");
        assert!(solved(&problem, &ask(least)).is_ok());
        assert!(solved(&problem, &ask(least - 1)).is_err());
    }
}
