//! Figures of counties and prefectures in the place of communities that do not say them.

use super::*;
use crate::domain::area_code::UnitLevel;
use crate::domain::plan::Scope;
use crate::domain::verdict::Verdict;

fn county(code: &str, figures: &[(&str, Figure)]) -> UnitRow {
    UnitRow {
        code: code.to_owned(),
        name: code.to_owned(),
        figures: figures
            .iter()
            .map(|(key, figure)| ((*key).to_owned(), figure.clone()))
            .collect(),
        ..UnitRow::default()
    }
}

/// 5, 7, 8 and 10 workers in the communities of one county.
fn workers() -> Records {
    let rows = ["5", "7", "8", "10"].map(|own| [("community_workers", number(own))]);
    units(&[&rows[0], &rows[1], &rows[2], &rows[3]])
}

fn id_of(plan: &Plan) -> String {
    let is_workers = |measure: &crate::domain::plan::Measure| measure.check == Some(12);
    let found = plan
        .requirements
        .iter()
        .find(|requirement| requirement.measures.iter().any(is_workers));
    found.expect("it asks for workers").id.clone()
}

#[test]
fn workers_of_communities_stand_over_the_residents_of_their_county() {
    let plan = plan("national-2025");
    let id = id_of(&plan);
    let mut records = workers();
    assert_eq!(answer_of(&plan, &records, &id).verdict(), Verdict::NotAssessed);
    records.above = vec![county("532301000000", &[("urban_population", number("20000"))])];
    let answer = answer_of(&plan, &records, &id);
    let value = value(&answer, "ratio_of_sums");
    // 30 workers for 20,000 people are 15 for ten thousand; 36 would be the plan's 18.
    assert_eq!(
        (value.value, value.verdict),
        (Fraction::of(30, 20_000, 10_000), Verdict::NotReached)
    );
    assert_eq!((value.sums.units, value.lacking), (1, Some(Decimal::whole(6))));
    assert!(answer.missing.is_empty(), "{:?}", answer.missing);
    // The county's own number of workers comes before the sum over its communities.
    records.above[0]
        .figures
        .insert("community_workers".to_owned(), number("40"));
    assert_eq!(answer_of(&plan, &records, &id).verdict(), Verdict::Reached);
}

#[test]
fn a_county_stands_for_its_own_area_and_for_those_above_it_and_for_no_town() {
    let plan = plan("national-2025");
    let at = plan
        .requirements
        .iter()
        .position(|own| own.id == id_of(&plan))
        .expect("it asks for workers");
    let mut records = workers();
    records.above = vec![county("532301000000", &[("urban_population", number("20000"))])];
    let areas = |level| {
        let answer = answer_plan(&plan, &records, Some(level)).swap_remove(at);
        let of = |area: &Area| (area.code.clone(), area.values[0].value.map(|value| value.shown(None)));
        answer.areas.iter().map(of).collect::<Vec<_>>()
    };
    let fifteen = Some("15.0".to_owned());
    assert_eq!(
        areas(UnitLevel::Prefecture),
        [("532300000000".to_owned(), fifteen.clone())]
    );
    assert_eq!(areas(UnitLevel::County), [("532301000000".to_owned(), fifteen)]);
    assert_eq!(areas(UnitLevel::Town), []);
}

#[test]
fn of_a_town_and_its_county_the_town_stands_and_for_nothing_smaller() {
    let plan = plan("national-2025");
    let at = plan.requirements.iter().position(|own| own.id == id_of(&plan));
    let mut records = workers();
    records.towns = vec![county("532301001000", &[("urban_population", number("10000"))])];
    records.above = vec![county("532301000000", &[("urban_population", number("20000"))])];
    let answer = |level| answer_plan(&plan, &records, level).swap_remove(at.expect("it asks for workers"));
    // 30 workers over the town's 10,000 people, not the county's 20,000.
    let whole = answer(None);
    assert_eq!(value(&whole, "ratio_of_sums").value, Fraction::of(30, 10_000, 10_000));
    let codes = |level| -> Vec<String> { answer(Some(level)).areas.into_iter().map(|area| area.code).collect() };
    assert_eq!(codes(UnitLevel::Town), ["532301001000"]);
    assert!(codes(UnitLevel::Community).is_empty());
}

#[test]
fn a_county_never_stands_for_its_urban_communities_alone_nor_with_a_mean_of_pay() {
    let mut plan = plan("national-2025");
    let id = id_of(&plan);
    let mut records = workers();
    records.above = vec![county("532301000000", &[("urban_population", number("20000"))])];
    for requirement in &mut plan.requirements {
        for measure in requirement.measures.iter_mut().filter(|one| one.check == Some(12)) {
            measure.scope = Some(Scope::Urban);
        }
    }
    let urban = answer_of(&plan, &records, &id);
    assert_eq!(
        (value(&urban, "ratio_of_sums").value, urban.verdict()),
        (None, Verdict::NotAssessed)
    );
    // Two communities say what they pay, and their county the wage that it is held against: no sum of pay is over one wage.
    let paid = ["2000", "2600"].map(|own| [("worker_allowance", number(own))]);
    let mut records = units(&[&paid[0], &paid[1]]);
    records.above = vec![county("532301000000", &[("local_average_wage", number("4000"))])];
    let pay = answer_of(&super::plan("liaoning-2020"), &records, "worker-allowance");
    assert_eq!(
        (value(&pay, "ratio_of_sums").value, pay.verdict()),
        (None, Verdict::NotAssessed)
    );
}

#[test]
fn counties_that_say_it_themselves_are_left_alone_and_what_is_missing_in_one_leaves_the_whole_open() {
    let plan = plan("national-2025");
    let id = id_of(&plan);
    // Communities 0 to 3 in the first county say nothing of residents; 20 and 21 in the second do.
    let mut records = workers();
    for at in [20, 21] {
        let figures = [("community_workers", number("9")), ("urban_population", number("5000"))];
        records.communities.push(unit(at, &figures));
    }
    records.above = vec![
        county("532301000000", &[("urban_population", number("20000"))]),
        county("532302000000", &[("urban_population", number("1"))]),
    ];
    let answer = answer_of(&plan, &records, &id);
    let whole = value(&answer, "ratio_of_sums");
    // 30 + 18 workers over 20,000 + 10,000 people.
    assert_eq!((whole.value, whole.sums.units), (Fraction::of(48, 30_000, 10_000), 3));
    // One community that does not say its workers keeps its county from standing for it.
    records.communities[2].figures.clear();
    let answer = answer_of(&plan, &records, &id);
    assert_eq!(
        (value(&answer, "ratio_of_sums").value, answer.verdict()),
        (None, Verdict::NotAssessed)
    );
    let lacking: Vec<(&str, usize)> = answer
        .missing
        .iter()
        .map(|one| (one.input.as_str(), one.lacking))
        .collect();
    assert_eq!(lacking, [("community_workers", 1)]);
}
