//! A siting question as a planner asks it.

use std::collections::BTreeMap;

use geo::MultiPolygon;

use super::candidates::CandidateSource;
use crate::domain::assessment::Method;
use crate::domain::community::PopulationBasis;
use crate::domain::edit::World;
use crate::domain::people_group::PeopleGroup;
use crate::domain::siting::{Housing, SiteWord, SitingUnit};
use crate::siting::{Allowed, Ask, Effort, Model, Thrift};
use crate::store::Location;
use crate::units::Metres;

/// Rounds of a mobile service: a vehicle that stops at places of one town, one after another.
#[derive(Debug, Clone, PartialEq)]
pub struct MobileRounds {
    /// Where it might stop.
    pub stops_at: Vec<CandidateSource>,
    /// Stops of one round.
    pub stops: usize,
    /// Rounds that each town may have.
    pub rounds: usize,
}

/// Ground where nothing may be built.
#[derive(Debug, Clone, PartialEq)]
pub enum NoGround {
    /// Well-known text, or a file with areas.
    Given(String),
    /// An area in degrees.
    Area(MultiPolygon<f64>),
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct SitingRequest<'a> {
    /// The workspace.
    pub workspace: &'a Location,
    /// Name of a shipped circle, or a file ending in `.toml`.
    pub circle: &'a str,
    /// Keys of its services: one or several.
    pub services: Vec<&'a str>,
    /// How new sites house several services.
    pub houses: Housing,
    /// A limit other than the circle's: minutes, or metres of the walk where the circle's metres govern.
    pub within: Option<f64>,
    /// What makes a plan better.
    pub model: Model,
    /// How many new sites may be opened.
    pub sites: Option<usize>,
    /// What they may cost.
    pub budget: Option<i64>,
    /// Whether sites serve no more people than their capacity.
    pub capacitated: bool,
    /// What the thrifty models count.
    pub thrift: Thrift,
    /// People that a site without a capacity of its own can serve.
    pub capacity: Option<f64>,
    /// People that sites can serve, by id or by where they come from.
    pub capacities: BTreeMap<String, f64>,
    /// People that a new site must have.
    pub least_people: Option<f64>,
    /// Metres between a new site and any other.
    pub spacing: Option<Metres>,
    /// Sites that each town (sub-district or township) must have.
    pub per_town: Option<usize>,
    /// Where candidates come from.
    pub candidates: Vec<CandidateSource>,
    /// Rounds of a mobile service, as a choice beside sites.
    pub mobile: Option<MobileRounds>,
    /// Square metres that a plot must have.
    pub least_area: Option<f64>,
    /// People whom a facility that stands (by its id; `None` for all others) could serve more by being enlarged.
    pub expand: BTreeMap<Option<i64>, f64>,
    /// How steep the ground of a new site may be, in per cent.
    pub steepest: Option<f64>,
    /// Areas in which nothing may be built.
    pub not_in: Vec<NoGround>,
    /// Candidates that must be built.
    pub required: Vec<SiteWord>,
    /// Sites that are left out.
    pub excluded: Vec<SiteWord>,
    /// Ids of standing sites that may be given up.
    pub may_close: Vec<i64>,
    /// Every standing site may be given up.
    pub may_close_all: bool,
    /// A category that a new site must stand beside, within metres.
    pub beside: Option<(String, Metres)>,
    /// What a site costs: by its id, or by where it comes from.
    pub costs: BTreeMap<String, i64>,
    /// How often people of a group count.
    pub group_weights: Vec<(PeopleGroup, f64)>,
    /// How often people of a community or town count, by its code or name.
    pub community_weights: Vec<(String, f64)>,
    /// Other plans beside the best.
    pub alternatives: usize,
    /// Of how many sites of each plan before it another must do without.
    pub differing: usize,
    /// Up to how many sites the trade-off is followed.
    pub curve: Option<usize>,
    /// What is allowed by the end of each phase.
    pub phases: Vec<Allowed>,
    /// How ways are measured.
    pub method: Method,
    /// Which population.
    pub basis: PopulationBasis,
    /// Edits over what the workspace holds.
    pub world: World,
    /// How far the search goes.
    pub effort: Effort,
    /// Searches that may go on at once, where the question falls into parts; the plan is the same.
    pub threads: usize,
}

