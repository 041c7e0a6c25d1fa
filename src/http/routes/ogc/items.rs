//! Features themselves: lists of them, and one by its id.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use geo::orient::{Direction, Orient};
use geo::{Geometry, MultiPolygon};
use serde::Serialize;

use super::answer::{media, other, page};
use super::asked::{Asked, KNOWN};
use super::collections::title;
use super::form::{CSV, FG, FLATGEOBUF, Form, HTML};
use super::items_table;
use super::link::{GEOJSON, JSON, Link};
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::reference::{Ready, Reference};
use crate::http::respond::Keep;
use crate::http::routes::{base, bytes};
use crate::http::select::select;
use crate::http::state::ServerState;
use crate::tiles::{Feature, Properties, Select};

/// What JSON-FG says of a document beside what `GeoJSON` says.
#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct FeatureGeometry {
    conforms_to: [&'static str; 1],
    coord_ref_sys: Cow<'static, str>,
}

impl FeatureGeometry {
    fn of(form: Form, reference: Reference) -> Option<Self> {
        (form == Form::Fg).then_some(Self {
            conforms_to: ["http://www.opengis.net/spec/json-fg-1/1.0/conf/core"],
            coord_ref_sys: reference.uri(),
        })
    }
}

/// Of JSON-FG: features here have no time of their own, and a place where their system is not that of `GeoJSON`.
#[derive(Serialize)]
struct Placed {
    time: Option<()>,
    place: Option<geojson::Geometry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Collection<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    of: Option<FeatureGeometry>,
    links: Vec<Link>,
    number_matched: usize,
    number_returned: usize,
    features: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    of: Option<FeatureGeometry>,
    id: u64,
    geometry: Option<geojson::Geometry>,
    #[serde(flatten)]
    placed: Option<Placed>,
    properties: Properties<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
}

impl<'a> Item<'a> {
    fn new(
        feature: &'a Feature,
        select: &'a Select,
        (form, reference, ready): (Form, Reference, &Ready),
        of: Option<FeatureGeometry>,
        links: Vec<Link>,
    ) -> Result<Self, Problem> {
        // Outer rings counter-clockwise as longitude and latitude, as RFC 7946 wants it.
        let geometry = match &feature.geometry {
            Geometry::Polygon(polygon) => polygon.orient(Direction::Default).into(),
            Geometry::MultiPolygon(polygons) => MultiPolygon::orient(polygons, Direction::Default).into(),
            other => other.clone(),
        };
        let shape = || match ready.geometry(&geometry) {
            Ok(own) => Ok(geojson::Geometry::from(&own)),
            Err(error) => Err(unwritten(&error)),
        };
        let (geometry, placed) = match (form, reference) {
            (Form::Fg, Reference::Crs84) => (Some(shape()?), Some(None)),
            (Form::Fg, _) => (None, Some(Some(shape()?))),
            // Nobody reads corners on a page.
            (Form::Html, _) => (None, None),
            _ => (Some(shape()?), None),
        };
        Ok(Self {
            r#type: "Feature",
            of,
            id: feature.id,
            geometry,
            placed: placed.map(|place| Placed { time: None, place }),
            properties: Properties::new(feature, select),
            links,
        })
    }
}

/// A page of the features of a layer.
pub(super) async fn list(
    State(state): State<ServerState>,
    Path(name): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, KNOWN)?;
    let loaded = state.loaded_for(&request, &query).await?;
    let layer = loaded.layer(&name)?;
    let asked = Asked::read(&query, layer)?;
    let form = Form::read(&query, &request.headers, &Form::FEATURES)?;
    let (title, kind, file) = (title(&name), layer.kind, layer.name.clone());
    // Pages that follow each other are of one version, or end.
    if query.get("version").is_some_and(|version| version != loaded.version()) {
        return Err(Problem::OtherVersion);
    }
    let server = base(&request)?;
    let version = loaded.version();
    let reference = asked.reference;
    let parts = request.clone();
    let written_page = move || -> Result<Vec<u8>, Problem> {
        let uri = &parts.uri;
        let Asked {
            search, limit, offset, ..
        } = &asked;
        let found = loaded.desk.tiles.find(&name, search)?;
        let shown: Vec<&Feature> = found.iter().skip(*offset).take(*limit).copied().collect();
        let ready = reference.ready()?;
        match form {
            Form::Csv => return items_table::csv(&shown, &search.select, &ready).map_err(|error| unwritten(&error)),
            Form::FlatGeobuf => {
                return items_table::flatgeobuf(&name, kind, &shown, &search.select, (reference, &ready))
                    .map_err(|error| unwritten(&error));
            }
            Form::Json | Form::Fg | Form::Html => {}
        }
        let mut links = vec![
            Link::new(
                "self",
                media(form),
                address(&server, uri.path(), uri.query().unwrap_or_default()),
            ),
            Link::new("collection", JSON, format!("{server}/ogc/collections/{name}")),
        ];
        links.extend(others(&parts, &server, form));
        let next = offset.saturating_add(shown.len());
        if !shown.is_empty() && next < found.len() {
            let (offset, version) = (format!("offset={next}"), format!("version={version}"));
            let mut query = Query::without(uri, &["offset", "version"]);
            query.extend([&*offset, &*version]);
            links.push(Link::new(
                "next",
                media(form),
                address(&server, uri.path(), &query.join("&")),
            ));
        }
        let collection = Collection {
            r#type: "FeatureCollection",
            of: FeatureGeometry::of(form, reference),
            links,
            number_matched: found.len(),
            number_returned: shown.len(),
            features: shown
                .iter()
                .map(|feature| Item::new(feature, &search.select, (form, reference, &ready), None, Vec::new()))
                .collect::<Result<_, _>>()?,
        };
        match form {
            Form::Html => as_page(&parts, title, &collection),
            _ => written(&collection),
        }
    };
    let bytes = state.work(written_page).await??;
    sent(&request, (form, &file), reference, bytes).await
}

