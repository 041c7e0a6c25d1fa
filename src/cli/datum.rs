//! `yike datum`

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use super::progress::Bar;
use super::{Failure, Format, plain};
use crate::crs::datum_detection::Verdict;
use crate::workflow::{self, DatumFinding, DatumLook, DatumRequest, Location};

/// Find out whether a layer is in CGCS2000 (WGS 84), GCJ-02 or BD-09, by holding it against borders or streets; nothing is changed.
#[derive(Debug, Args)]
pub(super) struct DatumCommand {
    /// GeoJSON, GeoPackage, Shapefile or CSV with coordinates.
    file: PathBuf,
    /// A workspace whose communities and streets are held against it.
    #[arg(long, short)]
    workspace: Option<Location>,
    /// Layer of a file that has several.
    #[arg(long)]
    layer: Option<String>,
    /// Reference system of a file with metres that does not name its own.
    #[arg(long)]
    crs: Option<String>,
    /// Columns with the coordinates of a CSV, as in --map lon=X.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = super::import::pair)]
    map: Vec<(String, String)>,
    /// A file with borders or streets of known reference system.
    #[arg(long, value_name = "FILE")]
    reference: Option<PathBuf>,
    /// How the answer is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Serialize)]
struct Answer<'a> {
    source: &'a str,
    declared: Option<&'a str>,
    findings: Vec<FindingPart<'a>>,
}

#[derive(Serialize)]
struct FindingPart<'a> {
    reference: &'a str,
    verdict: &'static str,
    datum: Option<&'static str>,
    flag: Option<&'static str>,
    swapped: bool,
    says: String,
    corners: usize,
    compared: usize,
    lines: usize,
    hypotheses: Vec<HypothesisPart>,
    depth: Option<f64>,
    rival_depth: Option<f64>,
    off_m: Option<f64>,
}

#[derive(Serialize)]
struct HypothesisPart {
    datum: String,
    median_m: f64,
    matched: usize,
}

impl DatumCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        if self.file.to_str().is_some_and(workflow::is_table_address) {
            return Err(Failure::Words(
                "a table of a server is looked at when it comes in: yike import KIND ADDRESS --dry-run says its datum and changes nothing"
                    .to_owned(),
            ));
        }
        let crs = workflow::crs_words(self.crs.as_deref(), None, None)?;
        let bar = Bar::new();
        super::stop::listen()?;
        let request = DatumRequest {
            file: &self.file,
            layer: self.layer.as_deref(),
            crs: crs.as_deref(),
            map: &self.map,
            workspace: self.workspace.as_ref(),
            reference: self.reference.as_deref(),
            limits: workflow::Limits::default(),
        };
        let looked = workflow::datum(&request, &bar);
        bar.finish();
        let look = looked?;
        match self.format {
            Format::Json => json(&look),
            Format::Csv => csv(&look),
            Format::Table => table(&look),
        }
    }
}

fn part(finding: &DatumFinding) -> FindingPart<'_> {
    let examination = &finding.examination;
    let fits = match examination.verdict {
        Verdict::Fits(hypothesis) => Some(hypothesis),
        _ => None,
    };
    let around = examination.surroundings;
    FindingPart {
        reference: &finding.reference,
        verdict: examination.verdict.key(),
        datum: fits.map(|hypothesis| hypothesis.datum.name()),
        flag: fits.map(|hypothesis| hypothesis.datum.flag()),
        swapped: matches!(examination.verdict, Verdict::Swapped) || fits.is_some_and(|hypothesis| hypothesis.swapped),
        says: examination.verdict.to_string(),
        corners: examination.corners,
        compared: examination.compared,
        lines: examination.lines,
        hypotheses: examination
            .tried
            .iter()
            .map(|tried| HypothesisPart {
                datum: tried.hypothesis.to_string(),
                median_m: thousandths(tried.median_m),
                matched: tried.matched,
            })
            .collect(),
        depth: around.map(|around| thousandths(around.depth)),
        rival_depth: around.map(|around| thousandths(around.rival_depth)),
        off_m: around.and_then(|around| around.off_m).map(thousandths),
    }
}

fn thousandths(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

fn json(look: &DatumLook) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let answer = Answer {
        source: &look.file,
        declared: look.crs.as_deref(),
        findings: look.findings.iter().map(part).collect(),
    };
    serde_json::to_writer(&mut out, &answer)?;
    writeln!(out)?;
    Ok(())
}

fn csv(look: &DatumLook) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    writer.write_record(["reference", "datum", "median_m", "matched", "compared", "verdict"])?;
    for finding in look.findings.iter().map(part) {
        for tried in &finding.hypotheses {
            writer.write_record([
                finding.reference,
                &tried.datum,
                &tried.median_m.to_string(),
                &tried.matched.to_string(),
                &finding.compared.to_string(),
                &finding.says,
            ])?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn table(look: &DatumLook) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let declared = look.crs.as_deref().unwrap_or("nothing");
    writeln!(
        out,
        "{}: its reference system, as the file or you say: {}",
        plain(&look.file),
        plain(declared)
    )?;
    for finding in &look.findings {
        let part = part(finding);
        writeln!(
            out,
            "\nagainst {}: {} of {} corners compared with {} lines",
            plain(part.reference),
            part.compared,
            part.corners,
            part.lines
        )?;
        if !part.hypotheses.is_empty() {
            let mut table = Table::new();
            table.load_preset(presets::NOTHING);
            table.set_header(["if it is in", "half lie within (m)", "within 25 m of a line"]);
            for tried in &part.hypotheses {
                table.add_row([
                    tried.datum.clone(),
                    format!("{:.1}", tried.median_m),
                    tried.matched.to_string(),
                ]);
            }
            for column in table.column_iter_mut().skip(1) {
                column.set_cell_alignment(CellAlignment::Right);
            }
            writeln!(out, "{table}")?;
        }
        if let (Some(depth), Some(rival)) = (part.depth, part.rival_depth) {
            writeln!(
                out,
                "the best of them is {:.1} times closer than elsewhere around; the best other place {:.1} times",
                depth.exp(),
                rival.max(0.0).exp()
            )?;
        }
        writeln!(out, "verdict: {}", part.says)?;
        if let Some(flag) = part.flag.filter(|_| !part.swapped) {
            writeln!(out, "import it with --crs {flag}")?;
        }
    }
    Ok(())
}
