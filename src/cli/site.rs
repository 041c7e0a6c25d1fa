//! `yike site`

use std::collections::BTreeMap;
use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::basis::Basis;
use super::progress::Bar;
use super::{Failure, Language, say, say_notes, site_table};
use crate::domain::assessment;
use crate::domain::edit::World;
use crate::domain::people_group::PeopleGroup;
use crate::domain::siting::{SitingFound, SitingResult};
use crate::report::{siting_document, siting_features};
use crate::units::Metres;
use crate::workflow::{self, Allowed, CandidateSource, Effort, Location, Model, SitingRequest, Thrift};

/// Where the next facilities should go: the best sites for a service of a circle, whom each serves, and how much better any other choice
/// could be. Keep a plan with --keep NAME: it is then a scenario that assess, check and serve read.
#[derive(Debug, Args)]
#[command(
    after_help = "Models:\n  lscp        the fewest sites (or cheapest, with --cheapest) that serve everybody\n  mclp        the most people served by --sites new ones, or within a --budget\n  p-median    the shortest ways in sum to --sites new ones and those that stand\n  p-center    the shortest longest way\n  backup      everybody served by the fewest, and as many as can be twice\n  cover-rate  the fewest (cheapest) sites that serve a --coverage of all, within capacities with --capacitated\n\nCandidates: workspace (facilities with the state candidate 备选 or planned 规划), communities (the middle of each community's people), corners (street corners, one in each square of 250 m; corners:400 for others), grid (one in each square of 250 m with people; grid:500). Several may be named.\n\nExamples:\n  yike site --workspace town.gpkg --circle service-15 --service elderly_day_care --model mclp --sites 3\n  yike site --workspace town.gpkg --circle fitness-15 --service sports_venue --model cover-rate --coverage 0.95 --method streets --candidates corners --curve 12\n  yike site --workspace town.gpkg --circle service-15 --service kindergarten --model mclp --sites 6 --phases 2,4,6 --keep kindergartens"
)]
pub(super) struct Site {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// A circle by its name (see yike assess --help), or your own FILE.toml.
    #[arg(long)]
    circle: String,
    /// The key of one of the circle's services, as in kindergarten.
    #[arg(long)]
    service: String,
    /// A limit other than the circle's: minutes, or metres of the walk where the circle's metres govern.
    #[arg(long, value_name = "MINUTES|METRES")]
    within: Option<f64>,
    /// What makes a plan better.
    #[arg(long, value_enum, default_value_t = Kind::Mclp)]
    model: Kind,
    /// How many new sites may be opened.
    #[arg(long, value_name = "NUMBER")]
    sites: Option<usize>,
    /// What new sites may cost together.
    #[arg(long, value_name = "COST")]
    budget: Option<i64>,
    /// The share of the people to be served, as in 0.95; for cover-rate.
    #[arg(long, value_name = "SHARE")]
    coverage: Option<f64>,
    /// No site serves more people than its capacity.
    #[arg(long)]
    capacitated: bool,
    /// People that a site can serve that has no capacity of its own.
    #[arg(long, value_name = "PEOPLE")]
    capacity: Option<f64>,
    /// The cheapest, where lscp and cover-rate else take the fewest.
    #[arg(long)]
    cheapest: bool,
    /// What a site costs: KEY=COST, KEY its id or where it comes from (workspace, communities, corners, grid, standing); 1 where nothing is
    /// said, 0 for sites that stand.
    #[arg(long = "cost", value_name = "KEY=COST")]
    costs: Vec<String>,
    /// People that a new site must have.
    #[arg(long, value_name = "PEOPLE")]
    least_people: Option<f64>,
    /// Metres that a new site keeps from any other.
    #[arg(long, value_name = "METRES")]
    spacing: Option<f64>,
    /// Sites that each sub-district or township must have.
    #[arg(long, value_name = "NUMBER")]
    per_town: Option<usize>,
    /// Where candidates come from; workspace where it has some, else communities.
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    candidates: Vec<String>,
    /// Ground where nothing may be built: POLYGON ((lon lat, ...)), or a file with areas.
    #[arg(long, value_name = "WKT|FILE")]
    not_in: Vec<String>,
    /// Candidates that have to be built, by id.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    require: Vec<i64>,
    /// Sites that are left out, by id.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    exclude: Vec<i64>,
    /// Standing sites that may be given up for one elsewhere, by id; or all.
    #[arg(long, value_name = "ID|all", value_delimiter = ',')]
    may_close: Vec<String>,
    /// A new site stands within METRES of one of CATEGORY, as in `community_health_centre=300`.
    #[arg(long, value_name = "CATEGORY=METRES")]
    beside: Option<String>,
    /// Who counts more: elderly, minors or disabled, or a community or town by code or name, as in elderly=2.
    #[arg(long = "weight", value_name = "WHO=TIMES")]
    weights: Vec<String>,
    /// Other plans beside the best.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    alternatives: usize,
    /// In how many sites other plans differ at least.
    #[arg(long, value_name = "SITES", default_value_t = 1)]
    differing: usize,
    /// How many people 0, 1, 2 ... sites serve, up to this many.
    #[arg(long, value_name = "SITES")]
    curve: Option<usize>,
    /// A plan in phases: sites in all by the end of each, as in 2,4,6 (with --budget: cost in all).
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    phases: Vec<i64>,
    /// How ways are measured.
    #[arg(long, value_enum, default_value_t = Method::Straight)]
    method: Method,
    /// Which of the populations that stand side by side.
    #[arg(long, value_enum, default_value_t = Basis::Usual)]
    population: Basis,
    /// A scenario: its edits over its base.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// How far from the best a plan may be, as a share: 0.01 is faster on large towns.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    gap: f64,
    /// Seconds of each search; the plan is then as good as was found by then, which may differ from run to run.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<f64>,
    /// Megabytes that a model may take.
    #[arg(long, value_name = "MB", default_value_t = 4_000)]
    memory: u64,
    /// Keep the plan (or, with --alternatives, its PLAN-th) as a scenario of this name.
    #[arg(long, value_name = "NAME")]
    keep: Option<String>,
    /// Which plan is kept and drawn, from 1.
    #[arg(long, value_name = "PLAN", default_value_t = 1)]
    plan: usize,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Written::Table)]
    format: Written,
    /// Language of names in tables; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Lscp,
    Mclp,
    PMedian,
    PCenter,
    Backup,
    CoverRate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Straight line times the circle's detour factor: an estimate.
    Straight,
    /// The shortest way along the streets, from door to door.
    Streets,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Written {
    /// For eyes.
    Table,
    /// For programs.
    Json,
    /// The sites of one plan, for maps.
    Geojson,
}

