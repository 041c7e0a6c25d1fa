//! `register` and `register_populations`: communities and the units above them, without areas.

use super::populations::OF_THE_REGISTER;
use super::{Kept, LIST, Which, list};
use crate::domain::area_code::UnitLevel;
use crate::domain::community::CommitteeType;
use crate::domain::ids::SourceCode;
use crate::domain::record::{LayerKind, RegisterRecord};
use crate::domain::roster::Figure;
use crate::store::database::RowError;
use crate::store::error::StoreError;
use crate::store::rows::Stored;
use crate::store::value::{Value, values};
use crate::store::workspace::Workspace;

const COLUMNS: [&str; 11] = [
    "id",
    "code",
    "code_scheme",
    "name",
    "level",
    "committee_type",
    "urban_rural_class",
    "parents",
    "households",
    "area_m2",
    "source",
];

/// The figures of some units, in the order of these.
fn figures(workspace: &Workspace, which: Which<'_>) -> Result<Vec<(i64, String, Figure)>, StoreError> {
    let of = match which.condition {
        "" => String::new(),
        condition => format!("WHERE unit IN (SELECT id FROM register {condition})"),
    };
    let sql = format!("SELECT unit, figure, kind, value FROM register_figures {of} ORDER BY unit, id");
    workspace.rows("register_figures", &sql, which.values, |row| {
        let (kind, value): (String, String) = (row.get(2)?, row.get(3)?);
        let figure = Figure::read(&kind, &value)
            .ok_or_else(|| RowError::Row(row.id().unwrap_or(0), format!("{value:?} is no {kind}")))?;
        Ok((row.id()?, row.get(1)?, figure))
    })
}

impl Kept for RegisterRecord {
    fn each(
        workspace: &Workspace,
        _: LayerKind,
        which: Which<'_>,
        take: &mut dyn FnMut(Stored<Self>) -> Result<(), RowError>,
    ) -> Result<(), StoreError> {
        let populations = OF_THE_REGISTER.read(workspace, which)?;
        let figures = figures(workspace, which)?;
        let columns = COLUMNS.join(", ");
        let sql = format!("SELECT {columns} FROM register {} ORDER BY id", which.condition);
        workspace.each("register", &sql, which.values, |row| {
            let id = row.id()?;
            let (level, parents): (String, String) = (row.get(4)?, row.get(7)?);
            let committee: Option<String> = row.get(5)?;
            let first = populations.partition_point(|(unit, _)| *unit < id);
            let own = populations[first..].iter().take_while(|(unit, _)| *unit == id);
            let first = figures.partition_point(|(unit, ..)| *unit < id);
            let said = figures[first..].iter().take_while(|(unit, ..)| *unit == id);
            take(Stored {
                id,
                source: row.get(10)?,
                record: Self {
                    code: SourceCode {
                        scheme: row.get(2)?,
                        value: row.get(1)?,
                    },
                    name: row.get(3)?,
                    level: UnitLevel::parse(&level)
                        .ok_or_else(|| RowError::Row(id, format!("level {level:?} is unknown")))?,
                    committee_type: committee.as_deref().and_then(CommitteeType::parse),
                    urban_rural_class: row.get(6)?,
                    parents: list(&parents).map(super::communities::parent).collect(),
                    populations: own.map(|(_, population)| population.clone()).collect(),
                    households: row.get(8)?,
                    area_m2: row.get(9)?,
                    figures: said.map(|(_, key, figure)| (key.clone(), figure.clone())).collect(),
                },
            })
        })
    }

    fn insert(workspace: &Workspace, _: LayerKind, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        workspace.database.append("register", &COLUMNS, &mut |put| {
            rows.iter().try_for_each(|row| {
                let record = &row.record;
                let parents: Vec<String> = record
                    .parents
                    .iter()
                    .map(|code| format!("{}:{}", code.scheme, code.value))
                    .collect();
                put(&values![
                    row.id,
                    &record.code.value,
                    &record.code.scheme,
                    &record.name,
                    record.level.key(),
                    record.committee_type.map(CommitteeType::key),
                    record.urban_rural_class,
                    parents.join(LIST),
                    record.households,
                    record.area_m2,
                    &row.source
                ])
            })
        })?;
        OF_THE_REGISTER.insert(
            workspace,
            rows.iter().map(|row| (row.id, row.record.populations.as_slice())),
        )?;
        let mut next = workspace.next_id("register_figures")?;
        let columns = ["id", "unit", "figure", "kind", "value"];
        workspace.database.append("register_figures", &columns, &mut |put| {
            for row in rows {
                for (key, figure) in &row.record.figures {
                    let (kind, value) = figure.written();
                    put(&values![next, row.id, key, kind, value])?;
                    next += 1;
                }
            }
            Ok(())
        })
    }

    fn code(&self) -> Option<&SourceCode> {
        Some(&self.code)
    }

    fn delete(workspace: &Workspace, _: LayerKind, ids: &str) -> Result<(), StoreError> {
        let none: &[Value<'_>] = &[];
        for sql in [
            format!("DELETE FROM register_populations WHERE unit IN ({ids})"),
            format!("DELETE FROM register_figures WHERE unit IN ({ids})"),
            format!("DELETE FROM register WHERE id IN ({ids})"),
        ] {
            workspace.database.execute(&sql, none)?;
        }
        Ok(())
    }
}
