//! Whether streets fit a network, whose places are whole millimetres in 32 bits and whose corners are numbered in 32 bits.

use super::build::{HEIGHT_STEP, StreetLine};

/// Widest span of one network, in kilometres.
pub const WIDEST_KM: f64 = 2000.0;
/// Most corners of one network, those between two heights counted.
pub const MOST_CORNERS: u64 = 2_000_000_000;

/// Why streets don't fit one network.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BuildError {
    /// They lie too far apart.
    #[error(
        "the streets span {km:.0} km and one network holds at most {most:.0} km; import them part by part into several workspaces"
    )]
    TooWide {
        /// The greater of width and height, in kilometres.
        km: f64,
        /// The most that one network holds.
        most: f64,
    },
    /// They have too many corners.
    #[error(
        "the streets have {corners} corners and one network holds at most {most}; import them part by part into several workspaces"
    )]
    TooManyCorners {
        /// How many they may come to, with those between two heights.
        corners: u64,
        /// The most that one network holds.
        most: u64,
    },
    /// A corner is nowhere.
    #[error("street {street}, corner {corner}: the place is not a number; import the street again")]
    Nowhere {
        /// The street's id.
        street: i64,
        /// Which of its corners, from 0.
        corner: usize,
    },
}

/// Says why streets don't fit one network; [`build`](super::build) takes those that do.
///
/// # Errors
/// [`BuildError`]. Corners are counted before streets without numbers are joined where they cross; the other half of what 32 bits hold is
/// left for those.
pub fn fits(streets: &[StreetLine]) -> Result<(), BuildError> {
    check(streets, MOST_CORNERS)
}

fn check(streets: &[StreetLine], most: u64) -> Result<(), BuildError> {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    let mut corners = 0_u64;
    for street in streets {
        corners += street.course.len() as u64;
        for (corner, at) in street.course.iter().enumerate() {
            if !(at.x.is_finite() && at.y.is_finite()) {
                return Err(BuildError::Nowhere {
                    street: street.id,
                    corner,
                });
            }
            low = [low[0].min(at.x), low[1].min(at.y)];
            high = [high[0].max(at.x), high[1].max(at.y)];
        }
        for pair in street.course.windows(2) {
            let way = pair[1] - pair[0];
            corners += (way.x.hypot(way.y) / HEIGHT_STEP.0) as u64;
        }
    }
    let km = (high[0] - low[0]).max(high[1] - low[1]) / 1000.0;
    if km > WIDEST_KM {
        return Err(BuildError::TooWide { km, most: WIDEST_KM });
    }
    if corners > most {
        return Err(BuildError::TooManyCorners { corners, most });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streets::{WayClass, WayFacts};
    use geo::coord;

    fn to(x: f64) -> StreetLine {
        StreetLine {
            id: 7,
            course: vec![coord! { x: 0.0, y: 0.0 }, coord! { x: x, y: 0.0 }],
            nodes: Vec::new(),
            level: 0,
            facts: WayFacts::plain(WayClass::Residential),
            stops: Vec::new(),
            cut_ends: [false; 2],
        }
    }

    #[test]
    fn what_is_too_wide_too_much_or_nowhere_is_told() {
        assert_eq!(fits(&[to(1_999_999.0)]), Ok(()));
        assert!(matches!(fits(&[to(2_000_001.0)]), Err(BuildError::TooWide { .. })));
        assert_eq!(fits(&[to(f64::NAN)]), Err(BuildError::Nowhere { street: 7, corner: 1 }));
        let many = check(&[to(300.0)], 11);
        assert_eq!(many, Err(BuildError::TooManyCorners { corners: 12, most: 11 }));
        assert_eq!(fits(&[]), Ok(()));
    }

    #[test]
    fn the_widest_that_fits_keeps_its_length_to_the_millimetre() {
        let network = crate::streets::build(&[to(1_999_999.123)], None);
        assert!((network.length(0) - 1_999_999.123).abs() < 1e-6);
    }
}
