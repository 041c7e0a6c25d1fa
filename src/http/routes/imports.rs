//! Importing through the page: a file comes in, is looked at as often as one likes, and goes into the workspace or not.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::import_options::ImportOptions;
use super::import_raster;
use super::import_report::{ImportResult, PreviewResult};
use super::json;
use crate::http::guard::from_page;
use crate::http::importing::{Imports, StopWhenGone, Work};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::query::Query;
use crate::http::respond::Keep;
use crate::http::state::ServerState;
use crate::workflow::{self, Again, StagedFile, StagingError, Upload, WorkflowError};

/// Whether files are taken, and how large they may be.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportsState {
    /// Whether they are.
    enabled: bool,
    /// The largest file, in bytes; 0 where none is taken.
    largest_bytes: u64,
}

/// A file that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct StagedImport {
    /// What it is asked for by.
    id: String,
    /// The file's name.
    name: String,
    /// Its size.
    bytes: u64,
    /// `waiting`, `looking` or `importing`.
    state: &'static str,
    /// What is being done, while something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<ProgressState>,
}

/// How far it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressState {
    /// In words.
    step: String,
    /// So many of the step are done.
    done: u64,
    /// Of so many, where that is known.
    total: Option<u64>,
    /// `rows` or `bytes`.
    unit: &'static str,
}

/// An assessment made again.
#[derive(Serialize, ToSchema)]
pub(crate) struct AssessedAgain {
    /// Its number.
    assessment: i64,
}

/// A part of a file must come within this time.
const SLOWEST_PART: Duration = Duration::from_secs(30);
/// Options are short.
const LARGEST_OPTIONS: usize = 64 * 1024;

/// Whether files are taken through the page.
#[utoipa::path(get, path = "/api/imports", tag = "imports", responses((status = 200, body = ImportsState)))]
pub(crate) async fn state(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    Query::read(&request.uri, &[])?;
    let imports = state.imports().ok();
    let answer = ImportsState {
        enabled: imports.is_some(),
        largest_bytes: imports.map_or(0, |imports| imports.staging.largest()),
    };
    json(&request, &answer, Keep::Never).await
}

/// Takes a file in; it waits for an hour. Needs `Origin` equal to the server's own and `Yike-Request: page`, as all changes do.
#[utoipa::path(post, path = "/api/imports", tag = "imports", params(
    ("name" = String, Query, description = "The file's own name with its ending; several files of one Shapefile come as one zip"),
), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 201, body = StagedImport),
    (status = 400, body = ProblemBody, content_type = "application/problem+json", description = "No file name, or no whole body"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page, or imports are off"),
    (status = 413, body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, body = ProblemBody, content_type = "application/problem+json", description = "The body is in a coding"),
))]
pub(crate) async fn stage(State(state): State<ServerState>, request: Parts, body: Body) -> Result<Response, Problem> {
    let imports = allowed(&state, &request)?;
    let query = Query::read(&request.uri, &["name"])?;
    let name = query.need("name")?;
    let coding = request.headers.get(header::CONTENT_ENCODING);
    if coding.is_some_and(|coding| coding != "identity") {
        return Err(Problem::CodedBody);
    }
    let _turn = imports.uploads.clone().try_acquire_owned().map_err(|_| Problem::Busy)?;
    let upload = imports.staging.begin(name).map_err(|error| refused(&error))?;
    let upload = take_in(upload, body).await?;
    let staged = imports.staging.keep(upload).map_err(|error| refused(&error))?;
    let mut answer = json(&request, &told(&imports, &staged), Keep::Never).await?;
    *answer.status_mut() = StatusCode::CREATED;
    Ok(answer)
}

/// How far the work on a file is.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "imports", params(("id" = String, Path, description = "Its id")), responses(
    (status = 200, body = StagedImport),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn look(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let imports = allowed(&state, &request)?;
    Query::read(&request.uri, &[])?;
    let staged = imports.file(&id)?;
    json(&request, &told(&imports, &staged), Keep::Never).await
}

/// Lets a file go; stops the work on it.
#[utoipa::path(delete, path = "/api/imports/{id}", tag = "imports", params(("id" = String, Path, description = "Its id")), responses(
    (status = 204, description = "Gone"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json", description = "Not from this server's page"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub(crate) async fn forget(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
) -> Result<Response, Problem> {
    let imports = allowed(&state, &request)?;
    Query::read(&request.uri, &[])?;
    if let Some(job) = imports.job_of(&id) {
        job.tell_to_stop();
    }
    if !imports.staging.remove(&id) {
        return Err(Problem::UnknownImport);
    }
    Ok((StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "no-store")]).into_response())
}

/// Reads and checks a file as it would be imported, and changes nothing.
#[utoipa::path(post, path = "/api/imports/{id}/preview", tag = "imports", params(("id" = String, Path, description = "Its id")),
    request_body = ImportOptions, responses(
    (status = 200, body = PreviewResult),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another import runs, or this one was stopped"),
))]
pub(crate) async fn preview(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    let imports = allowed(&state, &request)?;
    let (staged, options) = asked(&imports, &id, &request, body).await?;
    let running = imports.begin(&id, Work::Looking).await?;
    // Who goes away does not want to know any more.
    let _gone = StopWhenGone(Arc::clone(&running.job));
    let seen = run(move || import_raster::preview(&options, &staged, &imports.workspace, &*running.job));
    json(&request, &seen.await??, Keep::Never).await
}

