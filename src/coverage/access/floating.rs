//! The two-step floating catchment area: what each site has, shared by whoever comes to it, summed over the sites that each person
//! reaches.

use super::sum::sum;
use crate::units::Persons;

/// A place within reach of a site, and what the site is worth to it there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weighed {
    pub(super) place: u32,
    pub(super) weight: f64,
}

/// The first step: for every site its capacity for each person who comes. `wanted` is the [`demand`] from places that are told, `others` are
/// people who come beside them from no place that is told. A site that nobody reaches from a place that is told has no ratio.
pub(super) fn ratios(supply: &[f64], wanted: &[f64], others: &[f64]) -> Vec<Option<f64>> {
    let sites = supply.iter().zip(wanted).zip(others);
    sites
        .map(|((supply, wanted), others)| (*wanted > 0.0).then(|| supply / (wanted + others)))
        .collect()
}

/// The second step: for each of so many places, weight × ratio over the sites in reach. `pairs` has, for every site, its places. A site without a ratio gives nothing to anybody.
///
/// With the pairs that the ratios were made from, and no others, the answer summed over people is the capacity of all sites that somebody
/// reaches.
pub(super) fn shares(places: usize, ratios: &[Option<f64>], pairs: &[Vec<Weighed>]) -> Vec<f64> {
    let mut shares = vec![Vec::new(); places];
    for (ratio, pairs) in ratios.iter().zip(pairs) {
        for (ratio, pair) in ratio
            .iter()
            .flat_map(|ratio| pairs.iter().map(move |pair| (ratio, pair)))
        {
            shares[pair.place as usize].push(pair.weight * ratio);
        }
    }
    shares.into_iter().map(sum).collect()
}

