//! `yike history`, `yike diff` and `yike undo`

use std::io::Write as _;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};

use super::{Failure, Format, say};
use crate::workflow::{self, Location, RowChange, Version, When};

/// Show what changed the layers, and when.
#[derive(Debug, Args)]
pub(super) struct History {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// Only what was made by then: a date as 2025-12-31 (its end, in UTC), a moment as 2025-12-31T18:00+08:00, or the number of a version.
    #[arg(long, value_name = "DATE|VERSION")]
    at: Option<When>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Show which rows two versions of the layers have otherwise, field by field.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// From which version, or from the state at a date as 2025-12-31 (its end, in UTC) or a moment as 2025-12-31T18:00+08:00; the version before
    /// the other, when not given. 0 is the empty workspace.
    #[arg(value_name = "DATE|VERSION")]
    from: Option<When>,
    /// To which version or date; the latest, when not given.
    #[arg(value_name = "DATE|VERSION")]
    to: Option<When>,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Take the latest change of the layers back, or go to any earlier version. It becomes a version itself, so it can be taken back too.
#[derive(Debug, Args)]
pub(super) struct Undo {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// Go to the state after this version, or to the state at a date as 2025-12-31 (its end, in UTC) or a moment as 2025-12-31T18:00+08:00; 0 is
    /// the empty workspace.
    #[arg(long, value_name = "DATE|VERSION")]
    to: Option<When>,
}

impl History {
    pub(super) fn run(self) -> Result<(), Failure> {
        let versions = workflow::history(&self.workspace, self.at.as_ref())?;
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut out, &versions)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                versions
                    .iter()
                    .try_for_each(|version| writer.serialize(Line::of(version)))?;
                writer.flush()?;
            }
            Format::Table => {
                let mut table = Table::new();
                table.load_preset(presets::ASCII_MARKDOWN);
                table.set_header([
                    "version",
                    "when (UTC)",
                    "true from",
                    "layer",
                    "action",
                    "source",
                    "added",
                    "changed",
                    "removed",
                ]);
                for version in &versions {
                    table.add_row([
                        version.number.to_string(),
                        version.made_at.clone(),
                        version.as_of.clone().unwrap_or_default(),
                        version.layer.clone(),
                        version.action.clone(),
                        version.source.clone(),
                        version.added.to_string(),
                        version.changed.to_string(),
                        version.removed.to_string(),
                    ]);
                }
                for column in table.column_iter_mut().skip(6) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
                writeln!(out, "{table}")?;
            }
        }
        Ok(())
    }
}

/// A version in a table of texts.
#[derive(serde::Serialize)]
struct Line<'a> {
    version: i64,
    made_at: &'a str,
    layer: &'a str,
    action: &'a str,
    source: &'a str,
    added: i64,
    changed: i64,
    removed: i64,
    as_of: &'a str,
}

impl<'a> Line<'a> {
    fn of(version: &'a Version) -> Self {
        Self {
            version: version.number,
            made_at: &version.made_at,
            layer: &version.layer,
            action: &version.action,
            source: &version.source,
            added: version.added,
            changed: version.changed,
            removed: version.removed,
            as_of: version.as_of.as_deref().unwrap_or_default(),
        }
    }
}

impl Diff {
    pub(super) fn run(self) -> Result<(), Failure> {
        let changes = workflow::diff(&self.workspace, self.from.as_ref(), self.to.as_ref())?;
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut out, &changes)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(["layer", "id", "code", "name", "change", "field", "from", "to"])?;
                for line in changes.iter().flat_map(lines) {
                    writer.write_record(line)?;
                }
                writer.flush()?;
            }
            Format::Table => {
                let mut table = Table::new();
                table.load_preset(presets::ASCII_MARKDOWN);
                table.set_header(["layer", "id", "code", "name", "change", "field", "from", "to"]);
                for line in changes.iter().flat_map(lines) {
                    table.add_row(line.map(|cell| short(&cell)));
                }
                writeln!(out, "{table}")?;
                writeln!(out, "{} rows differ", changes.len())?;
            }
        }
        Ok(())
    }
}

/// A line per field; one for a row that came or went.
fn lines(change: &RowChange) -> Vec<[String; 8]> {
    let line = |field: &str, from: String, to: String| {
        [
            change.layer.to_owned(),
            change.id.to_string(),
            change.code.clone().unwrap_or_default(),
            change.name.clone().unwrap_or_default(),
            change.change.to_owned(),
            field.to_owned(),
            from,
            to,
        ]
    };
    if change.fields.is_empty() {
        return vec![line("", String::new(), String::new())];
    }
    change
        .fields
        .iter()
        .map(|field| line(&field.field, shown(&field.from), shown(&field.to)))
        .collect()
}

fn shown(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Letters of a cell that a table for eyes shows.
const SHOWN: usize = 40;

fn short(cell: &str) -> String {
    if cell.chars().count() <= SHOWN {
        return cell.to_owned();
    }
    let kept: String = cell.chars().take(SHOWN).collect();
    format!("{kept}…")
}

impl Undo {
    pub(super) fn run(self) -> Result<(), Failure> {
        let version = workflow::undo(&self.workspace, self.to.as_ref())?;
        say(&format!(
            "version {} is the state after {}: {} rows came back, {} went; run yike assess again for numbers that fit them",
            version.number, version.source, version.added, version.removed
        ));
        Ok(())
    }
}
