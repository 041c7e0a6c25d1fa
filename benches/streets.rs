//! Along streets: what `benches/peers/streets_peers.py` sets beside scipy and Valhalla.
//!
//! ```text
//! streets nearest GRAPH                     nearest facility within 1000 m of every node of a dumped graph; writes answers.csv into it
//! streets reach YIKE FILE.osm.pbf PLACES    reached edges and polygon of a 15-minute walk at 4 km/h from each place (lon,lat with a header)
//! streets build YIKE FILE.osm.pbf           from the file to a network with costs and an index, in steps
//! streets growth YIKE FILE.osm.pbf CORNERS  a town set side by side until there are so many corners
//! ```
//!
//! Each prints one line of JSON at its end. YIKE is the built program, in whose locked child files are read, as they always are.

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{read_to_string, write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use geo::{Area, BooleanOps, Coord, CoordsIter, MultiPolygon, Polygon, unary_union};
use yike::catchment::{street_area, street_rings};
use yike::crs::{LonLat, Project, Projection};
use yike::domain::category::{Catalogue, SHIPPED};
use yike::domain::record::{LayerKind, Records, StreetRecord};
use yike::import::{Limits, Request, Silent, stream, use_program};
use yike::reproject::ProjPlane;
use yike::streets::{
    Direction, Doors, Network, Position, Reach, ReachedPart, Source, StopFacts, StreetLine, Surroundings,
    TravelProfile, Walls, WayFacts, Weighted, build, of_graph,
};
use yike::units::{Metres, MetresPerSecond};

type Outcome<T> = Result<T, Box<dyn Error>>;

const REPEATS: usize = 7;
/// Areas that are drawn the other way too.
const OVERLAYS: usize = 15;
const WALK: MetresPerSecond = MetresPerSecond(4.0 / 3.6);
const QUARTER: f64 = 900.0;

fn main() -> Outcome<()> {
    // `cargo bench` adds `--bench` to the arguments of every benchmark.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["nearest", graph] => nearest(Path::new(graph)),
        ["reach", yike, file, places] => reach(yike, file, places),
        ["build", yike, file] => from_file(yike, file),
        ["growth", yike, file, corners] => growth(yike, file, corners.parse()?),
        _ => {
            println!("streets: skipped, it needs a job and data: benches/peers/streets_peers.py gives them");
            Ok(())
        }
    }
}

