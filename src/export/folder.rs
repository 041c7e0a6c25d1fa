//! A folder of files for a file server, made beside and put in place when it is whole.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::ExportError;
use super::place::{Thing, Workshop, words};

/// What every folder of ours holds; no other is ever replaced.
pub(super) const MARK: &str = "yike-map.txt";

/// Folder that is being written. Dropped before its end, it leaves nothing.
#[derive(Debug)]
pub struct Folder(Workshop);

impl Folder {
    /// Begins a folder. With `overwrite` one that was written so before is replaced as a whole.
    ///
    /// # Errors
    /// What is in the way, or a place that can't be written.
    pub fn new(path: &Path, overwrite: bool) -> Result<Self, ExportError> {
        let folder = Self(Workshop::new(path, Thing::map(), overwrite)?);
        fs::create_dir(folder.0.path()).map_err(|error| folder.unwritable(&error))?;
        Ok(folder)
    }

    /// Writes a file below it.
    ///
    /// # Errors
    /// The disk.
    pub fn add(&self, path: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let file = self.0.path().join(path);
        let made = match file.parent() {
            Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(&file, bytes)),
            None => fs::write(&file, bytes),
        };
        made.map_err(|error| self.unwritable(&error))
    }

    /// Puts the folder in place.
    ///
    /// # Errors
    /// The disk; then what was there before is there still.
    pub fn finish(self) -> Result<PathBuf, ExportError> {
        let target = self.0.target().to_owned();
        let what = "A map of Yike (一刻) as files, written by yike export map. Any file server can hold it; it works in a folder of any name.\n\
                    一刻导出的静态地图：放在任何文件服务器上即可浏览，文件夹名称不限。\n";
        self.add(MARK, what.as_bytes())?;
        self.0.finish()?;
        Ok(target)
    }

    fn unwritable(&self, error: &std::io::Error) -> ExportError {
        ExportError::Unwritable {
            file: self.0.target().display().to_string(),
            why: words(error),
        }
    }
}
