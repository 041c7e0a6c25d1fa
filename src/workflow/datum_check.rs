//! Holding a layer against lines of which the datum is known, before it goes in.

use std::path::Path;

use geo::{Coord, CoordsIter, LineString};

use super::error::WorkflowError;
use crate::crs::datum_detection::{Examination, Reference, Verdict, examine};
use crate::crs::{Datum, LonLat, LonLatBox, PlaceIn, SHIFTED_GROUND};
use crate::domain::barrier::BarrierShape;
use crate::domain::record::Records;
use crate::import::{self, Limits, OutlineRequest, Progress};
use crate::store::{StoreError, Workspace};

/// What a comparison found.
#[derive(Debug, Clone, PartialEq)]
pub struct DatumFinding {
    /// What the layer was compared with, in words.
    pub reference: String,
    /// What came of it.
    pub examination: Examination,
}

/// What is known of a layer's datum.
#[derive(Debug, Clone, PartialEq)]
pub enum DatumCheck {
    /// The layer lies outside China, where web maps shift nothing.
    NotNeeded,
    /// There was nothing to compare with.
    NotChecked,
    /// Every comparison that could be made; their common verdict is [`DatumCheck::claim`].
    Checked(Vec<DatumFinding>),
}

/// A named set of lines.
pub(super) type NamedReference = (String, Reference);

impl DatumCheck {
    /// The datum that the comparisons speak for: at least one, and none against it.
    pub fn claim(&self) -> Option<Datum> {
        let Self::Checked(findings) = self else { return None };
        let mut claims: Vec<Datum> = findings
            .iter()
            .filter_map(|finding| match finding.examination.verdict {
                Verdict::Fits(hypothesis) if !hypothesis.swapped => Some(hypothesis.datum),
                _ => None,
            })
            .collect();
        claims.sort_unstable();
        claims.dedup();
        match claims.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// In one line for a report; `None` where there is nothing to say.
    pub fn line(&self) -> Option<String> {
        match self {
            Self::NotNeeded => None,
            Self::NotChecked => Some(
                "not checked: there was no reference: the workspace has neither communities nor streets to compare with, so nothing tells whether these coordinates are shifted by some hundred metres (GCJ-02, BD-09); --reference FILE names a layer of known datum"
                    .to_owned(),
            ),
            Self::Checked(findings) => {
                let each = findings
                    .iter()
                    .map(|finding| format!("against {}: {}", finding.reference, finding.examination.verdict));
                Some(each.collect::<Vec<_>>().join("; "))
            }
        }
    }
}

/// The lines that a workspace knows.
pub(super) fn of_workspace(workspace: &Workspace) -> Result<Vec<NamedReference>, StoreError> {
    let communities = workspace.communities()?;
    let areas = communities.iter().flat_map(|row| &row.record.boundary.0);
    let rings = areas.flat_map(|area| std::iter::once(area.exterior()).chain(area.interiors()));
    let borders = Reference::new(rings.flat_map(segments));
    let streets = workspace.streets()?;
    let streets = Reference::new(streets.iter().flat_map(|street| segments(&street.record.course)));
    let named = [
        ("the communities of the workspace", borders),
        ("the streets of the workspace", streets),
    ];
    Ok(named
        .into_iter()
        .filter(|(_, reference)| !reference.is_empty())
        .map(|(name, reference)| (name.to_owned(), reference))
        .collect())
}

/// The lines of a file, which must say its own reference system.
pub(super) fn of_file(path: &Path, limits: &Limits, progress: &dyn Progress) -> Result<NamedReference, WorkflowError> {
    let request = OutlineRequest {
        path,
        layer: None,
        crs: None,
        map: &[],
    };
    let outline = import::outline(&request, limits, progress)?;
    let lines = outline.parts.iter().flat_map(|part| part.windows(2));
    let reference = Reference::new(lines.map(|pair| [place(pair[0]), place(pair[1])]));
    if reference.is_empty() {
        return Err(WorkflowError::NoReference(outline.file));
    }
    Ok((outline.file, reference))
}

fn place(coord: Coord<f64>) -> LonLat {
    LonLat {
        lon: coord.x,
        lat: coord.y,
    }
}

fn segments(line: &LineString<f64>) -> impl Iterator<Item = [LonLat; 2]> + '_ {
    line.0.windows(2).map(|pair| [place(pair[0]), place(pair[1])])
}

/// Compares coordinates, as their source draws them, with every reference.
pub(super) fn compare(drawn: &[Coord<f64>], references: &[NamedReference]) -> Vec<DatumFinding> {
    let compared = references.iter().map(|(name, reference)| DatumFinding {
        reference: name.clone(),
        examination: examine(drawn, reference),
    });
    compared.collect()
}

/// Corners that are kept while a file is read; beyond that every second one is let go, again and again.
const MOST_KEPT: usize = 200_000;