/// Metres between candidates where nothing is said.
const STEP: f64 = 250.0;

impl Site {
    pub(super) fn run(self) -> Result<(), Failure> {
        let world = match &self.scenario {
            Some(name) => workflow::world(&self.workspace, name)?,
            None => World::default(),
        };
        let given = self.given()?;
        let mut request = self.request(&given, world.clone());
        let bar = Bar::new();
        let mut done = workflow::site_facilities(&request, &bar);
        let fallback = [CandidateSource::Communities];
        if self.candidates.is_empty()
            && matches!(
                &done,
                Err(workflow::WorkflowError::WrongSiting(
                    workflow::WrongSiting::NoCandidates(_)
                ))
            )
        {
            request.candidates = &fallback;
            done = workflow::site_facilities(&request, &bar);
        }
        bar.finish();
        let (_, result) = done?;
        say_notes(&result.remarks);
        let language = Language::or_terminals(self.lang);
        let mut out = std::io::stdout().lock();
        match self.format {
            Written::Json => {
                serde_json::to_writer(&mut out, &siting_document(&result))?;
                writeln!(out)?;
            }
            Written::Geojson => {
                serde_json::to_writer(&mut out, &siting_features(&result, self.plan.saturating_sub(1)))?;
                writeln!(out)?;
            }
            Written::Table => site_table::table(&mut out, &result, language)?,
        }
        self.kept(&result, &world)?;
        match result.found {
            SitingFound::Plan { .. } => Ok(()),
            SitingFound::Nothing(_) => Err(Failure::Words(
                "no choice of sites keeps all rules; see why above".to_owned(),
            )),
        }
    }

