//! Gives fields that no column name tells the columns whose values look like theirs. Names come first; what values tell is said.

use super::cell::Cell;
use super::column_names::Likeness;
use super::ledger::Ledger;
use super::mapping::Mapping;
use super::value_patterns::{self, Pattern};
use crate::domain::record::LayerKind;

/// Rows that are looked at.
pub(super) const LOOKED_AT: usize = 200;

const BY_CODES: Likeness = Likeness {
    percent: 45,
    evidence: "its values are 12-digit statistical codes",
};
const BY_DEGREES: Likeness = Likeness {
    percent: 40,
    evidence: "its values are degrees in China",
};
const BY_COUNTS: Likeness = Likeness {
    percent: 25,
    evidence: "its values are whole numbers, as counts are",
};
/// Said of a column that gives no field.
const TELEPHONES: &str = "its values are telephone numbers: not used";
const MAYBE_COUNTS: &str =
    "its values are whole numbers, as counts are: name it with --map if it counts people or households";

/// Whether fields are missing that values could tell.
pub(super) fn wanted(mapping: &Mapping, kind: LayerKind, of_table: bool) -> bool {
    match kind {
        LayerKind::Communities | LayerKind::Register => !mapping.has("code"),
        LayerKind::Facilities | LayerKind::Hamlets => of_table && !located(mapping),
        LayerKind::Population => !mapping.has("people") || of_table && !located(mapping),
        _ => false,
    }
}

fn located(mapping: &Mapping) -> bool {
    mapping.has("location") || mapping.has("lon") && mapping.has("lat")
}

/// Looks at the first rows, and takes columns for what their values show, where only one column shows it.
pub(super) fn guess(mapping: &mut Mapping, kind: LayerKind, of_table: bool, rows: &[Vec<Cell>], ledger: &mut Ledger) {
    let free: Vec<(usize, Pattern)> = (0..mapping.names().len())
        .filter(|index| mapping.field(*index).is_none())
        .filter_map(|index| {
            let values: Vec<&Cell> = rows.iter().filter_map(|row| row.get(index)).collect();
            Some((index, value_patterns::of(&values)?))
        })
        .collect();
    let with = |wanted: Pattern| -> Vec<usize> {
        let fitting = free.iter().filter(|(_, pattern)| *pattern == wanted);
        fitting.map(|(index, _)| *index).collect()
    };
    let counted = matches!(kind, LayerKind::Communities | LayerKind::Register);
    if counted {
        take(mapping, "code", &with(Pattern::OwnCodes), BY_CODES, ledger);
    } else {
        let host = if kind == LayerKind::Facilities {
            "host_code"
        } else {
            "parent_code"
        };
        let codes = [with(Pattern::SharedCodes), with(Pattern::OwnCodes)].concat();
        take(mapping, host, &codes, BY_CODES, ledger);
    }
    if of_table && !counted && !located(mapping) {
        let places = with(Pattern::Places);
        let (lon, lat) = (with(Pattern::Longitudes), with(Pattern::Latitudes));
        if places.is_empty() && !lon.is_empty() && !lat.is_empty() {
            // One without the other is no place.
            if lon.len() == 1 && lat.len() == 1 || mapping.has("lon") || mapping.has("lat") {
                take(mapping, "lon", &lon, BY_DEGREES, ledger);
                take(mapping, "lat", &lat, BY_DEGREES, ledger);
            } else {
                several(mapping, "lon", &lon, ledger);
                several(mapping, "lat", &lat, ledger);
            }
        } else {
            take(mapping, "location", &places, BY_DEGREES, ledger);
        }
    }
    let counts = with(Pattern::Counts);
    if kind == LayerKind::Population {
        take(mapping, "people", &counts, BY_COUNTS, ledger);
    }
    for index in counts {
        mapping.remark(index, BY_COUNTS.percent, MAYBE_COUNTS);
    }
    for index in with(Pattern::Telephones) {
        mapping.remark(index, 0, TELEPHONES);
    }
}

/// Takes the one column that fits, for a field that has none; several are named, and none of them is taken.
fn take(mapping: &mut Mapping, key: &'static str, columns: &[usize], likeness: Likeness, ledger: &mut Ledger) {
    if mapping.has(key) {
        return;
    }
    match columns {
        [] => {}
        [index] => {
            let name = mapping.name(*index).to_owned();
            if mapping.take(key, *index, likeness) {
                let what = format!(
                    "column {name:?} is taken for it by its values alone ({}; {} % sure); say another with --map {key}=COLUMN",
                    likeness.evidence, likeness.percent
                );
                ledger.note(Some(key), what);
            }
        }
        more => several(mapping, key, more, ledger),
    }
}

