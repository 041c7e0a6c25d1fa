//! What became of a raster, on the terminal.

use std::io::Write as _;

use serde::Serialize;

use crate::cli::{Failure, Format, import, plain};
use crate::report::ImportReport;
use crate::workflow::{HeightsImported, PeopleImported};

#[derive(Serialize)]
struct HeightsReport<'a> {
    kind: &'a str,
    source: &'a str,
    crs: &'a str,
    read: u64,
    accepted: u64,
    changed: bool,
    width: u32,
    height: u32,
    cell_m: f64,
    low_m: f32,
    high_m: f32,
    no_data: &'a str,
    unit: &'a str,
    covered_share: Option<f64>,
    warnings: Vec<&'a str>,
}

pub(super) fn show_heights(imported: &HeightsImported, report: &ImportReport, format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let HeightsImported {
        outcome,
        raster,
        heights,
        ..
    } = imported;
    match format {
        Format::Json => {
            let said = HeightsReport {
                kind: "elevation",
                source: &imported.source,
                crs: &imported.crs,
                read: outcome.read,
                accepted: heights.cells,
                changed: imported
                    .written
                    .as_ref()
                    .is_some_and(|written| written.version.is_some()),
                width: raster.grid.width,
                height: raster.grid.height,
                cell_m: raster.cell_m,
                low_m: heights.low_m,
                high_m: heights.high_m,
                no_data: &raster.no_data,
                unit: &raster.unit,
                covered_share: imported.covered,
                warnings: outcome.warnings.iter().map(|remark| remark.what.as_str()).collect(),
            };
            serde_json::to_writer(&mut out, &said)?;
            writeln!(out)?;
        }
        Format::Csv => import::table(report)?,
        Format::Table => {
            writeln!(
                out,
                "elevation from {}: {} cells read, {} with a height, {} to {} m",
                imported.source, outcome.read, heights.cells, heights.low_m, heights.high_m
            )?;
            writeln!(
                out,
                "coordinates: {}; {} x {} cells of about {:.1} m; no height: {}",
                plain(&imported.crs),
                raster.grid.width,
                raster.grid.height,
                raster.cell_m,
                raster.no_data
            )?;
            if let Some(covered) = imported.covered {
                writeln!(out, "communities' ground with a height: {:.1} %", covered * 100.0)?;
            }
            for remark in &outcome.warnings {
                writeln!(out, "  warning: {}", plain(&remark.told()))?;
            }
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct GroupPart<'a> {
    group: &'a str,
    source: &'a str,
    kept_people: f64,
    uncounted_cells: u64,
}

#[derive(Serialize)]
struct PeopleReport<'a> {
    kind: &'a str,
    source: &'a str,
    crs: &'a str,
    read: u64,
    accepted: u64,
    changed: bool,
    total_people: f64,
    kept_people: f64,
    outside_people: f64,
    cut_cells: u64,
    points: u64,
    groups: Vec<GroupPart<'a>>,
    rejected: Vec<String>,
    warnings: Vec<&'a str>,
}

pub(super) fn show_people(imported: &PeopleImported, report: &ImportReport, format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let outcome = &imported.outcome;
    match format {
        Format::Json => {
            let said = PeopleReport {
                kind: "population",
                source: &imported.source,
                crs: &imported.crs,
                read: outcome.read,
                accepted: outcome.accepted,
                changed: imported.changed,
                total_people: imported.total.as_f64(),
                kept_people: imported.kept.as_f64(),
                outside_people: imported.outside.as_f64(),
                cut_cells: imported.cut,
                points: imported.points,
                groups: imported
                    .groups
                    .iter()
                    .map(|told| GroupPart {
                        group: told.group.key(),
                        source: &told.source,
                        kept_people: told.kept.as_f64(),
                        uncounted_cells: told.uncounted,
                    })
                    .collect(),
                rejected: outcome.rejected.iter().map(import::told).collect(),
                warnings: outcome.warnings.iter().map(|remark| remark.what.as_str()).collect(),
            };
            serde_json::to_writer(&mut out, &said)?;
            writeln!(out)?;
        }
        Format::Csv => import::table(report)?,
        Format::Table => {
            writeln!(
                out,
                "population from {}: {} cells read, {} with people",
                imported.source, outcome.read, outcome.accepted
            )?;
            writeln!(
                out,
                "{} people: {} kept, {} outside every community and not kept; {} points, {} cells cut along borders",
                imported.total, imported.kept, imported.outside, imported.points, imported.cut
            )?;
            for told in &imported.groups {
                writeln!(
                    out,
                    "{} of them {}, from {}",
                    told.kept,
                    told.group.key(),
                    plain(&told.source)
                )?;
            }
            writeln!(out, "coordinates: {}", plain(&imported.crs))?;
            for remark in &outcome.warnings {
                writeln!(out, "  warning: {}", plain(&remark.told()))?;
            }
        }
    }
    Ok(())
}
