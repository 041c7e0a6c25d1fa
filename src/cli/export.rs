//! `yike export`

use std::io::Write as _;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::export_map::Map;
use super::export_tiles::Tiles;
use super::{Failure, Format, Language, plain, say};
use crate::domain::assessment;
use crate::workflow::{
    self, ExportEncoding, ExportFormat, ExportRequest, ExportShape, Exported, ListedLayer, Location, RingsAsked,
};

/// Write a layer of the workspace to a file of another format, or the map's tiles to one file.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct ExportCommand {
    #[command(subcommand)]
    of_the_map: Option<OfTheMap>,
    #[command(flatten)]
    layer: Option<Export>,
}

#[derive(Debug, Subcommand)]
enum OfTheMap {
    Tiles(Tiles),
    Map(Map),
}

impl ExportCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        match (self.of_the_map, self.layer) {
            (Some(OfTheMap::Tiles(tiles)), _) => tiles.run(),
            (Some(OfTheMap::Map(map)), _) => map.run(),
            (None, Some(layer)) => layer.run(),
            (None, None) => Err(Failure::Words("name a layer, `tiles` or `map`".to_owned())),
        }
    }
}

/// One layer.
#[derive(Debug, Args)]
struct Export {
    /// communities (with every result), facilities, functions, circles, gaps, gap-list, coverage, hamlets, population, populations,
    /// buildings, land, streets, barrier-lines, barrier-areas, compounds, rings or service-rings.
    #[arg(required_unless_present = "list")]
    layer: Option<String>,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// The file to write. It is written beside and renamed when it is whole.
    #[arg(long, value_name = "FILE", required_unless_present = "list")]
    to: Option<PathBuf>,
    /// The format, where the file's ending does not tell it.
    #[arg(long, value_parser = PossibleValuesParser::new(ExportFormat::ALL.map(|(_, key)| key)))]
    format: Option<String>,
    /// Reference system: EPSG:CODE, or `plane` for the one that the workspace measures in. WGS 84 degrees when not given.
    #[arg(long)]
    crs: Option<String>,
    /// Eastings of CGCS2000 zones begin with the number of the zone.
    #[arg(long)]
    zone_prefix: bool,
    /// A city's own plane, by the parameters in this file.
    #[arg(long, value_name = "FILE.toml", conflicts_with_all = ["crs", "zone_prefix"])]
    local_grid: Option<PathBuf>,
    /// Letters of a Shapefile (UTF-8 when not given) or a drawing (GBK when not given).
    #[arg(long, value_enum)]
    encoding: Option<Encoding>,
    /// A field map: which fields, in which order, under which names, with which words for values.
    #[arg(long, value_name = "FILE.toml")]
    fields: Option<PathBuf>,
    /// Language of headings in workbooks; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
    /// The circle of rings and service-rings: service-15 when not given, another that comes with the program, or your own FILE.toml.
    #[arg(long)]
    circle: Option<String>,
    /// How far rings and service-rings go: along the streets where there are any, when not given.
    #[arg(long, value_enum)]
    method: Option<Method>,
    /// Rings of one service of the circle alone.
    #[arg(long, value_name = "KEY")]
    service: Option<String>,
    /// Replace a file of that name.
    #[arg(long)]
    overwrite: bool,
    /// List what can be exported, and write nothing.
    #[arg(long, conflicts_with_all = ["layer", "to"])]
    list: bool,
    /// How the report is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    report: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Encoding {
    /// UTF-8
    #[value(name = "utf-8")]
    Utf8,
    /// GBK
    Gbk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Straight line times the circle's detour factor: an estimate.
    Straight,
    /// The shortest way along the streets, from door to door.
    Streets,
}

