//! `yike check`

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::people_group::Group;
use super::{Failure, Format, Language, check_csv, check_table};
use crate::domain::area_code::UnitLevel;
use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{PlanReader, shipped_conflicts};
use crate::report::{CheckReport, check_document};
use crate::workflow::{self, CheckRequest, Checked, Location, WorkflowError};

/// Does this place keep its plan? Every requirement is answered: computed, recorded, or not assessed with what is missing.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// A plan that comes with the program (see yike plan list), or your own FILE.toml. May be given several times; conflicts stay visible.
    #[arg(long, required = true)]
    plan: Vec<String>,
    /// Answers also for every area of this level, told by the codes of communities.
    #[arg(long, value_enum)]
    level: Option<Level>,
    /// Answers for the communities in an area alone: POLYGON ((lon lat, ...)), or a file with areas. A community is in it where a place in its
    /// middle is.
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
    /// Answers for this group of people alone. What counts communities, facilities, areas or documents has no answer for a group: it is not
    /// assessed, says why, and beside it stands the part of the group that lives where it holds.
    #[arg(long, value_enum)]
    group: Option<Group>,
    /// Documents that somebody has seen: FILE.toml with [[record]] entries of requirement, date, source and reference.
    #[arg(long, value_name = "FILE.toml")]
    records: Option<PathBuf>,
    /// The answers as of this day (2023, 2023-06 or 2023-06-30): the layers as they were then, by the day that each import said (--as-of) or
    /// was made on; records up to then.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Beside the answers their path: the values on every day on which the data change, with the baseline, the target and a straight line
    /// between, which is no target.
    #[arg(long)]
    path: bool,
    /// The answers in a scenario: its facilities, and the circles that were assessed of it (yike assess --scenario NAME).
    #[arg(long, value_name = "NAME", conflicts_with_all = ["as_of", "path"])]
    scenario: Option<String>,
    /// How the answers are written. The table shows the whole and the areas; JSON has every number and the communities that fall short.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Language of names in tables; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Communities.
    Community,
    /// Sub-districts and townships.
    Town,
    /// Counties.
    County,
    /// Prefectures.
    Prefecture,
    /// Provinces.
    Province,
}

impl From<Level> for UnitLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Community => Self::Community,
            Level::Town => Self::Town,
            Level::County => Self::County,
            Level::Prefecture => Self::Prefecture,
            Level::Province => Self::Province,
        }
    }
}

impl Check {
    pub(super) fn run(self) -> Result<(), Failure> {
        let area = self.area.as_deref().map(workflow::read_area).transpose()?;
        let checked = workflow::check(&CheckRequest {
            workspace: &self.workspace,
            plans: &self.plan,
            level: self.level.map(UnitLevel::from),
            records: self.records.as_deref(),
            area: area.as_ref(),
            group: self.group.map(PeopleGroup::from),
            as_of: self.as_of,
            path: self.path,
            scenario: self.scenario.as_deref(),
        })?;
        let language = Language::or_terminals(self.lang);
        match self.format {
            Format::Json => json(&checked),
            Format::Csv => check_csv::rows(&checked, language),
            Format::Table => check_table::table(&checked, language),
        }
    }
}

fn json(checked: &Checked) -> Result<(), Failure> {
    let reader = PlanReader::new().map_err(WorkflowError::from)?;
    let conflicts = shipped_conflicts().map_err(|e| WorkflowError::Conflicts(e.to_string()))?;
    let document = check_document(&CheckReport {
        plans: &checked.plans,
        records: &checked.records,
        area_names: &checked.area_names,
        remarks: &checked.remarks,
        inputs: reader.inputs(),
        conflicts: &conflicts,
        group: checked.group,
        as_of: checked.as_of,
        scenario: checked.scenario.as_deref(),
        path: &checked.path,
    });
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &document)?;
    writeln!(out)?;
    Ok(())
}
