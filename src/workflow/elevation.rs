//! The height of the ground at places of the study area, out of the workspace's rasters.

use std::cell::RefCell;
use std::collections::BTreeMap;

use geo::Coord;

use super::error::WorkflowError;
use crate::domain::raster::Tile;
use crate::reproject::{ProjPlane, RasterPlane};
use crate::store::{StoredRaster, Workspace};

/// Tiles that the one-by-one way keeps unpacked: some 66 MB.
const MOST_TILES: usize = 256;

/// Places that are asked together: some 400 MB while it lasts, and so many that tiles are seldom unpacked again.
const AT_ONCE: usize = 1 << 22;

/// Heights, in metres, at places given in metres of the study area. Of several rasters the finest that has a height there counts.
pub struct Elevation<'w> {
    workspace: &'w Workspace,
    plane: &'w ProjPlane,
    rasters: Vec<(StoredRaster, RasterPlane)>,
    kept: RefCell<BTreeMap<(usize, u32, u32), Option<Tile>>>,
    trouble: RefCell<Option<WorkflowError>>,
}

impl<'w> Elevation<'w> {
    /// The rasters of a workspace, asked from one plane: as they are, or as they were after an earlier version.
    ///
    /// # Errors
    /// The workspace can't be read, or PROJ does not know the system of a raster.
    pub fn of(workspace: &'w Workspace, plane: &'w ProjPlane, version: Option<i64>) -> Result<Self, WorkflowError> {
        let rasters = workspace
            .rasters_at(version)?
            .into_iter()
            .map(|stored| {
                let system = RasterPlane::new(&stored.raster.crs)?;
                Ok((stored, system))
            })
            .collect::<Result<Vec<_>, WorkflowError>>()?;
        Ok(Self {
            workspace,
            plane,
            rasters,
            kept: RefCell::new(BTreeMap::new()),
            trouble: RefCell::new(None),
        })
    }

    /// Whether nothing is known of any height.
    pub fn is_empty(&self) -> bool {
        self.rasters.is_empty()
    }

    /// The heights of many places; `None` where no raster has one. The way for many: of millions of places at once
    /// each tile is unpacked once.
    ///
    /// # Errors
    /// The workspace can't be read.
    pub fn heights(&self, metres: &[Coord<f64>]) -> Result<Vec<Option<f32>>, WorkflowError> {
        let mut heights = Vec::with_capacity(metres.len());
        for some in metres.chunks(AT_ONCE) {
            heights.extend(self.some_heights(some)?);
        }
        Ok(heights)
    }

    fn some_heights(&self, metres: &[Coord<f64>]) -> Result<Vec<Option<f32>>, WorkflowError> {
        let degrees = self.degrees(metres);
        let mut heights = vec![None; metres.len()];
        for (stored, system) in &self.rasters {
            let open: Vec<usize> = (0..metres.len()).filter(|index| heights[*index].is_none()).collect();
            if open.is_empty() {
                break;
            }
            let mut places: Vec<Coord<f64>> = open.iter().map(|index| degrees[*index]).collect();
            system.all_of_degrees(&mut places);
            let found = stored
                .raster
                .grid
                .heights(&places, |column, row| self.workspace.raster_tile(stored, column, row))?;
            for (index, height) in open.into_iter().zip(found) {
                heights[index] = height;
            }
        }
        Ok(heights)
    }

    /// As [`Self::heights`], for those who take no errors, such as the builder of a network. Afterwards ask [`Self::trouble`].
    pub fn in_bulk(&self) -> impl Fn(&[Coord<f64>]) -> Vec<Option<f32>> + '_ {
        move |metres| match self.heights(metres) {
            Ok(heights) => heights,
            Err(error) => {
                self.trouble.borrow_mut().get_or_insert(error);
                vec![None; metres.len()]
            }
        }
    }

    /// One place after the other, for those who can't ask in bulk: slower by far. After the last one ask [`Self::trouble`], because a
    /// place whose height can't be read has none here.
    pub fn sampler(&self) -> impl Fn(Coord<f64>) -> Option<f32> + '_ {
        move |metres| {
            let degrees = self.degrees(&[metres])[0];
            self.rasters.iter().enumerate().find_map(|(number, (stored, system))| {
                let mut place = [degrees];
                system.all_of_degrees(&mut place);
                let stencil = stored.raster.grid.stencil(place[0])?;
                let (column, row) = stencil.tile();
                let mut kept = self.kept.borrow_mut();
                if !kept.contains_key(&(number, column, row)) {
                    let tile = self.workspace.raster_tile(stored, column, row).unwrap_or_else(|error| {
                        self.trouble.borrow_mut().get_or_insert(error.into());
                        None
                    });
                    if kept.len() >= MOST_TILES {
                        kept.clear();
                    }
                    kept.insert((number, column, row), tile);
                }
                stencil.height(kept.get(&(number, column, row))?.as_ref()?)
            })
        }
    }

    /// What went wrong while places were asked one by one.
    ///
    /// # Errors
    /// The workspace could not be read.
    pub fn trouble(&self) -> Result<(), WorkflowError> {
        self.trouble.borrow_mut().take().map_or(Ok(()), Err)
    }

    /// Metres to degrees; not a number for a place that has none.
    fn degrees(&self, metres: &[Coord<f64>]) -> Vec<Coord<f64>> {
        let mut degrees = metres.to_vec();
        if self.plane.all_to_degrees(&mut degrees).is_ok() {
            return degrees;
        }
        let nowhere = Coord {
            x: f64::NAN,
            y: f64::NAN,
        };
        for (degree, metre) in degrees.iter_mut().zip(metres) {
            let mut one = [*metre];
            *degree = self.plane.all_to_degrees(&mut one).map_or(nowhere, |()| one[0]);
        }
        degrees
    }
}
