//! Rings against what an assessment draws, and against each other.

use std::sync::Arc;

use geo::{Area, BooleanOps, CoordsIter, Distance, Euclidean, MultiPolygon, Point, coord};
use proptest::prelude::*;

use super::made::{bare_town, circle, community, pharmacy};
use super::streets::{along, streets};
use super::{found, run, town};
use crate::coverage::{Band, RingDrawer, ServiceRings, SiteRings, Streets};
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::CircleProfile;
use crate::domain::town::Town;
use crate::streets::{Compounds, StreetLine, Surroundings, TravelProfiles, build};

struct Drawn {
    bands: Vec<Band>,
    sites: Vec<SiteRings>,
    services: Vec<ServiceRings>,
}

fn draw(town: &Town, profile: &CircleProfile, streets: Option<&[StreetLine]>) -> Drawn {
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let network = Arc::new(build(streets.unwrap_or_default(), None));
    let surroundings = Arc::new(Surroundings::new(None, Compounds::default()));
    let travels = TravelProfiles::shipped().expect("they are sound");
    let streets = streets.map(|_| Streets {
        network: &network,
        surroundings: &surroundings,
        water: None,
        travels: &travels,
        barrier_names: &[],
    });
    let drawer = RingDrawer::new(town, profile, &catalogue, streets).expect("shipped travel profiles");
    Drawn {
        bands: drawer.bands().to_vec(),
        sites: drawer.by_site(),
        services: drawer.by_service(),
    }
}

/// The toy circle with its minutes governing.
fn minutes(minutes: f64) -> CircleProfile {
    CircleProfile {
        minutes,
        metres: None,
        ..circle(1.0)
    }
}

fn beyond(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    a.difference(b).unsigned_area()
}

/// How far the corners of what sticks out of an area lie from it.
fn farthest(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> f64 {
    let out = a.difference(b);
    let corners = out.coords_iter();
    corners.map(|at| Euclidean.distance(&Point(at), b)).fold(0.0, f64::max)
}

#[test]
fn bands_are_five_minutes_apart_up_to_the_circle_and_metres_are_one_band() {
    let mut town = bare_town(vec![community(0, 0)]);
    town.sites = vec![pharmacy(1, coord! { x: 500.0, y: 500.0 })];
    let of = |profile: &CircleProfile| draw(&town, profile, None).bands.into_iter().map(|band| band.minutes);
    assert_eq!(
        of(&minutes(15.0)).collect::<Vec<_>>(),
        [Some(5.0), Some(10.0), Some(15.0)]
    );
    assert_eq!(
        of(&minutes(12.0)).collect::<Vec<_>>(),
        [Some(5.0), Some(10.0), Some(12.0)]
    );
    assert_eq!(of(&circle(390.0)).collect::<Vec<_>>(), [None]);
    // 10 minutes at 1.1 m/s are 660 m of way, 507.7 m straight; the disc is drawn 0.04 % small.
    let drawn = draw(&town, &minutes(15.0), None);
    let disc = std::f64::consts::PI * (660.0_f64 / 1.3).powi(2);
    assert!((drawn.sites[0].areas[1].unsigned_area() / disc - 0.9996).abs() < 1e-4);
    assert_eq!(drawn.sites[0].services, [0]);
}

#[test]
fn a_facility_without_a_street_has_no_ground() {
    let mut town = bare_town(vec![community(0, 0)]);
    town.sites = vec![pharmacy(1, coord! { x: 500.0, y: 500.0 })];
    let drawn = draw(&town, &minutes(15.0), Some(&[]));
    assert!(drawn.sites[0].areas.iter().all(|area| area.0.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_widest_of_a_service_is_what_an_assessment_draws_and_holds_all_others(
        town in town(), streets in streets(), by_minutes in any::<bool>(), walked in any::<bool>(),
    ) {
        let profile = if by_minutes { minutes(7.0) } else { circle(400.0) };
        let drawn = draw(&town, &profile, walked.then_some(&streets[..]));
        let assessment = if walked { along(&town, &profile, &streets, &[]) } else { run(&town, &profile) };
        let whole = &drawn.services[0].areas;
        prop_assert_eq!(drawn.services[0].sites, town.sites.len());
        let widest = &whole[whole.len() - 1];
        let reach = &found(&assessment).reach;
        // Outlines are followed from cell to cell of a lattice, and what they say between its places depends on which strips the cell's corners
        // know: a third one that comes near may hide the second, so that the notch between strips that meet is drawn another way. At the
        // places themselves a lesser ring lies within a greater one for certain, so that whatever sticks out has such a place in its own
        // cell: it lies within a diagonal of 5 m of the other. (Two strips that run together with an angle of some degrees have a long
        // notch: areas alone would say little.)
        let diagonal = if walked { 5.0 * std::f64::consts::SQRT_2 } else { 0.0 } + 0.001;
        // Cut into bands, courses are straightened band by band, by 0.15 m at most: a place may lie within the one and not the other.
        let straightened = if walked { 0.3 } else { 0.0 };
        let fine = |one: &MultiPolygon<f64>, other: &MultiPolygon<f64>, more: f64| {
            let off = farthest(one, other);
            let (area, of) = (beyond(one, other), one.unsigned_area());
            let share = if walked { 0.01 } else { 0.0 };
            prop_assert!(off < diagonal + more, "{off} m off, {area} m2 of {of}");
            prop_assert!(area < 0.1 + share * of, "{area} m2 of {of}");
            Ok(())
        };
        fine(widest, reach, straightened)?;
        fine(reach, widest, straightened)?;
        for lesser in whole.windows(2) {
            fine(&lesser[0], &lesser[1], 0.0)?;
        }
        let mut together = MultiPolygon::new(Vec::new());
        for rings in &drawn.sites {
            for lesser in rings.areas.windows(2) {
                fine(&lesser[0], &lesser[1], 0.0)?;
            }
            for (own, all) in rings.areas.iter().zip(whole) {
                fine(own, all, straightened)?;
            }
            together = together.union(&rings.areas[rings.areas.len() - 1]);
        }
        fine(widest, &together, straightened)?;
    }
}
