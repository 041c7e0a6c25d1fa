//! The ledger of gaps as a table.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::{Failure, Language, plain};
use crate::domain::plan::{Plan, PlanReader};
use crate::indicators::{Answer, Item, input_of_first};
use crate::report::item_names;
use crate::workflow::{Checked, WorkflowError};

/// Gaps that a table for eyes shows.
const SHOWN: usize = 10;

/// The first gaps of each ledger, and what a greedy choice among the candidates would take.
pub(super) fn ledgers(
    out: &mut impl Write,
    checked: &Checked,
    plan: &Plan,
    answers: &[Answer],
    language: Language,
) -> Result<(), Failure> {
    let reader = PlanReader::new().map_err(WorkflowError::from)?;
    let named = |word: &str| {
        let input = reader.inputs().get(input_of_first(word));
        input
            .map_or(word, |input| language.pick(&input.zh, &input.en))
            .to_owned()
    };
    for answer in answers {
        let Some(ledger) = answer.ledger.as_ref().filter(|ledger| !ledger.gaps.is_empty()) else {
            continue;
        };
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        table.set_header(match language {
            Language::Zh => ["缺口", "代码", "优先", "常住人口"],
            Language::En => ["gap", "code", "comes first as", "people"],
        });
        for gap in ledger.gaps.iter().take(SHOWN) {
            let (_, code, name) = item_names(&checked.records, gap.item);
            table.add_row([
                plain(&name),
                code,
                gap.first.as_ref().map_or(String::new(), |word| named(word)),
                gap.people.map_or(String::new(), |people| people.to_string()),
            ]);
        }
        if let Some(column) = table.column_mut(3) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let (all, id) = (ledger.gaps.len(), &plan.requirements[answer.requirement].id);
        match language {
            Language::Zh => writeln!(out, "\n{id}：缺口台账，前 {} 个，共 {all} 个\n{table}", all.min(SHOWN))?,
            Language::En => writeln!(
                out,
                "\n{id}: ledger of gaps, the first {} of {all}\n{table}",
                all.min(SHOWN)
            )?,
        }
        for step in ledger.greedy.iter().take(SHOWN) {
            let (_, number, name) = item_names(&checked.records, Item::Facility(step.facility));
            let site = if name.is_empty() { number } else { plain(&name) };
            match language {
                Language::Zh => writeln!(
                    out,
                    "贪心法（对照，不是最优）：{site}，补 {} 个缺口，{} 人，累计 {} 人",
                    step.closes.len(),
                    step.people,
                    step.so_far
                )?,
                Language::En => writeln!(
                    out,
                    "greedy (a comparison, not the best choice): {site} closes {} gaps, {} people, {} so far",
                    step.closes.len(),
                    step.people,
                    step.so_far
                )?,
            }
        }
    }
    Ok(())
}
