//! Access as a table for eyes.

use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::people_group::of_group;
use super::table::{measured, people};
use super::{Failure, Language};
use crate::domain::access::{AccessFound, AccessMeasure, AccessResult, AccessSubject, AccessSummary, ServiceSupply};
use crate::domain::town::Town;
use crate::units::Persons;

/// Communities shown to eyes; more are for spreadsheets.
const SHOWN: usize = 60;

fn pick(language: Language, zh: &str, en: &str) -> String {
    match language {
        Language::Zh => zh.to_owned(),
        Language::En => en.to_owned(),
    }
}

pub(super) fn table(
    out: &mut impl Write,
    town: &Town,
    result: &AccessResult,
    language: Language,
) -> Result<(), Failure> {
    let circle = &result.circle;
    let (zh, en) = match &result.subject {
        AccessSubject::Service(supply) => (supply.zh.as_str(), supply.en.as_str()),
        AccessSubject::AllServices { .. } => ("全部服务", "all services"),
    };
    writeln!(
        out,
        "{}: {} ({} v{})\n{}\n{}",
        pick(language, zh, en),
        pick(language, &circle.zh, &circle.en),
        circle.id,
        circle.version,
        meaning(&result.measure, language),
        measured(circle, result.method, language)
    )?;
    if let Some(pace) = result.group {
        writeln!(out, "{}", of_group(circle, pace, result.method, language))?;
    }
    writeln!(out, "{}", supplied(&result.subject, &result.measure, language))?;
    let Some(found) = &result.found else {
        writeln!(out, "{}", not_assessed(&result.subject, language))?;
        return Ok(());
    };
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    let columns = Columns::of(found, &result.measure);
    table.set_header(header(result, columns, language));
    for (name, summary) in lines(town, result, found, language) {
        match summary {
            Some(summary) => table.add_row(row(name, summary, columns)),
            None => table.add_row([name, "-".to_owned()]),
        };
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "{table}")?;
    if town.communities.len() > SHOWN {
        writeln!(
            out,
            "{}",
            match language {
                Language::Zh => format!("另有 {} 个社区：用 --format csv 查看", town.communities.len()),
                Language::En => format!("and {} communities: see them with --format csv", town.communities.len()),
            }
        )?;
    }
    footnotes(out, result, &found.everybody, language)
}

/// All that is shown, the whole first, then what it is made of.
fn lines<'a>(
    town: &Town,
    result: &AccessResult,
    found: &'a AccessFound,
    language: Language,
) -> Vec<(String, Option<&'a AccessSummary>)> {
    let all = match result.group {
        Some(pace) => pace.group.name(language == Language::Zh).to_owned(),
        None => pick(language, "合计", "everybody"),
    };
    let mut lines = vec![(all, Some(&found.everybody))];
    // A province round a single county says the same once more.
    let units = found.units.iter().filter(|unit| unit.summary != found.everybody);
    lines.extend(units.map(|unit| {
        let name = match unit.name.as_str() {
            "" => unit.code.clone(),
            name => format!("{name} {}", unit.code),
        };
        (name, Some(&unit.summary))
    }));
    if town.communities.len() <= SHOWN {
        let own = town.communities.iter().zip(&found.communities);
        lines.extend(own.map(|(community, own)| (community.name.clone(), own.summary.as_ref())));
    }
    lines
}

fn meaning(measure: &AccessMeasure, language: Language) -> String {
    match measure {
        AccessMeasure::Completeness => pick(
            language,
            "便民圈完整度：每人在圈内可达的服务项数",
            "completeness: how many of the circle's services a person reaches",
        ),
        AccessMeasure::Cumulative => pick(
            language,
            "累积机会：每人圈内的设施数及其容量",
            "cumulative: how many sites, and how much capacity, a person has within the circle",
        ),
        AccessMeasure::TwoStep => pick(
            language,
            "两步移动搜索法（2SFCA）：设施容量由圈内所有人分享，折合每千人",
            "2SFCA: each site's capacity shared by everybody within its circle, for every 1,000 people",
        ),
        AccessMeasure::Enhanced(_) => pick(
            language,
            "增强两步移动搜索法（E2SFCA）：路越远权重越低，折合每千人",
            "E2SFCA: the same as 2SFCA with weights that fall with the way, for every 1,000 people",
        ),
    }
}

fn supplied(subject: &AccessSubject, measure: &AccessMeasure, language: Language) -> String {
    match subject {
        AccessSubject::Service(supply) => sites(supply, measure, language),
        AccessSubject::AllServices { assessed, not_assessed } => {
            let of = assessed.len() + not_assessed.len();
            let missing = not_assessed.join(", ");
            match (language, not_assessed.is_empty()) {
                (Language::Zh, true) => format!("{of} 项服务全部评估"),
                (Language::Zh, false) => {
                    format!("已评估 {} 项（共 {of} 项）；无数据、未评估：{missing}", assessed.len())
                }
                (Language::En, true) => format!("all {of} services are assessed"),
                (Language::En, false) => format!(
                    "{} of {of} services are assessed; no source holds {missing}",
                    assessed.len()
                ),
            }
        }
    }
}

