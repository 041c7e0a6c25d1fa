//! Compounds on their way in: gates from a file of their own are given to them, and what lies on each other is told.

use std::path::Path;

use geo::{Area, BooleanOps, BoundingRect, Coord, LineString, MultiPolygon};
use rstar::primitives::{GeomWithData, Line, Rectangle};
use rstar::{PointDistance, RTree};

use super::error::WorkflowError;
use super::import::ImportRequest;
use crate::crs::{LonLat, LonLatBox, Project, Projection};
use crate::domain::category::Catalogue;
use crate::domain::record::{Check, CompoundRecord, LayerKind, PeopleRecord, Records, Remark};
use crate::import::{self, Limits, Progress, Request};
use crate::reproject::ProjPlane;
use crate::store::LayerWriter;

/// How far a gate may lie from the outline that it belongs to, in metres.
const GATE_WITHIN_M: f64 = 30.0;
/// Share of the smaller compound that may lie on another before it is said.
const OVERLAP: f64 = 0.01;
/// Share from which it is called nested.
const NESTED: f64 = 0.95;
/// What is named one by one; the rest is counted.
const NAMED: usize = 20;
/// Gates that are listed one by one.
const LISTED: usize = 1000;

/// A file of points through which compounds are entered.
#[derive(Debug, Clone, Copy)]
pub struct GatesFile<'a> {
    /// The file.
    pub path: &'a Path,
    /// Which of its layers.
    pub layer: Option<&'a str>,
}

/// Reads the points of a file of gates. Wrong rows refuse it: a gate that is lost without a word makes every way longer.
fn read_gates(
    file: GatesFile<'_>,
    crs: Option<&str>,
    catalogue: &Catalogue,
    limits: &Limits,
    progress: &dyn Progress,
) -> Result<Vec<PeopleRecord>, WorkflowError> {
    let request = Request {
        layer: file.layer,
        crs,
        ..Request::plain(LayerKind::Hamlets, file.path, catalogue)
    };
    let read = import::read(&request, limits, progress)?;
    if let Some(wrong) = read.outcome.rejected.first() {
        return Err(WorkflowError::Gates {
            file: read.input.source,
            row: wrong.row.clone().unwrap_or_default(),
            what: wrong.what.clone(),
        });
    }
    match read.records {
        Records::Hamlets(points) => Ok(points),
        // A source gives rows of the kind that was asked for.
        _ => Ok(Vec::new()),
    }
}

/// Compounds that wait for the end of their file.
pub(super) struct Waiting {
    rows: Vec<CompoundRecord>,
    gates: Vec<PeopleRecord>,
}

impl Waiting {
    /// None yet; the gates are read.
    ///
    /// # Errors
    /// The file of gates.
    pub(super) fn for_import(
        request: &ImportRequest<'_>,
        catalogue: &Catalogue,
        progress: &dyn Progress,
    ) -> Result<Self, WorkflowError> {
        let gates = match request.gates {
            Some(file) => read_gates(file, request.crs, catalogue, &request.limits, progress)?,
            None => Vec::new(),
        };
        Ok(Self {
            rows: Vec::new(),
            gates,
        })
    }

    /// Hands the compounds on with their gates; says what a person should know of them.
    ///
    /// # Errors
    /// A full disk, a lost connection.
    pub(super) fn put(self, writer: &mut LayerWriter<'_>) -> Result<Vec<Remark>, WorkflowError> {
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        let (rows, remarks) = self.finish();
        writer.put(Records::Compounds(rows))?;
        Ok(remarks)
    }

    /// Keeps compounds back; rows of other kinds go on.
    pub(super) fn keep(&mut self, batch: Records) -> Option<Records> {
        match batch {
            Records::Compounds(rows) => {
                self.rows.extend(rows);
                None
            }
            other => Some(other),
        }
    }

