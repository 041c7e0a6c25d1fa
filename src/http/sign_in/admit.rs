//! Who a request comes from, whether it may be asked, and what it sees.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::brought::{Shown, shown};
use super::form::is_own_origin;
use super::lent::is_lent;
use super::{PerPerson, SignIn, of_request};
use crate::http::loaded::Loaded;
use crate::http::oidc::NotVouched;
use crate::http::peer::Peer;
use crate::http::problem::Problem;
use crate::http::query::encode;
use crate::http::rules::{Part, Rule, Who};
use crate::http::state::ServerState;
use crate::identity::Person;
use crate::workflow::WorkflowError;
use crate::workflow::staff::{AuditEntry, Refused, unix_now};

/// What the person who asks may see of the desk in force; `None` where there is no desk yet.
#[derive(Clone)]
pub(in crate::http) struct Seen(pub(in crate::http) Option<Arc<Loaded>>);

/// Bytes of an address that the page leads back to.
const LONGEST_WAY_BACK: usize = 1024;

/// Lets a request through whose sender may ask it, with what that sender sees. Where nobody signs in, everything goes through.
pub(in crate::http) async fn enter(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let Some(sign_in) = state.sign_in() else {
        return next.run(request).await;
    };
    // What may be done with an address says nothing of what is there.
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let Some(rule) = Rule::of(request.method(), matched.as_ref().map(MatchedPath::as_str)) else {
        tracing::error!(
            route = matched.as_ref().map(MatchedPath::as_str),
            "an address has no rule"
        );
        return Problem::NotAllowed.into_response();
    };
    if rule.who == Who::Anybody {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match allowed(&sign_in, rule, &parts).await {
        Ok(person) => {
            let seen = match rule.part {
                Part::Same => None,
                Part::Narrowed | Part::ByArea | Part::Refused => match state.view(&person.scope).await {
                    Ok(view) => Some(Seen(view)),
                    Err(problem) => return problem.into_response(),
                },
            };
            let asked = Asked::of(&parts, &person, rule);
            let mut request = Request::from_parts(parts, body);
            request.extensions_mut().insert(Arc::new(person));
            if let Some(seen) = seen {
                request.extensions_mut().insert(seen);
            }
            let mut response = next.run(request).await;
            if rule.part != Part::Same {
                let headers = response.headers_mut();
                if headers.get(header::CACHE_CONTROL).is_none_or(|said| said != "no-store") {
                    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
                }
                response.extensions_mut().insert(PerPerson);
            }
            asked.noted(&sign_in, response).await
        }
        Err(Problem::NotSignedIn { .. }) if is_person_with_browser(&parts) => to_the_page(&parts),
        Err(problem) => problem.into_response(),
    }
}

/// The person who asks, if that person may ask it.
async fn allowed(sign_in: &Arc<SignIn>, rule: Rule, request: &Parts) -> Result<Person, Problem> {
    let peer = Peer::of(&request.extensions);
    let reads = matches!(request.method, Method::GET | Method::HEAD);
    let person = match shown(request) {
        Shown::Key(key) if is_lent(&key) => {
            // One that has ended is no guess, and is not counted as one.
            let found = by_loan(sign_in, request, &key).await?;
            found.ok_or(Problem::NotSignedIn { bad: true })?
        }
        Shown::Key(key) => {
            let found = if sign_in.takes_token(&key) {
                by_token(sign_in, key).await?
            } else {
                ask(sign_in, move |sign_in| sign_in.staff.key(&key, unix_now())).await?
            };
            match found {
                Some(person) => person,
                None => return Err(not_good(sign_in, peer).await),
            }
        }
        Shown::NotOne => return Err(not_good(sign_in, peer).await),
        Shown::Nothing => {
            let token = of_request(&request.headers, peer).map(str::to_owned);
            let token = token.ok_or(Problem::NotSignedIn { bad: false })?;
            // A browser sends the cookie with every page's forms; only this server's own may change something.
            if !reads && !is_own_origin(request) {
                return Err(Problem::ForeignOrigin);
            }
            let found = ask(sign_in, move |sign_in| sign_in.staff.session(&token, unix_now())).await?;
            found.ok_or(Problem::NotSignedIn { bad: false })?
        }
    };
    let rate = sign_in.rates.take(&person.name, Instant::now());
    rate.map_err(|retry_s| Problem::TooFast { retry_s })?;
    if rule.lets(&person) {
        return Ok(person);
    }
    note(
        sign_in,
        person.name,
        "refused",
        format!("{} {}", request.method, rule.path),
        peer,
    )
    .await;
    Err(Problem::NotAllowed)
}

/// Whom a lent token speaks for: where such tokens are taken out of requests, and nowhere else.
async fn by_loan(sign_in: &Arc<SignIn>, request: &Parts, token: &str) -> Result<Option<Person>, Problem> {
    if request.headers.contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    let Some(session) = sign_in.lent.session(token, Instant::now()) else {
        return Ok(None);
    };
    ask(sign_in, move |sign_in| sign_in.staff.session(&session, unix_now())).await
}

/// Whom a token of the bureau's sign-in server speaks for; `None` where it is not good.
async fn by_token(sign_in: &Arc<SignIn>, token: String) -> Result<Option<Person>, Problem> {
    let answer = ask(sign_in, move |sign_in| {
        let Some(oidc) = &sign_in.oidc else { return Ok(Ok(None)) };
        let vouched = match oidc.bearer(&token, unix_now()) {
            Ok(vouched) => vouched,
            Err(NotVouched::Server(error)) => {
                tracing::error!(%error, "the bureau's sign-in server is of no help");
                return Ok(Err(Problem::SignInServerDown));
            }
            Err(error) => {
                tracing::warn!(%error, "a token was refused");
                return Ok(Ok(None));
            }
        };
        sign_in.staff.vouched(oidc.word_for(&vouched)).map(Ok)
    });
    answer.await?
}

/// What is told of a key that is not good; whoever sends many of them has to wait.
async fn not_good(sign_in: &Arc<SignIn>, peer: Peer) -> Problem {
    let told = ask(sign_in, move |sign_in| {
        let (peer, now) = (peer.counted(), unix_now());
        match sign_in.staff.check_peer(&peer, now) {
            Err(Refused::TooMany { retry_s }) => return Ok(Problem::TooManyTries { retry_s }),
            Err(Refused::Failed(error)) => return Err(error),
            Ok(()) | Err(Refused::Wrong) => {}
        }
        sign_in.staff.count_peer(&peer, now)?;
        Ok(Problem::NotSignedIn { bad: true })
    });
    told.await.unwrap_or_else(|problem| problem)
}

/// Asks the staff file, off the threads that serve requests.
pub(in crate::http) async fn ask<T: Send + 'static>(
    sign_in: &Arc<SignIn>,
    job: impl FnOnce(&SignIn) -> Result<T, WorkflowError> + Send + 'static,
) -> Result<T, Problem> {
    let sign_in = sign_in.clone();
    let done = tokio::task::spawn_blocking(move || job(&sign_in)).await;
    let done = done.map_err(|_| Problem::Internal)?;
    done.map_err(|error| {
        tracing::error!(%error, "the staff file can't be used");
        Problem::Internal
    })
}

