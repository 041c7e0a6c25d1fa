//! The words of `yike site`, read into a question; all that is wrong with them at once.

use super::Failure;
use super::site::{Kind, Method, Site};
use crate::domain::assessment;
use crate::domain::edit::World;
use crate::domain::people_group::PeopleGroup;
use crate::domain::siting::Housing;
use crate::units::Metres;
use crate::workflow::{
    Allowed, CandidateSource, Effort, MobileRounds, Model, NoGround, SitingRequest, Thrift, has_candidates_of,
    idle_words,
};

/// How often people may count.
const MOST_TIMES: f64 = 1_000.0;

/// Plans beside the best at most.
const MOST_ALTERNATIVES: usize = 20;

impl Site {
    /// The question.
    pub(super) fn request(&self, world: World) -> Result<SitingRequest<'_>, Failure> {
        let mut wrong = Vec::new();
        let mut request = SitingRequest {
            houses: match (self.housing.apart, self.housing.rooms) {
                (true, _) => Housing::One,
                (_, true) => Housing::Rooms,
                _ => Housing::All,
            },
            within: self.within,
            model: self.asked_model(&mut wrong),
            budget: self.budget,
            capacitated: self.capacitated,
            least_area: self.least_area,
            least_people: self.least_people,
            spacing: self.spacing.map(Metres),
            per_town: self.per_town,
            steepest: self.steepest,
            not_in: self.not_in.iter().cloned().map(NoGround::Given).collect(),
            required: self.require.clone(),
            excluded: self.exclude.clone(),
            alternatives: self.alternatives,
            differing: self.differing,
            curve: self.curve,
            basis: self.population.into(),
            world,
            effort: Effort {
                gap: self.gap,
                seconds: self.seconds,
                memory: self.memory.saturating_mul(1_000_000),
                ..Effort::default()
            },
            ..SitingRequest::new(
                &self.workspace,
                &self.circle,
                self.service.iter().map(String::as_str).collect(),
            )
        };
        if self.cheapest {
            request.thrift = Thrift::Cheapest;
        }
        if self.method == Method::Streets {
            request.method = assessment::Method::Streets;
        }
        self.numbers(&mut wrong);
        self.plans(&mut wrong);
        self.places(&mut request, &mut wrong);
        self.worths(&mut request, &mut wrong);
        self.phased(&mut request, &mut wrong);
        wrong.extend(idle_words(&request).iter().map(ToString::to_string));
        if !wrong.is_empty() {
            return Err(Failure::Words(wrong.join("; ")));
        }
        let asked = (&self.circle[..], &request.services[..]);
        if self.candidates.is_empty() && !has_candidates_of(&self.workspace, request.world.base, asked)? {
            request.candidates = vec![CandidateSource::Communities];
        }
        Ok(request)
    }

    fn asked_model(&self, wrong: &mut Vec<String>) -> Model {
        match (self.model, self.coverage) {
            (Kind::CoverRate, Some(share)) => Model::CoverRate {
                rate: (share * 1e6).round() as i64,
            },
            (Kind::CoverRate, None) => {
                wrong.push("--model cover-rate needs a --coverage, as in --coverage 0.95".to_owned());
                Model::CoverMost
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
        }
    }

    fn numbers(&self, wrong: &mut Vec<String>) {
        if !(self.gap.is_finite() && (0.0..1.0).contains(&self.gap)) {
            wrong.push(format!("--gap {} is no share: it is 0 or more and below 1", self.gap));
        }
        for (flag, number) in [
            ("--least-people", self.least_people),
            ("--spacing", self.spacing),
            ("--seconds", self.seconds),
        ] {
            if number.is_some_and(|number| !(number.is_finite() && number >= 0.0)) {
                wrong.push(format!("{flag} is a number of 0 or more"));
            }
        }
    }

    /// Which of several plans is meant, and how many there may be.
    fn plans(&self, wrong: &mut Vec<String>) {
        if self.plan.is_some() && !self.uses_plan() {
            wrong.push(
                "--plan says which plan is kept or drawn; give --keep NAME or --format geojson with it".to_owned(),
            );
        }
        let too_high = |plan: &usize| *plan > self.alternatives.saturating_add(1) && self.uses_plan();
        if let Some(plan) = self.plan.filter(too_high) {
            wrong.push(format!(
                "--plan {plan}: with --alternatives {} there are {} plans at most",
                self.alternatives,
                self.alternatives + 1
            ));
        }
        if self.alternatives > MOST_ALTERNATIVES {
            wrong.push(format!(
                "--alternatives {}: at most {MOST_ALTERNATIVES}; each is a search of its own",
                self.alternatives
            ));
        }
        if let Some(budget) = self.budget.filter(|budget| *budget < 0) {
            wrong.push(format!("--budget {budget}: a budget is 0 or more"));
        }
    }

    /// Which sites take part, and in what role.
    fn places(&self, request: &mut SitingRequest<'_>, wrong: &mut Vec<String>) {
        let sources = sources("--candidates", &self.candidates, wrong);
        if !sources.is_empty() {
            request.candidates = sources;
        }
        if !self.mobile.is_empty() {
            request.mobile = Some(MobileRounds {
                stops_at: self::sources("--mobile", &self.mobile, wrong),
                stops: self.stops,
                rounds: self.rounds,
            });
        }
        for word in &self.expand {
            let read = pair(word).filter(|(_, people)| *people > 0.0);
            let read = read.and_then(|(which, people)| match which.as_str() {
                "all" => Some((None, people)),
                id => Some((Some(id.parse().ok()?), people)),
            });
            match read {
                Some((which, people)) => {
                    if request.expand.insert(which, people).is_some() {
                        wrong.push(format!("--expand {word}: it is given twice"));
                    }
                }
                None => wrong.push(format!("--expand {word}: take ID=PEOPLE or all=PEOPLE, as in 4711=60")),
            }
        }
        for word in &self.may_close {
            match (word.as_str(), word.parse()) {
                ("all", _) => request.may_close_all = true,
                (_, Ok(id)) => request.may_close.push(id),
                (_, Err(_)) => wrong.push(format!("--may-close {word}: take ids of facilities, or all")),
            }
        }
        if let Some(word) = &self.beside {
            match pair(word) {
                Some((category, metres)) if metres > 0.0 => request.beside = Some((category, Metres(metres))),
                _ => wrong.push(format!("--beside {word}: take CATEGORY=METRES")),
            }
        }
    }

    /// What sites cost, and who counts how often.
    fn worths(&self, request: &mut SitingRequest<'_>, wrong: &mut Vec<String>) {
        for word in &self.costs {
            match pair(word) {
                Some((_, cost)) if cost < 0.0 => {
                    wrong.push(format!("--cost {word}: a cost is 0 or more"));
                }
                Some((key, cost)) if cost.fract() == 0.0 => {
                    request.costs.insert(key, cost as i64);
                }
                _ => wrong.push(format!("--cost {word}: take KEY=COST with a whole number")),
            }
        }
        for word in &self.capacities {
            let given = match word.parse::<f64>() {
                Ok(people) => Some((None, people)),
                Err(_) => pair(word).map(|(key, people)| (Some(key), people)),
            };
            match given.filter(|(_, people)| people.is_finite() && *people >= 0.0) {
                Some((None, people)) => request.capacity = Some(people),
                Some((Some(key), people)) => drop(request.capacities.insert(key, people)),
                None => wrong.push(format!(
                    "--capacity {word}: take PEOPLE or KEY=PEOPLE with a number of 0 or more"
                )),
            }
        }
        for word in &self.weights {
            let Some((who, times)) = pair(word).filter(|(_, times)| (0.0..=MOST_TIMES).contains(times)) else {
                wrong.push(format!(
                    "--weight {word}: take WHO=TIMES with a number from 0 to {MOST_TIMES}"
                ));
                continue;
            };
            let known = |group: &PeopleGroup| request.group_weights.iter().any(|(known, _)| known == group);
            match PeopleGroup::ALL.into_iter().find(|group| group.key() == who) {
                Some(group) if known(&group) => wrong.push(format!("--weight {word}: {who} is weighed twice")),
                Some(group) => request.group_weights.push((group, times)),
                None => request.community_weights.push((who, times)),
            }
        }
    }

    /// How many sites, and by when.
    fn phased(&self, request: &mut SitingRequest<'_>, wrong: &mut Vec<String>) {
        if !self.phases.windows(2).all(|pair| pair[0] < pair[1]) || self.phases.iter().any(|phase| *phase < 0) {
            wrong.push("--phases rise from each to the next, as in 2,4,6".to_owned());
            return;
        }
        let allowed = self.phases.iter().map(|allowed| match self.budget {
            Some(_) => Allowed::Budget(*allowed),
            None => Allowed::Sites(usize::try_from(*allowed).unwrap_or(usize::MAX)),
        });
        request.phases = allowed.collect();
        request.sites = match (self.sites, request.phases.last()) {
            (None, Some(Allowed::Sites(last))) => Some(*last),
            (sites, _) => sites,
        };
    }
}

/// Where places come from.
fn sources(flag: &str, words: &[String], wrong: &mut Vec<String>) -> Vec<CandidateSource> {
    let mut sources = Vec::new();
    for word in words {
        match CandidateSource::parse(word) {
            Some(source) => sources.push(source),
            None => wrong.push(format!(
                "{flag} {word}: take workspace, communities, corners, corners:METRES, grid, grid:METRES, at:CATEGORY, lease:CATEGORY or parcels:FILE"
            )),
        }
    }
    sources
}

/// `WORD=NUMBER`.
fn pair(word: &str) -> Option<(String, f64)> {
    let (key, number) = word.rsplit_once('=')?;
    let number: f64 = number.trim().parse().ok()?;
    (!key.trim().is_empty() && number.is_finite()).then(|| (key.trim().to_owned(), number))
}
