//! The end of a layer's writing: what did not come again goes, and what was read is remembered with it.

use super::{LayerWriter, Mode, Written, side_by_side};
use crate::crs::Projection;
use crate::domain::provenance::Input;
use crate::domain::record::{
    BarrierRecord, BuildingRecord, CommunityRecord, CompoundRecord, LandRecord, LayerKind, PeopleRecord,
    RegisterRecord, SiteRecord, StreetRecord, SuccessionRecord,
};
use crate::domain::town::HeldCategory;
use crate::store::error::StoreError;
use crate::store::tables::Kept;
use crate::store::value::values;
use crate::store::versions::{Version, now};

impl LayerWriter<'_> {
    /// Keeps everything. `projection` is kept with communities: it is the plane that everything is measured in.
    ///
    /// # Errors
    /// A full disk, a lost connection; nothing is changed then.
    pub fn finish(
        mut self,
        input: &Input,
        held: &[HeldCategory],
        projection: Option<&Projection>,
    ) -> Result<Written, StoreError> {
        let removed = match self.kind {
            LayerKind::Communities => self.clear::<CommunityRecord>(),
            LayerKind::Facilities => self.clear::<SiteRecord>(),
            LayerKind::Hamlets | LayerKind::Population => self.clear::<PeopleRecord>(),
            LayerKind::Buildings => self.clear::<BuildingRecord>(),
            LayerKind::Land => self.clear::<LandRecord>(),
            LayerKind::Streets => self.clear::<StreetRecord>(),
            LayerKind::Register => self.clear::<RegisterRecord>(),
            LayerKind::Barriers => self.clear::<BarrierRecord>(),
            LayerKind::Compounds => self.clear::<CompoundRecord>(),
            LayerKind::Successions => self.clear::<SuccessionRecord>(),
        }? + self.taken_out;
        let workspace = self.workspace;
        let before = workspace.state()?;
        self.keep_input(input)?;
        if self.kind == LayerKind::Facilities {
            self.keep_held(held)?;
        }
        if let Some(projection) = projection {
            workspace.set("projection", &projection.name())?;
        }
        let rows_same = self.added == 0 && self.changed == 0 && removed == 0;
        if rows_same && workspace.state()? == before && !self.is_redated()? {
            // Nothing is new: no version, and an assessment made of it stays fresh.
            return Ok(Written {
                version: None,
                added: 0,
                changed: 0,
                removed: 0,
            });
        }
        if self.kind.has_geometry() {
            workspace.database.after_bulk(self.kind.key())?;
        }
        workspace.enter_version(&Version {
            number: self.version,
            made_at: now(),
            as_of: self.as_of.map(|day| day.to_string()),
            layer: self.kind.key().to_owned(),
            action: self.mode.key().to_owned(),
            source: input.source.clone(),
            added: self.added,
            changed: self.changed,
            removed,
        })?;
        workspace.database.commit()?;
        self.open = false;
        Ok(Written {
            version: Some(self.version),
            added: self.added,
            changed: self.changed,
            removed,
        })
    }

    /// Whether the same rows are said to be true from an earlier day on than they were.
    fn is_redated(&self) -> Result<bool, StoreError> {
        let Some(day) = self.as_of else {
            return Ok(false);
        };
        let dates = self.workspace.layer_dates()?;
        let stands = dates.iter().rev().find(|date| date.kind == self.kind);
        Ok(stands.is_some_and(|stands| day < stands.day))
    }

    /// Takes out what did not come again.
    fn clear<R: Kept>(&self) -> Result<i64, StoreError> {
        if !self.mode.replaces() {
            return Ok(0);
        }
        let gone: Vec<i64> = self.old.difference(&self.kept).copied().collect();
        self.workspace.retire::<R>(self.kind, &gone, self.version)?;
        Ok(gone.len() as i64)
    }

    fn keep_input(&self, input: &Input) -> Result<(), StoreError> {
        let database = &self.workspace.database;
        let others_stay = match self.mode {
            Mode::Append | Mode::Update => true,
            Mode::Provisional => {
                self.forget_provisional_inputs()?;
                true
            }
            Mode::Replace => side_by_side(self.kind),
            Mode::ReplaceAll => false,
        };
        if others_stay {
            database.execute(
                "DELETE FROM inputs WHERE kind = $1 AND source = $2",
                &values![&input.kind, &input.source],
            )
        } else {
            database.execute("DELETE FROM inputs WHERE kind = $1", &values![&input.kind])
        }?;
        self.workspace.add_input(input)
    }

    fn keep_held(&self, held: &[HeldCategory]) -> Result<(), StoreError> {
        let database = &self.workspace.database;
        match self.mode {
            Mode::ReplaceAll => database.execute("DELETE FROM held_categories", &[]),
            _ => database.execute("DELETE FROM held_categories WHERE source = $1", &values![&self.source]),
        }?;
        let mut next = self.workspace.next_id("held_categories")?;
        database.append(
            "held_categories",
            &["id", "category", "source", "complete"],
            &mut |put| {
                for held in held {
                    put(&values![next, &held.category, &held.source, held.complete])?;
                    next += 1;
                }
                Ok(())
            },
        )
    }
}
