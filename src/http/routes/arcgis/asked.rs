//! What a query of features asks for.

use std::collections::BTreeSet;

use geo::Coord;
use serde_json::Value;

use super::system::System;
use super::{ID, MOST, Refused};
use crate::crs::LonLatBox;
use crate::filter::{Filter, Kind};
use crate::http::query::Query;
use crate::tiles::{LayerSummary, Search};

/// The parameters that are known. Those that change nothing of a read-only answer are let pass.
pub(super) const KNOWN: &[&str] = &[
    "f",
    "where",
    "objectIds",
    "geometry",
    "geometryType",
    "inSR",
    "spatialRel",
    "outSR",
    "outFields",
    "returnGeometry",
    "returnCountOnly",
    "returnIdsOnly",
    "returnExtentOnly",
    "resultOffset",
    "resultRecordCount",
    "orderByFields",
    "returnZ",
    "returnM",
    "resultType",
    "returnExceededLimitFeatures",
    "sqlFormat",
    "cacheHint",
    // A finer answer than what is asked for is right too.
    "geometryPrecision",
    "maxAllowableOffset",
    "multipatchOption",
    "returnTrueCurves",
];

/// Longest `where`, in bytes.
const LONGEST: usize = 8000;

/// Most ids of one query.
const MOST_IDS: usize = 10_000;

/// What is told of the features that are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Features,
    Ids,
    /// The box round them, and how many there are.
    Extent,
    Count,
}

impl Wanted {
    fn read(query: &Query) -> Result<Self, Refused> {
        // Of several the last holds: a count of ids is a count, and an extent has its count with it.
        let alone = [
            ("returnIdsOnly", Self::Ids),
            ("returnCountOnly", Self::Count),
            ("returnExtentOnly", Self::Extent),
        ];
        let mut wanted = Self::Features;
        for (name, own) in alone {
            if truth(query, name, false)? {
                wanted = own;
            }
        }
        Ok(wanted)
    }
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    GeoJson,
    Pbf,
}

/// A query as it is understood.
pub(super) struct Asked {
    pub(super) filter: Option<Filter>,
    pub(super) ids: Option<BTreeSet<u64>>,
    pub(super) search: Search,
    /// Whether the ids run from the greatest down.
    pub(super) down: bool,
    pub(super) fields: Vec<String>,
    pub(super) system: System,
    pub(super) geometry: bool,
    pub(super) wanted: Wanted,
    pub(super) offset: usize,
    pub(super) limit: usize,
    pub(super) form: Form,
}

impl Asked {
    pub(super) fn read(query: &Query, layer: &LayerSummary) -> Result<Self, Refused> {
        let given = |name| query.get(name).filter(|text: &&str| !text.is_empty());
        let form = match given("f") {
            None | Some("json" | "pjson") => Form::Json,
            Some("geojson") => Form::GeoJson,
            Some("pbf") => Form::Pbf,
            Some(_) => return Err(Refused::new("f is json, pjson, geojson or pbf.")),
        };
        let (order, down) = given("orderByFields").map_or(Ok((Vec::new(), false)), |text| order(text, layer))?;
        let boxes = given("geometry").map_or(Ok(Vec::new()), |text| envelope(text, query).map(|own| vec![own]))?;
        Ok(Self {
            filter: given("where").map(|text| condition(text, layer)).transpose()?,
            ids: given("objectIds").map(ids).transpose()?,
            search: Search {
                boxes,
                order,
                ..Search::default()
            },
            down,
            fields: fields(given("outFields").unwrap_or(ID), layer)?,
            system: given("outSR").map_or(Ok(System::Degrees(4326)), System::read)?,
            geometry: truth(query, "returnGeometry", true)?,
            wanted: Wanted::read(query)?,
            offset: given("resultOffset").map_or(Ok(0), whole)?,
            limit: given("resultRecordCount").map_or(Ok(MOST), whole)?.min(MOST),
            form,
        })
    }
}

fn truth(query: &Query, name: &'static str, usual: bool) -> Result<bool, Refused> {
    match query.get(name).map(str::to_ascii_lowercase).as_deref() {
        None | Some("") => Ok(usual),
        Some("true" | "1") => Ok(true),
        Some("false" | "0") => Ok(false),
        Some(_) => Err(Refused::new(format!("{name} is true or false."))),
    }
}

fn whole(text: &str) -> Result<usize, Refused> {
    text.parse()
        .map_err(|_| Refused::new("resultOffset and resultRecordCount are whole numbers."))
}

