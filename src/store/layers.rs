//! Replacing a layer: everything in one transaction, ids kept where the source's code is the same.

use std::collections::BTreeMap;

use geo::{Geometry, Point};
use rusqlite::{Connection, Result, Transaction, params};

use super::error::StoreError;
use super::workspace::Workspace;
use super::{geometry, spatial_index};
use crate::crs::{LonLat, Projection};
use crate::domain::community::{CommitteeType, PopulationBasis};
use crate::domain::ids::SourceCode;
use crate::domain::provenance::Input;
use crate::domain::record::{
    BuildingRecord, CommunityRecord, ImportedLayer, LandRecord, PeopleRecord, Records, SiteRecord, StreetRecord,
};
use crate::domain::town::HeldCategory;
use crate::units::Persons;

impl Workspace {
    /// Puts an imported layer in the place of what the workspace has of its kind; facilities only in the place of the same file's, so
    /// that several registers stand side by side, unless `alone` asks to remove the others.
    ///
    /// `projection` is kept with communities: it is the plane that everything is measured in.
    ///
    /// # Errors
    /// Another writer, a full disk, a damaged file. The workspace is then as it was.
    pub fn replace_layer(
        &mut self,
        layer: &ImportedLayer,
        projection: Option<&Projection>,
        alone: bool,
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            let table = layer.records.kind().key();
            spatial_index::drop_triggers(transaction, table)?;
            let source = &layer.input.source;
            match &layer.records {
                Records::Communities(rows) => communities(transaction, rows)?,
                Records::Facilities(rows) => facilities(transaction, rows, source, &layer.held, alone)?,
                Records::Hamlets(rows) | Records::Population(rows) => people(transaction, table, rows, source)?,
                Records::Buildings(rows) => buildings(transaction, rows, source)?,
                Records::Land(rows) => land(transaction, rows, source)?,
                Records::Streets(rows) => streets(transaction, rows)?,
            }
            spatial_index::refill(transaction, table)?;
            if let Some(projection) = projection {
                transaction.execute(
                    "INSERT OR REPLACE INTO yike_workspace VALUES ('projection', ?1)",
                    [projection.name()],
                )?;
            }
            transaction.execute(
                "INSERT INTO yike_workspace VALUES ('layers', '1') ON CONFLICT (key) DO UPDATE SET value = value + 1",
                [],
            )?;
            input(
                transaction,
                &layer.input,
                matches!(layer.records, Records::Facilities(_)) && !alone,
            )
        })
    }
}

fn input(transaction: &Transaction<'_>, input: &Input, beside_others: bool) -> Result<()> {
    if beside_others {
        transaction.execute(
            "DELETE FROM inputs WHERE kind = ?1 AND source = ?2",
            [&input.kind, &input.source],
        )?;
    } else {
        transaction.execute("DELETE FROM inputs WHERE kind = ?1", [&input.kind])?;
    }
    transaction.execute(
        "INSERT INTO inputs (kind, source, sha256, row_count, crs) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![input.kind, input.source, input.sha256, input.rows as i64, input.crs],
    )?;
    Ok(())
}

/// Ids of the rows that are there, by scheme and code.
fn known_ids(connection: &Connection, table: &str) -> Result<BTreeMap<(String, String), i64>> {
    let mut statement = connection.prepare(&format!(
        "SELECT coalesce(code_scheme, 'source'), code, id FROM {table} WHERE code IS NOT NULL"
    ))?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}

/// The id that a code had before; each is given out once, though a careless register may name a code twice.
fn known(ids: &mut BTreeMap<(String, String), i64>, code: Option<&SourceCode>) -> Option<i64> {
    code.and_then(|code| ids.remove(&(code.scheme.clone(), code.value.clone())))
}

/// Lists of codes are kept as one text each, `scheme:value` or bare, separated by semicolons.
pub(super) const LIST: &str = ";";

fn communities(transaction: &Transaction<'_>, rows: &[CommunityRecord]) -> Result<()> {
    let mut ids = known_ids(transaction, "communities")?;
    transaction.execute_batch("DELETE FROM communities; DELETE FROM community_populations;")?;
    let mut insert = transaction.prepare(
        "INSERT INTO communities (id, geom, code, code_scheme, name, committee_type, urban_rural_class, parents, people, population_basis,
           population_as_of, households, provisional) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let mut insert_population = transaction
        .prepare("INSERT INTO community_populations (community, basis, as_of, micro_people) VALUES (?1, ?2, ?3, ?4)")?;
    // Rows that keep their id go first, so that none of the new ones can be given it.
    let (kept, new): (Vec<_>, Vec<_>) = rows
        .iter()
        .map(|row| (known(&mut ids, row.code.as_ref()), row))
        .partition(|(id, _)| id.is_some());
    for (id, row) in kept.into_iter().chain(new) {
        let first = row.populations.first();
        let parents: Vec<String> = row
            .parents
            .iter()
            .map(|code| format!("{}:{}", code.scheme, code.value))
            .collect();
        insert.execute(params![
            id,
            geometry::encode(&Geometry::from(row.boundary.clone())),
            row.code.as_ref().map(|code| &code.value),
            row.code.as_ref().map(|code| &code.scheme),
            row.name,
            row.committee_type.map(CommitteeType::key),
            row.urban_rural_class,
            parents.join(LIST),
            first.map(|population| population.people.as_f64()),
            first.map(|population| population.basis.key()),
            first.and_then(|population| population.as_of.as_ref()),
            row.households,
            row.provisional,
        ])?;
        let community = transaction.last_insert_rowid();
        for population in &row.populations {
            insert_population.execute(params![
                community,
                population.basis.key(),
                population.as_of,
                population.people.0
            ])?;
        }
    }
    Ok(())
}

