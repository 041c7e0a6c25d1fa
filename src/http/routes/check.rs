//! Does the place keep its plan: what may be asked, a plan's answers in one area on one day, and one requirement with who falls short.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use geo::MultiPolygon;
use serde_json::{Value, json};

use crate::domain::day::Day;
use crate::domain::people_group::PeopleGroup;
use crate::domain::plan::{Plan, PlanReader, SHIPPED, shipped_conflicts};
use crate::http::checks::{Asked, told};
use crate::http::document::Document;
use crate::http::loaded::Loaded;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::{Keep, respond};
use crate::http::state::ServerState;
use crate::report::{BoardOffer, BoardReport, board_document, board_offer, requirement_document};
use crate::workflow::{self, WorkflowError};

/// Units of a list that are given when nobody says how many, and at most.
pub(super) const USUAL_UNITS: usize = 500;
pub(super) const MOST_UNITS: usize = 20_000;
/// Days of a path; of more the last.
const MOST_DAYS: usize = 24;

/// The plans, areas and days that may be asked for, conflicts between plans, and the names of the words in answers.
#[utoipa::path(get, path = "/api/check", tag = "check", responses(
    (status = 200, description = "What may be asked", body = serde_json::Value, content_type = "application/json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "The workspace has no communities and no register"),
))]
pub(crate) async fn offered(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let asked = Asked {
        plan: None,
        requirement: None,
        area: None,
        group: None,
        as_of: None,
        scenario: None,
        path: false,
        most: 0,
    };
    answer(&state, &request, asked, offer).await
}

/// Every requirement of a plan, answered for an area and a day, with how each area in it stands.
#[utoipa::path(get, path = "/api/check/{plan}", tag = "check", params(
    ("plan" = String, Path, description = "A plan of /api/check", example = "national-2025"),
    ("area" = Option<String>, Query, description = "A 12-digit code; everything where not given", example = "532301000000"),
    ("group" = Option<String>, Query, description = "One group of people alone: elderly, minors or disabled; everybody where not given"),
    ("as_of" = Option<String>, Query, description = "A day, month or year; now where not given", example = "2023-12-31"),
    ("scenario" = Option<String>, Query, description = "A scenario of the workspace, now: its facilities and what was assessed of it; not with as_of or path"),
    ("path" = Option<String>, Query, description = "yes adds the values on the days on which the data changed, the last 24 of them"),
), responses(
    (status = 200, description = "The answers, as yike check writes them, without lists of units", body = serde_json::Value, content_type = "application/json"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such plan or area, or no data by that day"),
))]
pub(crate) async fn board(
    State(state): State<ServerState>,
    Path(plan): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["area", "group", "as_of", "scenario", "path"])?;
    let path = yes(&query, "path")?;
    let asked = Asked {
        plan: Some(shipped(&plan)?),
        requirement: None,
        area: area(&query)?,
        group: group(&query)?,
        as_of: day(&query)?,
        scenario: scenario(&query)?,
        path,
        most: 0,
    };
    answer(&state, &request, asked, of_plan).await
}

/// One requirement: its values with the units that fall short and those that are not assessed, and the values of the areas in the area.
#[utoipa::path(get, path = "/api/check/{plan}/{requirement}", tag = "check", params(
    ("plan" = String, Path, description = "A plan of /api/check", example = "national-2025"),
    ("requirement" = String, Path, description = "The id of one of its requirements, without the plan", example = "urban-facility-coverage"),
    ("area" = Option<String>, Query, description = "A 12-digit code; everything where not given"),
    ("group" = Option<String>, Query, description = "One group of people alone: elderly, minors or disabled; everybody where not given"),
    ("as_of" = Option<String>, Query, description = "A day, month or year; now where not given"),
    ("scenario" = Option<String>, Query, description = "A scenario of the workspace, now; not with as_of"),
    ("limit" = Option<u32>, Query, description = "Units of each list, 1 to 20000, 500 if not given"),
), responses(
    (status = 200, description = "The answer with its path; point is the place of a facility, null where the map has none", body = serde_json::Value, content_type = "application/json"),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json", description = "No such plan, requirement or area, or no data by that day"),
))]
pub(crate) async fn requirement(
    State(state): State<ServerState>,
    Path((plan, requirement)): Path<(String, String)>,
    request: Parts,
) -> Result<Response, Problem> {
    let query = Query::read(&request.uri, &["area", "group", "as_of", "scenario", "limit"])?;
    let most = query.limit(USUAL_UNITS, MOST_UNITS, "a whole number from 1 to 20000")?;
    let asked = Asked {
        plan: Some(shipped(&plan)?),
        requirement: Some(requirement),
        area: area(&query)?,
        group: group(&query)?,
        as_of: day(&query)?,
        scenario: scenario(&query)?,
        path: true,
        most,
    };
    answer(&state, &request, asked, of_plan).await
}

