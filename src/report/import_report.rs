//! What an import says, in one form: the terminal, JSON, tables, workbooks and the map of problems are all made of it.

use serde::Serialize;

use crate::domain::record::{Check, ColumnUse, Outcome, Remark};

/// The report of an import, done or refused.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportReport {
    /// What kind of layer.
    pub kind: &'static str,
    /// The file, with its layer where one was chosen.
    pub source: String,
    /// The reference system that it came in; empty where the file was refused before that was known.
    pub crs: String,
    /// What happened to its rows.
    pub outcome: Outcome,
    /// Whether the workspace was changed.
    pub changed: bool,
    /// The plane that communities chose.
    pub projection: Option<String>,
    /// What a comparison says of the datum.
    pub datum: Option<String>,
    /// Why nothing came of the file as a whole.
    pub refusal: Option<String>,
}

/// One thing that somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Problem<'a> {
    /// `rejected` or `warning`.
    pub result: &'static str,
    /// What is said.
    pub remark: &'a Remark,
}

impl<'a> Problem<'a> {
    /// What to do: what the check advises, else what there is to do with remarks of this kind.
    pub fn advice(&self) -> &'a str {
        match (self.remark.advice.as_deref(), self.result, self.remark.check) {
            (Some(advice), _, _) => advice,
            (None, "rejected", _) => {
                "correct it in the source and import the file again; --skip-rejected leaves such rows out"
            }
            (None, _, Check::Reading) => "look at it; nothing need be done where it is right",
            (None, _, Check::Duplicate) => "if it is one thing twice, take one of the rows out",
            (None, _, Check::Overlap | Check::Gap) => "draw the border anew where it is not meant so",
            (None, _, Check::Outside) => "check the coordinates and --crs, or import the communities there too",
            (None, _, Check::Total) => "find out which of the two is right",
            (None, _, Check::Parent) => "correct the codes, or import a register that has the units",
            (None, _, Check::Repair | Check::Host | Check::Place) => "look at it on a map",
        }
    }
}

/// A line of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryLine {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Its value.
    pub value: String,
}

impl ImportReport {
    /// Rows that were left out; one row may have several things wrong with it.
    pub fn wrong(&self) -> u64 {
        self.outcome.read.saturating_sub(self.outcome.accepted)
    }

    /// Everything that was said, what was refused first.
    pub fn problems(&self) -> impl Iterator<Item = Problem<'_>> {
        let of = |result| move |remark| Problem { result, remark };
        let rejected = self.outcome.rejected.iter().map(of("rejected"));
        rejected.chain(self.outcome.warnings.iter().map(of("warning")))
    }

    /// What the whole comes to, and how much each check has said.
    pub fn summary(&self) -> Vec<SummaryLine> {
        let line = |zh: &str, en: &str, value: String| SummaryLine {
            zh: zh.to_owned(),
            en: en.to_owned(),
            value,
        };
        let changed = if self.changed { "yes" } else { "no" };
        let mut lines = vec![
            line("图层类型", "kind of layer", self.kind.to_owned()),
            line("来源", "source", self.source.clone()),
            line("坐标系", "coordinates", self.crs.clone()),
        ];
        lines.extend(self.datum.iter().map(|datum| line("基准核对", "datum", datum.clone())));
        let plane = self.projection.iter();
        lines.extend(plane.map(|plane| line("量算平面", "measured in", plane.clone())));
        lines.extend([
            line("读取行数", "rows read", self.outcome.read.to_string()),
            line("接受行数", "rows accepted", self.outcome.accepted.to_string()),
            line("未接受行数", "rows left out", self.wrong().to_string()),
            line("工作区已更改", "workspace changed", changed.to_owned()),
        ]);
        let refusals = self.refusal.iter();
        lines.extend(refusals.map(|why| line("拒绝原因", "why it was refused", why.clone())));
        for check in Check::ALL {
            let said = self.problems().filter(|problem| problem.remark.check == check).count();
            let [zh, en] = check.titles();
            lines.push(line(&format!("检查：{zh}"), &format!("check: {en}"), said.to_string()));
        }
        lines
    }

    /// The document for programs.
    pub fn document(&self) -> ImportDocument<'_> {
        let part = |remark| RemarkPart::of(remark);
        ImportDocument {
            kind: self.kind,
            source: &self.source,
            crs: &self.crs,
            read: self.outcome.read,
            accepted: self.outcome.accepted,
            changed: self.changed,
            rejected: self.outcome.rejected.iter().map(part).collect(),
            warnings: self.outcome.warnings.iter().map(part).collect(),
            columns: self.outcome.columns.iter().map(ColumnPart::of).collect(),
            projection: self.projection.as_deref(),
            datum: self.datum.as_deref(),
        }
    }
}

