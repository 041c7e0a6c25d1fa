//! A copy of a workspace while it is used, and the way back.

use std::path::{Path, PathBuf};

use super::error::WorkflowError;
use crate::report::service_names;
use crate::store::{Location, ServerError, ServiceTitle, StoreError, Workspace};

/// What was made of a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// There was no such workspace.
    Made,
    /// It took the place of what stood there.
    Replaced,
}

/// Copies a workspace into a file, as it is at one moment; others read and write it meanwhile. The copy is looked at before it gets its name, so that
/// a file of that name is always whole. Gives its size in bytes.
///
/// # Errors
/// A file of that name, unless it may be replaced; a workspace that can't be read; no room.
pub fn backup(location: &Location, file: &Path, replace: bool) -> Result<u64, WorkflowError> {
    let name = || file.display().to_string();
    if file.exists() && !replace {
        return Err(StoreError::Exists(name()).into());
    }
    let workspace = Workspace::open_read_only(location)?;
    let room = room_beside(file)?;
    let copy = room.path().join("backup.gpkg");
    workspace.copy_to(&copy, &titles)?;
    if !Workspace::is_whole(&copy)? {
        return Err(StoreError::Damaged(location.to_string()).into());
    }
    let written = std::fs::File::open(&copy).and_then(|copy| copy.sync_all().and_then(|()| copy.metadata()));
    let placed = written.and_then(|about| put(&copy, file, replace).map(|()| about.len()));
    placed.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::Exists(name()).into(),
        _ => StoreError::ReadOnly(name()).into(),
    })
}

/// Gives a file its name; on the way there never stands half of one under it.
fn put(copy: &Path, file: &Path, replace: bool) -> std::io::Result<()> {
    if replace {
        return std::fs::rename(copy, file);
    }
    // A link is refused where the name was taken meanwhile. Some file systems have none.
    match std::fs::hard_link(copy, file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists && !file.exists() => {
            std::fs::rename(copy, file)
        }
        done => done,
    }
}

/// Puts a backup in the place of a workspace, or makes one of it. All at once: whoever looks meanwhile, and whoever is left after a kill, finds what
/// was there before, or what was restored.
///
/// # Errors
/// No backup there, a damaged one, one of a newer program; a workspace that holds what the backup has not, unless it may be lost.
pub fn restore_backup(file: &Path, location: &Location, lose: bool) -> Result<Restored, WorkflowError> {
    let name = file.display().to_string();
    if !file.is_file() {
        return Err(StoreError::NoBackup(name).into());
    }
    let room = match location {
        Location::File(path) => room_beside(path)?,
        Location::Postgres(_) => {
            tempfile::tempdir().map_err(|_| StoreError::ReadOnly("the folder of passing files".to_owned()))?
        }
    };
    // The backup itself stays as it is, whatever format it is in.
    let copy = room.path().join("backup.gpkg");
    std::fs::copy(file, &copy).map_err(|_| StoreError::DiskFull(copy.display().to_string()))?;
    let there = Workspace::open_read_only(&Location::File(copy.clone())).and_then(|there| {
        let whole = Workspace::is_whole(&copy)?;
        Ok((there.standing()?, whole))
    });
    let (standing, whole) = there.map_err(|error| match error {
        StoreError::Newer { found, known, .. } => StoreError::Newer {
            name: name.clone(),
            found,
            known,
        },
        StoreError::NotAWorkspace(_) => StoreError::NotAWorkspace(name.clone()),
        StoreError::Damaged(_) => StoreError::Damaged(name.clone()),
        other => other,
    })?;
    if !whole {
        return Err(StoreError::Damaged(name).into());
    }
    match Workspace::open(location) {
        Ok(mut workspace) => {
            let ahead = workspace.standing()?.beyond(&standing);
            if let Some(what) = ahead.filter(|_| !lose) {
                let name = location.to_string();
                return Err(StoreError::WouldBeLost { name, what }.into());
            }
            workspace.take_from(&copy, &titles)?;
            Ok(Restored::Replaced)
        }
        Err(StoreError::Missing(_) | StoreError::Server(ServerError::Missing(_))) => {
            match location {
                Location::File(path) => {
                    put(&copy, path, false).map_err(|_| StoreError::ReadOnly(location.to_string()))?;
                }
                Location::Postgres(_) => Workspace::create(location)?.take_from(&copy, &titles)?,
            }
            Ok(Restored::Made)
        }
        Err(error) => Err(error.into()),
    }
}

/// A private folder beside a file, so that what is made there can get the file's name in one step.
fn room_beside(file: &Path) -> Result<tempfile::TempDir, WorkflowError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
    let made = tempfile::Builder::new().prefix(".yike-").tempdir_in(&folder);
    Ok(made.map_err(|_| StoreError::ReadOnly(file.display().to_string()))?)
}

fn titles(document: &[u8]) -> Vec<ServiceTitle> {
    // What is no document of ours names nothing; the views then show none of its services.
    let names = service_names(document).unwrap_or_default().into_iter();
    let titles = names.map(|name| ServiceTitle {
        zh: format!("{} {}", name.circle_zh, name.zh),
        en: format!("{}: {}", name.circle_en, name.en),
        circle: name.circle,
        service: name.service,
    });
    titles.collect()
}
