//! What only a server can do to its users.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::place::{Place, Ran, toy, toy_circle};
use crate::server::{Server, shared};
use crate::serving::Served;

const CRS: [&str; 2] = ["--crs", "EPSG:4547"];

/// The rights that the guide lists for who imports and assesses, and for who only looks.
const WRITER: &str =
    "GRANT USAGE ON SCHEMA S TO U; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA S TO U;";
const READER: &str = "GRANT USAGE ON SCHEMA S TO U; GRANT SELECT ON ALL TABLES IN SCHEMA S TO U;";

fn grant(server: &Server, rights: &str, schema: &str, user: &str) {
    server.sql(
        "plans",
        &rights
            .replace(" S ", &format!(" {schema} "))
            .replace(" U;", &format!(" {user};")),
    );
}

fn schema_of(workspace: &str) -> &str {
    workspace.rsplit_once('=').expect("the tests name theirs").1
}

#[test]
fn missing_rights_are_told_and_the_least_rights_are_enough() {
    let (Some(server), Some(place)) = (shared(), Place::server()) else {
        return;
    };
    place.toy_town();
    let first = place.assess(&toy_circle());
    let schema = schema_of(&place.workspace);
    let (writer, reader) = (format!("writer_{schema}"), format!("reader_{schema}"));
    server.sql(
        "plans",
        &format!("CREATE ROLE {writer} LOGIN; CREATE ROLE {reader} LOGIN"),
    );
    let of = |user: &str| server.address(user, "plans", schema);
    let assess = |user: &str| {
        place.run(&[
            "assess",
            "--workspace",
            &of(user),
            "--circle",
            &toy_circle(),
            "--format",
            "json",
        ])
    };
    assess(&writer).expect_refusal(1, &["you may not do this", "USAGE"]);
    place
        .run(&["init", &server.address(&writer, "plans", "mine")])
        .expect_refusal(1, &["you may not do this"]);
    grant(server, READER, schema, &reader);
    assess(&reader).expect_refusal(1, &["you may not do this", "nothing was changed"]);
    assert_eq!(
        Served::start(&place, &of(&reader)).get("/api/assessment").trim(),
        first.trim()
    );
    grant(server, WRITER, schema, &writer);
    assert_eq!(assess(&writer).expect_success().out, first);
    let land = toy("land.geojson").display().to_string();
    place
        .run(&["import", "land", &land, "--workspace", &of(&writer), CRS[0], CRS[1]])
        .expect_success();
}

#[test]
fn passwords_come_from_the_address_the_surroundings_or_a_file_and_are_never_shown() {
    let (Some(server), Some(place)) = (shared(), Place::server()) else {
        return;
    };
    let schema = schema_of(&place.workspace).to_owned();
    server.sql("plans", &format!("CREATE SCHEMA {schema} AUTHORIZATION carol"));
    let address = |user: &str| server.address(user, "plans", &schema);
    let made = place.run(&["init", &address("carol:s3cret")]).expect_success();
    assert!(
        !made.out.contains("s3cret") && !made.err.contains("s3cret"),
        "{}{}",
        made.out,
        made.err
    );
    let import = |user: &str, name: &str, value: &str| {
        let mut command = place.command();
        let file = toy("communities.geojson");
        command
            .args(["import", "communities"])
            .arg(file)
            .args(["--workspace", &address(user)])
            .args(CRS);
        Ran::of(&command.env(name, value).output().expect("the binary runs"))
    };
    import("carol", "NOTHING", "").expect_refusal(1, &["PGPASSWORD", ".pgpass"]);
    import("carol:wr0ng", "NOTHING", "").expect_refusal(1, &["does not let you in", "carol"]);
    import("carol", "PGPASSWORD", "s3cret").expect_success();
    let file = place.write("passes", "*:*:plans:carol:s3cret\n");
    let file_name = file.display().to_string();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("ours");
    import("carol", "PGPASSFILE", &file_name).expect_refusal(1, &["PGPASSWORD"]);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("ours");
    import("carol", "PGPASSFILE", &file_name).expect_success();
}

