//! The Chinese demo: a prefecture that does not exist, made by chance from a seed. Three years of registers with codes that change in between,
//! outlines, natural villages, facilities, circles, and records of documents, so that every plan is answered on it.

mod places;
mod prefecture;
mod rosters;
mod seeded;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::assess::{AssessRequest, assess};
use super::demo::finished;
use super::error::WorkflowError;
use super::import::{ImportRequest, import};
use super::kept_rows::TakingUp;
use super::plan_records::keep_record_file;
use crate::domain::assessment::Method;
use crate::domain::category::Catalogue;
use crate::domain::circle::{CircleProfile, SHIPPED as CIRCLES};
use crate::domain::community::PopulationBasis;
use crate::domain::day::Day;
use crate::domain::edit::World;
use crate::domain::plan::{CheckType, Counts, FunctionList, How, Plan, PlanReader, Scope};
use crate::domain::record::LayerKind;
use crate::import::{Defaults, Limits, Options, Progress};
use crate::store::{Location, Mode};
use prefecture::{YEARS, communities, successions};

/// The plans that are answered on it.
pub const PLANS: [&str; 5] = [
    "national-2020",
    "liaoning-2020",
    "yunnan-2020",
    "national-2025",
    "chuxiong-2025",
];
const ASSESSED: [&str; 4] = ["service-15", "service-10", "fitness-15", "convenience-15"];

/// Builds `demo-cn.gpkg` in a folder, in the place of an earlier one only when it is finished. Its files stay beside it, in
/// `demo-cn-files`. Returns its path.
///
/// # Errors
/// The folder can't be written.
pub fn build_demo_cn(folder: &Path, progress: &dyn Progress) -> Result<PathBuf, WorkflowError> {
    let reader = PlanReader::new()?;
    let plans = PLANS
        .iter()
        .map(|id| reader.shipped(id))
        .collect::<Result<Vec<Plan>, _>>()?;
    let files = folder.join("demo-cn-files");
    std::fs::create_dir_all(&files).map_err(error(&files))?;
    let workshop = tempfile::tempdir_in(folder).map_err(error(folder))?;
    let workspace = workshop.path().join("demo-cn.gpkg");
    let location = Location::from(workspace.as_path());
    super::init(&location)?;
    let asked = Asked::of(&plans, reader.catalogue());
    for year in YEARS {
        let units = communities(year);
        let layers = [
            (
                LayerKind::Register,
                "虚构-名册.csv",
                rosters::register(&units, year, reader.inputs(), &asked.lists),
            ),
            (LayerKind::Communities, "虚构-社区.geojson", places::outlines(&units)),
            (LayerKind::Hamlets, "虚构-自然村.csv", places::villages(&units, year)),
            (
                LayerKind::Facilities,
                "虚构-设施.csv",
                places::facilities(&units, year, &asked.own, &asked.of_towns, reader.catalogue()),
            ),
        ];
        for (kind, name, text) in layers {
            progress.step(&format!("importing {} of {year}", kind.key()));
            let of_year = files.join(year.to_string());
            std::fs::create_dir_all(&of_year).map_err(error(&of_year))?;
            take_in(
                &location,
                kind,
                &of_year.join(name),
                &text,
                Some(year),
                &asked,
                progress,
            )?;
        }
    }
    let table = succession_table();
    take_in(
        &location,
        LayerKind::Successions,
        &files.join("虚构-代码变更.csv"),
        &table,
        None,
        &asked,
        progress,
    )?;
    let records = files.join("虚构-记录.toml");
    std::fs::write(&records, record_file(&plans)).map_err(error(&records))?;
    keep_record_file(&location, &records, &PLANS.map(str::to_owned))?;
    let circles = ASSESSED.map(str::to_owned);
    let request = AssessRequest {
        workspace: &location,
        circles: &circles,
        basis: PopulationBasis::Usual,
        theta: None,
        methods: &[Method::Straight],
        world: World::default(),
    };
    assess(&request, |circle, service| {
        progress.step(&format!("assessing {circle}: {service}"));
    })?;
    finished(&workspace, &folder.join("demo-cn.gpkg"))
}

fn error(path: &Path) -> impl Fn(std::io::Error) -> WorkflowError {
    let path = path.display().to_string();
    move |e| WorkflowError::DemoFile {
        path: path.clone(),
        why: e.to_string(),
    }
}

/// What the plans and circles ask for.
struct Asked<'a> {
    /// Categories of communities.
    own: Vec<String>,
    /// Categories of sub-districts and townships.
    of_towns: Vec<String>,
    lists: Vec<(&'a str, &'a FunctionList)>,
}

