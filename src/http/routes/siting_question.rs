//! A siting question of the page, within the limits of what a page may ask.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::assessment::Method;
use crate::domain::circle::CircleProfile;
use crate::http::problem::Problem;
use crate::units::Metres;
use crate::workflow::{Allowed, CandidateSource, Effort, Location, Model, SitingRequest};

/// Sites that a run through the page may open, phases and alternatives that it may have.
const MOST_SITES: usize = 500;
const MOST_MORE: usize = 10;
const MOST_CURVE: usize = 60;
/// Bytes that a model may take.
const MEMORY: u64 = 1_500_000_000;
/// Seconds of each search: a page's run must end by itself.
const SECONDS: f64 = 60.0;
/// Metres between candidates.
const STEP: Metres = Metres(250.0);

/// A siting question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SitingQuestion {
    /// A circle that comes with the program.
    circle: String,
    /// The key of one of its services.
    service: String,
    /// `mclp`, `lscp`, `cover-rate`, `p-median` or `p-center`.
    model: String,
    /// New sites.
    #[serde(default)]
    sites: Option<usize>,
    /// The share to be served, for `cover-rate`.
    #[serde(default)]
    coverage: Option<f64>,
    /// `straight` or `streets`.
    method: String,
    /// `workspace`, `communities`, `corners`, `grid`.
    candidates: Vec<String>,
    /// Other plans beside the best.
    #[serde(default)]
    alternatives: usize,
    /// Of how many sites of each plan before it another must do without.
    #[serde(default)]
    differing: usize,
    /// Up to how many sites the trade-off is followed.
    #[serde(default)]
    curve: Option<usize>,
    /// Sites in all by the end of each phase.
    #[serde(default)]
    phases: Vec<usize>,
    /// Candidates that must be built.
    #[serde(default)]
    require: Vec<i64>,
    /// Sites that are left out.
    #[serde(default)]
    exclude: Vec<i64>,
}

impl SitingQuestion {
    /// The question of the whole program, or the first word of it that means nothing.
    pub(super) fn request<'a>(&'a self, workspace: &'a Location) -> Result<SitingRequest<'a>, Problem> {
        let bad = |what: &'static str| Problem::BadSiting { what };
        // A name of a file must not reach the reader of circles.
        CircleProfile::shipped(&self.circle).map_err(|_| bad("circle"))?;
        let model = match (self.model.as_str(), self.coverage) {
            ("mclp", None) => Model::CoverMost,
            ("lscp", None) => Model::CoverAll,
            ("p-median", None) => Model::ShortestSum,
            ("p-center", None) => Model::ShortestLongest,
            ("cover-rate", Some(share)) if share > 0.0 && share <= 1.0 => Model::CoverRate {
                rate: (share * 1e6).round() as i64,
            },
            ("mclp" | "lscp" | "p-median" | "p-center" | "cover-rate", _) => return Err(bad("coverage")),
            _ => return Err(bad("model")),
        };
        let method = match self.method.as_str() {
            "straight" => Method::Straight,
            "streets" => Method::Streets,
            _ => return Err(bad("method")),
        };
        if self.candidates.len() > MOST_MORE || self.require.len() + self.exclude.len() > MOST_SITES {
            return Err(bad("candidates, require or exclude: fewer"));
        }
        let source = |word: &String| match word.as_str() {
            "workspace" => Ok(CandidateSource::Workspace),
            "communities" => Ok(CandidateSource::Communities),
            "corners" if method == Method::Streets => Ok(CandidateSource::Corners(STEP)),
            "grid" => Ok(CandidateSource::Grid(STEP)),
            _ => Err(bad("candidates")),
        };
        let counts = self.phases.iter().chain(&self.sites);
        if counts.into_iter().any(|sites| *sites > MOST_SITES) || self.phases.len() > MOST_MORE {
            return Err(bad("sites, curve or phases: fewer"));
        }
        if self.curve.is_some_and(|most| most > MOST_CURVE) {
            return Err(bad("curve: fewer"));
        }
        if self.alternatives > MOST_MORE {
            return Err(bad("alternatives: fewer"));
        }
        if !self.phases.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(bad("phases: each more than the one before"));
        }
        Ok(SitingRequest {
            model,
            sites: self.sites.or_else(|| self.phases.last().copied()),
            candidates: self.candidates.iter().map(source).collect::<Result<_, _>>()?,
            required: self.require.clone(),
            excluded: self.exclude.clone(),
            alternatives: self.alternatives,
            differing: self.differing,
            curve: self.curve,
            phases: self.phases.iter().map(|sites| Allowed::Sites(*sites)).collect(),
            method,
            effort: Effort {
                seconds: Some(SECONDS),
                memory: MEMORY,
                ..Effort::default()
            },
            ..SitingRequest::new(workspace, &self.circle, vec![&self.service])
        })
    }
}
