//! GDAL held on a short lead: the drivers of the formats and no other, no network, and its messages caught.

use std::cell::RefCell;
use std::sync::{Once, OnceLock};

use gdal::DriverManager;
use gdal::errors::CplErrType;

/// The drivers that may stay registered. Each opening allows one of them.
const DRIVERS: [&str; 10] = [
    "DXF",
    "ESRI Shapefile",
    "FlatGeobuf",
    "GML",
    "GPKG",
    "GeoJSON",
    "GeoJSONSeq",
    "LIBKML",
    "MapInfo File",
    "OpenFileGDB",
];

/// Those that do in this process, where they are fewer.
static ONLY: OnceLock<Vec<&'static str>> = OnceLock::new();

/// Leaves only these drivers in this process. To be called before anything else of GDAL.
pub(super) fn only(drivers: Vec<&'static str>) {
    // A second call changes nothing: a process reads one file.
    let _ = ONLY.set(drivers);
}

/// Most messages of one reading that are kept.
const MOST_MESSAGES: usize = 1000;

/// Something that GDAL said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// It is an error, not a warning.
    pub(super) failure: bool,
    pub(super) text: String,
}

thread_local! {
    /// GDAL reports on the thread that asked it.
    static MESSAGES: RefCell<Vec<Message>> = const { RefCell::new(Vec::new()) };
}

/// Prepares GDAL once for the whole process.
///
/// A file is opened by contents, so a driver that opens other files (VRT) or addresses (WFS, `/vsicurl/`) must not be there at
/// all. Taking drivers away by name keeps `unsafe` out of this crate.
pub(super) fn prepare() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        DriverManager::prevent_auto_registration();
        DriverManager::register_all();
        let all: Vec<_> = DriverManager::all().collect();
        let kept = ONLY.get().map_or(DRIVERS.as_slice(), Vec::as_slice);
        for driver in all {
            if !kept.contains(&driver.short_name().as_str()) {
                DriverManager::deregister_driver(&driver);
            }
        }
        // Belt and braces: should anything still reach for the network, it finds a proxy that is not there.
        for (key, value) in [
            ("GDAL_HTTP_PROXY", "127.0.0.1:9"),
            ("GDAL_HTTPS_PROXY", "127.0.0.1:9"),
            ("GDAL_HTTP_TIMEOUT", "1"),
            ("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "none"),
            ("GDAL_VRT_ENABLE_PYTHON", "NO"),
            // The limit on the memory of the whole process does better.
            ("OGR_GEOJSON_MAX_OBJ_SIZE", "0"),
            // GML may point at other files and addresses, which are left alone.
            ("GML_SKIP_RESOLVE_ELEMS", "ALL"),
            ("GML_DOWNLOAD_SCHEMA", "NO"),
            // Blocks of a drawing stay points with their attributes; one that holds itself ends.
            ("DXF_INLINE_BLOCKS", "FALSE"),
            ("DXF_FEATURE_LIMIT_PER_BLOCK", "10000"),
        ] {
            // Fails on a NUL byte only, of which there is none here.
            let _ = gdal::config::set_config_option(key, value);
        }
        gdal::config::set_error_handler(|class, _, text| {
            let failure = match class {
                CplErrType::Failure | CplErrType::Fatal => true,
                CplErrType::Warning => false,
                CplErrType::None | CplErrType::Debug => return,
            };
            MESSAGES.with_borrow_mut(|kept| {
                if kept.len() < MOST_MESSAGES {
                    kept.push(Message {
                        failure,
                        text: text.trim().to_owned(),
                    });
                }
            });
        });
    });
}

/// What GDAL said on this thread since the last time.
pub(super) fn messages() -> Vec<Message> {
    MESSAGES.with_borrow_mut(std::mem::take)
}

