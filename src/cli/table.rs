//! Results as tables for eyes and rows for spreadsheets.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::{Failure, Language, group_table};
use crate::coverage::{circle_totals, group_totals};
use crate::domain::assessment::{Applies, Assessment, CircleResult, GroupResult, GroupTotals, Method};
use crate::domain::circle::CircleProfile;
use crate::domain::formula::harmless;
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
    let provisional = town
        .communities
        .iter()
        .filter(|community| community.provisional)
        .count();
    if provisional > 0 {
        writeln!(
            out,
            "{}",
            pick(
                &format!(
                    "其中 {provisional} 个边界为暂拟：不作社区结论，不计入社区比例；人口与用地只在上级单位和全域汇总"
                ),
                &format!(
                    "{provisional} of them are provisional: no verdict of theirs, and they are in no rate of communities; people and land count for their parents and the whole"
                )
            )
        )?;
    }
    for circle in &assessment.circles {
        let profile = &circle.profile;
        writeln!(
            out,
            "\n{} ({} v{})\n{}",
            pick(&profile.zh, &profile.en),
            profile.id,
            profile.version,
            measured(profile, circle.method, language)
        )?;
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        let mut header = vec![
            pick("服务", "service"),
            pick("设施", "sites"),
            pick("圈内人口", "people within"),
            pick("人口覆盖率", "share"),
            pick("低—高", "low - high"),
            pick("系数1上界", "factor 1 bound"),
            pick("圈外人口", "people outside"),
            pick("位置不明", "place unknown"),
            pick("居住用地覆盖率", "land share"),
            pick("有设施的社区", "communities with one"),
        ];
        if profile.theta.is_some() {
            header.push(pick("达标社区", "communities reached"));
        }
        table.set_header(header);
        for (asked, result) in profile.groups.iter().zip(&circle.groups) {
            let name = pick(&asked.zh, &asked.en);
            match group_totals(result, profile.theta) {
                Some(totals) => table.add_row(row(name, sites(result), &totals)),
                None => table.add_row([name, "-".to_owned(), not_assessed(result.possible_sites, language)]),
            };
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(out, "{table}")?;
        let approximate = |result: &GroupResult| result.found.as_ref().is_some_and(|found| found.approximate_sites > 0);
        if circle.groups.iter().any(approximate) {
            writeln!(
                out,
                "{}",
                pick(
                    "（~n）：其中 n 处仅凭近似规则（标签或名称也用于他类）归类",
                    "(~n): n of them are told by an approximate rule alone, a tag or name that others use too"
                )
            )?;
        }
        if let Some(totals) = circle_totals(circle, &assessment.settled).filter(|totals| totals.n_of_m.assessed > 1) {
            writeln!(out, "{}", counts(circle, &totals.n_of_m.people_by_count, language))?;
        }
        group_table::groups(out, circle, language)?;
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

/// How reach was measured, in one line.
pub(super) fn measured(profile: &CircleProfile, method: Method, language: Language) -> String {
    let (limit, minutes) = (profile.limit().metres(), profile.minutes);
    match (method, profile.metres, language) {
        (Method::Straight, _, Language::Zh) => format!(
            "直线估算：{limit:.0} 米步行 ÷ 非直线系数 {} = 半径 {:.0} 米",
            profile.detour,
            profile.radius().0
        ),
        (Method::Straight, _, Language::En) => format!(
            "straight-line estimate: {limit:.0} m of walk / detour factor {} = radius {:.0} m",
            profile.detour,
            profile.radius().0
        ),
        (Method::Streets, None, Language::Zh) => {
            format!("沿街道：{minutes} 分钟，{} 米/秒，从门到门的最短路", profile.speed_mps)
        }
        (Method::Streets, None, Language::En) => format!(
            "along the streets: {minutes} minutes at {} m/s, the shortest way from door to door",
            profile.speed_mps
        ),
        (Method::Streets, Some(_), Language::Zh) => format!("沿街道：{limit:.0} 米，从门到门的最短路"),
        (Method::Streets, Some(_), Language::En) => {
            format!("along the streets: {limit:.0} m, the shortest way from door to door")
        }
    }
}

fn not_assessed(possible: usize, language: Language) -> String {
    match (language, possible) {
        (Language::Zh, 0) => "未评估：无此类数据".to_owned(),
        (Language::Zh, possible) => format!("未评估：无此类数据（{possible} 处类别不明的设施可能属于此类）"),
        (Language::En, 0) => "not assessed: no source holds it".to_owned(),
        (Language::En, possible) => {
            format!("not assessed: no source holds it ({possible} sites of an unspecified kind may be one)")
        }
    }
}

/// `12`, or `12 (~3)` where three of them are told by an approximate rule alone.
fn sites(result: &GroupResult) -> String {
    match &result.found {
        Some(found) if found.approximate_sites > 0 => format!("{} (~{})", found.sites, found.approximate_sites),
        Some(found) => found.sites.to_string(),
        None => "-".to_owned(),
    }
}

fn row(name: String, sites: String, totals: &GroupTotals) -> Vec<String> {
    // Where nobody is located, or somebody was not counted, nothing is known of anybody's share.
    let share = |part: Persons| {
        totals.rates.population.map_or("-".to_owned(), |rate| {
            percent(Rate {
                yes: part.as_f64(),
                ..rate
            })
        })
    };
    let known = totals.unknown < totals.people;
    let count = |part: Persons| if known { people(part) } else { "-".to_owned() };
    let of = |rate: Rate| match rate.unknown {
        // Provisional communities are in no rate of communities.
        _ if rate.all <= 0.0 => "-".to_owned(),
        unknown if unknown > 0.0 => format!("{:.0}..{:.0} / {:.0}", rate.yes, rate.yes + unknown, rate.all),
        _ => format!("{:.0} / {:.0}", rate.yes, rate.all),
    };
    let mut cells = vec![
        name,
        sites,
        count(totals.covered),
        share(totals.covered),
        format!("{} - {}", share(totals.covered_low), share(totals.covered_high)),
        share(totals.covered_bound),
        count(totals.gap_people),
        people(totals.unknown),
        totals.rates.residential_land.map_or("-".to_owned(), percent),
        totals.rates.community.map_or("-".to_owned(), of),
    ];
    cells.extend(totals.rates.unit_by_share.map(of));
    cells
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
pub(super) fn people(people: Persons) -> String {
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

pub(super) fn percent(rate: Rate) -> String {
    match rate.interval() {
        None => "-".to_owned(),
        Some((lower, _)) if rate.unknown <= 0.0 => format!("{} %", digits(lower)),
        Some((lower, upper)) => format!("{}..{} %", digits(lower), digits(upper)),
    }
}

/// One decimal, but never a whole that isn't one: two people of a town outside are not 100.0 %.
fn digits(share: f64) -> String {
    match format!("{:.1}", share * 100.0) {
        rounded if rounded == "100.0" && share < 1.0 => "> 99.9".to_owned(),
        rounded if rounded == "0.0" && share > 0.0 => "< 0.1".to_owned(),
        rounded => rounded,
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
        "provisional",
    ])?;
    for circle in &assessment.circles {
        for group in &circle.groups {
            for (position, community) in town.communities.iter().enumerate() {
                let found = group
                    .found
                    .as_ref()
                    .map(|found| &found.communities[position])
                    .filter(|found| found.applies == Applies::Yes);
                let known = found.filter(|found| found.is_assessed());
                let number = |of: Option<String>| of.unwrap_or_default();
                writer.write_record([
                    community.code.as_ref().map_or("", |code| &code.value),
                    &harmless(&community.name),
                    &circle.profile.id,
                    &group.key,
                    found.map_or(Verdict::NotAssessed, |found| found.verdict).key(),
                    &number(found.map(|found| found.near_the_line.to_string())),
                    &number(found.and_then(|found| found.people).map(|people| people.to_string())),
                    &number(
                        known
                            .filter(|found| !found.provisional)
                            .map(|found| found.covered.to_string()),
                    ),
                    &number(found.map(|found| found.unknown.to_string())),
                    &number(found.map(|found| found.hosts.to_string())),
                    &number(known.map(|found| found.in_reach.to_string())),
                    &number(known.map(|found| found.gap_people.to_string())),
                    &number(
                        found
                            .and_then(|found| found.nearest)
                            .map(|nearest| format!("{:.3}", nearest.mean.0)),
                    ),
                    &community.provisional.to_string(),
                ])?;
            }
        }
    }
    writer.flush()?;
    Ok(())
}