fn several(mapping: &Mapping, key: &str, columns: &[usize], ledger: &mut Ledger) {
    let names: Vec<String> = columns
        .iter()
        .map(|index| format!("{:?}", mapping.name(*index)))
        .collect();
    let what = format!(
        "the values of {} could all be it, and none is taken; say it with --map {key}=COLUMN",
        names.join(", ")
    );
    ledger.note(Some(key), what);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::Column;

    fn guessed(kind: LayerKind, names: &[&str], rows: &[&[&str]]) -> (Mapping, Ledger) {
        let columns: Vec<Column> = names
            .iter()
            .map(|name| Column {
                name: (*name).to_owned(),
                numeric: false,
            })
            .collect();
        let mut ledger = Ledger::new("a.csv", "");
        let mut mapping = Mapping::find(kind, &columns, &[], &mut ledger).expect("it fits");
        let rows: Vec<Vec<Cell>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| Cell::of_text(cell)).collect())
            .collect();
        assert!(wanted(&mapping, kind, true));
        guess(&mut mapping, kind, true, &rows, &mut ledger);
        (mapping, ledger)
    }

    const SHOPS: [&[&str]; 3] = [
        &["药店", "101.5461", "25.0461", "532301101001", "13812345678"],
        &["药店", "101.5512", "25.1512", "532301101001", "13912345678"],
        &["超市", "101.612", "24.9996", "532301101201", "13712345678"],
    ];

    #[test]
    fn places_codes_and_telephones_are_told_by_their_values() {
        let names = ["类别", "c1", "c2", "c3", "c4"];
        let (mapping, ledger) = guessed(LayerKind::Facilities, &names, &SHOPS);
        assert_eq!(mapping.column("lon"), Some("c1"));
        assert_eq!(mapping.column("lat"), Some("c2"));
        assert_eq!(mapping.column("host_code"), Some("c3"));
        let uses = mapping.uses();
        assert_eq!((uses[1].confidence_percent, uses[3].confidence_percent), (40, 45));
        assert_eq!(uses[4].field, None);
        assert!(uses[4].evidence.contains("telephone"), "{:?}", uses[4]);
        assert_eq!(ledger.warnings.len(), 3, "each guess is said");
        assert!(ledger.warnings[0].what.contains("by its values alone"));
    }

    #[test]
    fn a_name_comes_before_any_value() {
        let names = ["类别", "经度", "c2", "c3", "c4"];
        let (mapping, _) = guessed(LayerKind::Facilities, &names, &SHOPS);
        let uses = mapping.uses();
        assert_eq!(
            (uses[1].field.as_deref(), uses[1].confidence_percent),
            (Some("lon"), 95)
        );
        let by_name_least = 50;
        assert!(
            uses.iter()
                .all(|one| one.evidence.contains("name") || one.confidence_percent < by_name_least)
        );
    }

    #[test]
    fn two_columns_of_longitudes_are_named_and_none_is_taken() {
        let rows: [&[&str]; 3] = [
            &["a", "101.5461", "101.5361", "25.0461"],
            &["b", "101.5512", "101.5412", "25.1512"],
            &["c", "101.612", "101.602", "24.9996"],
        ];
        let (mapping, ledger) = guessed(LayerKind::Hamlets, &["name", "c1", "c2", "c3"], &rows);
        assert!(!mapping.has("lon") && !mapping.has("lat"));
        let said = ledger.warnings.iter().map(|one| one.what.as_str()).collect::<String>();
        assert!(said.contains("\"c1\", \"c2\" could all be it"), "{said}");
    }

    #[test]
    fn the_only_counts_of_a_population_table_are_its_people() {
        let rows: [&[&str]; 3] = [&["a", "120", "101.5,25"], &["b", "3400", ""], &["c", "86", ""]];
        let (mapping, _) = guessed(LayerKind::Population, &["name", "n", "x y"], &rows);
        assert_eq!(mapping.column("people"), Some("n"));
        assert_eq!(mapping.uses()[1].confidence_percent, 25);
        // A register need not have people: there it is only said.
        let rows: [&[&str]; 3] = [
            &["532301101001", "a", "120"],
            &["532301101201", "b", "3400"],
            &["532301102201", "c", "86"],
        ];
        let (mapping, _) = guessed(LayerKind::Register, &["k", "name", "n"], &rows);
        assert_eq!(mapping.column("code"), Some("k"));
        assert!(!mapping.has("people"));
        assert!(mapping.uses()[2].evidence.contains("--map"));
    }
}
