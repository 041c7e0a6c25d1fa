//! Putting a finished file under its name: it is written in a hidden folder beside, and renamed when whole. A process that is killed
//! leaves at most that folder.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::ExportError;
use super::format::Format;

/// Files that belong to a Shapefile; the `.shp` goes last, for it is what programs look for.
const SHAPEFILE: [&str; 10] = [
    "dbf",
    "shx",
    "prj",
    "cpg",
    "fields.csv",
    "qix",
    "sbn",
    "sbx",
    "qpj",
    "shp",
];

/// What is put in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Thing {
    form: Form,
    /// What messages call it.
    key: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    File,
    Shapefile,
    Geodatabase,
    Map,
}

impl Thing {
    /// One file.
    pub(super) fn file(key: &'static str) -> Self {
        Self { form: Form::File, key }
    }

    /// The folder of a map.
    pub(super) fn map() -> Self {
        Self {
            form: Form::Map,
            key: "map of Yike",
        }
    }
}

impl From<Format> for Thing {
    fn from(format: Format) -> Self {
        let form = match format {
            Format::Shapefile => Form::Shapefile,
            Format::FileGdb => Form::Geodatabase,
            _ => Form::File,
        };
        Self {
            form,
            key: format.key(),
        }
    }
}

/// Where a file is being made.
#[derive(Debug)]
pub(super) struct Workshop {
    folder: TempDir,
    target: PathBuf,
    thing: Thing,
    overwrite: bool,
}

impl Workshop {
    /// Looks at what is in the way, and makes the folder.
    pub(super) fn new(target: &Path, thing: impl Into<Thing>, overwrite: bool) -> Result<Self, ExportError> {
        let thing = thing.into();
        let shown = || target.display().to_string();
        let unwritable = |why: &str| ExportError::Unwritable {
            file: shown(),
            why: why.to_owned(),
        };
        if target.file_name().is_none() || target.to_str().is_none() {
            return Err(unwritable("its name is not a text"));
        }
        if let Some(found) = targets(target, thing)
            .into_iter()
            .find(|path| path.symlink_metadata().is_ok())
        {
            if !overwrite {
                return Err(ExportError::Exists {
                    file: found.display().to_string(),
                });
            }
            // Nobody means to replace a folder of something else, a pipe or a device.
            let like_ours = match thing.form {
                Form::Geodatabase => is_geodatabase(target),
                Form::Map => target.join(super::folder::MARK).is_file(),
                Form::File | Form::Shapefile => found.is_file(),
            };
            if !like_ours {
                return Err(ExportError::NotReplaceable {
                    file: found.display().to_string(),
                    format: thing.key,
                });
            }
        }
        let parent = target
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        if !parent.is_dir() {
            return Err(unwritable("its folder does not exist"));
        }
        let folder = tempfile::Builder::new()
            .prefix(".yike-export-")
            .tempdir_in(parent)
            .map_err(|e| unwritable(&words(&e)))?;
        Ok(Self {
            folder,
            target: target.to_owned(),
            thing,
            overwrite,
        })
    }

    /// The final name.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// The path to write to: the final name, in the hidden folder.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join(self.target.file_name().unwrap_or_default())
    }

    /// Renames everything into place; the names, the main one first.
    pub(super) fn finish(self) -> Result<Vec<PathBuf>, ExportError> {
        let error = |e: std::io::Error| ExportError::Unwritable {
            file: self.target.display().to_string(),
            why: words(&e),
        };
        let made = self.path();
        sync(&made).map_err(error)?;
        if self.thing.form == Form::Shapefile {
            // Old companions beside a new .shp would be read as its own.
            let old = if self.overwrite {
                targets(&self.target, self.thing)
            } else {
                Vec::new()
            };
            for path in old.iter().rev().filter(|path| path.is_file()) {
                fs::remove_file(path).map_err(error)?;
            }
            let mut placed = Vec::new();
            for ending in SHAPEFILE {
                let from = made.with_extension(ending);
                if from.is_file() {
                    sync(&from).map_err(error)?;
                    let to = self.target.with_extension(ending);
                    fs::rename(&from, &to).map_err(error)?;
                    placed.insert(0, to);
                }
            }
            return Ok(placed);
        }
        if matches!(self.thing.form, Form::Geodatabase | Form::Map) && self.target.is_dir() {
            // A folder can't be replaced in one step: the old one steps aside, and goes with the hidden folder.
            fs::rename(&self.target, self.folder.path().join("old")).map_err(error)?;
        }
        fs::rename(&made, &self.target).map_err(error)?;
        Ok(vec![self.target.clone()])
    }
}

/// Every name that the export would take.
fn targets(target: &Path, thing: Thing) -> Vec<PathBuf> {
    match thing.form {
        Form::Shapefile => SHAPEFILE.iter().map(|ending| target.with_extension(ending)).collect(),
        Form::File | Form::Geodatabase | Form::Map => vec![target.to_owned()],
    }
}

fn is_geodatabase(path: &Path) -> bool {
    path.is_dir() && path.join("gdb").is_file()
}

fn sync(path: &Path) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            fs::File::open(entry?.path())?.sync_all()?;
        }
        return Ok(());
    }
    fs::File::open(path)?.sync_all()
}

/// What the system says, without its number.
pub(super) fn words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
