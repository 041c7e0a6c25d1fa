//! Archives: a zip with a map file in it, and KMZ, which is one.
//!
//! They are unpacked by us, into the private folder, before any library sees them; GDAL's own way into archives is never used,
//! because it would look into whatever a name leads to. What is unpacked has limits on everything that can grow.

mod names;
mod unpack;

use std::path::{Path, PathBuf};

pub(super) use unpack::unpack;

use super::error::ImportError;
use super::format::Format;
use super::raster::may_be_read;
use super::xml_head;

/// The one file of an archive that is to be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Where it was unpacked to.
    pub(super) path: PathBuf,
    /// Its name for messages: the archive's, a slash, and its own.
    pub(super) file: String,
    /// Which of its layers was asked for.
    pub(super) layer: Option<String>,
}

/// Chooses among the files that were unpacked: the one asked for (`roads.shp`, or `town.gpkg:roads` for a layer of it), or the only one.
pub(super) fn choose(
    names: &[String],
    room: &Path,
    archive: &str,
    format: Format,
    asked: Option<&str>,
) -> Result<Chosen, ImportError> {
    let candidates = candidates(names, room, format);
    let chosen = |name: &str, layer: Option<&str>| Chosen {
        path: room.join(name),
        file: format!("{archive}/{name}"),
        layer: layer.map(str::to_owned),
    };
    if let Some(asked) = asked {
        let is_called = |candidate: &&String, word: &str| {
            let short = candidate.rsplit('/').next().unwrap_or_default();
            let stem = short.rsplit_once('.').map_or(short, |(stem, _)| stem);
            candidate.as_str() == word || short == word || stem == word
        };
        if let Some(name) = candidates.iter().find(|candidate| is_called(candidate, asked)) {
            return Ok(chosen(name, None));
        }
        let inner = asked.split_once(':').and_then(|(file, layer)| {
            let name = candidates.iter().find(|candidate| is_called(candidate, file))?;
            Some(chosen(name, Some(layer)))
        });
        if let Some(inner) = inner {
            return Ok(inner);
        }
    }
    match (candidates.as_slice(), asked) {
        ([only], _) => Ok(chosen(only, asked)),
        ([], _) if names.iter().any(|name| may_be_read(name)) => Err(ImportError::RasterInside {
            file: archive.to_owned(),
        }),
        ([], _) => Err(ImportError::Refused {
            file: archive.to_owned(),
            what: "there is no file in it that can be read".to_owned(),
            advice: format!(
                "it holds {}",
                names.iter().take(10).cloned().collect::<Vec<_>>().join(", ")
            ),
        }),
        (_, None) => Err(ImportError::WhichLayer {
            file: archive.to_owned(),
            layers: candidates,
        }),
        (_, Some(asked)) => Err(ImportError::NoLayer {
            file: archive.to_owned(),
            layer: asked.to_owned(),
            layers: candidates,
        }),
    }
}

/// The files that can be read, in order; a file geodatabase is a folder. Of a KMZ the documents with something in them.
fn candidates(names: &[String], room: &Path, format: Format) -> Vec<String> {
    let mut found: Vec<String> = names
        .iter()
        .filter_map(|name| {
            let folder = name
                .match_indices('/')
                .map(|(at, _)| &name[..at])
                .find(|folder| folder.to_lowercase().ends_with(".gdb"));
            match folder {
                Some(folder) => Some(folder.to_owned()),
                None => Format::named(name)
                    .is_ok_and(|f| !f.is_archive() && f != Format::FileGdb)
                    .then(|| name.clone()),
            }
        })
        .collect();
    found.sort();
    found.dedup();
    // A text beside something else describes it.
    let is_text = |name: &str| name.to_lowercase().ends_with(".txt");
    if found.iter().any(|name| !is_text(name)) || names.iter().any(|name| may_be_read(name)) {
        found.retain(|name| !is_text(name));
    }
    if format == Format::Kmz {
        // A KMZ often holds a cover that only points at the documents beside it.
        found.retain(|name| {
            let path = room.join(name);
            name.to_lowercase().ends_with(".kml") && xml_head::count(&path, b"<Placemark").is_ok_and(|count| count > 0)
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str], asked: Option<&str>) -> Result<(String, Option<String>), ImportError> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        choose(&names, Path::new("/room"), "a.zip", Format::Zip, asked).map(|c| (c.file, c.layer))
    }

    #[test]
    fn the_only_map_file_is_taken_whatever_lies_beside_it() {
        let names = ["town/a.shp", "town/a.dbf", "town/a.shx", "readme.txt"];
        assert_eq!(chosen(&names, None), Ok(("a.zip/town/a.shp".to_owned(), None)));
        let gdb = ["x.gdb/a00000001.gdbtable", "x.gdb/gdb"];
        assert_eq!(
            chosen(&gdb, Some("roads")),
            Ok(("a.zip/x.gdb".to_owned(), Some("roads".to_owned())))
        );
    }

    #[test]
    fn a_text_is_a_table_only_where_there_is_nothing_else() {
        assert_eq!(chosen(&["roster.txt"], None), Ok(("a.zip/roster.txt".to_owned(), None)));
        assert_eq!(
            chosen(&["a.csv", "readme.txt"], None),
            Ok(("a.zip/a.csv".to_owned(), None))
        );
    }

    #[test]
    fn of_several_one_is_asked_for() {
        let names = ["a.shp", "b.gpkg"];
        assert!(matches!(chosen(&names, None), Err(ImportError::WhichLayer { layers, .. }) if layers == names));
        for asked in ["b.gpkg", "b"] {
            assert_eq!(chosen(&names, Some(asked)), Ok(("a.zip/b.gpkg".to_owned(), None)));
        }
        assert_eq!(
            chosen(&names, Some("b.gpkg:roads")),
            Ok(("a.zip/b.gpkg".to_owned(), Some("roads".to_owned())))
        );
        assert!(matches!(chosen(&names, Some("c")), Err(ImportError::NoLayer { .. })));
        assert!(matches!(
            chosen(&["dem.tif", "dem.tfw", "readme.txt"], None),
            Err(ImportError::RasterInside { .. })
        ));
        assert!(matches!(chosen(&["readme.md"], None), Err(ImportError::Refused { .. })));
    }
}
