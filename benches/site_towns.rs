//! Siting on a generated town, from points to a proven answer: `site_towns FOLDER MODEL RADIUS SITES GAP RUNS`.
//!
//! The folder holds demand.csv (x,y,people) and candidates.csv (x,y,capacity,cost). MODEL is mclp, or rate (the cheapest that serve 0.9 of those
//! who can be, within capacities). Prints one line for each run: seconds, value, bound, gap.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

use geo::Coord;
use yike::siting::{Ask, Effort, Model, Need, Place, Problem, Role, Rows, Thrift, site};
use yike::solver::Highs;
use yike::units::Persons;

/// Rows of numbers below a heading.
fn numbers(path: &Path) -> Vec<Vec<f64>> {
    let text = fs::read_to_string(path).expect("the town is written");
    let line = |line: &str| {
        line.split(',')
            .map(|number| number.parse().expect("a number"))
            .collect()
    };
    text.lines().skip(1).map(line).collect()
}

/// Who is within a radius of which candidate, by cells as wide as the radius.
fn near(demand: &[Vec<f64>], candidates: &[Vec<f64>], radius: f64) -> Rows {
    let cell = |at: &[f64]| ((at[0] / radius).floor() as i64, (at[1] / radius).floor() as i64);
    let mut cells: BTreeMap<(i64, i64), Vec<u32>> = BTreeMap::new();
    for (place, at) in (0..).zip(candidates) {
        cells.entry(cell(at)).or_default().push(place);
    }
    let row = |at: &Vec<f64>| {
        let (x, y) = cell(at);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        let there = around.filter_map(|cell| cells.get(&cell)).flatten();
        let ways = there.filter_map(|place| {
            let to = &candidates[*place as usize];
            let apart = (at[0] - to[0]).hypot(at[1] - to[1]);
            (apart <= radius).then_some((*place, (apart * 1_000.0).round() as i64))
        });
        ways.collect()
    };
    Rows::new(demand.iter().map(row))
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [folder, model, radius, sites, gap, runs] = given.as_slice() else {
        println!("usage: site_towns FOLDER mclp|rate RADIUS SITES GAP RUNS");
        return;
    };
    let folder = Path::new(folder);
    let number = |word: &String| word.parse::<f64>().expect("a number");
    for _ in 0..number(runs) as usize {
        let demand = numbers(&folder.join("demand.csv"));
        let candidates = numbers(&folder.join("candidates.csv"));
        let start = Instant::now();
        let mut problem = Problem {
            reach: near(&demand, &candidates, number(radius)),
            shared: Vec::new(),
            needs: demand
                .iter()
                .map(|at| {
                    let people = Persons::whole(at[2] as i64);
                    Need {
                        people,
                        weight: people.0,
                    }
                })
                .collect(),
            places: candidates
                .iter()
                .zip(0..)
                .map(|(at, id)| Place {
                    id,
                    role: Role::Candidate,
                    cost: at[3] as i64,
                    capacity: Some(Persons::whole(at[2] as i64)),
                    least: None,
                    kind: 0,
                    district: None,
                    shared: None,
                    point: Coord { x: at[0], y: at[1] },
                })
                .collect(),
        };
        let ask = if model == "rate" {
            // Nine tenths of those who can be served: the others are left out first.
            let reached: Vec<usize> = (0..demand.len())
                .filter(|need| !problem.reach.columns(*need).is_empty())
                .collect();
            problem.reach = Rows::new(
                reached
                    .iter()
                    .map(|need| problem.reach.of(*need).collect())
                    .collect::<Vec<_>>(),
            );
            problem.needs = reached.iter().map(|need| problem.needs[*need]).collect();
            Ask {
                capacitated: true,
                thrift: Thrift::Cheapest,
                ..Ask::of(Model::CoverRate { rate: 900_000 })
            }
        } else {
            Ask::of(Model::CoverMost).with_sites(number(sites) as usize)
        };
        let effort = Effort {
            gap: number(gap),
            ..Effort::default()
        };
        let mut steps = Vec::new();
        let answer = site(&problem, &ask, &effort, &Highs, &mut |step| {
            steps.push(format!("{step} {:.2}", start.elapsed().as_secs_f64()));
        })
        .expect("it has an answer");
        let scale = if ask.model.is_most() { 1e6 } else { 1.0 };
        println!(
            "{:.3} s, value {}, bound {}, proven {:?}, gap {:.5} %, {}, {} nodes; {}",
            start.elapsed().as_secs_f64(),
            answer.value as f64 / scale,
            answer.bound as f64 / scale,
            answer.proven.map(|proven| proven as f64 / scale),
            answer.gap() * 100.0,
            answer.status.key(),
            answer.nodes,
            steps.join(", ")
        );
    }
}
