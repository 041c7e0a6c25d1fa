//! What is true of every row of a file that does not say it row by row.

use serde::{Deserialize, Serialize};

use crate::domain::community::PopulationBasis;
use crate::domain::record::Records;

/// Taken for rows without a value of their own.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
pub struct Defaults {
    /// When the data were true, as written.
    pub as_of: Option<String>,
    /// How far places may be off, in metres.
    pub accuracy_m: Option<f64>,
    /// Whom hamlets and population points count.
    pub basis: Option<PopulationBasis>,
}

impl Defaults {
    /// Gives rows what they lack.
    pub(super) fn fill(&self, records: &mut Records) {
        let fill = |as_of: &mut Option<String>, accuracy_m: &mut Option<f64>| {
            if as_of.is_none() {
                as_of.clone_from(&self.as_of);
            }
            *accuracy_m = accuracy_m.or(self.accuracy_m);
        };
        match records {
            Records::Facilities(rows) => rows
                .iter_mut()
                .for_each(|row| fill(&mut row.as_of, &mut row.accuracy_m)),
            Records::Hamlets(rows) | Records::Population(rows) => {
                for row in rows {
                    fill(&mut row.as_of, &mut row.accuracy_m);
                    row.basis = row.basis.or(self.basis);
                }
            }
            Records::Buildings(rows) => rows
                .iter_mut()
                .for_each(|row| fill(&mut row.as_of, &mut row.accuracy_m)),
            Records::Land(rows) => rows
                .iter_mut()
                .for_each(|row| fill(&mut row.as_of, &mut row.accuracy_m)),
            Records::Barriers(rows) => rows
                .iter_mut()
                .for_each(|row| fill(&mut row.as_of, &mut row.accuracy_m)),
            Records::Compounds(rows) => rows
                .iter_mut()
                .for_each(|row| fill(&mut row.as_of, &mut row.accuracy_m)),
            Records::Communities(rows) => {
                for population in rows.iter_mut().flat_map(|row| &mut row.populations) {
                    if population.as_of.is_none() {
                        population.as_of.clone_from(&self.as_of);
                    }
                }
            }
            Records::Register(rows) => {
                for population in rows.iter_mut().flat_map(|row| &mut row.populations) {
                    if population.as_of.is_none() {
                        population.as_of.clone_from(&self.as_of);
                    }
                }
            }
            Records::Streets(_) | Records::Successions(_) => {}
        }
    }
}
