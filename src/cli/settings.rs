//! Reads the settings of this process: the file, the environment, the flags.

use std::path::{Path, PathBuf};

use super::Failure;
use crate::settings::{Override, Settings};

/// A file of settings larger than this is none.
const LARGEST: u64 = 1 << 20;

/// Reads them, all problems at once.
pub(super) fn read(file: Option<&Path>, flags: &[Override]) -> Result<Settings, Failure> {
    let text = file.map(text_of).transpose()?;
    let environment: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    Settings::read(text.as_deref(), &environment, flags).map_err(|problems| {
        let lines = problems.iter().map(|problem| format!("\n  {problem}"));
        Failure::Settings {
            file: file.map_or("the settings".to_owned(), |file| file.display().to_string()),
            problems: lines.collect(),
        }
    })
}

fn text_of(file: &Path) -> Result<String, Failure> {
    let refused = |why: String| Failure::SettingsFile {
        file: PathBuf::from(file),
        why,
    };
    let found = std::fs::metadata(file).map_err(|error| refused(error.kind().to_string()))?;
    if !found.is_file() {
        return Err(refused("it is no file".to_owned()));
    }
    if found.len() > LARGEST {
        return Err(refused("it is larger than 1 MiB, so it is something else".to_owned()));
    }
    let bytes = std::fs::read(file).map_err(|error| refused(error.kind().to_string()))?;
    let text = String::from_utf8(bytes).map_err(|_| refused("it is not written in UTF-8".to_owned()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
