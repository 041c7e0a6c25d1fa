//! From the workspace to the desk: the assessment in force, its layers and its lists.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{Geometry, Point};

use super::desk::{Desk, PlaceIndex};
use super::desk_lists::{gap_index, places};
use super::error::WorkflowError;
use super::load_town::load_town;
use super::scenario_layers;
use super::scenario_world;
use super::street_desk::StreetDesk;
use super::travels;
use super::units::{self, property};
use crate::domain::barrier::BarrierShape;
use crate::domain::edit::World;
use crate::report::own_travels;
use crate::store::{AssessmentRows, Location, SavedAssessment, StoredBarrier, StoredLand, StoredTown, Workspace};
use crate::tiles::{Feature, Ladder, Layer, Merge, TileSet, Value};

/// The layers of a desk, each of which can be granted alone. Ladders and merged points go with the layers that they show.
pub const DESK_LAYERS: [&str; 14] = [
    "communities",
    "facilities",
    "circles",
    "gaps",
    "gap_points",
    "land",
    "buildings",
    "streets",
    "barriers",
    "changes",
    "provinces",
    "prefectures",
    "counties",
    "towns",
];

/// Reads the assessment in force, or the latest of a scenario, and makes its layers ready to be served.
///
/// # Errors
/// The workspace, or the lack of an assessment.
pub fn load_desk(location: &Location, scenario: Option<&str>) -> Result<Desk, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| read_desk(workspace, location, scenario))
}

fn read_desk(workspace: &Workspace, location: &Location, scenario: Option<&str>) -> Result<Desk, WorkflowError> {
    let shown = location.to_string();
    let (world, saved) = match scenario {
        None => (World::default(), workspace.assessment()?),
        Some(name) => (
            scenario_world::world_of(workspace.scenario(name)?),
            workspace.scenario_assessment(name)?,
        ),
    };
    let SavedAssessment { number, document, rows } = saved.ok_or_else(|| match scenario {
        None => WorkflowError::NoAssessment(shown.clone()),
        Some(name) => WorkflowError::ScenarioNotAssessed(name.to_owned()),
    })?;
    let mut stored = workspace.town_at(world.base)?;
    scenario_layers::apply_to_sites(&mut stored, &world.edits);
    let hosts = hosts(&stored, &shown)?;
    let mut streets = workspace.streets_at(world.base)?;
    let street_desk = if streets.is_empty() {
        None
    } else {
        let travels = travels::known_with_kept(own_travels(&document))?;
        let desk = StreetDesk::read(workspace, &stored, &shown, travels, &world)?;
        desk.prepare();
        Some(Arc::new(desk))
    };
    let changes = scenario_layers::changes(&world.edits, &streets);
    scenario_layers::without_closed(&mut streets, &world.edits);
    let mut layers = vec![
        layer("communities", communities(&stored, &rows)),
        layer("facilities", facilities(&stored, &hosts)),
        layer("circles", circles(&rows)),
        layer("gaps", gaps(&rows, |row| Some(Geometry::from(row.ground.clone())))),
        layer(
            "gap_points",
            gaps(&rows, |row| {
                (row.people > 0.0).then(|| Geometry::from(Point::new(row.point[0], row.point[1])))
            }),
        ),
        layer("land", land(&stored)),
        layer("buildings", buildings(&stored)),
        layer(
            "streets",
            streets.into_iter().map(|row| {
                let (id, street) = (row.id, row.record);
                let mut properties = vec![property("class", street.class)];
                if !street.name.is_empty() {
                    properties.push(property("name", street.name));
                }
                feature(id, Geometry::from(street.course), properties)
            }),
        ),
        layer("barriers", workspace.barriers_at(world.base)?.into_iter().map(barrier)),
        layer(
            "changes",
            changes.into_iter().zip(1..).map(|(change, id)| {
                let mut properties = vec![property("kind", change.kind), property("name", change.name)];
                properties.extend(change.level.map(|level| property("level", i64::from(level))));
                feature(id, change.shape, properties)
            }),
        ),
    ];
    for (name, level) in units::LAYERS {
        layers.push(layer(name, units::units(&stored, &rows, level)));
    }
    // The digest, not the number, names the version: two workspaces may both have an assessment 1.
    let version = format!(
        "{number}-{}",
        rows.inputs_sha256.get(..12).unwrap_or(&rows.inputs_sha256)
    );
    let rungs = units::LAYERS.iter().map(|(name, _)| *name).chain(["communities"]);
    let tiles = TileSet::new(version.clone(), layers)?.with_ladder(Ladder {
        name: "units".to_owned(),
        rungs: rungs.map(str::to_owned).collect(),
    })?;
    let tiles = merges().into_iter().try_fold(tiles, TileSet::with_merge)?;
    Ok(Desk {
        version,
        title: location.name(),
        assessment: Arc::from(document),
        gaps: gap_index(&rows),
        places: PlaceIndex::new(places(&stored, &hosts)),
        tiles,
        streets: street_desk,
        attribution: attribution(&stored),
    })
}

