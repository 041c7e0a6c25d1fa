//! Parts of the records against the whole.

use super::*;

/// Four communities of two towns with a station each, one of them shared by two of different halves.
fn four() -> Records {
    let of = |households: &str, workers: &str| {
        [
            ("households", number(households)),
            ("community_workers", number(workers)),
            ("urban_population", number("700")),
        ]
    };
    let rows = [of("1000", "3"), of("333", "2"), of("400", "1"), of("77", "5")];
    let mut records = units(&[&rows[0], &rows[1], &rows[2], &rows[3]]);
    records.complete = RULE.iter().map(|category| (*category).to_owned()).collect();
    records.towns = vec![UnitRow {
        code: "532301001000".to_owned(),
        ..UnitRow::default()
    }];
    for at in 0..4 {
        let mut site = facility(at + 1, at as usize, "community_service_station");
        site.town = Some(0);
        site.floor_area_m2 = Some(Decimal::whole(100 + 10 * at));
        records.facilities.push(site);
    }
    records.facilities[1].communities = vec![1, 2, 3];
    records
}

#[test]
fn numerators_and_denominators_of_every_two_parts_add_up_to_those_of_the_whole() {
    let plan = plan("national-2025");
    let records = four();
    let sums = |records: &Records| -> Vec<(String, i128, i128)> {
        let answers = answer_plan(&plan, records, None);
        let values = answers
            .iter()
            .flat_map(|answer| answer.values.iter().map(move |value| (answer.requirement, value)));
        // What is missing from a part counts nothing, and stands in neither list.
        let known = values.filter(|(_, value)| value.sums.known == value.sums.units);
        known
            .map(|(at, value)| (format!("{at} {}", value.key), value.sums.above, value.sums.below))
            .collect()
    };
    // Towns that are cut belong to neither part.
    let mut records = records;
    records.towns.clear();
    for site in &mut records.facilities {
        site.town = None;
    }
    let whole = sums(&records);
    assert!(whole.iter().any(|(_, above, _)| *above > 0));
    for part in 0..16_u32 {
        let keep = |wanted: bool| -> Vec<bool> { (0..4).map(|at| (part >> at & 1 == 1) == wanted).collect() };
        let (one, other) = (sums(&records.only(&keep(true))), sums(&records.only(&keep(false))));
        for (key, above, below) in &whole {
            let find = |of: &[(String, i128, i128)]| {
                of.iter()
                    .find(|(own, ..)| own == key)
                    .map_or((0, 0), |(_, a, b)| (*a, *b))
            };
            let (a, b) = (find(&one), find(&other));
            // A shared site's area is split again among those who stay: what is capped may differ by millionths, and nothing else.
            let off = (a.0 + b.0 - above).abs();
            assert!(
                off <= if key.ends_with("capped") { 3 } else { 0 },
                "{key} of part {part:04b}: {off}"
            );
            assert_eq!(a.1 + b.1, *below, "{key} of part {part:04b}");
        }
    }
}

#[test]
fn a_town_stays_where_all_of_it_does_and_a_facility_of_others_is_a_place_and_counts_for_nobody() {
    let records = four();
    let all = records.only(&[true; 4]);
    assert_eq!(all, records);
    let some = records.only(&[true, false, true, true]);
    assert_eq!(
        (some.communities.len(), some.towns.len(), some.facilities.len()),
        (3, 0, 4)
    );
    assert_eq!(some.facilities[1].communities, [1, 2]);
    assert!(some.facilities.iter().all(|site| site.town.is_none()));
    let none = records.only(&[false; 4]);
    assert!(none.facilities.iter().all(|site| site.communities.is_empty()));
}
