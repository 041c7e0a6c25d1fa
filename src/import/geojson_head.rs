//! What a `GeoJSON` file says of its coordinate reference system, looked at before GDAL is let near it.
//!
//! GDAL follows a `crs` that is a link, and fetches it. So the file is first read through once without being kept: its syntax is
//! checked, which also tells the line where a cut-off file ends, and a `crs` that is no plain name is refused.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use super::crs_error::CrsError;
use super::error::ImportError;
use super::guard::io_words;

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stated {
    /// Nothing: RFC 7946 says that it is WGS 84 then.
    Nothing,
    /// A code of the EPSG register.
    Epsg(u32),
    /// WGS 84, longitude first, in the words of the OGC.
    Crs84,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "present")]
    crs: Option<Value>,
    #[serde(default)]
    features: Features,
    #[serde(default)]
    geometry: Option<Geometry>,
    #[serde(default)]
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    crs: Option<IgnoredAny>,
    #[serde(default)]
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(default)]
    crs: Option<IgnoredAny>,
    #[serde(default)]
    geometries: Vec<Geometry>,
}

impl Geometry {
    fn has_crs(&self) -> bool {
        self.crs.is_some() || self.geometries.iter().any(Self::has_crs)
    }
}

/// The features, looked at one by one and forgotten.
#[derive(Default)]
struct Features {
    crs_inside: bool,
}

impl<'de> Deserialize<'de> for Features {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Features;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "an array of features")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Features, A::Error> {
                let mut crs_inside = false;
                while let Some(feature) = seq.next_element::<Feature>()? {
                    crs_inside |= feature.crs.is_some() || feature.geometry.is_some_and(|geometry| geometry.has_crs());
                }
                Ok(Features { crs_inside })
            }
        }
        deserializer.deserialize_seq(Each)
    }
}

/// Keeps `"crs": null` apart from no `crs`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Reads the file through.
pub(super) fn read(path: &Path, file: &str) -> Result<Stated, ImportError> {
    let unreadable = |reason: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&reason),
    };
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path).map_err(unreadable)?);
    if reader.fill_buf().map_err(unreadable)?.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    let head: Head = serde_json::from_reader(reader).map_err(|reason| {
        if reason.is_data() {
            ImportError::WrongContent {
                file: file.to_owned(),
                expected: "GeoJSON".to_owned(),
                reason: format!(
                    "its parts are not what GeoJSON has there (line {}, column {})",
                    reason.line(),
                    reason.column()
                ),
            }
        } else {
            ImportError::Damaged {
                file: file.to_owned(),
                layer: String::new(),
                read: 0,
                reason: not_json(path, &reason),
            }
        }
    })?;
    let kind = head.kind.as_deref().unwrap_or_default();
    if !matches!(
        kind,
        "FeatureCollection"
            | "Feature"
            | "GeometryCollection"
            | "Point"
            | "MultiPoint"
            | "LineString"
            | "MultiLineString"
            | "Polygon"
            | "MultiPolygon"
    ) {
        return Err(ImportError::WrongContent {
            file: file.to_owned(),
            expected: "GeoJSON".to_owned(),
            reason: "its \"type\" is not one of GeoJSON's".to_owned(),
        });
    }
    let inside = head.features.crs_inside
        || head.geometry.is_some_and(|geometry| geometry.has_crs())
        || head.geometries.iter().any(Geometry::has_crs);
    if inside {
        return Err(bad("inside a feature", "GeoJSON names its system once, at the top"));
    }
    head.crs.map_or(Ok(Stated::Nothing), |crs| stated(&crs))
}

/// Reads a file of features line by line through. Such a file is always in WGS 84 (RFC 8142 with RFC 7946).
pub(super) fn read_lines(path: &Path, file: &str) -> Result<(), ImportError> {
    let unreadable = |reason: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: io_words(&reason),
    };
    let mut reader = BufReader::with_capacity(1 << 18, File::open(path).map_err(unreadable)?);
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(unreadable)? == 0 {
            break;
        }
        let text = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        let text = text.strip_prefix(b"\x1e").unwrap_or(text).trim_ascii();
        if text.is_empty() {
            continue;
        }
        let feature: Feature = serde_json::from_slice(text).map_err(|_| ImportError::Damaged {
            file: file.to_owned(),
            layer: String::new(),
            read: number - 1,
            reason: format!("line {number} is not a whole GeoJSON feature"),
        })?;
        if feature.crs.is_some() || feature.geometry.is_some_and(|geometry| geometry.has_crs()) {
            return Err(bad("inside a feature", "GeoJSONSeq is always WGS 84"));
        }
    }
    Ok(())
}

/// Why a file is not JSON, with the line.
fn not_json(path: &Path, error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return format!("it is not whole JSON: it breaks off in line {line}");
    }
    if error.to_string().contains("recursion limit") {
        return format!(
            "line {line}, column {column}: its parts lie more than 128 deep in each other, as no map needs"
        );
    }
    if error.is_io() {
        return "the system could not read on".to_owned();
    }
    let around = around(path, line, column).unwrap_or_default().to_lowercase();
    if ["nan", "infinity", "inf"].iter().any(|word| around.contains(word)) {
        return format!(
            "line {line}, column {column}: NaN and Infinity are not JSON; write null or leave the value out, and give every place its numbers"
        );
    }
    format!("it is not JSON in line {line}, column {column}")
}

