//! Groups of people at their own pace, as a table beside the assessment's.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::table::{people, percent};
use super::{Failure, Language};
use crate::coverage::group_totals;
use crate::domain::assessment::{CircleResult, GroupTotals, PacedPeople};
use crate::domain::rate::Rate;

/// One row a service, one column a group: the share of all residents who would be within at the group's pace and, where the group was counted,
/// the group's own share.
pub(super) fn groups(out: &mut impl Write, circle: &CircleResult, language: Language) -> Result<(), Failure> {
    let paces = circle.profile.paces();
    let services = circle.profile.groups.iter().zip(&circle.groups);
    let assessed: Vec<_> = services
        .filter_map(|(asked, result)| Some((asked, group_totals(result, None)?)))
        .collect();
    if paces.is_empty() || assessed.is_empty() {
        return Ok(());
    }
    let chinese = language == Language::Zh;
    let mut header = vec![if chinese { "服务" } else { "service" }.to_owned()];
    header.extend(paces.iter().map(|pace| match (circle.profile.metres, chinese) {
        (Some(_), _) => pace.group.name(chinese).to_owned(),
        (None, true) => format!("{}，{} 米/秒", pace.group.name(true), pace.speed.0),
        (None, false) => format!("{}, {} m/s", pace.group.name(false), pace.speed.0),
    }));
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(header);
    for (asked, totals) in &assessed {
        let mut row = vec![if chinese { &asked.zh } else { &asked.en }.clone()];
        row.extend(
            totals
                .paced
                .iter()
                .map(|(paced, uncounted)| cell(totals, paced, *uncounted, chinese)),
        );
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let caption = if chinese {
        "按各人群的步速：全体居民中可达的比例；该人群有统计时，另列其本身的比例"
    } else {
        "at the pace of groups: the share of all residents who would be within; beside it the group's own share, where it was counted"
    };
    writeln!(out, "{caption}\n{table}")?;
    Ok(())
}

fn cell(totals: &GroupTotals, paced: &PacedPeople, uncounted: usize, chinese: bool) -> String {
    let everybody = if totals.uncounted > 0 {
        "-".to_owned()
    } else {
        percent(Rate::of_people(
            paced.everybody_covered,
            paced.everybody_unknown,
            totals.people,
        ))
    };
    let Some(counted) = paced.people else {
        return everybody;
    };
    let own = if uncounted > 0 {
        "-".to_owned()
    } else {
        percent(Rate::of_people(paced.covered, paced.unknown, counted))
    };
    let counted = people(counted);
    match (chinese, uncounted) {
        (true, 0) => format!("{everybody}（{counted} 人中 {own}）"),
        (false, 0) => format!("{everybody} ({own} of {counted})"),
        (true, _) => format!("{everybody}（{uncounted} 个社区未统计）"),
        (false, _) => format!("{everybody} (not counted in {uncounted} communities)"),
    }
}
