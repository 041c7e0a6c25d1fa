//! What the board of plans is answered from: days of the workspace that were read, and documents that were made. Both go with the desk
//! when the workspace changes.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::document::Document;
use super::problem::Problem;
use super::shards::sharded;
use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::identity::Scope;
use crate::workflow::{self, CheckDay, Location, WorkflowError};

/// Where checks are read from.
pub(super) struct Checks {
    pub(super) workspace: Location,
    /// The scenario that the map shows, which no check knows of.
    pub(super) scenario: Option<String>,
}

/// Bytes that days which are kept may take, as far as they can be estimated.
const MOST_OF_DAYS: u64 = 512 << 20;
/// Bytes of documents that are kept, their compressed forms included.
const MOST_OF_DOCUMENTS: u64 = 96 << 20;
/// Days and documents kept, as a first guess.
const USUAL: (usize, usize) = (16, 512);
/// Whoever sees only some areas has this part of each.
const PART_OF_VIEW: u64 = 8;
/// Bytes of a row without its figures, and of a figure.
const ROW: usize = 320;
const FIGURE: usize = 112;

/// A day, or a scenario now; the layers now where both are `None`.
type Stand = (Option<Day>, Option<String>);

/// What was read and made for one desk.
pub(super) struct KeptChecks {
    /// Whose it is, who sees only some areas, and where the whole is kept; everything where `None`.
    of: Option<(Scope, Arc<Self>)>,
    days: Cache<Stand, Arc<CheckDay>, DayBytes>,
    documents: Cache<Asked, Arc<Document>, DocumentBytes>,
}

/// One document as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    /// The plan; `None` for what may be asked.
    pub(super) plan: Option<String>,
    pub(super) requirement: Option<String>,
    pub(super) area: Option<String>,
    pub(super) group: Option<PeopleGroup>,
    pub(super) as_of: Option<Day>,
    pub(super) scenario: Option<String>,
    pub(super) path: bool,
    /// Units listed at most.
    pub(super) most: usize,
}

#[derive(Clone)]
struct DayBytes;

impl Weighter<Stand, Arc<CheckDay>> for DayBytes {
    fn weight(&self, _: &Stand, day: &Arc<CheckDay>) -> u64 {
        let records = &day.records;
        let units = records.communities.iter().chain(&records.towns).chain(&records.above);
        let of_units: usize = units.map(|unit| ROW + FIGURE * unit.figures.len()).sum();
        let others = records.facilities.len() + records.villages.len() + records.circles.len() + 1;
        (of_units + ROW * others) as u64
    }
}

#[derive(Clone)]
struct DocumentBytes;

impl Weighter<Asked, Arc<Document>> for DocumentBytes {
    /// Three times the body: itself and its compressed forms, which are smaller.
    fn weight(&self, _: &Asked, document: &Arc<Document>) -> u64 {
        (document.len() * 3 + 256) as u64
    }
}

impl KeptChecks {
    /// Of everything.
    pub(super) fn new() -> Self {
        Self::with(None, 1)
    }

    /// Of what a scope sees of it.
    pub(super) fn part(scope: Scope, whole: Arc<Self>) -> Self {
        Self::with(Some((scope, whole)), PART_OF_VIEW)
    }

    fn with(of: Option<(Scope, Arc<Self>)>, part: u64) -> Self {
        Self {
            of,
            // One day may be as large as all of it.
            days: sharded(USUAL.0, MOST_OF_DAYS / part, u64::MAX, DayBytes),
            documents: Cache::with_weighter(USUAL.1, MOST_OF_DOCUMENTS / part, DocumentBytes),
        }
    }

    /// The records of a day, read once however many ask for them. Takes as long as reading does.
    pub(super) fn day(&self, checks: &Checks, as_of: Option<Day>) -> Result<Arc<CheckDay>, Problem> {
        self.stand(checks, &(as_of, None))
    }

    /// The same of a day or of a scenario.
    pub(super) fn stand(&self, checks: &Checks, stand: &Stand) -> Result<Arc<CheckDay>, Problem> {
        let Some((scope, whole)) = &self.of else {
            let read = || workflow::check_day(&checks.workspace, stand.0, stand.1.as_deref()).map(Arc::new);
            return self.days.get_or_insert_with(stand, read).map_err(told);
        };
        // Scenarios are made for the whole, and their names speak of it.
        if stand.1.is_some() {
            return Err(NO_SCENARIO);
        }
        let cut = || Ok::<_, Problem>(Arc::new(whole.stand(checks, stand)?.seen(scope).map_err(told)?));
        self.days.get_or_insert_with(stand, cut)
    }

    /// A document, made once however many ask for it.
    pub(super) async fn document(
        &self,
        asked: &Asked,
        make: impl Future<Output = Result<Arc<Document>, Problem>>,
    ) -> Result<Arc<Document>, Problem> {
        self.documents.get_or_insert_async(asked, make).await
    }
}

/// There is no such scenario, or not for whoever asks.
const NO_SCENARIO: Problem = Problem::BadParameter {
    name: "scenario",
    expected: "the name of a scenario of the workspace, as /api/check lists them",
};

/// What a client may be told of it.
pub(super) fn told(error: WorkflowError) -> Problem {
    match error {
        WorkflowError::NothingToCheck(_) => Problem::NothingToCheck,
        WorkflowError::NoneInArea => Problem::NoneInArea,
        // It reaches to where the plane of the communities is not defined.
        WorkflowError::Project { layer: "area", .. } => Problem::BadArea,
        WorkflowError::NothingByThen { first, .. } => Problem::NothingByThen { first },
        error if error.is_no_scenario() => NO_SCENARIO,
        error => {
            tracing::error!(%error, "a plan cannot be checked");
            Problem::Internal
        }
    }
}
