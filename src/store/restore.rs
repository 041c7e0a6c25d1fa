//! The way back: putting the layers into the state that they had after an earlier version, as a new version.

use super::error::StoreError;
use super::rows::Stored;
use super::tables::Kept;
use super::value::values;
use super::versions::{State, Version, now, number_of};
use super::workspace::Workspace;
use crate::domain::record::{
    BarrierRecord, BuildingRecord, CommunityRecord, CompoundRecord, LandRecord, LayerKind, PeopleRecord,
    RegisterRecord, SiteRecord, StreetRecord, SuccessionRecord,
};

/// What versions call a restoration.
pub(super) const RESTORE: &str = "restore";

impl Workspace {
    /// Puts the layers into the state after a version (0 is the empty workspace), as a new version; so nothing is lost by it either.
    ///
    /// # Errors
    /// There was no such version; another writer; a full disk. The layers are then as they were.
    pub fn restore(&mut self, to: i64) -> Result<Version, StoreError> {
        self.write(|workspace| workspace.go_back(to))
    }

    /// Takes a version back, as a new version, if it is the latest; so that nobody takes back what somebody else did meanwhile.
    ///
    /// # Errors
    /// It is not the latest; another writer; a full disk. The layers are then as they were.
    pub fn take_back(&mut self, version: i64) -> Result<Version, StoreError> {
        self.write(|workspace| {
            let latest = workspace.versions()?.last().map(|latest| latest.number);
            if latest != Some(version) {
                return Err(StoreError::NotLatest {
                    name: workspace.name(),
                    version,
                });
            }
            workspace.go_back(workspace.before_latest()?)
        })
    }

    fn go_back(&self, to: i64) -> Result<Version, StoreError> {
        let state = self.state_after(to)?;
        let number = self.next_id("versions")?;
        let (mut added, mut removed) = (0, 0);
        for kind in LayerKind::ALL {
            if kind.has_geometry() {
                self.database.before_bulk(kind.key())?;
            }
            let (came, went) = match kind {
                LayerKind::Communities => self.put_back::<CommunityRecord>(kind, to, number),
                LayerKind::Facilities => self.put_back::<SiteRecord>(kind, to, number),
                LayerKind::Hamlets | LayerKind::Population => self.put_back::<PeopleRecord>(kind, to, number),
                LayerKind::Buildings => self.put_back::<BuildingRecord>(kind, to, number),
                LayerKind::Land => self.put_back::<LandRecord>(kind, to, number),
                LayerKind::Streets => self.put_back::<StreetRecord>(kind, to, number),
                LayerKind::Register => self.put_back::<RegisterRecord>(kind, to, number),
                LayerKind::Barriers => self.put_back::<BarrierRecord>(kind, to, number),
                LayerKind::Compounds => self.put_back::<CompoundRecord>(kind, to, number),
                LayerKind::Successions => self.put_back::<SuccessionRecord>(kind, to, number),
            }?;
            if kind.has_geometry() {
                self.database.after_bulk(kind.key())?;
            }
            added += came;
            removed += went;
        }
        let (came, went) = self.put_rasters_back(to, number)?;
        added += came;
        removed += went;
        self.put_back_state(&state)?;
        let version = Version {
            number,
            made_at: now(),
            layer: "all".to_owned(),
            action: RESTORE.to_owned(),
            as_of: None,
            source: format!("version {to}"),
            added,
            changed: 0,
            removed,
        };
        self.enter_version(&version)?;
        Ok(version)
    }

    /// The version whose state an undo brings back: the one before the latest, or, after an undo, the one before that which it brought.
    ///
    /// # Errors
    /// There is nothing to undo.
    pub fn before_latest(&self) -> Result<i64, StoreError> {
        let versions = self.versions()?;
        let latest = versions.last().ok_or_else(|| StoreError::NothingToUndo(self.name()))?;
        let restored = latest
            .source
            .strip_prefix("version ")
            .filter(|_| latest.action == RESTORE)
            .and_then(|number| number.parse().ok());
        let stands: i64 = restored.unwrap_or(latest.number);
        if stands == 0 {
            return Err(StoreError::NothingToUndo(self.name()));
        }
        // Numbers are never used twice, but may have holes.
        let before = versions
            .iter()
            .map(|version| version.number)
            .rfind(|number| *number < stands);
        Ok(before.unwrap_or(0))
    }

    /// Rows that came and went.
    fn put_back<R: Kept>(&self, kind: LayerKind, to: i64, number: i64) -> Result<(i64, i64), StoreError> {
        let sql = "SELECT row_id FROM row_versions WHERE layer = $1 AND since > $2 ORDER BY row_id";
        let later = self.rows("row_versions", sql, &values![number_of(kind), to], |row| row.id())?;
        let earlier: Vec<Stored<R>> = self.past(kind, "since <= $2 AND until > $2", to)?;
        self.retire::<R>(kind, &later, number)?;
        self.enter(kind, &earlier, number)?;
        Ok((earlier.len() as i64, later.len() as i64))
    }

    fn put_back_state(&self, state: &State) -> Result<(), StoreError> {
        self.database.execute("DELETE FROM inputs", &[])?;
        self.database.execute("DELETE FROM held_categories", &[])?;
        let mut next = self.next_id("inputs")?;
        let columns = ["id", "kind", "source", "sha256", "row_count", "crs"];
        self.database.append("inputs", &columns, &mut |put| {
            for input in &state.inputs {
                let rows = input.rows as i64;
                put(&values![
                    next,
                    &input.kind,
                    &input.source,
                    &input.sha256,
                    rows,
                    &input.crs
                ])?;
                next += 1;
            }
            Ok(())
        })?;
        let mut next = self.next_id("held_categories")?;
        self.database.append(
            "held_categories",
            &["id", "category", "source", "complete"],
            &mut |put| {
                for held in &state.held {
                    put(&values![next, &held.category, &held.source, held.complete])?;
                    next += 1;
                }
                Ok(())
            },
        )?;
        match &state.projection {
            Some(projection) => self.set("projection", projection),
            None => self
                .database
                .execute("DELETE FROM yike_workspace WHERE key = 'projection'", &[])
                .map(drop),
        }
    }
}