/// What is merged when it is seen from afar. Gaps of different circles and services speak of the same people, so they stay apart.
fn merges() -> [Merge; 2] {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    [
        Merge {
            name: "facilities_merged".to_owned(),
            of: "facilities".to_owned(),
            apart: names(&["state"]),
            sums: Vec::new(),
            words: Some("categories".to_owned()),
        },
        Merge {
            name: "gap_points_merged".to_owned(),
            of: "gap_points".to_owned(),
            apart: names(&["circle", "group"]),
            sums: names(&["people", "land_m2"]),
            words: None,
        },
    ]
}

/// Names of the communities that host each site.
fn hosts(stored: &StoredTown, workspace: &str) -> Result<BTreeMap<i64, String>, WorkflowError> {
    let town = load_town(stored, workspace)?.town;
    let names: BTreeMap<_, _> = town
        .communities
        .iter()
        .map(|community| (community.id, &community.name))
        .collect();
    Ok(town
        .sites
        .iter()
        .filter_map(|site| Some((site.id.0, (*names.get(&site.host?)?).clone())))
        .collect())
}

fn layer(name: &str, features: impl IntoIterator<Item = Feature>) -> Layer {
    let (min_zoom, max_zoom) = match name {
        "buildings" => (12, 16),
        "streets" | "barriers" => (8, 16),
        _ => (0, 16),
    };
    Layer {
        name: name.to_owned(),
        features: features.into_iter().collect(),
        min_zoom,
        max_zoom,
        fields: Vec::new(),
    }
}

fn feature(id: i64, geometry: Geometry<f64>, properties: Vec<(Arc<str>, Value)>) -> Feature {
    Feature {
        id: id.unsigned_abs(),
        geometry,
        properties,
    }
}

fn communities(stored: &StoredTown, rows: &AssessmentRows) -> Vec<Feature> {
    let coverage = grouped(&rows.coverage, |found| found.community);
    let counts = grouped(&rows.counts, |counts| counts.community);
    stored
        .communities
        .iter()
        .map(|row| {
            let mut properties = vec![property("name", row.record.name.clone())];
            if let Some(code) = &row.record.code {
                properties.push(property("code", code.value.clone()));
            }
            if row.record.provisional {
                properties.push(property("provisional", 1_i64));
            }
            let own = coverage.get(&row.id).into_iter().flatten();
            if let Some(people) = own.clone().find_map(|found| found.people) {
                properties.push(property("people", people));
            }
            for found in own {
                let key = |what: &str| format!("{}/{}/{what}", found.circle, found.service);
                properties.push(property(&key("verdict"), found.verdict.clone()));
                if let Some(share) = found.share {
                    properties.push(property(&key("share"), share));
                }
                if found.near_the_line {
                    properties.push(property(&key("near"), 1_i64));
                }
            }
            // How many services were assessed says nothing of ground that was made from them.
            let told = counts.get(&row.id).filter(|_| !row.record.provisional);
            for counts in told.into_iter().flatten() {
                properties.push(property(&format!("{}/assessed", counts.circle), counts.assessed));
                if let Some(mean) = counts.mean_reached {
                    properties.push(property(&format!("{}/mean", counts.circle), mean));
                }
            }
            feature(row.id, Geometry::from(row.record.boundary.clone()), properties)
        })
        .collect()
}

