//! Which of the populations that stand side by side.

use clap::ValueEnum;

use crate::domain::community::PopulationBasis;

/// Who was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Basis {
    /// 常住人口
    Usual,
    /// 户籍人口
    Registered,
    /// 在村人口
    Present,
    /// At the spring festival.
    Festival,
}

impl From<Basis> for PopulationBasis {
    fn from(basis: Basis) -> Self {
        match basis {
            Basis::Usual => Self::Usual,
            Basis::Registered => Self::Registered,
            Basis::Present => Self::Present,
            Basis::Festival => Self::Festival,
        }
    }
}