/// People who come to a site, each counted by the weight of the way.
pub(super) fn demand(people: &[Persons], pairs: &[Weighed]) -> f64 {
    sum(pairs
        .iter()
        .map(|pair| people[pair.place as usize].as_f64() * pair.weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn two_step(people: &[Persons], supply: &[f64], pairs: &[Vec<Weighed>], others: &[f64]) -> Vec<f64> {
        let wanted: Vec<f64> = pairs.iter().map(|own| demand(people, own)).collect();
        shares(people.len(), &ratios(supply, &wanted, others), pairs)
    }

    /// Three tracts and their hospitals: `distances[from][to]`. The example of the tests of `PySAL` access (BSD-3), answers computed by its
    /// plain sums apart from this program.
    fn hospitals(distances: [[f64; 3]; 3], weigh: impl Fn(f64) -> f64) -> Vec<f64> {
        let people = [100, 50, 10].map(Persons::whole);
        let pairs: Vec<Vec<Weighed>> = (0..3)
            .map(|site| {
                (0..3)
                    .map(|place| Weighed {
                        place: place as u32,
                        weight: weigh(distances[place][site]),
                    })
                    .filter(|pair| pair.weight > 0.0)
                    .collect()
            })
            .collect();
        two_step(&people, &[15.0, 20.0, 100.0], &pairs, &[0.0; 3])
    }

    fn same(found: &[f64], wanted: [f64; 3]) {
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() <= 1e-12 * wanted, "{found} is not {wanted}");
        }
    }

    /// Into the third tract, out of it, between the first two.
    fn scenario(from_first: f64, from_second: f64, out: [f64; 2], between: f64) -> [[f64; 3]; 3] {
        [
            [1.0, between, from_first],
            [between, 1.0, from_second],
            [out[0], out[1], 1.0],
        ]
    }

    #[test]
    fn the_hospital_example_has_its_known_answers() {
        let gravity = |d: f64| if d < 61.0 { 1.0 / d } else { 0.0 };
        let within = |limit: f64| move |d: f64| if d <= limit { 1.0 } else { 0.0 };
        let apart = scenario(40.0, 40.0, [40.0, 40.0], 80.0);
        same(
            &hospitals(apart, gravity),
            [0.331_444_116_980_276_6, 0.579_828_132_066_938_1, 7.286_418_169_862_544],
        );
        same(&hospitals(apart, within(30.0)), [0.15, 0.4, 10.0]);
        same(
            &hospitals(apart, within(61.0)),
            [
                0.761_363_636_363_636_4,
                0.958_333_333_333_333_3,
                1.094_696_969_696_969_7,
            ],
        );
        let inward = scenario(20.0, 20.0, [40.0, 40.0], 80.0);
        same(
            &hospitals(inward, gravity),
            [0.435_340_220_876_380_5, 0.683_724_235_963_042, 5.727_976_611_420_986],
        );
        same(&hospitals(inward, within(30.0)), [0.775, 1.025, 0.625]);
        let outward = scenario(40.0, 40.0, [20.0, 20.0], 80.0);
        same(
            &hospitals(outward, gravity),
            [0.331_071_913_161_465_4, 0.577_857_785_778_577_8, 7.299_991_939_492_457],
        );
        same(
            &hospitals(outward, within(30.0)),
            [
                0.136_363_636_363_636_35,
                0.333_333_333_333_333_3,
                10.469_696_969_696_969,
            ],
        );
        let near = scenario(20.0, 20.0, [20.0, 20.0], 40.0);
        same(
            &hospitals(near, gravity),
            [0.442_568_395_398_584_1, 0.666_758_279_965_827_1, 5.740_524_646_185_023],
        );
        same(&hospitals(near, within(61.0)), [0.843_75; 3]);
    }

    #[test]
    fn each_hospital_example_gives_out_all_doctors() {
        let gravity = |d: f64| if d < 61.0 { 1.0 / d } else { 0.0 };
        let all = [
            scenario(40.0, 40.0, [40.0, 40.0], 80.0),
            scenario(20.0, 20.0, [40.0, 40.0], 80.0),
            scenario(40.0, 40.0, [20.0, 20.0], 80.0),
            scenario(20.0, 20.0, [20.0, 20.0], 40.0),
        ];
        for distances in all {
            let access = hospitals(distances, gravity);
            let given: f64 = access
                .iter()
                .zip([100.0, 50.0, 10.0])
                .map(|(a, people)| a * people)
                .sum();
            assert!((given - 135.0).abs() < 1e-11, "{given}");
        }
    }

    #[test]
    fn jobs_of_three_zones_have_their_published_ratios() {
        // Soukhov, Paez, Higgins and Mohamed 2023 (PLoS ONE 18(1), e0278468): 50, 150 and 10 thousand workers, 100, 100 and 10 thousand
        // jobs; within fifteen minutes everybody has the own zone's jobs alone, within thirty the first two zones share theirs.
        let people = [50_000, 150_000, 10_000].map(Persons::whole);
        let jobs = [100_000.0, 100_000.0, 10_000.0];
        let pairs = |of: [&[u32]; 3]| {
            of.map(|places| {
                places
                    .iter()
                    .map(|place| Weighed {
                        place: *place,
                        weight: 1.0,
                    })
                    .collect::<Vec<_>>()
            })
        };
        same(
            &two_step(&people, &jobs, &pairs([&[0], &[1], &[2]]), &[0.0; 3]),
            [2.0, 2.0 / 3.0, 1.0],
        );
        same(
            &two_step(&people, &jobs, &pairs([&[0, 1], &[0, 1], &[2]]), &[0.0; 3]),
            [1.0, 1.0, 1.0],
        );
    }

    #[test]
    fn a_site_that_nobody_reaches_gives_nothing() {
        let nobody = [Persons::NONE, Persons::whole(4)];
        let pairs = [vec![Weighed { place: 0, weight: 1.0 }], Vec::new()];
        assert_eq!(two_step(&nobody, &[10.0, 10.0], &pairs, &[0.0, 0.0]), [0.0, 0.0]);
    }

    proptest! {
        #[test]
        fn summed_over_people_it_is_the_supply_that_is_reachable(
            people in prop::collection::vec(0_i64..5_000_000_000, 1..20),
            sites in prop::collection::vec((0.0_f64..500.0, prop::collection::vec((0_u32..20, 0.0_f64..=1.0), 0..12)), 0..12),
        ) {
            let people: Vec<Persons> = people.into_iter().map(Persons).collect();
            let supply: Vec<f64> = sites.iter().map(|(supply, _)| *supply).collect();
            let pairs: Vec<Vec<Weighed>> = sites
                .iter()
                .map(|(_, pairs)| {
                    let mut pairs: Vec<Weighed> = pairs
                        .iter()
                        .filter(|(place, weight)| (*place as usize) < people.len() && *weight > 0.0)
                        .map(|(place, weight)| Weighed { place: *place, weight: *weight })
                        .collect();
                    pairs.sort_by_key(|pair| pair.place);
                    pairs.dedup_by_key(|pair| pair.place);
                    pairs
                })
                .collect();
            let access = two_step(&people, &supply, &pairs, &vec![0.0; supply.len()]);
            let given: f64 = access.iter().zip(&people).map(|(access, people)| access * people.as_f64()).sum();
            let reachable: f64 = supply
                .iter()
                .zip(&pairs)
                .filter(|(_, pairs)| pairs.iter().any(|pair| people[pair.place as usize] > Persons::NONE))
                .map(|(supply, _)| *supply)
                .sum();
            prop_assert!((given - reachable).abs() <= 1e-9 * reachable.max(1.0), "{given} is not {reachable}");
            prop_assert!(access.iter().all(|access| access.is_finite() && *access >= 0.0));
        }
    }
}
