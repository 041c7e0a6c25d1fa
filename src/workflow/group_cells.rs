//! Rasters of groups of people beside a raster of everybody: cell by cell, how many of its people are elderly, minors or disabled.

use std::fmt::Write as _;
use std::path::Path;
use std::thread::Scope;

use super::error::WorkflowError;
use super::group_stream::GroupStream;
use super::import_raster::{RasterImportRequest, called, note, refused};
use crate::crs::LonLatBox;
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::raster::PeopleCell;
use crate::domain::record::{Check, Remark};
use crate::import::{PeopleUnit, Progress, RasterRequest, RasterUse};
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
pub(super) struct GroupCells<'a> {
    files: Vec<Counted<'a>>,
    progress: &'a dyn Progress,
    rejected: Vec<Remark>,
    /// Wrong cells that are not listed.
    more: u64,
}

/// The cells of one group.
struct Counted<'a> {
    group: PeopleGroup,
    kept: Persons,
    uncounted: u64,
    cells: GroupStream<'a>,
}

impl<'a> GroupCells<'a> {
    /// Begins to read the rasters of all groups that are asked for, beside that of everybody.
    pub(super) fn begin<'scope: 'a, 'env>(
        scope: &'scope Scope<'scope, 'env>,
        request: &RasterImportRequest<'env>,
        unit: PeopleUnit,
        within: Option<LonLatBox>,
        progress: &'a dyn Progress,
    ) -> Self {
        let begin = |asked: &GroupRaster<'env>| {
            let raster = RasterRequest {
                path: asked.file,
                layer: None,
                ..request.asked(RasterUse::Group(unit), within)
            };
            Counted {
                group: asked.group,
                kept: Persons::NONE,
                uncounted: 0,
                cells: GroupStream::begin(scope, called(asked.file), raster, request.limits),
            }
        };
        Self {
            files: request.groups.iter().map(begin).collect(),
            progress,
            rejected: Vec::new(),
            more: 0,
        }
    }

    /// A cell whose people are not kept: whoever is of a group there is not kept either.
    ///
    /// # Errors
    /// What is wrong with a group's file.
    pub(super) fn pass(&mut self, cell: &PeopleCell) -> Result<(), WorkflowError> {
        for file in &mut self.files {
            file.cells.take(cell, self.progress)?;
        }
        Ok(())
    }

    /// How many of the people of a cell are of each group. Cells come in their order.
    ///
    /// # Errors
    /// The cells of two files are not the same ground; what is wrong with a group's file.
    pub(super) fn of(&mut self, cell: &PeopleCell) -> Result<GroupCounts, WorkflowError> {
        let mut counts = GroupCounts::UNCOUNTED;
        for file in &mut self.files {
            let Some(PeopleCell { people, corners, .. }) = file.cells.take(cell, self.progress)? else {
                file.uncounted += 1;
                continue;
            };
            let (first, corner) = (cell.corners[0], corners[0]);
            if (first.lon - corner.lon).abs() > SAME_DEGREES || (first.lat - corner.lat).abs() > SAME_DEGREES {
                return Err(refused(
                    file.cells.file(),
                    &format!(
                        "its cells are not those of the raster of everybody: column {}, row {} begins at {:.6}, {:.6} and not at {:.6}, {:.6}",
                        cell.column, cell.row, corner.lon, corner.lat, first.lon, first.lat
                    ),
                    "bring both to the same cells, as with gdalwarp -te -tr -r sum",
                ));
            }
            let over = people - cell.people;
            if over.as_f64() > cell.people.as_f64() * ROUNDING {
                file.uncounted += 1;
                if self.rejected.len() < LISTED {
                    let place = format!("{}, column {}", cell.row, cell.column);
                    let what = format!("{people} of only {} people ({})", cell.people, file.cells.file());
                    let remark = Remark::of_row(Check::Reading, place, Some(field(file.group)), what);
                    self.rejected.push(Remark {
                        at: Some([corner.lon, corner.lat]),
                        ..remark.with_value(people.to_string())
                    });
                } else {
                    self.more += 1;
                }
                continue;
            }
            counts.set(file.group, Some(people.min(cell.people)));
        }
        Ok(counts)
    }

    /// Some of a cell's people of a group are kept within a community.
    pub(super) fn kept(&mut self, counts: &GroupCounts) {
        for file in &mut self.files {
            file.kept += counts.get(file.group).unwrap_or_default();
        }
    }

    /// What became of each group, when all cells of the raster of everybody, called `people`, have been asked.
    ///
    /// # Errors
    /// What is wrong with a group's file; a group that lives where nobody does.
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
            let Counted {
                group, kept, uncounted, ..
            } = file;
            // Those that were not asked for by a cell with people.
            let (read, left) = file.cells.finish(self.progress)?;
            let (name, source) = (group.key(), read.input.source);
            if let Some(wrong) = read.outcome.rejected.first() {
                let place = wrong.row.as_deref().unwrap_or_default();
                return Err(refused(
                    &source,
                    &format!("row {place}: {}", wrong.what),
                    "correct it, or say with --no-data which number means that nothing is known",
                ));
            }
            if kept == Persons::NONE && left > Persons::NONE {
                return Err(refused(
                    &source,
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
            if uncounted > 0 {
                say(format!(
                    "{uncounted} cells with people don't say how many of them are {name}"
                ));
            }
            for remark in &read.outcome.warnings {
                say(remark.what.clone());
            }
            let digest = read.input.sha256.get(..12).unwrap_or_default();
            // Writing into a text never fails.
            let _ = write!(told.words, ", {name} of {source} ({digest})");
            told.groups.push(GroupImported {
                group,
                source,
                kept,
                uncounted,
            });
        }
        Ok(told)
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
