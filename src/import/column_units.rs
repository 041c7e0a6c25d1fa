//! What stands in brackets behind a column's name: a unit, a part of what is counted, or a remark that changes nothing.

use super::figure_fields;
use crate::domain::plan::InputKind;

/// What the brackets of a heading say, for a field that counts or measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bracket<'a> {
    /// Nothing that changes the numbers: no brackets, the field's own unit, a date.
    Plain,
    /// The numbers are in this many of the field's unit.
    Times(f64),
    /// A part of it, another basis, or a unit of something else.
    Other(&'a str),
}

/// What is counted or measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dimension {
    People,
    Households,
    /// Beds, seats, and people who fit in.
    Places,
    SquareMetres,
    SquareKilometres,
    /// Yuan.
    Money,
    /// Anything by the piece.
    Pieces,
}

/// What stands before a unit, longest first.
const MULTIPLES: [(&str, f64); 6] = [
    ("百万", 1e6),
    ("十万", 1e5),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
];
const PEOPLE: [&str; 9] = ["个", "人", "口", "名", "位", "人次", "persons", "people", "person"];
const HOUSEHOLDS: [&str; 5] = ["个", "户", "家", "households", "hh"];
const PLACES: [&str; 12] = [
    "床", "张", "座", "个", "位", "人", "名", "学位", "托位", "床位", "beds", "seats",
];
const MONEY: [&str; 3] = ["元", "人民币元", "yuan"];
const PIECES: [&str; 16] = [
    "个", "处", "所", "座", "家", "间", "人", "名", "位", "户", "支", "场", "次", "张", "套", "项",
];
/// Areas in square metres. 15 亩 are a hectare.
const AREAS: [(&str, f64); 14] = [
    ("平方米", 1.0),
    ("平米", 1.0),
    ("平方", 1.0),
    ("㎡", 1.0),
    ("m2", 1.0),
    ("m²", 1.0),
    ("sqm", 1.0),
    ("亩", 10_000.0 / 15.0),
    ("公顷", 1e4),
    ("hm2", 1e4),
    ("ha", 1e4),
    ("平方公里", 1e6),
    ("平方千米", 1e6),
    ("km2", 1e6),
];
/// Remarks that change no number.
const REMARKS: [&str; 12] = [
    "必填", "选填", "可选", "合计", "总计", "小计", "总数", "total", "数字", "整数", "估算", "约",
];

/// Whether the numbers of a field are of one unit, which a heading may name.
pub(super) fn of<'a>(key: &str, column: &'a str) -> Bracket<'a> {
    let Some(said) = within(column) else {
        return Bracket::Plain;
    };
    let word: String = said.to_lowercase().split_whitespace().collect();
    let word = word.trim_start_matches("单位").trim_start_matches([':', '：']);
    if word.is_empty() {
        return Bracket::Plain;
    }
    let mut times = 1.0;
    for piece in word.split([',', '，', '、', ';', '；']) {
        match factor(dimension(key), piece) {
            Some(factor) => times *= factor,
            None if REMARKS.contains(&piece) || is_date(piece) || is_its_own(key, piece) => {}
            None => return Bracket::Other(said),
        }
    }
    if (times - 1.0_f64).abs() < f64::EPSILON {
        Bracket::Plain
    } else {
        Bracket::Times(times)
    }
}

/// Whether a word says what the field is anyway: ages of an age group, 持证 of people with a disability.
fn is_its_own(key: &str, word: &str) -> bool {
    match key {
        "elderly_people" | "minor_people" => word.contains('岁'),
        "disabled_people" => word == "持证",
        _ => false,
    }
}

/// A heading with what its brackets say before its name and behind it: 人口（户籍） as 户籍人口 and as 人口户籍.
pub(super) fn turned(column: &str) -> Option<[String; 2]> {
    let said = within(column)?.trim().to_lowercase();
    let name = column.split(['(', '（', '[', '【']).next()?.trim().to_lowercase();
    (!said.is_empty() && !name.is_empty()).then(|| [format!("{said}{name}"), format!("{name}{said}")])
}

/// What stands in the first brackets behind the name.
fn within(column: &str) -> Option<&str> {
    let from = column.find(['(', '（', '[', '【'])?;
    if column[..from].trim().is_empty() {
        return None;
    }
    let inner = column[from..].trim_start_matches(['(', '（', '[', '【']);
    Some(inner.split([')', '）', ']', '】']).next().unwrap_or(inner).trim())
}

