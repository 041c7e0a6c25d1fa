//! Which raster formats are read: each is one file that names no other, told by its name and confirmed by its first bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::import::error::ImportError;
use crate::import::guard;

/// The formats of rasters that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RasterFormat {
    /// Cloud-optimised ones too.
    GeoTiff,
    AsciiGrid,
    Imagine,
    Srtm,
    Dted,
    UsgsDem,
    SurferText,
    SurferBinary,
    Surfer7,
}

/// What is said where something else comes.
const READ: &str = "rasters are read from GeoTIFF and COG (.tif, .tiff), ASCII grids (.asc), Erdas Imagine (.img), SRTM (.hgt), DTED (.dt0, .dt1, .dt2), USGS DEM (.dem) and Surfer grids (.grd), one of them in a zip too; turn others into a GeoTIFF first, as with gdal_translate FILE out.tif";

/// Endings that say that a file is a raster, whether it is read or not; images without a place are among them.
const RASTERS: [&str; 27] = [
    "tif", "tiff", "asc", "img", "hgt", "dt0", "dt1", "dt2", "dem", "grd", "vrt", "nc", "adf", "jp2", "bil", "flt",
    "png", "jpg", "jpeg", "ecw", "sid", "h5", "hdf", "bag", "grib", "sdat", "rst",
];

/// Whether a file is a raster by its name.
pub fn is_raster(path: &Path) -> bool {
    RASTERS.contains(&ending(path).as_str())
}

/// Whether a file of this name in an archive is a raster that may be read.
pub(in crate::import) fn may_be_read(name: &str) -> bool {
    RasterFormat::named(name, name, &[]).is_ok()
}

/// Whether a file is packed, by its name: a raster may lie in it.
pub fn is_zip(path: &Path) -> bool {
    ending(path) == "zip"
}

fn ending(path: &Path) -> String {
    path.extension()
        .map_or(String::new(), |ending| ending.to_string_lossy().to_lowercase())
}

impl RasterFormat {
    /// Tells the format of a file that exists; the name alone decides which reader may look at the file, and the first bytes must
    /// agree.
    pub(super) fn of(path: &Path, file: &str) -> Result<Self, ImportError> {
        let mut head = Vec::with_capacity(4096);
        File::open(path)
            .and_then(|opened| opened.take(4096).read_to_end(&mut head))
            .map_err(|e| ImportError::Unreadable {
                file: file.to_owned(),
                reason: guard::io_words(&e),
            })?;
        let format = Self::named(&path.to_string_lossy(), file, &head)?;
        if head.is_empty() {
            return Err(ImportError::Empty {
                what: "cells".to_owned(),
                file: file.to_owned(),
                layer: String::new(),
            });
        }
        format.disagreement(&head).map_or(Ok(format), |reason| {
            Err(ImportError::WrongContent {
                file: file.to_owned(),
                expected: format.name().to_owned(),
                reason: reason.to_owned(),
            })
        })
    }

    /// The format that a name promises; of the three kinds of `.grd` the first bytes tell.
    pub(super) fn named(name: &str, file: &str, head: &[u8]) -> Result<Self, ImportError> {
        let refused = |what: &str, advice: &str| {
            Err(ImportError::Refused {
                file: file.to_owned(),
                what: what.to_owned(),
                advice: advice.to_owned(),
            })
        };
        let ending = ending(Path::new(name));
        Ok(match ending.as_str() {
            "tif" | "tiff" => Self::GeoTiff,
            "asc" => Self::AsciiGrid,
            "img" => Self::Imagine,
            "hgt" => Self::Srtm,
            "dt0" | "dt1" | "dt2" => Self::Dted,
            "dem" => Self::UsgsDem,
            "grd" if head.starts_with(b"DSBB") => Self::SurferBinary,
            "grd" if head.starts_with(b"DSRB") => Self::Surfer7,
            "grd" => Self::SurferText,
            "vrt" => {
                return refused(
                    "a VRT holds no cells, it names other files, which are not opened",
                    "make one file of it, as with gdal_translate FILE.vrt out.tif",
                );
            }
            "gz" | "tar" | "7z" | "rar" => {
                return refused(
                    "of archives only a zip is unpacked",
                    "unpack it and give the raster in it, or pack that into a zip",
                );
            }
            "zip" => {
                return refused(
                    "an archive in an archive is not unpacked",
                    "take it out and give it alone",
                );
            }
            "nc" | "h5" | "hdf" => {
                let what = format!("a .{ending} holds several variables over several times, and is not opened here");
                let (driver, short) = if ending == "nc" {
                    ("NETCDF", "VARIABLE")
                } else {
                    ("HDF5", "//VARIABLE")
                };
                let advice = format!(
                    "gdalinfo lists them; take the one that you mean out, as with gdal_translate {driver}:FILE.{ending}:{short} out.tif, and give out.tif"
                );
                return refused(&what, &advice);
            }
            "jp2" => {
                return refused(
                    "a .jp2 (JPEG 2000) is a picture, mostly one that was made smaller by leaving out what the eye does not miss, and is not opened here",
                    "if its cells are heights or people and were kept without loss, turn it into a GeoTIFF, as with gdal_translate FILE.jp2 out.tif",
                );
            }
            "adf" | "bil" | "flt" => {
                return refused(
                    "its cells are one file and where they lie is another, so it is not opened here",
                    "make one file of them, as with gdal_translate FILE out.tif (of an Esri grid give gdal_translate the folder)",
                );
            }
            other if RASTERS.contains(&other) => {
                return refused(&format!("rasters are not read from .{other}"), READ);
            }
            other => {
                let what = if other.is_empty() {
                    "a file without an ending is no raster that is known".to_owned()
                } else {
                    format!(
                        "a .{other} is not a raster that is read (it holds points, lines, areas or a table, if it is what its name says)"
                    )
                };
                return refused(&what, READ);
            }
        })
    }

