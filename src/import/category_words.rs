//! What a row's words tell of its categories: the catalogue's names, a user's table, type codes and type strings of map services, and
//! keywords in names.

use std::collections::BTreeMap;

use crate::domain::category::{Catalogue, Category, Tier};

/// What tells a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// The catalogue knows the word.
    Word,
    /// The user's table says so.
    Table,
    /// A type code of `AMap`.
    Typecode,
    /// A type string of `AMap`.
    TypeString,
    /// Tags of `OpenStreetMap`.
    Tags,
    /// Tags that mean something near it.
    NearTags,
    /// A keyword stands in the name.
    Keyword,
}

impl By {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Word => "by its name in the catalogue",
            Self::Table => "by your table",
            Self::Typecode => "by type code",
            Self::TypeString => "by type string",
            Self::Tags | Self::NearTags => "by OpenStreetMap tags",
            Self::Keyword => "by a keyword in the name",
        }
    }
}

/// A user's table: values with the categories that they mean; none where they are no facility.
pub(super) type UserTable = BTreeMap<String, Vec<String>>;

/// Tells categories.
pub(super) struct Words<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) table: UserTable,
}

/// What a value tells: categories with what tells them; `None` where it tells nothing.
pub(super) type Told = Option<Vec<(String, By)>>;

/// The unspecified kind that no shared type code proves: whoever is typed 130106 may be a committee, a station, or an office for
/// veterans (`AMap`'s own table mixes them).
const NO_PROOF: &str = "community_facility_unspecified";

impl Words<'_> {
    /// A word of a category column.
    pub(super) fn word(&self, word: &str) -> Told {
        if let Some(keys) = self.table.get(word.trim()) {
            return Some(keys.iter().map(|key| (key.clone(), By::Table)).collect());
        }
        self.catalogue
            .find(word)
            .map(|category| vec![(category.key.clone(), By::Word)])
    }

    /// A word of a roster: as [`Self::word`], or a word that such facilities are called by, as a whole, where only one kind is.
    pub(super) fn roster_word(&self, word: &str) -> Told {
        self.word(word).or_else(|| {
            let word = word.trim();
            let called = |c: &&Category| c.aliases.iter().any(|alias| alias == word);
            let known = self.serving().find(called);
            known.map(|c| vec![(c.key.clone(), By::Word)]).or_else(|| {
                let same: Vec<&Category> = self
                    .serving()
                    .filter(|c| c.keywords.iter().any(|one| one == word))
                    .collect();
                match same.as_slice() {
                    [one] => Some(vec![(one.key.clone(), By::Word)]),
                    _ => None,
                }
            })
        })
    }

    /// A type code, with the row's name where the code alone does not tell.
    pub(super) fn typecode(&self, code: &str, name: &str) -> Told {
        if let Some(keys) = self.table.get(code) {
            return Some(keys.iter().map(|key| (key.clone(), By::Table)).collect());
        }
        let candidates: Vec<&Category> = self
            .serving()
            .filter(|c| c.amap.iter().any(|one| one == code))
            .collect();
        let named: Vec<(String, By)> = candidates
            .iter()
            .filter(|c| has_keyword(c, name))
            .map(|c| (c.key.clone(), By::Keyword))
            .collect();
        match candidates.as_slice() {
            [] => None,
            [one] => Some(vec![(one.key.clone(), By::Typecode)]),
            _ if !named.is_empty() => Some(named),
            several => self
                .catalogue
                .categories
                .iter()
                .filter(|c| c.key != NO_PROOF && !c.unspecified_of.is_empty())
                .find(|c| several.iter().all(|one| c.unspecified_of.contains(&one.key)))
                .map(|c| vec![(c.key.clone(), By::Typecode)]),
        }
    }

    /// A type string: large, middle and small class with `;` between them. The small class decides, then the middle one.
    pub(super) fn type_string(&self, text: &str) -> Told {
        if let Some(keys) = self.table.get(text.trim()) {
            return Some(keys.iter().map(|key| (key.clone(), By::Table)).collect());
        }
        let classes: Vec<&str> = text
            .split([';', '；'])
            .map(str::trim)
            .filter(|c| !c.is_empty())
            .collect();
        let [_, lower @ ..] = classes.as_slice() else {
            return None;
        };
        lower.iter().rev().find_map(|class| {
            let known = std::iter::once(*class).chain(class.split('/').map(str::trim));
            known.into_iter().find_map(|part| match self.word(part)?.as_slice() {
                [(key, By::Word)] if self.serving().any(|c| c.key == *key) => Some(vec![(key.clone(), By::TypeString)]),
                found if found.iter().all(|(_, by)| *by == By::Table) => Some(found.to_vec()),
                _ => None,
            })
        })
    }

    /// Keywords in a name.
    pub(super) fn keywords(&self, name: &str) -> Told {
        let found: Vec<(String, By)> = self
            .serving()
            .filter(|c| has_keyword(c, name))
            .map(|c| (c.key.clone(), By::Keyword))
            .collect();
        (!found.is_empty()).then_some(found)
    }

    fn serving(&self) -> impl Iterator<Item = &Category> {
        self.catalogue.categories.iter().filter(|c| c.tier != Tier::Demand)
    }
}

