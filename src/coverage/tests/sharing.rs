//! Ground that two facilities reach against the lens of two circles, and people against what one counts by hand.

use geo::coord;

use super::made::{bare_town, circle, community, people_at, pharmacy};
use crate::coverage::{settlement, sharing};
use crate::domain::category::{self, Catalogue};
use crate::domain::community::PopulationBasis;
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
