//! Straight-line coverage of a whole country: 622,000 communities, 1,000,000 facilities, nearest within 1,000 m.
//!
//! Timed from points in memory to answers, index included, on two threads. With a folder as argument the points are read
//! from its `communities.csv` and `facilities.csv` (`x,y` in metres, with a header). Without one they are made here by a
//! small seeded generator of our own: half clustered round 40,000 towns, half anywhere, so alike but not the same points
//! as those of `benches/peers/run.py`.

use std::error::Error;
use std::fs::{File, read_to_string};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use geo::Coord;
use yike::catchment::packed_grid::nearest_within_all;

const COMMUNITIES: usize = 622_000;
const FACILITIES: usize = 1_000_000;
const TOWNS: usize = 40_000;
const EAST: f64 = 5_000_000.0;
const NORTH: f64 = 4_000_000.0;
const TOWN_SPREAD: f64 = 3000.0;
const RADIUS: f64 = 1000.0;
const REPEATS: usize = 7;
const THREADS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    rayon::ThreadPoolBuilder::new().num_threads(THREADS).build_global()?;
    // `cargo bench` adds `--bench` to the arguments of every benchmark.
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let (communities, facilities) = if let Some(folder) = folder {
        let folder = Path::new(&folder);
        (
            read_points(&folder.join("communities.csv"))?,
            read_points(&folder.join("facilities.csv"))?,
        )
    } else {
        let mut generator = Generator(20_260_101);
        let towns: Vec<_> = (0..TOWNS).map(|_| generator.anywhere()).collect();
        (
            generator.points(COMMUNITIES, &towns),
            generator.points(FACILITIES, &towns),
        )
    };

    let mut seconds = Vec::with_capacity(REPEATS);
    let (mut matched, mut metres) = (0, 0.0);
    for _ in 0..REPEATS {
        let start = Instant::now();
        let answers = nearest_within_all(&facilities, &communities, RADIUS);
        seconds.push(start.elapsed().as_secs_f64());
        matched = answers.iter().flatten().count();
        metres = answers
            .iter()
            .flatten()
            .map(|nearest| nearest.distance_squared.sqrt())
            .sum::<f64>();
    }
    let first = seconds[0];
    seconds.sort_by(f64::total_cmp);
    let (best, median) = (seconds[0], seconds[REPEATS / 2]);
    let peak = peak_mib()?;
    println!("communities     {:>12}", communities.len());
    println!("facilities      {:>12}", facilities.len());
    println!("matched         {matched:>12}");
    println!("summed distance {metres:>12.0} m");
    println!("first run       {first:>12.4} s");
    println!("best            {best:>12.4} s");
    println!("median of {REPEATS}     {median:>12.4} s");
    println!("process peak    {peak:>12.0} MiB");
    println!(
        "{{\"job\":\"straight_line\",\"threads\":{THREADS},\"median_seconds\":{median:.6},\"first_seconds\":{first:.6},\
         \"best_seconds\":{best:.6},\"matched\":{matched},\"metres\":{metres:.3},\"peak_mib\":{peak:.1}}}"
    );
    Ok(())
}

fn read_points(path: &Path) -> Result<Vec<Coord<f64>>, Box<dyn Error>> {
    let about = |what: &str| format!("{}: {what}", path.display());
    let file = File::open(path).map_err(|error| about(&error.to_string()))?;
    let mut points = Vec::new();
    for line in BufReader::new(file).lines().skip(1) {
        let line = line?;
        let (x, y) = line
            .split_once(',')
            .ok_or_else(|| about(&format!("no comma in {line:?}")))?;
        points.push(Coord {
            x: x.parse()?,
            y: y.parse()?,
        });
    }
    Ok(points)
}

/// The most memory this process has had, as Linux counts it.
fn peak_mib() -> Result<f64, Box<dyn Error>> {
    let status = read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("no VmHWM in /proc/self/status")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

/// `SplitMix64`: the same points on every machine, with nothing to install.
struct Generator(u64);

impl Generator {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn anywhere(&mut self) -> Coord<f64> {
        Coord {
            x: self.unit() * EAST,
            y: self.unit() * NORTH,
        }
    }

    /// Normally distributed about a town (Box and Muller).
    fn about(&mut self, town: Coord<f64>) -> Coord<f64> {
        let distance = TOWN_SPREAD * (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let (sin, cos) = (self.unit() * std::f64::consts::TAU).sin_cos();
        Coord {
            x: town.x + distance * cos,
            y: town.y + distance * sin,
        }
    }

    fn points(&mut self, count: usize, towns: &[Coord<f64>]) -> Vec<Coord<f64>> {
        (0..count)
            .map(|i| {
                let point = if i < count / 2 {
                    let town = (self.unit() * towns.len() as f64) as usize;
                    self.about(towns[town])
                } else {
                    self.anywhere()
                };
                Coord {
                    x: (point.x * 1000.0).round() / 1000.0,
                    y: (point.y * 1000.0).round() / 1000.0,
                }
            })
            .collect()
    }
}