impl<'a> SitingRequest<'a> {
    /// The most people served by straight lines, from candidates of the workspace; how many sites is still to be said.
    pub fn new(workspace: &'a Location, circle: &'a str, services: Vec<&'a str>) -> Self {
        Self {
            workspace,
            circle,
            services,
            houses: Housing::All,
            within: None,
            model: Model::CoverMost,
            sites: None,
            budget: None,
            capacitated: false,
            thrift: Thrift::Fewest,
            capacity: None,
            capacities: BTreeMap::new(),
            least_people: None,
            spacing: None,
            per_town: None,
            candidates: vec![CandidateSource::Workspace],
            mobile: None,
            least_area: None,
            expand: BTreeMap::new(),
            steepest: None,
            not_in: Vec::new(),
            required: Vec::new(),
            excluded: Vec::new(),
            may_close: Vec::new(),
            may_close_all: false,
            beside: None,
            costs: BTreeMap::new(),
            group_weights: Vec::new(),
            community_weights: Vec::new(),
            alternatives: 0,
            differing: 1,
            curve: None,
            phases: Vec::new(),
            method: Method::Straight,
            basis: PopulationBasis::Usual,
            world: World::default(),
            effort: Effort::default(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    pub(super) fn ask(&self, towns: &[String]) -> Ask {
        Ask {
            sites: self.sites,
            budget: self.budget,
            capacitated: self.capacitated,
            thrift: self.thrift,
            spacing: self.spacing,
            district_minimum: match self.per_town {
                Some(least) => (0..towns.len() as u32).map(|town| (town, least)).collect(),
                None => Vec::new(),
            },
            least_people: self.least_people.is_some(),
            ..Ask::of(self.model)
        }
    }
}

/// What the objective counts.
pub(super) fn unit(request: &SitingRequest<'_>, by_length: bool) -> SitingUnit {
    let is_weighted = !request.group_weights.is_empty() || !request.community_weights.is_empty();
    match (request.model, request.thrift) {
        (Model::CoverMost | Model::Backup, _) if is_weighted => SitingUnit::WeightedPeople,
        (Model::CoverMost | Model::Backup, _) if request.services.len() > 1 => SitingUnit::PeopleServices,
        (Model::CoverMost | Model::Backup, _) => SitingUnit::People,
        (Model::CoverAll | Model::CoverRate { .. }, Thrift::Fewest) => SitingUnit::Sites,
        (Model::CoverAll | Model::CoverRate { .. }, Thrift::Cheapest) => SitingUnit::Cost,
        (Model::ShortestSum, _) if by_length => SitingUnit::PersonMetres,
        (Model::ShortestSum, _) => SitingUnit::PersonSeconds,
        (Model::ShortestLongest, _) if by_length => SitingUnit::Metres,
        (Model::ShortestLongest, _) => SitingUnit::Seconds,
    }
}

/// The question as words and numbers.
pub(super) fn asked(request: &SitingRequest<'_>) -> Vec<(&'static str, String)> {
    let mut asked = Vec::new();
    let mut say = |key: &'static str, what: Option<String>| {
        if let Some(what) = what {
            asked.push((key, what));
        }
    };
    let named = |sites: &[SiteWord]| {
        let words: Vec<String> = sites.iter().map(ToString::to_string).collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    say(
        "houses",
        (request.services.len() > 1).then(|| request.houses.key().to_owned()),
    );
    say("within", request.within.map(|within| within.to_string()));
    say("sites", request.sites.map(|sites| sites.to_string()));
    say("budget", request.budget.map(|budget| budget.to_string()));
    if let Model::CoverRate { rate } = request.model {
        say("coverage", Some((rate as f64 / 1e6).to_string()));
    }
    say(
        "cheapest",
        (request.thrift == Thrift::Cheapest).then(|| "yes".to_owned()),
    );
    say("candidates", Some(sources(&request.candidates)));
    if let Some(mobile) = &request.mobile {
        say("mobile", Some(sources(&mobile.stops_at)));
        say("stops", Some(mobile.stops.to_string()));
        say("rounds", Some(mobile.rounds.to_string()));
    }
    say("least_area_m2", request.least_area.map(|area| area.to_string()));
    for (key, people) in &request.capacities {
        say("capacity", Some(format!("{key} {people}")));
    }
    for (id, people) in &request.expand {
        let id = id.map_or("all".to_owned(), |id| id.to_string());
        say("expand", Some(format!("{id} {people}")));
    }
    say("steepest_percent", request.steepest.map(|percent| percent.to_string()));
    say(
        "not_in",
        (!request.not_in.is_empty()).then(|| request.not_in.len().to_string()),
    );
    say("capacitated", request.capacitated.then(|| "yes".to_owned()));
    say("capacity", request.capacity.map(|people| people.to_string()));
    say("least_people", request.least_people.map(|people| people.to_string()));
    say("spacing_m", request.spacing.map(|spacing| spacing.0.to_string()));
    say("per_town", request.per_town.map(|least| least.to_string()));
    say("required", named(&request.required));
    say("excluded", named(&request.excluded));
    say(
        "may_close",
        if request.may_close_all {
            Some("all".to_owned())
        } else {
            named(&request.may_close.iter().copied().map(SiteWord::Id).collect::<Vec<_>>())
        },
    );
    say(
        "beside",
        request
            .beside
            .as_ref()
            .map(|(category, apart)| format!("{category} within {} m", apart.0)),
    );
    for (group, factor) in &request.group_weights {
        say("weight", Some(format!("{} {factor}", group.key())));
    }
    for (community, factor) in &request.community_weights {
        say("weight", Some(format!("{community} {factor}")));
    }
    for (what, cost) in &request.costs {
        say("cost", Some(format!("{what} {cost}")));
    }
    say(
        "gap",
        (request.effort.gap > 0.0).then(|| request.effort.gap.to_string()),
    );
    say("seconds", request.effort.seconds.map(|seconds| seconds.to_string()));
    asked
}

/// Where candidates come from, as the command line has it.
fn sources(sources: &[CandidateSource]) -> String {
    let words = sources.iter().map(|source| match source {
        CandidateSource::Workspace => "workspace".to_owned(),
        CandidateSource::Communities => "communities".to_owned(),
        CandidateSource::Corners(Metres(apart)) => format!("corners:{apart}"),
        CandidateSource::Grid(Metres(step)) => format!("grid:{step}"),
        CandidateSource::At(category) => format!("at:{category}"),
        CandidateSource::Lease(category) => format!("lease:{category}"),
        // A path is no matter of a result.
        CandidateSource::Parcels(_) => "parcels".to_owned(),
    });
    words.collect::<Vec<_>>().join(", ")
}
