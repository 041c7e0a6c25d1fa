//! The reference system of a raster: told by the file or by the user, as a code or a definition that can be kept.

use gdal::Dataset;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};

use crate::crs::LonLatBox;
use crate::domain::raster::Grid;
use crate::import::crs_error::CrsError;
use crate::import::error::ImportError;
use crate::import::guard;
use crate::import::source_crs::{SourceCrs, registered};
use crate::import::zones;

/// A raster's reference system.
pub(super) struct System {
    /// `EPSG:26713`, or a definition in WKT.
    pub(super) kept: String,
    /// From it to degrees.
    pub(super) to_degrees: SourceCrs,
    /// Its definition, for its vertical unit.
    pub(super) wkt: String,
    srs: SpatialRef,
}

/// Longest definition that is kept.
const LONGEST: usize = 20_000;

/// Parts of a definition that can name files, which are never opened.
const NAMES_FILES: [&str; 5] = ["extension[", "nadgrids", "geoidgrids", "parameterfile", "file["];

impl System {
    /// What the user says comes before what the file says.
    pub(super) fn of(dataset: &Dataset, file: &str, said: Option<&str>, grid: &Grid) -> Result<Self, ImportError> {
        if let Some(said) = said {
            return Self::of_srs(Self::of_user(said)?);
        }
        let found = dataset.spatial_ref().ok();
        guard::messages();
        match found {
            Some(srs) if !srs.is_local() => Self::of_srs(srs),
            _ => Err(ImportError::Crs(CrsError::NoCrs {
                file: file.to_owned(),
                layer: String::new(),
                hint: hint(grid),
            })),
        }
    }

    fn of_user(said: &str) -> Result<SpatialRef, ImportError> {
        let word = said.trim();
        let bad = |reason: &str| {
            ImportError::Crs(CrsError::BadCrs {
                crs: word.chars().take(60).collect(),
                reason: reason.to_owned(),
            })
        };
        if let Some(code) = word
            .get(..5)
            .filter(|start| start.eq_ignore_ascii_case("EPSG:"))
            .and_then(|_| word[5..].parse::<u32>().ok())
        {
            return registered(code);
        }
        if ["PROJCS[", "GEOGCS[", "PROJCRS[", "GEOGCRS[", "GEODCRS["]
            .iter()
            .any(|start| word.starts_with(start))
        {
            let srs = SpatialRef::from_wkt(word).map_err(|_| bad("it is not a definition in WKT"));
            guard::messages();
            return srs;
        }
        Err(bad(
            "a raster's system is written as EPSG:CODE or named by a file with its definition, as @town.prj; cells that lie in gcj02, bd09, a town's own grid or an old datum with its own shift have to be brought to a registered system first, as with gdalwarp",
        ))
    }

    fn of_srs(mut srs: SpatialRef) -> Result<Self, ImportError> {
        srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        let to_degrees = SourceCrs::of_definition(srs.clone())?;
        let bad = |reason: &str| {
            ImportError::Crs(CrsError::BadCrs {
                crs: to_degrees.name.clone(),
                reason: reason.to_owned(),
            })
        };
        let wkt = srs.to_wkt().map_err(|_| bad("its definition can't be written"))?;
        let kept = if let Some(code) = to_degrees.code {
            format!("EPSG:{code}")
        } else {
            let small = wkt.to_lowercase();
            if wkt.len() > LONGEST || NAMES_FILES.iter().any(|word| small.contains(word)) {
                return Err(bad(
                    "its definition names files or programs of another system; bring the raster to a registered system, as with gdalwarp -t_srs EPSG:4326",
                ));
            }
            wkt.clone()
        };
        Ok(Self {
            kept,
            to_degrees,
            wkt,
            srs,
        })
    }

    /// Coordinates of places in degrees; those that have none become infinite.
    pub(super) fn of_degrees(&self, xs: &mut [f64], ys: &mut [f64]) -> Result<(), ImportError> {
        if self.to_degrees.transform.is_none() {
            return Ok(());
        }
        let bad = || {
            ImportError::Crs(CrsError::BadCrs {
                crs: self.to_degrees.name.clone(),
                reason: "degrees can't be brought to it".to_owned(),
            })
        };
        let mut degrees = registered(4326)?;
        degrees.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        let transform = CoordTransform::new(&degrees, &self.srs).map_err(|_| bad())?;
        // A place without coordinates is seen in its numbers.
        let _ = transform.transform_coords(xs, ys, &mut []);
        guard::messages();
        Ok(())
    }

    /// The cells of a grid that lie in a box of degrees: first column and row, and how many of each. `None` where none do.
    pub(super) fn window(&self, grid: &Grid, within: LonLatBox) -> Result<Option<[u32; 4]>, ImportError> {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for step in 0..=STEPS {
            for other in 0..=STEPS {
                let part = |from: f64, to: f64, step: u32| from + (to - from) * f64::from(step) / f64::from(STEPS);
                xs.push(part(within.west, within.east, step));
                ys.push(part(within.south, within.north, other));
            }
        }
        self.of_degrees(&mut xs, &mut ys)?;
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for (x, y) in xs.into_iter().zip(ys) {
            let Some(cell) = grid.cell(geo::Coord { x, y }) else {
                continue;
            };
            for (side, at) in [cell.x, cell.y].into_iter().enumerate() {
                low[side] = low[side].min(at);
                high[side] = high[side].max(at);
            }
        }
        // One more on each side: a height needs the middles round a place.
        let span = |side: usize, all: u32| {
            let first = (low[side].floor() - 1.0).max(0.0);
            let last = (high[side].ceil() + 1.0).min(f64::from(all));
            (first < last).then_some((first as u32, (last - first) as u32))
        };
        Ok(span(0, grid.width)
            .zip(span(1, grid.height))
            .map(|((column, width), (row, height))| [column, row, width, height]))
    }
}

/// Points along a side of a box whose cells are looked for: between them a side is as good as straight.
const STEPS: u32 = 20;

/// Which system the numbers are probably in.
fn hint(grid: &Grid) -> Option<String> {
    let corner = grid.place(0.0, 0.0);
    if corner.x.abs() <= 180.0 && corner.y.abs() <= 90.0 && grid.transform[1].abs() < 1.0 {
        return Some("its numbers look like degrees".to_owned());
    }
    zones::unsaid(corner.x, corner.y)
}
