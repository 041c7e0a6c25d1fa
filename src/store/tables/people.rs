//! `hamlets` and `population`

use super::populations::groups_at;
use super::{Kept, Which, shapes};
use crate::domain::community::PopulationBasis;
use crate::domain::ids::SourceCode;
use crate::domain::people_group::PeopleGroup;
use crate::domain::record::{FireWater, LayerKind, PeopleRecord};
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::values;
use crate::store::workspace::Workspace;
use crate::units::Persons;

const COLUMNS: [&str; 16] = [
    "id",
    "geom",
    "name",
    "parent_code",
    "micro_people",
    "households",
    "population_basis",
    "source",
    "as_of",
    "position_accuracy_m",
    "micro_elderly",
    "micro_minors",
    "micro_disabled",
    "fire_water_source",
    "fire_network",
    // For the eye: whole people.
    "people",
];

impl Kept for PeopleRecord {
    fn each(
        workspace: &Workspace,
        kind: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let columns = COLUMNS[..15].join(", ");
        let sql = format!("SELECT {columns} FROM {} {} ORDER BY id", kind.key(), which.condition);
        workspace.each(kind.key(), &sql, which.values, |row| {
            let id = row.id()?;
            let people: Option<i64> = row.get(4)?;
            let basis: Option<String> = row.get(6)?;
            let basis = basis
                .map(|word| {
                    PopulationBasis::parse(&word)
                        .ok_or_else(|| RowError::Row(id, format!("population basis {word:?} is unknown")))
                })
                .transpose()?;
            take(Stored {
                id,
                source: row.get(7)?,
                record: Self {
                    name: row.get(2)?,
                    parent_code: row.get(3)?,
                    people: people.map(Persons),
                    groups: groups_at(row, 10)?,
                    basis,
                    households: row.get(5)?,
                    fire_water: FireWater {
                        source: row.get(13)?,
                        network: row.get(14)?,
                    },
                    point: shapes::point(id, row)?,
                    as_of: row.get(8)?,
                    accuracy_m: row.get(9)?,
                },
            })
        })
    }

    fn insert(workspace: &Workspace, kind: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append(kind.key(), &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                put(&values![
                    row.id,
                    shapes::of_point(record.point),
                    &record.name,
                    record.parent_code.as_ref(),
                    record.people.map(|people| people.0),
                    record.households,
                    record.basis.map(PopulationBasis::key),
                    &row.source,
                    record.as_of.as_ref(),
                    record.accuracy_m,
                    record.groups.get(PeopleGroup::Elderly).map(|people| people.0),
                    record.groups.get(PeopleGroup::Minors).map(|people| people.0),
                    record.groups.get(PeopleGroup::Disabled).map(|people| people.0),
                    record.fire_water.source,
                    record.fire_water.network,
                    record.people.map(Persons::as_f64),
                ])
            })
        })
    }

    fn code(&self) -> Option<&SourceCode> {
        None
    }
}
