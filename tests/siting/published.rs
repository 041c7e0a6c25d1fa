//! Answers that others have published.

use std::collections::BTreeMap;

use yike::siting::{Answer, Ask, Model, Problem, Role, Rows, SitingError, Status};
use yike::units::Persons;

use crate::towns::{need, place, solved};

const SAN_FRANCISCO: &str = include_str!("data/san_francisco.csv");

/// The stores by name, the tracts' people, and the metres from each tract to each store.
struct City {
    stores: Vec<String>,
    people: Vec<i64>,
    metres: Vec<Vec<f64>>,
}

fn san_francisco() -> City {
    let mut ways: BTreeMap<&str, BTreeMap<&str, (i64, f64)>> = BTreeMap::new();
    for line in SAN_FRANCISCO.lines().skip(1) {
        let [store, tract, people, metres] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let of = (people.parse().expect("people"), metres.parse().expect("metres"));
        ways.entry(tract).or_default().insert(store, of);
    }
    let first = ways.values().next().expect("tracts");
    City {
        stores: first.keys().map(|store| (*store).to_owned()).collect(),
        people: ways
            .values()
            .map(|stores| stores.values().next().expect("stores").0)
            .collect(),
        metres: ways
            .values()
            .map(|stores| stores.values().map(|(_, metres)| *metres).collect())
            .collect(),
    }
}

impl City {
    /// Costs in micrometres: finer than the floats' printed digits matter.
    fn within(&self, limit: f64, required: &[&str]) -> Problem {
        let reach = self.metres.iter().map(|stores| {
            let near = (0..).zip(stores).filter(|(_, metres)| **metres <= limit);
            near.map(|(store, metres)| (store, (metres * 1e6).round() as i64))
                .collect()
        });
        Problem {
            needs: self.people.iter().map(|people| need(*people)).collect(),
            places: (0..)
                .zip(&self.stores)
                .map(|(id, store)| {
                    let role = if required.contains(&store.as_str()) {
                        Role::Required
                    } else {
                        Role::Candidate
                    };
                    place(id, role)
                })
                .collect(),
            shared: Vec::new(),
            reach: Rows::new(reach.collect::<Vec<_>>()),
        }
    }
}

fn optimal(problem: &Problem, ask: &Ask) -> Answer {
    let answer = solved(problem, ask).expect("it has an answer");
    assert_eq!(answer.status, Status::Optimal);
    assert_eq!(answer.bound, answer.value);
    answer
}

fn close(ours: f64, published: f64) {
    assert!(
        (ours - published).abs() <= published * 1e-12,
        "{ours} here, {published} published"
    );
}

#[test]
fn san_francisco_needs_eight_stores_within_five_kilometres_and_three_within_eight() {
    let city = san_francisco();
    assert_eq!(
        (city.stores.len(), city.people.len(), city.people.iter().sum::<i64>()),
        (16, 205, 955_113)
    );
    let everybody = Ask::of(Model::CoverAll);
    assert_eq!(optimal(&city.within(5_000.0, &[]), &everybody).value, 8);
    assert_eq!(optimal(&city.within(8_000.0, &[]), &everybody).value, 3);
    assert_eq!(
        optimal(&city.within(8_000.0, &["Store_3", "Store_7"]), &everybody).value,
        4
    );
}

#[test]
fn four_stores_serve_875247_people_of_san_francisco_within_five_kilometres() {
    let city = san_francisco();
    let problem = city.within(5_000.0, &[]);
    let answer = optimal(&problem, &Ask::of(Model::CoverMost).with_sites(4));
    assert_eq!(answer.value, i128::from(Persons::whole(875_247).0));
    assert_eq!(answer.served(), Persons::whole(875_247));
    let mut tracts: Vec<u32> = answer.going.iter().map(|going| going.need).collect();
    tracts.dedup();
    assert_eq!(tracts.len(), 184);
}

