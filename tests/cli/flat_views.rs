//! The flat views: what programs read that know tables and nothing else, and the styles that go with them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Desk, fixture};
use crate::reading_back::{apart, rows};

fn assessed() -> Desk {
    let desk = Desk::toy_town();
    desk.assess(fixture("toy_town/toy.toml").to_str().expect("text"));
    desk
}

fn sqlite(desk: &Desk, sql: &str) -> String {
    let output = Command::new("sqlite3")
        .arg(desk.path("town.gpkg"))
        .arg(sql)
        .output()
        .expect("sqlite3 is installed by make setup");
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
    .trim()
    .to_owned()
}

#[test]
fn gdal_opens_the_views_as_layers_with_types_and_every_rate() {
    let desk = assessed();
    let communities = rows(&desk.path("town.gpkg"), Some("flat_communities"));
    let of = |row: usize, column: &str| communities[row].values.get(column).map(String::as_str);
    assert_eq!(
        [of(0, "name"), of(0, "toy_pharmacy_rate"), of(1, "toy_pharmacy_rate")],
        [Some("甲社区"), Some("1.0"), Some("0.5")]
    );
    assert_eq!(of(0, "toy_pharmacy_verdict"), Some("threshold_undefined"));
    // Not assessed is no number.
    assert_eq!(
        [of(0, "toy_kindergarten_verdict"), of(0, "toy_kindergarten_rate")],
        [Some("not_assessed"), None]
    );
    assert_eq!(of(0, "assessed_on").map(str::len), Some(10));
    let drawn = rows(&desk.path("town.gpkg"), Some("communities"));
    assert!(apart(communities[0].shape.as_ref(), drawn[0].shape.as_ref()) <= 0.0);
    let facilities = rows(&desk.path("town.gpkg"), Some("flat_facilities"));
    assert_eq!(facilities.len(), 3);
    assert_eq!(
        facilities[0].values.get("category").map(String::as_str),
        Some("pharmacy")
    );
    let gaps = rows(&desk.path("town.gpkg"), Some("flat_gaps"));
    assert_eq!(gaps.len(), rows(&desk.path("town.gpkg"), Some("gaps")).len());
    let told = Command::new("ogrinfo")
        .args(["-ro", "-so"])
        .arg(desk.path("town.gpkg"))
        .arg("flat_communities")
        .output()
        .expect("ogrinfo");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    for words in [
        "Geometry: Multi Polygon",
        "FID Column = OGC_FID",
        "toy_pharmacy_rate: Real",
        "toy_pharmacy_near: Integer",
        "code: String",
        "EPSG\",4326",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn the_views_are_sound_cannot_be_written_and_have_chinese_aliases() {
    let desk = assessed();
    assert_eq!(sqlite(&desk, "PRAGMA integrity_check"), "ok");
    assert_eq!(sqlite(&desk, "PRAGMA foreign_key_check"), "");
    assert!(sqlite(&desk, "UPDATE flat_communities SET name = 'x'").contains("cannot modify"));
    let sql = "SELECT title FROM gpkg_data_columns WHERE table_name = 'flat_communities' AND column_name = 'toy_pharmacy_rate'";
    assert!(sqlite(&desk, sql).ends_with("人口覆盖率"), "{}", sqlite(&desk, sql));
    let sql = "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'";
    assert_eq!(sqlite(&desk, sql), "2");
    // Every column of a view has its alias, and names are such that any database takes them.
    for view in ["flat_communities", "flat_facilities", "flat_gaps"] {
        let columns = sqlite(
            &desk,
            &format!("SELECT group_concat(name) FROM pragma_table_info('{view}')"),
        );
        let told = sqlite(
            &desk,
            &format!("SELECT group_concat(column_name) FROM gpkg_data_columns WHERE table_name = '{view}'"),
        );
        let told: BTreeSet<&str> = told.split(',').collect();
        for column in columns
            .split(',')
            .filter(|column| !["OGC_FID", "geom"].contains(column))
        {
            assert!(told.contains(column), "{view}: {column}");
            assert!(
                column
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{column}"
            );
        }
    }
}

#[test]
fn the_views_follow_imports_and_assessments() {
    let desk = Desk::toy_town();
    // Before the first assessment they are there, without rates.
    assert_eq!(rows(&desk.path("town.gpkg"), Some("flat_communities")).len(), 3);
    let circle = fixture("toy_town/toy.toml");
    desk.assess(circle.to_str().expect("text"));
    let before = sqlite(
        &desk,
        "SELECT group_concat(name) FROM pragma_table_info('flat_communities')",
    );
    desk.assess("service-15");
    let after = sqlite(
        &desk,
        "SELECT group_concat(name) FROM pragma_table_info('flat_communities')",
    );
    assert!(before.contains("toy_pharmacy_rate") && !before.contains("svc15"));
    assert!(after.contains("svc15_health_rate") && !after.contains("toy_"));
    let extent = |table: &str| {
        sqlite(
            &desk,
            &format!("SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = '{table}'"),
        )
    };
    assert_eq!(extent("flat_gaps"), extent("gaps"));
    let one = desk.write("one.csv", "x,y,category\n500100,3300100,pharmacy\n");
    desk.import("facilities", &one, &["--crs", "EPSG:4547", "--alone"])
        .expect_success();
    assert_eq!(rows(&desk.path("town.gpkg"), Some("flat_facilities")).len(), 1);
    assert_eq!(extent("flat_facilities"), extent("facilities"));
    assert!(extent("facilities").starts_with("114."));
}

fn styles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("styles")
}

fn style(name: &str) -> String {
    std::fs::read_to_string(styles().join(name)).expect("it is there")
}

/// Every text between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start)
        .skip(1)
        .filter_map(|rest| rest.split(end).next())
        .collect()
}

