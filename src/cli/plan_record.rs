//! `yike plan record`, `records` and `unrecord`

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use comfy_table::{Table, presets};
use serde_json::json;

use super::{Failure, Format, plain, say};
use crate::workflow::{self, Location, PlanRecord};

/// What somebody saw.
#[derive(Debug, Args)]
pub(super) struct RecordWords {
    /// Plan and requirement, as in national-2025/three-lists.
    #[arg(required_unless_present = "file")]
    requirement: Option<String>,
    /// As of when: 2024-05-31, 2024-05 or 2024.
    #[arg(long, required_unless_present = "file")]
    date: Option<String>,
    /// Who says so.
    #[arg(long, required_unless_present = "file")]
    source: Option<String>,
    /// Where it can be read: a number of a document, an address, the name of an attachment.
    #[arg(long, default_value = "")]
    reference: String,
    /// Many at once: a file with [[record]] entries of requirement, date, source and reference.
    #[arg(long, value_name = "FILE.toml", conflicts_with_all = ["requirement", "date", "source", "reference"], requires = "plan")]
    file: Option<PathBuf>,
    /// The plans that the file speaks of. May be given several times.
    #[arg(long, requires = "file")]
    plan: Vec<String>,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
}

impl RecordWords {
    pub(super) fn run(self) -> Result<(), Failure> {
        if let Some(file) = &self.file {
            let (new, all) = workflow::keep_record_file(&self.workspace, file, &self.plan)?;
            say(&format!("{new} of {all} records are new and are kept"));
            return Ok(());
        }
        let requirement = self.requirement.unwrap_or_default();
        let kept = workflow::keep_record(
            &self.workspace,
            PlanRecord {
                requirement: requirement.clone(),
                date: self.date.unwrap_or_default(),
                source: self.source.unwrap_or_default(),
                reference: self.reference,
            },
        )?;
        say(&if kept {
            format!("{requirement} is recorded")
        } else {
            format!("{requirement}: this very record was there already")
        });
        Ok(())
    }
}

pub(super) fn list_records(workspace: &Location, format: Format) -> Result<(), Failure> {
    let records = workflow::kept_records(workspace)?;
    let mut out = std::io::stdout().lock();
    let cells = |(number, record): &(i64, PlanRecord)| {
        [
            number.to_string(),
            record.requirement.clone(),
            record.date.clone(),
            record.source.clone(),
            record.reference.clone(),
        ]
    };
    let head = ["number", "requirement", "date", "source", "reference"];
    match format {
        Format::Json => {
            let each = records.iter().map(|(number, record)| {
                json!({
                    "number": number,
                    "requirement": record.requirement,
                    "date": record.date,
                    "source": record.source,
                    "reference": record.reference,
                })
            });
            serde_json::to_writer(&mut out, &each.collect::<Vec<_>>())?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(head)?;
            records
                .iter()
                .try_for_each(|record| writer.write_record(cells(record)))?;
            writer.flush()?;
        }
        Format::Table => {
            let mut table = Table::new();
            table.load_preset(presets::ASCII_MARKDOWN);
            table.set_header(head);
            table.add_rows(records.iter().map(|record| cells(record).map(|cell| plain(&cell))));
            writeln!(out, "{table}")?;
        }
    }
    Ok(())
}

pub(super) fn unrecord(workspace: &Location, number: i64) -> Result<(), Failure> {
    let record = workflow::drop_record(workspace, number)?;
    say(&format!(
        "{} of {} is no longer recorded",
        record.requirement, record.date
    ));
    Ok(())
}
