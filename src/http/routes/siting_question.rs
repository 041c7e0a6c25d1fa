//! A siting question of a page or a program, within the limits of what a server lets them ask.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;

use super::check_drawn::DrawnArea;
use crate::domain::assessment::Method;
use crate::domain::circle::CircleProfile;
use crate::domain::people_group::PeopleGroup;
use crate::domain::siting::{Housing, SiteWord};
use crate::http::problem::Problem;
use crate::units::Metres;
use crate::workflow::{
    self, Allowed, CandidateSource, Effort, IdleWord, Location, MobileRounds, Model, NoGround, SitingRequest, Thrift,
    idle_words,
};

/// Bytes that a model may take.
const MEMORY: u64 = 1_500_000_000;
/// Seconds of each search: a run must end by itself.
const SECONDS: f64 = 60.0;
/// How often people count: by group, and by community or town.
type Weights = (Vec<(PeopleGroup, f64)>, Vec<(String, f64)>);

/// A siting question.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the question by itself")]
#[serde(deny_unknown_fields)]
pub(crate) struct SitingQuestion {
    /// A circle that comes with the program.
    circle: String,
    /// The key of one of its services; of several, with commas between.
    pub(super) service: String,
    /// Each new site houses one of several services; else all of them.
    #[serde(default)]
    apart: bool,
    /// Each new site has rooms for those of several services that pay.
    #[serde(default)]
    rooms: bool,
    /// A limit other than the circle's: minutes, or metres where metres govern.
    #[serde(default)]
    pub(super) within: Option<f64>,
    /// `mclp`, `lscp`, `cover-rate`, `p-median`, `p-center` or `backup`.
    model: String,
    /// New sites.
    #[serde(default)]
    pub(super) sites: Option<usize>,
    /// The share to be served, for `cover-rate`.
    #[serde(default)]
    coverage: Option<f64>,
    /// What new sites may cost together.
    #[serde(default)]
    pub(super) budget: Option<i64>,
    /// The cheapest, where `lscp` and `cover-rate` else take the fewest.
    #[serde(default)]
    cheapest: bool,
    /// What a site costs, by its id or where it comes from.
    #[serde(default)]
    pub(super) costs: BTreeMap<String, i64>,
    /// No site serves more people than its capacity.
    #[serde(default)]
    capacitated: bool,
    /// People that a site without a capacity of its own can serve.
    #[serde(default)]
    pub(super) capacity: Option<f64>,
    /// People that sites can serve, by id or where they come from.
    #[serde(default)]
    pub(super) capacities: BTreeMap<String, f64>,
    /// Rounds of a mobile service, as a choice beside sites.
    #[serde(default)]
    pub(super) mobile: Option<Mobile>,
    /// People that a standing site could serve more, by its id or `all`.
    #[serde(default)]
    pub(super) expand: BTreeMap<String, f64>,
    /// People that a new site must have.
    #[serde(default)]
    pub(super) least_people: Option<f64>,
    /// Metres that a new site keeps from others.
    #[serde(default)]
    pub(super) spacing_m: Option<f64>,
    /// Sites that each town must have.
    #[serde(default)]
    pub(super) per_town: Option<usize>,
    /// A category that a new site stands beside.
    #[serde(default)]
    pub(super) beside: Option<Beside>,
    /// How steep the ground of a new site may be, in per cent.
    #[serde(default)]
    pub(super) steepest_percent: Option<f64>,
    /// How often people count, by `elderly`, `minors`, `disabled`, a community or a town.
    #[serde(default)]
    pub(super) weights: BTreeMap<String, f64>,
    /// `straight` or `streets`.
    method: String,
    /// `workspace`, `communities`, `corners`, `corners:400`, `grid`, `grid:400`, `at:CATEGORY`.
    pub(super) candidates: Vec<String>,
    /// Other plans beside the best.
    #[serde(default)]
    pub(super) alternatives: usize,
    /// Of how many sites of each plan before it another must do without.
    #[serde(default)]
    differing: usize,
    /// Up to how many sites the trade-off is followed.
    #[serde(default)]
    pub(super) curve: Option<usize>,
    /// Sites in all by the end of each phase; with a budget, cost.
    #[serde(default)]
    pub(super) phases: Vec<usize>,
    /// Candidates that must be built.
    #[serde(default)]
    pub(super) require: Vec<SiteName>,
    /// Sites that are left out.
    #[serde(default)]
    pub(super) exclude: Vec<SiteName>,
    /// Areas where nothing may be built.
    #[serde(default)]
    pub(super) not_in: Vec<DrawnArea>,
    /// The scenario that the best plan is kept as, or what stands by the end of the last phase.
    #[serde(default)]
    pub(super) keep: Option<String>,
    /// Standing sites that may be given up: ids, or `all`.
    #[serde(default)]
    pub(super) may_close: MayClose,
}

