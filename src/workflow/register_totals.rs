//! Communities and people of every town and county, held against those of a register.

use std::collections::{BTreeMap, BTreeSet};

use super::told_once::Listed;
use super::units_above::{KnownUnits, above, few};
use crate::domain::area_code::{AreaCode, UnitLevel};
use crate::domain::batch::Batch;
use crate::domain::community::{Population, PopulationBasis};
use crate::domain::record::{Check, CommunityRecord, Records, RegisterRecord, Remark};
use crate::units::Persons;

/// The counts that are compared.
const BASES: [PopulationBasis; 3] = [
    PopulationBasis::Usual,
    PopulationBasis::Registered,
    PopulationBasis::Present,
];

/// One side of the comparison: communities by their code, and what units above say of themselves.
#[derive(Debug, Default)]
struct Side {
    communities: BTreeMap<String, Member>,
    /// People of towns and counties that have a row of their own.
    own: BTreeMap<(String, PopulationBasis), Persons>,
}

#[derive(Debug)]
struct Member {
    name: String,
    people: [Option<Persons>; 3],
}

/// What a unit has on one side.
#[derive(Debug, Default, PartialEq)]
struct Sum {
    codes: BTreeSet<String>,
    /// `None` where not all of its communities say it.
    people: [Option<Persons>; 3],
}

/// Sums the rows of a file up as they go by.
pub(super) struct TotalChecks {
    /// The register's name in words.
    register: String,
    given: Side,
    names: KnownUnits,
    file: Side,
    rows: u64,
    without_code: u64,
}

impl TotalChecks {
    /// Against a register; `None` where it has no communities to compare with.
    pub(super) fn new(register: String, units: &[RegisterRecord]) -> Option<Self> {
        let mut given = Side::default();
        let mut names = KnownUnits::default();
        for unit in units {
            names.add(unit);
            given.add_unit(unit);
        }
        (!given.communities.is_empty() || !given.own.is_empty()).then_some(Self {
            register,
            given,
            names,
            file: Side::default(),
            rows: 0,
            without_code: 0,
        })
    }

    /// Communities that stay beside those of the file, which take the place of those with the same code.
    pub(super) fn keep(&mut self, communities: impl IntoIterator<Item = CommunityRecord>) {
        for community in communities {
            self.file.add_community(&community);
        }
    }

    /// Sees a batch.
    pub(super) fn see(&mut self, batch: &Batch) {
        match &batch.records {
            Records::Communities(rows) => {
                self.rows += rows.len() as u64;
                for row in rows {
                    self.without_code += u64::from(!self.file.add_community(row));
                }
            }
            Records::Register(rows) => {
                self.rows += rows.len() as u64;
                for unit in rows {
                    self.file.add_unit(unit);
                }
            }
            _ => {}
        }
    }

