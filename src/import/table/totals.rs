//! Rows of a table that are no rows: sums of others, and notes below.

use crate::import::cell::Cell;

/// Words of a sum. Blanks inside are taken out before.
const SUMS: [&str; 8] = ["合计", "小计", "总计", "总和", "共计", "累计", "total", "subtotal"];
/// More words of a sum that stand alone only.
const SUMS_ALONE: [&str; 6] = ["grandtotal", "sum", "计", "全市合计", "全县合计", "全州合计"];
/// How a note below a table begins.
const NOTES: [&str; 10] = [
    "注：",
    "注:",
    "备注：",
    "备注:",
    "说明：",
    "说明:",
    "填表人",
    "制表",
    "审核",
    "数据来源",
];

/// Why a row is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extra {
    /// It adds up others; this is its word.
    Sum(String),
    /// It says something about the table.
    Note(String),
}

/// Whether a row is no row of the table. A row with a code of nine digits and more is one whatever it is called.
pub(super) fn extra(cells: &[Cell]) -> Option<Extra> {
    let filled = || cells.iter().filter(|cell| **cell != Cell::Null);
    let code = |cell: &Cell| matches!(cell.code(), Ok(Some(code)) if (9..=17).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()));
    let first = filled().take(3).find_map(|cell| match cell {
        Cell::Text(text) if cell.number().is_err() => Some(text),
        _ => None,
    })?;
    let bare: String = first.split_whitespace().collect::<String>().to_lowercase();
    let bare = bare.trim_end_matches([':', '：']);
    let sum = SUMS.contains(&bare)
        || SUMS_ALONE.contains(&bare)
        || ["合计", "小计", "总计"].iter().any(|word| bare.ends_with(word));
    if sum && !filled().take(3).any(code) {
        return Some(Extra::Sum(first.clone()));
    }
    let mut distinct: Vec<String> = filled().filter_map(Cell::text).collect();
    distinct.dedup();
    let note = distinct.len() == 1 && NOTES.iter().any(|word| bare.starts_with(word));
    note.then(|| Extra::Note(first.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &[&str]) -> Option<Extra> {
        extra(&cells.iter().map(|cell| Cell::of_text(cell)).collect::<Vec<_>>())
    }

    #[test]
    fn sums_and_notes_are_told_from_rows() {
        for sum in [
            &["合计", "", "900"][..],
            &["12", "合  计", "900"],
            &["鹿城镇小计", "", "300"],
            &["Total", "7"],
        ] {
            assert!(matches!(told(sum), Some(Extra::Sum(_))), "{sum:?}");
        }
        assert!(matches!(told(&["注：常住人口为2020年", ""]), Some(Extra::Note(_))));
        for row in [
            &["1", "西山社区", "900"][..],
            &["532301001001", "合计", "900"],
            &["", "", "900"],
            &["总计数器店", "pharmacy"],
            &["注：", "a"],
        ] {
            assert_eq!(told(row), None, "{row:?}");
        }
    }
}