/// `2020`, `2020年末`, `2024-06-30`, `截至2020年`.
fn is_date(word: &str) -> bool {
    let rest = word.trim_start_matches("截至").trim_end_matches(['末', '底', '初']);
    rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_digit() || "年月日-/.".contains(c))
        && rest.chars().filter(char::is_ascii_digit).count() >= 4
}

fn dimension(key: &str) -> Dimension {
    match key {
        "households" => Dimension::Households,
        "capacity" => Dimension::Places,
        "area_km2" => Dimension::SquareKilometres,
        _ if key.ends_with("_people") || key == "people" => Dimension::People,
        _ if key.ends_with("_m2") => Dimension::SquareMetres,
        _ => match figure_fields::kind(key) {
            Some(InputKind::Area) => Dimension::SquareMetres,
            Some(InputKind::Money) => Dimension::Money,
            _ => Dimension::Pieces,
        },
    }
}

/// How many of a dimension's units a word is.
fn factor(dimension: Dimension, word: &str) -> Option<f64> {
    let bare = |word: &str| -> Option<f64> {
        let listed = |words: &[&str]| words.contains(&word).then_some(1.0);
        match dimension {
            Dimension::People => listed(&PEOPLE),
            Dimension::Households => listed(&HOUSEHOLDS),
            Dimension::Places => listed(&PLACES),
            Dimension::Money => listed(&MONEY),
            Dimension::Pieces => listed(&PIECES),
            Dimension::SquareMetres => area(word),
            Dimension::SquareKilometres => area(word).map(|m2| m2 / 1e6),
        }
    };
    bare(word).or_else(|| {
        MULTIPLES
            .iter()
            .find_map(|(sign, times)| match word.strip_prefix(sign)? {
                // 万 alone is in ten thousands of whatever is counted.
                "" => Some(*times),
                unit => Some(times * bare(unit)?),
            })
    })
}

fn area(word: &str) -> Option<f64> {
    AREAS.iter().find(|(unit, _)| *unit == word).map(|(_, m2)| *m2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_known_and_parts_are_told_apart() {
        for (key, column, expected) in [
            ("people", "常住人口", Bracket::Plain),
            ("people", "常住人口（人）", Bracket::Plain),
            ("people", "人口(2020年末)", Bracket::Plain),
            ("people", "人口（单位：万人）", Bracket::Times(1e4)),
            ("people", "人口（万）", Bracket::Times(1e4)),
            ("households", "户数（单位户）", Bracket::Plain),
            ("people", "人口（万人）", Bracket::Times(1e4)),
            ("elderly_people", "老年人口（60岁以上）", Bracket::Plain),
            ("people", "人口（万人，2020年）", Bracket::Times(1e4)),
            ("people", "人口（人，男）", Bracket::Other("人，男")),
            ("activity_area", "活动面积（亩）", Bracket::Times(10_000.0 / 15.0)),
            ("people", "人口（60岁以上）", Bracket::Other("60岁以上")),
            ("people", "人口(男)", Bracket::Other("男")),
            ("people", "人口（平方米）", Bracket::Other("平方米")),
            ("households", "户数（百户）", Bracket::Times(1e2)),
            ("capacity", "规模（平方米）", Bracket::Other("平方米")),
            ("capacity", "容量（百人）", Bracket::Times(1e2)),
            ("floor_area_m2", "建筑面积（万㎡）", Bracket::Times(1e4)),
            ("floor_area_m2", "建筑面积(公顷)", Bracket::Times(1e4)),
            ("area_km2", "辖区面积（平方公里）", Bracket::Plain),
            ("area_km2", "辖区面积（公顷）", Bracket::Times(0.01)),
        ] {
            assert_eq!(of(key, column), expected, "{key} {column}");
        }
        let Bracket::Times(mu) = of("footprint_m2", "占地面积（亩）") else {
            unreachable!("a unit of area")
        };
        assert!((mu * 15.0 - 10_000.0).abs() < 1e-9, "15 亩 are a hectare");
    }

    #[test]
    fn what_is_in_brackets_may_belong_to_the_name() {
        assert_eq!(
            turned("人口（户籍）"),
            Some(["户籍人口".to_owned(), "人口户籍".to_owned()])
        );
        assert_eq!(turned("人口"), None);
        assert_eq!(turned("(A)"), None);
    }
}