/// The coordinates of a file on their way by: enough of them to tell the datum, whatever its length.
pub(super) struct Passing {
    read_in: Datum,
    references: Vec<NamedReference>,
    kept: Vec<Coord<f64>>,
    every: usize,
    seen: usize,
}

impl Passing {
    /// For a file that is read in a datum.
    pub(super) fn new(read_in: Datum, references: Vec<NamedReference>) -> Self {
        Self {
            read_in,
            references,
            kept: Vec::new(),
            every: 1,
            seen: 0,
        }
    }

    /// Sees a batch.
    pub(super) fn see(&mut self, records: &Records) {
        for coord in coords(records) {
            if self.seen.is_multiple_of(self.every) {
                self.kept.push(coord);
            }
            self.seen += 1;
            if self.kept.len() > MOST_KEPT {
                self.kept = self.kept.iter().copied().step_by(2).collect();
                self.every *= 2;
            }
        }
    }

    /// What the coordinates say.
    pub(super) fn check(self) -> DatumCheck {
        let ground = LonLatBox::around(self.kept.iter().map(|c| place(*c)));
        let in_china = ground.is_some_and(|ground| SHIFTED_GROUND.contains(ground.centre()));
        if self.read_in == Datum::Cgcs2000 && !in_china {
            return DatumCheck::NotNeeded;
        }
        if self.references.is_empty() {
            return DatumCheck::NotChecked;
        }
        let drawn: Vec<Coord<f64>> = self
            .kept
            .into_iter()
            .map(|coord| PlaceIn::drawn(place(coord), self.read_in))
            .map(|drawn| Coord {
                x: drawn.lon,
                y: drawn.lat,
            })
            .collect();
        DatumCheck::Checked(compare(&drawn, &self.references))
    }
}

fn coords(records: &Records) -> Vec<Coord<f64>> {
    let point = |place: LonLat| Coord {
        x: place.lon,
        y: place.lat,
    };
    match records {
        Records::Communities(rows) => rows.iter().flat_map(|row| row.boundary.coords_iter()).collect(),
        Records::Facilities(rows) => rows.iter().map(|row| point(row.point)).collect(),
        Records::Hamlets(rows) | Records::Population(rows) => rows.iter().map(|row| point(row.point)).collect(),
        Records::Buildings(rows) => rows.iter().flat_map(|row| row.footprint.coords_iter()).collect(),
        Records::Land(rows) => rows.iter().flat_map(|row| row.ground.coords_iter()).collect(),
        Records::Streets(rows) => rows.iter().flat_map(|row| row.course.coords_iter()).collect(),
        Records::Barriers(rows) => rows.iter().flat_map(|row| shape_coords(&row.shape)).collect(),
        Records::Compounds(rows) => rows.iter().flat_map(|row| row.outline.coords_iter()).collect(),
        Records::Register(_) | Records::Successions(_) => Vec::new(),
    }
}

fn shape_coords(shape: &BarrierShape) -> Vec<Coord<f64>> {
    match shape {
        BarrierShape::Line(lines) => lines.coords_iter().collect(),
        BarrierShape::Area(ground) => ground.coords_iter().collect(),
    }
}

/// Refuses a layer that is evidently in another datum than it was read in.
pub(super) fn refuse(check: &DatumCheck, file: &str, crs: &str, read_in: Datum) -> Result<(), WorkflowError> {
    let (Some(found), DatumCheck::Checked(findings)) = (check.claim(), check) else {
        return Ok(());
    };
    if found == read_in {
        return Ok(());
    }
    let evidence: Vec<String> = findings
        .iter()
        .filter(|finding| matches!(finding.examination.verdict, Verdict::Fits(_)))
        .map(|finding| format!("against {}, {}", finding.reference, finding.examination))
        .collect();
    let in_degrees = read_in != Datum::Cgcs2000 || ["EPSG:4326", "EPSG:4490"].contains(&crs);
    let advice = if in_degrees {
        format!("pass --crs {}", found.flag())
    } else {
        format!(
            "its degrees were in {} before they were projected; export it in degrees and pass --crs {}",
            found.name(),
            found.flag()
        )
    };
    let off_m = findings
        .iter()
        .filter_map(|finding| match &finding.examination.verdict {
            Verdict::Fits(fitting) => finding
                .examination
                .tried
                .iter()
                .find(|tried| tried.hypothesis == *fitting),
            _ => None,
        })
        .map(|tried| tried.median_m)
        .fold(0.0, f64::max);
    Err(WorkflowError::OtherDatum {
        file: file.to_owned(),
        found: found.name(),
        in_degrees,
        off_m: off_m.ceil().max(1.0) as u64,
        taken: if read_in == Datum::Cgcs2000 {
            crs.to_owned()
        } else {
            read_in.name().to_owned()
        },
        evidence: evidence.join("; ").into(),
        advice: advice.into(),
    })
}
