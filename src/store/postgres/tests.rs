//! The database below the store, on a server of the tests' own. What the whole store does on it is in `tests/store`.

#[path = "../../../tests/store/server.rs"]
#[expect(dead_code, reason = "shared with the end-to-end tests, which also stop servers")]
mod server;

use geo::{Geometry, MultiPolygon, point, polygon};

use self::server::Server;
use super::connect::Access;
use super::database::PostgresDatabase;
use crate::store::database::Database;
use crate::store::error::StoreError;
use crate::store::value::Value;

const FORMAT: i64 = 7;

fn town() -> Option<(&'static Server, String, PostgresDatabase)> {
    let server = server::shared()?;
    let schema = server.schema();
    let address = server.address("postgres", "plans", &schema);
    let made = PostgresDatabase::create(&address, FORMAT).expect("the server is there");
    Some((server, schema, made))
}

fn open(server: &Server, schema: &str, access: Access) -> PostgresDatabase {
    let address = server.address("postgres", "plans", schema);
    PostgresDatabase::open(&address, access, FORMAT).expect("it was made")
}

fn hamlet(id: i64, name: &str, at: Geometry<f64>) -> Vec<Value<'_>> {
    vec![id.into(), at.into(), name.into(), 2.5.into(), "a.csv".into()]
}

const HAMLET: &[&str] = &["id", "geom", "name", "people", "source"];

fn put(database: &PostgresDatabase, rows: &[Vec<Value<'_>>]) -> Result<(), StoreError> {
    database.append("hamlets", HAMLET, &mut |put| rows.iter().try_for_each(|row| put(row)))
}

/// Keeps these hamlets in a transaction of their own.
fn keep(database: &PostgresDatabase, ids: &[i64]) {
    let rows: Vec<_> = ids
        .iter()
        .map(|id| hamlet(*id, "a", point! { x: 9.5, y: 47.1 }.into()))
        .collect();
    database.begin_write().expect("nobody else writes");
    put(database, &rows).expect("they fit");
    database.after_bulk("hamlets").expect("it is ours");
    database.commit().expect("nothing failed");
}

fn count(database: &PostgresDatabase) -> i64 {
    let mut found = 0;
    let done = database.query("SELECT count(*) FROM hamlets", &[], &mut |row| {
        found = row.get(0)?;
        Ok(())
    });
    done.expect("it counts");
    found
}

fn told(result: Result<impl Sized, StoreError>) -> String {
    result.map(|_| ()).expect_err("it is refused").to_string()
}

#[test]
fn what_is_written_is_read_again_to_the_last_bit() {
    let Some((_, _, database)) = town() else { return };
    let ground = MultiPolygon(vec![
        polygon![(x: 9.1, y: 47.0), (x: 9.7, y: 47.0), (x: 9.1, y: 47.2), (x: 9.1, y: 47.0)],
    ]);
    let shape = Geometry::from(ground);
    let names = [
        "id",
        "geom",
        "name",
        "parents",
        "people",
        "households",
        "provisional",
        "population_as_of",
    ];
    database.begin_write().expect("nobody else writes");
    let filled = database.append("communities", &names, &mut |put| {
        put(&[
            3.into_value(),
            (&shape).into(),
            "甲社区 \\ \"x\"".into(),
            "".into(),
            (0.1 + 0.2).into(),
            i64::MIN.into(),
            true.into(),
            Value::Null,
        ])
    });
    filled.expect("it fits");
    let sql = "INSERT INTO communities (id, geom, name, parents, provisional, people) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        4.into_value(),
        (&shape).into(),
        "乙".into(),
        "a:b".into(),
        false.into(),
        f64::MIN_POSITIVE.into(),
    ];
    assert_eq!(database.execute(sql, &values).expect("it fits"), 1);
    let sql = "INSERT INTO assessments (id, inputs_sha256, made_at, document) VALUES ($1, $2, $3, $4)";
    let bytes = vec![0_u8, 255, 10];
    let values = [1.into_value(), "x".into(), "y".into(), bytes.clone().into()];
    database.execute(sql, &values).expect("it fits");
    database.commit().expect("nothing failed");
    let mut seen = Vec::new();
    let sql = "SELECT id, geom, name, people, households, provisional, population_as_of FROM communities ORDER BY id";
    let done = database.query(sql, &[], &mut |row| {
        assert_eq!(row.shape(1)?.as_ref(), Some(&shape));
        assert_eq!(row.text(6)?, None);
        assert!(row.text(0).is_err() && row.integer(2).is_err() && row.integer(9).is_err());
        let more = (row.get::<f64>(3)?.to_bits(), row.integer(4)?, row.get::<bool>(5)?);
        seen.push((row.id()?, row.get(2)?, more));
        Ok(())
    });
    done.expect("it reads");
    assert_eq!(
        seen,
        [
            (
                3,
                "甲社区 \\ \"x\"".to_owned(),
                ((0.1_f64 + 0.2).to_bits(), Some(i64::MIN), true)
            ),
            (4, "乙".to_owned(), (f64::MIN_POSITIVE.to_bits(), None, false)),
        ]
    );
    let mut document = None;
    let done = database.query(
        "SELECT document FROM assessments WHERE id = $1",
        &[1.into_value()],
        &mut |row| {
            document = row.bytes(0)?;
            Ok(())
        },
    );
    done.expect("it reads");
    assert_eq!(document, Some(bytes));
    let around = database
        .extent("communities")
        .expect("it reads")
        .expect("it is not empty");
    let exact = [9.1, 47.0, 9.7, 47.2];
    assert!(around[0] <= exact[0] && around[1] <= exact[1] && around[2] >= exact[2] && around[3] >= exact[3]);
    assert!(
        around
            .iter()
            .zip(exact)
            .all(|(side, exact)| (side - exact).abs() < 1e-5)
    );
    assert_eq!(database.extent("land").expect("it reads"), None);
}

