//! A style that comes with the program, as it fits a workspace: no more than what it has layers for, and a circle and service that it
//! was assessed for.

use serde_json::{Map, Value};

/// What the styles that come with the program are written for.
const WRITTEN: (&str, &str) = ("fitness-15", "sports_venue");

/// Lowest and highest zoom of a layer, and the box round it, if there is one.
pub(super) type Extent = (u8, u8, Option<[f64; 4]>);

/// What a style is fitted to.
pub(super) struct Wanted<'a> {
    /// Whether a layer is drawn.
    pub(super) drawn: &'a dyn Fn(&str) -> bool,
    /// Which tiles a layer has: lowest and highest zoom, and the box round them, if there is one.
    pub(super) extent: &'a dyn Fn(&str) -> Option<Extent>,
    /// Circle and service; `None` leaves those that the style is written for.
    pub(super) service: Option<(&'a str, &'a str)>,
    /// The server's address, before those of tiles.
    pub(super) server: &'a str,
    /// What chooses the scenario of the tiles, as it stands behind their addresses: `?scenario=...`, or nothing.
    pub(super) asked: &'a str,
}

/// The style of a workspace; `None` where nothing of it would be drawn.
pub(super) fn fitted(style: &Value, wanted: &Wanted<'_>) -> Option<Value> {
    let mut style = style.clone();
    let is_drawn = |layer: &Value| layer["source-layer"].as_str().is_none_or(|name| (wanted.drawn)(name));
    let layers = style["layers"].as_array_mut()?;
    layers.retain(is_drawn);
    if layers.iter().all(|layer| layer.get("source").is_none()) {
        return None;
    }
    let other = wanted.service.filter(|service| *service != WRITTEN);
    if let Some(service) = other {
        for layer in layers.iter_mut() {
            // Which kinds of facilities a service has is not said in the style of another.
            if layer["source-layer"] == "facilities" {
                layer.as_object_mut()?.remove("filter");
            }
            rename(layer, service);
        }
        rename(&mut style["metadata"], service);
    }
    let sources: Map<String, Value> = style["sources"].as_object()?.clone();
    let kept = sources.into_iter().filter(|(name, _)| (wanted.drawn)(name));
    style["sources"] = kept
        .map(|(name, mut source)| {
            if let Some(Value::String(address)) = source.pointer_mut("/tiles/0") {
                address.insert_str(0, wanted.server);
                address.push_str(wanted.asked);
            }
            // No tile is asked for that there can't be.
            if let Some((min_zoom, max_zoom, bounds)) = (wanted.extent)(&name) {
                source["minzoom"] = min_zoom.into();
                source["maxzoom"] = max_zoom.into();
                if let Some(bounds) = bounds {
                    source["bounds"] = bounds.to_vec().into();
                }
            }
            (name, source)
        })
        .collect();
    Some(style)
}

/// The layers of a workspace that a style draws, in its order.
pub(super) fn draws<'a>(style: &'a Value, layer: &str) -> bool {
    let layers: Option<&'a Vec<Value>> = style["layers"].as_array();
    layers.into_iter().flatten().any(|own| own["source-layer"] == layer)
}

/// Puts another circle and service in the place of those that the style is written for.
fn rename(value: &mut Value, (circle, service): (&str, &str)) {
    match value {
        Value::String(text) if text == WRITTEN.0 => circle.clone_into(text),
        Value::String(text) if text == WRITTEN.1 => service.clone_into(text),
        Value::String(text) => {
            let own = text.strip_prefix(WRITTEN.0).and_then(|rest| rest.strip_prefix('/'));
            let of = own
                .and_then(|rest| rest.strip_prefix(WRITTEN.1))
                .and_then(|rest| rest.strip_prefix('/'));
            if let Some(what) = of {
                *text = format!("{circle}/{service}/{what}");
            }
        }
        Value::Array(members) => members.iter_mut().for_each(|member| rename(member, (circle, service))),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| rename(member, (circle, service))),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn style() -> Value {
        json!({
            "version": 8, "metadata": { "yike:circle": "fitness-15", "yike:group": "sports_venue" },
            "sources": { "communities": { "tiles": ["/tiles/communities/{z}"] }, "facilities": { "tiles": ["/tiles/facilities/{z}"] } },
            "layers": [
                { "id": "ground" },
                { "id": "a", "source": "communities", "source-layer": "communities", "filter": ["==", ["get", "fitness-15/sports_venue/near"], 1] },
                { "id": "b", "source": "facilities", "source-layer": "facilities", "filter": ["in", ";gym;", ["get", "categories"]] },
            ],
        })
    }

    fn asked<'a>(drawn: &'a dyn Fn(&str) -> bool, service: Option<(&'a str, &'a str)>) -> Wanted<'a> {
        Wanted {
            drawn,
            extent: &|_| Some((8, 16, Some([9.0, 47.0, 10.0, 48.0]))),
            service,
            server: "http://here",
            asked: "?scenario=far",
        }
    }

    #[test]
    fn what_the_workspace_has_not_is_left_out() {
        let only = |name: &str| name == "communities";
        let found = fitted(&style(), &asked(&only, None)).expect("something is drawn");
        assert_eq!(
            found["sources"],
            json!({ "communities": {
                "tiles": ["http://here/tiles/communities/{z}?scenario=far"], "minzoom": 8, "maxzoom": 16, "bounds": [9.0, 47.0, 10.0, 48.0],
            } })
        );
        assert_eq!(
            found["layers"].as_array().map(Vec::len),
            Some(2),
            "the ground, which is of no layer, stays"
        );
        assert!(draws(&found, "communities") && !draws(&found, "facilities"));
        assert_eq!(fitted(&style(), &asked(&|_| false, None)), None);
    }

    #[test]
    fn another_circle_and_service_take_the_place_of_those_written() {
        let found = fitted(&style(), &asked(&|_| true, Some(("service-15", "pharmacy")))).expect("drawn");
        assert_eq!(
            found["layers"][1]["filter"],
            json!(["==", ["get", "service-15/pharmacy/near"], 1])
        );
        assert_eq!(
            found["metadata"],
            json!({ "yike:circle": "service-15", "yike:group": "pharmacy" })
        );
        assert_eq!(
            found["layers"][2].get("filter"),
            None,
            "all facilities, rather than those of another service"
        );
        let same = fitted(&style(), &asked(&|_| true, Some(WRITTEN))).expect("drawn");
        assert_eq!(same["layers"], style()["layers"]);
    }
}
