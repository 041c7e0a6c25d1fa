//! An import that was killed while it read goes on where it stood, and comes to the same to the byte.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::{Desk, Ran};

/// One import and its file.
struct Job {
    desk: Desk,
    kind: &'static str,
    file: PathBuf,
    more: Vec<&'static str>,
}

impl Job {
    fn new(kind: &'static str, name: &str, contents: &str, more: &[&'static str]) -> Self {
        let desk = Desk::toy_town();
        let file = desk.write(name, contents);
        Self {
            desk,
            kind,
            file,
            more: more.to_vec(),
        }
    }

    /// The same file as a GeoPackage.
    fn in_geopackage(self) -> Self {
        let file = self.desk.path("long.gpkg");
        let made = Command::new("ogr2ogr")
            .args(["-f", "GPKG", "-nln", "long"])
            .arg(&file)
            .arg(&self.file)
            .env("OGR_CURRENT_DATE", "2025-11-28T00:00:00.000Z")
            .status()
            .expect("gdal-bin is installed by scripts/setup.sh");
        assert!(made.success());
        Self { file, ..self }
    }

    fn arguments(&self) -> Vec<&str> {
        let file = self.file.to_str().expect("text");
        let mut arguments = vec![
            "import",
            self.kind,
            file,
            "--workspace",
            "town.gpkg",
            "--format",
            "json",
        ];
        arguments.extend(&self.more);
        arguments
    }

    /// Runs until the kept rows are so long, and kills it. Whether it came so far.
    fn killed_at(&self, bytes: u64) -> bool {
        let mut import = self
            .desk
            .command()
            .args(self.arguments())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        let reached = loop {
            if self.kept().is_some_and(|length| length >= bytes) {
                break true;
            }
            if import.try_wait().expect("it can be asked").is_some() {
                break false;
            }
            std::thread::yield_now();
        };
        let _ = import.kill();
        import.wait().expect("it ends");
        reached
    }

    /// How long the kept rows are.
    fn kept(&self) -> Option<u64> {
        std::fs::metadata(self.kept_file()?).ok().map(|about| about.len())
    }

    fn kept_file(&self) -> Option<PathBuf> {
        let entries = std::fs::read_dir(self.desk.path("")).expect("ours").flatten();
        let is_kept = |path: &PathBuf| path.to_string_lossy().contains("town.gpkg.rows-");
        entries.map(|entry| entry.path()).find(is_kept)
    }

    fn run(&self) -> Ran {
        self.desk.run(&self.arguments()).expect_success()
    }

    /// Everything that an import leaves, and what it says.
    fn left(&self, ran: &Ran) -> (String, Vec<Vec<String>>) {
        let columns = match self.kind {
            "facilities" => "code, name, categories, host_code, position_accuracy_m",
            "population" => "name, micro_people, position_accuracy_m",
            _ => "levels, dwelling, position_accuracy_m",
        };
        let sql = format!("SELECT id, {columns}, source, hex(geom) FROM {} ORDER BY id", self.kind);
        let mut rows = self.desk.rows(&sql);
        let inputs = "SELECT kind, source, sha256, row_count, crs FROM inputs ORDER BY kind, source";
        rows.extend(self.desk.rows(inputs));
        (ran.out.clone(), rows)
    }
}

/// Checks that the import, killed at these lengths of the kept rows one after the other, goes on and comes to what one without a break comes to.
fn goes_on(make: &dyn Fn() -> Job, lengths: &[u64]) -> u64 {
    let broken = make();
    let mut farthest = 0;
    for bytes in lengths {
        assert!(broken.killed_at(*bytes), "it ended before {bytes} bytes were kept");
        farthest = farthest.max(broken.kept().expect("they stay"));
    }
    let ran = broken.run();
    let words = "went on from row ";
    let from = ran
        .err
        .split(words)
        .nth(1)
        .unwrap_or_else(|| unreachable!("{}", ran.err));
    let row: u64 = from
        .split(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or_else(|| unreachable!("{from}"));
    assert!(row > 4096, "{row}");
    let whole = make();
    let undisturbed = whole.run();
    assert!(!undisturbed.err.contains(words), "{}", undisturbed.err);
    assert!(
        broken.left(&ran) == whole.left(&undisturbed),
        "{}\n{}",
        ran.out.chars().take(2000).collect::<String>(),
        undisturbed.out.chars().take(2000).collect::<String>()
    );
    assert_eq!(broken.kept_file(), None, "nothing is left behind");
    row
}

/// Facilities of which some repeat, lie nowhere, far away, or are of no known category.
fn facilities(rows: usize) -> String {
    let mut table = String::from("code,name,category,lon,lat,host_name\n");
    for row in 0..rows {
        let category = match row % 1000 {
            7 => "天外站",
            13 => "",
            _ => "药店",
        };
        let place = match row % 777 {
            3 => ",".to_owned(),
            5 => "950,29.8".to_owned(),
            _ => format!("114.0{row:06},29.8{row:06}"),
        };
        let code = if row % 5000 == 11 { 1 } else { row };
        let _ = writeln!(table, "F{code},第{code}号药店,{category},{place},东社区");
    }
    table
}

/// Lengths in order, from a seed: the same in every run, at no round place.
fn lengths(count: usize, from: u64, until: u64) -> Vec<u64> {
    let mut state = 20_251_128_u64;
    let mut lengths: Vec<u64> = (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            from + (state >> 33) % (until - from)
        })
        .collect();
    lengths.sort_unstable();
    lengths
}

