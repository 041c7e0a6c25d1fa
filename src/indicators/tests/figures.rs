//! Figures of rosters: worked vectors, sums, means, parts and wholes.

use super::*;
use crate::domain::plan::Comparator;
use crate::domain::verdict::Verdict;

/// Check 9: areas 300, 90 and 0 for 1000, 200 and 400 households.
#[test]
fn area_for_a_hundred_households_as_sums_as_a_share_of_units_and_capped() {
    let row = |area: &str, households: &str| [("facility_area", number(area)), ("households", number(households))];
    let rows = [row("300", "1000"), row("90", "200"), row("0", "400")];
    let records = units(&[&rows[0], &rows[1], &rows[2]]);
    let answer = answer_of(&plan("national-2025"), &records, "facility-area-per-100-households");
    let sums = value(&answer, "ratio_of_sums");
    assert!(sums.headline);
    assert_eq!(sums.value, Fraction::of(24_375, 1000, 1));
    assert_eq!(sums.verdict, Verdict::NotReached);
    assert_eq!(sums.lacking, Some(Decimal::whole(90)), "390 of 480 square metres");
    let each: Vec<(Item, String)> = sums
        .failing
        .iter()
        .map(|one| (one.item, one.lacks.to_string()))
        .collect();
    assert_eq!(
        each,
        [(Item::Community(2), "120".to_owned())],
        "a surplus elsewhere does not cure a gap"
    );
    assert_eq!(value(&answer, "share_of_units").value, Fraction::of(2, 3, 100));
    // 300, 60 of 90, 0 over 1600 households.
    assert_eq!(value(&answer, "capped").value, Fraction::of(360, 1600, 100));

    let strict = answer_of(&plan("chuxiong-2025"), &records, "facility-area-per-100-households");
    assert_eq!(
        value(&strict, "share_of_units").value,
        Fraction::of(1, 3, 100),
        "30.0 is not more than 30"
    );
    // A standard for building is held against each: one big centre hides no gap.
    let rich = row("900", "100");
    let records = units(&[&rows[0], &rich, &rows[2]]);
    for id in ["national-2020", "liaoning-2020", "yunnan-2020"] {
        let each = answer_of(&plan(id), &records, "facility-area-per-100-households");
        let share = value(&each, "share_of_units");
        assert!(share.headline, "{id}");
        assert_eq!(
            (share.value, each.verdict()),
            (Fraction::of(2, 3, 100), Verdict::NotReached),
            "{id}"
        );
        assert_eq!(share.failing[0].lacks, Decimal::whole(120), "{id}");
    }
    let outcome = answer_of(&plan("national-2025"), &records, "facility-area-per-100-households");
    assert_eq!(outcome.verdict(), Verdict::Reached, "an outcome of all together");
}

#[test]
fn a_shared_site_is_split_by_households_and_no_square_metre_counts_twice() {
    let rows = ["1000", "200"].map(|own| [("households", number(own))]);
    let mut records = units(&[&rows[0], &rows[1]]);
    records.complete = RULE.iter().map(|category| (*category).to_owned()).collect();
    let mut site = facility(1, 0, "community_service_station");
    site.communities = vec![0, 1];
    site.floor_area_m2 = Some(Decimal::whole(360));
    records.facilities = vec![site];
    // 300 for 1000 households and 60 for 200: both have just the plan's 30 for a hundred.
    let answer = answer_of(&plan("national-2025"), &records, "facility-area-per-100-households");
    assert_eq!(value(&answer, "ratio_of_sums").value, Fraction::of(360, 1200, 100));
    assert_eq!(value(&answer, "share_of_units").value, Some(Fraction::whole(100)));
    // What can't be split evenly is split all the same, to the last millionth.
    records.facilities[0].floor_area_m2 = Some(Decimal::whole(100));
    let answer = answer_of(&plan("national-2025"), &records, "facility-area-per-100-households");
    assert_eq!(value(&answer, "ratio_of_sums").value, Fraction::of(100, 1200, 100));
}

