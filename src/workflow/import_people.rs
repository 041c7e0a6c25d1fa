//! Importing people out of a raster: every cell is cut along the borders of the communities, and its people add up again.

use std::ops::ControlFlow;
use std::thread::{self, Scope};

use geo::Coord;

use super::error::WorkflowError;
use super::group_cells::{GroupCells, GroupImported};
use super::import_raster::{RasterImportRequest, TRIES, appends, elsewhere_meanwhile, kept_parts, note, refused};
use super::kept_rows;
use super::load_town::communities_in_metres;
use crate::coverage::{Borders, Cell, Piece};
use crate::crs::{LonLat, LonLatBox, Projection};
use crate::domain::community::{Community, PopulationBasis};
use crate::domain::people_group::{GroupCounts, PeopleGroup};
use crate::domain::raster::{PeopleCell, Raster};
use crate::domain::record::{FireWater, LayerKind, Outcome, PeopleRecord, Records};
use crate::import::{ImportError, KeptParts, PeopleUnit, Progress, RasterPart, RasterUse};
use crate::reproject::ProjPlane;
use crate::store::{Mode, StoreError, Workspace, Written};
use crate::units::Persons;

/// What is said of the people of a raster beside what is said of every raster.
#[derive(Debug, Clone, Copy, Default)]
pub struct PeopleWords {
    /// What a cell holds.
    pub unit: PeopleUnit,
    /// Whom it counts; nothing where nobody says.
    pub basis: Option<PopulationBasis>,
    /// How far off people may live from where they are put, in metres; else half of the cell.
    pub accuracy_m: Option<f64>,
    /// Leave wrong cells out instead of refusing the file.
    pub skip_rejected: bool,
}

/// What became of people.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleImported {
    /// The file's name.
    pub source: String,
    /// The reference system that it came in, and how it was read.
    pub crs: String,
    /// Cells looked at and cells with people; wrong ones; what a person should look at.
    pub outcome: Outcome,
    /// Where its cells lie.
    pub raster: Raster,
    /// The groups of them that were counted.
    pub groups: Vec<GroupImported>,
    /// The people of all cells.
    pub total: Persons,
    /// Those within communities, which are kept; all of them where there are no communities yet.
    pub kept: Persons,
    /// Those outside every community, which are not.
    pub outside: Persons,
    /// Cells that were cut along a border.
    pub cut: u64,
    /// Points that they are kept in.
    pub points: u64,
    /// Whether they were taken.
    pub changed: bool,
    /// What taking them changed.
    pub written: Option<Written>,
}

/// Imports people out of a raster.
///
/// # Errors
/// What is wrong with the file or the workspace, which is then as it was.
pub fn import_people(
    request: &RasterImportRequest<'_>,
    words: &PeopleWords,
    progress: &dyn Progress,
) -> Result<PeopleImported, WorkflowError> {
    import_people_watched(request, words, progress, &mut |_| {})
}

/// As [`import_people`]; somebody looks at what goes by.
pub(super) fn import_people_watched(
    request: &RasterImportRequest<'_>,
    words: &PeopleWords,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&RasterPart),
) -> Result<PeopleImported, WorkflowError> {
    // The rasters of groups are read by threads of their own, which end before this does.
    thread::scope(|scope| import_beside(scope, request, words, progress, watch))
}

fn import_beside<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    request: &RasterImportRequest<'env>,
    words: &PeopleWords,
    progress: &dyn Progress,
    watch: &mut dyn FnMut(&RasterPart),
) -> Result<PeopleImported, WorkflowError> {
    let mut workspace = Workspace::open(request.workspace)?;
    appends(request.mode, &request.file_name())?;
    let area = workspace.communities_extent()?;
    let asked = request.asked(RasterUse::People(words.unit), area);
    let parts = kept_parts(&asked, request, progress, watch)?;
    for _ in 0..TRIES {
        let asked = (request, words);
        if let Some(imported) = judge_and_write(scope, &mut workspace, asked, (area, &parts), progress)? {
            return Ok(imported);
        }
    }
    Err(StoreError::Busy(workspace.name()).into())
}

