//! In which form an answer is given: by the parameter `f`, else by the Accept header, else JSON.

use axum::http::HeaderMap;

use super::link::{GEOJSON, JSON};
use crate::http::accept;
use crate::http::problem::Problem;
use crate::http::query::Query;

/// Features and geometry of JSON-FG.
pub(super) const FG: &str = "application/vnd.ogc.fg+json";

/// Comma separated values.
pub(super) const CSV: &str = "text/csv; charset=utf-8; header=present";

/// `FlatGeobuf`.
pub(super) const FLATGEOBUF: &str = "application/vnd.flatgeobuf";

/// A page for people.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// A form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// JSON; of features `GeoJSON`.
    Json,
    /// JSON-FG.
    Fg,
    /// CSV.
    Csv,
    /// `FlatGeobuf`.
    FlatGeobuf,
    /// A page for people.
    Html,
}

impl Form {
    /// The forms of features.
    pub(super) const FEATURES: [Self; 5] = [Self::Json, Self::Fg, Self::Csv, Self::FlatGeobuf, Self::Html];

    /// The forms of everything else.
    pub(super) const DOCUMENTS: [Self; 2] = [Self::Json, Self::Html];

    /// Which of some forms is wanted. A client that takes none of them gets JSON: many say what they take without meaning it.
    pub(super) fn read(query: &Query, headers: &HeaderMap, offered: &[Self]) -> Result<Self, Problem> {
        let Some(word) = query.get("f") else {
            // GeoJSON is JSON too.
            let medias: Vec<&str> = offered.iter().flat_map(|form| form.medias()).copied().collect();
            let found = accept::wanted(headers, &medias).and_then(|at| medias.get(at));
            let form = offered
                .iter()
                .find(|form| found.is_some_and(|found| form.medias().contains(found)));
            return Ok(form.copied().unwrap_or(Self::Json));
        };
        let found = offered.iter().find(|form| form.words().contains(&word));
        found.copied().ok_or(Problem::BadParameter {
            name: "f",
            expected: match offered.len() {
                1 => "json",
                2 => "json or html",
                _ => "json, jsonfg, csv, fgb or html",
            },
        })
    }

    /// Its words for `f`; the first is the one that links have.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::Json => &["json", "geojson"],
            Self::Fg => &["jsonfg"],
            Self::Csv => &["csv"],
            Self::FlatGeobuf => &["fgb", "flatgeobuf"],
            Self::Html => &["html"],
        }
    }

    fn medias(self) -> &'static [&'static str] {
        match self {
            Self::Json => &[GEOJSON, JSON],
            Self::Fg => &[FG],
            Self::Csv => &["text/csv"],
            Self::FlatGeobuf => &[FLATGEOBUF],
            Self::Html => &["text/html"],
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn form(query: &str, accept: &str) -> Result<Form, Problem> {
        let uri = format!("/ogc/?{query}").parse().expect("an address");
        let query = Query::read(&uri, &["f"]).expect("known parameters");
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().expect("a header value"));
        Form::read(&query, &headers, &Form::FEATURES)
    }

    #[test]
    fn a_word_goes_before_what_the_client_takes_and_browsers_get_pages() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert_eq!(form("", browser), Ok(Form::Html));
        assert_eq!(form("f=csv", browser), Ok(Form::Csv));
        for (accept, found) in [
            ("*/*", Form::Json),
            ("application/json", Form::Json),
            ("application/geo+json, text/html;q=0.5", Form::Json),
            ("application/vnd.ogc.fg+json", Form::Fg),
            ("text/csv", Form::Csv),
            ("application/vnd.flatgeobuf", Form::FlatGeobuf),
            ("image/png", Form::Json),
        ] {
            assert_eq!(form("", accept), Ok(found), "{accept}");
        }
        assert!(form("f=pdf", browser).is_err());
    }
}
