//! Finds the community that a row means: by its code, or by its name within its town. What fits several is never picked.

use super::community::CommitteeType;
use crate::crs::LonLat;

/// A community as far as it is needed to be found.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedCommunity {
    /// The source's code.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Codes of the units it belongs to, and their names where they are known.
    pub parents: Vec<String>,
    /// A point in it.
    pub centre: LonLat,
    /// No place in it is farther from that point, in metres.
    pub radius_m: f64,
}

/// What a row says of its community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clue<'a> {
    /// A code.
    pub code: Option<&'a str>,
    /// A name.
    pub name: Option<&'a str>,
    /// Name or code of its town.
    pub town: Option<&'a str>,
}

/// What was found; communities by their place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One, and by what.
    One(usize, FoundBy),
    /// Several that fit equally well.
    Several(Vec<usize>),
    /// None; those with the likest names.
    None(Vec<usize>),
}

/// By what a community was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// Its code.
    Code,
    /// The code that it had before.
    OldCode,
    /// Its name within its town.
    Name,
    /// Its name alone: the row names a town, and the list knows no names of towns.
    NameAlone,
    /// Its name, though the row calls it a village and the list an urban community, or the other way round.
    NameOfOtherKind,
}

/// County codes that were given up, and what took their place. The digits behind stayed.
///
/// 禄丰县 became 禄丰市 in 2021 (Ministry of Civil Affairs, changes of administrative divisions of that year).
const SUCCESSORS: [(&str, &str); 1] = [("532331", "532302")];

/// What committees are called behind their own name, longest first.
const KINDS: [(&str, CommitteeType); 13] = [
    ("社区居民委员会", CommitteeType::Residents),
    ("社区村民委员会", CommitteeType::Villagers),
    ("居民委员会", CommitteeType::Residents),
    ("村民委员会", CommitteeType::Villagers),
    ("社区居委会", CommitteeType::Residents),
    ("社区委员会", CommitteeType::Residents),
    ("村委员会", CommitteeType::Villagers),
    ("行政村", CommitteeType::Villagers),
    ("居委会", CommitteeType::Residents),
    ("村委会", CommitteeType::Villagers),
    ("社区", CommitteeType::Residents),
    ("居委", CommitteeType::Residents),
    ("村", CommitteeType::Villagers),
];

/// Most candidates that are offered.
const OFFERED: usize = 3;
/// How alike names must be to be offered, from 0 to 1.
const ALIKE: f64 = 0.5;

/// A name without what its committee is called, and the kind that this tells.
///
/// ```
/// use yike::domain::{community::CommitteeType, community_names::bare};
/// assert_eq!(bare("东兴社区居民委员会"), ("东兴".to_owned(), Some(CommitteeType::Residents)));
/// assert_eq!(bare(" 东兴 村委会（北片）"), ("东兴".to_owned(), Some(CommitteeType::Villagers)));
/// assert_eq!(bare("东兴"), ("东兴".to_owned(), None));
/// ```
pub fn bare(name: &str) -> (String, Option<CommitteeType>) {
    let outside = name.split(['(', '（', '[', '【']).next().unwrap_or(name);
    let name: String = outside.split_whitespace().collect();
    for (ending, kind) in KINDS {
        if let Some(own) = name.strip_suffix(ending).filter(|own| !own.is_empty()) {
            // 中村, 中村村委会 and 中村村民委员会 are the same.
            let own = own.strip_suffix('村').filter(|own| !own.is_empty()).unwrap_or(own);
            return (own.to_owned(), Some(kind));
        }
    }
    (name, None)
}

