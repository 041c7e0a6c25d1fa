//! Tokens where programs of the Esri world put them: in the address, in a form, in a header of their own. Here alone a key of this server is
//! taken from there. It is taken out before anything else reads the request, so that none gets into an answer, a log or a way back; and who has
//! none is told so in the words of these programs.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::told::{LARGEST_FORM, is_form};
use crate::http::problem::Problem;
use crate::http::query::decode;
use crate::http::sign_in::{Brought, bearer};

/// Where tokens are taken.
const BELOW: &str = "/arcgis/";

/// Where tiles stand.
const TILES: &str = "/VectorTileServer/tile/";

/// The parameter.
pub(in crate::http) const NAME: &str = "token";

/// The header.
pub(in crate::http) const HEADER: HeaderName = HeaderName::from_static("x-esri-authorization");

/// Takes tokens out of a request, whether people sign in here or not.
pub(in crate::http) async fn take(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !path.starts_with(BELOW) {
        return next.run(request).await;
    }
    // A tile is no document, and an answer to HEAD has nothing that could say more than its status.
    let has_words = *request.method() != Method::HEAD && !path.contains(TILES);
    let shows_one = request.headers().contains_key(header::AUTHORIZATION);
    let (request, brought) = match taken(request).await {
        Ok(taken) => taken,
        Err(problem) => return problem.into_response(),
    };
    let mut response = next.run(request).await;
    if has_words && response.status() == StatusCode::UNAUTHORIZED {
        return asked_for(brought || shows_one);
    }
    if brought {
        // The address itself may hold a secret: no copy is kept under it.
        let never = HeaderValue::from_static("no-store");
        response.headers_mut().insert(header::CACHE_CONTROL, never);
    }
    response
}

/// The request without its tokens, and whether there were any.
async fn taken(request: Request) -> Result<(Request, bool), Problem> {
    let (mut parts, body) = request.into_parts();
    let mut keys = Vec::new();
    if let Some(rest) = parts
        .uri
        .query()
        .map(|query| without(query, &mut keys))
        .transpose()?
        .flatten()
    {
        parts.uri = with_query(&parts.uri, &rest)?;
    }
    keys.extend(parts.headers.get_all(&HEADER).iter().map(bearer));
    parts.headers.remove(&HEADER);
    let body = if parts.method == Method::POST && is_form(&parts.headers) {
        let bytes = to_bytes(body, LARGEST_FORM).await.map_err(|_| Problem::BodyTooLarge)?;
        let rest = std::str::from_utf8(&bytes).map(|form| without(form, &mut keys));
        match rest.unwrap_or(Ok(None))? {
            Some(rest) => {
                parts.headers.insert(header::CONTENT_LENGTH, rest.len().into());
                Body::from(rest)
            }
            None => Body::from(bytes),
        }
    } else {
        body
    };
    let brought = !keys.is_empty();
    if brought {
        parts.extensions.insert(Brought(keys));
    }
    Ok((Request::from_parts(parts, body), brought))
}

/// Parameters without tokens, which go to the others; `None` where there are none. An empty one is none: some programs always send it.
fn without(text: &str, keys: &mut Vec<Option<String>>) -> Result<Option<String>, Problem> {
    let mut kept = Vec::new();
    let mut found = false;
    for member in text.split('&') {
        let (name, value) = member.split_once('=').unwrap_or((member, ""));
        if decode(name).is_ok_and(|name| name == NAME) {
            found = true;
            keys.extend(Some(decode(value)?).filter(|key| !key.is_empty()).map(Some));
        } else {
            kept.push(member);
        }
    }
    Ok(found.then(|| kept.join("&")))
}

fn with_query(uri: &Uri, query: &str) -> Result<Uri, Problem> {
    let mut parts = uri.clone().into_parts();
    let mark = if query.is_empty() { "" } else { "?" };
    let written = format!("{}{mark}{query}", uri.path()).parse();
    parts.path_and_query = Some(written.map_err(|_| Problem::MalformedQuery)?);
    Uri::from_parts(parts).map_err(|_| Problem::MalformedQuery)
}

/// That a token is wanted, or that what was shown is not good. These programs look for it in an answer of status 200.
fn asked_for(shown: bool) -> Response {
    let (code, message) = if shown {
        (498, "Invalid token.")
    } else {
        (499, "Token required.")
    };
    let details = ["Give a key of this server as token. `yike key add` makes one."];
    let body = json!({"error": {"code": code, "message": message, "details": details}});
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_taken_out_and_the_rest_stays_as_it_was_sent() {
        let taken = |text: &str| {
            let mut keys = Vec::new();
            let rest = without(text, &mut keys).expect("readable");
            (rest, keys.into_iter().flatten().collect::<Vec<_>>())
        };
        assert_eq!(taken("f=json&where=a%20=%3d1"), (None, vec![]));
        assert_eq!(
            taken("f=json&token=yk%5Fa&where=a%20=%3d1&t%6Fken=b"),
            (
                Some("f=json&where=a%20=%3d1".to_owned()),
                vec!["yk_a".to_owned(), "b".to_owned()]
            )
        );
        assert_eq!(taken("token="), (Some(String::new()), vec![]));
        assert_eq!(taken("token"), (Some(String::new()), vec![]));
        assert_eq!(taken("Token=a&tokens=b"), (None, vec![]));
        assert!(without("token=%", &mut Vec::new()).is_err());
    }

    #[test]
    fn an_address_keeps_its_path() {
        let uri = "/arcgis/rest/%E6?token=a&f=json".parse().expect("a URI");
        let with = |query| with_query(&uri, query).expect("a URI").to_string();
        assert_eq!(with("f=json"), "/arcgis/rest/%E6?f=json");
        assert_eq!(with(""), "/arcgis/rest/%E6");
    }
}
