//! Documents that somebody saw, kept for the requirements of plans that no data answer.

use super::error::StoreError;
use super::value::values;
use super::versions::now;
use super::workspace::Workspace;

/// A document that somebody saw.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanRecord {
    /// `plan/requirement`.
    pub requirement: String,
    /// As of when: a day, a month or a year, as written.
    pub date: String,
    /// Who says so.
    pub source: String,
    /// Where it can be read; may be empty.
    pub reference: String,
}

impl Workspace {
    /// Keeps records. One that is there to the letter is not kept twice. Says how many came.
    ///
    /// # Errors
    /// Another writer, a full disk; nothing is changed then.
    pub fn keep_plan_records(&mut self, records: &[PlanRecord]) -> Result<usize, StoreError> {
        self.write(|workspace| {
            let mut there: Vec<PlanRecord> = workspace
                .plan_records()?
                .into_iter()
                .map(|(_, record)| record)
                .collect();
            let first = workspace.next_id("plan_records")?;
            let mut next = first;
            let columns = ["id", "requirement", "as_of", "source", "reference", "entered_at"];
            let entered = now();
            workspace.database.append("plan_records", &columns, &mut |put| {
                for record in records {
                    if there.contains(record) {
                        continue;
                    }
                    there.push(record.clone());
                    put(&values![
                        next,
                        &record.requirement,
                        &record.date,
                        &record.source,
                        &record.reference,
                        &entered
                    ])?;
                    next += 1;
                }
                Ok(())
            })?;
            Ok(usize::try_from(next - first).unwrap_or_default())
        })
    }

    /// All records with their numbers, in the order of their numbers.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn plan_records(&self) -> Result<Vec<(i64, PlanRecord)>, StoreError> {
        let sql = "SELECT id, requirement, as_of, source, reference FROM plan_records ORDER BY id";
        self.rows("plan_records", sql, &[], |row| {
            let record = PlanRecord {
                requirement: row.get(1)?,
                date: row.get(2)?,
                source: row.get(3)?,
                reference: row.get(4)?,
            };
            Ok((row.id()?, record))
        })
    }

    /// Takes a record out and hands it back.
    ///
    /// # Errors
    /// There is none of this number; another writer.
    pub fn drop_plan_record(&mut self, number: i64) -> Result<PlanRecord, StoreError> {
        self.write(|workspace| {
            let found = workspace.plan_records()?.into_iter().find(|(own, _)| *own == number);
            let (_, record) = found.ok_or_else(|| StoreError::NoPlanRecord {
                name: workspace.name(),
                number,
            })?;
            workspace
                .database
                .execute("DELETE FROM plan_records WHERE id = $1", &values![number])?;
            Ok(record)
        })
    }
}
