//! Water, railways, expressways and walls of an extract. None of them closes a street: where a street crosses one there is a bridge,
//! a crossing or a gate in the data. They only keep people from walking straight through them, and name what severs.

use std::collections::BTreeMap;

use geo::{Coord, LineString, MultiLineString};

use super::areas::is_line;
use super::extract::{Extract, Tags, Wanted, keys};
use crate::domain::barrier::{BarrierKind, BarrierShape};
use crate::domain::record::{BarrierRecord, Outcome, Records};
use crate::import::Request;
use crate::import::batches::{Batches, Sink};
use crate::import::error::ImportError;
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;

/// Reads the barriers of an extract.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    let way = |tags: &Tags| of_area(tags).or_else(|| of_line(tags)).is_some();
    let relation = |tags: &Tags| of_area(tags).is_some();
    let wanted = Wanted {
        keys: keys(["waterway", "natural", "landuse", "railway", "highway", "barrier"]),
        node: &|_| false,
        way: &way,
        relation: Some(&relation),
    };
    let extract = Extract::read(request.path, file, &wanted, progress)?;
    progress.step("making areas");
    let mut ledger = Ledger::searching(file, "barriers");
    extract.remark(&mut ledger);
    let mut batches = Batches::new(Records::Barriers, sink);
    let closes = request.options.barriers_close.unwrap_or(false);
    let mut put = |shape: BarrierShape, kind: BarrierKind, tags: &Tags| {
        batches.push(BarrierRecord {
            shape,
            kind: request.options.barrier_kind.unwrap_or(kind),
            name: tags.get("name").cloned().unwrap_or_default(),
            closes,
            as_of: extract.as_of.clone(),
            accuracy_m: None,
        });
    };
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    for (id, way) in &extract.ways {
        ledger.read += 1;
        let row = format!("way {id}");
        let area = of_area(&way.tags).filter(|_| way.closed() && !is_line(way));
        if let Some(kind) = area {
            match extract.way_area(way) {
                Ok(mended) => {
                    ledger.mended(&row, &mended);
                    *found.entry(kind.key()).or_default() += 1;
                    put(BarrierShape::Area(mended.area), kind, &way.tags);
                }
                Err(what) => ledger.reject(&row, Some("geometry"), what.to_string()),
            }
        } else if let Some(kind) = of_line(&way.tags) {
            let lines = stretches(&extract, &way.refs);
            if lines.0.is_empty() {
                ledger.reject(&row, Some("geometry"), "fewer than two of its nodes are in the extract");
            } else {
                *found.entry(kind.key()).or_default() += 1;
                put(BarrierShape::Line(lines), kind, &way.tags);
            }
        } else {
            // An open way of water: a piece of some relation's shore, which the relation tells.
            ledger.passed_over(1);
        }
    }
    for (id, relation) in &extract.relations {
        ledger.read += 1;
        let row = format!("relation {id}");
        let Some(kind) = of_area(&relation.tags) else { continue };
        match extract.relation_area(relation) {
            Ok(mended) => {
                ledger.mended(&row, &mended);
                *found.entry(kind.key()).or_default() += 1;
                put(BarrierShape::Area(mended.area), kind, &relation.tags);
            }
            Err(what) => ledger.reject(&row, Some("geometry"), what.to_string()),
        }
    }
    if !found.is_empty() {
        let counts: Vec<String> = found.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        ledger.note(Some("kind"), format!("found: {}", counts.join(", ")));
    }
    ledger.close(batches.finish(), "barriers", "lines or areas")
}

fn is(tags: &Tags, key: &str, values: &[&str]) -> bool {
    tags.get(key).is_some_and(|value| values.contains(&value.as_str()))
}

/// Above or below the ground, where people pass.
fn off_the_ground(tags: &Tags) -> bool {
    ["bridge", "tunnel", "covered"]
        .iter()
        .any(|key| tags.get(*key).is_some_and(|value| value != "no"))
}