/// Imports a file in one transaction, or changes nothing. It goes on if the client goes away; DELETE stops it.
#[utoipa::path(post, path = "/api/imports/{id}/confirm", tag = "imports", params(("id" = String, Path, description = "Its id")),
    request_body = ImportOptions, responses(
    (status = 200, body = ImportResult),
    (status = 400, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "Another import runs, or this one was stopped"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "The file can't be imported like this; nothing was changed"),
))]
pub(crate) async fn confirm(
    State(state): State<ServerState>,
    Path(id): Path<String>,
    request: Parts,
    body: Body,
) -> Result<Response, Problem> {
    let imports = allowed(&state, &request)?;
    let (staged, options) = asked(&imports, &id, &request, body).await?;
    let running = imports.begin(&id, Work::Importing).await?;
    let done = run(move || import_raster::confirm(&options, &staged, &imports.workspace, &*running.job));
    json(&request, &done.await??, Keep::Never).await
}

/// Assesses the circles of the assessment in force again, with the layers as they are now, and puts the result in force.
#[utoipa::path(post, path = "/api/assess", tag = "imports", responses(
    (status = 200, body = AssessedAgain),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json", description = "An import runs, or a circle came from a file of its own"),
))]
pub(crate) async fn assess(State(state): State<ServerState>, request: Parts) -> Result<Response, Problem> {
    let imports = allowed(&state, &request)?;
    Query::read(&request.uri, &[])?;
    let loaded = state.loaded(&request)?;
    let again = Again::of(&loaded.desk.assessment).ok_or(Problem::NotAgain)?;
    let running = imports.begin("", Work::Assessing).await?;
    let number = run(move || {
        use crate::workflow::Progress;
        let step = |circle: &str, service: &str| running.job.step(&format!("{circle}: {service}"));
        let done = workflow::assess_again(&imports.workspace, &again, step).map_err(|error| told_error(&error))?;
        let shown = state.desks().map(|desks| desks.shown().clone()).unwrap_or_default();
        let desk = workflow::load_desk_as(&imports.workspace, &shown).map_err(|error| told_error(&error))?;
        state.replace(desk.into());
        Ok::<_, Problem>(done.number)
    });
    let assessment = number.await??;
    json(&request, &AssessedAgain { assessment }, Keep::Never).await
}

/// The imports, for a request that may use them.
pub(super) fn allowed(state: &ServerState, request: &Parts) -> Result<Arc<Imports>, Problem> {
    from_page(request)?;
    state.imports()
}

async fn asked(
    imports: &Imports,
    id: &str,
    request: &Parts,
    body: Body,
) -> Result<(Arc<StagedFile>, ImportOptions), Problem> {
    Query::read(&request.uri, &[])?;
    let staged = imports.file(id)?;
    Ok((staged, ImportOptions::read(&short_body(body).await?)?))
}

/// A body that says how something is to be done.
pub(super) async fn short_body(body: Body) -> Result<Bytes, Problem> {
    let bytes = tokio::time::timeout(SLOWEST_PART, axum::body::to_bytes(body, LARGEST_OPTIONS)).await;
    bytes.map_err(|_| Problem::BrokenBody)?.map_err(|_| Problem::BadOptions)
}

fn told(imports: &Imports, staged: &StagedFile) -> StagedImport {
    let job = imports.job_of(&staged.id);
    StagedImport {
        id: staged.id.clone(),
        name: staged.name.clone(),
        bytes: staged.bytes,
        state: match job.as_ref().map(|job| job.work) {
            None => "waiting",
            Some(Work::Looking) => "looking",
            Some(Work::Importing | Work::Assessing | Work::Undoing) => "importing",
        },
        progress: job.map(|job| job.far()).map(|far| ProgressState {
            step: far.step,
            done: far.done,
            total: far.total,
            unit: far.unit,
        }),
    }
}

/// Long work, away from the threads that answer.
pub(super) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(panicked = error.is_panic(), "an import failed");
        Problem::Internal
    })
}

/// Writes a body to its file part by part.
async fn take_in(upload: Upload, mut body: Body) -> Result<Upload, Problem> {
    let (parts, mut coming) = tokio::sync::mpsc::channel::<Bytes>(8);
    let writer = tokio::task::spawn_blocking(move || {
        let mut upload = upload;
        while let Some(part) = coming.blocking_recv() {
            upload.write(&part)?;
        }
        Ok::<_, StagingError>(upload)
    });
    let mut whole = false;
    loop {
        let frame = tokio::time::timeout(SLOWEST_PART, poll_fn(|context| Pin::new(&mut body).poll_frame(context)));
        match frame.await {
            Ok(Some(Ok(frame))) => {
                // A writer that has given up says why below.
                if let Ok(part) = frame.into_data()
                    && parts.send(part).await.is_err()
                {
                    break;
                }
            }
            Ok(None) => {
                whole = true;
                break;
            }
            Ok(Some(Err(_))) | Err(_) => break,
        }
    }
    drop(parts);
    let written = writer.await.map_err(|_| Problem::Internal)?;
    let upload = written.map_err(|error| refused(&error))?;
    if whole { Ok(upload) } else { Err(Problem::BrokenBody) }
}

fn refused(error: &StagingError) -> Problem {
    match error {
        StagingError::Name => Problem::BadFileName,
        StagingError::TooLarge(most) => Problem::FileTooLarge { most: *most },
        StagingError::Empty => Problem::EmptyBody,
        StagingError::System(source) => {
            tracing::error!(kind = ?source.kind(), "a file can't be kept");
            Problem::Internal
        }
    }
}

/// What is told of an error: facts about the file, or nothing.
pub(super) fn told_error(error: &WorkflowError) -> Problem {
    match error.refusal() {
        Some(refusal) if refusal.kind == "stopped" => Problem::ImportStopped,
        Some(refusal) => Problem::Refused(Box::new(refusal)),
        None => {
            tracing::error!(%error, "an import failed");
            Problem::Internal
        }
    }
}
