//! Tables of a workspace, the same in every database.

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What people see it called; empty for those that only the program reads.
    pub(super) title: &'static str,
    /// Kind of its column `geom`; tables without one are plain.
    pub(super) geometry: Option<&'static str>,
    /// Its columns after `id` and `geom`.
    pub(super) columns: &'static [Column],
    /// Columns whose values together stand only once.
    pub(super) unique: &'static [&'static str],
}

/// A column.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) must: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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

use Kind::{Boolean, Bytes, Integer, Real, Text};

const PEOPLE: &[Column] = &[
    must("name", Text),
    may("parent_code", Text),
    may("people", Real),
    may("micro_people", Integer),
    may("micro_elderly", Integer),
    may("micro_minors", Integer),
    may("micro_disabled", Integer),
    may("households", Integer),
    may("population_basis", Text),
    must("source", Text),
    may("as_of", Text),
    may("position_accuracy_m", Real),
];

/// What was imported, then what the assessment in force found, then what the workspace remembers.
pub(super) const TABLES: &[Table] = &[
    layer(
        "communities",
        "Communities",
        "MULTIPOLYGON",
        &[
            may("code", Text),
            may("code_scheme", Text),
            must("name", Text),
            may("committee_type", Text),
            may("urban_rural_class", Integer),
            must("parents", Text),
            may("people", Real),
            may("population_basis", Text),
            may("population_as_of", Text),
            may("households", Integer),
            must("provisional", Boolean),
        ],
    ),
    layer(
        "facilities",
        "Facilities (sites)",
        "POINT",
        &[
            may("code", Text),
            may("code_scheme", Text),
            must("name", Text),
            must("categories", Text),
            may("floor_area_m2", Real),
            may("opening_hours", Text),
            may("host_code", Text),
            must("serves", Text),
            may("open_to_public", Boolean),
            may("fee", Boolean),
            must("entrances", Text),
            must("source", Text),
            may("as_of", Text),
            may("position_accuracy_m", Real),
        ],
    ),
    layer("hamlets", "Hamlets", "POINT", PEOPLE),
    layer(
        "buildings",
        "Buildings",
        "MULTIPOLYGON",
        &[
            may("levels", Real),
            must("dwelling", Boolean),
            must("source", Text),
            may("as_of", Text),
            may("position_accuracy_m", Real),
        ],
    ),
    layer(
        "land",
        "Residential land",
        "MULTIPOLYGON",
        &[
            must("land_use", Text),
            must("source", Text),
            may("as_of", Text),
            may("position_accuracy_m", Real),
        ],
    ),
    layer("population", "Population points", "POINT", PEOPLE),
    layer(
        "streets",
        "Streets",
        "LINESTRING",
        &[
            must("class", Text),
            must("name", Text),
            // As JSON: the words that tell who may use it, and what stands on it.
            must("tags", Text),
            may("stops", Text),
            // The source's numbers of its corners, packed (tables/numbers.rs).
            may("nodes", Bytes),
        ],
    ),
    layer(
        "barriers",
        "Barriers",
        // Lines and areas: a river comes as both. QGIS offers them as two layers of one table.
        "GEOMETRY",
        &[
            must("kind", Text),
            must("name", Text),
            must("closes", Boolean),
            must("source", Text),
            may("as_of", Text),
            may("position_accuracy_m", Real),
        ],
    ),
    layer(
        "compounds",
        "Compounds with their gates",
        "MULTIPOLYGON",
        &[
            may("code", Text),
            may("code_scheme", Text),
            must("name", Text),
            must("gates", Text),
            must("source", Text),
            may("as_of", Text),
            may("position_accuracy_m", Real),
        ],
    ),
    layer(
        "circles",
        "Area within each circle (assessment in force)",
        "MULTIPOLYGON",
        &[
            must("assessment", Integer),
            must("circle", Text),
            must("service", Text),
            must("radius_m", Real),
            must("sites", Integer),
        ],
    ),
    layer(
        "gaps",
        "Inhabited ground out of reach (assessment in force)",
        "MULTIPOLYGON",
        &[
            must("assessment", Integer),
            must("circle", Text),
            must("service", Text),
            must("community", Integer),
            must("community_name", Text),
            must("people", Real),
            must("land_m2", Real),
            may("nearest_m", Real),
            must("point_lon", Real),
            must("point_lat", Real),
        ],
    ),
    table(
        "community_populations",
        "Populations, each with basis and date",
        &[
            must("community", Integer),
            must("basis", Text),
            may("as_of", Text),
            must("micro_people", Integer),
            may("micro_elderly", Integer),
            may("micro_minors", Integer),
            may("micro_disabled", Integer),
        ],
        &[],
    ),
    table(
        "facility_functions",
        "What each site does",
        &[
            must("facility", Integer),
            must("category", Text),
            must("state", Text),
            may("capacity", Real),
            must("approximate", Boolean),
        ],
        &[],
    ),
    table(
        "held_categories",
        "Categories that the sources can tell about",
        &[must("category", Text), must("source", Text), must("complete", Boolean)],
        &[],
    ),
    table(
        "register",
        "Communities and the units above them, without areas",
        &[
            must("code", Text),
            must("code_scheme", Text),
            must("name", Text),
            must("level", Text),
            may("committee_type", Text),
            may("urban_rural_class", Integer),
            must("parents", Text),
            may("households", Integer),
            may("area_m2", Real),
            must("source", Text),
        ],
        &[],
    ),
    table(
        "register_populations",
        "Populations of the register, each with basis and date",
        &[
            must("unit", Integer),
            must("basis", Text),
            may("as_of", Text),
            must("micro_people", Integer),
            may("micro_elderly", Integer),
            may("micro_minors", Integer),
            may("micro_disabled", Integer),
        ],
        &[],
    ),
    table(
        "register_figures",
        "What else the register says of a unit, by the key of an input or a category",
        &[
            must("unit", Integer),
            must("figure", Text),
            must("kind", Text),
            must("value", Text),
        ],
        &[],
    ),
    table(
        "inputs",
        "What was imported",
        &[
            must("kind", Text),
            must("source", Text),
            must("sha256", Text),
            must("row_count", Integer),
            must("crs", Text),
        ],
        &["kind", "source"],
    ),
    // Rows stay when their raster goes: `until` is then the version that took it out.
    table(
        "rasters",
        "Rasters (elevation)",
        &[
            must("kind", Text),
            must("source", Text),
            must("sha256", Text),
            // Names its tiles, which several rows may share.
            must("content", Text),
            must("crs", Text),
            // The affine map from cells to coordinates, in the order of GDAL.
            must("origin_x", Real),
            must("right_x", Real),
            must("down_x", Real),
            must("origin_y", Real),
            must("right_y", Real),
            must("down_y", Real),
            must("width", Integer),
            must("height", Integer),
            must("tile_side", Integer),
            must("band", Integer),
            must("cell_m", Real),
            must("unit", Text),
            must("no_data", Text),
            must("cells", Integer),
            must("low_m", Real),
            must("high_m", Real),
            may("as_of", Text),
            must("since", Integer),
            may("until", Integer),
        ],
        &[],
    ),
    table(
        "raster_tiles",
        "",
        &[
            must("content", Text),
            must("tile_column", Integer),
            must("tile_row", Integer),
            // Heights, packed (tables/cells.rs).
            must("data", Bytes),
        ],
        &["content", "tile_column", "tile_row"],
    ),
    table(
        "coverage",
        "Results per community, circle and service (assessment in force)",
        &[
            must("assessment", Integer),
            must("community", Integer),
            must("community_name", Text),
            must("circle", Text),
            must("service", Text),
            must("verdict", Text),
            must("near_the_line", Boolean),
            may("people", Real),
            may("covered_people", Real),
            may("unknown_people", Real),
            may("share", Real),
            may("land_share", Real),
            may("hosts", Integer),
            may("in_reach", Integer),
            may("gap_people", Real),
            may("nearest_mean_m", Real),
        ],
        &[],
    ),
    table(
        "coverage_counts",
        "Services that people reach, per community and circle (assessment in force)",
        &[
            must("assessment", Integer),
            must("community", Integer),
            must("circle", Text),
            must("assessed", Integer),
            must("services", Integer),
            may("mean_reached", Real),
        ],
        &[],
    ),
    table(
        "assessments",
        "Every assessment, with its provenance",
        &[
            must("inputs_sha256", Text),
            must("made_at", Text),
            must("document", Bytes),
            // The scenario that it was made of; empty for the layers themselves.
            may("scenario", Text),
            // What a scenario's looks like on the map; that of the layers themselves stands in tables.
            may("drawn", Bytes),
        ],
        &["inputs_sha256"],
    ),
    table(
        "scenarios",
        "Scenarios over a version of the layers",
        &[
            must("name", Text),
            must("title", Text),
            must("base", Integer),
            must("made_at", Text),
            must("changed_at", Text),
        ],
        &["name"],
    ),
    layer(
        "scenario_edits",
        "Edits of scenarios, in their order",
        "GEOMETRY",
        &[
            must("scenario", Integer),
            must("position", Integer),
            must("kind", Text),
            may("row_id", Integer),
            may("name", Text),
            // Class of a new street, category of a new facility.
            may("class", Text),
            may("capacity", Real),
        ],
    ),
    table(
        "versions",
        "What changed the layers, and when",
        &[
            must("made_at", Text),
            must("layer", Text),
            must("action", Text),
            must("source", Text),
            must("added", Integer),
            must("changed", Integer),
            must("removed", Integer),
            // Inputs, held categories and projection as they were after it, as JSON.
            must("state", Text),
        ],
        &[],
    ),
    table(
        "row_versions",
        "",
        &[
            must("layer", Integer),
            must("row_id", Integer),
            must("since", Integer),
            must("digest", Bytes),
        ],
        &["layer", "row_id"],
    ),
    table(
        "history",
        "",
        &[
            must("layer", Integer),
            must("row_id", Integer),
            must("since", Integer),
            must("until", Integer),
            must("row", Text),
        ],
        &[],
    ),
];

