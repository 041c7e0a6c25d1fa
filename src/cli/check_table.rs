//! The answers of plans as tables to read.

use std::cmp::Ordering;
use std::io::Write;

use comfy_table::{CellAlignment, Table, presets};

use super::plan::target_words;
use super::{Failure, Language, check_ledger, check_path, check_supplies, plain, say};
use crate::domain::plan::{Conflict, Decimal, Plan, Requirement, shipped_conflicts};
use crate::domain::verdict::Verdict;
use crate::indicators::{Answer, Fraction, Missing, Status, Value, gap_to_all};
use crate::report::{PlanCoverage, shown_with_guesses};
use crate::workflow::{Checked, WorkflowError};

pub(super) fn table(checked: &Checked, language: Language) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for remark in &checked.remarks {
        say(&format!("note: {remark}"));
    }
    for (at, (plan, answers)) in checked.plans.iter().enumerate() {
        writeln!(
            out,
            "{} ({} v{})",
            plain(language.pick(&plan.zh, &plan.en)),
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
            table.add_rows(beside(plan, answer, checked, language));
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
        say(language.pick("（~n）：其中 n 个仅由近似规则（他处也用的标签或名称）认定，既不算有也不算无",
            "(~n): n of them have one only by an approximate rule, a tag or name that others use too; counted neither as having nor as lacking it",
        ));
    }
    conflicts(&mut out, checked, language)?;
    check_supplies::supplies(checked, language)
}

/// Where the plans contradict each other, side by side; none is resolved.
fn conflicts(out: &mut impl Write, checked: &Checked, language: Language) -> Result<(), Failure> {
    let all = shipped_conflicts().map_err(|e| WorkflowError::Conflicts(e.to_string()))?;
    let asked = checked.plans.iter().map(|(plan, _)| plan);
    let between: Vec<&Conflict> = all.iter().filter(|conflict| conflict.is_between(&asked)).collect();
    if between.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "{}",
        language.pick(
            "这些规划之间的矛盾（并列显示，不作取舍）：",
            "where these plans contradict each other (side by side, none resolved):"
        )
    )?;
    for conflict in between {
        writeln!(out, "{} {}", conflict.id, language.pick(&conflict.zh, &conflict.en))?;
        for side in &conflict.sides {
            let own: Vec<&str> = asked
                .clone()
                .filter(|plan| side.is_of(plan))
                .map(|plan| plan.id.as_str())
                .collect();
            if !own.is_empty() {
                writeln!(out, "  {}: {}", own.join(", "), side.says)?;
            }
        }
    }
    writeln!(out)?;
    Ok(())
}

/// A requirement's lines: one for each value that it asks for.
fn lines(plan: &Plan, answer: &Answer, language: Language) -> Vec<[String; 7]> {
    let requirement = &plan.requirements[answer.requirement];
    let missing: Vec<String> = answer.missing.iter().map(Missing::word).collect();
    let line = |key: &str, value: String, verdict: String, assessed: String, short: String| {
        let id = called(requirement, language);
        let name = if key.is_empty() { id } else { format!("{id} [{key}]") };
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
            (newest, language.pick("已记录", "recorded").to_owned())
        } else {
            (String::new(), verdict_words(Verdict::NotAssessed, language).to_owned())
        };
        return vec![line("", value, verdict, String::new(), String::new())];
    }
    asked
        .iter()
        .map(|value| {
            let near = if value.near_the_line {
                language.pick("（接近界线）", ", near the line")
            } else {
                ""
            };
            line(
                if asked.len() > 1 { &value.key } else { "" },
                shown_with_guesses(value) + &behind(&answer.values, value, language),
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

/// How far a group of people lags behind everybody, in percentage points.
fn behind(values: &[Value], own: &Value, language: Language) -> String {
    let Some(gap) = gap_to_all(values, own).and_then(|gap| gap.value) else {
        return String::new();
    };
    let shown = gap.shown(None);
    if shown.trim_start_matches('-') == "0.0" {
        return String::new();
    }
    match (gap.cmp(&Fraction::ZERO), language) {
        (Ordering::Equal, _) => String::new(),
        (Ordering::Greater, Language::Zh) => format!("（比全体低{shown}个百分点）"),
        (Ordering::Greater, Language::En) => format!(" ({shown} points below everybody)"),
        (Ordering::Less, Language::Zh) => format!("（比全体高{}个百分点）", shown.trim_start_matches('-')),
        (Ordering::Less, Language::En) => format!(" ({} points above everybody)", shown.trim_start_matches('-')),
    }
}

/// A requirement by its id; in Chinese with the first of the plan's own words before it.
fn called(requirement: &Requirement, language: Language) -> String {
    const SHOWN: usize = 16;
    if language == Language::En || requirement.phrase.is_empty() {
        return requirement.id.clone();
    }
    let phrase: String = plain(&requirement.phrase).chars().take(SHOWN).collect();
    let more = if requirement.phrase.chars().count() > SHOWN {
        "…"
    } else {
        ""
    };
    format!("{phrase}{more} {}", requirement.id)
}

/// Where a group of people is asked for and what is counted is no people: the part of the group that lives where it holds.
fn beside(plan: &Plan, answer: &Answer, checked: &Checked, language: Language) -> Vec<[String; 7]> {
    if checked.group.is_none() || answer.status == Status::Computed {
        return Vec::new();
    }
    let known = answer.values.iter().filter(|value| value.sums.heard_of > 0);
    let line = |value: &Value| {
        [
            format!("  {} [{}]", plan.requirements[answer.requirement].id, value.key),
            String::new(),
            format!("({})", shown_with_guesses(value)),
            language.pick("旁列", "beside").to_owned(),
            format!("{}/{}", value.sums.known, value.sums.units),
            value.failing.len().to_string(),
            String::new(),
        ]
    };
    known.map(line).collect()
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
    out: &mut impl Write,
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
                .filter(|value| (value.headline || answer.status != Status::Computed) && value.sums.units > 0)
            {
                let number = |micro: i128| (micro / i128::from(Decimal::ONE)).to_string();
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
