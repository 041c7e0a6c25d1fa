//! Desks beside the one in force: of scenarios, made ready when somebody first asks for them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::request::Parts;

use super::loaded::Loaded;
use super::problem::Problem;
use super::query::{Query, encode};
use super::state::ServerState;
use crate::workflow::{self, Drawable, Location, Shown};

/// Desks kept beside the one in force.
const MOST_DESKS: usize = 4;

/// The parameters that choose one.
pub(super) const KNOWN: [&str; 2] = ["scenario", "assessment"];

/// Where desks come from, and those that were made.
pub(super) struct Desks {
    workspace: Location,
    shown: Shown,
    kept: Mutex<Kept>,
    /// One is made at a time.
    making: tokio::sync::Mutex<()>,
}

/// What goes with the desk in force.
#[derive(Default)]
struct Kept {
    /// What can be drawn; read when first asked for.
    drawable: Option<Arc<Vec<Drawable>>>,
    /// The one that was asked for last comes first.
    desks: Vec<(Drawable, Arc<Loaded>)>,
}

impl Desks {
    pub(super) fn new(workspace: Location, shown: Shown) -> Self {
        Self {
            workspace,
            shown,
            kept: Mutex::default(),
            making: tokio::sync::Mutex::default(),
        }
    }

    /// What the server shows where nobody asks for something else.
    pub(super) fn shown(&self) -> &Shown {
        &self.shown
    }

    /// Forgets all: the workspace has changed.
    pub(super) fn clear(&self) {
        *self.kept() = Kept::default();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What can be drawn.
    async fn drawable(self: &Arc<Self>, state: &ServerState) -> Result<Arc<Vec<Drawable>>, Problem> {
        if let Some(known) = self.kept().drawable.clone() {
            return Ok(known);
        }
        let own = Arc::clone(self);
        let read = state.work(move || workflow::drawable(&own.workspace)).await?;
        let read = Arc::new(read.map_err(|error| unreadable(&error))?);
        self.kept().drawable = Some(Arc::clone(&read));
        Ok(read)
    }

    fn made(&self, wanted: &Drawable) -> Option<Arc<Loaded>> {
        let mut kept = self.kept();
        let at = kept.desks.iter().position(|(own, _)| own == wanted)?;
        let found = kept.desks.remove(at);
        let loaded = Arc::clone(&found.1);
        kept.desks.insert(0, found);
        Some(loaded)
    }

    /// The desk of an assessment, made where it is not there.
    async fn desk(self: &Arc<Self>, state: &ServerState, wanted: &Drawable) -> Result<Arc<Loaded>, Problem> {
        if let Some(made) = self.made(wanted) {
            return Ok(made);
        }
        // Whoever asked may go away: the desk is made all the same, for whoever asks next.
        let (own, state, wanted) = (Arc::clone(self), state.clone(), wanted.clone());
        let making = tokio::spawn(async move { own.make(&state, &wanted).await });
        making.await.map_err(|_| Problem::Internal)?
    }

    async fn make(self: &Arc<Self>, state: &ServerState, wanted: &Drawable) -> Result<Arc<Loaded>, Problem> {
        let _turn = self.making.lock().await;
        if let Some(made) = self.made(wanted) {
            return Ok(made);
        }
        let before = self.kept().drawable.clone();
        let own = Arc::clone(self);
        let shown = Shown {
            scenario: wanted.scenario.clone(),
            ..self.shown.clone()
        };
        let read = state
            .work(move || workflow::load_desk_as(&own.workspace, &shown))
            .await?;
        let loaded = state.loaded_from(
            Arc::new(read.map_err(|error| unreadable(&error))?),
            MOST_DESKS as u64 * 2,
        );
        let mut kept = self.kept();
        // What was made while the workspace changed is answered once, and not kept.
        let same = match (&before, &kept.drawable) {
            (Some(before), Some(now)) => Arc::ptr_eq(before, now),
            _ => false,
        };
        if same && loaded.desk.number() == Some(wanted.assessment) {
            kept.desks.insert(0, (wanted.clone(), Arc::clone(&loaded)));
            kept.desks.truncate(MOST_DESKS);
        } else {
            // It is of another number than was listed: the list is old.
            kept.drawable = None;
        }
        Ok(loaded)
    }
}

impl ServerState {
    /// The desk that a query asks for by `scenario` and `assessment`; the one in force where it asks for none.
    /// Whoever sees a part only has that one to choose.
    pub(super) async fn loaded_for(&self, request: &Parts, query: &Query) -> Result<Arc<Loaded>, Problem> {
        let in_force = self.loaded(request)?;
        let (scenario, assessment) = (query.get("scenario"), query.get("assessment"));
        if scenario.is_none() && assessment.is_none() {
            return Ok(in_force);
        }
        let assessment = assessment.map(number).transpose()?;
        let main = Drawable {
            scenario: in_force.desk.scenario.clone(),
            assessment: in_force.desk.number().unwrap_or_default(),
        };
        let fits = |own: &Drawable| {
            // An empty name is that of what stands.
            scenario.is_none_or(|name| own.scenario.as_deref().unwrap_or_default() == name)
                && assessment.is_none_or(|number| own.assessment == number)
        };
        if fits(&main) {
            return Ok(in_force);
        }
        let Some(desks) = self.desks().filter(|_| !in_force.is_part) else {
            return Err(unknown(&[main]));
        };
        let there = desks.drawable(self).await?;
        let Some(wanted) = there.iter().find(|own| fits(own)) else {
            return Err(unknown(&there));
        };
        let found = desks.desk(self, wanted).await?;
        if assessment.is_some_and(|number| found.desk.number() != Some(number)) {
            return Err(unknown(&there));
        }
        Ok(found)
    }