    /// The compounds with their gates, and what a person should know of them.
    fn finish(self) -> (Vec<CompoundRecord>, Vec<Remark>) {
        let Self { mut rows, gates } = self;
        let corners = rows.iter().flat_map(|row| {
            let exteriors = row.outline.0.iter().flat_map(|part| &part.exterior().0);
            exteriors.map(|c| LonLat { lon: c.x, lat: c.y })
        });
        let plane = LonLatBox::around(corners).and_then(|extent| ProjPlane::new(&Projection::at(extent.centre())).ok());
        let Some(plane) = plane else {
            return (rows, Vec::new());
        };
        let outlines: Vec<MultiPolygon<f64>> = rows
            .iter()
            .map(|row| {
                plane
                    .geometry_to_metres(&row.outline)
                    .unwrap_or_else(|_| MultiPolygon(Vec::new()))
            })
            .collect();
        let mut remarks = Vec::new();
        if !gates.is_empty() {
            remarks.extend(give_gates(&mut rows, &outlines, &gates, &plane));
        }
        let without = rows.iter().filter(|row| row.gates.is_empty()).count();
        if without > 0 {
            remarks.push(remark(
                "gates",
                format!(
                    "{without} of {} compounds have no gate: how far their people walk is then a range, between walls open and walls closed",
                    rows.len()
                ),
            ));
        }
        remarks.extend(overlaps(&rows, &outlines));
        (rows, remarks)
    }
}

fn remark(field: &str, what: String) -> Remark {
    Remark::of_file(Check::Reading, Some(field), what)
}

/// Gives each gate to the compound whose outline is nearest, if that is near enough; of two that share a wall, to the first.
fn give_gates(
    rows: &mut [CompoundRecord],
    outlines: &[MultiPolygon<f64>],
    gates: &[PeopleRecord],
    plane: &ProjPlane,
) -> Vec<Remark> {
    let rings = outlines.iter().enumerate().flat_map(|(position, outline)| {
        let rings = outline
            .0
            .iter()
            .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
        rings.flat_map(LineString::lines).map(move |line| {
            let ends = Line::new([line.start.x, line.start.y], [line.end.x, line.end.y]);
            GeomWithData::new(ends, position)
        })
    });
    let walls = RTree::bulk_load(rings.collect());
    let mut lost: Vec<(&PeopleRecord, Option<f64>)> = Vec::new();
    let mut given = 0;
    for gate in gates {
        let Some(at) = plane.to_metres(gate.point).map(|Coord { x, y }| [x, y]) else {
            lost.push((gate, None));
            continue;
        };
        let nearest = walls
            .locate_within_distance(at, GATE_WITHIN_M * GATE_WITHIN_M)
            .map(|wall| (wall.distance_2(&at), wall.data))
            .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((_, position)) = nearest {
            rows[position].gates.push(gate.point);
            given += 1;
        } else {
            let distance = walls.nearest_neighbor(at).map(|wall| wall.distance_2(&at).sqrt());
            lost.push((gate, distance));
        }
    }
    let mut remarks = vec![remark(
        "gates",
        format!("{given} of {} gates belong to a compound", gates.len()),
    )];
    for (gate, distance) in lost.iter().take(LISTED) {
        let name = if gate.name.is_empty() { "a gate" } else { &gate.name };
        let far = distance.map_or(String::new(), |metres| format!("; the nearest is {metres:.0} m away"));
        remarks.push(remark(
            "gates",
            format!(
                "{name} at {:.6}, {:.6} belongs to none: no outline lies within {GATE_WITHIN_M:.0} m{far}",
                gate.point.lon, gate.point.lat
            ),
        ));
    }
    if lost.len() > LISTED {
        remarks.push(remark("gates", format!("and {} more such gates", lost.len() - LISTED)));
    }
    remarks
}

