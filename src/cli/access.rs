//! `yike access`

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::basis::Basis;
use super::people_group::Group;
use super::progress::Bar;
use super::{Failure, Format, Language, access_rows, access_table, say_notes};
use crate::domain::access::{AccessMeasure, Decay, STEPS};
use crate::domain::assessment;
use crate::domain::edit::World;
use crate::report::access_document;
use crate::workflow::{self, AccessRequest, Location, Progress as _};

/// How much of a service people can get at, how many share it, how complete the circle is for them, and how evenly all that is spread.
/// Nothing is kept.
#[derive(Debug, Args)]
#[command(
    after_help = "Capacity is what the column capacity (容量, 床位数, 学位数, 座位数) of the facilities holds: beds, places, seats. A site without it gives nothing and is counted; people who reach one have at least what is shown.\n\nExamples:\n  yike access --workspace town.gpkg --circle service-15 --service kindergarten --measure e2sfca\n  yike access --workspace town.gpkg --circle convenience-15 --measure completeness\n  yike access --workspace town.gpkg --circle service-15 --service elderly_day_care --group elderly"
)]
pub(super) struct AccessCommand {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// A circle by its name (see yike assess --help), or your own FILE.toml.
    #[arg(long)]
    circle: String,
    /// The key of one of the circle's services, as in kindergarten; for every measure but completeness.
    #[arg(long)]
    service: Option<String>,
    /// What is measured; completeness where no service is named, else 2sfca.
    #[arg(long, value_enum)]
    measure: Option<Measure>,
    /// How a site counts for less the longer the way is; for e2sfca alone.
    #[arg(long, value_enum)]
    weights: Option<Weights>,
    /// One group alone, at its own pace and on its own ways; everybody still comes to the sites.
    #[arg(long, value_enum)]
    group: Option<Group>,
    /// How ways are measured.
    #[arg(long, value_enum, default_value_t = Method::Straight)]
    method: Method,
    /// Which of the populations that stand side by side.
    #[arg(long, value_enum, default_value_t = Basis::Usual)]
    population: Basis,
    /// A scenario: its edits over its base.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Language of names in tables; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measure {
    /// How many of the circle's services a person reaches.
    Completeness,
    /// How many sites of the service, and how much capacity, are within the circle.
    Cumulative,
    /// Capacity for each person, shared by everybody within each site's circle (Luo and Wang 2003).
    #[value(name = "2sfca")]
    TwoStep,
    /// The same, with weights that fall with the way (Luo and Qi 2009).
    #[value(name = "e2sfca")]
    Enhanced,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Weights {
    /// 1, 0.68 and 0.22 in the thirds of the circle; taken where nothing is said.
    Steps,
    /// A bell curve from 1 at the door to nothing at the limit (as Dai 2010).
    Gaussian,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Straight line times the circle's detour factor: an estimate.
    Straight,
    /// The shortest way along the streets, from door to door.
    Streets,
}

impl AccessCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        let measure = self.measured()?;
        let request = AccessRequest {
            workspace: &self.workspace,
            circle: &self.circle,
            service: self.service.as_deref(),
            measure,
            group: self.group.map(Into::into),
            method: match self.method {
                Method::Straight => assessment::Method::Straight,
                Method::Streets => assessment::Method::Streets,
            },
            basis: self.population.into(),
            world: match &self.scenario {
                Some(name) => workflow::world(&self.workspace, name)?,
                None => World::default(),
            },
        };
        let bar = Bar::new();
        let done = workflow::access(&request, |circle, service| bar.step(&format!("{circle}: {service}")));
        bar.finish();
        let (town, result) = done?;
        say_notes(&result.remarks);
        let mut out = std::io::stdout().lock();
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut out, &access_document(&town, &result))?;
                writeln!(out)?;
            }
            Format::Csv => access_rows::rows(out, &town, &result)?,
            Format::Table => access_table::table(&mut out, &town, &result, Language::or_terminals(self.lang))?,
        }
        Ok(())
    }

    /// The measure, where the words go together.
    fn measured(&self) -> Result<AccessMeasure, Failure> {
        let measure = self.measure.unwrap_or(match self.service {
            None => Measure::Completeness,
            Some(_) => Measure::TwoStep,
        });
        if self.weights.is_some() && measure != Measure::Enhanced {
            return Err(Failure::Words(
                "--weights is for --measure e2sfca alone; take both, or leave --weights out".to_owned(),
            ));
        }
        if self.service.is_some() && measure == Measure::Completeness {
            return Err(Failure::Words(
                "--measure completeness counts all services of the circle; leave --service out, or take another measure".to_owned(),
            ));
        }
        Ok(match (measure, self.weights) {
            (Measure::Completeness, _) => AccessMeasure::Completeness,
            (Measure::Cumulative, _) => AccessMeasure::Cumulative,
            (Measure::TwoStep, _) => AccessMeasure::TwoStep,
            (Measure::Enhanced, Some(Weights::Gaussian)) => AccessMeasure::Enhanced(Decay::GaussianToZero),
            (Measure::Enhanced, _) => AccessMeasure::Enhanced(Decay::Steps(STEPS.to_vec())),
        })
    }
}
