//! Styles that are served: those that come with the program, and an office's own, read from a folder.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::document::Document;
use super::embedded::STYLES;

/// Styles of a folder at most, and bytes of one.
const MOST: usize = 100;
const LARGEST: u64 = 1 << 20;

/// A style as it is sent, and as it is read.
#[derive(Debug)]
pub(super) struct Style {
    pub(super) document: Arc<Document>,
    pub(super) written: Value,
}

/// `MapLibre` styles by name.
#[derive(Debug)]
pub struct Styles(BTreeMap<String, Arc<Style>>);

/// Why a folder of styles is not taken: everything that is wrong, file by file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct StylesError(pub Vec<StyleProblem>);

/// What is wrong with a style, or with the folder.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StyleProblem {
    /// It can't be read.
    #[error("{path} can't be read ({kind})")]
    Unreadable {
        /// The folder or file.
        path: String,
        /// Why.
        kind: io::ErrorKind,
    },
    /// More files than anybody chooses from.
    #[error("{folder} holds more than {MOST} styles")]
    TooMany {
        /// The folder.
        folder: String,
    },
    /// A name that does not fit an address.
    #[error("{file}: a style is called by letters a to z, digits, - and _, at most 40")]
    Name {
        /// The file.
        file: String,
    },
    /// Larger than any style.
    #[error("{file} is larger than 1 MiB")]
    TooLarge {
        /// The file.
        file: String,
    },
    /// No JSON.
    #[error("{file}, line {line}: this is not JSON")]
    NotJson {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
    },
    /// JSON, and no style of `MapLibre`.
    #[error("{file} is no MapLibre style: {lacks}")]
    NotAStyle {
        /// The file.
        file: String,
        /// What it should have.
        lacks: &'static str,
    },
}

impl Default for Styles {
    /// The program's own.
    fn default() -> Self {
        let own = STYLES.iter().filter_map(|(name, document)| {
            let written = serde_json::from_slice(&document.bytes()).ok()?;
            let document = document.clone();
            Some((name.clone(), Arc::new(Style { document, written })))
        });
        Self(own.collect())
    }
}

impl Styles {
    /// The program's own and those of a folder (`NAME.json`; other files mean nothing). One of the same name takes the place of the program's.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn with_own(folder: &Path) -> Result<Self, StylesError> {
        let mut styles = Self::default();
        let shown = folder.display().to_string();
        let listed = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let listed = listed.map_err(|error| {
            StylesError(vec![StyleProblem::Unreadable {
                path: shown.clone(),
                kind: error.kind(),
            }])
        })?;
        let mut files: Vec<String> = listed
            .into_iter()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|file| Path::new(file).extension().is_some_and(|own| own == "json"))
            .collect();
        files.sort();
        if files.len() > MOST {
            return Err(StylesError(vec![StyleProblem::TooMany { folder: shown }]));
        }
        let mut problems = Vec::new();
        for file in files {
            match read(folder, &file) {
                Ok((name, style)) => {
                    styles.0.insert(name, Arc::new(style));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            Ok(styles)
        } else {
            Err(StylesError(problems))
        }
    }

    /// The names of all of them, with commas between.
    pub fn list(&self) -> String {
        self.0.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// One style.
    pub(super) fn get(&self, name: &str) -> Option<&Style> {
        self.0.get(name).map(|style| &**style)
    }

    /// Every name, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// Every style, by name.
    pub(super) fn all(&self) -> impl Iterator<Item = &Style> {
        self.0.values().map(|style| &**style)
    }
}

fn read(folder: &Path, file: &str) -> Result<(String, Style), StyleProblem> {
    let name = file.trim_end_matches(".json");
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    if name.is_empty() || name.len() > 40 || !name.bytes().all(fits) {
        return Err(StyleProblem::Name { file: file.to_owned() });
    }
    let path = folder.join(file);
    let unreadable = |error: io::Error| StyleProblem::Unreadable {
        path: path.display().to_string(),
        kind: error.kind(),
    };
    if std::fs::metadata(&path).map_err(unreadable)?.len() > LARGEST {
        return Err(StyleProblem::TooLarge { file: file.to_owned() });
    }
    let bytes = std::fs::read(&path).map_err(unreadable)?;
    let written: Value = serde_json::from_slice(&bytes).map_err(|error| StyleProblem::NotJson {
        file: file.to_owned(),
        line: error.line(),
    })?;
    let lacks = if written["version"] != 8 {
        Some("it says no version 8")
    } else if !written["sources"].is_object() {
        Some("it has no sources")
    } else if !written["layers"].is_array() {
        Some("it has no list of layers")
    } else {
        None
    };
    if let Some(lacks) = lacks {
        let file = file.to_owned();
        return Err(StyleProblem::NotAStyle { file, lacks });
    }
    let document = Arc::new(Document::new("application/json", bytes));
    Ok((name.to_owned(), Style { document, written }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{"version":8,"name":"Ours","sources":{},"layers":[]}"#;

    #[test]
    fn styles_of_a_folder_stand_beside_the_programs_own_or_in_their_place() {
        let folder = tempfile::tempdir().expect("a folder");
        for (file, text) in [("ours.json", SMALL), ("gaps.json", SMALL), ("README.md", "no style")] {
            std::fs::write(folder.path().join(file), text).expect("written");
        }
        let styles = Styles::with_own(folder.path()).expect("good styles");
        assert_eq!(
            styles.names().collect::<Vec<_>>(),
            ["coverage", "facilities", "gaps", "ours"]
        );
        for name in ["gaps", "ours"] {
            assert_eq!(
                styles.get(name).map(|style| &style.written["name"]),
                Some(&"Ours".into())
            );
        }
    }

    #[test]
    fn all_that_is_wrong_is_said_file_by_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let large = format!("{SMALL}{}", " ".repeat(1 << 20));
        for (file, text) in [
            ("A b.json", SMALL),
            ("broken.json", "{\n\"version\": 8,\n"),
            ("fine.json", SMALL),
            ("large.json", &large),
            ("old.json", r#"{"version":7}"#),
            ("table.json", r#"{"version":8,"sources":{},"layers":{}}"#),
        ] {
            std::fs::write(folder.path().join(file), text).expect("written");
        }
        let error = Styles::with_own(folder.path()).expect_err("five are wrong");
        assert_eq!(
            error.to_string(),
            "A b.json: a style is called by letters a to z, digits, - and _, at most 40; broken.json, line 3: this is not JSON; \
             large.json is larger than 1 MiB; old.json is no MapLibre style: it says no version 8; \
             table.json is no MapLibre style: it has no list of layers"
        );
        let missing = Styles::with_own(&folder.path().join("nowhere")).expect_err("it is not there");
        assert!(
            missing.to_string().ends_with("can't be read (entity not found)"),
            "{missing}"
        );
    }
}
