//! `yike scenario show`.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::words::{shape, told};
use crate::cli::{Failure, Format, plain, say};
use crate::domain::edit::EditRecord;
use crate::workflow::{self, Location, ShownScenario, told_lapsed};

/// Show a scenario with its edits.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The scenario.
    name: String,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

impl Show {
    pub(super) fn run(self) -> Result<(), Failure> {
        let shown = workflow::scenario(&self.workspace, &self.name)?;
        let parts: Vec<EditPart<'_>> = parts(&shown);
        let scenario = &shown.scenario;
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                let document = Document {
                    name: &scenario.name,
                    title: &scenario.title,
                    base: scenario.base,
                    made_at: &scenario.made_at,
                    changed_at: &scenario.changed_at,
                    edits: parts,
                    assessments: &scenario.assessments,
                };
                serde_json::to_writer(&mut out, &document)?;
                writeln!(out)?;
            }
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                parts.iter().try_for_each(|part| writer.serialize(part))?;
                writer.flush()?;
            }
            Format::Table => {
                let title = if scenario.title.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", plain(&scenario.title))
                };
                writeln!(
                    out,
                    "{}{title}: version {} of the layers with {} edits",
                    scenario.name,
                    scenario.base,
                    scenario.edits.len()
                )?;
                for (part, edit) in parts.iter().zip(&scenario.edits) {
                    let lapsed = if part.applies { "" } else { " (no longer applies)" };
                    writeln!(out, "{:>5}  {}{lapsed}", part.position, plain(&told(edit)))?;
                }
                if !scenario.assessments.is_empty() {
                    let numbers: Vec<String> = scenario.assessments.iter().map(i64::to_string).collect();
                    writeln!(out, "assessments: {}", numbers.join(", "))?;
                }
                shown.lapsed.iter().for_each(|lapsed| say(&told_lapsed(lapsed)));
            }
        }
        Ok(())
    }
}

/// A scenario with its edits.
#[derive(Serialize)]
struct Document<'a> {
    name: &'a str,
    title: &'a str,
    base: i64,
    made_at: &'a str,
    changed_at: &'a str,
    edits: Vec<EditPart<'a>>,
    assessments: &'a [i64],
}

/// An edit, flat: what does not belong to its kind is null.
#[derive(Serialize)]
struct EditPart<'a> {
    position: usize,
    edit: &'static str,
    id: Option<i64>,
    wkt: Option<String>,
    class: Option<&'a str>,
    category: Option<&'a str>,
    name: Option<&'a str>,
    capacity: Option<f64>,
    level: Option<i32>,
    applies: bool,
}

fn parts(shown: &ShownScenario) -> Vec<EditPart<'_>> {
    let edits = shown.scenario.edits.iter().enumerate();
    edits
        .map(|(position, edit)| {
            let mut part = EditPart {
                position: position + 1,
                edit: edit.key(),
                id: None,
                wkt: shape(edit),
                class: None,
                category: None,
                name: None,
                capacity: None,
                level: None,
                applies: !shown.lapsed.iter().any(|lapsed| lapsed.position == position),
            };
            match edit {
                EditRecord::CloseStreet { id } | EditRecord::MoveSite { id, .. } | EditRecord::RemoveSite { id } => {
                    part.id = Some(*id);
                }
                EditRecord::NewLink { class, name, level, .. } => {
                    part.level = Some(*level);
                    part.class = Some(class);
                    part.name = Some(name);
                }
                EditRecord::AddSite {
                    id,
                    name,
                    category,
                    capacity,
                    ..
                } => {
                    part.id = Some(*id);
                    part.category = Some(category);
                    part.name = Some(name);
                    part.capacity = *capacity;
                }
                EditRecord::CloseAcross { .. } | EditRecord::CloseWithin { .. } => {}
            }
            part
        })
        .collect()
}
