//! `yike check`

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use comfy_table::{CellAlignment, Table, presets};

use super::plan::target_words;
use super::{Failure, Format, Language, check_ledger, check_path, plain, say};
use crate::domain::area_code::UnitLevel;
use crate::domain::day::Day;
use crate::domain::plan::{Plan, PlanReader, Requirement, shipped_conflicts};
use crate::domain::verdict::Verdict;
use crate::indicators::{Answer, Missing, Status, Why};
use crate::report::{CheckReport, IndicatorRow, PlanCoverage, check_document, indicator_rows, shown_with_guesses};
use crate::workflow::{self, CheckRequest, Checked, Location, WorkflowError};

/// Does this place keep its plan? Every requirement is answered: computed, recorded, or not assessed with what is missing.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The workspace.
    #[arg(long, short)]
    workspace: Location,
    /// A plan that comes with the program (see yike plan list), or your own FILE.toml. May be given several times; conflicts stay visible.
    #[arg(long, required = true)]
    plan: Vec<String>,
    /// Answers also for every area of this level, told by the codes of communities.
    #[arg(long, value_enum)]
    level: Option<Level>,
    /// Documents that somebody has seen: FILE.toml with [[record]] entries of requirement, date, source and reference.
    #[arg(long, value_name = "FILE.toml")]
    records: Option<PathBuf>,
    /// The answers as of this day (2023, 2023-06 or 2023-06-30): the layers as they were then, by the day that each import said (--as-of) or
    /// was made on; records up to then.
    #[arg(long, value_name = "DATE")]
    as_of: Option<Day>,
    /// Beside the answers their path: the values on every day on which the data change, with the baseline, the target and a straight line
    /// between, which is no target.
    #[arg(long)]
    path: bool,
    /// How the answers are written. The table shows the whole and the areas; JSON has every number and the communities that fall short.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Language of names in tables; the terminal's, when not given.
    #[arg(long, value_enum)]
    lang: Option<Language>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Communities.
    Community,
    /// Sub-districts and townships.
    Town,
    /// Counties.
    County,
    /// Prefectures.
    Prefecture,
    /// Provinces.
    Province,
}

impl From<Level> for UnitLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Community => Self::Community,
            Level::Town => Self::Town,
            Level::County => Self::County,
            Level::Prefecture => Self::Prefecture,
            Level::Province => Self::Province,
        }
    }
}

/// Missing inputs shown at the end.
const MOST_MISSING: usize = 12;

/// Categories or circles named with one of them.
const MOST_NAMED: usize = 6;

impl Check {
    pub(super) fn run(self) -> Result<(), Failure> {
        let checked = workflow::check(&CheckRequest {
            workspace: &self.workspace,
            plans: &self.plan,
            level: self.level.map(UnitLevel::from),
            records: self.records.as_deref(),
            as_of: self.as_of,
            path: self.path,
        })?;
        let language = Language::or_terminals(self.lang);
        match self.format {
            Format::Json => json(&checked),
            Format::Csv => rows(&checked, language),
            Format::Table => table(&checked, language),
        }
    }
}

fn json(checked: &Checked) -> Result<(), Failure> {
    let reader = PlanReader::new().map_err(WorkflowError::from)?;
    let conflicts = shipped_conflicts().map_err(|e| WorkflowError::Conflicts(e.to_string()))?;
    let document = check_document(&CheckReport {
        plans: &checked.plans,
        records: &checked.records,
        area_names: &checked.area_names,
        remarks: &checked.remarks,
        inputs: reader.inputs(),
        conflicts: &conflicts,
        as_of: checked.as_of,
        path: &checked.path,
    });
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &document)?;
    writeln!(out)?;
    Ok(())
}

fn rows(checked: &Checked, language: Language) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    writer.write_record([
        "requirement",
        "area",
        "area_name",
        "status",
        "key",
        "value",
        "low",
        "high",
        "unit",
        "numerator",
        "denominator",
        "units",
        "assessed",
        "target",
        "verdict",
        "near_the_line",
        "approximate",
        "failing",
        "missing",
        "date",
        "reference_line",
    ])?;
    for (at, (plan, answers)) in checked.plans.iter().enumerate() {
        let past = checked
            .path
            .iter()
            .filter_map(|(day, plans)| Some((Some(*day), plans.get(at)?)));
        for (day, answers) in std::iter::once((checked.as_of, answers)).chain(past) {
            for row in indicator_rows(plan, answers, &checked.area_names, day) {
                writer.write_record(cells(&row, language))?;
            }
        }
    }
    writer.flush()?;
    Ok(())
}

