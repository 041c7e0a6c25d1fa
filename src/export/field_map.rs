//! A planner's field map: which columns, in which order, under which names, with which words for the values. A small TOML file, so that
//! a department's table standard is written down once and used for every delivery.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::ExportError;
use super::field_rule::{Rule, constant_kind, made};
use super::table::{Column, Row, Table, Value};

/// A field map, read but not yet held against a layer.
///
/// ```
/// use yike::export::FieldMap;
/// let text = "[[field]]\nfrom = \"code\"\nname = \"SQDM\"\ntype = \"text\"\nwidth = 12\n\n[[field]]\nname = \"SM\"\nconstant = \"内部资料\"";
/// assert!(FieldMap::parse(text, "map.toml").is_ok());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMap {
    rules: Rules,
    file: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    /// Who wrote it and for what; for people.
    #[serde(default, rename = "title")]
    _title: String,
    /// The layer it is for; any where not given.
    layer: Option<String>,
    /// What becomes of columns that it does not name.
    #[serde(default)]
    others: Others,
    #[serde(default, rename = "field")]
    fields: Vec<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Others {
    /// They are left out.
    #[default]
    Drop,
    /// They follow after the named ones.
    Keep,
}

impl FieldMap {
    /// Reads the TOML text.
    ///
    /// # Errors
    /// [`ExportError::FieldMap`] where it is no field map.
    pub fn parse(text: &str, file: &str) -> Result<Self, ExportError> {
        let rules: Rules = toml::from_str(text).map_err(|e| ExportError::FieldMap {
            file: file.to_owned(),
            layer: "any".to_owned(),
            problems: vec![e.to_string().trim().replace('\n', " ")],
        })?;
        Ok(Self {
            rules,
            file: file.to_owned(),
        })
    }

    /// The table as the map wants it.
    ///
    /// # Errors
    /// [`ExportError::FieldMap`] with everything that does not fit: unknown columns, names given twice, values of another type, texts that are
    /// too long.
    pub(super) fn apply(&self, table: Table, remarks: &mut Vec<String>) -> Result<Table, ExportError> {
        let mut problems = self.schema_problems(&table);
        let mut plan: Vec<(Column, Option<usize>, Option<&Rule>)> = Vec::new();
        let position = |name: &str| table.columns.iter().position(|column| column.name == name);
        for rule in &self.rules.fields {
            let from = rule.from.as_deref().and_then(position);
            let source = from.map(|at| &table.columns[at]);
            let kind = rule
                .kind
                .or(source.map(|column| column.kind))
                .unwrap_or_else(|| constant_kind(rule.constant.as_ref()));
            let name = rule.name.clone().or_else(|| rule.from.clone()).unwrap_or_default();
            let title = |own: fn(&Column) -> &String| {
                let given = rule.title.clone().or_else(|| rule.name.clone());
                given
                    .or_else(|| source.map(|column| own(column).clone()))
                    .unwrap_or_default()
            };
            let mut column = Column::new(name, title(|column| &column.zh), title(|column| &column.en), kind);
            column.width = rule.width;
            plan.push((column, from, Some(rule)));
        }
        if self.rules.others == Others::Keep {
            let named = |at: &usize| plan.iter().any(|(_, from, _)| *from == Some(*at));
            let rest: Vec<usize> = (0..table.columns.len()).filter(|at| !named(at)).collect();
            plan.extend(rest.into_iter().map(|at| (table.columns[at].clone(), Some(at), None)));
        }
        twice(&plan, &mut problems);
        let mut rows = Vec::with_capacity(table.rows.len());
        if problems.is_empty() {
            let mut unlisted = BTreeMap::new();
            for (number, row) in table.rows.iter().enumerate() {
                let mut values = Vec::with_capacity(plan.len());
                for (column, from, rule) in &plan {
                    let value = from.map_or(Value::Null, |at| row.values[at].clone());
                    let made = rule.map_or(Ok(value.clone()), |rule| made(rule, column, value, &mut unlisted));
                    values.push(made.unwrap_or_else(|what| {
                        problems.push(format!("row {}, field {}: {what}", number + 1, column.name));
                        Value::Null
                    }));
                }
                rows.push(Row {
                    shape: row.shape.clone(),
                    values,
                });
            }
            remarks.extend(unlisted.into_iter().map(|((field, value), count)| {
                format!(
                    "field {field}: {count} rows have {value:?}, which recode does not list; it is written as it is"
                )
            }));
        }
        if !problems.is_empty() {
            let more = problems.len().saturating_sub(SHOWN);
            problems.truncate(SHOWN);
            problems.extend((more > 0).then(|| format!("and {more} more")));
            return Err(ExportError::FieldMap {
                file: self.file.clone(),
                layer: table.name,
                problems,
            });
        }
        let find = |at: Option<usize>| at.and_then(|at| plan.iter().position(|(_, from, _)| *from == Some(at)));
        let (layer_column, label_column) = (find(table.layer_column), find(table.label_column));
        let left_out: Vec<&str> = (0..table.columns.len())
            .filter(|at| !plan.iter().any(|(_, from, _)| *from == Some(*at)))
            .map(|at| table.columns[at].name.as_str())
            .collect();
        if !left_out.is_empty() {
            remarks.push(format!("left out by the field map: {}", left_out.join(", ")));
        }
        Ok(Table {
            name: table.name,
            shape: table.shape,
            columns: plan.into_iter().map(|(column, ..)| column).collect(),
            rows,
            layer_column,
            label_column,
            notes: table.notes,
        })
    }