fn grouped<T>(rows: &[T], community: impl Fn(&T) -> i64) -> BTreeMap<i64, Vec<&T>> {
    let mut groups: BTreeMap<i64, Vec<&T>> = BTreeMap::new();
    for row in rows {
        groups.entry(community(row)).or_default().push(row);
    }
    groups
}

fn facilities(stored: &StoredTown, hosts: &BTreeMap<i64, String>) -> Vec<Feature> {
    stored
        .sites
        .iter()
        .map(|row| {
            let record = &row.record;
            let categories: Vec<&str> = record
                .functions
                .iter()
                .map(|function| function.category.as_str())
                .collect();
            let mut properties = vec![
                property("name", record.name.clone()),
                property("categories", format!(";{};", categories.join(";"))),
                property("source", row.source.clone()),
            ];
            if let Some(first) = record.functions.first() {
                properties.push(property("category", first.category.clone()));
                properties.push(property("state", first.state.key()));
            }
            if let Some(host) = hosts.get(&row.id) {
                properties.push(property("host", host.clone()));
            }
            if let Some(accuracy) = record.accuracy_m {
                properties.push(property("accuracy_m", accuracy));
            }
            feature(
                row.id,
                Geometry::from(Point::new(record.point.lon, record.point.lat)),
                properties,
            )
        })
        .collect()
}

fn circles(rows: &AssessmentRows) -> Vec<Feature> {
    let properties = |row: &crate::store::ReachRow| {
        vec![
            property("circle", row.circle.clone()),
            property("group", row.service.clone()),
            property("radius_m", row.radius_m),
            property("facilities", row.sites),
        ]
    };
    rows.reach
        .iter()
        .zip(1..)
        .map(|(row, id)| feature(id, Geometry::from(row.ground.clone()), properties(row)))
        .collect()
}

fn gaps(rows: &AssessmentRows, geometry: impl Fn(&crate::store::GapRow) -> Option<Geometry<f64>>) -> Vec<Feature> {
    rows.gaps
        .iter()
        .filter_map(|row| {
            let mut properties = vec![
                property("circle", row.circle.clone()),
                property("group", row.service.clone()),
                property("community", row.community),
                property("community_name", row.community_name.clone()),
                property("people", row.people),
                property("land_m2", row.land_m2),
            ];
            properties.extend(row.nearest_m.map(|metres| property("nearest_m", metres)));
            Some(feature(row.id, geometry(row)?, properties))
        })
        .collect()
}

fn land(stored: &StoredTown) -> Vec<Feature> {
    let piece = |land: &StoredLand| {
        feature(
            land.id,
            Geometry::from(land.record.ground.clone()),
            vec![property("use", land.record.land_use.clone())],
        )
    };
    stored.land.iter().map(piece).collect()
}

fn buildings(stored: &StoredTown) -> Vec<Feature> {
    stored
        .buildings
        .iter()
        .map(|row| {
            let dwelling = vec![property("dwelling", i64::from(row.record.dwelling))];
            feature(row.id, Geometry::from(row.record.footprint.clone()), dwelling)
        })
        .collect()
}

fn barrier(row: StoredBarrier) -> Feature {
    let mut properties = vec![property("kind", row.record.kind.key())];
    if !row.record.name.is_empty() {
        properties.push(property("name", row.record.name));
    }
    let shape = match row.record.shape {
        BarrierShape::Line(line) => Geometry::from(line),
        BarrierShape::Area(area) => Geometry::from(area),
    };
    feature(row.id, shape, properties)
}

/// OpenStreetMap asks to be named wherever its data are shown.
fn attribution(stored: &StoredTown) -> Vec<String> {
    let osm: BTreeSet<&str> = stored
        .inputs
        .iter()
        .filter(|input| {
            std::path::Path::new(&input.source)
                .extension()
                .is_some_and(|extension| extension == "pbf")
        })
        .map(|_| "© OpenStreetMap contributors (ODbL)")
        .collect();
    osm.into_iter().map(str::to_owned).collect()
}
