//! The workspace's barriers and compounds, in metres of the study area.

use geo::{BoundingRect, Coord, LineString, MultiPolygon};

use super::error::WorkflowError;
use super::scenario_streets;
use crate::domain::barrier::{BarrierKind, BarrierShape};
use crate::domain::edit::{SOURCE, StreetEdits};
use crate::reproject::{ProjPlane, ReprojectError};
use crate::store::{StoredBarrier, StoredCompound};
use crate::streets::{
    ClosingLine, Closures, Compound, Compounds, LegBarriers, StreetLine, Surroundings, WayClass, outlines,
};

/// What stands between homes and streets, with the names of the barriers, and what closes streets.
pub(super) struct LoadedBarriers {
    pub(super) surroundings: Surroundings,
    /// In the order of the lines: those that reach farthest first.
    pub(super) names: Vec<String>,
    pub(super) closures: Closures,
    /// Ground of water, in metres of the study area.
    pub(super) water: Vec<MultiPolygon<f64>>,
}

/// Projects barriers and compounds. Expressways among the streets are barriers too, and so is what a scenario closes.
pub(super) fn load_barriers(
    barriers: &[StoredBarrier],
    compounds: &[StoredCompound],
    streets: &[StreetLine],
    plane: &ProjPlane,
    edits: &StreetEdits,
) -> Result<LoadedBarriers, WorkflowError> {
    let mut lines: Vec<(Vec<Coord<f64>>, String)> = Vec::new();
    let mut closures = Closures::default();
    let mut water = Vec::new();
    for row in barriers {
        let record = &row.record;
        let called = if record.name.is_empty() {
            record.kind.key().to_owned()
        } else {
            record.name.clone()
        };
        match &record.shape {
            BarrierShape::Line(shape) => {
                for line in &plane.geometry_to_metres(shape).map_err(at("barriers", row.id))? {
                    lines.push((line.0.clone(), called.clone()));
                    if record.closes {
                        closures.lines.push(ClosingLine {
                            course: line.0.clone(),
                            openings: Vec::new(),
                        });
                    }
                }
            }
            BarrierShape::Area(shape) => {
                let area = plane.geometry_to_metres(shape).map_err(at("barriers", row.id))?;
                lines.extend(outlines([&area]).map(|ring| (ring.to_vec(), called.clone())));
                if record.kind == BarrierKind::Water {
                    water.push(area.clone());
                }
                if record.closes {
                    closures.areas.push(area);
                }
            }
        }
    }
    let expressways = streets
        .iter()
        .filter(|street| street.level == 0 && (street.facts.class == WayClass::Motorway || street.facts.motorroad));
    lines.extend(expressways.map(|street| (street.course.clone(), BarrierKind::Expressway.key().to_owned())));
    scenario_streets::close(edits, &mut closures);
    lines.extend(scenario_streets::walls(edits).map(|wall| (wall, SOURCE.to_owned())));
    let compounds = load_compounds(compounds, plane)?;
    for compound in compounds.all().iter().filter(|compound| !compound.gates.is_empty()) {
        closures
            .lines
            .extend(outlines([&compound.ground]).map(|ring| ClosingLine {
                course: ring.to_vec(),
                openings: compound.gates.clone(),
            }));
    }
    // Of several that lie between a home and a door the first is named: the river, not the pond beside it.
    lines.sort_by(|a, b| extent(&b.0).total_cmp(&extent(&a.0)));
    let (courses, names): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
    let legs = (!courses.is_empty()).then(|| LegBarriers::new(courses.iter().map(Vec::as_slice)));
    Ok(LoadedBarriers {
        surroundings: Surroundings::new(legs, compounds),
        names,
        closures,
        water,
    })
}

/// How far a line reaches, from corner to corner of its box.
fn extent(course: &[Coord<f64>]) -> f64 {
    let rect = LineString::from(course.to_vec()).bounding_rect();
    rect.map_or(0.0, |rect| rect.width().hypot(rect.height()))
}

fn load_compounds(stored: &[StoredCompound], plane: &ProjPlane) -> Result<Compounds, WorkflowError> {
    let compounds = stored.iter().map(|row| {
        let ground = plane
            .geometry_to_metres(&row.record.outline)
            .map_err(at("compounds", row.id))?;
        let gates: LineString<f64> = row
            .record
            .gates
            .iter()
            .map(|gate| Coord {
                x: gate.lon,
                y: gate.lat,
            })
            .collect();
        let gates = plane.geometry_to_metres(&gates).map_err(at("compounds", row.id))?.0;
        Ok(Compound { ground, gates })
    });
    Ok(Compounds::new(compounds.collect::<Result<_, WorkflowError>>()?))
}

fn at(layer: &'static str, row: i64) -> impl Fn(ReprojectError) -> WorkflowError {
    move |source| WorkflowError::Project { layer, row, source }
}
