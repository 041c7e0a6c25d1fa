//! How much a column's name looks like a field's.

use super::column_units::{self, Bracket};
use super::fields::{self, Field};

/// How sure a guess is, in percent, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Likeness {
    pub(super) percent: u8,
    pub(super) evidence: &'static str,
}

/// Said by the user.
pub(super) const SAID: Likeness = Likeness {
    percent: 100,
    evidence: "as you say",
};
const KNOWN: Likeness = Likeness {
    percent: 95,
    evidence: "known name",
};
const PART: Likeness = Likeness {
    percent: 85,
    evidence: "known name in a header of several rows",
};
const ADORNED: Likeness = Likeness {
    percent: 80,
    evidence: "known name with a year or the like",
};
/// A number beside columns that only roads of `OpenStreetMap` have.
pub(super) const BESIDE_BRIDGES: Likeness = Likeness {
    percent: 90,
    evidence: "stands beside bridge, as in roads of OpenStreetMap",
};
pub(super) const CUT: Likeness = Likeness {
    percent: 60,
    evidence: "the beginning of a known name, cut at ten bytes",
};
const ENDING: Likeness = Likeness {
    percent: 50,
    evidence: "ends like a known name",
};

/// What may stand beside a known name without changing what is counted.
const ADORNMENTS: [&str; 14] = [
    "年末", "年底", "全年", "截至", "现有", "总数", "合计", "总计", "小计", "数量", "总", "数", "年", "共",
];
/// What stands below a group's name without meaning anything else.
const WHOLE: [&str; 12] = [
    "合计",
    "总计",
    "小计",
    "总数",
    "计",
    "total",
    "人",
    "户",
    "人数",
    "户数",
    "m2",
    "平方米",
];
/// Fields whose column may have a longer name that ends like the field's.
const MAY_END: [&str; 4] = ["name", "category", "address", "hours"];
/// Beginnings that make another thing of it.
const OF_ANOTHER: [&str; 10] = ["上级", "所属", "所在", "街道", "乡镇", "镇", "县", "区", "市", "省"];

/// How much a column looks like a field, and by which of the field's words, the likeliest of which come first.
pub(super) fn likeness(field: &Field, column: &str) -> Option<(Likeness, usize)> {
    let word = |name: &str| field.words.iter().position(|word| *word == name);
    if fields::is_amount(field.key) {
        let last = column.rsplit('/').next().unwrap_or(column);
        let mut turned = column_units::turned(last).into_iter().flatten();
        if let Some(place) = turned.find_map(|name| word(&name)) {
            return Some((PART, place));
        }
        if is_other(field.key, column) {
            return None;
        }
    }
    let whole = plain(column);
    if let Some(place) = word(&whole) {
        return Some((KNOWN, place));
    }
    let parts: Vec<String> = column.split('/').map(plain).filter(|part| !part.is_empty()).collect();
    if let [.., group, last] = parts.as_slice() {
        let turned = [last.clone(), format!("{last}{group}"), format!("{group}{last}")];
        let place = turned.iter().find_map(|name| word(name));
        let place = place.or_else(|| word(group).filter(|_| WHOLE.contains(&last.as_str())));
        if let Some(place) = place {
            return Some((PART, place));
        }
    }
    let last = parts.last().map_or(whole.as_str(), String::as_str);
    let bare = unadorned(last);
    if bare != last
        && let Some(place) = word(&bare)
    {
        return Some((ADORNED, place));
    }
    let ends = |word: &str| !word.is_ascii() && word.chars().count() > 1 && last.ends_with(word) && last != word;
    let another = OF_ANOTHER.iter().any(|start| last.starts_with(start));
    if fields_may_end(field)
        && !another
        && let Some(place) = field.words.iter().position(|word| ends(word))
    {
        return Some((ENDING, place));
    }
    cut(field, column).map(|place| (CUT, place))
}

/// Whether a heading names a part of what a field counts, another basis, or a unit of something else.
pub(super) fn is_other(key: &str, column: &str) -> bool {
    column
        .split('/')
        .any(|part| matches!(column_units::of(key, part), Bracket::Other(_)))
}

/// How many of a field's units the numbers of a column are.
pub(super) fn times(key: &str, column: &str) -> f64 {
    let of_part = |part: &str| match column_units::of(key, part) {
        Bracket::Times(times) => times,
        Bracket::Plain | Bracket::Other(_) => 1.0,
    };
    column.split('/').map(of_part).product()
}