/// Compounds that lie in or on each other.
fn overlaps(rows: &[CompoundRecord], outlines: &[MultiPolygon<f64>]) -> Vec<Remark> {
    let boxed = outlines.iter().enumerate().filter_map(|(position, outline)| {
        let rect = outline.bounding_rect()?;
        let corners = Rectangle::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        Some(GeomWithData::new(corners, position))
    });
    let index = RTree::bulk_load(boxed.collect());
    let mut pairs: Vec<(usize, usize)> = index
        .intersection_candidates_with_other_tree(&index)
        .map(|(one, other)| (one.data, other.data))
        .filter(|(one, other)| one < other)
        .collect();
    pairs.sort_unstable();
    let mut found = Vec::new();
    for (one, other) in pairs {
        let (a, b) = (outlines[one].unsigned_area(), outlines[other].unsigned_area());
        let shared = outlines[one].intersection(&outlines[other]).unsigned_area();
        let share = shared / a.min(b);
        if share <= OVERLAP {
            continue;
        }
        let (small, large) = if a < b { (one, other) } else { (other, one) };
        let (small, large) = (named(rows, small), named(rows, large));
        found.push(if share >= NESTED {
            format!("{small} lies inside {large}")
        } else {
            format!(
                "{small} and {large} overlap by {shared:.0} m2, {:.0} % of the smaller one",
                share * 100.0
            )
        });
    }
    let rest = found.split_off(found.len().min(NAMED));
    let mut remarks: Vec<Remark> = found.into_iter().map(|what| remark("geometry", what)).collect();
    if !rest.is_empty() {
        remarks.push(remark(
            "geometry",
            format!("and {} more pairs of compounds overlap", rest.len()),
        ));
    }
    remarks
}

fn named(rows: &[CompoundRecord], position: usize) -> String {
    let row = &rows[position];
    let code = row.code.as_ref().map(|code| code.value.clone());
    Some(row.name.clone())
        .filter(|name| !name.is_empty())
        .or(code)
        .unwrap_or_else(|| format!("compound {}", position + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people_group::GroupCounts;
    use crate::domain::record::FireWater;
    use geo::{Rect, coord};

    fn compound(name: &str, west: f64, south: f64, east: f64, north: f64) -> CompoundRecord {
        CompoundRecord {
            code: None,
            name: name.to_owned(),
            outline: Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north })
                .to_polygon()
                .into(),
            gates: Vec::new(),
            as_of: None,
            accuracy_m: None,
        }
    }

    fn gate(name: &str, lon: f64, lat: f64) -> PeopleRecord {
        PeopleRecord {
            name: name.to_owned(),
            parent_code: None,
            people: None,
            groups: GroupCounts::UNCOUNTED,
            basis: None,
            households: None,
            fire_water: FireWater::UNKNOWN,
            point: LonLat { lon, lat },
            as_of: None,
            accuracy_m: None,
        }
    }

    fn finished(rows: Vec<CompoundRecord>, gates: &[PeopleRecord]) -> (Vec<CompoundRecord>, Vec<String>) {
        let (rows, remarks) = Waiting {
            rows,
            gates: gates.to_vec(),
        }
        .finish();
        (rows, remarks.into_iter().map(|remark| remark.what).collect())
    }

    #[test]
    fn a_gate_goes_to_the_nearest_outline_within_thirty_metres_and_others_are_listed() {
        // A degree of longitude is 100.9 km at 25 degrees north: 0.0002 are 20 m, 0.0004 are 40 m.
        let rows = vec![
            compound("west", 102.0, 25.0, 102.001, 25.001),
            compound("east", 102.0013, 25.0, 102.002, 25.001),
        ];
        let gates = [
            gate("between", 102.0012, 25.0005),
            gate("inside", 102.0001, 25.0005),
            gate("too far", 102.0024, 25.0005),
        ];
        let (rows, said) = finished(rows, &gates);
        assert_eq!(rows[0].gates, [gates[1].point]);
        assert_eq!(rows[1].gates, [gates[0].point], "10 m are nearer than 20 m");
        assert_eq!(said[0], "2 of 3 gates belong to a compound");
        assert!(
            said[1].starts_with("too far at 102.002400, 25.000500") && said[1].ends_with("the nearest is 40 m away"),
            "{said:?}"
        );
        assert_eq!(said.len(), 2, "{said:?}");
    }

    #[test]
    fn compounds_without_gates_nested_ones_and_overlaps_are_told() {
        let rows = vec![
            compound("outer", 102.0, 25.0, 102.01, 25.01),
            compound("inner", 102.002, 25.002, 102.004, 25.004),
            compound("beside", 102.009, 25.0, 102.012, 25.01),
        ];
        let (_, said) = finished(rows, &[]);
        assert!(said[0].starts_with("3 of 3 compounds have no gate"), "{said:?}");
        assert_eq!(said[1], "inner lies inside outer");
        assert!(
            said[2].starts_with("beside and outer overlap by") && said[2].ends_with("33 % of the smaller one"),
            "{said:?}"
        );
    }
}
