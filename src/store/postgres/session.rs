//! One connection with what it remembers: prepared statements, and the transaction that it is in.

use std::collections::BTreeMap;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Statement};

use super::address::Address;
use super::connect::{Access, connect};
use super::copy::{self, CopyError, Rows, Takes};
use super::error::ServerError;
use super::parameter::Parameter;
use super::row::PostgresRow;
use crate::store::database::{Put, RowError, Take};
use crate::store::error::StoreError;
use crate::store::value::Value;

/// Statements that are kept prepared.
const REMEMBERED: usize = 64;

/// A transaction that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    Read,
    Write,
}

/// A connection.
pub(super) struct Session {
    address: Address,
    access: Access,
    client: Client,
    statements: BTreeMap<String, Statement>,
    pub(super) begun: Option<Begun>,
}

impl Session {
    pub(super) fn new(address: Address, access: Access) -> Result<Self, ServerError> {
        Ok(Self {
            client: connect(&address, access)?,
            address,
            access,
            statements: BTreeMap::new(),
            begun: None,
        })
    }

    /// The connection; made anew where the server has gone away and come back, but never within a transaction.
    pub(super) fn client(&mut self) -> Result<&mut Client, ServerError> {
        if self.client.is_closed() {
            if self.begun.is_some() {
                return Err(ServerError::Lost(self.address.name.clone()));
            }
            self.client = connect(&self.address, self.access)?;
            self.statements.clear();
        }
        Ok(&mut self.client)
    }

    /// Whether it was opened only to read.
    pub(super) fn only_reads(&self) -> bool {
        self.access == Access::Read
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// The words for an error of the server.
    pub(super) fn told(&self, error: &postgres::Error) -> ServerError {
        ServerError::of(&self.address.name, error)
    }

    /// Runs fixed statements.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), ServerError> {
        let done = self.client()?.batch_execute(sql);
        done.map_err(|e| self.told(&e))
    }

    /// A statement of the common part, prepared once.
    fn statement(&mut self, sql: &str) -> Result<Statement, ServerError> {
        self.client()?;
        if let Some(known) = self.statements.get(sql) {
            return Ok(known.clone());
        }
        let made = self.client.prepare(sql).map_err(|e| self.told(&e))?;
        if self.statements.len() >= REMEMBERED {
            // Statements that name rows are asked once each; the usual ones come back at once.
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), made.clone());
        Ok(made)
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, ServerError> {
        let statement = self.statement(sql)?;
        let parameters = self.parameters(&statement, values)?;
        let parameters: Vec<&(dyn ToSql + Sync)> = parameters.iter().map(|value| value as _).collect();
        let done = self.client.execute(&statement, &parameters);
        done.map_err(|e| self.told(&e))
    }

    /// Hands over row after row as they come in; a long answer never stands in memory.
    pub(super) fn query(&mut self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), RowError> {
        let statement = self.statement(sql).map_err(StoreError::from)?;
        let parameters = self.parameters(&statement, values).map_err(StoreError::from)?;
        let name = self.address.name.clone();
        let told = |e: postgres::Error| StoreError::from(ServerError::of(&name, &e));
        let mut rows = self.client.query_raw(&statement, parameters).map_err(told)?;
        while let Some(row) = rows.next().map_err(told)? {
            take(&PostgresRow(row))?;
        }
        Ok(())
    }

    /// One number, or none.
    pub(super) fn number(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Option<i64>, StoreError> {
        let mut found = None;
        let done = self.query(sql, values, &mut |row| {
            found = row.integer(0)?;
            Ok(())
        });
        self.settle(done)?;
        Ok(found)
    }

    /// Our own questions have answers of the right type.
    pub(super) fn settle(&self, done: Result<(), RowError>) -> Result<(), StoreError> {
        done.map_err(|error| match error {
            RowError::Store(error) => error,
            RowError::Row(..) | RowError::Column(_) => ServerError::Damaged(self.address.name.clone()).into(),
        })
    }

    fn parameters<'a>(
        &self,
        statement: &Statement,
        values: &'a [Value<'a>],
    ) -> Result<Vec<Parameter<'a>>, ServerError> {
        if statement.params().len() != values.len() {
            return Err(self.misfit(format!(
                "{} values for {} places",
                values.len(),
                statement.params().len()
            )));
        }
        if values
            .iter()
            .any(|value| matches!(value, Value::Text(text) if text.contains('\0')))
        {
            return Err(ServerError::Nul(self.address.name.clone()));
        }
        Ok(values.iter().map(Parameter).collect())
    }

    /// What columns take whose kinds only the server knows.
    fn takes(&mut self, table: &str, columns: &[&str]) -> Result<Vec<(String, Takes)>, ServerError> {
        // Asked anew each time: such a table changes.
        let asked = self
            .client()?
            .prepare(&format!("SELECT {} FROM {table}", columns.join(", ")));
        let asked = asked.map_err(|e| self.told(&e))?;
        let takes = |column: &postgres::Column| {
            let takes = copy::takes_type(column.type_());
            takes.map(|takes| (column.name().to_owned(), takes))
        };
        let known: Option<Vec<_>> = asked.columns().iter().map(takes).collect();
        known.ok_or_else(|| self.misfit(format!("a column of {table} holds something else than it should")))
    }

    fn misfit(&self, why: String) -> ServerError {
        ServerError::Other {
            name: self.address.name.clone(),
            why,
        }
    }

    /// Inserts rows by `COPY`; what fails on the way leaves none of them.
    pub(super) fn append(
        &mut self,
        table: &str,
        columns: &[&str],
        fill: &mut dyn FnMut(Put<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let name = self.address.name.clone();
        let told = |e: postgres::Error| ServerError::of(&name, &e);
        let wrong = |error: CopyError| match error {
            CopyError::Misfit(why) => ServerError::Other {
                name: name.clone(),
                why,
            },
            CopyError::Nul => ServerError::Nul(name.clone()),
            CopyError::Sending => ServerError::Lost(name.clone()),
        };
        let takes = match copy::takes(table, columns) {
            Some(takes) => takes.map_err(wrong)?,
            None => self.takes(table, columns)?,
        };
        let sql = format!("COPY {table} ({}) FROM STDIN (FORMAT BINARY)", columns.join(", "));
        let writer = self.client()?.copy_in(&sql).map_err(told)?;
        let mut rows = Rows::new(writer, takes);
        fill(&mut |values| Ok(rows.put(values).map_err(wrong)?))?;
        rows.end().map_err(wrong)?.finish().map_err(told)?;
        Ok(())
    }
}
