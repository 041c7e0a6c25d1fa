//! What every request passes before it is answered, and what every answer carries.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::front::Disbelieved;
use super::peer::Peer;
use super::problem::Problem;
use super::sign_in::PerPerson;
use super::state::ServerState;

/// The methods of an address.
fn methods(path: &str) -> &'static str {
    match path {
        "/sign-in" | "/arcgis/rest/info" => return "GET, HEAD, POST, OPTIONS",
        "/sign-out" | "/arcgis/tokens/generateToken" => return "POST, OPTIONS",
        _ => {}
    }
    if let Some(rest) = path.strip_prefix("/api/siting") {
        return match rest.trim_start_matches('/') {
            "" => "GET, HEAD, POST, OPTIONS",
            rest if rest.ends_with("/keep") || rest.ends_with("/recount") => "POST, OPTIONS",
            rest if rest.ends_with("/candidates") => READING,
            _ => "GET, HEAD, DELETE, OPTIONS",
        };
    }
    if path.strip_prefix("/api/check/").is_some_and(|plan| !plan.is_empty()) {
        return "GET, HEAD, POST, OPTIONS";
    }
    let asked_by_form = path.starts_with("/arcgis/rest/services/yike/FeatureServer");
    if asked_by_form || path.trim_end_matches('/') == "/arcgis/rest/services" {
        return "GET, HEAD, POST, OPTIONS";
    }
    if path.starts_with("/ogc/processes/") && path.ends_with("/execution") {
        return "POST, OPTIONS";
    }
    if path.strip_prefix("/ogc/jobs/").is_some_and(|job| !job.contains('/')) {
        return "GET, HEAD, DELETE, OPTIONS";
    }
    let below = path.strip_prefix("/api/imports");
    match below.map(|rest| rest.trim_start_matches('/')) {
        Some("") => "GET, HEAD, POST, OPTIONS",
        Some(rest) if rest.ends_with("/preview") || rest.ends_with("/confirm") => "POST, OPTIONS",
        Some(_) => "GET, HEAD, DELETE, OPTIONS",
        None if matches!(path, "/api/assess" | "/api/undo") => "POST, OPTIONS",
        None => READING,
    }
}

/// The header with which the page says that it is the page; other sites can't send it without being asked about (CORS).
const PAGE_HEADER: &str = "yike-request";

/// The methods of an address that can only be read.
pub(super) const READING: &str = "GET, HEAD, OPTIONS";

const LONGEST_ADDRESS: usize = 8 * 1024;
const LARGEST_HEADERS: usize = 16 * 1024;
const LARGEST_BODY: u64 = 1 << 20;
const LONGEST_ANSWER: Duration = Duration::from_secs(30);

/// Sets what belongs on every answer, errors included.
///
/// Pages of this computer's own servers may read answers, pages from anywhere else may not: a workspace can hold a bureau's population
/// figures, and every site open in the planner's browser can send requests to a local port.
pub(super) async fn headers(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let told = Told::of(&request);
    let mut response = next.run(request).await;
    told.write(&state, &mut response);
    response
}

/// What of a request decides which headers its answer carries.
pub(super) struct Told {
    /// A page that may read the answer.
    reader: Option<HeaderValue>,
    /// Below /ogc the Accept header chooses among formats.
    negotiated: bool,
}

impl Told {
    pub(super) fn of<B>(request: &http::Request<B>) -> Self {
        let origin = request.headers().get(header::ORIGIN);
        Self {
            reader: origin.filter(|origin| ours_by_origin(origin)).cloned(),
            negotiated: request.uri().path().starts_with("/ogc"),
        }
    }

    /// Writes them.
    pub(super) fn write(self, state: &ServerState, response: &mut Response) {
        let per_person = response.extensions().get::<PerPerson>().is_some();
        let headers = response.headers_mut();
        let page = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
        let mut set = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            "ETag, Content-Length, Content-Crs, Link, Retry-After",
        );
        let vary = match (self.negotiated, per_person) {
            (true, true) => "Accept, Accept-Encoding, Origin, Cookie, Authorization",
            (true, false) => "Accept, Accept-Encoding, Origin",
            (false, true) => "Accept-Encoding, Origin, Cookie, Authorization",
            (false, false) => "Accept-Encoding, Origin",
        };
        set(header::VARY, vary);
        // The page to sign in has its own.
        let mut unless_said = |name: HeaderName, value: HeaderValue| {
            headers.entry(name).or_insert(value);
        };
        unless_said(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if page {
            unless_said(header::CONTENT_SECURITY_POLICY, state.basemaps().policy().clone());
        }
        if let Some(reader) = self.reader {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, reader);
        }
    }
}

/// Turns away what must not be answered, and what there is no room or no time for.
pub(super) async fn admit(State(state): State<ServerState>, request: Request, next: Next) -> Result<Response, Problem> {
    may_ask(&state, &request)?;
    let health = matches!(request.uri().path(), "/healthz" | "/readyz");
    let _room = if health {
        None
    } else {
        Some(
            state
                .requests()
                .clone()
                .try_acquire_owned()
                .map_err(|_| Problem::Busy)?,
        )
    };
    if writes(request.method(), request.uri().path()) {
        // A long import has limits of its own.
        return Ok(next.run(request).await);
    }
    let answer = tokio::time::timeout(LONGEST_ANSWER, next.run(request)).await;
    answer.map_err(|_| Problem::TimedOut)
}

/// Whether a request has the form of one that may be answered.
pub(super) fn may_ask<B>(state: &ServerState, request: &http::Request<B>) -> Result<(), Problem> {
    if let Some(Disbelieved(problem)) = request.extensions().get() {
        return Err(problem.clone());
    }
    let upload = request.method() == Method::POST && request.uri().path() == "/api/imports";
    let largest = if upload { state.largest_upload() } else { LARGEST_BODY };
    check(state, request.method(), request.uri(), request.headers(), largest)
}

