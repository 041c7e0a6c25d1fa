//! The command line: one file per subcommand.

mod access;
mod access_rows;
mod access_table;
mod assess;
mod audit;
mod backup;
mod barrier_flags;
mod basemaps;
mod basis;
mod check;
mod check_csv;
mod check_ledger;
mod check_path;
mod check_supplies;
mod check_table;
mod config;
mod datum;
mod demo;
mod export;
mod export_map;
mod export_tiles;
mod group_table;
mod history;
mod import;
mod import_raster;
mod init;
mod key;
mod oidc;
mod password_in;
mod people_group;
mod plan;
mod plan_record;
mod progress;
mod provisional;
mod reach;
mod reload;
mod restore;
mod route;
mod scenario;
mod secret;
mod serve;
mod serve_sign_in;
mod server_log;
mod settings;
mod site;
mod site_obstacle;
mod site_request;
mod site_table;
mod site_words;
mod staff_file;
mod step_log;
mod stop;
mod table;
mod user;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::http::{HttpError, TlsError};
use crate::workflow::WorkflowError;

/// Who is outside the fifteen-minute circle, by how much, and where they live.
#[derive(Debug, Parser)]
#[command(name = "yike", version, about, long_about = None, after_help = "Exit codes: 0 done, 1 refused or failed (nothing was changed), 2 wrong usage, 3 asked for something that comes with a later version, 130 and 143 stopped by Ctrl-C or a signal (nothing was changed).\n\nFirst steps:\n  yike demo                                   Liechtenstein on a map\n  yike init town.gpkg                         a workspace of your own\n  yike import communities FILE --workspace town.gpkg\n  yike import facilities FILE --workspace town.gpkg\n  yike assess --workspace town.gpkg --circle service-15\n  yike serve --workspace town.gpkg")]
struct Arguments {
    /// Say of every step of long work how long it took and how much memory it held.
    #[arg(long, global = true)]
    steps: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Import(Box<import::Import>),
    Provisional(provisional::Provisional),
    Assess(assess::Assess),
    Access(access::AccessCommand),
    Site(Box<site::Site>),
    Check(check::Check),
    Plan(plan::PlanCommand),
    Reach(reach::ReachCommand),
    Route(route::RouteCommand),
    History(history::History),
    Diff(history::Diff),
    Undo(history::Undo),
    Scenario(scenario::ScenarioCommand),
    Datum(datum::DatumCommand),
    Export(Box<export::ExportCommand>),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Serve(serve::Serve),
    Config(config::ConfigCommand),
    User(Box<user::UserCommand>),
    Key(Box<key::KeyCommand>),
    Audit(audit::Audit),
    Demo(demo::Demo),
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For eyes.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Language of names in tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

impl Language {
    /// The one asked for, else the terminal's.
    fn or_terminals(asked: Option<Self>) -> Self {
        let terminals = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
        asked.unwrap_or_else(|| {
            if terminals.is_some_and(|value| value.starts_with("zh")) {
                Self::Zh
            } else {
                Self::En
            }
        })
    }

    /// The one of two texts that is in this language.
    fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Why a command ends without its result.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Workflow(#[from] WorkflowError),
    #[error(transparent)]
    Http(#[from] HttpError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The terminal or the pipe is gone.
    #[error("the result can't be written out: {0}")]
    Output(#[from] std::io::Error),
    #[error("the result can't be written as CSV: {0}")]
    Csv(#[from] csv::Error),
    #[error("the result can't be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error(
        "{file}: {wrong} of {read} rows are wrong, so nothing was changed; mend them, or leave them out with --skip-rejected"
    )]
    Rejected { file: String, wrong: u64, read: u64 },
    #[error("{0}")]
    Place(String),
    #[error(
        "{file}: cells that can't be people, so nothing was changed; if their number means that nothing is known, say so with --no-data, or leave them out with --skip-rejected:{cells}"
    )]
    WrongCells { file: String, cells: String },
    /// Words of the command line that don't go together.
    #[error("{0}")]
    Words(String),
    #[error("{file}: nothing was started, because of this:{problems}")]
    Settings { file: String, problems: String },
    #[error("{}: the settings can't be read: {why}", .file.display())]
    SettingsFile { file: std::path::PathBuf, why: String },
    #[error("not yet: {0}")]
    NotYet(String),
    #[error("{0:?} is no id; it is a whole number, as yike export facilities shows it")]
    NotAnId(String),
}

impl Failure {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::NotYet(_) => ExitCode::from(3),
            Self::Workflow(error) if error.is_not_yet() => ExitCode::from(3),
            Self::Workflow(error) if error.is_stopped() => ExitCode::from(128 + stop::asked().unwrap_or_default()),
            _ => ExitCode::from(1),
        }
    }
}

/// Runs the command that the arguments name and says how it ended.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.steps {
        step_log::tell_all();
    }
    let done = match arguments.command {
        Command::Init(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Provisional(command) => command.run(),
        Command::Assess(command) => command.run(),
        Command::Access(command) => command.run(),
        Command::Site(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Plan(command) => command.run(),
        Command::Reach(command) => command.run(),
        Command::Route(command) => command.run(),
        Command::History(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Undo(command) => command.run(),
        Command::Scenario(command) => command.run(),
        Command::Datum(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Config(command) => command.run(),
        Command::User(command) => command.run(),
        Command::Key(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Demo(command) => command.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // `yike assess ... | head` closes the pipe early; that is no failure.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("yike: {failure}"));
            failure.exit_code()
        }
    }
}

/// Notes shown before the rest is only counted.
const NOTES: usize = 10;

/// Says what a person should know of a result: the first few, and how many more there are.
fn say_notes(remarks: &[String]) {
    for remark in remarks.iter().take(NOTES) {
        say(&format!("note: {remark}"));
    }
    if remarks.len() > NOTES {
        say(&format!(
            "note: and {} more of the kind; all are in --format json, under remarks",
            remarks.len() - NOTES
        ));
    }
}

/// Tells a person something, beside the result.
fn say(line: &str) {
    // Nobody may be listening any more.
    let _ = writeln!(std::io::stderr(), "{}", plain(line));
}

/// Text of a stranger's file may not steer the terminal.
fn plain(line: &str) -> String {
    line.chars()
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_tree_is_sound() {
        Arguments::command().debug_assert();
    }
}
