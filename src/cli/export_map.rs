//! `yike export map`

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::progress::Bar;
use super::{Failure, Format, plain, say};
use crate::http;
use crate::workflow::{self, Location};

/// Write the whole map, page, numbers and tiles, into a folder that any file server can hold.
///
/// What has to be computed when it is asked for is not in it: rings and ways from a place, siting, imports.
#[derive(Debug, Args)]
pub(super) struct Map {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// The folder to write. It is written beside and renamed when it is whole.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Highest zoom of the tiles; the map draws it at every zoom beyond it too.
    #[arg(long, value_name = "ZOOM", default_value_t = 14, value_parser = clap::value_parser!(u8).range(12..=18))]
    max_zoom: u8,
    /// A scenario's latest assessment instead of the one in force.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Replace a folder of that name that was written so before.
    #[arg(long)]
    overwrite: bool,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    report: Format,
}

#[derive(Serialize)]
struct Report<'a> {
    folder: String,
    assessment: &'a str,
    maxzoom: u8,
    files: usize,
    tiles: usize,
    bytes: u64,
}

impl Map {
    pub(super) fn run(self) -> Result<(), Failure> {
        super::stop::listen()?;
        let bar = Bar::new();
        let made = self.make(&bar);
        bar.finish();
        made
    }

    fn make(&self, bar: &Bar) -> Result<(), Failure> {
        use crate::workflow::Progress as _;
        bar.step("making the layers ready");
        let desk = workflow::load_desk(&self.workspace, self.scenario.as_deref())?;
        let files = http::copy_of(&desk, self.max_zoom)?;
        let written = workflow::export_map(&desk, &files, self.max_zoom, (self.to.as_path(), self.overwrite), bar)?;
        bar.finish();
        let report = Report {
            folder: written.folder.display().to_string(),
            assessment: &desk.version,
            maxzoom: self.max_zoom,
            files: written.files,
            tiles: written.tiles,
            bytes: written.bytes,
        };
        let mut out = std::io::stdout().lock();
        match self.report {
            Format::Json => {
                serde_json::to_writer(&mut out, &report)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.serialize(&report)?;
                writer.flush()?;
            }
            Format::Table => writeln!(
                out,
                "{} files, {} of them tiles, {} bytes -> {}",
                report.files,
                report.tiles,
                report.bytes,
                plain(&report.folder)
            )?,
        }
        if self.scenario.is_none() && workflow::is_stale(&self.workspace)? {
            say(
                "note: layers were imported after this assessment was made; run yike assess again for a map that fits them",
            );
        }
        Ok(())
    }
}
