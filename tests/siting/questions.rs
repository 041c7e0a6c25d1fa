//! Questions that can't be answered are refused with all that is wrong; small ones are answered as worked out by hand.

use yike::siting::{
    Allowed, Answer, Ask, Effort, Fault, Model, Others, Place, Problem, Role, Rows, Rule, Shared, SitingError, Status,
    Thrift, alternatives, curve, knee, phased, site,
};
use yike::solver::Highs;
use yike::units::{Metres, Persons};

use crate::towns::{need, place, solved};

fn line(roles: &[Role]) -> Problem {
    Problem {
        needs: vec![need(10), need(20), need(30)],
        places: roles.iter().zip(1..).map(|(role, id)| place(id, *role)).collect(),
        shared: Vec::new(),
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
    let effort = Effort {
        memory: 1_000,
        ..Effort::default()
    };
    let ask = Ask {
        capacitated: true,
        ..Ask::of(Model::CoverMost).with_sites(1)
    };
    let refused = site(&problem, &ask, &effort, &Highs, &mut |_| {});
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

#[test]
fn people_are_sent_a_longer_way_where_a_site_must_have_them() {
    // Both live beside the second site; the first must have one of them.
    let problem = Problem {
        needs: vec![need(1), need(1)],
        places: vec![
            Place {
                least: Some(Persons::whole(1)),
                ..place(1, Role::Required)
            },
            place(2, Role::Required),
        ],
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 9_000), (1, 1_000)], vec![(0, 5_000), (1, 1_000)]]),
    };
    let ask = Ask {
        least_people: true,
        ..Ask::of(Model::ShortestSum).with_sites(2)
    };
    let answer = solved(&problem, &ask).expect("an answer");
    let ways: Vec<(u32, u32)> = answer.going.iter().map(|going| (going.need, going.place)).collect();
    assert_eq!(ways, [(0, 1), (1, 0)]);
    assert_eq!(answer.value, 6_000 * i128::from(Persons::MICRO));
    // Three are more than there are.
    let mut crowded = problem;
    crowded.places[0].least = Some(Persons::whole(3));
    assert!(matches!(solved(&crowded, &ask), Err(SitingError::Infeasible(_))));
}

#[test]
fn the_longest_way_is_exact_whatever_gap_is_allowed() {
    let problem = Problem {
        needs: (0..6).map(|_| need(1)).collect(),
        places: (1..7).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new((0..6_i64).map(|need| {
            (0..6_i64)
                .map(|place| (place as u32, (need - place).abs() * 1_000))
                .collect()
        })),
    };
    let effort = Effort {
        gap: 0.9,
        ..Effort::default()
    };
    let ask = Ask::of(Model::ShortestLongest).with_sites(2);
    let answer = site(&problem, &ask, &effort, &Highs, &mut |_| {}).expect("an answer");
    // Six in a row of a kilometre each: two in the middles of three.
    assert_eq!((answer.value, answer.status), (1_000, Status::Optimal));
}

#[test]
fn alternatives_that_must_differ_in_two_sites_do_without_two() {
    let problem = Problem {
        needs: (1..6).map(|people| need(people * 10)).collect(),
        places: (1..6).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new((0..5).map(|need| vec![(need, 1_000)])),
    };
    let ask = Ask::of(Model::CoverMost).with_sites(3);
    let first = solved(&problem, &ask).expect("an answer");
    assert_eq!(first.open, [2, 3, 4]);
    let others = |differing| {
        let more = alternatives(
            &problem,
            &ask,
            &Effort::default(),
            &Highs,
            &first,
            (1, differing),
            &mut |_| {},
        );
        more.expect("no trouble")
            .found
            .into_iter()
            .map(|answer| answer.open)
            .collect::<Vec<_>>()
    };
    assert_eq!(others(1), [[1, 3, 4]]);
    assert_eq!(others(2), [[0, 1, 4]]);
    assert_eq!(others(3), [[0, 1]]);
}

