//! What a list that may lack some leaves open, and what only may be one.

use super::*;
use crate::domain::verdict::Verdict;

#[test]
fn without_a_facility_a_community_is_not_covered_only_where_the_lists_are_said_to_be_complete() {
    let plan = plan("national-2025");
    let mut records = units(&[&[], &[], &[], &[]]);
    records.facilities.push(facility(1, 1, RULE[0]));
    let answer = answer_of(&plan, &records, "urban-facility-coverage");
    let share = value(&answer, "meets_the_rule");
    assert_eq!(
        (share.low, share.high),
        (Fraction::of(1, 2, 100), Fraction::of(1, 1, 100)),
        "one station in one community tells nothing of the other"
    );
    assert_eq!(answer.verdict(), Verdict::NotAssessed);
    let missing: Vec<(String, &[String])> = answer.missing.iter().map(|one| (one.word(), &one.which[..])).collect();
    assert_eq!(
        missing,
        [
            ("facilities".to_owned(), &[RULE[1].to_owned(), RULE[2].to_owned()][..]),
            ("facilities:completeness".to_owned(), &[RULE[0].to_owned()][..]),
        ]
    );
    records.complete.extend(RULE[1..].iter().map(|key| (*key).to_owned()));
    let answer = answer_of(&plan, &records, "urban-facility-coverage");
    assert_eq!(
        answer.verdict(),
        Verdict::NotAssessed,
        "one list of three may lack some"
    );
    records.complete.insert(RULE[0].to_owned());
    let answer = answer_of(&plan, &records, "urban-facility-coverage");
    assert_eq!((answer.verdict(), &answer.missing[..]), (Verdict::NotReached, &[][..]));
    assert_eq!(value(&answer, "meets_the_rule").failing[0].item, Item::Community(3));
    // A facility of a kind that nobody names leaves it open again.
    records
        .facilities
        .push(facility(2, 3, "community_facility_unspecified"));
    records.may_be.insert(
        "community_facility_unspecified".to_owned(),
        vec!["community_service_station".to_owned()],
    );
    let answer = answer_of(&plan, &records, "urban-facility-coverage");
    assert_eq!(answer.verdict(), Verdict::NotAssessed);
    assert_eq!(
        value(&answer, "built").value,
        None,
        "nobody knows either whether one is built"
    );
}

#[test]
fn a_roster_that_counts_a_community_tells_of_it_and_of_no_other() {
    let none = RULE.map(|key| (key, number("0")));
    let mut records = units(&[&[], &none, &[], &[]]);
    let share = |records: &Records| {
        let answer = answer_of(&plan("national-2025"), records, "urban-facility-coverage");
        let own = value(&answer, "meets_the_rule");
        (
            own.failing.iter().map(|one| one.item).collect::<Vec<_>>(),
            own.unknown.clone(),
        )
    };
    assert_eq!(share(&records), (vec![Item::Community(1)], vec![Item::Community(3)]));
    records.facilities.push(facility(1, 3, RULE[0]));
    assert_eq!(share(&records), (vec![Item::Community(1)], vec![]));
}

#[test]
fn one_complete_list_is_enough_to_say_that_two_things_are_not_together() {
    let plan = plan("national-2025");
    let mut records = units(&[&[], &[]]);
    records.facilities.push(facility(1, 0, RULE[0]));
    let unknown = |records: &Records| {
        let answer = answer_of(&plan, records, "volunteer-station-in-facility");
        value(&answer, "share").unknown.len()
    };
    assert_eq!(unknown(&records), 2);
    records.complete.insert("volunteer_station".to_owned());
    assert_eq!(unknown(&records), 0, "there is no volunteer station anywhere");
    records.facilities.push(facility(2, 0, "volunteer_station"));
    assert_eq!(
        unknown(&records),
        1,
        "the one that is there may be at a site of a kind that nobody listed"
    );
    records.complete.extend(RULE.map(str::to_owned));
    assert_eq!(unknown(&records), 0);
}