async fn note(sign_in: &Arc<SignIn>, who: String, what: &'static str, detail: String, peer: Peer) {
    let noted = ask(sign_in, move |sign_in| {
        let entry = AuditEntry {
            who: &who,
            what,
            detail: &detail,
            peer: &peer.address.to_string(),
        };
        sign_in.staff.note(entry, unix_now())
    });
    // It was logged already; an answer that is made is given.
    let _ = noted.await;
}

/// A request as the audit log tells it: what was changed or taken away, never what was looked at.
struct Asked {
    who: String,
    changes: bool,
    route: String,
    path: String,
    peer: Peer,
}

impl Asked {
    fn of(request: &Parts, person: &Person, rule: Rule) -> Self {
        Self {
            who: person.name.clone(),
            changes: rule.changes(),
            route: format!("{} {}", request.method, rule.path),
            path: request.uri.path().to_owned(),
            peer: Peer::of(&request.extensions),
        }
    }

    async fn noted(self, sign_in: &Arc<SignIn>, response: Response) -> Response {
        if !response.status().is_success() {
            return response;
        }
        let media = response.headers().get(header::CONTENT_TYPE);
        let is_export = media.is_some_and(|media| {
            let media = media.as_bytes();
            media.starts_with(b"text/csv") || media.starts_with(b"application/vnd.flatgeobuf")
        });
        if self.changes {
            note(sign_in, self.who, "changed", self.route, self.peer).await;
        } else if is_export {
            note(sign_in, self.who, "exported", self.path, self.peer).await;
        }
        response
    }
}

/// Whether a person looks with a browser, who is better led to a page than told a problem.
fn is_person_with_browser(request: &Parts) -> bool {
    let accepts = request
        .headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let reads = matches!(request.method, Method::GET | Method::HEAD);
    reads && shown(request) == Shown::Nothing && accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

/// Leads to the page, which leads back.
fn to_the_page(request: &Parts) -> Response {
    let back = request.uri.path_and_query().map_or("/", |address| address.as_str());
    let back = if back.len() > LONGEST_WAY_BACK { "/" } else { back };
    let location = if back == "/" {
        "/sign-in".to_owned()
    } else {
        format!("/sign-in?to={}", encode(back))
    };
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
