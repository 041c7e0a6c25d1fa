//! Check 5 by distance.

use super::*;
use crate::domain::verdict::Verdict;

/// A standard with a distance of its own.
const WITHIN_500: &str = "[[requirement]]\nid = \"near\"\nclass = \"presence\"\ncheck = \"spatial\"\nscope = \"resettlement\"\n\
    aggregation = \"share\"\ncomparator = \"ge\"\nvalue = 100\nunit = \"percent\"\nforce = \"ensure\"\ninputs = [\"resettlement\", \"facilities\"]\n\
    measures = [{ kind = \"presence\", check = 5, any_of = [\"community_service_station\"], within_m = 500, table_m = [499] }]\n";

/// Four places of resettlement in a row and a village that is none. The first has a station; stations of others stand 500 m from the second,
/// 500.001 m from the third; nobody drew the fourth.
fn resettled() -> Records {
    let mut records = units(&[&[], &[], &[], &[], &[]]);
    for (at, unit) in records.communities.iter_mut().enumerate() {
        unit.figures.insert("resettlement".to_owned(), Figure::Truth(at < 4));
        unit.places = vec![[10_000.0 * at as f64, 0.0]];
    }
    records.communities[3].places.clear();
    records.complete.insert("community_service_station".to_owned());
    let station = |id: i64, at: usize, x: f64, y: f64| FacilityRow {
        point: Some([x, y]),
        ..facility(id, at, "community_service_station")
    };
    records.facilities = vec![
        station(1, 0, 3_000.0, 0.0),
        station(2, 4, 10_300.0, 400.0),
        station(3, 4, 20_000.0, 500.001),
    ];
    records
}

#[test]
fn a_facility_of_another_one_does_within_the_distance_and_not_a_millimetre_beyond() {
    let records = resettled();
    let near = answer_of(&own(WITHIN_500), &records, "near");
    let within = value(&near, "within_500_m");
    assert!(within.headline);
    // Two have one; the third surely not; the fourth is nowhere, so nobody knows.
    assert_eq!((within.sums.units, within.sums.known), (4, 3));
    assert_eq!(
        (within.low, within.high),
        (Fraction::of(2, 4, 100), Fraction::of(3, 4, 100))
    );
    assert_eq!(near.verdict(), Verdict::NotReached);
    let failing: Vec<Item> = within.failing.iter().map(|one| one.item).collect();
    assert_eq!(
        (failing, within.unknown.clone()),
        (vec![Item::Community(2)], vec![Item::Community(3)])
    );
    // Beside it: what stands in the community itself, and the lesser distance.
    assert_eq!(value(&near, "share").value, Fraction::of(1, 4, 100));
    assert!(!value(&near, "share").headline);
    assert_eq!(value(&near, "within_499_m").high, Fraction::of(2, 4, 100));
}

#[test]
fn without_a_complete_list_nobody_is_too_far_away() {
    let mut records = resettled();
    records.complete.clear();
    let near = answer_of(&own(WITHIN_500), &records, "near");
    let within = value(&near, "within_500_m");
    assert_eq!(
        (within.low, within.high),
        (Fraction::of(2, 4, 100), Fraction::of(4, 4, 100))
    );
    assert_eq!((near.verdict(), within.failing.len()), (Verdict::NotAssessed, 0));
    assert!(near.missing.iter().any(|missing| missing.input == "facilities"));
}

#[test]
fn a_plan_without_a_distance_shows_a_table_and_is_judged_by_the_host_alone() {
    let mut records = resettled();
    records.complete.extend(RULE.map(str::to_owned));
    let answer = answer_of(&plan("national-2025"), &records, "relocation-facility-coverage");
    assert_eq!(
        (value(&answer, "meets_the_rule").value, answer.verdict()),
        (Fraction::of(1, 4, 100), Verdict::NotReached)
    );
    let table = ["within_300_m", "within_500_m", "within_1000_m"].map(|key| value(&answer, key).low);
    assert_eq!(
        table,
        [
            Fraction::of(1, 4, 100),
            Fraction::of(2, 4, 100),
            Fraction::of(3, 4, 100)
        ]
    );
}
