//! The path of a plan's values as a table.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::{Failure, Language, say};
use crate::domain::plan::Plan;
use crate::indicators::Answer;
use crate::report::path_rows;
use crate::workflow::Checked;

/// One row for each value, one column for each day: the value, and behind it the straight line's height.
pub(super) fn path(
    out: &mut impl Write,
    checked: &Checked,
    at: usize,
    plan: &Plan,
    answers: &[Answer],
    language: Language,
) -> Result<(), Failure> {
    let rows = path_rows(plan, at, answers, &checked.path);
    if checked.path.is_empty() || rows.is_empty() {
        return Ok(());
    }
    let (first, baseline) = match language {
        Language::Zh => ("条款", "基准值"),
        Language::En => ("requirement", "baseline"),
    };
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    let days = checked.path.iter().map(|(day, _)| day.to_string());
    table.set_header([first.to_owned(), baseline.to_owned()].into_iter().chain(days));
    let mut has_line = false;
    for row in rows {
        let cells = row.days.into_iter().map(|(value, line)| {
            if line.is_empty() || value.is_empty() {
                return value;
            }
            has_line = true;
            format!("{value} [{}]", one_digit(&line))
        });
        let cells: Vec<String> = cells.collect();
        table.add_row([row.name, row.baseline].into_iter().chain(cells));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "\n{table}")?;
    if has_line {
        say(match language {
            Language::Zh => "[ ]：基准值至目标值的直线参考值，不是目标",
            Language::En => "[ ]: the straight line from the baseline to the target on that day; it is no target",
        });
    }
    Ok(())
}

/// A number with one digit after the point, for the eye.
fn one_digit(number: &str) -> String {
    number
        .parse::<f64>()
        .map_or_else(|_| number.to_owned(), |number| format!("{number:.1}"))
}
