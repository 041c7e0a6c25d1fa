//! What a place says of itself: how far it may be off, whom it counts, whose ground it lies on, and what stands just outside.

use geo::coord;

use super::made::{circle, community, people_at, pharmacy, square};
use super::{found, group_totals, land, plain_town, run, run_on};
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;
use crate::units::{Metres, Persons};

/// A town whose only people of the first community live exactly on the limit of 300 m, straight.
fn on_the_limit() -> (Town, CircleProfile) {
    let mut town = plain_town();
    town.hamlets = vec![
        people_at(1, coord! { x: 100.0, y: 400.0 }, Some(100)),
        people_at(2, coord! { x: 1900.0, y: 900.0 }, Some(100)),
    ];
    let profile = CircleProfile {
        theta: Some(0.5),
        ..circle(390.0)
    };
    (town, profile)
}

#[test]
fn a_home_that_may_be_off_by_more_than_it_is_inside_is_near_the_line_though_every_facility_is_exact() {
    let (mut town, mut profile) = on_the_limit();
    profile.sensitivity.low = profile.sensitivity.high;
    let near = |town: &Town| {
        let assessment = run(town, &profile);
        let community = &found(&assessment).communities[0];
        assert_eq!(community.verdict, Verdict::Reached);
        community.near_the_line
    };
    town.hamlets[0].point.y = 380.0;
    assert!(!near(&town), "it is 20 m inside, and nobody doubts it");
    town.hamlets[0].origin.accuracy = Some(Metres(19.0));
    assert!(!near(&town));
    town.hamlets[0].origin.accuracy = Some(Metres(21.0));
    assert!(near(&town));
    town.hamlets[0].origin.accuracy = Some(Metres(11.0));
    town.sites[0].origin.accuracy = Some(Metres(10.0));
    assert!(near(&town), "both may be off, each away from the other");
}

#[test]
fn people_counted_on_another_basis_are_not_these_people() {
    let (mut town, profile) = on_the_limit();
    town.communities.truncate(1);
    town.communities[0].populations.clear();
    let mut festival = town.hamlets[0].clone();
    festival.people = Some(Persons::whole(900));
    festival.basis = Some(PopulationBasis::Festival);
    town.hamlets = vec![town.hamlets[0].clone(), festival];
    town.hamlets[0].basis = Some(PopulationBasis::Usual);
    let people = |basis| {
        let assessment = run_on(&town, &profile, basis);
        let totals = group_totals(&assessment.circles[0].groups[0], None).expect("assessed");
        (totals.people, assessment.remarks.join("\n"))
    };
    let (usual, said) = people(PopulationBasis::Usual);
    assert_eq!(usual, Persons::whole(100));
    assert!(
        said.contains("1 points count people on another basis than usual"),
        "{said}"
    );
    assert_eq!(people(PopulationBasis::Festival).0, Persons::whole(900));
    let (registered, _) = people(PopulationBasis::Registered);
    assert_eq!(registered, Persons::NONE, "nobody counted the registered");
}

#[test]
fn ground_under_two_communities_counts_for_the_first_of_them_only() {
    let mut town = plain_town();
    town.communities[1].boundary = square(0);
    town.residential_land = vec![land(coord! { x: 0.0, y: 0.0 }, 200.0, 100.0)];
    let assessment = run(&town, &circle(390.0));
    let areas: Vec<f64> = found(&assessment)
        .communities
        .iter()
        .map(|community| community.residential_land.expect("land was imported").0)
        .collect();
    assert!((areas[0] - 20_000.0).abs() < 1e-6 && areas[1].abs() < 1e-6, "{areas:?}");
    town.communities[1] = community(1, 100);
    town.residential_land = vec![land(coord! { x: 900.0, y: 0.0 }, 200.0, 100.0)];
    let assessment = run(&town, &circle(390.0));
    let shared: Vec<f64> = found(&assessment)
        .communities
        .iter()
        .map(|community| community.residential_land.expect("land was imported").0)
        .collect();
    assert!(shared.iter().all(|area| (area - 10_000.0).abs() < 1e-6), "{shared:?}");
}

#[test]
fn facilities_beyond_the_halo_are_not_counted_and_a_source_that_ends_at_the_border_is_told() {
    let (mut town, profile) = on_the_limit();
    let said = run(&town, &profile).remarks.join("\n");
    assert!(
        said.contains("lie inside the communities; those just outside"),
        "{said}"
    );
    // 299 m beyond the western border serves; 301 m does not.
    town.sites.push(pharmacy(2, coord! { x: -299.0, y: 500.0 }));
    town.sites.push(pharmacy(3, coord! { x: -301.0, y: 500.0 }));
    let assessment = run(&town, &profile);
    assert_eq!(found(&assessment).sites, 2);
    assert!(assessment.remarks.iter().all(|remark| !remark.contains("just outside")));
}

#[test]
fn what_only_an_approximate_rule_tells_is_counted_and_said() {
    let (mut town, profile) = on_the_limit();
    town.sites[0].functions[0].approximate = true;
    town.sites.push(pharmacy(2, coord! { x: 500.0, y: 500.0 }));
    let assessment = run(&town, &profile);
    assert_eq!((found(&assessment).sites, found(&assessment).approximate_sites), (2, 1));
}
