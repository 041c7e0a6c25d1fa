//! Communities from administrative boundaries.

use std::collections::BTreeMap;

use super::extract::{Extract, Relation, Tags, Wanted, keys};
use super::names::Names;
use crate::domain::community::{Population, PopulationBasis};
use crate::domain::ids::SourceCode;
use crate::domain::people_group::GroupCounts;
use crate::domain::record::{Check, CommunityRecord, LayerKind, Outcome, Remark};
use crate::import::Request;
use crate::import::batches::Sink;
use crate::import::cell::Cell;
use crate::import::communities::{Attributes, hand_over, people, twins};
use crate::import::error::ImportError;
use crate::import::ledger::Ledger;
use crate::import::progress::Progress;

/// The level of municipalities and townships in most countries.
const USUAL_LEVEL: &str = "8";

/// Reads the boundaries of one level.
pub(super) fn read(
    request: &Request<'_>,
    file: &str,
    progress: &dyn Progress,
    sink: &mut Sink<'_>,
) -> Result<Outcome, ImportError> {
    let names = request
        .merge_names
        .map(|table| Names::read(table, request.map, progress))
        .transpose()?;
    let administrative = |tags: &Tags| tags.get("boundary").is_some_and(|b| b == "administrative");
    let wanted = Wanted {
        keys: keys(["boundary"]),
        node: &|_| false,
        way: &|_| false,
        relation: Some(&administrative),
    };
    let extract = Extract::read(request.path, file, &wanted, progress)?;
    let level = chosen(request.layer, &extract, file)?;
    progress.step("assembling boundaries");
    let mut ledger = Ledger::new(file, &format!("admin_level={level}"));
    extract.remark(&mut ledger);
    let mut rows: Vec<(String, CommunityRecord)> = Vec::new();
    let relations: Vec<(&i64, &Relation)> = extract
        .relations
        .iter()
        .filter(|(_, relation)| relation.tags.get("admin_level") == Some(&level))
        .collect();
    let wanted = match &names {
        Some(names) => names.matched(&relations, file, &mut ledger)?,
        None => relations.into_iter().map(|(id, r)| (id, r, None)).collect(),
    };
    for (id, relation, attributes) in wanted {
        ledger.read += 1;
        let row = called(*id, &relation.tags);
        let attributes = match attributes {
            Some(attributes) => Some(attributes),
            None => own(*id, relation, &row, &mut ledger),
        };
        match extract.relation_area(relation) {
            Ok(mended) => {
                ledger.mended(&row, &mended);
                rows.extend(attributes.map(|a| (row, a.on(mended.area))));
            }
            Err(what) => ledger.reject(&row, Some("geometry"), what.to_string()),
        }
    }
    if rows.is_empty() {
        let others = levels(&extract);
        let what = format!(
            "the file has levels {}; choose with --layer admin_level=N",
            others.join(", ")
        );
        ledger.rejected.push(Remark::of_file(Check::Reading, None, what));
    }
    let sound = ledger.rejected.len();
    twins(&rows, &mut ledger);
    let accepted = rows.len() as u64;
    let kind = LayerKind::Communities.key();
    // Named communities are all wanted; an extract's others are cut through at its edges as a matter of course.
    let outcome = if names.is_some() || ledger.rejected.len() > sound {
        ledger.close_whole(accepted, kind, "boundaries")?
    } else {
        ledger.close(accepted, kind, "boundaries")?
    };
    hand_over(rows, sink);
    Ok(outcome)
}

/// `relation 4711 (Vaduz)`.
pub(super) fn called(id: i64, tags: &Tags) -> String {
    match tags.get("name") {
        Some(name) => format!("relation {id} ({name})"),
        None => format!("relation {id}"),
    }
}

/// The level to read: the one asked for, or the usual one, if there are any of it.
fn chosen(layer: Option<&str>, extract: &Extract, file: &str) -> Result<String, ImportError> {
    if extract.relations.is_empty() {
        return Err(ImportError::NoBoundaries { file: file.to_owned() });
    }
    let asked = layer.map_or(Some(USUAL_LEVEL), |layer| {
        layer.strip_prefix("admin_level=").map(str::trim)
    });
    asked
        .filter(|level| {
            extract
                .relations
                .values()
                .any(|relation| relation.tags.get("admin_level").is_some_and(|l| l == level))
        })
        .map(str::to_owned)
        .ok_or_else(|| {
            let (file, levels) = (file.to_owned(), levels(extract));
            match layer {
                Some(layer) => ImportError::AdminLevel {
                    file,
                    layer: layer.to_owned(),
                    levels,
                },
                None => ImportError::NoUsualLevel {
                    file,
                    usual: USUAL_LEVEL.to_owned(),
                    levels,
                },
            }
        })
}

/// The levels that there are: `10 (9 boundaries)`.
fn levels(extract: &Extract) -> Vec<String> {
    let mut levels: BTreeMap<u8, u64> = BTreeMap::new();
    for relation in extract.relations.values() {
        if let Some(level) = relation.tags.get("admin_level").and_then(|l| l.parse().ok()) {
            *levels.entry(level).or_default() += 1;
        }
    }
    levels
        .iter()
        .map(|(level, count)| format!("{level} ({count} boundaries)"))
        .collect()
}

/// What the relation says of itself.
fn own(id: i64, relation: &Relation, row: &str, ledger: &mut Ledger) -> Option<Attributes> {
    let Some(name) = relation.tags.get("name").filter(|name| !name.is_empty()) else {
        ledger.reject(row, Some("name"), "it is empty");
        return None;
    };
    let population = relation.tags.get("population");
    let populations = match population.map(|text| people(&Cell::of_text(text))) {
        Some(Ok(Some(people))) => vec![Population {
            basis: PopulationBasis::Usual,
            as_of: relation.tags.get("population:date").cloned(),
            people,
            groups: GroupCounts::UNCOUNTED,
        }],
        Some(Err(what)) => {
            ledger.warn(row, Some("people"), format!("{what}: left out"));
            Vec::new()
        }
        Some(Ok(None)) | None => Vec::new(),
    };
    Some(Attributes {
        name: name.clone(),
        code: Some(SourceCode {
            scheme: "osm".to_owned(),
            value: format!("r{id}"),
        }),
        populations,
        ..Attributes::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extract_without_boundaries_says_so_and_quotes_no_layer() {
        let mut extract = Extract::default();
        let error = chosen(None, &extract, "a.osm.pbf")
            .expect_err("there are none")
            .to_string();
        assert!(
            error.contains("no administrative boundaries at all") && !error.contains("admin_level=8"),
            "{error}"
        );
        let tags = [("admin_level", "10")].map(|(key, value)| (key.to_owned(), value.to_owned()));
        let relation = Relation {
            tags: tags.into_iter().collect(),
            ways: Vec::new(),
        };
        extract.relations.insert(1, relation);
        let error = chosen(None, &extract, "a.osm.pbf")
            .expect_err("none of the usual")
            .to_string();
        assert!(
            error.contains("level 8") && error.contains("10 (1 boundaries)"),
            "{error}"
        );
    }
}
