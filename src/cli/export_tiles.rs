//! `yike export tiles`

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::progress::Bar;
use super::{Failure, Format, plain, say};
use crate::workflow::{self, ArchiveExported, ArchiveRequest, Location};

/// Write the map's vector tiles to one file that needs no server: PMTiles for web maps on any file server or object store, MBTiles for QGIS and phones.
///
/// The tiles are the same to the byte as those that yike serve sends.
#[derive(Debug, Args)]
pub(super) struct Tiles {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// The file to write, ending in .pmtiles or .mbtiles. It is written beside and renamed when it is whole.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Layers with commas between, as /tiles lists them; all that hold anything, when not given.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    layers: Vec<String>,
    /// Lowest and highest zoom. Maps draw the highest at every zoom beyond it too.
    #[arg(long, value_name = "FROM-TO", default_value = "0-14", value_parser = zooms)]
    zooms: (u8, u8),
    /// A scenario's latest assessment instead of the one in force.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Replace a file of that name.
    #[arg(long)]
    overwrite: bool,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    report: Format,
}

impl Tiles {
    pub(super) fn run(self) -> Result<(), Failure> {
        super::stop::listen()?;
        let bar = Bar::new();
        let request = ArchiveRequest {
            workspace: &self.workspace,
            scenario: self.scenario.as_deref(),
            layers: &self.layers,
            zooms: self.zooms,
            to: &self.to,
            overwrite: self.overwrite,
        };
        let exported = workflow::export_tiles(&request, &bar);
        bar.finish();
        report(&exported?, self.zooms, self.report)
    }
}

/// `8-14`, or one zoom, `14`.
fn zooms(text: &str) -> Result<(u8, u8), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let zoom = |text: &str| text.trim().parse::<u8>().ok().filter(|zoom| *zoom <= 22);
    match (zoom(first), zoom(last)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err("two zooms from 0 to 22, the lower first: 0-14".to_owned()),
    }
}

#[derive(Serialize)]
struct Report<'a> {
    file: String,
    format: &'a str,
    assessment: &'a str,
    layers: &'a [String],
    minzoom: u8,
    maxzoom: u8,
    tiles: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    different_tiles: Option<u64>,
    bytes: u64,
}

fn report(exported: &ArchiveExported, zooms: (u8, u8), format: Format) -> Result<(), Failure> {
    let archived = &exported.archived;
    let report = Report {
        file: archived.file.display().to_string(),
        format: archived.format.key(),
        assessment: &exported.version,
        layers: &exported.layers,
        minzoom: zooms.0,
        maxzoom: zooms.1,
        tiles: archived.tiles,
        different_tiles: archived.contents,
        bytes: archived.bytes,
    };
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            serde_json::to_writer(&mut out, &report)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(["file", "assessment", "minzoom", "maxzoom", "tiles", "bytes"])?;
            writer.write_record([
                &report.file,
                report.assessment,
                &report.minzoom.to_string(),
                &report.maxzoom.to_string(),
                &report.tiles.to_string(),
                &report.bytes.to_string(),
            ])?;
            writer.flush()?;
        }
        Format::Table => {
            writeln!(
                out,
                "{} layers, zooms {} to {}: {} tiles, {} bytes -> {}",
                report.layers.len(),
                zooms.0,
                zooms.1,
                report.tiles,
                report.bytes,
                plain(&report.file)
            )?;
        }
    }
    if exported.stale {
        say("note: layers were imported after this assessment was made; run yike assess again for tiles that fit them");
    }
    if archived.tiles == 0 {
        say("note: nothing lies in the zooms that were asked for, so there are no tiles");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooms_are_two_in_order_or_one() {
        for (text, read) in [("0-14", Some((0, 14))), ("12", Some((12, 12))), ("8-22", Some((8, 22)))] {
            assert_eq!(zooms(text).ok(), read, "{text}");
        }
        for text in ["", "14-8", "0-23", "-3", "3-", "a-b", "1-2-3"] {
            assert!(zooms(text).is_err(), "{text}");
        }
    }
}
