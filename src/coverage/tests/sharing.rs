//! Ground that two facilities reach against the lens of two circles, or squares beside a street, and people against what one counts by hand.

use std::sync::Arc;

use geo::{Rect, coord};

use super::made::{bare_town, circle, community, people_at, pharmacy};
use crate::coverage::{Sharing, Streets, settlement, sharing, sharing_along_streets};
use crate::domain::category::{self, Catalogue};
use crate::domain::community::PopulationBasis;
use crate::domain::demand::Land;
use crate::domain::origin::Origin;
use crate::domain::town::Town;
use crate::streets::{Compounds, StreetLine, Surroundings, TravelProfiles, WayClass, WayFacts, build};
use crate::units::Persons;

#[test]
fn two_circles_share_their_lens_whichever_community_it_lies_in() {
    // 390 m of way are 300 m straight; the doors are 300 m apart, on both sides of a border.
    let mut town = bare_town(vec![community(0, 0), community(1, 0)]);
    town.sites = vec![
        pharmacy(1, coord! { x: 850.0, y: 500.0 }),
        pharmacy(2, coord! { x: 1150.0, y: 500.0 }),
    ];
    let profile = circle(390.0);
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let found = sharing(&town, &profile, &catalogue, &settlement(&town, PopulationBasis::Usual));
    let (radius, apart) = (300.0_f64, 300.0_f64);
    let half = (apart / (2.0 * radius)).acos();
    let lens = 2.0 * radius * radius * half - apart / 2.0 * (4.0 * radius * radius - apart * apart).sqrt();
    let union = 2.0 * std::f64::consts::PI * radius * radius - lens;
    let sum = |of: fn(&crate::coverage::SharedGround) -> f64| found.ground.iter().map(of).sum::<f64>();
    let (reached, shared) = (sum(|own| own.reached_m2), sum(|own| own.shared_m2));
    assert!((reached / union - 1.0).abs() < 1e-3, "{reached} of {union}");
    assert!((shared / lens - 1.0).abs() < 2e-3, "{shared} of {lens}");
    // Both sides are alike.
    assert!((found.ground[0].shared_m2 - found.ground[1].shared_m2).abs() < 1e-3);
}

#[test]
fn each_place_counts_for_its_nearest_facility_within_the_circle_and_for_no_other() {
    let mut town = bare_town(vec![community(0, 100)]);
    town.sites = vec![
        pharmacy(1, coord! { x: 200.0, y: 500.0 }),
        pharmacy(2, coord! { x: 600.0, y: 500.0 }),
    ];
    // One beside each, one just as far from both, and one beyond both circles.
    town.hamlets = vec![
        people_at(1, coord! { x: 210.0, y: 500.0 }, Some(7)),
        people_at(2, coord! { x: 590.0, y: 500.0 }, Some(20)),
        people_at(3, coord! { x: 400.0, y: 500.0 }, Some(5)),
        people_at(4, coord! { x: 600.0, y: 900.0 }, Some(60)),
    ];
    let profile = circle(390.0);
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let found = sharing(&town, &profile, &catalogue, &settlement(&town, PopulationBasis::Usual));
    let people: Vec<Persons> = found.loads.iter().map(|load| load.people).collect();
    assert_eq!(people, [Persons::whole(12), Persons::whole(20)]);
}

/// One street along y = 500 through two communities, 2 km long.
fn one_street() -> Vec<StreetLine> {
    vec![line(1, &[(0.0, 500.0), (2000.0, 500.0)])]
}

fn line(id: i64, corners: &[(f64, f64)]) -> StreetLine {
    StreetLine {
        id,
        course: corners.iter().map(|(x, y)| coord! { x: *x, y: *y }).collect(),
        nodes: corners.iter().map(|(x, y)| (x * 10_000.0 + y) as i64).collect(),
        level: 0,
        facts: WayFacts::plain(WayClass::Residential),
        stops: Vec::new(),
        cut_ends: [false; 2],
    }
}

