//! One feature as these programs read it.

use geo::orient::{Direction, Orient};
use geo::{Coord, Geometry, LineString, MapCoords, Polygon};
use serde_json::{Map, Value, json};

use super::ID;
use super::system::System;
use crate::tiles::{Feature, GeometryKind, LayerSummary, Search, TileError, TileSet, Value as Property};

/// What a layer of several points to a feature is called.
pub(super) const MULTIPOINT: &str = "esriGeometryMultipoint";

/// What a layer's shapes are called. These programs know one kind a layer: of several it is that of the first feature.
pub(super) fn geometry_type(tiles: &TileSet, layer: &LayerSummary) -> Result<&'static str, TileError> {
    let kind = match layer.kind {
        GeometryKind::Mixed => {
            let first = tiles.find(&layer.name, &Search::default())?;
            match first.first().map(|feature| &feature.geometry) {
                Some(Geometry::Polygon(_) | Geometry::MultiPolygon(_)) => GeometryKind::Area,
                Some(Geometry::LineString(_) | Geometry::MultiLineString(_)) => GeometryKind::Line,
                _ => GeometryKind::Point,
            }
        }
        kind => kind,
    };
    Ok(match kind {
        GeometryKind::Area => "esriGeometryPolygon",
        GeometryKind::Line => "esriGeometryPolyline",
        _ if layer.has_multipoints => MULTIPOINT,
        _ => "esriGeometryPoint",
    })
}

/// Its properties, of the fields that are asked for, its id among them.
pub(super) fn attributes(feature: &Feature, fields: &[String]) -> Value {
    let mut found = Map::new();
    for name in fields {
        let value = if name == ID {
            json!(feature.id)
        } else {
            let own = feature.properties.iter().find(|(own, _)| **own == **name);
            own.map_or(Value::Null, |(_, value)| match value {
                Property::Text(text) => json!(**text),
                Property::Whole(number) => json!(number),
                Property::Number(number) => json!(number),
            })
        };
        found.insert(name.clone(), value);
    }
    Value::Object(found)
}

fn places(line: &LineString<f64>) -> Vec<[f64; 2]> {
    line.0.iter().map(|c| [c.x, c.y]).collect()
}

/// Its shape; outer rings run clockwise.
pub(super) fn shape(geometry: &Geometry<f64>, system: System, many: bool) -> Value {
    let there = geometry.map_coords(|c: Coord<f64>| system.of_degrees(c));
    let rings = |polygon: &Polygon<f64>| {
        let turned = polygon.orient(Direction::Reversed);
        let mut rings = vec![places(turned.exterior())];
        rings.extend(turned.interiors().iter().map(places));
        rings
    };
    match &there {
        Geometry::Point(point) if many => json!({"points": [[point.x(), point.y()]]}),
        Geometry::Point(point) => json!({"x": point.x(), "y": point.y()}),
        Geometry::MultiPoint(points) => {
            json!({"points": points.0.iter().map(|p| [p.x(), p.y()]).collect::<Vec<_>>()})
        }
        Geometry::LineString(line) => json!({"paths": [places(line)]}),
        Geometry::MultiLineString(lines) => json!({"paths": lines.0.iter().map(places).collect::<Vec<_>>()}),
        Geometry::Polygon(polygon) => json!({"rings": rings(polygon)}),
        Geometry::MultiPolygon(polygons) => {
            json!({"rings": polygons.0.iter().flat_map(rings).collect::<Vec<_>>()})
        }
        _ => Value::Null,
    }
}
