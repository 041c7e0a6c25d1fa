//! Puts rows on the earth, and notices when a whole file is somewhere else.

use geo::Coord;
use serde::{Deserialize, Serialize};

use super::crs_error::CrsError;
use super::error::ImportError;
use super::ledger::Ledger;
use super::source_crs::SourceCrs;
use super::stray::{Ground, Stray};
use crate::crs::{LonLat, LonLatBox};

/// The first coordinate that did not fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct First {
    row: String,
    x: f64,
    y: f64,
}

impl First {
    fn of(row: &str, coord: Coord<f64>) -> Self {
        Self {
            row: row.to_owned(),
            x: coord.x,
            y: coord.y,
        }
    }

    fn stray(&self, hint: Option<String>) -> Stray {
        Stray {
            row: self.row.clone(),
            x: shown(self.x),
            y: shown(self.y),
            hint,
        }
    }
}

/// Turns coordinates into degrees row by row.
pub(super) struct Placer {
    pub(super) crs: SourceCrs,
    /// The source has north before east.
    swap_xy: bool,
    placed: Placed,
    /// The first place since it was asked last, in degrees.
    last: Option<[f64; 2]>,
}

/// What was counted of the rows so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Placed {
    rows: u64,
    outside: u64,
    first: Option<First>,
    /// Rows whose numbers could be degrees, and the first row of all.
    like_degrees: u64,
    any: Option<First>,
    /// Rows that lie in China, and of how many.
    in_china: u64,
    inside: u64,
}

/// China with its islands, in degrees.
const CHINA: LonLatBox = LonLatBox {
    west: 73.5,
    south: 3.0,
    east: 135.1,
    north: 53.6,
};

impl Placer {
    pub(super) fn new(crs: SourceCrs) -> Self {
        Self {
            crs,
            swap_xy: false,
            placed: Placed::default(),
            last: None,
        }
    }

    /// For a source whose two numbers are to be exchanged.
    pub(super) fn exchanging(self, swap_xy: bool) -> Self {
        Self { swap_xy, ..self }
    }

    /// What was counted so far.
    pub(super) fn placed(&self) -> Placed {
        self.placed.clone()
    }

    /// Goes on from what an earlier run had counted.
    pub(super) fn restore(&mut self, placed: Placed) {
        self.placed = placed;
    }

    /// A row's coordinates in degrees, in place, or what is wrong with the first bad one.
    pub(super) fn place(&mut self, row: &str, coords: &mut [Coord<f64>]) -> Result<(), String> {
        if coords.is_empty() {
            return Err("it has no coordinates".to_owned());
        }
        if coords.iter().any(|c| !(c.x.is_finite() && c.y.is_finite())) {
            return Err("a coordinate is not a finite number".to_owned());
        }
        if self.swap_xy {
            for coord in coords.iter_mut() {
                std::mem::swap(&mut coord.x, &mut coord.y);
            }
        }
        self.placed.rows += 1;
        let like_degrees = |c: &Coord<f64>| c.x.abs() <= 180.0 && c.y.abs() <= 90.0;
        self.placed.like_degrees += u64::from(coords.iter().all(like_degrees));
        self.placed.any.get_or_insert_with(|| First::of(row, coords[0]));
        let as_given = coords.to_vec();
        self.crs.to_degrees(coords);
        let Some(index) = coords.iter().position(|c| self.crs.believable(*c).is_none()) else {
            self.placed.inside += 1;
            self.last.get_or_insert([coords[0].x, coords[0].y]);
            let place = LonLat::new(coords[0].x, coords[0].y);
            self.placed.in_china += u64::from(place.is_ok_and(|place| CHINA.contains(place)));
            return Ok(());
        };
        let given = as_given.get(index).copied().unwrap_or_default();
        self.placed.outside += 1;
        self.placed.first.get_or_insert_with(|| First::of(row, given));
        let swapped = if self.swapped(given) {
            "; the two look swapped"
        } else {
            ""
        };
        Err(format!(
            "{}, {} lies outside the ground of {}{swapped}",
            shown(given.x),
            shown(given.y),
            self.crs.name
        ))
    }

    /// Whether nobody named the system, and most places lie in China, where it is often another one.
    pub(super) fn in_china_by_rule(&self) -> bool {
        self.crs.by_rule && self.placed.in_china * 2 > self.placed.inside
    }

    /// The first place since this was asked last, in degrees.
    pub(super) fn take_last(&mut self) -> Option<[f64; 2]> {
        self.last.take()
    }

    fn swapped(&self, given: Coord<f64>) -> bool {
        let turned = Coord { x: given.y, y: given.x };
        self.crs.fit(turned).is_some()
    }