/// A few letters around a place in a file.
fn around(path: &Path, line: usize, column: usize) -> std::io::Result<String> {
    let mut reader = BufReader::new(File::open(path)?);
    for _ in 1..line {
        reader.skip_until(b'\n')?;
    }
    let before = column.saturating_sub(6) as u64;
    std::io::copy(&mut reader.by_ref().take(before), &mut std::io::sink())?;
    let mut bytes = Vec::new();
    reader.take(16).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn bad(crs: &str, reason: &str) -> ImportError {
    ImportError::Crs(CrsError::BadCrs {
        crs: crs.to_owned(),
        reason: format!("{reason}; take the \"crs\" out of the file and pass --crs EPSG:CODE"),
    })
}

fn stated(crs: &Value) -> Result<Stated, ImportError> {
    let name = (crs.get("type").and_then(Value::as_str) == Some("name"))
        .then(|| crs.get("properties")?.get("name")?.as_str())
        .flatten()
        .ok_or_else(|| bad(&crs.to_string(), "only a name is taken, never a link or nothing"))?;
    let lower = name.to_lowercase();
    if [
        "urn:ogc:def:crs:ogc:1.3:crs84",
        "urn:ogc:def:crs:ogc::crs84",
        "ogc:crs84",
    ]
    .contains(&lower.as_str())
        || lower.ends_with("opengis.net/def/crs/ogc/1.3/crs84") && lower.starts_with("http")
    {
        return Ok(Stated::Crs84);
    }
    let code = if lower.starts_with("urn:ogc:def:crs:epsg:") || lower.starts_with("epsg:") {
        lower.rsplit(':').next()
    } else if [
        "http://www.opengis.net/def/crs/epsg/",
        "https://www.opengis.net/def/crs/epsg/",
    ]
    .iter()
    .any(|start| lower.starts_with(start))
    {
        lower.rsplit('/').next()
    } else {
        None
    };
    code.and_then(|code| code.parse().ok())
        .map(Stated::Epsg)
        .ok_or_else(|| bad(name, "only names of the EPSG register are taken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<Stated, ImportError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.geojson");
        std::fs::write(&path, text).expect("a file");
        read(&path, "a.geojson")
    }

    fn named(name: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{name}"}}}},"features":[]}}"#
        )
    }

    #[test]
    fn names_of_the_register_are_taken() {
        assert_eq!(
            said(r#"{"type":"FeatureCollection","features":[]}"#),
            Ok(Stated::Nothing)
        );
        assert_eq!(said(&named("urn:ogc:def:crs:OGC:1.3:CRS84")), Ok(Stated::Crs84));
        for name in [
            "EPSG:4543",
            "urn:ogc:def:crs:EPSG::4543",
            "http://www.opengis.net/def/crs/EPSG/0/4543",
        ] {
            assert_eq!(said(&named(name)), Ok(Stated::Epsg(4543)), "{name}");
        }
    }

    #[test]
    fn links_are_never_followed_wherever_they_stand() {
        let link = r#""crs":{"type":"link","properties":{"href":"http://127.0.0.1:9/crs"}}"#;
        for text in [
            format!(r#"{{"type":"FeatureCollection",{link},"features":[]}}"#),
            format!(
                r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{{"type":"Point",{link},"coordinates":[1,2]}}}}]}}"#
            ),
            format!(
                r#"{{"type":"Feature","geometry":{{"type":"GeometryCollection","geometries":[{{"type":"Point",{link}}}]}}}}"#
            ),
            named("http://127.0.0.1:9/EPSG:4326"),
            named("/etc/passwd"),
            r#"{"type":"FeatureCollection","crs":null,"features":[]}"#.to_owned(),
        ] {
            assert!(
                matches!(said(&text), Err(ImportError::Crs(CrsError::BadCrs { .. }))),
                "{text}"
            );
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_told_with_its_line() {
        let error = said("{\"type\":\"FeatureCollection\",\n\"features\":[{\"type\":\"Fea").expect_err("it is wrong");
        assert!(matches!(error, ImportError::Damaged { .. }));
        assert!(error.to_string().contains("line 2"), "{error}");
        for not in ["NaN", "Infinity", "-Infinity"] {
            let text = format!("{{\"type\":\"Point\",\n\n\"coordinates\":[{not}, 25]}}");
            let error = said(&text).expect_err("it is wrong").to_string();
            assert!(
                error.contains("line 3") && error.contains("NaN and Infinity are not JSON"),
                "{error}"
            );
        }
        let error = said("{\"type\": x}").expect_err("it is wrong").to_string();
        assert!(!error.contains("expected"), "{error}");
        assert!(matches!(said(r#"{"a": 1}"#), Err(ImportError::WrongContent { .. })));
        assert!(matches!(
            said(r#"{"type":"FeatureCollection","features":7}"#),
            Err(ImportError::WrongContent { .. })
        ));
    }
}
