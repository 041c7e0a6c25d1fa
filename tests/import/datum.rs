//! Which datum real layers are in: what is claimed is right, and nothing unshifted is ever claimed to be shifted.

use std::path::Path;

use geo::{Coord, LineString};

use yike::crs::datum_detection::{Examination, Reference, Verdict, examine};
use yike::crs::{Datum, LonLat, PlaceIn};
use yike::domain::record::{LayerKind, Records};
use yike::import::{Limits, OutlineRequest, Silent, outline, use_program};

use super::{ask, shared};

/// The shapes of a file as it gives them.
fn shapes(path: &Path) -> Vec<Vec<Coord<f64>>> {
    let request = OutlineRequest {
        path,
        layer: None,
        crs: None,
        map: &[],
    };
    use_program(env!("CARGO_BIN_EXE_yike"));
    outline(&request, &Limits::default(), &Silent)
        .expect("it is sound")
        .parts
}

fn place(c: Coord<f64>) -> LonLat {
    LonLat { lon: c.x, lat: c.y }
}

fn lines(parts: &[Vec<Coord<f64>>]) -> Reference {
    let pairs = parts.iter().flat_map(|part| part.windows(2));
    Reference::new(pairs.map(|pair| [place(pair[0]), place(pair[1])]))
}

fn drawn(coords: &[Coord<f64>], datum: Datum) -> Vec<Coord<f64>> {
    let shifted = coords.iter().map(|c| PlaceIn::drawn(place(*c), datum));
    shifted.map(|p| Coord { x: p.lon, y: p.lat }).collect()
}

/// Moved by as much as GCJ-02 would, but turned by an angle.
fn turned(coords: &[Coord<f64>], angle: f64) -> Vec<Coord<f64>> {
    let (sin, cos) = angle.sin_cos();
    let turn = |c: &Coord<f64>| {
        let shifted = PlaceIn::drawn(place(*c), Datum::Gcj02);
        let narrow = c.y.to_radians().cos();
        let (east, north) = ((shifted.lon - c.x) * narrow, shifted.lat - c.y);
        Coord {
            x: c.x + (east * cos - north * sin) / narrow,
            y: c.y + east * sin + north * cos,
        }
    };
    coords.iter().map(turn).collect()
}

fn claim(found: &Examination) -> Option<Datum> {
    match found.verdict {
        Verdict::Fits(hypothesis) => Some(hypothesis.datum),
        _ => None,
    }
}

#[track_caller]
fn never_shifted(what: &str, coords: &[Coord<f64>], reference: &Reference) {
    let found = examine(coords, reference);
    assert!(
        !matches!(claim(&found), Some(Datum::Gcj02 | Datum::Bd09)),
        "{what}: {found:?}"
    );
}

fn wrong_ways() -> impl Iterator<Item = f64> {
    (1..12).map(|twelfth| f64::from(twelfth) * std::f64::consts::TAU / 12.0)
}

/// A street's segments, from a fixed list of numbers between 0 and 1.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[test]
fn the_counties_of_chuxiong_are_recognised_without_codes_and_with_few_corners() {
    let file = |datum: &str| shared(&format!("datum_pair_chuxiong/chuxiong_counties_{datum}.geojson"));
    let Some(truth) = file("cgcs2000") else { return };
    let truth = shapes(&truth);
    let reference = lines(&truth);
    for (name, datum) in [
        ("cgcs2000", Datum::Cgcs2000),
        ("gcj02", Datum::Gcj02),
        ("bd09", Datum::Bd09),
    ] {
        let Some(path) = file(name) else { return };
        let counties = shapes(&path);
        for (some, thin) in [(10, 1), (10, 5), (10, 20), (3, 20), (1, 1), (1, 10)] {
            let corners: Vec<Coord<f64>> = counties.iter().take(some).flatten().step_by(thin).copied().collect();
            let found = examine(&corners, &reference);
            assert_eq!(claim(&found), Some(datum), "{some} counties, every {thin}: {found:?}");
            let right = found.tried.iter().find(|tried| tried.hypothesis.datum == datum);
            assert!(right.is_some_and(|tried| tried.median_m < 0.01), "{found:?}");
        }
    }
    let all: Vec<Coord<f64>> = truth.iter().flatten().copied().collect();
    for angle in wrong_ways() {
        never_shifted("another direction", &turned(&all, angle), &reference);
    }
}

