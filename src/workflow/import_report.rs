//! The report of an import as a file: a workbook with a summary, or a layer with every problem at its place.

use std::path::{Path, PathBuf};

use geo::Point;

use super::error::WorkflowError;
use super::import::{ImportRequest, Imported, source_name};
use crate::domain::record::{Check, Outcome, Remark};
use crate::export::{self, Column, ExportError, Kind, Request, Row, Shape, Table, Value};
use crate::report::ImportReport;

/// The endings of reports.
const ENDINGS: [&str; 4] = ["xlsx", "csv", "gpkg", "geojson"];

/// What an import says.
pub fn import_report(imported: &Imported) -> ImportReport {
    ImportReport {
        kind: imported.kind.key(),
        source: imported.source.clone(),
        crs: imported.crs.clone(),
        outcome: imported.outcome.clone(),
        changed: imported.changed,
        projection: imported.projection.clone(),
        datum: imported.datum.line(),
        refusal: None,
    }
}

/// What is to be said of a file that was refused as a whole; `None` where the fault is not the file's.
pub fn refused_report(request: &ImportRequest<'_>, error: &WorkflowError) -> Option<ImportReport> {
    let refusal = error.refusal()?;
    let mut rejected = error.wrong_rows().to_vec();
    if rejected.is_empty() {
        rejected.push(Remark::of_file(Check::Reading, None, refusal.what.clone()));
    }
    Some(ImportReport {
        kind: request.kind.key(),
        source: source_name(request),
        crs: String::new(),
        outcome: Outcome {
            rejected,
            ..Outcome::default()
        },
        changed: false,
        projection: None,
        datum: None,
        refusal: Some(refusal.what),
    })
}

/// Looks at a report's name before anything is imported: it must be new, and its ending one of those that a report can have.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn check_report_path(path: &Path) -> Result<(), WorkflowError> {
    if path.symlink_metadata().is_ok() {
        return Err(WorkflowError::ReportFile {
            file: path.display().to_string(),
            why: "it exists already; choose another name".to_owned(),
        });
    }
    if ending(path).is_none() {
        return Err(WorkflowError::ReportFile {
            file: path.display().to_string(),
            why: "a report is a workbook (.xlsx), a table (.csv) or a map layer of problems (.gpkg, .geojson)"
                .to_owned(),
        });
    }
    Ok(())
}

fn ending(path: &Path) -> Option<&'static str> {
    let given = path.extension()?.to_str()?.to_lowercase();
    ENDINGS.into_iter().find(|ending| *ending == given)
}

/// Writes the report to a new file; headings of workbooks are Chinese or English.
///
/// # Errors
/// As [`check_report_path`], and when it can't be written.
pub fn write_import_report(report: &ImportReport, path: &Path, chinese: bool) -> Result<PathBuf, WorkflowError> {
    check_report_path(path)?;
    if ending(path) == Some("xlsx") {
        let names = if chinese {
            ["概要", "问题", "字段"]
        } else {
            ["summary", "problems", "columns"]
        };
        let mut problems = problems(report, None);
        names[1].clone_into(&mut problems.name);
        let sheets = [summary(report, names[0], chinese), problems, columns(report, names[2])];
        return Ok(export::write_sheets(path, &sheets, chinese)?);
    }
    let request = Request {
        path,
        format: None,
        crs: None,
        plane: None,
        zone_prefix: false,
        encoding: None,
        fields: None,
        chinese,
        overwrite: false,
    };
    let shape = (ending(path) != Some("csv")).then_some(Shape::Point);
    let written: Result<_, ExportError> = export::write(problems(report, shape), &request);
    written?;
    Ok(path.to_owned())
}

fn table(name: &str, shape: Option<Shape>, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table {
        name: name.to_owned(),
        shape,
        columns,
        rows,
        layer_column: None,
        label_column: None,
        notes: Vec::new(),
    }
}

fn text(name: &str, zh: &str, en: &str) -> Column {
    Column::new(name, zh, en, Kind::Text)
}

fn summary(report: &ImportReport, name: &str, chinese: bool) -> Table {
    let rows = report.summary().into_iter().map(|line| Row {
        shape: None,
        values: vec![if chinese { line.zh } else { line.en }.into(), line.value.into()],
    });
    let columns = vec![text("item", "项目", "item"), text("value", "值", "value")];
    table(name, None, columns, rows.collect())
}

fn columns(report: &ImportReport, name: &str) -> Table {
    let rows = report.outcome.columns.iter().map(|column| Row {
        shape: None,
        values: vec![
            Value::from(&column.column),
            column.field.clone().into(),
            i64::from(column.confidence_percent).into(),
            Value::from(&column.evidence),
        ],
    });
    let titles = vec![
        text("column", "列", "column"),
        text("field", "字段", "field"),
        Column::new("confidence_percent", "把握（%）", "confidence (%)", Kind::Integer),
        text("evidence", "依据", "evidence"),
    ];
    table(name, None, titles, rows.collect())
}

/// Every problem: with its place as a shape, or in two columns where the table has none.
fn problems(report: &ImportReport, shape: Option<Shape>) -> Table {
    let mut columns = vec![
        Column::new("number", "序号", "number", Kind::Integer),
        text("result", "结果", "result"),
        text("check_name", "检查", "check"),
        text("layer", "图层", "layer"),
        text("row_id", "行", "row"),
        text("field", "字段", "field"),
        text("value", "值", "value"),
        text("what", "问题", "problem"),
        text("to_do", "处理建议", "what to do"),
    ];
    if shape.is_none() {
        columns.push(Column::new("lon", "经度", "longitude", Kind::Real));
        columns.push(Column::new("lat", "纬度", "latitude", Kind::Real));
    }
    let rows = (1_i64..).zip(report.problems()).map(|(number, problem)| {
        let remark = problem.remark;
        let mut values = vec![
            number.into(),
            problem.result.into(),
            remark.check.key().into(),
            Value::from(&report.source),
            remark.row.clone().into(),
            remark.field.clone().into(),
            remark.value.clone().into(),
            Value::from(&remark.what),
            problem.advice().into(),
        ];
        if shape.is_none() {
            values.push(remark.at.map(|[lon, _]| lon).into());
            values.push(remark.at.map(|[_, lat]| lat).into());
        }
        Row {
            shape: shape.and(remark.at).map(|[lon, lat]| Point::new(lon, lat).into()),
            values,
        }
    });
    let rows = rows.collect();
    table("import_problems", shape, columns, rows)
}