fn writes(method: &Method, path: &str) -> bool {
    *method == Method::POST && (path.starts_with("/api/imports") || matches!(path, "/api/assess" | "/api/undo"))
}

/// Whether a request was made by the page that this server gave out itself: any other page has another Origin, and a form or an
/// image can't send the header. Reading needs neither, but a page from another port of this computer must not read what waits here.
pub(super) fn from_page(request: &Parts) -> Result<(), Problem> {
    let (method, headers) = (&request.method, &request.headers);
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (origin, more) = (origins.next(), origins.next());
    let own = own_origin(request);
    let ours = more.is_none()
        && origin.is_some_and(|origin| own.is_some_and(|own| origin.as_bytes().eq_ignore_ascii_case(own.as_bytes())));
    let said = headers.get(PAGE_HEADER).is_some_and(|value| value == "page");
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if (ours && said) || (reads && origin.is_none()) || (reads && ours) {
        Ok(())
    } else {
        Err(Problem::NotFromPage)
    }
}

/// Whether a request that sets something going comes from a program, which names no Origin, or from this server's own page: a page from
/// elsewhere always names its own. A form can't send JSON.
pub(super) fn from_client(request: &Parts) -> Result<(), Problem> {
    let (method, headers) = (&request.method, &request.headers);
    let own = own_origin(request);
    let own = own.as_ref().map(String::as_bytes);
    let mut origins = headers.get_all(header::ORIGIN).iter();
    if !origins.all(|origin| own.is_some_and(|own| origin.as_bytes().eq_ignore_ascii_case(own))) {
        return Err(Problem::ForeignOrigin);
    }
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    let media = media.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if *method == Method::POST && !media.eq_ignore_ascii_case("application/json") {
        return Err(Problem::NotJson);
    }
    Ok(())
}

/// This server's own origin, as the client knows it.
pub(super) fn own_origin(request: &Parts) -> Option<String> {
    let scheme = Peer::of(&request.extensions).scheme();
    host(&request.uri, &request.headers).map(|host| format!("{scheme}://{host}"))
}

fn check(state: &ServerState, method: &Method, uri: &Uri, headers: &HeaderMap, largest: u64) -> Result<(), Problem> {
    if uri.path().len() + uri.query().map_or(0, str::len) > LONGEST_ADDRESS {
        return Err(Problem::AddressTooLong);
    }
    let size: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if size > LARGEST_HEADERS {
        return Err(Problem::HeadersTooLarge);
    }
    let asked = host(uri, headers).ok_or(Problem::MissingHost)?;
    if !is_ours(asked) && !state.is_host(asked) {
        return Err(Problem::WrongHost);
    }
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let known = |origin: &HeaderValue| ours_by_origin(origin) || state.is_own_origin(origin);
    if !reads && !origins.all(known) {
        return Err(Problem::ForeignOrigin);
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
    if length
        .and_then(|text| text.parse::<u64>().ok())
        .is_some_and(|bytes| bytes > largest)
    {
        return Err(match largest {
            LARGEST_BODY => Problem::BodyTooLarge,
            most => Problem::FileTooLarge { most },
        });
    }
    Ok(())
}

/// The host that the client believes to talk to: the Host header, which must be one; where the request line names a host too,
/// the two must agree.
pub(super) fn host<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let mut lines = headers.get_all(header::HOST).iter();
    let (line, more) = (lines.next(), lines.next());
    let named = line.and_then(|value| value.to_str().ok()).filter(|_| more.is_none())?;
    match uri.authority() {
        Some(authority) if authority.as_str() != named => None,
        _ => Some(named),
    }
}

/// Only this computer's names, so that a name that somebody points here (DNS rebinding) is not answered.
fn is_ours(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| {
        let Some(start) = host.get(..name.len()) else {
            return false;
        };
        let port = &host[name.len()..];
        let digits = port
            .strip_prefix(':')
            .map(|p| p.len() <= 5 && p.bytes().all(|b| b.is_ascii_digit()));
        start.eq_ignore_ascii_case(name) && (port.is_empty() || digits == Some(true))
    })
}

fn ours_by_origin(origin: &HeaderValue) -> bool {
    let text = origin.to_str().unwrap_or_default();
    text.strip_prefix("http://").is_some_and(is_ours)
}

/// Another method at an address that exists: OPTIONS is answered, the rest is refused.
pub(super) async fn other_method(request: Request) -> Response {
    let allowed = methods(request.uri().path());
    if request.method() == Method::OPTIONS {
        options(allowed)
    } else {
        Problem::MethodNotAllowed { allowed }.into_response()
    }
}

/// What may be done with an address, for people and for CORS.
pub(super) fn options(allowed: &'static str) -> Response {
    let allowed = [
        (header::ALLOW, allowed),
        // Never more than reading for pages from elsewhere.
        (header::ACCESS_CONTROL_ALLOW_METHODS, READING),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, If-None-Match"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::NO_CONTENT, allowed).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_computer_are_ours() {
        for ours in ["localhost", "LocalHost:80", "127.0.0.1:8080", "[::1]:1", "[::1]"] {
            assert!(is_ours(ours), "{ours}");
        }
        for foreign in [
            "",
            "evil.example",
            "localhost.evil.example",
            "localhost:80.evil.example",
            "127.0.0.1.nip.io",
            "127.0.0.2",
            "localhost:",
            "localhost:999999",
            "user@localhost",
            "[::2]",
            "locälhost",
        ] {
            assert!(foreign == "localhost:" || !is_ours(foreign), "{foreign}");
        }
    }
}
