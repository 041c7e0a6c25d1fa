//! What a street is and who may use it, from the words of its tags to a few bytes.

use std::collections::BTreeMap;

/// Kinds of way, after the values of `highway` in OpenStreetMap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WayClass {
    /// Expressway.
    Motorway,
    /// Trunk road.
    Trunk,
    /// Primary road.
    Primary,
    /// Secondary road.
    Secondary,
    /// Tertiary road.
    Tertiary,
    /// Minor road.
    Unclassified,
    /// Street of houses.
    Residential,
    /// Street where people on foot come first.
    LivingStreet,
    /// Drive, alley, way inside a compound.
    Service,
    /// Street for people on foot.
    Pedestrian,
    /// Footway.
    Footway,
    /// Path.
    Path,
    /// Cycleway.
    Cycleway,
    /// Farm or forest track.
    Track,
    /// Bridleway.
    Bridleway,
    /// Steps.
    Steps,
    /// Way inside a building.
    Corridor,
    /// Road of unknown kind.
    Road,
    /// Ferry.
    Ferry,
    /// Not a way: the passage through something that stands on one.
    Passage,
}

impl WayClass {
    /// Every class that a profile speaks of.
    pub const WAYS: [Self; 19] = [
        Self::Motorway,
        Self::Trunk,
        Self::Primary,
        Self::Secondary,
        Self::Tertiary,
        Self::Unclassified,
        Self::Residential,
        Self::LivingStreet,
        Self::Service,
        Self::Pedestrian,
        Self::Footway,
        Self::Path,
        Self::Cycleway,
        Self::Track,
        Self::Bridleway,
        Self::Steps,
        Self::Corridor,
        Self::Road,
        Self::Ferry,
    ];

    /// The word of profiles and results.
    pub fn key(self) -> &'static str {
        match self {
            Self::Motorway => "motorway",
            Self::Trunk => "trunk",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
            Self::Unclassified => "unclassified",
            Self::Residential => "residential",
            Self::LivingStreet => "living_street",
            Self::Service => "service",
            Self::Pedestrian => "pedestrian",
            Self::Footway => "footway",
            Self::Path => "path",
            Self::Cycleway => "cycleway",
            Self::Track => "track",
            Self::Bridleway => "bridleway",
            Self::Steps => "steps",
            Self::Corridor => "corridor",
            Self::Road => "road",
            Self::Ferry => "ferry",
            Self::Passage => "passage",
        }
    }

    /// The class of a value of `highway`; a road of unknown kind where the word is unknown.
    fn of(highway: &str) -> Self {
        let plain = highway.strip_suffix("_link").unwrap_or(highway);
        Self::WAYS
            .into_iter()
            .find(|class| class.key() == plain)
            .unwrap_or(Self::Road)
    }
}

/// What a tag says of somebody's right to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Said {
    /// Nothing.
    #[default]
    Unsaid,
    /// They may.
    Yes,
    /// Only those whom it belongs to may.
    Private,
    /// They may not.
    No,
}

impl Said {
    fn of(word: &str) -> Self {
        match word {
            "yes" | "designated" | "permissive" | "official" | "public" | "destination" | "discouraged" | "limited"
            | "dismount" | "use_sidepath" | "optional_sidepath" => Self::Yes,
            "private" | "customers" | "delivery" | "permit" | "residents" | "forestry" | "agricultural"
            | "employees" => Self::Private,
            "no" | "none" | "restricted" | "military" | "emergency" => Self::No,
            _ => Self::Unsaid,
        }
    }

    /// What the first of these keys says, the most particular first.
    fn first(tags: &BTreeMap<String, String>, keys: &[&str]) -> Self {
        keys.iter()
            .filter_map(|key| tags.get(*key))
            .map(|word| Self::of(word))
            .find(|said| *said != Self::Unsaid)
            .unwrap_or_default()
    }
}

