//! Files that are part of the program: the viewer and the styles.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use rust_embed::RustEmbed;

use super::document::Document;

#[derive(RustEmbed)]
#[folder = "viewer/dist"]
struct Viewer;

#[derive(RustEmbed)]
#[folder = "styles"]
struct Styles;

/// Files by their path below the folder, forward slashes.
pub(super) type Files = BTreeMap<String, Arc<Document>>;

/// The built viewer.
pub(super) static VIEWER: LazyLock<Files> = LazyLock::new(load::<Viewer>);

/// `MapLibre` styles by name, without `.json`.
pub(super) static STYLES: LazyLock<Files> = LazyLock::new(|| {
    let files = load::<Styles>().into_iter();
    let named = files.filter_map(|(path, file)| Some((path.strip_suffix(".json")?.to_owned(), file)));
    named.filter(|(name, _)| !name.contains('/')).collect()
});

fn load<Folder: RustEmbed>() -> Files {
    Folder::iter()
        .filter_map(|path| {
            let file = Folder::get(&path)?;
            let document = Document::new(media(&path), file.data.into_owned());
            Some((path.into_owned(), Arc::new(document)))
        })
        .collect()
}

fn media(path: &str) -> &'static str {
    let extension = Path::new(path).extension().and_then(|e| e.to_str());
    match extension.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" | "map" => "application/json",
        other => mime_guess::from_ext(other)
            .first_raw()
            .unwrap_or("application/octet-stream"),
    }
}
