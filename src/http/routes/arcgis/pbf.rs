//! An answer to a query as protocol buffers (Esri's `FeatureCollection.proto`), made from the same answer in JSON.

use serde_json::Value;

/// Its media type.
pub(super) const MEDIA: &str = "application/x-protobuf";

/// Steps of coordinates in a unit: a tenth of a millimetre, in degrees and in metres.
const IN_DEGREES: f64 = 1e9;
const IN_METRES: f64 = 1e4;

/// Wire types.
const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const LENGTH: u64 = 2;

/// A message that is being written.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value as u8 & 0x7f) | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn number(&mut self, field: u64, value: u64) {
        self.varint(field << 3 | VARINT);
        self.varint(value);
    }

    fn double(&mut self, field: u64, value: f64) {
        self.varint(field << 3 | EIGHT_BYTES);
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | LENGTH);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn text(&mut self, field: u64, value: &Value) {
        self.bytes(field, value.as_str().unwrap_or_default().as_bytes());
    }

    fn packed(&mut self, field: u64, values: impl Iterator<Item = u64>) {
        let mut inside = Self::default();
        values.for_each(|value| inside.varint(value));
        self.bytes(field, &inside.0);
    }
}

/// A signed number as protocol buffers write it: small ones are short.
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The answer; `None` for shapes that it is not made for.
pub(super) fn written(answer: &Value) -> Option<Vec<u8>> {
    let mut result = Message::default();
    if answer.get("features").is_some() {
        result.bytes(1, &features(answer)?.0);
    } else if answer.get("extent").is_some() {
        let mut inside = Message::default();
        inside.bytes(1, &envelope(&answer["extent"]).0);
        inside.number(2, answer["count"].as_u64()?);
        result.bytes(4, &inside.0);
    } else if let Some(count) = answer["count"].as_u64() {
        let mut inside = Message::default();
        inside.number(1, count);
        result.bytes(2, &inside.0);
    } else {
        let mut inside = Message::default();
        inside.text(1, &answer["objectIdFieldName"]);
        let ids = answer["objectIds"].as_array()?.iter();
        inside.packed(3, ids.filter_map(Value::as_u64));
        result.bytes(3, &inside.0);
    }
    let mut whole = Message::default();
    whole.bytes(2, &result.0);
    Some(whole.0)
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
        message.double(field, own[side].as_f64().unwrap_or(f64::NAN));
    }
    message.bytes(5, &reference(&own["spatialReference"]).0);
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
    result.text(1, &answer["objectIdFieldName"]);
    let mut unique = Message::default();
    unique.text(1, &answer["objectIdFieldName"]);
    unique.number(2, 1);
    result.bytes(2, &unique.0);
    result.number(7, kind);
    result.bytes(8, &reference(&answer["spatialReference"]).0);
    result.number(9, u64::from(answer["exceededTransferLimit"] == true));
    result.bytes(12, &transform(steps).0);
    for field in fields {
        result.bytes(13, &described(field).0);
    }
    for feature in answer["features"].as_array()? {
        let mut own = Message::default();
        for field in fields {
            let value = &feature["attributes"][field["name"].as_str()?];
            own.bytes(1, &attribute(value, &field["type"]).0);
        }
        if let Some(geometry) = feature.get("geometry") {
            own.bytes(2, &shape(geometry, steps).0);
        }
        result.bytes(15, &own.0);
    }
    Some(result)
}

/// How whole steps become coordinates: from the upper left, so that y runs down.
fn transform(steps: f64) -> Message {
    let (mut scale, mut translate, mut both) = (Message::default(), Message::default(), Message::default());
    for axis in [1, 2] {
        scale.double(axis, 1.0 / steps);
        translate.double(axis, 0.0);
    }
    both.bytes(2, &scale.0);
    both.bytes(3, &translate.0);
    both
}

fn described(field: &Value) -> Message {
    let kind = match field["type"].as_str() {
        Some("esriFieldTypeOID") => 6,
        Some("esriFieldTypeDouble") => 3,
        _ => 4,
    };
    let mut message = Message::default();
    message.text(1, &field["name"]);
    message.number(2, kind);
    message.text(3, &field["alias"]);
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
        (Value::String(_), _) => message.text(1, value),
        (Value::Number(number), _) => message.double(3, number.as_f64().unwrap_or(f64::NAN)),
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
        message.packed(3, place.into_iter().map(zigzag));
        return message;
    }
    let parts = geometry.get("rings").or_else(|| geometry.get("paths"));
    let parts: Vec<&Vec<Value>> = parts
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .collect();
    message.packed(2, parts.iter().map(|part| part.len() as u64));
    let mut coords = Vec::new();
    for part in parts {
        let mut last = [0, 0];
        for place in part {
            let here = [whole(&place[0], 1.0), whole(&place[1], -1.0)];
            coords.extend([zigzag(here[0] - last[0]), zigzag(here[1] - last[1])]);
            last = here;
        }
    }
    message.packed(3, coords.into_iter());
    message
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_written_as_the_format_says() {
        // The examples of the format's own documentation.
        let mut message = Message::default();
        message.number(1, 150);
        assert_eq!(message.0, [0x08, 0x96, 0x01]);
        let mut message = Message::default();
        message.text(2, &json!("testing"));
        assert_eq!(message.0, *b"\x12\x07testing");
        assert_eq!([0, -1, 1, -2].map(zigzag), [0, 1, 2, 3]);
        assert_eq!(zigzag(i64::MIN), u64::MAX);
    }

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
        wanted.packed(3, coords.into_iter());
        assert_eq!(shape(&lines, 1.0).0, wanted.0);
    }
}
