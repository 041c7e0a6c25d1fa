//! Flags of `yike import` for barriers and compounds.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::domain::barrier::BarrierKind;
use crate::workflow::{GatesFile, Options};

/// Flags for barriers and compounds.
#[derive(Debug, Args)]
pub(super) struct BarrierFlags {
    /// For barriers: what all of them are, where no column says it.
    #[arg(long = "kind", value_enum, value_name = "KIND")]
    barrier_kind: Option<Kind>,
    /// For barriers: whether they cut the streets that cross them and close the streets inside them. A file of your own does, when not
    /// said; OpenStreetMap does not, for it has the bridges and crossings.
    #[arg(long, value_enum, value_name = "YES|NO")]
    closes: Option<Closes>,
    /// For compounds: a file with their gates as points; each goes to the outline within 30 m of it.
    #[arg(long, value_name = "FILE")]
    gates: Option<PathBuf>,
    /// Which layer of the file of gates.
    #[arg(long, value_name = "LAYER", requires = "gates")]
    gates_layer: Option<String>,
}

/// What a barrier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Rivers, canals, lakes.
    Water,
    /// Rails.
    Railway,
    /// Roads that nobody crosses on foot.
    Expressway,
    /// Walls, fences, hedges.
    Wall,
    /// Any other line or area.
    Line,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Closes {
    Yes,
    No,
}

impl BarrierFlags {
    /// Enters what is said of barriers.
    pub(super) fn complete(&self, options: &mut Options) {
        options.barrier_kind = self.barrier_kind.map(|kind| match kind {
            Kind::Water => BarrierKind::Water,
            Kind::Railway => BarrierKind::Railway,
            Kind::Expressway => BarrierKind::Expressway,
            Kind::Wall => BarrierKind::Wall,
            Kind::Line => BarrierKind::Line,
        });
        options.barriers_close = self.closes.map(|closes| closes == Closes::Yes);
    }

    /// The file of gates.
    pub(super) fn gates(&self) -> Option<GatesFile<'_>> {
        let path = self.gates.as_deref()?;
        Some(GatesFile {
            path,
            layer: self.gates_layer.as_deref(),
        })
    }
}
