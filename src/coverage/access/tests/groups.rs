//! Access of one group of people, who share with everybody.

use geo::coord;
use proptest::prelude::*;

use super::properties::no_floor_rises;
use super::*;
use crate::domain::circle::GroupSpeeds;
use crate::domain::community::Population;
use crate::domain::people_group::GroupCounts;

const ELDERLY: PeopleGroup = PeopleGroup::Elderly;

/// A circle of so many metres at 1 m/s, at which the elderly move at so many metres a second.
fn paced(metres: f64, elderly: f64) -> CircleProfile {
    CircleProfile {
        metres: None,
        minutes: metres / 60.0,
        speed_mps: 1.0,
        speeds: GroupSpeeds {
            elderly: Some(elderly),
            ..GroupSpeeds::default()
        },
        ..circle(metres)
    }
}

fn counting(group: PeopleGroup, people: Option<i64>) -> GroupCounts {
    let mut counts = GroupCounts::UNCOUNTED;
    counts.set(group, people.map(Persons::whole));
    counts
}

/// The town of two homes, where 40 of the 100 people of the first and 60 of the 300 of the second are elderly.
fn with_elderly() -> Town {
    let mut town = town();
    for (home, elderly) in town.population.iter_mut().zip([40, 60]) {
        home.groups = counting(ELDERLY, Some(elderly));
    }
    town
}

fn elderly_of(town: &Town, circle: &CircleProfile, measure: &AccessMeasure) -> AccessResult {
    measured_of(ELDERLY, town, circle, measure, None).expect("somebody counted them")
}

fn own(result: &AccessResult, community: usize) -> &AccessSummary {
    let communities = &result.found.as_ref().expect("it is assessed").communities;
    communities[community].summary.as_ref().expect("it has a figure")
}

#[test]
fn the_elderly_share_with_everybody_what_they_reach_at_their_own_pace() {
    // Everybody goes 1200 m, to both clinics: 80 places for 400. The elderly go 600 m, each home to its own clinic alone.
    let circle = paced(1200.0, 0.5);
    let result = elderly_of(&with_elderly(), &circle, &AccessMeasure::TwoStep);
    near(own(&result, 0).mean, 20.0 / 400.0);
    near(own(&result, 1).mean, 60.0 / 400.0);
    let all = everybody(&result);
    near(all.mean, (20.0 * 40.0 + 60.0 * 60.0) / 400.0 / 100.0);
    near(all.floor, (20.0 * 40.0 + 60.0 * 60.0) / 400.0 / 100.0);
    assert_eq!(all.assessed, Persons::whole(100));
    assert_eq!(
        result.group.map(|pace| (pace.group, pace.speed)),
        Some((ELDERLY, MetresPerSecond(0.5)))
    );
    // With weights: 200 m of 600 m is still in the first zone; the ratios are everybody's.
    let result = elderly_of(&with_elderly(), &circle, &steps());
    near(own(&result, 0).mean, 20.0 / (100.0 + 0.22 * 300.0));
    near(own(&result, 1).mean, 60.0 / (300.0 + 0.22 * 100.0));
    // Slower still, 200 m are in the second zone for them: 300 m. Who competes, and how, has not changed.
    let result = elderly_of(&with_elderly(), &paced(1200.0, 0.25), &steps());
    near(own(&result, 0).mean, 0.68 * 20.0 / (100.0 + 0.22 * 300.0));
    // The ones who count sites and services count those at the group's pace.
    let result = elderly_of(&with_elderly(), &circle, &AccessMeasure::Cumulative);
    near(everybody(&result).mean, 1.0);
    near(everybody(&result).mean_capacity, (20.0 * 40.0 + 60.0 * 60.0) / 100.0);
    for (pace, reached) in [(0.5, 1.0), (199.0 / 1200.0, 0.0)] {
        let result = elderly_of(&with_elderly(), &paced(1200.0, pace), &AccessMeasure::Completeness);
        near(everybody(&result).mean, reached);
    }
    let supply_of = |pace| elderly_of(&with_elderly(), &paced(1200.0, pace), &AccessMeasure::TwoStep);
    near(Some(supply(&supply_of(0.1)).capacity_unreached), 80.0);
    near(Some(supply(&supply_of(0.5)).capacity_reached), 80.0);
}

