//! Tables of a workspace: those of the `GeoPackage` standard, then ours.

/// What every `GeoPackage` 1.3 has (OGC 12-128r17, tables 1 to 4 and the extension list).
pub(super) const GEOPACKAGE: &str = "
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]', 'longitude and latitude; CGCS2000 is taken as equal');
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
";

/// A table with geometry.
pub(super) struct LayerTable {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) geometry: &'static str,
    pub(super) columns: &'static str,
}

/// Layers of a workspace: what was imported, then what the assessment in force found.
pub(super) const LAYERS: [LayerTable; 9] = [
    LayerTable {
        name: "communities",
        title: "Communities",
        geometry: "MULTIPOLYGON",
        columns: "code TEXT, code_scheme TEXT, name TEXT NOT NULL, committee_type TEXT, urban_rural_class INTEGER, parents TEXT NOT NULL,
          people REAL, population_basis TEXT, population_as_of TEXT, households INTEGER, provisional BOOLEAN NOT NULL",
    },
    LayerTable {
        name: "facilities",
        title: "Facilities (sites)",
        geometry: "POINT",
        columns: "code TEXT, code_scheme TEXT, name TEXT NOT NULL, categories TEXT NOT NULL, floor_area_m2 REAL, opening_hours TEXT,
          host_code TEXT, serves TEXT NOT NULL, open_to_public BOOLEAN, fee BOOLEAN, entrances TEXT NOT NULL, source TEXT NOT NULL,
          as_of TEXT, position_accuracy_m REAL",
    },
    LayerTable {
        name: "hamlets",
        title: "Hamlets",
        geometry: "POINT",
        columns: "name TEXT NOT NULL, parent_code TEXT, people REAL, micro_people INTEGER, households INTEGER,
          population_basis TEXT, source TEXT NOT NULL DEFAULT '', as_of TEXT, position_accuracy_m REAL",
    },
    LayerTable {
        name: "buildings",
        title: "Buildings",
        geometry: "MULTIPOLYGON",
        columns: "levels REAL, dwelling BOOLEAN NOT NULL, source TEXT NOT NULL DEFAULT '', as_of TEXT, position_accuracy_m REAL",
    },
    LayerTable {
        name: "land",
        title: "Residential land",
        geometry: "MULTIPOLYGON",
        columns: "land_use TEXT NOT NULL, source TEXT NOT NULL DEFAULT '', as_of TEXT, position_accuracy_m REAL",
    },
    LayerTable {
        name: "population",
        title: "Population points",
        geometry: "POINT",
        columns: "name TEXT NOT NULL, parent_code TEXT, people REAL, micro_people INTEGER, households INTEGER,
          population_basis TEXT, source TEXT NOT NULL DEFAULT '', as_of TEXT, position_accuracy_m REAL",
    },
    LayerTable { name: "streets", title: "Streets", geometry: "LINESTRING", columns: "class TEXT NOT NULL, name TEXT NOT NULL" },
    LayerTable {
        name: "circles",
        title: "Area within each circle (assessment in force)",
        geometry: "MULTIPOLYGON",
        columns: "assessment INTEGER NOT NULL, circle TEXT NOT NULL, service TEXT NOT NULL, radius_m REAL NOT NULL, sites INTEGER NOT NULL",
    },
    LayerTable {
        name: "gaps",
        title: "Inhabited ground out of reach (assessment in force)",
        geometry: "MULTIPOLYGON",
        columns: "assessment INTEGER NOT NULL, circle TEXT NOT NULL, service TEXT NOT NULL, community INTEGER NOT NULL,
          community_name TEXT NOT NULL, people REAL NOT NULL, land_m2 REAL NOT NULL, nearest_m REAL, point_lon REAL NOT NULL,
          point_lat REAL NOT NULL",
    },
];

/// Tables without geometry that QGIS shows.
pub(super) const TABLES: [(&str, &str, &str); 7] = [
    (
        "community_populations",
        "Populations, each with basis and date",
        "community INTEGER NOT NULL, basis TEXT NOT NULL, as_of TEXT, micro_people INTEGER NOT NULL",
    ),
    (
        "facility_functions",
        "What each site does",
        "facility INTEGER NOT NULL, category TEXT NOT NULL, state TEXT NOT NULL, capacity REAL, approximate BOOLEAN NOT NULL DEFAULT 0",
    ),
    (
        "held_categories",
        "Categories that the sources can tell about",
        "category TEXT NOT NULL, source TEXT NOT NULL, complete BOOLEAN NOT NULL",
    ),
    (
        "inputs",
        "What was imported",
        "kind TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL, row_count INTEGER NOT NULL, crs TEXT NOT NULL, UNIQUE (kind, source)",
    ),
    (
        "coverage",
        "Results per community, circle and service (assessment in force)",
        "assessment INTEGER NOT NULL, community INTEGER NOT NULL, community_name TEXT NOT NULL, circle TEXT NOT NULL,
          service TEXT NOT NULL, verdict TEXT NOT NULL, near_the_line BOOLEAN NOT NULL, people REAL, covered_people REAL,
          unknown_people REAL, share REAL, land_share REAL, hosts INTEGER, in_reach INTEGER, gap_people REAL, nearest_mean_m REAL",
    ),
    (
        "coverage_counts",
        "Services that people reach, per community and circle (assessment in force)",
        "assessment INTEGER NOT NULL, community INTEGER NOT NULL, circle TEXT NOT NULL, assessed INTEGER NOT NULL,
          services INTEGER NOT NULL, mean_reached REAL",
    ),
    (
        "assessments",
        "Every assessment, with its provenance",
        "inputs_sha256 TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL, document BLOB NOT NULL",
    ),
];

/// What a workspace remembers of itself.
pub(super) const META: &str = "CREATE TABLE yike_workspace (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";