/// Sends a document, which is made only where it is not kept.
async fn answer(
    state: &ServerState,
    request: &Parts,
    asked: Asked,
    make: fn(&ServerState, &Loaded, &Asked) -> Result<Value, Problem>,
) -> Result<Response, Problem> {
    let loaded = state.loaded(request)?;
    let making = async {
        let (state, loaded, asked) = (state.clone(), loaded.clone(), asked.clone());
        let runner = state.clone();
        let document = runner.work(move || {
            let value = make(&state, &loaded, &asked)?;
            let bytes = serde_json::to_vec(&value).map_err(|error| {
                tracing::error!(%error, "answers to a plan cannot be written");
                Problem::Internal
            })?;
            Ok::<_, Problem>(Arc::new(Document::new("application/json", bytes)))
        });
        document.await?
    };
    let document = loaded.checks.document(&asked, making).await?;
    respond(request, document, Keep::Revalidate).await
}

fn offer(state: &ServerState, loaded: &Loaded, _: &Asked) -> Result<Value, Problem> {
    let checks = state.checks()?;
    let day = loaded.checks.day(&checks, None)?;
    let reader = reader()?;
    let plans = SHIPPED.iter().map(|(id, _)| plan_of(&reader, id));
    let plans = plans.collect::<Result<Vec<Plan>, _>>()?;
    let conflicts = shipped_conflicts().map_err(|error| damaged(&error))?;
    let areas: Vec<_> = day.areas.above_communities().collect();
    let mut document = board_offer(&BoardOffer {
        plans: &plans,
        areas: &areas,
        groups: &day.groups(),
        communities: day.records.communities.len(),
        dates: &workflow::check_days(&checks.workspace, None).map_err(told)?,
        conflicts: &conflicts,
    });
    document["scenario"] = json!(checks.scenario);
    let scenarios = workflow::scenarios(&checks.workspace).map_err(told)?;
    let scenarios = scenarios.iter().filter(|_| !loaded.is_part);
    document["scenarios"] = scenarios.map(|scenario| &scenario.name[..]).collect();
    Ok(document)
}

fn of_plan(state: &ServerState, loaded: &Loaded, asked: &Asked) -> Result<Value, Problem> {
    of_plan_in(state, loaded, asked, None)
}

/// A plan's or a requirement's document; of the communities in a drawn area alone, where there is one.
pub(super) fn of_plan_in(
    state: &ServerState,
    loaded: &Loaded,
    asked: &Asked,
    drawn: Option<&MultiPolygon<f64>>,
) -> Result<Value, Problem> {
    let checks = state.checks()?;
    let reader = reader()?;
    let plan = plan_of(&reader, asked.plan.as_deref().unwrap_or_default())?;
    let at = match &asked.requirement {
        Some(id) => {
            let at = plan.requirements.iter().position(|requirement| requirement.id == *id);
            Some(at.ok_or(Problem::UnknownRequirement)?)
        }
        None => None,
    };
    let mut day = loaded.checks.stand(&checks, &(asked.as_of, asked.scenario.clone()))?;
    if let Some(drawn) = drawn {
        day = Arc::new(day.within(drawn).map_err(told)?);
    }
    let area = match &asked.area {
        Some(code) => Some(day.areas.find(code).ok_or(Problem::UnknownArea)?),
        None => None,
    };
    let board = match drawn {
        Some(_) => day.alone(&plan, asked.group),
        None => day.board(&plan, area, asked.group),
    };
    let mut path = Vec::new();
    let mut days_left_out = 0;
    // A scenario has no past.
    if asked.path && asked.scenario.is_none() {
        let days = workflow::check_days(&checks.workspace, asked.as_of).map_err(told)?;
        days_left_out = days.len().saturating_sub(MOST_DAYS);
        for on in &days[days_left_out..] {
            let then = loaded.checks.day(&checks, Some(*on))?;
            let answers = match drawn.map(|drawn| then.within(drawn)) {
                None => then.answers_in(&plan, asked.area.as_deref(), asked.group),
                Some(Ok(then)) => then.alone(&plan, asked.group).answers,
                // Nobody lived there then, or nobody had drawn it.
                Some(Err(WorkflowError::NoneInArea)) => continue,
                Some(Err(error)) => return Err(told(error)),
            };
            path.push((*on, vec![answers]));
        }
    }
    let report = BoardReport {
        plan: &plan,
        board: &board,
        area,
        group: asked.group,
        records: &day.records,
        names: &day.names,
        inputs: reader.inputs(),
        as_of: asked.as_of,
        remarks: &day.remarks_for(asked.group),
        path: &path,
        days_left_out,
    };
    let mut document = match at {
        None => board_document(&report),
        Some(at) => requirement_document(&report, &board.answers[at], asked.most),
    };
    if at.is_some() {
        add_points(&mut document["answer"]["values"], loaded);
    }
    document["drawn"] = json!(drawn.is_some());
    document["scenario"] = json!(asked.scenario);
    Ok(document)
}

