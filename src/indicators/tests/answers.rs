//! Answers as a whole: documents, what is missing, circles, verdicts by the word of force.

use super::*;
use crate::domain::verdict::Verdict;

#[test]
fn what_holds_as_a_rule_is_reached_by_all_and_never_missed() {
    for id in [
        "national-2020",
        "liaoning-2020",
        "yunnan-2020",
        "national-2025",
        "chuxiong-2025",
    ] {
        let plan = plan(id);
        let verdict = |second: &str| {
            let mut records = units(&[&[]]);
            records.complete.extend(RULE.map(str::to_owned));
            records.facilities = ["8:00-17:00", second]
                .into_iter()
                .zip(1..)
                .map(|(hours, at)| FacilityRow {
                    opening_hours: Some(hours.to_owned()),
                    ..facility(at, 0, RULE[0])
                })
                .collect();
            answer_of(&plan, &records, "opening-hours").verdict()
        };
        assert_eq!(verdict("8:00-16:00"), Verdict::Reached, "{id}");
        assert_eq!(verdict("8:00-15:59"), Verdict::ThresholdUndefined, "{id}");
        assert_eq!(verdict("by day"), Verdict::NotAssessed, "{id}");
    }
    let chuxiong = plan("chuxiong-2025");
    let staffed = |workers: [&str; 2]| {
        let rows = workers.map(|own| [("grid_workers", number(own)), ("grids", number("4"))]);
        answer_of(&chuxiong, &units(&[&rows[0], &rows[1]]), "grid-staffing").verdict()
    };
    assert_eq!(staffed(["4", "4"]), Verdict::Reached);
    assert_eq!(
        staffed(["5", "3"]),
        Verdict::ThresholdUndefined,
        "a surplus elsewhere fills no cell"
    );
    let built = |area: &str| {
        let row = [
            ("new_build", Figure::Truth(true)),
            ("facility_area", number(area)),
            ("households", number("100")),
        ];
        answer_of(&chuxiong, &units(&[&row]), "facility-area-per-100-households-provision").verdict()
    };
    assert_eq!(
        (built("30"), built("29")),
        (Verdict::Reached, Verdict::ThresholdUndefined)
    );
}

#[test]
fn a_provisional_community_is_in_no_rate_and_is_counted_apart() {
    let mut records = units(&[
        &[("legal_service", Figure::Truth(true))],
        &[("legal_service", Figure::Truth(false))],
    ]);
    records.communities[1].provisional = true;
    let answer = answer_of(&plan("national-2025"), &records, "legal-service-coverage");
    let share = value(&answer, "share");
    assert_eq!((share.value, share.provisional), (Fraction::of(1, 1, 100), 1));
}

#[test]
fn a_document_answers_what_no_number_answers() {
    let plan = plan("national-2025");
    let mut records = units(&[&[]]);
    let before = answer_of(&plan, &records, "spatial-plan-integration");
    assert_eq!(
        (before.status, before.missing[0].input.as_str()),
        (Status::NotAssessed, "document")
    );
    records.evidence.push(Evidence {
        requirement: "national-2025/spatial-plan-integration".to_owned(),
        date: "2024-05-01".to_owned(),
        source: "county office".to_owned(),
        reference: "paper 7".to_owned(),
    });
    let after = answer_of(&plan, &records, "spatial-plan-integration");
    assert_eq!(
        (after.status, after.missing.len(), after.evidence.len()),
        (Status::Recorded, 0, 1)
    );
}

#[test]
fn nothing_at_all_gives_every_requirement_not_assessed_with_what_is_missing() {
    for id in [
        "national-2020",
        "liaoning-2020",
        "yunnan-2020",
        "national-2025",
        "chuxiong-2025",
    ] {
        let plan = plan(id);
        for answer in answer_plan(&plan, &Records::default(), None) {
            let requirement = &plan.requirements[answer.requirement];
            assert_eq!(answer.status, Status::NotAssessed, "{id}/{}", requirement.id);
            assert_eq!(answer.verdict(), Verdict::NotAssessed, "{id}/{}", requirement.id);
            assert!(
                !answer.missing.is_empty(),
                "{id}/{}: what is missing is named",
                requirement.id
            );
        }
    }
}

