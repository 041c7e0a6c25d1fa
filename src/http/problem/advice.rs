//! What to do about each problem.

use super::Problem;
use crate::http::basemaps::Trouble;

impl Problem {
    /// What to do, in words.
    pub(super) fn detail(&self) -> String {
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
            Self::WrongHost => "The server answers only to localhost, 127.0.0.1, [::1] and the names in its settings.".to_owned(),
            Self::UntrustedProxy | Self::PlainConnection | Self::MalformedProxy => self.detail_of_front(),
            Self::NotSignedIn { .. }
            | Self::NotAllowed
            | Self::TooManyTries { .. }
            | Self::TooFast { .. }
            | Self::SignInServerDown => self.detail_of_people(),
            Self::ForeignOrigin => "The Origin header names another site.".to_owned(),
            Self::UnknownPath => "/openapi.json lists the addresses.".to_owned(),
            Self::UnknownLayer => "/tiles lists the layers.".to_owned(),
            Self::TileOutOfRange { min_zoom } => {
                format!("Zooms are {min_zoom} to 22; columns and rows are 0 to 2^zoom - 1.")
            }
            Self::OtherVersion => "/tiles gives the version in force.".to_owned(),
            Self::NoSuchAssessment { there } => {
                format!("There are the assessments {there}. A scenario is drawn once it is assessed.")
            }
            Self::UnknownGroup => "/api/assessment lists circles and their groups.".to_owned(),
            Self::UnknownStyle => "/styles and /ogc/styles list the styles.".to_owned(),
            Self::MethodNotAllowed { allowed } => format!("Use one of {allowed}."),
            Self::BodyTooLarge => "Only POST /api/imports takes a large body.".to_owned(),
            Self::AddressTooLong => "Addresses have at most 8192 bytes.".to_owned(),
            Self::HeadersTooLarge => "Header fields have at most 16384 bytes in all.".to_owned(),
            Self::NotReady | Self::Stopping | Self::Busy | Self::TimedOut | Self::WorkspaceBusy => self.detail_of_waiting(),
            Self::NotFromPage => {
                "Send an Origin header equal to this server's address, and the header Yike-Request: page.".to_owned()
            }
            Self::ImportsOff => {
                "It was started with --no-import, or can't write its workspace; use yike import instead.".to_owned()
            }
            Self::UnknownImport => "Files wait for an hour, four at once; send it again.".to_owned(),
            Self::ImportRunning | Self::SitingRunning | Self::AssessmentRunning => {
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
            Self::ReadOnly => {
                "It was started with --no-import or with a scenario, or can't write its workspace; use yike assess instead.".to_owned()
            }
            Self::UnknownSiting => "Only the last run is held; ask again.".to_owned(),
            Self::NoSuchPlan => "Plans are numbered from 1, in the order of the result.".to_owned(),
            Self::ScenarioName => {
                "Take a name that no scenario has, of letters, digits and - _ . without blanks.".to_owned()
            }
            Self::BadSiting { what } => format!("Mend {what}; GET /api/siting says what there is."),
            Self::NoSuchProcess => "/ogc/processes lists them.".to_owned(),
            Self::NoSuchJob => "The last ten jobs of each process are held, unless they were dismissed; ask again.".to_owned(),
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
            Self::UnknownBasemap => "/api/basemaps lists those that are asked for here.".to_owned(),
            Self::OutsideBasemap { first, last } => format!("Its zooms are {first} to {last}; /api/basemaps says how its tiles lie."),
            Self::Basemap(trouble) => detail_of_basemap(trouble).to_owned(),
            Self::Internal => "It is not the fault of the request; the server's log says more.".to_owned(),
        }
    }

    /// When to come again.
    fn detail_of_waiting(&self) -> String {
        match self {
            Self::WorkspaceBusy => "Nothing was changed. Try again when it has finished.".to_owned(),
            _ => "Try again shortly.".to_owned(),
        }
    }

    /// As [`Self::detail`], of what stands before the server.
    fn detail_of_front(&self) -> String {
        match self {
            Self::UntrustedProxy => {
                "Leave out Forwarded, X-Forwarded-* and X-Real-IP; a proxy is named by trusted_proxies in the server's settings.".to_owned()
            }
            Self::PlainConnection => "Ask through the proxy that encrypts.".to_owned(),
            _ => {
                "X-Forwarded-For holds IP addresses, X-Forwarded-Proto http or https; the others stand once.".to_owned()
            }
        }
    }

    /// As [`Self::detail`], of who asks.
    fn detail_of_people(&self) -> String {
        match self {
            Self::NotSignedIn { bad: false } => {
                "Sign in at /sign-in, or send a key as Authorization: Bearer yk_...".to_owned()
            }
            Self::NotSignedIn { .. } => "The key or token is unknown, expired or revoked.".to_owned(),
            Self::TooManyTries { retry_s } => format!("Try again in {retry_s} seconds."),
            Self::SignInServerDown => {
                "The token can't be checked without it; try again shortly. Keys (yk_...) go on working.".to_owned()
            }
            Self::TooFast { retry_s } => format!("Ask more slowly; try again in {retry_s} s."),
            _ => "Ask an administrator for more; /api/me says what you have.".to_owned(),
        }
    }
}

/// What a reader of the map can know of a basemap's trouble; the rest is for the log.
fn detail_of_basemap(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Down { .. } => "Its service does not answer; try again shortly.",
        Trouble::Redirect => "Its service sends its askers elsewhere, which is not followed.",
        Trouble::Denied { .. } => "Its service does not let this server ask; whoever runs it has to look at the key.",
        Trouble::Status { .. } => {
            "Its service answers with an error; whoever runs this server has to look at the settings."
        }
        Trouble::Page => {
            "Its service answers with a page, not with a picture; whoever runs this server has to look at the settings."
        }
        Trouble::Empty => "Its service answers with nothing; whoever runs this server has to look at the settings.",
        Trouble::TooLarge => "Its service answers with more than 4 MiB.",
        Trouble::NoPicture => "Its service answers with something else than PNG, JPEG or WebP.",
        Trouble::File { .. } => "Its file can't be read; the server's log says more.",
    }
}
