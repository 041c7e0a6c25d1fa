//! `yike scenario`

use std::io::Write as _;

use clap::{ArgGroup, Args, Subcommand};
use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use super::progress::Bar;
use super::{Failure, Format, say};
use crate::domain::edit::EditRecord;
use crate::domain::wkt;
use crate::workflow::{self, Ask, Limits, Location, Scenario, ShownScenario, told_lapsed};
use geo::MultiLineString;

/// Make, edit and look at scenarios: named lists of edits over a version of the layers (streets closed, ways opened, facilities added, moved
/// or removed), never a copy. `yike assess --scenario NAME` assesses one.
#[derive(Debug, Args)]
pub(super) struct ScenarioCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    New(New),
    Edit(Box<Edit>),
    List(List),
    Show(Show),
    Drop(Drop),
}

/// Make a scenario without edits.
#[derive(Debug, Args)]
struct New {
    /// Its name: letters, digits, - _ .
    name: String,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// The version of the layers that it stands on (see yike history); the latest, when not given.
    #[arg(long, value_name = "VERSION")]
    base: Option<i64>,
    /// What it is about.
    #[arg(long, default_value = "")]
    title: String,
}

/// Add one edit to a scenario, or take the last one back.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true)))]
struct Edit {
    /// The scenario.
    name: String,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// Close a street by its id.
    #[arg(long, value_name = "STREET", group = "what")]
    close: Option<i64>,
    /// Cut every street at a line: LINESTRING (lon lat, lon lat), or a file with lines.
    #[arg(long, value_name = "WKT|FILE", group = "what")]
    close_line: Option<String>,
    /// Close every street inside an area: POLYGON ((lon lat, ...)), or a file with areas.
    #[arg(long, value_name = "WKT|FILE", group = "what")]
    close_area: Option<String>,
    /// Open a way along these corners.
    #[arg(
        long,
        value_name = "\"LON LAT, LON LAT\"",
        group = "what",
        allow_hyphen_values = true
    )]
    open_link: Option<String>,
    /// What the new way is: a value of highway, as in footway, steps, cycleway, residential.
    #[arg(long, value_name = "CLASS", requires = "open_link", default_value = "footway")]
    class: String,
    /// Add a facility here.
    #[arg(
        long,
        value_name = "\"LON LAT\"",
        group = "what",
        allow_hyphen_values = true,
        requires = "category"
    )]
    add_facility: Option<String>,
    /// What the new facility is.
    #[arg(long, value_name = "CATEGORY", requires = "add_facility")]
    category: Option<String>,
    /// Its seats, beds or places.
    #[arg(long, value_name = "NUMBER", requires = "add_facility")]
    capacity: Option<f64>,
    /// The name of the new facility or way.
    #[arg(long = "name", value_name = "NAME", default_value = "")]
    called: String,
    /// Move a facility.
    #[arg(long, num_args = 2, value_names = ["FACILITY", "\"LON LAT\""], group = "what", allow_hyphen_values = true)]
    move_facility: Vec<String>,
    /// Remove a facility by its id.
    #[arg(long, value_name = "FACILITY", group = "what")]
    remove_facility: Option<i64>,
    /// Take the last edit back.
    #[arg(long, group = "what")]
    undo: bool,
}

/// List the scenarios.
#[derive(Debug, Args)]
struct List {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Show a scenario with its edits.
#[derive(Debug, Args)]
struct Show {
    /// The scenario.
    name: String,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Remove a scenario with its edits and its assessments.
#[derive(Debug, Args)]
struct Drop {
    /// The scenario.
    name: String,
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
}

impl ScenarioCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.act {
            Act::New(new) => new.run(),
            Act::Edit(edit) => edit.run(),
            Act::List(list) => list.run(),
            Act::Show(show) => show.run(),
            Act::Drop(drop) => drop.run(),
        }
    }
}

impl New {
    fn run(self) -> Result<(), Failure> {
        let base = workflow::new_scenario(&self.workspace, &self.name, &self.title, self.base)?;
        say(&format!(
            "scenario {} stands on version {base} of the layers; edit it with: yike scenario edit {} --workspace {}",
            self.name, self.name, self.workspace
        ));
        Ok(())
    }
}

