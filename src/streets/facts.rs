//! What a street is and who may use it, from the words of its tags to a few bytes.

use std::collections::BTreeMap;

use super::said::Said;
use super::way_class::WayClass;

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
    /// On a bridge or in a tunnel: no door opens onto it.
    pub raised: bool,
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
            raised: false,
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
            raised: is_raised(tags),
            maxspeed_kmh,
        }
    }
}

/// Whether a way lies on a bridge or in a tunnel. Passages through buildings, arcades, galleries and boardwalks lie on the ground, whatever
/// layer they are said to be drawn on.
fn is_raised(tags: &BTreeMap<String, String>) -> bool {
    let word = |key: &str| tags.get(key).map_or("no", String::as_str);
    let grounded = matches!(word("bridge"), "boardwalk" | "low_water_crossing")
        || matches!(
            word("tunnel"),
            "building_passage" | "covered" | "avalanche_protector" | "culvert"
        );
    let layer = tags.get("layer").and_then(|layer| layer.parse::<f64>().ok());
    !grounded && (word("bridge") != "no" || word("tunnel") != "no" || layer.is_some_and(|layer| layer.abs() >= 1.0))
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
    fn bridges_and_tunnels_have_no_doors_and_arcades_do() {
        let raised = |words: &[(&str, &str)]| WayFacts::of(&tags(words)).raised;
        assert!(raised(&[("highway", "footway"), ("bridge", "yes"), ("layer", "1")]));
        assert!(raised(&[("highway", "primary"), ("tunnel", "yes")]));
        assert!(raised(&[("highway", "residential"), ("layer", "-1")]));
        assert!(!raised(&[("highway", "residential"), ("layer", "0"), ("bridge", "no")]));
        assert!(!raised(&[
            ("highway", "service"),
            ("tunnel", "building_passage"),
            ("layer", "-1")
        ]));
        assert!(!raised(&[("highway", "path"), ("bridge", "boardwalk")]));
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
}
