//! A document of this interface, as JSON or as a page.

use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use super::form::{Form, HTML};
use super::link::GEOJSON;
use super::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::{base, bytes, json};

/// Sends a document in the form that the client wants.
pub(super) async fn answer(
    request: &Parts,
    query: &Query,
    title: &str,
    document: &impl Serialize,
) -> Result<Response, Problem> {
    match Form::read(query, &request.headers, &Form::DOCUMENTS)? {
        Form::Html => {
            let document = serde_json::to_value(document).map_err(|_| Problem::Internal)?;
            let html = page(request, title, &document, &[Form::Json])?;
            bytes(request, HTML, html, Keep::Revalidate).await
        }
        _ => json(request, document, Keep::Revalidate).await,
    }
}

/// How pages look.
pub(super) async fn style(request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let style = include_bytes!("page.css").to_vec();
    bytes(&request, "text/css; charset=utf-8", style, Keep::Revalidate).await
}

/// The page of a document.
pub(super) fn page(request: &Parts, title: &str, document: &Value, others: &[Form]) -> Result<Vec<u8>, Problem> {
    let server = base(request)?;
    let mut trail: Vec<(String, String)> = Vec::new();
    let mut so_far = server.clone();
    let mut parts: Vec<&str> = request.uri.path().split('/').filter(|part| !part.is_empty()).collect();
    // The page itself is no part of the way to it.
    parts.pop();
    for part in parts {
        so_far = format!("{so_far}/{part}");
        trail.push((part.to_owned(), so_far.clone()));
    }
    let forms = others.iter().map(|form| (name(*form), other(request, &server, *form)));
    let forms: Vec<(&'static str, String)> = forms.collect();
    let page = Page {
        title,
        trail: &trail,
        forms: &forms,
    };
    Ok(page.write(document).into_bytes())
}

/// The same address in another form.
pub(super) fn other(request: &Parts, server: &str, form: Form) -> String {
    let word = format!("f={}", form.words()[0]);
    let mut query = Query::without(&request.uri, &["f"]);
    query.push(&word);
    format!("{server}{}?{}", request.uri.path(), query.join("&"))
}

fn name(form: Form) -> &'static str {
    match form {
        Form::Json => "JSON",
        Form::Fg => "JSON-FG",
        Form::Csv => "CSV",
        Form::FlatGeobuf => "FlatGeobuf",
        Form::Html => "HTML",
    }
}

/// The media type that a link to a form of features has.
pub(super) fn media(form: Form) -> &'static str {
    match form {
        Form::Json => GEOJSON,
        Form::Fg => super::form::FG,
        Form::Csv => "text/csv",
        Form::FlatGeobuf => super::form::FLATGEOBUF,
        Form::Html => "text/html",
    }
}