/// A site by its id, or a place that is no facility yet by its key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum SiteName {
    /// Its id.
    Id(i64),
    /// Its key.
    Key(String),
}

/// Which standing sites may be given up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum MayClose {
    /// These.
    Ids(Vec<i64>),
    /// `all`.
    Word(All),
}

/// Every one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum All {
    /// `all`.
    All,
}

impl Default for MayClose {
    fn default() -> Self {
        Self::Ids(Vec::new())
    }
}

impl MayClose {
    pub(super) fn ids(&self) -> &[i64] {
        match self {
            Self::Ids(ids) => ids,
            Self::Word(All::All) => &[],
        }
    }
}

/// Rounds of a mobile service.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mobile {
    /// Where it might stop, with the words of `candidates`.
    pub(super) candidates: Vec<String>,
    /// Stops of one round.
    stops: usize,
    /// Rounds that each town may have.
    rounds: usize,
}

/// What a new site stands beside.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    /// A category.
    category: String,
    /// Within so many metres.
    pub(super) metres: f64,
}

impl SitingQuestion {
    /// The question of the whole program, or the first word of it that means nothing.
    pub(super) fn request<'a>(&'a self, workspace: &'a Location) -> Result<SitingRequest<'a>, Problem> {
        // A name of a file must not reach the reader of circles.
        CircleProfile::shipped(&self.circle).map_err(|_| bad("circle"))?;
        let method = match self.method.as_str() {
            "straight" => Method::Straight,
            "streets" => Method::Streets,
            _ => return Err(bad("method")),
        };
        self.within_limits()?;
        let candidates = sources(&self.candidates)?;
        let mobile = self.mobile.as_ref().map(|mobile| -> Result<MobileRounds, Problem> {
            Ok(MobileRounds {
                stops_at: sources(&mobile.candidates)?,
                stops: mobile.stops,
                rounds: mobile.rounds,
            })
        });
        let mobile = mobile.transpose()?;
        let corners = candidates
            .iter()
            .chain(mobile.iter().flat_map(|mobile| &mobile.stops_at))
            .any(|source| matches!(source, CandidateSource::Corners(_)));
        if corners && method == Method::Straight {
            return Err(bad("candidates: corners need method streets"));
        }
        let (group_weights, community_weights) = self.weights();
        let request = SitingRequest {
            houses: match (self.apart, self.rooms) {
                (true, true) => return Err(bad("apart or rooms: one of them")),
                (true, false) => Housing::One,
                (false, true) => Housing::Rooms,
                (false, false) => Housing::All,
            },
            capacities: self.capacities.clone(),
            mobile,
            within: self.within,
            model: self.model()?,
            sites: self
                .sites
                .or_else(|| self.phases.last().copied().filter(|_| self.budget.is_none())),
            budget: self.budget,
            thrift: if self.cheapest {
                Thrift::Cheapest
            } else {
                Thrift::Fewest
            },
            costs: self.costs.clone(),
            capacitated: self.capacitated,
            capacity: self.capacity,
            expand: self.expand()?,
            least_people: self.least_people,
            spacing: self.spacing_m.map(Metres),
            per_town: self.per_town,
            beside: self
                .beside
                .as_ref()
                .map(|beside| (beside.category.clone(), Metres(beside.metres))),
            steepest: self.steepest_percent,
            group_weights,
            community_weights,
            candidates,
            required: named(&self.require)?,
            excluded: named(&self.exclude)?,
            may_close: self.may_close.ids().to_vec(),
            may_close_all: matches!(self.may_close, MayClose::Word(All::All)),
            alternatives: self.alternatives,
            differing: self.differing,
            curve: self.curve,
            phases: self.phases.iter().map(|allowed| self.allowed(*allowed)).collect(),
            method,
            // The map is served meanwhile.
            threads: std::thread::available_parallelism().map_or(1, |cores| usize::from(cores).div_ceil(2)),
            effort: Effort {
                seconds: Some(SECONDS),
                memory: MEMORY,
                ..Effort::default()
            },
            not_in: self.no_ground()?,
            ..SitingRequest::new(workspace, &self.circle, self.service.split(',').collect())
        };
        match idle_words(&request).first() {
            Some(idle) => Err(bad(of_question(*idle))),
            None => Ok(request),
        }
    }

