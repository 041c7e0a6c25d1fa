//! From the workspace to the desk: the assessment in force, its layers and its lists.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{Geometry, Point};
use sha2::{Digest as _, Sha256};

use super::desk::{Desk, PlaceIndex};
use super::desk_layers::{self, layer};
use super::desk_lists::{gap_index, places};
use super::error::WorkflowError;
use super::load_town::load_town;
use super::scenario_layers;
use super::scenario_world;
use super::street_desk::StreetDesk;
use super::travels;
use super::units::{self, property};
use crate::domain::edit::World;
use crate::report::{community_facts, own_travels};
use crate::store::{GapRow, Location, SavedAssessment, StoredBarrier, StoredStreet, StoredTown, Workspace};
use crate::tiles::{Feature, Ladder, Merge, Thin, TileSet};

/// What a desk shows of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The latest assessment of this scenario, rather than the one in force.
    pub scenario: Option<String>,
    /// Where how many people live, point by point, as a layer of its own: who may see the results need not be one who may see that.
    pub demand: bool,
}

/// The layers of a desk, each of which can be granted alone. Ladders, merged points and thinned streets go with the layers that they show.
pub const DESK_LAYERS: [&str; 16] = [
    "communities",
    "facilities",
    "proposals",
    "circles",
    "gaps",
    "gap_points",
    "land",
    "buildings",
    "streets",
    "barriers",
    "changes",
    "demand",
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
    let scenario = scenario.map(str::to_owned);
    load_desk_as(
        location,
        &Shown {
            scenario,
            demand: false,
        },
    )
}

/// As [`load_desk`], with what is to be shown.
///
/// # Errors
/// As [`load_desk`].
pub fn load_desk_as(location: &Location, wanted: &Shown) -> Result<Desk, WorkflowError> {
    // What is read is one state; a country's tiles take a minute to make ready, in which others may write.
    let read = Workspace::open_read_only(location)?.read_as_one(|workspace| read(workspace, location, wanted))?;
    made_ready(read, location, wanted)
}

/// An assessment that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawable {
    /// The scenario that it is of; `None` for what stands.
    pub scenario: Option<String>,
    /// Its number.
    pub assessment: i64,
}

/// The assessments of a workspace that can be drawn: the one in force, and the latest of each scenario. Of earlier ones only the documents
/// are kept.
///
/// # Errors
/// The workspace can't be read.
pub fn drawable(location: &Location) -> Result<Vec<Drawable>, WorkflowError> {
    Workspace::open_read_only(location)?.read_as_one(|workspace| {
        let in_force = workspace.assessment_in_force()?;
        let mut all: Vec<Drawable> = in_force
            .into_iter()
            .map(|assessment| Drawable {
                scenario: None,
                assessment,
            })
            .collect();
        all.extend(
            workspace
                .assessed_scenarios()?
                .into_iter()
                .map(|(name, assessment)| Drawable {
                    scenario: Some(name),
                    assessment,
                }),
        );
        Ok(all)
    })
}

/// All that a desk is made of.
struct Read {
    world: World,
    assessment: SavedAssessment,
    /// As the scenario has it.
    stored: StoredTown,
    proposals: Vec<scenario_layers::Proposal>,
    streets: Vec<StoredStreet>,
    street_desk: Option<StreetDesk>,
    barriers: Vec<StoredBarrier>,
    /// Of units, by their codes.
    names: BTreeMap<String, String>,
    version: String,
}

fn read(workspace: &Workspace, location: &Location, wanted: &Shown) -> Result<Read, WorkflowError> {
    let shown = location.to_string();
    let scenario = wanted.scenario.as_deref();
    let (world, saved) = match scenario {
        None => (World::default(), workspace.assessment()?),
        Some(name) => (
            scenario_world::world_of(workspace.scenario(name)?),
            workspace.scenario_assessment(name)?,
        ),
    };
    let assessment = saved.ok_or_else(|| match scenario {
        None => WorkflowError::NoAssessment(shown.clone()),
        Some(name) => WorkflowError::ScenarioNotAssessed(name.to_owned()),
    })?;
    let mut stored = workspace.town_at(world.base)?;
    let before = if world.edits.is_empty() {
        Vec::new()
    } else {
        stored.sites.clone()
    };
    scenario_layers::apply_to_sites(&mut stored, &world.edits);
    let proposals = scenario_layers::proposals(&before, &stored.sites, &world.edits);
    drop(before);
    let streets = workspace.streets_at(world.base)?;
    let street_desk = if streets.is_empty() {
        None
    } else {
        let travels = travels::known_with_kept(own_travels(&assessment.document))?;
        Some(StreetDesk::read(workspace, &stored, &shown, travels, &world)?)
    };
    let version = version_of(
        workspace,
        (assessment.number, &assessment.rows.inputs_sha256),
        &world,
        wanted,
    )?;
    Ok(Read {
        barriers: workspace.barriers_at(world.base)?,
        names: units::names(workspace, world.base)?,
        world,
        assessment,
        stored,
        proposals,
        streets,
        street_desk,
        version,
    })
}

