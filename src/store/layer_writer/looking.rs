//! What is there before a layer is written: codes that have ids, rows that may go, and what they say.

use std::collections::HashMap;

use super::{LayerWriter, Mode, side_by_side};
use crate::domain::record::{
    BarrierRecord, BuildingRecord, CommunityRecord, CompoundRecord, LandRecord, LayerKind, PeopleRecord,
    RegisterRecord, SiteRecord, StreetRecord, SuccessionRecord,
};
use crate::store::error::StoreError;
use crate::store::tables::{ALL, Kept, Which};
use crate::store::value::values;
use crate::store::versions::{digest, number_of};

impl LayerWriter<'_> {
    /// Sees what is there.
    pub(super) fn look(&mut self) -> Result<(), StoreError> {
        let table = self.kind.key();
        if self.kind.has_geometry() {
            self.workspace.database.before_bulk(table)?;
        }
        self.version = self.workspace.next_id("versions")?;
        self.next_id = self.workspace.next_id(table)?;
        if has_codes(self.kind) {
            // A provisional community gives way to the real one of its code.
            let real = match (self.kind, self.mode) {
                (LayerKind::Communities, Mode::Append) => "AND NOT provisional",
                _ => "",
            };
            let sql = format!(
                "SELECT id, coalesce(code_scheme, 'source'), code FROM {table} WHERE code IS NOT NULL {real} ORDER BY id"
            );
            let codes = self
                .workspace
                .rows(table, &sql, &[], |row| Ok(((row.get(1)?, row.get(2)?), row.id()?)))?;
            // The first row of a code that stands twice.
            self.codes = codes.into_iter().rev().collect();
        }
        match self.kind {
            LayerKind::Communities => self.look_at::<CommunityRecord>(),
            LayerKind::Facilities => self.look_at::<SiteRecord>(),
            LayerKind::Hamlets | LayerKind::Population => self.look_at::<PeopleRecord>(),
            LayerKind::Buildings => self.look_at::<BuildingRecord>(),
            LayerKind::Land => self.look_at::<LandRecord>(),
            LayerKind::Streets => self.look_at::<StreetRecord>(),
            LayerKind::Register => self.look_at::<RegisterRecord>(),
            LayerKind::Barriers => self.look_at::<BarrierRecord>(),
            LayerKind::Compounds => self.look_at::<CompoundRecord>(),
            LayerKind::Successions => self.look_at::<SuccessionRecord>(),
        }
    }

    fn look_at<R: Kept>(&mut self) -> Result<(), StoreError> {
        if self.mode == Mode::Append {
            return Ok(());
        }
        let sql = "SELECT row_id, digest FROM row_versions WHERE layer = $1";
        let written: HashMap<i64, Vec<u8>> = self
            .workspace
            .rows("row_versions", sql, &values![number_of(self.kind)], |row| {
                Ok((row.id()?, row.get(1)?))
            })?
            .into_iter()
            .collect();
        let own = values![&self.source];
        let which = if side_by_side(self.kind) && self.mode == Mode::Replace {
            Which {
                condition: "WHERE source = $1",
                values: &own,
            }
        } else if self.mode == Mode::Provisional {
            Which {
                condition: "WHERE provisional",
                values: &[],
            }
        } else {
            ALL
        };
        let (old, same, outside) = (&mut self.old, &mut self.same, &mut self.edited_outside);
        R::each(self.workspace, self.kind, which, &mut |row| {
            let says = digest(&row.source, &row.record);
            // A row of an earlier format has none to compare with.
            let then = written.get(&row.id).filter(|written| !written.is_empty());
            *outside += usize::from(then.is_some_and(|then| then[..] != says));
            old.insert(row.id);
            same.entry(says).or_default().push(row.id);
            Ok(())
        })?;
        for ids in same.values_mut() {
            ids.reverse();
        }
        Ok(())
    }
}

/// Whether rows of a kind have codes of their source.
fn has_codes(kind: LayerKind) -> bool {
    matches!(
        kind,
        LayerKind::Communities | LayerKind::Facilities | LayerKind::Register | LayerKind::Compounds
    )
}
