//! A layer that lies nowhere near the reference: in another place, or on a local grid whose small metres pose as degrees.

use geo::Coord;

use super::{Doubt, Verdict};
use crate::crs::{LonLat, LonLatBox, SHIFTED_GROUND};

/// How many times wider than the reference a layer must be to look like metres.
const WIDER: f64 = 20.0;
/// The least width and height in degrees of such a layer: a hundred kilometres.
const LEAST_DEGREES: f64 = 1.0;
/// Share of the corners that must have a sign of metres.
const MOST: f64 = 0.95;
/// Kilometres in a degree of latitude.
const KM_A_DEGREE: f64 = 111.2;

/// What can be said of corners of which none lies near the reference.
///
/// Metres are claimed only where three things come together: in the sense of degrees nearly all corners lie outside China while the reference
/// lies inside it; none is negative; and nearly all have at most three decimals, which are millimetres for a surveyor, but a hundred
/// metres in degrees. Less than that is told as a doubt.
pub(super) fn verdict(corners: &[Coord<f64>], ground: LonLatBox) -> Verdict {
    let span = |of: &dyn Fn(&Coord<f64>) -> f64| {
        let (least, most) = corners
            .iter()
            .map(of)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), number| {
                (least.min(number), most.max(number))
            });
        most - least
    };
    let (width, height) = (span(&|c| c.x), span(&|c| c.y));
    let reference = (ground.east - ground.west).max(ground.north - ground.south);
    if width.min(height) < LEAST_DEGREES || width.max(height) < WIDER * reference {
        return Verdict::Undecided(Doubt::Elsewhere);
    }
    let most = |fits: &dyn Fn(&Coord<f64>) -> bool| {
        corners.iter().filter(|corner| fits(corner)).count() as f64 >= MOST * corners.len() as f64
    };
    let millimetres = |number: f64| ((number * 1000.0).round() / 1000.0 - number).abs() < 1e-9;
    let abroad = |c: &Coord<f64>| !SHIFTED_GROUND.contains(LonLat { lon: c.x, lat: c.y });
    let here = SHIFTED_GROUND.contains(ground.centre());
    let positive = corners.iter().all(|c| c.x >= 0.0 && c.y >= 0.0);
    if here && positive && most(&abroad) && most(&|c| millimetres(c.x) && millimetres(c.y)) {
        return Verdict::Metres;
    }
    let middle = corners.iter().map(|c| c.y).sum::<f64>() / corners.len() as f64;
    Verdict::Undecided(Doubt::PerhapsMetres {
        width_km: (width * KM_A_DEGREE * middle.to_radians().cos().abs()).round() as u32,
        height_km: (height * KM_A_DEGREE).round() as u32,
    })
}
