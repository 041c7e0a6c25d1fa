//! What differs between two versions of the layers, row by row and field by field.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::error::StoreError;
use super::rows::Stored;
use super::tables::{Kept, Which};
use super::value::values;
use super::versions::number_of;
use super::workspace::Workspace;
use crate::domain::record::{
    BarrierRecord, BuildingRecord, CommunityRecord, CompoundRecord, LandRecord, LayerKind, PeopleRecord,
    RegisterRecord, SiteRecord, StreetRecord, SuccessionRecord,
};

/// A row that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowChange {
    /// The layer.
    pub layer: &'static str,
    /// Our id of the row.
    pub id: i64,
    /// Its code, where it has one.
    pub code: Option<String>,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    /// Fields of a changed row, in the order of their names.
    pub fields: Vec<FieldChange>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldChange {
    /// Its name.
    pub field: String,
    /// What it was.
    pub from: Json,
    /// What it is.
    pub to: Json,
}

impl Workspace {
    /// What version `to` has otherwise than version `from`; ordered by layer and id. 0 is the empty workspace.
    ///
    /// # Errors
    /// There was no such version.
    pub fn diff(&self, from: i64, to: i64) -> Result<Vec<RowChange>, StoreError> {
        for version in [from, to] {
            self.state_after(version)?;
        }
        let mut changes = Vec::new();
        for kind in LayerKind::ALL {
            match kind {
                LayerKind::Communities => self.differ::<CommunityRecord>(kind, from, to, &mut changes),
                LayerKind::Facilities => self.differ::<SiteRecord>(kind, from, to, &mut changes),
                LayerKind::Hamlets | LayerKind::Population => self.differ::<PeopleRecord>(kind, from, to, &mut changes),
                LayerKind::Buildings => self.differ::<BuildingRecord>(kind, from, to, &mut changes),
                LayerKind::Land => self.differ::<LandRecord>(kind, from, to, &mut changes),
                LayerKind::Streets => self.differ::<StreetRecord>(kind, from, to, &mut changes),
                LayerKind::Register => self.differ::<RegisterRecord>(kind, from, to, &mut changes),
                LayerKind::Barriers => self.differ::<BarrierRecord>(kind, from, to, &mut changes),
                LayerKind::Compounds => self.differ::<CompoundRecord>(kind, from, to, &mut changes),
                LayerKind::Successions => self.differ::<SuccessionRecord>(kind, from, to, &mut changes),
            }?;
        }
        changes.extend(self.rasters_differ(from, to)?);
        Ok(changes)
    }

    fn differ<R: Kept>(
        &self,
        kind: LayerKind,
        from: i64,
        to: i64,
        changes: &mut Vec<RowChange>,
    ) -> Result<(), StoreError> {
        let first = from.min(to);
        let before = self.touched::<R>(kind, from, first)?;
        let after = self.touched::<R>(kind, to, first)?;
        let ids: std::collections::BTreeSet<i64> = before.keys().chain(after.keys()).copied().collect();
        for id in ids {
            let (old, new) = (before.get(&id), after.get(&id));
            let (change, fields) = match (old, new) {
                (None, _) => ("added", Vec::new()),
                (_, None) => ("removed", Vec::new()),
                (Some(old), Some(new)) => ("changed", fields(old, new)),
            };
            if change == "changed" && fields.is_empty() {
                continue;
            }
            let shown = new.or(old);
            let text = |key: &str| shown.and_then(|row| row.get(key)?.as_str().map(str::to_owned));
            changes.push(RowChange {
                layer: kind.key(),
                id,
                code: shown.and_then(|row| Some(row.get("code")?.get("value")?.as_str()?.to_owned())),
                name: text("name").filter(|name| !name.is_empty()),
                change,
                fields,
            });
        }
        Ok(())
    }

    /// The rows as they were after a version, of those that some version after `first` touched.
    fn touched<R: Kept>(
        &self,
        kind: LayerKind,
        version: i64,
        first: i64,
    ) -> Result<BTreeMap<i64, serde_json::Map<String, Json>>, StoreError> {
        let layer = number_of(kind);
        let condition = format!(
            "WHERE id IN (SELECT row_id FROM row_versions WHERE layer = {layer} AND since > {first} AND since <= $1)"
        );
        let mut rows = BTreeMap::new();
        let which = Which {
            condition: &condition,
            values: &values![version],
        };
        R::each(self, kind, which, &mut |row| {
            rows.insert(row.id, said(&row));
            Ok(())
        })?;
        let past = format!("since <= $2 AND until > $2 AND until > {first}");
        for row in self.past::<R>(kind, &past, version)? {
            rows.insert(row.id, said(&row));
        }
        Ok(rows)
    }
}

fn said<R: Kept>(row: &Stored<R>) -> serde_json::Map<String, Json> {
    let mut said = match serde_json::to_value(&row.record) {
        Ok(Json::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    said.insert("source".to_owned(), Json::from(row.source.clone()));
    said
}

fn fields(old: &serde_json::Map<String, Json>, new: &serde_json::Map<String, Json>) -> Vec<FieldChange> {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let value = |row: &serde_json::Map<String, Json>, name: &str| row.get(name).cloned().unwrap_or(Json::Null);
    names
        .into_iter()
        .map(|name| FieldChange {
            field: name.clone(),
            from: value(old, name),
            to: value(new, name),
        })
        .filter(|change| change.from != change.to)
        .collect()
}
