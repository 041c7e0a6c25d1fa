//! `yike reach`

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, Table, presets};

use super::{Failure, Format, say};
use crate::crs::LonLat;
use crate::report::reach_document;
use crate::workflow::{Direction, Location, ReachQuestion, StreetDesk};

/// How far somebody comes along the streets, from a place or to it.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  yike reach 9.5209 47.1410 --workspace demo.gpkg --minutes 5,10,15 --out reach.geojson"
)]
pub(super) struct ReachCommand {
    /// Longitude of the place, in degrees.
    #[arg(allow_negative_numbers = true)]
    lon: f64,
    /// Latitude of the place, in degrees.
    #[arg(allow_negative_numbers = true)]
    lat: f64,
    /// The workspace; it needs communities and streets.
    #[arg(long, short)]
    workspace: Location,
    /// Minutes of the rings, as in 5,10,15.
    #[arg(long, value_delimiter = ',', default_value = "5,10,15")]
    minutes: Vec<f64>,
    /// Who moves: walk-adult, walk-elderly, walk-minors, wheelchair, cycle, e-bike, car, bus-or-walk, or your own FILE.toml.
    #[arg(long, default_value = "walk-adult")]
    travel: String,
    /// Metres a second on the flat, where not the travel profile's own.
    #[arg(long)]
    speed: Option<f64>,
    /// From the place to the town, or from the town to the place.
    #[arg(long, value_enum, default_value_t = Way::From)]
    direction: Way,
    /// Write rings and streets as `GeoJSON` to this new file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Which way people go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Way {
    /// From the place.
    From,
    /// To the place.
    To,
}

impl Way {
    pub(super) fn direction(self) -> Direction {
        match self {
            Self::From => Direction::FromSource,
            Self::To => Direction::ToSource,
        }
    }
}

impl ReachCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        let at = LonLat::new(self.lon, self.lat).map_err(|e| Failure::Place(e.to_string()))?;
        let desk = StreetDesk::open(&self.workspace, &self.travel)?;
        for remark in &desk.remarks {
            say(&format!("note: {remark}"));
        }
        let answer = desk.reach(&ReachQuestion {
            at,
            minutes: self.minutes,
            travel: self.travel,
            speed_mps: self.speed,
            direction: self.direction.direction(),
        })?;
        if !answer.connected {
            say(
                "note: the streets here hang together with nothing else for this way of moving (private ways, closed gates, walls, the extract's edge)",
            );
        }
        if let Some((ring, most)) = answer.rings.iter().rev().find_map(|ring| Some((ring, ring.at_most?))) {
            say(&format!(
                "note: streets without known heights are left out; with them, at most {:.2} km and {} facilities are within {} minutes. Add a raster that covers them with: yike import elevation FILE --append",
                most.street.0 / 1000.0,
                most.sites,
                ring.minutes
            ));
        }
        if let Some(path) = &self.out {
            write_new(path, &serde_json::to_vec(&reach_document(&answer, true))?)?;
            say(&format!("written: {}", path.display()));
        }
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut out, &reach_document(&answer, true))?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record([
                    "minutes",
                    "street_m",
                    "facilities",
                    "street_at_most_m",
                    "facilities_at_most",
                ])?;
                for ring in &answer.rings {
                    writer.write_record([
                        ring.minutes.to_string(),
                        format!("{:.0}", ring.street.0),
                        ring.sites.to_string(),
                        ring.at_most
                            .map_or(String::new(), |most| format!("{:.0}", most.street.0)),
                        ring.at_most.map_or(String::new(), |most| most.sites.to_string()),
                    ])?;
                }
                writer.flush()?;
            }
            Format::Table => {
                writeln!(
                    out,
                    "{} {:.5}, {:.5} with {} at {} m/s; {:.0} m to the nearest street",
                    answer.direction, at.lon, at.lat, answer.travel, answer.speed_mps, answer.access.0
                )?;
                let mut table = Table::new();
                table.load_preset(presets::ASCII_MARKDOWN);
                table.set_header(["minutes", "streets (km)", "facilities"]);
                for ring in &answer.rings {
                    table.add_row([
                        ring.minutes.to_string(),
                        format!("{:.2}", ring.street.0 / 1000.0),
                        ring.sites.to_string(),
                    ]);
                }
                for column in table.column_iter_mut() {
                    column.set_cell_alignment(CellAlignment::Right);
                }
                writeln!(out, "{table}")?;
            }
        }
        Ok(())
    }
}

/// Writes a file that is not there yet: an older answer is never written over.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let told = |error: std::io::Error| {
        Failure::Place(match error.kind() {
            std::io::ErrorKind::AlreadyExists => format!("{} exists already; choose another name", path.display()),
            _ => format!("{} can't be written: {error}", path.display()),
        })
    };
    let mut file = File::create_new(path).map_err(told)?;
    file.write_all(bytes).map_err(told)
}