/// Finds the community that a row means.
pub fn find(communities: &[NamedCommunity], clue: Clue<'_>) -> Found {
    if let Some(code) = clue.code {
        let with = |code: &str| -> Vec<usize> {
            let fits = |community: &NamedCommunity| community.code.as_deref() == Some(code);
            (0..communities.len())
                .filter(|index| fits(&communities[*index]))
                .collect()
        };
        match with(code).as_slice() {
            [one] => return Found::One(*one, FoundBy::Code),
            [] => {}
            several => return Found::Several(several.to_vec()),
        }
        if let Some(successor) = successor(code)
            && let [one] = with(&successor)[..]
        {
            return Found::One(one, FoundBy::OldCode);
        }
    }
    let Some((name, kind)) = clue.name.map(bare) else {
        return Found::None(Vec::new());
    };
    // Towns count where the row names one and the list knows any of that name; the first digits of its code name one too.
    let town = clue.town.map(str::trim).filter(|town| !town.is_empty());
    let mut alone = false;
    let within: Vec<usize> = match town {
        Some(town) => {
            let inside: Vec<usize> = (0..communities.len())
                .filter(|i| lies_in(&communities[*i], town))
                .collect();
            let known = communities.iter().any(knows_names) || town.bytes().all(|b| b.is_ascii_digit());
            if inside.is_empty() && !known {
                alone = true;
                (0..communities.len()).collect()
            } else {
                inside
            }
        }
        None => (0..communities.len()).collect(),
    };
    let mut same: Vec<usize> = Vec::new();
    let mut other_kind: Vec<usize> = Vec::new();
    for index in &within {
        let (own, own_kind) = bare(&communities[*index].name);
        let stripped = town.and_then(|town| name.strip_prefix(town)).unwrap_or(&name);
        if own == name || own == stripped {
            if kind.is_none() || own_kind.is_none() || kind == own_kind {
                same.push(*index);
            } else {
                other_kind.push(*index);
            }
        }
    }
    match (same.as_slice(), other_kind.as_slice()) {
        ([one], _) if alone => Found::One(*one, FoundBy::NameAlone),
        ([one], _) => Found::One(*one, FoundBy::Name),
        ([], [one]) => Found::One(*one, FoundBy::NameOfOtherKind),
        ([], []) => Found::None(likest(communities, &within, &name)),
        ([], several) | (several, _) => Found::Several(several.to_vec()),
    }
}

fn successor(code: &str) -> Option<String> {
    let (old, new) = SUCCESSORS.iter().find(|(old, _)| code.starts_with(old))?;
    Some(format!("{new}{}", &code[old.len()..]))
}

/// Whether a community is in the town of this code or name.
fn lies_in(community: &NamedCommunity, town: &str) -> bool {
    let digits = town.bytes().all(|b| b.is_ascii_digit());
    if digits {
        let prefix = town.trim_end_matches("000");
        let prefix = if town.len() == 12 { prefix } else { town };
        return community.code.as_deref().is_some_and(|code| code.starts_with(prefix))
            || community.parents.iter().any(|parent| parent == town);
    }
    community.parents.iter().any(|parent| parent == town)
}

fn knows_names(community: &NamedCommunity) -> bool {
    community
        .parents
        .iter()
        .any(|parent| !parent.bytes().all(|b| b.is_ascii_digit()))
}

