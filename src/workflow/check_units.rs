//! Communities of the register and of the map, and the towns above them, joined by code: codes of other years are followed to the unit that
//! they became, or were before.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::area_code::{UnitLevel, is_whole};
use crate::domain::community::{CommitteeType, Population, PopulationBasis};
use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::Decimal;
use crate::domain::record::{CommunityRecord, RegisterRecord, SuccessionRecord};
use crate::domain::roster::Figure;
use crate::domain::succession::{Followed, Successions};
use crate::indicators::{Records, UnitRow};
use crate::store::{StoredTown, StoredUnit};

/// Which community something belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Places {
    /// This one.
    One(usize),
    /// One of these, and nothing says which.
    Among(Vec<usize>),
    /// Nobody knows.
    None,
}

/// Where codes and outlines lead.
pub(super) struct Units {
    by_code: BTreeMap<String, usize>,
    towns: BTreeMap<String, usize>,
    /// By the id of the map's row. An outline that was made, or one of a community that was split, does not say where things lie.
    by_outline: BTreeMap<i64, Places>,
    successions: Successions,
    followed: Cell<usize>,
    parted: Cell<usize>,
}

impl Units {
    /// The community of a code.
    pub(super) fn community(&self, code: &str) -> Places {
        let found = join(&self.by_code, &self.successions, code);
        match &found {
            Places::One(_) if !self.by_code.contains_key(code) => self.followed.set(self.followed.get() + 1),
            Places::Among(_) => self.parted.set(self.parted.get() + 1),
            Places::One(_) | Places::None => {}
        }
        found
    }

    /// The community of an outline.
    pub(super) fn of_outline(&self, id: i64) -> Places {
        self.by_outline.get(&id).cloned().unwrap_or(Places::None)
    }

    /// The communities of an outline, whatever it says of what lies in it.
    pub(super) fn outlined(&self, id: i64) -> Option<usize> {
        match self.by_outline.get(&id)? {
            Places::One(at) => Some(*at),
            Places::Among(some) if some.len() == 1 => some.first().copied(),
            Places::Among(_) | Places::None => None,
        }
    }

    /// Whether a code is one of another year, that is followed.
    pub(super) fn is_followed(&self, code: &str) -> bool {
        !self.by_code.contains_key(code) && matches!(join(&self.by_code, &self.successions, code), Places::One(_))
    }

    /// The town of a whole code.
    pub(super) fn town(&self, code: &str) -> Option<usize> {
        let code = format!("{:0<12}", code.get(..9)?);
        match join(&self.towns, &self.successions, &code) {
            Places::One(at) => Some(at),
            Places::Among(_) | Places::None => None,
        }
    }

    /// The town whose own code this is.
    pub(super) fn town_itself(&self, code: &str) -> Option<usize> {
        match join(&self.towns, &self.successions, code) {
            Places::One(at) => Some(at),
            Places::Among(_) | Places::None => None,
        }
    }

    /// What a person should know of the codes that were followed.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.followed.get() > 0 {
            remarks.push(format!(
                "{} codes of places are those of other years; they were followed by the table of successions",
                self.followed.get()
            ));
        }
        if self.parted.get() > 0 {
            remarks.push(format!(
                "{} codes of places lead to several communities (split, or merged since), and nothing says which is meant: the places may be in any of them",
                self.parted.get()
            ));
        }
        remarks
    }
}

fn join(by_code: &BTreeMap<String, usize>, successions: &Successions, code: &str) -> Places {
    let is_one = |code: &str| by_code.contains_key(code);
    match successions.follow(code, is_one) {
        Followed::Same => by_code.get(code).map_or(Places::None, |at| Places::One(*at)),
        Followed::One(code) => by_code.get(&code).map_or(Places::None, |at| Places::One(*at)),
        Followed::Among(codes) => Places::Among(codes.iter().filter_map(|code| by_code.get(code).copied()).collect()),
        Followed::Nowhere => Places::None,
    }
}

