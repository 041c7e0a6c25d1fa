//! The common part's view of a server.

use std::cell::{RefCell, RefMut};
use std::fmt::Write as _;

use super::address::Address;
use super::connect::{Access, connect};
use super::create::{self, CHANGES, COUNTERS};
use super::error::ServerError;
use super::flat_views;
use super::migrate;
use super::session::{Begun, Session};
use crate::store::database::{Database, Put, RowError, Take};
use crate::store::error::StoreError;
use crate::store::flat::FlatColumn;
use crate::store::location::Location;
use crate::store::schema::{SETTINGS, table_of, tables};
use crate::store::value::Value;

/// A workspace in a schema of a server.
pub(in crate::store) struct PostgresDatabase {
    session: RefCell<Session>,
    name: String,
}

impl PostgresDatabase {
    /// Makes an empty workspace of this format.
    ///
    /// # Errors
    /// No server, no rights, or something is there already.
    pub(in crate::store) fn create(address: &str, format: i64) -> Result<Self, StoreError> {
        let address = address_of(address)?;
        let mut client = connect(&address, Access::Write)?;
        create::create(&mut client, &address, format)?;
        drop(client);
        Self::connected(address, Access::Write)
    }

    /// Opens a workspace of the format `known`; one of an earlier format is brought forward first, by whoever owns it.
    ///
    /// # Errors
    /// No server, no workspace, a newer one, or no rights.
    pub(in crate::store) fn open(address: &str, access: Access, known: i64) -> Result<Self, StoreError> {
        let address = address_of(address)?;
        let opened = Self::connected(address.clone(), access)?;
        let found = opened.check(known)?;
        if found < known {
            migrate::forward(&address, found, known)?;
        }
        Ok(opened)
    }

    fn connected(address: Address, access: Access) -> Result<Self, StoreError> {
        let name = address.name.clone();
        Ok(Self {
            session: RefCell::new(Session::new(address, access)?),
            name,
        })
    }

    /// The format of the workspace, if this program can read it or bring it forward.
    fn check(&self, known: i64) -> Result<i64, StoreError> {
        let mut session = self.session()?;
        let name = || self.name.clone();
        let sql = "SELECT count(*) FILTER (WHERE c.relname = $1), count(c.oid), bool_and(has_schema_privilege(n.oid, 'USAGE'))
                   FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = $2";
        let schema = session.address().schema.clone();
        let (mut ours, mut others, mut open) = (0, 0, None);
        let done = session.query(sql, &[SETTINGS.into(), schema.as_str().into()], &mut |row| {
            (ours, others, open) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(())
        });
        session.settle(done)?;
        match (open, ours, others) {
            (Some(false), _, _) => {
                let why = format!("no USAGE on schema {schema}");
                return Err(ServerError::NoRights { name: name(), why }.into());
            }
            (_, 0, 0) => return Err(ServerError::Missing(name()).into()),
            (_, 0, _) => return Err(ServerError::NotAWorkspace(name()).into()),
            _ => {}
        }
        let mut found = None;
        let sql = format!("SELECT value FROM {SETTINGS} WHERE key = 'format'");
        let done = session.query(&sql, &[], &mut |row| {
            found = row.text(0)?.and_then(|value| value.parse().ok());
            Ok(())
        });
        session.settle(done)?;
        match found {
            Some(found) if found > known => Err(ServerError::Newer {
                name: name(),
                found,
                known,
            }
            .into()),
            Some(found) if found > 0 => Ok(found),
            _ => Err(ServerError::Damaged(name()).into()),
        }
    }

    /// The connection. One thing is done at a time: rows that are being read or written keep it.
    fn session(&self) -> Result<RefMut<'_, Session>, StoreError> {
        let why = || "its connection is in use".to_owned();
        self.session.try_borrow_mut().map_err(|_| {
            StoreError::from(ServerError::Other {
                name: self.name.clone(),
                why: why(),
            })
        })
    }

    fn begin(&self, sql: &str, kind: Begun) -> Result<(), StoreError> {
        let mut session = self.session()?;
        session.client()?;
        session.begun = Some(kind);
        session.run(sql).inspect_err(|_| {
            let _ = session.run("ROLLBACK");
            session.begun = None;
        })?;
        Ok(())
    }
}

fn address_of(address: &str) -> Result<Address, ServerError> {
    Address::parse(address, Location::Postgres(address.to_owned()).to_string())
}