fn condition(text: &str, layer: &LayerSummary) -> Result<Filter, Refused> {
    if text.len() > LONGEST {
        return Err(Refused::new("where is too long."));
    }
    let wrong = |error| Refused::new(format!("where is not understood: {error}."));
    let filter = Filter::from_text(text).map_err(wrong)?;
    let kind = |name: &str| {
        if name == ID {
            Some(Kind::Number)
        } else {
            layer.kinds.get(name).copied()
        }
    };
    filter.check(&kind).map_err(wrong)?;
    Ok(filter)
}

fn ids(text: &str) -> Result<BTreeSet<u64>, Refused> {
    let found: Result<BTreeSet<u64>, _> = text.split(',').take(MOST_IDS + 1).map(|id| id.trim().parse()).collect();
    found
        .ok()
        .filter(|ids| ids.len() <= MOST_IDS)
        .ok_or_else(|| Refused::new("objectIds are whole numbers with commas between, at most 10000."))
}

fn fields(text: &str, layer: &LayerSummary) -> Result<Vec<String>, Refused> {
    let mut found = vec![ID.to_owned()];
    for name in text.split(',').map(str::trim) {
        if name == "*" {
            found.extend(layer.kinds.keys().cloned());
        } else if name == ID || layer.kinds.contains_key(name) {
            found.push(name.to_owned());
        } else {
            return Err(Refused::new("outFields names a field that the layer has not."));
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|name| seen.insert(name.clone()));
    Ok(found)
}

/// Names with `ASC` or `DESC`; after the id nothing is left to decide.
fn order(text: &str, layer: &LayerSummary) -> Result<(Vec<(String, bool)>, bool), Refused> {
    let mut order: Vec<(String, bool)> = Vec::new();
    for part in text.split(',') {
        let words: Vec<&str> = part.split([' ', '+']).filter(|word| !word.is_empty()).collect();
        let (name, down) = match words[..] {
            [name] => (name, false),
            [name, way] if way.eq_ignore_ascii_case("ASC") => (name, false),
            [name, way] if way.eq_ignore_ascii_case("DESC") => (name, true),
            _ => return Err(Refused::new("orderByFields is names with ASC or DESC.")),
        };
        if name == ID {
            if down && !order.is_empty() {
                return Err(Refused::new("OBJECTID DESC stands alone in orderByFields."));
            }
            return Ok((order, down));
        }
        if !layer.kinds.contains_key(name) {
            return Err(Refused::new("orderByFields names a field that the layer has not."));
        }
        if order.iter().all(|(earlier, _)| earlier != name) {
            order.push((name.to_owned(), down));
        }
    }
    Ok((order, false))
}

/// A box of four numbers or an object, in degrees afterwards.
fn envelope(text: &str, query: &Query) -> Result<LonLatBox, Refused> {
    let wrong = || Refused::new("geometry is an envelope: xmin,ymin,xmax,ymax.");
    if query
        .get("geometryType")
        .is_some_and(|kind| kind != "esriGeometryEnvelope")
    {
        return Err(wrong());
    }
    let relation = query.get("spatialRel").unwrap_or("esriSpatialRelIntersects");
    if !["esriSpatialRelIntersects", ""].contains(&relation) {
        return Err(Refused::new("spatialRel is esriSpatialRelIntersects."));
    }
    let object: Option<Value> = serde_json::from_str(text).ok();
    let numbers: Option<Vec<f64>> = match &object {
        Some(object) => ["xmin", "ymin", "xmax", "ymax"]
            .iter()
            .map(|name| object.get(name)?.as_f64())
            .collect(),
        None => text.split(',').map(|part| part.trim().parse().ok()).collect(),
    };
    let Some([west, south, east, north]) = numbers.as_deref() else {
        return Err(wrong());
    };
    let own = object
        .as_ref()
        .and_then(|object| object.get("spatialReference"))
        .map(Value::to_string);
    let named = query.get("inSR").filter(|text| !text.is_empty());
    let system = named
        .or(own.as_deref())
        .map_or(Ok(System::Degrees(4326)), System::read)?;
    let low = system.to_degrees(Coord { x: *west, y: *south });
    let high = system.to_degrees(Coord { x: *east, y: *north });
    let held = |value: f64, most: f64| value.clamp(-most, most);
    let fits = [low.x, low.y, high.x, high.y].iter().all(|n| n.is_finite()) && low.x <= high.x && low.y <= high.y;
    if !fits {
        return Err(wrong());
    }
    Ok(LonLatBox {
        west: held(low.x, 180.0),
        south: held(low.y, 90.0),
        east: held(high.x, 180.0),
        north: held(high.y, 90.0),
    })
}
