//! What withholding data does, over rosters and lists at random.

use proptest::prelude::*;

use super::*;
use crate::domain::area_code::UnitLevel;
use crate::domain::plan::Scope;
use crate::domain::verdict::Verdict;

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

/// Facilities at random: the community, the category, the hours, whether it is told by an approximate rule, whether it is withheld.
fn sites() -> impl Strategy<Value = Vec<(usize, usize, u8, bool, bool)>> {
    prop::collection::vec((0_usize..6, 0_usize..6, 4_u8..12, any::<bool>(), any::<bool>()), 0..12)
}

const KINDS: [&str; 6] = [
    RULE[0],
    RULE[1],
    RULE[2],
    "volunteer_station",
    "micro_fire_station",
    "childrens_home",
];

/// Six communities with these facilities; where some are withheld, or told by a guess, nobody says that the lists are complete.
fn records_with(sites: &[(usize, usize, u8, bool, bool)], withhold: bool) -> Records {
    let mut records = units(&[&[], &[], &[], &[], &[], &[]]);
    for (at, (community, kind, hours, guessed, hidden)) in sites.iter().enumerate() {
        if withhold && *hidden {
            continue;
        }
        let mut function = existing(KINDS[*kind]);
        function.approximate = withhold && *guessed;
        records.facilities.push(FacilityRow {
            functions: vec![function],
            opening_hours: Some(format!("8:00-{}:00", 8 + hours)),
            ..facility(i64::try_from(at).expect("few"), *community, KINDS[*kind])
        });
    }
    let listed = KINDS.iter().filter(|key| {
        let lacks = |(_, kind, _, _, hidden): &(usize, usize, u8, bool, bool)| KINDS[*kind] == **key && *hidden;
        !withhold || !sites.iter().any(lacks)
    });
    records.complete = listed.map(|key| (*key).to_owned()).collect();
    records
}

proptest! {
    #[test]
    fn withholding_facilities_turns_no_verdict_and_never_raises_the_low_end(sites in sites()) {
        let strict = own(STRICT_HOURS);
        for plan in [plan("national-2020"), plan("national-2025"), strict] {
            let full = answer_plan(&plan, &records_with(&sites, false), None);
            let hidden = answer_plan(&plan, &records_with(&sites, true), None);
            for (full, hidden) in full.iter().zip(&hidden) {
                let id = &plan.requirements[full.requirement].id;
                for (known, less) in full.values.iter().zip(&hidden.values) {
                    if let (Some(value), Some(low)) = (known.value, less.low) {
                        prop_assert!(low <= value, "{}", id);
                        prop_assert!(less.high.is_none_or(|high| high >= value), "{}", id);
                    }
                    if matches!(less.verdict, Verdict::Reached | Verdict::NotReached) {
                        prop_assert_eq!(known.verdict, less.verdict, "{}", id);
                    }
                }
            }
        }
    }

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