#[test]
fn a_community_that_does_not_count_the_group_is_not_assessed_and_leaves_no_floor() {
    let mut town = with_elderly();
    town.population[1].groups = GroupCounts::UNCOUNTED;
    for measure in [AccessMeasure::TwoStep, AccessMeasure::Completeness] {
        let result = elderly_of(&town, &paced(250.0, 1.0), &measure);
        assert_eq!((own(&result, 1).mean, own(&result, 1).floor), (None, None));
        assert_eq!(
            (own(&result, 1).assessed, own(&result, 1).uncounted),
            (Persons::NONE, 1)
        );
        assert!(own(&result, 0).floor.is_some());
        let all = everybody(&result);
        assert_eq!((all.floor, all.uncounted, all.mean), (None, 1, own(&result, 0).mean));
    }
    // Where nobody lives nobody is elderly.
    town.population[1].people = Some(Persons::NONE);
    let result = elderly_of(&town, &paced(250.0, 1.0), &AccessMeasure::TwoStep);
    assert_eq!(everybody(&result).uncounted, 0);
    near(everybody(&result).floor, 0.2);
}

#[test]
fn a_group_that_is_counted_nowhere_is_refused_with_the_columns_that_count_it() {
    let refused = measured_of(ELDERLY, &town(), &paced(250.0, 1.0), &AccessMeasure::TwoStep, None);
    let Err(AccessError::GroupUncounted { group, basis }) = refused else {
        panic!("nobody counted them")
    };
    assert_eq!((group, basis), (ELDERLY, PopulationBasis::Usual));
    let words = AccessError::GroupUncounted { group, basis }.to_string();
    assert!(
        words.contains("elderly_people") && words.contains("老年人口"),
        "{words}"
    );
}

#[test]
fn who_of_the_group_is_in_no_row_has_nothing_in_the_floor() {
    // 10 of the first community's 50 elderly are in no row; its people are, so nobody else comes.
    let mut town = with_elderly();
    town.communities[0].populations = vec![Population {
        groups: counting(ELDERLY, Some(50)),
        ..made::counted(100)
    }];
    let result = elderly_of(&town, &paced(250.0, 1.0), &AccessMeasure::TwoStep);
    near(own(&result, 0).mean, 0.2);
    near(own(&result, 0).floor, 0.2 * 40.0 / 50.0);
    assert_eq!(
        (own(&result, 0).not_assessed, own(&result, 0).at_most),
        (Persons::whole(10), Persons::NONE)
    );
}

#[test]
fn a_site_that_only_a_faster_group_reaches_gives_nothing_and_is_told() {
    // Everybody goes 100 m, to no clinic; the elderly 250 m, to one that lies 140 m outside the border too.
    let mut town = with_elderly();
    town.sites.push(clinic(3, coord! { x: -140.0, y: 500.0 }, Some(7.0)));
    let circle = paced(100.0, 2.5);
    let result = elderly_of(&town, &circle, &AccessMeasure::TwoStep);
    near(everybody(&result).mean, 0.0);
    near(everybody(&result).floor, 0.0);
    assert_eq!(
        everybody(&result).at_least,
        Persons::whole(100),
        "they have at least that"
    );
    assert_eq!(everybody(&result).nothing, Persons::NONE);
    assert!(
        result
            .remarks
            .iter()
            .any(|remark| remark.starts_with("3 sites are within reach")),
        "{:?}",
        result.remarks
    );
    assert_eq!(supply(&result).sites, 3, "the halo is as wide as the farther reach");
    assert_eq!(supply(&result).of_group_alone, 3);
    let nobodys = measured(&town, &circle, &AccessMeasure::TwoStep, None);
    assert_eq!(supply(&nobodys).of_group_alone, 0, "everybody is told of");
    let result = elderly_of(&town, &circle, &AccessMeasure::Cumulative);
    near(own(&result, 0).mean, 2.0);
    assert!(
        !result.remarks.iter().any(|remark| remark.contains("within reach")),
        "counting needs no ratio"
    );
}

