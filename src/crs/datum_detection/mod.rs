//! Which datum a layer is in, told by holding it against lines of which the datum is known.
//!
//! A layer drawn over the same ground as the reference (borders of communities, streets) lies closest to its lines where it belongs. So
//! each datum is tried: the layer is moved back from it, and the distances from its corners to the nearest line are taken. The
//! datum that brings them closest is believed only if it is the *only* place that fits: the layer is also moved by hundreds of other steps
//! around that place, and none of them may fit nearly as well (`surroundings`). A shift by chance, of like size in another direction,
//! or one that a regular street grid repeats is thereby never taken for a known datum; the answer is then *undecided*.
//!
//! Distances are compared by their logarithm, so that neither the density of the lines nor a part of the layer that has nothing to do
//! with them decides. Why, with measured figures: `docs/decisions/0013-which-datum.md`.

mod afar;
mod reference;
mod sample;
mod surroundings;
#[cfg(test)]
mod tests;
mod words;

use geo::Coord;

use super::{Datum, LonLat, PlaceIn};
pub use reference::Reference;
use reference::{Mark, Nearby};
use surroundings::Surroundings;

/// Fewest corners near the reference that say anything.
pub const FEWEST_CORNERS: usize = 12;
/// Corners that lie farther than this from every line under every datum have nothing to do with the reference, in metres.
const REACH_M: f64 = 2_000.0;
/// Most corners that are compared.
const MOST_CORNERS: usize = 1_500;
/// A corner this close to a line counts as matched, in metres.
pub const MATCHED_M: f64 = 25.0;
/// A datum whose shift is smaller than this here can't be told from none, in metres.
const LEAST_SHIFT_M: f64 = 100.0;
/// Share of corners on the reference's ground that tells which of two numbers is the longitude.
const ON_GROUND: f64 = 0.5;

/// What a layer's numbers may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hypothesis {
    /// Their datum.
    pub datum: Datum,
    /// Latitude stands first.
    pub swapped: bool,
}

/// How well a hypothesis fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// What was tried.
    pub hypothesis: Hypothesis,
    /// Half of the corners lie closer than this to the nearest line, in metres.
    pub median_m: f64,
    /// Corners within [`MATCHED_M`] of a line.
    pub matched: usize,
    /// Mean of the logarithms of the distances; what is compared.
    score: f64,
}

/// Everything that was found out.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    /// Different corners in the layer.
    pub corners: usize,
    /// Corners that were compared: near enough, and not more than enough.
    pub compared: usize,
    /// Lines of the reference that they were compared with.
    pub lines: usize,
    /// What was tried, in a fixed order.
    pub tried: Vec<Tried>,
    /// Where the layer fits best, near the best hypothesis.
    pub surroundings: Option<Surroundings>,
    /// What follows.
    pub verdict: Verdict,
}

/// What follows from the evidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// The layer fits in this way and in no other.
    Fits(Hypothesis),
    /// The numbers are places here only the other way round; their datum is not told.
    Swapped,
    /// The numbers are no degrees.
    Metres,
    /// Nothing can be said.
    Undecided(Doubt),
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The reference has no lines, or the layer no coordinates.
    Nothing,
    /// Less than [`FEWEST_CORNERS`] different corners near the reference.
    TooFew,
    /// The layer lies somewhere else.
    Elsewhere,
    /// The layer lies somewhere else, and read as degrees it is much wider than the reference, by so many kilometres: small metres of a
    /// local grid, perhaps, or a layer of a whole country.
    PerhapsMetres {
        /// From west to east.
        width_km: u32,
        /// From south to north.
        height_km: u32,
    },
    /// No datum brings it clearly closer than moving it anywhere does.
    NothingFits,
    /// It fits in several places.
    SeveralFit,
    /// It fits best off every known datum, by so many metres.
    Off(u32),
}