#[test]
fn the_towns_of_beijing_are_recognised_and_its_districts_are_not_shifted() {
    let Some(towns) = shared("beijing_subdistricts/subdistrict") else {
        return;
    };
    let Some(districts) = shared("beijing_subdistricts/district") else {
        return;
    };
    let folder = |path: &Path| {
        let mut files: Vec<_> = std::fs::read_dir(path)
            .expect("readable")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|end| end == "geojson"))
            .collect();
        files.sort();
        files.iter().flat_map(|path| shapes(path)).collect::<Vec<_>>()
    };
    let (towns, districts) = (folder(&towns), folder(&districts));
    let reference = lines(&towns);
    let corners: Vec<Coord<f64>> = towns.iter().flatten().copied().collect();
    for datum in Datum::ALL {
        assert_eq!(claim(&examine(&drawn(&corners, datum), &reference)), Some(datum));
    }
    let corners: Vec<Coord<f64>> = districts.iter().flatten().copied().collect();
    never_shifted("districts", &corners, &reference);
}

#[test]
fn points_beside_the_streets_of_shanghai_are_recognised() {
    let Some(path) = shared("shanghai_osm/shanghai_huangpu.osm.pbf") else {
        return;
    };
    let Records::Streets(rows) = ask(LayerKind::Streets, &path, None, None).expect("sound").records else {
        unreachable!("streets were asked for")
    };
    let streets: Vec<Vec<Coord<f64>>> = rows.iter().map(|row| row.course.0.clone()).collect();
    let reference = lines(&streets);
    let segments: Vec<[Coord<f64>; 2]> = streets
        .iter()
        .flat_map(|s| s.windows(2).map(|w| [w[0], w[1]]))
        .collect();
    for (farthest, count) in [(15.0, 60), (15.0, 200), (25.0, 200)] {
        for seed in 1..=3 {
            let mut dice = Dice(seed * 7919);
            let points: Vec<Coord<f64>> = (0..count)
                .map(|_| {
                    let [a, b] = segments[(dice.roll() * segments.len() as f64) as usize];
                    let (along, side) = (dice.roll(), if dice.roll() < 0.5 { 1.0 } else { -1.0 });
                    let (east, north) = ((b.x - a.x) * 95_200.0, (b.y - a.y) * 111_200.0);
                    let away = side * (5.0 + (farthest - 5.0) * dice.roll()) / east.hypot(north).max(0.1);
                    Coord {
                        x: a.x + (b.x - a.x) * along - north * away / 95_200.0,
                        y: a.y + (b.y - a.y) * along + east * away / 111_200.0,
                    }
                })
                .collect();
            for datum in Datum::ALL {
                let found = examine(&drawn(&points, datum), &reference);
                assert_eq!(
                    claim(&found),
                    Some(datum),
                    "{count} points up to {farthest} m, seed {seed}: {found:?}"
                );
            }
            never_shifted("the other way", &turned(&points, 2.0), &reference);
        }
    }
}

/// The facilities of Porto Alegre beside its streets, put down in Beijing: no data of this kind are free there.
#[test]
fn facilities_of_a_real_town_are_recognised_beside_its_streets() {
    let Some(path) = shared("poa_r5r/poa_osm.pbf") else {
        return;
    };
    let (streets, sites) = (
        ask(LayerKind::Streets, &path, None, None).expect("sound").records,
        ask(LayerKind::Facilities, &path, None, None).expect("sound").records,
    );
    let (Records::Streets(streets), Records::Facilities(sites)) = (streets, sites) else {
        unreachable!("these were asked for")
    };
    let (lon, lat) = (116.4, 39.9);
    let shrink = 30.05_f64.to_radians().cos() / f64::to_radians(lat).cos();
    let put = |c: Coord<f64>| Coord {
        x: lon + (c.x + 51.2) * shrink,
        y: lat + c.y + 30.05,
    };
    let courses: Vec<Vec<Coord<f64>>> = streets
        .iter()
        .map(|street| LineString::coords(&street.course).map(|c| put(*c)).collect())
        .collect();
    let reference = lines(&courses);
    let points: Vec<Coord<f64>> = sites
        .iter()
        .map(|site| {
            put(Coord {
                x: site.point.lon,
                y: site.point.lat,
            })
        })
        .collect();
    for datum in Datum::ALL {
        let found = examine(&drawn(&points, datum), &reference);
        assert_eq!(claim(&found), Some(datum), "{found:?}");
    }
    for angle in wrong_ways() {
        never_shifted("another direction", &turned(&points, angle), &reference);
    }
}