    fn disagreement(self, head: &[u8]) -> Option<&'static str> {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        let begins = |sign: &[u8]| {
            text.get(..sign.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(sign))
        };
        let fits = match self {
            Self::GeoTiff => [&b"II*\0"[..], b"MM\0*", b"II+\0", b"MM\0+"]
                .iter()
                .any(|sign| head.starts_with(sign)),
            Self::AsciiGrid => [&b"ncols"[..], b"nrows", b"xllc", b"yllc", b"cellsize", b"dx"]
                .iter()
                .any(|sign| begins(sign)),
            Self::Imagine => head.starts_with(b"EHFA_HEADER_TAG"),
            // It has no sign: its size and name are all there is.
            Self::Srtm => !text.starts_with(b"<"),
            Self::Dted => ["UHL", "VOL", "HDR"]
                .iter()
                .any(|sign| head.starts_with(sign.as_bytes())),
            // Two blocks of text.
            Self::UsgsDem => !head.contains(&0) && !text.starts_with(b"<"),
            Self::SurferText => head.starts_with(b"DSAA"),
            Self::SurferBinary | Self::Surfer7 => true,
        };
        (!fits).then_some("it does not begin as such a file does")
    }

    /// The one GDAL driver that may open it.
    pub(super) fn driver(self) -> &'static str {
        match self {
            Self::GeoTiff => "GTiff",
            Self::AsciiGrid => "AAIGrid",
            Self::Imagine => "HFA",
            Self::Srtm => "SRTMHGT",
            Self::Dted => "DTED",
            Self::UsgsDem => "USGSDEM",
            Self::SurferText => "GSAG",
            Self::SurferBinary => "GSBG",
            Self::Surfer7 => "GS7BG",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::GeoTiff => "GeoTIFF",
            Self::AsciiGrid => "ASCII grid",
            Self::Imagine => "Erdas Imagine",
            Self::Srtm => "SRTM",
            Self::Dted => "DTED",
            Self::UsgsDem => "USGS DEM",
            Self::SurferText | Self::SurferBinary | Self::Surfer7 => "Surfer grid",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, bytes: &[u8]) -> Result<RasterFormat, ImportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        RasterFormat::of(&path, name)
    }

    #[test]
    fn name_and_contents_must_agree() {
        assert_eq!(told("a.TIF", b"II*\0rest"), Ok(RasterFormat::GeoTiff));
        assert_eq!(told("a.asc", b"NCOLS 3\n"), Ok(RasterFormat::AsciiGrid));
        assert_eq!(told("a.grd", b"DSRB\0\0"), Ok(RasterFormat::Surfer7));
        let vrt = b"<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"></VRTDataset>";
        for name in ["a.tif", "a.asc", "a.img", "a.hgt", "a.dt1", "a.dem", "a.grd"] {
            assert!(
                matches!(told(name, vrt), Err(ImportError::WrongContent { .. })),
                "{name}"
            );
        }
        assert!(matches!(told("a.tif", b""), Err(ImportError::Empty { .. })));
    }

    #[test]
    fn what_is_not_read_is_told_with_a_way_out() {
        for (name, words) in [
            ("a.vrt", "names other files"),
            ("a.nc", "gdal_translate NETCDF:FILE.nc:VARIABLE"),
            ("a.jp2", "gdal_translate FILE.jp2"),
            ("w001001.adf", "the folder"),
            ("a.grib", "gdal_translate FILE out.tif"),
            ("a.tar", "unpack it"),
            ("roads.shp", "not a raster"),
            ("a", "without an ending"),
        ] {
            let error = told(name, b"x").expect_err("not read").to_string();
            assert!(error.contains(words), "{name}: {error}");
        }
        assert!(is_zip(Path::new("N25E101.ZIP")));
        assert!(is_raster(Path::new("x/DEM.TIF")) && !is_raster(Path::new("people.csv")));
    }
}
