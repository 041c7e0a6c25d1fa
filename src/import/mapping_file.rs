//! A mapping file: what was once found out of a source, kept to read the next one like it the same way.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::ImportError;
use super::guard::io_words;
use super::header_rows::WrittenRows;
use super::options::Options;
use crate::domain::land_use::LandUseStandard;
use crate::domain::record::{ColumnUse, LayerKind};

/// The contents of a mapping file (TOML). Everything may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingFile {
    /// What the source holds; another kind refuses the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Layer or sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// Reference system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crs: Option<String>,
    /// Letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Whether the two numbers of every place are to be exchanged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub swap_xy: bool,
    /// Where the header stands: `[3, 4]`, or `"none"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_rows: Option<WrittenRows>,
    /// Standard of land use codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub land_use_standard: Option<String>,
    /// The category of every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// A table of categories, beside the mapping file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_table: Option<PathBuf>,
    /// Field to column; an empty text where no column gives it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// Field to the value that every row has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
    /// A value of the source to the categories that it means, parted by `;`; `none` where it is no facility.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, String>,
}

impl MappingFile {
    /// Reads a mapping file for this kind.
    ///
    /// # Errors
    /// It can't be read, is no mapping file, or is for another kind.
    pub fn read(path: &Path, kind: LayerKind) -> Result<Self, ImportError> {
        let bad = |reason: String| ImportError::MappingFile {
            file: path.display().to_string(),
            reason,
        };
        let text = std::fs::read_to_string(path).map_err(|e| bad(io_words(&e)))?;
        let mut mapping: Self = toml::from_str(&text).map_err(|e| bad(e.to_string()))?;
        if let Some(other) = mapping.kind.as_deref().filter(|other| *other != kind.key()) {
            return Err(bad(format!("it is for {other}, not for {}", kind.key())));
        }
        if let Some(word) = &mapping.land_use_standard
            && LandUseStandard::parse(word).is_none()
        {
            let known = LandUseStandard::ALL.map(LandUseStandard::key).join(", ");
            return Err(bad(format!("land_use_standard {word:?} is none of {known}")));
        }
        if let (Some(table), Some(folder)) = (&mapping.category_table, path.parent()) {
            mapping.category_table = Some(folder.join(table));
        }
        Ok(mapping)
    }

    /// Fills in what the user did not say otherwise.
    pub fn complete(&self, options: &mut Options) {
        options.encoding = options.encoding.take().or_else(|| self.encoding.clone());
        options.swap_xy |= self.swap_xy;
        options.header_rows = options.header_rows.or(self.header_rows.map(Into::into));
        options.category_table = options.category_table.take().or_else(|| self.category_table.clone());
        let standard = self.land_use_standard.as_deref().and_then(LandUseStandard::parse);
        options.land_use_standard = options.land_use_standard.or(standard);
        let mut constants: Vec<_> = self.constants.clone().into_iter().collect();
        constants.append(&mut options.constants);
        options.constants = constants;
        for (value, category) in &self.categories {
            options
                .categories
                .entry(value.clone())
                .or_insert_with(|| category.clone());
        }
    }

    /// With the columns that a reading used, and the fields that were said (`field=column`, of which the last counts) to have none.
    #[must_use]
    pub fn with_columns(mut self, said: &[(String, String)], columns: &[ColumnUse]) -> Self {
        self.columns = said.iter().cloned().collect();
        self.columns.retain(|_, column| column.is_empty());
        let used = columns
            .iter()
            .filter_map(|column| Some((column.field.clone()?, column.column.clone())));
        self.columns.extend(used);
        self
    }

    /// Writes it to a new file.
    ///
    /// # Errors
    /// The file exists, or can't be written.
    pub fn save(&self, path: &Path) -> Result<(), ImportError> {
        let bad = |reason: String| ImportError::MappingFile {
            file: path.display().to_string(),
            reason,
        };
        let text = toml::to_string(self).map_err(|e| bad(e.to_string()))?;
        let mut file = std::fs::File::create_new(path).map_err(|e| {
            bad(if e.kind() == std::io::ErrorKind::AlreadyExists {
                "it exists already; choose another name".to_owned()
            } else {
                io_words(&e)
            })
        })?;
        file.write_all(text.as_bytes()).map_err(|e| bad(io_words(&e)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_comes_back_as_it_was_saved() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.toml");
        let mut mapping = MappingFile {
            kind: Some("facilities".to_owned()),
            swap_xy: true,
            header_rows: Some(WrittenRows::Rows(3, 4)),
            land_use_standard: Some("gb-50137".to_owned()),
            ..MappingFile::default()
        };
        mapping.columns.insert("people".to_owned(), "人口/常住人口".to_owned());
        mapping.categories.insert("130106".to_owned(), "none".to_owned());
        mapping.save(&path).expect("there is room");
        assert_eq!(MappingFile::read(&path, LayerKind::Facilities), Ok(mapping.clone()));
        let text = mapping.save(&path).expect_err("it is there").to_string();
        assert!(text.contains("m.toml") && text.contains("exists"), "{text}");
        let text = MappingFile::read(&path, LayerKind::Land)
            .expect_err("another kind")
            .to_string();
        assert!(text.contains("for facilities"), "{text}");
    }

    #[test]
    fn fields_that_were_said_to_have_no_column_are_kept_with_those_that_have_one() {
        let said = [
            ("capacity", ""),
            ("fee", ""),
            ("fee", "收费"),
            ("name", "店名"),
            ("name", ""),
        ];
        let said = said.map(|(field, column)| (field.to_owned(), column.to_owned()));
        let used = |column: &str, field: Option<&str>| ColumnUse {
            column: column.to_owned(),
            field: field.map(str::to_owned),
            confidence_percent: 100,
            evidence: String::new(),
        };
        let mapping = MappingFile::default().with_columns(&said, &[used("收费", Some("fee")), used("备注", None)]);
        let kept: Vec<(&str, &str)> = mapping.columns.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect();
        assert_eq!(kept, [("capacity", ""), ("fee", "收费"), ("name", "")]);
    }

    #[test]
    fn what_is_no_mapping_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.toml");
        for text in ["columns = 3", "colums = {}", "land_use_standard = \"0702\"", "="] {
            std::fs::write(&path, text).expect("a file");
            assert!(MappingFile::read(&path, LayerKind::Land).is_err(), "{text}");
        }
    }

    #[test]
    fn what_the_user_says_comes_before_the_file() {
        let mapping = MappingFile {
            encoding: Some("GBK".to_owned()),
            header_rows: Some(WrittenRows::Rows(1, 1)),
            ..MappingFile::default()
        };
        let mut options = Options {
            encoding: Some("Big5".to_owned()),
            ..Options::default()
        };
        mapping.complete(&mut options);
        assert_eq!(
            (options.encoding.as_deref(), options.header_rows),
            (Some("Big5"), Some(crate::import::HeaderRows::Rows(1, 1)))
        );
    }
}
