//! What a colleague exports, another imports with the plainest command: nothing that the columns hold is lost on the way.

use super::harness::Desk;

/// A town with everything that a column may lose: several functions, places that are not exact, groups of people, ways of all kinds.
fn town() -> Desk {
    let desk = Desk::toy_town();
    let facilities = "code,name,category,x,y,capacity,position_accuracy_m\nF1,综合楼,药店;托育机构;警务室,500100,3300100,,1121\nF2,药店,药店,500300,3300300,12,\n";
    let file = desk.write("facilities.csv", facilities);
    desk.import("facilities", &file, &["--crs", "EPSG:4547"])
        .expect_success();
    let hamlets = "name,people,elderly,minors,disabled,x,y,消防水源,消防管网,精度\n上村,120,30,20,5,500100,3300100,是,否,300\n下村,80,—,10,,500300,3300300,,,\n";
    let file = desk.write("hamlets.csv", hamlets);
    desk.import("hamlets", &file, &["--crs", "EPSG:4547"]).expect_success();
    let streets = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"fclass":"steps","layer":"1","bridge":"T","tunnel":"F","oneway":"B"},"geometry":{"type":"LineString","coordinates":[[114.0001,29.8],[114.001,29.8]]}},
        {"type":"Feature","properties":{"fclass":"residential","layer":"0","bridge":"F","tunnel":"F","oneway":"F"},"geometry":{"type":"LineString","coordinates":[[114.0001,29.801],[114.001,29.801]]}},
        {"type":"Feature","properties":{"fclass":"motorway","tags":"maxspeed=80"},"geometry":{"type":"LineString","coordinates":[[114.0001,29.802],[114.001,29.802]]}},
        {"type":"Feature","properties":{"fclass":"ferry","tags":"foot=yes;route=ferry"},"geometry":{"type":"LineString","coordinates":[[114.0001,29.803],[114.001,29.803]]}}]}"#;
    let file = desk.write("roads.geojson", streets);
    desk.import("streets", &file, &["--crs", "EPSG:4490"]).expect_success();
    desk
}

fn facilities(desk: &Desk, workspace: &str) -> Vec<Vec<String>> {
    desk.rows_of(
        workspace,
        "SELECT name, categories, coalesce(position_accuracy_m, '') FROM facilities ORDER BY 1",
    )
}

#[test]
fn what_is_exported_is_imported_again_without_a_loss() {
    let desk = town();
    let people = "SELECT name, micro_people, coalesce(micro_elderly, ''), coalesce(micro_minors, ''), coalesce(micro_disabled, ''), \
         coalesce(fire_water_source, ''), coalesce(fire_network, ''), coalesce(position_accuracy_m, '') FROM hamlets ORDER BY 1";
    let streets = "SELECT class, tags FROM streets ORDER BY 2";
    let before = [facilities(&desk, "town.gpkg"), desk.rows(people), desk.rows(streets)];
    assert!(before[0][0][1].matches(';').count() == 2, "three functions: {before:?}");
    let communities = "SELECT code, name FROM communities ORDER BY code";
    for (ending, crs) in [
        ("gpkg", None),
        ("shp", None),
        ("geojson", None),
        ("csv", Some("EPSG:4490")),
        ("xlsx", Some("EPSG:4490")),
        ("fgb", None),
        ("parquet", None),
    ] {
        let workspace = format!("again-{ending}.gpkg");
        desk.run(&["init", &workspace]).expect_success();
        for layer in ["communities", "facilities", "hamlets", "streets"] {
            if layer != "facilities" && layer != "hamlets" && ending == "xlsx" {
                // A workbook holds no shapes.
                if layer == "communities" {
                    let file = desk.path("communities.geojson");
                    let file = file.to_str().expect("text");
                    desk.run(&["import", layer, file, "--workspace", &workspace])
                        .expect_success();
                }
                continue;
            }
            let file = format!("{layer}.{ending}");
            desk.run(&[
                "export",
                layer,
                "--workspace",
                "town.gpkg",
                "--to",
                &file,
                "--overwrite",
            ])
            .expect_success();
            let mut arguments = vec!["import", layer, &file, "--workspace", &workspace];
            arguments.extend(crs.iter().flat_map(|crs| ["--crs", crs]));
            desk.run(&arguments).expect_success();
        }
        assert_eq!(
            desk.rows_of(&workspace, communities),
            desk.rows(communities),
            "{ending}"
        );
        assert_eq!(facilities(&desk, &workspace), before[0], "{ending}");
        assert_eq!(desk.rows_of(&workspace, people), before[1], "{ending}");
        if ending != "xlsx" {
            assert_eq!(desk.rows_of(&workspace, streets), before[2], "{ending}");
        }
    }
}
