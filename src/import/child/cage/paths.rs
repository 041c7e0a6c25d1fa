//! Which files the child may touch (Landlock, where the kernel has it).

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, Scope,
    path_beneath_rules,
};

/// The newest rules that this program knows; older kernels keep those that they know.
const RULES: ABI = ABI::V6;

/// Where libraries look for what they need while they read: tables of reference systems, tables of letters.
const TABLES: [&str; 6] = [
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/proj",
    "/usr/share/gdal",
    "/usr/local/share/proj",
    "/usr/local/share/gdal",
];

/// Leaves the files given with their companions, the tables of the libraries, and the room to write in.
pub(super) fn fence<'a>(files: impl Iterator<Item = &'a Path>, room: &Path) -> Result<(), String> {
    let mut readable: Vec<PathBuf> = files.flat_map(family).collect();
    readable.extend(TABLES.iter().map(PathBuf::from));
    for key in ["PROJ_DATA", "PROJ_LIB", "GDAL_DATA"] {
        readable.extend(
            std::env::var_os(key)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute()),
        );
    }
    let put_up = || -> Result<(), landlock::RulesetError> {
        Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(RULES))?
            .handle_access(AccessNet::from_all(RULES))?
            .scope(Scope::from_all(RULES))?
            .create()?
            .add_rules(path_beneath_rules(readable, AccessFs::ReadFile | AccessFs::ReadDir))?
            .add_rules(path_beneath_rules(
                [room],
                AccessFs::from_all(RULES) & !AccessFs::Execute,
            ))?
            .restrict_self()?;
        Ok(())
    };
    put_up().map_err(|_| "the system's fence for paths is refused".to_owned())
}

/// A file and the regular files beside it that bear its name with another ending; of a folder, all of it.
fn family(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    let stem = path
        .file_stem()
        .map(|stem| format!("{}.", stem.to_string_lossy()).to_lowercase());
    let entries = path.parent().and_then(|folder| std::fs::read_dir(folder).ok());
    if let Some(stem) = stem {
        found.extend(
            entries
                .into_iter()
                .flatten()
                .flatten()
                .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
                .filter(|entry| entry.file_name().to_string_lossy().to_lowercase().starts_with(&stem))
                .map(|entry| entry.path()),
        );
    }
    found
}
