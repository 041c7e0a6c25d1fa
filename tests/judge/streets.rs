//! Streets judged: the whole network solved anew, corner by corner, by the plainest Dijkstra there is; and scipy's answers where they lie at
//! hand (`make bench` puts them below target/bench-streets).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use geo::Coord;
use yike::streets::{Direction, EdgeFacts, Network, Position, Reach, Source, TravelProfile, Weighted, build, of_graph};

use crate::street_towns::{MILLIMETRE, TOWNS, dijkstra, lines, named, spread, streets, towns, walker};

/// Every corner of the source, none of them left out, each a node of the judge's graph; lengths between them as the judge measures them.
#[test]
fn every_corner_is_as_far_from_the_nearest_facility_as_the_judge_finds() {
    for path in towns() {
        let lines = lines(&streets(&path));
        let walker = walker();
        let mut places: Vec<Coord<f64>> = Vec::new();
        let mut numbers: BTreeMap<i64, u32> = BTreeMap::new();
        let mut pairs: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for line in lines.iter().filter(|line| walker.shares(&line.facts)[0].is_some()) {
            let own: Vec<u32> = line
                .nodes
                .iter()
                .zip(&line.course)
                .map(|(node, at)| {
                    *numbers.entry(*node).or_insert_with(|| {
                        places.push(*at);
                        places.len() as u32 - 1
                    })
                })
                .collect();
            for pair in own.windows(2).filter(|pair| pair[0] != pair[1]) {
                let way = places[pair[0] as usize] - places[pair[1] as usize];
                // Lengths in whole millimetres, as a graph comes from elsewhere.
                let metres = (way.x.hypot(way.y) * 1000.0).round() / 1000.0;
                pairs.insert((pair[0].min(pair[1]), pair[0].max(pair[1])), metres);
            }
        }
        let ways: Vec<(u32, u32, f64)> = pairs.iter().map(|((from, to), metres)| (*from, *to, *metres)).collect();
        let mut beside: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
        for (from, to, metres) in &ways {
            beside.entry(*from).or_default().push((*to, *metres));
            beside.entry(*to).or_default().push((*from, *metres));
        }
        let facilities: Vec<u32> = spread(places.len(), 300).map(|place| place as u32).collect();
        let judged = dijkstra(
            &beside,
            &facilities.iter().map(|place| (*place, 0.0)).collect::<Vec<_>>(),
            1000.0,
        );

        let graph = of_graph(&places, &ways);
        let weighted = Weighted::new(&Arc::new(graph.network), &walker);
        let sources = facilities.iter().filter_map(|place| {
            Some(Source {
                position: graph.positions[*place as usize]?,
                seconds: 0.0,
                label: *place,
            })
        });
        let reach = Reach::search(&weighted, Direction::ToSource, sources.collect(), 1000.0);
        let mut worst = 0.0_f64;
        let mut reached = 0;
        for (place, position) in graph.positions.iter().enumerate() {
            let Some(position) = position else { continue };
            let (ours, theirs) = (
                reach.at(*position).map(|cost| cost.seconds),
                judged.get(&(place as u32)).copied(),
            );
            match (ours, theirs) {
                (Some(ours), Some(theirs)) => {
                    worst = worst.max((ours - theirs).abs());
                    reached += 1;
                }
                (None, None) => {}
                (one, other) => {
                    // On the limit itself, sums of the same lengths in another order may fall on either side.
                    let at = one.or(other).unwrap_or(0.0);
                    assert!(
                        at > 1000.0 - MILLIMETRE,
                        "{path:?}: place {place}: ours {one:?}, the judge's {other:?}"
                    );
                }
            }
        }
        assert!(worst <= MILLIMETRE, "{path:?}: {worst} m apart");
        assert!(
            reached > places.len() / 10,
            "{path:?}: only {reached} of {} reached",
            places.len()
        );
        println!(
            "{}: {reached} of {} corners within 1000 m of {} facilities, at most {worst:e} m apart",
            named(&path),
            places.len(),
            facilities.len()
        );
    }
}

