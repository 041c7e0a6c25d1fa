//! The report of an import on the terminal.

use std::io::Write as _;

use crate::cli::{Failure, Format, plain};
use crate::domain::record::{Outcome, Remark};
use crate::report::ImportReport;

/// Remarks shown for eyes before the rest is only counted.
pub(in crate::cli) const SHOWN: usize = 20;
/// Longest line of a remark for eyes; the rest is in the other formats.
const LONGEST: usize = 300;

/// Prints the report.
pub(in crate::cli) fn show(report: &ImportReport, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => {
            let mut out = std::io::stdout().lock();
            serde_json::to_writer(&mut out, &report.document())?;
            writeln!(out)?;
        }
        Format::Csv => table(report)?,
        Format::Table => for_eyes(report)?,
    }
    Ok(())
}

/// Prints everything that was said as a table for programs.
pub(in crate::cli) fn table(report: &ImportReport) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    writer.write_record(["result", "row", "field", "what", "check", "value", "lon", "lat"])?;
    for problem in report.problems() {
        let remark = problem.remark;
        let degrees = |index: usize| remark.at.map_or(String::new(), |at| at[index].to_string());
        writer.write_record([
            problem.result,
            remark.row.as_deref().unwrap_or(""),
            remark.field.as_deref().unwrap_or(""),
            &remark.told(),
            remark.check.key(),
            remark.value.as_deref().unwrap_or(""),
            &degrees(0),
            &degrees(1),
        ])?;
    }
    writer.flush()?;
    Ok(())
}

fn for_eyes(report: &ImportReport) -> Result<(), Failure> {
    let outcome = &report.outcome;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} from {}: {} read, {} accepted, {} rejected",
        report.kind,
        report.source,
        outcome.read,
        outcome.accepted,
        report.wrong()
    )?;
    writeln!(out, "coordinates: {}", plain(&report.crs))?;
    if let Some(datum) = &report.datum {
        writeln!(out, "datum {}", plain(datum))?;
    }
    if let Some(projection) = &report.projection {
        writeln!(out, "measured in {projection}")?;
    }
    if let Some(columns) = columns(outcome) {
        writeln!(out, "  columns: {}", short(&plain(&columns)))?;
    }
    for (title, remarks) in [("rejected", &outcome.rejected), ("warning", &outcome.warnings)] {
        for remark in remarks.iter().take(SHOWN) {
            writeln!(out, "  {title}: {}", short(&plain(&told(remark))))?;
        }
        if remarks.len() > SHOWN {
            writeln!(
                out,
                "  ... and {} more; see all with --format csv or --report FILE.xlsx",
                remarks.len() - SHOWN
            )?;
        }
    }
    Ok(())
}

/// A remark in one line.
pub(in crate::cli) fn told(remark: &Remark) -> String {
    let row = remark.row.as_ref().map_or(String::new(), |row| format!("row {row}, "));
    let field = remark
        .field
        .as_ref()
        .map_or(String::new(), |field| format!("field {field}: "));
    format!("{row}{field}{}", remark.told())
}

/// Which columns give which fields, in one line.
fn columns(outcome: &Outcome) -> Option<String> {
    let (used, rest): (Vec<_>, Vec<_>) = outcome.columns.iter().partition(|column| column.field.is_some());
    let used: Vec<String> = used
        .iter()
        .map(|column| {
            let field = column.field.as_deref().unwrap_or_default();
            format!("{field} = {} ({} %)", column.column, column.confidence_percent)
        })
        .collect();
    let rest: Vec<&str> = rest.iter().map(|column| column.column.as_str()).collect();
    let unused = if rest.is_empty() {
        String::new()
    } else {
        format!("; not used: {}", rest.join(", "))
    };
    (!outcome.columns.is_empty()).then(|| format!("{}{unused}", used.join(", ")))
}

fn short(line: &str) -> String {
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} ... (all of it with --format json)", &line[..end]),
        None => line.to_owned(),
    }
}
