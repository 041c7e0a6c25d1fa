//! The files beside a file that GDAL opens with it: they must be files too, and some must be there.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::Request;
use super::error::ImportError;
use super::format::Format;
use crate::domain::record::LayerKind;

/// Endings that replace a shapefile's.
const OF_A_SHAPEFILE: [&str; 10] = ["shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx", "idm", "ind", "qpj"];
/// Endings that are put behind a name.
const BEHIND: [&str; 4] = ["-wal", "-journal", "-shm", ".aux.xml"];

/// The companion with this ending, in small or large letters, if it is there.
pub(super) fn beside(path: &Path, ending: &str) -> Option<PathBuf> {
    [ending.to_owned(), ending.to_uppercase()]
        .into_iter()
        .map(|ending| path.with_extension(ending))
        .find(|path| path.exists())
}

/// A file must be a regular one: opening a pipe waits for ever, and a device gives whatever it likes.
pub(super) fn regular(path: &Path) -> Result<(), ImportError> {
    let file = path.display().to_string();
    let about = match std::fs::metadata(path) {
        Ok(about) => about,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Err(ImportError::NoSuchFile { file }),
        Err(e) => {
            return Err(ImportError::Unreadable {
                file,
                reason: super::guard::io_words(&e),
            });
        }
    };
    if about.is_dir() {
        return Err(ImportError::IsFolder { file });
    }
    if !about.is_file() {
        return Err(ImportError::NotAFile { file });
    }
    Ok(())
}

/// A companion must be a file of its own: nobody asked for what a link would lead to.
fn own(path: &Path) -> Result<(), ImportError> {
    if path.is_symlink() {
        return Err(ImportError::Link {
            file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        });
    }
    regular(path)
}

/// A database with a log beside it, in the room: to read such a one its library writes beside it, which is not done in a folder of
/// a stranger's. Any other file stays where it is.
pub(super) fn settled(path: &Path, room: &Path, file: &str) -> Result<PathBuf, ImportError> {
    let behind = |path: &Path, ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let logs: Vec<&str> = ["-wal", "-journal"]
        .into_iter()
        .filter(|ending| std::fs::metadata(behind(path, ending)).is_ok_and(|log| log.len() > 0))
        .collect();
    if logs.is_empty() {
        return Ok(path.to_owned());
    }
    let copy = room.join(path.file_name().unwrap_or_default());
    let unreadable = |e: std::io::Error| ImportError::Unreadable {
        file: file.to_owned(),
        reason: super::guard::io_words(&e),
    };
    copied(path, &copy).map_err(unreadable)?;
    for ending in logs {
        copied(&behind(path, ending), &behind(&copy, ending)).map_err(unreadable)?;
    }
    Ok(copy)
}

/// Copies what is in a file, and not its rights: the locked process may not set any.
pub(super) fn copied(from: &Path, to: &Path) -> std::io::Result<()> {
    let (mut from, mut to) = (File::open(from)?, File::create(to)?);
    std::io::copy(&mut from, &mut to).map(|_| ())
}

/// A regular file, or the folder of a file geodatabase with regular files in it.
pub(super) fn regular_or_geodatabase(path: &Path) -> Result<(), ImportError> {
    if !path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gdb"))
        || !path.is_dir()
    {
        return regular(path);
    }
    files_of(path)
        .map_err(|e| ImportError::Unreadable {
            file: path.display().to_string(),
            reason: super::guard::io_words(&e),
        })?
        .iter()
        .try_for_each(|file| own(file))
}

/// The files of a folder by name.
pub(super) fn files_of(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    files.sort();
    Ok(files)
}

/// Checks everything that would be opened beside a file.
pub(super) fn check(request: &Request<'_>, file: &str, format: Format) -> Result<(), ImportError> {
    check_shapes(request.path, file, format)?;
    let fields = match request.kind {
        LayerKind::Communities | LayerKind::Population | LayerKind::Register | LayerKind::Successions => true,
        LayerKind::Facilities => request.category.is_none(),
        LayerKind::Hamlets
        | LayerKind::Buildings
        | LayerKind::Land
        | LayerKind::Streets
        | LayerKind::Barriers
        | LayerKind::Compounds => false,
    };
    if format == Format::Shapefile && fields && beside(request.path, "dbf").is_none() {
        return Err(missing(
            request.path,
            file,
            "dbf",
            "its columns (names, codes, numbers)",
        ));
    }
    Ok(())
}

/// Endings that replace or follow a raster's: its place, its reference system, what a program noted of it, coarser copies, its mask.
const OF_A_RASTER: [&str; 11] = [
    "prj", "tfw", "tifw", "tiffw", "wld", "aux", "aux.xml", "ovr", "msk", "ige", "rrd",
];

/// Checks everything that would be opened beside a raster.
pub(super) fn check_beside_raster(path: &Path) -> Result<(), ImportError> {
    for ending in OF_A_RASTER {
        let mut behind = path.as_os_str().to_owned();
        behind.push(".");
        behind.push(ending);
        for companion in [Some(PathBuf::from(behind)), beside(path, ending)]
            .into_iter()
            .flatten()
        {
            if companion != path && (companion.exists() || companion.is_symlink()) {
                own(&companion)?;
            }
        }
    }
    Ok(())
}

/// Checks everything that would be opened beside a file, for one who only wants its shapes.
pub(super) fn check_shapes(path: &Path, file: &str, format: Format) -> Result<(), ImportError> {
    for ending in BEHIND {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let companion = PathBuf::from(name);
        if companion.exists() {
            own(&companion)?;
        }
    }
    if matches!(format, Format::MapInfoTab | Format::MapInfoMif) {
        return map_info(path, file, format);
    }
    if format != Format::Shapefile {
        return Ok(());
    }
    for companion in OF_A_SHAPEFILE.iter().filter_map(|ending| beside(path, ending)) {
        own(&companion)?;
    }
    if beside(path, "shx").is_none() {
        return Err(missing(path, file, "shx", "the places of its shapes"));
    }
    Ok(())
}

/// The files of a `MapInfo` table.
fn map_info(path: &Path, file: &str, format: Format) -> Result<(), ImportError> {
    let (all, needed): (&[&str], &[(&str, &str)]) = if format == Format::MapInfoTab {
        (
            &["dat", "map", "id", "ind"],
            &[
                ("dat", "its columns"),
                ("map", "its shapes"),
                ("id", "the places of its shapes"),
            ],
        )
    } else {
        (&["mid"], &[("mid", "its columns")])
    };
    for companion in all.iter().filter_map(|ending| beside(path, ending)) {
        own(&companion)?;
    }
    match needed.iter().find(|(ending, _)| beside(path, ending).is_none()) {
        Some((ending, holds)) => Err(missing(path, file, ending, holds)),
        None => Ok(()),
    }
}

fn missing(path: &Path, file: &str, ending: &str, holds: &str) -> ImportError {
    let companion = path.with_extension(ending);
    ImportError::CompanionMissing {
        file: file.to_owned(),
        companion: companion.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        holds: holds.to_owned(),
    }
}