    /// The differences, units in the order of their codes.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        if self.rows == 0 {
            return Vec::new();
        }
        let mut remarks = Vec::new();
        if self.without_code > 0 {
            let what = format!(
                "{} of {} rows have no 12-digit code, and are in no sum that is held against {}",
                self.without_code, self.rows, self.register
            );
            remarks.push(Remark::of_file(Check::Total, Some("code"), what));
        }
        for level in [UnitLevel::Town, UnitLevel::County] {
            let (here, there) = (self.file.sums(level), self.given.sums(level));
            let mut listed = Listed::default();
            for (code, own) in &here {
                if let Some(given) = there.get(code) {
                    self.compare(code, own, given, &mut listed);
                }
            }
            let units = if level == UnitLevel::Town { "towns" } else { "counties" };
            let what = format!("differences between {units} of the file and of {}", self.register);
            remarks.extend(listed.told(Check::Total, &what));
        }
        remarks.extend(self.towns_left_out());
        remarks
    }

    fn compare(&self, code: &str, own: &Sum, given: &Sum, listed: &mut Listed) {
        let unit = self.names.called(code);
        if own.codes != given.codes && !given.codes.is_empty() {
            let (here, there) = (own.codes.len(), given.codes.len());
            let absent = self.named(given.codes.difference(&own.codes), &self.given);
            let beyond = self.named(own.codes.difference(&given.codes), &self.file);
            let parts = [("only in the register", absent), ("only in the file", beyond)];
            let parts: Vec<String> = parts
                .into_iter()
                .filter(|(_, names)| !names.is_empty())
                .map(|(title, names)| format!("{title}: {names}"))
                .collect();
            let what = format!(
                "{unit}: {here} communities in the file, {there} in {}; {}",
                self.register,
                parts.join("; ")
            );
            listed.push(Remark::of_file(Check::Total, Some("code"), what).with_value(format!("{here} of {there}")));
        }
        for (position, basis) in BASES.into_iter().enumerate() {
            let said = self.given.own.get(&(code.to_owned(), basis)).copied();
            let (Some(here), Some(there)) = (own.people[position], said.or(given.people[position])) else {
                continue;
            };
            if here != there {
                let (sign, by) = if here > there {
                    ("more", here - there)
                } else {
                    ("fewer", there - here)
                };
                let what = format!(
                    "{unit}: {here} people ({}) in the file, {there} in {}: {by} {sign}",
                    basis.key(),
                    self.register
                );
                let field = match basis {
                    PopulationBasis::Registered => "registered_people",
                    PopulationBasis::Present => "present_people",
                    _ => "people",
                };
                listed.push(Remark::of_file(Check::Total, Some(field), what).with_value(format!("{here} of {there}")));
            }
        }
    }

    fn named<'a>(&self, codes: impl Iterator<Item = &'a String>, side: &Side) -> String {
        let names: Vec<String> = codes
            .map(|code| match side.communities.get(code) {
                Some(member) => format!("{} {code}", member.name),
                None => self.names.called(code),
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        few(&names)
    }

    /// Towns of the register without one community in the file, in counties of which it has some.
    fn towns_left_out(&self) -> Option<Remark> {
        let counties = self.file.sums(UnitLevel::County);
        let towns = self.file.sums(UnitLevel::Town);
        let given = self.given.sums(UnitLevel::Town);
        let left: Vec<String> = given
            .iter()
            .filter(|(town, sum)| {
                let county = AreaCode::parse(town).and_then(|code| above(&code, UnitLevel::County));
                !sum.codes.is_empty()
                    && !towns.contains_key(*town)
                    && county.is_some_and(|county| counties.contains_key(&county))
            })
            .map(|(town, sum)| format!("{} ({} communities)", self.names.called(town), sum.codes.len()))
            .collect();
        let names: Vec<&str> = left.iter().map(String::as_str).collect();
        (!left.is_empty()).then(|| {
            let what = format!(
                "{} towns of {} have no community in the file: {}",
                left.len(),
                self.register,
                few(&names)
            );
            Remark::of_file(Check::Total, Some("code"), what).with_value(left.len().to_string())
        })
    }
}

impl Side {
    /// Whether the community has a code by which it can be summed up.
    fn add_community(&mut self, row: &CommunityRecord) -> bool {
        let code = row.code.as_ref().and_then(|code| AreaCode::parse(&code.value));
        let Some(code) = code.filter(|code| code.level() == UnitLevel::Community) else {
            return false;
        };
        let member = Member {
            name: row.name.clone(),
            people: latest(&row.populations),
        };
        self.communities.insert(code.as_str().to_owned(), member);
        true
    }

    fn add_unit(&mut self, unit: &RegisterRecord) {
        let people = latest(&unit.populations);
        if unit.level == UnitLevel::Community {
            let member = Member {
                name: unit.name.clone(),
                people,
            };
            self.communities.insert(unit.code.value.clone(), member);
            return;
        }
        for (basis, people) in BASES.into_iter().zip(people) {
            if let Some(people) = people {
                self.own.insert((unit.code.value.clone(), basis), people);
            }
        }
    }

    /// Units of a level with what their communities add up to.
    fn sums(&self, level: UnitLevel) -> BTreeMap<String, Sum> {
        let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
        for (code, member) in &self.communities {
            let Some(unit) = AreaCode::parse(code).and_then(|code| above(&code, level)) else {
                continue;
            };
            let sum = sums.entry(unit).or_insert_with(|| Sum {
                people: [Some(Persons::NONE); 3],
                ..Sum::default()
            });
            sum.codes.insert(code.clone());
            for (sum, own) in sum.people.iter_mut().zip(member.people) {
                *sum = sum.zip(own).map(|(sum, own)| sum + own);
            }
        }
        for (unit, _) in self.own.keys() {
            let own = AreaCode::parse(unit).filter(|code| code.level() == level);
            if let Some(code) = own {
                sums.entry(code.as_str().to_owned()).or_default();
            }
        }
        sums
    }
}

/// The latest count on each basis.
fn latest(populations: &[Population]) -> [Option<Persons>; 3] {
    BASES.map(|basis| {
        let counted = populations.iter().filter(|one| one.basis == basis);
        counted.max_by(|a, b| a.as_of.cmp(&b.as_of)).map(|one| one.people)
    })
}
