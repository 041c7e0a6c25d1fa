//! `yike site`

use std::io::Write as _;

use clap::{Args, ValueEnum};

use super::basis::Basis;
use super::progress::Bar;
use super::{Failure, Language, say, say_notes, site_table};
use crate::domain::edit::World;
use crate::domain::siting::{SitePlan, SiteWord, SitingFound, SitingResult};
use crate::report::{site_features, siting_document};
use crate::workflow::{self, Location};

/// Where the next facilities should go: the best sites for a service of a circle, whom each serves, and how much better any other choice
/// could be. Keep a plan with --keep NAME: it is then a scenario that assess, check and serve read.
#[derive(Debug, Args)]
#[command(
    after_help = "Models:\n  lscp        the fewest sites (or cheapest, with --cheapest) that serve everybody\n  mclp        the most people served by --sites new ones, or within a --budget\n  p-median    the shortest ways in sum to --sites new ones and those that stand\n  p-center    the shortest longest way\n  backup      everybody served by the fewest, and as many as can be twice\n  cover-rate  the fewest (cheapest) sites that serve a --coverage of all, within capacities with --capacitated\n\nCandidates: workspace (facilities with the state candidate 备选 or planned 规划), communities (the middle of each community's people), corners (street corners, one in each square of 250 m; corners:400 for others), grid (one in each square of 250 m with people; grid:500), at:CATEGORY (facilities of another category that would house it: at:idle_building for idle houses, at:community_service_station for rooms in a station), lease:CATEGORY (the same, rented: with both named a facility is one or the other), parcels:FILE (plots, a point inside each). Several may be named, each with its --cost.\n\nExamples:\n  yike site --workspace town.gpkg --circle service-15 --service elderly_day_care --model mclp --sites 3\n  yike site --workspace town.gpkg --circle fitness-15 --service sports_venue --model cover-rate --coverage 0.95 --method streets --candidates corners --curve 12\n  yike site --workspace town.gpkg --circle service-15 --service kindergarten --model mclp --sites 6 --phases 2,4,6 --keep kindergartens\n  yike site --workspace town.gpkg --circle service-15 --service food,elderly_day_care --sites 3 --candidates at:idle_building,communities\n  yike site --workspace town.gpkg --circle service-15 --service health --budget 30 --candidates communities,lease:idle_building --cost communities=12 --cost lease:idle_building=5 --mobile communities --stops 4 --cost round=3"
)]
pub(super) struct Site {
    /// The workspace.
    #[arg(long, short)]
    pub(super) workspace: Location,
    /// A circle by its name (see yike assess --help), or your own FILE.toml.
    #[arg(long)]
    pub(super) circle: String,
    /// The key of one of the circle's services, as in kindergarten; or of several, as in food,childcare.
    #[arg(long, required = true, value_delimiter = ',')]
    pub(super) service: Vec<String>,
    #[command(flatten)]
    pub(super) housing: HousingWords,
    /// A limit other than the circle's: minutes, or metres of the walk where the circle's metres govern.
    #[arg(long, value_name = "MINUTES|METRES")]
    pub(super) within: Option<f64>,
    /// What makes a plan better.
    #[arg(long, value_enum, default_value_t = Kind::Mclp)]
    pub(super) model: Kind,
    /// How many new sites may be opened.
    #[arg(long, allow_negative_numbers = true, value_name = "NUMBER")]
    pub(super) sites: Option<usize>,
    /// What new sites may cost together.
    #[arg(long, allow_negative_numbers = true, value_name = "COST")]
    pub(super) budget: Option<i64>,
    /// The share of the people to be served, as in 0.95; for cover-rate.
    #[arg(long, allow_negative_numbers = true, value_name = "SHARE")]
    pub(super) coverage: Option<f64>,
    /// No site serves more people than its capacity.
    #[arg(long)]
    pub(super) capacitated: bool,
    /// People that a site can serve that has no capacity of its own: PEOPLE, or KEY=PEOPLE with the keys of --cost.
    #[arg(long = "capacity", allow_negative_numbers = true, value_name = "[KEY=]PEOPLE")]
    pub(super) capacities: Vec<String>,
    /// The cheapest, where lscp and cover-rate else take the fewest.
    #[arg(long)]
    pub(super) cheapest: bool,
    /// What a site costs: KEY=COST, KEY its id, its key or where it comes from (workspace, communities, corners, grid, parcels, at:CATEGORY, lease:CATEGORY, expansion,
    /// standing), or room:SERVICE, round, stop; 1 where nothing is said, 0 for sites that stand, rooms and stops.
    #[arg(long = "cost", value_name = "KEY=COST")]
    pub(super) costs: Vec<String>,
    /// People that a new site must have.
    #[arg(long, value_name = "PEOPLE")]
    pub(super) least_people: Option<f64>,
    /// Metres that a new site keeps from any other.
    #[arg(long, allow_negative_numbers = true, value_name = "METRES")]
    pub(super) spacing: Option<f64>,
    /// Sites that each sub-district or township must have.
    #[arg(long, value_name = "NUMBER")]
    pub(super) per_town: Option<usize>,
    /// Where candidates come from; workspace where it has some, else communities.
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    pub(super) candidates: Vec<String>,
    /// Square metres that a plot must have, of --candidates parcels:FILE.
    #[arg(long, value_name = "M2")]
    pub(super) least_area: Option<f64>,
    /// Where a mobile service might stop, with the words of --candidates: rounds are then a choice beside sites, each within one town.
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    pub(super) mobile: Vec<String>,
    /// Stops of one round.
    #[arg(long, value_name = "NUMBER", default_value_t = 5, requires = "mobile")]
    pub(super) stops: usize,
    /// Rounds that each town may have.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "mobile")]
    pub(super) rounds: usize,
    /// How steep the ground of a new site may be, in per cent; asks for an elevation in the workspace.
    #[arg(long, value_name = "PERCENT")]
    pub(super) steepest: Option<f64>,
    /// How many more people a facility that stands could serve if it were enlarged, by its id or for all; with --capacitated.
    #[arg(long, value_name = "ID|all=PEOPLE")]
    pub(super) expand: Vec<String>,
    /// Ground where nothing may be built: POLYGON ((lon lat, ...)), or a file with areas.
    #[arg(long, value_name = "WKT|FILE")]
    pub(super) not_in: Vec<String>,
    /// Candidates that have to be built, by id or key (as in corners:114.012345:29.812345).
    #[arg(long, value_name = "SITE", value_delimiter = ',')]
    pub(super) require: Vec<SiteWord>,
    /// Sites that are left out, by id or key.
    #[arg(long, value_name = "SITE", value_delimiter = ',')]
    pub(super) exclude: Vec<SiteWord>,
    /// Standing sites that may be given up for one elsewhere, by id; or all.
    #[arg(long, value_name = "ID|all", value_delimiter = ',')]
    pub(super) may_close: Vec<String>,
    /// A new site stands within METRES of one of CATEGORY, as in `community_health_centre=300`.
    #[arg(long, value_name = "CATEGORY=METRES")]
    pub(super) beside: Option<String>,
    /// Who counts more: elderly, minors or disabled, or a community or town by code or name, as in elderly=2.
    #[arg(long = "weight", value_name = "WHO=TIMES")]
    pub(super) weights: Vec<String>,
    /// Other plans beside the best, 20 at most.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(super) alternatives: usize,
    /// In how many sites other plans differ at least.
    #[arg(long, value_name = "SITES", default_value_t = 1)]
    pub(super) differing: usize,
    /// How many people 0, 1, 2 ... sites serve, up to this many.
    #[arg(long, value_name = "SITES")]
    pub(super) curve: Option<usize>,
    /// A plan in phases: sites in all by the end of each, as in 2,4,6 (with --budget: cost in all).
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub(super) phases: Vec<i64>,
    /// How ways are measured.
    #[arg(long, value_enum, default_value_t = Method::Straight)]
    pub(super) method: Method,
    /// Which of the populations that stand side by side.
    #[arg(long, value_enum, default_value_t = Basis::Usual)]
    pub(super) population: Basis,
    /// A scenario: its edits over its base.
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// How far from the best a plan may be, as a share: 0.01 is faster on large towns.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub(super) gap: f64,
    /// Seconds of each search; the plan is then as good as was found by then, which may differ from run to run.
    #[arg(long, value_name = "SECONDS")]
    pub(super) seconds: Option<f64>,
    /// Megabytes that a model may take.
    #[arg(long, value_name = "MB", default_value_t = 4_000)]
    pub(super) memory: u64,
    /// Keep the plan (or, with --alternatives, its PLAN-th) as a scenario of this name.
    #[arg(long, value_name = "NAME")]
    keep: Option<String>,
    /// Which phase is kept and drawn, from 1; the last where none is named.
    #[arg(long, value_name = "PHASE", requires = "phases", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pub(super) phase: Option<usize>,
    /// Which plan is kept and drawn, from 1; the best where none is named, or with --phases what stands by the end of a phase.
    #[arg(long, value_name = "PLAN", conflicts_with = "phase", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pub(super) plan: Option<usize>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t = Written::Table)]
    format: Written,
    /// Language of names in tables; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

/// How new sites house several services.
#[derive(Debug, Args)]
pub(super) struct HousingWords {
    /// Of several services each new site houses one; else every new site houses all of them (一室多用).
    #[arg(long)]
    pub(super) apart: bool,
    /// Of several services each new site has rooms for those that pay: the site costs, and each room (--cost room:SERVICE=COST).
    #[arg(long, conflicts_with = "apart")]
    pub(super) rooms: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    Lscp,
    Mclp,
    PMedian,
    PCenter,
    Backup,
    CoverRate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Method {
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

impl Site {
    pub(super) fn run(self) -> Result<(), Failure> {
        if let Some(name) = &self.keep {
            workflow::check_new_scenario(&self.workspace, name)?;
        }
        let world = match &self.scenario {
            Some(name) => workflow::world(&self.workspace, name)?,
            None => World::default(),
        };
        let request = self.request(world)?;
        let bar = Bar::new();
        let done = workflow::site_facilities(&request, &bar);
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
                let sites = match &result.found {
                    SitingFound::Plan { .. } => self.chosen(&result)?.sites.as_slice(),
                    SitingFound::Nothing(_) => &[],
                };
                serde_json::to_writer(&mut out, &site_features(&result, sites))?;
                writeln!(out)?;
            }
            Written::Table => site_table::table(&mut out, &result, language)?,
        }
        self.kept(&result)?;
        match result.found {
            SitingFound::Plan { .. } => Ok(()),
            SitingFound::Nothing(_) => Err(Failure::Words(
                "no choice of sites keeps all rules; see why above".to_owned(),
            )),
        }
    }

