//! Tables and views of a server as a source: what they say comes in, and nothing is ever written there.

use std::io::Read as _;
use std::process::Stdio;

use crate::place::{Place, toy};
use crate::server::{Server, shared};

/// A schema with the toy town's communities as an office keeps them: in metres, with Chinese columns and types of all sorts.
fn office(server: &Server) -> String {
    let schema = server.schema();
    let document: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(toy("communities.geojson")).expect("text")).expect("JSON");
    let rows: Vec<String> = document["features"]
        .as_array()
        .expect("features")
        .iter()
        // In no order of codes: the key's order counts.
        .rev()
        .map(|feature| {
            let said = &feature["properties"];
            format!(
                "({}, '{}', {}, {}, '2020-01-01', ST_SetSRID(ST_GeomFromGeoJSON('{}'), 4547), ST_SetSRID(ST_MakePoint(1, 2), 4326))",
                said["code"].as_str().expect("text"),
                said["name"].as_str().expect("text"),
                said["people"],
                said["households"],
                feature["geometry"],
            )
        })
        .collect();
    server.sql(
        "plans",
        &format!(
            "CREATE SCHEMA {schema}; SET search_path = {schema}, public;
             CREATE DOMAIN area_code AS numeric(12,0);
             CREATE TABLE \"社区\" (\"代码\" area_code PRIMARY KEY, \"名称\" varchar(40), \"常住人口\" int4, \"户数\" numeric, \"时间\" date,
               shape geometry(Polygon, 4547), seat geometry(Point, 4326));
             INSERT INTO \"社区\" VALUES {};
             CREATE VIEW areas AS SELECT \"代码\"::text AS code, \"名称\" AS name, \"常住人口\" AS people, '2020' AS as_of,
               \"户数\" AS households, shape, 'x'::bytea AS photo FROM \"社区\";
             CREATE TABLE roster (\"设施名称\" text, \"类别\" text, \"所在社区代码\" text);
             INSERT INTO roster VALUES ('二号药店', '药店', '420101001002'), ('一号药店', '药店', '420101001001');
             CREATE TABLE shops (id serial PRIMARY KEY, name text, category text, at geography(Point, 4326));
             INSERT INTO shops (name, category, at) VALUES ('甲', 'pharmacy', 'POINT(114.0005 29.823)'), ('乙', 'pharmacy', 'POINT(114.0105 29.823)');",
            rows.join(", ")
        ),
    );
    schema
}

/// What a workspace knows of its communities, save the place that they came from.
fn communities(place: &Place) -> String {
    place.sql("SELECT code, name, households, people, population_as_of, hex(geom) FROM communities ORDER BY code")
}

#[test]
fn a_view_gives_the_same_communities_as_the_file_that_it_was_made_of() {
    let Some(server) = shared() else { return };
    let schema = office(server);
    let (from_file, from_view) = (Place::file(), Place::file());
    from_file.init();
    from_file
        .import("communities", &toy("communities.geojson"), &["--crs", "EPSG:4547"])
        .expect_success();
    from_view.init();
    let address = format!("{}&table=areas", server.address("postgres", "plans", &schema));
    let ran = from_view
        .import("communities", address.as_ref(), &["--format", "json"])
        .expect_success();
    assert_eq!(communities(&from_file), communities(&from_view));
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["source"], format!("plans/{schema}.areas"));
    assert_eq!(report["crs"], "EPSG:4547");
    assert!(
        ran.out.contains("photo") && ran.out.contains("holds bytes"),
        "{}",
        ran.out
    );
    // The same table again is no new version, and its digest is the same.
    from_view.import("communities", address.as_ref(), &[]).expect_success();
    assert_eq!(from_view.sql("SELECT count(*) FROM versions"), "1");
}

