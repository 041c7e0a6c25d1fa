//! The paces of groups of people within a circle.

use serde::Deserialize;

use super::circle::CircleProfile;
use super::people_group::PeopleGroup;
use crate::units::MetresPerSecond;

/// Metres a second of each group that has a pace of its own.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSpeeds {
    /// 老年人.
    pub elderly: Option<f64>,
    /// 轮椅: the pace, and along streets the ways, of disabled people.
    pub wheelchair: Option<f64>,
    /// 未成年人.
    pub minors: Option<f64>,
}

/// A group of people and how it moves within a circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupPace {
    /// Who.
    pub group: PeopleGroup,
    /// How fast.
    pub speed: MetresPerSecond,
}

impl CircleProfile {
    /// The groups that are counted at a pace of their own, in the order of [`PeopleGroup::ALL`]. Where metres govern, pace changes nothing, and
    /// only the group whose ways differ is left.
    pub fn paces(&self) -> Vec<GroupPace> {
        let GroupSpeeds {
            elderly,
            wheelchair,
            minors,
        } = self.speeds;
        let governed = |group: &PeopleGroup| self.metres.is_none() || *group == PeopleGroup::Disabled;
        PeopleGroup::ALL
            .into_iter()
            .filter(governed)
            .filter_map(|group| {
                let speed = match group {
                    PeopleGroup::Elderly => elderly,
                    PeopleGroup::Minors => minors,
                    PeopleGroup::Disabled => wheelchair,
                };
                speed.map(|speed| GroupPace {
                    group,
                    speed: MetresPerSecond(speed),
                })
            })
            .collect()
    }

    /// A group with its pace; none where it moves as everybody does.
    pub fn pace_of(&self, group: PeopleGroup) -> Option<GroupPace> {
        self.paces().into_iter().find(|pace| pace.group == group)
    }

    /// The same circle with everybody's pace for a group that it gives none: the group is then told on its own ways at that pace.
    #[must_use]
    pub fn with_pace_of(&self, group: PeopleGroup) -> Self {
        let mut circle = self.clone();
        let own = match group {
            PeopleGroup::Elderly => &mut circle.speeds.elderly,
            PeopleGroup::Minors => &mut circle.speeds.minors,
            PeopleGroup::Disabled => &mut circle.speeds.wheelchair,
        };
        own.get_or_insert(self.speed_mps);
        circle
    }
}
