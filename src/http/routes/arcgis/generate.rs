//! Tokens for a name and a password, as programs of the Esri world ask for them (`generateToken`).

use std::time::{Duration, Instant};

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answered;
use super::told::Told;
use crate::http::peer::Peer;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::routes::sign_in::needed;
use crate::http::sign_in::{Brought, SignIn, ask};
use crate::http::state::ServerState;
use crate::workflow::staff::{Refused as Denied, fresh_secret, unix_now};

/// Minutes that a token is good where none are asked for, and at most.
const USUAL: u64 = 60;
const LONGEST: u64 = 480;

/// What such programs say. Where the token is used, and by whom, is not part of it.
const KNOWN: &[&str] = &[
    "f",
    "username",
    "password",
    "expiration",
    "client",
    "referer",
    "ip",
    "serverUrl",
    "encrypted",
];

/// Gives a token for a name and a password, or for a token that is good. It is taken below `/arcgis` alone.
#[utoipa::path(post, path = "/arcgis/tokens/generateToken", tag = "arcgis",
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "username, password, expiration in minutes"),
    responses(
        (status = 200, description = "A token, or an error object"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "Nobody has to sign in to this server"),
    ))]
pub(crate) async fn generate(
    State(state): State<ServerState>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    let sign_in = needed(&state)?;
    // A password in an address would be in every log on the way.
    Query::read(&request.uri, &["f"])?;
    let told = match Told::by_form(request, body).await? {
        Ok(told) => told,
        Err((request, refused)) => return answered(&request, Err(refused)).await,
    };
    let query = match told.query(KNOWN)? {
        Ok(query) => query,
        Err(refused) => return answered(&told.request, Err(refused)).await,
    };
    let minutes = query
        .get("expiration")
        .and_then(|text| text.parse().ok())
        .unwrap_or(USUAL);
    let lasts = Duration::from_secs(minutes.clamp(1, LONGEST) * 60);
    let peer = Peer::of(&told.request.extensions);
    let session = if let (Some(name), Some(password)) = (query.get("username"), query.get("password")) {
        let (name, password, asked) = (name.to_owned(), password.to_owned(), sign_in.clone());
        // The slow hash takes a core for a while.
        let done = state.work(move || asked.staff.sign_in(&name, &password, &peer.counted(), unix_now()));
        match done.await? {
            Ok(signed) => Some(signed.token),
            Err(Denied::Wrong) => None,
            Err(Denied::TooMany { retry_s }) => return Err(Problem::TooManyTries { retry_s }),
            Err(Denied::Failed(error)) => {
                tracing::error!(%error, "the staff file can't be used");
                return Err(Problem::Internal);
            }
        }
    } else {
        lent_before(&sign_in, &told.request).await?
    };
    let Some(session) = session else {
        let details = ["Invalid username or password specified."];
        return Ok(kept_by_nobody(
            &json!({"error": {"code": 400, "message": "Unable to generate token.", "details": details}}),
        ));
    };
    let secret = ask(&sign_in, |_| fresh_secret()).await?;
    let token = sign_in.lent.lend(&secret, &session, lasts, Instant::now());
    let expires = unix_now().saturating_add_unsigned(lasts.as_secs()).saturating_mul(1000);
    Ok(kept_by_nobody(
        &json!({"token": token, "expires": expires, "ssl": peer.https}),
    ))
}

/// The session for which a token was lent that the request brings, if it is good on.
async fn lent_before(sign_in: &std::sync::Arc<SignIn>, request: &Parts) -> Result<Option<String>, Problem> {
    let brought = request.extensions.get::<Brought>().and_then(Brought::one);
    let Some(session) = brought.and_then(|token| sign_in.lent.session(&token, Instant::now())) else {
        return Ok(None);
    };
    ask(sign_in, move |sign_in| {
        let person = sign_in.staff.session(&session, unix_now())?;
        Ok(person.map(|_| session))
    })
    .await
}

fn kept_by_nobody(told: &Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(told)).into_response()
}