/// What a closed way or a relation is, if its ground is a barrier.
fn of_area(tags: &Tags) -> Option<BarrierKind> {
    if off_the_ground(tags) || is(tags, "intermittent", &["yes"]) {
        return None;
    }
    let water = is(tags, "natural", &["water"])
        || is(tags, "waterway", &["riverbank", "dock"])
        || is(tags, "landuse", &["reservoir", "basin"]);
    if water {
        Some(BarrierKind::Water)
    } else {
        is(tags, "landuse", &["railway"]).then_some(BarrierKind::Railway)
    }
}

/// What a way is, if its course is a barrier.
fn of_line(tags: &Tags) -> Option<BarrierKind> {
    const WALLS: [&str; 6] = ["wall", "fence", "city_wall", "retaining_wall", "hedge", "guard_rail"];
    if off_the_ground(tags) {
        return None;
    }
    if is(tags, "waterway", &["river", "canal", "tidal_channel"]) || is(tags, "natural", &["coastline"]) {
        return (!is(tags, "intermittent", &["yes"])).then_some(BarrierKind::Water);
    }
    if is(tags, "railway", &["rail", "light_rail", "subway", "narrow_gauge"]) {
        return Some(BarrierKind::Railway);
    }
    if is(tags, "highway", &["motorway", "motorway_link"]) || tags.contains_key("highway") && nobody_walks(tags) {
        return Some(BarrierKind::Expressway);
    }
    is(tags, "barrier", &WALLS).then_some(BarrierKind::Wall)
}

/// Trunk roads are expressways in some towns and avenues with pavements in others: the latter say so.
fn nobody_walks(tags: &Tags) -> bool {
    let pavement = ["sidewalk", "sidewalk:left", "sidewalk:right", "sidewalk:both"]
        .iter()
        .any(|key| {
            tags.get(*key)
                .is_some_and(|value| !matches!(value.as_str(), "no" | "none"))
        });
    is(tags, "highway", &["trunk", "trunk_link"])
        && !pavement
        && !is(tags, "foot", &["yes", "designated", "permissive"])
}

/// The stretches of a way whose nodes are in the extract.
fn stretches(extract: &Extract, refs: &[i64]) -> MultiLineString<f64> {
    let lines = refs.split(|node| !extract.coords.contains_key(node)).map(|run| {
        let mut line: Vec<Coord<f64>> = run
            .iter()
            .filter_map(|node| extract.coords.get(node).copied())
            .collect();
        line.dedup();
        LineString::new(line)
    });
    MultiLineString(lines.filter(|line| line.0.len() > 1).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn what_people_cannot_cross_is_told_from_what_they_can() {
        for (pairs, means) in [
            (&[("waterway", "river")][..], Some(BarrierKind::Water)),
            (&[("waterway", "stream")], None),
            (&[("waterway", "canal"), ("tunnel", "culvert")], None),
            (&[("railway", "rail")], Some(BarrierKind::Railway)),
            (&[("railway", "tram")], None),
            (&[("railway", "subway"), ("tunnel", "yes")], None),
            (&[("highway", "motorway")], Some(BarrierKind::Expressway)),
            (&[("highway", "motorway"), ("bridge", "viaduct")], None),
            (&[("highway", "trunk")], Some(BarrierKind::Expressway)),
            (&[("highway", "trunk"), ("sidewalk", "both")], None),
            (&[("highway", "primary")], None),
            (&[("barrier", "fence")], Some(BarrierKind::Wall)),
            (&[("barrier", "kerb")], None),
        ] {
            assert_eq!(of_line(&tags(pairs)), means, "{pairs:?}");
        }
        assert_eq!(of_area(&tags(&[("natural", "water")])), Some(BarrierKind::Water));
        assert_eq!(of_area(&tags(&[("landuse", "railway")])), Some(BarrierKind::Railway));
        assert_eq!(of_area(&tags(&[("natural", "wood")])), None);
    }
}
