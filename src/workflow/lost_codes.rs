//! Codes that a spreadsheet has damaged, found again by the unit's name within its town.

use std::collections::BTreeMap;

use super::error::WorkflowError;
use crate::crs::LonLat;
use crate::domain::area_code::{AreaCode, UnitLevel};
use crate::domain::batch::Batch;
use crate::domain::community_names::{Clue, Found, FoundBy, NamedCommunity, find};
use crate::domain::lost_code::LostCode;
use crate::domain::record::{Check, Records, RegisterRecord, Remark};
use crate::store::Workspace;

/// Names with the codes that they stand for.
#[derive(Debug, Default)]
pub(super) struct KnownNames {
    communities: Vec<NamedCommunity>,
}

/// What became of rows without codes.
pub(super) struct Restored {
    /// Those that have their code again.
    pub(super) batch: Batch,
    /// What was done, row by row.
    pub(super) warnings: Vec<Remark>,
    /// Those that stay without.
    pub(super) rejected: Vec<Remark>,
}

impl KnownNames {
    /// The communities of registers and of the workspace's own layer, with the names of their towns.
    pub(super) fn of(workspace: &Workspace, units: &[RegisterRecord]) -> Result<Self, WorkflowError> {
        let towns: BTreeMap<&str, &str> = units
            .iter()
            .filter(|unit| unit.level == UnitLevel::Town)
            .map(|unit| (unit.code.value.as_str(), unit.name.as_str()))
            .collect();
        let mut named: BTreeMap<String, String> = BTreeMap::new();
        for row in workspace.communities()? {
            let code = row.record.code.and_then(|code| AreaCode::parse(&code.value));
            if let Some(code) = code.filter(|code| code.level() == UnitLevel::Community) {
                named.insert(code.as_str().to_owned(), row.record.name);
            }
        }
        for unit in units.iter().filter(|unit| unit.level == UnitLevel::Community) {
            named.insert(unit.code.value.clone(), unit.name.clone());
        }
        let communities = named.into_iter().map(|(code, name)| {
            let mut parents = AreaCode::parse(&code).map(|code| code.parents()).unwrap_or_default();
            let town = parents.first().and_then(|town| towns.get(town.as_str()));
            parents.extend(town.map(|town| (*town).to_owned()));
            NamedCommunity {
                code: Some(code),
                name,
                parents,
                // Nobody asks where they are.
                centre: LonLat { lon: 0.0, lat: 0.0 },
                radius_m: 0.0,
            }
        });
        Ok(Self {
            communities: communities.collect(),
        })
    }

    /// Looks rows up by their names. `taken` are the codes of the file's other rows, with their rows.
    pub(super) fn restore(&self, lost: Vec<LostCode>, mut taken: BTreeMap<String, String>) -> Restored {
        let (mut records, mut rows) = (Vec::new(), Vec::new());
        let (mut warnings, mut rejected) = (Vec::new(), Vec::new());
        for one in lost {
            let told =
                |what: String| Remark::of_row(Check::Reading, &one.row, Some("code"), what).with_value(&one.damaged);
            match self.code_of(&one, &taken) {
                Ok((code, name)) => {
                    warnings.push(told(format!(
                        "{}: its digits are lost; by its name it is {name} {}",
                        one.damaged,
                        code.as_str()
                    )));
                    taken.insert(code.as_str().to_owned(), one.row.clone());
                    rows.push(one.row.clone());
                    records.push(one.with(&code));
                }
                Err(why) => {
                    let advice = "write the code into the source as text";
                    rejected.push(told(format!("{}; {why}", one.what)).with_advice(advice));
                }
            }
        }
        Restored {
            batch: Batch {
                records: Records::Register(records),
                rows,
            },
            warnings,
            rejected,
        }
    }

    fn code_of(&self, one: &LostCode, taken: &BTreeMap<String, String>) -> Result<(AreaCode, &str), String> {
        let clue = Clue {
            code: None,
            name: Some(&one.name),
            town: one.town.as_deref(),
        };
        let list = |positions: &[usize]| {
            let names = positions.iter().map(|position| self.called(*position));
            names.collect::<Vec<_>>().join(", ")
        };
        let position = match find(&self.communities, clue) {
            Found::One(position, FoundBy::Name) => position,
            // The digits of a code say which kind a committee is, so this would be another code.
            Found::One(position, _) => {
                return Err(format!("{} is of another kind of committee", self.called(position)));
            }
            Found::Several(several) => {
                return Err(format!("several are called {}: {}", one.name, list(&several)));
            }
            Found::None(_) if self.communities.is_empty() => {
                return Err(format!(
                    "no register is there to find {} in (import one with whole codes, or give it with --register)",
                    one.name
                ));
            }
            Found::None(near) if near.is_empty() => return Err(format!("no register has {}", one.name)),
            Found::None(near) => return Err(format!("no register has {}; like it are {}", one.name, list(&near))),
        };
        let found = &self.communities[position];
        let code = found.code.as_deref().and_then(AreaCode::parse);
        let Some(code) = code else {
            return Err(format!("{} has no 12-digit code", found.name));
        };
        if !one.may_be(&code) {
            return Err(format!(
                "{} does not begin with the digits that are left",
                self.called(position)
            ));
        }
        if let Some(row) = taken.get(code.as_str()) {
            return Err(format!("{} stands in row {row} already", self.called(position)));
        }
        Ok((code, &found.name))
    }

    fn called(&self, position: usize) -> String {
        let community = &self.communities[position];
        let code = community.code.as_deref().unwrap_or_default();
        format!("{} {code}", community.name)
    }
}
