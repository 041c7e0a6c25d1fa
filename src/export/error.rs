//! What can be wrong with an export.

/// A fact about what was asked, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No format named, none told by the ending.
    #[error("which format {file} is to have can't be told by its name; say it with --format ({known})")]
    UnknownFormat {
        /// The file.
        file: String,
        /// The words.
        known: String,
    },
    /// Programs know the format by its ending.
    #[error("{file}: a file of format {format} must end in .{ending}, or no program will open it; change the name")]
    WrongEnding {
        /// The file.
        file: String,
        /// The format.
        format: &'static str,
        /// Its ending.
        ending: &'static str,
    },
    /// Tiles in something that holds none.
    #[error("{file}: tiles go into a file that ends in .pmtiles or .mbtiles; change the name")]
    NotAnArchive {
        /// The file.
        file: String,
    },
    /// A person or a program asked to stop.
    #[error("{file}: stopped before its end; nothing was written")]
    Stopped {
        /// The file.
        file: String,
    },
    /// A file is in the way.
    #[error("{file} exists already; choose another name, or replace it with --overwrite")]
    Exists {
        /// The file.
        file: String,
    },
    /// What is in the way is not of the kind that may be replaced.
    #[error("{file} is not a {format} and is not replaced; choose another name")]
    NotReplaceable {
        /// The file.
        file: String,
        /// The format.
        format: &'static str,
    },
    /// The disk or the rights.
    #[error("{file} can't be written: {why}")]
    Unwritable {
        /// The file.
        file: String,
        /// The system's reason.
        why: String,
    },
    /// A table where only shapes go.
    #[error("layer {layer} has no shapes, and {format} holds nothing else; use gpkg, csv, xlsx or parquet")]
    NeedsShapes {
        /// The layer.
        layer: String,
        /// The format.
        format: &'static str,
    },
    /// A reference system that the format's standard forbids.
    #[error(
        "{format} is always in WGS 84 longitude and latitude: {why}; leave --crs out, or use gpkg, shp or fgb for {crs}"
    )]
    CrsNotInFormat {
        /// The format.
        format: &'static str,
        /// Which standard.
        why: &'static str,
        /// What was asked.
        crs: String,
    },
    /// A reference system that can't be used.
    #[error("the reference system {crs} can't be written: {why}")]
    Crs {
        /// What was asked.
        crs: String,
        /// Why, and what to do.
        why: String,
    },
    /// The local grid's file.
    #[error("{file}: {why}")]
    LocalGrid {
        /// Its file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// A small file that was named can't be read.
    #[error("{file} can't be read: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's reason.
        why: String,
    },
    /// A place that the target system doesn't cover.
    #[error("row {row} lies where {crs} is not defined; nothing was written; choose the system of its zone")]
    OutsideCrs {
        /// The row, from 1.
        row: usize,
        /// The system.
        crs: String,
    },
    /// The field map.
    #[error("the field map {file} does not fit layer {layer}: {}", .problems.join("; "))]
    FieldMap {
        /// Its file.
        file: String,
        /// The layer.
        layer: String,
        /// Everything that is wrong.
        problems: Vec<String>,
    },
    /// The format has a limit.
    #[error("{format} can't hold this: {what}")]
    Limit {
        /// The format.
        format: &'static str,
        /// Which limit, by how much, and what to do.
        what: String,
    },
    /// Letters that the encoding lacks.
    #[error("{count} texts have letters that GBK lacks, as {example}; nothing was written; use --encoding utf-8")]
    NotInEncoding {
        /// How many texts.
        count: usize,
        /// Where, and which.
        example: String,
    },
    /// An option that the format has no use for.
    #[error("--{option} does not go with {format}: {why}")]
    Option {
        /// The option.
        option: &'static str,
        /// The format.
        format: &'static str,
        /// Why.
        why: &'static str,
    },
    /// What the library that writes the format says.
    #[error("{format} could not be written: {why}; nothing was changed")]
    Library {
        /// The format.
        format: &'static str,
        /// Its reason.
        why: String,
    },
}
