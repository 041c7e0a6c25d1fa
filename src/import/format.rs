//! Which format a file is in, told by its name and confirmed by its first bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::error::ImportError;
use super::guard;
use super::other_formats;
use super::sniff;
use super::table;
use super::xml_head;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    GeoJson,
    GeoPackage,
    Shapefile,
    /// A list of objects in JSON, as map services answer.
    Answer,
    /// CSV, TSV and other delimited text.
    Csv,
    Xlsx,
    Xls,
    Ods,
    OsmPbf,
    OsmXml,
    GeoJsonSeq,
    FlatGeobuf,
    GeoParquet,
    FileGdb,
    Kml,
    Gml,
    MapInfoTab,
    MapInfoMif,
    Dxf,
    Zip,
    Kmz,
}

/// How old workbooks begin, and new ones with a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What is said where something else comes.
const READ: &str = "Read are GeoJSON (.geojson, .json), GeoPackage (.gpkg), Shapefile (.shp), tables (.csv, .tsv, .txt, .xlsx, .xlsm, .xls, .ods), OpenStreetMap (.osm.pbf, .pbf, .osm), FileGDB (.gdb), GeoJSONSeq (.geojsonl, .geojsons), FlatGeobuf (.fgb), GeoParquet (.parquet, .geoparquet), KML (.kml, .kmz), GML (.gml), MapInfo (.tab, .mif), DXF (.dxf), and each of them in a zip";

