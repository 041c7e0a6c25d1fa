//! No answer is left open without a word of what it lacks.

use super::*;
use crate::domain::plan::SHIPPED;
use crate::domain::verdict::Verdict;

fn land_row(circle: &str, community: usize, land: Option<(&str, &str)>) -> CircleRow {
    let number = |text: &str| Decimal::parse(text).expect("a number");
    CircleRow {
        circle: circle.to_owned(),
        service: "health".to_owned(),
        community,
        people: Some(Decimal::whole(100)),
        covered: Some(Decimal::whole(100)),
        unknown: Decimal::default(),
        verdict: Verdict::ThresholdUndefined,
        near_the_line: false,
        land: land.map(|(within, all)| (number(within), number(all))),
        groups: Vec::new(),
    }
}

/// Little, and less: one kind of community, an assessment without land, one along the streets alone, towns and none.
fn towns() -> Vec<Records> {
    let urban = units(&[&[], &[]]).only(&[false, true]);
    let rural = units(&[&[], &[]]).only(&[true, false]);
    let assessed = |circle: &str| {
        let mut records = units(&[&[], &[]]);
        records.circles = vec![land_row(circle, 0, None), land_row(circle, 1, None)];
        records
    };
    let mut flagged = units(&[&[
        ("resettlement", Figure::Truth(false)),
        ("new_build", Figure::Truth(false)),
    ]]);
    flagged.listed = true;
    let mut with_town = rural.clone();
    with_town.towns = vec![UnitRow {
        code: "532301001000".to_owned(),
        ..UnitRow::default()
    }];
    let all = [
        assessed("service-15"),
        assessed("service-15-streets"),
        assessed("park-500"),
    ];
    [Records::default(), urban, rural, flagged, with_town]
        .into_iter()
        .chain(all)
        .collect()
}

#[test]
fn every_answer_that_is_not_assessed_names_what_is_missing_or_why() {
    for records in towns() {
        for (id, _) in SHIPPED {
            let plan = plan(id);
            for answer in answer_plan(&plan, &records, None) {
                let id = &plan.requirements[answer.requirement].id;
                let is_open = answer.status == Status::NotAssessed || answer.verdict() == Verdict::NotAssessed;
                assert!(
                    !is_open || !answer.missing.is_empty(),
                    "{}/{id} of {} communities says nothing",
                    plan.id,
                    records.communities.len()
                );
            }
        }
    }
}

#[test]
fn where_no_urban_community_is_that_is_the_reason_and_no_assessment_is_called_missing() {
    let mut rural = units(&[&[]]);
    rural.circles = vec![land_row("service-15", 0, Some(("1", "2")))];
    for (id, requirement) in [
        ("convenience-circle", "walk-15min"),
        ("territorial-check-up", "health-15min"),
    ] {
        let answer = answer_of(&plan(id), &rural, requirement);
        let words: Vec<String> = answer.missing.iter().map(Missing::word).collect();
        assert_eq!(words, ["communities:none_here"], "{id}");
        assert_eq!(answer.missing[0].which, ["urban"]);
    }
}

#[test]
fn residential_land_is_an_input_with_a_way_to_bring_it_in() {
    let mut records = units(&[&[], &[]]);
    records.circles = vec![land_row("service-15", 1, None)];
    let plan = plan("territorial-check-up");
    let words = |records: &Records| -> Vec<String> {
        let answer = answer_of(&plan, records, "health-15min");
        answer.missing.iter().map(Missing::word).collect()
    };
    assert_eq!(words(&records), ["residential_land"]);
    let inputs = PlanReader::new().expect("the shipped lists are sound");
    let input = inputs.inputs().get("residential_land").expect("it is in the list");
    assert!(input.supply.contains("yike import land"));
    records.circles[0].circle = "service-15-streets".to_owned();
    assert_eq!(words(&records), ["residential_land:along_streets"]);
    records.circles[0].land = Some((Decimal::whole(1), Decimal::whole(2)));
    assert_eq!(words(&records), [""; 0]);
}

#[test]
fn what_is_within_is_never_more_than_all_and_a_whole_is_whole() {
    let mut records = units(&[&[], &[], &[], &[]]);
    records.circles = vec![
        land_row("park-500", 1, Some(("40.000001", "40"))),
        land_row("park-500", 3, Some(("0", "0"))),
    ];
    for row in &mut records.circles {
        row.service = "public_park".to_owned();
    }
    let answer = answer_of(&plan("territorial-check-up"), &records, "park-500m");
    let share = value(&answer, "park-500 public_park");
    assert_eq!(share.value, Fraction::of(40, 40, 100));
    assert_eq!((share.low, share.high), (share.value, share.value));
    assert_eq!((share.failing.len(), share.unknown.len()), (0, 0));
    assert_eq!(answer.verdict(), Verdict::Reached);
    // Land of another circle proves nothing of parks within 500 m, however large it is.
    for row in &mut records.circles {
        row.circle = "service-15".to_owned();
    }
    let answer = answer_of(&plan("territorial-check-up"), &records, "park-500m");
    assert_eq!(answer.verdict(), Verdict::NotAssessed);
    assert_eq!(answer.missing[0].which, ["park-500"]);
}