/// Check 13: 25, 4, 3 and 9 organisations.
#[test]
fn a_mean_of_ten_hides_communities_that_have_fewer_than_five() {
    let counts = ["25", "4", "3", "9"];
    let mut records = Records::default();
    for (at, count) in counts.iter().enumerate() {
        records
            .communities
            .push(unit(2 * at + 1, &[("social_organisations", number(count))]));
    }
    let mean = answer_of(&plan("national-2020"), &records, "urban-social-organisations");
    assert_eq!(value(&mean, "mean").value, Fraction::of(1025, 100, 1));
    assert_eq!(mean.verdict(), Verdict::Reached);
    let every = answer_of(&plan("yunnan-2020"), &records, "urban-social-organisations");
    assert_eq!(every.verdict(), Verdict::NotReached);
    let failing: Vec<String> = value(&every, "share_of_units")
        .failing
        .iter()
        .map(|one| one.lacks.to_string())
        .collect();
    assert_eq!(failing, ["2", "1"]);
}

#[test]
fn exactly_one_is_met_by_two_and_two_are_listed() {
    let rows = ["1", "2", "0"].map(|count| [("disaster_information_officers", number(count))]);
    let records = units(&[&rows[0], &rows[1], &rows[2]]);
    let answer = answer_of(&plan("national-2025"), &records, "disaster-information-officer");
    assert_eq!(value(&answer, "share_of_units").value, Fraction::of(2, 3, 100));
    assert_eq!(answer.several, [Item::Community(1)]);
}

/// Check 1: 2769 of 4273.
#[test]
fn liaonings_own_rate_comes_out_as_it_was_counted() {
    let mut records = Records::default();
    for at in 0..4273 {
        records
            .communities
            .push(unit(2 * at + 1, &[("station_standard_met", Figure::Truth(at < 2769))]));
    }
    let answer = answer_of(
        &plan("liaoning-2020"),
        &records,
        "provincial-standard-stations-baseline",
    );
    assert_eq!(shown(value(&answer, "share")), "64.8");
    assert_eq!(answer.verdict(), Verdict::ThresholdUndefined, "a start is no target");
}

#[test]
fn a_site_that_two_share_is_counted_once_in_area_and_for_both_in_presence() {
    let rows = [[("households", number("100"))], [("households", number("200"))]];
    let mut records = units(&[&rows[0], &rows[1]]);
    records.complete.extend(RULE.map(str::to_owned));
    records.facilities.push(FacilityRow {
        communities: vec![0, 1],
        floor_area_m2: Some(Decimal::whole(100)),
        ..facility(1, 0, RULE[0])
    });
    let answer = answer_of(&plan("national-2025"), &records, "facility-area-per-100-households");
    let sums = value(&answer, "ratio_of_sums");
    assert_eq!(sums.sums.above, 100_000_000, "no square metre is lost or counted twice");
    assert_eq!(
        answer_of(&plan("national-2025"), &records, "urban-facility-coverage").verdict(),
        Verdict::Reached
    );
    assert_eq!(
        answer_of(&plan("national-2025"), &records, "rural-facility-coverage").verdict(),
        Verdict::Reached
    );
}

#[test]
fn a_mean_of_pay_is_one_of_workers_and_not_of_communities() {
    let row = |workers: &str, pay: &str| {
        [
            ("community_workers", number(workers)),
            ("worker_pay", number(pay)),
            ("local_average_wage", number("5000")),
        ]
    };
    // Nine are paid 4000 and one 9000: 4500 on the average, though the mean of the two communities is 6500.
    let rows = [row("9", "4000"), row("1", "9000")];
    let mut records = units(&[&rows[0], &rows[1]]);
    for unit in &mut records.communities {
        unit.committee = Some(CommitteeType::Residents);
    }
    let pay = answer_of(&plan("chuxiong-2025"), &records, "worker-pay");
    let ratio = value(&pay, "ratio_of_sums");
    assert_eq!(
        (ratio.value, pay.verdict()),
        (Fraction::of(45, 50, 1), Verdict::NotReached)
    );
    records.communities[1].figures.remove("community_workers");
    let unknown = answer_of(&plan("chuxiong-2025"), &records, "worker-pay");
    assert_eq!(unknown.verdict(), Verdict::NotAssessed);
    assert!(
        unknown
            .missing
            .iter()
            .any(|one| one.input == "community_workers" && one.lacking == 1)
    );
}

