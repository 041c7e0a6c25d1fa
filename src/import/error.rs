//! Why a file can't be imported: facts, with what to do about them.

use serde::{Deserialize, Serialize};

use crate::domain::record::Remark;

use super::crs_error::CrsError;
use super::header_rows::HeaderRows;
use super::listing::{Lines, Words};

/// Nothing of the file went in.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Deserialize, Serialize)]
pub enum ImportError {
    /// There is no such file.
    #[error("{file}: no such file")]
    NoSuchFile {
        /// The path as given.
        file: String,
    },
    /// A folder where a file is needed.
    #[error("{file} is a folder; give a file in it")]
    IsFolder {
        /// The path as given.
        file: String,
    },
    /// A pipe, a socket or a device.
    #[error("{file} is not a regular file (a pipe, a socket or a device); copy its contents into a file first")]
    NotAFile {
        /// The path as given.
        file: String,
    },
    /// A path that is no text.
    #[error("{file}: this path is not UTF-8; rename the file or its folder")]
    PathNotUtf8 {
        /// The path, as far as it can be shown.
        file: String,
    },
    /// A file that belongs to a shapefile is missing.
    #[error("{file}: its companion {companion} is missing, which holds {holds}; lay it beside {file}")]
    CompanionMissing {
        /// The file's name.
        file: String,
        /// The missing file's name.
        companion: String,
        /// What it holds.
        holds: String,
    },
    /// Letters that can't be read.
    #[error("{file}{}: {place}: its letters can't be read; nothing was imported: {advice}", Lines::layer(.layer))]
    Letters {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// Where they were met first.
        place: String,
        /// What to do.
        advice: String,
    },
    /// An extract without administrative boundaries.
    #[error(
        "{file} holds no administrative boundaries at all (no relation with boundary=administrative); take an extract that does, or polygons from another file"
    )]
    NoBoundaries {
        /// The file's name.
        file: String,
    },
    /// An extract without boundaries of the usual level, and none was asked for.
    #[error("{file} has no boundaries of level {usual}, which is taken where none is asked for; it has levels {}; choose with --layer admin_level=N", Words(.levels))]
    NoUsualLevel {
        /// The file's name.
        file: String,
        /// The usual level.
        usual: String,
        /// The levels that there are, with their counts.
        levels: Vec<String>,
    },
    /// The file is there and can't be read.
    #[error("{file} can't be read: {reason}")]
    Unreadable {
        /// The file's name.
        file: String,
        /// What the system or the reading library says.
        reason: String,
    },
    /// Something that this version does not do.
    #[error("{what}: not yet. {known}")]
    NotYet {
        /// What was asked for.
        what: String,
        /// What can be done instead.
        known: String,
    },
    /// The contents are not what the name says.
    #[error("{file}: named like {expected}, but its contents are not: {reason}")]
    WrongContent {
        /// The file's name.
        file: String,
        /// The format that the name promises.
        expected: String,
        /// What was found.
        reason: String,
    },
    /// This kind of rows does not come in this format.
    #[error("{file}: {kind} can't be read from {format}: {reason}")]
    KindNotInFormat {
        /// The file's name.
        file: String,
        /// The kind asked for.
        kind: String,
        /// The file's format.
        format: String,
        /// Why, and what to do.
        reason: String,
    },
    /// The file breaks off or is damaged.
    #[error("{file}{}: damaged or cut off after {read} rows: {reason}", Lines::layer(.layer))]
    Damaged {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// Rows that could be read.
        read: u64,
        /// What the reading library says.
        reason: String,
    },
    /// More than is read, or a file made to fill the memory.
    #[error("{file}{}: too large to be read: {what}", Lines::layer(.layer))]
    TooLarge {
        /// The file's name.
        file: String,
        /// The sheet.
        layer: String,
        /// Of what there is too much.
        what: String,
    },
    /// A table without a header, or none where the user says.
    #[error("{file}{}: no header is found{}; say in which rows it stands with --header-rows, as in --header-rows 3-4, or --header-rows none where the first row is data", Lines::layer(.layer), Lines::rows(*.header))]
    NoHeader {
        /// The file's name.
        file: String,
        /// The sheet.
        layer: String,
        /// Where the user says that it stands.
        header: Option<HeaderRows>,
    },
    /// `--encoding` with a name that nobody knows.
    #[error(
        "there is no encoding {name:?}; write UTF-8, GBK, GB18030, Big5 or another name of the WHATWG Encoding Standard, as in --encoding GBK"
    )]
    UnknownEncoding {
        /// The name.
        name: String,
    },
    /// No layer of that name.
    #[error("{file} has no layer {layer:?}; it has {}", Words(.layers))]
    NoLayer {
        /// The file's name.
        file: String,
        /// The layer asked for.
        layer: String,
        /// The layers that there are.
        layers: Vec<String>,
    },
    /// Several layers and none chosen.
    #[error("{file} has {} layers: {}; choose one with --layer", .layers.len(), Words(.layers))]
    WhichLayer {
        /// The file's name.
        file: String,
        /// The layers that there are.
        layers: Vec<String>,
    },
    /// A raster with several bands and none chosen, or one that it does not have.
    #[error("{file} has {count} bands{}; choose one of them with --band, as in --band 1", .asked.map_or_else(|| ", and does not say which is meant".to_owned(), |band| format!(", and no band {band}")))]
    WhichBand {
        /// The file's name.
        file: String,
        /// How many there are.
        count: u32,
        /// The band asked for.
        asked: Option<u32>,
    },
    /// A raster whose unit is not known.
    #[error("{file}: its heights are in {found}, which is not known here; say what they are with --unit, as in --unit feet ({})", Words(.known))]
    WhichUnit {
        /// The file's name.
        file: String,
        /// The unit that it names.
        found: String,
        /// The units that are known.
        known: Vec<String>,
    },
    /// An archive with nothing but rasters, where rows are asked for.
    #[error(
        "{file}: what it holds is a raster; of rasters heights (yike import elevation) and people in cells (yike import population) are read"
    )]
    RasterInside {
        /// The archive's name.
        file: String,
    },
    /// No rows.
    #[error("{file}{}: there are no {what} in it", Lines::layer(.layer))]
    Empty {
        /// Rows, or what was looked for.
        what: String,
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
    },
    /// What its coordinates mean is not known, or is not what they are.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// `--map` with a field that the kind does not have.
    #[error("{kind} have no field {field:?}; the fields are {}", Words(.known))]
    UnknownField {
        /// The kind.
        kind: String,
        /// The field asked for.
        field: String,
        /// The fields that there are.
        known: Vec<String>,
    },
    /// `--map` with a column that the source does not have.
    #[error("{file}{}: there is no column {column:?}; the columns are {}", Lines::layer(.layer), Words(.known))]
    UnknownColumn {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The column asked for.
        column: String,
        /// The columns that there are.
        known: Vec<String>,
    },
    /// A field that is needed has no column.
    #[error("{file}{}: no column gives the {field} ({}); the columns are {}; name it with --map {field}=COLUMN{}", Lines::layer(.layer), .looked_for.join(", "), Words(.columns), if .field == "category" { ", or say --category WORD if all rows are of one kind" } else { "" })]
    FieldMissing {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The field.
        field: String,
        /// What its column is usually called.
        looked_for: Box<[String]>,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// Points where areas are needed, and the like.
    #[error("{file}{}: {kind} are {wanted}, but the rows hold {}", Lines::layer(.layer), Words(.found))]
    WrongGeometry {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The kind.
        kind: String,
        /// The geometry that it needs.
        wanted: String,
        /// The geometries that were found.
        found: Vec<String>,
    },
    /// Rows with mistakes in a layer that is taken whole or not at all.
    #[error("{file}{}: nothing was imported, because communities, registers and successions are taken whole or not at all (a missing row would change every rate):{}", Lines::layer(.layer), Lines(.problems))]
    Rows {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// All of them.
        problems: Vec<Remark>,
    },
    /// Not one row could be used.
    #[error("{file}{}: none of its rows can be used:{}", Lines::layer(.layer), Lines(.problems))]
    AllRejected {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// All of them.
        problems: Vec<Remark>,
    },
    /// A category word of the command line that the catalogue does not know.
    #[error("category {word:?} is not in the catalogue{}", Lines::nearest(.nearest.as_ref()))]
    UnknownCategory {
        /// The word.
        word: String,
        /// The nearest one that is.
        nearest: Option<String>,
    },
    /// A mapping file that can't be read or written.
    #[error("the mapping file {file} can't be used: {reason}")]
    MappingFile {
        /// The path as given.
        file: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A table or mapping file with categories that the catalogue does not know.
    #[error("{table}: its categories can't be used:{}", Lines(.problems))]
    CategoryTable {
        /// The table's name.
        table: String,
        /// All that are wrong.
        problems: Vec<Remark>,
    },
    /// Codes of land use without their standard.
    #[error("{file}{}: codes of land use mean different things in different standards (0702 is rural homesteads in GB/T 21010-2017 and community services in the national classification of 2020 and 2023), and the file does not say which is meant by {}; say it with --land-use-standard gb-t-21010-2017, tdgy-2023 or gb-50137, or map a column with names in words", Lines::layer(.layer), Words(.codes))]
    LandUseStandard {
        /// The file's name.
        file: String,
        /// The layer.
        layer: String,
        /// The codes with their counts.
        codes: Vec<String>,
    },
    /// Not a choice of administrative boundaries.
    #[error("{file}: {layer:?} does not choose boundaries; choose with --layer admin_level=N; the file has levels {}", Words(.levels))]
    AdminLevel {
        /// The file's name.
        file: String,
        /// What was asked for.
        layer: String,
        /// The levels that there are, with their counts.
        levels: Vec<String>,
    },
    /// The reading needed more than it is given.
    #[error("{file}: reading it was stopped, because it takes more than {allowed}; nothing was imported: {advice}")]
    OverLimit {
        /// The file's name.
        file: String,
        /// What it is given, with its unit: `4 GiB of memory`.
        allowed: String,
        /// What to do.
        advice: String,
    },
    /// The process that reads the file ended by itself.
    #[error(
        "{file}: its reader broke down, as it does on damaged files and on files made to do harm; nothing was imported: open it in the program that made it and save it again, or as a GeoPackage"
    )]
    Crashed {
        /// The file's name.
        file: String,
    },
    /// A person or a program asked to stop.
    #[error("{file}: stopped before its end; nothing was imported")]
    Stopped {
        /// The file's name.
        file: String,
    },
    /// The process that reads files can't be started, or can't be locked in.
    #[error("no file can be read, because the process that reads them can't be {what}: {reason}")]
    NoReader {
        /// Started, or locked in.
        what: String,
        /// The system's reason.
        reason: String,
    },
    /// A file that is not taken, whatever it holds.
    #[error("{file}: {what}; {advice}")]
    Refused {
        /// The file's name.
        file: String,
        /// Why.
        what: String,
        /// What to do.
        advice: String,
    },
    /// A file beside the file is a link.
    #[error("{file} is a link to another file, and links beside a file are not followed; put the file itself there")]
    Link {
        /// The link.
        file: String,
    },
    /// Names in the table of communities that no boundary bears, or more than one does.
    #[error("{file}: the table {table} does not fit its boundaries:{}", Lines(.problems))]
    Table {
        /// The file's name.
        file: String,
        /// The table's name.
        table: String,
        /// All that do not fit.
        problems: Vec<Remark>,
    },
}
