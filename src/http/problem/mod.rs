//! Everything that can go wrong with a request, and the only place that knows its status code.

mod advice;
mod written;

use axum::http::StatusCode;

use crate::domain::day::Day;
use crate::filter::FilterError;
use crate::http::basemaps::Trouble;
use crate::tiles::TileError;
use crate::workflow::Refusal;
pub(super) use written::ProblemBody;

/// Why a request is not answered as asked. What is told to the client comes from here alone: never from an inner error, never
/// from the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// A tile's address does not follow its pattern.
    MalformedTile { why: &'static str },
    /// A query parameter that the address does not have.
    UnknownParameter { known: &'static [&'static str] },
    /// A query parameter given twice.
    RepeatedParameter { name: &'static str },
    /// A query parameter left out.
    MissingParameter { name: &'static str },
    /// A query parameter with a value that does not fit.
    BadParameter { name: &'static str, expected: &'static str },
    /// A query that is not percent-encoded UTF-8.
    MalformedQuery,
    /// A filter that is not understood or does not fit the features.
    BadFilter(FilterError),
    /// A property that the features of the layer have not.
    UnknownProperty,
    /// No such tile matrix set.
    UnknownMatrixSet,
    /// The tileset has no such tile.
    OutsideTileset,
    /// No such feature.
    UnknownFeature,
    /// None of the formats that the client takes.
    NotAcceptable { offered: &'static str },
    /// No Host header, or two.
    MissingHost,
    /// A Host that is not this computer.
    WrongHost,
    /// A header that only a trusted proxy may send.
    UntrustedProxy,
    /// A connection from another computer that nobody encrypts, though a proxy is there for it.
    PlainConnection,
    /// A trusted proxy's header that makes no sense.
    MalformedProxy,
    /// Nobody is signed in; or the key, the token or the session is not good.
    NotSignedIn { bad: bool },
    /// Not with the rights of whoever asks.
    NotAllowed,
    /// Too many keys or passwords were not good.
    TooManyTries { retry_s: i64 },
    /// Too many requests of one person.
    TooFast { retry_s: u64 },
    /// The bureau's sign-in server gives no keys to check a token with.
    SignInServerDown,
    /// A page from elsewhere tries to change something.
    ForeignOrigin,
    /// Nothing stands at this path.
    UnknownPath,
    /// No such layer.
    UnknownLayer,
    /// The pyramid or the layer has no such tile.
    TileOutOfRange { min_zoom: u8 },
    /// A tile of another version than the one in force.
    OtherVersion,
    /// No such assessment or scenario that could be drawn.
    NoSuchAssessment {
        /// Those that there are.
        there: String,
    },
    /// The circle has no such group, or there is no such circle.
    UnknownGroup,
    /// No such style.
    UnknownStyle,
    /// Another method than GET, HEAD or OPTIONS.
    MethodNotAllowed { allowed: &'static str },
    /// A body larger than any that is wanted.
    BodyTooLarge,
    /// An address that is too long.
    AddressTooLong,
    /// Header fields that are too large.
    HeadersTooLarge,
    /// No assessment yet.
    NotReady,
    /// The server was told to stop.
    Stopping,
    /// As many requests as can be answered at once.
    Busy,
    /// Another program holds the workspace.
    WorkspaceBusy,
    /// An answer took too long.
    TimedOut,
    /// A change that does not come from this server's own page.
    NotFromPage,
    /// This server takes no files.
    ImportsOff,
    /// No file waits under this name.
    UnknownImport,
    /// Something is being imported or assessed already.
    ImportRunning,
    /// The import was stopped before its end.
    ImportStopped,
    /// A file name that is none.
    BadFileName,
    /// A body that holds nothing.
    EmptyBody,
    /// A body in a coding.
    CodedBody,
    /// A body that broke off.
    BrokenBody,
    /// A file larger than any that is taken.
    FileTooLarge { most: u64 },
    /// Options that are not understood.
    BadOptions,
    /// A file that can't be imported as it is. The facts come from [`Refusal`], which holds no path and no inner error.
    Refused(Box<Refusal>),
    /// A siting run goes on already.
    SitingRunning,
    /// An assessment goes on already.
    AssessmentRunning,
    /// This server changes nothing.
    ReadOnly,
    /// No siting run under this name.
    UnknownSiting,
    /// A siting run that has no such plan.
    NoSuchPlan,
    /// A scenario of this name is there, or the name is none.
    ScenarioName,
    /// A circle that does not come with the program, or a word that means nothing in a siting question.
    BadSiting { what: &'static str },
    /// No such process.
    NoSuchProcess,
    /// No such job.
    NoSuchJob,
    /// A job that goes on has no result yet.
    ResultNotReady,
    /// A job whose question was wrong.
    JobFailed { what: String },
    /// A body that is not said to be JSON.
    NotJson,
    /// Inputs that are not understood.
    BadInputs { what: String },
    /// Neither communities nor a register, so nothing that a plan speaks of.
    NothingToCheck,
    /// A day before the data.
    NothingByThen { first: Day },
    /// A plan that does not come with the program.
    UnknownPlan,
    /// The plan has no such requirement.
    UnknownRequirement,
    /// No community lies in an area of this code.
    UnknownArea,
    /// A body that is no area in degrees.
    BadArea,
    /// An area without communities.
    NoneInArea,
    /// The assessment in force can't be made again.
    NotAgain,
    /// The workspace has no streets.
    NoStreets,
    /// No street within so many metres; how far the nearest is, where that is known.
    NoStreetNear { limit_m: u32, nearest_m: Option<u32> },
    /// The streets at both ends don't hang together.
    NoWay,
    /// No facility of the category can be reached.
    NoSiteReached,
    /// A place far from the study area.
    OutsideArea,
    /// No basemap of this name, or one that browsers ask themselves.
    UnknownBasemap,
    /// The basemap has no such tile.
    OutsideBasemap { first: u8, last: u8 },
    /// The basemap's service or file gives no picture.
    Basemap(Trouble),
    /// A fault of this program.
    Internal,
}

impl Problem {
    /// Status code, last part of the type's name, title.
    fn kind(&self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::MalformedTile { .. } => (S::BAD_REQUEST, "malformed-tile", "The tile address is malformed"),
            Self::UnknownParameter { .. } => (S::BAD_REQUEST, "unknown-parameter", "Unknown query parameter"),
            Self::RepeatedParameter { .. } => (S::BAD_REQUEST, "repeated-parameter", "Query parameter given twice"),
            Self::MissingParameter { .. } => (S::BAD_REQUEST, "missing-parameter", "Query parameter missing"),
            Self::BadParameter { .. } => (S::BAD_REQUEST, "bad-parameter", "Query parameter does not fit"),
            Self::MalformedQuery => (S::BAD_REQUEST, "malformed-query", "The query is malformed"),
            Self::BadFilter(_) => (S::BAD_REQUEST, "bad-filter", "The filter is not understood"),
            Self::UnknownProperty => (S::BAD_REQUEST, "unknown-property", "There is no such property"),
            Self::UnknownMatrixSet => (
                S::NOT_FOUND,
                "unknown-tile-matrix-set",
                "There is no such tile matrix set",
            ),
            Self::OutsideTileset => (S::NOT_FOUND, "outside-tileset", "The tileset has no such tile"),
            Self::UnknownFeature => (S::NOT_FOUND, "unknown-feature", "There is no such feature"),
            Self::NotAcceptable { .. } => (S::NOT_ACCEPTABLE, "not-acceptable", "There is no such format"),
            Self::MissingHost => (S::BAD_REQUEST, "missing-host", "The Host header is missing"),
            Self::WrongHost => (
                S::MISDIRECTED_REQUEST,
                "wrong-host",
                "This is not the host that was asked for",
            ),
            Self::UntrustedProxy => (S::BAD_REQUEST, "untrusted-proxy", "Only a trusted proxy may say this"),
            Self::PlainConnection => (S::FORBIDDEN, "plain-connection", "The connection is not encrypted"),
            Self::MalformedProxy => (S::BAD_REQUEST, "malformed-proxy", "The proxy's headers are malformed"),
            Self::ForeignOrigin => (S::FORBIDDEN, "foreign-origin", "Pages from elsewhere may only read"),
            Self::UnknownPath => (S::NOT_FOUND, "unknown-path", "Nothing is here"),
            Self::UnknownLayer => (S::NOT_FOUND, "unknown-layer", "There is no such layer"),
            Self::TileOutOfRange { .. } => (S::NOT_FOUND, "tile-out-of-range", "There is no such tile"),
            Self::OtherVersion => (S::NOT_FOUND, "other-version", "This version is not in force"),
            Self::NoSuchAssessment { .. } => (
                S::NOT_FOUND,
                "no-such-assessment",
                "There is no such assessment or scenario that can be drawn",
            ),
            Self::UnknownGroup => (S::NOT_FOUND, "unknown-group", "There is no such circle and group"),
            Self::UnknownStyle => (S::NOT_FOUND, "unknown-style", "There is no such style"),
            Self::MethodNotAllowed { .. } => (S::METHOD_NOT_ALLOWED, "method-not-allowed", "This can't be done here"),
            Self::BodyTooLarge => (S::PAYLOAD_TOO_LARGE, "body-too-large", "The body is too large"),
            Self::AddressTooLong => (S::URI_TOO_LONG, "address-too-long", "The address is too long"),
            Self::HeadersTooLarge => (
                S::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "headers-too-large",
                "The headers are too large",
            ),
            Self::NotReady => (S::SERVICE_UNAVAILABLE, "not-ready", "No assessment is loaded yet"),
            Self::Stopping => (S::SERVICE_UNAVAILABLE, "stopping", "The server is stopping"),
            Self::Busy => (S::SERVICE_UNAVAILABLE, "busy", "Too many requests at once"),
            Self::WorkspaceBusy => (
                S::SERVICE_UNAVAILABLE,
                "workspace-busy",
                "Another program holds the workspace",
            ),
            Self::TimedOut => (S::SERVICE_UNAVAILABLE, "timed-out", "The answer took too long"),
            Self::NotFromPage => (
                S::FORBIDDEN,
                "not-from-page",
                "Changes come from the server's own page only",
            ),
            Self::BadOptions => (S::BAD_REQUEST, "bad-options", "The options are not understood"),
            Self::Refused(refusal) => (
                S::UNPROCESSABLE_ENTITY,
                refusal.kind,
                "The file can't be imported like this",
            ),
            Self::SitingRunning => (S::CONFLICT, "siting-running", "Another siting run goes on"),
            Self::AssessmentRunning => (S::CONFLICT, "assessment-running", "An assessment goes on"),
            Self::ReadOnly => (S::FORBIDDEN, "read-only", "This server changes nothing"),
            Self::UnknownSiting => (S::NOT_FOUND, "unknown-siting", "There is no such siting run"),
            Self::NoSuchPlan => (S::NOT_FOUND, "no-such-plan", "The run has no such plan"),
            Self::ScenarioName => (S::CONFLICT, "scenario-name", "The plan can't be kept under this name"),
            Self::BadSiting { .. } => (S::BAD_REQUEST, "bad-siting", "The siting question is not understood"),
            Self::NoSuchProcess | Self::NoSuchJob | Self::ResultNotReady => self.of_processes(),
            Self::NotSignedIn { .. }
            | Self::NotAllowed
            | Self::TooManyTries { .. }
            | Self::TooFast { .. }
            | Self::SignInServerDown => self.of_people(),
            Self::JobFailed { .. } => (
                S::UNPROCESSABLE_ENTITY,
                "job-failed",
                "The job's question has no answer",
            ),
            Self::NotJson => (S::UNSUPPORTED_MEDIA_TYPE, "not-json", "The body must be JSON"),
            Self::BadInputs { .. } => (S::BAD_REQUEST, "bad-inputs", "The inputs are not understood"),
            Self::NotAgain => (
                S::CONFLICT,
                "not-again",
                "This assessment can't be made again from here",
            ),
            Self::NoStreets => (S::NOT_FOUND, "no-streets", "The workspace has no streets"),
            Self::NoStreetNear { .. } => (S::NOT_FOUND, "no-street-near", "No street is near"),
            Self::NoWay => (S::NOT_FOUND, "no-way", "There is no way"),
            Self::NoSiteReached => (S::NOT_FOUND, "no-facility-reached", "No such facility can be reached"),
            Self::OutsideArea => (S::NOT_FOUND, "outside-area", "The place is outside the study area"),
            _ => self.other_kind(),
        }
    }

    /// As [`Self::kind`], of files that come in through the page, of plans that are checked, and of what is nobody's fault.
    fn other_kind(&self) -> (StatusCode, &'static str, &'static str) {
        use StatusCode as S;
        match self {
            Self::ImportsOff => (S::FORBIDDEN, "imports-off", "This server takes no files"),
            Self::UnknownImport => (S::NOT_FOUND, "unknown-import", "There is no such file here"),
            Self::ImportRunning => (S::CONFLICT, "import-running", "Another import is running"),
            Self::ImportStopped => (S::CONFLICT, "import-stopped", "The import was stopped"),
            Self::BadFileName => (S::BAD_REQUEST, "bad-file-name", "This is not a file name"),
            Self::EmptyBody => (S::BAD_REQUEST, "empty-body", "The file is empty"),
            Self::CodedBody => (S::UNSUPPORTED_MEDIA_TYPE, "coded-body", "The body must come as it is"),
            Self::BrokenBody => (S::BAD_REQUEST, "broken-body", "The body broke off"),
            Self::FileTooLarge { .. } => (S::PAYLOAD_TOO_LARGE, "file-too-large", "The file is too large"),
            Self::NothingToCheck => (S::NOT_FOUND, "nothing-to-check", "There is nothing to check"),
            Self::NothingByThen { .. } => (S::NOT_FOUND, "nothing-by-then", "There are no data by that day"),
            Self::UnknownPlan => (S::NOT_FOUND, "unknown-plan", "No such plan"),
            Self::UnknownRequirement => (S::NOT_FOUND, "unknown-requirement", "No such requirement"),
            Self::BadArea => (S::BAD_REQUEST, "bad-area", "The area is not understood"),
            Self::NoneInArea => (S::NOT_FOUND, "none-in-area", "No community lies in the area"),
            Self::UnknownArea => (S::NOT_FOUND, "unknown-area", "No such area"),
            Self::UnknownBasemap => (S::NOT_FOUND, "unknown-basemap", "There is no such basemap"),
            Self::OutsideBasemap { .. } => (S::NOT_FOUND, "outside-basemap", "The basemap has no such tile"),
            Self::Basemap(_) => (S::BAD_GATEWAY, "basemap", "The basemap gives no picture"),
            _ => (S::INTERNAL_SERVER_ERROR, "internal", "The server failed"),
        }
    }

    /// As [`Self::kind`], of who asks.
    fn of_people(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotSignedIn { .. } => (StatusCode::UNAUTHORIZED, "not-signed-in", "Nobody is signed in"),
            Self::TooManyTries { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many-tries", "Too many tries failed"),
            Self::TooFast { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-fast", "Too many requests at once"),
            Self::SignInServerDown => (
                StatusCode::SERVICE_UNAVAILABLE,
                "sign-in-server-down",
                "The sign-in server does not answer",
            ),
            _ => (StatusCode::FORBIDDEN, "not-allowed", "Your rights do not reach here"),
        }
    }

    /// As [`Self::kind`], of problems that OGC API Processes names itself.
    fn of_processes(&self) -> (StatusCode, &'static str, &'static str) {
        let (name, title) = match self {
            Self::NoSuchProcess => (
                "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process",
                "There is no such process",
            ),
            Self::NoSuchJob => (
                "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-job",
                "There is no such job",
            ),
            _ => (
                "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/result-not-ready",
                "The job has no result yet",
            ),
        };
        (StatusCode::NOT_FOUND, name, title)
    }
}

impl From<TileError> for Problem {
    fn from(error: TileError) -> Self {
        match error {
            TileError::UnknownLayer => Self::UnknownLayer,
            TileError::OutOfRange { min_zoom } => Self::TileOutOfRange { min_zoom },
            TileError::Unwritable(cause) => {
                tracing::error!(cause, "a tile cannot be written");
                Self::Internal
            }
        }
    }
}