fn cells(row: &IndicatorRow, language: Language) -> [String; 21] {
    [
        row.requirement.clone(),
        row.area.clone(),
        row.area_name.clone(),
        row.status.to_owned(),
        row.key.clone(),
        row.value.clone(),
        row.low.clone(),
        row.high.clone(),
        pick(language, row.unit.zh(), row.unit.en()).to_owned(),
        row.numerator.clone(),
        row.denominator.clone(),
        row.units.to_string(),
        row.assessed.to_string(),
        row.target.clone(),
        row.verdict.to_owned(),
        row.near_the_line.to_string(),
        row.approximate.to_string(),
        row.failing.to_string(),
        row.missing.clone(),
        row.date.clone(),
        row.reference_line.clone(),
    ]
}

fn pick<'a>(language: Language, zh: &'a str, en: &'a str) -> &'a str {
    if language == Language::Zh { zh } else { en }
}

fn table(checked: &Checked, language: Language) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for remark in &checked.remarks {
        say(&format!("note: {remark}"));
    }
    for (at, (plan, answers)) in checked.plans.iter().enumerate() {
        writeln!(
            out,
            "{} ({} v{})",
            plain(pick(language, &plan.zh, &plan.en)),
            plan.id,
            plan.version
        )?;
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        table.set_header(match language {
            Language::Zh => ["条款", "目标", "结果", "判断", "已评估", "不足", "缺少的资料"],
            Language::En => [
                "requirement",
                "target",
                "value",
                "verdict",
                "assessed",
                "short",
                "missing",
            ],
        });
        for answer in answers {
            table.add_rows(lines(plan, answer, language));
        }
        for column in [2, 4, 5] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(out, "{table}")?;
        areas(&mut out, checked, plan, answers, language)?;
        check_path::path(&mut out, checked, at, plan, answers, language)?;
        check_ledger::ledgers(&mut out, checked, plan, answers, language)?;
        let coverage = PlanCoverage::of(answers);
        match language {
            Language::Zh => writeln!(
                out,
                "共 {} 条：已计算 {}，已记录 {}，未评估 {}\n",
                coverage.requirements, coverage.computed, coverage.recorded, coverage.not_assessed
            )?,
            Language::En => writeln!(
                out,
                "{} requirements: {} computed, {} recorded, {} not assessed\n",
                coverage.requirements, coverage.computed, coverage.recorded, coverage.not_assessed
            )?,
        }
    }
    let values = checked.plans.iter().flat_map(|(_, answers)| answers);
    if values
        .flat_map(|answer| &answer.values)
        .any(|value| value.headline && value.approximate > 0)
    {
        say(pick(
            language,
            "（~n）：其中 n 个仅由近似规则（他处也用的标签或名称）认定，既不算有也不算无",
            "(~n): n of them have one only by an approximate rule, a tag or name that others use too; counted neither as having nor as lacking it",
        ));
    }
    supplies(checked, language)
}

/// A requirement's lines: one for each value that it asks for.
fn lines(plan: &Plan, answer: &Answer, language: Language) -> Vec<[String; 7]> {
    let requirement = &plan.requirements[answer.requirement];
    let missing: Vec<String> = answer.missing.iter().map(Missing::word).collect();
    let line = |key: &str, value: String, verdict: String, assessed: String, short: String| {
        let name = if key.is_empty() {
            requirement.id.clone()
        } else {
            format!("{} [{key}]", requirement.id)
        };
        [
            name,
            target_words(requirement, language) + anticipatory(requirement, language),
            value,
            verdict,
            assessed,
            short,
            missing.join(" "),
        ]
    };
    let asked: Vec<_> = answer.values.iter().filter(|value| value.headline).collect();
    if answer.status != Status::Computed {
        let (value, verdict) = if answer.status == Status::Recorded {
            let newest = answer
                .evidence
                .last()
                .map_or(String::new(), |evidence| plain(&evidence.date));
            (newest, pick(language, "已记录", "recorded").to_owned())
        } else {
            (String::new(), verdict_words(Verdict::NotAssessed, language).to_owned())
        };
        return vec![line("", value, verdict, String::new(), String::new())];
    }
    asked
        .iter()
        .map(|value| {
            let near = if value.near_the_line {
                pick(language, "（接近界线）", ", near the line")
            } else {
                ""
            };
            line(
                if asked.len() > 1 { &value.key } else { "" },
                shown_with_guesses(value),
                format!("{}{near}", verdict_words(value.verdict, language)),
                format!(
                    "{}/{}{}",
                    value.sums.known,
                    value.sums.units,
                    if value.more_may_exist { "+" } else { "" }
                ),
                value.failing.len().to_string(),
            )
        })
        .collect()
}

