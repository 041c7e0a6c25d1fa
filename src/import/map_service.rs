//! Exports of map services, told by their columns: their coordinates are shifted, and the file does not say so.

use super::crs_error::CrsError;
use super::error::ImportError;
use super::ledger::Ledger;
use super::mapping::Mapping;

/// Where a table's points come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MapService {
    crs: &'static str,
    evidence: String,
}

/// Columns of `AMap`'s answers beside `location`.
const AMAP: [&str; 8] = [
    "typecode",
    "adcode",
    "adname",
    "pcode",
    "citycode",
    "pname",
    "cityname",
    "business_area",
];
/// Columns of Baidu's answers.
const BAIDU: [&str; 7] = [
    "uid",
    "street_id",
    "detail_info",
    "detail",
    "telephone",
    "tag",
    "detail_info.tag",
];

/// The service, if the columns tell one.
pub(super) fn of(mapping: &Mapping) -> Option<MapService> {
    let names: Vec<String> = mapping.names().iter().map(|name| name.to_lowercase()).collect();
    let among = |known: &[&str]| -> Vec<String> {
        names
            .iter()
            .filter(|name| known.contains(&name.as_str()))
            .cloned()
            .collect()
    };
    let place = ["lon", "location"]
        .iter()
        .find_map(|key| mapping.column(key))
        .unwrap_or_default();
    let word = place.to_lowercase();
    // A column may name its datum itself.
    if word.contains("wgs") || word.contains("cgcs") || word.contains("2000") {
        return None;
    }
    if word.contains("gcj") || word.contains("高德") {
        return Some(MapService {
            crs: "gcj02",
            evidence: format!("its column {place:?} names it"),
        });
    }
    if word.contains("bd09") || word.starts_with("bd_") || word.contains("百度") {
        return Some(MapService {
            crs: "bd09",
            evidence: format!("its column {place:?} names it"),
        });
    }
    if names.iter().any(|name| name.starts_with("ad_info.")) {
        return Some(MapService {
            crs: "gcj02",
            evidence: "its columns are those of Tencent (ad_info)".to_owned(),
        });
    }
    let amap = among(&AMAP);
    let split = ["location", "location_lng", "location.lng"].contains(&word.as_str());
    if amap.len() >= 2 && (split || names.iter().any(|name| name == "typecode")) {
        return Some(MapService {
            crs: "gcj02",
            evidence: format!("its columns are those of AMap ({word}, {})", amap.join(", ")),
        });
    }
    let baidu = among(&BAIDU);
    (baidu.len() >= 2 && names.iter().any(|name| name == "uid")).then(|| MapService {
        crs: "bd09",
        evidence: format!("its columns are those of Baidu ({})", baidu.join(", ")),
    })
}

impl MapService {
    /// What is said where nobody names the system.
    pub(super) fn proposal(&self, ledger: &Ledger) -> ImportError {
        ImportError::Crs(CrsError::ProbableCrs {
            file: ledger.file.clone(),
            layer: ledger.layer.clone(),
            evidence: self.evidence.clone(),
            crs: self.crs.to_owned(),
        })
    }

    /// What is said where somebody names another.
    pub(super) fn doubt(&self, crs: &str) -> Option<String> {
        let same = crs.to_lowercase().replace('-', "").contains(self.crs);
        (!same).then(|| {
            format!(
                "{}, whose coordinates are {}, 300 m to 1.4 km off; they were read as {crs}, as you say",
                self.evidence,
                self.crs.to_uppercase()
            )
        })
    }
}
