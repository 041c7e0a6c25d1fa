//! Answers of one group of people, worked out by hand.

use proptest::prelude::*;

use super::*;
use crate::domain::area_code::UnitLevel;
use crate::domain::people_group::PeopleGroup;
use crate::domain::verdict::Verdict;

/// A standard with one requirement of each kind of figure.
const OWN: &str = "extends = \"national-2025\"\n\
    [[requirement]]\nid = \"workers\"\nclass = \"capacity\"\ncheck = \"numeric\"\nscope = \"all\"\naggregation = \"ratio_of_sums\"\n\
    comparator = \"ge\"\nvalue = 18\nunit = \"persons_per_10k_urban_residents\"\nforce = \"achieve\"\ninputs = [\"community_workers\", \"usual_population\"]\n\
    measures = [{ kind = \"ratio\", check = 12, numerator = [\"community_workers\"], denominator = \"usual_population\", factor = 10000 }]\n\
    [[requirement]]\nid = \"near\"\nclass = \"presence\"\ncheck = \"spatial\"\nscope = \"resettlement\"\naggregation = \"share\"\n\
    comparator = \"ge\"\nvalue = 100\nunit = \"percent\"\nforce = \"ensure\"\ninputs = [\"resettlement\", \"facilities\"]\n\
    measures = [{ kind = \"presence\", check = 5, any_of = [\"community_service_station\"], within_m = 500 }]\n";

fn answer_of_group(plan: &Plan, records: &Records, id: &str, group: PeopleGroup) -> Answer {
    let at = plan.requirements.iter().position(|one| one.id == id);
    answer_for(plan, records, None, Some(group)).swap_remove(at.expect("the plan asks for it"))
}

/// Three towns' worth of communities: the first has a station, the second has none, of the third nobody knows.
fn three(elderly: [Option<&str>; 3]) -> Records {
    let rows = elderly.map(|people| {
        people
            .map(|people| vec![("elderly", number(people))])
            .unwrap_or_default()
    });
    let rows: Vec<&[(&str, Figure)]> = rows.iter().map(Vec::as_slice).collect();
    let mut records = units(&rows);
    for (at, unit) in records.communities.iter_mut().enumerate() {
        unit.committee = Some(CommitteeType::Villagers);
        let stations = [Some("1"), Some("0"), None][at];
        for category in RULE {
            let counted = stations.map(|own| if category == RULE[0] { own } else { "0" });
            unit.figures
                .extend(counted.map(|own| (category.to_owned(), number(own))));
        }
    }
    records
}

fn why(answer: &Answer) -> Vec<String> {
    answer.missing.iter().map(Missing::word).collect()
}

#[test]
fn communities_are_no_people_and_beside_stands_who_lives_where_it_holds() {
    let plan = plan("national-2025");
    let records = three([Some("300"), Some("100"), Some("100")]);
    let whole = answer_of(&plan, &records, "rural-facility-coverage");
    assert_eq!(whole.status, Status::Computed);
    let answer = answer_of_group(&plan, &records, "rural-facility-coverage", PeopleGroup::Elderly);
    assert_eq!(
        (answer.status, answer.verdict()),
        (Status::NotAssessed, Verdict::NotAssessed)
    );
    assert_eq!(answer.missing[0].word(), "elderly:communities");
    // 300 of 500 live where there is one; where the other 100 of the third live nobody knows.
    let beside = value(&answer, "meets_the_rule elderly");
    assert!(!beside.headline && beside.target.is_none());
    assert_eq!(
        (beside.low, beside.high),
        (Fraction::of(3, 5, 100), Fraction::of(4, 5, 100))
    );
    assert_eq!(
        beside.failing[0].lacks,
        Decimal::whole(100),
        "100 elderly people have none"
    );
    assert_eq!(beside.shortfall_in, "persons");
}

#[test]
fn a_community_that_did_not_count_the_group_leaves_all_of_it_open() {
    let plan = plan("national-2025");
    let records = three([Some("300"), None, Some("100")]);
    let answer = answer_of_group(&plan, &records, "rural-facility-coverage", PeopleGroup::Elderly);
    let beside = value(&answer, "meets_the_rule elderly");
    // There may be as many as you like where there is none.
    assert_eq!(
        (beside.low, beside.high),
        (Some(Fraction::ZERO), Fraction::of(1, 1, 100))
    );
    let lacking = answer.missing.iter().find(|one| one.word() == "elderly");
    assert_eq!(lacking.map(|one| (one.lacking, one.of)), Some((1, 3)));
}

