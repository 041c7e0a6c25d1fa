//! Results as tables for eyes and rows for spreadsheets.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::{Failure, Language};
use crate::coverage::{circle_totals, group_totals};
use crate::domain::assessment::{Assessment, CircleResult, GroupTotals};
use crate::domain::rate::Rate;
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;
use crate::units::Persons;

pub(super) fn assessment(
    out: &mut impl Write,
    number: i64,
    town: &Town,
    assessment: &Assessment,
    language: Language,
) -> Result<(), Failure> {
    let pick = |zh: &str, en: &str| {
        if language == Language::Zh {
            zh.to_owned()
        } else {
            en.to_owned()
        }
    };
    writeln!(
        out,
        "{} {number}: {} {}",
        pick("评估", "assessment"),
        town.communities.len(),
        pick("个社区", "communities")
    )?;
    for circle in &assessment.circles {
        let profile = &circle.profile;
        writeln!(
            out,
            "\n{} ({} v{})\n{}",
            pick(&profile.zh, &profile.en),
            profile.id,
            profile.version,
            match language {
                Language::Zh => format!(
                    "直线估算：{:.0} 米步行 ÷ 非直线系数 {} = 半径 {:.0} 米",
                    profile.limit().metres(),
                    profile.detour,
                    profile.radius().0
                ),
                Language::En => format!(
                    "straight-line estimate: {:.0} m of walk / detour factor {} = radius {:.0} m",
                    profile.limit().metres(),
                    profile.detour,
                    profile.radius().0
                ),
            }
        )?;
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        table.set_header([
            pick("服务", "service"),
            pick("设施", "sites"),
            pick("圈内人口", "people within"),
            pick("人口覆盖率", "share"),
            pick("低—高", "low - high"),
            pick("系数1上界", "factor 1 bound"),
            pick("圈外人口", "people outside"),
            pick("有设施的社区", "communities with one"),
        ]);
        for (asked, result) in profile.groups.iter().zip(&circle.groups) {
            let name = pick(&asked.zh, &asked.en);
            match group_totals(result, profile.theta) {
                Some(totals) => table.add_row(row(name, result.found.as_ref().map_or(0, |found| found.sites), &totals)),
                None => table.add_row([
                    name,
                    "-".to_owned(),
                    pick("未评估：无此类数据", "not assessed: no source holds it"),
                ]),
            };
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(out, "{table}")?;
        if let Some(totals) = circle_totals(circle, &assessment.settled).filter(|totals| totals.n_of_m.assessed > 1) {
            writeln!(out, "{}", counts(circle, &totals.n_of_m.people_by_count, language))?;
        }
        if profile.theta.is_none() {
            writeln!(
                out,
                "{}",
                pick(
                    "规划未设门槛：只报告比例，不作达标判断",
                    "no threshold in the plan: shares are reported, no verdict"
                )
            )?;
        }
    }
    Ok(())
}

fn row(name: String, sites: usize, totals: &GroupTotals) -> Vec<String> {
    let share = |part: Persons| percent(Rate::of_people(part, totals.unknown, totals.people));
    vec![
        name,
        sites.to_string(),
        people(totals.covered),
        share(totals.covered),
        format!("{} - {}", share(totals.covered_low), share(totals.covered_high)),
        share(totals.covered_bound),
        people(totals.gap_people),
        totals
            .rates
            .community
            .map_or(String::new(), |rate| format!("{:.0} / {:.0}", rate.yes, rate.all)),
    ]
}

fn counts(circle: &CircleResult, people_by_count: &[Persons], language: Language) -> String {
    let assessed = people_by_count.len() - 1;
    let lines: Vec<String> = people_by_count
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > Persons::NONE)
        .map(|(n, count)| format!("{n}: {}", people(*count)))
        .collect();
    let of = circle.groups.len();
    match language {
        Language::Zh => format!(
            "已评估 {assessed} 项（共 {of} 项）；按可达项数的人口 {}",
            lines.join("，")
        ),
        Language::En => format!(
            "{assessed} of {of} services assessed; people by services reached {}",
            lines.join(", ")
        ),
    }
}

/// Whole people, in thousands, for eyes.
fn people(people: Persons) -> String {
    let digits = format!("{:.0}", people.as_f64());
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn percent(rate: Rate) -> String {
    match rate.interval() {
        None => "-".to_owned(),
        Some((lower, _)) if rate.unknown <= 0.0 => format!("{:.1} %", lower * 100.0),
        Some((lower, upper)) => format!("{:.1}..{:.1} %", lower * 100.0, upper * 100.0),
    }
}

/// One row per community, circle and service.
pub(super) fn communities_csv(out: impl Write, town: &Town, assessment: &Assessment) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "code",
        "name",
        "circle",
        "service",
        "verdict",
        "near_the_line",
        "people",
        "covered_people",
        "unknown_people",
        "hosts",
        "in_reach",
        "gap_people",
        "nearest_mean_m",
    ])?;
    for circle in &assessment.circles {
        for group in &circle.groups {
            for (position, community) in town.communities.iter().enumerate() {
                let found = group
                    .found
                    .as_ref()
                    .map(|found| &found.communities[position])
                    .filter(|found| found.applies);
                let number = |of: Option<String>| of.unwrap_or_default();
                writer.write_record([
                    community.code.as_ref().map_or("", |code| &code.value),
                    &community.name,
                    &circle.profile.id,
                    &group.key,
                    found.map_or(Verdict::NotAssessed, |found| found.verdict).key(),
                    &number(found.map(|found| found.near_the_line.to_string())),
                    &number(found.and_then(|found| found.people).map(|people| people.to_string())),
                    &number(found.map(|found| found.covered.to_string())),
                    &number(found.map(|found| found.unknown.to_string())),
                    &number(found.map(|found| found.hosts.to_string())),
                    &number(found.map(|found| found.in_reach.to_string())),
                    &number(found.map(|found| found.gap_people.to_string())),
                    &number(
                        found
                            .and_then(|found| found.nearest)
                            .map(|nearest| format!("{:.3}", nearest.mean.0)),
                    ),
                ])?;
            }
        }
    }
    writer.flush()?;
    Ok(())
}
