//! The demo: communities, buildings and land as `ogr2ogr` reads them from the extract, people spread again in SQL.

use std::path::Path;

use serde_json::Value;

use crate::postgis::PostGis;
use crate::{same_area, same_length, yike};

#[test]
#[expect(clippy::too_many_lines, reason = "one judgement from end to end, most of it SQL")]
fn the_demo_is_judged_alike() {
    let Some(judge) = PostGis::start() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();
    yike(path, &["demo", "--dir", ".", "--no-serve"]);
    let asked = [
        "assess",
        "--workspace",
        "demo.gpkg",
        "--circle",
        "service-15",
        "--format",
        "json",
    ];
    let document: Value = serde_json::from_str(&yike(path, &asked)).expect("JSON");
    judge.learn_projection(document["study_area"]["crs"].as_str().expect("a name"));

    let extract = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/liechtenstein-2013-08-03.osm.pbf");
    let pick = |condition: &'static str| ["-where", condition, "-nlt", "MULTIPOLYGON", "multipolygons"];
    judge.load(&extract, "municipality", &pick("admin_level = '8'"));
    judge.load(&extract, "land", &pick("landuse = 'residential'"));
    // Which buildings are dwellings and what a facility is, is the product's own mapping: their geometry is the source's.
    let workspace = path.join("demo.gpkg");
    judge.load(&workspace, "building", &["-where", "dwelling = 1", "buildings"]);
    judge.load(&workspace, "facility", &["facilities"]);
    let roster =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/communities.csv")).expect("ours");
    judge.run("CREATE TABLE roster (name text, people float8)");
    for line in roster.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let people: f64 = fields[4].parse().expect("people");
        judge.run(&format!("INSERT INTO roster VALUES ('{}', {people})", fields[0]));
    }
    judge.run(
            "CREATE TABLE town AS SELECT m.name, r.people, ST_MakeValid(ST_Transform(m.geom, 990001)) AS geom
               FROM municipality m JOIN roster r ON r.name = m.name;
             CREATE TABLE home AS SELECT t.name, t.people * b.weight / sum(b.weight) OVER (PARTITION BY t.name) AS people, b.point
               FROM (SELECT ST_Centroid(ST_Transform(geom, 990001)) AS point,
                       ST_Area(ST_Transform(geom, 990001)) * greatest(coalesce(levels, 1), 1) AS weight FROM building) b
               JOIN town t ON ST_Intersects(t.geom, b.point);
             CREATE TABLE ground AS SELECT t.name, ST_Union(ST_Intersection(t.geom, ST_Transform(l.geom, 990001))) AS geom
               FROM town t JOIN land l ON ST_Intersects(t.geom, ST_Transform(l.geom, 990001)) GROUP BY t.name;",
        );
    assert_eq!(judge.number("SELECT count(*)::float8 FROM town"), 11.0);

    let radius = 990.0 / 1.3;
    let mut judged = 0;
    let groups = document["circles"][0]["groups"].as_array().expect("services");
    for (position, group) in groups
        .iter()
        .enumerate()
        .filter(|(_, group)| group["status"] == "assessed")
    {
        let wanted: Vec<String> = group["categories"]
            .as_array()
            .expect("categories")
            .iter()
            .filter_map(Value::as_str)
            .map(|key| format!("';' || categories || ';' LIKE '%;{key};%'"))
            .collect();
        judge.run(&format!(
                "DROP TABLE IF EXISTS site; DROP TABLE IF EXISTS near; DROP TABLE IF EXISTS reach;
                 CREATE TABLE site AS SELECT ST_Transform(coalesce(door.geom, facility.geom), 990001) AS geom
                   FROM facility LEFT JOIN LATERAL (
                     SELECT ST_SetSRID(ST_MakePoint(split_part(pair, ' ', 1)::float8, split_part(pair, ' ', 2)::float8), 4326) AS geom
                       FROM unnest(string_to_array(nullif(facility.entrances, ''), ';')) AS pair) door ON true
                   WHERE {};
                 CREATE TABLE near AS SELECT h.name, h.people, (SELECT min(ST_Distance(h.point, s.geom)) FROM site s) AS metres FROM home h;
                 CREATE TABLE reach AS SELECT ST_Union(ST_Buffer(geom, {radius}, 32)) AS geom FROM site;",
                wanted.join(" OR ")
            ));
        for community in document["communities"].as_array().expect("communities") {
            let name = community["name"].as_str().expect("a name");
            let ours = &community["circles"][0]["groups"][position];
            let what = format!("{}, {name}", group["key"]);
            let number = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("{what}: a number is missing"));
            let of_name =
                |measure: &str| format!("SELECT coalesce({measure}, 0)::float8 FROM near WHERE name = '{name}'");
            let covered = judge.number(&of_name(&format!("sum(people) FILTER (WHERE metres <= {radius})")));
            // Ours are whole millionths of a person; a sum of fractions in SQL is off by less than that times its terms.
            assert!(
                (number(&ours["covered_people"]) - covered).abs() < 0.001,
                "{what}: {} against {covered}",
                ours["covered_people"]
            );
            same_length(
                number(&ours["nearest_m"]["max"]),
                judge.number(&of_name("max(metres) * 1.3")),
                &what,
            );
            same_length(
                number(&ours["nearest_m"]["mean"]),
                judge.number(&of_name("sum(metres * people) * 1.3 / sum(people)")),
                &what,
            );
            let inside = judge.number(&format!(
                "SELECT coalesce((SELECT ST_Area(ST_Intersection(g.geom, r.geom)) FROM ground g, reach r WHERE g.name = '{name}'), 0)::float8"
            ));
            let all = judge.number(&format!(
                "SELECT coalesce((SELECT ST_Area(geom) FROM ground WHERE name = '{name}'), 0)::float8"
            ));
            let share = ours["land_share"].as_f64().unwrap_or(0.0);
            same_area(share * number(&community["residential_land_m2"]), inside, &what);
            same_area(number(&community["residential_land_m2"]), all, &what);
            judged += 1;
        }
    }
    assert!(judged >= 11 * 4, "only {judged} results were judged");
    println!("{judged} results of the demo are the same here and in PostGIS");
}