    /// What choosing parameters add to an address that leads on: `?scenario=...`, or nothing.
    pub(super) fn choosing(query: &Query) -> String {
        let kept = KNOWN
            .into_iter()
            .filter_map(|name| Some(format!("{name}={}", encode(query.get(name)?))));
        let kept: Vec<String> = kept.collect();
        if kept.is_empty() {
            String::new()
        } else {
            format!("?{}", kept.join("&"))
        }
    }
}

fn number(text: &str) -> Result<i64, Problem> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // What is too large for the machine is no number of an assessment.
    let number = if digits {
        text.parse().ok().or(Some(i64::MAX))
    } else {
        None
    };
    number.ok_or(Problem::BadParameter {
        name: "assessment",
        expected: "the number of an assessment",
    })
}

/// Assessments named where one is asked for that is not there, at most.
const MOST_NAMED: usize = 20;

fn unknown(there: &[Drawable]) -> Problem {
    let named = there.iter().take(MOST_NAMED).map(|own| match &own.scenario {
        None => format!("{} (what stands)", own.assessment),
        Some(name) => format!("{} (scenario {name:?})", own.assessment),
    });
    let more = if there.len() > MOST_NAMED { ", ..." } else { "" };
    Problem::NoSuchAssessment {
        there: named.collect::<Vec<_>>().join(", ") + more,
    }
}

fn unreadable(error: &workflow::WorkflowError) -> Problem {
    tracing::error!(%error, "a scenario cannot be shown");
    Problem::Internal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_led_on() {
        let choice = |query: &str| {
            let uri = format!("/tiles?{query}").parse().expect("an address");
            ServerState::choosing(&Query::read(&uri, &KNOWN).expect("known"))
        };
        assert_eq!(choice(""), "");
        assert_eq!(
            choice("assessment=2&scenario=%E4%B8%99+%20a"),
            "?scenario=%E4%B8%99%20%20a&assessment=2"
        );
    }

    #[test]
    fn numbers_are_digits_and_what_is_too_large_is_nobodys() {
        assert_eq!(number("12"), Ok(12));
        assert_eq!(number("99999999999999999999"), Ok(i64::MAX));
        for wrong in ["", "-1", "+1", "1.0", "one"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn of_many_assessments_the_first_are_named() {
        let all: Vec<Drawable> = (1..=30)
            .map(|assessment| Drawable {
                scenario: (assessment > 1).then(|| format!("s{assessment}")),
                assessment,
            })
            .collect();
        let Problem::NoSuchAssessment { there } = unknown(&all) else {
            panic!("another problem");
        };
        assert!(there.starts_with("1 (what stands), 2 (scenario \"s2\"), "), "{there}");
        assert!(there.ends_with("20 (scenario \"s20\"), ..."), "{there}");
    }
}
