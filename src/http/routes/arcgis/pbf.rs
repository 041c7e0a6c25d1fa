//! An answer to a query as protocol buffers (Esri's `FeatureCollection.proto`), made from the same answer in JSON.

use serde_json::Value;

use crate::tiles::protobuf::{Message, zigzag};

/// Its media type.
pub(super) const MEDIA: &str = "application/x-protobuf";

/// Steps of coordinates in a unit: a tenth of a millimetre, in degrees and in metres.
const IN_DEGREES: f64 = 1e9;
const IN_METRES: f64 = 1e4;

/// A text of the answer.
fn put_text(message: &mut Message, field: u32, value: &Value) {
    message.bytes(field, value.as_str().unwrap_or_default().as_bytes());
}

/// A number as it is.
fn put_double(message: &mut Message, field: u32, value: f64) {
    message.eight_bytes(field, value.to_bits());
}

/// The answer; `None` for shapes that it is not made for.
pub(super) fn written(answer: &Value) -> Option<Vec<u8>> {
    let mut result = Message::default();
    if answer.get("features").is_some() {
        result.message(1, &features(answer)?);
    } else if answer.get("extent").is_some() {
        let mut inside = Message::default();
        inside.message(1, &envelope(&answer["extent"]));
        inside.number(2, answer["count"].as_u64()?);
        result.message(4, &inside);
    } else if let Some(count) = answer["count"].as_u64() {
        let mut inside = Message::default();
        inside.number(1, count);
        result.message(2, &inside);
    } else {
        let mut inside = Message::default();
        put_text(&mut inside, 1, &answer["objectIdFieldName"]);
        let ids = answer["objectIds"].as_array()?.iter();
        inside.packed(3, &ids.filter_map(Value::as_u64).collect::<Vec<_>>());
        result.message(3, &inside);
    }
    let mut whole = Message::default();
    whole.message(2, &result);
    Some(whole.into_bytes())
}

fn reference(own: &Value) -> Message {
    let mut message = Message::default();
    for (field, name) in [(1, "wkid"), (2, "latestWkid")] {
        message.number(field, own[name].as_u64().unwrap_or_default());
    }
    message
}

fn envelope(own: &Value) -> Message {
    let mut message = Message::default();
    for (field, side) in [(1, "xmin"), (2, "ymin"), (3, "xmax"), (4, "ymax")] {
        put_double(&mut message, field, own[side].as_f64().unwrap_or(f64::NAN));
    }
    message.message(5, &reference(&own["spatialReference"]));
    message
}

fn features(answer: &Value) -> Option<Message> {
    let kind = match answer["geometryType"].as_str()? {
        "esriGeometryPoint" => 0,
        "esriGeometryPolyline" => 2,
        "esriGeometryPolygon" => 3,
        _ => return None,
    };
    let steps = if answer["spatialReference"]["wkid"] == 102_100 {
        IN_METRES
    } else {
        IN_DEGREES
    };
    let fields = answer["fields"].as_array()?;
    let mut result = Message::default();
    put_text(&mut result, 1, &answer["objectIdFieldName"]);
    let mut unique = Message::default();
    put_text(&mut unique, 1, &answer["objectIdFieldName"]);
    unique.number(2, 1);
    result.message(2, &unique);
    result.number(7, kind);
    result.message(8, &reference(&answer["spatialReference"]));
    result.number(9, u64::from(answer["exceededTransferLimit"] == true));
    result.message(12, &transform(steps));
    for field in fields {
        result.message(13, &described(field));
    }
    for feature in answer["features"].as_array()? {
        let mut own = Message::default();
        for field in fields {
            let value = &feature["attributes"][field["name"].as_str()?];
            own.message(1, &attribute(value, &field["type"]));
        }
        if let Some(geometry) = feature.get("geometry") {
            own.message(2, &shape(geometry, steps));
        }
        result.message(15, &own);
    }
    Some(result)
}

/// How whole steps become coordinates: from the upper left, so that y runs down.
fn transform(steps: f64) -> Message {
    let (mut scale, mut translate, mut both) = (Message::default(), Message::default(), Message::default());
    for axis in [1, 2] {
        put_double(&mut scale, axis, 1.0 / steps);
        put_double(&mut translate, axis, 0.0);
    }
    both.message(2, &scale);
    both.message(3, &translate);
    both
}

fn described(field: &Value) -> Message {
    let kind = match field["type"].as_str() {
        Some("esriFieldTypeOID") => 6,
        Some("esriFieldTypeDouble") => 3,
        _ => 4,
    };
    let mut message = Message::default();
    put_text(&mut message, 1, &field["name"]);
    message.number(2, kind);
    put_text(&mut message, 3, &field["alias"]);
    // Which type of SQL it is, is not told.
    message.number(4, 16);
    message
}

/// A value; that of nothing is empty.
fn attribute(value: &Value, kind: &Value) -> Message {
    let mut message = Message::default();
    match (value, value.as_u64()) {
        (_, Some(id)) if kind == "esriFieldTypeOID" => {
            message.number(if u32::try_from(id).is_ok() { 5 } else { 7 }, id);
        }
        (Value::String(_), _) => put_text(&mut message, 1, value),
        (Value::Number(number), _) => put_double(&mut message, 3, number.as_f64().unwrap_or(f64::NAN)),
        _ => {}
    }
    message
}

/// Lengths of the parts, then each part from its first place on in differences.
fn shape(geometry: &Value, steps: f64) -> Message {
    let mut message = Message::default();
    let whole = |value: &Value, sign: f64| (value.as_f64().unwrap_or_default() * sign * steps).round() as i64;
    if geometry.get("x").is_some() {
        let place = [whole(&geometry["x"], 1.0), whole(&geometry["y"], -1.0)];
        message.packed(3, &place.map(zigzag));
        return message;
    }
    let parts = geometry.get("rings").or_else(|| geometry.get("paths"));
    let parts: Vec<&Vec<Value>> = parts
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .collect();
    let lengths: Vec<_> = parts.iter().map(|part| part.len() as u64).collect();
    message.packed(2, &lengths);
    let mut coords = Vec::new();
    for part in parts {
        let mut last = [0, 0];
        for place in part {
            let here = [whole(&place[0], 1.0), whole(&place[1], -1.0)];
            coords.extend([zigzag(here[0] - last[0]), zigzag(here[1] - last[1])]);
            last = here;
        }
    }
    message.packed(3, &coords);
    message
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_count_and_shapes_that_are_not_taken() {
        assert_eq!(
            written(&json!({"count": 3})),
            Some(vec![0x12, 0x04, 0x12, 0x02, 0x08, 0x03])
        );
        let many = json!({"features": [], "geometryType": "esriGeometryMultipoint", "fields": []});
        assert_eq!(written(&many), None);
    }

    #[test]
    fn parts_begin_anew_and_y_runs_down() {
        let lines = json!({"paths": [[[1.0, 2.0], [2.0, 4.0]], [[1.0, 1.0], [1.0, 0.0]]]});
        let told: Vec<u8> = [2, 2].into_iter().collect();
        let coords = [1, -2, 1, -2, 1, -1, 0, 1].map(zigzag);
        let mut wanted = Message::default();
        wanted.bytes(2, &told);
        wanted.packed(3, &coords);
        assert_eq!(shape(&lines, 1.0).into_bytes(), wanted.into_bytes());
    }
}