impl Export {
    fn run(self) -> Result<(), Failure> {
        let of_rings = self.circle.is_some() || self.method.is_some() || self.service.is_some();
        if of_rings && !matches!(self.layer.as_deref(), Some("rings" | "service-rings")) {
            return Err(Failure::Place(
                "--circle, --method and --service go with the layers rings and service-rings".to_owned(),
            ));
        }
        let language = Language::or_terminals(self.lang);
        let (Some(layer), Some(to), false) = (&self.layer, &self.to, self.list) else {
            return list(&workflow::export_list(&self.workspace)?, self.report, language);
        };
        let exported = workflow::export(&ExportRequest {
            workspace: &self.workspace,
            layer,
            to,
            format: self.format.as_deref(),
            crs: self.crs.as_deref(),
            zone_prefix: self.zone_prefix,
            local_grid: self.local_grid.as_deref(),
            encoding: self.encoding.map(|encoding| match encoding {
                Encoding::Utf8 => ExportEncoding::Utf8,
                Encoding::Gbk => ExportEncoding::Gbk,
            }),
            fields: self.fields.as_deref(),
            chinese: language == Language::Zh,
            overwrite: self.overwrite,
            rings: RingsAsked {
                circle: self.circle.as_deref(),
                method: self.method.map(|method| match method {
                    Method::Straight => assessment::Method::Straight,
                    Method::Streets => assessment::Method::Streets,
                }),
                service: self.service.as_deref(),
            },
        })?;
        report(layer, &exported, self.report)
    }
}

#[derive(Serialize)]
struct Report<'a> {
    layer: &'a str,
    files: Vec<String>,
    format: &'a str,
    crs: Option<&'a str>,
    rows: usize,
    assessment: Option<i64>,
    fields: Vec<FieldPart<'a>>,
    remarks: &'a [String],
}

#[derive(Serialize)]
struct FieldPart<'a> {
    name: &'a str,
    of: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

fn report(layer: &str, exported: &Exported, format: Format) -> Result<(), Failure> {
    let written = &exported.written;
    let mut out = std::io::stdout().lock();
    let files: Vec<String> = written.files.iter().map(|file| file.display().to_string()).collect();
    match format {
        Format::Json => {
            let report = Report {
                layer,
                files,
                format: written.format.key(),
                crs: written.crs.as_deref(),
                rows: written.rows,
                assessment: exported.assessment,
                fields: written
                    .fields
                    .iter()
                    .map(|field| FieldPart {
                        name: &field.name,
                        of: &field.of,
                        kind: field.kind.key(),
                    })
                    .collect(),
                remarks: &written.remarks,
            };
            serde_json::to_writer(&mut out, &report)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(["field", "of", "type"])?;
            for field in &written.fields {
                writer.write_record([field.name.as_str(), &field.of, field.kind.key()])?;
            }
            writer.flush()?;
        }
        Format::Table => {
            let crs = written.crs.as_ref().map_or(String::new(), |crs| format!(", {crs}"));
            writeln!(
                out,
                "{layer}: {} rows, {} fields{crs} -> {}",
                written.rows,
                written.fields.len(),
                plain(&files.join(" "))
            )?;
        }
    }
    if format != Format::Json {
        for remark in &written.remarks {
            say(&format!("note: {remark}"));
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct LayerPart<'a> {
    layer: &'a str,
    zh: &'a str,
    en: &'a str,
    shapes: &'a str,
    rows: Option<usize>,
    #[serde(skip)]
    drawn: bool,
}

fn list(layers: &[ListedLayer], format: Format, language: Language) -> Result<(), Failure> {
    let parts: Vec<LayerPart<'_>> = layers
        .iter()
        .map(|layer| LayerPart {
            layer: layer.name,
            zh: layer.zh,
            en: layer.en,
            shapes: match layer.shape {
                Some(ExportShape::Point) => "points",
                Some(ExportShape::Line) => "lines",
                Some(ExportShape::Area) => "areas",
                None => "none",
            },
            rows: layer.rows,
            drawn: layer.drawn,
        })
        .collect();
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            serde_json::to_writer(&mut out, &parts)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            for part in &parts {
                writer.serialize((part.layer, part.shapes, part.rows, part.zh, part.en))?;
            }
            writer.flush()?;
        }
        Format::Table => {
            for part in &parts {
                let missing = if part.drawn { "*" } else { "-" };
                let rows = part.rows.map_or(missing.to_owned(), |rows| rows.to_string());
                let what = if language == Language::Zh { part.zh } else { part.en };
                writeln!(out, "{:<13} {:>8}  {:<7} {what}", part.layer, rows, part.shapes)?;
            }
            if layers.iter().any(|layer| layer.rows.is_none() && !layer.drawn) {
                say("note: layers with - come with the first assessment (yike assess)");
            }
            say("note: layers with * are drawn when they are asked for, of one --circle");
        }
    }
    Ok(())
}
