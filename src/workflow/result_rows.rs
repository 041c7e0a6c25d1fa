//! An assessment, from metres to the rows in degrees that the workspace keeps.

use std::collections::BTreeMap;

use geo::{MultiPolygon, Point};

use super::error::WorkflowError;
use crate::domain::assessment::{Applies, Assessment, CircleResult, CommunityFound, GroupResult};
use crate::domain::circle::ServiceGroup;
use crate::domain::town::Town;
use crate::domain::verdict::Verdict;
use crate::report::gap_rows;
use crate::reproject::ProjPlane;
use crate::store::{AssessmentRows, CountRow, CoverageRow, GapRow, ReachRow, ServiceTitle};
use crate::units::Persons;

/// What each service of each circle is called, for the flat views.
pub(super) fn service_titles(assessment: &Assessment) -> Vec<ServiceTitle> {
    let of_circle = |circle: &CircleResult| {
        let profile = &circle.profile;
        let title = |group: &ServiceGroup| ServiceTitle {
            circle: profile.id.clone(),
            service: group.key.clone(),
            zh: format!("{} {}", profile.zh, group.zh),
            en: format!("{}: {}", profile.en, group.en),
        };
        profile.groups.iter().map(title).collect::<Vec<_>>()
    };
    assessment.circles.iter().flat_map(of_circle).collect()
}

/// Everything of an assessment that tables and maps show.
pub(super) fn result_rows(
    town: &Town,
    plane: &ProjPlane,
    assessment: &Assessment,
    inputs_sha256: String,
) -> Result<AssessmentRows, WorkflowError> {
    let mut rows = AssessmentRows {
        inputs_sha256,
        ..AssessmentRows::default()
    };
    let degrees = |ground: &MultiPolygon<f64>| plane.geometry_to_degrees(ground);
    for circle in &assessment.circles {
        for group in &circle.groups {
            rows.coverage
                .extend((0..town.communities.len()).map(|position| coverage(town, circle, group, position)));
            if let Some(found) = &group.found {
                rows.reach.push(ReachRow {
                    circle: circle.profile.id.clone(),
                    service: group.key.clone(),
                    radius_m: circle.profile.radius().0,
                    sites: found.sites as i64,
                    ground: degrees(&found.reach)?,
                });
            }
        }
        for (position, counts) in circle.n_of_m.iter().enumerate() {
            rows.counts.push(CountRow {
                community: town.communities[position].id.0,
                circle: circle.profile.id.clone(),
                assessed: counts.assessed as i64,
                services: circle.groups.len() as i64,
                mean_reached: counts.mean().filter(|_| !town.communities[position].provisional),
            });
        }
    }
    let names: BTreeMap<_, _> = town
        .communities
        .iter()
        .map(|community| (community.id, &community.name))
        .collect();
    for row in gap_rows(assessment) {
        let gap = row.gap;
        let dot = plane.geometry_to_degrees(&Point::from(gap.point))?;
        let community_name = names.get(&gap.community).map_or(String::new(), |name| (*name).clone());
        rows.gaps.push(GapRow {
            id: row.id as i64,
            circle: row.circle.to_owned(),
            service: row.group.to_owned(),
            community: gap.community.0,
            community_name,
            people: gap.people.as_f64(),
            land_m2: gap.area.0,
            nearest_m: gap.nearest.map(|metres| metres.0),
            point: [dot.x(), dot.y()],
            ground: degrees(&gap.ground)?,
        });
    }
    Ok(rows)
}

fn coverage(town: &Town, circle: &CircleResult, group: &GroupResult, position: usize) -> CoverageRow {
    let community = &town.communities[position];
    let found = group
        .found
        .as_ref()
        .map(|found| &found.communities[position])
        .filter(|found| found.applies == Applies::Yes);
    let known = found.filter(|found| found.is_assessed());
    // A border that somebody assumed carries no rate.
    CoverageRow {
        community: community.id.0,
        community_name: community.name.clone(),
        circle: circle.profile.id.clone(),
        service: group.key.clone(),
        verdict: found
            .map_or(Verdict::NotAssessed, |found| found.verdict)
            .key()
            .to_owned(),
        near_the_line: found.is_some_and(|found| found.near_the_line),
        people: found.and_then(|found| found.people).map(Persons::as_f64),
        // Of a provisional community it counts at its parent's level.
        covered_people: known
            .filter(|found| !found.provisional)
            .map(|found| found.covered.as_f64()),
        unknown_people: found.map(|found| found.unknown.as_f64()),
        share: known.and_then(CommunityFound::share).map(|(lower, _)| lower),
        land_share: found.and_then(CommunityFound::land_share),
        hosts: found.map(|found| found.hosts as i64),
        in_reach: known.map(|found| found.in_reach as i64),
        gap_people: known.map(|found| found.gap_people.as_f64()),
        nearest_mean_m: found.and_then(|found| found.nearest).map(|nearest| nearest.mean.0),
    }
}
