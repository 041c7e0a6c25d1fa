//! Eastings without a zone: which zone puts them on the ground that is known.

use geo::Coord;

use super::error::WorkflowError;
use super::import::ImportRequest;
use crate::crs::{LonLat, LonLatBox, Projection};
use crate::import::{self, CrsError, ImportError, OutlineRequest, Progress};
use crate::reproject::ProjPlane;

/// The three-degree zones of CGCS2000 without the zone's number, from 75 to 135 degrees east, and what stands in front of the easting in the
/// zones that have it. A six-degree zone of the same meridian gives the same places.
const ZONES: std::ops::RangeInclusive<u16> = 4534..=4554;
/// Most places that are tried in every zone.
const MOST_TRIED: usize = 500;
/// Share of the places that must land on the ground.
const LANDS: f64 = 0.6;
/// How far beside the ground is still there, in degrees.
const BESIDE: f64 = 0.05;

/// The error of a file that names no system, with the zone that puts its coordinates on known ground where exactly one does.
pub(super) fn named(
    error: ImportError,
    request: &ImportRequest<'_>,
    area: Option<LonLatBox>,
    progress: &dyn Progress,
) -> WorkflowError {
    let ImportError::Crs(CrsError::NoCrs { file, layer, hint }) = error else {
        return error.into();
    };
    let told = found(request, area, progress).or(hint);
    ImportError::Crs(CrsError::NoCrs {
        file,
        layer,
        hint: told,
    })
    .into()
}

fn found(request: &ImportRequest<'_>, area: Option<LonLatBox>, progress: &dyn Progress) -> Option<String> {
    let (ground, called) = match area {
        Some(area) => (area, "the communities of the workspace".to_owned()),
        None => reference_ground(request, progress)?,
    };
    let asked = OutlineRequest {
        path: request.file,
        layer: request.layer,
        crs: None,
        map: &coordinates(request.map),
    };
    let outline = import::outline(&asked, &request.limits, progress).ok()?;
    let all: Vec<Coord<f64>> = outline.parts.into_iter().flatten().collect();
    let step = all.len().div_ceil(MOST_TRIED).max(1);
    let places: Vec<Coord<f64>> = all.into_iter().step_by(step).collect();
    told(&places, ground, &called)
}

/// Only the columns of coordinates: the others are unknown to a layer of shapes.
fn coordinates(map: &[(String, String)]) -> Vec<(String, String)> {
    let of_place = |(field, _): &&(String, String)| ["lon", "lat"].contains(&field.as_str());
    map.iter().filter(of_place).cloned().collect()
}

fn reference_ground(request: &ImportRequest<'_>, progress: &dyn Progress) -> Option<(LonLatBox, String)> {
    let asked = OutlineRequest {
        path: request.reference?,
        layer: None,
        crs: None,
        map: &[],
    };
    let outline = import::outline(&asked, &request.limits, progress).ok()?;
    outline.crs?;
    let places = outline
        .parts
        .into_iter()
        .flatten()
        .map(|c| LonLat { lon: c.x, lat: c.y });
    Some((LonLatBox::around(places)?, outline.file))
}

/// The one zone, in words; nothing where none or several fit.
fn told(places: &[Coord<f64>], ground: LonLatBox, called: &str) -> Option<String> {
    if places.is_empty() || !places.iter().all(|c| c.x.abs() > 1000.0 || c.y.abs() > 1000.0) {
        return None;
    }
    let near = ground.grown(BESIDE);
    let turned: Vec<Coord<f64>> = places.iter().map(|c| Coord { x: c.y, y: c.x }).collect();
    let mut landing: Vec<(u16, bool, usize)> = Vec::new();
    for epsg in ZONES {
        let Ok(plane) = ProjPlane::new(&Projection::GaussKrueger { epsg }) else {
            continue;
        };
        for (order, swapped) in [(places, false), (turned.as_slice(), true)] {
            let there = order.iter().filter(|place| lands(&plane, **place, near)).count();
            if there as f64 >= LANDS * places.len() as f64 {
                landing.push((epsg, swapped, there));
            }
        }
    }
    let [(epsg, swapped, there)] = landing[..] else {
        return None;
    };
    let meridian = 75 + 3 * (epsg - ZONES.start());
    let order = if swapped {
        "the northing stands first; turned round, "
    } else {
        ""
    };
    Some(format!(
        "{order}of all CGCS2000 zones only that of {meridian}° E puts them on {called} ({there} of {} places tried): --crs EPSG:{epsg}",
        places.len()
    ))
}

fn lands(plane: &ProjPlane, at: Coord<f64>, near: LonLatBox) -> bool {
    let mut one = [at];
    let done = plane.all_to_degrees(&mut one);
    done.is_ok()
        && near.contains(LonLat {
            lon: one[0].x,
            lat: one[0].y,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Round the place where 101.546, 25.045 is 454185.056, 2771115.805 in EPSG:4543.
    const GROUND: LonLatBox = LonLatBox {
        west: 101.5,
        south: 25.0,
        east: 101.6,
        north: 25.1,
    };

    #[test]
    fn the_one_zone_that_lands_is_named() {
        let places = [
            Coord {
                x: 454_185.0,
                y: 2_771_115.0,
            },
            Coord {
                x: 455_185.0,
                y: 2_770_115.0,
            },
        ];
        let said = told(&places, GROUND, "the communities").expect("it lands");
        assert!(
            said.contains("102° E") && said.contains("EPSG:4543") && said.contains("2 of 2"),
            "{said}"
        );
        let turned = places.map(|c| Coord { x: c.y, y: c.x });
        let said = told(&turned, GROUND, "the communities").expect("it lands");
        assert!(
            said.contains("northing stands first") && said.contains("EPSG:4543"),
            "{said}"
        );
    }

    #[test]
    fn none_and_several_are_not_named() {
        let far = [Coord {
            x: 454_185.0,
            y: 4_771_115.0,
        }];
        assert_eq!(told(&far, GROUND, "x"), None);
        let wide = LonLatBox {
            west: 97.0,
            south: 21.0,
            east: 107.0,
            north: 29.0,
        };
        let here = [Coord {
            x: 454_185.0,
            y: 2_771_115.0,
        }];
        assert_eq!(told(&here, wide, "x"), None, "two zones land in a whole province");
        assert_eq!(told(&[Coord { x: 101.5, y: 25.0 }], GROUND, "x"), None, "degrees");
    }
}