/// One feature of a layer.
pub(super) async fn one(
    State(state): State<ServerState>,
    Path((name, id)): Path<(String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "crs", "properties", "scenario", "assessment"])?;
    let form = Form::read(&query, &request.headers, &Form::FEATURES)?;
    let loaded = state.loaded_for(&request, &query).await?;
    let id = crate::http::address::number(&id).ok_or(Problem::UnknownFeature)?;
    let layer = loaded.layer(&name)?;
    let reference = Reference::read(&query, "crs", layer)?;
    let (kind, select) = (layer.kind, select(&query, layer)?);
    let file = format!("{name}-{id}");
    let server = base(&request)?;
    let query = request.uri.query().unwrap_or_default();
    let mut links = vec![
        Link::new("self", media(form), address(&server, request.uri.path(), query)),
        Link::new("collection", JSON, format!("{server}/ogc/collections/{name}")),
    ];
    links.extend(others(&request, &server, form));
    let parts = request.clone();
    let body = move || -> Result<Vec<u8>, Problem> {
        let feature = loaded.desk.tiles.feature(&name, id)?.ok_or(Problem::UnknownFeature)?;
        let ready = reference.ready()?;
        match form {
            Form::Csv => items_table::csv(&[feature], &select, &ready).map_err(|error| unwritten(&error)),
            Form::FlatGeobuf => items_table::flatgeobuf(&name, kind, &[feature], &select, (reference, &ready))
                .map_err(|error| unwritten(&error)),
            Form::Json | Form::Fg | Form::Html => {
                let of = FeatureGeometry::of(form, reference);
                let item = Item::new(feature, &select, (form, reference, &ready), of, links)?;
                match form {
                    Form::Html => as_page(&parts, title(&name), &item),
                    _ => written(&item),
                }
            }
        }
    };
    let bytes = state.work(body).await??;
    sent(&request, (form, &file), reference, bytes).await
}

/// Links to the same in other forms.
fn others(request: &Parts, server: &str, form: Form) -> Vec<Link> {
    let others = Form::FEATURES.into_iter().filter(|other| *other != form);
    others
        .map(|form| Link::new("alternate", media(form), other(request, server, form)))
        .collect()
}

fn as_page(request: &Parts, title: &str, document: &impl Serialize) -> Result<Vec<u8>, Problem> {
    let document = serde_json::to_value(document).map_err(|error| unwritten(&error))?;
    let others = [Form::Json, Form::Fg, Form::Csv, Form::FlatGeobuf];
    page(request, title, &document, &others)
}

/// Sends features that are written, those that go into a file under a name.
async fn sent(
    request: &Parts,
    (form, file): (Form, &str),
    reference: Reference,
    body: Vec<u8>,
) -> Result<Response, Problem> {
    let kind = match form {
        Form::Json => GEOJSON,
        Form::Fg => FG,
        Form::Csv => CSV,
        Form::FlatGeobuf => FLATGEOBUF,
        Form::Html => HTML,
    };
    let mut response = bytes(request, kind, body, Keep::Revalidate).await?;
    // Its own header says which system it has.
    if form != Form::FlatGeobuf {
        in_system(&mut response, reference);
    }
    // Names of layers are letters, digits and _.
    let download = match form {
        Form::Csv => HeaderValue::try_from(format!("attachment; filename=\"{file}.csv\"")).ok(),
        Form::FlatGeobuf => HeaderValue::try_from(format!("attachment; filename=\"{file}.fgb\"")).ok(),
        Form::Json | Form::Fg | Form::Html => None,
    };
    if let Some(value) = download {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn unwritten(error: &impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "features cannot be written");
    Problem::Internal
}

fn written(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| unwritten(&error))
}

fn address(server: &str, path: &str, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{server}{path}{mark}{query}")
}

/// Says in which system coordinates are given.
fn in_system(response: &mut Response, reference: Reference) {
    let name = HeaderName::from_static("content-crs");
    if let Ok(value) = HeaderValue::try_from(format!("<{}>", reference.uri())) {
        response.headers_mut().insert(name, value);
    }
}