impl<'a> Asked<'a> {
    fn of(plans: &'a [Plan], catalogue: &Catalogue) -> Self {
        let (mut own, mut of_towns) = (BTreeSet::new(), BTreeSet::new());
        let mut add = |plan: &Plan, counts: &Counts, scope: Scope| {
            let categories = match counts {
                Counts::AnyOf(categories) => categories.clone(),
                Counts::Rule(name) => plan.rules.get(name).map_or(Vec::new(), |rule| rule.any_of.clone()),
            };
            if matches!(scope, Scope::Town | Scope::ServiceCentre) {
                of_towns.extend(categories);
            } else {
                own.extend(categories);
            }
        };
        let any_of = |categories: &[String]| Counts::AnyOf(categories.to_vec());
        for plan in plans {
            for requirement in &plan.requirements {
                for measure in &requirement.measures {
                    let scope = measure.scope.unwrap_or(requirement.scope);
                    match &measure.how {
                        How::Presence { of, .. } => of.iter().for_each(|counts| add(plan, counts, scope)),
                        How::CoLocation { of, with, .. } => {
                            add(plan, &any_of(of), Scope::All);
                            add(plan, with, Scope::All);
                        }
                        How::Open { of } => add(plan, &any_of(of), Scope::All),
                        How::Adjacency { of, to, .. } => {
                            add(plan, &any_of(of), Scope::All);
                            add(plan, &any_of(to), Scope::All);
                        }
                        _ => {}
                    }
                }
            }
        }
        let profiles = CIRCLES.iter().filter_map(|text| CircleProfile::parse(text).ok());
        for profile in profiles.filter(|profile| ASSESSED.contains(&profile.id.as_str())) {
            own.extend(profile.groups.into_iter().flat_map(|group| group.any_of));
        }
        let known = |key: &String| {
            let found = catalogue.categories.iter().find(|own| own.key == *key);
            found.is_some_and(|own| own.unspecified_of.is_empty())
        };
        let own: Vec<String> = own
            .into_iter()
            .filter(known)
            .filter(|key| !of_towns.contains(key))
            .collect();
        let lists = plans
            .iter()
            .flat_map(|plan| &plan.lists)
            .map(|(name, list)| (name.as_str(), list));
        Self {
            own,
            of_towns: of_towns.into_iter().collect(),
            lists: lists.collect(),
        }
    }
}

/// Writes a file and imports it.
fn take_in(
    workspace: &Location,
    kind: LayerKind,
    file: &Path,
    text: &str,
    year: Option<u16>,
    asked: &Asked<'_>,
    progress: &dyn Progress,
) -> Result<(), WorkflowError> {
    std::fs::write(file, text).map_err(error(file))?;
    let complete: Vec<String> = asked.own.iter().chain(&asked.of_towns).cloned().collect();
    let request = ImportRequest {
        workspace,
        kind,
        file,
        layer: None,
        crs: kind.has_geometry().then_some("EPSG:4490"),
        map: &[],
        complete: if kind == LayerKind::Facilities { &complete } else { &[] },
        category: None,
        options: &Options::default(),
        buildings: None,
        gates: None,
        worklist: None,
        places: None,
        roster: None,
        defaults: &Defaults {
            as_of: year.map(|year| year.to_string()),
            accuracy_m: None,
            basis: Some(PopulationBasis::Usual),
        },
        true_from: year.map(Day::end_of),
        mode: Mode::Replace,
        dry_run: false,
        skip_rejected: false,
        limits: Limits::default(),
        register: None,
        taking_up: TakingUp::Never,
        reference: None,
        trust_crs: true,
    };
    let imported = import(&request, progress)?;
    if let Some(wrong) = imported.outcome.rejected.first().filter(|_| !imported.changed) {
        // The generator made something that its own program refuses.
        return Err(WorkflowError::DemoFile {
            path: file.display().to_string(),
            why: wrong.what.clone(),
        });
    }
    Ok(())
}

fn succession_table() -> String {
    let mut text = "原代码,现代码,变更类型,变更日期,依据\n".to_owned();
    for row in successions() {
        let _ = writeln!(text, "{},{},{},{},虚构批复", row.old, row.new, row.change, row.date);
    }
    text
}

/// A record for two of three document items of each plan.
fn record_file(plans: &[Plan]) -> String {
    let mut text = String::new();
    for plan in plans {
        let documents = plan.requirements.iter().filter(|requirement| {
            requirement.check == CheckType::Document
                && requirement.measures.iter().all(|measure| measure.how == How::Document)
        });
        for (at, requirement) in documents.enumerate().filter(|(at, _)| at % 3 != 2) {
            let year = YEARS[at % YEARS.len()];
            let _ = write!(
                text,
                "[[record]]\nrequirement = \"{}\"\ndate = \"{year}-06-30\"\nsource = \"云溪州民政局（虚构）\"\nreference = \"虚构文件 {at} 号\"\n\n",
                plan.full_id(requirement)
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_come_out_every_time_and_say_that_they_are_made_up() {
        let reader = PlanReader::new().expect("the shipped lists are sound");
        let plans: Vec<Plan> = PLANS
            .iter()
            .map(|id| reader.shipped(id).expect("it is shipped"))
            .collect();
        let asked = Asked::of(&plans, reader.catalogue());
        let of = |year| {
            let units = communities(year);
            [
                rosters::register(&units, year, reader.inputs(), &asked.lists),
                places::outlines(&units),
                places::villages(&units, year),
                places::facilities(&units, year, &asked.own, &asked.of_towns, reader.catalogue()),
            ]
        };
        for year in YEARS {
            assert!(of(year) == of(year));
            assert!(
                of(year)[0].lines().skip(1).all(|line| line.contains("（虚构）")),
                "every name says it"
            );
        }
        assert_ne!(of(2023), of(2024));
    }
}