#[test]
fn a_rate_over_facilities_is_never_reached_from_a_list_that_may_lack_some() {
    let plan = own(STRICT_HOURS);
    let mut records = units(&[&[], &[]]);
    let open = |id, hours: &str| FacilityRow {
        opening_hours: Some(hours.to_owned()),
        ..facility(id, 0, RULE[0])
    };
    records.facilities = vec![open(1, "8:00-17:00")];
    let answer = answer_of(&plan, &records, "opening-hours");
    let share = value(&answer, "share_of_facilities");
    assert_eq!((answer.status, share.verdict), (Status::Computed, Verdict::NotAssessed));
    assert_eq!((share.value, share.of_known), (None, Fraction::of(1, 1, 100)));
    assert_eq!((share.low, share.high), (Some(Fraction::ZERO), Fraction::of(1, 1, 100)));
    let missing: Vec<String> = answer.missing.iter().map(Missing::word).collect();
    assert_eq!(missing, ["facilities", "facilities:completeness"]);

    records.complete.extend(RULE[..2].iter().map(|key| (*key).to_owned()));
    let two = answer_of(&plan, &records, "opening-hours");
    assert_eq!(two.verdict(), Verdict::NotAssessed, "two lists of three");
    records.complete.insert(RULE[2].to_owned());
    let all = answer_of(&plan, &records, "opening-hours");
    assert_eq!((all.verdict(), &all.missing[..]), (Verdict::Reached, &[][..]));

    records.complete.clear();
    records.facilities.push(open(2, "9:00-12:00"));
    let short = answer_of(&plan, &records, "opening-hours");
    assert_eq!(short.verdict(), Verdict::NotReached, "no other station mends this one");
}

#[test]
fn a_facility_of_an_unspecified_kind_may_be_one_of_those_asked_for() {
    let plan = own(STRICT_HOURS);
    let mut records = units(&[&[]]);
    records.complete.extend(RULE.map(str::to_owned));
    records
        .may_be
        .insert("community_facility_unspecified".to_owned(), vec![RULE[0].to_owned()]);
    let open = |id, category: &str, hours: &str| FacilityRow {
        opening_hours: Some(hours.to_owned()),
        ..facility(id, 0, category)
    };
    records.facilities = vec![
        open(1, RULE[0], "8:00-17:00"),
        open(2, "community_facility_unspecified", "9:00-12:00"),
    ];
    let answer = answer_of(&plan, &records, "opening-hours");
    let share = value(&answer, "share_of_facilities");
    assert_eq!(
        (share.low, share.high),
        (Fraction::of(1, 2, 100), Fraction::of(1, 1, 100))
    );
    assert_eq!((share.verdict, share.failing.len()), (Verdict::NotAssessed, 0));
}

#[test]
fn what_only_an_approximate_rule_tells_is_counted_apart_and_carries_no_verdict() {
    let guess = |id, community, category: &str| FacilityRow {
        functions: vec![FunctionRow {
            approximate: true,
            ..existing(category)
        }],
        opening_hours: Some("8:00-17:00".to_owned()),
        floor_area_m2: Some(Decimal::whole(500)),
        ..facility(id, community, category)
    };
    let mut records = units(&[&[("households", number("100"))], &[("households", number("100"))]]);
    records.complete.extend(RULE.map(str::to_owned));
    records.complete.insert("micro_fire_station".to_owned());
    records.facilities = vec![guess(1, 1, RULE[0]), guess(2, 1, "micro_fire_station")];
    let national = plan("national-2025");
    let urban = answer_of(&national, &records, "urban-facility-coverage");
    let share = value(&urban, "meets_the_rule");
    assert_eq!(
        (urban.verdict(), share.approximate, share.failing.len()),
        (Verdict::NotAssessed, 1, 0)
    );
    assert_eq!((share.low, share.high), (Some(Fraction::ZERO), Fraction::of(1, 1, 100)));
    let why = &urban.missing[0];
    assert_eq!(
        (why.word().as_str(), why.lacking, why.of),
        ("facilities:approximate", 1, 1)
    );
    let fire = answer_of(&national, &records, "micro-fire-station");
    let fire = value(&fire, "share");
    assert_eq!((fire.approximate, fire.unknown.len(), fire.sums.known), (1, 1, 1));
    let area = answer_of(&national, &records, "facility-area-per-100-households");
    assert_eq!(value(&area, "ratio_of_sums").unknown, [Item::Community(1)]);
    let hours = answer_of(&own(STRICT_HOURS), &records, "opening-hours");
    assert_eq!(value(&hours, "share_of_facilities").approximate, 1);
    assert_eq!(hours.verdict(), Verdict::NotAssessed);
    // Beside a sure one it changes nothing.
    records.facilities.push(FacilityRow {
        opening_hours: Some("8:00-17:00".to_owned()),
        ..facility(3, 1, RULE[0])
    });
    let urban = answer_of(&national, &records, "urban-facility-coverage");
    let share = value(&urban, "meets_the_rule");
    assert_eq!((urban.verdict(), share.approximate), (Verdict::Reached, 0));
}

