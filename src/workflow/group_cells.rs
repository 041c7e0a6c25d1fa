//! Rasters of groups of people beside a raster of everybody: cell by cell, how many of its people are elderly, minors or disabled.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use super::error::WorkflowError;
use super::import_raster::{RasterImportRequest, note, refused};
use crate::crs::{LonLat, LonLatBox};
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::raster::PeopleCell;
use crate::domain::record::{Check, Remark};
use crate::import::{self, PeopleUnit, Progress, RasterPart, RasterRequest, RasterUse};
use crate::units::Persons;

/// Corners of the same cell in two files may differ by rounding, in degrees: a tenth of a metre.
const SAME_DEGREES: f64 = 1e-6;
/// More than everybody by less than this share comes of rounding.
const ROUNDING: f64 = 1e-3;
/// Wrong cells that are listed; the rest is counted.
const LISTED: usize = 1_000;

/// A raster that counts one group.
#[derive(Debug, Clone, Copy)]
pub struct GroupRaster<'a> {
    /// Which group.
    pub group: PeopleGroup,
    /// From which file, whose cells are those of the raster of everybody.
    pub file: &'a Path,
}

/// What became of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupImported {
    /// Which group.
    pub group: PeopleGroup,
    /// The file's name.
    pub source: String,
    /// Those within communities, who are kept; all of them where there are no communities.
    pub kept: Persons,
    /// Cells with people there in which nobody counted the group.
    pub uncounted: u64,
}

/// What is told of all groups.
#[derive(Debug, Default)]
pub(super) struct GroupsTold {
    pub(super) groups: Vec<GroupImported>,
    /// What is wrong.
    pub(super) rejected: Vec<Remark>,
    /// What a person should look at.
    pub(super) warnings: Vec<Remark>,
    /// What was read beside everybody: with another count of a group other numbers come of it.
    pub(super) words: String,
}

/// The cells of all groups.
pub(super) struct GroupCells {
    files: Vec<Counted>,
    rejected: Vec<Remark>,
    /// Wrong cells that are not listed.
    more: u64,
}

/// The cells of one group.
struct Counted {
    told: GroupImported,
    sha256: String,
    /// Row and column to people and the first corner, of cells that were counted: nobody is a count.
    cells: HashMap<(u32, u32), (Persons, LonLat)>,
    warnings: Vec<Remark>,
}

