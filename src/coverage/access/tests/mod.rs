//! Access on a town small enough to work out by hand, and along streets.

mod groups;
mod properties;

use std::sync::Arc;

use geo::{Coord, Rect, coord};

use super::*;
use crate::coverage::tests::made;
use crate::domain::access::{AccessSummary, Decay, STEPS};
use crate::domain::area_code::UnitLevel;
use crate::domain::category;
use crate::domain::circle::AppliesTo;
use crate::domain::community::{CommitteeType, Community};
use crate::domain::demand::PeoplePoint;
use crate::domain::ids::SourceCode;
use crate::domain::site::{FunctionState, Site};
use crate::streets::{Compound, Compounds, StreetLine, Surroundings, TravelProfiles, WayClass, WayFacts, build};
use crate::units::Persons;

fn clinic(id: i64, point: Coord<f64>, capacity: Option<f64>) -> Site {
    let mut site = made::pharmacy(id, point);
    site.functions[0].capacity = capacity;
    site
}

fn home(id: i64, point: Coord<f64>, people: i64) -> PeoplePoint {
    made::people_at(id, point, Some(people))
}

/// Two communities side by side along one street at y = 500: homes of 100 people at x = 100 and of 300 at x = 1500, a clinic of 20 at
/// x = 300 and one of 60 at x = 1300.
fn town() -> Town {
    let at = |x: f64| coord! { x: x, y: 500.0 };
    let uncounted = |column| Community {
        populations: Vec::new(),
        ..made::community(column, 0)
    };
    Town {
        sites: vec![clinic(1, at(300.0), Some(20.0)), clinic(2, at(1300.0), Some(60.0))],
        population: vec![home(1, at(100.0), 100), home(2, at(1500.0), 300)],
        held: vec![made::held("pharmacy", true)],
        ..made::bare_town(vec![uncounted(0), uncounted(1)])
    }
}

fn circle(metres: f64) -> CircleProfile {
    CircleProfile {
        detour: 1.0,
        ..made::circle(metres)
    }
}

fn asked<'a>(
    circle: &'a CircleProfile,
    catalogue: &'a Catalogue,
    service: Option<&'a ServiceGroup>,
    measure: &'a AccessMeasure,
    streets: Option<Streets<'a>>,
) -> AccessAsked<'a> {
    AccessAsked {
        circle,
        service,
        measure,
        group: None,
        catalogue,
        basis: PopulationBasis::Usual,
        streets,
        provenance: made::provenance(),
    }
}

fn measured(
    town: &Town,
    circle: &CircleProfile,
    measure: &AccessMeasure,
    streets: Option<Streets<'_>>,
) -> AccessResult {
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let service = (*measure != AccessMeasure::Completeness).then_some(&circle.groups[0]);
    let asked = asked(circle, &catalogue, service, measure, streets);
    access(town, asked, |_, _| {}).expect("its travel profile is shipped")
}

fn measured_of(
    group: PeopleGroup,
    town: &Town,
    circle: &CircleProfile,
    measure: &AccessMeasure,
    streets: Option<Streets<'_>>,
) -> Result<AccessResult, AccessError> {
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let service = (*measure != AccessMeasure::Completeness).then_some(&circle.groups[0]);
    let asked = AccessAsked {
        group: Some(group),
        ..asked(circle, &catalogue, service, measure, streets)
    };
    access(town, asked, |_, _| {})
}

fn everybody(result: &AccessResult) -> &AccessSummary {
    &result.found.as_ref().expect("it is assessed").everybody
}

fn supply(result: &AccessResult) -> &ServiceSupply {
    match &result.subject {
        AccessSubject::Service(supply) => supply,
        AccessSubject::AllServices { .. } => panic!("one service was asked"),
    }
}

fn near(found: Option<f64>, wanted: f64) {
    let found = found.expect("there is a value");
    assert!((found - wanted).abs() < 1e-12, "{found} is not {wanted}");
}

fn steps() -> AccessMeasure {
    AccessMeasure::Enhanced(Decay::Steps(STEPS.to_vec()))
}