#[test]
fn chinese_columns_domains_and_numeric_codes_are_read_and_several_geometries_are_asked_about() {
    let Some(server) = shared() else { return };
    let schema = office(server);
    let place = Place::file();
    place.init();
    let address = server.address("postgres", "plans", &schema);
    let asked = |geometry: &str| format!("{address}{geometry}");
    let table = ["--layer", "社区"];
    place
        .import("communities", asked("").as_ref(), &table)
        .expect_refusal(1, &["several geometry columns", "shape, seat", "?geometry=COLUMN"]);
    place
        .import("communities", asked("&geometry=area").as_ref(), &table)
        .expect_refusal(1, &["no geometry column \"area\"", "shape, seat"]);
    place
        .import("communities", asked("&geometry=shape").as_ref(), &table)
        .expect_success();
    assert_eq!(
        place.sql("SELECT code, name, households, people FROM communities ORDER BY id"),
        "420101001001|甲社区|40|100.0\n420101001002|乙社区|25|60.0\n420101001201|丙村|15|40.0",
        "in the order of the key"
    );
}

#[test]
fn a_roster_without_geometry_is_placed_by_code_and_a_geography_by_its_points() {
    let Some(server) = shared() else { return };
    let schema = office(server);
    let place = Place::file();
    place.init();
    let address = server.address("postgres", "plans", &schema);
    let from = |table: &str| format!("{address}&table={table}");
    place
        .import("communities", from("areas").as_ref(), &[])
        .expect_success();
    place
        .import("facilities", from("roster").as_ref(), &[])
        .expect_success();
    place.import("facilities", from("shops").as_ref(), &[]).expect_success();
    let sites = place.sql("SELECT name, source FROM facilities ORDER BY id");
    for line in ["一号药店", "二号药店"] {
        assert!(sites.contains(&format!("{line}|plans/{schema}.roster")), "{sites}");
    }
    for line in ["甲", "乙"] {
        assert!(sites.contains(&format!("{line}|plans/{schema}.shops")), "{sites}");
    }
    place
        .import("communities", from("roster").as_ref(), &[])
        .expect_refusal(1, &["no geometry column", "yike import register"]);
    place.import("register", from("areas").as_ref(), &[]).expect_success();
}

#[test]
fn a_table_that_is_not_there_or_not_named_is_told_with_those_that_are() {
    let Some(server) = shared() else { return };
    let schema = office(server);
    let place = Place::file();
    place.init();
    let address = server.address("postgres", "plans", &schema);
    place
        .import("communities", format!("{address}&table=area").as_ref(), &[])
        .expect_refusal(1, &["no table or view", &format!("{schema}.areas")]);
    let bare = address.split('?').next().expect("an address");
    place
        .import("communities", bare.as_ref(), &[])
        .expect_refusal(1, &["no table is named", "--layer SCHEMA.TABLE"]);
    place
        .import("communities", format!("{bare}?table=a").as_ref(), &["--layer", "b"])
        .expect_refusal(1, &["leave one of them out"]);
    place
        .import("communities", "postgresql://anna:s3cret@db.example".as_ref(), &[])
        .expect_refusal(1, &["not an address of a table", "names no database"]);
}

#[test]
fn rights_and_passwords_are_those_of_the_server_and_nothing_is_written_there() {
    let Some(server) = shared() else { return };
    let schema = office(server);
    let place = Place::file();
    place.init();
    let of = |user: &str| format!("{}&table=areas", server.address(user, "plans", &schema));
    place
        .import("communities", of("carol:s3cret").as_ref(), &[])
        .expect_refusal(1, &["you may not read", "right to read", "carol@"]);
    server.sql(
        "plans",
        &format!("GRANT USAGE ON SCHEMA {schema} TO carol; GRANT SELECT ON {schema}.areas TO carol"),
    );
    place
        .import("communities", of("carol:wr0ng").as_ref(), &[])
        .expect_refusal(1, &["does not let you in"]);
    let ran = place
        .import("communities", of("carol:s3cret").as_ref(), &["--format", "json"])
        .expect_success();
    let kept = place.sql("SELECT source FROM inputs UNION ALL SELECT source FROM versions");
    for text in [&ran.out, &ran.err, &kept] {
        assert!(!text.contains("s3cret"), "{text}");
    }
    // A view that tries to write while it is read.
    server.sql(
        "plans",
        &format!(
            "SET search_path = {schema}, public; CREATE TABLE log (n int);
             CREATE FUNCTION note() RETURNS int LANGUAGE sql AS 'INSERT INTO {schema}.log VALUES (1) RETURNING n';
             CREATE VIEW trap AS SELECT code, name, people, shape, note() FROM areas;"
        ),
    );
    place
        .import(
            "communities",
            of("postgres").replace("table=areas", "table=trap").as_ref(),
            &[],
        )
        .expect_refusal(1, &["trap", "changes something"]);
    assert_eq!(server.sql("plans", &format!("SELECT count(*) FROM {schema}.log")), "0");
}