fn stretch(id: i64, class: WayClass, from: (f64, i64), to: (f64, i64)) -> StreetLine {
    StreetLine {
        id,
        course: vec![coord! { x: from.0, y: 500.0 }, coord! { x: to.0, y: 500.0 }],
        nodes: vec![from.1, to.1],
        facts: WayFacts::plain(class),
        ..street()
    }
}

#[test]
fn on_wheels_the_ways_are_the_groups_own_and_a_home_that_steps_lead_to_reaches_nothing() {
    const DISABLED: PeopleGroup = PeopleGroup::Disabled;
    // Steps at the first home alone: everybody takes them, a wheelchair does not. The circle gives wheelchairs no pace.
    let lines = [
        stretch(1, WayClass::Steps, (0.0, 1), (250.0, 2)),
        stretch(2, WayClass::Residential, (250.0, 2), (2000.0, 3)),
    ];
    let mut town = town();
    for (home, disabled) in town.population.iter_mut().zip([10, 30]) {
        home.groups = counting(DISABLED, Some(disabled));
    }
    town.population.push(PeoplePoint {
        groups: counting(DISABLED, Some(5)),
        ..home(3, coord! { x: 500.0, y: 900.0 }, 50)
    });
    let mut given = paced(1200.0, 1.0);
    given.speeds.wheelchair = Some(1.0);
    for circle in [circle(1200.0), paced(1200.0, 1.0), given] {
        for measure in [AccessMeasure::Cumulative, AccessMeasure::Completeness] {
            let result = on_streets(&lines, Vec::new(), |streets| {
                measured_of(DISABLED, &town, &circle, &measure, Some(streets))
            });
            let result = result.expect("counted");
            let first = own(&result, 0);
            assert_eq!(
                (first.nothing, first.not_assessed),
                (Persons::whole(10), Persons::whole(5)),
                "the one has a street that is closed to it, the other has no street"
            );
            near(first.mean, 0.0);
            assert!(own(&result, 1).mean.is_some_and(|mean| mean >= 1.0));
        }
        let result = on_streets(&lines, Vec::new(), |streets| {
            measured_of(DISABLED, &town, &circle, &AccessMeasure::TwoStep, Some(streets))
        });
        let result = result.expect("counted");
        near(own(&result, 0).mean, 0.0);
        assert!(own(&result, 1).mean.is_some_and(|mean| mean > 0.0));
    }
}

/// Homes with people and elderly, sites with capacities, at places on whole millimetres.
type Made = (Vec<(f64, f64, Option<u32>)>, Vec<(f64, f64, i64, i64)>);

fn made() -> impl Strategy<Value = Made> {
    let place = |side: f64| (1.0..side).prop_map(|at: f64| (at * 1000.0).round() / 1000.0);
    let room = prop::option::weighted(0.8, 0_u32..90);
    (
        prop::collection::vec((place(1999.0), place(999.0), room), 1..10),
        prop::collection::vec(
            (place(1999.0), place(999.0), 0_i64..400, 0.0_f64..1.0)
                .prop_map(|(x, y, people, share)| (x, y, people, (people as f64 * share) as i64)),
            1..30,
        ),
    )
}

fn town_of((sites, homes): &Made) -> Town {
    let mut town = town();
    let rooms = sites.iter().zip(1..);
    town.sites = rooms
        .map(|((x, y, room), id)| clinic(id, coord! { x: *x, y: *y }, room.map(f64::from)))
        .collect();
    let rows = homes.iter().zip(1..);
    town.population = rows
        .map(|((x, y, people, elderly), id)| PeoplePoint {
            groups: counting(ELDERLY, Some(*elderly)),
            ..home(id, coord! { x: *x, y: *y }, *people)
        })
        .collect();
    town
}

