//! Check 20: the order of gaps, and the plain greedy choice beside it, by hand.

use super::*;
use crate::domain::verdict::Verdict;

/// Villages 0 (100 people, resettled), 2 (200) and 4 (nobody counted), urban 1 (300) and 3 (50, with a station).
fn town() -> Records {
    let people = |count: &str| {
        vec![
            ("usual_population", number(count)),
            ("resettlement", Figure::Truth(false)),
        ]
    };
    let mut rows = [people("100"), people("300"), people("200"), people("50"), Vec::new()];
    rows[0][1] = ("resettlement", Figure::Truth(true));
    let mut records = units(&rows.each_ref().map(Vec::as_slice));
    records.complete = RULE.iter().map(|category| (*category).to_owned()).collect();
    records.facilities = vec![facility(1, 3, "community_service_station")];
    records
}

fn candidate(id: i64, communities: &[usize]) -> FacilityRow {
    let mut site = facility(id, 0, "community_service_station");
    site.functions[0].state = FunctionState::Candidate;
    site.communities = communities.to_vec();
    site
}

const FIRST: &str = "relocation-and-poverty-exit-priority";

#[test]
fn gaps_stand_in_the_order_of_the_plan_s_first_ones_and_then_of_their_people() {
    let answer = answer_of(&plan("national-2025"), &town(), FIRST);
    let ledger = answer.ledger.as_ref().expect("it has one");
    let order: Vec<(Item, Option<&str>)> = ledger.gaps.iter().map(|gap| (gap.item, gap.first.as_deref())).collect();
    let at = Item::Community;
    assert_eq!(
        order,
        [
            (at(0), Some("resettlement")),
            (at(1), None),
            (at(2), None),
            (at(4), None)
        ]
    );
    assert_eq!(ledger.gaps[3].people, None, "nobody counted");
    let plan = plan("national-2025");
    let fails = |gap: usize| {
        ledger.gaps[gap]
            .fails
            .iter()
            .map(|at| plan.requirements[*at].id.as_str())
            .collect::<Vec<_>>()
    };
    assert!(fails(1).contains(&"urban-facility-coverage") && fails(2).contains(&"rural-facility-coverage"));
    let count = value(&answer, "gaps");
    assert_eq!(
        (count.value, count.verdict),
        (Some(Fraction::whole(4)), Verdict::ThresholdUndefined)
    );
}

#[test]
fn a_greedy_choice_takes_the_candidate_with_most_people_left_each_time_and_stops_when_none_gains() {
    let mut records = town();
    records.facilities.extend([
        candidate(2, &[1, 2]),
        candidate(3, &[0, 1]),
        candidate(4, &[2, 4]),
        candidate(5, &[1]),
        // It would serve only who is served.
        candidate(6, &[3]),
    ]);
    let answer = answer_of(&plan("national-2025"), &records, FIRST);
    let ledger = answer.ledger.expect("it has one");
    let steps: Vec<(usize, i64, i64)> = ledger
        .greedy
        .iter()
        .map(|step| {
            (
                step.facility,
                step.people.0 / Decimal::ONE,
                step.so_far.0 / Decimal::ONE,
            )
        })
        .collect();
    assert_eq!(ledger.candidates, 4);
    assert_eq!(steps, [(1, 500, 500), (2, 100, 600), (3, 0, 600)]);
    assert_eq!(ledger.greedy[2].closes, [Item::Community(4)]);
    assert!(GREEDY_LABEL.contains("1 - 1/e"));
}

#[test]
fn people_come_before_gaps_and_gaps_before_the_order_of_the_sites() {
    let chosen = |candidates: &[FacilityRow]| -> Vec<i64> {
        let mut records = town();
        records.facilities.extend_from_slice(candidates);
        let ledger = answer_of(&plan("national-2025"), &records, FIRST)
            .ledger
            .expect("it has one");
        ledger
            .greedy
            .iter()
            .map(|step| records.facilities[step.facility].id)
            .collect()
    };
    // One gap with 300 people before two with 100 together.
    assert_eq!(chosen(&[candidate(2, &[0, 4]), candidate(3, &[1])]), [3, 2]);
    // 200 people either way: two gaps before one, and the other one has nothing left.
    assert_eq!(chosen(&[candidate(2, &[2]), candidate(3, &[2, 4])]), [3]);
    // All alike: the first.
    assert_eq!(chosen(&[candidate(2, &[2, 4]), candidate(3, &[2, 4])]), [2]);
}

#[test]
fn where_nobody_knows_who_has_a_facility_there_is_no_ledger() {
    let mut records = town();
    records.complete.clear();
    let answer = answer_of(&plan("national-2025"), &records, FIRST);
    let ledger = answer.ledger.as_ref().expect("it has one");
    let count = value(&answer, "gaps");
    assert_eq!((ledger.gaps.len(), count.value), (0, None));
    assert_eq!(
        (count.low, count.high),
        (Some(Fraction::ZERO), Some(Fraction::whole(4)))
    );
}