/// Cuts the cells along what the workspace holds, and writes them. Nothing, where the workspace was changed between looking and writing.
fn judge_and_write<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    workspace: &mut Workspace,
    (request, words): (&RasterImportRequest<'env>, &PeopleWords),
    (area, parts): (Option<LonLatBox>, &KeptParts),
    progress: &dyn Progress,
) -> Result<Option<PeopleImported>, WorkflowError> {
    let file = request.file_name();
    let seen = workspace.changes()?;
    if workspace.communities_extent()? != area {
        return Err(elsewhere_meanwhile(&file));
    }
    let plane = plane(workspace, area)?;
    let communities = match &plane {
        Some(plane) => communities_in_metres(plane, &workspace.communities()?)?,
        None => Vec::new(),
    };
    let mode = request.mode;
    let groups = GroupCells::begin(scope, request, words.unit, area, progress);
    let mut writer = workspace.begin_layer(LayerKind::Population, &file, mode)?;
    writer.true_from(request.as_of.and_then(|day| day.parse().ok()));
    if !request.dry_run && writer.changes()? != seen {
        return Ok(None);
    }
    let mut sorting = Sorting::new(plane.as_ref(), &communities, groups, request, words);
    let mut head = None;
    let mut trouble: Option<WorkflowError> = None;
    progress.step("writing the workspace");
    let handed = parts.each(progress, &mut |part| {
        let cells = match part {
            RasterPart::People(cells) => cells,
            RasterPart::Head(raster) => {
                head = Some(*raster);
                return ControlFlow::Continue(());
            }
            RasterPart::Tile(_) => return ControlFlow::Continue(()),
        };
        let put = sorting
            .records(&cells)
            .and_then(|records| Ok(writer.put(Records::Population(records))?));
        match put {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    trouble.map_or(Ok(()), Err)?;
    handed.map_err(|error| kept_rows::told(error, &std::env::temp_dir()))?;
    let mut read = parts.streamed().clone();
    let stopped = || ImportError::Stopped { file: file.clone() };
    let raster = head.ok_or_else(stopped)?;
    let Sums {
        total,
        kept,
        outside,
        cut,
        points,
    } = sorting.sums;
    let told = sorting.groups.done(&file)?;
    if !communities.is_empty() && kept == Persons::NONE {
        return Err(refused(
            &file,
            "nobody in it lives within a community",
            "give a raster of this place, or say its reference system with --crs if it says it wrong",
        ));
    }
    let mut outcome = read.outcome;
    outcome.rejected.extend(told.rejected);
    outcome.warnings.extend(told.warnings);
    read.input.crs += &told.words;
    if communities.is_empty() {
        outcome.warnings.push(note(
            "there are no communities yet, so no cell is cut along their borders; import them first, then these people again".to_owned(),
        ));
    }
    read.input.rows = points;
    if mode != Mode::Append {
        outcome.warnings.extend(writer.replaces_another(&read.input)?);
    }
    outcome.warnings.extend(writer.remarks());
    if progress.stopped() {
        return Err(stopped().into());
    }
    let changed = (outcome.rejected.is_empty() || words.skip_rejected) && !request.dry_run;
    let mut written = None;
    if changed {
        written = Some(writer.finish(&read.input, &[], None)?);
    }
    Ok(Some(PeopleImported {
        source: file,
        crs: read.input.crs,
        outcome,
        raster,
        groups: told.groups,
        total,
        kept,
        outside,
        cut,
        points,
        changed,
        written,
    }))
}

/// The plane of the communities; `None` where there are none.
fn plane(workspace: &Workspace, area: Option<LonLatBox>) -> Result<Option<ProjPlane>, WorkflowError> {
    let Some(area) = area else { return Ok(None) };
    let projection = workspace.projection()?.unwrap_or_else(|| Projection::at(area.centre()));
    Ok(Some(ProjPlane::new(&projection)?))
}

/// Sums of people, exact in any order.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    total: Persons,
    kept: Persons,
    outside: Persons,
    cut: u64,
    points: u64,
}

/// Cells on their way to rows.
struct Sorting<'a> {
    /// Where there are communities.
    ground: Option<(&'a ProjPlane, Borders<'a>)>,
    communities: &'a [Community],
    groups: GroupCells<'a>,
    /// What all rows say.
    like: PeopleRecord,
    sums: Sums,
}

impl<'a> Sorting<'a> {
    fn new(
        plane: Option<&'a ProjPlane>,
        communities: &'a [Community],
        groups: GroupCells<'a>,
        request: &RasterImportRequest<'_>,
        words: &PeopleWords,
    ) -> Self {
        Self {
            ground: plane.map(|plane| (plane, Borders::new(communities))),
            communities,
            groups,
            like: PeopleRecord {
                name: String::new(),
                parent_code: None,
                people: None,
                groups: GroupCounts::UNCOUNTED,
                basis: words.basis,
                households: None,
                fire_water: FireWater::UNKNOWN,
                point: LonLat { lon: 0.0, lat: 0.0 },
                as_of: request.as_of.map(str::to_owned),
                accuracy_m: words.accuracy_m,
            },
            sums: Sums::default(),
        }
    }

    /// The rows of some cells: one for each piece that lies in a community.
    fn records(&mut self, cells: &[PeopleCell]) -> Result<Vec<PeopleRecord>, WorkflowError> {
        for cell in cells {
            self.sums.total += cell.people;
        }
        let Some((plane, borders)) = &mut self.ground else {
            self.sums.kept = self.sums.total;
            self.sums.points += cells.len() as u64;
            let mut rows = Vec::with_capacity(cells.len());
            for cell in cells {
                let groups = self.groups.of(cell)?;
                self.groups.kept(&groups);
                rows.push(PeopleRecord {
                    groups,
                    ..uncut(cell, &self.like)
                });
            }
            return Ok(rows);
        };
        let mut corners: Vec<Coord<f64>> = cells
            .iter()
            .flat_map(|cell| cell.corners)
            .map(|corner| Coord {
                x: corner.lon,
                y: corner.lat,
            })
            .collect();
        // Far from the study area a place may have no metres; whoever lives there lives outside.
        let far = plane.all_to_metres(&mut corners).is_err();
        let mut kept: Vec<(Piece, GroupCounts)> = Vec::with_capacity(cells.len());
        for (cell, corners) in cells.iter().zip(corners.chunks_exact(4)) {
            let mut corners = [corners[0], corners[1], corners[2], corners[3]];
            if far && plane.all_to_metres(&mut corners).is_err() {
                self.sums.outside += cell.people;
                self.groups.pass(cell)?;
                continue;
            }
            let pieces = borders.split(&Cell {
                row: cell.row,
                column: cell.column,
                people: cell.people,
                corners,
            });
            self.sums.cut += u64::from(pieces.len() > 1);
            let groups = if pieces.iter().any(|piece| piece.community.is_some()) {
                parted(self.groups.of(cell)?, &pieces)
            } else {
                self.groups.pass(cell)?;
                vec![GroupCounts::UNCOUNTED; pieces.len()]
            };
            for (piece, groups) in pieces.into_iter().zip(groups) {
                if piece.community.is_some() {
                    self.sums.kept += piece.people;
                    self.groups.kept(&groups);
                    kept.push((piece, groups));
                } else {
                    self.sums.outside += piece.people;
                }
            }
        }
        self.sums.points += kept.len() as u64;
        let mut points: Vec<Coord<f64>> = kept.iter().map(|(piece, _)| piece.point).collect();
        plane.all_to_degrees(&mut points)?;
        let rows = kept.iter().zip(points).map(|((piece, groups), point)| PeopleRecord {
            groups: *groups,
            // Its own code, so that a piece beside a border is not looked up on the other side of it.
            parent_code: piece
                .community
                .and_then(|position| self.communities[position].code.as_ref())
                .map(|code| code.value.clone()),
            people: Some(piece.people),
            point: LonLat {
                lon: point.x,
                lat: point.y,
            },
            accuracy_m: self.like.accuracy_m.or(Some(piece.off_m.ceil())),
            ..self.like.clone()
        });
        Ok(rows.collect())
    }
}

/// The groups of a cell's pieces: they live among its people, evenly, and add up to the cell's.
fn parted(whole: GroupCounts, pieces: &[Piece]) -> Vec<GroupCounts> {
    let mut parts = vec![GroupCounts::UNCOUNTED; pieces.len()];
    let weights: Vec<f64> = pieces.iter().map(|piece| piece.people.as_f64()).collect();
    for group in PeopleGroup::ALL {
        for (part, people) in parts.iter_mut().zip(
            whole
                .get(group)
                .and_then(|people| people.split(&weights))
                .into_iter()
                .flatten(),
        ) {
            part.set(group, Some(people));
        }
    }
    parts
}

/// A cell as one point, where there are no communities to cut it along.
fn uncut(cell: &PeopleCell, like: &PeopleRecord) -> PeopleRecord {
    use geo::{Distance, Haversine, Point};
    let sum = |part: fn(&LonLat) -> f64| cell.corners.iter().map(part).sum::<f64>() / 4.0;
    let point = LonLat {
        lon: sum(|corner| corner.lon),
        lat: sum(|corner| corner.lat),
    };
    let off = cell
        .corners
        .iter()
        .map(|corner| Haversine.distance(Point::new(point.lon, point.lat), Point::new(corner.lon, corner.lat)))
        .fold(0.0, f64::max);
    PeopleRecord {
        people: Some(cell.people),
        point,
        accuracy_m: like.accuracy_m.or(Some(off.ceil())),
        ..like.clone()
    }
}
