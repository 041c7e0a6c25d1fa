//! Groups of people who move at a pace of their own and whose needs the plans put first: the elderly, minors, disabled people.

use serde::{Deserialize, Serialize};

use crate::units::Persons;

/// A group that a census counts apart. Somebody may be of several: groups are never added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum PeopleGroup {
    /// 老年人: by default those of 60 and more; a source may draw the line elsewhere.
    Elderly,
    /// 未成年人: those under 18.
    Minors,
    /// 残疾人. Their pace and their ways are those of a wheelchair.
    Disabled,
}

impl PeopleGroup {
    /// All of them, in the order of results.
    pub const ALL: [Self; 3] = [Self::Elderly, Self::Minors, Self::Disabled];

    /// The word of results and columns.
    pub fn key(self) -> &'static str {
        match self {
            Self::Elderly => "elderly",
            Self::Minors => "minors",
            Self::Disabled => "disabled",
        }
    }

    /// The travel profile of the group on foot (`data/profiles`).
    pub fn travel(self) -> &'static str {
        match self {
            Self::Elderly => "walk-elderly",
            Self::Minors => "walk-minors",
            Self::Disabled => "wheelchair",
        }
    }

    /// The column of communities, hamlets and population points that counts it, with what it is called in Chinese tables.
    pub fn columns(self) -> &'static str {
        match self {
            Self::Elderly => "elderly_people (老年人口, 60岁及以上人口)",
            Self::Minors => "minor_people (未成年人, 0-17岁人口)",
            Self::Disabled => "disabled_people (残疾人, 持证残疾人)",
        }
    }

    /// The name that people read.
    pub fn name(self, chinese: bool) -> &'static str {
        match (self, chinese) {
            (Self::Elderly, true) => "老年人",
            (Self::Elderly, false) => "Elderly",
            (Self::Minors, true) => "未成年人",
            (Self::Minors, false) => "Minors",
            (Self::Disabled, true) => "残疾人（轮椅）",
            (Self::Disabled, false) => "Disabled (wheelchair)",
        }
    }
}

/// How many of some people are of each group; `None` where nobody counted that group. Small, because there may be millions of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub struct GroupCounts([Persons; 3]);

/// What stands where nobody counted: no number of people.
const NOBODY_COUNTED: Persons = Persons(-1);

impl GroupCounts {
    /// Nobody counted any group.
    pub const UNCOUNTED: Self = Self([NOBODY_COUNTED; 3]);

    /// A group's count.
    pub fn get(&self, group: PeopleGroup) -> Option<Persons> {
        Some(self.0[group as usize]).filter(|people| *people != NOBODY_COUNTED)
    }

    /// Sets a group's count.
    pub fn set(&mut self, group: PeopleGroup, people: Option<Persons>) {
        self.0[group as usize] = people.unwrap_or(NOBODY_COUNTED);
    }

    /// Whether some group was counted.
    pub fn any(&self) -> bool {
        PeopleGroup::ALL.into_iter().any(|group| self.get(group).is_some())
    }
}

impl Default for GroupCounts {
    fn default() -> Self {
        Self::UNCOUNTED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_kept_by_group() {
        let mut counts = GroupCounts::UNCOUNTED;
        assert!(!counts.any());
        for (group, people) in PeopleGroup::ALL.into_iter().zip(1..) {
            counts.set(group, Some(Persons::whole(people)));
        }
        assert_eq!(counts.get(PeopleGroup::Elderly), Some(Persons::whole(1)));
        assert_eq!(counts.get(PeopleGroup::Minors), Some(Persons::whole(2)));
        assert_eq!(counts.get(PeopleGroup::Disabled), Some(Persons::whole(3)));
    }
}
