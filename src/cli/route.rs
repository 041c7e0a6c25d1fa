//! `yike route`

use std::io::Write as _;

use clap::Args;

use super::reach::Way;
use super::{Failure, Format, plain};
use crate::crs::LonLat;
use crate::domain::formula::harmless;
use crate::report::route_document;
use crate::workflow::{Destination, Location, RouteQuestion, StreetDesk};

/// The shortest way along the streets from a place to another, or to the nearest facility of a category.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  yike route 9.5209 47.1410 9.5106 47.1660 --workspace demo.gpkg\n  yike route 9.5209 47.1410 --nearest pharmacy --workspace demo.gpkg"
)]
pub(super) struct RouteCommand {
    /// Longitude and latitude from where, then to where, in degrees.
    #[arg(allow_negative_numbers = true, num_args = 2..=4, value_names = ["LON", "LAT", "TO_LON", "TO_LAT"])]
    places: Vec<f64>,
    /// To the nearest facility of this category instead of a place.
    #[arg(long, value_name = "CATEGORY")]
    nearest: Option<String>,
    /// The workspace; it needs communities and streets.
    #[arg(long, short)]
    workspace: Location,
    /// Who moves: walk-adult, walk-elderly, walk-minors, wheelchair, cycle, e-bike, car, bus-or-walk, or your own FILE.toml.
    #[arg(long, default_value = "walk-adult")]
    travel: String,
    /// From the first place to the other end, or from there to the first place: uphill and on one-way streets both take another time.
    #[arg(long, value_enum, default_value_t = Way::From)]
    direction: Way,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

impl RouteCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        let place = |lon: f64, lat: f64| LonLat::new(lon, lat).map_err(|e| Failure::Place(e.to_string()));
        let at = place(self.places[0], self.places[1])?;
        let to = match (self.places[2..].to_vec().as_slice(), self.nearest) {
            ([lon, lat], None) => Destination::Place(place(*lon, *lat)?),
            ([], Some(category)) => Destination::Nearest(category),
            _ => {
                return Err(Failure::Place(
                    "say where to: a second longitude and latitude, or --nearest CATEGORY".to_owned(),
                ));
            }
        };
        let answer = StreetDesk::open(&self.workspace, &self.travel)?.route(&RouteQuestion {
            at,
            to,
            travel: self.travel,
            direction: self.direction.direction(),
        })?;
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut out, &route_document(&answer))?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record([
                    "minutes",
                    "length_m",
                    "straight_m",
                    "climb_m",
                    "heights_unknown_m",
                    "facility",
                    "name",
                ])?;
                writer.write_record([
                    format!("{:.2}", answer.seconds / 60.0),
                    format!("{:.0}", answer.length.0),
                    format!("{:.0}", answer.straight.0),
                    answer.climb.map_or(String::new(), |climb| format!("{:.0}", climb.0)),
                    answer
                        .without_heights
                        .map_or(String::new(), |metres| format!("{:.0}", metres.0)),
                    answer.site.as_ref().map_or(String::new(), |site| site.id.to_string()),
                    answer
                        .site
                        .as_ref()
                        .map_or(String::new(), |site| harmless(&site.name).into_owned()),
                ])?;
                writer.flush()?;
            }
            Format::Table => {
                if let Some(site) = &answer.site {
                    writeln!(
                        out,
                        "{} facility {} {}",
                        other_end(answer.direction),
                        site.id,
                        plain(&site.name)
                    )?;
                }
                let climb = answer
                    .climb
                    .map_or("climb not known".to_owned(), |climb| format!("{:.0} m up", climb.0));
                let level = answer
                    .without_heights
                    .filter(|metres| metres.0 >= 0.5)
                    .map_or(String::new(), |metres| {
                        format!("; heights unknown over {:.0} m, taken as level", metres.0)
                    });
                writeln!(
                    out,
                    "{:.1} minutes, {:.0} m ({:.0} m in a straight line, {:.0} m off the street), {climb}{level}",
                    answer.seconds / 60.0,
                    answer.length.0,
                    answer.straight.0,
                    answer.access.0
                )?;
            }
        }
        Ok(())
    }
}

/// The word before what lies at the other end.
fn other_end(direction: &str) -> &'static str {
    if direction == "to" { "from" } else { "to" }
}
