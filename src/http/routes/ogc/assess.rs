//! `assess` as a process: its inputs, and the run.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use crate::domain::assessment::Method;
use crate::domain::circle::CircleProfile;
use crate::domain::community::PopulationBasis;
use crate::domain::edit::World;
use crate::http::assessing::{AssessEnded, AssessRun};
use crate::http::importing::{Imports, Running, Work};
use crate::http::problem::Problem;
use crate::http::state::ServerState;
use crate::workflow::{self, AssessRequest, WorkflowError};

/// Inputs, in the words of the command line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssessInputs {
    circle: Circles,
    #[serde(default = "straight")]
    method: String,
    #[serde(default = "usual")]
    population: String,
    #[serde(default)]
    theta: Option<f64>,
}

/// A circle, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Circles {
    One(String),
    Several(Vec<String>),
}

fn straight() -> String {
    "straight".to_owned()
}

fn usual() -> String {
    "usual".to_owned()
}

/// What is asked, looked at: only circles that come with the program, so that no name is ever a file's.
struct Question {
    circles: Vec<String>,
    methods: Vec<Method>,
    basis: PopulationBasis,
    theta: Option<f64>,
}

/// Words for methods, as on the command line.
pub(super) const METHODS: [&str; 3] = ["straight", "streets", "both"];

/// Words for populations, as on the command line.
pub(super) const POPULATIONS: [&str; 4] = ["usual", "registered", "present", "festival"];

impl AssessInputs {
    fn question(self, has_streets: bool) -> Result<Question, Problem> {
        let bad = |what: &str| Problem::BadInputs { what: what.to_owned() };
        let circles = match self.circle {
            Circles::One(circle) => vec![circle],
            Circles::Several(circles) => circles,
        };
        let different: BTreeSet<&String> = circles.iter().collect();
        if circles.is_empty() || different.len() < circles.len() {
            return Err(bad("circle is one or several different circles"));
        }
        if !circles.iter().all(|circle| CircleProfile::shipped(circle).is_ok()) {
            return Err(bad("circle is not one of those that come with the program"));
        }
        let methods = match self.method.as_str() {
            "straight" => vec![Method::Straight],
            "streets" => vec![Method::Streets],
            "both" => vec![Method::Straight, Method::Streets],
            _ => return Err(bad("method is straight, streets or both")),
        };
        if methods.contains(&Method::Streets) && !has_streets {
            return Err(bad("method needs streets, which the workspace has not"));
        }
        let basis = POPULATIONS.contains(&self.population.as_str());
        let basis = basis.then(|| PopulationBasis::parse(&self.population)).flatten();
        if self.theta.is_some_and(|theta| !(theta > 0.0 && theta <= 1.0)) {
            return Err(bad("theta is a share above 0, at most 1"));
        }
        Ok(Question {
            circles,
            methods,
            basis: basis.ok_or_else(|| bad("population is usual, registered, present or festival"))?,
            theta: self.theta,
        })
    }
}

/// Sets an assessment going, where this server may write its workspace.
pub(super) async fn start(
    state: &ServerState,
    inputs: AssessInputs,
    is_document: bool,
) -> Result<Arc<AssessRun>, Problem> {
    let imports = state.imports().map_err(|_| Problem::ReadOnly)?;
    let question = inputs.question(state.in_force()?.desk.streets.is_some())?;
    let siting = state.sitings().ok().and_then(|sitings| sitings.last());
    if siting.is_some_and(|run| run.ended().is_none()) {
        return Err(Problem::SitingRunning);
    }
    if state.assessings().is_running() {
        return Err(Problem::AssessmentRunning);
    }
    let running = imports.begin("", Work::Assessing).await?;
    let run = state.assessings().begin(Arc::clone(&running.job), is_document)?;
    let (begun, state) = (Arc::clone(&run), state.clone());
    tokio::task::spawn_blocking(move || {
        // Whatever happens, its end is noted, and the place is free again.
        let place = Place { run, _running: running };
        place.run.finish(assessed(&state, &imports, &question, &place.run));
    });
    Ok(begun)
}

/// An assessment's place for work.
struct Place {
    run: Arc<AssessRun>,
    _running: Running,
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.run.end().is_none() {
            tracing::error!("an assessment broke off");
            self.run.finish(AssessEnded::Failed);
        }
    }
}

fn assessed(state: &ServerState, imports: &Imports, question: &Question, run: &AssessRun) -> AssessEnded {
    let request = AssessRequest {
        workspace: &imports.workspace,
        circles: &question.circles,
        basis: question.basis,
        theta: question.theta,
        methods: &question.methods,
        world: World::default(),
    };
    let shown = state.desks().map(|desks| desks.shown().clone()).unwrap_or_default();
    let done = workflow::assess_watched(&request, run)
        .and_then(|done| workflow::load_desk_as(&imports.workspace, &shown).map(|desk| (done, desk)));
    match done {
        Ok((done, desk)) => {
            state.replace(desk.into());
            AssessEnded::Done(done.document.into())
        }
        Err(WorkflowError::AssessmentStopped) => AssessEnded::Stopped,
        Err(error) => {
            if let Some(refusal) = error.refusal() {
                return AssessEnded::Refused(refusal.what);
            }
            tracing::error!(%error, "an assessment failed");
            AssessEnded::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn asked(inputs: Value, has_streets: bool) -> Result<Vec<String>, Option<Problem>> {
        let read: AssessInputs = serde_json::from_value(inputs).map_err(|_| None)?;
        read.question(has_streets)
            .map(|question| question.circles)
            .map_err(Some)
    }

    #[test]
    fn only_words_that_mean_something_are_taken_and_no_file_is_named() {
        assert_eq!(
            asked(json!({ "circle": "service-15" }), false),
            Ok(vec!["service-15".to_owned()])
        );
        let both = json!({ "circle": ["service-15", "fitness-15"], "method": "both", "population": "registered", "theta": 0.9 });
        assert_eq!(asked(both.clone(), true).map(|circles| circles.len()), Ok(2));
        for (bad, streets) in [
            (both, false),
            (json!({ "circle": [] }), true),
            (json!({ "circle": ["service-15", "service-15"] }), true),
            (json!({ "circle": "/etc/passwd.toml" }), true),
            (json!({ "circle": "service-15", "method": "crow" }), true),
            (json!({ "circle": "service-15", "population": "常住" }), true),
            (json!({ "circle": "service-15", "theta": 0 }), true),
            (json!({ "circle": "service-15", "theta": 1.5 }), true),
        ] {
            assert!(
                matches!(asked(bad.clone(), streets), Err(Some(Problem::BadInputs { .. }))),
                "{bad}"
            );
        }
        assert_eq!(asked(json!({ "circle": 7 }), true), Err(None));
        assert_eq!(asked(json!({ "circle": "service-15", "at": "2020" }), true), Err(None));
    }
}
