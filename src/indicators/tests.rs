//! Worked vectors, closed cases, and what withholding data does.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::area_code::UnitLevel;
use crate::domain::community::CommitteeType;
use crate::domain::plan::{Comparator, Decimal, Plan, PlanReader, Scope};
use crate::domain::roster::Figure;
use crate::domain::site::FunctionState;
use crate::domain::verdict::Verdict;

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
fn a_value_just_below_its_target_is_not_reached_and_shows_it() {
    let mut records = Records::default();
    for at in 0..2500 {
        let count = Figure::Number(Decimal::whole(i64::from(at < 1999)));
        let codes = [
            "community_service_station",
            "party_mass_service_centre",
            "rural_comprehensive_station",
        ];
        let mut figures: BTreeMap<String, Figure> = codes.iter().map(|key| ((*key).to_owned(), number("0"))).collect();
        figures.insert("rural_comprehensive_station".to_owned(), count);
        records.communities.push(UnitRow {
            figures,
            ..unit(2 * at, &[])
        });
    }
    let answer = answer_of(&plan("national-2025"), &records, "rural-facility-coverage");
    let share = value(&answer, "meets_the_rule");
    assert_eq!(
        (shown(share).as_str(), answer.verdict()),
        ("79.96", Verdict::NotReached)
    );
    assert!(share.near_the_line, "printed without digits it would be 80");
    assert_eq!(share.failing.len(), 501);
    assert_eq!(answer.missing, [], "the register alone is enough");
}

