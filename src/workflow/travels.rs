//! Travel profiles of a planner's own, from their files.

use std::path::Path;

use super::error::WorkflowError;
use crate::coverage;
use crate::domain::circle::CircleProfile;
use crate::domain::provenance::OwnTravel;
use crate::streets::TravelProfiles;

/// The shipped travel profiles, and the one of a file where the word names one.
pub(super) fn known_with(word: &str) -> Result<TravelProfiles, WorkflowError> {
    let mut known = TravelProfiles::shipped()?;
    if is_toml(word) {
        add(&mut known, word, Path::new(word))?;
    }
    Ok(known)
}

/// The shipped travel profiles, and those that an assessment was made with, by their ids.
///
/// One that can't be read any more, or whose id has come to be a shipped one's, is left out: the assessment stands without it.
pub(super) fn known_with_kept(kept: Vec<OwnTravel>) -> Result<TravelProfiles, WorkflowError> {
    let mut known = TravelProfiles::shipped()?;
    for own in kept {
        let _ = known.add(&own.id, own.toml);
    }
    Ok(known)
}

/// Makes the travel profiles known that a circle's file names as files; a path is taken from the circle's own folder.
pub(super) fn add_of_circle(
    file: &str,
    circle: &CircleProfile,
    known: &mut TravelProfiles,
) -> Result<(), WorkflowError> {
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let files = coverage::travels(circle).into_iter().filter(|word| is_toml(word));
    files
        .into_iter()
        .try_for_each(|word| add(known, word, &folder.join(word)))
}

fn add(known: &mut TravelProfiles, word: &str, path: &Path) -> Result<(), WorkflowError> {
    let text = std::fs::read_to_string(path).map_err(|e| WorkflowError::TravelFile {
        path: path.display().to_string(),
        why: e.to_string(),
    })?;
    known.add(word, text).map_err(|error| in_file(path, &error))
}

/// Whether a word names a file rather than something that comes with the program.
pub(super) fn is_toml(word: &str) -> bool {
    let extension = Path::new(word).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// What is wrong with a profile, with the file that it stands in.
pub(super) fn in_file(path: &Path, error: &dyn std::fmt::Display) -> WorkflowError {
    WorkflowError::ProfileInFile {
        path: path.display().to_string(),
        why: error.to_string(),
    }
}