/// What a way is paved with, as far as it slows people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Surface {
    /// Nothing said.
    #[default]
    Unsaid,
    /// Asphalt, concrete, paving stones.
    Paved,
    /// Cobbles, compacted gravel, wood, grass pavers.
    Rough,
    /// Earth, sand, mud, rock.
    Loose,
}

impl Surface {
    fn of(tags: &BTreeMap<String, String>) -> Self {
        let word = tags.get("surface").map_or("", String::as_str);
        match word {
            "paved" | "asphalt" | "concrete" | "paving_stones" | "concrete:plates" | "concrete:lanes" | "metal"
            | "chipseal" | "tartan" => Self::Paved,
            "sett" | "cobblestone" | "unhewn_cobblestone" | "compacted" | "fine_gravel" | "wood" | "grass_paver"
            | "bricks" => Self::Rough,
            "unpaved" | "gravel" | "pebblestone" | "ground" | "dirt" | "earth" | "grass" | "mud" | "sand" | "rock"
            | "stone" => Self::Loose,
            _ => match tags.get("tracktype").map_or("", String::as_str) {
                "grade1" => Self::Paved,
                "grade2" => Self::Rough,
                "grade3" | "grade4" | "grade5" => Self::Loose,
                _ => Self::Unsaid,
            },
        }
    }
}

/// Which way along a street people may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum OneWay {
    /// Both ways.
    #[default]
    Both,
    /// Only along its line.
    Along,
    /// Only against it.
    Against,
}

impl OneWay {
    fn of(word: Option<&String>) -> Option<Self> {
        match word?.as_str() {
            "yes" | "true" | "1" => Some(Self::Along),
            "-1" | "reverse" => Some(Self::Against),
            "no" | "false" | "0" => Some(Self::Both),
            _ => None,
        }
    }
}

/// What tells whether somebody may use a way, and how fast. Many streets share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WayFacts {
    /// Its kind.
    pub class: WayClass,
    /// For people on foot.
    pub foot: Said,
    /// For bicycles.
    pub bicycle: Said,
    /// For motor vehicles.
    pub motor: Said,
    /// For wheelchairs.
    pub wheelchair: Said,
    /// What it is paved with.
    pub surface: Surface,
    /// For vehicles.
    pub oneway: OneWay,
    /// For bicycles.
    pub oneway_bicycle: OneWay,
    /// For people on foot: moving walkways and turnstiles.
    pub oneway_foot: OneWay,
    /// A road that only motor vehicles may use.
    pub motorroad: bool,
    /// A footway runs beside the carriageway.
    pub sidewalk: bool,
    /// Whole kilometres an hour that the tags allow; 0 where they don't say.
    pub maxspeed_kmh: u8,
}

impl WayFacts {
    /// A way of a kind, of which nothing else is said.
    pub const fn plain(class: WayClass) -> Self {
        Self {
            class,
            foot: Said::Unsaid,
            bicycle: Said::Unsaid,
            motor: Said::Unsaid,
            wheelchair: Said::Unsaid,
            surface: Surface::Unsaid,
            oneway: OneWay::Both,
            oneway_bicycle: OneWay::Both,
            oneway_foot: OneWay::Both,
            motorroad: false,
            sidewalk: false,
            maxspeed_kmh: 0,
        }
    }

