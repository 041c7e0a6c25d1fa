//! Reading a town back, ordered by id: as it is, or as it was after an earlier version.

use super::error::StoreError;
use super::rows::{
    Stored, StoredBarrier, StoredBuilding, StoredCommunity, StoredCompound, StoredLand, StoredPeople, StoredSite,
    StoredStreet, StoredUnit,
};
use super::tables::{ALL, Kept};
use super::value::values;
use super::workspace::Workspace;
use crate::crs::Projection;
use crate::domain::provenance::Input;
use crate::domain::record::LayerKind;
use crate::domain::town::HeldCategory;

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

impl Workspace {
    /// Reads the town; inside [`Self::read_as_one`] as one consistent state.
    ///
    /// # Errors
    /// The workspace is damaged, or a row was written by something else and makes no sense.
    pub fn town(&self) -> Result<StoredTown, StoreError> {
        self.town_at(None)
    }

    /// Reads the town as it was after a version; as it is for `None`.
    ///
    /// # Errors
    /// As [`Self::town`]; there was no such version.
    pub fn town_at(&self, version: Option<i64>) -> Result<StoredTown, StoreError> {
        let state = match version {
            Some(version) => self.state_after(version)?,
            None => self.state()?,
        };
        Ok(StoredTown {
            projection: state.projection.map(|name| self.known_projection(&name)).transpose()?,
            communities: self.layer_at(LayerKind::Communities, version)?,
            sites: self.layer_at(LayerKind::Facilities, version)?,
            hamlets: self.layer_at(LayerKind::Hamlets, version)?,
            population: self.layer_at(LayerKind::Population, version)?,
            buildings: self.layer_at(LayerKind::Buildings, version)?,
            land: self.layer_at(LayerKind::Land, version)?,
            held: state.held,
            inputs: state.inputs,
        })
    }

    /// Reads the streets.
    ///
    /// # Errors
    /// As [`Self::town`].
    pub fn streets(&self) -> Result<Vec<StoredStreet>, StoreError> {
        self.layer(LayerKind::Streets)
    }

    /// Reads the streets as they were after a version; as they are for `None`.
    ///
    /// # Errors
    /// As [`Self::town`]; there was no such version.
    pub fn streets_at(&self, version: Option<i64>) -> Result<Vec<StoredStreet>, StoreError> {
        self.layer_at(LayerKind::Streets, version)
    }

    /// As [`Self::streets_at`], street by street in the order of their ids: those of a province need not be held at once.
    ///
    /// # Errors
    /// As [`Self::town`]; there was no such version.
    pub fn each_street_at(&self, version: Option<i64>, take: &mut dyn FnMut(StoredStreet)) -> Result<(), StoreError> {
        self.each_at(LayerKind::Streets, version, take)
    }

    /// Reads the sites as they were after a version; as they are for `None`.
    ///
    /// # Errors
    /// As [`Self::town_at`].
    pub fn sites_at(&self, version: Option<i64>) -> Result<Vec<StoredSite>, StoreError> {
        self.layer_at(LayerKind::Facilities, version)
    }

    /// Reads the barriers as they were after a version; as they are for `None`.
    ///
    /// # Errors
    /// As [`Self::town_at`].
    pub fn barriers_at(&self, version: Option<i64>) -> Result<Vec<StoredBarrier>, StoreError> {
        self.layer_at(LayerKind::Barriers, version)
    }

    /// Reads the compounds as they were after a version; as they are for `None`.
    ///
    /// # Errors
    /// As [`Self::town_at`].
    pub fn compounds_at(&self, version: Option<i64>) -> Result<Vec<StoredCompound>, StoreError> {
        self.layer_at(LayerKind::Compounds, version)
    }

    /// Reads the register.
    ///
    /// # Errors
    /// As [`Self::town`].
    pub fn register(&self) -> Result<Vec<StoredUnit>, StoreError> {
        self.layer(LayerKind::Register)
    }

    /// The register as it was after a version, unit by unit in the order of their ids: that of a country need not be held at once.
    ///
    /// # Errors
    /// As [`Self::town_at`].
    pub fn each_unit_at(&self, version: Option<i64>, take: &mut dyn FnMut(StoredUnit)) -> Result<(), StoreError> {
        self.each_at(LayerKind::Register, version, take)
    }

    pub(super) fn layer<R: Kept>(&self, kind: LayerKind) -> Result<Vec<Stored<R>>, StoreError> {
        let mut rows = Vec::new();
        R::each(self, kind, ALL, &mut |row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Reads the facilities alone.
    ///
    /// # Errors
    /// As [`Self::town`].
    pub fn facilities(&self) -> Result<Vec<StoredSite>, StoreError> {
        self.layer(LayerKind::Facilities)
    }

    /// Reads the communities alone.
    ///
    /// # Errors
    /// As [`Self::town`].
    pub fn communities(&self) -> Result<Vec<StoredCommunity>, StoreError> {
        self.layer(LayerKind::Communities)
    }

    /// Reads the communities alone as they were after a version; as they are for `None`.
    ///
    /// # Errors
    /// As [`Self::town_at`].
    pub fn communities_at(&self, version: Option<i64>) -> Result<Vec<StoredCommunity>, StoreError> {
        self.layer_at(LayerKind::Communities, version)
    }

    /// Categories that the sources hold.
    pub(super) fn held(&self) -> Result<Vec<HeldCategory>, StoreError> {
        let sql = "SELECT id, category, source, complete FROM held_categories ORDER BY category, source, id";
        self.rows("held_categories", sql, &[], |row| {
            Ok(HeldCategory {
                category: row.get(1)?,
                source: row.get(2)?,
                complete: row.get(3)?,
            })
        })
    }

    /// What was imported.
    pub(super) fn inputs(&self) -> Result<Vec<Input>, StoreError> {
        let sql = "SELECT id, kind, source, sha256, row_count, crs FROM inputs ORDER BY kind, source";
        let mut inputs = self.rows("inputs", sql, &[], |row| {
            let rows: i64 = row.get(4)?;
            Ok(Input {
                kind: row.get(1)?,
                source: row.get(2)?,
                sha256: row.get(3)?,
                rows: rows.max(0) as u64,
                crs: row.get(5)?,
            })
        })?;
        // Databases sort texts by different rules.
        inputs.sort_by(|a, b| (&a.kind, &a.source).cmp(&(&b.kind, &b.source)));
        Ok(inputs)
    }

    /// Keeps what was imported.
    pub(super) fn add_input(&self, input: &Input) -> Result<(), StoreError> {
        let next = self.next_id("inputs")?;
        let columns = ["id", "kind", "source", "sha256", "row_count", "crs"];
        self.database.append("inputs", &columns, &mut |put| {
            put(&values![
                next,
                &input.kind,
                &input.source,
                &input.sha256,
                input.rows as i64,
                &input.crs
            ])
        })
    }

    /// The id that the next row of a table may have. Ids are never given twice.
    pub(super) fn next_id(&self, table: &str) -> Result<i64, StoreError> {
        Ok(self.database.last_id(table)? + 1)
    }
}
