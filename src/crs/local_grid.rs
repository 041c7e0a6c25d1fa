//! A town's own plane, by parameters that only its surveyors know.

use serde::Deserialize;

use geo::Coord;

/// The file of `--local-grid`: one of two forms.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum LocalGrid {
    /// A plane moved, turned and stretched onto a system of the register.
    Onto(Similarity),
    /// A transverse Mercator of the CGCS2000 ellipsoid.
    Meridian(OwnMercator),
}

/// `X = dx + scale (x cos r - y sin r)`, `Y = dy + scale (x sin r + y cos r)`: x, X eastwards, y, Y northwards.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Similarity {
    /// What people call the grid.
    pub name: String,
    /// `EPSG:4543`.
    pub onto: String,
    /// Metres.
    dx: f64,
    /// Metres.
    dy: f64,
    /// Seconds of arc, anticlockwise.
    rotation: f64,
    scale: f64,
}

/// Degrees and metres.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnMercator {
    /// What people call the grid.
    pub name: String,
    /// Degrees east.
    pub central_meridian: f64,
    false_easting: f64,
    false_northing: f64,
    #[serde(default = "one")]
    scale: f64,
}

fn one() -> f64 {
    1.0
}

impl LocalGrid {
    /// Reads the file's text.
    ///
    /// ```
    /// use yike::crs::LocalGrid;
    /// let text = "name = \"town\"\nonto = \"EPSG:4543\"\ndx = 450000.0\ndy = 2760000.0\nrotation = 12.5\nscale = 1.00002";
    /// assert!(matches!(LocalGrid::parse(text), Ok(LocalGrid::Onto(_))));
    /// ```
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let grid: Self = toml::from_str(text).map_err(|_| {
            "a local grid has either name, central_meridian, false_easting, false_northing and perhaps scale, or name, onto, dx, dy, rotation and scale".to_owned()
        })?;
        let (numbers, scale) = match &grid {
            Self::Onto(s) => ([s.dx, s.dy, s.rotation], s.scale),
            Self::Meridian(m) => ([m.central_meridian, m.false_easting, m.false_northing], m.scale),
        };
        if numbers.iter().any(|number| !number.is_finite()) || !(0.5..2.0).contains(&scale) {
            return Err("its numbers must be finite and its scale between 0.5 and 2".to_owned());
        }
        match &grid {
            Self::Meridian(m) if m.central_meridian.abs() > 180.0 => {
                Err("its central meridian is not in degrees".to_owned())
            }
            _ => Ok(grid),
        }
    }
}

impl Similarity {
    /// From the town's plane to the named one.
    #[must_use]
    pub fn to_named(&self, town: Coord<f64>) -> Coord<f64> {
        let (sin, cos) = (self.rotation / 3600.0).to_radians().sin_cos();
        Coord {
            x: self.dx + self.scale * (town.x * cos - town.y * sin),
            y: self.dy + self.scale * (town.x * sin + town.y * cos),
        }
    }
}

impl Similarity {
    /// From the named plane to the town's.
    #[must_use]
    pub fn to_town(&self, named: Coord<f64>) -> Coord<f64> {
        let (sin, cos) = (self.rotation / 3600.0).to_radians().sin_cos();
        let (x, y) = ((named.x - self.dx) / self.scale, (named.y - self.dy) / self.scale);
        Coord {
            x: x * cos + y * sin,
            y: y * cos - x * sin,
        }
    }
}

impl OwnMercator {
    /// What PROJ is given.
    pub fn proj_string(&self) -> String {
        let Self {
            central_meridian,
            false_easting,
            false_northing,
            scale,
            ..
        } = self;
        format!(
            "+proj=tmerc +lat_0=0 +lon_0={central_meridian} +k={scale} +x_0={false_easting} +y_0={false_northing} +ellps=GRS80 +units=m +no_defs"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_turned_plane_comes_to_lie_on_the_named_one() {
        let text =
            "name = \"town\"\nonto = \"EPSG:4543\"\ndx = 450000.0\ndy = 2770000.0\nrotation = 324000.0\nscale = 1.0\n";
        let Ok(LocalGrid::Onto(grid)) = LocalGrid::parse(text) else {
            unreachable!("it is well formed")
        };
        // A quarter turn anticlockwise: east becomes north.
        let placed = grid.to_named(Coord { x: 100.0, y: 0.0 });
        assert!((placed.x - 450_000.0).abs() < 1e-6 && (placed.y - 2_770_100.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn there_and_back_is_where_it_was(dx in -1e6_f64..1e6, dy in -1e6_f64..1e6, rotation in -1e6_f64..1e6, scale in 0.9_f64..1.1, x in 0.0_f64..1e6, y in 0.0_f64..5e6) {
            let grid = Similarity { name: String::new(), onto: "EPSG:4543".to_owned(), dx, dy, rotation, scale };
            let back = grid.to_town(grid.to_named(Coord { x, y }));
            prop_assert!((back.x - x).abs() < 1e-6 && (back.y - y).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_no_grid_is_refused() {
        for text in [
            "",
            "name = \"a\"\ncentral_meridian = 102\n",
            "name = \"a\"\ncentral_meridian = 500.0\nfalse_easting = 0.0\nfalse_northing = 0.0\n",
            "name = \"a\"\nonto = \"EPSG:4543\"\ndx = 0.0\ndy = 0.0\nrotation = 0.0\nscale = 0.0\n",
            "name = \"a\"\ncentral_meridian = 102.0\nfalse_easting = nan\nfalse_northing = 0.0\n",
        ] {
            assert!(LocalGrid::parse(text).is_err(), "{text}");
        }
    }
}
