//! Access to services as one JSON object: what `yike access --format json` prints.

use serde_json::{Value, json};

use super::assessment_document::provenance;
use super::numbers::{PeopleNumber, length};
use crate::domain::access::{
    AccessFound, AccessMeasure, AccessResult, AccessSubject, AccessSummary, Decay, Equity, QUANTILES,
};
use crate::domain::area_code::UnitLevel;
use crate::domain::circle::{CircleProfile, GroupPace};
use crate::domain::town::Town;

/// Writes access down. What is not assessed is `null`, never 0.
pub fn access_document(town: &Town, result: &AccessResult) -> Value {
    let circle = &result.circle;
    json!({
        "circle": {
            "id": circle.id,
            "version": circle.version,
            "name": { "zh": circle.zh, "en": circle.en },
            "minutes": circle.minutes,
            "limit_m": circle.limit().metres(),
            "speed_mps": circle.speed_mps,
            "detour": circle.detour,
            "radius_m": length(circle.radius()),
        },
        "group": result.group.map(|pace| group(circle, pace)),
        "method": result.method.key(),
        "measure": result.measure.key(),
        "unit": result.measure.unit(),
        "weights": weights(&result.measure),
        "population": result.basis.key(),
        "service": service(&result.subject),
        "services": services(&result.subject),
        "status": if result.found.is_some() { "assessed" } else { "not_assessed" },
        "result": result.found.as_ref().map(|found| body(town, found)),
        "remarks": result.remarks,
        "provenance": provenance(&result.provenance),
    })
}

/// Whose access it is: `null` for everybody's.
fn group(circle: &CircleProfile, pace: GroupPace) -> Value {
    json!({
        "key": pace.group.key(),
        "name": { "zh": pace.group.name(true), "en": pace.group.name(false) },
        "speed_mps": pace.speed.0,
        "limit_m": circle.limit_at(pace.speed).metres(),
        "radius_m": length(circle.radius_at(pace.speed)),
    })
}

fn service(subject: &AccessSubject) -> Value {
    let AccessSubject::Service(supply) = subject else {
        return Value::Null;
    };
    json!({
        "key": supply.key,
        "name": { "zh": supply.zh, "en": supply.en },
        "facilities": supply.sites,
        "facilities_without_capacity": supply.without_capacity,
        "possible_facilities": supply.possible_sites,
        "facilities_of_the_group_alone": supply.of_group_alone,
        "not_held": supply.not_held,
        "capacity_reached": supply.capacity_reached,
        "capacity_unreached": supply.capacity_unreached,
    })
}

fn services(subject: &AccessSubject) -> Value {
    match subject {
        AccessSubject::Service(_) => Value::Null,
        AccessSubject::AllServices { assessed, not_assessed } => json!({
            "assessed": assessed,
            "not_assessed": not_assessed,
            "of": assessed.len() + not_assessed.len(),
        }),
    }
}

fn body(town: &Town, found: &AccessFound) -> Value {
    let communities: Vec<Value> = town
        .communities
        .iter()
        .zip(&found.communities)
        .map(|(community, own)| {
            json!({
                "id": community.id.0,
                "code": community.code.as_ref().map(|code| &code.value),
                "name": community.name,
                "provisional": community.provisional,
                "access": own.summary.as_ref().map(summary),
            })
        })
        .collect();
    let units: Vec<Value> = found
        .units
        .iter()
        .map(|unit| {
            json!({
                "code": unit.code,
                "level": unit.level.map(UnitLevel::key),
                "name": if unit.name.is_empty() { Value::Null } else { Value::from(unit.name.as_str()) },
                "access": summary(&unit.summary),
            })
        })
        .collect();
    json!({
        "everybody": summary(&found.everybody),
        "units": units,
        "communities": communities,
    })
}

fn summary(summary: &AccessSummary) -> Value {
    let counts: Vec<PeopleNumber> = summary.people_by_count.iter().copied().map(PeopleNumber).collect();
    json!({
        "people_assessed": PeopleNumber(summary.assessed),
        "people_with_a_lower_bound": PeopleNumber(summary.at_least),
        "people_with_an_upper_bound": PeopleNumber(summary.at_most),
        "people_who_reach_nothing": PeopleNumber(summary.nothing),
        "people_not_assessed": PeopleNumber(summary.not_assessed),
        "uncounted_communities": summary.uncounted,
        "mean": summary.mean,
        "floor": summary.floor,
        "mean_capacity": summary.mean_capacity,
        "people_by_count": if counts.is_empty() { Value::Null } else { json!(counts) },
        "equity": equity(&summary.equity),
    })
}

fn equity(equity: &Equity) -> Value {
    let quantiles = equity.quantiles.map(|values| {
        let pairs = QUANTILES.iter().zip(values);
        pairs
            .map(|(share, value)| json!({ "share_of_people": share, "value": value }))
            .collect::<Vec<_>>()
    });
    json!({
        "gini": equity.gini,
        "quantiles": quantiles,
        "share_of_lowest_forty_percent": equity.lowest_forty,
        "share_of_highest_ten_percent": equity.highest_ten,
        "palma": equity.palma,
    })
}

fn weights(measure: &AccessMeasure) -> Value {
    match measure {
        AccessMeasure::Enhanced(Decay::Steps(steps)) => json!({ "kind": "steps", "zones": steps }),
        AccessMeasure::Enhanced(Decay::GaussianToZero) => json!({ "kind": "gaussian_to_zero" }),
        AccessMeasure::Completeness | AccessMeasure::Cumulative | AccessMeasure::TwoStep => Value::Null,
    }
}