/// Where facilities that fall short stand, as the map knows them.
fn add_points(values: &mut Value, loaded: &Loaded) {
    let lists = ["failing", "not_assessed_units"];
    let mut rows: Vec<&mut Value> = Vec::new();
    for value in values.as_array_mut().into_iter().flatten() {
        let Some(value) = value.as_object_mut() else { continue };
        let found = value.iter_mut().filter(|(name, _)| lists.contains(&name.as_str()));
        rows.extend(found.flat_map(|(_, rows)| rows.as_array_mut().into_iter().flatten()));
    }
    let id = |row: &Value| {
        let code = row["code"].as_str().filter(|_| row["kind"] == "facility");
        code.and_then(|code| code.parse::<i64>().ok())
    };
    let wanted: BTreeSet<i64> = rows.iter().filter_map(|row| id(row)).collect();
    let points = loaded.desk.places.points_of_facilities(&wanted);
    for row in rows {
        if let Some(id) = id(row) {
            row["point"] = json!(points.get(&id));
        }
    }
}

fn reader() -> Result<PlanReader, Problem> {
    PlanReader::new().map_err(|error| damaged(&error))
}

fn plan_of(reader: &PlanReader, id: &str) -> Result<Plan, Problem> {
    reader.shipped(id).map_err(|error| damaged(&error))
}

/// What comes with the program is sound; a test reads it.
fn damaged(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "what comes with the program cannot be read");
    Problem::Internal
}

/// A name of a file must not reach the reader of plans.
pub(super) fn shipped(plan: &str) -> Result<String, Problem> {
    let known = SHIPPED.iter().any(|(id, _)| *id == plan);
    known.then(|| plan.to_owned()).ok_or(Problem::UnknownPlan)
}

fn area(query: &Query) -> Result<Option<String>, Problem> {
    let Some(code) = query.get("area") else {
        return Ok(None);
    };
    let whole = code.len() == 12 && code.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| Some(code.to_owned())).ok_or(Problem::BadParameter {
        name: "area",
        expected: "a code of 12 digits",
    })
}

pub(super) fn group(query: &Query) -> Result<Option<PeopleGroup>, Problem> {
    let Some(key) = query.get("group") else {
        return Ok(None);
    };
    let known = PeopleGroup::ALL.into_iter().find(|group| group.key() == key);
    known.map(Some).ok_or(Problem::BadParameter {
        name: "group",
        expected: "elderly, minors or disabled",
    })
}

pub(super) fn day(query: &Query) -> Result<Option<Day>, Problem> {
    let day = query.get("as_of").map(str::parse::<Day>).transpose();
    day.map_err(|_| Problem::BadParameter {
        name: "as_of",
        expected: "a day, a month or a year, as in 2023-12-31, 2023-12 or 2023",
    })
}

/// A scenario, which is of now.
pub(super) fn scenario(query: &Query) -> Result<Option<String>, Problem> {
    let Some(name) = query.get("scenario") else {
        return Ok(None);
    };
    if query.get("as_of").is_some() || query.get("path") == Some("yes") {
        return Err(Problem::BadParameter {
            name: "scenario",
            expected: "a scenario alone: it has no days of its own, so neither as_of nor path goes with it",
        });
    }
    Ok(Some(name.to_owned()))
}

pub(super) fn yes(query: &Query, name: &'static str) -> Result<bool, Problem> {
    match query.get(name) {
        None | Some("no") => Ok(false),
        Some("yes") => Ok(true),
        Some(_) => Err(Problem::BadParameter {
            name,
            expected: "yes or no",
        }),
    }
}
