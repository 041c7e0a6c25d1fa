//! What one of these programs says: in the address, and in a form where that would be too long.

use axum::body::{Body, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::Refused;
use crate::http::problem::Problem;
use crate::http::query::Query;

/// Bytes of a form at most: room for as many ids as a query may name.
pub(super) const LARGEST_FORM: usize = 256 * 1024;

/// Whether a body is said to be a form.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    let media = media.unwrap_or_default().split(';').next().unwrap_or_default();
    media.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// A question and its parameters, not yet read.
pub(super) struct Told {
    pub(super) request: Parts,
    text: String,
}

impl Told {
    /// Of an address alone.
    pub(super) fn by_address(request: Parts) -> Self {
        let text = request.uri.query().unwrap_or_default().to_owned();
        Self { request, text }
    }

    /// Of an address and a form together.
    ///
    /// # Errors
    /// A body that is too large; one that is no form is refused in the words of these programs.
    pub(super) async fn by_form(request: Parts, body: Body) -> Result<Result<Self, (Parts, Refused)>, Problem> {
        let body = to_bytes(body, LARGEST_FORM).await.map_err(|_| Problem::BodyTooLarge)?;
        let is_form = is_form(&request.headers);
        let Some(form) = std::str::from_utf8(&body).ok().filter(|_| is_form || body.is_empty()) else {
            let words = "A question by POST is a form: application/x-www-form-urlencoded.";
            return Ok(Err((request, Refused::new(words))));
        };
        let mut told = Self::by_address(request);
        told.text = format!("{}&{form}", told.text);
        Ok(Ok(told))
    }

    /// Its parameters; a name that is not known is refused in the words of these programs.
    ///
    /// # Errors
    /// What can't be decoded, and a name given twice.
    pub(super) fn query(&self, known: &'static [&'static str]) -> Result<Result<Query, Refused>, Problem> {
        match Query::of_text(&self.text, known) {
            Err(Problem::UnknownParameter { .. }) => Ok(Err(Refused::new("A parameter is not supported."))),
            read => read.map(Ok),
        }
    }
}