    /// Where nothing may be built: sound areas on earth.
    fn no_ground(&self) -> Result<Vec<NoGround>, Problem> {
        const WHAT: &str = "not_in: GeoJSON geometries of the types Polygon and MultiPolygon in degrees, whose rings are closed and do not cross";
        let area = |drawn: &DrawnArea| {
            let area = drawn.clone().area().ok_or(bad(WHAT))?;
            let area = workflow::drawn_area(area).map_err(|_| bad(WHAT))?;
            Ok(NoGround::Area(area))
        };
        self.not_in.iter().map(area).collect()
    }

    /// What stands by the end of a phase: sites, or cost where there is a budget.
    fn allowed(&self, allowed: usize) -> Allowed {
        match self.budget {
            Some(_) => Allowed::Budget(allowed as i64),
            None => Allowed::Sites(allowed),
        }
    }

    fn model(&self) -> Result<Model, Problem> {
        match (self.model.as_str(), self.coverage) {
            ("mclp", None) => Ok(Model::CoverMost),
            ("lscp", None) => Ok(Model::CoverAll),
            ("p-median", None) => Ok(Model::ShortestSum),
            ("p-center", None) => Ok(Model::ShortestLongest),
            ("backup", None) => Ok(Model::Backup),
            ("cover-rate", Some(share)) if share > 0.0 && share <= 1.0 => Ok(Model::CoverRate {
                rate: (share * 1e6).round() as i64,
            }),
            ("mclp" | "lscp" | "p-median" | "p-center" | "backup" | "cover-rate", _) => Err(bad("coverage")),
            _ => Err(bad("model")),
        }
    }

    fn expand(&self) -> Result<BTreeMap<Option<i64>, f64>, Problem> {
        let read = |(which, people): (&String, &f64)| match which.as_str() {
            "all" => Ok((None, *people)),
            id => id
                .parse()
                .map(|id| (Some(id), *people))
                .map_err(|_| bad("expand: by ids of facilities, or all")),
        };
        self.expand.iter().map(read).collect()
    }

    /// By group, and by community or town.
    fn weights(&self) -> Weights {
        let (mut groups, mut communities) = (Vec::new(), Vec::new());
        for (who, times) in &self.weights {
            match PeopleGroup::ALL.into_iter().find(|group| group.key() == who) {
                Some(group) => groups.push((group, *times)),
                None => communities.push((who.clone(), *times)),
            }
        }
        (groups, communities)
    }
}

/// Sites by their names.
fn named(sites: &[SiteName]) -> Result<Vec<SiteWord>, Problem> {
    let word = |site: &SiteName| match site {
        SiteName::Id(id) => Ok(SiteWord::Id(*id)),
        SiteName::Key(key) => key
            .parse()
            .map_err(|_| bad("require and exclude: ids, or keys of places")),
    };
    sites.iter().map(word).collect()
}

/// Where places come from; no files.
fn sources(words: &[String]) -> Result<Vec<CandidateSource>, Problem> {
    let source = |word: &String| {
        CandidateSource::parse(word)
            .filter(|source| !matches!(source, CandidateSource::Parcels(_)))
            .ok_or(bad("candidates"))
    };
    words.iter().map(source).collect()
}

/// What would change nothing, in the words of a question.
fn of_question(idle: IdleWord) -> &'static str {
    match idle {
        IdleWord::Capacity => "capacity and capacities: they count only with capacitated",
        IdleWord::Cheapest => {
            "cheapest: it is for the models lscp and cover-rate; with the others take budget and costs"
        }
        IdleWord::Housing => "apart and rooms: they say how sites house several services",
        IdleWord::Differing => "differing: it says how much other plans differ; ask for some with alternatives",
    }
}

pub(super) fn bad(what: &'static str) -> Problem {
    Problem::BadSiting { what }
}