/// Tables that format 3 brought.
pub(super) const CAME_WITH_3: &[&str] = &[
    "barriers",
    "compounds",
    "rasters",
    "raster_tiles",
    "scenarios",
    "scenario_edits",
];

/// Columns that format 4 brought to tables of earlier ones, all of which may be empty.
pub(super) const COLUMNS_OF_4: &[(&str, &[&str])] = &[
    ("hamlets", GROUPS),
    ("population", GROUPS),
    ("community_populations", GROUPS),
    ("register_populations", GROUPS),
    ("assessments", &["drawn"]),
];
const GROUPS: &[&str] = &["micro_elderly", "micro_minors", "micro_disabled"];

/// Tables that format 4 brought.
pub(super) const CAME_WITH_4: &[&str] = &["register_figures"];

/// The columns of those, as they stand in a new workspace.
pub(super) fn columns_of(columns: &'static [(&str, &[&str])]) -> impl Iterator<Item = (&'static str, &'static Column)> {
    columns.iter().flat_map(|(table, names)| {
        let all = table_of(table).map_or(&[][..], |table| table.columns);
        let those = all.iter().filter(|column| names.contains(&column.name));
        those.map(|column| (*table, column))
    })
}

/// The settings of a workspace: format, projection, counters, the assessment in force.
pub(super) const SETTINGS: &str = "yike_workspace";

/// A table by its name.
pub(super) fn table_of(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}
