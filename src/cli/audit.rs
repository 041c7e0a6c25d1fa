//! `yike audit`

use std::io::Write as _;

use clap::Args;
use comfy_table::{Table, presets};
use serde_json::json;

use super::staff_file::{StaffFlag, moment};
use super::{Failure, Format};
use crate::workflow::staff::{AuditLine, unix_now};

/// Show who signed in, was refused, changed something or took data away, the latest first.
#[derive(Debug, Args)]
pub(super) struct Audit {
    #[command(flatten)]
    staff: StaffFlag,
    /// Only the last so many days.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    days: u32,
    /// Lines at most.
    #[arg(long, default_value_t = 1000)]
    limit: u32,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

const HEADER: [&str; 5] = ["when (UTC)", "who", "what", "detail", "from"];

impl Audit {
    pub(super) fn run(self) -> Result<(), Failure> {
        let since = unix_now() - i64::from(self.days) * 86_400;
        let lines = self.staff.open()?.audit(since, self.limit)?;
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                let all = lines.iter().map(|line| {
                    json!({
                        "when": moment(Some(line.at)),
                        "who": line.who,
                        "what": line.what,
                        "detail": line.detail,
                        "from": line.peer,
                    })
                });
                serde_json::to_writer(&mut out, &all.collect::<Vec<_>>())?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(HEADER)?;
                lines.into_iter().try_for_each(|line| writer.write_record(row(line)))?;
                writer.flush()?;
            }
            Format::Table => {
                let mut table = Table::new();
                table.load_preset(presets::ASCII_MARKDOWN);
                table.set_header(HEADER);
                for line in lines {
                    table.add_row(row(line));
                }
                writeln!(out, "{table}")?;
            }
        }
        Ok(())
    }
}

fn row(line: AuditLine) -> [String; 5] {
    [moment(Some(line.at)), line.who, line.what, line.detail, line.peer]
}