#[test]
fn a_table_of_facilities_that_is_killed_twenty_times() {
    let table = facilities(150_000);
    let make = || {
        Job::new(
            "facilities",
            "long.csv",
            &table,
            &["--crs", "EPSG:4326", "--skip-rejected"],
        )
    };
    // The rows of all of it are some 11 MB.
    let row = goes_on(&make, &lengths(20, 600_000, 7_000_000));
    assert!(row > 20_000, "{row}");
}

#[test]
fn people_of_a_geopackage() {
    let points: Vec<String> = (0..120_000)
        .map(|row| {
            format!(
                r#"{{"type":"Feature","properties":{{"name":"户{}","people":{}}},"geometry":{{"type":"Point","coordinates":[114.0{row:06},29.8{row:06}]}}}}"#,
                row % 90_000,
                if row % 4999 == 0 { "-3".to_owned() } else { (row % 9).to_string() }
            )
        })
        .collect();
    let points = points.join("\n");
    let make = || {
        Job::new(
            "population",
            "long.geojsonl",
            &points,
            &["--crs", "EPSG:4326", "--skip-rejected"],
        )
        .in_geopackage()
    };
    goes_on(&make, &lengths(3, 600_000, 3_000_000));
}

#[test]
fn buildings_of_which_some_are_repaired() {
    let outlines: Vec<String> = (0..40_000)
        .map(|row| {
            let (west, south) = (114.0 + f64::from(row % 200) * 0.0002, 29.8 + f64::from(row / 200) * 0.0002);
            let (east, north) = (west + 0.0001, south + 0.0001);
            // One in a hundred crosses itself, one in a thousand has no area.
            let ring = match row % 1000 {
                100 | 300 | 500 => format!("[{west},{south}],[{east},{north}],[{east},{south}],[{west},{north}],[{west},{south}]"),
                7 => format!("[{west},{south}],[{east},{south}],[{west},{south}],[{west},{south}]"),
                _ => format!("[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]"),
            };
            format!(
                r#"{{"type":"Feature","properties":{{"levels":{}}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#,
                row % 30
            )
        })
        .collect();
    let outlines = outlines.join("\n");
    let make = || {
        Job::new(
            "buildings",
            "long.geojsonl",
            &outlines,
            &["--crs", "EPSG:4326", "--skip-rejected"],
        )
    };
    goes_on(&make, &lengths(3, 600_000, 2_500_000));
}

#[test]
fn what_is_damaged_or_cut_off_is_read_again_from_the_last_sound_moment() {
    let table = facilities(100_000);
    let make = || {
        Job::new(
            "facilities",
            "long.csv",
            &table,
            &["--crs", "EPSG:4326", "--skip-rejected"],
        )
    };
    let whole = make();
    let wanted = whole.left(&whole.run());
    for spoil in [
        |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 5),
        // A block that never reached the disk.
        |bytes: &mut Vec<u8>| {
            let middle = bytes.len() / 2;
            bytes[middle..middle + 4096].fill(0);
        },
        // A row that says something else.
        |bytes: &mut Vec<u8>| {
            let place = bytes
                .windows(3)
                .rposition(|three| three == b"114")
                .unwrap_or(bytes.len() / 2);
            bytes[place] ^= 1;
        },
        |bytes: &mut Vec<u8>| bytes.truncate(100),
        |bytes: &mut Vec<u8>| bytes.clear(),
    ] as [fn(&mut Vec<u8>); 5]
    {
        let broken = make();
        assert!(broken.killed_at(3_000_000));
        spoiled(&broken.kept_file().expect("it stays"), spoil);
        assert!(broken.left(&broken.run()) == wanted);
    }
}

fn spoiled(path: &Path, spoil: fn(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).expect("it is there");
    spoil(&mut bytes);
    std::fs::write(path, bytes).expect("ours");
}

#[test]
fn other_words_or_other_bytes_go_on_from_nothing() {
    let table = facilities(100_000);
    let mut job = Job::new(
        "facilities",
        "long.csv",
        &table,
        &["--crs", "EPSG:4326", "--skip-rejected"],
    );
    assert!(job.killed_at(2_000_000));
    job.more = vec!["--crs", "EPSG:4490", "--skip-rejected"];
    let ran = job.run();
    assert!(!ran.err.contains("went on"), "{}", ran.err);
    job.more = vec!["--crs", "EPSG:4326", "--skip-rejected", "--fresh"];
    let ran = job.run();
    assert!(!ran.err.contains("went on"), "{}", ran.err);
}