fn sites(supply: &ServiceSupply, measure: &AccessMeasure, language: Language) -> String {
    let (count, without) = (supply.sites, supply.without_capacity);
    let mut words = vec![match language {
        Language::Zh => format!("{count} 处设施，其中 {without} 处容量不明"),
        Language::En => format!("{count} sites, {without} of them without a known capacity"),
    }];
    if measure.needs_capacity() && without < count {
        let (reached, unreached) = (amount(supply.capacity_reached), amount(supply.capacity_unreached));
        words.push(match language {
            Language::Zh => format!("有人可达的容量 {reached}，无人可达的 {unreached}"),
            Language::En => format!("capacity that somebody reaches {reached}, that nobody reaches {unreached}"),
        });
    }
    let possible = supply.possible_sites;
    if possible > 0 {
        words.push(match language {
            Language::Zh => format!("另有 {possible} 处类别不明，可能属于此类，未计入"),
            Language::En => format!("{possible} of an unspecified kind may be one too and don't count"),
        });
    }
    words.join(&pick(language, "；", "; "))
}

fn not_assessed(subject: &AccessSubject, language: Language) -> String {
    match subject {
        AccessSubject::Service(supply) if supply.sites > 0 && supply.without_capacity == supply.sites => pick(
            language,
            "未评估：没有一处设施有容量；请导入带 capacity（容量、床位数、学位数、座位数）列的设施，或改用 --measure cumulative",
            "not assessed: no site has a capacity; import facilities with a column capacity (beds, places, seats), or take --measure cumulative",
        ),
        _ => pick(
            language,
            "未评估：无此类数据；请导入设施，并用 --complete 说明哪些类别已全部列出",
            "not assessed: no source holds it; import facilities of it, with --complete where a source lists all of them",
        ),
    }
}

/// What the columns show.
#[derive(Debug, Clone, Copy)]
struct Columns {
    /// Somebody's value is not known, or is a bound.
    floor: bool,
    capacity: bool,
    /// What a value is multiplied by.
    scale: f64,
    /// Decimals of values, so that three digits of the mean of all count.
    decimals: usize,
}

impl Columns {
    fn of(found: &AccessFound, measure: &AccessMeasure) -> Self {
        let all = &found.everybody;
        let unknown = all.not_assessed + all.at_least + all.at_most;
        let scale = if measure.needs_capacity() { 1000.0 } else { 1.0 };
        let mean = all.mean.map_or(1.0, |mean| mean * scale);
        let decimals = match mean {
            mean if !measure.needs_capacity() || mean <= 0.0 => 2,
            mean => (2.0 - mean.log10().floor()).clamp(0.0, 9.0) as usize,
        };
        Self {
            floor: unknown > Persons::NONE || all.uncounted > 0,
            capacity: all.mean_capacity.is_some(),
            scale,
            decimals,
        }
    }
}

fn header(result: &AccessResult, columns: Columns, language: Language) -> Vec<String> {
    let value = match (&result.measure, &result.subject) {
        (_, AccessSubject::AllServices { assessed, .. }) => match language {
            Language::Zh => format!("平均项数（共 {}）", assessed.len()),
            Language::En => format!("services of {}", assessed.len()),
        },
        (AccessMeasure::Completeness | AccessMeasure::Cumulative, _) => pick(language, "平均设施数", "sites"),
        (AccessMeasure::TwoStep | AccessMeasure::Enhanced(_), _) => pick(language, "每千人", "per 1,000"),
    };
    let mut header = vec![
        pick(language, "单元", "unit"),
        pick(language, "评估人口", "people"),
        value,
    ];
    if columns.floor {
        header.push(pick(language, "至少", "at least"));
    }
    if columns.capacity {
        header.push(pick(language, "平均容量", "capacity"));
    }
    header.extend([
        "p10".to_owned(),
        pick(language, "中位", "median"),
        "p90".to_owned(),
        pick(language, "基尼系数", "Gini"),
        pick(language, "无一可达", "reach none"),
        pick(language, "未评估人口", "not assessed"),
    ]);
    header
}

