//! Circle profiles (`data/circles/*.toml`). No plan defines its circle: it gives minutes and a name, so the geometry is data that a
//! planner can read, edit and version.

use serde::Deserialize;

use super::category::Catalogue;
pub use super::circle_error::CircleError;
pub use super::circle_pace::{GroupPace, GroupSpeeds};
use crate::units::{Metres, MetresPerSecond, Millimetres};

/// One circle: how far, how measured, to which services.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircleProfile {
    /// `service-15`.
    pub id: String,
    /// Raised whenever the profile changes.
    pub version: u32,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// How well the profile is evidenced (V, V2, R, C, D).
    pub mark: String,
    /// Where it comes from.
    pub source: String,
    /// Which communities it is for.
    pub applies_to: AppliesTo,
    /// How people move.
    pub mode: Mode,
    /// Minutes; they govern where `metres` is absent.
    pub minutes: f64,
    /// Metres of the walk; they govern where present.
    pub metres: Option<f64>,
    /// Speed in metres a second.
    pub speed_mps: f64,
    /// Walked length over straight length.
    pub detour: f64,
    /// A facility exactly on the limit is inside. Always true; written out so that nobody has to guess.
    pub inclusive: bool,
    /// Farthest access leg to a street, in metres.
    pub snap_limit_m: f64,
    /// The travel profile along streets (`data/profiles`); the usual one of the mode where it is not named.
    pub travel: Option<String>,
    /// The share of residents that makes a community covered. No plan gives one.
    pub theta: Option<f64>,
    /// Low and high choice of speed and detour.
    pub sensitivity: Sensitivity,
    /// The paces of groups of people.
    #[serde(default)]
    pub speeds: GroupSpeeds,
    /// Other ways to move, reported as lines of their own.
    #[serde(default, rename = "second_line")]
    pub second_lines: Vec<SecondLine>,
    /// What counts.
    #[serde(default)]
    pub switches: Switches,
    /// One result each.
    #[serde(rename = "group")]
    pub groups: Vec<ServiceGroup>,
}

/// Which communities a circle is for, by committee type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppliesTo {
    /// Every community.
    All,
    /// Residents' committees.
    Urban,
    /// Villagers' committees.
    Rural,
}

/// How people move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// On foot.
    Walk,
    /// By bicycle.
    Cycle,
}

impl Mode {
    /// The word that results carry.
    pub fn key(self) -> &'static str {
        match self {
            Self::Walk => "walk",
            Self::Cycle => "cycle",
        }
    }
}

/// The two ends of what speed and detour could be.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sensitivity {
    /// Slow and winding.
    pub low: Pace,
    /// Fast and direct.
    pub high: Pace,
}

/// A speed and a detour factor.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// Metres a second.
    pub speed_mps: f64,
    /// Walked length over straight length.
    pub detour: f64,
}

/// Another way to move within the same minutes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondLine {
    /// `cycle`.
    pub key: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Metres a second; not for the best of all.
    #[serde(default)]
    pub speed_mps: f64,
    /// The travel profile along streets, at its own speed; the one called as the line, at the line's speed, where none is named.
    pub travel: Option<String>,
    /// Not a way of its own: people who are within by the headline or by any other line.
    #[serde(default)]
    pub best_of_all: bool,
}

/// Which doubtful facilities count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Switches {
    /// Grounds inside schools.
    pub school_grounds: SchoolGrounds,
    /// Whether venues known to charge count.
    pub paid_venues: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            school_grounds: SchoolGrounds::OpenOnly,
            paid_venues: true,
        }
    }
}

/// When a school's grounds count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolGrounds {
    /// Where the source says that they are open to residents.
    OpenOnly,
    /// Always.
    All,
    /// Never.
    None,
}

/// A service: any of its categories will do.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceGroup {
    /// `pharmacy`, `community_service`.
    pub key: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Keys of the catalogue.
    pub any_of: Vec<String>,
}

/// What the name of a circle measured along the streets ends in.
pub const STREETS_SUFFIX: &str = "-streets";