#[test]
fn phases_are_nested_and_the_better_of_both_ways_is_taken() {
    // One site in the middle serves most; two at the ends serve more together than the middle and any other.
    let problem = Problem {
        needs: vec![need(10), need(12), need(12), need(10)],
        places: (1..4).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 1)], vec![(0, 1), (1, 1)], vec![(1, 1), (2, 1)], vec![(2, 1)]]),
    };
    let ask = Ask::of(Model::CoverMost).with_sites(2);
    let allowed = [Allowed::Sites(1), Allowed::Sites(2)];
    let phases = phased(&problem, &ask, &Effort::default(), &Highs, &allowed, &mut |_| {}).expect("a plan");
    let people = |answer: &Answer| answer.value / i128::from(Persons::MICRO);
    // Forwards: 24, then 34. Backwards: 22, then 44. The second is 8 better in all, and loses 2 of 24 in the first phase.
    assert_eq!(
        phases.iter().map(|phase| people(&phase.nested)).collect::<Vec<_>>(),
        [22, 44]
    );
    assert_eq!(
        phases.iter().map(|phase| people(&phase.alone)).collect::<Vec<_>>(),
        [24, 44]
    );
    assert_eq!(phases[0].loss(Model::CoverMost), Some(2.0 / 24.0));
    assert_eq!(phases[1].loss(Model::CoverMost), Some(0.0));
    assert!(
        phases[0]
            .nested
            .open
            .iter()
            .all(|place| phases[1].nested.open.contains(place))
    );
}

#[test]
fn a_site_given_up_in_one_phase_makes_room_in_the_next_too() {
    // The one that stands serves 1; the candidates 9, 8 and 7.
    let problem = Problem {
        needs: vec![need(1), need(9), need(8), need(7)],
        places: [Role::MayClose, Role::Candidate, Role::Candidate, Role::Candidate]
            .into_iter()
            .zip(1..)
            .map(|(role, id)| place(id, role))
            .collect(),
        shared: Vec::new(),
        reach: Rows::new((0..4).map(|need| vec![(need, 1_000)])),
    };
    let ask = Ask::of(Model::CoverMost).with_sites(2);
    let allowed = [Allowed::Sites(0), Allowed::Sites(2)];
    let phases = phased(&problem, &ask, &Effort::default(), &Highs, &allowed, &mut |_| {}).expect("a plan");
    let open: Vec<&[u32]> = phases.iter().map(|phase| phase.nested.open.as_slice()).collect();
    assert_eq!(open, [&[1][..], &[1, 2, 3][..]]);
}

#[test]
fn the_curve_ends_where_all_are_served_and_bends_where_one_more_brings_little() {
    let problem = Problem {
        needs: vec![need(50), need(40), need(5), need(4)],
        places: (1..5).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new((0..4).map(|need| vec![(need, 1_000)])),
    };
    let ask = Ask::of(Model::CoverMost).with_sites(1);
    let whole = |problem: &Problem| {
        let found = curve(problem, &ask, &Effort::default(), &Highs, 9, &mut |_| {}).expect("no stop");
        assert_eq!(found.broke_off, None);
        found.points
    };
    let points = whole(&problem);
    let people: Vec<i64> = points
        .iter()
        .map(|(_, answer)| answer.served().0 / Persons::MICRO)
        .collect();
    assert_eq!(people, [0, 50, 90, 95, 99]);
    assert_eq!(knee(&points), Some(2));
    let mut easy = problem;
    easy.needs.truncate(2);
    easy.reach = Rows::new([vec![(0, 1)], vec![(1, 1)]]);
    assert_eq!(whole(&easy).len(), 3);
}

#[test]
fn what_would_do_is_told_of_a_budget_and_of_ways_in_sum() {
    let mut problem = line(&[Role::Candidate; 3]);
    problem.places.iter_mut().for_each(|place| place.cost = 7);
    let ask = Ask {
        budget: Some(20),
        thrift: Thrift::Cheapest,
        ..Ask::of(Model::CoverAll)
    };
    let Err(SitingError::Infeasible(why)) = solved(&problem, &ask) else {
        panic!("three sites cost 21");
    };
    assert_eq!(
        (why.budget_needed, why.most_served),
        (Some(21), Some(Persons::whole(50)))
    );
    let Err(SitingError::Infeasible(why)) = solved(&problem, &Ask::of(Model::ShortestSum).with_sites(2)) else {
        panic!("two sites leave somebody without a way");
    };
    assert_eq!(why.sites_needed, Some(3));
}