#[test]
fn reference_systems_are_those_of_the_server() {
    let Some(server) = shared() else { return };
    let schema = office(server);
    let place = Place::file();
    place.init();
    // A system of the office's own, by its definition alone: the same plane under another number.
    server.sql(
        "plans",
        &format!(
            "SET search_path = {schema}, public;
             INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)
               SELECT 990547, 'office', 7, srtext, proj4text FROM spatial_ref_sys WHERE srid = 4547 ON CONFLICT DO NOTHING;
             CREATE VIEW own AS SELECT code, name, people, as_of, households, ST_SetSRID(shape, 990547) AS g FROM areas;
             CREATE VIEW nowhere AS SELECT code, name, people, as_of, households, ST_SetSRID(shape, 0) AS g FROM areas;
             CREATE VIEW mixed AS SELECT code, name, ST_SetSRID(shape, CASE WHEN name = '丙村' THEN 4526 ELSE 4547 END) AS g FROM areas;
             CREATE VIEW old AS SELECT code, name, people, ST_SetSRID(shape, 2437) AS g FROM areas;"
        ),
    );
    let address = server.address("postgres", "plans", &schema);
    let from = |table: &str| format!("{address}&table={table}");
    let import = |table: &str, more: &[&str]| place.import("communities", from(table).as_ref(), more);
    import("areas", &[]).expect_success();
    let right = communities(&place);
    import("nowhere", &[]).expect_refusal(1, &["--crs"]);
    import("nowhere", &["--crs", "EPSG:4547"]).expect_success();
    assert_eq!(communities(&place), right);
    import("own", &[]).expect_success();
    assert_eq!(communities(&place), right);
    import("mixed", &[]).expect_refusal(1, &["mixes reference systems", "4547", "4526"]);
    // Beijing 1954 is refused without parameters, as in a file.
    import("old", &[]).expect_refusal(1, &["--datum-shift"]);
}

#[test]
fn a_long_question_can_be_stopped_and_leaves_nothing() {
    let Some(server) = shared() else { return };
    let schema = office(server);
    let place = Place::file();
    place.init();
    server.sql(
        "plans",
        &format!("CREATE VIEW {schema}.endless AS SELECT *, (pg_sleep(600) IS NULL) AS never FROM {schema}.areas"),
    );
    let room = place.write("room", "").with_file_name("tmp");
    std::fs::create_dir(&room).expect("ours");
    let address = format!("{}&table=endless", server.address("postgres", "plans", &schema));
    let mut child = place
        .importing("communities", address.as_ref(), &[])
        .env("TMPDIR", &room)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let asks = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%\"{schema}\".\"endless\"%' AND state = 'active' AND pid <> pg_backend_pid()"
    );
    while server.sql("plans", &asks) == "0" {}
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill");
    assert!(killed.success());
    let mut said = String::new();
    child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut said)
        .expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(130), "{said}");
    assert_eq!(server.sql("plans", &asks), "0", "the server was told too");
    assert_eq!(std::fs::read_dir(&room).expect("ours").count(), 0, "the copy is gone");
    assert_eq!(place.sql("SELECT count(*) FROM versions"), "0");
}
