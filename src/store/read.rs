//! Reading a town back, ordered by id.

use geo::{Geometry, LineString, MultiPolygon};
use rusqlite::Row;

use super::error::StoreError;
use super::geometry;
use super::layers::LIST;
use super::rows::{StoredBuilding, StoredCommunity, StoredLand, StoredPeople, StoredSite};
use super::workspace::Workspace;
use crate::crs::{LonLat, Projection};
use crate::domain::community::{CommitteeType, Population, PopulationBasis};
use crate::domain::ids::SourceCode;
use crate::domain::provenance::Input;
use crate::domain::record::{BuildingRecord, CommunityRecord, LandRecord, PeopleRecord, SiteRecord, StreetRecord};
use crate::domain::site::{Function, FunctionState};
use crate::domain::town::HeldCategory;
use crate::units::Persons;

/// Everything in a workspace that an assessment or a map needs, in degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTown {
    /// The plane; `None` before communities were imported.
    pub projection: Option<Projection>,
    /// Communities.
    pub communities: Vec<StoredCommunity>,
    /// Sites.
    pub sites: Vec<StoredSite>,
    /// Hamlets.
    pub hamlets: Vec<StoredPeople>,
    /// Points of a population table.
    pub population: Vec<StoredPeople>,
    /// Buildings.
    pub buildings: Vec<StoredBuilding>,
    /// Residential land.
    pub land: Vec<StoredLand>,
    /// Categories that the sources hold.
    pub held: Vec<HeldCategory>,
    /// What was imported.
    pub inputs: Vec<Input>,
}

/// Why a row can't be read: our reason, or the database's.
pub(super) enum RowError {
    Database(rusqlite::Error),
    Row(i64, String),
}

impl From<rusqlite::Error> for RowError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

pub(super) type Read<T> = Result<T, RowError>;

impl Workspace {
    /// Reads the town; inside [`Self::read_as_one`] as one consistent state.
    ///
    /// # Errors
    /// The workspace is damaged, or a row was written by something else and makes no sense.
    pub fn town(&self) -> Result<StoredTown, StoreError> {
        Ok(StoredTown {
            projection: self.projection()?,
            communities: self.communities()?,
            sites: self.sites()?,
            hamlets: self.people("hamlets")?,
            population: self.people("population")?,
            buildings: self.rows(
                "buildings",
                "SELECT id, geom, levels, dwelling, source, as_of, position_accuracy_m FROM buildings ORDER BY id",
                building,
            )?,
            land: self.rows(
                "land",
                "SELECT id, geom, land_use, source, as_of, position_accuracy_m FROM land ORDER BY id",
                land,
            )?,
            held: self.rows(
                "held_categories",
                "SELECT category, source, complete FROM held_categories ORDER BY category, source",
                |row| {
                    Ok(HeldCategory {
                        category: row.get(0)?,
                        source: row.get(1)?,
                        complete: row.get(2)?,
                    })
                },
            )?,
            inputs: self.rows(
                "inputs",
                "SELECT kind, source, sha256, row_count, crs FROM inputs ORDER BY kind, source",
                |row| {
                    let rows: i64 = row.get(3)?;
                    Ok(Input {
                        kind: row.get(0)?,
                        source: row.get(1)?,
                        sha256: row.get(2)?,
                        rows: rows.max(0) as u64,
                        crs: row.get(4)?,
                    })
                },
            )?,
        })
    }

    /// Reads the streets, which are only drawn.
    ///
    /// # Errors
    /// As [`Self::town`].
    pub fn streets(&self) -> Result<Vec<(i64, StreetRecord)>, StoreError> {
        self.rows(
            "streets",
            "SELECT id, geom, class, name FROM streets ORDER BY id",
            |row| {
                let id = row.get(0)?;
                Ok((
                    id,
                    StreetRecord {
                        course: line(id, row)?,
                        class: row.get(2)?,
                        name: row.get(3)?,
                    },
                ))
            },
        )
    }

