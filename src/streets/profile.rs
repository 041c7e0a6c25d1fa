//! Travel profiles (`data/profiles/*.toml`): who moves, what they may use, and how fast.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::facts::{OneWay, Surface, WayFacts};
use super::said::Said;
use super::stop_facts::{Obstacle, StopFacts};
use super::way_class::WayClass;
use crate::units::MetresPerSecond;

/// How somebody moves.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TravelProfile {
    /// `walk-adult`.
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
    /// Whose rights of way count.
    pub mode: Traveller,
    /// Speed on the flat, in metres a second. A circle's own speed stands in its place.
    pub speed_mps: f64,
    /// Speed between a door and the street, in metres a second, where it is not the same.
    pub access_speed_mps: Option<f64>,
    /// How gradient changes it.
    pub slope: Slope,
    /// Steepest gradient that can be used, rise over run.
    pub max_grade: Option<f64>,
    /// Half the width of the drawn polygon's strips, in metres.
    pub half_width_m: f64,
    /// Whether private ways and gates may be used.
    pub private: Private,
    /// Minutes lost before moving at all, such as waiting for a bus.
    #[serde(default)]
    pub wait_minutes: f64,
    /// Share of the speed by class of way; classes that are not named are closed unless a tag opens them.
    pub ways: BTreeMap<String, f64>,
    /// Share of the speed by surface: `paved`, `rough`, `loose`; 1 where not named, 0 closes.
    #[serde(default)]
    pub surfaces: BTreeMap<String, f64>,
    /// Whether obstacles of unsaid access let pass: `gate`, `bollard`, `stile`, `kerb`, `wall`; closed where not named.
    #[serde(default)]
    pub obstacles: BTreeMap<String, Passing>,
}

/// Whose rights of way count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Traveller {
    /// People on foot.
    Foot,
    /// People in wheelchairs: rights of people on foot, but no steps, kerbs and rough ground.
    Wheelchair,
    /// Bicycles and what counts as such.
    Bicycle,
    /// Motor vehicles.
    Motor,
}

/// How gradient changes speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slope {
    /// Tobler's hiking function, scaled to the profile's speed on the flat.
    Tobler,
    /// Not at all.
    Flat,
}

/// Whether private ways may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Private {
    /// They may.
    Open,
    /// They may not.
    Closed,
}

/// Whether something lets pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passing {
    /// It does.
    Open,
    /// It does not.
    Closed,
}

/// Why a profile can't be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProfileError {
    /// Not TOML of the right form.
    #[error("the travel profile can't be read: {0}")]
    Form(String),
    /// A number that can't be.
    #[error("travel profile {profile:?}: {field} is {value}, which must be {must}")]
    Number {
        /// The profile.
        profile: String,
        /// The field.
        field: String,
        /// What stands there.
        value: f64,
        /// What may stand there.
        must: &'static str,
    },
    /// A word that names no class, surface or obstacle.
    #[error("travel profile {profile:?}: [{table}] names {word:?}; it may name {}", .known.join(", "))]
    Word {
        /// The profile.
        profile: String,
        /// The table.
        table: &'static str,
        /// What stands there.
        word: String,
        /// What may stand there.
        known: Vec<&'static str>,
    },
    /// Nobody could go anywhere.
    #[error("travel profile {0:?} opens no way at all; name at least one class under [ways] with a share above 0")]
    ClosesAll(String),
    /// Nobody can go anywhere here.
    #[error(
        "travel profile {profile:?} opens none of the {stretches} stretches of street here; name their classes under [ways] with a share above 0, or import the ways that it uses"
    )]
    OpensNothing {
        /// The profile.
        profile: String,
        /// How many stretches the network has.
        stretches: usize,
    },
    /// A profile of one's own that goes by another's id.
    #[error("another travel profile is called {0:?} already; give yours an id of its own")]
    Twice(String),
    /// No such profile.
    #[error("no travel profile is called {name:?}; there are {}", .known.join(", "))]
    NoSuch {
        /// What was asked.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
}