#[test]
fn circles_are_answered_by_the_group_at_its_own_pace() {
    let mut records = units(&[&[], &[], &[]]);
    let row = |community, people: Option<i64>, covered, unknown| CircleRow {
        circle: "service-15".to_owned(),
        service: "health".to_owned(),
        community,
        people: Some(Decimal::whole(1000)),
        covered: Some(Decimal::whole(900)),
        unknown: Decimal::default(),
        verdict: Verdict::ThresholdUndefined,
        near_the_line: false,
        land: Some((Decimal::whole(1), Decimal::whole(2))),
        groups: vec![GroupRow {
            group: "elderly".to_owned(),
            people: people.map(Decimal::whole),
            covered: Decimal::whole(covered),
            unknown: Decimal::whole(unknown),
        }],
    };
    for unit in &mut records.communities {
        unit.committee = Some(CommitteeType::Residents);
    }
    records.circles = vec![
        row(0, Some(200), 50, 0),
        row(1, Some(300), 150, 100),
        row(2, Some(100), 100, 0),
    ];
    let plan = plan("national-2020");
    let answer = answer_of_group(&plan, &records, "service-circle-15min", PeopleGroup::Elderly);
    assert_eq!(answer.status, Status::Computed);
    let share = value(&answer, "service-15 health elderly");
    // 300 of 600, and 100 of whom nobody knows.
    assert_eq!(
        (share.low, share.high),
        (Fraction::of(1, 2, 100), Fraction::of(4, 6, 100))
    );
    // The same as beside everybody's in the check of groups.
    let first = answer_of(&super::plan("national-2025"), &records, "vulnerable-first-layout");
    assert_eq!(value(&first, "service-15 health elderly").sums, share.sums);
    // Everybody's 2700 of 3000 beside it, and how far the group lags: 90 less 50 to 66.7.
    let everybody = value(&first, "service-15 health everybody");
    assert!(!everybody.headline && everybody.value == Fraction::of(2700, 3000, 100));
    let gap = gap_to_all(&first.values, value(&first, "service-15 health elderly")).expect("a group");
    assert_eq!(gap.value, None, "of 100 nobody knows");
    let (low, high) = gap.ends.expect("both ends");
    assert_eq!(
        (Some(low), Some(high)),
        (Fraction::of(7, 30, 100), Some(Fraction::whole(40)))
    );
    assert_eq!(gap_to_all(&first.values, everybody), None);
    // A community that did not count them, and nobody's count at all.
    records.circles[2].groups[0].people = None;
    let answer = answer_of_group(&plan, &records, "service-circle-15min", PeopleGroup::Elderly);
    let share = value(&answer, "service-15 health elderly");
    assert_eq!((share.low, share.high), (Some(Fraction::ZERO), Fraction::of(1, 1, 100)));
    assert_eq!(share.of_known, Fraction::of(50, 200, 100));
    let answer = answer_of_group(&plan, &records, "service-circle-15min", PeopleGroup::Minors);
    assert_eq!(answer.status, Status::NotAssessed);
    assert_eq!(
        why(&answer)[0],
        "minors:all_together",
        "the assessment counts nobody of them apart"
    );
    // Land is land, whoever lives on it.
    let land = answer_of_group(
        &super::plan("territorial-check-up"),
        &records,
        "health-15min",
        PeopleGroup::Elderly,
    );
    assert_eq!(
        (land.status, why(&land)),
        (Status::NotAssessed, vec!["elderly:areas".to_owned()])
    );
}

#[test]
fn workers_stand_over_the_group_and_against_no_number_of_the_plan() {
    let plan = own(OWN);
    let records = units(&[
        &[
            ("community_workers", number("4")),
            ("elderly", number("500")),
            ("usual_population", number("2000")),
        ],
        &[
            ("community_workers", number("5")),
            ("elderly", number("1000")),
            ("usual_population", number("3000")),
        ],
    ]);
    let whole = answer_of(&plan, &records, "workers");
    assert_eq!(
        (value(&whole, "ratio_of_sums").value, whole.verdict()),
        (Fraction::of(9, 5000, 10_000), Verdict::Reached)
    );
    let answer = answer_of_group(&plan, &records, "workers", PeopleGroup::Elderly);
    let ratio = value(&answer, "ratio_of_sums elderly");
    assert_eq!((ratio.value, ratio.target), (Fraction::of(9, 1500, 10_000), None));
    assert_eq!(
        (answer.status, answer.verdict()),
        (Status::Computed, Verdict::ThresholdUndefined)
    );
    assert!(answer.missing.is_empty(), "{:?}", why(&answer));
    // Nobody counts the elderly among those who live in towns by statistics.
    let urban = answer_of_group(&plan, &records, "community-workers-per-10k", PeopleGroup::Elderly);
    assert_eq!(why(&urban), ["elderly:all_together"]);
}

