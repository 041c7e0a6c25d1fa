//! What an assessment document says of each community and service: groups of people, and residential land.

use serde_json::Value;

/// One service of one circle in one community.
#[derive(Debug, Clone, PartialEq)]
pub struct CommunityCoverage {
    /// The community's id in the workspace.
    pub community: i64,
    /// The circle, as measured.
    pub circle: String,
    /// The service.
    pub service: String,
    /// Residential land in square metres, and the share of it within (0 where there is none); `None` where no land was imported, or the share
    /// is not known.
    pub land: Option<(f64, f64)>,
    /// Groups at their own pace.
    pub groups: Vec<GroupCoverage>,
}

/// A group of people.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupCoverage {
    /// elderly, minors, disabled.
    pub group: String,
    /// All of them; `None` where nobody counted.
    pub people: Option<f64>,
    /// Those within.
    pub covered: f64,
    /// Those of whom nobody can tell.
    pub unknown: f64,
}

/// Reads a document that [`super::assessment_document`] wrote; what it does not say is left out.
pub fn community_coverage(document: &[u8]) -> Vec<CommunityCoverage> {
    let document: Value = serde_json::from_slice(document).unwrap_or_default();
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let mut all = Vec::new();
    for community in list(&document, "communities") {
        let Some(id) = community["id"].as_i64() else {
            continue;
        };
        let land = community["residential_land_m2"].as_f64();
        for circle in list(&community, "circles") {
            for service in list(&circle, "groups") {
                all.push(CommunityCoverage {
                    community: id,
                    circle: circle["id"].as_str().unwrap_or_default().to_owned(),
                    service: service["key"].as_str().unwrap_or_default().to_owned(),
                    // A community without such land has none within.
                    land: land.zip(service["land_share"].as_f64().or(land.filter(|land| *land == 0.0))),
                    groups: list(&service, "by_group").iter().map(group).collect(),
                });
            }
        }
    }
    all
}

/// A service of a circle with facilities that only an approximate rule tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuessedService {
    /// The circle, as measured.
    pub circle: String,
    /// The service.
    pub service: String,
    /// Its facilities.
    pub facilities: u64,
    /// Those of them that an approximate rule alone takes for it.
    pub approximate: u64,
}

/// The services of an assessment document of which some facilities are told by an approximate rule alone.
pub fn guessed_services(document: &[u8]) -> Vec<GuessedService> {
    let document: Value = serde_json::from_slice(document).unwrap_or_default();
    let circles = document["circles"].as_array().into_iter().flatten();
    let services = circles.flat_map(|circle| {
        let groups = circle["groups"].as_array().into_iter().flatten();
        groups.map(|service| GuessedService {
            circle: circle["id"].as_str().unwrap_or_default().to_owned(),
            service: service["key"].as_str().unwrap_or_default().to_owned(),
            facilities: service["facilities"].as_u64().unwrap_or(0),
            approximate: service["approximate_facilities"].as_u64().unwrap_or(0),
        })
    });
    services.filter(|service| service.approximate > 0).collect()
}

fn group(part: &Value) -> GroupCoverage {
    GroupCoverage {
        group: part["group"].as_str().unwrap_or_default().to_owned(),
        people: part["people"].as_f64(),
        covered: part["covered_people"].as_f64().unwrap_or(0.0),
        unknown: part["unknown_people"].as_f64().unwrap_or(0.0),
    }
}
