//! Gaps as rows: what the list beside the map and a table show.

use crate::domain::assessment::Assessment;
use crate::domain::gap::Gap;

/// One gap of one service.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapRow<'a> {
    /// Its number in this assessment, from 1, in the order of circles, services and people.
    pub id: u64,
    /// The circle.
    pub circle: &'a str,
    /// The service.
    pub group: &'a str,
    /// The gap.
    pub gap: &'a Gap,
}

/// All gaps of an assessment, numbered.
pub fn gap_rows(assessment: &Assessment) -> Vec<GapRow<'_>> {
    assessment
        .circles
        .iter()
        .flat_map(|circle| circle.groups.iter().map(move |group| (circle, group)))
        .filter_map(|(circle, group)| Some((circle, group, group.found.as_ref()?)))
        .flat_map(|(circle, group, found)| {
            found
                .gaps
                .iter()
                .map(move |gap| (circle.profile.id.as_str(), group.key.as_str(), gap))
        })
        .zip(1..)
        .map(|((circle, group, gap), id)| GapRow { id, circle, group, gap })
        .collect()
}