impl Edit {
    fn ask(&self) -> Result<Ask, Failure> {
        Ok(if let Some(id) = self.close {
            Ask::CloseStreet(id)
        } else if let Some(line) = &self.close_line {
            Ask::CloseAcross(line.clone())
        } else if let Some(area) = &self.close_area {
            Ask::CloseWithin(area.clone())
        } else if let Some(course) = &self.open_link {
            Ask::OpenLink {
                course: course.clone(),
                class: self.class.clone(),
                name: self.called.clone(),
            }
        } else if let Some(place) = &self.add_facility {
            Ask::AddFacility {
                place: place.clone(),
                category: self.category.clone().unwrap_or_default(),
                name: self.called.clone(),
                capacity: self.capacity,
            }
        } else if let [id, to] = self.move_facility.as_slice() {
            let number = id.parse().map_err(|_| Failure::NotAnId(id.clone()))?;
            Ask::MoveFacility(number, to.clone())
        } else {
            // clap lets nobody come here without one of them.
            Ask::RemoveFacility(self.remove_facility.unwrap_or_default())
        })
    }

    fn run(self) -> Result<(), Failure> {
        if self.undo {
            let edit = workflow::take_back_edit(&self.workspace, &self.name)?;
            say(&format!("taken back: {}", told(&edit)));
            return Ok(());
        }
        let ask = self.ask()?;
        let bar = Bar::new();
        let done = workflow::edit_scenario(&self.workspace, &self.name, &ask, &Limits::default(), &bar);
        bar.finish();
        say(&format!("scenario {}: {}", self.name, told(&done?)));
        Ok(())
    }
}

impl List {
    fn run(self) -> Result<(), Failure> {
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
                        super::plain(line.name),
                        super::plain(line.title),
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

impl Show {
    fn run(self) -> Result<(), Failure> {
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
                    format!(" ({})", super::plain(&scenario.title))
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
                    writeln!(out, "{:>5}  {}{lapsed}", part.position, super::plain(&told(edit)))?;
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

impl Drop {
    fn run(self) -> Result<(), Failure> {
        let scenario = workflow::drop_scenario(&self.workspace, &self.name)?;
        say(&format!(
            "scenario {} is gone, with {} edits and {} assessments",
            scenario.name,
            scenario.edits.len(),
            scenario.assessments.len()
        ));
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
                applies: !shown.lapsed.iter().any(|lapsed| lapsed.position == position),
            };
            match edit {
                EditRecord::CloseStreet { id } | EditRecord::MoveSite { id, .. } | EditRecord::RemoveSite { id } => {
                    part.id = Some(*id);
                }
                EditRecord::NewLink { class, name, .. } => {
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

/// The shape of an edit as text, in degrees.
fn shape(edit: &EditRecord) -> Option<String> {
    Some(match edit {
        EditRecord::CloseAcross { line } => wkt::of_lines(line),
        EditRecord::CloseWithin { area } => wkt::of_area(area),
        EditRecord::NewLink { course, .. } => wkt::of_lines(&MultiLineString(vec![course.clone()])),
        EditRecord::AddSite { point, .. } | EditRecord::MoveSite { to: point, .. } => {
            format!("POINT ({} {})", point.lon, point.lat)
        }
        EditRecord::CloseStreet { .. } | EditRecord::RemoveSite { .. } => return None,
    })
}

/// Letters of a shape that a list for eyes shows.
const SHOWN: usize = 60;

/// An edit in words.
fn told(edit: &EditRecord) -> String {
    let shape = shape(edit).unwrap_or_default();
    let shape = if shape.chars().count() > SHOWN {
        format!("{}…", shape.chars().take(SHOWN).collect::<String>())
    } else {
        shape
    };
    let called = |name: &str| {
        if name.is_empty() {
            String::new()
        } else {
            format!(" called {name}")
        }
    };
    match edit {
        EditRecord::CloseStreet { id } => format!("close street {id}"),
        EditRecord::CloseAcross { .. } => format!("cut streets at {shape}"),
        EditRecord::CloseWithin { .. } => format!("close streets within {shape}"),
        EditRecord::NewLink { class, name, .. } => format!("open a {class}{} along {shape}", called(name)),
        EditRecord::AddSite { id, name, category, .. } => {
            format!("add facility {id} ({category}){} at {shape}", called(name))
        }
        EditRecord::MoveSite { id, .. } => format!("move facility {id} to {shape}"),
        EditRecord::RemoveSite { id } => format!("remove facility {id}"),
    }
}
