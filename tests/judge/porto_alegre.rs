//! Porto Alegre: cells as demand, schools and health as facilities, the hull of the cells as the one community and its ground.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::postgis::PostGis;
use crate::{same_area, same_length, yike};

#[test]
#[expect(clippy::too_many_lines, reason = "one comparison after another, best read in one go")]
fn porto_alegre_is_judged_alike() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/poa_r5r/poa_hexgrid.csv");
    let Ok(cells) = std::fs::read_to_string(&source) else {
        println!("skipped: ../shared/data/poa_r5r is not here");
        return;
    };
    let Some(judge) = PostGis::start() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path();

    // The source's rows go to PostGIS as they are; facilities are the cells that have any.
    judge.run("CREATE TABLE cell (id text, lon float8, lat float8, people int, schools int, health int, geom geometry(Point, 4326))");
    let mut rows = String::new();
    let mut facilities = "code,lon,lat,category,capacity\n".to_owned();
    for line in cells.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').map(|field| field.trim_matches('"')).collect();
        let (lon, lat): (f64, f64) = (fields[1].parse().expect("lon"), fields[2].parse().expect("lat"));
        // Cells over water have no count of health facilities at all.
        let whole = |n: usize| {
            if fields[n].is_empty() {
                0
            } else {
                fields[n].parse::<i32>().expect("a whole number")
            }
        };
        let (people, schools, health) = (whole(3), whole(4), whole(6));
        let _ = writeln!(
            rows,
            "INSERT INTO cell VALUES ('{}', {lon}, {lat}, {people}, {schools}, {health});",
            fields[0]
        );
        for (count, category, mark) in [
            (schools, "primary_school", "s"),
            (health, "community_health_station", "h"),
        ] {
            if count > 0 {
                let _ = writeln!(facilities, "{}{mark},{lon},{lat},{category},{count}", fields[0]);
            }
        }
    }
    judge.run(&rows);
    judge.run("UPDATE cell SET geom = ST_SetSRID(ST_MakePoint(lon, lat), 4326)");
    let hull = judge
        .run("SELECT ST_AsGeoJSON(ST_Buffer(ST_ConvexHull(ST_Collect(geom))::geography, 250)::geometry, 15) FROM cell");
    let feature = |properties: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},"geometry":{hull}}}]}}"#
        )
    };
    let write = |name: &str, text: &str| std::fs::write(path.join(name), text).expect("the folder is ours");
    write("hull.geojson", &feature(r#"{"code":"POA","name":"Porto Alegre"}"#));
    write("land.geojson", &feature(r#"{"use":"residential"}"#));
    write("facilities.csv", &facilities);
    write("cells.csv", &cells);

    yike(path, &["init", "poa.gpkg"]);
    let import = |kind: &str, file: &str, more: &[&str]| {
        let mut arguments = vec!["import", kind, file, "--workspace", "poa.gpkg"];
        arguments.extend(more);
        yike(path, &arguments);
    };
    import("communities", "hull.geojson", &[]);
    import("land", "land.geojson", &[]);
    import("facilities", "facilities.csv", &["--crs", "EPSG:4326"]);
    import(
        "population",
        "cells.csv",
        &["--crs", "EPSG:4326", "--map", "people=population"],
    );
    let asked = [
        "assess",
        "--workspace",
        "poa.gpkg",
        "--circle",
        "service-15",
        "--format",
        "json",
    ];
    let document: Value = serde_json::from_str(&yike(path, &asked)).expect("JSON");
    assert_eq!(document["communities"][0]["people"], 812_935);

    judge.learn_projection(document["study_area"]["crs"].as_str().expect("a name"));
    let radius = 990.0 / 1.3;
    for (service, column) in [("primary_school", "schools"), ("health", "health")] {
        let position = document["circles"][0]["groups"]
            .as_array()
            .and_then(|groups| groups.iter().position(|group| group["key"] == service))
            .unwrap_or_else(|| panic!("no service {service}"));
        let ours = &document["communities"][0]["circles"][0]["groups"][position];
        judge.run(&format!(
                "DROP TABLE IF EXISTS near; DROP TABLE IF EXISTS reach;
                 CREATE TABLE near AS SELECT people, (SELECT min(ST_Distance(ST_Transform(c.geom, 990001), ST_Transform(f.geom, 990001)))
                   FROM cell f WHERE f.{column} > 0) AS metres FROM cell c;
                 CREATE TABLE reach AS SELECT ST_Union(ST_Buffer(ST_Transform(geom, 990001), {radius}, 32)) AS geom FROM cell WHERE {column} > 0;"
            ));
        let number = |value: &Value| {
            value
                .as_f64()
                .unwrap_or_else(|| panic!("{service}: a number is missing"))
        };
        let covered = judge.number(&format!(
            "SELECT sum(people)::float8 FROM near WHERE metres <= {radius}"
        ));
        assert_eq!(number(&ours["covered_people"]), covered, "{service}");
        let bound = judge.number("SELECT sum(people)::float8 FROM near WHERE metres <= 990");
        assert_eq!(number(&ours["covered_people_bound"]), bound, "{service}");
        let farthest = judge.number("SELECT max(metres) * 1.3 FROM near WHERE people > 0");
        same_length(number(&ours["nearest_m"]["max"]), farthest, service);
        let mean = judge.number("SELECT sum(metres * people) * 1.3 / sum(people) FROM near");
        same_length(number(&ours["nearest_m"]["mean"]), mean, service);
        let ground = "(SELECT ST_Transform(ST_GeomFromGeoJSON($g$HULL$g$), 990001))".replace("HULL", &hull);
        let inside = judge.number(&format!(
            "SELECT ST_Area(ST_Intersection({ground}, (SELECT geom FROM reach)))"
        ));
        let outside = judge.number(&format!(
            "SELECT ST_Area(ST_Difference({ground}, (SELECT geom FROM reach)))"
        ));
        same_area(
            number(&document["circles"][0]["groups"][position]["totals"]["covered_land_m2"]),
            inside,
            "covered",
        );
        same_area(number(&ours["gap_land_m2"]), outside, "gaps");
        println!(
            "{service}: {covered} of 812935 people covered, farthest {farthest:.3} m, {inside:.0} m2 inside: the same here and in PostGIS"
        );
    }
}
