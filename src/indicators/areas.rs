//! The areas that communities lie in, as their codes tell: what a board leads through, from the province down to the community.

use std::collections::BTreeMap;

use super::records::Records;
use crate::domain::area_code::{AreaCode, UnitLevel};

/// An area of some level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaLine {
    /// Its code, twelve digits.
    pub code: String,
    /// Its level.
    pub level: UnitLevel,
    /// Its name; empty where no row says it.
    pub name: String,
    /// Communities in it.
    pub communities: usize,
}

/// Every area, by level and code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Areas(BTreeMap<(UnitLevel, String), AreaLine>);

impl Areas {
    /// The areas that communities with whole codes lie in.
    pub fn of(records: &Records) -> Self {
        let units = records.communities.iter().chain(&records.towns).chain(&records.above);
        let names: BTreeMap<&str, &str> = units.map(|unit| (unit.code.as_str(), unit.name.as_str())).collect();
        let mut areas: BTreeMap<(UnitLevel, String), AreaLine> = BTreeMap::new();
        for unit in &records.communities {
            if unit.code.len() != 12 || AreaCode::parse(&unit.code).is_none() {
                continue;
            }
            for level in UnitLevel::ALL {
                let code = format!("{:0<12}", &unit.code[..level.digits()]);
                let line = areas.entry((level, code)).or_insert_with_key(|(level, code)| AreaLine {
                    name: (*names.get(code.as_str()).unwrap_or(&"")).to_owned(),
                    code: code.clone(),
                    level: *level,
                    communities: 0,
                });
                line.communities += 1;
            }
        }
        Self(areas)
    }

    /// Some of them.
    #[must_use]
    pub fn only(mut self, keep: impl Fn(&AreaLine) -> bool) -> Self {
        self.0.retain(|_, line| keep(line));
        self
    }

    /// Those above communities, provinces first, by code. A county that bears the code of its prefecture is the prefecture.
    pub fn above_communities(&self) -> impl Iterator<Item = &AreaLine> {
        let own_level = |line: &&AreaLine| AreaCode::parse(&line.code).is_some_and(|code| code.level() == line.level);
        self.0
            .values()
            .filter(|line| line.level < UnitLevel::Community)
            .filter(own_level)
    }

    /// The area of a whole code.
    pub fn find(&self, code: &str) -> Option<&AreaLine> {
        let level = AreaCode::parse(code).filter(|_| code.len() == 12)?.level();
        self.0.get(&(level, code.to_owned()))
    }

    /// The areas in one, or in all that there is: of the largest level of which there are several, else its communities. None in a community.
    pub fn below(&self, area: Option<&AreaLine>) -> Vec<&AreaLine> {
        let own = area.map(|area| area.level);
        let within = area.map_or("", AreaLine::digits);
        for level in UnitLevel::ALL.into_iter().filter(|level| Some(*level) > own) {
            let first = (level, format!("{within:0<12}"));
            let lines = self.0.range(first..).map(|(_, line)| line);
            let lines: Vec<&AreaLine> = lines
                .take_while(|line| line.level == level && line.code.starts_with(within))
                .collect();
            if lines.len() > 1 || level == UnitLevel::Community {
                return lines;
            }
        }
        Vec::new()
    }
}

impl AreaLine {
    /// The leading digits that everything in it shares.
    pub fn digits(&self) -> &str {
        &self.code[..self.level.digits()]
    }
}
