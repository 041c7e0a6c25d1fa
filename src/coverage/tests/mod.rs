//! Invariants of coverage on towns that nobody drew: made from a seed, checked by brute force.

mod groups;
mod heights;
pub(super) mod made;
mod places;
mod rings;
mod sharing;
mod streets;

use geo::{Area, Coord, Rect, coord};
use proptest::prelude::*;

use super::{Asked, Run, assess, group_totals};
use crate::domain::assessment::{Assessment, GroupFound, Method};
use crate::domain::category::{self, Catalogue};
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::demand::{Building, Land};
use crate::domain::ids::CommunityId;
use crate::domain::origin::Origin;
use crate::domain::rate::Rate;
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;
use crate::units::Persons;
use made::{SIDE, bare_town, circle, community, held, people_at, pharmacy, provenance, square};

fn land(at: Coord<f64>, width: f64, height: f64) -> Land {
    Land {
        ground: Rect::new(at, at + coord! { x: width, y: height }).to_polygon().into(),
        origin: Origin::default(),
    }
}

fn run(town: &Town, profile: &CircleProfile) -> Assessment {
    run_on(town, profile, PopulationBasis::Usual)
}

fn run_on(town: &Town, profile: &CircleProfile, basis: PopulationBasis) -> Assessment {
    let catalogue = Catalogue::parse(category::SHIPPED).expect("it is ours");
    let asked = Asked {
        profile: profile.clone(),
        method: Method::Straight,
    };
    assess(
        town,
        Run {
            circles: &[asked],
            catalogue: &catalogue,
            basis,
            streets: None,
            provenance: provenance(),
        },
        |_, _| {},
    )
    .expect("no travel profile is asked for")
}

fn found(assessment: &Assessment) -> &GroupFound {
    assessment.circles[0].groups[0]
        .found
        .as_ref()
        .expect("pharmacies are held")
}

fn covered(town: &Town, metres: f64) -> Persons {
    let profile = circle(metres);
    let assessment = run(town, &profile);
    group_totals(&assessment.circles[0].groups[0], None)
        .expect("assessed")
        .covered
}

prop_compose! {
    fn place()(x in 0.0_f64..3000.0, y in 0.0_f64..1000.0) -> Coord<f64> {
        coord! { x: (x * 1000.0).round() / 1000.0, y: (y * 1000.0).round() / 1000.0 }
    }
}

