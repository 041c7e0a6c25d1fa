//! `yike assess`

use clap::{Args, ValueEnum};
use std::io::Write as _;

use super::basis::Basis;
use super::progress::Bar;
use super::{Failure, Format, Language, say, say_notes, table};
use crate::domain::assessment;
use crate::domain::edit::World;
use crate::workflow::{self, AssessRequest, Location, Progress, When};

/// Compute circles for every community, and keep the result as the assessment in force.
#[derive(Debug, Args)]
pub(super) struct Assess {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// service-15, service-10, fitness-15, convenience-15, rural-usual-mode, gb50180-15, gb50180-10, gb50180-5, park-500, or your own FILE.toml. May be given
    /// several times.
    #[arg(long, required = true)]
    circle: Vec<String>,
    /// How reach is measured.
    #[arg(long, value_enum, default_value_t = Method::Straight)]
    method: Method,
    /// Which of the populations that stand side by side.
    #[arg(long, value_enum, default_value_t = Basis::Usual)]
    population: Basis,
    /// A share of residents, as in 0.9, that makes a community covered. No plan gives one; without it the share itself is the answer.
    #[arg(long)]
    theta: Option<f64>,
    /// The layers as they were after this version (see yike history), or at a date as 2025-12-31 (its end, in UTC) or a moment as
    /// 2025-12-31T18:00+08:00; as they are, when not given.
    #[arg(long, value_name = "DATE|VERSION")]
    at: Option<When>,
    /// A scenario: its edits over its base. The result is kept with the scenario, and the assessment in force stays.
    #[arg(long, value_name = "NAME", conflicts_with = "at")]
    scenario: Option<String>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Language of names in tables; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Straight line times the circle's detour factor: an estimate.
    Straight,
    /// The shortest way along the streets, from door to door.
    Streets,
    /// Both, side by side; the map can switch between them.
    Both,
}

impl Method {
    fn methods(self) -> &'static [assessment::Method] {
        use assessment::Method::{Straight, Streets};
        match self {
            Self::Straight => &[Straight],
            Self::Streets => &[Streets],
            Self::Both => &[Straight, Streets],
        }
    }
}

impl Assess {
    pub(super) fn run(self) -> Result<(), Failure> {
        let base = match &self.at {
            Some(when) => {
                let version = workflow::version_at(&self.workspace, when)?;
                if let When::Moment(moment) = when {
                    say(&format!(
                        "the layers after version {version}, the last one made by {moment}"
                    ));
                }
                Some(version)
            }
            None => None,
        };
        let bar = Bar::new();
        let request = AssessRequest {
            workspace: &self.workspace,
            circles: &self.circle,
            basis: self.population.into(),
            theta: self.theta,
            methods: self.method.methods(),
            world: match &self.scenario {
                Some(name) => workflow::world(&self.workspace, name)?,
                None => World {
                    base,
                    ..World::default()
                },
            },
        };
        let done = workflow::assess(&request, |circle, service| bar.step(&format!("{circle}: {service}")));
        bar.finish();
        let assessed = done?;
        say_notes(&assessed.assessment.remarks);
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                out.write_all(&assessed.document)?;
                writeln!(out)?;
            }
            Format::Csv => table::communities_csv(out, &assessed.town, &assessed.assessment)?,
            Format::Table => {
                let language = Language::or_terminals(self.lang);
                table::assessment(
                    &mut out,
                    assessed.number,
                    &assessed.town,
                    &assessed.assessment,
                    language,
                )?;
                say(&match &self.scenario {
                    Some(name) => format!("kept with scenario {name}; the assessment in force is as it was"),
                    None => format!("see it on the map with: yike serve --workspace {}", &self.workspace),
                });
            }
        }
        Ok(())
    }
}
