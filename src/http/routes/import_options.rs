//! How a file is to be imported, as the page says it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::crs::LonLat;
use crate::domain::community::PopulationBasis;
use crate::domain::land_use::LandUseStandard;
use crate::domain::record::LayerKind;
use crate::http::problem::Problem;
use crate::workflow::{
    self, Defaults, HeaderRows, HeightUnit, ImportRequest, Limits, Location, Mode, Options, PeopleUnit, PeopleWords,
    RasterContent, RasterImportRequest, TakingUp,
};

/// How a file is to be imported: the flags of `yike import`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportOptions {
    /// What the rows are: `communities`, `facilities`, `hamlets`, `population`, `buildings`, `land`, `streets`, `barriers`, `compounds`,
    /// `register` or `successions`; or `elevation`, a raster. Of `population` it may be one too.
    #[schema(example = "facilities")]
    kind: String,
    /// Which layer or file of several.
    #[serde(default)]
    layer: Option<String>,
    /// The reference system, where the file does not say: `EPSG:4547`, `GCJ-02` or `BD-09`.
    #[serde(default)]
    crs: Option<String>,
    /// Fields with the columns that give them; an empty text where no column does.
    #[serde(default)]
    map: BTreeMap<String, String>,
    /// The category of every facility.
    #[serde(default)]
    category: Option<String>,
    /// In what the letters are written, where that is told wrong: `GBK`.
    #[serde(default)]
    encoding: Option<String>,
    /// Where a table's header stands, as `3` or `3-4`; `none` where the first row is data.
    #[serde(default)]
    header_rows: Option<String>,
    /// Exchange the two numbers of every place: north, or latitude, comes first in the file.
    #[serde(default)]
    swap_xy: bool,
    /// Which standard codes of land use follow: `gb-t-21010-2017`, `tdgy-2023` or `gb-50137`.
    #[serde(default)]
    land_use_standard: Option<String>,
    /// What words of the file mean: word to category.
    #[serde(default)]
    categories: BTreeMap<String, String>,
    /// Where rows without coordinates are, by their number: longitude and latitude in degrees of CGCS2000.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Vec<f64>>, example = json!({ "7": [114.305, 30.593] }))]
    places: BTreeMap<String, [f64; 2]>,
    /// Categories that the file lists completely.
    #[serde(default)]
    complete: Vec<String>,
    /// `replace` (the rows of a file of this name), `replace_all`, `append` or `update`.
    #[serde(default)]
    mode: ImportMode,
    /// Take the reference system as it is said, though a comparison with known borders and streets speaks against it.
    #[serde(default)]
    trust_crs: bool,
    /// Leave wrong rows out instead of refusing the file.
    #[serde(default)]
    skip_rejected: bool,
    /// Of a raster: which band, from 1.
    #[serde(default)]
    band: Option<u32>,
    /// Of a raster: the unit of its numbers, where the file does not say: `metres`, `decimetres`, `centimetres`, `feet`, `us-feet`; of people
    /// `per-cell` or `per-km2`.
    #[serde(default)]
    unit: Option<String>,
    /// Of a raster: a number that means that a cell has none, beside the one that the file declares.
    #[serde(default)]
    no_data: Option<f64>,
    /// Of a raster of people: whom it counts, `usual`, `registered`, `present` or `festival`.
    #[serde(default)]
    basis: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ImportMode {
    #[default]
    Replace,
    ReplaceAll,
    Append,
    Update,
}

/// The kind of heights, which are no rows.
const ELEVATION: &str = "elevation";
/// Memory and time of one import through the page: GiB, minutes.
const LIMITS: (u64, u64) = (4, 20);
/// Longest word, in bytes; columns have long names now and then.
const LONGEST: usize = 1000;