    /// What can be said without looking at a row.
    fn schema_problems(&self, table: &Table) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(layer) = self.rules.layer.as_ref().filter(|layer| **layer != table.name) {
            problems.push(format!("it is for layer {layer}"));
        }
        if self.rules.fields.is_empty() && self.rules.others == Others::Drop {
            problems.push("it names no field".to_owned());
        }
        let unknown: Vec<&str> = self
            .rules
            .fields
            .iter()
            .filter_map(|rule| rule.from.as_deref())
            .filter(|name| !table.columns.iter().any(|column| column.name == *name))
            .collect();
        if !unknown.is_empty() {
            let known: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            problems.push(format!(
                "the layer has no column {}; it has {}",
                unknown.join(", "),
                known.join(", ")
            ));
        }
        for (number, rule) in self.rules.fields.iter().enumerate() {
            let named = rule
                .name
                .as_ref()
                .or(rule.from.as_ref())
                .map_or(format!("field {}", number + 1), Clone::clone);
            match (&rule.from, &rule.constant) {
                (None, None) => problems.push(format!("{named}: say from = \"COLUMN\" or constant = VALUE")),
                (Some(_), Some(_)) => problems.push(format!("{named}: from and constant can't both be given")),
                (None, Some(_)) if rule.name.is_none() => problems.push(format!("{named}: a constant needs a name")),
                _ => {}
            }
            if rule.name.as_ref().is_some_and(|name| name.trim().is_empty()) {
                problems.push(format!("{named}: its name is empty"));
            }
        }
        problems
    }
}

/// Problems told before the rest is only counted.
const SHOWN: usize = 20;

fn twice(plan: &[(Column, Option<usize>, Option<&Rule>)], problems: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    for (column, ..) in plan {
        if !seen.insert(column.name.to_lowercase()) {
            problems.push(format!("two fields are called {} (case does not count)", column.name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Kind;

    fn town() -> Table {
        let columns = vec![
            Column::new("code", "代码", "Code", Kind::Text),
            Column::new("verdict", "结论", "Verdict", Kind::Text),
            Column::new("rate", "覆盖率", "Rate", Kind::Real),
        ];
        let row = |code: &str, verdict: &str, rate: Option<f64>| Row {
            shape: None,
            values: vec![code.into(), verdict.into(), rate.into()],
        };
        Table {
            name: "communities".to_owned(),
            shape: None,
            columns,
            rows: vec![
                row("532301001001", "reached", Some(0.98765)),
                row("532301001200", "not_assessed", None),
            ],
            layer_column: Some(1),
            label_column: Some(0),
            notes: Vec::new(),
        }
    }

    fn apply(text: &str) -> Result<(Table, Vec<String>), ExportError> {
        let mut remarks = Vec::new();
        let table = FieldMap::parse(text, "map.toml")?.apply(town(), &mut remarks)?;
        Ok((table, remarks))
    }

    #[test]
    fn a_departments_table_comes_out_in_its_words() {
        let text = "
            layer = \"communities\"
            [[field]]
            name = \"行政区\"
            constant = \"楚雄市\"
            [[field]]
            from = \"verdict\"
            name = \"是否覆盖\"
            recode = { reached = \"是\", not_reached = \"否\" }
            [[field]]
            from = \"rate\"
            name = \"覆盖率\"
            factor = 100
            decimals = 1
            missing = -1
            [[field]]
            from = \"code\"
            name = \"DM\"
            type = \"integer\"";
        let (table, remarks) = apply(text).expect("it fits");
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["行政区", "是否覆盖", "覆盖率", "DM"]);
        assert_eq!(
            table.rows[0].values,
            [
                "楚雄市".into(),
                "是".into(),
                Value::Real(98.8),
                Value::Integer(532_301_001_001)
            ]
        );
        assert_eq!(table.rows[1].values[1..3], ["not_assessed".into(), Value::Real(-1.0)]);
        assert!(
            remarks[0].contains("not_assessed") && remarks[0].contains("1 rows"),
            "{remarks:?}"
        );
        assert_eq!((table.layer_column, table.label_column), (Some(1), Some(3)));
    }

    #[test]
    fn every_unknown_column_is_named_at_once() {
        let error = apply("[[field]]\nfrom = \"kode\"\n[[field]]\nfrom = \"rat\"\n[[field]]\nname = \"x\"")
            .expect_err("wrong")
            .to_string();
        for word in ["kode, rat", "it has code, verdict, rate", "x: say from"] {
            assert!(error.contains(word), "{word}: {error}");
        }
        for (text, word) in [
            (
                "[[field]]\nfrom = \"code\"\nname = \"A\"\n[[field]]\nfrom = \"rate\"\nname = \"a\"",
                "two fields are called a",
            ),
            ("layer = \"gaps\"\nothers = \"keep\"", "for layer gaps"),
            ("", "names no field"),
            ("[[field]]\nfrom = \"code\"\nwidth = 5", "12 characters"),
            (
                "[[field]]\nfrom = \"verdict\"\ntype = \"real\"",
                "can't be written as real",
            ),
            ("[[field]]\nfrm = \"verdict\"", "frm"),
        ] {
            let error = apply(text).expect_err("wrong").to_string();
            assert!(error.contains(word), "{word}: {error}");
        }
    }

    #[test]
    fn what_is_left_out_is_said_and_others_may_follow() {
        let (table, remarks) = apply("[[field]]\nfrom = \"rate\"").expect("it fits");
        assert_eq!(table.columns.len(), 1);
        assert!(remarks[0].contains("code, verdict"), "{remarks:?}");
        let (table, remarks) = apply("others = \"keep\"\n[[field]]\nfrom = \"rate\"").expect("it fits");
        assert_eq!((table.columns[1].name.as_str(), remarks.len()), ("code", 0));
    }
}
