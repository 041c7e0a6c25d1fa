//! The addresses of processes and jobs as `OpenAPI` 3.0.

use serde_json::{Value, json};

use super::api::get;
use super::link::{GEOJSON, JSON};

/// Every address.
pub(super) fn paths() -> Value {
    let jobs = &[
        "limit",
        "type",
        "processID",
        "jobStatus",
        "datetime",
        "minDuration",
        "maxDuration",
        "f",
    ];
    let mut job = get(
        "getStatus",
        "Processes",
        "How far a job is",
        &["job", "f"],
        &[(JSON, "StatusInfo")],
    );
    job["delete"] = json!({
        "operationId": "dismiss", "tags": ["Processes"], "summary": "Stop a job, and forget what it found",
        "parameters": [{ "$ref": "#/components/parameters/job" }],
        "responses": {
            "200": { "description": "It is dismissed", "content": content(JSON, "StatusInfo") },
            "403": problem("A page from elsewhere asked"),
            "404": problem("There is no such job"),
        },
    });
    json!({
        "/ogc/processes": get("getProcesses", "Processes", "What can be computed on demand", &["limit", "f"], &[(JSON, "ProcessList")]),
        "/ogc/processes/{processID}":
            get("getProcessDescription", "Processes", "What a process is asked with", &["process", "f"], &[(JSON, "Process")]),
        "/ogc/processes/{processID}/execution": { "post": {
            "operationId": "execute", "tags": ["Processes"], "summary": "Ask for it: siting and assessments become jobs, reach is answered at once",
            "parameters": [{ "$ref": "#/components/parameters/process" }],
            "requestBody": { "required": true, "content": content(JSON, "Execute") },
            "responses": {
                "200": { "description": "The answer", "content": {
                    GEOJSON: { "schema": { "$ref": "#/components/schemas/FeatureCollection" } },
                    JSON: { "schema": { "$ref": "#/components/schemas/Results" } },
                } },
                "201": {
                    "description": "A job goes on",
                    "headers": { "Location": { "schema": { "type": "string" }, "description": "The job" } },
                    "content": content(JSON, "StatusInfo"),
                },
                "400": problem("The inputs are not understood"),
                "403": problem("A page from elsewhere asked, or the server changes nothing"),
                "404": problem("There is no such process, or nothing is near"),
                "409": problem("Another job goes on"),
                "415": problem("The body is not JSON"),
                "503": problem("No assessment is loaded yet, or too many requests at once"),
            },
        } },
        "/ogc/jobs": get("getJobs", "Processes", "What goes on, and the last of each process that ended", jobs, &[(JSON, "JobList")]),
        "/ogc/jobs/{jobID}": job,
        "/ogc/jobs/{jobID}/results": results(),
    })
}

fn results() -> Value {
    let mut results = get(
        "getResult",
        "Processes",
        "What a job found",
        &["job", "f"],
        &[(JSON, "Results"), (GEOJSON, "FeatureCollection")],
    );
    results["get"]["responses"]["422"] = problem("The job's question has no answer");
    results
}

fn content(media: &str, schema: &str) -> Value {
    json!({ media: { "schema": { "$ref": format!("#/components/schemas/{schema}") } } })
}

fn problem(what: &str) -> Value {
    json!({ "description": what, "content": content("application/problem+json", "Problem") })
}

/// The parameters that they add.
pub(super) fn parameters() -> Value {
    let path = |name: &str| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
    let query = |name: &str, what: &str, schema: Value| json!({ "name": name, "in": "query", "required": false, "description": what, "schema": schema, "style": "form", "explode": false });
    let words = |words: &[&str]| json!({ "type": "array", "items": { "type": "string", "enum": words } });
    let seconds = || json!({ "type": "integer", "minimum": 0 });
    json!({
        "process": path("processID"),
        "job": path("jobID"),
        "type": query("type", "Kinds of jobs", words(&["process"])),
        "processID": query("processID", "Processes that jobs are of", json!({ "type": "array", "items": { "type": "string" } })),
        "jobStatus": query("status", "How jobs are", words(&STATUSES)),
        "minDuration": query("minDuration", "Seconds at least", seconds()),
        "maxDuration": query("maxDuration", "Seconds at most", seconds()),
    })
}

const STATUSES: [&str; 5] = ["accepted", "running", "successful", "failed", "dismissed"];

/// The schemas that they add.
pub(super) fn schemas() -> Value {
    let links = || json!({ "type": "array", "items": { "$ref": "#/components/schemas/Link" } });
    let text = || json!({ "type": "string" });
    let list = |name: &str, of: &str| {
        json!({ "type": "object", "required": [name, "links"], "properties": {
            name: { "type": "array", "items": { "$ref": format!("#/components/schemas/{of}") } }, "links": links(),
        } })
    };
    json!({
        "ProcessList": list("processes", "Process"),
        "JobList": list("jobs", "StatusInfo"),
        "Process": { "type": "object", "required": ["id", "version"], "properties": {
            "id": text(), "version": text(), "title": text(), "description": text(),
            "jobControlOptions": { "type": "array", "items": text() }, "outputTransmission": { "type": "array", "items": text() },
            "inputs": { "type": "object" }, "outputs": { "type": "object" }, "links": links(),
        } },
        "Execute": { "type": "object", "properties": {
            "inputs": { "type": "object" }, "outputs": { "type": "object" },
            "response": { "type": "string", "enum": ["raw", "document"], "default": "raw" },
        } },
        "Results": { "type": "object" },
        "StatusInfo": { "type": "object", "required": ["jobID", "status", "type"], "properties": {
            "jobID": text(), "processID": text(), "type": { "type": "string", "enum": ["process"] },
            "status": { "type": "string", "enum": STATUSES }, "message": text(), "created": text(), "started": text(),
            "finished": text(), "updated": text(), "progress": { "type": "integer", "minimum": 0, "maximum": 100 }, "links": links(),
        } },
    })
}
