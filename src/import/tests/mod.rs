//! Whole files, good and bad. What is bad in several ways must be told in all of them.

mod communities;
mod drawings;
mod extracts;
mod facilities;
mod files;
mod headings;
mod layers;
mod letters;
mod parquet;
mod systems;
mod tables;

use std::path::{Path, PathBuf};

use super::{CrsError, Defaults, ImportError, Options, Request, Silent, read_here};
use crate::domain::category::{Catalogue, SHIPPED};
use crate::domain::record::{ImportedLayer, LayerKind, Remark};

/// A request that can be varied and keeps what it borrows.
struct Ask {
    kind: LayerKind,
    path: PathBuf,
    layer: Option<String>,
    crs: Option<String>,
    map: Vec<(String, String)>,
    complete: Vec<String>,
    category: Option<String>,
    merge_names: Option<PathBuf>,
    defaults: Defaults,
    options: Options,
    folder: Option<tempfile::TempDir>,
}

impl Ask {
    /// A file that is there.
    fn of(kind: LayerKind, path: impl AsRef<Path>) -> Self {
        Self {
            kind,
            path: path.as_ref().to_owned(),
            layer: None,
            crs: None,
            map: Vec::new(),
            complete: Vec::new(),
            category: None,
            merge_names: None,
            defaults: Defaults::default(),
            options: Options::default(),
            folder: None,
        }
    }

    /// A file of `tests/fixtures/import`.
    fn fixture(kind: LayerKind, name: &str) -> Self {
        Self::of(
            kind,
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/fixtures/import")
                .join(name),
        )
    }

    /// A file with these contents.
    fn text(kind: LayerKind, name: &str, contents: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, contents).expect("a file");
        let mut ask = Self::of(kind, path);
        ask.folder = Some(folder);
        ask
    }

    fn crs(mut self, crs: &str) -> Self {
        self.crs = Some(crs.to_owned());
        self
    }

    fn layer(mut self, layer: &str) -> Self {
        self.layer = Some(layer.to_owned());
        self
    }

    fn map(mut self, field: &str, column: &str) -> Self {
        self.map.push((field.to_owned(), column.to_owned()));
        self
    }

    fn read(&self) -> Result<ImportedLayer, ImportError> {
        let catalogue = Catalogue::parse(SHIPPED).expect("checked by a test of its own");
        read_here(
            &Request {
                kind: self.kind,
                path: &self.path,
                layer: self.layer.as_deref(),
                crs: self.crs.as_deref(),
                map: &self.map,
                catalogue: &catalogue,
                complete: &self.complete,
                category: self.category.as_deref(),
                merge_names: self.merge_names.as_deref(),
                defaults: &self.defaults,
                options: &self.options,
            },
            &Silent,
        )
    }

    fn good(&self) -> ImportedLayer {
        self.read().expect("the file is good")
    }

    fn bad(&self) -> ImportError {
        self.read().expect_err("the file is bad")
    }
}

/// A `GeoJSON` collection of features, each `(properties, geometry)` as JSON without the outer braces of a geometry.
fn collection(features: &[(&str, &str)]) -> String {
    let features: Vec<String> = features
        .iter()
        .map(|(properties, geometry)| {
            format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{geometry}}}"#)
        })
        .collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// A square of a hundredth of a degree with its lower left corner here.
fn square(lon: f64, lat: f64) -> String {
    let (east, north) = (lon + 0.01, lat + 0.01);
    format!(
        r#"{{"type":"Polygon","coordinates":[[[{lon},{lat}],[{east},{lat}],[{east},{north}],[{lon},{north}],[{lon},{lat}]]]}}"#
    )
}

fn point(lon: f64, lat: f64) -> String {
    format!(r#"{{"type":"Point","coordinates":[{lon},{lat}]}}"#)
}

/// `row/field: what` for each remark.
fn told(remarks: &[Remark]) -> Vec<String> {
    remarks
        .iter()
        .map(|r| {
            format!(
                "{}/{}: {}",
                r.row.as_deref().unwrap_or("-"),
                r.field.as_deref().unwrap_or("-"),
                r.what
            )
        })
        .collect()
}

/// Some remark holds all of these words.
#[track_caller]
fn says(remarks: &[Remark], words: &[&str]) {
    let all = told(remarks);
    assert!(
        all.iter().any(|one| words.iter().all(|word| one.contains(word))),
        "no remark says {words:?}: {all:#?}"
    );
}

/// A message holds all of these words.
#[track_caller]
fn has(error: &ImportError, words: &[&str]) {
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}
