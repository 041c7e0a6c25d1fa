//! A reference system as the command line names it: by a word, by a definition in a file, with a datum shift, or as a local grid.

use std::io::Read;
use std::path::Path;

use super::error::WorkflowError;

/// Longest definition that is read, in bytes.
const LONGEST: u64 = 1 << 16;

/// Puts together what `--crs`, `--datum-shift` and `--local-grid` say, for [`super::ImportRequest::crs`].
///
/// `crs` is a word (`EPSG:4543`, `gcj02`) or a file with a definition (`@town.prj`, or a name that ends in `.prj` or `.wkt`).
///
/// # Errors
/// A file that can't be read, or words that don't go together.
pub fn crs_words(
    crs: Option<&str>,
    datum_shift: Option<&str>,
    local_grid: Option<&Path>,
) -> Result<Option<String>, WorkflowError> {
    let odd = |what: &str| WorkflowError::CrsWords(what.to_owned());
    if let Some(path) = local_grid {
        if crs.is_some() || datum_shift.is_some() {
            return Err(odd("--local-grid stands alone: leave --crs and --datum-shift away"));
        }
        return Ok(Some(format!("grid {}", read(path)?)));
    }
    let Some(crs) = crs else {
        return match datum_shift {
            Some(_) => Err(odd("--datum-shift needs --crs: say which old system it leads from")),
            None => Ok(None),
        };
    };
    let named = Path::new(crs)
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("prj") || end.eq_ignore_ascii_case("wkt"));
    let crs = match crs.strip_prefix('@') {
        Some(path) => definition(Path::new(path))?,
        None if named => definition(Path::new(crs))?,
        None => crs.to_owned(),
    };
    Ok(Some(match datum_shift {
        Some(shift) => format!("{} shift {shift}", crs.trim()),
        None => crs,
    }))
}

/// A file that is to hold a definition; what it holds else is not told.
fn definition(path: &Path) -> Result<String, WorkflowError> {
    let text = read(path)?;
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    let word = begins.find(['[', '(']).map(|end| &begins[..end]);
    let wkt = word.is_some_and(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    if wkt || begins.starts_with("+proj") || begins.to_ascii_uppercase().starts_with("EPSG:") {
        return Ok(text);
    }
    let what = "it holds no definition of a reference system; a .prj holds WKT, as in GEOGCS[\"CGCS2000\", ...]; without one say EPSG:CODE";
    Err(WorkflowError::CrsWords(format!("{}: {what}", path.display())))
}

fn read(path: &Path) -> Result<String, WorkflowError> {
    let error = |why: &str| WorkflowError::CrsWords(format!("{}: {why}", path.display()));
    if !path.is_file() {
        return Err(error("no such file"));
    }
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|_| error("it can't be read"))?;
    file.take(LONGEST + 1)
        .read_to_string(&mut text)
        .map_err(|_| error("it can't be read as text"))?;
    if text.len() as u64 > LONGEST {
        return Err(error("it is too long for a definition"));
    }
    Ok(text)
}