impl GroupCells {
    /// Reads the rasters of all groups that are asked for.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub(super) fn read(
        request: &RasterImportRequest<'_>,
        unit: PeopleUnit,
        within: Option<LonLatBox>,
        progress: &dyn Progress,
    ) -> Result<Self, WorkflowError> {
        let files = request
            .groups
            .iter()
            .map(|asked| Counted::read(asked, request, unit, within, progress));
        Ok(Self {
            files: files.collect::<Result<_, _>>()?,
            rejected: Vec::new(),
            more: 0,
        })
    }

    /// A cell whose people are not kept: whoever is of a group there is not kept either.
    pub(super) fn pass(&mut self, cell: &PeopleCell) {
        for file in &mut self.files {
            file.cells.remove(&(cell.row, cell.column));
        }
    }

    /// How many of the people of a cell are of each group.
    ///
    /// # Errors
    /// The cells of two files are not the same ground.
    pub(super) fn of(&mut self, cell: &PeopleCell) -> Result<GroupCounts, WorkflowError> {
        let mut counts = GroupCounts::UNCOUNTED;
        for file in &mut self.files {
            let Some((people, corner)) = file.cells.remove(&(cell.row, cell.column)) else {
                file.told.uncounted += 1;
                continue;
            };
            let first = cell.corners[0];
            if (first.lon - corner.lon).abs() > SAME_DEGREES || (first.lat - corner.lat).abs() > SAME_DEGREES {
                return Err(refused(
                    &file.told.source,
                    &format!(
                        "its cells are not those of the raster of everybody: column {}, row {} begins at {:.6}, {:.6} and not at {:.6}, {:.6}",
                        cell.column, cell.row, corner.lon, corner.lat, first.lon, first.lat
                    ),
                    "bring both to the same cells, as with gdalwarp -te -tr -r sum",
                ));
            }
            let over = people - cell.people;
            if over.as_f64() > cell.people.as_f64() * ROUNDING {
                file.told.uncounted += 1;
                if self.rejected.len() < LISTED {
                    let place = format!("{}, column {}", cell.row, cell.column);
                    let what = format!("{people} of only {} people ({})", cell.people, file.told.source);
                    let remark = Remark::of_row(Check::Reading, place, Some(field(file.told.group)), what);
                    self.rejected.push(Remark {
                        at: Some([corner.lon, corner.lat]),
                        ..remark.with_value(people.to_string())
                    });
                } else {
                    self.more += 1;
                }
                continue;
            }
            let people = people.min(cell.people);
            counts.set(file.told.group, Some(people));
        }
        Ok(counts)
    }

    /// Some of a cell's people of a group are kept within a community.
    pub(super) fn kept(&mut self, counts: &GroupCounts) {
        for file in &mut self.files {
            file.told.kept += counts.get(file.told.group).unwrap_or_default();
        }
    }

    /// What became of each group, when all cells of the raster of everybody, called `people`, have been asked.
    ///
    /// # Errors
    /// A group that lives where nobody does.
    pub(super) fn done(self, people: &str) -> Result<GroupsTold, WorkflowError> {
        let mut told = GroupsTold {
            rejected: self.rejected,
            ..GroupsTold::default()
        };
        if self.more > 0 {
            let what = format!("{} more cells hold more of a group than people", self.more);
            told.rejected.push(Remark::of_file(Check::Reading, None, what));
        }
        for file in self.files {
            let GroupImported {
                group,
                source,
                kept,
                uncounted,
            } = &file.told;
            let name = group.key();
            // Those that were not asked for by a cell with people.
            let left: Persons = file.cells.values().map(|(people, _)| *people).sum();
            if *kept == Persons::NONE && left > Persons::NONE {
                return Err(refused(
                    source,
                    &format!("not one of its cells with {name} is a cell of {people} with people"),
                    "give the raster of the group that belongs to it, with the same cells",
                ));
            }
            let mut say = |what: String| told.warnings.push(note(format!("{source}: {what}")));
            if left > Persons::NONE {
                say(format!(
                    "{left} {name} are in cells in which {people} has nobody; they are left out"
                ));
            }
            if *uncounted > 0 {
                say(format!(
                    "{uncounted} cells with people don't say how many of them are {name}"
                ));
            }
            for remark in &file.warnings {
                say(remark.what.clone());
            }
            let digest = file.sha256.get(..12).unwrap_or_default();
            // Writing into a text never fails.
            let _ = write!(told.words, ", {name} of {source} ({digest})");
            told.groups.push(file.told);
        }
        Ok(told)
    }
}

impl Counted {
    fn read(
        asked: &GroupRaster<'_>,
        request: &RasterImportRequest<'_>,
        unit: PeopleUnit,
        within: Option<LonLatBox>,
        progress: &dyn Progress,
    ) -> Result<Self, WorkflowError> {
        let raster = RasterRequest {
            path: asked.file,
            layer: None,
            ..request.asked(RasterUse::Group(unit), within)
        };
        let mut cells = HashMap::new();
        let read = import::raster(&raster, &request.limits, progress, &mut |part| {
            if let RasterPart::People(some) = part {
                cells.extend(
                    some.into_iter()
                        .map(|cell| ((cell.row, cell.column), (cell.people, cell.corners[0]))),
                );
            }
            ControlFlow::Continue(())
        })?;
        if let Some(wrong) = read.outcome.rejected.first() {
            let place = wrong.row.as_deref().unwrap_or_default();
            return Err(refused(
                &read.input.source,
                &format!("row {place}: {}", wrong.what),
                "correct it, or say with --no-data which number means that nothing is known",
            ));
        }
        Ok(Self {
            told: GroupImported {
                group: asked.group,
                source: read.input.source,
                kept: Persons::NONE,
                uncounted: 0,
            },
            sha256: read.input.sha256,
            cells,
            warnings: read.outcome.warnings,
        })
    }
}

/// The field that counts a group.
fn field(group: PeopleGroup) -> &'static str {
    match group {
        PeopleGroup::Elderly => "elderly_people",
        PeopleGroup::Minors => "minor_people",
        PeopleGroup::Disabled => "disabled_people",
    }
}