/// A report as JSON.
#[derive(Debug, Serialize)]
pub struct ImportDocument<'a> {
    kind: &'a str,
    source: &'a str,
    crs: &'a str,
    read: u64,
    accepted: u64,
    changed: bool,
    rejected: Vec<RemarkPart<'a>>,
    warnings: Vec<RemarkPart<'a>>,
    columns: Vec<ColumnPart<'a>>,
    projection: Option<&'a str>,
    datum: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct RemarkPart<'a> {
    check: &'a str,
    row: Option<&'a str>,
    field: Option<&'a str>,
    value: Option<&'a str>,
    what: String,
    at: Option<[f64; 2]>,
}

impl<'a> RemarkPart<'a> {
    fn of(remark: &'a Remark) -> Self {
        Self {
            check: remark.check.key(),
            row: remark.row.as_deref(),
            field: remark.field.as_deref(),
            value: remark.value.as_deref(),
            what: remark.told(),
            at: remark.at,
        }
    }
}

#[derive(Debug, Serialize)]
struct ColumnPart<'a> {
    column: &'a str,
    field: Option<&'a str>,
    confidence_percent: u8,
    evidence: &'a str,
}

impl<'a> ColumnPart<'a> {
    fn of(column: &'a ColumnUse) -> Self {
        Self {
            column: &column.column,
            field: column.field.as_deref(),
            confidence_percent: column.confidence_percent,
            evidence: &column.evidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> ImportReport {
        ImportReport {
            kind: "facilities",
            source: "a.csv".to_owned(),
            crs: "EPSG:4490".to_owned(),
            outcome: Outcome {
                read: 3,
                accepted: 2,
                rejected: vec![Remark::of_row(Check::Reading, "2", Some("category"), "it is empty")],
                warnings: vec![
                    Remark::of_row(Check::Host, "1", Some("host_code"), "it lies elsewhere")
                        .with_value("532301101001")
                        .with_advice("correct it")
                        .at(101.5, 25.0),
                ],
                columns: Vec::new(),
            },
            changed: false,
            projection: None,
            datum: None,
            refusal: None,
        }
    }

    #[test]
    fn what_was_refused_comes_first_and_everything_says_what_to_do() {
        let report = report();
        let told: Vec<(&str, &str)> = report.problems().map(|one| (one.result, one.advice())).collect();
        assert_eq!(told[0].0, "rejected");
        assert!(told[0].1.contains("--skip-rejected"));
        assert_eq!(told[1], ("warning", "correct it"));
    }

    #[test]
    fn the_summary_counts_what_each_check_says() {
        let lines = report().summary();
        let value = |en: &str| lines.iter().find(|line| line.en == en).map(|line| line.value.clone());
        assert_eq!(value("rows left out").as_deref(), Some("1"));
        assert_eq!(value("check: named community and place disagree").as_deref(), Some("1"));
        assert_eq!(value("check: repaired geometries").as_deref(), Some("0"));
    }

    #[test]
    fn json_carries_place_value_and_check() {
        let json = serde_json::to_value(report().document()).expect("plain values");
        let warning = &json["warnings"][0];
        assert_eq!(warning["check"], "host");
        assert_eq!(warning["value"], "532301101001");
        assert_eq!(warning["at"], serde_json::json!([101.5, 25.0]));
        assert_eq!(warning["what"], "it lies elsewhere; correct it");
    }
}