    /// Keeps the plan where a name is given.
    fn kept(&self, result: &SitingResult, world: &World) -> Result<(), Failure> {
        let (Some(name), SitingFound::Plan { plans, .. }) = (&self.keep, &result.found) else {
            return Ok(());
        };
        let Some(plan) = plans.get(self.plan.wrapping_sub(1)) else {
            return Err(Failure::Words(format!(
                "there are {} plans; --plan {} is none of them",
                plans.len(),
                self.plan
            )));
        };
        let of = (world.base, world.edits.as_slice());
        let base = workflow::keep_plan(&self.workspace, name, of, result, plan)?;
        say(&format!(
            "kept as scenario {name} over version {base} of the layers; assess it with: yike assess --workspace {} --circle {} --scenario {name}",
            self.workspace, self.circle
        ));
        Ok(())
    }

    fn request<'a>(&'a self, given: &'a Given, world: World) -> SitingRequest<'a> {
        SitingRequest {
            workspace: &self.workspace,
            circle: &self.circle,
            service: &self.service,
            within: self.within,
            model: given.model,
            sites: self.sites.or(given.last_phase),
            budget: self.budget,
            capacitated: self.capacitated,
            thrift: if self.cheapest {
                Thrift::Cheapest
            } else {
                Thrift::Fewest
            },
            capacity: self.capacity,
            least_people: self.least_people,
            spacing: self.spacing.map(Metres),
            per_town: self.per_town,
            candidates: &given.candidates,
            not_in: &self.not_in,
            required: &self.require,
            excluded: &self.exclude,
            may_close: &given.may_close,
            may_close_all: given.may_close_all,
            beside: given.beside.clone(),
            costs: &given.costs,
            group_weights: &given.group_weights,
            community_weights: &given.community_weights,
            alternatives: self.alternatives,
            differing: self.differing,
            curve: self.curve,
            phases: &given.phases,
            method: match self.method {
                Method::Straight => assessment::Method::Straight,
                Method::Streets => assessment::Method::Streets,
            },
            basis: self.population.into(),
            world,
            effort: Effort {
                gap: self.gap,
                seconds: self.seconds,
                memory: self.memory.saturating_mul(1_000_000),
                ..Effort::default()
            },
        }
    }