#[test]
fn what_speaks_of_one_group_is_its_own_answer_and_no_other_s() {
    let plan = plan("national-2025");
    let at = plan
        .requirements
        .iter()
        .find(|one| one.inputs.iter().any(|key| key == "elderly_visited"));
    let id = at.expect("it asks for visits").id.clone();
    let records = units(&[&[("elderly_visited", number("90")), ("elderly_special", number("90"))]]);
    let whole = answer_of(&plan, &records, &id);
    let own = answer_of_group(&plan, &records, &id, PeopleGroup::Elderly);
    assert_eq!(own.values, whole.values);
    let other = answer_of_group(&plan, &records, &id, PeopleGroup::Minors);
    assert_eq!(
        (other.status, why(&other)),
        (Status::NotAssessed, vec!["minors:other_people".to_owned()])
    );
}

#[test]
fn resettled_people_count_within_the_distance() {
    let plan = own(OWN);
    let mut records = units(&[
        &[("elderly", number("60")), ("resettlement", Figure::Truth(true))],
        &[("elderly", number("20")), ("resettlement", Figure::Truth(true))],
        &[("elderly", number("900")), ("resettlement", Figure::Truth(false))],
    ]);
    for (at, unit) in records.communities.iter_mut().enumerate() {
        unit.places = vec![[10_000.0 * at as f64, 0.0]];
    }
    records.complete.insert("community_service_station".to_owned());
    records.facilities = vec![FacilityRow {
        point: Some([300.0, 400.0]),
        ..facility(1, 2, "community_service_station")
    }];
    let answer = answer_of_group(&plan, &records, "near", PeopleGroup::Elderly);
    let within = value(&answer, "within_500_m elderly");
    assert!(within.headline);
    assert_eq!(within.value, Fraction::of(60, 80, 100));
    assert_eq!(
        answer.verdict(),
        Verdict::ThresholdUndefined,
        "the plan's number counts communities"
    );
}

#[test]
fn towns_have_the_people_of_their_communities() {
    let plan = plan("chuxiong-2025");
    let mut records = units(&[&[("minors", number("30"))], &[("minors", number("12"))]]);
    let code = format!("{:0<12}", &records.communities[0].code[..9]);
    records.towns = vec![UnitRow {
        code,
        ..UnitRow::default()
    }];
    records.complete.insert("social_work_station".to_owned());
    let answer = answer_of_group(&plan, &records, "township-social-work-coverage", PeopleGroup::Minors);
    assert_eq!(answer.missing[0].word(), "minors:towns");
    let beside = value(&answer, "share minors");
    assert_eq!(beside.failing[0].lacks, Decimal::whole(42));
}

#[test]
fn every_requirement_answers_a_group_with_people_or_says_what_it_counts() {
    let everybody = ["elderly", "minors", "disabled"];
    for id in [
        "national-2020",
        "liaoning-2020",
        "yunnan-2020",
        "national-2025",
        "chuxiong-2025",
        "gb50180-2018",
        "territorial-check-up",
    ] {
        let plan = plan(id);
        for group in PeopleGroup::ALL {
            for answer in answer_for(&plan, &Records::default(), None, Some(group)) {
                let own = &plan.requirements[answer.requirement].id;
                assert_eq!(answer.status, Status::NotAssessed, "{id}/{own}");
                assert!(!answer.missing.is_empty(), "{id}/{own} says why");
                assert!(everybody.contains(&group.key()));
            }
        }
    }
}