    /// Whether one of the plans is kept or drawn.
    pub(super) fn uses_plan(&self) -> bool {
        self.keep.is_some() || self.format == Written::Geojson
    }

    /// The plan that is kept and drawn: with phases what stands by the end of the last, or of the one that is named.
    fn chosen<'a>(&self, result: &'a SitingResult) -> Result<&'a SitePlan, Failure> {
        let SitingFound::Plan { plans, phases, .. } = &result.found else {
            return Err(Failure::Words("there is no plan".to_owned()));
        };
        let found = match (self.phase, self.plan, phases.as_slice()) {
            (Some(phase), _, _) => phases.get(phase - 1).map(|phase| &phase.plan),
            (None, None, [.., last]) => Some(&last.plan),
            (None, plan, _) => plans.get(plan.unwrap_or(1) - 1),
        };
        found.ok_or_else(|| {
            let words = match self.phase {
                Some(phase) => format!("there are {} phases; --phase {phase} is none of them", phases.len()),
                None => format!(
                    "there are {} plans; --plan {} is none of them",
                    plans.len(),
                    self.plan.unwrap_or(1)
                ),
            };
            Failure::Words(words)
        })
    }

    /// Keeps the plan where a name is given.
    fn kept(&self, result: &SitingResult) -> Result<(), Failure> {
        let (Some(name), SitingFound::Plan { phases, .. }) = (&self.keep, &result.found) else {
            return Ok(());
        };
        let plan = self.chosen(result)?;
        if !phases.is_empty() && self.plan.is_none() {
            let phase = self.phase.unwrap_or(phases.len());
            say(&format!(
                "kept is what stands by the end of phase {phase} of {} (--phase N keeps that of another, --plan 1 the best plan for all at once)",
                phases.len()
            ));
        }
        let base = workflow::keep_plan(&self.workspace, name, result, plan)?;
        let method = match self.method {
            Method::Straight => "straight",
            Method::Streets => "streets",
        };
        say(&format!(
            "kept as scenario {name} over version {base} of the layers; assess it with: yike assess --workspace {} --circle {} --method {method} --scenario {name}",
            self.workspace, self.circle
        ));
        if self.within.is_some() {
            say(
                "note: an assessment measures by the circle's own limit, not by --within; give the circle as a file with that limit for the same numbers",
            );
        }
        Ok(())
    }
}
