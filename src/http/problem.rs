//! Everything that can go wrong with a request, and the only place that knows its status code.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::day::Day;
use crate::filter::FilterError;
use crate::tiles::TileError;
use crate::workflow::Refusal;

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
    /// As many requests as can be answered at once.
    Busy,
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
    /// A fault of this program.
    Internal,
}

/// An error as it is written (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// Names the kind of problem.
    #[schema(example = "urn:yike:problem:tile-out-of-range")]
    r#type: String,
    /// The HTTP status code.
    #[schema(example = 404)]
    status: u16,
    /// The kind of problem in words.
    #[schema(example = "There is no such tile")]
    title: &'static str,
    /// What to do about it.
    #[schema(example = "Zooms are 0 to 22; columns and rows are 0 to 2^zoom - 1.")]
    detail: String,
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
            Self::ForeignOrigin => (S::FORBIDDEN, "foreign-origin", "Pages from elsewhere may only read"),
            Self::UnknownPath => (S::NOT_FOUND, "unknown-path", "Nothing is here"),
            Self::UnknownLayer => (S::NOT_FOUND, "unknown-layer", "There is no such layer"),
            Self::TileOutOfRange { .. } => (S::NOT_FOUND, "tile-out-of-range", "There is no such tile"),
            Self::OtherVersion => (S::NOT_FOUND, "other-version", "This version is not in force"),
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
            Self::Busy => (S::SERVICE_UNAVAILABLE, "busy", "Too many requests at once"),
            Self::TimedOut => (S::SERVICE_UNAVAILABLE, "timed-out", "The answer took too long"),
            Self::NotFromPage => (
                S::FORBIDDEN,
                "not-from-page",
                "Changes come from the server's own page only",
            ),
            Self::ImportsOff => (S::FORBIDDEN, "imports-off", "This server takes no files"),
            Self::UnknownImport => (S::NOT_FOUND, "unknown-import", "There is no such file here"),
            Self::ImportRunning => (S::CONFLICT, "import-running", "Another import is running"),
            Self::ImportStopped => (S::CONFLICT, "import-stopped", "The import was stopped"),
            Self::BadFileName => (S::BAD_REQUEST, "bad-file-name", "This is not a file name"),
            Self::EmptyBody => (S::BAD_REQUEST, "empty-body", "The file is empty"),
            Self::CodedBody => (S::UNSUPPORTED_MEDIA_TYPE, "coded-body", "The body must come as it is"),
            Self::BrokenBody => (S::BAD_REQUEST, "broken-body", "The body broke off"),
            Self::FileTooLarge { .. } => (S::PAYLOAD_TOO_LARGE, "file-too-large", "The file is too large"),
            Self::BadOptions => (S::BAD_REQUEST, "bad-options", "The options are not understood"),
            Self::Refused(refusal) => (
                S::UNPROCESSABLE_ENTITY,
                refusal.kind,
                "The file can't be imported like this",
            ),
            Self::SitingRunning => (S::CONFLICT, "siting-running", "Another siting run goes on"),
            Self::UnknownSiting => (S::NOT_FOUND, "unknown-siting", "There is no such siting run"),
            Self::NoSuchPlan => (S::NOT_FOUND, "no-such-plan", "The run has no such plan"),
            Self::ScenarioName => (S::CONFLICT, "scenario-name", "The plan can't be kept under this name"),
            Self::BadSiting { .. } => (S::BAD_REQUEST, "bad-siting", "The siting question is not understood"),
            Self::NoSuchProcess | Self::NoSuchJob | Self::ResultNotReady => self.of_processes(),
            Self::JobFailed { .. } => (
                S::UNPROCESSABLE_ENTITY,
                "job-failed",
                "The job's question has no answer",
            ),
            Self::NotJson => (S::UNSUPPORTED_MEDIA_TYPE, "not-json", "The body must be JSON"),
            Self::BadInputs { .. } => (S::BAD_REQUEST, "bad-inputs", "The inputs are not understood"),
            Self::NothingToCheck => (S::NOT_FOUND, "nothing-to-check", "There is nothing to check"),
            Self::NothingByThen { .. } => (S::NOT_FOUND, "nothing-by-then", "There are no data by that day"),
            Self::UnknownPlan => (S::NOT_FOUND, "unknown-plan", "No such plan"),
            Self::UnknownRequirement => (S::NOT_FOUND, "unknown-requirement", "No such requirement"),
            Self::BadArea => (S::BAD_REQUEST, "bad-area", "The area is not understood"),
            Self::NoneInArea => (S::NOT_FOUND, "none-in-area", "No community lies in the area"),
            Self::UnknownArea => (S::NOT_FOUND, "unknown-area", "No such area"),
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
            Self::Internal => (S::INTERNAL_SERVER_ERROR, "internal", "The server failed"),
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

    fn detail(&self) -> String {
        match self {
            Self::MalformedTile { why } => (*why).to_owned(),
            Self::UnknownParameter { known: [] } => "This address has no query parameters.".to_owned(),
            Self::UnknownParameter { known } => format!("Known here: {}.", known.join(", ")),
            Self::RepeatedParameter { name } => format!("Give {name} once."),
            Self::MissingParameter { name } => format!("Give {name}."),
            Self::BadParameter { name, expected } => format!("{name} must be {expected}."),
            Self::MalformedQuery => "Queries are percent-encoded UTF-8 without control characters.".to_owned(),
            Self::BadFilter(error) => {
                format!("It is CQL2: {error}. /ogc/collections lists the queryables of each layer.")
            }
            Self::UnknownProperty => "/ogc/collections lists the queryables of each layer.".to_owned(),
            Self::UnknownMatrixSet => "/ogc/tileMatrixSets lists them.".to_owned(),
            Self::OutsideTileset => "The tileset's tileMatrixSetLimits say which it has.".to_owned(),
            Self::UnknownFeature => "The items of the collection have the ids that exist.".to_owned(),
            Self::NotAcceptable { offered } => format!("Take {offered}."),
            Self::MissingHost => "Send exactly one Host header.".to_owned(),
            Self::WrongHost => "The server answers only to localhost, 127.0.0.1 and [::1].".to_owned(),
            Self::ForeignOrigin => "The Origin header names another site.".to_owned(),
            Self::UnknownPath => "/openapi.json lists the addresses.".to_owned(),
            Self::UnknownLayer => "/tiles lists the layers.".to_owned(),
            Self::TileOutOfRange { min_zoom } => {
                format!("Zooms are {min_zoom} to 22; columns and rows are 0 to 2^zoom - 1.")
            }
            Self::OtherVersion => "/tiles gives the version in force.".to_owned(),
            Self::UnknownGroup => "/api/assessment lists circles and their groups.".to_owned(),
            Self::UnknownStyle => "/styles lists the styles.".to_owned(),
            Self::MethodNotAllowed { allowed } => format!("Use one of {allowed}."),
            Self::BodyTooLarge => "Only POST /api/imports takes a large body.".to_owned(),
            Self::AddressTooLong => "Addresses have at most 8192 bytes.".to_owned(),
            Self::HeadersTooLarge => "Header fields have at most 16384 bytes in all.".to_owned(),
            Self::NotReady | Self::Busy | Self::TimedOut => "Try again shortly.".to_owned(),
            Self::NotFromPage => {
                "Send an Origin header equal to this server's address, and the header Yike-Request: page.".to_owned()
            }
            Self::ImportsOff => {
                "It was started with --no-import, or can't write its workspace; use yike import instead.".to_owned()
            }
            Self::UnknownImport => "Files wait for an hour, four at once; send it again.".to_owned(),
            Self::ImportRunning | Self::SitingRunning => {
                "Wait until it has finished, or stop it with DELETE.".to_owned()
            }
            Self::ImportStopped => "Nothing was changed.".to_owned(),
            Self::BadFileName => "Give the file's own name, without folders, at most 200 bytes.".to_owned(),
            Self::EmptyBody => "Send the bytes of the file.".to_owned(),
            Self::CodedBody => "Send it without Content-Encoding.".to_owned(),
            Self::BrokenBody => "It did not come whole, or too slowly; send it again.".to_owned(),
            Self::FileTooLarge { most } => format!(
                "At most {} MiB come in through the page; larger files go in with yike import.",
                most >> 20
            ),
            Self::BadOptions => "/openapi.json describes them; unknown words are refused.".to_owned(),
            Self::Refused(refusal) => refusal.what.clone(),
            Self::UnknownSiting => "Only the last run is held; ask again.".to_owned(),
            Self::NoSuchPlan => "Plans are numbered from 1, in the order of the result.".to_owned(),
            Self::ScenarioName => {
                "Take a name that no scenario has, of letters, digits and - _ . without blanks.".to_owned()
            }
            Self::BadSiting { what } => format!("Mend {what}; GET /api/siting says what there is."),
            Self::NoSuchProcess => "/ogc/processes lists them.".to_owned(),
            Self::NoSuchJob => "Only the last job is held, unless it was dismissed; ask again.".to_owned(),
            Self::ResultNotReady => "Look at the job until it is successful.".to_owned(),
            Self::JobFailed { what } => what.clone(),
            Self::NotJson => "Send it with Content-Type: application/json.".to_owned(),
            Self::BadInputs { what } => format!("{what}. The description of the process lists its inputs."),
            Self::NothingToCheck => "Import a register or communities.".to_owned(),
            Self::NothingByThen { first } => format!("The first register or communities are of {first}."),
            Self::UnknownPlan => "/api/check lists the plans.".to_owned(),
            Self::UnknownRequirement => "The answers of the plan have the ids that exist.".to_owned(),
            Self::BadArea => "Send a GeoJSON Polygon or MultiPolygon in degrees, longitude first: closed rings that do not cross, 64 KiB at most, not on the other side of the earth.".to_owned(),
            Self::NoneInArea => "A community is in the area where a place in its middle is; the area has none. Look at its coordinates, longitude first.".to_owned(),
            Self::UnknownArea => "/api/check lists the areas; below them stand communities.".to_owned(),
            Self::NotAgain => {
                "One of its circles came from a file of its own; run yike assess with that file.".to_owned()
            }
            Self::NoStreets => "Import streets, then start again.".to_owned(),
            Self::NoStreetNear { limit_m, nearest_m } => {
                let nearest = nearest_m.map_or(String::new(), |metres| format!(" The nearest is {metres} m away."));
                format!("None that can be used is within {limit_m} m.{nearest}")
            }
            Self::NoWay => "The streets at both ends do not hang together for this way of moving.".to_owned(),
            Self::NoSiteReached => "None of this category is imported, or no way leads to one.".to_owned(),
            Self::OutsideArea => "/api/assessment says where the study area lies.".to_owned(),
            Self::Internal => "It is not the fault of the request; the server's log says more.".to_owned(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, name, title) = self.kind();
        let body = ProblemBody {
            r#type: if name.starts_with("http://") {
                name.to_owned()
            } else {
                format!("urn:yike:problem:{name}")
            },
            status: status.as_u16(),
            title,
            detail: self.detail(),
        };
        // Strings and a number: JSON can always hold them.
        let json = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (status, json).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if matches!(self, Self::NotReady | Self::Busy | Self::TimedOut) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if let Self::MethodNotAllowed { allowed } = self {
            headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
        }
        response
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