impl ImportOptions {
    /// Reads them.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let options: Self = serde_json::from_slice(bytes).map_err(|_| Problem::BadOptions)?;
        if options.crs.as_deref().is_some_and(|crs| !is_named(crs)) {
            return Err(Problem::BadOptions);
        }
        let heights = options.kind == ELEVATION;
        if (options.kind().is_none() && !heights)
            || options.content().is_none()
            || options.header_rows.is_some() != options.header().is_some()
            || options.land_use_standard.is_some() != options.standard().is_some()
            || !options
                .words()
                .all(|word| word.len() <= LONGEST && !word.contains('\0'))
            || options.placed().count() < options.places.len()
        {
            return Err(Problem::BadOptions);
        }
        Ok(options)
    }

    fn words(&self) -> impl Iterator<Item = &String> {
        let single = [
            &self.layer,
            &self.crs,
            &self.category,
            &self.encoding,
            &self.unit,
            &self.basis,
        ];
        let mapped = self
            .map
            .iter()
            .chain(&self.categories)
            .flat_map(|(field, column)| [field, column]);
        single.into_iter().flatten().chain(&self.complete).chain(mapped)
    }

    fn header(&self) -> Option<HeaderRows> {
        self.header_rows.as_deref().and_then(HeaderRows::parse)
    }

    fn standard(&self) -> Option<LandUseStandard> {
        self.land_use_standard.as_deref().and_then(LandUseStandard::parse)
    }

    fn kind(&self) -> Option<LayerKind> {
        LayerKind::ALL.into_iter().find(|kind| kind.key() == self.kind)
    }

    /// Whether a file of this name is a raster, as far as that is known before it is opened.
    pub(super) fn is_raster(&self, name: &str) -> bool {
        self.kind == ELEVATION || (self.may_be_people() && workflow::is_raster(Path::new(name)))
    }

    /// Whether a raster would hold people.
    pub(super) fn may_be_people(&self) -> bool {
        self.kind() == Some(LayerKind::Population)
    }

    /// What the cells of a raster hold; `None` for words that are none, or are not for this kind.
    fn content(&self) -> Option<RasterContent> {
        let unit = self.unit.as_deref();
        let basis = self.basis.as_deref();
        if self.kind == ELEVATION {
            let known = |word| HeightUnit::ALL.into_iter().find(|unit| unit.key() == word);
            let unit = match unit {
                Some(word) => Some(known(word)?),
                None => None,
            };
            return basis.is_none().then_some(RasterContent::Heights(unit));
        }
        let people = self.may_be_people();
        let said = self.band.is_some() || unit.is_some() || self.no_data.is_some() || basis.is_some();
        if !people && said {
            return None;
        }
        Some(RasterContent::People(PeopleWords {
            unit: match unit {
                Some(word) => PeopleUnit::ALL.into_iter().find(|unit| unit.key() == word)?,
                None => PeopleUnit::default(),
            },
            basis: match basis {
                Some(word) => Some(PopulationBasis::parse(word)?),
                None => None,
            },
            accuracy_m: None,
            skip_rejected: self.skip_rejected,
        }))
    }

    /// Hands over the request that they make of a raster.
    pub(super) fn with_raster<T>(
        &self,
        file: &Path,
        workspace: &Location,
        act: impl FnOnce(RasterImportRequest<'_>, RasterContent) -> T,
    ) -> Option<T> {
        let request = RasterImportRequest {
            workspace,
            file,
            layer: self.layer.as_deref(),
            crs: self.crs.as_deref(),
            band: self.band,
            no_data: self.no_data,
            as_of: None,
            mode: self.mode(),
            dry_run: false,
            limits: Limits::new(LIMITS.0, LIMITS.1),
            groups: &[],
        };
        Some(act(request, self.content()?))
    }

    /// Rows with the places that are some.
    fn placed(&self) -> impl Iterator<Item = (String, LonLat)> {
        let place = |(row, [lon, lat]): (&String, &[f64; 2])| Some((row.clone(), LonLat::new(*lon, *lat).ok()?));
        self.places.iter().filter_map(place)
    }

    fn mode(&self) -> Mode {
        match self.mode {
            ImportMode::Replace => Mode::Replace,
            ImportMode::ReplaceAll => Mode::ReplaceAll,
            ImportMode::Append => Mode::Append,
            ImportMode::Update => Mode::Update,
        }
    }

    /// Hands over the request that they make.
    pub(super) fn with<T>(&self, file: &Path, workspace: &Location, act: impl FnOnce(ImportRequest<'_>) -> T) -> T {
        let map: Vec<(String, String)> = self.map.clone().into_iter().collect();
        let places: BTreeMap<String, LonLat> = self.placed().collect();
        act(ImportRequest {
            workspace,
            kind: self.kind().unwrap_or(LayerKind::Facilities),
            file,
            layer: self.layer.as_deref(),
            crs: self.crs.as_deref(),
            map: &map,
            complete: &self.complete,
            category: self.category.as_deref(),
            roster: None,
            true_from: None,
            defaults: &Defaults::default(),
            options: &Options {
                encoding: self.encoding.clone(),
                header_rows: self.header(),
                swap_xy: self.swap_xy,
                land_use_standard: self.standard(),
                categories: self.categories.clone(),
                ..Options::default()
            },
            buildings: None,
            gates: None,
            worklist: None,
            places: (!places.is_empty()).then_some(&places),
            mode: self.mode(),
            dry_run: false,
            skip_rejected: self.skip_rejected,
            limits: Limits::new(LIMITS.0, LIMITS.1),
            register: None,
            taking_up: TakingUp::BesideFile,
            reference: None,
            trust_crs: self.trust_crs,
        })
    }
}

/// A code of the EPSG register or one of the two shifted systems: definitions and files are for the command line.
fn is_named(crs: &str) -> bool {
    let code = crs.strip_prefix("EPSG:");
    let digits = |code: &str| (1..=6).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
    code.is_some_and(digits) || matches!(crs, "GCJ-02" | "BD-09")
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use super::*;

    #[test]
    fn every_kind_is_told() {
        let described = serde_json::to_string(&ImportOptions::schema()).expect("JSON");
        for kind in LayerKind::ALL {
            assert!(described.contains(&format!("`{}`", kind.key())), "{}", kind.key());
        }
    }

    #[test]
    fn only_what_is_known_is_taken() {
        for good in [
            r#"{"kind":"facilities"}"#,
            r#"{"kind":"elevation","unit":"feet","band":2,"no_data":-9999}"#,
            r#"{"kind":"population","unit":"per-km2","basis":"registered","layer":"a.tif"}"#,
            r#"{"kind":"land","land_use_standard":"gb-50137","swap_xy":true}"#,
            r#"{"kind":"register","header_rows":"3-4"}"#,
            r#"{"kind":"register","header_rows":"none"}"#,
            r#"{"kind":"hamlets","crs":"EPSG:4547","map":{"people":"POP"},"mode":"append","skip_rejected":true}"#,
        ] {
            assert!(ImportOptions::read(good.as_bytes()).is_ok(), "{good}");
        }
        let long = format!(r#"{{"kind":"facilities","layer":"{}"}}"#, "a".repeat(1001));
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"kind":"secrets"}"#,
            r#"{"kind":"facilities","file":"/etc/passwd"}"#,
            r#"{"kind":"facilities","mode":"destroy"}"#,
            r#"{"kind":"facilities","crs":"http://127.0.0.1:9/x"}"#,
            r#"{"kind":"facilities","crs":"/etc/passwd"}"#,
            r#"{"kind":"facilities","crs":"+proj=longlat"}"#,
            r#"{"kind":"facilities","layer":"a\u0000b"}"#,
            r#"{"kind":"facilities","band":1}"#,
            r#"{"kind":"land","land_use_standard":"0702"}"#,
            r#"{"kind":"register","header_rows":"4-3"}"#,
            r#"{"kind":"elevation","unit":"per-km2"}"#,
            r#"{"kind":"elevation","basis":"usual"}"#,
            r#"{"kind":"elevation","band":-1}"#,
            r#"{"kind":"population","unit":"feet"}"#,
            r#"{"kind":"population","basis":"everybody"}"#,
            long.as_str(),
        ] {
            assert!(
                matches!(ImportOptions::read(bad.as_bytes()), Err(Problem::BadOptions)),
                "{bad}"
            );
        }
    }
}