/// Check 7: villages of 99, 100 and 101 households.
#[test]
fn a_village_of_exactly_a_hundred_households_counts() {
    let village = |households: u32, water: bool, pipes: bool| VillageRow {
        households: Some(households),
        water_source: Some(water),
        network: Some(pipes),
        ..VillageRow::default()
    };
    let records = Records {
        villages: vec![
            village(99, false, false),
            village(100, true, false),
            village(101, true, true),
        ],
        ..Records::default()
    };
    let answer = answer_of(&plan("chuxiong-2025"), &records, "fire-water-supply");
    assert_eq!(value(&answer, "share").value, Fraction::of(1, 2, 100));
    assert_eq!(value(&answer, "with_a_water_source").value, Fraction::of(2, 2, 100));
    assert_eq!(value(&answer, "with_pipes").value, Fraction::of(1, 2, 100));
    assert_eq!(answer.verdict(), Verdict::NotReached);
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
fn a_site_with_the_plate_one_that_is_built_and_one_that_meets_the_rule_are_told_apart() {
    let plan = own(
        "[rules.r]\nany_of = [\"community_service_station\"]\nmin_floor_area_m2 = 300\nmin_hours_per_day = 8\n[[requirement]]\nid = \"a\"\nclass = \"presence\"\ncheck = \"spatial\"\nscope = \"all\"\naggregation = \"share\"\ncomparator = \"ge\"\nvalue = 50\nunit = \"percent\"\nforce = \"shall\"\nmeasures = [{ kind = \"presence\", check = 6, rule = \"r\" }]\n",
    );
    let mut records = units(&[&[], &[], &[], &[], &[]]);
    records.complete.insert("community_service_station".to_owned());
    let station = |id, area, hours: &str| FacilityRow {
        floor_area_m2: Some(Decimal::whole(area)),
        opening_hours: Some(hours.to_owned()),
        ..facility(id, usize::try_from(id).expect("small"), "community_service_station")
    };
    records.facilities = vec![
        FacilityRow {
            functions: vec![FunctionRow {
                state: FunctionState::Planned,
                ..existing("community_service_station")
            }],
            ..station(0, 300, "8:00-16:00")
        },
        station(1, 299, "8:00-16:00"),
        station(2, 300, "8:00-15:00"),
        station(3, 300, "8:00-16:00"),
    ];
    let answer = answer_of(&plan, &records, "a");
    assert_eq!(value(&answer, "with_the_plate").value, Fraction::of(4, 5, 100));
    assert_eq!(value(&answer, "built").value, Fraction::of(3, 5, 100));
    assert_eq!(value(&answer, "meets_the_rule").value, Fraction::of(1, 5, 100));
    records.facilities[1].floor_area_m2 = None;
    let answer = answer_of(&plan, &records, "a");
    assert_eq!(
        value(&answer, "meets_the_rule").high,
        Fraction::of(2, 5, 100),
        "nobody knows its area"
    );
}

#[test]
fn a_centre_in_each_township_is_counted_by_township() {
    let mut records = units(&[&[], &[]]);
    records.towns = vec![
        UnitRow {
            code: "532301001000".to_owned(),
            ..UnitRow::default()
        },
        UnitRow {
            code: "532301002000".to_owned(),
            ..UnitRow::default()
        },
    ];
    records.complete.insert("subdistrict_service_centre".to_owned());
    records.facilities.push(FacilityRow {
        town: Some(0),
        ..facility(1, 0, "subdistrict_service_centre")
    });
    let answer = answer_of(&plan("yunnan-2020"), &records, "centre-per-street-township");
    let share = value(&answer, "share");
    assert_eq!(
        (share.value, answer.verdict()),
        (Fraction::of(1, 2, 100), Verdict::NotReached)
    );
    assert_eq!(share.failing[0].item, Item::Town(1));
}

#[test]
fn two_stations_are_no_failure_and_are_listed() {
    let mut records = units(&[&[], &[]]);
    records.complete.extend(RULE.map(str::to_owned));
    records.facilities = vec![facility(1, 1, RULE[0]), facility(2, 1, RULE[0])];
    let answer = answer_of(&plan("yunnan-2020"), &records, "station-per-urban-community");
    assert_eq!(
        (answer.verdict(), answer.several),
        (Verdict::Reached, vec![Item::Community(1)])
    );
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
fn opening_hours_of_eight_are_enough_and_unread_ones_are_not_assessed() {
    let mut records = units(&[&[]]);
    let open = |id, hours: Option<&str>| FacilityRow {
        opening_hours: hours.map(str::to_owned),
        ..facility(id, 0, RULE[0])
    };
    records.facilities = vec![
        open(1, Some("8:00-16:00")),
        open(2, Some("Mo-Fr 9:00-16:30")),
        open(3, Some("by day")),
        open(4, None),
    ];
    records.complete.extend(RULE.map(str::to_owned));
    let answer = answer_of(&plan("national-2020"), &records, "opening-hours");
    let share = value(&answer, "share_of_facilities");
    assert_eq!(
        (share.low, share.high),
        (Fraction::of(1, 4, 100), Fraction::of(3, 4, 100))
    );
    assert_eq!(
        share.failing.iter().map(|f| f.lacks.to_string()).collect::<Vec<_>>(),
        ["0.5"]
    );
    assert_eq!(
        answer.verdict(),
        Verdict::ThresholdUndefined,
        "75 % at best, and exceptions are allowed"
    );
}

/// A plan that asks every comprehensive facility for eight hours, without exceptions.
const STRICT_HOURS: &str = "extends = \"national-2020\"\n[[requirement]]\nid = \"opening-hours\"\nforce = \"shall\"\n";

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
fn neighbours_are_measured_to_the_millimetre_and_stations_count_only_where_the_plan_says_so() {
    let mut records = units(&[&[]]);
    let at = |id, x: f64, category: &str| FacilityRow {
        point: Some([x, 0.0]),
        ..facility(id, 0, category)
    };
    records.facilities = vec![
        at(1, 0.0, "elderly_day_care"),
        at(2, 100.0, "community_health_centre"),
        at(3, 1000.0, "nursing_home"),
        at(4, 1050.001, "community_health_station"),
    ];
    records.complete.extend(
        [
            "elderly_day_care",
            "nursing_home",
            "community_health_centre",
            "community_health_station",
        ]
        .map(str::to_owned),
    );
    let national = answer_of(&plan("national-2025"), &records, "health-elderly-adjacency");
    assert_eq!(
        value(&national, "within_100_m").value,
        Fraction::of(1, 2, 100),
        "exactly 100 m is within"
    );
    assert_eq!(value(&national, "within_50_m").value, Fraction::of(0, 2, 100));
    let local = answer_of(&plan("chuxiong-2025"), &records, "health-elderly-adjacency");
    assert_eq!(
        value(&local, "within_50_m").value,
        Fraction::of(0, 2, 100),
        "50.001 m is not"
    );
    assert_eq!(value(&local, "within_100_m").value, Fraction::of(2, 2, 100));
    assert_eq!(local.verdict(), Verdict::ThresholdUndefined, "no plan gives a distance");
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

#[test]
fn a_communitys_room_for_social_work_is_not_its_townships_station() {
    let mut records = units(&[&[]]);
    records.towns = vec![UnitRow {
        code: "532301001000".to_owned(),
        ..UnitRow::default()
    }];
    records.complete.insert("social_work_station".to_owned());
    records.facilities.push(FacilityRow {
        town: Some(0),
        functions: vec![existing("social_work_room"), existing(RULE[0])],
        ..facility(1, 0, RULE[0])
    });
    let town = answer_of(&plan("chuxiong-2025"), &records, "township-social-work-coverage");
    assert_eq!(town.verdict(), Verdict::NotReached);
    let room = answer_of(&plan("national-2025"), &records, "social-work-office-in-facility");
    assert_eq!(value(&room, "share").value, Fraction::of(1, 1, 100));
    let reader = PlanReader::new().expect("the shipped lists are sound");
    let told_by = |word: &str| {
        let all = reader.catalogue().categories.iter();
        let own = all.filter(|category| category.keywords.iter().any(|known| word.contains(known.as_str())));
        own.map(|category| category.key.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(told_by("东兴社区社会工作室"), ["social_work_room"]);
    assert_eq!(told_by("鹿城镇社会工作站"), ["social_work_station"]);
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

/// Figures of a requirement's inputs for some communities, each known or withheld.
fn roster() -> impl Strategy<Value = Vec<(u8, u8, bool, bool, bool)>> {
    prop::collection::vec((0_u8..60, 1_u8..60, any::<bool>(), any::<bool>(), any::<bool>()), 1..60)
}

fn records_of(rows: &[(u8, u8, bool, bool, bool)], withhold: bool) -> Records {
    let mut records = Records::default();
    for (at, (area, households, flag, hide_one, hide_type)) in rows.iter().enumerate() {
        let mut row = unit(at, &[]);
        row.figures.insert(
            "facility_area".to_owned(),
            Figure::Number(Decimal::whole(i64::from(*area))),
        );
        row.figures.insert(
            "households".to_owned(),
            Figure::Number(Decimal::whole(i64::from(*households))),
        );
        row.figures.insert("info_platform".to_owned(), Figure::Truth(*flag));
        row.figures.insert(
            "social_organisations".to_owned(),
            Figure::Number(Decimal::whole(i64::from(*area % 20))),
        );
        if withhold && *hide_one {
            row.figures
                .remove(["facility_area", "households", "info_platform", "social_organisations"][at % 4]);
        }
        if withhold && *hide_type {
            row.committee = None;
        }
        records.communities.push(row);
    }
    records
}

proptest! {
    #[test]
    fn withholding_data_never_makes_a_verdict_reached_and_never_raises_the_low_end(rows in roster()) {
        let plan = plan("national-2020");
        let full = answer_plan(&plan, &records_of(&rows, false), None);
        let hidden = answer_plan(&plan, &records_of(&rows, true), None);
        for (full, hidden) in full.iter().zip(&hidden) {
            let id = &plan.requirements[full.requirement].id;
            for (known, less) in full.values.iter().zip(&hidden.values) {
                prop_assert_eq!(&known.key, &less.key);
                if let (Some(known), Some(less)) = (known.low, less.low) {
                    prop_assert!(less <= known, "{}", id);
                }
                if less.verdict == Verdict::Reached {
                    prop_assert_eq!(known.verdict, Verdict::Reached, "{}", id);
                }
                if less.verdict == Verdict::NotReached {
                    prop_assert!(known.verdict == Verdict::NotReached || known.value.is_none(), "{}", id);
                }
            }
        }
    }

    #[test]
    fn where_nobody_surely_is_asked_for_there_is_no_verdict(rows in roster()) {
        let plan = plan("national-2020");
        let mut records = records_of(&rows, false);
        for row in &mut records.communities {
            row.committee = None;
        }
        for answer in answer_plan(&plan, &records, None) {
            let requirement = &plan.requirements[answer.requirement];
            if matches!(requirement.scope, Scope::Urban | Scope::Rural) {
                for value in &answer.values {
                    let judged = matches!(value.verdict, Verdict::Reached | Verdict::NotReached);
                    prop_assert!(!judged, "{}", requirement.id);
                }
            }
        }
    }

    #[test]
    fn areas_of_every_level_add_up_to_the_whole(rows in roster()) {
        let plan = plan("national-2020");
        let records = records_of(&rows, true);
        for level in [UnitLevel::Province, UnitLevel::Prefecture, UnitLevel::County, UnitLevel::Town, UnitLevel::Community] {
            for answer in answer_plan(&plan, &records, Some(level)) {
                if answer.areas.is_empty() {
                    continue;
                }
                for (at, whole) in answer.values.iter().enumerate() {
                    let mut sum = Sums::default();
                    for area in &answer.areas {
                        sum += area.values[at].sums;
                    }
                    prop_assert_eq!(sum, whole.sums, "{:?} {}", level, plan.requirements[answer.requirement].id);
                    let failing: usize = answer.areas.iter().map(|area| area.values[at].failing.len()).sum();
                    prop_assert_eq!(failing, whole.failing.len());
                }
            }
        }
    }
}
