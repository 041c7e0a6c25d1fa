//! `communities` and `community_populations`

use geo::Geometry;

use super::{Kept, LIST, Which, code, list, shapes};
use crate::domain::community::{CommitteeType, Population, PopulationBasis};
use crate::domain::ids::SourceCode;
use crate::domain::record::{CommunityRecord, LayerKind};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::{Value, values};
use crate::store::workspace::Workspace;
use crate::units::Persons;

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

/// The populations of some communities, in the order of these.
fn populations(workspace: &Workspace, which: Which<'_>) -> Result<Vec<(i64, Population)>, StoreError> {
    let of = match which.condition {
        "" => String::new(),
        condition => format!("WHERE community IN (SELECT id FROM communities {condition})"),
    };
    let sql =
        format!("SELECT community, basis, as_of, micro_people FROM community_populations {of} ORDER BY community, id");
    workspace.rows("community_populations", &sql, which.values, |row| {
        let word: String = row.get(1)?;
        let basis = PopulationBasis::parse(&word)
            .ok_or_else(|| RowError::Row(row.id().unwrap_or(0), format!("population basis {word:?} is unknown")))?;
        Ok((
            row.id()?,
            Population {
                basis,
                as_of: row.get(2)?,
                people: Persons(row.get(3)?),
            },
        ))
    })
}

impl Kept for CommunityRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let populations = populations(workspace, which)?;
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
        let mut next = workspace.next_id("community_populations")?;
        let columns = ["id", "community", "basis", "as_of", "micro_people"];
        workspace
            .database
            .append("community_populations", &columns, &mut |put| {
                for row in rows {
                    for population in &row.record.populations {
                        put(&values![
                            next,
                            row.id,
                            population.basis.key(),
                            population.as_of.as_ref(),
                            population.people.0
                        ])?;
                        next += 1;
                    }
                }
                Ok(())
            })
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