#[test]
fn the_sld_styles_are_well_formed_and_name_columns_that_there_are() {
    let desk = Desk::toy_town();
    desk.assess("fitness-15");
    for name in ["communities", "facilities", "circles", "gaps"] {
        let text = style(&format!("{name}.sld"));
        let mut open = Vec::new();
        for tag in between(text.split("-->").nth(1).expect("a comment first"), "<", ">") {
            match tag.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{name}"),
                None if tag.ends_with('/') => {}
                None => open.push(tag.split_whitespace().next().expect("a name")),
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
        let layer = between(&text, "<Name>", "</Name>")[0];
        let columns = sqlite(
            &desk,
            &format!("SELECT group_concat(name) FROM pragma_table_info('{layer}')"),
        );
        for column in between(&text, "<ogc:PropertyName>", "</ogc:PropertyName>") {
            assert!(columns.split(',').any(|known| known == column), "{name}: {column}");
        }
        // Rules stand in the order of the schema: title, filter, symbols.
        for rule in between(&text, "<Rule>", "</Rule>") {
            let place = |what: &str| rule.find(what);
            assert!(place("<Title>") < place("Symbolizer>"), "{name}");
            assert!(
                place("<ogc:Filter>").is_none_or(|filter| Some(filter) < place("Symbolizer>")),
                "{name}"
            );
        }
    }
}

#[test]
fn the_sld_styles_have_the_colours_of_the_map() {
    let mut known = String::new();
    for name in ["coverage.json", "gaps.json", "facilities.json"] {
        known.push_str(&style(name));
    }
    for name in ["communities", "facilities", "circles", "gaps"] {
        let text = style(&format!("{name}.sld"));
        let colours: BTreeSet<&str> = between(&text, ">#", "<").into_iter().collect();
        assert!(!colours.is_empty());
        for colour in colours {
            assert!(known.contains(&format!("#{colour}")), "{name}: #{colour} is on no map");
        }
    }
}
