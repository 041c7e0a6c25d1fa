//! Questions that can't be answered are refused before anything is searched, with all that is wrong.

use yike::siting::{Ask, Fault, Model, Place, Problem, Role, Rows, Rule, SitingError};
use yike::units::{Metres, Persons};

use crate::towns::{need, place, solved};

fn line(roles: &[Role]) -> Problem {
    Problem {
        needs: vec![need(10), need(20), need(30)],
        places: roles.iter().zip(1..).map(|(role, id)| place(id, *role)).collect(),
        reach: Rows::new((0..3).map(|need| vec![(need % roles.len() as u32, 1_000)])),
    }
}

fn faults(problem: &Problem, ask: &Ask) -> Vec<Fault> {
    match solved(problem, ask) {
        Err(SitingError::Asked(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

#[test]
fn more_sites_than_candidates_and_a_negative_cost_are_both_told() {
    let mut problem = line(&[Role::Candidate; 3]);
    problem.places[1].cost = -5;
    problem.places[2].capacity = Some(Persons(-1));
    let faults = faults(&problem, &Ask::of(Model::CoverMost).with_sites(4));
    assert_eq!(
        faults,
        [
            Fault::TooManySites {
                asked: 4,
                candidates: 3
            },
            Fault::CostOutside { id: 2, cost: -5 },
            Fault::NegativeCapacity {
                id: 3,
                capacity: Persons(-1)
            },
        ]
    );
}

#[test]
fn a_share_above_one_a_town_without_people_and_one_without_candidates_are_refused() {
    let mut nobody = line(&[Role::Excluded; 3]);
    nobody.needs.iter_mut().for_each(|need| need.people = Persons::NONE);
    let ask = Ask::of(Model::CoverRate { rate: 1_000_001 });
    assert_eq!(
        faults(&nobody, &ask),
        [
            Fault::NobodyThere,
            Fault::NoCandidates,
            Fault::RateIsNoShare { rate: 1_000_001 }
        ]
    );
}

#[test]
fn required_sites_beyond_the_number_and_too_near_to_each_other_are_told() {
    let problem = line(&[Role::Required, Role::Required, Role::Candidate]);
    let ask = Ask {
        spacing: Some(Metres(100.0)),
        ..Ask::of(Model::CoverMost).with_sites(1)
    };
    assert_eq!(
        faults(&problem, &ask),
        [
            Fault::TooManyRequired { required: 2, sites: 1 },
            Fault::RequiredTooNear {
                one: 1,
                other: 2,
                spacing: Metres(100.0)
            },
        ]
    );
}

#[test]
fn a_model_without_a_number_and_a_district_without_places_are_told() {
    let problem = line(&[Role::Candidate; 3]);
    let ask = Ask {
        district_minimum: vec![(7, 1)],
        ..Ask::of(Model::ShortestSum)
    };
    assert_eq!(
        faults(&problem, &ask),
        [
            Fault::NoLimit {
                model: Model::ShortestSum
            },
            Fault::DistrictTooSmall {
                district: 7,
                least: 1,
                there: 0
            },
        ]
    );
}

#[test]
fn too_few_sites_for_everybody_are_told_with_the_number_that_would_do() {
    let Err(SitingError::Infeasible(why)) =
        solved(&line(&[Role::Candidate; 3]), &Ask::of(Model::CoverAll).with_sites(2))
    else {
        panic!("two sites can't serve three places");
    };
    assert_eq!(why.sites_needed, Some(3));
    assert_eq!(why.would_do_without, [Rule::Sites, Rule::Served]);
    assert_eq!(why.most_served, Some(Persons::whole(50)));
    assert!(why.out_of_reach.is_empty());
}

#[test]
fn too_little_room_is_told_with_what_there_is() {
    let mut problem = line(&[Role::Candidate; 3]);
    problem.places = problem
        .places
        .into_iter()
        .map(|known| Place {
            capacity: Some(Persons::whole(15)),
            cost: 7,
            ..known
        })
        .collect();
    let ask = Ask {
        capacitated: true,
        budget: Some(20),
        ..Ask::of(Model::CoverRate { rate: 900_000 })
    };
    let Err(SitingError::Infeasible(why)) = solved(&problem, &ask) else {
        panic!("45 places for 60 people");
    };
    assert_eq!(why.capacity, Some(Persons::whole(45)));
    assert_eq!(why.people, Persons::whole(60));
    // With 20 only two can be opened: 10 and 15, or 15 and 15.
    assert_eq!(why.most_served, Some(Persons::whole(30)));
}

#[test]
fn a_question_larger_than_the_memory_is_told_with_its_size() {
    let problem = line(&[Role::Candidate; 3]);
    let effort = yike::siting::Effort {
        memory: 1_000,
        ..yike::siting::Effort::default()
    };
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::CoverMost).with_sites(1)
    };
    let refused = yike::siting::site(&problem, &ask, &effort, &yike::solver::Highs, &mut |_| {});
    let Err(SitingError::TooLarge {
        needs: 3,
        places: 3,
        pairs: 3,
        takes,
        may: 1_000,
    }) = refused
    else {
        panic!("{refused:?}");
    };
    assert!(takes > 1_000);
}