impl Format {
    /// The one GDAL driver that may open it; `None` for what is not GDAL's here.
    pub(super) fn driver(self) -> Option<&'static str> {
        match self {
            Self::GeoJson => Some("GeoJSON"),
            Self::GeoPackage => Some("GPKG"),
            Self::Shapefile => Some("ESRI Shapefile"),
            Self::GeoJsonSeq => Some("GeoJSONSeq"),
            Self::FlatGeobuf => Some("FlatGeobuf"),
            Self::FileGdb => Some("OpenFileGDB"),
            Self::Kml => Some("LIBKML"),
            Self::Gml => Some("GML"),
            Self::MapInfoTab | Self::MapInfoMif => Some("MapInfo File"),
            Self::Dxf => Some("DXF"),
            Self::Csv
            | Self::Answer
            | Self::Xlsx
            | Self::Xls
            | Self::Ods
            | Self::OsmPbf
            | Self::OsmXml
            | Self::GeoParquet
            | Self::Zip
            | Self::Kmz => None,
        }
    }

    /// Whether its layers have names that a person gave them.
    pub(super) fn has_layers(self) -> bool {
        matches!(self, Self::GeoPackage | Self::FileGdb | Self::Kml | Self::Gml)
    }

    /// Whether it is OpenStreetMap.
    pub(super) fn is_osm(self) -> bool {
        matches!(self, Self::OsmPbf | Self::OsmXml)
    }

    /// Whether it is an archive, which holds files of other formats.
    pub(super) fn is_archive(self) -> bool {
        matches!(self, Self::Zip | Self::Kmz)
    }

    /// Whether it is a table, whose rows have no geometry of their own.
    pub(super) fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Answer | Self::Xlsx | Self::Xls | Self::Ods)
    }

    /// Its name for a person.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::GeoJson => "GeoJSON",
            Self::GeoPackage => "GeoPackage",
            Self::Shapefile => "Shapefile",
            Self::Csv => "CSV",
            Self::Answer => "JSON",
            Self::Xlsx => "XLSX",
            Self::Xls => "XLS",
            Self::Ods => "ODS",
            Self::OsmPbf => "OpenStreetMap PBF",
            Self::OsmXml => "OpenStreetMap XML",
            Self::GeoJsonSeq => "GeoJSONSeq",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::GeoParquet => "GeoParquet",
            Self::FileGdb => "FileGDB",
            Self::Kml => "KML",
            Self::Gml => "GML",
            Self::MapInfoTab => "MapInfo TAB",
            Self::MapInfoMif => "MapInfo MIF",
            Self::Dxf => "DXF",
            Self::Zip => "zip archive",
            Self::Kmz => "KMZ",
        }
    }

    /// Tells the format of a file that exists.
    ///
    /// The name alone decides which reader may look at the file, and the first bytes must agree: libraries that look at contents
    /// alone can be led by a disguised file to open another one.
    pub(super) fn of(path: &Path, file: &str) -> Result<Self, ImportError> {
        let format = Self::named(file)?;
        if format == Self::FileGdb {
            return Ok(format);
        }
        let xml = matches!(format, Self::Kml | Self::Gml | Self::OsmXml);
        let head = if xml { xml_head::of_file(path) } else { head(path) };
        let head = head.map_err(|e| ImportError::Unreadable {
            file: file.to_owned(),
            reason: guard::io_words(&e),
        })?;
        if head.is_empty() {
            return Err(ImportError::Empty {
                what: "rows".to_owned(),
                file: file.to_owned(),
                layer: String::new(),
            });
        }
        if format == Self::GeoJson && table::is_answer(&head) {
            return Ok(Self::Answer);
        }
        format.disagreement(&head).map_or(Ok(format), |reason| {
            Err(ImportError::WrongContent {
                file: file.to_owned(),
                expected: format.name().to_owned(),
                reason: reason.to_owned(),
            })
        })
    }

    /// The format that a name promises.
    pub(super) fn named(file: &str) -> Result<Self, ImportError> {
        let name = file.to_lowercase();
        Ok(match name.rsplit_once('.').map_or("", |(_, end)| end) {
            "geojson" | "json" => Self::GeoJson,
            "gpkg" => Self::GeoPackage,
            "shp" => Self::Shapefile,
            "csv" | "tsv" | "txt" => Self::Csv,
            "xlsx" | "xlsm" => Self::Xlsx,
            "xls" => Self::Xls,
            "ods" => Self::Ods,
            "pbf" => Self::OsmPbf,
            "osm" => Self::OsmXml,
            "geojsonl" | "geojsons" | "ndjson" => Self::GeoJsonSeq,
            "fgb" => Self::FlatGeobuf,
            "parquet" | "geoparquet" => Self::GeoParquet,
            "gdb" => Self::FileGdb,
            "kml" => Self::Kml,
            "kmz" => Self::Kmz,
            "gml" => Self::Gml,
            "tab" => Self::MapInfoTab,
            "mif" => Self::MapInfoMif,
            "dxf" => Self::Dxf,
            "zip" => Self::Zip,
            "dwg" => {
                return Err(refused(
                    file,
                    "DWG is a format that only its makers' programs read",
                    "open it there (AutoCAD, ZWCAD, GstarCAD, BricsCAD, or the free ODA File Converter), save it as DXF (ASCII, 2013 or older: SAVEAS, AutoCAD 2013 DXF), and import that with --crs",
                ));
            }
            "rds" | "rdata" | "rda" => {
                return Err(refused(
                    file,
                    "it is a file of the program R, which only R reads, and which can hold programs",
                    "save its table from there: in R, sf::st_write(readRDS(FILE), \"layer.gpkg\"), or write.csv for a table with coordinates",
                ));
            }
            // A virtual data set may be of either kind, and is read as none.
            ending if ending != "vrt" && super::raster::is_raster(Path::new(file)) => {
                return Err(refused(
                    file,
                    "it is a raster, whose cells are no rows",
                    "rasters are read as heights (yike import elevation) and as people (yike import population); classes of land cover become areas first (QGIS: Raster, Conversion, Polygonize), and come in as land that people live on or as barriers",
                ));
            }
            other => {
                if let Some((what, advice)) = other_formats::way_out(other) {
                    return Err(refused(file, what, advice));
                }
                return Err(ImportError::NotYet {
                    what: if other.is_empty() {
                        format!("{file}: a file without an ending")
                    } else {
                        format!("{file}: the format .{other}")
                    },
                    known: READ.to_owned(),
                });
            }
        })
    }

    fn disagreement(self, head: &[u8]) -> Option<&'static str> {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let first = text.iter().find(|b| !b.is_ascii_whitespace()).copied();
        match self {
            Self::GeoJson => (first != Some(b'{')).then_some("it does not begin with {"),
            Self::GeoPackage => (!head.starts_with(b"SQLite format 3\0")).then_some("it is not a SQLite database"),
            Self::Shapefile => {
                (!head.starts_with(&[0, 0, 0x27, 0x0a])).then_some("it does not begin with a shapefile's number")
            }
            Self::Csv if first == Some(b'<') => Some("it looks like XML"),
            // UTF-16, which spreadsheets call "Unicode text", is full of zeros.
            Self::Csv if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") => None,
            Self::Csv if head.contains(&0) => Some("it is not text"),
            Self::Csv => (!head.iter().any(|b| b",;\t|".contains(b)) && !table::in_step(&String::from_utf8_lossy(head)))
                .then_some("its first lines have no comma, semicolon or tab, and no single blanks that part each of them into as many words, and so no two columns; put a line with the columns' names above and commas between"),
            Self::Xlsx | Self::Xls | Self::Ods if first == Some(b'<') => Some(
                "it is a web page or XML with a spreadsheet's name; open it in a spreadsheet program and save it as .xlsx",
            ),
            Self::Xlsx if head.starts_with(OLE) => {
                Some("it is protected by a password, or an old .xls; save it as .xlsx without a password")
            }
            Self::Xlsx | Self::Xls | Self::Ods if other_formats::text_as_workbook(head).is_some() => {
                other_formats::text_as_workbook(head)
            }
            Self::Xlsx | Self::Ods => (!head.starts_with(b"PK\x03\x04")).then_some("it is no packed workbook"),
            Self::Xls if head.starts_with(b"PK\x03\x04") => Some("it is a newer workbook; call it .xlsx"),
            Self::Xls => (!head.starts_with(OLE)).then_some("it is no Excel workbook"),
            Self::OsmPbf => {
                (!head.windows(9).take(16).any(|w| w == b"OSMHeader")).then_some("it does not begin with an OSM header")
            }
            _ => sniff::disagreement(self, head),
        }
    }
}

