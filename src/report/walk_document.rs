//! Reach and routes as `GeoJSON`: what `yike reach` and `yike route` print and the server answers.

use geojson::GeometryValue;
use serde_json::{Map, Value, json};

use crate::domain::walk::{ReachAnswer, ReachedSite, RouteAnswer};

/// Decimals of degrees: a centimetre.
const DECIMALS: f64 = 1e7;

/// A collection of rings, the widest first so that they are drawn one upon the other, then, if asked for, the streets.
pub fn reach_document(answer: &ReachAnswer, lines: bool) -> Value {
    let mut features: Vec<Value> = answer
        .rings
        .iter()
        .rev()
        .map(|ring| {
            let properties = json!({
                "kind": "ring",
                "minutes": ring.minutes,
                "street_m": ring.street.0.round(),
                "facilities": ring.sites,
                "street_at_most_m": ring.at_most.map(|most| most.street.0.round()),
                "facilities_at_most": ring.at_most.map(|most| most.sites),
            });
            feature(&(&ring.area).into(), properties)
        })
        .collect();
    if lines {
        features.extend(answer.lines.iter().map(|line| {
            let properties = json!({
                "kind": "street",
                "from_seconds": thousandth(line.from_seconds),
                "to_seconds": thousandth(line.to_seconds),
            });
            feature(&(&line.course).into(), properties)
        }));
    }
    json!({
        "type": "FeatureCollection",
        "at": [answer.at.lon, answer.at.lat],
        "travel": answer.travel,
        "speed_mps": answer.speed_mps,
        "direction": answer.direction,
        "access_m": answer.access.0.round(),
        "connected": answer.connected,
        "facilities": answer.sites.iter().map(site).collect::<Vec<_>>(),
        "features": features,
    })
}

/// A way as one feature.
pub fn route_document(answer: &RouteAnswer) -> Value {
    let properties = json!({
        "kind": "route",
        "travel": answer.travel,
        "direction": answer.direction,
        "minutes": thousandth(answer.seconds / 60.0),
        "length_m": answer.length.0.round(),
        "straight_m": answer.straight.0.round(),
        "access_m": answer.access.0.round(),
        "climb_m": answer.climb.map(|climb| climb.0.round()),
        "heights_unknown_m": answer.without_heights.map(|metres| metres.0.round()),
        "facility": answer.site.as_ref().map(site),
        "from": [rounded(answer.from.lon), rounded(answer.from.lat)],
        "to": [rounded(answer.to.lon), rounded(answer.to.lat)],
    });
    feature(&(&answer.course).into(), properties)
}

fn site(site: &ReachedSite) -> Value {
    json!({
        "id": site.id,
        "name": site.name,
        "categories": site.categories,
        "minutes": thousandth(site.seconds / 60.0),
    })
}

fn feature(geometry: &GeometryValue, properties: Value) -> Value {
    let mut geometry = serde_json::to_value(geojson::Geometry::new(geometry.clone())).unwrap_or(Value::Null);
    if let Some(coordinates) = geometry.get_mut("coordinates") {
        round(coordinates);
    }
    let mut feature = Map::new();
    feature.insert("type".to_owned(), Value::from("Feature"));
    feature.insert("geometry".to_owned(), geometry);
    feature.insert("properties".to_owned(), properties);
    Value::Object(feature)
}

fn round(coordinates: &mut Value) {
    match coordinates {
        Value::Array(parts) => parts.iter_mut().for_each(round),
        Value::Number(number) => {
            if let Some(value) = number.as_f64() {
                *coordinates = Value::from(rounded(value));
            }
        }
        _ => {}
    }
}

fn rounded(degrees: f64) -> f64 {
    (degrees * DECIMALS).round() / DECIMALS
}

fn thousandth(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