#[test]
fn a_recorded_document_answers_for_everybody_and_no_group() {
    let plan = plan("national-2025");
    let mut records = units(&[&[]]);
    records.evidence.push(Evidence {
        requirement: "national-2025/spatial-plan-integration".to_owned(),
        date: "2024-05-01".to_owned(),
        source: "county office".to_owned(),
        reference: "paper 7".to_owned(),
    });
    let answer = answer_of_group(&plan, &records, "spatial-plan-integration", PeopleGroup::Disabled);
    assert_eq!(
        (answer.status, why(&answer)),
        (Status::NotAssessed, vec!["disabled:documents".to_owned()])
    );
    assert_eq!(answer.evidence.len(), 1, "what was seen stands beside");
}

#[test]
fn the_ledger_puts_those_first_among_whom_most_of_the_group_live() {
    let plan = plan("national-2020");
    let mut records = three([Some("5"), Some("10"), Some("70")]);
    for (at, unit) in records.communities.iter_mut().enumerate() {
        unit.figures.insert(RULE[0].to_owned(), number("0"));
        unit.figures
            .insert("usual_population".to_owned(), number(["900", "800", "700"][at]));
        for category in RULE {
            unit.figures.insert(category.to_owned(), number("0"));
        }
    }
    let id = plan
        .requirements
        .iter()
        .find(|one| one.measures.iter().any(|own| own.how.key() == "ledger"));
    let id = id.expect("it has a ledger").id.clone();
    let order = |answer: &Answer| -> Vec<Item> {
        let ledger = answer.ledger.as_ref().expect("it is asked for");
        ledger.gaps.iter().map(|gap| gap.item).collect()
    };
    let [first, second, third] = [0, 1, 2].map(Item::Community);
    assert_eq!(order(&answer_of(&plan, &records, &id)), [first, second, third]);
    let answer = answer_of_group(&plan, &records, &id, PeopleGroup::Elderly);
    assert_eq!(order(&answer), [third, second, first]);
}

/// Communities at random: residents, elderly of them, whether it has what is asked, whether the elderly are withheld.
fn rows() -> impl Strategy<Value = Vec<(u16, u16, Option<bool>, bool)>> {
    prop::collection::vec((1_u16..500, 0_u16..500, any::<Option<bool>>(), any::<bool>()), 1..40)
}

/// What a group's counts are made of.
type Count = fn(u16, u16) -> u16;

fn made(rows: &[(u16, u16, Option<bool>, bool)], withhold: bool, counts: [Count; 2]) -> Records {
    let mut records = Records::default();
    for (at, (people, elderly, flag, hidden)) in rows.iter().enumerate() {
        let mut unit = unit(at, &[]);
        let mut say = |key: &str, number: u16| {
            let number = Figure::Number(Decimal::whole(i64::from(number)));
            unit.figures.insert(key.to_owned(), number);
        };
        say("usual_population", *people);
        say("community_workers", people / 100);
        for (key, count) in ["elderly", "minors"].into_iter().zip(counts) {
            if !(withhold && *hidden) {
                say(key, count(*people, (*elderly).min(*people)));
            }
        }
        unit.figures
            .extend(flag.map(|flag| ("legal_service".to_owned(), Figure::Truth(flag))));
        records.communities.push(unit);
        let covered = i64::from(*people) / 3;
        let group = |key: &str, count: u16, covered: i64| GroupRow {
            group: key.to_owned(),
            people: (!(withhold && *hidden)).then(|| Decimal::whole(i64::from(count))),
            covered: Decimal::whole(covered),
            unknown: Decimal::default(),
        };
        let [elderly, minors] = counts.map(|count| count(*people, (*elderly).min(*people)));
        let of_elderly = covered.min(i64::from(elderly));
        records.circles.push(CircleRow {
            circle: "fitness-15".to_owned(),
            service: "sports_venue".to_owned(),
            community: at,
            people: Some(Decimal::whole(i64::from(*people))),
            covered: Some(Decimal::whole(covered)),
            unknown: Decimal::default(),
            verdict: Verdict::ThresholdUndefined,
            near_the_line: false,
            land: None,
            groups: vec![
                group("elderly", elderly, of_elderly),
                group(
                    "minors",
                    minors,
                    if elderly + minors == *people {
                        covered - of_elderly
                    } else {
                        covered
                    },
                ),
            ],
        });
    }
    records
}

/// Values of the answers for a group that are made of people, by requirement and key without the group.
fn sums(plan: &Plan, records: &Records, group: PeopleGroup) -> Vec<(usize, String, Sums)> {
    let mut all = Vec::new();
    for answer in answer_for(plan, records, None, Some(group)) {
        for value in answer.values {
            if let Some(key) = value.key.strip_suffix(group.key()) {
                all.push((answer.requirement, key.to_owned(), value.sums));
            }
        }
    }
    all
}

