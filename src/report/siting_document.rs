//! A siting run as one JSON object: what `yike site --format json` prints; and as GeoJSON for maps.

use serde_json::{Map, Value, json};

use super::assessment_document::provenance;
use super::numbers::{PeopleNumber, length};
use crate::crs::LonLat;
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::siting::{
    Housed, PlannedSite, Rejection, SiteAct, SitePlan, SitedService, SitingFound, SitingObstacle, SitingResult,
};

/// Writes a run down. What is not known is `null`, never 0.
pub fn siting_document(result: &SitingResult) -> Value {
    let circle = &result.circle;
    let mut asked: Map<String, Value> = Map::new();
    for (word, what) in &result.asked {
        let known = asked.entry((*word).to_owned()).or_insert_with(|| json!([]));
        if let Value::Array(list) = known {
            list.push(json!(what));
        }
    }
    let candidates: Map<String, Value> = result
        .candidates
        .iter()
        .map(|(from, count)| (from.key().to_owned(), json!(count)))
        .collect();
    let rejected: Vec<Value> = result
        .rejected
        .iter()
        .map(|place| {
            json!({
                "id": place.id,
                "key": place.key,
                "from": place.from.key(),
                "name": place.name,
                "at": degrees(place.at),
                "why": place.why.key(),
            })
        })
        .collect();
    let status = match &result.found {
        SitingFound::Plan { plans, .. } => plans.first().map_or("nothing", |plan| plan.quality.status),
        SitingFound::Nothing(_) => "infeasible",
    };
    json!({
        "circle": {
            "id": circle.id,
            "version": circle.version,
            "name": { "zh": circle.zh, "en": circle.en },
            "minutes": circle.minutes,
            "limit_m": circle.limit().metres(),
            "radius_m": length(circle.radius()),
        },
        // Of one service; of several `services` tells.
        "service": match result.services.as_slice() {
            [one] => json!({ "key": one.key, "name": { "zh": one.zh, "en": one.en } }),
            _ => Value::Null,
        },
        "services": result.services.iter().map(|service| json!({
            "key": service.key,
            "name": { "zh": service.zh, "en": service.en },
            "people_served_today": PeopleNumber(service.served_today),
        })).collect::<Vec<_>>(),
        "houses": result.houses.key(),
        "model": result.model,
        "unit": result.unit.key(),
        "asked": asked,
        "method": result.method.key(),
        "population": result.basis.key(),
        "people": PeopleNumber(result.people),
        "people_not_assessed": PeopleNumber(result.unknown),
        "people_served_today": PeopleNumber(result.served_today),
        "candidates": candidates,
        "rejected": rejected,
        "base": result.world.base,
        "scenario": result.world.scenario,
        "status": status,
        "result": found(result),
        "kept": result.kept.as_ref().map(|kept| json!({ "scenario": kept.scenario, "base": kept.base })),
        "remarks": result.remarks,
        "provenance": provenance(&result.provenance),
    })
}

fn found(result: &SitingResult) -> Value {
    let plan = |of: &SitePlan| plan(of, &result.services);
    match &result.found {
        SitingFound::Plan {
            plans,
            curve,
            knee,
            phases,
        } => json!({
            "plans": plans.iter().map(&plan).collect::<Vec<_>>(),
            "curve": curve.iter().map(|point| json!({
                "sites": point.sites,
                "people": PeopleNumber(point.served),
                "bound": point.bound.map(PeopleNumber),
            })).collect::<Vec<_>>(),
            "knee": knee,
            "phases": phases.iter().map(|phase| json!({
                "allowed": phase.allowed,
                "alone": phase.alone,
                "loss": phase.loss,
                "plan": plan(&phase.plan),
            })).collect::<Vec<_>>(),
        }),
        SitingFound::Nothing(obstacle) => self::obstacle(obstacle, &result.services),
    }
}

/// One plan.
pub(super) fn plan(plan: &SitePlan, services: &[SitedService]) -> Value {
    json!({
        "sites": plan.sites.iter().map(|of| site(of, services)).collect::<Vec<_>>(),
        "services": housed(&plan.housed, services),
        "people": PeopleNumber(plan.served),
        "people_newly": PeopleNumber(plan.newly),
        "groups": groups(&plan.served_groups),
        "rounds": plan.rounds.iter().map(|rounds| json!({
            "town": rounds.town,
            "service": rounds.service.map(|which| services[which].key.as_str()),
            "rounds": rounds.rounds,
            "stops": rounds.stops,
            "cost": rounds.cost,
            "people": PeopleNumber(rounds.people),
            "people_newly": PeopleNumber(rounds.newly),
        })).collect::<Vec<_>>(),
        "cost": plan.cost,
        "value": plan.quality.value,
        "bound": plan.quality.bound,
        "gap": plan.quality.gap,
        "proven": plan.quality.proven,
        "status": plan.quality.status,
        "stopped_by": plan.quality.stopped_by,
        "nodes": plan.quality.nodes,
    })
}

