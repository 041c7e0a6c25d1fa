//! The one way a body is sent: coding, validators, caching.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::document::Document;
use super::encoding::Coding;
use super::problem::Problem;

/// Larger bodies are compressed off the threads that serve requests.
const COMPRESS_HERE: usize = 32 * 1024;

/// How long an answer may be kept. Always `private`: nobody has said that everyone may read. Where people sign in, data are not kept at all (`sign_in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Ask again each time.
    Revalidate,
    /// A minute, and ten more while asking again.
    Minute,
    /// An hour.
    Hour,
    /// For good: the address changes with the content.
    Forever,
    /// Not at all.
    Never,
}

impl Keep {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Revalidate => "private, no-cache",
            Self::Minute => "private, max-age=60, stale-while-revalidate=600",
            Self::Hour => "private, max-age=3600",
            Self::Forever => "private, max-age=31536000, immutable",
            Self::Never => "no-store",
        })
    }
}

/// Most of what an answer carries, once all that every answer has is there.
const USUAL_HEADERS: usize = 14;

/// Sends a document: 200, 204 where it has no bytes, 304 where the client has it.
pub(super) async fn respond(request: &Parts, document: Arc<Document>, keep: Keep) -> Result<Response, Problem> {
    let coding = document.usable(Coding::wanted(&request.headers));
    let tag = document.tag(coding);
    if document.len() > COMPRESS_HERE && document.must_compress(coding) && !matches(&request.headers, &tag) {
        let sent = document.clone();
        let compressed = tokio::task::spawn_blocking(move || sent.body(coding)).await;
        compressed.map_err(|_| Problem::Internal)?;
    }
    answer(&request.headers, &document, coding, tag, keep)
}

/// The same in a coding that [`Document::usable`] gave; what has to be compressed for it is compressed here.
pub(super) fn respond_in(
    request: &HeaderMap,
    document: &Document,
    coding: Coding,
    keep: Keep,
) -> Result<Response, Problem> {
    answer(request, document, coding, document.tag(coding), keep)
}

fn answer(
    request: &HeaderMap,
    document: &Document,
    coding: Coding,
    tag: String,
    keep: Keep,
) -> Result<Response, Problem> {
    let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
    headers.insert(header::CACHE_CONTROL, keep.header());
    if matches(request, &tag) {
        headers.insert(header::ETAG, value(tag)?);
        return Ok(written(StatusCode::NOT_MODIFIED, headers, Body::empty()));
    }
    let (used, body) = document.body(coding);
    // Where compressing fails the bytes are another representation.
    let tag = if used == coding { tag } else { document.tag(used) };
    headers.insert(header::ETAG, value(tag)?);
    if body.is_empty() {
        return Ok(written(StatusCode::NO_CONTENT, headers, Body::empty()));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(document.media()));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    if let Some(name) = used.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Ok(written(StatusCode::OK, headers, Body::from(body)))
}

fn written(status: StatusCode, headers: HeaderMap, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn value(tag: String) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(tag).map_err(|_| Problem::Internal)
}

/// Whether If-None-Match names the tag, by weak comparison (RFC 9110, 13.1.2).
fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(header::IF_NONE_MATCH).iter();
    lines.filter_map(|line| line.to_str().ok()).any(|line| {
        // Our tags hold no comma, so splitting at commas inside a foreign tag cannot make a false match.
        line.split(',').map(str::trim).any(|member| {
            let opaque = member.strip_prefix("W/").unwrap_or(member);
            member == "*" || opaque == tag
        })
    })
}
