//! Reading a table row by row into the file that is imported.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{IsolationLevel, Transaction};

use super::columns::{Described, Form, Use, quoted};
use super::error::TableError;
use super::find::{self, Relation};
use super::{Said, Shapes, TableCopy, TableLimits, TableSource};
use crate::store::database::Row;
use crate::store::error::StoreError;
use crate::store::postgres::connect;
use crate::store::postgres::error::ServerError;
use crate::store::postgres::row::PostgresRow;
use crate::store::table_copy::{Cell, CopyFault, System, TableFile};

/// Rows after which is looked up, and told.
const PIECE: u64 = 1024;

/// What is asked of the server.
struct Question {
    sql: String,
    forms: Vec<Form>,
    names: Vec<String>,
    geometry: Option<String>,
    remarks: Vec<String>,
}

pub(super) fn read(
    source: &TableSource,
    folder: &Path,
    shapes: Shapes,
    limits: TableLimits,
    stop: &AtomicBool,
    tell: &SyncSender<Said>,
) -> Result<TableCopy, StoreError> {
    let address = &source.address;
    let mut client = connect::dial(address)?;
    let _ = tell.send(Said::Cancel(connect::Cancel::new(address, &client)?));
    let told = |e: postgres::Error| ServerError::of(&address.name, &e);
    // A read of rows that a policy hides is an error: a town without some of its sites is a wrong answer.
    client
        .batch_execute(&format!(
            "SET default_transaction_read_only = on; SET row_security = off; SET datestyle = 'ISO, YMD'; SET timezone = 'UTC';
             SET lock_timeout = '10s'; SET statement_timeout = {}; SET idle_in_transaction_session_timeout = '10min';",
            limits.time.as_millis().min(i32::MAX as u128)
        ))
        .map_err(told)?;
    let postgis = connect::postgis(&mut client).map_err(told)?;
    let mut transaction = client
        .build_transaction()
        .read_only(true)
        .isolation_level(IsolationLevel::RepeatableRead)
        .start()
        .map_err(told)?;
    let relation = find::relation(&mut transaction, source)?;
    let columns = find::columns(&mut transaction, source, &relation)?;
    let geometry = find::geometry(source, &relation, &columns, shapes)?;
    // A column of shapes is one of the extension's, so it is there.
    let question = ask(&relation, &columns, geometry, postgis.as_deref().unwrap_or("public"));
    let mut copying = Copying {
        source,
        table: relation.name(),
        limits,
        stop,
        tell,
    };
    copying.copy(&mut transaction, folder, question)
}

/// The question for all rows. They come in the order of the primary key; without one in the order of what they say, so that the same table
/// gives the same rows.
fn ask(relation: &Relation, columns: &[Described], geometry: Option<&Described>, postgis: &str) -> Question {
    let (mut forms, mut names, mut remarks) = (Vec::new(), Vec::new(), Vec::new());
    let (mut chosen, mut words) = (Vec::new(), Vec::new());
    for column in columns {
        match column.used() {
            Use::Value(form) => {
                chosen.push(column.sql(form));
                words.push(format!("{}::text COLLATE \"C\"", quoted(&column.name)));
                forms.push(form);
                names.push(column.name.clone());
            }
            Use::Shape => {}
            Use::Out(why) => remarks.push(format!(
                "column {:?} ({}) was left out: {why}",
                column.name, column.words
            )),
        }
    }
    if let Some(column) = geometry {
        let shape = format!("{}::{postgis}.geometry", quoted(&column.name));
        chosen.push(format!("{postgis}.ST_SRID({shape})::int8"));
        chosen.push(format!("{postgis}.ST_HasArc({shape})"));
        chosen.push(format!(
            "CASE WHEN {postgis}.ST_IsEmpty({shape}) THEN NULL
               ELSE {postgis}.ST_AsBinary({postgis}.ST_Force2D({postgis}.ST_CurveToLine({shape})), 'NDR') END"
        ));
        words.push(format!("{postgis}.ST_AsBinary({shape}, 'NDR')"));
    }
    let mut key: Vec<(i64, String)> = columns
        .iter()
        .filter_map(|column| Some((column.key?, quoted(&column.name))))
        .collect();
    key.sort();
    let order = if key.is_empty() {
        words.join(", ")
    } else {
        key.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ")
    };
    let by = if order.is_empty() { "" } else { " ORDER BY " };
    Question {
        sql: format!(
            "SELECT {} FROM {}.{}{by}{order}",
            chosen.join(", "),
            quoted(&relation.schema),
            quoted(&relation.table)
        ),
        forms,
        names,
        geometry: geometry.map(|column| column.name.clone()),
        remarks,
    }
}

/// One table on its way.
struct Copying<'a> {
    source: &'a TableSource,
    table: String,
    limits: TableLimits,
    stop: &'a AtomicBool,
    tell: &'a SyncSender<Said>,
}

