//! Real communities that come in the place of provisional ones.

use std::collections::BTreeSet;

use geo::{InteriorPoint, Intersects, Point};

use crate::domain::ids::SourceCode;
use crate::domain::provenance::Input;
use crate::domain::record::{Check, LayerKind, Outcome, Records, Remark};
use crate::store::{LayerWriter, Mode, StoreError, StoredCommunity, Workspace};

/// The provisional communities of a workspace, while others come.
pub(in crate::workflow) struct Instead {
    there: Vec<StoredCommunity>,
    mode: Mode,
    /// Middles and codes of real ones that came.
    middles: Vec<Point<f64>>,
    codes: BTreeSet<SourceCode>,
    /// Provisional ones that came, as a file may hold them.
    provisional: usize,
}

impl Instead {
    /// Looks at the workspace before anything is written; nothing to do where there are none, or other things come.
    pub(in crate::workflow) fn of(workspace: &Workspace, kind: LayerKind, mode: Mode) -> Result<Self, StoreError> {
        let mut there = Vec::new();
        if kind == LayerKind::Communities {
            there = workspace.communities()?;
            there.retain(|row| row.record.provisional);
        }
        Ok(Self {
            there,
            mode,
            middles: Vec::new(),
            codes: BTreeSet::new(),
            provisional: 0,
        })
    }

    /// Sees rows on their way in.
    pub(in crate::workflow) fn see(&mut self, records: &Records) {
        let Records::Communities(rows) = records else { return };
        if self.there.is_empty() {
            return;
        }
        for row in rows {
            if row.provisional {
                self.provisional += 1;
            } else {
                self.middles.extend(row.boundary.interior_point());
                self.codes.extend(row.code.clone());
            }
        }
    }

    /// Takes out what the real ones replace: all provisional communities of every parent on whose ground one of them lies, or one of whose
    /// codes it has. Says so; what can't go in beside them is refused. Tells, too, which rows of any kind another file's take the place of.
    pub(in crate::workflow) fn settle(
        &self,
        writer: &mut LayerWriter<'_>,
        input: &Input,
        outcome: &mut Outcome,
    ) -> Result<(), StoreError> {
        if self.mode == Mode::Replace {
            outcome.warnings.extend(writer.replaces_another(input)?);
        }
        match self.mode {
            _ if self.there.is_empty() => {}
            Mode::Append | Mode::Update => self.beside(writer, outcome)?,
            _ if self.middles.is_empty() => {}
            _ => {
                let what = format!("{} provisional communities are replaced by real ones", self.there.len());
                outcome.warnings.push(Remark::of_file(Check::Reading, None, what));
            }
        }
        Ok(())
    }

    /// Real ones come beside others.
    fn beside(&self, writer: &mut LayerWriter<'_>, outcome: &mut Outcome) -> Result<(), StoreError> {
        if self.provisional > 0 && self.mode == Mode::Append {
            let what = format!(
                "{} rows are provisional communities, and the workspace has such already: whose the ground is could not be told",
                self.provisional
            );
            let remark = Remark::of_file(Check::Overlap, Some("provisional"), what);
            let advice = "make them anew with yike provisional, or import the layer without --append";
            outcome.rejected.push(remark.with_advice(advice));
            return Ok(());
        }
        let met = |row: &StoredCommunity| {
            let of_code = row.record.code.as_ref().is_some_and(|code| self.codes.contains(code));
            of_code || self.middles.iter().any(|middle| row.record.boundary.intersects(middle))
        };
        let parents: BTreeSet<&SourceCode> = self
            .there
            .iter()
            .filter(|row| met(row))
            .filter_map(|row| row.record.parents.first())
            .collect();
        let goes = |row: &&StoredCommunity| {
            let parent = row.record.parents.first();
            parent.is_some_and(|parent| parents.contains(parent)) || met(row)
        };
        let gone: Vec<i64> = self.there.iter().filter(goes).map(|row| row.id).collect();
        if gone.is_empty() {
            return Ok(());
        }
        writer.take_out_communities(&gone)?;
        let names: Vec<&str> = parents.iter().map(|parent| parent.value.as_str()).collect();
        let what = format!(
            "real communities came to {}: its {} provisional ones are gone, also where no real one lies yet",
            names.join(", "),
            gone.len()
        );
        let advice =
            "import the missing ones with --append, too; until then people and land there belong to no community";
        let remark = Remark::of_file(Check::Reading, None, what);
        outcome.warnings.push(remark.with_advice(advice));
        Ok(())
    }
}
