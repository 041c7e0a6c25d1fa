//! What a query asks of features: `properties`, `filter`, `filter-lang`, `filter-crs`.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::problem::Problem;
use super::query::Query;
use super::reference::Reference;
use crate::filter::{Filter, Kind};
use crate::tiles::{LayerSummary, Select};

/// The name that a question gives to a feature's geometry.
pub(super) const GEOMETRY: &str = "geometry";

/// The reference system of degrees, longitude first.
pub(super) const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Reads the parameters and holds them against the layer.
pub(super) fn select(query: &Query, layer: &LayerSummary) -> Result<Select, Problem> {
    let properties = query.get("properties").map(|text| names(text, layer)).transpose()?;
    Ok(Select {
        filter: filter(query, layer)?,
        properties,
    })
}

/// The same question has the same text, whatever else the address says; `None` where nothing is asked.
pub(super) fn key(query: &Query) -> Option<Arc<str>> {
    let parts = ["properties", "filter", "filter-lang", "filter-crs"].map(|name| query.get(name));
    // No value holds a line's end: control characters were refused.
    let joined = || {
        parts
            .map(|part| part.map_or_else(String::new, |text| format!("={text}")))
            .join("\n")
    };
    parts.iter().any(Option::is_some).then(|| joined().into())
}

fn names(text: &str, layer: &LayerSummary) -> Result<FxHashSet<String>, Problem> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let known = layer.kinds.contains_key(name) || layer.made.contains(name);
            known.then(|| name.to_owned()).ok_or(Problem::UnknownProperty)
        })
        .collect()
}

fn filter(query: &Query, layer: &LayerSummary) -> Result<Option<Filter>, Problem> {
    let read: fn(&str) -> Result<Filter, _> = match query.get("filter-lang") {
        None | Some("cql2-text") => Filter::from_text,
        Some("cql2-json") => Filter::from_json,
        Some(_) => {
            return Err(Problem::BadParameter {
                name: "filter-lang",
                expected: "cql2-text or cql2-json",
            });
        }
    };
    let reference = Reference::read(query, "filter-crs", layer)?;
    let Some(text) = query.get("filter") else {
        return Ok(None);
    };
    let mut filter = read(text).map_err(Problem::BadFilter)?;
    let kind = |name: &str| match name {
        GEOMETRY => Some(Kind::Geometry),
        other => layer.kinds.get(other).copied(),
    };
    filter.check(&kind).map_err(Problem::BadFilter)?;
    if reference != Reference::Crs84 {
        let ready = reference.ready()?;
        let outside = |_| Problem::BadParameter {
            name: "filter",
            expected: "places that lie in the system of filter-crs, in the order of its axes",
        };
        filter
            .turn_places(&mut |place| ready.to_degrees(place))
            .map_err(outside)?;
    }
    Ok(Some(filter))
}