#[test]
fn each_clinic_is_shared_by_whoever_comes() {
    // Within 250 m each home has its own clinic: 20/100 and 60/300.
    let result = measured(&town(), &circle(250.0), &AccessMeasure::TwoStep, None);
    near(everybody(&result).mean, 0.2);
    near(everybody(&result).floor, 0.2);
    near(everybody(&result).equity.gini, 0.0);
    let supply = supply(&result);
    assert!((supply.capacity_reached - 80.0).abs() < 1e-9 && supply.capacity_unreached.abs() < 1e-9);
    // Within 1200 m the home at 100 reaches both, the home at 1500 too: everybody shares everything.
    let result = measured(&town(), &circle(1200.0), &AccessMeasure::TwoStep, None);
    near(everybody(&result).mean, 80.0 / 400.0);
}

#[test]
fn a_clinic_at_the_end_of_the_circle_is_worth_less() {
    // Of 1200 m: 200 m is in the first third (1), 1200 m in the last (0.22), for both homes.
    let result = measured(&town(), &circle(1200.0), &steps(), None);
    let found = result.found.as_ref().expect("assessed");
    let first = 20.0 / (100.0 + 0.22 * 300.0);
    let second = 60.0 / (300.0 + 0.22 * 100.0);
    let summary = |position: usize| found.communities[position].summary.as_ref().and_then(|own| own.mean);
    near(summary(0), first + 0.22 * second);
    near(summary(1), 0.22 * first + second);
    // Weighed by people it is all 80 again.
    near(found.everybody.mean, 80.0 / 400.0);
}

#[test]
fn sites_within_the_circle_are_counted_for_every_person() {
    let result = measured(&town(), &circle(250.0), &AccessMeasure::Cumulative, None);
    near(everybody(&result).mean, 1.0);
    near(everybody(&result).mean_capacity, (20.0 * 100.0 + 60.0 * 300.0) / 400.0);
    let result = measured(&town(), &circle(199.0), &AccessMeasure::Cumulative, None);
    near(everybody(&result).mean, 0.0);
    assert_eq!(everybody(&result).nothing, Persons::whole(400));
}

#[test]
fn a_clinic_without_capacity_gives_nothing_and_makes_a_lower_bound() {
    let mut town = town();
    town.sites[1].functions[0].capacity = None;
    let result = measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None);
    assert_eq!((supply(&result).sites, supply(&result).without_capacity), (2, 1));
    let found = everybody(&result);
    near(found.mean, 20.0 / 400.0);
    assert_eq!(found.at_least, Persons::whole(300));
    assert_eq!(found.nothing, Persons::NONE, "they reach one, whatever it has");
    for impossible in [-3.0, f64::NAN, f64::INFINITY] {
        town.sites[1].functions[0].capacity = Some(impossible);
        assert_eq!(
            measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None).found,
            result.found
        );
    }
}

#[test]
fn where_no_clinic_has_a_capacity_shares_are_not_assessed_and_sites_are_counted() {
    let mut town = town();
    for site in &mut town.sites {
        site.functions[0].capacity = None;
    }
    let result = measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None);
    assert_eq!(
        (supply(&result).without_capacity, &result.found),
        (2, &None),
        "not assessed, never nothing"
    );
    let result = measured(&town, &circle(250.0), &AccessMeasure::Cumulative, None);
    near(everybody(&result).mean, 1.0);
    assert_eq!(everybody(&result).mean_capacity, None);
}

#[test]
fn a_service_that_no_source_holds_is_not_assessed() {
    let mut town = town();
    town.held.clear();
    let result = measured(&town, &circle(250.0), &AccessMeasure::Cumulative, None);
    assert_eq!(result.found, None);
    assert_eq!(supply(&result).not_held, ["pharmacy"]);
}