#[test]
fn a_gis_that_edits_a_layer_is_followed() {
    let Some(place) = Place::server() else { return };
    place.toy_town();
    place.assess(&toy_circle());
    let mut served = Served::start(&place, &place.workspace);
    place.sql("INSERT INTO hamlets (geom, name, source) SELECT geom, 'drawn by hand', '' FROM hamlets LIMIT 1");
    let line = served.line();
    assert!(line.contains("has changed"), "{line}");
    assert_eq!(
        place.sql("SELECT count(DISTINCT id) FROM hamlets"),
        "3",
        "it was given an id of its own"
    );
    assert_eq!(
        place.sql(
            "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND indexdef LIKE '%USING gist%'"
        ),
        "7"
    );
    assert_eq!(
        place.sql("SELECT obj_description('land'::regclass)"),
        "Residential land"
    );
}

#[test]
fn a_server_that_stops_in_the_middle_is_told_and_has_lost_nothing() {
    let Some(server) = Server::start() else { return };
    let place = Place::file();
    let workspace = server.address("postgres", "plans", "town");
    let run = |kind: &str, file: &str| {
        let mut command = place.command();
        command
            .args(["import", kind])
            .arg(toy(file))
            .args(["--workspace", &workspace])
            .args(CRS);
        command
    };
    place.run(&["init", &workspace]).expect_success();
    for (kind, file) in [
        ("communities", "communities.geojson"),
        ("facilities", "facilities.csv"),
        ("hamlets", "hamlets.csv"),
    ] {
        Ran::of(&run(kind, file).output().expect("the binary runs")).expect_success();
    }
    let assess = || {
        place.run(&[
            "assess",
            "--workspace",
            &workspace,
            "--circle",
            &toy_circle(),
            "--format",
            "json",
        ])
    };
    let before = assess().expect_success().out;
    let mut desk = Served::start(&place, &workspace);
    // A reader who does not let the importer finish: it has begun to write, and waits.
    let mut held = server.psql("plans").spawn().expect("psql");
    let script = b"BEGIN; LOCK TABLE town.land IN SHARE MODE;\n";
    std::io::Write::write_all(held.stdin.as_mut().expect("piped"), script).expect("it listens");
    let waits = |mode: &str| {
        let sql = "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname";
        while server.sql("plans", &format!("{sql} {mode}")) == "0" {}
    };
    waits("= 'land' AND mode = 'ShareLock' AND granted");
    let mut importing = run("land", "land.geojson")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    waits("= 'land' AND mode = 'RowExclusiveLock' AND NOT granted");
    server.stop();
    let mut said = String::new();
    importing
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut said)
        .expect("text");
    assert_eq!(importing.wait().expect("it ends").code(), Some(1));
    assert!(
        said.contains("was lost") && said.contains("nothing was changed"),
        "{said}"
    );
    let _ = held.wait();
    assess().expect_refusal(1, &["no PostgreSQL server answers"]);
    let line = desk.line();
    assert!(
        line.contains("can't be read just now, the last assessment stays"),
        "{line}"
    );
    assert_eq!(desk.get("/api/assessment").trim(), before.trim());
    server.begin();
    assert_eq!(assess().expect_success().out, before);
    Ran::of(&run("land", "land.geojson").output().expect("the binary runs")).expect_success();
    loop {
        let line = desk.line();
        assert!(!line.is_empty(), "it has ended");
        if line.contains("has changed") {
            break;
        }
    }
}

/// Puts a schema back into the format that stood on servers first.
fn aged(place: &Place) {
    place.sql(
        "ALTER TABLE hamlets DROP COLUMN fire_water_source, DROP COLUMN fire_network;
         ALTER TABLE population DROP COLUMN fire_water_source, DROP COLUMN fire_network;
         ALTER TABLE versions DROP COLUMN as_of;
         ALTER TABLE hamlets DROP COLUMN micro_elderly, DROP COLUMN micro_minors, DROP COLUMN micro_disabled;
         ALTER TABLE population DROP COLUMN micro_elderly, DROP COLUMN micro_minors, DROP COLUMN micro_disabled;
         ALTER TABLE community_populations DROP COLUMN micro_elderly, DROP COLUMN micro_minors, DROP COLUMN micro_disabled;
         ALTER TABLE register_populations DROP COLUMN micro_elderly, DROP COLUMN micro_minors, DROP COLUMN micro_disabled;
         ALTER TABLE streets DROP COLUMN tags, DROP COLUMN stops, DROP COLUMN nodes;
         ALTER TABLE assessments DROP COLUMN scenario, DROP COLUMN drawn;
         DROP VIEW flat_communities, flat_facilities, flat_gaps;
         DROP TABLE flat_results, yike_flat_columns; DROP FUNCTION yike_flat_views;
         DROP TABLE barriers, compounds, rasters, raster_tiles, scenarios, scenario_edits, register_figures, successions, plan_records;
         DELETE FROM yike_counters WHERE name IN ('barriers', 'compounds', 'rasters', 'raster_tiles', 'scenarios', 'scenario_edits', 'register_figures', 'successions', 'plan_records');
         UPDATE yike_workspace SET value = '2' WHERE key = 'format'",
    );
}

