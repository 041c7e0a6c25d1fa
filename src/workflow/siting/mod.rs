//! Siting: from a workspace and a question to plans whose distance from the best is known.

mod candidates;
mod check;
mod found;
mod ground;
mod households;
mod idle;
mod keep;
mod made_places;
mod names;
mod obstacle;
mod plans;
mod question;
mod request;
mod roles;
mod rounds;
mod setting;
mod sharing;
mod slope;
mod sources;
mod told;
mod watched;
mod worth;
mod wrong;

pub use candidates::CandidateSource;
pub use ground::{Choice, NamedPlace, SitingGround};
pub use idle::{IdleWord, idle_words};
pub use keep::keep_plan;
pub use request::{MobileRounds, NoGround, SitingRequest};
pub use sources::{SitingMeans, has_candidates_of, siting_means};
pub use wrong::WrongSiting;

use self::check::{check_sources, services};
use self::question::Question;
use super::assess::circle;
use super::error::WorkflowError;
use super::scenario_ask::{area, areas, each_sound};
use crate::domain::category::{self, Catalogue};
use crate::domain::siting::SitingResult;
use crate::import::{Limits, Progress, Silent};
use crate::store::Workspace;

/// Sites facilities. Nothing is kept (see [`keep_plan`]). `progress` is told what is being done. The ground counts other choices of the same
/// run.
///
/// # Errors
/// The workspace, the circle, a service that it doesn't have; words that mean nothing here; all that is wrong with the question; that it is
/// too large or the search was too short; that it was stopped. That no choice keeps all rules is a result, with the reason.
pub fn site_facilities(
    request: &SitingRequest<'_>,
    progress: &(dyn Progress + Sync),
) -> Result<(SitingGround, SitingResult), WorkflowError> {
    let catalogue = Catalogue::parse(category::SHIPPED)?;
    let (mut profile, text) = circle(request.circle)?;
    profile.check_against(&catalogue)?;
    if let Some(within) = request.within {
        if !(within.is_finite() && within > 0.0) {
            return Err(WrongSiting::Within(within).into());
        }
        match &mut profile.metres {
            Some(metres) => *metres = within,
            None => profile.minutes = within,
        }
    }
    let services = services(request, &profile)?;
    check_sources(request, &catalogue)?;
    if let Some(idle) = idle_words(request).first() {
        return Err(WrongSiting::Idle(*idle).into());
    }
    if !request.phases.is_empty() && !request.model.needs_limit() {
        return Err(WrongSiting::PhasesOfModel.into());
    }
    let not_in = request.not_in.iter();
    let not_in = not_in.map(|ground| match ground {
        NoGround::Given(given) => area(given, &catalogue, &Limits::default(), &Silent),
        NoGround::Area(area) => each_sound(area.clone()),
    });
    let stops = request.mobile.iter().flat_map(|mobile| &mobile.stops_at);
    let plots = request
        .candidates
        .iter()
        .chain(stops)
        .filter_map(|source| match source {
            CandidateSource::Parcels(given) => Some(given),
            _ => None,
        });
    let plots = plots.map(|given| Ok((given.clone(), areas(given, &catalogue, &Limits::default(), &Silent)?)));
    let question = Question {
        request,
        catalogue: &catalogue,
        profile: &profile,
        text: &text,
        services,
        not_in: not_in.collect::<Result<_, WorkflowError>>()?,
        plots: plots.collect::<Result<_, WorkflowError>>()?,
    };
    question.asked_of(&Workspace::open_read_only(request.workspace)?, progress)
}