prop_compose! {
    fn town()(
        people in prop::collection::vec(0_i64..5000, 3),
        sites in prop::collection::vec(place(), 1..12),
        homes in prop::collection::vec((place(), 20.0_f64..400.0, 1_u8..7), 0..60),
        pieces in prop::collection::vec((place(), 30.0_f64..400.0, 30.0_f64..400.0), 0..4),
        hamlets in prop::collection::vec((place(), prop::option::of(0_i64..300)), 0..4),
    ) -> Town {
        Town {
            sites: sites.into_iter().zip(1..).map(|(point, id)| pharmacy(id, point)).collect(),
            buildings: homes
                .into_iter()
                .zip(1..)
                .map(|((point, footprint_m2, levels), id)| Building { id, point, footprint_m2, levels: f64::from(levels), dwelling: true, origin: Origin::default() })
                .collect(),
            hamlets: hamlets
                .into_iter()
                .zip(1..)
                .map(|((point, people), id)| people_at(id, point, people))
                .collect(),
            residential_land: pieces
                .into_iter()
                .map(|(at, width, height)| land(at, width, height))
                .collect(),
            ..bare_town(people.into_iter().enumerate().map(|(column, people)| community(column, people)).collect())
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn everybody_is_covered_or_in_a_gap_or_unknown_and_parts_add_up(town in town()) {
        let profile = circle(390.0);
        let assessment = run(&town, &profile);
        let found = found(&assessment);
        for (position, community) in found.communities.iter().enumerate() {
            let all = community.people.expect("every community has a count");
            prop_assert_eq!(community.covered + community.gap_people + community.unknown, all);
            prop_assert_eq!(all - community.unknown, assessment.settled[position].located);
            let counted: Persons = assessment.circles[0].n_of_m[position].people_by_count.iter().copied().sum();
            prop_assert_eq!(counted, assessment.settled[position].located);
            let listed: Persons = found.gaps.iter().filter(|gap| gap.community == community.community).map(|gap| gap.people).sum();
            prop_assert_eq!(listed, community.gap_people, "the list of gaps adds up to the community's total");
            prop_assert!(community.covered <= community.covered_bound, "factor 1 is the upper bound");
            prop_assert!(community.covered_low <= community.covered && community.covered <= community.covered_high);
            let land = community.residential_land.map_or(0.0, |land| land.0);
            prop_assert!(community.covered_land.0 <= land + 1e-3 && community.gap_land.0 >= land - community.covered_land.0 - 1.0);
        }
        let totals = group_totals(&assessment.circles[0].groups[0], None).expect("assessed");
        prop_assert_eq!(totals.covered, found.communities.iter().map(|community| community.covered).sum::<Persons>());
    }

    #[test]
    fn a_larger_limit_and_another_facility_never_cover_less(town in town(), at in place(), metres in 50.0_f64..1500.0, more in 0.0_f64..500.0) {
        let before = covered(&town, metres);
        prop_assert!(before <= covered(&town, metres + more));
        let mut grown = town;
        grown.sites.push(pharmacy(1000, at));
        prop_assert!(before <= covered(&grown, metres));
    }

    #[test]
    fn the_order_of_facilities_changes_nothing(town in town()) {
        let profile = circle(390.0);
        let mut turned = town.clone();
        turned.sites.reverse();
        turned.residential_land.reverse();
        let (one, other) = (run(&town, &profile), run(&turned, &profile));
        prop_assert_eq!(found(&one), found(&other));
    }

    #[test]
    fn the_reach_holds_those_who_are_covered_and_not_the_others(town in town()) {
        use geo::{Distance as _, Euclidean, Point};
        let assessment = run(&town, &circle(390.0));
        let reach = &found(&assessment).reach;
        for building in &town.buildings {
            let straight = town.sites.iter().map(|site| (site.point.x - building.point.x).hypot(site.point.y - building.point.y)).fold(f64::INFINITY, f64::min);
            // The drawn circle lies inside the true one by at most 0.03 % of its radius.
            let from_reach = Euclidean.distance(&Point::from(building.point), reach);
            prop_assert!(straight > 299.9 || from_reach == 0.0);
            prop_assert!(straight <= 300.0 || from_reach > 0.0);
        }
    }

    #[test]
    fn hiding_where_people_live_never_raises_a_rate(town in town()) {
        let profile = circle(390.0);
        let mut hidden = town.clone();
        hidden.buildings.clear();
        hidden.hamlets.clear();
        hidden.residential_land.clear();
        let (full, hidden) = (run(&town, &profile), run(&hidden, &profile));
        let lower = |assessment: &Assessment| {
            let rates = group_totals(&assessment.circles[0].groups[0], None).expect("assessed").rates;
            rates.population.and_then(Rate::interval).map(|(lower, _)| lower)
        };
        prop_assert!(lower(&hidden).unwrap_or(0.0) <= lower(&full).unwrap_or(1.0));
        prop_assert!(found(&hidden).gaps.is_empty(), "nobody known is no gap");
    }
}

fn plain_town() -> Town {
    Town {
        sites: vec![pharmacy(1, coord! { x: 100.0, y: 100.0 })],
        held: vec![held("pharmacy", true)],
        ..bare_town(vec![community(0, 100), community(1, 100)])
    }
}

#[test]
fn a_hamlet_that_its_record_gives_to_a_community_elsewhere_is_still_in_the_list_of_gaps() {
    let mut town = plain_town();
    town.communities[0].code = Some(crate::domain::ids::SourceCode::guess("A"));
    town.hamlets = vec![
        people_at(1, coord! { x: 5000.0, y: 5000.0 }, Some(50)),
        people_at(2, coord! { x: 1500.0, y: 900.0 }, Some(7)),
    ];
    town.hamlets[0].parent_code = Some("A".to_owned());
    let assessment = run(&town, &circle(390.0));
    let listed: Vec<(CommunityId, Persons)> = found(&assessment)
        .gaps
        .iter()
        .map(|gap| (gap.community, gap.people))
        .collect();
    assert_eq!(
        listed,
        [
            (CommunityId(1), Persons::whole(50)),
            (CommunityId(2), Persons::whole(7))
        ]
    );
}

#[test]
fn a_community_that_nobody_counted_leaves_no_share_known() {
    let mut town = plain_town();
    town.hamlets = vec![
        people_at(1, coord! { x: 100.0, y: 100.0 }, Some(100)),
        people_at(2, coord! { x: 1900.0, y: 900.0 }, Some(100)),
    ];
    let rates = |town: &Town| {
        group_totals(&run(town, &circle(390.0)).circles[0].groups[0], None)
            .expect("assessed")
            .rates
    };
    assert_eq!(rates(&town).population.and_then(Rate::value), Some(0.5));
    town.communities[1].populations.clear();
    town.hamlets.pop();
    assert_eq!(rates(&town).population, None, "half the town is not the whole town");
    assert_eq!(rates(&town).community.map(|rate| rate.all), Some(2.0));
}

#[test]
fn a_table_that_leaves_people_out_never_raises_a_rate() {
    let mut town = plain_town();
    town.communities.truncate(1);
    town.population = vec![
        people_at(1, coord! { x: 100.0, y: 100.0 }, Some(50)),
        people_at(2, coord! { x: 900.0, y: 900.0 }, Some(50)),
    ];
    let profile = CircleProfile {
        theta: Some(0.9),
        ..circle(390.0)
    };
    let verdict = |town: &Town| found(&run(town, &profile)).communities[0].verdict;
    assert_eq!(verdict(&town), Verdict::NotReached);
    town.population.pop();
    assert_eq!(
        verdict(&town),
        Verdict::NotAssessed,
        "fifty of its hundred people are in no row"
    );
}

#[test]
fn nobody_is_called_not_reached_while_something_that_might_serve_is_doubtful() {
    let mut town = plain_town();
    town.hamlets = vec![
        people_at(1, coord! { x: 900.0, y: 900.0 }, Some(100)),
        people_at(2, coord! { x: 1900.0, y: 900.0 }, Some(100)),
    ];
    let mut profile = CircleProfile {
        theta: Some(0.5),
        ..circle(390.0)
    };
    let verdict = |town: &Town, profile: &CircleProfile| found(&run(town, profile)).communities[0].verdict;
    assert_eq!(verdict(&town, &profile), Verdict::NotReached);
    profile.groups[0].any_of.push("supermarket".to_owned());
    assert_eq!(
        verdict(&town, &profile),
        Verdict::NotAssessed,
        "no source holds supermarkets"
    );
    town.held.push(held("supermarket", true));
    assert_eq!(verdict(&town, &profile), Verdict::NotReached);
}

#[test]
fn a_circle_for_urban_communities_knows_nothing_of_one_without_a_committee_type() {
    use crate::domain::{circle::AppliesTo, community::CommitteeType};
    let mut town = plain_town();
    town.hamlets = vec![
        people_at(1, coord! { x: 100.0, y: 100.0 }, Some(100)),
        people_at(2, coord! { x: 1900.0, y: 900.0 }, Some(100)),
    ];
    town.communities[0].committee_type = Some(CommitteeType::Residents);
    let profile = CircleProfile {
        applies_to: AppliesTo::Urban,
        ..circle(390.0)
    };
    let rates = |town: &Town| {
        group_totals(&run(town, &profile).circles[0].groups[0], None)
            .expect("assessed")
            .rates
    };
    assert_eq!(rates(&town).population, None);
    town.communities[1].committee_type = Some(CommitteeType::Villagers);
    assert_eq!(rates(&town).population.and_then(Rate::value), Some(1.0));
}

#[test]
fn a_thousand_circles_on_one_spot_cost_no_more_than_their_outline() {
    let mut town = plain_town();
    town.sites = (0..3000_i64)
        .map(|id| {
            pharmacy(
                id + 1,
                coord! { x: (id * 37 % 1000) as f64, y: (id * 91 % 1000) as f64 },
            )
        })
        .collect();
    town.hamlets = vec![people_at(1, coord! { x: 100.0, y: 100.0 }, Some(100))];
    let assessment = run(&town, &circle(390.0));
    let reach = &found(&assessment).reach;
    let outline: usize = reach.0.iter().map(|polygon| polygon.exterior().0.len()).sum();
    assert_eq!(reach.0.len(), 1);
    assert!(outline < 3000, "{outline}");
}

#[test]
fn a_shared_border_belongs_to_one_community() {
    let communities = [community(0, 1), community(1, 1)];
    let places = super::PlaceIndex::new(&communities);
    assert_eq!(places.find(coord! { x: SIDE, y: 500.0 }), Some(0));
    assert_eq!(places.find(coord! { x: SIDE + 0.001, y: 500.0 }), Some(1));
    assert_eq!(places.find(coord! { x: -1.0, y: 500.0 }), None);
    assert!((square(0).unsigned_area() - SIDE * SIDE).abs() < 1e-6);
}