/// A name that a Shapefile cut off: ten bytes hold ten Latin letters, five Chinese ones, or three in UTF-8.
fn cut(field: &Field, column: &str) -> Option<usize> {
    let name = column.trim().to_lowercase();
    let in_gbk: usize = name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    // Of Chinese ones the last letter may have gone whole.
    let full = if name.is_ascii() {
        name.len() == 10
    } else {
        matches!(name.len(), 8..=10) || in_gbk == 10
    };
    let of = |word: &str| word.len() > name.len() && word.starts_with(&name);
    full.then(|| field.words.iter().position(|word| of(word))).flatten()
}

fn fields_may_end(field: &Field) -> bool {
    MAY_END.contains(&field.key) && !fields::is_amount(field.key)
}

/// `2020年末常住人口数` as `常住人口`.
fn unadorned(name: &str) -> String {
    let mut bare: String = name.chars().filter(|c| !c.is_ascii_digit()).collect();
    for word in ADORNMENTS {
        bare = bare.strip_prefix(word).unwrap_or(&bare).to_owned();
        bare = bare.strip_suffix(word).unwrap_or(&bare).to_owned();
    }
    bare
}

/// `常住人口（人）` and ` Pop (2020)` without case, blanks and units.
pub(super) fn plain(name: &str) -> String {
    let bare = name.split(['(', '（']).next().unwrap_or(name).trim();
    if bare.is_empty() { name } else { bare }
        // An asterisk says that a form wants it filled in.
        .trim_matches(['\u{feff}', '*', '＊', ':', '：'])
        .trim()
        .to_lowercase()
        .replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::LayerKind;

    fn percent(key: &str, column: &str) -> Option<u8> {
        let field = fields::of(LayerKind::Communities)
            .iter()
            .chain(fields::of(LayerKind::Facilities))
            .find(|field| field.key == key)
            .expect("a field");
        likeness(field, column).map(|(likeness, _)| likeness.percent)
    }

    #[test]
    fn names_are_known_joined_adorned_or_end_alike() {
        for (key, column, expected) in [
            ("people", "常住人口（人）", 95),
            ("people", "人口/常住人口", 85),
            ("people", "常住/人口", 85),
            ("people", "人口/合计", 85),
            ("households", "户数/户", 85),
            ("people", "2020年末常住人口数", 80),
            ("name", "机构名称", 50),
            ("category", "服务设施类别", 50),
        ] {
            assert_eq!(percent(key, column), Some(expected), "{key} {column}");
        }
    }

    #[test]
    fn brackets_that_name_a_part_make_another_column_of_it() {
        for (key, column, expected) in [
            ("people", "人口（万人）", Some(95)),
            ("people", "人口（流动）", None),
            ("people", "人口（60岁以上）", None),
            ("elderly_people", "人口（60岁以上）", Some(85)),
            ("registered_people", "人口（户籍）", Some(85)),
            ("capacity", "规模（平方米）", None),
            ("name", "名称（全称）", Some(95)),
        ] {
            assert_eq!(percent(key, column), expected, "{key} {column}");
        }
        assert!((times("people", "人口/常住（万人）") - 10_000.0).abs() < 1e-9);
    }

    #[test]
    fn names_that_a_shapefile_cut_are_known_by_their_beginning() {
        for (key, column, expected) in [
            ("people", "常住人", Some(60)),
            ("code", "统计用区划", Some(60)),
            ("registered_people", "registered", Some(60)),
            ("people", "常住", None),
            ("people", "popula", None),
            ("name", "社区名", Some(60)),
            ("committee_type", "committee", None),
        ] {
            assert_eq!(percent(key, column), expected, "{key} {column}");
        }
    }

    #[test]
    fn parts_of_a_people_are_not_the_people() {
        for (key, column) in [
            ("people", "65岁以上常住人口"),
            ("people", "人口/男"),
            ("people", "常住人口/女"),
            ("people", "贫困人口"),
            ("households", "低保户数"),
            ("name", "上级名称"),
            ("name", "街道名称"),
        ] {
            assert_eq!(percent(key, column), None, "{key} {column}");
        }
    }
}
