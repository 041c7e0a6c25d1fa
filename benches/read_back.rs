//! Reading a layer of a workspace back: every row, every field, into the records that an assessment works on.
//!
//! The argument is the workspace. Prints rows and the median of five readings, in seconds, as JSON.

use std::error::Error;
use std::time::Instant;

use yike::store::{Location, Workspace};

const REPEATS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(named) = named else {
        println!("read_back: skipped, name a workspace: cargo bench --bench read_back -- W.gpkg");
        return Ok(());
    };
    let location: Location = named.parse()?;
    let mut seconds = Vec::new();
    let mut rows = 0;
    for _ in 0..REPEATS {
        let start = Instant::now();
        let town = Workspace::open_read_only(&location)?.town()?;
        seconds.push(start.elapsed().as_secs_f64());
        rows = town.population.len();
    }
    seconds.sort_by(f64::total_cmp);
    println!("{{\"rows\": {rows}, \"seconds\": {:.3}}}", seconds[REPEATS / 2]);
    Ok(())
}