#[test]
fn circles_give_a_share_of_people_for_each_service_and_no_verdict() {
    let mut records = units(&[&[], &[]]);
    let row = |community, people, covered, unknown| CircleRow {
        circle: "service-15".to_owned(),
        service: "health".to_owned(),
        community,
        people: Some(Decimal::whole(people)),
        covered: Some(Decimal::whole(covered)),
        unknown: Decimal::whole(unknown),
        verdict: Verdict::ThresholdUndefined,
        near_the_line: false,
        land: Some((Decimal::whole(30), Decimal::whole(40))),
        groups: vec![GroupRow {
            group: "elderly".to_owned(),
            people: (community == 1).then_some(Decimal::whole(200)),
            covered: Decimal::whole(50),
            unknown: Decimal::default(),
        }],
    };
    records.circles = vec![row(0, 500, 100, 0), row(1, 1000, 640, 60)];
    let answer = answer_of(&plan("national-2020"), &records, "service-circle-15min");
    let share = value(&answer, "service-15 health");
    assert_eq!(
        (share.low, share.high),
        (Fraction::of(64, 100, 100), Fraction::of(70, 100, 100)),
        "urban ones only"
    );
    assert_eq!(answer.verdict(), Verdict::ThresholdUndefined);
    assert_eq!(share.failing[0].lacks, Decimal::whole(300));

    let first = answer_of(&plan("national-2025"), &records, "vulnerable-first-layout");
    let elderly = value(&first, "service-15 health elderly");
    assert_eq!(elderly.of_known, Fraction::of(1, 4, 100));
    assert_eq!(
        (elderly.value, elderly.low),
        (None, Some(Fraction::ZERO)),
        "in the other nobody counted them"
    );
    let land = answer_of(&plan("territorial-check-up"), &records, "health-15min");
    assert_eq!(
        value(&land, "service-15 health").value,
        Fraction::of(3, 4, 100),
        "the urban one"
    );
}

#[test]
fn completeness_is_the_mean_over_people_of_the_services_that_each_has() {
    let mut records = units(&[&[], &[]]);
    let row = |service: &str, community, people, covered: Option<i64>| CircleRow {
        circle: "convenience-15".to_owned(),
        service: service.to_owned(),
        community,
        people: Some(Decimal::whole(people)),
        covered: covered.map(Decimal::whole),
        unknown: Decimal::default(),
        verdict: Verdict::ThresholdUndefined,
        near_the_line: false,
        land: None,
        groups: Vec::new(),
    };
    for unit in &mut records.communities {
        unit.committee = Some(CommitteeType::Residents);
    }
    records.circles = vec![
        row("pharmacy", 0, 100, Some(60)),
        row("laundry", 0, 100, Some(20)),
        row("pharmacy", 1, 300, Some(300)),
        row("laundry", 1, 300, Some(0)),
    ];
    let plan = plan("national-2025");
    let answer = answer_of(&plan, &records, "convenience-circle-15min");
    let whole = value(&answer, "convenience-15 completeness");
    // 60 + 20 + 300 + 0 services within, of 2 for each of 400 people.
    assert_eq!((whole.value, whole.headline), (Fraction::of(380, 800, 100), false));
    // A service that nobody assessed may be there for everybody or for nobody.
    records.circles[3].covered = None;
    let answer = answer_of(&plan, &records, "convenience-circle-15min");
    let whole = value(&answer, "convenience-15 completeness");
    assert_eq!(
        (whole.value, whole.low, whole.high),
        (None, Fraction::of(380, 800, 100), Fraction::of(680, 800, 100))
    );
}

#[test]
fn what_a_plan_only_promotes_gets_no_share_that_it_does_not_say() {
    let mut records = units(&[&[]]);
    records.towns = vec![UnitRow {
        code: "532301001000".to_owned(),
        ..UnitRow::default()
    }];
    records.complete.insert("social_work_station".to_owned());
    let promoted = answer_of(&plan("national-2025"), &records, "social-work-station");
    assert_eq!(value(&promoted, "share").value, Fraction::of(0, 1, 100));
    assert_eq!(promoted.verdict(), Verdict::ThresholdUndefined);
    let achieved = answer_of(&plan("chuxiong-2025"), &records, "township-social-work-coverage");
    assert_eq!(achieved.verdict(), Verdict::NotReached, "Chuxiong says all of them");
}