#[test]
fn a_neighbour_that_only_may_be_one_leaves_the_distance_open() {
    let mut records = units(&[&[]]);
    let at = |id, x: f64, category: &str| FacilityRow {
        point: Some([x, 0.0]),
        ..facility(id, 0, category)
    };
    records
        .complete
        .extend(["elderly_day_care", "nursing_home", "community_health_centre"].map(str::to_owned));
    records.facilities = vec![at(1, 0.0, "elderly_day_care"), at(2, 400.0, "community_health_centre")];
    let open = |records: &Records| {
        let answer = answer_of(&plan("national-2025"), records, "health-elderly-adjacency");
        ["within_50_m", "within_100_m"].map(|key| value(&answer, key).unknown.len())
    };
    assert_eq!(open(&records), [0, 0]);
    let mut guessed = at(3, 80.0, "community_health_centre");
    guessed.functions[0].approximate = true;
    records.facilities.push(guessed);
    assert_eq!(open(&records), [0, 1], "80 m away stands something that may be one");
}

#[test]
fn open_grounds_and_services_at_one_site_are_shares_of_all_only_of_a_complete_list() {
    let mut records = units(&[&[]]);
    records.facilities = vec![
        FacilityRow {
            open_to_public: Some(true),
            ..facility(1, 0, "school_sports_ground")
        },
        FacilityRow {
            functions: vec![existing("police_room"), existing(RULE[0])],
            ..facility(2, 0, RULE[0])
        },
    ];
    for (id, category) in [
        ("school-sports-opening", "school_sports_ground"),
        ("police-room-colocation", "police_room"),
    ] {
        let share = |records: &Records| {
            let answer = answer_of(&plan("national-2025"), records, id);
            let own = value(&answer, "share_of_facilities");
            (own.value, own.more_may_exist)
        };
        records.complete.clear();
        assert_eq!(share(&records), (None, true), "{id}");
        records.complete.insert(category.to_owned());
        assert_eq!(share(&records), (Fraction::of(1, 1, 100), false), "{id}");
    }
}

#[test]
fn a_map_without_a_register_does_not_show_that_all_outlines_are_there() {
    let mut records = units(&[&[], &[]]);
    records.towns.push(UnitRow::default());
    records.communities[0].has_outline = true;
    records.communities[1].has_outline = true;
    let outlines = |records: &Records| {
        let answer = answer_of(&plan("national-2025"), records, "geo-base-data");
        let own = value(&answer, "share");
        let missing: Vec<String> = answer.missing.iter().map(Missing::word).collect();
        (own.value, own.low, missing)
    };
    assert_eq!(
        outlines(&records),
        (None, Some(Fraction::ZERO), vec!["register".to_owned()])
    );
    records.listed = true;
    assert_eq!(
        outlines(&records),
        (Fraction::of(1, 1, 100), Fraction::of(1, 1, 100), vec![])
    );
}
