//! Rasters: heights and people in equal cells, out of one file, read in the locked child process like every other.
//!
//! What is read is a window: the cells round the communities where there are some, else the whole file, up to a limit. A file that
//! names other files (VRT) is not opened; a definition of a reference system that names some is not taken.

mod archive;
mod believe;
mod classes;
mod elevation;
mod format;
mod numbers;
mod opened;
mod people;
mod suspicious;
mod system;
mod true_area;
mod unit;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use geo::{Distance, Haversine, Point};
use serde::{Deserialize, Serialize};

pub(super) use believe::Believing;
pub(super) use format::may_be_read;
pub use format::{is_raster, is_zip};
pub use people::cell_order;
pub use unit::{HeightUnit, PeopleUnit};

use super::child;
use super::child::Limits;
use super::companions;
use super::digest;
use super::error::ImportError;
use super::guard;
use super::progress::Progress;
use super::{Streamed, file_name};
use crate::crs::{LonLat, LonLatBox};
use crate::domain::provenance::Input;
use crate::domain::raster::{Grid, PeopleCell, Raster, Tile};
use crate::domain::record::{Check, Remark};
use format::RasterFormat;
use opened::{Opened, refused};
use system::System;

/// What the cells of a raster hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RasterUse {
    /// Heights, in the unit that is said here or in the file.
    Elevation(Option<HeightUnit>),
    /// People.
    People(PeopleUnit),
    /// People of one group beside a raster of everybody: cells with nobody come too, for nobody is a count.
    Group(PeopleUnit),
}

impl RasterUse {
    /// Whether heights are wanted.
    pub(super) fn is_elevation(self) -> bool {
        matches!(self, Self::Elevation(_))
    }
}

/// Which raster is to be read, and how.
#[derive(Debug, Clone, Copy)]
pub struct RasterRequest<'a> {
    /// The file.
    pub path: &'a Path,
    /// What its cells hold.
    pub what: RasterUse,
    /// Its reference system, where it does not say or says it wrong: `EPSG:CODE` or a definition in WKT.
    pub crs: Option<&'a str>,
    /// Which of its bands, from 1.
    pub band: Option<u32>,
    /// A number that means that a cell has none, beside the one that the file declares.
    pub no_data: Option<f64>,
    /// Only cells in this box are wanted.
    pub within: Option<LonLatBox>,
    /// When the data were true.
    pub as_of: Option<&'a str>,
    /// Which raster of an archive with several.
    pub layer: Option<&'a str>,
}

/// What comes of a raster, in this order: its head, then tiles of heights or people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RasterPart {
    /// Where its cells lie; comes first.
    Head(Box<Raster>),
    /// Some of them.
    Tile(Tile),
    /// Cells with people.
    People(Vec<PeopleCell>),
}

/// A request on its way to the child.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RasterOrder {
    file: String,
    pub(super) path: PathBuf,
    what: RasterUse,
    crs: Option<String>,
    band: Option<u32>,
    no_data: Option<f64>,
    within: Option<[f64; 4]>,
    as_of: Option<String>,
    layer: Option<String>,
    /// What it may use.
    pub(super) limits: Limits,
    /// The one folder that it may write into.
    pub(super) room: PathBuf,
}

impl RasterOrder {
    /// The child works in a folder of its own, so its paths are absolute.
    pub(super) fn new(
        request: &RasterRequest<'_>,
        file: &str,
        limits: &Limits,
        room: &Path,
    ) -> Result<Self, ImportError> {
        Ok(Self {
            file: file.to_owned(),
            path: std::fs::canonicalize(request.path).map_err(|_| ImportError::NoSuchFile {
                file: request.path.display().to_string(),
            })?,
            what: request.what,
            crs: request.crs.map(str::to_owned),
            band: request.band,
            no_data: request.no_data,
            within: request.within.map(LonLatBox::to_array),
            as_of: request.as_of.map(str::to_owned),
            layer: request.layer.map(str::to_owned),
            limits: *limits,
            room: room.to_owned(),
        })
    }
}

/// Reads a raster in a child process; its parts come while it is read.
///
/// Parts count only when this returns without an error. A sink that breaks off ends the reading with [`ImportError::Stopped`].
///
/// # Errors
/// Whatever makes the file useless; the limits do not suffice, the progress says to stop, or the child can't be started.
pub fn raster(
    request: &RasterRequest<'_>,
    limits: &Limits,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(RasterPart) -> ControlFlow<()>,
) -> Result<Streamed, ImportError> {
    let file = file_name(request.path)?;
    child::raster(request, &file, limits, progress, sink)
}

/// An opened raster and the part of it that is read.
struct Frame<'a> {
    opened: &'a Opened,
    system: &'a System,
    /// First column and row, and how many of each.
    window: [u32; 4],
    /// Roughly how wide a cell is.
    cell_m: f64,
    sha256: &'a str,
}

impl Frame<'_> {
    /// What is known of the window before its cells are read.
    fn head(&self, order: &RasterOrder, unit: &str, none: Option<String>) -> Raster {
        let [column, row, width, height] = self.window;
        Raster {
            sha256: self.sha256.to_owned(),
            crs: self.system.kept.clone(),
            grid: self.opened.grid.part(column, row, width, height),
            band: self.opened.band,
            cell_m: self.cell_m,
            unit: unit.to_owned(),
            no_data: none.unwrap_or_else(|| "none declared".to_owned()),
            as_of: order.as_of.clone(),
        }
    }
}