/// Puts communities and towns into the records.
pub(super) fn units(
    records: &mut Records,
    town: &StoredTown,
    register: &[StoredUnit],
    successions: &[SuccessionRecord],
    day: Option<Day>,
    remarks: &mut Vec<String>,
) -> Units {
    let successions = Successions::new(successions, day);
    let mut rows: Vec<UnitRow> = Vec::new();
    let mut by_code: BTreeMap<String, usize> = BTreeMap::new();
    for unit in register.iter().filter(|row| row.record.level == UnitLevel::Community) {
        let own = of_register(&unit.record, day);
        if let Some(at) = by_code.get(&own.code) {
            // Several files may speak of one community; what the latest does not say the others add.
            add(&mut rows[*at], own);
        } else {
            by_code.insert(own.code.clone(), rows.len());
            rows.push(own);
        }
    }
    records.listed = !rows.is_empty();
    remarks.extend(in_several(register));
    remarks.extend(revoked(&rows, &successions));
    let mut outlines: Vec<(i64, Places, bool)> = Vec::new();
    let mut beyond = 0;
    for row in &town.communities {
        let own = of_map(&row.record, day);
        let joined = match own.code.as_str() {
            "" => Places::None,
            code => join(&by_code, &successions, code),
        };
        match joined {
            Places::One(at) => {
                let made = own.provisional;
                let unit = &mut rows[at];
                unit.has_outline |= !made;
                unit.outline_is_made |= made;
                // What is counted within the border of another year is not what the unit of today has.
                if unit.code == own.code {
                    add(unit, own);
                }
                outlines.push((row.id, Places::One(at), made));
            }
            Places::Among(some) => {
                for at in &some {
                    rows[*at].has_outline |= !own.provisional;
                }
                outlines.push((row.id, Places::Among(some), own.provisional));
            }
            Places::None => {
                beyond += usize::from(records.listed);
                outlines.push((row.id, Places::One(rows.len()), false));
                rows.push(own);
            }
        }
    }
    if beyond > 0 {
        remarks.push(format!(
            "{beyond} communities of the map are not in the register by their code; they are counted beside those of the register"
        ));
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| (&rows[*a].code, a).cmp(&(&rows[*b].code, b)));
    let mut position = vec![0; rows.len()];
    for (at, old) in order.iter().enumerate() {
        position[*old] = at;
    }
    let mut sorted: Vec<Option<UnitRow>> = rows.into_iter().map(Some).collect();
    records.communities = order.iter().filter_map(|old| sorted[*old].take()).collect();
    let by_outline = outlines.into_iter().map(|(id, place, made)| {
        let place = match place {
            Places::One(at) if made => Places::Among(vec![position[at]]),
            Places::One(at) => Places::One(position[at]),
            Places::Among(some) => Places::Among(some.into_iter().map(|at| position[at]).collect()),
            Places::None => Places::None,
        };
        (id, place)
    });
    let by_outline = by_outline.collect();
    towns(records, register, day);
    Units {
        by_code: positions(&records.communities),
        towns: positions(&records.towns),
        by_outline,
        successions,
        followed: Cell::new(0),
        parted: Cell::new(0),
    }
}

/// Units that stand in several files of the register, as of other years under other names.
fn in_several(register: &[StoredUnit]) -> Option<String> {
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in register {
        files.entry(&row.record.code.value).or_default().insert(&row.source);
    }
    let several: Vec<&BTreeSet<&str>> = files.values().filter(|files| files.len() > 1).collect();
    let names: BTreeSet<&str> = several.iter().flat_map(|files| files.iter().copied()).collect();
    (!several.is_empty()).then(|| {
        format!(
            "{} units stand in several files of the register ({}): what the one says whose data are true from the latest day on counts, and the others add what it leaves out; a later year's register takes the place of the earlier one's when it is imported under the same file name, or with --alone",
            several.len(),
            names.into_iter().collect::<Vec<_>>().join(", ")
        )
    })
}

/// Codes of the register whose units are no more.
fn revoked(rows: &[UnitRow], successions: &Successions) -> Option<String> {
    let gone: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let became: Vec<&str> = successions.became(&row.code)?.iter().map(String::as_str).collect();
            Some(format!("{} became {}", row.code, became.join(" and ")))
        })
        .collect();
    let shown: Vec<&str> = gone.iter().take(MOST_SHOWN).map(String::as_str).collect();
    let more = if gone.len() > shown.len() { ", ..." } else { "" };
    (!gone.is_empty()).then(|| {
        format!(
            "{} codes of the register were revoked by the table of successions ({}{more}): the register is older than the table; they are counted as they stand there",
            gone.len(),
            shown.join(", ")
        )
    })
}