    pub(super) fn rows<T>(
        &self,
        layer: &'static str,
        sql: &str,
        mut read: impl FnMut(&Row<'_>) -> Read<T>,
    ) -> Result<Vec<T>, StoreError> {
        let error = |error: RowError| match error {
            RowError::Database(error) => StoreError::of(&self.path, error),
            RowError::Row(row, what) => StoreError::Row { layer, row, what },
        };
        let database = |e: rusqlite::Error| StoreError::of(&self.path, e);
        let mut statement = self.connection.prepare(sql).map_err(database)?;
        let mut rows = statement.query([]).map_err(database)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(database)? {
            found.push(read(row).map_err(error)?);
        }
        Ok(found)
    }

    fn communities(&self) -> Result<Vec<StoredCommunity>, StoreError> {
        let populations: Vec<(i64, Population)> = self.rows(
            "community_populations",
            "SELECT community, basis, as_of, micro_people, id FROM community_populations ORDER BY community, id",
            |row| {
                let basis: String = row.get(1)?;
                let basis = PopulationBasis::parse(&basis).ok_or_else(|| {
                    RowError::Row(
                        row.get(4).unwrap_or(0),
                        format!("population basis {basis:?} is unknown"),
                    )
                })?;
                Ok((
                    row.get(0)?,
                    Population {
                        basis,
                        as_of: row.get(2)?,
                        people: Persons(row.get(3)?),
                    },
                ))
            },
        )?;
        self.rows(
            "communities",
            "SELECT id, geom, code, code_scheme, name, committee_type, urban_rural_class, parents, households, provisional
             FROM communities ORDER BY id",
            |row| {
                let id: i64 = row.get(0)?;
                let parents: String = row.get(7)?;
                let committee: Option<String> = row.get(5)?;
                let first = populations.partition_point(|(community, _)| *community < id);
                let own = populations[first..].iter().take_while(|(community, _)| *community == id);
                Ok(StoredCommunity {
                    id,
                    record: CommunityRecord {
                        code: code(row, 2)?,
                        name: row.get(4)?,
                        committee_type: committee.as_deref().and_then(CommitteeType::parse),
                        urban_rural_class: row.get(6)?,
                        parents: list(&parents).map(parent).collect(),
                        populations: own.map(|(_, population)| population.clone()).collect(),
                        households: row.get(8)?,
                        provisional: row.get(9)?,
                        boundary: area(id, row)?,
                    },
                })
            },
        )
    }

    fn sites(&self) -> Result<Vec<StoredSite>, StoreError> {
        let functions: Vec<(i64, Function)> = self.rows(
            "facility_functions",
            "SELECT facility, category, state, capacity, id, approximate FROM facility_functions ORDER BY facility, id",
            |row| {
                let state: String = row.get(2)?;
                let state = FunctionState::parse(&state)
                    .ok_or_else(|| RowError::Row(row.get(4).unwrap_or(0), format!("state {state:?} is unknown")))?;
                Ok((
                    row.get(0)?,
                    Function {
                        category: row.get(1)?,
                        state,
                        capacity: row.get(3)?,
                        approximate: row.get(5)?,
                    },
                ))
            },
        )?;
        self.rows(
            "facilities",
            "SELECT id, geom, code, code_scheme, name, floor_area_m2, opening_hours, host_code, serves, open_to_public, fee, entrances,
               source, as_of, position_accuracy_m FROM facilities ORDER BY id",
            |row| {
                let id: i64 = row.get(0)?;
                let (serves, entrances): (String, String) = (row.get(8)?, row.get(11)?);
                let entrances: Option<Vec<LonLat>> = list(&entrances).map(door).collect();
                let first = functions.partition_point(|(facility, _)| *facility < id);
                let own = functions[first..].iter().take_while(|(facility, _)| *facility == id);
                Ok(StoredSite {
                    id,
                    source: row.get(12)?,
                    record: SiteRecord {
                        code: code(row, 2)?,
                        name: row.get(4)?,
                        point: point(id, row)?,
                        entrances: entrances.ok_or_else(|| RowError::Row(id, "its entrances are not pairs of degrees".to_owned()))?,
                        floor_area_m2: row.get(5)?,
                        opening_hours: row.get(6)?,
                        host_code: row.get(7)?,
                        serves: list(&serves).map(str::to_owned).collect(),
                        open_to_public: row.get(9)?,
                        fee: row.get(10)?,
                        functions: own.map(|(_, function)| function.clone()).collect(),
                        as_of: row.get(13)?,
                        accuracy_m: row.get(14)?,
                    },
                })
            },
        )
    }

    fn people(&self, table: &'static str) -> Result<Vec<StoredPeople>, StoreError> {
        let sql = format!(
            "SELECT id, geom, name, parent_code, micro_people, households, population_basis, source, as_of, position_accuracy_m
             FROM {table} ORDER BY id"
        );
        self.rows(table, &sql, |row| {
            let id = row.get(0)?;
            let people: Option<i64> = row.get(4)?;
            let basis: Option<String> = row.get(6)?;
            let basis = basis
                .map(|word| {
                    PopulationBasis::parse(&word)
                        .ok_or_else(|| RowError::Row(id, format!("population basis {word:?} is unknown")))
                })
                .transpose()?;
            Ok(StoredPeople {
                id,
                source: row.get(7)?,
                record: PeopleRecord {
                    name: row.get(2)?,
                    parent_code: row.get(3)?,
                    people: people.map(Persons),
                    basis,
                    households: row.get(5)?,
                    point: point(id, row)?,
                    as_of: row.get(8)?,
                    accuracy_m: row.get(9)?,
                },
            })
        })
    }
}

fn building(row: &Row<'_>) -> Read<StoredBuilding> {
    let id = row.get(0)?;
    Ok(StoredBuilding {
        id,
        source: row.get(4)?,
        record: BuildingRecord {
            footprint: area(id, row)?,
            levels: row.get(2)?,
            dwelling: row.get(3)?,
            as_of: row.get(5)?,
            accuracy_m: row.get(6)?,
        },
    })
}

fn land(row: &Row<'_>) -> Read<StoredLand> {
    let id = row.get(0)?;
    Ok(StoredLand {
        id,
        source: row.get(3)?,
        record: LandRecord {
            ground: area(id, row)?,
            land_use: row.get(2)?,
            as_of: row.get(4)?,
            accuracy_m: row.get(5)?,
        },
    })
}

fn code(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<SourceCode>> {
    let (value, scheme): (Option<String>, Option<String>) = (row.get(column)?, row.get(column + 1)?);
    Ok(value.map(|value| SourceCode {
        scheme: scheme.unwrap_or_else(|| "source".to_owned()),
        value,
    }))
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(LIST).filter(|part| !part.is_empty())
}

fn parent(text: &str) -> SourceCode {
    let (scheme, value) = text.split_once(':').unwrap_or(("source", text));
    SourceCode {
        scheme: scheme.to_owned(),
        value: value.to_owned(),
    }
}

fn door(text: &str) -> Option<LonLat> {
    let (lon, lat) = text.split_once(' ')?;
    LonLat::new(lon.parse().ok()?, lat.parse().ok()?).ok()
}

/// The geometry in column 1, which QGIS may have edited.
fn geometry_of(id: i64, row: &Row<'_>) -> Read<Geometry<f64>> {
    let blob: Option<Vec<u8>> = row.get(1)?;
    blob.as_deref()
        .and_then(geometry::decode)
        .ok_or_else(|| RowError::Row(id, "it has no readable geometry".to_owned()))
}

pub(super) fn area_of(geometry: Geometry<f64>) -> Option<MultiPolygon<f64>> {
    match geometry {
        Geometry::MultiPolygon(area) => Some(area),
        Geometry::Polygon(area) => Some(MultiPolygon(vec![area])),
        _ => None,
    }
}

fn area(id: i64, row: &Row<'_>) -> Read<MultiPolygon<f64>> {
    area_of(geometry_of(id, row)?).ok_or_else(|| RowError::Row(id, "its geometry is not an area".to_owned()))
}

fn line(id: i64, row: &Row<'_>) -> Read<LineString<f64>> {
    LineString::try_from(geometry_of(id, row)?).map_err(|_| RowError::Row(id, "its geometry is not a line".to_owned()))
}

fn point(id: i64, row: &Row<'_>) -> Read<LonLat> {
    let point = geo::Point::try_from(geometry_of(id, row)?)
        .map_err(|_| RowError::Row(id, "its geometry is not a point".to_owned()))?;
    LonLat::new(point.x(), point.y()).map_err(|e| RowError::Row(id, e.to_string()))
}