    /// The words of the command line, read; all that is wrong with them.
    fn given(&self) -> Result<Given, Failure> {
        let mut wrong = Vec::new();
        let model = match (self.model, self.coverage) {
            (Kind::CoverRate, Some(share)) => Model::CoverRate {
                rate: (share * 1e6).round() as i64,
            },
            (Kind::CoverRate, None) => {
                wrong.push("--model cover-rate needs a --coverage, as in --coverage 0.95".to_owned());
                Model::CoverRate { rate: 1 }
            }
            (_, Some(_)) => {
                wrong.push("--coverage is for --model cover-rate".to_owned());
                Model::CoverMost
            }
            (Kind::Lscp, None) => Model::CoverAll,
            (Kind::Mclp, None) => Model::CoverMost,
            (Kind::PMedian, None) => Model::ShortestSum,
            (Kind::PCenter, None) => Model::ShortestLongest,
            (Kind::Backup, None) => Model::Backup,
        };
        let mut given = Given {
            model,
            ..Given::default()
        };
        if !(self.gap.is_finite() && (0.0..1.0).contains(&self.gap)) {
            wrong.push(format!("--gap {} is no share: it is 0 or more and below 1", self.gap));
        }
        for (flag, number) in [
            ("--capacity", self.capacity),
            ("--least-people", self.least_people),
            ("--spacing", self.spacing),
            ("--seconds", self.seconds),
        ] {
            if number.is_some_and(|number| !(number.is_finite() && number >= 0.0)) {
                wrong.push(format!("{flag} is a number of 0 or more"));
            }
        }
        for word in &self.candidates {
            match source(word) {
                Some(source) => given.candidates.push(source),
                None => wrong.push(format!(
                    "--candidates {word}: take workspace, communities, corners, corners:METRES, grid or grid:METRES"
                )),
            }
        }
        if given.candidates.is_empty() {
            given.candidates.push(CandidateSource::Workspace);
        }
        for word in &self.may_close {
            match (word.as_str(), word.parse()) {
                ("all", _) => given.may_close_all = true,
                (_, Ok(id)) => given.may_close.push(id),
                (_, Err(_)) => wrong.push(format!("--may-close {word}: take ids of facilities, or all")),
            }
        }
        if let Some(word) = &self.beside {
            match pair(word) {
                Some((category, metres)) if metres > 0.0 => given.beside = Some((category, Metres(metres))),
                _ => wrong.push(format!("--beside {word}: take CATEGORY=METRES")),
            }
        }
        for word in &self.costs {
            match pair(word) {
                Some((key, cost)) if cost.fract() == 0.0 => {
                    given.costs.insert(key, cost as i64);
                }
                _ => wrong.push(format!("--cost {word}: take KEY=COST with a whole number")),
            }
        }
        for word in &self.weights {
            let Some((who, times)) = pair(word).filter(|(_, times)| *times >= 0.0 && *times <= 1_000.0) else {
                wrong.push(format!("--weight {word}: take WHO=TIMES with a number from 0 to 1000"));
                continue;
            };
            match PeopleGroup::ALL.into_iter().find(|group| group.key() == who) {
                Some(group) => given.group_weights.push((group, times)),
                None => given.community_weights.push((who, times)),
            }
        }
        if !self.phases.windows(2).all(|pair| pair[0] < pair[1]) || self.phases.iter().any(|phase| *phase < 0) {
            wrong.push("--phases rise from each to the next, as in 2,4,6".to_owned());
        }
        given.phases = self
            .phases
            .iter()
            .map(|allowed| match self.budget {
                Some(_) => Allowed::Budget(*allowed),
                None => Allowed::Sites(usize::try_from(*allowed).unwrap_or(0)),
            })
            .collect();
        if self.budget.is_none() {
            given.last_phase = self.phases.last().and_then(|last| usize::try_from(*last).ok());
        }
        if wrong.is_empty() {
            Ok(given)
        } else {
            Err(Failure::Words(wrong.join("; ")))
        }
    }
}

/// What the words of the command line mean.
#[derive(Debug)]
struct Given {
    model: Model,
    candidates: Vec<CandidateSource>,
    may_close: Vec<i64>,
    may_close_all: bool,
    beside: Option<(String, Metres)>,
    costs: BTreeMap<String, i64>,
    group_weights: Vec<(PeopleGroup, f64)>,
    community_weights: Vec<(String, f64)>,
    phases: Vec<Allowed>,
    last_phase: Option<usize>,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            model: Model::CoverMost,
            candidates: Vec::new(),
            may_close: Vec::new(),
            may_close_all: false,
            beside: None,
            costs: BTreeMap::new(),
            group_weights: Vec::new(),
            community_weights: Vec::new(),
            phases: Vec::new(),
            last_phase: None,
        }
    }
}

fn source(word: &str) -> Option<CandidateSource> {
    let (kind, step) = word
        .split_once(':')
        .map_or((word, None), |(kind, step)| (kind, Some(step)));
    let metres = match step {
        Some(step) => Metres(step.parse().ok()?),
        None => Metres(STEP),
    };
    match (kind, step) {
        ("workspace", None) => Some(CandidateSource::Workspace),
        ("communities", None) => Some(CandidateSource::Communities),
        ("corners", _) => Some(CandidateSource::Corners(metres)),
        ("grid", _) => Some(CandidateSource::Grid(metres)),
        _ => None,
    }
}

/// `WORD=NUMBER`.
fn pair(word: &str) -> Option<(String, f64)> {
    let (key, number) = word.rsplit_once('=')?;
    let number: f64 = number.trim().parse().ok()?;
    (!key.trim().is_empty() && number.is_finite()).then(|| (key.trim().to_owned(), number))
}
