//! The assessment as one JSON object: what `yike assess --format json` prints and the server gives to the map.
//!
//! `docs/reference/api.md` describes every member.

use std::collections::{BTreeMap, BTreeSet};

use super::document_parts::{
    AssessmentDocument, CategoryPart, CirclePart, CommunityCirclePart, CommunityPart, GroupPart, InputPart, NOfMPart,
    Name, ParentCirclePart, ParentGroupPart, ParentPart, ProvenancePart, StudyAreaPart, TotalsPart,
};
use super::numbers::{PeopleNumber, area, length};
use super::own_travels;
use super::result_parts::{adequacy, community_group, group_totals_part, n_of_m, rates};
use crate::coverage::{circle_totals, group_totals, group_totals_of};
use crate::crs::{LonLatBox, StudyArea};
use crate::domain::assessment::{Assessment, CircleResult, GroupResult};
use crate::domain::category::Catalogue;
use crate::domain::circle::ServiceGroup;
use crate::domain::community::{CommitteeType, Community, counted_on};
use crate::domain::ids::SourceCode;
use crate::domain::provenance::Provenance;
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;

/// Where a community lies, in degrees, for a map to fly to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaceFrame {
    /// A point inside: longitude, latitude.
    pub point: [f64; 2],
    /// The box round it.
    pub bbox: LonLatBox,
}

/// Writes an assessment down. `frames` says where each of the town's communities lies, in their order; `scenario` names the scenario that it is of.
pub fn assessment_document(
    number: i64,
    name: &str,
    town: &Town,
    assessment: &Assessment,
    frames: &[PlaceFrame],
    catalogue: &Catalogue,
    scenario: Option<&str>,
) -> AssessmentDocument {
    let of_sites = town
        .sites
        .iter()
        .flat_map(|site| &site.functions)
        .map(|function| function.category.as_str());
    let of_circles = assessment
        .circles
        .iter()
        .flat_map(|circle| &circle.profile.groups)
        .flat_map(|group| &group.any_of);
    let categories: BTreeSet<&str> = of_sites.chain(of_circles.map(String::as_str)).collect();
    let writer = Writer { assessment, catalogue };
    AssessmentDocument {
        assessment: number,
        scenario: scenario.map(str::to_owned),
        study_area: StudyAreaPart {
            crs: town.area.projection.name(),
            name: name.to_owned(),
            bbox: town.area.extent.to_array(),
            scale: scale(&town.area),
        },
        totals: assessment.circles.first().and_then(|circle| writer.totals(circle)),
        circles: assessment.circles.iter().map(|circle| writer.circle(circle)).collect(),
        communities: town
            .communities
            .iter()
            .zip(frames)
            .enumerate()
            .map(|(position, (community, frame))| writer.community(position, community, *frame))
            .collect(),
        parents: writer.parents(town),
        categories: categories
            .into_iter()
            .map(|key| (key.to_owned(), writer.name(key)))
            .collect(),
        remarks: assessment.remarks.clone(),
        provenance: provenance(&assessment.provenance),
    }
}

/// To seven digits, which every computer's logarithms agree on, rounded away from 1.
fn scale(area: &StudyArea) -> [f64; 2] {
    let scale = area.scale();
    [(scale.least * 1e7).floor() / 1e7, (scale.most * 1e7).ceil() / 1e7]
}

struct Writer<'a> {
    assessment: &'a Assessment,
    catalogue: &'a Catalogue,
}