/// The communities whose names are likest, the likest first.
fn likest(communities: &[NamedCommunity], within: &[usize], name: &str) -> Vec<usize> {
    let mut alike: Vec<(f64, usize)> = within
        .iter()
        .map(|index| (strsim::jaro_winkler(&bare(&communities[*index].name).0, name), *index))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    alike.into_iter().take(OFFERED).map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn community(code: &str, name: &str, town: &str) -> NamedCommunity {
        NamedCommunity {
            code: Some(code.to_owned()),
            name: name.to_owned(),
            parents: vec![format!("{}000", &code[..9]), town.to_owned()],
            centre: LonLat { lon: 101.5, lat: 25.0 },
            radius_m: 500.0,
        }
    }

    fn town() -> Vec<NamedCommunity> {
        vec![
            community("532301101001", "东兴社区居民委员会", "鹿城镇"),
            community("532301101201", "东兴村民委员会", "鹿城镇"),
            community("532301102201", "中村村民委员会", "东瓜镇"),
            community("532301103201", "中村村委会", "吕合镇"),
            community("532302101001", "官场社区居民委员会", "金山镇"),
        ]
    }

    fn named<'a>(name: &'a str, town: Option<&'a str>) -> Clue<'a> {
        Clue {
            code: None,
            name: Some(name),
            town,
        }
    }

    #[test]
    fn codes_come_first_and_old_ones_are_known() {
        let of = |code| Clue {
            code: Some(code),
            ..Clue::default()
        };
        assert_eq!(find(&town(), of("532301101001")), Found::One(0, FoundBy::Code));
        assert_eq!(find(&town(), of("532331101001")), Found::One(4, FoundBy::OldCode));
        assert_eq!(find(&town(), of("532399101001")), Found::None(Vec::new()));
        let twice = [town(), town()].concat();
        assert_eq!(find(&twice, of("532301101001")), Found::Several(vec![0, 5]));
    }

    #[test]
    fn names_are_known_in_all_their_forms() {
        for form in [
            "东兴社区",
            "东兴社区居委会",
            "东兴居委会",
            "东兴居民委员会",
            "东兴 社区（城区）",
        ] {
            assert_eq!(find(&town(), named(form, None)), Found::One(0, FoundBy::Name), "{form}");
        }
        for form in ["东兴村", "东兴村委会", "东兴村民委员会", "鹿城镇东兴村"] {
            let found = find(&town(), named(form, Some("鹿城镇")));
            assert_eq!(found, Found::One(1, FoundBy::Name), "{form}");
        }
        assert_eq!(
            find(&town(), named("官场村", None)),
            Found::One(4, FoundBy::NameOfOtherKind)
        );
    }

    #[test]
    fn the_town_decides_and_what_stays_open_is_not_picked() {
        assert_eq!(find(&town(), named("中村", None)), Found::Several(vec![2, 3]));
        assert_eq!(
            find(&town(), named("东兴", None)),
            Found::Several(vec![0, 1]),
            "a community or a village?"
        );
        assert_eq!(
            find(&town(), named("中村", Some("吕合镇"))),
            Found::One(3, FoundBy::Name)
        );
        assert_eq!(
            find(&town(), named("中村", Some("532301102"))),
            Found::One(2, FoundBy::Name)
        );
        assert_eq!(
            find(&town(), named("中村", Some("532301102000"))),
            Found::One(2, FoundBy::Name)
        );
        assert_eq!(
            find(&town(), named("中村", Some("八角镇"))),
            Found::None(Vec::new()),
            "another town"
        );
        assert_eq!(
            find(&town(), named("东星社区", Some("鹿城镇"))),
            Found::None(vec![0, 1]),
            "offered, not picked"
        );
    }

    #[test]
    fn a_town_that_cannot_be_compared_is_told() {
        let nameless: Vec<NamedCommunity> = town()
            .into_iter()
            .map(|mut one| {
                one.parents.pop();
                one
            })
            .collect();
        let found = find(&nameless, named("官场社区", Some("东瓜镇")));
        assert_eq!(found, Found::One(4, FoundBy::NameAlone));
        assert_eq!(find(&nameless, named("官场社区", None)), Found::One(4, FoundBy::Name));
    }

    proptest! {
        #[test]
        fn what_is_found_has_the_code_or_the_name(code in "5323011010[0-2][0-9]", name in "[东西]兴(社区|村|居委会)?") {
            let list = town();
            let clue = Clue { code: Some(&code), name: Some(&name), town: None };
            if let Found::One(index, by) = find(&list, clue) {
                let found = &list[index];
                match by {
                    FoundBy::Code => prop_assert_eq!(found.code.as_deref(), Some(code.as_str())),
                    FoundBy::OldCode => prop_assert!(false, "no such county here"),
                    _ => prop_assert_eq!(bare(&found.name).0, bare(&name).0),
                }
            }
        }
    }
}
