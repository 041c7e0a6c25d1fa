//! The members of the assessment document, named as `docs/reference/api.md` names them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::numbers::{PeopleNumber, RateNumber};

/// The whole object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssessmentDocument {
    pub(super) assessment: i64,
    /// The scenario that it is of; `None` for the layers themselves.
    pub(super) scenario: Option<String>,
    pub(super) study_area: StudyAreaPart,
    pub(super) totals: Option<TotalsPart>,
    pub(super) circles: Vec<CirclePart>,
    pub(super) communities: Vec<CommunityPart>,
    /// Units with provisional communities in them, by code.
    pub(super) parents: Vec<ParentPart>,
    /// Names of the categories that the town's sites or the circles speak of.
    pub(super) categories: BTreeMap<String, Name>,
    pub(super) remarks: Vec<String>,
    pub(super) provenance: ProvenancePart,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct StudyAreaPart {
    pub(super) crs: String,
    pub(super) name: String,
    pub(super) bbox: [f64; 4],
    /// Metres of the plane per metre of the ground: where that is least, and where it is most.
    pub(super) scale: [f64; 2],
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub(super) struct Name {
    pub(super) zh: String,
    pub(super) en: String,
}

/// A category that no source holds: import facilities of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct CategoryPart {
    pub(super) category: String,
    pub(super) name: Name,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct TotalsPart {
    pub(super) circle: String,
    pub(super) people: PeopleNumber,
    pub(super) covered_people: Option<PeopleNumber>,
    pub(super) unknown_people: PeopleNumber,
    pub(super) meaning: String,
    pub(super) rates: RatesPart,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct RatesPart {
    pub(super) community_rate: RateNumber,
    pub(super) residential_land_rate: RateNumber,
    pub(super) population_rate: RateNumber,
    pub(super) unit_rate_by_share: RateNumber,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct CirclePart {
    pub(super) id: String,
    pub(super) version: u32,
    pub(super) name: Name,
    pub(super) base: String,
    pub(super) method: &'static str,
    pub(super) mode: &'static str,
    pub(super) minutes: f64,
    pub(super) limit_m: f64,
    pub(super) speed_mps: f64,
    pub(super) detour: f64,
    pub(super) radius_m: f64,
    pub(super) theta: Option<f64>,
    pub(super) totals: Option<TotalsPart>,
    pub(super) n_of_m: Option<NOfMPart>,
    pub(super) groups: Vec<GroupPart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct NOfMPart {
    pub(super) assessed: usize,
    pub(super) of: usize,
    pub(super) people_by_count: Vec<PeopleNumber>,
    pub(super) mean: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct GroupPart {
    pub(super) key: String,
    pub(super) name: Name,
    pub(super) categories: Vec<String>,
    pub(super) status: &'static str,
    pub(super) missing: Vec<CategoryPart>,
    pub(super) not_held: Vec<String>,
    pub(super) facilities: usize,
    pub(super) approximate_facilities: usize,
    pub(super) possible_facilities: usize,
    pub(super) totals: Option<GroupTotalsPart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct GroupTotalsPart {
    pub(super) people: PeopleNumber,
    pub(super) uncounted_communities: usize,
    pub(super) covered_people: Option<PeopleNumber>,
    pub(super) unknown_people: PeopleNumber,
    pub(super) covered_people_low: Option<PeopleNumber>,
    pub(super) covered_people_high: Option<PeopleNumber>,
    pub(super) covered_people_bound: Option<PeopleNumber>,
    pub(super) gap_people: Option<PeopleNumber>,
    pub(super) gaps: usize,
    pub(super) gap_land_m2: f64,
    pub(super) severed_people: Option<PeopleNumber>,
    pub(super) longer_way_people: Option<PeopleNumber>,
    pub(super) severed_by: Vec<SeveredPart>,
    pub(super) residential_land_m2: Option<f64>,
    pub(super) covered_land_m2: f64,
    pub(super) rates: RatesPart,
    pub(super) second_lines: Vec<SecondLinePart>,
    pub(super) by_group: Vec<PacedTotalsPart>,
}

/// A group of people at its own pace, in all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PacedTotalsPart {
    #[serde(flatten)]
    pub(super) counts: PacedPart,
    pub(super) uncounted_communities: usize,
    pub(super) population_rate: RateNumber,
}

/// A group of people at its own pace.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct PacedPart {
    pub(super) group: &'static str,
    pub(super) name: Name,
    pub(super) speed_mps: f64,
    pub(super) people: Option<PeopleNumber>,
    pub(super) covered_people: Option<PeopleNumber>,
    pub(super) unknown_people: Option<PeopleNumber>,
    pub(super) everybody_covered_people: PeopleNumber,
    pub(super) everybody_unknown_people: PeopleNumber,
}

/// People whose way round a barrier is too long.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct SeveredPart {
    pub(super) barrier: String,
    pub(super) people: PeopleNumber,
}

/// How far the streets carry an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct AdequacyPart {
    pub(super) snapped_people: PeopleNumber,
    pub(super) connected_people: PeopleNumber,
    pub(super) located_people: PeopleNumber,
    pub(super) share: Option<f64>,
    pub(super) street_m: f64,
    pub(super) suffices: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct SecondLinePart {
    pub(super) key: String,
    pub(super) name: Name,
    pub(super) covered_people: PeopleNumber,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct CommunityPart {
    pub(super) id: i64,
    pub(super) code: Option<String>,
    pub(super) code_scheme: Option<String>,
    pub(super) name: String,
    pub(super) committee_type: Option<&'static str>,
    pub(super) provisional: bool,
    pub(super) people: Option<PeopleNumber>,
    pub(super) population_basis: Option<&'static str>,
    pub(super) as_of: Option<String>,
    pub(super) people_from: &'static str,
    pub(super) located_people: PeopleNumber,
    pub(super) area_m2: f64,
    pub(super) residential_land_m2: Option<f64>,
    pub(super) point: [f64; 2],
    pub(super) bbox: [f64; 4],
    pub(super) circles: Vec<CommunityCirclePart>,
}

/// A unit with provisional communities in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ParentPart {
    pub(super) code: String,
    pub(super) code_scheme: String,
    pub(super) communities: usize,
    pub(super) provisional_communities: usize,
    pub(super) circles: Vec<ParentCirclePart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ParentCirclePart {
    pub(super) id: String,
    pub(super) groups: Vec<ParentGroupPart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ParentGroupPart {
    pub(super) key: String,
    pub(super) totals: Option<GroupTotalsPart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct CommunityCirclePart {
    pub(super) id: String,
    pub(super) n_of_m: NOfMPart,
    pub(super) adequacy: Option<AdequacyPart>,
    pub(super) groups: Vec<CommunityGroupPart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct CommunityGroupPart {
    pub(super) key: String,
    pub(super) verdict: &'static str,
    pub(super) near_the_line: bool,
    pub(super) hosts: Option<usize>,
    pub(super) in_reach: Option<usize>,
    pub(super) people: Option<PeopleNumber>,
    pub(super) covered_people: Option<PeopleNumber>,
    pub(super) unknown_people: Option<PeopleNumber>,
    pub(super) covered_people_low: Option<PeopleNumber>,
    pub(super) covered_people_high: Option<PeopleNumber>,
    pub(super) covered_people_bound: Option<PeopleNumber>,
    pub(super) share: Option<SharePart>,
    pub(super) land_share: Option<f64>,
    pub(super) nearest_m: Option<NearestPart>,
    pub(super) gap_people: Option<PeopleNumber>,
    pub(super) gap_land_m2: Option<f64>,
    pub(super) severed_people: Option<PeopleNumber>,
    pub(super) longer_way_people: Option<PeopleNumber>,
    pub(super) second_lines: Vec<SecondLinePart>,
    pub(super) by_group: Vec<PacedPart>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct SharePart {
    pub(super) lower: f64,
    pub(super) upper: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct NearestPart {
    pub(super) mean: f64,
    pub(super) p90: f64,
    pub(super) max: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ProvenancePart {
    pub(super) program: String,
    pub(super) crs: String,
    pub(super) method: String,
    pub(super) spreading: String,
    pub(super) catalogue: String,
    pub(super) circles: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) travels: Vec<TravelPart>,
    pub(super) inputs: Vec<InputPart>,
}

/// A travel profile of the planner's own, with its file.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub(super) struct TravelPart {
    pub(super) id: String,
    pub(super) name: Name,
    pub(super) toml: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct InputPart {
    pub(super) kind: String,
    pub(super) source: String,
    pub(super) sha256: String,
    pub(super) rows: u64,
    pub(super) crs: String,
}
