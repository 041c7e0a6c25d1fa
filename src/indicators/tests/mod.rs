//! What every test of the indicators makes its records with.

mod above;
mod answers;
mod completeness;
mod facilities;
mod figures;
mod ledger;
mod naming;
mod near_by;
mod of_group;
mod part_of;
mod sharing;
mod standing;
mod withholding;

use super::*;
use crate::domain::community::CommitteeType;
use crate::domain::plan::{Decimal, Plan, PlanReader};
use crate::domain::roster::Figure;
use crate::domain::site::FunctionState;

fn plan(id: &str) -> Plan {
    let reader = PlanReader::new().expect("the shipped lists are sound");
    reader.shipped(id).expect("it is shipped")
}

fn own(text: &str) -> Plan {
    let head = "id = \"own\"\nversion = 1\nkind = \"standard\"\nzh = \"x\"\nsource = \"y\"\n";
    let reader = PlanReader::new().expect("the shipped lists are sound");
    match reader.read("own.toml", &format!("{head}{text}"), |_| None) {
        Ok(plan) => plan,
        Err(error) => panic!("{error}"),
    }
}

fn number(value: &str) -> Figure {
    Figure::Number(Decimal::parse(value).expect("a number"))
}

/// A community with its figures; an odd number is an urban one.
fn unit(at: usize, figures: &[(&str, Figure)]) -> UnitRow {
    UnitRow {
        code: format!(
            "5323{:02}{:03}{:03}",
            1 + at / 20,
            1 + at / 5,
            if at % 2 == 1 { 1 + at } else { 200 + at }
        ),
        name: format!("community {at}"),
        committee: Some(if at % 2 == 1 {
            CommitteeType::Residents
        } else {
            CommitteeType::Villagers
        }),
        figures: figures
            .iter()
            .map(|(key, figure)| ((*key).to_owned(), figure.clone()))
            .collect(),
        ..UnitRow::default()
    }
}

fn units(rows: &[&[(&str, Figure)]]) -> Records {
    Records {
        communities: rows.iter().enumerate().map(|(at, figures)| unit(at, figures)).collect(),
        ..Records::default()
    }
}

fn answer_of(plan: &Plan, records: &Records, id: &str) -> Answer {
    let at = plan
        .requirements
        .iter()
        .position(|r| r.id == id)
        .expect("the plan asks for it");
    answer_plan(plan, records, None).swap_remove(at)
}

fn value<'a>(answer: &'a Answer, key: &str) -> &'a Value {
    answer
        .values
        .iter()
        .find(|value| value.key == key)
        .expect("it has such a value")
}

fn shown(value: &Value) -> String {
    value
        .value
        .expect("nothing is missing")
        .shown(value.target.map(|(_, number)| number))
}

fn existing(category: &str) -> FunctionRow {
    FunctionRow {
        category: category.to_owned(),
        state: FunctionState::Existing,
        approximate: false,
    }
}

fn facility(id: i64, community: usize, category: &str) -> FacilityRow {
    FacilityRow {
        id,
        functions: vec![existing(category)],
        communities: vec![community],
        ..FacilityRow::default()
    }
}

const RULE: [&str; 3] = [
    "community_service_station",
    "party_mass_service_centre",
    "rural_comprehensive_station",
];

/// A plan that asks every comprehensive facility for eight hours, without exceptions.
const STRICT_HOURS: &str = "extends = \"national-2020\"\n[[requirement]]\nid = \"opening-hours\"\nforce = \"shall\"\n";
