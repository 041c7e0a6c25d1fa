//! What the properties of each layer of the map are, whether or not some feature has them: a question or a style that is written
//! for one workspace is understood in the next.

use std::collections::BTreeSet;

use super::units;
use crate::domain::verdict::Verdict;
use crate::filter::Kind;
use crate::store::AssessmentRows;

/// Names and kinds of properties.
pub(super) type Fields = Vec<(String, Kind)>;

const TEXT: Kind = Kind::Text;
const NUMBER: Kind = Kind::Number;

/// Of every service of a circle in a community.
const OF_A_SERVICE: &[(&str, Kind)] = &[
    ("verdict", TEXT),
    ("near", NUMBER),
    ("share", NUMBER),
    ("share_upper", NUMBER),
    ("covered_people", NUMBER),
];

const COMMUNITIES: &[(&str, Kind)] = &[
    ("level", TEXT),
    ("name", TEXT),
    ("code", TEXT),
    ("committee_type", TEXT),
    ("provisional", NUMBER),
    ("people", NUMBER),
    ("population_basis", TEXT),
    ("as_of", TEXT),
    ("area_m2", NUMBER),
    ("residential_land_m2", NUMBER),
];

const FACILITIES: &[(&str, Kind)] = &[
    ("name", TEXT),
    ("code", TEXT),
    ("categories", TEXT),
    ("category", TEXT),
    ("state", TEXT),
    ("capacity", NUMBER),
    ("floor_area_m2", NUMBER),
    ("opening_hours", TEXT),
    ("fee", NUMBER),
    ("open_to_public", NUMBER),
    ("host", TEXT),
    ("host_code", TEXT),
    ("source", TEXT),
    ("change", TEXT),
    ("as_of", TEXT),
    ("accuracy_m", NUMBER),
];

const GAPS: &[(&str, Kind)] = &[
    ("circle", TEXT),
    ("group", TEXT),
    ("community", NUMBER),
    ("community_name", TEXT),
    ("community_code", TEXT),
    ("people", NUMBER),
    ("land_m2", NUMBER),
    ("nearest_m", NUMBER),
];

const UNITS: &[(&str, Kind)] = &[
    ("level", TEXT),
    ("name", TEXT),
    ("code", TEXT),
    ("communities", NUMBER),
    ("people", NUMBER),
];

/// All that can be said of a service in a community: how many communities of a unit have each is counted.
const VERDICTS: [Verdict; 4] = [
    Verdict::Reached,
    Verdict::NotReached,
    Verdict::NotAssessed,
    Verdict::ThresholdUndefined,
];

/// The properties of a layer of an assessment.
pub(super) fn fields(layer: &str, rows: &AssessmentRows) -> Fields {
    let fixed: &[(&str, Kind)] = match layer {
        "communities" => COMMUNITIES,
        "facilities" => FACILITIES,
        "proposals" => &[
            ("change", TEXT),
            ("name", TEXT),
            ("categories", TEXT),
            ("category", TEXT),
            ("capacity", NUMBER),
            ("source", TEXT),
        ],
        "circles" => &[
            ("circle", TEXT),
            ("group", TEXT),
            ("radius_m", NUMBER),
            ("facilities", NUMBER),
        ],
        "gaps" | "gap_points" => GAPS,
        "land" => &[("use", TEXT)],
        "buildings" => &[("dwelling", NUMBER)],
        "streets" => &[("class", TEXT), ("name", TEXT)],
        "barriers" => &[("kind", TEXT), ("name", TEXT)],
        "changes" => &[("kind", TEXT), ("name", TEXT), ("level", NUMBER)],
        "demand" => &[
            ("kind", TEXT),
            ("name", TEXT),
            ("parent_code", TEXT),
            ("people", NUMBER),
            ("population_basis", TEXT),
            ("households", NUMBER),
            ("as_of", TEXT),
            ("accuracy_m", NUMBER),
        ],
        _ if units::LAYERS.iter().any(|(name, _)| *name == layer) => UNITS,
        _ => &[],
    };
    let mut all: Fields = fixed.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
    if layer == "communities" {
        let services = services(rows).into_iter();
        all.extend(services.flat_map(|(circle, service)| {
            OF_A_SERVICE
                .iter()
                .map(move |(what, kind)| (format!("{circle}/{service}/{what}"), *kind))
        }));
        let circles: BTreeSet<&str> = rows.counts.iter().map(|row| row.circle.as_str()).collect();
        for circle in circles {
            all.push((format!("{circle}/assessed"), NUMBER));
            all.push((format!("{circle}/mean"), NUMBER));
        }
    } else if fixed == UNITS {
        let verdicts = VERDICTS.map(Verdict::key);
        let of_each = verdicts.into_iter().chain(["covered_people", "share"]);
        for (circle, service) in services(rows) {
            all.extend(
                of_each
                    .clone()
                    .map(|what| (format!("{circle}/{service}/{what}"), NUMBER)),
            );
        }
    }
    all
}

/// Circles and services that were looked at.
fn services(rows: &AssessmentRows) -> BTreeSet<(&str, &str)> {
    let pairs = rows.coverage.iter();
    pairs.map(|row| (row.circle.as_str(), row.service.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{CountRow, CoverageRow};

    fn rows() -> AssessmentRows {
        let coverage = CoverageRow {
            community: 1,
            community_name: "a".to_owned(),
            circle: "service-15".to_owned(),
            service: "pharmacy".to_owned(),
            verdict: "not_assessed".to_owned(),
            near_the_line: false,
            people: None,
            covered_people: None,
            unknown_people: None,
            share: None,
            land_share: None,
            hosts: None,
            in_reach: None,
            gap_people: None,
            nearest_mean_m: None,
        };
        let counts = CountRow {
            community: 1,
            circle: "service-15".to_owned(),
            assessed: 0,
            services: 1,
            mean_reached: None,
        };
        AssessmentRows {
            coverage: vec![coverage.clone(), coverage],
            counts: vec![counts],
            ..AssessmentRows::default()
        }
    }

    #[test]
    fn a_property_that_no_feature_has_is_told_all_the_same_and_once() {
        let rows = rows();
        for (layer, name, kind) in [
            ("communities", "service-15/pharmacy/share", NUMBER),
            ("communities", "service-15/mean", NUMBER),
            ("communities", "provisional", NUMBER),
            ("towns", "service-15/pharmacy/reached", NUMBER),
            ("towns", "name", TEXT),
            ("streets", "class", TEXT),
            ("gap_points", "community_code", TEXT),
        ] {
            let found = fields(layer, &rows);
            assert_eq!(
                found.iter().filter(|(own, _)| own == name).collect::<Vec<_>>(),
                [&(name.to_owned(), kind)],
                "{layer}"
            );
        }
        assert!(fields("nothing", &rows).is_empty());
    }
}