/// The failures among them in one line, in our words alone: a failing library may quote anything.
pub(super) fn failures(messages: &[Message]) -> Option<String> {
    let texts = few(messages.iter().filter(|m| m.failure), |text| {
        known(text).unwrap_or(UNKNOWN).to_owned()
    });
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// The warnings among them.
pub(super) fn warnings(messages: &[Message], folder: &str) -> Vec<String> {
    few(messages.iter().filter(|m| !m.failure), |text| tidy(text, folder))
}

/// Each text once, and not more than five.
fn few<'a>(messages: impl Iterator<Item = &'a Message>, words: impl Fn(&str) -> String) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for message in messages {
        let text = words(&message.text);
        if !texts.contains(&text) && texts.len() < 5 {
            texts.push(text);
        }
    }
    texts
}

/// What is known to be said by the libraries underneath, and our words for it.
const WORDS: [(&str, &str); 12] = [
    ("Non closed ring", "a ring is not closed"),
    ("RESTORE_SHX", "its companion .shx is missing"),
    (
        "64bit integer range",
        "whole numbers with more digits than a number can hold have lost them",
    ),
    (
        "64 bit integer",
        "whole numbers with more digits than a number can hold have lost them",
    ),
    ("database disk image is malformed", "the database inside is damaged"),
    ("file is not a database", "the database inside is damaged"),
    ("disk I/O error", "the database inside is cut off or can't be read"),
    ("database is locked", "another program is writing to it"),
    ("sqlite3_", "the database inside is damaged"),
    (
        "One or several characters couldn't be converted",
        "some letters are not of the encoding that the file says",
    ),
    ("code page", "the encoding that the file says is not known"),
    ("Recode from", "the encoding that the file says is not known"),
];

/// What is said of a failure that is not known.
const UNKNOWN: &str = "its contents can't be read";

/// Our words for a message.
fn known(text: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .find(|(sign, _)| text.contains(sign))
        .map(|(_, words)| *words)
}

/// A message of GDAL's in our words where it is known, and without the folder of the file, which is nobody's business but the
/// user's; sentences with names of its settings or functions are left out.
pub(super) fn tidy(text: &str, folder: &str) -> String {
    if let Some(words) = known(text) {
        return words.to_owned();
    }
    let text = text.replace('\n', " ");
    let text = if folder.is_empty() {
        text
    } else {
        text.replace(folder, "")
    };
    let internal = |word: &str| {
        let letters = |c: char| c.is_ascii_uppercase() || c == '_' || c == ':' || c == '(';
        let word = word.trim_end_matches("()");
        word.contains("::") || word.contains('_') && word.chars().filter(|c| letters(*c)).count() * 2 > word.len()
    };
    let kept: Vec<&str> = text
        .split(". ")
        .filter(|sentence| !sentence.split_whitespace().any(internal))
        .collect();
    if kept.is_empty() {
        UNKNOWN.to_owned()
    } else {
        kept.join(". ")
    }
}

/// What the system says of a file, without its number.
pub(super) fn io_words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_drivers_of_the_formats_are_left() {
        prepare();
        let mut names: Vec<_> = DriverManager::all().map(|d| d.short_name()).collect();
        names.sort();
        assert_eq!(names, DRIVERS);
    }

    #[test]
    fn no_setting_and_no_number_of_the_system_leaks() {
        for (said, shown) in [
            (
                "Unable to open /a/x.shx or /a/x.SHX. Set SHAPE_RESTORE_SHX config option to YES to restore or create it.",
                "its companion .shx is missing",
            ),
            (
                "Something is odd in /a/x.shp. Set OGR_SOMETHING_ELSE to YES",
                "Something is odd in x.shp",
            ),
            ("GDAL_ODD_OPTION", "its contents can't be read"),
        ] {
            assert_eq!(tidy(said, "/a/"), shown);
        }
        let missing = std::fs::File::open("/nowhere").expect_err("it is not there");
        assert!(!io_words(&missing).contains("os error"));
    }
}