impl Copying<'_> {
    fn copy(
        &mut self,
        transaction: &mut Transaction<'_>,
        folder: &Path,
        question: Question,
    ) -> Result<TableCopy, StoreError> {
        let mut remarks = question.remarks;
        let fault = |fault: CopyFault| TableError::Copy {
            table: self.table.clone(),
            why: fault.0,
        };
        let mut file = TableFile::create(
            folder,
            &self.table,
            &question.names,
            &question.forms,
            question.geometry.is_some(),
        )
        .map_err(fault)?;
        remarks.extend(file.renamed().iter().map(|(from, to)| {
            format!("column {from:?} is read as {to:?}, because another differs from it only in capital letters")
        }));
        let (mut rows, mut bytes, mut arcs) = (0, 0, 0_u64);
        let mut srid = None;
        let none: [&(dyn ToSql + Sync); 0] = [];
        let mut answer = transaction.query_raw(&question.sql, none).map_err(|e| self.told(&e))?;
        let mut cells = Vec::with_capacity(question.forms.len());
        while let Some(row) = answer.next().map_err(|e| self.told(&e))? {
            let row = PostgresRow(row);
            cells.clear();
            for (column, form) in question.forms.iter().enumerate() {
                cells.push(self.cell(&row, column, *form)?);
            }
            let mut shape = None;
            if let Some(column) = &question.geometry {
                let at = question.forms.len();
                shape = row.bytes(at + 2).map_err(|_| self.nonsense())?;
                arcs += u64::from(row.boolean(at + 1).map_err(|_| self.nonsense())?.unwrap_or(false));
                if let Some(found) = row.integer(at).map_err(|_| self.nonsense())? {
                    let one = *srid.get_or_insert(found);
                    if one != found {
                        return Err(TableError::MixedSystems {
                            name: self.source.address.name.clone(),
                            table: self.table.clone(),
                            column: column.clone(),
                            one,
                            other: found,
                        }
                        .into());
                    }
                }
            }
            bytes += file.put(&cells, shape.as_deref(), srid).map_err(fault)?;
            rows += 1;
            if rows % PIECE == 0 {
                if self.stop.load(Ordering::Relaxed) {
                    return Err(TableError::Stopped(self.source.address.name.clone()).into());
                }
                let _ = self.tell.try_send(Said::Rows(rows));
            }
            self.within(rows, bytes)?;
        }
        drop(answer);
        if arcs > 0 {
            remarks.push(format!(
                "{arcs} shapes have arcs; they were made of straight pieces, 32 to a quarter of a circle"
            ));
        }
        let system = match srid {
            Some(srid) if srid > 0 => self.system(transaction, srid)?,
            _ => None,
        };
        let path = file.finish(system.as_ref()).map_err(fault)?;
        let database = self.source.address.config.get_dbname().unwrap_or_default();
        Ok(TableCopy {
            path,
            name: format!("{database}/{}", self.table),
            remarks,
            shapes: question.geometry.is_some(),
        })
    }

    fn cell(&self, row: &PostgresRow, column: usize, form: Form) -> Result<Cell, TableError> {
        match form {
            Form::Integer => row.integer(column).map(|value| value.map(Cell::Integer)),
            Form::Real => row.real(column).map(|value| value.map(Cell::Real)),
            Form::Truth => row.boolean(column).map(|value| value.map(Cell::Truth)),
            Form::Text => row.text(column).map(|value| value.map(Cell::Text)),
        }
        .map(|value| value.unwrap_or(Cell::Null))
        .map_err(|_| self.nonsense())
    }

    fn nonsense(&self) -> TableError {
        TableError::Unreadable {
            name: self.source.address.name.clone(),
            table: self.table.clone(),
            why: "its answer makes no sense".to_owned(),
        }
    }

    fn told(&self, error: &postgres::Error) -> TableError {
        TableError::of(&self.source.address.name, &self.table, error)
    }

    fn within(&self, rows: u64, bytes: u64) -> Result<(), TableError> {
        let allowed = if rows > self.limits.rows {
            format!("{} rows", self.limits.rows)
        } else if bytes > self.limits.bytes {
            format!("{} MiB", self.limits.bytes >> 20)
        } else {
            return Ok(());
        };
        Err(TableError::TooLarge {
            name: self.source.address.name.clone(),
            table: self.table.clone(),
            allowed,
        })
    }

    /// What the server knows of a reference system; nothing where it does not know the number.
    fn system(&self, transaction: &mut Transaction<'_>, srid: i64) -> Result<Option<System>, TableError> {
        let place = "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'";
        let schema: String = transaction.query_one(place, &[]).map_err(|e| self.told(&e))?.get(0);
        let sql = format!(
            "SELECT coalesce(auth_name, ''), coalesce(auth_srid, 0)::int8, coalesce(srtext, ''), coalesce(proj4text, '')
             FROM {schema}.spatial_ref_sys WHERE srid::int8 = $1"
        );
        let found = transaction.query_opt(&sql, &[&srid]).map_err(|e| self.told(&e))?;
        Ok(found.map(|row| {
            let (authority, code): (String, i64) = (row.get(0), row.get(1));
            let (words, proj): (String, String) = (row.get(2), row.get(3));
            System {
                srid,
                code: (authority.eq_ignore_ascii_case("EPSG") && code > 0).then_some(code),
                definition: if words.trim().is_empty() { proj } else { words },
            }
        }))
    }
}