fn facilities(
    transaction: &Transaction<'_>,
    rows: &[SiteRecord],
    source: &str,
    held: &[HeldCategory],
    alone: bool,
) -> Result<()> {
    let mut ids = known_ids(transaction, "facilities")?;
    if alone {
        transaction
            .execute_batch("DELETE FROM facility_functions; DELETE FROM facilities; DELETE FROM held_categories;")?;
    } else {
        transaction.execute(
            "DELETE FROM facility_functions WHERE facility IN (SELECT id FROM facilities WHERE source = ?1)",
            [source],
        )?;
        transaction.execute("DELETE FROM facilities WHERE source = ?1", [source])?;
        transaction.execute("DELETE FROM held_categories WHERE source = ?1", [source])?;
    }
    let taken: std::collections::BTreeSet<i64> = {
        let mut statement = transaction.prepare("SELECT id FROM facilities")?;
        statement.query_map([], |row| row.get(0))?.collect::<Result<_>>()?
    };
    let mut insert = transaction.prepare(
        "INSERT INTO facilities (id, geom, code, code_scheme, name, categories, floor_area_m2, opening_hours, host_code, serves,
           open_to_public, fee, entrances, source, as_of, position_accuracy_m)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?;
    let mut insert_function = transaction.prepare(
        "INSERT INTO facility_functions (facility, category, state, capacity, approximate) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut id_of = |row: &SiteRecord| known(&mut ids, row.code.as_ref()).filter(|id| !taken.contains(id));
    let (kept, new): (Vec<_>, Vec<_>) = rows
        .iter()
        .map(|row| (id_of(row), row))
        .partition(|(id, _)| id.is_some());
    for (id, row) in kept.into_iter().chain(new) {
        let categories: Vec<&str> = row
            .functions
            .iter()
            .map(|function| function.category.as_str())
            .collect();
        let entrances: Vec<String> = row
            .entrances
            .iter()
            .map(|door| format!("{} {}", door.lon, door.lat))
            .collect();
        insert.execute(params![
            id,
            point(row.point),
            row.code.as_ref().map(|code| &code.value),
            row.code.as_ref().map(|code| &code.scheme),
            row.name,
            categories.join(LIST),
            row.floor_area_m2,
            row.opening_hours,
            row.host_code,
            row.serves.join(LIST),
            row.open_to_public,
            row.fee,
            entrances.join(LIST),
            source,
            row.as_of,
            row.accuracy_m,
        ])?;
        let facility = transaction.last_insert_rowid();
        for function in &row.functions {
            insert_function.execute(params![
                facility,
                function.category,
                function.state.key(),
                function.capacity,
                function.approximate,
            ])?;
        }
    }
    let mut insert_held =
        transaction.prepare("INSERT INTO held_categories (category, source, complete) VALUES (?1, ?2, ?3)")?;
    for held in held {
        insert_held.execute(params![held.category, held.source, held.complete])?;
    }
    Ok(())
}

fn people(transaction: &Transaction<'_>, table: &str, rows: &[PeopleRecord], source: &str) -> Result<()> {
    transaction.execute(&format!("DELETE FROM {table}"), [])?;
    let mut insert = transaction.prepare(&format!(
        "INSERT INTO {table} (geom, name, parent_code, people, micro_people, households, population_basis, source, as_of,
           position_accuracy_m) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    ))?;
    for row in rows {
        insert.execute(params![
            point(row.point),
            row.name,
            row.parent_code,
            row.people.map(Persons::as_f64),
            row.people.map(|people| people.0),
            row.households,
            row.basis.map(PopulationBasis::key),
            source,
            row.as_of,
            row.accuracy_m,
        ])?;
    }
    Ok(())
}

fn buildings(transaction: &Transaction<'_>, rows: &[BuildingRecord], source: &str) -> Result<()> {
    transaction.execute("DELETE FROM buildings", [])?;
    let mut insert = transaction.prepare(
        "INSERT INTO buildings (geom, levels, dwelling, source, as_of, position_accuracy_m) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for row in rows {
        insert.execute(params![
            geometry::encode(&Geometry::from(row.footprint.clone())),
            row.levels,
            row.dwelling,
            source,
            row.as_of,
            row.accuracy_m,
        ])?;
    }
    Ok(())
}

fn land(transaction: &Transaction<'_>, rows: &[LandRecord], source: &str) -> Result<()> {
    transaction.execute("DELETE FROM land", [])?;
    let mut insert = transaction
        .prepare("INSERT INTO land (geom, land_use, source, as_of, position_accuracy_m) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for row in rows {
        insert.execute(params![
            geometry::encode(&Geometry::from(row.ground.clone())),
            row.land_use,
            source,
            row.as_of,
            row.accuracy_m,
        ])?;
    }
    Ok(())
}

fn streets(transaction: &Transaction<'_>, rows: &[StreetRecord]) -> Result<()> {
    transaction.execute("DELETE FROM streets", [])?;
    let mut insert = transaction.prepare("INSERT INTO streets (geom, class, name) VALUES (?1, ?2, ?3)")?;
    for row in rows {
        insert.execute(params![
            geometry::encode(&Geometry::from(row.course.clone())),
            row.class,
            row.name
        ])?;
    }
    Ok(())
}

fn point(at: LonLat) -> Option<Vec<u8>> {
    geometry::encode(&Geometry::from(Point::new(at.lon, at.lat)))
}