/// Our own network, gates, steps and one-way footways and all, written out as nodes and costs and solved without it.
#[test]
fn our_network_written_out_has_the_same_costs() {
    for path in towns() {
        let network = Arc::new(build(&lines(&streets(&path)), None));
        for profile in ["walk-adult", "wheelchair", "car"] {
            let weighted = Weighted::new(&network, &TravelProfile::shipped(profile).expect("shipped").0);
            let mut ways: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
            for edge in 0..network.edge_count() as u32 {
                let ([tail, head], length) = (network.ends(edge), network.length(edge));
                let passable = !matches!(network.facts(edge), EdgeFacts::Passage(_))
                    || weighted.seconds_between(edge, 0.0, length).is_some();
                if !passable {
                    continue;
                }
                // A profile's share of its speed, asked of the profile itself.
                let shares = match network.facts(edge) {
                    EdgeFacts::Way(facts) => weighted.profile().shares(&facts),
                    EdgeFacts::Passage(_) => [Some(1.0); 2],
                };
                for (from, to, share) in [(tail, head, shares[0]), (head, tail, shares[1])] {
                    if let Some(share) = share {
                        ways.entry(from)
                            .or_default()
                            .push((to, length / (weighted.profile().speed_mps * share)));
                    }
                }
            }
            let limit = 900.0;
            let chosen: Vec<u32> = spread(network.node_count(), 40).map(|node| node as u32).collect();
            let positions: Vec<(u32, Position)> = chosen
                .iter()
                .filter_map(|node| Some((*node, weighted.position_of_node(*node)?)))
                .collect();
            let sources = |positions: &[(u32, Position)]| -> Vec<Source> {
                let source = |(node, position): &(u32, Position)| Source {
                    position: *position,
                    seconds: 0.0,
                    label: *node,
                };
                positions.iter().map(source).collect()
            };
            let reach = Reach::search(&weighted, Direction::FromSource, sources(&positions), limit);
            let judged = dijkstra(
                &ways,
                &positions.iter().map(|(node, _)| (*node, 0.0)).collect::<Vec<_>>(),
                limit,
            );
            let mut worst = 0.0_f64;
            for node in 0..network.node_count() as u32 {
                match (reach.at_node(node).map(|cost| cost.seconds), judged.get(&node)) {
                    (Some(ours), Some(theirs)) => worst = worst.max((ours - theirs).abs()),
                    (None, None) => {}
                    (ours, theirs) => {
                        let at = ours.or(theirs.copied()).unwrap_or(0.0);
                        assert!(
                            at > limit - MILLIMETRE,
                            "{path:?}, {profile}: node {node}: ours {ours:?}, the judge's {theirs:?}"
                        );
                    }
                }
            }
            let speed = weighted.profile().speed_mps;
            assert!(worst * speed <= MILLIMETRE, "{path:?}, {profile}: {worst} s apart");
            println!(
                "{}, {profile}: {} nodes within 15 minutes, at most {worst:e} s apart",
                named(&path),
                judged.len()
            );
        }
    }
}

/// What is said to be reached against costs sampled every five metres, out of a judge's costs of the nodes.
#[test]
fn reached_parts_hold_exactly_what_samples_say() {
    let Some(path) = towns().into_iter().find(|path| path.ends_with(TOWNS[2])) else {
        return;
    };
    let network = Arc::new(build(&lines(&streets(&path)), None));
    let weighted = Weighted::new(&network, &walker());
    let mut ways: BTreeMap<u32, Vec<(u32, f64)>> = BTreeMap::new();
    let whole = |edge: u32, back: bool| {
        let length = network.length(edge);
        if back {
            weighted.seconds_between(edge, length, 0.0)
        } else {
            weighted.seconds_between(edge, 0.0, length)
        }
    };
    for edge in 0..network.edge_count() as u32 {
        let [tail, head] = network.ends(edge);
        for (from, to, seconds) in [(tail, head, whole(edge, false)), (head, tail, whole(edge, true))] {
            if let Some(seconds) = seconds {
                ways.entry(from).or_default().push((to, seconds));
            }
        }
    }
    let open: Vec<u32> = (0..network.edge_count() as u32)
        .filter(|edge| weighted.opens(*edge) && network.length(*edge) > 20.0)
        .collect();
    let (mut samples, mut inside_count) = (0_u64, 0_u64);
    for (chosen, limit) in spread(open.len(), 12).zip([1000.0, 333.0, 77.0].into_iter().cycle()) {
        let edge = open[chosen];
        let source = Position {
            edge,
            along_m: network.length(edge) / 3.0,
        };
        let start = Source {
            position: source,
            seconds: 5.0,
            label: 0,
        };
        let reach = Reach::search(&weighted, Direction::FromSource, vec![start], limit);
        let [tail, head] = network.ends(edge);
        let out = [(tail, 0.0), (head, network.length(edge))]
            .into_iter()
            .filter_map(|(node, end)| Some((node, 5.0 + weighted.seconds_between(edge, source.along_m, end)?)));
        let judged = dijkstra(&ways, &out.collect::<Vec<_>>(), 2.0 * limit);
        let mut parts: BTreeMap<u32, Vec<(f64, f64)>> = BTreeMap::new();
        for part in reach.parts() {
            parts.entry(part.edge).or_default().push((part.from_m, part.to_m));
        }
        for edge in 0..network.edge_count() as u32 {
            let (length, ends) = (network.length(edge), network.ends(edge));
            let steps = (length / 5.0).ceil() as u32;
            for step in 0..=steps {
                let at = length * f64::from(step) / f64::from(steps.max(1));
                let mut cost = f64::INFINITY;
                for (node, end) in [(ends[0], 0.0), (ends[1], length)] {
                    if let (Some(known), Some(way)) = (judged.get(&node), whole(edge, end > 0.0)) {
                        cost = cost.min(known + way * if length > 0.0 { (at - end).abs() / length } else { 0.0 });
                    }
                }
                if edge == source.edge
                    && let Some(way) = weighted.seconds_between(edge, source.along_m, at)
                {
                    cost = cost.min(5.0 + way);
                }
                let inside = parts
                    .get(&edge)
                    .is_some_and(|own| own.iter().any(|(from, to)| *from - 1e-4 <= at && at <= *to + 1e-4));
                samples += 1;
                inside_count += u64::from(inside);
                if cost < limit - MILLIMETRE && length > 0.0 {
                    assert!(inside, "edge {edge} at {at} m: {cost} s is within {limit}");
                }
                if cost > limit + MILLIMETRE {
                    assert!(!inside, "edge {edge} at {at} m: {cost} s is beyond {limit}");
                }
            }
        }
    }
    assert!(inside_count > 1000, "hardly anything was reached");
    println!("{samples} samples, {inside_count} of them within a limit");
}