impl Writer<'_> {
    fn totals(&self, circle: &CircleResult) -> Option<TotalsPart> {
        let totals = circle_totals(circle, &self.assessment.settled)?;
        let meaning = match totals.n_of_m.assessed {
            0 => "no service of the circle is assessed".to_owned(),
            1 if circle.groups.len() == 1 => "people within the circle".to_owned(),
            assessed => format!(
                "people who reach every assessed service of the circle ({assessed} of {})",
                circle.groups.len()
            ),
        };
        Some(TotalsPart {
            circle: circle.profile.id.clone(),
            people: PeopleNumber(totals.people),
            covered_people: totals.covered.map(PeopleNumber),
            unknown_people: PeopleNumber(totals.unknown),
            meaning,
            rates: rates(&totals.rates, circle.profile.theta),
        })
    }

    fn circle(&self, circle: &CircleResult) -> CirclePart {
        let profile = &circle.profile;
        CirclePart {
            id: profile.id.clone(),
            version: profile.version,
            name: Name {
                zh: profile.zh.clone(),
                en: profile.en.clone(),
            },
            base: profile.base_id().to_owned(),
            method: circle.method.key(),
            mode: profile.mode.key(),
            minutes: profile.minutes,
            limit_m: profile.limit().metres(),
            speed_mps: profile.speed_mps,
            detour: profile.detour,
            radius_m: length(profile.radius()),
            theta: profile.theta,
            totals: self.totals(circle),
            n_of_m: circle_totals(circle, &self.assessment.settled)
                .map(|totals| n_of_m(&totals.n_of_m, circle.groups.len())),
            groups: profile
                .groups
                .iter()
                .zip(&circle.groups)
                .map(|(asked, found)| self.group(circle, asked, found))
                .collect(),
        }
    }

    fn group(&self, circle: &CircleResult, asked: &ServiceGroup, result: &GroupResult) -> GroupPart {
        let missing = match &result.found {
            Some(_) => Vec::new(),
            None => result.not_held.iter().map(|key| self.missing(key)).collect(),
        };
        GroupPart {
            key: asked.key.clone(),
            name: Name {
                zh: asked.zh.clone(),
                en: asked.en.clone(),
            },
            categories: asked.any_of.clone(),
            status: if result.found.is_some() {
                "assessed"
            } else {
                Verdict::NotAssessed.key()
            },
            missing,
            not_held: result.not_held.clone(),
            facilities: result.found.as_ref().map_or(0, |found| found.sites),
            approximate_facilities: result.found.as_ref().map_or(0, |found| found.approximate_sites),
            possible_facilities: result.possible_sites,
            totals: group_totals(result, circle.profile.theta).map(|totals| group_totals_part(circle, &totals)),
        }
    }

    fn missing(&self, key: &str) -> CategoryPart {
        CategoryPart {
            category: key.to_owned(),
            name: self.name(key),
        }
    }

    fn name(&self, key: &str) -> Name {
        let unnamed = || Name {
            zh: key.to_owned(),
            en: key.to_owned(),
        };
        self.catalogue.get(key).map_or_else(unnamed, |category| Name {
            zh: category.zh.clone(),
            en: category.en.clone(),
        })
    }

    /// Units with provisional communities in them: people and land count at their level.
    fn parents(&self, town: &Town) -> Vec<ParentPart> {
        let mut parents: BTreeMap<&SourceCode, Vec<usize>> = BTreeMap::new();
        for (position, community) in town.communities.iter().enumerate() {
            if let Some(parent) = community.parents.first() {
                parents.entry(parent).or_default().push(position);
            }
        }
        let provisional = |own: &[usize]| own.iter().filter(|own| town.communities[**own].provisional).count();
        parents
            .into_iter()
            .filter(|(_, own)| provisional(own) > 0)
            .map(|(parent, own)| ParentPart {
                code: parent.value.clone(),
                code_scheme: parent.scheme.clone(),
                communities: own.len(),
                provisional_communities: provisional(&own),
                circles: self
                    .assessment
                    .circles
                    .iter()
                    .map(|circle| ParentCirclePart {
                        id: circle.profile.id.clone(),
                        groups: circle
                            .groups
                            .iter()
                            .map(|group| ParentGroupPart {
                                key: group.key.clone(),
                                totals: group_totals_of(group, circle.profile.theta, &own)
                                    .map(|totals| group_totals_part(circle, &totals)),
                            })
                            .collect(),
                    })
                    .collect(),
            })
            .collect()
    }

    fn community(&self, position: usize, community: &Community, frame: PlaceFrame) -> CommunityPart {
        let settled = self.assessment.settled[position];
        let basis =
            counted_on(community, self.assessment.basis).filter(|counted| Some(counted.people) == settled.people);
        let first = self
            .assessment
            .circles
            .iter()
            .flat_map(|circle| &circle.groups)
            .find_map(|group| group.found.as_ref());
        let land = first.and_then(|found| found.communities[position].residential_land);
        CommunityPart {
            id: community.id.0,
            code: community.code.as_ref().map(|code| code.value.clone()),
            code_scheme: community.code.as_ref().map(|code| code.scheme.clone()),
            name: community.name.clone(),
            committee_type: community.committee_type.map(CommitteeType::key),
            provisional: community.provisional,
            people: settled.people.map(PeopleNumber),
            population_basis: basis.map(|population| population.basis.key()),
            as_of: basis.and_then(|population| population.as_of.clone()),
            people_from: settled.from.key(),
            located_people: PeopleNumber(settled.located),
            area_m2: area(community.area),
            residential_land_m2: land.map(area),
            point: frame.point,
            bbox: frame.bbox.to_array(),
            circles: self
                .assessment
                .circles
                .iter()
                .map(|circle| CommunityCirclePart {
                    id: circle.profile.id.clone(),
                    n_of_m: NOfMPart {
                        mean: circle.n_of_m[position].mean().filter(|_| !community.provisional),
                        ..n_of_m(&circle.n_of_m[position], circle.groups.len())
                    },
                    adequacy: circle.adequacy.get(position).map(adequacy),
                    groups: circle
                        .groups
                        .iter()
                        .map(|group| community_group(circle, group, position))
                        .collect(),
                })
                .collect(),
        }
    }
}

pub(super) fn provenance(from: &Provenance) -> ProvenancePart {
    ProvenancePart {
        program: from.program.clone(),
        crs: from.crs.clone(),
        method: from.method.clone(),
        spreading: from.spreading.clone(),
        catalogue: from.catalogue.clone(),
        circles: from.circles.clone(),
        travels: from.travels.iter().map(own_travels::part).collect(),
        inputs: from
            .inputs
            .iter()
            .map(|input| InputPart {
                kind: input.kind.clone(),
                source: input.source.clone(),
                sha256: input.sha256.clone(),
                rows: input.rows,
                crs: input.crs.clone(),
            })
            .collect(),
    }
}
