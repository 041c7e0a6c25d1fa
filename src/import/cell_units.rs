//! Numbers with their unit written into the cell (`10张`, `0.15万人`), and the signs that stand for no number (`-`, `无`, `暂无`).

use super::cell::Cell;
use super::fields;
use super::ledger::Ledger;
use super::mapping::Mapping;

/// Signs that stand where nobody has counted, or where there is nothing to count.
const NO_NUMBER: [&str; 16] = [
    "-",
    "--",
    "—",
    "——",
    "－",
    "–",
    "/",
    "\\",
    "无",
    "暂无",
    "无数据",
    "不详",
    "未知",
    "空",
    "n/a",
    "null",
];

/// Units that may follow the numbers of a field.
fn units(field: &str) -> &'static [&'static str] {
    match field {
        "people" | "registered_people" | "present_people" | "elderly_people" | "minor_people" | "disabled_people" => {
            &["人", "名", "位", "口"]
        }
        "households" => &["户", "戶"],
        "capacity" => &[
            "张",
            "床",
            "张床",
            "张床位",
            "个",
            "人",
            "名",
            "位",
            "座",
            "学位",
            "托位",
            "个床位",
        ],
        "levels" => &["层", "层楼", "F", "f", "楼"],
        "floor_area_m2" | "footprint_m2" | "area_m2" => &["平方米", "平米", "㎡", "m2", "m²", "M2"],
        "area_km2" => &["平方公里", "平方千米", "km2", "km²"],
        _ => &[],
    }
}

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    /// As it was.
    Same,
    /// Its unit was taken off.
    Bare,
    /// It stands for no number.
    Nothing,
}

/// A column whose cells may have units or signs in them.
pub(super) struct Amounts {
    field: &'static str,
    index: usize,
    /// How many of the field's unit one of the column's is, as its heading says.
    times: f64,
}

/// The columns whose cells may have units or signs in them.
pub(super) fn columns(mapping: &Mapping) -> Vec<Amounts> {
    let scales = mapping.scales();
    // Whether a village has water for fires is a yes or a no there, and 无 is a no.
    let wanted = |field: &str| {
        (fields::is_amount(field) || field == "levels") && !matches!(field, "fire_water_source" | "fire_network")
    };
    let columns = mapping.places().filter(|(field, _)| wanted(field));
    let times = |index| {
        scales
            .iter()
            .find(|(own, _)| *own == index)
            .map_or(1.0, |(_, times)| *times)
    };
    let amounts = columns.map(|(field, index)| Amounts {
        field,
        index,
        times: times(index),
    });
    amounts.collect()
}

/// Makes numbers of a row's cells in such columns.
pub(super) fn tidy_row(cells: &mut [Cell], columns: &[Amounts], ledger: &mut Ledger) {
    for own in columns {
        let Some(cell) = cells.get_mut(own.index) else {
            continue;
        };
        let before = cell.clone();
        match tidy(cell, own.field) {
            Became::Nothing => ledger.no_number(own.field),
            // The heading names a unit too, and one of the two would be reckoned with twice or not at all.
            Became::Bare if (own.times - 1.0).abs() > f64::EPSILON => *cell = before,
            _ => {}
        }
    }
}

/// Makes a number of a text that is one with its unit; nothing of a sign that stands for none.
fn tidy(cell: &mut Cell, field: &str) -> Became {
    let Cell::Text(text) = &*cell else {
        return Became::Same;
    };
    let text = text.trim();
    if NO_NUMBER.iter().any(|sign| text.eq_ignore_ascii_case(sign)) {
        *cell = Cell::Null;
        return Became::Nothing;
    }
    let mut bare = text;
    // The longest unit first: 张床位 is not 位 alone.
    let ends = |text: &str| {
        let fitting = units(field).iter().filter(|unit| text.ends_with(*unit));
        fitting.max_by_key(|unit| unit.len()).copied()
    };
    if let Some(unit) = ends(bare) {
        bare = bare[..bare.len() - unit.len()].trim_end();
    }
    let (bare, times) = match bare.strip_suffix(['万', '萬']) {
        Some(rest) => (rest.trim_end(), 10_000.0),
        None => (bare, 1.0),
    };
    if bare.len() == text.len() {
        return Became::Same;
    }
    let mut number = Cell::of_text(bare);
    if !matches!(number.number(), Ok(Some(_))) {
        return Became::Same;
    }
    if times > 1.0 {
        number.multiply(times);
    }
    *cell = number;
    Became::Bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_go_where_they_are_the_fields_own() {
        let read = |text: &str, field: &str| {
            let mut cell = Cell::of_text(text);
            let became = tidy(&mut cell, field);
            (became, cell.number().ok().flatten())
        };
        for (text, field, number) in [
            ("10张", "capacity", 10.0),
            ("120张床位", "capacity", 120.0),
            ("1,500人", "people", 1500.0),
            ("0.15万人", "people", 1500.0),
            ("1.2万", "people", 12_000.0),
            ("500 户", "households", 500.0),
            ("6F", "levels", 6.0),
            ("300㎡", "floor_area_m2", 300.0),
        ] {
            assert_eq!(read(text, field), (Became::Bare, Some(number)), "{text}");
        }
        for (text, field) in [
            ("500户", "people"),
            ("3亩", "floor_area_m2"),
            ("约1500人", "people"),
            ("人", "people"),
            ("6+1", "levels"),
        ] {
            assert_eq!(read(text, field), (Became::Same, None), "{text}");
        }
        assert_eq!(read("—", "people"), (Became::Nothing, None));
        assert_eq!(read("暂无", "capacity"), (Became::Nothing, None));
        assert_eq!(read("0", "people"), (Became::Same, Some(0.0)));
    }
}