#[test]
fn a_part_larger_than_its_whole_makes_up_for_nobody() {
    let row = |seen: &str, all: &str| [("elderly_visited", number(seen)), ("elderly_special", number(all))];
    let rows = [row("120", "100"), row("80", "100")];
    let records = units(&[&rows[0], &rows[1]]);
    let answer = answer_of(&plan("national-2025"), &records, "elderly-monthly-visit");
    let sums = value(&answer, "ratio_of_sums");
    assert_eq!(
        (sums.low, sums.high),
        (Fraction::of(80, 200, 100), Fraction::of(180, 200, 100))
    );
    assert_eq!(
        answer.verdict(),
        Verdict::NotReached,
        "200 of 200 would hide twenty people"
    );
    assert_eq!(sums.unknown, [Item::Community(0)]);
    let why = &answer.missing[0];
    assert_eq!(
        (why.word().as_str(), why.lacking, why.of),
        ("elderly_visited:above_its_whole", 1, 2)
    );
    assert_eq!(why.which, ["elderly_special"]);
}

#[test]
fn a_part_of_nothing_is_left_out_and_makes_nothing_reached() {
    let row = |own: &str, all: &str| [("activity_area", number(own)), ("facility_area", number(all))];
    let rows = [row("1000", "0"), row("70", "100")];
    let records = units(&[&rows[0], &rows[1]]);
    let answer = answer_of(&plan("national-2025"), &records, "resident-activity-area-share");
    let share = value(&answer, "ratio_of_sums");
    assert_eq!((share.value, share.of_known), (None, Fraction::of(70, 100, 100)));
    assert_eq!((share.sums.known, share.sums.units), (1, 2));
    assert_eq!(
        (answer.verdict(), &share.unknown[..]),
        (Verdict::NotAssessed, &[Item::Community(0)][..])
    );
    assert_eq!(answer.missing[0].word(), "activity_area:above_its_whole");
}

#[test]
fn three_against_none_at_all_is_not_near_the_line_and_three_too_many() {
    let row = |has: bool| [("broadband", Figure::Truth(has))];
    let rows = [false, true, false, true, false].map(row);
    let rows: Vec<&[(&str, Figure)]> = rows.iter().map(|row| &row[..]).collect();
    let mut records = units(&rows);
    for unit in &mut records.communities {
        unit.committee = Some(CommitteeType::Villagers);
    }
    let answer = answer_of(&plan("national-2025"), &records, "broadband-gap-zero");
    let count = answer.headline().expect("it asks for a count");
    assert_eq!((count.verdict, count.near_the_line), (Verdict::NotReached, false));
    assert_eq!(count.lacking, Some(Decimal::whole(3)));
    for unit in &mut records.communities {
        unit.figures.insert("broadband".to_owned(), Figure::Truth(true));
    }
    let answer = answer_of(&plan("national-2025"), &records, "broadband-gap-zero");
    let count = answer.headline().expect("it asks for a count");
    assert_eq!((count.verdict, count.near_the_line), (Verdict::Reached, false));
    assert_eq!(count.lacking, Some(Decimal::default()));
}

#[test]
fn a_community_without_any_facility_area_is_in_no_share_of_units() {
    let row = |own: &str, all: &str| [("activity_area", number(own)), ("facility_area", number(all))];
    let rows = [row("0", "0"), row("50", "100")];
    let records = units(&[&rows[0], &rows[1]]);
    let answer = answer_of(&plan("national-2025"), &records, "resident-activity-area-share");
    assert_eq!(value(&answer, "ratio_of_sums").value, Fraction::of(50, 100, 100));
    assert_eq!(value(&answer, "share_of_units").value, Fraction::of(0, 1, 100));
}