#[test]
fn a_town_that_is_known_to_have_no_clinic_gives_everybody_nothing() {
    let mut town = town();
    town.sites.clear();
    let result = measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None);
    near(everybody(&result).mean, 0.0);
    assert_eq!(everybody(&result).nothing, Persons::whole(400));
    assert_eq!(everybody(&result).equity.gini, None);
}

#[test]
fn a_clinic_far_from_every_community_is_nobodys() {
    let mut town = town();
    town.sites.push(clinic(3, coord! { x: 9000.0, y: 500.0 }, Some(1000.0)));
    let result = measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None);
    assert_eq!(supply(&result).sites, 2);
    assert!(supply(&result).capacity_unreached.abs() < 1e-9);
}

#[test]
fn a_provisional_community_has_no_figure_of_its_own() {
    let mut town = town();
    town.communities[1].provisional = true;
    let result = measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None);
    let found = result.found.as_ref().expect("assessed");
    assert!(found.communities[0].summary.is_some());
    assert_eq!(found.communities[1].summary, None);
    assert_eq!(
        found.everybody.assessed,
        Persons::whole(400),
        "its people count in the whole"
    );
}

#[test]
fn towns_and_counties_add_up_to_the_whole() {
    let mut town = town();
    for (community, code) in town.communities.iter_mut().zip(["532301101001", "532301102201"]) {
        community.code = Some(SourceCode::guess(code));
    }
    town.communities[1].provisional = true;
    let result = measured(&town, &circle(250.0), &AccessMeasure::Cumulative, None);
    let found = result.found.as_ref().expect("assessed");
    let units: Vec<(&str, Persons)> = found
        .units
        .iter()
        .map(|unit| (unit.code.as_str(), unit.summary.assessed))
        .collect();
    let (first, second) = (Persons::whole(100), Persons::whole(300));
    assert_eq!(
        units,
        [
            ("530000000000", first + second),
            ("532300000000", first + second),
            ("532301000000", first + second),
            ("532301101000", first),
            ("532301102000", second),
        ]
    );
    assert_eq!(found.units[0].summary, found.everybody);
    assert_eq!(found.units[4].level, Some(UnitLevel::Town));
}

#[test]
fn people_whom_nobody_located_may_come_to_every_clinic_that_they_may_reach() {
    // 50 of the first community's 150 people are in no row: they may all come to its clinic (and to no other, which is 250 m and more away).
    let mut town = town();
    town.communities[0].populations = vec![made::counted(150)];
    let result = measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None);
    let found = result.found.as_ref().expect("assessed");
    let first = found.communities[0].summary.as_ref().expect("it has a figure");
    near(first.mean, 0.2);
    near(first.floor, 20.0 / 150.0 * 100.0 / 150.0);
    assert_eq!(
        (first.at_most, first.not_assessed),
        (Persons::whole(100), Persons::whole(50))
    );
    let second = found.communities[1].summary.as_ref().expect("it has a figure");
    assert_eq!((second.mean, second.at_most), (second.floor, Persons::NONE));
}

#[test]
fn where_people_are_not_counted_there_is_no_floor() {
    let mut town = town();
    town.population.remove(0);
    town.hamlets.push(PeoplePoint {
        people: None,
        ..home(1, coord! { x: 100.0, y: 500.0 }, 0)
    });
    let result = measured(&town, &circle(2500.0), &AccessMeasure::Cumulative, None);
    // Where a population table speaks, it speaks for all; so make it silent there.
    assert_eq!(everybody(&result).uncounted, 0);
    town.population.clear();
    town.hamlets.push(home(2, coord! { x: 200.0, y: 500.0 }, 10));
    let result = measured(&town, &circle(2500.0), &AccessMeasure::Cumulative, None);
    assert_eq!((everybody(&result).floor, everybody(&result).uncounted), (None, 2));
    near(everybody(&result).mean, 2.0);
}

