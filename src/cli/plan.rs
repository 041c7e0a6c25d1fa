//! `yike plan`

use std::io::Write as _;

use clap::{Args, Subcommand};
use comfy_table::{Table, presets};

use super::plan_record::{RecordWords, list_records, unrecord};
use super::{Failure, Format, Language, plain, say};
use crate::domain::plan::{Plan, PlanReader, Requirement, shipped_conflicts};
use crate::report::{PlanLine, conflicts_document, plan_document, plan_schema};
use crate::workflow::{Location, WorkflowError, find_plan, plan_words, shipped_plans};

/// Plans as data: list, read and check them, and see where they contradict each other.
#[derive(Debug, Args)]
pub(super) struct PlanCommand {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The plans, standards and drafts that come with the program.
    List {
        /// How the list is written.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Language of names; the terminal's, when not given.
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// Every requirement of a plan.
    Show {
        /// A plan that comes with the program (see yike plan list), or your own FILE.toml.
        plan: String,
        /// How the plan is written.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Language of names; the terminal's, when not given.
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// Everything that is wrong with a plan's file, with its place.
    Check {
        /// The file, ending in .toml. It may build on a plan that comes with the program, or on a file beside it, by extends = "...".
        file: String,
    },
    /// Where the plans contradict each other or leave something open, side by side. Nothing is resolved.
    Conflicts {
        /// Only those that this plan is a side of. May be given several times.
        #[arg(long)]
        plan: Vec<String>,
        /// How they are written.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
        /// Language of names; the terminal's, when not given.
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// Keep in a workspace that somebody saw a document for a requirement that no data answer; yike check answers it as recorded then.
    Record(Box<RecordWords>),
    /// The records that a workspace keeps, with their numbers.
    Records {
        /// The workspace.
        #[arg(long, short)]
        workspace: Location,
        /// How they are written.
        #[arg(long, value_enum, default_value_t = Format::Table)]
        format: Format,
    },
    /// Take a record out of a workspace.
    Unrecord {
        /// Its number, as yike plan records shows it.
        number: i64,
        /// The workspace.
        #[arg(long, short)]
        workspace: Location,
    },
    /// The form of a plan's file as JSON Schema, for editors.
    Schema,
}

impl PlanCommand {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.command {
            What::List { format, lang } => list(format, Language::or_terminals(lang)),
            What::Show { plan, format, lang } => show(&plan, format, Language::or_terminals(lang)),
            What::Check { file } => check(&file),
            What::Conflicts { plan, format, lang } => conflicts(&plan, format, Language::or_terminals(lang)),
            What::Schema => schema(),
            What::Record(words) => words.run(),
            What::Records { workspace, format } => list_records(&workspace, format),
            What::Unrecord { number, workspace } => unrecord(&workspace, number),
        }
    }
}

fn reader() -> Result<PlanReader, Failure> {
    Ok(PlanReader::new().map_err(WorkflowError::from)?)
}

fn list(format: Format, language: Language) -> Result<(), Failure> {
    let reader = reader()?;
    let mut lines = Vec::new();
    for id in shipped_plans() {
        lines.push(PlanLine::of(&find_plan(&reader, id)?));
    }
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            serde_json::to_writer(&mut out, &lines)?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record([
                "plan",
                "kind",
                "from",
                "to",
                "requirements",
                "with_a_number",
                "zh",
                "en",
                "source",
            ])?;
            for line in &lines {
                let year = |at: usize| line.period.map_or(String::new(), |period| period[at].to_string());
                writer.write_record([
                    line.plan.as_str(),
                    line.kind,
                    &year(0),
                    &year(1),
                    &line.requirements.to_string(),
                    &line.with_a_number.to_string(),
                    &line.zh,
                    &line.en,
                    &line.source,
                ])?;
            }
            writer.flush()?;
        }
        Format::Table => {
            let mut table = Table::new();
            table.load_preset(presets::ASCII_MARKDOWN);
            table.set_header(match language {
                Language::Zh => ["名称", "类别", "时间", "条款", "有数值", "标题"],
                Language::En => ["plan", "kind", "years", "requirements", "with a number", "title"],
            });
            for line in &lines {
                table.add_row([
                    line.plan.clone(),
                    line.kind.to_owned(),
                    line.period.map_or("-".to_owned(), |[from, to]| format!("{from}-{to}")),
                    line.requirements.to_string(),
                    line.with_a_number.to_string(),
                    language.pick(&line.zh, &line.en).to_owned(),
                ]);
            }
            writeln!(out, "{table}")?;
        }
    }
    Ok(())
}

/// The number of a requirement in words.
pub(super) fn target_words(requirement: &Requirement, language: Language) -> String {
    let dates = |(year, value): &(u16, crate::domain::plan::Decimal)| format!("{value} % ({year})");
    match (requirement.target, requirement.open) {
        (Some(target), _) => format!(
            "{} {} {}",
            target.comparator.zh(),
            target.value,
            language.pick(target.unit.zh(), target.unit.en())
        ),
        (None, Some((comparator, unit))) => {
            format!("{} ? {}", comparator.zh(), language.pick(unit.zh(), unit.en()))
        }
        (None, None) => requirement.milestones.iter().map(dates).collect::<Vec<_>>().join(", "),
    }
}