#[test]
fn parts_that_have_nothing_to_do_with_each_other_are_answered_one_by_one() {
    // Two lines of three needs that need two sites each, a required site that nobody reaches, and one that may close there.
    let roles = [&[Role::Candidate; 6][..], &[Role::Required, Role::MayClose]].concat();
    let mut problem = line(&roles);
    problem.needs = vec![need(10); 6];
    let half = |first: u32| {
        vec![
            vec![(first, 1), (first + 1, 1)],
            vec![(first + 1, 1)],
            vec![(first, 1), (first + 2, 1)],
        ]
    };
    problem.reach = Rows::new([half(0), half(3)].concat());
    let answered = |ask: &Ask| {
        let mut steps = Vec::new();
        let answer = site(&problem, ask, &Effort::default(), &Highs, &mut |step| {
            steps.push(step.to_owned());
        });
        (answer, steps)
    };
    let (answer, steps) = answered(&Ask::of(Model::CoverAll));
    let answer = answer.expect("an answer");
    assert!(steps.contains(&"part 2 of 2".to_owned()), "{steps:?}");
    assert_eq!((answer.open.len(), answer.value, answer.proven), (5, 5, Some(5)));
    assert_eq!(answer.status, Status::Optimal);
    // With a number it is known whether it is enough; where places keep a distance the parts are not alone.
    let (enough, _) = answered(&Ask::of(Model::CoverAll).with_sites(5));
    assert_eq!(enough.expect("an answer").value, 5);
    let (few, _) = answered(&Ask::of(Model::CoverAll).with_sites(3));
    assert!(matches!(few, Err(SitingError::Infeasible(why)) if why.sites_needed == Some(4)));
    let spaced = Ask {
        spacing: Some(Metres(0.0)),
        ..Ask::of(Model::CoverAll)
    };
    let (_, steps) = answered(&spaced);
    assert!(!steps.iter().any(|step| step.starts_with("part")), "{steps:?}");
}

#[test]
fn of_plans_that_serve_as_many_the_cheaper_is_taken() {
    let mut problem = line(&[Role::Candidate; 3]);
    // Everybody reaches the first two; the third brings nobody new.
    problem.reach = Rows::new((0..3).map(|_| vec![(0, 1_000), (1, 1_000), (2, 2_000)]));
    for (place, cost) in problem.places.iter_mut().zip([7, 4, 1]) {
        place.cost = cost;
    }
    for (model, cheapest) in [(Model::CoverMost, vec![2]), (Model::ShortestSum, vec![1])] {
        let ask = Ask {
            budget: Some(20),
            ..Ask::of(model)
        };
        let answer = solved(&problem, &ask).expect("an answer");
        assert_eq!((answer.open, answer.status), (cheapest, Status::Optimal), "{model:?}");
    }
}

#[test]
fn what_is_shared_must_be_there_and_carry_something() {
    let mut problem = line(&[Role::Candidate, Role::Required, Role::Kept]);
    let thing = |id: i64, carries: usize, most: usize| Shared {
        id,
        cost: -1,
        carries,
        most,
        district: None,
    };
    problem.shared = vec![thing(50, 0, 1), thing(51, 1, 0)];
    problem.places[0].shared = Some(9);
    problem.places[1].shared = Some(1);
    problem.places[2].shared = Some(0);
    let faults = faults(&problem, &Ask::of(Model::CoverMost).with_sites(1));
    for fault in [
        Fault::CostOutside { id: 50, cost: -1 },
        Fault::CarriesNothing { id: 50 },
        Fault::TooManyOnOne {
            id: 51,
            required: 1,
            carried: 0,
        },
        Fault::SharesNothing { id: 1 },
        Fault::SharesNothing { id: 3 },
    ] {
        assert!(faults.contains(&fault), "{fault:?} of {faults:?}");
    }
}

#[test]
fn alternatives_of_backup_open_no_more_sites_than_the_first() {
    // The first serves everybody; the others together do too.
    let problem = Problem {
        needs: vec![need(5), need(5)],
        places: (1..4).map(|id| place(id, Role::Candidate)).collect(),
        shared: Vec::new(),
        reach: Rows::new([vec![(0, 1), (1, 1)], vec![(0, 1), (2, 1)]]),
    };
    let ask = Ask::of(Model::Backup);
    let first = solved(&problem, &ask).expect("an answer");
    assert_eq!((first.open.as_slice(), first.value), ([0].as_slice(), 0));
    let more = alternatives(&problem, &ask, &Effort::default(), &Highs, &first, (3, 1), &mut |_| {});
    assert_eq!(more.expect("no trouble"), Others::default());
}

#[test]
fn what_prices_prove_within_a_budget_knows_of_the_budget() {
    // Three places with ten, twenty and thirty people; each costs what it serves, and half of all can be paid.
    let mut problem = line(&[Role::Candidate; 3]);
    for (place, cost) in problem.places.iter_mut().zip([10, 20, 30]) {
        place.cost = cost;
    }
    let ask = Ask {
        budget: Some(30),
        ..Ask::of(Model::CoverMost)
    };
    let answer = solved(&problem, &ask).expect("an answer");
    let thirty = i128::from(Persons::whole(30).0);
    assert_eq!((answer.value, answer.proven), (thirty, Some(thirty)));
}
