//! Tables of a workspace, the same in every database: what was imported, what the assessment in force found, what the workspace remembers.

mod inputs;
mod memory;
mod results;

/// A table.
pub(in crate::store) struct Table {
    pub(in crate::store) name: &'static str,
    /// What people see it called; empty for those that only the program reads.
    pub(in crate::store) title: &'static str,
    /// Kind of its column `geom`; tables without one are plain.
    pub(in crate::store) geometry: Option<&'static str>,
    /// Its columns after `id` and `geom`.
    pub(in crate::store) columns: &'static [Column],
    /// Columns whose values together stand only once.
    pub(in crate::store) unique: &'static [&'static str],
}

/// A column.
pub(in crate::store) struct Column {
    pub(in crate::store) name: &'static str,
    pub(in crate::store) kind: Kind,
    pub(in crate::store) must: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Kind {
    Text,
    Integer,
    Real,
    Boolean,
    Bytes,
}

/// A column that may be empty.
const fn may(name: &'static str, kind: Kind) -> Column {
    Column {
        name,
        kind,
        must: false,
    }
}

/// A column that is never empty.
const fn must(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, must: true }
}

const fn layer(name: &'static str, title: &'static str, geometry: &'static str, columns: &'static [Column]) -> Table {
    Table {
        name,
        title,
        geometry: Some(geometry),
        columns,
        unique: &[],
    }
}

const fn table(
    name: &'static str,
    title: &'static str,
    columns: &'static [Column],
    unique: &'static [&'static str],
) -> Table {
    Table {
        name,
        title,
        geometry: None,
        columns,
        unique,
    }
}

/// All tables.
pub(in crate::store) fn tables() -> impl Iterator<Item = &'static Table> {
    [inputs::TABLES, results::TABLES, memory::TABLES].into_iter().flatten()
}

/// Tables that format 3 brought.
pub(in crate::store) const CAME_WITH_3: &[&str] = &[
    "barriers",
    "compounds",
    "rasters",
    "raster_tiles",
    "scenarios",
    "scenario_edits",
];

/// Columns that format 4 brought to tables of earlier ones, all of which may be empty.
pub(in crate::store) const COLUMNS_OF_4: &[(&str, &[&str])] = &[
    ("hamlets", GROUPS),
    ("population", GROUPS),
    ("community_populations", GROUPS),
    ("register_populations", GROUPS),
    ("assessments", &["drawn"]),
];
const GROUPS: &[&str] = &["micro_elderly", "micro_minors", "micro_disabled"];

/// Tables that format 4 brought.
pub(in crate::store) const CAME_WITH_4: &[&str] = &["register_figures"];

/// Columns that format 5 brought to tables of earlier ones, all of which may be empty.
pub(in crate::store) const COLUMNS_OF_5: &[(&str, &[&str])] = &[
    ("hamlets", FIRE_WATER),
    ("population", FIRE_WATER),
    ("versions", &["as_of"]),
];
const FIRE_WATER: &[&str] = &["fire_water_source", "fire_network"];

/// Tables that format 5 brought.
pub(in crate::store) const CAME_WITH_5: &[&str] = &["successions", "plan_records"];

/// Columns that format 6 brought to tables of earlier ones, all of which may be empty.
pub(in crate::store) const COLUMNS_OF_6: &[(&str, &[&str])] = &[("scenario_edits", &["level"])];

/// The columns of those, as they stand in a new workspace.
pub(in crate::store) fn columns_of(
    columns: &'static [(&str, &[&str])],
) -> impl Iterator<Item = (&'static str, &'static Column)> {
    columns.iter().flat_map(|(table, names)| {
        let all = table_of(table).map_or(&[][..], |table| table.columns);
        let those = all.iter().filter(|column| names.contains(&column.name));
        those.map(|column| (*table, column))
    })
}

/// The settings of a workspace: format, projection, counters, the assessment in force.
pub(in crate::store) const SETTINGS: &str = "yike_workspace";

/// A table by its name.
pub(in crate::store) fn table_of(name: &str) -> Option<&'static Table> {
    tables().find(|table| table.name == name)
}