trait IntoValue {
    fn into_value(self) -> Value<'static>;
}

impl IntoValue for i64 {
    fn into_value(self) -> Value<'static> {
        Value::Integer(self)
    }
}

#[test]
fn an_id_is_never_given_out_again() {
    let Some((server, schema, database)) = town() else {
        return;
    };
    let last = || database.last_id("hamlets").expect("it reads");
    assert_eq!(last(), 0);
    keep(&database, &[1, 5]);
    database.begin_write().expect("nobody else writes");
    put(&database, &[hamlet(9, "a", point! { x: 9.5, y: 47.1 }.into())]).expect("it fits");
    assert_eq!(last(), 9);
    database.rollback();
    assert_eq!(last(), 5, "what was never kept was never given out");
    database.begin_write().expect("nobody else writes");
    database.execute("DELETE FROM hamlets", &[]).expect("it is ours");
    database.commit().expect("nothing failed");
    assert_eq!((count(&database), last()), (0, 5));
    let given = format!("INSERT INTO {schema}.hamlets (name, source) VALUES ('by hand', '') RETURNING id");
    assert_eq!(
        server.sql("plans", &given),
        "6",
        "also a GIS that inserts gets a new one"
    );
    assert_eq!(last(), 6);
}

#[test]
fn a_second_writer_is_told_and_readers_see_the_old_state() {
    let Some((server, schema, first)) = town() else { return };
    keep(&first, &[1]);
    let (second, reader) = (
        open(server, &schema, Access::Write),
        open(server, &schema, Access::Read),
    );
    reader.begin_read().expect("it reads");
    first.begin_write().expect("nobody else writes");
    put(&first, &[hamlet(2, "b", point! { x: 9.5, y: 47.1 }.into())]).expect("it fits");
    first.after_bulk("hamlets").expect("it is ours");
    assert!(told(second.begin_write()).contains("is being written by another program"));
    assert_eq!((count(&reader), count(&second)), (1, 1));
    first.commit().expect("nothing failed");
    assert_eq!(
        (count(&reader), count(&second)),
        (1, 2),
        "a reader keeps the state that it began with"
    );
    reader.commit().expect("it only read");
    assert_eq!(count(&reader), 2);
    second.begin_write().expect("the first has ended");
    second.rollback();
}

#[test]
fn whatever_is_changed_is_noticed() {
    let Some((server, schema, first)) = town() else { return };
    let reader = open(server, &schema, Access::Read);
    let version = || reader.data_version().expect("it reads");
    let before = version();
    assert_eq!(version(), before);
    keep(&first, &[1]);
    let after = version();
    assert!(after > before);
    first.begin_write().expect("nobody else writes");
    first.rollback();
    assert_eq!(version(), after);
    server.sql("plans", &format!("UPDATE {schema}.hamlets SET name = 'by hand'"));
    assert!(version() > after, "also by another program");
}

#[test]
fn what_failed_is_not_kept_in_part() {
    let Some((_, _, database)) = town() else { return };
    keep(&database, &[1]);
    let at = || point! { x: 9.5, y: 47.1 }.into();
    for wrong in [
        vec![hamlet(2, "a", at()), hamlet(1, "twice", at())],
        vec![hamlet(2, "a", at()), hamlet(3, "a\0b", at())],
        vec![
            hamlet(2, "a", at()),
            hamlet(
                3,
                "no point",
                polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 2.0)].into(),
            ),
        ],
    ] {
        database.begin_write().expect("nobody else writes");
        put(&database, &[hamlet(8, "before", at())]).expect("it fits");
        let why = told(put(&database, &wrong));
        assert!(!why.contains("COPY") && !why.contains("INSERT"), "{why}");
        told(database.commit());
        database.rollback();
        assert_eq!(count(&database), 1);
    }
    keep(&database, &[2]);
    let reason = StoreError::from(super::ServerError::Missing("our own".to_owned()));
    let mut reason = Some(reason);
    database.begin_write().expect("nobody else writes");
    let stopped = database.append("hamlets", HAMLET, &mut |put| {
        put(&hamlet(3, "a", at()))?;
        Err(reason.take().expect("once"))
    });
    assert!(
        told(stopped).contains("our own"),
        "the reason of whoever fills is handed on"
    );
    database.rollback();
    assert_eq!(count(&database), 2);
}

