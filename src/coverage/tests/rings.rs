//! Rings against what an assessment draws, and against each other.

use std::sync::Arc;

use geo::{Area, BooleanOps, MultiPolygon, coord};
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
        // Cut into bands, strips are straightened band by band: within a quarter of a metre of their outline, of 50 m across.
        let fine = if walked { 0.01 * widest.unsigned_area() } else { 0.0 } + 0.1;
        let off = beyond(widest, reach) + beyond(reach, widest);
        prop_assert!(off < fine, "{off} of {}", widest.unsigned_area());
        for lesser in whole.windows(2) {
            // In the notch between strips that meet, less than a step across may be lost of the one and not of the other.
            prop_assert!(beyond(&lesser[0], &lesser[1]) < fine, "{}", beyond(&lesser[0], &lesser[1]));
        }
        let mut together = MultiPolygon::new(Vec::new());
        for rings in &drawn.sites {
            for (own, all) in rings.areas.iter().zip(whole) {
                prop_assert!(beyond(own, all) < fine, "{}", beyond(own, all));
            }
            together = together.union(&rings.areas[rings.areas.len() - 1]);
        }
        prop_assert!(beyond(widest, &together) < fine, "{}", beyond(widest, &together));
    }
}