proptest! {
    #[test]
    fn withholding_a_group_turns_nothing_to_reached_and_only_widens(rows in rows()) {
        let plan = own(OWN);
        let counts: [Count; 2] = [|_, elderly| elderly, |people, elderly| people - elderly];
        let full = answer_for(&plan, &made(&rows, false, counts), None, Some(PeopleGroup::Elderly));
        let hidden = answer_for(&plan, &made(&rows, true, counts), None, Some(PeopleGroup::Elderly));
        for (full, hidden) in full.iter().zip(&hidden) {
            let id = &plan.requirements[full.requirement].id;
            prop_assert!(hidden.verdict() != Verdict::Reached || full.verdict() == Verdict::Reached, "{}", id);
            for (known, less) in full.values.iter().zip(&hidden.values) {
                prop_assert_eq!(&known.key, &less.key);
                if let (Some(known), Some(less)) = (known.low, less.low) {
                    prop_assert!(less <= known, "{}", id);
                }
                if let (Some(known), Some(less)) = (known.high, less.high) {
                    prop_assert!(less >= known, "{}", id);
                }
            }
        }
    }

    #[test]
    fn groups_that_part_the_people_add_up_to_everybody(rows in rows()) {
        let plan = own(OWN);
        let records = made(&rows, false, [|_, elderly| elderly, |people, elderly| people - elderly]);
        let everybody = made(&rows, false, [|people, _| people, |people, _| people]);
        let (elderly, minors) = (sums(&plan, &records, PeopleGroup::Elderly), sums(&plan, &records, PeopleGroup::Minors));
        let all = sums(&plan, &everybody, PeopleGroup::Minors);
        prop_assert_eq!(elderly.len(), all.len());
        prop_assert_eq!(minors.len(), all.len());
        let mut circles = 0;
        for ((one, other), whole) in elderly.iter().zip(&minors).zip(&all) {
            prop_assert_eq!((&one.0, &one.1), (&whole.0, &whole.1));
            prop_assert_eq!(one.2.below + other.2.below, whole.2.below, "{}", one.1);
            // Workers are everybody's: they stand over each group whole.
            if one.1.starts_with("ratio") {
                prop_assert_eq!(one.2.above, whole.2.above);
            } else {
                prop_assert_eq!(one.2.above + other.2.above, whole.2.above, "{}", one.1);
            }
            circles += usize::from(one.1.starts_with("fitness-15"));
        }
        prop_assert!(circles > 0);
    }

    #[test]
    fn a_group_of_everybody_gives_the_figures_of_everybody(rows in rows()) {
        let plan = own(OWN);
        let records = made(&rows, false, [|people, _| people, |people, _| people]);
        let whole = answer_plan(&plan, &records, None);
        let mut compared = 0;
        for answer in answer_for(&plan, &records, None, Some(PeopleGroup::Minors)) {
            for value in &answer.values {
                let Some(key) = value.key.strip_suffix(" minors") else { continue };
                let same = whole[answer.requirement].values.iter().find(|own| own.key == key);
                let Some(same) = same else { continue };
                if key.starts_with("ratio") || key.starts_with("fitness-15") {
                    prop_assert_eq!((value.sums, value.low, value.high), (same.sums, same.low, same.high), "{}", key);
                    compared += 1;
                }
            }
        }
        prop_assert!(compared > 1, "the circle and the workers");
    }

    #[test]
    fn areas_of_a_group_add_up(rows in rows()) {
        let plan = own(OWN);
        let records = made(&rows, true, [|_, elderly| elderly, |people, elderly| people - elderly]);
        let mut areas = 0;
        for answer in answer_for(&plan, &records, Some(UnitLevel::Town), Some(PeopleGroup::Elderly)) {
            for (at, whole) in answer.values.iter().enumerate().filter(|_| !answer.areas.is_empty()) {
                let mut sum = Sums::default();
                for area in &answer.areas {
                    sum += area.values[at].sums;
                    areas += 1;
                }
                prop_assert_eq!(sum, whole.sums, "{}", plan.requirements[answer.requirement].id);
            }
        }
        prop_assert!(areas > 0);
    }
}