/// People with each service.
fn housed(housed: &[Housed], services: &[SitedService]) -> Vec<Value> {
    let each = housed.iter();
    each.map(|of| {
        json!({
            "key": services[of.service].key,
            "people": PeopleNumber(of.people),
            "people_newly": PeopleNumber(of.newly),
        })
    })
    .collect()
}

fn site(site: &PlannedSite, services: &[SitedService]) -> Value {
    json!({
        "id": site.id,
        "key": site.key,
        "name": site.name,
        "from": site.from.key(),
        "now": site.now,
        "services": housed(&site.houses, services),
        "act": site.act.key(),
        "at": degrees(site.at),
        "community": site.community,
        "cost": site.cost,
        "capacity": site.capacity.map(PeopleNumber),
        "area_m2": site.area_m2.map(|area| (area * 10.0).round() / 10.0),
        "people": PeopleNumber(site.people),
        "people_newly": PeopleNumber(site.newly),
        "groups": groups(&site.groups),
        "longest": site.longest.map(|way| way as f64 / 1000.0),
        "floor_area_m2": site.floor_area_m2.map(|area| (area * 100.0).round() / 100.0),
    })
}

fn groups(counts: &GroupCounts) -> Value {
    let groups = PeopleGroup::ALL.into_iter();
    let counted = groups.map(|group| (group.key().to_owned(), json!(counts.get(group).map(PeopleNumber))));
    Value::Object(counted.collect())
}

fn obstacle(obstacle: &SitingObstacle, services: &[SitedService]) -> Value {
    json!({
        "out_of_reach_places": obstacle.out_of_reach_places,
        "out_of_reach_people": PeopleNumber(obstacle.out_of_reach_people),
        "out_of_reach": obstacle.out_of_reach.iter().map(|out| json!({
            "people": PeopleNumber(out.people),
            "at": out.at.map(degrees),
            "community": out.community,
            "service": services[out.service].key,
            "nearest": out.nearest.as_ref().map(|nearest| json!({
                "id": nearest.id,
                "key": nearest.key,
                "straight_m": (nearest.metres * 1000.0).round() / 1000.0,
            })),
            "turned_away": turned_away(&out.turned_away),
        })).collect::<Vec<_>>(),
        "turned_away": turned_away(&obstacle.turned_away),
        "people_within_reach": PeopleNumber(obstacle.can_be_reached),
        "would_do_without": obstacle.would_do_without,
        "sites_needed": obstacle.sites_needed,
        "budget_needed": obstacle.budget_needed,
        "most_people": obstacle.most_served.map(PeopleNumber),
        "capacity": obstacle.capacity.map(PeopleNumber),
    })
}

/// Candidates that were turned away, by the reason.
fn turned_away(counts: &[(Rejection, usize)]) -> Value {
    let each = counts.iter();
    Value::Object(each.map(|(why, count)| (why.key().to_owned(), json!(count))).collect())
}

pub(super) fn degrees(at: LonLat) -> [f64; 2] {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    [round(at.lon), round(at.lat)]
}

/// The sites of a plan as a GeoJSON feature collection: what opens, what closes, and what stays and serves somebody.
pub fn siting_features(result: &SitingResult, which: usize) -> Value {
    let sites = match &result.found {
        SitingFound::Plan { plans, .. } => plans.get(which).map_or(&[][..], |plan| plan.sites.as_slice()),
        SitingFound::Nothing(_) => &[],
    };
    site_features(result, sites)
}

/// The sites of any plan of a result, that of a phase among them, as a `GeoJSON` collection.
pub fn site_features(result: &SitingResult, sites: &[PlannedSite]) -> Value {
    let shown = sites
        .iter()
        .filter(|site| site.act != SiteAct::Stays || site.people.0 > 0);
    let features: Vec<Value> = shown
        .map(|one| {
            let mut properties = site(one, &result.services);
            if let Value::Object(of) = &mut properties {
                of.remove("at");
                // Tables hold no lists.
                let keys: Vec<&str> = one
                    .houses
                    .iter()
                    .map(|housed| result.services[housed.service].key.as_str())
                    .collect();
                of.insert("services".to_owned(), json!(keys.join(",")));
                let groups = of.remove("groups");
                if let Some(Value::Object(groups)) = groups {
                    of.extend(
                        groups
                            .into_iter()
                            .map(|(group, people)| (format!("people_{group}"), people)),
                    );
                }
            }
            json!({
                "type": "Feature",
                "id": one.id,
                "geometry": { "type": "Point", "coordinates": degrees(one.at) },
                "properties": properties,
            })
        })
        .collect();
    json!({ "type": "FeatureCollection", "features": features })
}