/// Holds a layer's coordinates, as its file gives them, against a reference.
///
/// At most some thousands of corners are looked at, always the same ones. The order of the coordinates does not matter.
///
/// ```
/// use yike::crs::{Datum, LonLat, PlaceIn, datum_detection::{Reference, Verdict, examine}};
/// // A winding border, and the same border as a web map draws it.
/// let border: Vec<LonLat> = (0..200)
///     .map(|i| {
///         let turn = f64::from(i) * 0.0314;
///         let radius = 0.02 + 0.004 * (turn * 7.0).sin();
///         LonLat { lon: 116.4 + radius * turn.cos(), lat: 39.9 + radius * turn.sin() }
///     })
///     .collect();
/// let drawn: Vec<geo::Coord<f64>> = border
///     .iter()
///     .map(|place| PlaceIn::drawn(*place, Datum::Gcj02))
///     .map(|place| geo::Coord { x: place.lon, y: place.lat })
///     .collect();
/// let reference = Reference::new(border.windows(2).map(|pair| [pair[0], pair[1]]));
/// let found = examine(&drawn, &reference);
/// assert!(matches!(found.verdict, Verdict::Fits(h) if h.datum == Datum::Gcj02 && !h.swapped));
/// ```
pub fn examine(coords: &[Coord<f64>], reference: &Reference) -> Examination {
    let corners = sample::different(coords);
    let mut found = Examination {
        corners: corners.len(),
        compared: 0,
        lines: 0,
        tried: Vec::new(),
        surroundings: None,
        verdict: Verdict::Undecided(Doubt::Nothing),
    };
    let Some(ground) = reference.ground().filter(|_| !corners.is_empty()) else {
        return found;
    };
    let share = |fits: &dyn Fn(&Coord<f64>) -> bool| {
        corners.iter().filter(|corner| fits(corner)).count() as f64 / corners.len() as f64
    };
    let near = ground.grown(0.05);
    let here = share(&|c| near.contains(LonLat { lon: c.x, lat: c.y }));
    let turned = share(&|c| near.contains(LonLat { lon: c.y, lat: c.x }));
    let swapped = turned > ON_GROUND && here < 0.1;
    if !swapped && share(&|c| c.x.abs() > 180.0 || c.y.abs() > 180.0) > ON_GROUND {
        found.verdict = Verdict::Metres;
        return found;
    }
    let corners: Vec<Coord<f64>> = if swapped {
        corners.iter().map(|c| Coord { x: c.y, y: c.x }).collect()
    } else {
        corners
    };
    let nearby = reference.near(&corners);
    found.lines = nearby.lines();
    try_all(&corners, swapped, &nearby, &mut found);
    if let (false, Verdict::Undecided(Doubt::Elsewhere)) = (swapped, found.verdict) {
        found.verdict = afar::verdict(&corners, ground);
    }
    if let (true, Verdict::Undecided(_)) = (swapped, found.verdict) {
        found.verdict = Verdict::Swapped;
    }
    found
}

fn try_all(corners: &[Coord<f64>], swapped: bool, nearby: &Nearby, found: &mut Examination) {
    let marks_in = |datum: Datum, corners: &[Coord<f64>]| -> Vec<Mark> {
        let undone = corners.iter().map(|c| PlaceIn {
            datum,
            lon: c.x,
            lat: c.y,
        });
        undone.map(|place| Mark::of(place.to_cgcs2000())).collect()
    };
    let sampled = sample::evenly(corners, MOST_CORNERS);
    let all: Vec<Vec<Mark>> = Datum::ALL.map(|datum| marks_in(datum, &sampled)).into();
    let Some(shifts) = shifts(&all) else {
        return;
    };
    let distances: Vec<Vec<f64>> = all
        .iter()
        .map(|marks| marks.iter().map(|mark| nearby.distance(*mark)).collect())
        .collect();
    let kept: Vec<usize> = (0..sampled.len())
        .filter(|index| distances.iter().any(|d| d[*index] <= REACH_M))
        .collect();
    found.compared = kept.len();
    if kept.len() < FEWEST_CORNERS {
        let doubt = if kept.is_empty() {
            Doubt::Elsewhere
        } else {
            Doubt::TooFew
        };
        found.verdict = Verdict::Undecided(doubt);
        return;
    }
    let pick = |values: &[f64]| -> Vec<f64> { kept.iter().map(|index| values[*index]).collect() };
    for ((datum, distances), shift) in Datum::ALL.iter().zip(&distances).zip(shifts) {
        if *datum == Datum::Cgcs2000 || shift >= LEAST_SHIFT_M {
            let hypothesis = Hypothesis { datum: *datum, swapped };
            found.tried.push(tried(hypothesis, pick(distances)));
        }
    }
    let Some((best, others)) = best(&found.tried) else {
        return;
    };
    let index = Datum::ALL.iter().position(|datum| *datum == best.datum).unwrap_or(0);
    let marks: Vec<Mark> = kept.iter().map(|kept| all[index][*kept]).collect();
    let scale_m = if index == 0 { 400.0 } else { shifts[index] };
    let around = Surroundings::of(&marks, nearby, scale_m, &others);
    found.verdict = around.verdict(best);
    found.surroundings = Some(around);
}

/// How far each datum's shift is here, in metres.
fn shifts(all: &[Vec<Mark>]) -> Option<[f64; 3]> {
    let truth = all.first()?;
    let mut shifts = [0.0; 3];
    for (shift, marks) in shifts.iter_mut().zip(all) {
        let mut steps: Vec<f64> = truth.iter().zip(marks).map(|(a, b)| a.metres_to(*b)).collect();
        *shift = median(&mut steps)?;
    }
    Some(shifts)
}

fn tried(hypothesis: Hypothesis, mut distances: Vec<f64>) -> Tried {
    let score = distances.iter().copied().map(surroundings::weight).sum::<f64>() / distances.len() as f64;
    Tried {
        hypothesis,
        matched: distances.iter().filter(|d| **d <= MATCHED_M).count(),
        median_m: median(&mut distances).unwrap_or(f64::INFINITY),
        score,
    }
}

/// The best hypothesis, and by how much the others score worse.
fn best(tried: &[Tried]) -> Option<(Hypothesis, Vec<f64>)> {
    let best = tried.iter().min_by(|a, b| a.score.total_cmp(&b.score))?;
    let others = tried.iter().filter(|one| one.hypothesis != best.hypothesis);
    Some((best.hypothesis, others.map(|one| one.score - best.score).collect()))
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