/// The answers of scipy on its own graph, where `make bench` has left them.
#[test]
fn scipy_has_the_same_distances() {
    let room = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-streets");
    for path in towns() {
        let folder = room.join(named(&path));
        let table = |name: &str| -> Option<Vec<Vec<f64>>> {
            let text = std::fs::read_to_string(folder.join(name)).ok()?;
            let rows = text
                .lines()
                .skip(1)
                .map(|line| line.split(',').map(|word| word.parse().expect("a number")).collect());
            Some(rows.collect())
        };
        let (Some(nodes), Some(edges), Some(facilities), Some(distances)) = (
            table("nodes.csv"),
            table("edges.csv"),
            table("facilities.csv"),
            table("distances.csv"),
        ) else {
            println!(
                "skipped: {} holds no answers of scipy; make bench puts them there",
                folder.display()
            );
            continue;
        };
        let places: Vec<Coord<f64>> = nodes.iter().map(|row| Coord { x: row[0], y: row[1] }).collect();
        let ways: Vec<(u32, u32, f64)> = edges.iter().map(|row| (row[0] as u32, row[1] as u32, row[2])).collect();
        let graph = of_graph(&places, &ways);
        let weighted = Weighted::new(&Arc::new(graph.network), &walker());
        let sources = facilities.iter().filter_map(|row| {
            Some(Source {
                position: graph.positions[row[0] as usize]?,
                seconds: 0.0,
                label: row[0] as u32,
            })
        });
        let reach = Reach::search(&weighted, Direction::ToSource, sources.collect(), 1000.0);
        let mut worst = 0.0_f64;
        for (position, row) in graph.positions.iter().zip(&distances) {
            let Some(position) = position else { continue };
            match reach.at(*position) {
                Some(cost) if row[0].is_finite() => worst = worst.max((cost.seconds - row[0]).abs()),
                Some(cost) => assert!(
                    cost.seconds > 1000.0 - MILLIMETRE,
                    "scipy does not reach what is {} m away",
                    cost.seconds
                ),
                None => assert!(row[0] >= 1000.0 - MILLIMETRE, "scipy reaches what is {} m away", row[0]),
            }
        }
        assert!(worst <= MILLIMETRE, "{path:?}: {worst} m apart");
        println!(
            "{}: {} nodes, at most {worst:e} m from scipy's",
            named(&path),
            places.len()
        );
    }
}

/// A network's size, printed for the record.
#[test]
fn a_town_takes_few_bytes_for_every_stretch() {
    for path in towns() {
        let network: Arc<Network> = Arc::new(build(&lines(&streets(&path)), None));
        let weighted = Weighted::new(&network, &walker());
        let per_edge = (network.bytes() + weighted.bytes()) as f64 / network.edge_count() as f64;
        println!(
            "{}: {} edges, {} corners, {per_edge:.0} bytes an edge",
            named(&path),
            network.edge_count(),
            network.corner_count()
        );
        assert!(per_edge < 400.0, "{per_edge} bytes an edge");
    }
}