fn has_keyword(category: &Category, name: &str) -> bool {
    category.keywords.iter().any(|word| name.contains(word.as_str()))
}

/// `大类;中类;小类`, and not a list of three words that the catalogue knows.
pub(super) fn is_type_string(text: &str, catalogue: &Catalogue) -> bool {
    let classes: Vec<&str> = text.split([';', '；']).map(str::trim).collect();
    classes.len() == 3 && classes.iter().any(|class| catalogue.find(class).is_none())
}

/// The type codes of a cell, six digits each; a spreadsheet takes the leading zero away.
pub(super) fn typecodes(text: &str) -> Vec<String> {
    text.split(['|', ';', '；', '、'])
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(|code| match code.len() {
            5 if code.bytes().all(|b| b.is_ascii_digit()) => format!("0{code}"),
            _ => code.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::SHIPPED;

    fn catalogue() -> Catalogue {
        Catalogue::parse(SHIPPED).expect("checked by a test of its own")
    }

    fn keys(told: Told) -> Vec<(String, By)> {
        told.unwrap_or_default()
    }

    #[test]
    fn a_code_of_one_category_tells_it() {
        let catalogue = catalogue();
        let words = Words {
            catalogue: &catalogue,
            table: UserTable::new(),
        };
        assert_eq!(
            keys(words.typecode("090601", "")),
            [("pharmacy".to_owned(), By::Typecode)]
        );
        assert_eq!(words.typecode("050101", ""), None);
        assert_eq!(typecodes("90601|141204"), ["090601", "141204"]);
    }

    #[test]
    fn the_code_of_committees_and_stations_proves_nothing_alone() {
        let catalogue = catalogue();
        let words = Words {
            catalogue: &catalogue,
            table: UserTable::new(),
        };
        for name in ["", "西山社区", "退役军人服务站", "某某办公室"] {
            assert_eq!(words.typecode("130106", name), None, "{name}");
        }
        let station = ("community_service_station".to_owned(), By::Keyword);
        assert_eq!(keys(words.typecode("130106", "西山社区服务站")), [station]);
        let mine = UserTable::from([("130106".to_owned(), Vec::new())]);
        let words = Words {
            catalogue: &catalogue,
            table: mine,
        };
        assert_eq!(
            words.typecode("130106", "西山社区服务站"),
            Some(Vec::new()),
            "the user says that it is none"
        );
    }

    #[test]
    fn a_shared_code_is_told_by_the_name_or_stays_unspecified() {
        let catalogue = catalogue();
        let words = Words {
            catalogue: &catalogue,
            table: UserTable::new(),
        };
        let health = |name: &str| {
            keys(words.typecode("090300", name))
                .into_iter()
                .map(|(key, _)| key)
                .collect::<Vec<_>>()
        };
        assert_eq!(health("鹿城社区卫生服务中心"), ["community_health_centre"]);
        assert_eq!(health("仁和诊所"), ["health_facility_unspecified"]);
    }

    #[test]
    fn type_strings_tell_by_their_small_class() {
        let catalogue = catalogue();
        let words = Words {
            catalogue: &catalogue,
            table: UserTable::new(),
        };
        let told = keys(words.type_string("科教文化服务;学校;幼儿园"));
        assert_eq!(told, [("kindergarten".to_owned(), By::TypeString)]);
        assert_eq!(
            keys(words.type_string("购物服务;便民商店/便利店;便民商店/便利店"))[0].0,
            "convenience_store"
        );
        assert_eq!(words.type_string("餐饮服务;中餐厅;火锅店"), None);
        assert!(is_type_string("科教文化服务;学校;幼儿园", &catalogue));
        assert!(!is_type_string("幼儿园;小学;药店", &catalogue));
    }
}
