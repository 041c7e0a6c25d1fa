//! `community_populations` and `register_populations`: counts that stand side by side, each with basis, date and groups.

use super::Which;
use crate::domain::community::{Population, PopulationBasis};
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::store::database::{Row, RowError};
use crate::store::error::StoreError;
use crate::store::value::values;
use crate::store::workspace::Workspace;
use crate::units::Persons;

/// Whose counts, and where they stand.
pub(super) struct Populations {
    pub(super) table: &'static str,
    /// Its column that names the unit.
    unit: &'static str,
    /// The units' own table.
    of: &'static str,
}

pub(super) const OF_COMMUNITIES: Populations = Populations {
    table: "community_populations",
    unit: "community",
    of: "communities",
};
pub(super) const OF_THE_REGISTER: Populations = Populations {
    table: "register_populations",
    unit: "unit",
    of: "register",
};

impl Populations {
    /// The counts of some units, in the order of these.
    pub(super) fn read(&self, workspace: &Workspace, which: Which<'_>) -> Result<Vec<(i64, Population)>, StoreError> {
        let Self { table, unit, of } = self;
        let some = match which.condition {
            "" => String::new(),
            condition => format!("WHERE {unit} IN (SELECT id FROM {of} {condition})"),
        };
        let sql = format!(
            "SELECT {unit}, basis, as_of, micro_people, micro_elderly, micro_minors, micro_disabled FROM {table} {some} ORDER BY {unit}, id"
        );
        workspace.rows(table, &sql, which.values, |row| {
            let word: String = row.get(1)?;
            let basis = PopulationBasis::parse(&word)
                .ok_or_else(|| RowError::Row(row.id().unwrap_or(0), format!("population basis {word:?} is unknown")))?;
            let population = Population {
                basis,
                as_of: row.get(2)?,
                people: Persons(row.get(3)?),
                groups: groups_at(row, 4)?,
            };
            Ok((row.id()?, population))
        })
    }

    /// Adds the counts of units.
    pub(super) fn insert<'a>(
        &self,
        workspace: &Workspace,
        units: impl Iterator<Item = (i64, &'a [Population])>,
    ) -> Result<(), StoreError> {
        let mut next = workspace.next_id(self.table)?;
        let columns = [
            "id",
            self.unit,
            "basis",
            "as_of",
            "micro_people",
            "micro_elderly",
            "micro_minors",
            "micro_disabled",
        ];
        let mut units = units;
        workspace.database.append(self.table, &columns, &mut |put| {
            for (unit, populations) in units.by_ref() {
                for population in populations {
                    let group = |group| population.groups.get(group).map(|people| people.0);
                    put(&values![
                        next,
                        unit,
                        population.basis.key(),
                        population.as_of.as_ref(),
                        population.people.0,
                        group(PeopleGroup::Elderly),
                        group(PeopleGroup::Minors),
                        group(PeopleGroup::Disabled)
                    ])?;
                    next += 1;
                }
            }
            Ok(())
        })
    }
}

/// Reads the counts of groups that stand from one column on.
pub(super) fn groups_at(row: &dyn Row, first: usize) -> Result<GroupCounts, RowError> {
    let mut counts = GroupCounts::UNCOUNTED;
    for (group, column) in PeopleGroup::ALL.into_iter().zip(first..) {
        let people: Option<i64> = row.get(column)?;
        counts.set(group, people.map(Persons));
    }
    Ok(counts)
}
