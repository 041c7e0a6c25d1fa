//! Check 17 between facilities.

use super::*;
use crate::domain::verdict::Verdict;

const SHARING: &str = "[[requirement]]\nid = \"overlap\"\nclass = \"siting\"\ncheck = \"spatial\"\nscope = \"all\"\naggregation = \"none\"\nforce = \"none\"\n\
    inputs = [\"facilities\"]\nmeasures = [{ kind = \"overlap\", check = 17, circles = [\"service-15\"], services = [\"pharmacy\"] }]\n\
    [[requirement]]\nid = \"load\"\nclass = \"capacity\"\ncheck = \"spatial\"\nscope = \"facility\"\naggregation = \"none\"\nforce = \"none\"\n\
    inputs = [\"facilities\"]\nmeasures = [{ kind = \"load\", check = 17, circles = [\"service-15\"], persons = 1000 }]\n";

/// Two communities with a pharmacy each: 100 and 300 square metres within, a quarter of them twice; 1200 and 800 people, and of 100 nobody
/// knows where they live.
fn two(all_known: bool) -> Records {
    let named = |circle: &str| (circle.to_owned(), "pharmacy".to_owned());
    let mut records = units(&[&[], &[]]);
    records.facilities = vec![facility(1, 0, "pharmacy"), facility(2, 1, "pharmacy")];
    for (at, (reached, people)) in [(100, 1200), (300, 800)].into_iter().enumerate() {
        let (circle, service) = named("service-15");
        records.ground.push(GroundRow {
            circle,
            service,
            community: at,
            reached: Decimal::whole(reached),
            shared: Decimal(Decimal::whole(reached).0 / 4),
            unknown: Decimal::default(),
            all_known,
        });
        let (circle, service) = named("service-15");
        records.loads.push(LoadRow {
            circle,
            service,
            facility: at,
            people: Decimal::whole(people),
            most: Some(Decimal::whole(people + 100)),
            all_known,
        });
    }
    records
}

#[test]
fn overlap_is_ground_reached_twice_over_ground_reached_and_load_is_people_over_the_size_of_the_tier() {
    let plan = own(SHARING);
    let records = two(true);
    let overlap = answer_of(&plan, &records, "overlap");
    let share = value(&overlap, "overlap service-15 pharmacy");
    assert_eq!(
        (share.value, share.sums.above, share.sums.below),
        (Fraction::of(100, 400, 100), 100_000_000, 400_000_000)
    );
    assert_eq!(
        overlap.verdict(),
        Verdict::ThresholdUndefined,
        "no plan says how much of it may be"
    );
    let load = answer_of(&plan, &records, "load");
    let own = value(&load, "load service-15 pharmacy");
    assert_eq!(
        (own.low, own.high),
        (Fraction::of(2000, 2000, 100), Fraction::of(2200, 2000, 100))
    );
    let within = value(&load, "within_its_size service-15 pharmacy");
    assert_eq!((within.headline, within.value), (true, Fraction::of(1, 2, 100)));
    let failing: Vec<(Item, Decimal)> = within.failing.iter().map(|one| (one.item, one.lacks)).collect();
    assert_eq!(failing, [(Item::Facility(0), Decimal::whole(200))]);
}

#[test]
fn another_facility_that_nobody_knows_of_may_have_some_of_the_people_and_share_some_of_the_ground() {
    let plan = own(SHARING);
    let records = two(false);
    let overlap = answer_of(&plan, &records, "overlap");
    let share = value(&overlap, "overlap service-15 pharmacy");
    assert_eq!((share.value, share.of_known), (None, Fraction::of(100, 400, 100)));
    let load = answer_of(&plan, &records, "load");
    let within = value(&load, "within_its_size service-15 pharmacy");
    assert!(within.failing.is_empty() && within.value.is_none() && within.more_may_exist);
    // And without any facility the answer says what is missing.
    let nothing = answer_of(&plan, &units(&[&[]]), "load");
    assert_eq!(
        (nothing.verdict(), nothing.missing[0].word()),
        (Verdict::NotAssessed, "facilities".to_owned())
    );
}

#[test]
fn ground_of_which_nobody_can_tell_may_be_reached_by_several_by_one_or_by_none() {
    let plan = own(SHARING);
    let mut records = two(true);
    for row in &mut records.ground {
        row.circle.push_str("-streets");
    }
    records.ground[1].unknown = Decimal::whole(100);
    let overlap = answer_of(&plan, &records, "overlap");
    let share = value(&overlap, "overlap service-15-streets pharmacy");
    // 100 of 400 square metres, and 100 more that may be all or nothing.
    assert_eq!(
        (share.value, share.low, share.high),
        (None, Fraction::of(100, 500, 100), Fraction::of(200, 500, 100))
    );
    assert_eq!(share.unknown, [Item::Community(1)]);
}