/// Every number of a table with a header, row by row.
fn table(path: &Path) -> Outcome<Vec<Vec<f64>>> {
    let text = read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let row = |line: &str| line.split(',').map(str::parse).collect::<Result<Vec<f64>, _>>();
    let rows = text.lines().skip(1).map(row).collect::<Result<_, _>>();
    Ok(rows.map_err(|error| format!("{}: {error}", path.display()))?)
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// A walker of one metre a second: seconds are metres.
fn pacer() -> Outcome<TravelProfile> {
    Ok(TravelProfile::shipped("walk-adult")?.0.at_speed(MetresPerSecond(1.0)))
}

fn nearest(folder: &Path) -> Outcome<()> {
    let places: Vec<Coord<f64>> = table(&folder.join("nodes.csv"))?
        .iter()
        .map(|row| Coord { x: row[0], y: row[1] })
        .collect();
    let ways: Vec<(u32, u32, f64)> = table(&folder.join("edges.csv"))?
        .iter()
        .map(|row| (row[0] as u32, row[1] as u32, row[2]))
        .collect();
    let facilities: Vec<usize> = table(&folder.join("facilities.csv"))?
        .iter()
        .map(|row| row[0] as usize)
        .collect();
    let start = Instant::now();
    let graph = of_graph(&places, &ways);
    let network = Arc::new(graph.network);
    let weighted = Weighted::new(&network, &pacer()?);
    let built = start.elapsed().as_secs_f64();
    // What no way leads to is nobody's. Nodes are asked stretch after stretch, as homes are that lie along them.
    let mut asked: Vec<(Position, usize)> = graph
        .positions
        .iter()
        .enumerate()
        .filter_map(|(place, at)| Some(((*at)?, place)))
        .collect();
    asked.sort_by_key(|(position, _)| position.edge);
    let sources: Vec<Source> = facilities
        .iter()
        .zip(0..)
        .filter_map(|(facility, label)| {
            let position = graph.positions[*facility]?;
            Some(Source {
                position,
                seconds: 0.0,
                label,
            })
        })
        .collect();
    let (mut seconds, mut searched) = (Vec::new(), Vec::new());
    let mut metres = Vec::new();
    for _ in 0..3 * REPEATS {
        let start = Instant::now();
        let reach = Reach::search(&weighted, Direction::ToSource, sources.clone(), 1000.0);
        searched.push(start.elapsed().as_secs_f64());
        metres = vec![f64::INFINITY; places.len()];
        let costs = reach.costs(asked.iter().map(|(position, _)| *position));
        for ((_, place), cost) in asked.iter().zip(costs) {
            metres[*place] = cost.map_or(f64::INFINITY, |cost| cost.seconds);
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    let first = seconds[0];
    facilities
        .iter()
        .filter(|facility| graph.positions[**facility].is_none())
        .for_each(|facility| metres[*facility] = 0.0);
    let mut text = "metres\n".to_owned();
    for own in &metres {
        writeln!(text, "{own:.6}")?;
    }
    write(folder.join("answers.csv"), text)?;
    let (nodes, reached) = (places.len(), metres.iter().filter(|metres| metres.is_finite()).count());
    let (searched, median) = (median(searched), median(seconds));
    println!(
        "{{\"job\":\"nearest\",\"nodes\":{nodes},\"forks\":{},\"edges\":{},\"reached\":{reached},\"build_seconds\":{built:.4},\"first_seconds\":{first:.6},\"search_seconds\":{searched:.6},\"median_seconds\":{median:.6}}}",
        network.node_count(),
        network.edge_count(),
    );
    Ok(())
}

/// Streets as the import gives them, batch after batch, each in metres of the plane round the first corner while the next is on its way.
fn town(yike: &str, file: &str) -> Outcome<(Vec<StreetLine>, ProjPlane)> {
    // The reader starts in a folder of its own.
    use_program(PathBuf::from(yike).canonicalize()?);
    let catalogue = Catalogue::parse(SHIPPED)?;
    let request = Request::plain(LayerKind::Streets, Path::new(file), &catalogue);
    let mut lines = Vec::new();
    let mut plane = None;
    let mut trouble: Option<Box<dyn Error>> = None;
    let mut take = |streets: Vec<StreetRecord>| -> Outcome<()> {
        let first = streets
            .first()
            .and_then(|street| street.course.0.first())
            .ok_or("no streets")?;
        if plane.is_none() {
            let middle = LonLat {
                lon: first.x,
                lat: first.y,
            };
            plane = Some(ProjPlane::new(&Projection::at(middle))?);
        }
        let plane = plane.as_ref().ok_or("no plane")?;
        for record in streets {
            let id = lines.len() as i64 + 1;
            lines.push(line(id, record, plane)?);
        }
        Ok(())
    };
    let streamed = stream(&request, &Limits::default(), &Silent, &mut |batch| {
        let taken = match batch.records {
            Records::Streets(streets) => take(streets),
            _ => Err("other rows than streets".into()),
        };
        match taken {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    if let Some(error) = trouble {
        return Err(error);
    }
    streamed?;
    Ok((lines, plane.ok_or("no streets")?))
}

fn line(id: i64, record: StreetRecord, plane: &ProjPlane) -> Outcome<StreetLine> {
    let mut course = record.course.0;
    plane.all_to_metres(&mut course)?;
    let stops = record
        .stops
        .iter()
        .filter_map(|stop| Some((stop.corner, StopFacts::of(&stop.tags)?)));
    Ok(StreetLine {
        id,
        course,
        nodes: record.nodes,
        // Only streets without numbers of nodes are told apart by it.
        level: 0,
        facts: WayFacts::of(&record.tags),
        stops: stops.collect(),
        cut_ends: [false; 2],
    })
}

fn reach(yike: &str, file: &str, places: &str) -> Outcome<()> {
    let (lines, plane) = town(yike, file)?;
    let network = Arc::new(build(&lines, None));
    drop(lines);
    let walk = TravelProfile::shipped("walk-adult")?.0.at_speed(WALK);
    let weighted = Arc::new(Weighted::new(&network, &walk));
    let doors = Doors::new(&weighted, &Arc::new(Surroundings::default()));
    let half = Metres(walk.half_width_m);
    let mut reach = Reach::search(&weighted, Direction::FromSource, Vec::new(), QUARTER);
    let (mut edges_s, mut area_s, mut rings_s, mut overlay_s) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut worst = 0.0_f64;
    let (mut parts_sum, mut corners_sum, mut ground_sum, mut snapped) = (0, 0, 0.0, 0);
    let places = table(Path::new(places))?;
    for row in &places {
        let at = plane
            .to_metres(LonLat {
                lon: row[0],
                lat: row[1],
            })
            .ok_or("outside the plane")?;
        let start = Instant::now();
        let accesses = doors.accesses(at, Metres(100.0), Walls::Open);
        let sources: Vec<Source> = accesses
            .iter()
            .map(|access| Source {
                position: access.position,
                seconds: access.leg_m / WALK.0,
                label: 0,
            })
            .collect();
        // In the middle of a bridge no door opens onto a street: nothing to be measured.
        if sources.is_empty() {
            continue;
        }
        snapped += 1;
        reach.again(sources, QUARTER);
        let parts = reach.parts();
        edges_s.push(start.elapsed().as_secs_f64());
        let area = street_area(&network, &parts, half, None);
        area_s.push(start.elapsed().as_secs_f64());
        let start = Instant::now();
        let rings = street_rings(&reach, &[QUARTER / 3.0, QUARTER * 2.0 / 3.0, QUARTER], half, None);
        rings_s.push(start.elapsed().as_secs_f64());
        if overlay_s.len() < OVERLAYS {
            let start = Instant::now();
            let union = overlay(&network, &parts, half);
            overlay_s.push(start.elapsed().as_secs_f64());
            let apart = union.xor(&area).unsigned_area() / union.unsigned_area();
            worst = worst.max(apart);
        }
        parts_sum += parts.len();
        corners_sum += area.coords_count();
        ground_sum += rings[2].unsigned_area();
    }
    let count = places.len();
    println!(
        "{{\"job\":\"reach\",\"places\":{count},\"snapped\":{snapped},\"parts\":{},\"corners\":{},\"hectares\":{:.1},\"edges_ms\":{:.4},\"polygon_ms\":{:.4},\"three_rings_more_ms\":{:.4},\"overlay_ms\":{:.2},\"most_apart\":{worst:.5}}}",
        parts_sum / snapped.max(1),
        corners_sum / snapped.max(1),
        ground_sum / snapped.max(1) as f64 / 10_000.0,
        median(edges_s) * 1000.0,
        median(area_s) * 1000.0,
        median(rings_s) * 1000.0,
        median(overlay_s) * 1000.0,
    );
    Ok(())
}

/// The other way to draw the same area, for comparison: the union of a capsule round every straight piece, eight sides a quarter.
fn overlay(network: &Network, parts: &[ReachedPart], half: Metres) -> MultiPolygon<f64> {
    let capsule = |from: Coord<f64>, to: Coord<f64>| {
        let ahead = (to.y - from.y).atan2(to.x - from.x);
        let corner = |centre: Coord<f64>, step: i32| {
            let angle = ahead + std::f64::consts::FRAC_PI_2 * (f64::from(step) / 8.0 - 1.0);
            Coord {
                x: centre.x + half.0 * angle.cos(),
                y: centre.y + half.0 * angle.sin(),
            }
        };
        let ring = (0..=16)
            .map(|step| corner(to, step))
            .chain((16..=32).map(|step| corner(from, step)));
        Polygon::new(ring.collect(), Vec::new())
    };
    let courses = parts.iter().map(|part| network.part(part.edge, part.from_m, part.to_m));
    let capsules: Vec<Polygon<f64>> = courses
        .flat_map(|course| {
            course
                .windows(2)
                .map(|pair| capsule(pair[0], pair[1]))
                .collect::<Vec<_>>()
        })
        .collect();
    unary_union(&capsules)
}

fn from_file(yike: &str, file: &str) -> Outcome<()> {
    let walk = TravelProfile::shipped("walk-adult")?.0;
    let mut steps: [Vec<f64>; 3] = Default::default();
    let mut whole = Vec::new();
    let mut counts = (0, 0);
    for _ in 0..REPEATS {
        let start = Instant::now();
        let mut last = 0.0;
        let mut step = |which: usize| {
            let now = start.elapsed().as_secs_f64();
            steps[which].push(now - last);
            last = now;
        };
        let (lines, _) = town(yike, file)?;
        step(0);
        let network = Arc::new(build(&lines, None));
        step(1);
        let weighted = Arc::new(Weighted::new(&network, &walk));
        let doors = Doors::new(&weighted, &Arc::new(Surroundings::default()));
        step(2);
        whole.push(start.elapsed().as_secs_f64());
        counts = (network.corner_count(), network.edge_count());
        drop(doors);
    }
    let [read, build, weigh] = steps.map(median);
    println!(
        "{{\"job\":\"build\",\"corners\":{},\"edges\":{},\"read_and_project_s\":{read:.4},\"build_s\":{build:.4},\"weigh_and_index_s\":{weigh:.4},\"seconds\":{:.4}}}",
        counts.0,
        counts.1,
        median(whole)
    );
    Ok(())
}

/// Towns side by side, each with numbers of its own.
fn side_by_side(town: &[StreetLine], copies: usize) -> Vec<StreetLine> {
    let corners = || town.iter().flat_map(|line| &line.course);
    let width = |along: fn(&Coord<f64>) -> f64| {
        let (low, high) = corners().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| {
            (low.min(along(at)), high.max(along(at)))
        });
        high - low + 100.0
    };
    let (wide, high) = (width(|at| at.x), width(|at| at.y));
    let across = (copies as f64).sqrt().ceil() as usize;
    let most = town.iter().flat_map(|line| &line.nodes).max().copied().unwrap_or(0) + 1;
    let mut lines = Vec::with_capacity(town.len() * copies);
    for copy in 0..copies {
        let shift = Coord {
            x: wide * (copy % across) as f64,
            y: high * (copy / across) as f64,
        };
        lines.extend(town.iter().map(|line| StreetLine {
            id: line.id + (copy * town.len()) as i64,
            course: line.course.iter().map(|at| *at + shift).collect(),
            nodes: line.nodes.iter().map(|node| node + most * copy as i64).collect(),
            level: line.level,
            facts: line.facts,
            stops: line.stops.clone(),
            cut_ends: line.cut_ends,
        }));
    }
    lines
}

fn growth(yike: &str, file: &str, corners: usize) -> Outcome<()> {
    let (town, _) = town(yike, file)?;
    let own: usize = town.iter().map(|line| line.course.len()).sum();
    let walk = pacer()?;
    let most = corners.div_ceil(own);
    let mut results = Vec::new();
    for copies in [most / 8, most / 4, most / 2, most].map(|copies| copies.max(1)) {
        let lines = side_by_side(&town, copies);
        let start = Instant::now();
        let network = Arc::new(build(&lines, None));
        let built = start.elapsed().as_secs_f64();
        drop(lines);
        let start = Instant::now();
        let weighted = Arc::new(Weighted::new(&network, &walk));
        let costed = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let doors = Doors::new(&weighted, &Arc::new(Surroundings::default()));
        let indexed = start.elapsed().as_secs_f64();
        // A facility for every 170 corners, as the judge's 1000 of Heidelberg.
        let every = (network.edge_count() / (network.corner_count() / 170).max(1)).max(1);
        let sources: Vec<Source> = (0..network.edge_count() as u32)
            .step_by(every)
            .filter(|edge| weighted.opens(*edge))
            .zip(0..)
            .map(|(edge, label)| Source {
                position: Position { edge, along_m: 0.0 },
                seconds: 0.0,
                label,
            })
            .collect();
        let start = Instant::now();
        let reached = Reach::search(&weighted, Direction::ToSource, sources, 1000.0)
            .nodes()
            .len();
        let searched = start.elapsed().as_secs_f64();
        let (bytes, edges) = (network.bytes() + weighted.bytes(), network.edge_count());
        let per_edge = bytes as f64 / edges as f64;
        let result = format!(
            "{{\"corners\":{},\"edges\":{edges},\"build_s\":{built:.3},\"weigh_s\":{costed:.3},\"index_s\":{indexed:.3},\"search_s\":{searched:.3},\"reached\":{reached},\"mib\":{:.0},\"bytes_per_edge\":{per_edge:.1},\"peak_mib\":{:.0}}}",
            network.corner_count(),
            bytes as f64 / 1_048_576.0,
            peak_mib()?
        );
        println!("{result}");
        results.push(result);
        drop(doors);
    }
    println!("{{\"job\":\"growth\",\"steps\":[{}]}}", results.join(","));
    Ok(())
}

/// The most memory this process has had, as Linux counts it.
fn peak_mib() -> Outcome<f64> {
    let status = read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("no VmHWM in /proc/self/status")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