/// The profiles that come with the program.
pub const SHIPPED: [&str; 8] = [
    include_str!("../../data/profiles/walk-adult.toml"),
    include_str!("../../data/profiles/walk-elderly.toml"),
    include_str!("../../data/profiles/walk-minors.toml"),
    include_str!("../../data/profiles/wheelchair.toml"),
    include_str!("../../data/profiles/cycle.toml"),
    include_str!("../../data/profiles/e-bike.toml"),
    include_str!("../../data/profiles/car.toml"),
    include_str!("../../data/profiles/bus-or-walk.toml"),
];

const SURFACES: [(&str, Surface); 3] = [
    ("paved", Surface::Paved),
    ("rough", Surface::Rough),
    ("loose", Surface::Loose),
];

impl TravelProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let profile: Self = toml::from_str(text).map_err(|e| ProfileError::Form(e.to_string()))?;
        profile.check()?;
        Ok(profile)
    }

    /// A shipped profile by its name, and its text.
    ///
    /// ```
    /// use yike::streets::TravelProfile;
    /// let (walk, _) = TravelProfile::shipped("walk-elderly").expect("it is shipped");
    /// assert_eq!(walk.speed_mps, 0.8);
    /// ```
    ///
    /// # Errors
    /// [`ProfileError::NoSuch`].
    pub fn shipped(name: &str) -> Result<(Self, &'static str), ProfileError> {
        let mut known = Vec::new();
        for text in SHIPPED {
            let profile = Self::parse(text)?;
            if profile.id == name {
                return Ok((profile, text));
            }
            known.push(profile.id);
        }
        Err(ProfileError::NoSuch {
            name: name.to_owned(),
            known,
        })
    }

    /// The same way of moving at another speed on the flat.
    #[must_use]
    pub fn at_speed(&self, speed: MetresPerSecond) -> Self {
        Self {
            speed_mps: speed.0,
            access_speed_mps: self.access_speed_mps.map(|own| own.min(speed.0)),
            ..self.clone()
        }
    }

    /// The same rights of way with a cost of one second a metre everywhere: for circles whose metres govern.
    #[must_use]
    pub fn by_length(&self) -> Self {
        Self {
            speed_mps: 1.0,
            access_speed_mps: None,
            slope: Slope::Flat,
            max_grade: None,
            wait_minutes: 0.0,
            ways: self
                .ways
                .iter()
                .filter(|(_, share)| **share > 0.0)
                .map(|(word, _)| (word.clone(), 1.0))
                .collect(),
            surfaces: self
                .surfaces
                .iter()
                .map(|(word, share)| (word.clone(), if *share > 0.0 { 1.0 } else { 0.0 }))
                .collect(),
            ..self.clone()
        }
    }

    /// Speed between a door and the street.
    pub fn access_speed(&self) -> MetresPerSecond {
        MetresPerSecond(self.access_speed_mps.unwrap_or(self.speed_mps))
    }

    /// Share of the speed on a way, along its line and against it; `None` where it is closed in that direction.
    pub fn shares(&self, facts: &WayFacts) -> [Option<f64>; 2] {
        let Some(share) = self.share(facts) else {
            return [None, None];
        };
        let oneway = match self.mode {
            Traveller::Foot | Traveller::Wheelchair => facts.oneway_foot,
            Traveller::Bicycle => facts.oneway_bicycle,
            Traveller::Motor => facts.oneway,
        };
        match oneway {
            OneWay::Both => [Some(share), Some(share)],
            OneWay::Along => [Some(share), None],
            OneWay::Against => [None, Some(share)],
        }
    }

    fn share(&self, facts: &WayFacts) -> Option<f64> {
        let said = match self.mode {
            Traveller::Foot | Traveller::Wheelchair => facts.foot,
            Traveller::Bicycle => facts.bicycle,
            Traveller::Motor => facts.motor,
        };
        let own = self.ways.get(facts.class.key()).copied().filter(|share| *share > 0.0);
        let slow = matches!(self.mode, Traveller::Foot | Traveller::Wheelchair);
        let share = match said {
            Said::No => return None,
            Said::Private if self.private == Private::Closed => return None,
            // Whoever is named may, whatever the class: but not on a ferry's own account, nor up steps in a wheelchair.
            Said::Yes if !matches!(facts.class, WayClass::Ferry | WayClass::Steps) => own.unwrap_or(1.0),
            _ if facts.motorroad && self.mode != Traveller::Motor => return None,
            _ if facts.sidewalk && slow => own.unwrap_or(1.0),
            _ => match own {
                Some(own) => own,
                None if self.mode == Traveller::Wheelchair && facts.wheelchair == Said::Yes => 1.0,
                None => return None,
            },
        };
        if self.mode == Traveller::Wheelchair && facts.wheelchair == Said::No {
            return None;
        }
        let surface = SURFACES
            .iter()
            .find(|(_, surface)| *surface == facts.surface)
            .and_then(|(word, _)| self.surfaces.get(*word))
            .copied()
            .unwrap_or(1.0);
        let allowed = f64::from(facts.maxspeed_kmh) / 3.6 / self.speed_mps;
        let limited = if self.mode == Traveller::Motor && facts.maxspeed_kmh > 0 {
            share.min(allowed)
        } else {
            share
        };
        Some(limited * surface).filter(|share| *share > 0.0)
    }

    /// Whether something that stands on a street lets pass.
    pub fn passes(&self, stop: &StopFacts) -> bool {
        let said = match self.mode {
            Traveller::Foot => stop.foot,
            Traveller::Wheelchair => stop.wheelchair,
            Traveller::Bicycle => stop.bicycle,
            Traveller::Motor => stop.motor,
        };
        match said {
            Said::Yes => true,
            Said::No => false,
            Said::Private if self.private == Private::Closed => false,
            Said::Private | Said::Unsaid => self.obstacles.get(stop.obstacle.key()) == Some(&Passing::Open),
        }
    }

    fn check(&self) -> Result<(), ProfileError> {
        let number = |field: &str, value: f64, most: f64, must: &'static str| {
            if value > 0.0 && value <= most {
                Ok(())
            } else {
                Err(ProfileError::Number {
                    profile: self.id.clone(),
                    field: field.to_owned(),
                    value,
                    must,
                })
            }
        };
        number("speed_mps", self.speed_mps, 40.0, "above 0, at most 40 metres a second")?;
        if let Some(speed) = self.access_speed_mps {
            number("access_speed_mps", speed, 40.0, "above 0, at most 40 metres a second")?;
        }
        if let Some(grade) = self.max_grade {
            number("max_grade", grade, 2.0, "above 0, at most 2 (rise over run)")?;
        }
        number("half_width_m", self.half_width_m, 500.0, "above 0, at most 500 metres")?;
        number("1 + wait_minutes", 1.0 + self.wait_minutes, 241.0, "1 to 241")?;
        let ways: Vec<&'static str> = WayClass::WAYS.map(WayClass::key).to_vec();
        let surfaces: Vec<&'static str> = SURFACES.map(|(word, _)| word).to_vec();
        let obstacles: Vec<&'static str> = Obstacle::ALL.map(Obstacle::key).to_vec();
        let known = |table: &'static str, word: &String, known: &Vec<&'static str>| {
            if known.contains(&word.as_str()) {
                Ok(())
            } else {
                Err(ProfileError::Word {
                    profile: self.id.clone(),
                    table,
                    word: word.clone(),
                    known: known.clone(),
                })
            }
        };
        for (table, shares, words) in [("ways", &self.ways, &ways), ("surfaces", &self.surfaces, &surfaces)] {
            for (word, share) in shares {
                known(table, word, words)?;
                number(
                    &format!("1 + {table}.{word}"),
                    1.0 + share,
                    4.0,
                    "1 to 4, for a share of 0 to 3",
                )?;
            }
        }
        for word in self.obstacles.keys() {
            known("obstacles", word, &obstacles)?;
        }
        if self.ways.values().all(|share| *share <= 0.0) {
            return Err(ProfileError::ClosesAll(self.id.clone()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> TravelProfile {
        TravelProfile::shipped(name).expect("shipped").0
    }

    #[test]
    fn every_shipped_profile_is_sound_and_no_two_share_a_name() {
        let mut ids: Vec<String> = SHIPPED
            .iter()
            .map(|text| TravelProfile::parse(text).expect("a shipped profile is sound").id)
            .collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), SHIPPED.len());
    }

    #[test]
    fn walkers_take_steps_at_half_speed_and_wheelchairs_not_at_all() {
        let steps = WayFacts::plain(WayClass::Steps);
        assert_eq!(shipped("walk-adult").shares(&steps), [Some(0.5), Some(0.5)]);
        assert_eq!(shipped("wheelchair").shares(&steps), [None, None]);
        let ramp = WayFacts {
            wheelchair: Said::Yes,
            ..steps
        };
        assert_eq!(shipped("wheelchair").shares(&ramp), [Some(1.0), Some(1.0)]);
    }

    #[test]
    fn nobody_walks_on_an_expressway_unless_it_says_so_and_ferries_are_off() {
        let walk = shipped("walk-adult");
        assert_eq!(walk.shares(&WayFacts::plain(WayClass::Motorway)), [None, None]);
        let mut trunk = WayFacts::plain(WayClass::Trunk);
        assert_eq!(walk.shares(&trunk), [None, None]);
        trunk.sidewalk = true;
        assert_eq!(walk.shares(&trunk), [Some(1.0), Some(1.0)]);
        let mut ferry = WayFacts::plain(WayClass::Ferry);
        ferry.foot = Said::Yes;
        assert_eq!(walk.shares(&ferry), [None, None]);
    }

    #[test]
    fn one_way_streets_bind_cars_and_not_walkers() {
        let street = WayFacts {
            oneway: OneWay::Against,
            oneway_bicycle: OneWay::Both,
            ..WayFacts::plain(WayClass::Residential)
        };
        assert!(shipped("walk-adult").shares(&street).iter().all(Option::is_some));
        assert_eq!(shipped("car").shares(&street)[0], None);
        assert!(shipped("cycle").shares(&street).iter().all(Option::is_some));
    }

    #[test]
    fn a_private_gate_is_closed_and_a_plain_one_open() {
        let walk = shipped("walk-adult");
        let gate = StopFacts {
            obstacle: Obstacle::Gate,
            foot: Said::Unsaid,
            ..StopFacts::CLOSED
        };
        assert!(walk.passes(&gate));
        assert!(!walk.passes(&StopFacts {
            foot: Said::Private,
            ..gate
        }));
        assert!(!walk.passes(&StopFacts::CLOSED));
    }

    #[test]
    fn nonsense_is_refused_with_its_place() {
        let text = SHIPPED[0];
        let wrong = |from: &str, to: &str| TravelProfile::parse(&text.replace(from, to)).expect_err("nonsense");
        assert!(matches!(
            wrong("speed_mps = 1.1", "speed_mps = 0"),
            ProfileError::Number { .. }
        ));
        assert!(matches!(
            wrong("footway = 1", "footways = 1"),
            ProfileError::Word { table: "ways", .. }
        ));
        let closed = text.split("[ways]").next().unwrap_or_default().to_owned() + "[ways]\nfootway = 0\n";
        assert!(matches!(TravelProfile::parse(&closed), Err(ProfileError::ClosesAll(_))));
    }
}
