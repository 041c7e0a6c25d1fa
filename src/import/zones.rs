//! Chinese projected coordinates tell their zone, if they are long enough.

/// The system that eastings like this one are probably in, for one who reads them in another: the one of `code`, in degrees or not.
///
/// Eight digits begin with the number of a CGCS2000 zone: 13 to 23 are six degrees wide, 25 to 45 three. Six digits do not tell.
pub(super) fn hint(easting: f64, code: Option<u32>, in_degrees: bool) -> Option<String> {
    let zone = (easting / 1e6).floor() as i64;
    let eight_digits = match zone {
        13..=23 => Some((4478 + zone, "six")),
        25..=45 => Some((4488 + zone, "three")),
        _ => None,
    };
    if let Some((epsg, width)) = eight_digits {
        return Some(format!(
            "eastings that begin with {zone} are probably in the CGCS2000 {width}-degree zone {zone}: --crs EPSG:{epsg}"
        ));
    }
    if !(100_000.0..1_000_000.0).contains(&easting) {
        return None;
    }
    let same_zone = match code {
        Some(epsg @ 4513..=4533) => Some(epsg + 21),
        Some(epsg @ 4491..=4501) => Some(epsg + 11),
        _ => None,
    };
    match same_zone {
        Some(epsg) => Some(format!(
            "its eastings begin with the number of the zone, these do not; the same zone without the number is --crs EPSG:{epsg}"
        )),
        None if in_degrees => Some(
            "six-digit eastings do not tell their zone: ask for the central meridian; CGCS2000 three-degree zones are EPSG:4534 (75° E) to EPSG:4554 (135° E)"
                .to_owned(),
        ),
        None => None,
    }
}

/// The system that coordinates are probably in where nobody says: numbers alone never decide.
///
/// A surveyor's x is the northing, so both orders are looked at.
pub(super) fn unsaid(x: f64, y: f64) -> Option<String> {
    let northing = 100_000.0..6_000_000.0;
    if northing.contains(&y)
        && let Some(hint) = hint(x, None, true)
    {
        return Some(hint);
    }
    let turned = hint(y, None, true).filter(|_| northing.contains(&x) && x > 1_000_000.0)?;
    Some(format!("the northing seems to stand first; {turned}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsaid_numbers_are_read_in_both_orders() {
        assert!(unsaid(34_454_185.0, 2_771_115.0).is_some_and(|h| h.contains("EPSG:4522")));
        assert!(unsaid(454_185.0, 2_771_115.0).is_some_and(|h| h.contains("meridian")));
        let turned = unsaid(2_771_115.0, 34_454_185.0).expect("it tells");
        assert!(
            turned.contains("EPSG:4522") && turned.contains("northing seems to stand first"),
            "{turned}"
        );
        assert_eq!(unsaid(101.5, 25.0), None);
    }

    #[test]
    fn the_right_zone_is_named() {
        for (easting, code, zone) in [
            (34_454_185.0, Some(4543), "EPSG:4522"),
            (18_454_185.0, Some(4543), "EPSG:4496"),
            (454_185.0, Some(4522), "EPSG:4543"),
            (454_185.0, Some(4496), "EPSG:4507"),
        ] {
            let hint = hint(easting, code, false).expect("it tells");
            assert!(hint.contains(zone), "{hint}");
        }
        assert!(hint(454_185.0, Some(4490), true).is_some_and(|h| h.contains("meridian")));
        assert_eq!(hint(454_185.0, Some(4543), false), None);
        assert_eq!(hint(101.5, Some(4543), false), None);
    }
}
