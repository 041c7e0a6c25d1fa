//! Facilities in communities and by themselves: presence, sites, hours, neighbours, villages.

use std::collections::BTreeMap;

use super::*;
use crate::domain::verdict::Verdict;

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