fn made_ready(read: Read, location: &Location, wanted: &Shown) -> Result<Desk, WorkflowError> {
    let Read {
        world,
        assessment: SavedAssessment { document, rows, .. },
        stored,
        proposals,
        mut streets,
        street_desk,
        barriers,
        names,
        version,
    } = read;
    let hosts = hosts(&stored, &location.to_string())?;
    if let Some(desk) = &street_desk {
        desk.prepare();
    }
    let changes = scenario_layers::changes(&world.edits, &streets);
    scenario_layers::without_closed(&mut streets, &world.edits);
    let facts = community_facts(&document);
    let dot = |row: &GapRow| (row.people > 0.0).then(|| Geometry::from(Point::new(row.point[0], row.point[1])));
    let mut layers = vec![
        layer("communities", desk_layers::communities(&stored, &rows, &facts), &rows),
        layer(
            "facilities",
            desk_layers::facilities(&stored, &hosts, &proposals),
            &rows,
        ),
        layer("proposals", desk_layers::proposals(&proposals), &rows),
        layer("circles", desk_layers::circles(&rows), &rows),
        layer(
            "gaps",
            desk_layers::gaps(&stored, &rows, |row| Some(Geometry::from(row.ground.clone()))),
            &rows,
        ),
        layer("gap_points", desk_layers::gaps(&stored, &rows, dot), &rows),
        layer("land", desk_layers::land(&stored), &rows),
        layer("buildings", desk_layers::buildings(&stored), &rows),
        layer("streets", streets.into_iter().map(desk_layers::street), &rows),
        layer("barriers", barriers.into_iter().map(desk_layers::barrier), &rows),
        layer("changes", changes.into_iter().zip(1..).map(change), &rows),
    ];
    if wanted.demand {
        layers.push(layer("demand", desk_layers::demand(&stored), &rows));
    }
    for (name, level) in units::LAYERS {
        layers.push(layer(name, units::units(&stored, &rows, &names, level), &rows));
    }
    let rungs = units::LAYERS.iter().map(|(name, _)| *name).chain(["communities"]);
    let units = Ladder {
        name: "units".to_owned(),
        rungs: rungs.map(str::to_owned).collect(),
    };
    let drawn = || {
        let tiles = TileSet::new(version.clone(), layers)?.with_ladder(units)?;
        let tiles = merges(wanted.demand).into_iter().try_fold(tiles, TileSet::with_merge)?;
        tiles.with_thin(thinned_streets())
    };
    let (tiles, places) = rayon::join(drawn, || PlaceIndex::new(places(&stored, &hosts)));
    let tiles = tiles?;
    Ok(Desk {
        version,
        title: location.name(),
        scenario: wanted.scenario.clone(),
        assessment: Arc::from(document),
        gaps: gap_index(&rows),
        places,
        tiles,
        streets: street_desk.map(Arc::new),
        attribution: attribution(&stored),
    })
}

/// What names all that is drawn: addresses with it are kept for good, so it is another one whenever anything else is drawn. The number is for people;
/// the digest tells apart two workspaces that both have an assessment 1, the layers and changes that came after it, and what is shown beside.
fn version_of(
    workspace: &Workspace,
    (number, inputs): (i64, &str),
    world: &World,
    wanted: &Shown,
) -> Result<String, WorkflowError> {
    let versions = workspace.versions()?;
    let layers = match world.base {
        Some(base) => versions.iter().find(|version| version.number == base),
        None => versions.last(),
    };
    let drawn = format!("{inputs} {layers:?} {:?} {}", world.edits, wanted.demand);
    let digest = Sha256::digest(drawn.as_bytes());
    let digest: Vec<String> = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{number}-{}", digest.concat()))
}

fn change((change, id): (scenario_layers::Change, i64)) -> Feature {
    let mut properties = vec![property("kind", change.kind), property("name", change.name)];
    properties.extend(change.level.map(|level| property("level", i64::from(level))));
    desk_layers::feature(id, change.shape, properties)
}

/// Streets from afar: a zoom shows the classes that the styles draw at it.
fn thinned_streets() -> Thin {
    let from = [("minor", 13), ("path", 14)];
    Thin {
        name: "streets_thinned".to_owned(),
        of: "streets".to_owned(),
        by: "class".to_owned(),
        from: from.map(|(class, zoom)| (class.to_owned(), zoom)).to_vec(),
    }
}

/// What is merged when it is seen from afar. Gaps of different circles and services speak of the same people, so they stay apart; so do
/// hamlets and points of a population table, and people that were counted otherwise.
fn merges(demand: bool) -> Vec<Merge> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let people = demand.then(|| Merge {
        name: "demand_merged".to_owned(),
        of: "demand".to_owned(),
        apart: names(&["kind", "population_basis"]),
        sums: names(&["people", "households"]),
        words: None,
    });
    let always = [
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
    ];
    always.into_iter().chain(people).collect()
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
