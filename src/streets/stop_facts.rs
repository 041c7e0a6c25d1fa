//! What stands on a street and whom it keeps from passing.

use std::collections::BTreeMap;

use super::said::Said;

/// What stands on a street, as far as it can keep people from passing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Obstacle {
    /// A gate of any kind.
    Gate,
    /// A bollard, a block, a chain: nothing with two tracks passes.
    Bollard,
    /// A stile, a turnstile, a kissing gate: nothing with wheels passes.
    Stile,
    /// Steps up a kerb.
    Kerb,
    /// A wall, a fence, a barrier of the user's, a closure: nobody passes.
    Wall,
}

impl Obstacle {
    /// The word of profiles.
    pub fn key(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Bollard => "bollard",
            Self::Stile => "stile",
            Self::Kerb => "kerb",
            Self::Wall => "wall",
        }
    }

    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Gate, Self::Bollard, Self::Stile, Self::Kerb, Self::Wall];

    /// The kind of a value of `barrier`; `None` where nobody is kept from passing.
    fn of(word: &str) -> Option<Self> {
        match word {
            "gate" | "lift_gate" | "swing_gate" | "sliding_gate" | "hampshire_gate" | "wicket_gate" | "bump_gate"
            | "sally_port" | "yes" => Some(Self::Gate),
            "bollard" | "block" | "chain" | "rope" | "jersey_barrier" | "log" | "debris" | "height_restrictor"
            | "spikes" | "bus_trap" | "sump_buster" | "planter" => Some(Self::Bollard),
            "stile"
            | "turnstile"
            | "full-height_turnstile"
            | "kissing_gate"
            | "cycle_barrier"
            | "motorcycle_barrier"
            | "horse_stile" => Some(Self::Stile),
            "kerb" => Some(Self::Kerb),
            "wall" | "fence" | "hedge" | "city_wall" | "retaining_wall" | "ditch" | "barrier_board" => Some(Self::Wall),
            _ => None,
        }
    }
}

/// Something that stands on a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StopFacts {
    /// What it is.
    pub obstacle: Obstacle,
    /// For people on foot.
    pub foot: Said,
    /// For bicycles.
    pub bicycle: Said,
    /// For motor vehicles.
    pub motor: Said,
    /// For wheelchairs.
    pub wheelchair: Said,
}

impl StopFacts {
    /// Something that nobody passes.
    pub const CLOSED: Self = Self {
        obstacle: Obstacle::Wall,
        foot: Said::No,
        bicycle: Said::No,
        motor: Said::No,
        wheelchair: Said::No,
    };

    /// Reads the words of what stands there; `None` where nobody is kept from passing.
    pub fn of(tags: &BTreeMap<String, String>) -> Option<Self> {
        let obstacle = Obstacle::of(tags.get("barrier")?)?;
        let locked = tags.get("locked").is_some_and(|value| value == "yes");
        let said = |keys: &[&str]| match Said::first(tags, keys) {
            Said::Unsaid if locked => Said::No,
            said => said,
        };
        Some(Self {
            obstacle,
            foot: said(&["foot", "access"]),
            bicycle: said(&["bicycle", "vehicle", "access"]),
            motor: said(&["motor_vehicle", "vehicle", "access"]),
            wheelchair: said(&["wheelchair", "foot", "access"]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(words: &[(&str, &str)]) -> BTreeMap<String, String> {
        words.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_locked_gate_is_closed_and_a_kerb_of_nothing_is_no_obstacle() {
        let gate = StopFacts::of(&tags(&[("barrier", "gate"), ("locked", "yes"), ("foot", "yes")])).expect("a gate");
        assert_eq!((gate.foot, gate.motor), (Said::Yes, Said::No));
        assert_eq!(StopFacts::of(&tags(&[("barrier", "entrance")])), None);
        assert_eq!(StopFacts::of(&tags(&[("highway", "crossing")])), None);
    }
}
