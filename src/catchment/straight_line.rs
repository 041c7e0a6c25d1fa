//! Straight-line catchment: planar distance in the study area's projection to the nearest door of a set of sites.

use geo::Coord;

use super::packed_grid::PackedGrid;
use crate::domain::site::Site;
use crate::units::{Metres, Millimetres};

/// The doors of some sites, indexed for bulk questions.
///
/// With a detour factor of 1 the straight line is an upper bound on reach; with another it is an estimate that errs both ways.
///
/// ```
/// # use yike::catchment::StraightLine;
/// let doors = StraightLine::of_doors(vec![geo::coord! { x: 0.0, y: 0.0 }], vec![0]);
/// let (site, straight) = doors.nearest(geo::coord! { x: 3.0, y: 4.0 }).expect("there is a door");
/// assert_eq!((site, straight.0), (0, 5.0));
/// ```
pub struct StraightLine {
    doors: Vec<Coord<f64>>,
    site_of_door: Vec<usize>,
    index: PackedGrid,
}

/// The walk that a straight line is taken for: length times detour factor, rounded once to whole millimetres.
pub fn walk(straight: Metres, detour: f64) -> Millimetres {
    Millimetres::round(Metres(straight.0 * detour))
}

/// The index looks this much farther than asked, because what is inside is decided afterwards in whole millimetres.
const SLACK_METRES: f64 = 0.01;

impl StraightLine {
    /// Indexes the doors of sites; answers name sites by their position here. `typical_reach` sizes the cells.
    pub fn new<'a>(sites: impl IntoIterator<Item = &'a Site>, typical_reach: Metres) -> Self {
        let (mut doors, mut site_of_door) = (Vec::new(), Vec::new());
        for (position, site) in sites.into_iter().enumerate() {
            doors.extend_from_slice(site.doors());
            site_of_door.resize(doors.len(), position);
        }
        let index = PackedGrid::build(&doors, typical_reach.0);
        Self {
            doors,
            site_of_door,
            index,
        }
    }

    /// Indexes bare doors, each with the position of its site.
    pub fn of_doors(doors: Vec<Coord<f64>>, site_of_door: Vec<usize>) -> Self {
        let index = PackedGrid::build(&doors, 1000.0);
        Self {
            doors,
            site_of_door,
            index,
        }
    }

    /// The site with the nearest door and the straight distance to it, however far; `None` where there are no sites.
    pub fn nearest(&self, from: Coord<f64>) -> Option<(usize, Metres)> {
        let nearest = self.index.nearest(from)?;
        Some((
            self.site_of_door[nearest.index as usize],
            Metres(nearest.distance_squared.sqrt()),
        ))
    }

    /// Tells `visit` the site and straight distance of every door within so many metres, in no particular order.
    pub fn each_within(&self, from: Coord<f64>, within: Metres, mut visit: impl FnMut(usize, Metres)) {
        self.index
            .for_each_within(from, within.0 + SLACK_METRES, |door, squared| {
                visit(self.site_of_door[door as usize], Metres(squared.sqrt()));
            });
    }

    /// The doors within so many metres.
    pub fn doors_within(&self, from: Coord<f64>, within: Metres) -> Vec<Coord<f64>> {
        let mut doors = Vec::new();
        self.index.for_each_within(from, within.0 + SLACK_METRES, |door, _| {
            doors.push(self.doors[door as usize]);
        });
        doors
    }

    /// All doors.
    pub fn doors(&self) -> &[Coord<f64>] {
        &self.doors
    }
}
