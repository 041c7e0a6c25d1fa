//! Which group of people.

use clap::ValueEnum;

use super::Language;
use crate::domain::assessment::Method;
use crate::domain::circle::{CircleProfile, GroupPace};
use crate::domain::people_group::PeopleGroup;

/// A group that is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Group {
    /// 老年人
    Elderly,
    /// 未成年人
    Minors,
    /// 残疾人, on the ways of a wheelchair
    Disabled,
}

impl From<Group> for PeopleGroup {
    fn from(group: Group) -> Self {
        match group {
            Group::Elderly => Self::Elderly,
            Group::Minors => Self::Minors,
            Group::Disabled => Self::Disabled,
        }
    }
}

/// Whose access figures are of, and how they move.
pub(super) fn of_group(circle: &CircleProfile, pace: GroupPace, method: Method, language: Language) -> String {
    let name = pace.group.name(language == Language::Zh);
    let (speed, radius) = (pace.speed.0, circle.radius_at(pace.speed).0);
    let how = match (circle.metres, method, language) {
        (Some(metres), _, Language::Zh) => format!("{metres:.0} 米"),
        (Some(metres), _, Language::En) => format!("{metres:.0} m"),
        (None, Method::Streets, Language::Zh) => format!("{speed} 米/秒"),
        (None, Method::Streets, Language::En) => format!("{speed} m/s"),
        (None, Method::Straight, Language::Zh) => format!("{speed} 米/秒，半径 {radius:.0} 米"),
        (None, Method::Straight, Language::En) => format!("{speed} m/s, radius {radius:.0} m"),
    };
    match language {
        Language::Zh => format!("仅统计{name}（{how}）；设施仍由所有人按通常步速共享"),
        Language::En => {
            format!("of this group alone: {name} ({how}); everybody comes to the sites, at everybody's pace")
        }
    }
}