fn refused(file: &str, what: &str, advice: &str) -> ImportError {
    ImportError::Refused {
        file: file.to_owned(),
        what: what.to_owned(),
        advice: advice.to_owned(),
    }
}

fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4096);
    File::open(path)?.take(4096).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, bytes: &[u8]) -> Result<Format, ImportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        Format::of(&path, name)
    }

    #[test]
    fn name_and_contents_must_agree() {
        assert_eq!(told("a.GeoJSON", b"\xef\xbb\xbf {}"), Ok(Format::GeoJson));
        assert_eq!(told("a.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader"), Ok(Format::OsmPbf));
        let vrt = b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>";
        for name in [
            "a.geojson",
            "a.gpkg",
            "a.shp",
            "a.csv",
            "a.pbf",
            "a.xlsx",
            "a.xls",
            "a.ods",
        ] {
            assert!(
                matches!(told(name, vrt), Err(ImportError::WrongContent { .. })),
                "{name}"
            );
        }
    }

    #[test]
    fn another_format_is_not_yet_and_the_answer_lists_what_is() {
        let error = told("plan.xyz", b"0").expect_err("it is wrong").to_string();
        assert!(error.contains(".xyz") && error.contains(".gpkg"), "{error}");
        assert!(matches!(told("plan", b"0"), Err(ImportError::NotYet { .. })));
    }

    #[test]
    fn an_empty_file_is_empty() {
        assert!(matches!(told("a.csv", b""), Err(ImportError::Empty { .. })));
    }
}