fn row(name: String, summary: &AccessSummary, columns: Columns) -> Vec<String> {
    let shown = |value: Option<f64>| {
        value.map_or("-".to_owned(), |value| {
            decimals(value * columns.scale, columns.decimals)
        })
    };
    let quantile = |at: usize| shown(summary.equity.quantiles.map(|values| values[at]));
    let mut cells = vec![name, people(summary.assessed), shown(summary.mean)];
    if columns.floor {
        cells.push(shown(summary.floor));
    }
    if columns.capacity {
        cells.push(summary.mean_capacity.map_or("-".to_owned(), amount));
    }
    cells.extend([
        quantile(0),
        quantile(2),
        quantile(4),
        summary.equity.gini.map_or("-".to_owned(), |gini| format!("{gini:.2}")),
        people(summary.nothing),
        match summary.uncounted {
            0 => people(summary.not_assessed),
            _ => format!("{} + ?", people(summary.not_assessed)),
        },
    ]);
    cells
}

/// Two decimals, none where it is whole.
fn amount(value: f64) -> String {
    decimals(value, 2)
}

fn decimals(value: f64, count: usize) -> String {
    let count = if value.fract() == 0.0 { 0 } else { count };
    format!("{value:.count$}")
}

fn footnotes(
    out: &mut impl Write,
    result: &AccessResult,
    everybody: &AccessSummary,
    language: Language,
) -> Result<(), Failure> {
    let mut say = |zh: String, en: String| -> Result<(), Failure> {
        writeln!(out, "{}", if language == Language::Zh { zh } else { en })?;
        Ok(())
    };
    if !everybody.people_by_count.is_empty() {
        let counts = everybody.people_by_count.iter().enumerate();
        let lines: Vec<String> = counts
            .filter(|(_, count)| **count > Persons::NONE)
            .map(|(n, count)| format!("{n}: {}", people(*count)))
            .collect();
        say(
            format!("按可达项数的人口 {}", lines.join("，")),
            format!("people by services reached {}", lines.join(", ")),
        )?;
    }
    say(
        "p10、中位、p90：一成、一半、九成的人不超过此值".to_owned(),
        "p10, median, p90: a tenth, half, nine tenths of the people have no more than this".to_owned(),
    )?;
    if let (Some(low), Some(high)) = (everybody.equity.lowest_forty, everybody.equity.highest_ten) {
        say(
            format!(
                "最少的四成人占 {:.1} %，最多的一成人占 {:.1} %",
                low * 100.0,
                high * 100.0
            ),
            format!(
                "the four tenths with least have {:.1} % of it, the tenth with most {:.1} %",
                low * 100.0,
                high * 100.0
            ),
        )?;
    }
    if let Some((zh, en)) = lower_bound(result, everybody) {
        say(zh, en)?;
    }
    if everybody.at_most > Persons::NONE {
        let count = people(everybody.at_most);
        say(
            format!("{count} 人与住处不明的人共用设施：数值是上限，“至少”一列已把这些人算入"),
            format!(
                "{count} people share a site with people of whom nobody knows where they live: they have at most what is shown; at least counts those in"
            ),
        )?;
    }
    if everybody.uncounted > 0 {
        let whom = match result.group {
            Some(_) => pick(language, "该类人口", "people of the group"),
            None => pick(language, "人口", "people"),
        };
        say(
            format!("?：{} 个社区的{whom}未知，或不知是否适用", everybody.uncounted),
            format!(
                "?: {} communities whose {whom} nobody counted, or of which nobody knows whether the circle is for them",
                everybody.uncounted
            ),
        )?;
    }
    if everybody.not_assessed > Persons::NONE {
        say(
            "“至少”：未评估的人按无一可达计".to_owned(),
            "at least: if whoever is not assessed reaches nothing".to_owned(),
        )?;
    }
    Ok(())
}

/// Why some values are lower bounds: sites without a known capacity, and sites that a group reaches and nobody at everybody's pace.
fn lower_bound(result: &AccessResult, everybody: &AccessSummary) -> Option<(String, String)> {
    let AccessSubject::Service(supply) = &result.subject else {
        return None;
    };
    if everybody.at_least == Persons::NONE {
        return None;
    }
    let count = people(everybody.at_least);
    if result.measure == AccessMeasure::Cumulative {
        return everybody.mean_capacity.map(|_| {
            (
                format!("{count} 人还可达容量不明的设施：容量是下限"),
                format!("{count} people also reach a site without a known capacity: their capacity is a lower bound"),
            )
        });
    }
    let (zh, en) = match (supply.without_capacity > 0, supply.of_group_alone > 0) {
        (true, true) => (
            "容量不明的设施，或仅该类人口可达、共用人数不明的设施",
            "a site without a known capacity, or one that only the group reaches, so that nobody knows how many share it",
        ),
        (false, true) => (
            "仅该类人口可达、共用人数不明的设施",
            "a site that only the group reaches, so that nobody knows how many share it",
        ),
        (_, false) => ("容量不明的设施", "a site without a known capacity"),
    };
    Some((
        format!("{count} 人还可达{zh}：数值是下限"),
        format!("{count} people also reach {en}: they have at least what is shown"),
    ))
}
