//! Signing in and out, and who is signed in.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{bytes, json};
use crate::http::peer::Peer;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::sign_in::{self, Fields, Page, STYLE, Said, SignIn, ask, is_own_origin, local};
use crate::http::state::ServerState;
use crate::identity::Person;
use crate::workflow::staff::{AuditEntry, Refused, unix_now};

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// The user, or `key` and the key's name.
    #[schema(example = "wang")]
    name: String,
    /// viewer, editor, planner or administrator.
    #[schema(example = "viewer")]
    role: &'static str,
    /// Leading digits of the areas that are shown; empty for everything.
    areas: Vec<String>,
    /// The layers that are shown; null for all.
    layers: Option<Vec<String>>,
    /// Whether counts of very few people are shown.
    exact_counts: bool,
    /// Whether this is a session of a browser, which can be ended.
    session: bool,
}

/// Bytes of the form at most.
const LARGEST_FORM: usize = 8 * 1024;

/// What the page may load and where its form may go.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page on which people sign in.
#[utoipa::path(get, path = "/sign-in", tag = "sign-in", params(
    ("to" = Option<String>, Query, description = "Where to go afterwards, an address of this server"),
), responses(
    (status = 200, description = "The page", content_type = "text/html"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Nobody has to sign in to this server"),
))]
pub(crate) async fn page(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let sign_in = needed(&state)?;
    let query = Query::read(&request.uri, &["to"])?;
    Ok(shown(&sign_in, StatusCode::OK, Said::Nothing, query.get("to")))
}

/// The page's style.
#[utoipa::path(get, path = "/sign-in.css", tag = "sign-in", responses(
    (status = 200, description = "The style", content_type = "text/css"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Nobody has to sign in to this server"),
))]
pub(crate) async fn style(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    needed(&state)?;
    bytes(&request, "text/css; charset=utf-8", STYLE.into(), Keep::Revalidate).await
}

/// Signs in with a name and a password, as the page's form sends them, and begins a session.
#[utoipa::path(post, path = "/sign-in", tag = "sign-in", params(
    ("to" = Option<String>, Query, description = "Where to go afterwards, an address of this server"),
), request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "name and password"), responses(
    (status = 303, description = "Signed in, with a cookie"),
    (status = 400, description = "Another form, or from elsewhere", content_type = "text/html"),
    (status = 401, description = "The name or the password is wrong", content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Nobody has to sign in to this server"),
    (status = 429, description = "Too many tries failed", content_type = "text/html"),
))]
pub(crate) async fn sign_in(State(state): State<ServerState>, request: Parts, body: Body) -> Result<Response, Problem> {
    let sign_in = needed(&state)?;
    let query = Query::read(&request.uri, &["to"])?;
    let body = to_bytes(body, LARGEST_FORM).await.unwrap_or_default();
    let fields = Fields::read(&request.headers, &body).filter(|_| is_own_origin(&request));
    let Some(fields) = fields else {
        return Ok(shown(
            &sign_in,
            StatusCode::BAD_REQUEST,
            Said::NotTheForm,
            query.get("to"),
        ));
    };
    let peer = Peer::of(&request.extensions);
    // The slow hash takes a core for a while.
    let asked = sign_in.clone();
    let done = state.work(move || {
        asked
            .staff
            .sign_in(&fields.name, &fields.password, &peer.counted(), unix_now())
    });
    match done.await? {
        Ok(signed) => {
            let cookie = sign_in::given(&signed.token, peer, false);
            led(local(query.get("to")), [cookie])
        }
        Err(Refused::Wrong) => {
            let mut response = shown(&sign_in, StatusCode::UNAUTHORIZED, Said::Wrong, query.get("to"));
            let how = HeaderValue::from_static("Bearer realm=\"Yike\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
            Ok(response)
        }
        Err(Refused::TooMany { retry_s }) => {
            let mut response = shown(&sign_in, StatusCode::TOO_MANY_REQUESTS, Said::TooMany, query.get("to"));
            response.headers_mut().insert(header::RETRY_AFTER, retry_s.into());
            Ok(response)
        }
        Err(Refused::Failed(error)) => {
            tracing::error!(%error, "the staff file can't be used");
            Err(Problem::Internal)
        }
    }
}

/// Ends the session of the browser that asks.
#[utoipa::path(post, path = "/sign-out", tag = "sign-in", responses(
    (status = 303, description = "Signed out; the page to sign in follows"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Nobody has to sign in to this server"),
))]
pub(crate) async fn sign_out(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let sign_in = needed(&state)?;
    Query::read(&request.uri, &[])?;
    if !is_own_origin(&request) {
        return Err(Problem::ForeignOrigin);
    }
    let peer = Peer::of(&request.extensions);
    if let Some(token) = sign_in::of_request(&request.headers, peer).map(str::to_owned) {
        ask(&sign_in, move |sign_in| {
            let now = unix_now();
            let person = sign_in.staff.session(&token, now)?;
            sign_in.staff.sign_out(&token)?;
            let Some(person) = person else { return Ok(()) };
            let entry = AuditEntry {
                who: &person.name,
                what: "signed-out",
                detail: "",
                peer: &peer.address.to_string(),
            };
            sign_in.staff.note(entry, now)
        })
        .await?;
    }
    led("/sign-in", [sign_in::ended(peer)])
}

/// Who asks, and what that person or key may see.
#[utoipa::path(get, path = "/api/me", tag = "sign-in", responses(
    (status = 200, body = Me),
    (status = 204, description = "Nobody has to sign in to this server"),
))]
pub(crate) async fn me(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    // The page asks every server; on one without sign-in there is nobody to tell of, and nothing is wrong.
    if state.sign_in().is_none() {
        let kept = [(header::CACHE_CONTROL, "no-store")];
        return Ok((StatusCode::NO_CONTENT, kept).into_response());
    }
    let person = request.extensions.get::<Arc<Person>>().ok_or(Problem::Internal)?;
    let scope = &person.scope;
    let me = Me {
        name: person.name.clone(),
        role: person.role.key(),
        areas: scope.areas.iter().map(ToString::to_string).collect(),
        layers: scope.layers.as_ref().map(|layers| layers.iter().cloned().collect()),
        exact_counts: scope.exact_counts,
        session: !request.headers.contains_key(header::AUTHORIZATION),
    };
    json(&request, &me, Keep::Never).await
}

/// Signing in, where this server asks for it.
pub(super) fn needed(state: &ServerState) -> Result<Arc<SignIn>, Problem> {
    state.sign_in().ok_or(Problem::UnknownPath)
}

/// Leads a browser on, with cookies.
pub(super) fn led<const N: usize>(to: &str, cookies: [Option<HeaderValue>; N]) -> Result<Response, Problem> {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::LOCATION,
        HeaderValue::try_from(to).map_err(|_| Problem::Internal)?,
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie.ok_or(Problem::Internal)?);
    }
    Ok(response)
}

/// The page, on the way to an address of this server.
pub(super) fn shown(sign_in: &SignIn, status: StatusCode, said: Said, to: Option<&str>) -> Response {
    let elsewhere = sign_in.oidc.as_ref().map(|_| local(to));
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // Without a referrer a browser would not say that the form comes from here.
        (header::REFERRER_POLICY, "same-origin"),
    ];
    (status, headers, Page { said, elsewhere }.written()).into_response()
}
