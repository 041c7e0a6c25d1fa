//! A problem as it is written.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;

/// An error as it is written (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(in crate::http) struct ProblemBody {
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
        if matches!(
            self,
            Self::NotReady | Self::Stopping | Self::Busy | Self::WorkspaceBusy | Self::TimedOut
        ) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if let Self::NotSignedIn { bad } = self {
            let how = if bad {
                "Bearer realm=\"Yike\", error=\"invalid_token\""
            } else {
                "Bearer realm=\"Yike\""
            };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(how));
        }
        let retry_s = match self {
            Self::TooManyTries { retry_s } => u64::try_from(retry_s).ok(),
            Self::TooFast { retry_s } => Some(retry_s),
            _ => None,
        };
        if let Some(retry_s) = retry_s {
            headers.insert(header::RETRY_AFTER, retry_s.into());
        }
        if let Self::MethodNotAllowed { allowed } = self {
            headers.insert(header::ALLOW, HeaderValue::from_static(allowed));
        }
        response
    }
}
