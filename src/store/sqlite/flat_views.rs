//! The flat views in a `GeoPackage`: registered as layers, with Chinese names in `gpkg_data_columns`, the extension for schemas.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rusqlite::{Connection, Result};

use super::geopackage;
use crate::store::flat::FlatColumn;

/// A view: name, title, the layer whose geometry it shows, that layer's type.
const VIEWS: [(&str, &str, &str, &str); 3] = [
    (
        "flat_communities",
        "Communities with every rate (read only)",
        "communities",
        "MULTIPOLYGON",
    ),
    ("flat_facilities", "Facilities (read only)", "facilities", "POINT"),
    (
        "flat_gaps",
        "Gaps with their people (read only)",
        "gaps",
        "MULTIPOLYGON",
    ),
];

/// Columns of a view that do not depend on the assessment: name, source, Chinese, English.
type Columns = &'static [(&'static str, &'static str, &'static str, &'static str)];

const COMMUNITY: Columns = &[
    ("id", "c.id", "编号", "Id"),
    ("code", "c.code", "代码", "Code"),
    ("name", "c.name", "名称", "Name"),
    ("committee_type", "c.committee_type", "社区类型", "Committee type"),
    ("people", "c.people", "人口", "People"),
    ("provisional", "c.provisional", "边界是否暂拟", "Provisional boundary"),
    ("assessed_on", "r.assessed_on", "评估日期", "Assessed on"),
];
const FACILITY: Columns = &[
    ("id", "f.id", "编号", "Id"),
    ("code", "f.code", "代码", "Code"),
    ("name", "f.name", "名称", "Name"),
    ("category", "n.category", "主要类别", "First category"),
    ("categories", "f.categories", "全部类别", "All categories"),
    ("state", "n.state", "状态", "State"),
    ("capacity", "n.capacity", "规模", "Capacity"),
    (
        "floor_area_m2",
        "f.floor_area_m2",
        "建筑面积（平方米）",
        "Floor area, m2",
    ),
    ("source", "f.source", "来源", "Source"),
    ("as_of", "f.as_of", "数据日期", "As of"),
];
const GAP: Columns = &[
    ("id", "g.id", "编号", "Id"),
    ("circle", "g.circle", "生活圈", "Circle"),
    ("service", "g.service", "服务", "Service"),
    ("community_code", "c.code", "社区代码", "Community code"),
    ("community_name", "g.community_name", "社区名称", "Community"),
    ("provisional", "c.provisional", "边界是否暂拟", "Provisional boundary"),
    ("people", "g.people", "圈外人口", "People outside"),
    ("land_m2", "g.land_m2", "面积（平方米）", "Ground, m2"),
    ("nearest_m", "g.nearest_m", "最近步行距离（米）", "Nearest walk, m"),
    ("assessed_on", "r.assessed_on", "评估日期", "Assessed on"),
];

const SCHEMA_EXTENSION: &str = "
CREATE TABLE IF NOT EXISTS gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC,
  min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_schema';
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
";

/// Makes the table of results, empty, and the views over it.
pub(super) fn renew(connection: &Connection, results: &[FlatColumn]) -> Result<()> {
    for (view, ..) in VIEWS {
        connection.execute_batch(&format!("DROP VIEW IF EXISTS {view}"))?;
    }
    let mut columns = String::new();
    for column in results {
        // Writing into a text never fails.
        let _ = write!(columns, ", {} {}", column.name, geopackage::type_name(column.kind));
    }
    connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS flat_results;
         CREATE TABLE flat_results (community INTEGER PRIMARY KEY NOT NULL, assessed_on TEXT{columns});"
    ))?;
    views(connection, results)?;
    VIEWS.iter().try_for_each(|(_, _, layer, _)| follow(connection, layer))
}

/// Lets the views of a layer follow it when it was replaced: they have its extent.
pub(super) fn follow(connection: &Connection, layer: &str) -> Result<()> {
    for (view, ..) in VIEWS.iter().filter(|(_, _, shown, _)| *shown == layer) {
        connection.execute(
            "UPDATE gpkg_contents SET (last_change, min_x, min_y, max_x, max_y) =
               (SELECT last_change, min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?2) WHERE table_name = ?1",
            [view, layer],
        )?;
    }
    Ok(())
}

fn views(connection: &Connection, results: &[FlatColumn]) -> Result<()> {
    connection.execute_batch(SCHEMA_EXTENSION)?;
    for ((view, title, _, kind), (columns, from)) in VIEWS.into_iter().zip([
        (COMMUNITY, "communities c LEFT JOIN flat_results r ON r.community = c.id"),
        (
            FACILITY,
            "facilities f LEFT JOIN (SELECT facility, min(id) AS first FROM facility_functions GROUP BY facility) b ON b.facility = f.id
             LEFT JOIN facility_functions n ON n.id = b.first",
        ),
        (
            GAP,
            "gaps g LEFT JOIN communities c ON c.id = g.community LEFT JOIN flat_results r ON r.community = g.community",
        ),
    ]) {
        let own = columns[0].1.split('.').next().unwrap_or_default();
        // GDAL knows the key of a view by this name.
        let mut select = format!("{own}.id AS OGC_FID, {own}.geom AS geom");
        let mut told: Vec<(&str, &str, &str)> = Vec::new();
        for (name, source, zh, en) in columns {
            let _ = write!(select, ", {source} AS {name}");
            told.push((name, zh, en));
        }
        if view == "flat_communities" {
            for column in results {
                let name = &column.name;
                let _ = write!(select, ", r.{name} AS {name}");
                told.push((name, &column.zh, &column.en));
            }
        }
        connection.execute_batch(&format!("CREATE VIEW {view} AS SELECT {select} FROM {from};"))?;
        register(connection, view, title, kind)?;
        aliases(connection, view, &told)?;
    }
    Ok(())
}

fn register(connection: &Connection, view: &str, title: &str, kind: &str) -> Result<()> {
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?1, 'features', ?1, ?2, 4326)
         ON CONFLICT DO NOTHING",
        [view, title],
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 4326, 0, 0) ON CONFLICT DO NOTHING",
        [view, kind],
    )?;
    Ok(())
}

fn aliases(connection: &Connection, view: &str, told: &[(&str, &str, &str)]) -> Result<()> {
    connection.execute("DELETE FROM gpkg_data_columns WHERE table_name = ?1", [view])?;
    let mut insert = connection.prepare(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?1, ?2, ?3, ?3, ?4)",
    )?;
    let mut taken = BTreeSet::new();
    for (name, zh, en) in told {
        // The standard wants different aliases; two circles may bear one Chinese name.
        let alias = if taken.insert(zh) {
            (*zh).to_owned()
        } else {
            format!("{zh} ({name})")
        };
        insert.execute([view, name, &alias, en])?;
    }
    Ok(())
}