#[test]
fn a_community_that_the_circle_may_or_may_not_be_for_leaves_no_floor() {
    let mut town = town();
    town.communities[0].committee_type = Some(CommitteeType::Residents);
    let urban = CircleProfile {
        applies_to: AppliesTo::Urban,
        ..circle(250.0)
    };
    let result = measured(&town, &urban, &AccessMeasure::TwoStep, None);
    let all = everybody(&result);
    assert_eq!((all.assessed, all.uncounted, all.floor), (Persons::whole(100), 1, None));
    assert_eq!(result.found.as_ref().expect("assessed").communities[1].summary, None);
}

#[test]
fn a_planned_clinic_and_one_where_the_curve_ends_give_nothing() {
    let mut town = town();
    let mut planned = town.sites[0].functions[0].clone();
    planned.state = FunctionState::Planned;
    planned.capacity = Some(1000.0);
    town.sites[0].functions.push(planned);
    let result = measured(&town, &circle(250.0), &AccessMeasure::TwoStep, None);
    near(everybody(&result).mean, 80.0 / 400.0);
    // Each home is 200 m from its clinic.
    let bell = AccessMeasure::Enhanced(Decay::GaussianToZero);
    let result = measured(&town, &circle(200.0), &bell, None);
    assert_eq!(everybody(&result).nothing, Persons::whole(400));
    near(everybody(&result).mean, 0.0);
}

#[test]
fn capacities_of_several_categories_are_added_and_that_is_said() {
    let mut town = town();
    town.sites[1].functions[0].category = "kindergarten".to_owned();
    town.held.push(made::held("kindergarten", true));
    let said = |circle: &CircleProfile| {
        let result = measured(&town, circle, &AccessMeasure::TwoStep, None);
        result.remarks.iter().any(|remark| remark.contains("as if of one unit"))
    };
    let mut circle = circle(250.0);
    assert!(!said(&circle));
    circle.groups[0].any_of.push("kindergarten".to_owned());
    assert!(said(&circle));
}

fn street() -> StreetLine {
    StreetLine {
        id: 1,
        course: vec![coord! { x: 0.0, y: 500.0 }, coord! { x: 2000.0, y: 500.0 }],
        nodes: Vec::new(),
        level: 0,
        facts: WayFacts::plain(WayClass::Residential),
        stops: Vec::new(),
        cut_ends: [false; 2],
    }
}

fn along(town: &Town, circle: &CircleProfile, measure: &AccessMeasure, compounds: Vec<Compound>) -> AccessResult {
    on_streets(&[street()], compounds, |streets| {
        measured(town, circle, measure, Some(streets))
    })
}