/// So many people more in each community than are in rows, all of whom are elderly where `elderly`.
fn with_unlocated(mut town: Town, more: [i64; 2], elderly: bool) -> Town {
    for (position, more) in more.into_iter().enumerate() {
        let west = position as f64 * 1000.0;
        let own = town
            .population
            .iter()
            .filter(|home| (west..west + 1000.0).contains(&home.point.x));
        let people = own.filter_map(|home| home.people).sum::<Persons>() + Persons::whole(more);
        let mut groups = GroupCounts::UNCOUNTED;
        groups.set(ELDERLY, elderly.then_some(people));
        town.communities[position].populations = vec![Population {
            people,
            groups,
            ..made::counted(0)
        }];
    }
    town
}

/// As many people and elderly in each community as its rows have.
fn with_counts(town: Town) -> Town {
    let mut town = with_unlocated(town, [0, 0], false);
    for (position, community) in town.communities.iter_mut().enumerate() {
        let west = position as f64 * 1000.0;
        let own = town
            .population
            .iter()
            .filter(|home| (west..west + 1000.0).contains(&home.point.x));
        let elderly = own.filter_map(|home| home.groups.get(ELDERLY)).sum();
        community.populations[0].groups.set(ELDERLY, Some(elderly));
    }
    town
}

fn measures() -> impl Strategy<Value = AccessMeasure> {
    prop::sample::select(vec![
        AccessMeasure::Completeness,
        AccessMeasure::Cumulative,
        AccessMeasure::TwoStep,
        steps(),
        AccessMeasure::Enhanced(Decay::GaussianToZero),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_group_that_is_everybody_at_everybodys_pace_has_everybodys_answer(
        made in made(), metres in 50_u32..900, measure in measures(), more in [0_i64..50, 0_i64..50], streets in any::<bool>(),
    ) {
        let mut town = with_unlocated(town_of(&made), more, true);
        for home in &mut town.population {
            home.groups.set(ELDERLY, home.people);
        }
        let circle = paced(f64::from(metres), 1.0);
        let (group, all) = if streets {
            (
                on_streets(&[street()], Vec::new(), |streets| measured_of(ELDERLY, &town, &circle, &measure, Some(streets))),
                on_streets(&[street()], Vec::new(), |streets| measured(&town, &circle, &measure, Some(streets))),
            )
        } else {
            (measured_of(ELDERLY, &town, &circle, &measure, None), measured(&town, &circle, &measure, None))
        };
        let group = group.expect("they are counted");
        prop_assert_eq!(&group, &AccessResult { group: group.group, ..all });
    }

    #[test]
    fn every_community_has_the_mean_of_its_elderly_that_the_definition_gives(
        made in made(), metres in 50_u32..900, pace in 0.2_f64..2.0, enhanced in any::<bool>(),
    ) {
        let (metres, pace) = (f64::from(metres), (pace * 10.0).round() / 10.0);
        let (sites, homes) = &made;
        let measure = if enhanced { steps() } else { AccessMeasure::TwoStep };
        // Every pair of a home and a site is looked at; in whole millimetres, in zones of a third.
        let weight = |home: &(f64, f64, i64, i64), site: &(f64, f64, Option<u32>), speed: f64| {
            let way = ((home.0 - site.0).hypot(home.1 - site.1) * 1000.0).round();
            let limit = (metres * speed * 1000.0).round();
            let zone = (way * 3.0 / limit).ceil().max(1.0) as usize;
            match (zone <= 3, enhanced) {
                (false, _) => 0.0,
                (true, false) => 1.0,
                (true, true) => STEPS[zone - 1],
            }
        };
        let access: Vec<f64> = homes.iter().map(|home| {
            sites.iter().map(|site| {
                let wanted: f64 = homes.iter().map(|other| other.2 as f64 * weight(other, site, 1.0)).sum();
                let ratio = if wanted > 0.0 { f64::from(site.2.unwrap_or(0)) / wanted } else { 0.0 };
                weight(home, site, pace) * ratio
            }).sum()
        }).collect();
        let result = elderly_of(&town_of(&made), &paced(metres, pace), &measure);
        let Some(found) = &result.found else {
            prop_assert!(sites.iter().all(|site| site.2.is_none()));
            return Ok(());
        };
        for (community, range) in found.communities.iter().zip([0.0..1000.0, 1000.0..2000.0]) {
            let own = || homes.iter().zip(&access).filter(|(home, _)| range.contains(&home.0));
            let elderly: i64 = own().map(|(home, _)| home.3).sum();
            let sum: f64 = own().map(|(home, access)| home.3 as f64 * access).sum();
            let summary = community.summary.as_ref().expect("it has a figure");
            prop_assert_eq!(summary.assessed, Persons::whole(elderly));
            if elderly > 0 {
                let (found, wanted) = (summary.mean.expect("somebody is there"), sum / elderly as f64);
                prop_assert!((found - wanted).abs() <= 1e-9 * wanted.max(1.0), "{} is not {}", found, wanted);
            }
        }
    }

    #[test]
    fn neither_the_order_of_rows_nor_how_many_are_elderly_changes_what_each_of_them_shares(
        made in made(), metres in 50_u32..900, pace in 0.2_f64..2.0, measure in measures(), more in [0_i64..50, 0_i64..50],
    ) {
        let circle = paced(f64::from(metres), pace);
        let mut turned = made.clone();
        turned.0.reverse();
        turned.1.reverse();
        let told = |made: &Made| elderly_of(&with_unlocated(town_of(made), more, false), &circle, &measure);
        let result = told(&made);
        prop_assert_eq!(&result, &told(&turned));
        // With twice the elderly everywhere, and as many people, the mean is the same.
        let mut people = made.clone();
        for home in &mut people.1 { home.2 = home.2.max(2 * home.3); }
        let mut twice = people.clone();
        for home in &mut twice.1 { home.3 *= 2; }
        let (once, twice) = (told(&people), told(&twice));
        if let (Some(once), Some(twice)) = (&once.found, &twice.found) {
            prop_assert_eq!(once.everybody.mean.is_some(), twice.everybody.mean.is_some());
            let (once, twice) = (once.everybody.mean.unwrap_or(0.0), twice.everybody.mean.unwrap_or(0.0));
            prop_assert!((once - twice).abs() <= 1e-9 * once.max(1.0), "{} is not {}", once, twice);
        }
    }
    #[test]
    fn hiding_what_is_known_never_raises_the_floor_of_the_elderly(
        made in made(), metres in 50_u32..900, pace in 0.2_f64..2.0, measure in measures(), (what, which) in (0_usize..5, 0_usize..64),
        streets in any::<bool>(),
    ) {
        let circle = paced(f64::from(metres), pace);
        let town = with_counts(town_of(&made));
        let mut hidden = town.clone();
        let (site, home) = (which % town.sites.len(), which % town.population.len());
        match what {
            0 => hidden.sites[site].functions[0].capacity = None,
            1 => { hidden.sites.remove(site); }
            // Its people are still in the community's count, the elderly among them.
            2 => { hidden.population.remove(home); }
            3 => hidden.population[home].groups = GroupCounts::UNCOUNTED,
            _ => hidden.communities[which % 2].populations[0].groups = GroupCounts::UNCOUNTED,
        }
        let told = |town: &Town| if streets {
            on_streets(&[street()], Vec::new(), |streets| measured_of(ELDERLY, town, &circle, &measure, Some(streets)))
        } else {
            measured_of(ELDERLY, town, &circle, &measure, None)
        };
        if let (Ok(all), Ok(less)) = (told(&town), told(&hidden)) {
            no_floor_rises(&all, &less)?;
        }
    }
}
