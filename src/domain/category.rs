//! The catalogue of facility categories (`data/categories.toml`): what each is called, and how a source's tags tell it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// All categories that the product knows, and how `OpenStreetMap` names what else it needs.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Raised whenever a rule changes.
    pub version: u32,
    /// In the order of the file.
    #[serde(rename = "category")]
    pub categories: Vec<Category>,
    /// Buildings, land, streets and places in `OpenStreetMap`.
    pub osm: OsmVocabulary,
}

/// One facility category.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The name in code and tables, e.g. `community_health_station`.
    pub key: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Tier of provision.
    pub tier: Tier,
    /// Service radius in metres, where a standard gives one.
    pub radius_m: Option<u32>,
    /// How well the radius is evidenced.
    pub radius_mark: Option<EvidenceMark>,
    /// Gross floor area a facility should have, least and most, in square metres.
    pub floor_area_m2: Option<[f64; 2]>,
    /// Site area, least and most, in square metres.
    pub site_area_m2: Option<[f64; 2]>,
    /// A trap worth knowing.
    #[serde(default)]
    pub note: String,
    /// `OpenStreetMap` rules; a feature needs to match one.
    #[serde(default)]
    pub osm: Vec<OsmRule>,
    /// Type codes of the `AMap` POI table.
    #[serde(default)]
    pub amap: Vec<String>,
    /// How well those codes are evidenced.
    pub amap_mark: Option<EvidenceMark>,
    /// Name keywords, where codes don't tell.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// What rosters call such facilities, where it is neither the name nor part of one.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The kinds that this category stands for where a source does not say which.
    #[serde(default)]
    pub unspecified_of: Vec<String>,
    /// Counts only where the source says that it is open to residents.
    #[serde(default)]
    pub counts_only_if_open: bool,
}

/// How an `OpenStreetMap` feature is told: all conditions must hold.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OsmRule {
    /// Every key present with one of the values; `*` is any value.
    pub tags: TagCondition,
    /// How well the rule is evidenced.
    pub mark: EvidenceMark,
    /// The tag means something near it, not quite it.
    #[serde(default)]
    pub approximate: bool,
    /// One of these stands in the name, whatever the case.
    #[serde(default)]
    pub name_contains: Vec<String>,
    /// Footprint at least so many square metres.
    pub min_area_m2: Option<f64>,
    /// Footprint less than so many square metres.
    pub max_area_m2: Option<f64>,
    /// Lies within an area with these tags.
    pub inside: Option<TagCondition>,
    /// Does not lie within an area with these tags.
    pub not_inside: Option<TagCondition>,
}

/// Keys with the values that will do.
pub type TagCondition = BTreeMap<String, Vec<String>>;

/// Words that the import of `OpenStreetMap` needs beside the categories.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OsmVocabulary {
    /// `building=*` values that people may live in.
    pub dwelling_buildings: Vec<String>,
    /// `landuse=*` values that are residential land.
    pub residential_landuse: Vec<String>,
    /// Drawing class of `highway=*` values.
    pub street_classes: BTreeMap<String, Vec<String>>,
    /// `place=*` values that are hamlets.
    pub place_hamlets: Vec<String>,
}

/// Tier of provision of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 15-minute living circle of GB 50180-2018.
    #[serde(rename = "tier_15min")]
    Tier15Minutes,
    /// 10-minute living circle.
    #[serde(rename = "tier_10min")]
    Tier10Minutes,
    /// 5-minute living circle.
    #[serde(rename = "tier_5min")]
    Tier5Minutes,
    /// Residential block.
    Block,
    /// To be present, without a radius.
    Presence,
    /// A basic type of the convenience circle.
    Basic,
    /// Inside the comprehensive facility.
    InFacility,
    /// Where people live, not what serves them.
    Demand,
    /// None given.
    None,
}

/// How well a figure is evidenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum EvidenceMark {
    /// Read in the source itself.
    V,
    /// Read in a source that reports another's document.
    V2,
    /// Recalled, not confirmed.
    R,
    /// Computed from stated inputs.
    C,
    /// Our design.
    D,
}

/// Why a catalogue can't be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CatalogueError {
    /// Not TOML of the right form.
    #[error("the category catalogue can't be read: {0}")]
    Form(String),
    /// The same key twice.
    #[error("category {0:?} stands in the catalogue twice")]
    Twice(String),
    /// An unspecified category stands for one that is not there.
    #[error("category {of:?} stands for {missing:?}, which is not in the catalogue")]
    Dangling {
        /// The unspecified category.
        of: String,
        /// What is missing.
        missing: String,
    },
}

/// The catalogue that comes with the program.
pub const SHIPPED: &str = include_str!("../../data/categories.toml");

impl Catalogue {
    /// Reads a catalogue.
    ///
    /// ```
    /// use yike::domain::category::{Catalogue, SHIPPED};
    /// let catalogue = Catalogue::parse(SHIPPED).expect("the shipped catalogue is checked by a test");
    /// assert_eq!(catalogue.get("pharmacy").map(|c| c.zh.as_str()), Some("药店"));
    /// ```
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let catalogue: Self = toml::from_str(text).map_err(|e| CatalogueError::Form(e.to_string()))?;
        let mut keys = std::collections::BTreeSet::new();
        for category in &catalogue.categories {
            if !keys.insert(category.key.as_str()) {
                return Err(CatalogueError::Twice(category.key.clone()));
            }
        }
        for category in &catalogue.categories {
            if let Some(missing) = category.unspecified_of.iter().find(|key| !keys.contains(key.as_str())) {
                return Err(CatalogueError::Dangling {
                    of: category.key.clone(),
                    missing: missing.clone(),
                });
            }
        }
        Ok(catalogue)
    }

    /// The category of a key.
    pub fn get(&self, key: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.key == key)
    }

    /// The category that a word means: its key, its Chinese or its English name.
    pub fn find(&self, word: &str) -> Option<&Category> {
        let word = word.trim();
        self.categories
            .iter()
            .find(|c| c.key == word || c.zh == word || c.en.eq_ignore_ascii_case(word))
            .or_else(|| {
                self.categories
                    .iter()
                    .find(|c| c.zh.split('/').any(|part| part.trim() == word))
            })
    }

    /// The known category nearest to an unknown word, for an error message.
    pub fn nearest(&self, word: &str) -> Option<&Category> {
        let lower = word.to_lowercase();
        self.categories
            .iter()
            .map(|c| {
                (
                    strsim::jaro_winkler(&lower, &c.key).max(strsim::jaro_winkler(word, &c.zh)),
                    c,
                )
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .filter(|(likeness, _)| *likeness > 0.6)
            .map(|(_, category)| category)
    }
}
