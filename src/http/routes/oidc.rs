//! Signing in at the bureau's own server: the way there, and the way back.

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::sign_in::{led, needed, shown};
use crate::http::guard::own_origin;
use crate::http::oidc::{Attempt, NotVouched, OidcError};
use crate::http::peer::Peer;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::{Query, decode};
use crate::http::sign_in::{self, Said, SignIn, ask, attempt_ended, attempt_given, attempt_of_request, local};
use crate::http::state::ServerState;
use crate::workflow::staff::{Refused, SignedIn, fresh_secret, unix_now};

/// The address to which the bureau's server leads back.
const BACK: &str = "/sign-in/oidc/back";

/// Leads to the bureau's own sign-in server.
#[utoipa::path(get, path = "/sign-in/oidc", tag = "sign-in", params(
    ("to" = Option<String>, Query, description = "Where to go afterwards, an address of this server"),
), responses(
    (status = 303, description = "To the bureau's sign-in server, with a cookie"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such server, or nobody has to sign in"),
    (status = 502, description = "Its answer can't be taken", content_type = "text/html"),
    (status = 503, description = "It does not answer", content_type = "text/html"),
))]
pub(crate) async fn begin(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let sign_in = with_server(&state)?;
    let query = Query::read(&request.uri, &["to"])?;
    let (to, peer) = (local(query.get("to")).to_owned(), Peer::of(&request.extensions));
    let back = back(&request)?;
    let begun = ask(&sign_in, move |sign_in| {
        let secret = fresh_secret()?;
        let attempt = Attempt::of(&secret);
        Ok(attempt.zip(sign_in.oidc.as_ref()).map(|(attempt, oidc)| {
            let address = oidc.address(&attempt, &back)?;
            Ok((attempt, address))
        }))
    });
    match begun.await?.ok_or(Problem::Internal)? {
        Ok((attempt, address)) => led(&address, [attempt_given(&attempt.written(&to), peer)]),
        Err(error) => Ok(of_no_help(&sign_in, &NotVouched::Server(error), Some(&to))),
    }
}

/// Takes the bureau's server's answer, which the browser brings back, and begins a session.
#[utoipa::path(get, path = "/sign-in/oidc/back", tag = "sign-in", params(
    ("code" = Option<String>, Query, description = "What this server shows there to learn who it is"),
    ("state" = Option<String>, Query, description = "Which attempt is answered"),
    ("iss" = Option<String>, Query, description = "The server that answers (RFC 9207)"),
    ("error" = Option<String>, Query, description = "Why there is no code"),
), responses(
    (status = 303, description = "Signed in, with a cookie"),
    (status = 400, description = "Nothing that was begun here is answered", content_type = "text/html"),
    (status = 403, description = "Not a person whom this server lets in", content_type = "text/html"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "There is no such server, or nobody has to sign in"),
    (status = 502, description = "The answer can't be taken", content_type = "text/html"),
    (status = 503, description = "It does not answer", content_type = "text/html"),
))]
pub(crate) async fn back_again(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let sign_in = with_server(&state)?;
    let peer = Peer::of(&request.extensions);
    let brought = attempt_of_request(&request.headers, peer).and_then(Attempt::read);
    let issuer = sign_in.oidc.as_ref().map(|oidc| oidc.rules().issuer.clone());
    let code = brought.as_ref().and_then(|(attempt, _)| {
        let answer = Answer::read(&request.uri)?;
        let ours = answer.state.is_some_and(|state| attempt.is_answered_by(&state));
        let theirs = answer.issuer.is_none() || answer.issuer == issuer;
        answer.code.filter(|_| ours && theirs)
    });
    let (Some((attempt, to)), Some(code)) = (brought, code) else {
        let page = shown(&sign_in, StatusCode::BAD_REQUEST, Said::BrokenOff, None);
        return Ok(without_attempt(page, peer));
    };
    let (back, peer_name) = (back(&request)?, peer.counted());
    let done = ask(&sign_in, move |sign_in| {
        Ok(signed(sign_in, &attempt, &code, &back, &peer_name))
    });
    let to = local(Some(&to));
    let page = match done.await? {
        // The browser comes from another site's page, so a stricter cookie would not be sent with the very next request.
        Ok(Ok(signed)) => return led(to, [sign_in::given(&signed.token, peer, true), attempt_ended(peer)]),
        Ok(Err(Refused::Failed(error))) => {
            tracing::error!(%error, "the staff file can't be used");
            return Err(Problem::Internal);
        }
        Ok(Err(_)) => shown(&sign_in, StatusCode::FORBIDDEN, Said::NotLetIn, Some(to)),
        Err(error) => of_no_help(&sign_in, &error, Some(to)),
    };
    Ok(without_attempt(page, peer))
}

fn signed(
    sign_in: &SignIn,
    attempt: &Attempt,
    code: &str,
    back: &str,
    peer: &str,
) -> Result<Result<SignedIn, Refused>, NotVouched> {
    let Some(oidc) = &sign_in.oidc else {
        return Ok(Err(Refused::Wrong));
    };
    let now = unix_now();
    let vouched = oidc.vouched(attempt, code, back, now)?;
    Ok(sign_in.staff.sign_in_vouched(oidc.word_for(&vouched), peer, now))
}

/// What the browser brings back. What else servers add to it means nothing here.
#[derive(Default)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    issuer: Option<String>,
}

impl Answer {
    /// `None` where something stands there twice, or is no text.
    fn read(uri: &Uri) -> Option<Self> {
        let mut answer = Self::default();
        for member in uri.query()?.split('&') {
            let (name, value) = member.split_once('=').unwrap_or((member, ""));
            let field = match name {
                "code" => &mut answer.code,
                "state" => &mut answer.state,
                "iss" => &mut answer.issuer,
                _ => continue,
            };
            if field.replace(decode(value).ok()?).is_some() {
                return None;
            }
        }
        Some(answer)
    }
}

fn with_server(state: &ServerState) -> Result<std::sync::Arc<SignIn>, Problem> {
    let sign_in = needed(state)?;
    if sign_in.oidc.is_some() {
        Ok(sign_in)
    } else {
        Err(Problem::UnknownPath)
    }
}

/// This server's own address to come back to, by the name that the browser calls it.
fn back(request: &Parts) -> Result<String, Problem> {
    let origin = own_origin(request).ok_or(Problem::MissingHost)?;
    Ok(format!("{origin}{BACK}"))
}

/// Tells the person that the other server is of no help, and the log why.
fn of_no_help(sign_in: &SignIn, error: &NotVouched, to: Option<&str>) -> Response {
    tracing::error!(%error, "nobody could be signed in by the bureau's server");
    let (status, said) = match error {
        NotVouched::Server(OidcError::Down { .. }) => (StatusCode::SERVICE_UNAVAILABLE, Said::ServerDown),
        _ => (StatusCode::BAD_GATEWAY, Said::NotTaken),
    };
    shown(sign_in, status, said, to)
}

fn without_attempt(mut page: Response, peer: Peer) -> Response {
    if let Some(cookie) = attempt_ended(peer) {
        page.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
    }
    page
}