#[test]
fn four_stores_are_2848268129_person_metres_from_san_francisco() {
    let city = san_francisco();
    let answer = optimal(
        &city.within(f64::INFINITY, &[]),
        &Ask::of(Model::ShortestSum).with_sites(4),
    );
    let ways = answer.going.iter().map(|going| {
        let (tract, store) = (going.need as usize, going.place as usize);
        city.people[tract] as f64 * city.metres[tract][store]
    });
    close(ways.sum(), 2_848_268_129.714_510_4);
}

#[test]
fn the_longest_way_to_four_stores_of_san_francisco_is_7404_metres() {
    let city = san_francisco();
    let answer = optimal(
        &city.within(f64::INFINITY, &[]),
        &Ask::of(Model::ShortestLongest).with_sites(4),
    );
    let ways = answer
        .going
        .iter()
        .map(|going| city.metres[going.need as usize][going.place as usize]);
    close(ways.fold(0.0, f64::max), 7_403.063_810_849_859);
}

#[test]
fn ten_students_of_london_travel_872_minutes_where_schools_of_the_first_priority_are_filled() {
    let schools: Vec<(&str, i64, bool)> = include_str!("data/london_schools.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let [school, places, priority] = line.split(',').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            (school, places.parse().expect("places"), priority == "1")
        })
        .collect();
    let mut journeys: BTreeMap<i64, Vec<(u32, i64)>> = BTreeMap::new();
    for line in include_str!("data/london_journeys.csv").lines().skip(1) {
        let [student, school, minutes] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let school = schools
            .iter()
            .position(|(known, ..)| *known == school)
            .expect("a school");
        let student = student.parse().expect("a student");
        let minutes: i64 = minutes.parse().expect("minutes");
        journeys
            .entry(student)
            .or_default()
            .push((school as u32, minutes * 1_000));
    }
    let problem = Problem {
        needs: journeys.keys().map(|_| need(1)).collect(),
        places: (0..)
            .zip(&schools)
            .map(|(id, (_, places, required))| yike::siting::Place {
                capacity: Some(Persons::whole(*places)),
                least: required.then_some(Persons::whole(*places)),
                ..place(id, if *required { Role::Required } else { Role::Candidate })
            })
            .collect(),
        shared: Vec::new(),
        reach: Rows::new(journeys.into_values()),
    };
    assert_eq!((problem.needs.len(), problem.places.len()), (10, 74));
    let ask = Ask {
        capacitated: true,
        least_people: true,
        ..Ask::of(Model::ShortestSum).with_sites(10)
    };
    let answer = optimal(&problem, &ask);
    assert_eq!(answer.value, 872 * 1_000 * i128::from(Persons::MICRO));
}

#[test]
fn stores_that_serve_nobody_twice_are_no_backup() {
    let city = san_francisco();
    let problem = city.within(8_000.0, &[]);
    let answer = optimal(&problem, &Ask::of(Model::Backup));
    assert_eq!(answer.open.len(), 3);
    let twice = (0..problem.needs.len()).filter(|tract| {
        problem
            .reach
            .columns(*tract)
            .iter()
            .filter(|store| answer.open.contains(store))
            .count()
            >= 2
    });
    let people: i64 = twice.map(|tract| city.people[tract]).sum();
    assert_eq!(answer.value, i128::from(Persons::whole(people).0));
}

#[test]
fn a_tract_beyond_five_kilometres_of_every_store_is_named() {
    let city = san_francisco();
    let problem = city.within(2_000.0, &[]);
    let Err(SitingError::Infeasible(why)) = solved(&problem, &Ask::of(Model::CoverAll)) else {
        panic!("nobody can serve everybody within 2 km");
    };
    let out =
        (0..problem.needs.len()).filter(|tract| problem.reach.columns(*tract).is_empty() && city.people[*tract] > 0);
    assert_eq!(why.out_of_reach.len(), out.count());
    assert!(why.out_of_reach.windows(2).all(|pair| pair[0].1 >= pair[1].1));
}
