//! Features themselves: lists of them, and one by its id.

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use geo::orient::{Direction, Orient};
use geo::{Geometry, MultiPolygon};
use serde::Serialize;

use super::asked::{Asked, KNOWN, json_only};
use super::link::{GEOJSON, JSON, Link};
use super::reference::Reference;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::routes::{base, typed};
use crate::http::state::ServerState;
use crate::tiles::{Feature, Properties, Select};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Collection<'a> {
    r#type: &'static str,
    links: Vec<Link>,
    number_matched: usize,
    number_returned: usize,
    features: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    r#type: &'static str,
    id: u64,
    geometry: geojson::Geometry,
    properties: Properties<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
}

impl<'a> Item<'a> {
    fn new(feature: &'a Feature, select: &'a Select, reference: Reference, links: Vec<Link>) -> Self {
        // Outer rings counter-clockwise as longitude and latitude, as RFC 7946 wants it.
        let geometry = match &feature.geometry {
            Geometry::Polygon(polygon) => polygon.orient(Direction::Default).into(),
            Geometry::MultiPolygon(polygons) => MultiPolygon::orient(polygons, Direction::Default).into(),
            other => other.clone(),
        };
        Self {
            r#type: "Feature",
            id: feature.id,
            geometry: geojson::Geometry::from(&reference.geometry(&geometry)),
            properties: Properties::new(feature, select),
            links,
        }
    }
}

/// A page of the features of a layer.
pub(super) async fn list(
    State(state): State<ServerState>,
    Path(name): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, KNOWN)?;
    let loaded = state.loaded()?;
    let layer = loaded.layer(&name)?;
    let asked = Asked::read(&query, layer)?;
    // Pages that follow each other are of one version, or end.
    if query.get("version").is_some_and(|version| version != loaded.version()) {
        return Err(Problem::OtherVersion);
    }
    let server = base(&request)?;
    let (uri, version) = (request.uri.clone(), loaded.version());
    let reference = asked.reference;
    let page = move || -> Result<Vec<u8>, Problem> {
        let Asked {
            search, limit, offset, ..
        } = &asked;
        let found = loaded.desk.tiles.find(&name, search)?;
        let shown: Vec<&&Feature> = found.iter().skip(*offset).take(*limit).collect();
        let mut links = vec![
            Link::new(
                "self",
                GEOJSON,
                address(&server, uri.path(), uri.query().unwrap_or_default()),
            ),
            Link::new("collection", JSON, format!("{server}/ogc/collections/{name}")),
        ];
        let next = offset.saturating_add(shown.len());
        if !shown.is_empty() && next < found.len() {
            let (offset, version) = (format!("offset={next}"), format!("version={version}"));
            let mut query = Query::without(&uri, &["offset", "version"]);
            query.extend([&*offset, &*version]);
            links.push(Link::new(
                "next",
                GEOJSON,
                address(&server, uri.path(), &query.join("&")),
            ));
        }
        let collection = Collection {
            r#type: "FeatureCollection",
            links,
            number_matched: found.len(),
            number_returned: shown.len(),
            features: shown
                .iter()
                .map(|feature| Item::new(feature, &search.select, reference, Vec::new()))
                .collect(),
        };
        written(&collection)
    };
    let bytes = state.work(page).await??;
    let mut response = crate::http::routes::bytes(&request, GEOJSON, bytes, Keep::Revalidate).await?;
    in_system(&mut response, reference);
    Ok(response)
}

/// One feature of a layer.
pub(super) async fn one(
    State(state): State<ServerState>,
    Path((name, id)): Path<(String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["f", "crs"])?;
    json_only(&query)?;
    let reference = Reference::read(&query, "crs")?;
    let loaded = state.loaded()?;
    let id = crate::http::address::number(&id).ok_or(Problem::UnknownFeature)?;
    let feature = loaded.desk.tiles.feature(&name, id)?.ok_or(Problem::UnknownFeature)?;
    let server = base(&request)?;
    let sent = request.uri.query().unwrap_or_default();
    let links = vec![
        Link::new("self", GEOJSON, address(&server, request.uri.path(), sent)),
        Link::new("collection", JSON, format!("{server}/ogc/collections/{name}")),
    ];
    let select = Select::default();
    let item = Item::new(feature, &select, reference, links);
    let mut response = typed(&request, GEOJSON, &item, Keep::Revalidate).await?;
    in_system(&mut response, reference);
    Ok(response)
}

fn written(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "features cannot be written");
        Problem::Internal
    })
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