/// Reads a raster in this very process; only the child does.
pub(super) fn read(
    order: &RasterOrder,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(RasterPart),
) -> Result<Streamed, ImportError> {
    let source = &order.file;
    let inner = archive::unpacked(order, progress)?;
    let order = inner.as_ref().unwrap_or(order);
    let file = &order.file;
    let format = RasterFormat::of(&order.path, file)?;
    guard::only(vec![format.driver()]);
    guard::prepare();
    companions::check_beside_raster(&order.path)?;
    progress.step("checking the file");
    let sha256 = digest::sha256(&[&order.path], progress).map_err(|e| ImportError::Unreadable {
        file: file.clone(),
        reason: guard::io_words(&e),
    })?;
    let opened = Opened::open(&order.path, file, format, order.band)?;
    let system = System::of(&opened.dataset, file, order.crs.as_deref(), &opened.grid)?;
    let window = window(order, &opened.grid, &system)?;
    let frame = Frame {
        cell_m: cell_m(&opened.grid, window, &system).ok_or_else(|| off_the_ground(file, &system))?,
        opened: &opened,
        system: &system,
        window,
        sha256: &sha256,
    };
    progress.step("reading cells");
    let mut outcome = match order.what {
        RasterUse::Elevation(unit) => elevation::read(order, unit, &frame, progress, sink)?,
        RasterUse::People(unit) | RasterUse::Group(unit) => people::read(order, unit, &frame, progress, sink)?,
    };
    if window != [0, 0, opened.grid.width, opened.grid.height] {
        outcome.warnings.push(note(format!(
            "of {} x {} cells only the {} x {} round the communities were taken",
            opened.grid.width, opened.grid.height, window[2], window[3]
        )));
    }
    outcome.warnings.extend(opened.remarks().into_iter().map(note));
    Ok(Streamed {
        input: Input {
            kind: if order.what.is_elevation() {
                "elevation"
            } else {
                "population"
            }
            .to_owned(),
            // The source is what a person gave.
            source: source.clone(),
            sha256,
            rows: outcome.accepted,
            crs: read_as(order, &opened, &system),
        },
        outcome,
        held: Vec::new(),
        unplaced: Vec::new(),
        lost: Vec::new(),
    })
}

/// The reference system and everything else that was said of how the file is to be read: with other words other numbers come of it.
fn read_as(order: &RasterOrder, opened: &Opened, system: &System) -> String {
    let mut words = vec![system.to_degrees.name.clone()];
    if opened.band != 1 {
        words.push(format!("band {}", opened.band));
    }
    match order.what {
        RasterUse::Elevation(Some(unit)) => words.push(format!("in {}", unit.key())),
        RasterUse::People(PeopleUnit::PerKm2) | RasterUse::Group(PeopleUnit::PerKm2) => {
            words.push("per km2".to_owned());
        }
        RasterUse::Elevation(None) | RasterUse::People(PeopleUnit::PerCell) | RasterUse::Group(PeopleUnit::PerCell) => {
        }
    }
    words.extend(order.no_data.map(|none| format!("without {none}")));
    words.join(", ")
}

/// The cells that are wanted.
fn window(order: &RasterOrder, grid: &Grid, system: &System) -> Result<[u32; 4], ImportError> {
    let whole = [0, 0, grid.width, grid.height];
    let Some([west, south, east, north]) = order.within else {
        return Ok(whole);
    };
    let within = LonLatBox {
        west,
        south,
        east,
        north,
    };
    let found = system.window(grid, within)?.ok_or_else(|| {
        let corner = |column: f64, row: f64| {
            let at = grid.place(column, row);
            format!("{}, {}", at.x, at.y)
        };
        refused(
            &order.file,
            &format!(
                "it does not cover the communities at all: it lies between {} and {} in {}, and they between {west:.4}, {south:.4} and {east:.4}, {north:.4} degrees, a margin included",
                corner(0.0, 0.0),
                corner(f64::from(grid.width), f64::from(grid.height)),
                system.to_degrees.name
            ),
            "give a raster of this place, or say its reference system with --crs if it says it wrong",
        )
    })?;
    // Of people nobody should be lost who lives beyond a border, if only to be counted.
    let all = u64::from(grid.width) * u64::from(grid.height);
    let counted = matches!(order.what, RasterUse::People(_)) && all <= people::MOST_CELLS;
    Ok(if counted { whole } else { found })
}

/// How wide a cell in the middle of the window is, in metres; `None` where it does not lie on the ground that its system is for.
fn cell_m(grid: &Grid, [column, row, width, height]: [u32; 4], system: &System) -> Option<f64> {
    let (x, y) = (
        f64::from(column) + f64::from(width) / 2.0,
        f64::from(row) + f64::from(height) / 2.0,
    );
    let at = |x, y| system.to_degrees.fit(grid.place(x, y));
    let (middle, right, below) = (at(x, y)?, at(x + 1.0, y)?, at(x, y + 1.0)?);
    let metres = |a: LonLat, b: LonLat| Haversine.distance(Point::new(a.lon, a.lat), Point::new(b.lon, b.lat));
    let side = (metres(middle, right) * metres(middle, below)).sqrt();
    (side.is_finite() && side > 0.0).then_some(side)
}

fn off_the_ground(file: &str, system: &System) -> ImportError {
    refused(
        file,
        &format!(
            "its cells lie outside the ground that {} is made for",
            system.to_degrees.name
        ),
        "say its reference system with --crs",
    )
}

/// Something said of the whole.
fn note(what: String) -> Remark {
    Remark::of_file(Check::Reading, None, what)
}
