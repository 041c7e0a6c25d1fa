//! `yike scenario list`.

use std::io::Write;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use crate::cli::{Failure, Format, plain};
use crate::workflow::{self, Location, Scenario};

/// List the scenarios.
#[derive(Debug, Args)]
pub(super) struct List {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

impl List {
    pub(super) fn run(self) -> Result<(), Failure> {
        let scenarios = workflow::scenarios(&self.workspace)?;
        let lines: Vec<Line<'_>> = scenarios.iter().map(Line::of).collect();
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut out, &lines)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                lines.iter().try_for_each(|line| writer.serialize(line))?;
                writer.flush()?;
            }
            Format::Table => {
                let mut table = Table::new();
                table.load_preset(presets::ASCII_MARKDOWN);
                table.set_header(["name", "title", "base", "edits", "assessments", "changed (UTC)"]);
                for line in &lines {
                    table.add_row([
                        plain(line.name),
                        plain(line.title),
                        line.base.to_string(),
                        line.edits.to_string(),
                        line.assessments.to_string(),
                        line.changed_at.to_owned(),
                    ]);
                }
                for column in table.column_iter_mut().skip(2).take(3) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
                writeln!(out, "{table}")?;
            }
        }
        Ok(())
    }
}

/// A scenario in a list.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    title: &'a str,
    base: i64,
    edits: usize,
    assessments: usize,
    made_at: &'a str,
    changed_at: &'a str,
}

impl<'a> Line<'a> {
    fn of(scenario: &'a Scenario) -> Self {
        Self {
            name: &scenario.name,
            title: &scenario.title,
            base: scenario.base,
            edits: scenario.edits.len(),
            assessments: scenario.assessments.len(),
            made_at: &scenario.made_at,
            changed_at: &scenario.changed_at,
        }
    }
}