fn on_streets<T>(lines: &[StreetLine], compounds: Vec<Compound>, told: impl FnOnce(Streets<'_>) -> T) -> T {
    let network = Arc::new(build(lines, None));
    let surroundings = Arc::new(Surroundings::new(None, Compounds::new(compounds)));
    let travels = TravelProfiles::shipped().expect("they are ours");
    let streets = Streets {
        travels: &travels,
        network: &network,
        surroundings: &surroundings,
        water: None,
        barrier_names: &[],
    };
    told(streets)
}

#[test]
fn along_the_street_the_same_town_has_the_same_answer() {
    for metres in [250.0, 1200.0, 199.0] {
        for measure in [
            AccessMeasure::TwoStep,
            AccessMeasure::Cumulative,
            steps(),
            AccessMeasure::Completeness,
        ] {
            let straight = measured(&town(), &circle(metres), &measure, None);
            assert_eq!(
                straight.found,
                along(&town(), &circle(metres), &measure, Vec::new()).found,
                "{metres}"
            );
        }
    }
}

#[test]
fn a_home_without_a_street_is_not_assessed_and_may_come_to_any_clinic_nearby() {
    let mut town = town();
    town.population.push(home(3, coord! { x: 500.0, y: 900.0 }, 50));
    let result = along(&town, &circle(250.0), &AccessMeasure::TwoStep, Vec::new());
    assert_eq!(everybody(&result).not_assessed, Persons::whole(50));
    near(everybody(&result).mean, 0.2);
    near(everybody(&result).floor, (20.0 / 150.0 * 100.0 + 60.0) / 450.0);
}

#[test]
fn a_home_behind_walls_without_known_gates_is_not_assessed_and_still_comes() {
    let ground = Rect::new(coord! { x: 80.0, y: 480.0 }, coord! { x: 120.0, y: 495.0 }).to_polygon();
    let compound = Compound {
        ground: ground.into(),
        gates: Vec::new(),
    };
    let mut town = town();
    town.population.push(home(3, coord! { x: 100.0, y: 490.0 }, 60));
    let result = along(&town, &circle(250.0), &AccessMeasure::TwoStep, vec![compound]);
    let found = everybody(&result);
    assert_eq!(
        (found.assessed, found.not_assessed),
        (Persons::whole(400), Persons::whole(60))
    );
    near(found.mean, (20.0 / 160.0 * 100.0 + 60.0) / 400.0);
    near(found.floor, (20.0 / 160.0 * 100.0 + 60.0) / 460.0);
}

#[test]
fn services_that_no_source_holds_are_left_out_of_completeness_and_named() {
    let result = measured(&town(), &circle(250.0), &AccessMeasure::Completeness, None);
    let AccessSubject::AllServices { assessed, not_assessed } = &result.subject else {
        panic!("the whole circle was asked")
    };
    assert_eq!(
        (assessed.as_slice(), not_assessed.as_slice()),
        (&["pharmacy".to_owned()][..], &["kindergarten".to_owned()][..])
    );
    near(everybody(&result).mean, 1.0);
    near(everybody(&result).floor, 1.0);
    assert_eq!(everybody(&result).people_by_count, [Persons::NONE, Persons::whole(400)]);
}

#[test]
fn completeness_is_spread_over_persons() {
    // A kindergarten that the first home alone reaches: 100 people have two services, 300 have one.
    let mut town = town();
    let mut kindergarten = clinic(3, coord! { x: 100.0, y: 500.0 }, None);
    kindergarten.functions[0].category = "kindergarten".to_owned();
    town.sites.push(kindergarten);
    town.held.push(made::held("kindergarten", true));
    let result = measured(&town, &circle(250.0), &AccessMeasure::Completeness, None);
    let found = everybody(&result);
    near(found.mean, 1.25);
    assert_eq!(
        found.people_by_count,
        [Persons::NONE, Persons::whole(300), Persons::whole(100)]
    );
    // Half the mean difference of all pairs: 2 × 300 × 100 ÷ (2 × 400 × 500).
    near(found.equity.gini, 0.15);
    // The assessment says the same of the same town.
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let circle = circle(250.0);
    let run = crate::coverage::Run {
        circles: &[crate::coverage::Asked {
            profile: circle.clone(),
            method: Method::Straight,
        }],
        catalogue: &catalogue,
        basis: PopulationBasis::Usual,
        streets: None,
        provenance: made::provenance(),
    };
    let assessment = crate::coverage::assess(&town, run, |_, _| {}).expect("no streets");
    let communities = &result.found.as_ref().expect("assessed").communities;
    for (own, counts) in communities.iter().zip(&assessment.circles[0].n_of_m) {
        let own = own.summary.as_ref().expect("it has a figure");
        assert_eq!(
            (own.mean, &own.people_by_count),
            (counts.mean(), &counts.people_by_count)
        );
    }
}
#[test]
fn where_a_neighbour_is_uncounted_the_floor_is_nothing_at_sites_that_it_may_reach() {
    let mut town = town();
    town.communities[0].populations = vec![made::counted(100)];
    town.hamlets = std::mem::take(&mut town.population);
    // Nobody counted the neighbour, which begins 700 m from the first clinic: no hamlet of it is known either.
    town.hamlets.truncate(1);
    for (metres, floor) in [(250.0, 0.2), (1200.0, 0.0)] {
        let result = measured(&town, &circle(metres), &AccessMeasure::TwoStep, None);
        let communities = &result.found.as_ref().expect("assessed").communities;
        let first = communities[0].summary.as_ref().expect("it has a figure");
        near(first.floor, floor);
    }
}
