//! What each process is asked with, as JSON schemas.

use serde_json::{Value, json};

use super::assess::{METHODS, POPULATIONS};
use crate::domain::circle::{CircleProfile, SHIPPED};

/// An input: title, schema, and whether it must be there.
fn input(title: &str, schema: &Value, needed: bool) -> Value {
    json!({ "title": title, "schema": schema, "minOccurs": u8::from(needed), "maxOccurs": 1 })
}

/// Circles that come with the program.
fn circles() -> Vec<String> {
    let circles = SHIPPED.iter().filter_map(|text| CircleProfile::parse(text).ok());
    circles.map(|circle| circle.id).collect()
}

/// How ways may be measured: so many of them along streets, where there are some.
fn methods(streets: bool, along: usize) -> &'static [&'static str] {
    const ALL: &[&str] = &METHODS;
    &ALL[..if streets { 1 + along } else { 1 }]
}

/// Of an assessment.
pub(super) fn assess_inputs(streets: bool) -> Value {
    let circle = json!({ "type": "string", "enum": circles() });
    let several = json!({ "type": "array", "items": circle, "minItems": 1, "uniqueItems": true });
    json!({
        "circle": input("A circle, or several", &json!({ "oneOf": [circle, several] }), true),
        "method": input("How ways are measured", &json!({ "type": "string", "enum": methods(streets, 2), "default": "straight" }), false),
        "population": input("Who was counted", &json!({ "type": "string", "enum": POPULATIONS, "default": "usual" }), false),
        "theta": input(
            "A share of residents that makes a community covered, for circles that name none",
            &json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 1 }),
            false,
        ),
    })
}

/// Of a siting run; along streets where there are some.
pub(super) fn site_inputs(streets: bool) -> Value {
    let methods = methods(streets, 1);
    let from = if streets {
        "Where candidates come from: workspace, communities, corners, corners:METRES, grid, grid:METRES, at:CATEGORY, lease:CATEGORY"
    } else {
        "Where candidates come from: workspace, communities, grid, grid:METRES, at:CATEGORY, lease:CATEGORY"
    };
    let circles = circles();
    let text = json!({ "type": "string" });
    let yes = json!({ "type": "boolean", "default": false });
    let count = |most: usize| json!({ "type": "integer", "minimum": 0, "maximum": most });
    let number = json!({ "type": "number", "minimum": 0 });
    let ids = json!({ "type": "array", "items": { "type": "integer" } });
    let sites = json!({ "type": "array", "items": { "type": ["integer", "string"] } });
    let by_name = |each: &Value| json!({ "type": "object", "additionalProperties": each });
    let sources = json!({ "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 10 });
    let models = ["mclp", "lscp", "cover-rate", "p-median", "p-center", "backup"];
    json!({
        "circle": input("A circle", &json!({ "type": "string", "enum": circles }), true),
        "service": input("The key of one of its services; of several, with commas between", &text, true),
        "apart": input("Each new site houses one of several services; else all of them", &yes, false),
        "rooms": input("Each new site has rooms for those of several services that pay", &yes, false),
        "within": input("A limit other than the circle's: minutes, or metres where metres govern", &number, false),
        "model": input("What makes a plan better", &json!({ "type": "string", "enum": models }), true),
        "method": input("How ways are measured", &json!({ "type": "string", "enum": methods }), true),
        "candidates": input(
            from,
            &sources,
            true,
        ),
        "sites": input("New sites", &count(500), false),
        "coverage": input(
            "The share to be served, for cover-rate",
            &json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 1 }),
            false,
        ),
        "budget": input("What new sites may cost together", &count(1_000_000_000), false),
        "cheapest": input("The cheapest, where lscp and cover-rate else take the fewest", &yes, false),
        "costs": input("What a site costs, by its id or where it comes from", &by_name(&count(1_000_000_000)), false),
        "capacitated": input("No site serves more people than its capacity", &yes, false),
        "capacity": input("People that a site without a capacity of its own can serve", &number, false),
        "capacities": input("People that sites can serve, by id or where they come from", &by_name(&number), false),
        "mobile": input(
            "Rounds of a mobile service within a town, as a choice beside sites: where it might stop, stops of a round, rounds of a town",
            &json!({
                "type": "object",
                "required": ["candidates", "stops", "rounds"],
                "properties": { "candidates": sources, "stops": count(1_000), "rounds": count(1_000) },
            }),
            false,
        ),
        "expand": input("People that a standing site could serve more, by its id or all", &by_name(&number), false),
        "least_people": input("People that a new site must have", &number, false),
        "spacing_m": input("Metres that a new site keeps from others", &number, false),
        "per_town": input("Sites that each town must have", &count(500), false),
        "beside": input(
            "A category that a new site stands beside",
            &json!({ "type": "object", "required": ["category", "metres"], "properties": { "category": text, "metres": number } }),
            false,
        ),
        "steepest_percent": input("How steep the ground of a new site may be", &number, false),
        "weights": input("How often people count, by group, community or town", &by_name(&number), false),
        "require": input("Candidates that must be built, by id or key", &sites, false),
        "exclude": input("Sites that are left out, by id or key", &sites, false),
        "may_close": input(
            "Standing sites that may be given up: ids, or all",
            &json!({ "oneOf": [ids, { "type": "string", "enum": ["all"] }] }),
            false,
        ),
        "not_in": input(
            "Areas where nothing may be built",
            &json!({ "type": "array", "maxItems": 10, "items": {
                "type": "object",
                "required": ["type", "coordinates"],
                "properties": { "type": { "type": "string", "enum": ["Polygon", "MultiPolygon"] }, "coordinates": { "type": "array" } },
            } }),
            false,
        ),
        "keep": input("The scenario that the best plan is kept as, or what stands by the end of the last phase", &text, false),
        "alternatives": input("Other plans beside the best", &count(10), false),
        "differing": input("In how many sites other plans differ", &count(500), false),
        "curve": input("Up to how many sites the trade-off is followed", &count(60), false),
        "phases": input("Sites in all by the end of each phase", &json!({ "type": "array", "items": count(500), "maxItems": 10 }), false),
    })
}

/// Of rings around a place.
pub(super) fn reach_inputs() -> Value {
    let pair = json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 });
    let minutes = json!({
        "type": "array", "minItems": 1, "maxItems": 12, "default": [5, 10, 15],
        "items": { "type": "number", "exclusiveMinimum": 0, "maximum": 120 },
    });
    json!({
        "at": input("Longitude and latitude in degrees", &pair, true),
        "minutes": input("Minutes of the rings", &minutes, false),
        "travel": input("A travel profile", &json!({ "type": "string", "default": "walk-adult" }), false),
        "direction": input("From the place or to it", &json!({ "type": "string", "enum": ["from", "to"], "default": "from" }), false),
        "streets": input("Whether the reached streets come too", &json!({ "type": "boolean", "default": false }), false),
    })
}