/// Codes that a remark names.
const MOST_SHOWN: usize = 5;

fn positions(units: &[UnitRow]) -> BTreeMap<String, usize> {
    // Of several rows with one code, as those without any, none is meant by it.
    let coded = units.iter().zip(0..).filter(|(unit, _)| !unit.code.is_empty());
    coded.map(|(unit, at)| (unit.code.clone(), at)).collect()
}

/// What one row does not say another adds.
fn add(unit: &mut UnitRow, other: UnitRow) {
    unit.committee = unit.committee.or(other.committee);
    for (key, figure) in other.figures {
        unit.figures.entry(key).or_insert(figure);
    }
}

fn of_register(record: &RegisterRecord, day: Option<Day>) -> UnitRow {
    let mut figures = figures(record.households, &record.populations, day);
    figures.extend(record.figures.iter().map(|(key, figure)| (key.clone(), figure.clone())));
    UnitRow {
        code: record.code.value.clone(),
        name: record.name.clone(),
        committee: record.committee_type,
        figures,
        ..UnitRow::default()
    }
}

fn of_map(record: &CommunityRecord, day: Option<Day>) -> UnitRow {
    UnitRow {
        code: record.code.as_ref().map(|code| code.value.clone()).unwrap_or_default(),
        name: record.name.clone(),
        committee: record
            .committee_type
            .or_else(|| record.code.as_ref().and_then(CommitteeType::of_code)),
        provisional: record.provisional,
        has_outline: true,
        figures: figures(record.households, &record.populations, day),
        ..UnitRow::default()
    }
}

/// Households and the latest count of usual residents by the day, as figures.
fn figures(households: Option<u32>, populations: &[Population], day: Option<Day>) -> BTreeMap<String, Figure> {
    let mut figures = BTreeMap::new();
    if let Some(households) = households {
        let number = Decimal::whole(i64::from(households));
        figures.insert("households".to_owned(), Figure::Number(number));
    }
    let by_then = |population: &&Population| {
        let own = population.as_of.as_ref().and_then(|text| text.parse::<Day>().ok());
        day.zip(own).is_none_or(|(day, own)| own <= day)
    };
    let usual = populations
        .iter()
        .filter(|population| population.basis == PopulationBasis::Usual)
        .filter(by_then);
    if let Some(latest) = usual.max_by(|a, b| a.as_of.cmp(&b.as_of)) {
        figures.insert("usual_population".to_owned(), Figure::Number(Decimal(latest.people.0)));
        for group in PeopleGroup::ALL {
            let counted = latest.groups.get(group);
            figures.extend(counted.map(|people| (group.key().to_owned(), Figure::Number(Decimal(people.0)))));
        }
    }
    figures
}

/// Towns of the register, and those that the codes of communities tell of; and the units above them that the register has.
fn towns(records: &mut Records, register: &[StoredUnit], day: Option<Day>) {
    let mut towns: BTreeMap<String, UnitRow> = BTreeMap::new();
    let mut above: BTreeMap<String, UnitRow> = BTreeMap::new();
    for unit in register {
        let rows = match unit.record.level {
            UnitLevel::Community => continue,
            UnitLevel::Town => &mut towns,
            UnitLevel::County | UnitLevel::Prefecture | UnitLevel::Province => &mut above,
        };
        let row = of_register(&unit.record, day);
        match rows.get_mut(&row.code) {
            Some(there) => add(there, row),
            None => {
                rows.insert(row.code.clone(), row);
            }
        }
    }
    for unit in records.communities.iter().filter(|unit| is_whole(&unit.code)) {
        let code = format!("{:0<12}", &unit.code[..9]);
        towns.entry(code.clone()).or_insert_with(|| UnitRow {
            name: code.clone(),
            code,
            ..UnitRow::default()
        });
    }
    records.towns = towns.into_values().collect();
    records.above = above.into_values().collect();
}