#[test]
fn a_number_for_a_whole_province_is_not_missed_by_a_part_of_it() {
    let demo = |models: usize| {
        let mut records = Records::default();
        for at in 0..300 {
            let flag = Figure::Truth(at < models);
            records.communities.push(unit(at, &[("disaster_reduction_demo", flag)]));
        }
        let answer = answer_of(&plan("yunnan-2020"), &records, "disaster-reduction-demo-communities");
        let count = value(&answer, "count").value;
        let missing: Vec<String> = answer.missing.iter().map(Missing::word).collect();
        (count, answer.verdict(), missing)
    };
    let of = |number: i128| Some(Fraction::whole(number));
    assert_eq!(
        demo(249),
        (of(249), Verdict::NotAssessed, vec!["register:whole".to_owned()]),
        "others may lie outside of the data"
    );
    assert_eq!(demo(250), (of(250), Verdict::Reached, vec![]));
}

#[test]
fn the_nations_share_of_villages_is_not_held_against_a_county() {
    let rows = [true, false].map(|has| [("network_5g", Figure::Truth(has))]);
    let mut records = units(&[&rows[0], &rows[1]]);
    for unit in &mut records.communities {
        unit.committee = Some(CommitteeType::Villagers);
    }
    let answer = answer_of(&plan("national-2025"), &records, "5g-village-share");
    assert_eq!(value(&answer, "share").value, Fraction::of(1, 2, 100));
    assert_eq!(
        (answer.status, answer.verdict()),
        (Status::Computed, Verdict::NotAssessed)
    );
}

#[test]
fn of_several_dates_the_last_is_the_goal() {
    let rows = [true, false].map(|has| [("village_plan", Figure::Truth(has))]);
    let mut records = units(&[&rows[0], &rows[1]]);
    for unit in &mut records.communities {
        unit.committee = Some(CommitteeType::Villagers);
    }
    let answer = answer_of(&plan("chuxiong-2025"), &records, "village-plan-completion");
    assert_eq!(
        value(&answer, "share").target,
        Some((Comparator::Ge, Decimal::whole(100)))
    );
    assert_eq!(answer.verdict(), Verdict::NotReached);
}

#[test]
fn two_figures_of_one_requirement_have_two_names() {
    let answer = answer_of(&plan("chuxiong-2025"), &units(&[&[]]), "police-staffing");
    let keys: Vec<&str> = answer.values.iter().map(|value| value.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "urban police_officers mean",
            "urban auxiliary_police mean",
            "rural auxiliary_police mean"
        ]
    );
}

#[test]
fn where_a_roster_counts_more_sites_than_are_known_their_area_is_not_known() {
    let answer_with = |count: &str| {
        let mut records = units(&[&[("households", number("1000")), (RULE[0], number(count))]]);
        records.complete.extend(RULE.map(str::to_owned));
        records.facilities.push(FacilityRow {
            floor_area_m2: Some(Decimal::whole(200)),
            ..facility(1, 0, RULE[0])
        });
        answer_of(&plan("national-2025"), &records, "facility-area-per-100-households").verdict()
    };
    assert_eq!(answer_with("1"), Verdict::NotReached, "20 of 30");
    assert_eq!(answer_with("2"), Verdict::NotAssessed, "a second one has some area too");
}

#[test]
fn nothing_below_the_line_is_said_and_is_no_value() {
    let rows = [[("community_workers", number("5")), ("urban_population", number("0"))]];
    let answer = answer_of(&plan("national-2025"), &units(&[&rows[0]]), "community-workers-per-10k");
    assert_eq!(
        (value(&answer, "ratio_of_sums").value, answer.verdict()),
        (None, Verdict::NotAssessed)
    );
    let said: Vec<String> = answer.missing.iter().map(Missing::word).collect();
    assert_eq!(said, ["urban_population:zero"]);
}
