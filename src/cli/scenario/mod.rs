//! `yike scenario`.

mod edit;
mod list;
mod show;
mod words;

use clap::{Args, Subcommand};

use edit::Edit;
use list::List;
use show::Show;

use super::{Failure, say};
use crate::workflow::{self, Location};

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
        let base = workflow::new_scenario(&self.workspace, &self.name, &self.title, self.base, &[])?;
        say(&format!(
            "scenario {} stands on version {base} of the layers; edit it with: yike scenario edit {} --workspace {}",
            self.name, self.name, self.workspace
        ));
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