/// The profiles that come with the program.
pub const SHIPPED: [&str; 9] = [
    include_str!("../../data/circles/service-15.toml"),
    include_str!("../../data/circles/service-10.toml"),
    include_str!("../../data/circles/fitness-15.toml"),
    include_str!("../../data/circles/convenience-15.toml"),
    include_str!("../../data/circles/rural-usual-mode.toml"),
    include_str!("../../data/circles/gb50180-15.toml"),
    include_str!("../../data/circles/gb50180-10.toml"),
    include_str!("../../data/circles/gb50180-5.toml"),
    include_str!("../../data/circles/park-500.toml"),
];

impl CircleProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, CircleError> {
        let profile: Self = toml::from_str(text).map_err(|e| CircleError::Form(e.to_string()))?;
        profile.check()?;
        Ok(profile)
    }

    /// A shipped profile by its name.
    ///
    /// ```
    /// use yike::domain::circle::CircleProfile;
    /// let circle = CircleProfile::shipped("service-15").expect("it is shipped");
    /// assert_eq!(circle.limit().0, 990_000);                 // millimetres of walk
    /// assert!((circle.radius().0 - 761.538).abs() < 0.001);  // straight, at 1.3
    /// ```
    ///
    /// # Errors
    /// [`CircleError::NoSuch`].
    pub fn shipped(name: &str) -> Result<Self, CircleError> {
        let mut known = Vec::new();
        for text in SHIPPED {
            let profile = Self::parse(text)?;
            if profile.id == name {
                return Ok(profile);
            }
            known.push(profile.id);
        }
        Err(CircleError::NoSuch {
            name: name.to_owned(),
            known,
        })
    }

    /// Whether every category that the profile names is in the catalogue.
    ///
    /// # Errors
    /// [`CircleError::UnknownCategory`], with the nearest known one.
    pub fn check_against(&self, catalogue: &Catalogue) -> Result<(), CircleError> {
        for group in &self.groups {
            if let Some(category) = group.any_of.iter().find(|key| catalogue.get(key).is_none()) {
                return Err(CircleError::UnknownCategory {
                    circle: self.id.clone(),
                    group: group.key.clone(),
                    category: category.clone(),
                    nearest: catalogue.nearest(category).map(|known| known.key.clone()),
                });
            }
        }
        Ok(())
    }

    /// The same circle measured along the streets, under a name of its own: both may stand in one table.
    #[must_use]
    pub fn along_streets(&self) -> Self {
        Self {
            id: format!("{}{STREETS_SUFFIX}", self.id),
            ..self.clone()
        }
    }

    /// The name of the profile's file, whatever it was measured by.
    pub fn base_id(&self) -> &str {
        self.id.strip_suffix(STREETS_SUFFIX).unwrap_or(&self.id)
    }

    /// The longest walk, as compared: whole millimetres.
    pub fn limit(&self) -> Millimetres {
        self.limit_at(MetresPerSecond(self.speed_mps))
    }

    /// The longest walk at another speed. Metres, where they govern, do not change with it.
    pub fn limit_at(&self, speed: MetresPerSecond) -> Millimetres {
        Millimetres::round(Metres(self.metres.unwrap_or(self.minutes * 60.0 * speed.0)))
    }

    /// The straight-line radius that the detour factor leaves of the walk.
    pub fn radius(&self) -> Metres {
        self.radius_at(MetresPerSecond(self.speed_mps))
    }

    /// The radius at another speed.
    pub fn radius_at(&self, speed: MetresPerSecond) -> Metres {
        Metres(self.limit_at(speed).metres() / self.detour)
    }

    fn check(&self) -> Result<(), CircleError> {
        let circle = || self.id.clone();
        let paces = [
            ("sensitivity.low", self.sensitivity.low),
            ("sensitivity.high", self.sensitivity.high),
        ];
        let mut numbers = vec![
            ("minutes", self.minutes, 0.0, 240.0, "above 0, at most 240"),
            (
                "speed_mps",
                self.speed_mps,
                0.0,
                40.0,
                "above 0, at most 40 metres a second",
            ),
            ("detour", self.detour, 0.999_999, 5.0, "1 to 5"),
            (
                "snap_limit_m",
                self.snap_limit_m,
                0.0,
                5000.0,
                "above 0, at most 5000 metres",
            ),
        ];
        numbers.extend(
            self.metres
                .map(|m| ("metres", m, 0.0, 50_000.0, "above 0, at most 50,000")),
        );
        numbers.extend(self.theta.map(|t| ("theta", t, 0.0, 1.0, "above 0, at most 1")));
        for (field, pace) in paces {
            numbers.push((
                field,
                pace.speed_mps,
                0.0,
                40.0,
                "a speed above 0, at most 40 metres a second",
            ));
            numbers.push((field, pace.detour, 0.999_999, 5.0, "a detour of 1 to 5"));
        }
        let GroupSpeeds {
            elderly,
            wheelchair,
            minors,
        } = self.speeds;
        for (field, speed) in [
            ("speeds.elderly", elderly),
            ("speeds.wheelchair", wheelchair),
            ("speeds.minors", minors),
        ] {
            numbers.extend(speed.map(|speed| (field, speed, 0.0, 40.0, "above 0, at most 40 metres a second")));
        }
        for line in self.second_lines.iter().filter(|line| !line.best_of_all) {
            numbers.push((
                "second_line.speed_mps",
                line.speed_mps,
                0.0,
                40.0,
                "above 0, at most 40 metres a second",
            ));
        }
        for (field, value, above, most, must) in numbers {
            if !(value > above && value <= most) {
                return Err(CircleError::Number {
                    circle: circle(),
                    field,
                    value,
                    must,
                });
            }
        }
        if !self.inclusive {
            return Err(CircleError::Exclusive(circle()));
        }
        if self.groups.is_empty() {
            return Err(CircleError::Empty {
                circle: circle(),
                group: String::new(),
            });
        }
        let twice = |(position, group): &(usize, &ServiceGroup)| {
            self.groups[..*position].iter().any(|other| other.key == group.key)
        };
        if let Some((_, group)) = self.groups.iter().enumerate().find(twice) {
            return Err(CircleError::GroupTwice {
                circle: circle(),
                group: group.key.clone(),
            });
        }
        match self.groups.iter().find(|group| group.any_of.is_empty()) {
            Some(group) => Err(CircleError::Empty {
                circle: circle(),
                group: group.key.clone(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category;
    use crate::domain::people_group::PeopleGroup;

    #[test]
    fn every_shipped_profile_is_sound_and_names_known_categories() {
        let catalogue = Catalogue::parse(category::SHIPPED).expect("the shipped catalogue is sound");
        for text in SHIPPED {
            let profile = CircleProfile::parse(text).expect("a shipped profile is sound");
            assert_eq!(profile.theta, None, "{}: no plan gives a share", profile.id);
            assert_eq!(profile.check_against(&catalogue), Ok(()));
        }
    }

    #[test]
    fn a_group_without_a_pace_has_everybodys_and_one_with_a_pace_keeps_it() {
        let mut circle = CircleProfile::shipped("service-15").expect("shipped");
        circle.speeds.wheelchair = None;
        assert_eq!(circle.pace_of(PeopleGroup::Disabled), None);
        for (group, wanted) in [(PeopleGroup::Disabled, 1.1), (PeopleGroup::Elderly, 0.8)] {
            let pace = circle.with_pace_of(group).pace_of(group).expect("it has one now");
            assert_eq!((pace.group, pace.speed), (group, MetresPerSecond(wanted)));
        }
        circle.metres = Some(500.0);
        assert_eq!(
            circle.with_pace_of(PeopleGroup::Minors).pace_of(PeopleGroup::Minors),
            None,
            "metres do not change with the pace"
        );
    }

    #[test]
    fn the_service_circle_has_fourteen_services() {
        for name in ["service-15", "service-10"] {
            assert_eq!(
                CircleProfile::shipped(name).expect("shipped").groups.len(),
                14,
                "{name}"
            );
        }
    }

    #[test]
    fn a_speed_of_nothing_is_refused_with_its_field() {
        let text = SHIPPED[0].replace("speed_mps = 1.1", "speed_mps = 0.0");
        assert!(matches!(
            CircleProfile::parse(&text),
            Err(CircleError::Number { field: "speed_mps", .. })
        ));
        let text = SHIPPED[0].replace("inclusive = true", "inclusive = false");
        assert!(matches!(CircleProfile::parse(&text), Err(CircleError::Exclusive(_))));
    }
}