fn show(name: &str, format: Format, language: Language) -> Result<(), Failure> {
    let plan = find_plan(&reader()?, name)?;
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            serde_json::to_writer(&mut out, &plan_document(&plan))?;
            writeln!(out)?;
        }
        Format::Csv => requirements_csv(out, &plan)?,
        Format::Table => {
            writeln!(
                out,
                "{} ({} v{})\n{}",
                plain(language.pick(&plan.zh, &plan.en)),
                plan.id,
                plan.version,
                plain(&plan.source)
            )?;
            if !plan.note.is_empty() {
                writeln!(out, "{}", plain(&plan.note))?;
            }
            let mut table = Table::new();
            table.load_preset(presets::ASCII_MARKDOWN);
            table.set_header(match language {
                Language::Zh => ["条款", "类别", "对象", "目标", "年份", "力度", "检查", "原文"],
                Language::En => [
                    "requirement",
                    "class",
                    "scope",
                    "target",
                    "year",
                    "force",
                    "check",
                    "the plan's words",
                ],
            });
            for requirement in &plan.requirements {
                let checks: Vec<String> = requirement
                    .measures
                    .iter()
                    .map(|measure| measure.check.map_or("-".to_owned(), |check| check.to_string()))
                    .collect();
                let anticipatory = if requirement.anticipatory {
                    language.pick("（预期性）", " (anticipatory)")
                } else {
                    ""
                };
                table.add_row([
                    requirement.id.clone(),
                    language.pick(requirement.class.zh(), requirement.class.en()).to_owned(),
                    language.pick(requirement.scope.zh(), requirement.scope.en()).to_owned(),
                    target_words(requirement, language),
                    requirement.year.map_or("-".to_owned(), |year| year.to_string()),
                    format!(
                        "{}{anticipatory}",
                        language.pick(requirement.force.zh(), requirement.force.en())
                    ),
                    checks.join(" "),
                    plain(&requirement.phrase),
                ]);
            }
            writeln!(out, "{table}")?;
        }
    }
    Ok(())
}

fn requirements_csv(out: impl std::io::Write, plan: &Plan) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "id",
        "class",
        "check",
        "scope",
        "aggregation",
        "comparator",
        "value",
        "unit",
        "year",
        "year_basis",
        "force",
        "anticipatory",
        "inputs",
        "phrase",
        "note",
    ])?;
    for requirement in &plan.requirements {
        let target = requirement.target;
        writer.write_record([
            plan.full_id(requirement).as_str(),
            requirement.class.key(),
            requirement.check.key(),
            requirement.scope.key(),
            requirement.aggregation.key(),
            target.map_or("", |target| target.comparator.key()),
            &target.map_or(String::new(), |target| target.value.to_string()),
            target.map_or("", |target| target.unit.key()),
            &requirement.year.map_or(String::new(), |year| year.to_string()),
            requirement.year_basis.key(),
            requirement.force.key(),
            if requirement.anticipatory { "true" } else { "false" },
            &requirement.inputs.join(" "),
            &requirement.phrase,
            &requirement.note,
        ])?;
    }
    writer.flush()?;
    Ok(())
}

fn check(file: &str) -> Result<(), Failure> {
    let plan = find_plan(&reader()?, file)?;
    let mut out = std::io::stdout().lock();
    let with = plan
        .requirements
        .iter()
        .filter(|requirement| requirement.target.is_some())
        .count();
    writeln!(
        out,
        "{}: sound; {} requirements, {with} with a number{}",
        plain(file),
        plan.requirements.len(),
        plan.extends
            .as_ref()
            .map_or(String::new(), |base| format!(", builds on {}", plain(base)))
    )?;
    let open = plan
        .requirements
        .iter()
        .filter(|requirement| requirement.open.is_some())
        .count();
    if open > 0 {
        say(&format!(
            "note: {open} requirements have a unit and no value yet: they are answered without a verdict"
        ));
    }
    Ok(())
}

fn conflicts(plans: &[String], format: Format, language: Language) -> Result<(), Failure> {
    let reader = reader()?;
    for plan in plans {
        find_plan(&reader, plan)?;
    }
    let all = shipped_conflicts().map_err(|e| WorkflowError::Conflicts(e.to_string()))?;
    let own: Vec<_> = all.iter().filter(|conflict| conflict.concerns(plans)).collect();
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            serde_json::to_writer(&mut out, &conflicts_document(&own))?;
            writeln!(out)?;
        }
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(["conflict", "zh", "en", "plans", "says", "requirements", "shown"])?;
            for conflict in own {
                for side in &conflict.sides {
                    writer.write_record([
                        &conflict.id,
                        &conflict.zh,
                        &conflict.en,
                        &side.plans.join(" "),
                        &side.says,
                        &side.requirements.join(" "),
                        &conflict.shown,
                    ])?;
                }
            }
            writer.flush()?;
        }
        Format::Table => {
            for conflict in own {
                writeln!(out, "{} {}", conflict.id, language.pick(&conflict.zh, &conflict.en))?;
                for side in &conflict.sides {
                    writeln!(out, "  {}: {}", side.plans.join(", "), side.says)?;
                }
                writeln!(out, "  -> {}\n", conflict.shown)?;
            }
        }
    }
    Ok(())
}

fn schema() -> Result<(), Failure> {
    let reader = reader()?;
    let inputs: Vec<&str> = reader.inputs().iter().map(|input| input.key.as_str()).collect();
    let categories: Vec<&str> = reader.catalogue().categories.iter().map(|c| c.key.as_str()).collect();
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &plan_schema(&plan_words(), &inputs, &categories))?;
    writeln!(out)?;
    Ok(())
}