fn along(town: &Town, metres: f64, streets: &[StreetLine]) -> Sharing {
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let streets = Streets {
        network: &Arc::new(build(streets, None)),
        surroundings: &Arc::new(Surroundings::new(None, Compounds::default())),
        water: None,
        travels: &TravelProfiles::shipped().expect("they are sound"),
        barrier_names: &[],
    };
    let settlement = settlement(town, PopulationBasis::Usual);
    sharing_along_streets(town, &circle(metres), &catalogue, &settlement, &streets).expect("shipped travel profiles")
}

fn land(west: f64, south: f64, east: f64, north: f64) -> Land {
    Land {
        ground: Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north })
            .to_polygon()
            .into(),
        origin: Origin::default(),
    }
}

#[test]
fn land_along_a_street_is_shared_where_both_ways_are_short_enough() {
    let mut town = bare_town(vec![community(0, 0), community(1, 0)]);
    town.sites = vec![
        pharmacy(1, coord! { x: 850.0, y: 500.0 }),
        pharmacy(2, coord! { x: 1150.0, y: 500.0 }),
    ];
    // A row of squares of the lattice beside the street, and one far from any street.
    town.residential_land = vec![land(0.0, 500.0, 2000.0, 550.0), land(0.0, 900.0, 50.0, 950.0)];
    let found = along(&town, 390.0, &one_street());
    for (community, own) in found.ground.iter().enumerate() {
        // 25 m to the street, the rest along it.
        let squares = (0..20).map(|at| 1000.0 * community as f64 + 25.0 + 50.0 * f64::from(at));
        let doors = |x: f64| {
            [850.0, 1150.0]
                .into_iter()
                .filter(|door| (x - door).abs() + 25.0 <= 390.0)
                .count()
        };
        let reached = squares.clone().filter(|x| doors(*x) > 0).count() as f64 * 2500.0;
        let shared = squares.filter(|x| doors(*x) > 1).count() as f64 * 2500.0;
        assert!(shared > 0.0 && shared < reached);
        assert!((own.reached_m2 - reached).abs() < 1e-6, "{own:?}");
        assert!((own.shared_m2 - shared).abs() < 1e-6, "{own:?}");
        // The far square has no street within 100 m: nobody can tell.
        assert!(
            (own.unknown_m2 - if community == 0 { 2500.0 } else { 0.0 }).abs() < 1e-6,
            "{own:?}"
        );
    }
    // Without land nobody knows where ground counts.
    town.residential_land.clear();
    assert!(along(&town, 390.0, &one_street()).ground.is_empty());
}

#[test]
fn along_the_streets_the_nearest_is_another_one_than_over_the_river() {
    let mut town = bare_town(vec![community(0, 100)]);
    // Two streets 160 m apart that meet at their end in the east: over the gap it is 160 m, along the streets far more.
    let streets = [
        line(1, &[(100.0, 500.0), (500.0, 500.0), (900.0, 500.0)]),
        line(2, &[(100.0, 660.0), (900.0, 660.0)]),
        line(3, &[(900.0, 500.0), (900.0, 660.0)]),
    ];
    town.sites = vec![
        pharmacy(1, coord! { x: 300.0, y: 660.0 }),
        pharmacy(2, coord! { x: 500.0, y: 500.0 }),
    ];
    // The first home has its straight nearest beyond the gap; the last one no street near, and may be anyone's.
    town.hamlets = vec![
        people_at(1, coord! { x: 300.0, y: 500.0 }, Some(7)),
        people_at(2, coord! { x: 310.0, y: 660.0 }, Some(20)),
        people_at(3, coord! { x: 300.0, y: 50.0 }, Some(5)),
    ];
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let straight = sharing(
        &town,
        &circle(390.0),
        &catalogue,
        &settlement(&town, PopulationBasis::Usual),
    );
    let people = |found: &Sharing| found.loads.iter().map(|load| load.people).collect::<Vec<_>>();
    assert_eq!(people(&straight), [Persons::whole(27), Persons::whole(0)]);
    let along = along(&town, 390.0, &streets);
    assert_eq!(people(&along), [Persons::whole(20), Persons::whole(7)]);
    // 68 people of the community live nowhere that anybody knows, and 5 have no street.
    let most: Vec<Option<Persons>> = along.loads.iter().map(|load| load.most).collect();
    assert_eq!(most, [Some(Persons::whole(93)), Some(Persons::whole(80))]);
}