/// What is expected and not binding is never called a violation.
fn anticipatory(requirement: &Requirement, language: Language) -> &'static str {
    match (requirement.anticipatory, language) {
        (false, _) => "",
        (true, Language::Zh) => "（预期性）",
        (true, Language::En) => " (anticipatory)",
    }
}

fn verdict_words(verdict: Verdict, language: Language) -> &'static str {
    match (verdict, language) {
        (Verdict::Reached, Language::Zh) => "达到",
        (Verdict::NotReached, Language::Zh) => "未达到",
        (Verdict::NotAssessed, Language::Zh) => "未评估",
        (Verdict::ThresholdUndefined, Language::Zh) => "规划未定数值",
        (Verdict::Reached, Language::En) => "reached",
        (Verdict::NotReached, Language::En) => "not reached",
        (Verdict::NotAssessed, Language::En) => "not assessed",
        (Verdict::ThresholdUndefined, Language::En) => "no threshold",
    }
}

/// The areas of the level: one table for each value that a requirement asks for and that has a number.
fn areas(
    out: &mut impl std::io::Write,
    checked: &Checked,
    plan: &Plan,
    answers: &[Answer],
    language: Language,
) -> Result<(), Failure> {
    for answer in answers.iter().filter(|answer| !answer.areas.is_empty()) {
        let requirement = &plan.requirements[answer.requirement];
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        table.set_header(match language {
            Language::Zh => ["区域", "代码", "结果", "分子", "分母", "判断", "不足"],
            Language::En => ["area", "code", "value", "numerator", "denominator", "verdict", "short"],
        });
        for area in &answer.areas {
            for value in area
                .values
                .iter()
                .filter(|value| value.headline && value.sums.units > 0)
            {
                let number = |micro: i128| (micro / i128::from(crate::domain::plan::Decimal::ONE)).to_string();
                table.add_row([
                    checked
                        .area_names
                        .get(&area.code)
                        .map_or(String::new(), |name| plain(name)),
                    area.code.clone(),
                    shown_with_guesses(value),
                    number(value.sums.above),
                    number(value.sums.below),
                    verdict_words(value.verdict, language).to_owned(),
                    value.failing.len().to_string(),
                ]);
            }
        }
        for column in [2, 3, 4, 6] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        writeln!(
            out,
            "\n{} ({})\n{table}",
            requirement.id,
            target_words(requirement, language)
        )?;
    }
    Ok(())
}

/// How to bring in what is missing most.
fn supplies(checked: &Checked, language: Language) -> Result<(), Failure> {
    let reader = PlanReader::new().map_err(WorkflowError::from)?;
    let mut asked: BTreeMap<(&str, Why), (usize, BTreeSet<&str>)> = BTreeMap::new();
    let answers = checked.plans.iter().flat_map(|(_, answers)| answers);
    for missing in answers.flat_map(|answer| &answer.missing) {
        let (times, which) = asked.entry((&missing.input, missing.why)).or_default();
        *times += 1;
        which.extend(missing.which.iter().map(String::as_str));
    }
    let mut most: Vec<_> = asked.into_iter().collect();
    most.sort_by(|(a, (times, _)), (b, (others, _))| others.cmp(times).then(a.cmp(b)));
    for ((key, why), (times, which)) in most.iter().take(MOST_MISSING) {
        let Some(input) = reader.inputs().get(key) else {
            continue;
        };
        let name = pick(language, &input.zh, &input.en);
        let (zh, en) = (why.zh().unwrap_or(&input.supply_zh), why.en().unwrap_or(&input.supply));
        let mut words: Vec<&str> = which.iter().copied().take(MOST_NAMED).collect();
        if which.len() > MOST_NAMED {
            words.push("...");
        }
        let words = words.join(", ");
        let of = if words.is_empty() {
            words
        } else {
            match language {
                Language::Zh => format!("（{words}）"),
                Language::En => format!(" ({words})"),
            }
        };
        match language {
            Language::Zh => say(&format!("缺少（{times} 条需要）{name}{of}：{zh}")),
            Language::En => say(&format!("missing for {times}: {name}{of}; {en}")),
        }
    }
    if most.len() > MOST_MISSING {
        let more = most.len() - MOST_MISSING;
        say(&match language {
            Language::Zh => format!("另有 {more} 项，见 --format json"),
            Language::En => format!("and {more} more inputs; all are in --format json"),
        });
    }
    Ok(())
}