impl Database for PostgresDatabase {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        Ok(self.session()?.execute(sql, values)?)
    }

    fn query(&self, sql: &str, values: &[Value<'_>], take: Take<'_>) -> Result<(), RowError> {
        self.session()?.query(sql, values, take)
    }

    fn append(
        &self,
        table: &str,
        columns: &[&str],
        fill: &mut dyn FnMut(Put<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.session()?.append(table, columns, fill)
    }

    fn begin_write(&self) -> Result<(), StoreError> {
        if self.session()?.only_reads() {
            let (name, why) = (self.name.clone(), "it was opened only to read".to_owned());
            return Err(ServerError::NoRights { name, why }.into());
        }
        // Whoever changes a table moves a counter, also another program by the tables' triggers: this lock keeps them all out, and lets
        // readers through.
        let sql = format!(
            "BEGIN; SET LOCAL lock_timeout = '2s'; LOCK TABLE {COUNTERS} IN EXCLUSIVE MODE; SET LOCAL lock_timeout = '10s';
             SET LOCAL yike.counts = 'at the commit';"
        );
        self.begin(&sql, Begun::Write)
    }

    fn begin_read(&self) -> Result<(), StoreError> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", Begun::Read)
    }

    fn commit(&self) -> Result<(), StoreError> {
        let mut session = self.session()?;
        if session.begun == Some(Begun::Write) {
            // Also notices a transaction in which something has failed: its bare COMMIT would be a silent ROLLBACK.
            session.run(&counting())?;
        }
        let begun = session.begun;
        let done = session.run("COMMIT").map_err(|error| match error {
            ServerError::Lost(name) if begun == Some(Begun::Write) => ServerError::Unsure(name),
            error => error,
        });
        session.begun = None;
        Ok(done?)
    }

    fn rollback(&self) {
        if let Ok(mut session) = self.session()
            && session.begun.is_some()
        {
            let _ = session.run("ROLLBACK");
            session.begun = None;
        }
    }

    fn before_bulk(&self, _table: &str) -> Result<(), StoreError> {
        // Dropping the index would be faster, but lock out readers until the commit.
        Ok(())
    }

    fn after_bulk(&self, table: &str) -> Result<(), StoreError> {
        let mut session = self.session()?;
        // Who may not make indexes works without: only a table's owner may, and the first import is usually the owner's.
        let sql =
            "SELECT count(*) FROM pg_class c WHERE c.oid = $1::text::regclass AND pg_has_role(c.relowner, 'USAGE')";
        if session.number(sql, &[table.into()])? != Some(1) {
            return Ok(());
        }
        if table_of(table).is_some_and(|table| table.geometry.is_some()) {
            session.run(&format!(
                "CREATE INDEX IF NOT EXISTS {table}_geom ON {table} USING gist (geom)"
            ))?;
        }
        Ok(session.run(&format!("ANALYZE {table}"))?)
    }

    fn renew_flat_views(&self, results: &[FlatColumn]) -> Result<(), StoreError> {
        let mut session = self.session()?;
        flat_views::renew(&mut session, results)
    }

    fn extent(&self, table: &str) -> Result<Option<[f64; 4]>, StoreError> {
        let mut session = self.session()?;
        let sql = format!(
            "SELECT min(ST_XMin(geom)), min(ST_YMin(geom)), max(ST_XMax(geom)), max(ST_YMax(geom)) FROM {table}"
        );
        let mut found = [None; 4];
        let done = session.query(&sql, &[], &mut |row| {
            for (column, side) in found.iter_mut().enumerate() {
                *side = row.real(column)?;
            }
            Ok(())
        });
        session.settle(done)?;
        Ok(match found {
            [Some(west), Some(south), Some(east), Some(north)] => Some([
                outward(west, false),
                outward(south, false),
                outward(east, true),
                outward(north, true),
            ]),
            _ => None,
        })
    }

    fn last_id(&self, table: &str) -> Result<i64, StoreError> {
        let sql = format!(
            "SELECT greatest((SELECT value FROM {COUNTERS} WHERE name = $1), (SELECT max(id) FROM {table}), 0)"
        );
        Ok(self.session()?.number(&sql, &[table.into()])?.unwrap_or(0))
    }

    fn raise_last_id(&self, table: &str, id: i64) -> Result<(), StoreError> {
        let sql = format!("UPDATE {COUNTERS} SET value = greatest(value, $2) WHERE name = $1");
        let mut session = self.session()?;
        Ok(session.execute(&sql, &[table.into(), id.into()]).map(drop)?)
    }

    fn data_version(&self) -> Result<i64, StoreError> {
        let sql = format!("SELECT value FROM {COUNTERS} WHERE name = $1");
        let found = self.session()?.number(&sql, &[CHANGES.into()])?;
        found.ok_or_else(|| ServerError::Damaged(self.name.clone()).into())
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

/// The side of a box as the R-tree of a `GeoPackage` keeps it, in single precision and never too small, so that the two databases
/// agree on what lies within (`SQLite` 3.40, ext/rtree/rtree.c, `rtreeValueDown` and `rtreeValueUp`).
fn outward(side: f64, up: bool) -> f64 {
    const STEP: f64 = 1.0 / 8_388_608.0;
    let near = f64::from(side as f32);
    let away = if up { near < side } else { near > side };
    if !away {
        return near;
    }
    let factor = if (side < 0.0) == up { 1.0 - STEP } else { 1.0 + STEP };
    f64::from((side * factor) as f32)
}

/// Counts a change, and remembers the highest ids, so that a row that goes later leaves its id to nobody.
fn counting() -> String {
    let mut highest = String::new();
    for table in tables() {
        let name = table.name;
        let or = if highest.is_empty() { "" } else { " UNION ALL " };
        let _ = write!(highest, "{or}SELECT '{name}', max(id) FROM {name}");
    }
    format!(
        "UPDATE {COUNTERS} c SET value = n.value FROM ({highest}) n (name, value) WHERE c.name = n.name AND n.value > c.value;
         UPDATE {COUNTERS} SET value = value + 1 WHERE name = '{CHANGES}';"
    )
}