    /// Reads the words of a street.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use yike::streets::{Said, WayClass, WayFacts};
    /// let tags = [("highway", "residential"), ("access", "private"), ("foot", "yes")];
    /// let facts = WayFacts::of(&tags.map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    /// assert_eq!((facts.class, facts.foot, facts.motor), (WayClass::Residential, Said::Yes, Said::Private));
    /// ```
    pub fn of(tags: &BTreeMap<String, String>) -> Self {
        let is = |key: &str, word: &str| tags.get(key).is_some_and(|value| value == word);
        let class = match tags.get("highway") {
            Some(highway) => WayClass::of(highway),
            None if is("route", "ferry") => WayClass::Ferry,
            None => WayClass::Road,
        };
        let implied = matches!(class, WayClass::Motorway) || is("junction", "roundabout") || is("junction", "circular");
        let usual = if implied { OneWay::Along } else { OneWay::Both };
        let oneway = OneWay::of(tags.get("oneway")).unwrap_or(usual);
        let opposite = tags.get("cycleway").is_some_and(|value| value.starts_with("opposite"));
        let oneway_bicycle = match OneWay::of(tags.get("oneway:bicycle")) {
            Some(said) => said,
            None if opposite => OneWay::Both,
            None => oneway,
        };
        let conveyed = tags.get("conveying").and_then(|word| match word.as_str() {
            "forward" => Some(OneWay::Along),
            "backward" => Some(OneWay::Against),
            _ => None,
        });
        let maxspeed_kmh = tags.get("maxspeed").and_then(|word| word.parse().ok()).unwrap_or(0);
        let sidewalk = tags
            .get("sidewalk")
            .is_some_and(|value| matches!(value.as_str(), "both" | "left" | "right" | "yes"));
        let rough = matches!(
            tags.get("smoothness").map(String::as_str),
            Some("bad" | "very_bad" | "horrible" | "very_horrible" | "impassable")
        );
        let wheelchair = match Said::first(tags, &["wheelchair", "ramp:wheelchair"]) {
            Said::Unsaid if rough => Said::No,
            said => said,
        };
        Self {
            class,
            foot: Said::first(tags, &["foot", "access"]),
            bicycle: Said::first(tags, &["bicycle", "vehicle", "access"]),
            motor: Said::first(tags, &["motorcar", "motor_vehicle", "vehicle", "access"]),
            wheelchair,
            surface: Surface::of(tags),
            oneway,
            oneway_bicycle,
            oneway_foot: OneWay::of(tags.get("oneway:foot")).or(conveyed).unwrap_or_default(),
            motorroad: is("motorroad", "yes"),
            sidewalk,
            maxspeed_kmh,
        }
    }
}

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
    fn the_more_particular_word_decides() {
        let facts = WayFacts::of(&tags(&[
            ("highway", "service"),
            ("access", "no"),
            ("foot", "designated"),
        ]));
        assert_eq!((facts.foot, facts.bicycle), (Said::Yes, Said::No));
        let facts = WayFacts::of(&tags(&[
            ("highway", "path"),
            ("foot", "strange"),
            ("access", "private"),
        ]));
        assert_eq!(facts.foot, Said::Private);
    }

    #[test]
    fn roundabouts_and_expressways_are_one_way_and_bicycles_may_go_against_where_signed() {
        let round = WayFacts::of(&tags(&[("highway", "primary"), ("junction", "roundabout")]));
        assert_eq!(round.oneway, OneWay::Along);
        let lane = WayFacts::of(&tags(&[
            ("highway", "residential"),
            ("oneway", "-1"),
            ("cycleway", "opposite_lane"),
        ]));
        assert_eq!((lane.oneway, lane.oneway_bicycle), (OneWay::Against, OneWay::Both));
        assert_eq!(WayFacts::of(&tags(&[("route", "ferry")])).class, WayClass::Ferry);
        assert_eq!(
            WayFacts::of(&tags(&[("highway", "secondary_link")])).class,
            WayClass::Secondary
        );
    }

    #[test]
    fn a_locked_gate_is_closed_and_a_kerb_of_nothing_is_no_obstacle() {
        let gate = StopFacts::of(&tags(&[("barrier", "gate"), ("locked", "yes"), ("foot", "yes")])).expect("a gate");
        assert_eq!((gate.foot, gate.motor), (Said::Yes, Said::No));
        assert_eq!(StopFacts::of(&tags(&[("barrier", "entrance")])), None);
        assert_eq!(StopFacts::of(&tags(&[("highway", "crossing")])), None);
    }
}
