//! The assessment's document as a scope sees it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::ground::{self, Ground};
use super::withheld::Withheld;
use crate::identity::Scope;
use crate::tiles::{Search, TileSet, Value as Property};

/// Counts of people that a part of the document keeps for whoever sees no exact ones; all others of people go.
const KEPT: [&str; 3] = ["people", "covered_people", "gap_people"];

/// The document of the part that is seen. `tiles` are those of that part.
pub(super) fn seen(
    document: &[u8],
    scope: &Scope,
    ground: &Ground<'_>,
    withheld: &Withheld,
    tiles: &TileSet,
) -> Vec<u8> {
    let mut whole: Value = serde_json::from_slice(document).unwrap_or_default();
    if let Some(whole) = whole.as_object_mut() {
        narrow(whole, scope, ground, tiles);
        if !withheld.is_off() {
            withhold(whole, withheld);
        }
    }
    // What was read as JSON can be written as JSON.
    serde_json::to_vec(&whole).unwrap_or_default()
}

fn narrow(whole: &mut Map<String, Value>, scope: &Scope, ground: &Ground<'_>, tiles: &TileSet) {
    if scope.layers.is_some() {
        // They tell of layers that may not be seen.
        without_sources(whole);
    }
    if !scope.has_layer("communities") {
        whole.insert("communities".to_owned(), json!([]));
        whole.insert("parents".to_owned(), json!([]));
        without_sums(whole);
    }
    if !scope.has_layer("facilities") {
        for group in groups(whole) {
            for count in FACILITIES {
                group[count] = Value::Null;
            }
        }
    }
    if ground.is_whole() {
        return;
    }
    retain(whole, "communities", |community| {
        community["id"].as_i64().is_some_and(|id| ground.shows_community(id))
    });
    let bounds =
        list(whole, "communities").filter_map(|community| serde_json::from_value(community["bbox"].clone()).ok());
    let bounds = bounds.reduce(|one: [f64; 4], two| {
        let (low, high) = (
            [0, 1].map(|side| one[side].min(two[side])),
            [2, 3].map(|side| one[side].max(two[side])),
        );
        [low[0], low[1], high[0], high[1]]
    });
    // Whoever sees nothing is shown where nothing is: the whole earth.
    let bounds = json!(bounds.unwrap_or([-180.0, -90.0, 180.0, 90.0]));
    if let Some(area) = whole.get_mut("study_area").and_then(Value::as_object_mut) {
        area.insert("bbox".to_owned(), bounds);
    }
    retain(whole, "parents", |parent| {
        parent["code"].as_str().is_some_and(|code| ground.shows_code(code))
    });
    without_sources(whole);
    without_sums(whole);
    let kinds = categories(tiles);
    for group in groups(whole).filter(|_| scope.has_layer("facilities")) {
        let own: BTreeSet<&str> = group["categories"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let here = kinds
            .iter()
            .filter(|site| site.iter().any(|kind| own.contains(kind.as_str())));
        let here = here.count();
        for unknown in FACILITIES {
            group[unknown] = Value::Null;
        }
        group[FACILITIES[0]] = json!(here);
    }
}

/// Counts of facilities of a service: all, and those that are known in part.
const FACILITIES: [&str; 3] = ["facilities", "approximate_facilities", "possible_facilities"];

/// Takes out what was said of the whole, and the files it was made of.
fn without_sources(whole: &mut Map<String, Value>) {
    whole.insert("remarks".to_owned(), json!([]));
    if let Some(provenance) = whole.get_mut("provenance").and_then(Value::as_object_mut) {
        provenance.insert("inputs".to_owned(), json!([]));
    }
}

/// Takes out sums over the whole.
fn without_sums(whole: &mut Map<String, Value>) {
    whole.insert("totals".to_owned(), Value::Null);
    for circle in list(whole, "circles") {
        circle["totals"] = Value::Null;
        without_counts(circle);
    }
    for group in groups(whole) {
        group["totals"] = Value::Null;
    }
}

/// Every service of every circle.
fn groups(whole: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    list(whole, "circles").flat_map(|circle| circle["groups"].as_array_mut().into_iter().flatten())
}

/// The categories of each facility that is seen.
fn categories(tiles: &TileSet) -> Vec<Vec<String>> {
    let sites = tiles.find("facilities", &Search::default()).unwrap_or_default();
    let of = |site: &&crate::tiles::Feature| match ground::value(site, "categories") {
        Some(Property::Text(all)) => all
            .split(';')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    sites.iter().map(of).collect()
}

fn withhold(whole: &mut Map<String, Value>, withheld: &Withheld) {
    whole.insert("remarks".to_owned(), json!([]));
    whole.insert("parents".to_owned(), json!([]));
    if let Some(totals) = whole.get_mut("totals") {
        of_all(totals, withheld, None);
    }
    for circle in list(whole, "circles") {
        let id = circle["id"].as_str().unwrap_or_default().to_owned();
        without_counts(circle);
        of_all(&mut circle["totals"], withheld, None);
        for group in circle["groups"].as_array_mut().into_iter().flatten() {
            let service = format!("{id}/{}", group["key"].as_str().unwrap_or_default());
            of_all(&mut group["totals"], withheld, Some(&service));
        }
    }
    for community in list(whole, "communities") {
        let id = community["id"].as_u64().unwrap_or_default();
        community["located_people"] = Value::Null;
        if withheld.hides_people(id) {
            community["people"] = Value::Null;
        }
        for circle in community["circles"].as_array_mut().into_iter().flatten() {
            let of = circle["id"].as_str().unwrap_or_default().to_owned();
            without_counts(circle);
            circle["adequacy"] = Value::Null;
            for group in circle["groups"].as_array_mut().into_iter().flatten() {
                let service = format!("{of}/{}", group["key"].as_str().unwrap_or_default());
                let hidden = withheld.hides_service(id, &service);
                if hidden {
                    group["share"] = Value::Null;
                } else if let Some(share) = group["share"].as_object_mut()
                    && share.get("upper") != share.get("lower")
                {
                    // Of how many it is not known can be a small count of its own.
                    share.insert("upper".to_owned(), Value::Null);
                }
                counts(group, withheld, hidden);
                if withheld.hides_people(id) {
                    group["people"] = Value::Null;
                }
            }
        }
    }
}

/// Sums over everything: none where the whole must not be told, and no small ones.
fn of_all(totals: &mut Value, withheld: &Withheld, service: Option<&str>) {
    let hidden = match service {
        Some(service) => withheld.hides_unit_service("", service),
        None => withheld.hides_unit_people(""),
    };
    if totals.is_null() {
        return;
    }
    counts(totals, withheld, hidden);
    let rate = &totals["rates"]["population_rate"];
    let few = [&rate["numerator"], &rate["denominator"]].map(Value::as_f64);
    let rest = few[0].zip(few[1]).map(|(part, all)| all - part);
    let small = few
        .into_iter()
        .chain([rest])
        .flatten()
        .any(|amount| withheld.is_small(amount));
    if hidden || small {
        let rate = &mut totals["rates"]["population_rate"];
        for part in ["value", "interval", "numerator", "denominator"] {
            if rate.get(part).is_some() {
                rate[part] = Value::Null;
            }
        }
    }
}

/// Counts of people in one part: none where it is hidden; else those that are kept, where neither they nor the rest are small.
fn counts(part: &mut Value, withheld: &Withheld, hidden: bool) {
    let all = part["people"].as_f64();
    let Some(part) = part.as_object_mut() else { return };
    for (name, value) in part.iter_mut() {
        if matches!(name.as_str(), "by_group" | "second_lines" | "severed_by") {
            *value = json!([]);
        }
        if !name.contains("people") {
            continue;
        }
        let amount = value.as_f64();
        let few = amount
            .is_some_and(|amount| withheld.is_small(amount) || all.is_some_and(|all| withheld.is_small(all - amount)));
        // How many people there are in all is told with the community, not with each of its services.
        let goes = hidden && name != "people";
        if goes || few || !KEPT.contains(&name.as_str()) {
            *value = Value::Null;
        }
    }
}

/// Takes out how many people reach how many services.
fn without_counts(circle: &mut Value) {
    if let Some(counts) = circle.get_mut("n_of_m").filter(|counts| counts.is_object()) {
        counts["people_by_count"] = json!([]);
        counts["mean"] = Value::Null;
    }
}

fn list<'a>(whole: &'a mut Map<String, Value>, key: &str) -> impl Iterator<Item = &'a mut Value> {
    let list = whole.get_mut(key).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

fn retain(whole: &mut Map<String, Value>, key: &str, keep: impl Fn(&Value) -> bool) {
    if let Some(list) = whole.get_mut(key).and_then(Value::as_array_mut) {
        list.retain(keep);
    }
}