/// Tables with their columns and their kinds, and who may do what with them.
fn shape(place: &Place) -> String {
    place.sql(
        "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default FROM information_schema.columns
           WHERE table_schema = current_schema() ORDER BY 1, 2;
         SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants
           WHERE table_schema = current_schema() ORDER BY 1, 2, 3;
         SELECT event_object_table, event_manipulation FROM information_schema.triggers
           WHERE trigger_schema = current_schema() ORDER BY 1, 2;
         SELECT name FROM yike_counters ORDER BY 1;
         SELECT value FROM yike_workspace WHERE key = 'format'",
    )
}

#[test]
fn a_workspace_of_the_first_format_on_servers_is_brought_forward_by_its_owner_and_others_keep_their_rights() {
    let (Some(server), Some(place)) = (shared(), Place::server()) else {
        return;
    };
    place.toy_town();
    let street = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"class":"main","name":"路"},
        "geometry":{"type":"LineString","coordinates":[[117.0,29.8],[117.01,29.8]]}}]}"#;
    place
        .import("streets", &place.write("streets.geojson", street), &["--trust-crs"])
        .expect_success();
    let before = place.assess(&toy_circle());
    let schema = schema_of(&place.workspace);
    let (writer, reader) = (format!("writer_{schema}"), format!("reader_{schema}"));
    server.sql(
        "plans",
        &format!("CREATE ROLE {writer} LOGIN; CREATE ROLE {reader} LOGIN"),
    );
    grant(server, WRITER, schema, &writer);
    grant(server, READER, schema, &reader);
    let new = shape(&place);
    aged(&place);
    let old = shape(&place);
    assert_ne!(new, old);
    for user in [&writer, &reader] {
        place
            .run(&["history", "--workspace", &server.address(user, "plans", schema)])
            .expect_refusal(1, &["format 2", "by its owner", "belong to postgres", "pg_dump"]);
    }
    // Somebody is at work: nothing is changed.
    let other = place.other_writer();
    place
        .run(&["history", "--workspace", &place.workspace])
        .expect_refusal(1, &["is being written by another program"]);
    assert_eq!(shape(&place), old);
    drop(other);
    place
        .run(&["history", "--workspace", &place.workspace])
        .expect_success();
    assert_eq!(place.sql("SELECT name, tags, stops, nodes FROM streets"), "路|{}||");
    assert_eq!(place.sql("SELECT count(*) FROM flat_communities"), "3");
    assert_eq!(place.assess(&toy_circle()), before);
    assert!(shape(&place) == new, "it is as one that was made anew");
    let barrier = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"wall"},
        "geometry":{"type":"LineString","coordinates":[[117.0,29.8],[117.01,29.8]]}}]}"#;
    let file = place.write("walls.geojson", barrier).display().to_string();
    place
        .run(&[
            "import",
            "barriers",
            &file,
            "--workspace",
            &server.address(&writer, "plans", schema),
            "--trust-crs",
        ])
        .expect_success();
    place.sql("UPDATE yike_workspace SET value = '1' WHERE key = 'format'");
    place
        .run(&["history", "--workspace", &place.workspace])
        .expect_refusal(1, &["format 1", "can't bring forward"]);
    place.sql("UPDATE yike_workspace SET value = '7' WHERE key = 'format'");
    place
        .run(&["history", "--workspace", &place.workspace])
        .expect_refusal(1, &["format 7, newer"]);
}
