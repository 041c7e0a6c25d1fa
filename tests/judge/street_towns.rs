//! Towns of the street judge: read by the import, in metres, and the plainest Dijkstra there is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use geo::Coord;
use yike::crs::{LonLat, Projection};
use yike::domain::category::{Catalogue, SHIPPED};
use yike::domain::record::{LayerKind, Records, StreetRecord};
use yike::import::{Limits, Request, Silent, read, use_program};
use yike::reproject::ProjPlane;
use yike::streets::{StopFacts, StreetLine, TravelProfile, WayFacts};
use yike::units::MetresPerSecond;

pub(crate) const TOWNS: [&str; 3] = [
    "poa_r5r/poa_osm.pbf",
    "monaco_quackosm/monaco.osm.pbf",
    "heidelberg_ors/heidelberg.test.pbf",
];
pub(crate) const MILLIMETRE: f64 = 0.001;

/// Costs as a judge finds them: the least of all ways, node by node, in an ordered set.
pub(crate) fn dijkstra<N: Copy + Ord>(
    ways: &BTreeMap<N, Vec<(N, f64)>>,
    sources: &[(N, f64)],
    limit: f64,
) -> BTreeMap<N, f64> {
    let mut settled = BTreeMap::new();
    let mut best: BTreeMap<N, f64> = BTreeMap::new();
    let mut waiting: BTreeSet<(u64, N)> = BTreeSet::new();
    for (node, cost) in sources {
        if best.get(node).is_none_or(|known| cost < known) {
            best.insert(*node, *cost);
            waiting.insert((cost.to_bits(), *node));
        }
    }
    while let Some((bits, node)) = waiting.pop_first() {
        let cost = f64::from_bits(bits);
        if settled.contains_key(&node) {
            continue;
        }
        settled.insert(node, cost);
        for (to, step) in ways.get(&node).into_iter().flatten() {
            let cost = cost + step;
            if cost <= limit && best.get(to).is_none_or(|known| cost < *known) {
                best.insert(*to, cost);
                waiting.insert((cost.to_bits(), *to));
            }
        }
    }
    settled
}

/// The files that are here; says which are not.
pub(crate) fn towns() -> Vec<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let all = TOWNS.map(|name| data.join(name));
    for missing in all.iter().filter(|path| !path.exists()) {
        println!("skipped: {} is not here", missing.display());
    }
    all.into_iter().filter(|path| path.exists()).collect()
}

pub(crate) fn streets(path: &Path) -> Vec<StreetRecord> {
    use_program(env!("CARGO_BIN_EXE_yike"));
    let catalogue = Catalogue::parse(SHIPPED).expect("checked");
    let request = Request::plain(LayerKind::Streets, path, &catalogue);
    match read(&request, &Limits::default(), &Silent)
        .expect("it can be read")
        .records
    {
        Records::Streets(streets) => streets,
        other => panic!("streets were asked for, not {other:?}"),
    }
}

/// Streets in metres of a plane of their own, to whole millimetres, so that judge and network know the same places.
pub(crate) fn lines(records: &[StreetRecord]) -> Vec<StreetLine> {
    let first = records[0].course.0[0];
    let plane = ProjPlane::new(&Projection::at(LonLat {
        lon: first.x,
        lat: first.y,
    }))
    .expect("PROJ is there");
    let whole = |metres: f64| (metres * 1000.0).round() / 1000.0;
    let line = |(record, id): (&StreetRecord, i64)| {
        let mut course = record.course.0.clone();
        plane.all_to_metres(&mut course).expect("near its middle");
        StreetLine {
            id,
            course: course
                .iter()
                .map(|at| Coord {
                    x: whole(at.x),
                    y: whole(at.y),
                })
                .collect(),
            nodes: record.nodes.clone(),
            level: 0,
            facts: WayFacts::of(&record.tags),
            stops: record
                .stops
                .iter()
                .filter_map(|stop| Some((stop.corner, StopFacts::of(&stop.tags)?)))
                .collect(),
            cut_ends: [false; 2],
        }
    };
    records.iter().zip(1..).map(line).collect()
}

/// A walker of one metre a second, so that seconds are metres.
pub(crate) fn walker() -> TravelProfile {
    let walk = TravelProfile::shipped("walk-adult").expect("shipped").0;
    walk.at_speed(MetresPerSecond(1.0))
}

pub(crate) fn named(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Every so many of a list's positions.
pub(crate) fn spread(count: usize, wanted: usize) -> impl Iterator<Item = usize> {
    (0..count).step_by((count / wanted).max(1)).take(wanted)
}
