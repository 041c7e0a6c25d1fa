//! The formats that can be written, and what each can hold.

use std::path::Path;

use super::error::ExportError;

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `GeoPackage`.
    GeoPackage,
    /// Shapefile: four or five files of one name.
    Shapefile,
    /// `GeoJSON`, RFC 7946.
    GeoJson,
    /// `GeoJSON` text sequence, one feature a line (RFC 8142 without the record separator).
    GeoJsonSeq,
    /// `FlatGeobuf`.
    FlatGeobuf,
    /// `GeoParquet` 1.1.
    Parquet,
    /// Comma-separated values in UTF-8 with a mark, for spreadsheets.
    Csv,
    /// Excel workbook.
    Xlsx,
    /// KML.
    Kml,
    /// Esri file geodatabase: a folder.
    FileGdb,
    /// Drawing exchange format, release 12.
    Dxf,
}

impl Format {
    /// All of them, with the word of the command line.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::GeoPackage, "gpkg"),
        (Self::Shapefile, "shp"),
        (Self::GeoJson, "geojson"),
        (Self::GeoJsonSeq, "geojsonseq"),
        (Self::FlatGeobuf, "fgb"),
        (Self::Parquet, "parquet"),
        (Self::Csv, "csv"),
        (Self::Xlsx, "xlsx"),
        (Self::Kml, "kml"),
        (Self::FileGdb, "fgdb"),
        (Self::Dxf, "dxf"),
    ];

    /// The word of the command line.
    pub fn key(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(format, _)| *format == self)
            .map_or("", |(_, key)| key)
    }

    /// The format that was asked for, else that of the file's ending.
    ///
    /// # Errors
    /// [`ExportError::UnknownFormat`], also where the ending is another format's: a Shapefile that isn't called `.shp` opens nowhere.
    pub fn choose(asked: Option<&str>, path: &Path) -> Result<Self, ExportError> {
        let ending = path
            .extension()
            .map_or(String::new(), |ending| ending.to_string_lossy().to_lowercase());
        let by_ending = match ending.as_str() {
            "gpkg" => Some(Self::GeoPackage),
            "shp" => Some(Self::Shapefile),
            "geojson" | "json" => Some(Self::GeoJson),
            "geojsonl" | "geojsons" | "ndjson" => Some(Self::GeoJsonSeq),
            "fgb" => Some(Self::FlatGeobuf),
            "parquet" | "geoparquet" => Some(Self::Parquet),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "kml" => Some(Self::Kml),
            "gdb" => Some(Self::FileGdb),
            "dxf" => Some(Self::Dxf),
            _ => None,
        };
        let asked = asked.and_then(|word| {
            Self::ALL
                .iter()
                .find(|(_, key)| *key == word)
                .map(|(format, _)| *format)
        });
        let unknown = || ExportError::UnknownFormat {
            file: path.display().to_string(),
            known: Self::ALL.map(|(_, key)| key).join(", "),
        };
        match (asked, by_ending) {
            (Some(asked), by_ending) if asked.must_end_so() && by_ending != Some(asked) => {
                Err(ExportError::WrongEnding {
                    file: path.display().to_string(),
                    format: asked.key(),
                    ending: asked.ending(),
                })
            }
            (Some(asked), _) => Ok(asked),
            (None, found) => found.ok_or_else(unknown),
        }
    }

    /// Programs tell these by their ending alone.
    fn must_end_so(self) -> bool {
        matches!(self, Self::Shapefile | Self::FileGdb | Self::Xlsx)
    }

    fn ending(self) -> &'static str {
        if self == Self::FileGdb { "gdb" } else { self.key() }
    }

    /// It holds rows without a shape.
    pub fn holds_tables(self) -> bool {
        matches!(
            self,
            Self::GeoPackage
                | Self::GeoJson
                | Self::GeoJsonSeq
                | Self::Parquet
                | Self::Csv
                | Self::Xlsx
                | Self::FileGdb
        )
    }

    /// Its standard allows WGS 84 only; which standard.
    pub fn wgs84_only(self) -> Option<&'static str> {
        match self {
            Self::GeoJson | Self::GeoJsonSeq => Some("RFC 7946 allows no other for GeoJSON"),
            Self::Kml => Some("KML 2.2 (OGC 12-007r2) knows no other"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_format_and_a_word_overrules_it() {
        let choose = |asked, path: &str| Format::choose(asked, Path::new(path));
        assert_eq!(choose(None, "a.GPKG").ok(), Some(Format::GeoPackage));
        assert_eq!(choose(None, "a.gdb").ok(), Some(Format::FileGdb));
        assert_eq!(choose(Some("geojson"), "a.txt").ok(), Some(Format::GeoJson));
        assert!(matches!(choose(None, "a.doc"), Err(ExportError::UnknownFormat { .. })));
        assert!(matches!(
            choose(Some("shp"), "a.zip"),
            Err(ExportError::WrongEnding { .. })
        ));
        for (format, key) in Format::ALL {
            assert_eq!(format.key(), key);
        }
    }
}