    /// Whether the file as a whole is where its system says: single strays are rejected rows, many are a wrong system.
    pub(super) fn verdict(&self, ledger: &Ledger) -> Result<(), ImportError> {
        if let (Some(any), false) = (&self.placed.any, self.crs.geographic)
            && self.placed.like_degrees == self.placed.rows
        {
            return Err(ImportError::Crs(CrsError::LooksGeographic {
                file: ledger.file.clone(),
                layer: ledger.layer.clone(),
                crs: self.crs.name.clone(),
                stray: Box::new(any.stray(None)),
            }));
        }
        let Some(first) = &self.placed.first else {
            return Ok(());
        };
        if self.placed.outside * 2 <= self.placed.rows {
            return Ok(());
        }
        let (file, layer) = (ledger.file.clone(), ledger.layer.clone());
        let given = Coord { x: first.x, y: first.y };
        let stray = Box::new(first.stray(self.crs.hint(first.x)));
        if self.swapped(given) {
            return Err(ImportError::Crs(CrsError::Swapped { file, layer, stray }));
        }
        if self.crs.geographic && (first.x.abs() > 360.0 || first.y.abs() > 360.0) {
            return Err(ImportError::Crs(CrsError::LooksProjected { file, layer, stray }));
        }
        let ground = Box::new(Ground {
            crs: self.crs.name.clone(),
            area: self.crs.area.as_ref().map_or_else(
                || "longitude -180 to 180, latitude -90 to 90".to_owned(),
                |ground| {
                    format!(
                        "longitude {} to {}, latitude {} to {}",
                        ground.west, ground.east, ground.south, ground.north
                    )
                },
            ),
            outside: self.placed.outside,
            rows: self.placed.rows,
        });
        Err(ImportError::Crs(CrsError::OutsideCrs {
            file,
            layer,
            ground,
            stray,
        }))
    }
}

fn shown(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(crs: &str, coords: &[(f64, f64)]) -> Result<(), ImportError> {
        let mut placer = Placer::new(SourceCrs::of_user(crs).expect("known"));
        for (index, (x, y)) in coords.iter().enumerate() {
            let _ = placer.place(&(index + 1).to_string(), &mut [Coord { x: *x, y: *y }]);
        }
        placer.verdict(&Ledger::new("a.csv", ""))
    }

    #[test]
    fn swapped_degrees_are_told() {
        let error = verdict("EPSG:4326", &[(25.0, 101.5), (25.1, 101.6)]).expect_err("it is wrong");
        assert!(matches!(error, ImportError::Crs(CrsError::Swapped { .. })));
        assert!(error.to_string().contains("a.csv, row 1: 25, 101.5"), "{error}");
    }

    #[test]
    fn swapped_numbers_are_exchanged_where_the_user_says_so() {
        for (crs, x, y, lon, lat) in [
            ("EPSG:4326", 25.0, 101.5, 101.5, 25.0),
            ("EPSG:4543", 2_771_115.0, 454_185.0, 101.546, 25.045),
        ] {
            let mut placer = Placer::new(SourceCrs::of_user(crs).expect("known")).exchanging(true);
            let mut one = [Coord { x, y }];
            placer.place("1", &mut one).expect("it is a place");
            assert!(
                (one[0].x - lon).abs() < 1e-3 && (one[0].y - lat).abs() < 1e-3,
                "{one:?}"
            );
            let turned = placer
                .place("2", &mut [Coord { x: y, y: x }])
                .expect_err("the right way round");
            assert!(turned.contains("look swapped"), "{turned}");
        }
    }

    #[test]
    fn swapped_metres_are_told() {
        let error = verdict("EPSG:4543", &[(2_771_115.0, 454_185.0)]).expect_err("it is wrong");
        assert!(matches!(error, ImportError::Crs(CrsError::Swapped { .. })), "{error}");
    }

    #[test]
    fn metres_that_are_said_to_be_degrees_are_told_with_the_probable_zone() {
        let error = verdict("EPSG:4490", &[(34_454_185.0, 2_771_115.0)]).expect_err("it is wrong");
        assert!(
            matches!(error, ImportError::Crs(CrsError::LooksProjected { .. })),
            "{error}"
        );
        assert!(error.to_string().contains("EPSG:4522"), "{error}");
    }

    #[test]
    fn a_wrong_zone_is_told_with_the_right_one() {
        let error = verdict("EPSG:4543", &[(34_454_185.0, 2_771_115.0)]).expect_err("it is wrong");
        assert!(
            matches!(error, ImportError::Crs(CrsError::OutsideCrs { .. })),
            "{error}"
        );
        assert!(error.to_string().contains("EPSG:4522"), "{error}");
        let error = verdict("EPSG:4490", &[(9.5, 47.1)]).expect_err("it is wrong");
        assert!(error.to_string().contains("longitude 73.62 to 134.77"), "{error}");
    }

    #[test]
    fn one_stray_among_many_is_only_a_row() {
        assert_eq!(
            verdict("EPSG:4490", &[(101.5, 25.0), (101.6, 25.0), (0.0, 0.0)]),
            Ok(())
        );
    }

    #[test]
    fn numbers_that_are_none_are_refused() {
        let mut placer = Placer::new(SourceCrs::wgs84(false));
        for bad in [f64::NAN, f64::INFINITY] {
            let what = placer
                .place("3", &mut [Coord { x: bad, y: 1.0 }])
                .expect_err("it is wrong");
            assert!(what.contains("finite"), "{what}");
        }
        assert!(placer.place("3", &mut []).is_err());
    }
}