#[test]
fn a_lost_connection_is_told_and_found_again() {
    let Some((server, schema, database)) = town() else {
        return;
    };
    keep(&database, &[1]);
    // A writer is known by the lock that it holds on its own workspace.
    let end = || {
        let own = format!(
            "SELECT pid FROM pg_locks WHERE relation = '{schema}.yike_counters'::regclass AND mode = 'ExclusiveLock'"
        );
        server.sql(
            "plans",
            &format!("SELECT pg_terminate_backend(pid, 10000) FROM ({own}) l"),
        );
    };
    database.begin_write().expect("nobody else writes");
    put(&database, &[hamlet(2, "a", point! { x: 9.5, y: 47.1 }.into())]).expect("it fits");
    end();
    assert!(told(database.commit()).contains("was lost"));
    database.rollback();
    assert_eq!(count(&database), 1, "the next question finds the server again");
    database.begin_write().expect("nobody else writes");
    let mut sent = 0;
    let broken = database.append("hamlets", HAMLET, &mut |put| {
        for id in 2..200_000 {
            if id == 100_000 {
                end();
            }
            put(&hamlet(id, "a", point! { x: 9.5, y: 47.1 }.into()))?;
            sent = id;
        }
        Ok(())
    });
    assert!(told(broken).contains("was lost"), "after {sent} rows");
    assert!(
        told(database.execute("DELETE FROM hamlets", &[])).contains("was lost"),
        "never half of a transaction"
    );
    database.rollback();
    assert_eq!(count(&database), 1);
}

#[test]
fn who_only_reads_changes_nothing() {
    let Some((server, schema, _)) = town() else { return };
    let reader = open(server, &schema, Access::Read);
    assert!(told(reader.begin_write()).contains("you may not do this"));
    assert!(told(reader.execute("DELETE FROM hamlets", &[])).contains("read-only"));
}

#[test]
fn what_is_wrong_with_a_server_is_said() {
    let Some((server, schema, _)) = town() else { return };
    let address = |user: &str, database: &str| server.address(user, database, &schema);
    let open = |address: &str| told(PostgresDatabase::open(address, Access::Write, FORMAT));
    let create = |address: &str| told(PostgresDatabase::create(address, FORMAT));
    let own = address("postgres", "plans");
    assert!(create(&own).contains("exists already"));
    assert!(open(&own.replace(&schema, "nowhere")).contains("there is no workspace"));
    assert!(open(&address("postgres", "nowhere")).contains("no database"));
    assert!(create(&address("postgres", "postgres")).contains("CREATE EXTENSION postgis"));
    assert!(create(&own.replace(&schema, "public")).contains("holds other tables"));
    assert!(open(&own.replace(&schema, "public")).contains("holds other tables"));
    assert!(open("postgresql://anna@%2Fnowhere/plans").contains("no PostgreSQL server answers"));
    assert!(open("postgresql://anna:s3cret@[::1]:1/plans").contains("no PostgreSQL server answers"));
    let wrong = open(&address("carol:wr0ng", "plans"));
    assert!(
        wrong.contains("PGPASSWORD") && wrong.contains("carol") && !wrong.contains("wr0ng"),
        "{wrong}"
    );
    let none = open(&address("carol", "plans"));
    assert!(none.contains("PGPASSWORD") && none.contains("password"), "{none}");
    assert!(open(&address("nobody", "plans")).contains("does not let you in"));
    assert!(create(&server.address("dora", "plans", "doras")).contains("you may not do this"));
    assert!(open(&address("dora", "plans")).contains("USAGE"));
    server.sql("plans", &format!("GRANT USAGE ON SCHEMA {schema} TO dora"));
    assert!(open(&address("dora", "plans")).contains("permission denied"));
    server.sql(
        "plans",
        &format!("GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO dora"),
    );
    let reader = PostgresDatabase::open(&address("dora", "plans"), Access::Write, FORMAT).expect("she may read");
    assert_eq!(count(&reader), 0);
    assert!(told(reader.begin_write()).contains("you may not do this"));
    server.sql(
        "plans",
        &format!("UPDATE {schema}.yike_workspace SET value = '8' WHERE key = 'format'"),
    );
    assert!(open(&own).contains("format 8, newer"));
    server.sql("plans", &format!("UPDATE {schema}.yike_workspace SET value = 'x'"));
    assert!(open(&own).contains("damaged"));
}

#[test]
fn an_empty_schema_that_was_given_to_a_user_is_enough() {
    let Some(server) = server::shared() else { return };
    let schema = server.schema();
    server.sql("plans", &format!("CREATE SCHEMA {schema} AUTHORIZATION dora"));
    let address = server.address("dora", "plans", &schema);
    let made = PostgresDatabase::create(&address, FORMAT).expect("it is hers");
    keep(&made, &[1, 2]);
    let indexes =
        format!("SELECT count(*) FROM pg_indexes WHERE schemaname = '{schema}' AND indexdef LIKE '%USING gist%'");
    assert_eq!(server.sql("plans", &indexes), "1");
}
