//! `communities` and `community_populations`

use geo::Geometry;

use super::populations::OF_COMMUNITIES;
use super::{Kept, LIST, Which, code, list, shapes};
use crate::domain::community::CommitteeType;
use crate::domain::ids::SourceCode;
use crate::domain::record::{CommunityRecord, LayerKind};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::{Value, values};
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 13] = [
    "id",
    "geom",
    "code",
    "code_scheme",
    "name",
    "committee_type",
    "urban_rural_class",
    "parents",
    "households",
    "provisional",
    // For the eye: the first of its populations.
    "people",
    "population_basis",
    "population_as_of",
];

impl Kept for CommunityRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let populations = OF_COMMUNITIES.read(workspace, which)?;
        let columns = COLUMNS[..10].join(", ");
        let sql = format!("SELECT {columns} FROM communities {} ORDER BY id", which.condition);
        workspace.each("communities", &sql, which.values, |row| {
            let id = row.id()?;
            let parents: String = row.get(7)?;
            let committee: Option<String> = row.get(5)?;
            let first = populations.partition_point(|(community, _)| *community < id);
            let own = populations[first..]
                .iter()
                .take_while(|(community, _)| *community == id);
            take(Stored {
                id,
                source: String::new(),
                record: Self {
                    code: code(row, 2)?,
                    name: row.get(4)?,
                    committee_type: committee.as_deref().and_then(CommitteeType::parse),
                    urban_rural_class: row.get(6)?,
                    parents: list(&parents).map(parent).collect(),
                    populations: own.map(|(_, population)| population.clone()).collect(),
                    households: row.get(8)?,
                    provisional: row.get(9)?,
                    boundary: shapes::area(id, row)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("communities", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                let first = record.populations.first();
                let parents: Vec<String> = record
                    .parents
                    .iter()
                    .map(|code| format!("{}:{}", code.scheme, code.value))
                    .collect();
                put(&values![
                    row.id,
                    Geometry::from(record.boundary.clone()),
                    record.code.as_ref().map(|code| &code.value),
                    record.code.as_ref().map(|code| &code.scheme),
                    &record.name,
                    record.committee_type.map(CommitteeType::key),
                    record.urban_rural_class,
                    parents.join(LIST),
                    record.households,
                    record.provisional,
                    first.map(|population| population.people.as_f64()),
                    first.map(|population| population.basis.key()),
                    first.and_then(|population| population.as_of.as_ref()),
                ])
            })
        })?;
        OF_COMMUNITIES.insert(
            workspace,
            rows.iter().map(|row| (row.id, row.record.populations.as_slice())),
        )
    }

    fn code(&self) -> Option<&SourceCode> {
        self.code.as_ref()
    }

    fn delete(workspace: &Workspace, _: LayerKind, ids: &str) -> Result<(), StoreError> {
        let none: &[Value<'_>] = &[];
        for sql in [
            format!("DELETE FROM community_populations WHERE community IN ({ids})"),
            format!("DELETE FROM communities WHERE id IN ({ids})"),
        ] {
            workspace.database.execute(&sql, none)?;
        }
        Ok(())
    }
}

pub(super) fn parent(text: &str) -> SourceCode {
    let (scheme, value) = text.split_once(':').unwrap_or(("source", text));
    SourceCode {
        scheme: scheme.to_owned(),
        value: value.to_owned(),
    }
}
