//! The rows of provisional communities.

use std::collections::BTreeSet;

use geo::{InteriorPoint, MultiPolygon};

use super::parents::Parent;
use super::seats::{FoundSeat, NewArea, own_code};
use crate::catchment::Parted;
use crate::crs::LonLat;
use crate::domain::community::CommitteeType;
use crate::domain::ids::SourceCode;
use crate::domain::record::{Check, CommunityRecord, Remark};
use crate::reproject::ProjPlane;
use crate::workflow::WorkflowError;

/// The rows, in the order of parents, codes and names; and what a person should know.
pub(super) fn records(
    plane: &ProjPlane,
    parents: &[(&Parent, MultiPolygon<f64>)],
    areas: &[NewArea],
    parted: &Parted,
) -> Result<(Vec<CommunityRecord>, Vec<Remark>), WorkflowError> {
    let (mut records, mut warnings) = (Vec::new(), Vec::new());
    let mut given = BTreeSet::new();
    for (position, (parent, _)) in parents.iter().enumerate() {
        let own: Vec<_> = areas
            .iter()
            .zip(&parted.areas)
            .filter(|(area, _)| area.parent == position)
            .collect();
        for (area, ground) in &own {
            if ground.0.is_empty() {
                let what = format!("{} got no ground, and is left out", area.name);
                warnings.push(Remark::of_file(Check::Place, None, what).with_value(&area.code.value));
                continue;
            }
            let record = CommunityRecord {
                code: Some(area.code.clone()),
                name: area.name.clone(),
                committee_type: CommitteeType::of_code(&area.code).or_else(|| named(&area.name)),
                urban_rural_class: None,
                parents: above(&parent.record),
                populations: Vec::new(),
                households: None,
                provisional: true,
                boundary: plane.geometry_to_degrees(*ground)?,
            };
            records.push(record);
        }
        let whole = &parted.unseated[position];
        if own.is_empty() && whole.0.is_empty() {
            let what = format!("{} lies in parents before it, and is left out", parent.record.name);
            warnings.push(Remark::of_row(Check::Overlap, &parent.row, None, what));
        } else if own.is_empty() {
            let what = format!(
                "no point lies in {}: it stays whole, as one provisional community",
                parent.record.name
            );
            warnings.push(Remark::of_row(Check::Outside, &parent.row, None, what));
            let boundary = plane.geometry_to_degrees(whole)?;
            let middle = boundary.interior_point();
            let seat = FoundSeat {
                row: parent.row.clone(),
                name: parent.record.name.clone(),
                code: None,
                at: LonLat {
                    lon: middle.map_or(0.0, geo::Point::x),
                    lat: middle.map_or(0.0, geo::Point::y),
                },
            };
            records.push(CommunityRecord {
                code: Some(own_code(&parent.record.name, &seat, &mut given)),
                name: parent.record.name.clone(),
                committee_type: None,
                urban_rural_class: None,
                parents: above(&parent.record),
                populations: parent.record.populations.clone(),
                households: parent.record.households,
                provisional: true,
                boundary,
            });
        }
        let counted = !parent.record.populations.is_empty() && !own.is_empty();
        if counted {
            let what = format!(
                "the people of {} are not shared out among its provisional communities, which nobody counted; import a population table or hamlets, which have places of their own",
                parent.record.name
            );
            warnings.push(Remark::of_row(Check::Total, &parent.row, Some("people"), what));
        }
    }
    Ok((records, warnings))
}

/// The codes of the parent and of what it belongs to; one without a code is named.
fn above(parent: &CommunityRecord) -> Vec<SourceCode> {
    let own = parent.code.clone().unwrap_or_else(|| SourceCode {
        scheme: "name".to_owned(),
        value: parent.name.replace([';', ':'], " "),
    });
    std::iter::once(own).chain(parent.parents.iter().cloned()).collect()
}

/// The kind of committee that a name tells.
fn named(name: &str) -> Option<CommitteeType> {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match (has(&["居委会", "居民委员会"]), has(&["村委会", "村民委员会"])) {
        (true, false) => Some(CommitteeType::Residents),
        (false, true) => Some(CommitteeType::Villagers),
        _ => None,
    }
}
