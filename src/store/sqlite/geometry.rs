//! Geometry as `GeoPackage` keeps it: a header with the box, then well-known binary. Always degrees, EPSG:4326.

use geo::{BoundingRect, Geometry};
use geozero::wkb::GpkgWkb;
use geozero::{CoordDimensions, ToGeo, ToWkb};

/// The reference system of every layer.
pub(super) const SRS_ID: i32 = 4326;

/// The blob of a geometry; `None` where it has no coordinates.
pub(super) fn encode(geometry: &Geometry<f64>) -> Option<Vec<u8>> {
    let rect = geometry.bounding_rect()?;
    let envelope = vec![rect.min().x, rect.max().x, rect.min().y, rect.max().y];
    geometry.to_gpkg_wkb(CoordDimensions::xy(), Some(SRS_ID), envelope).ok()
}

/// The geometry of a blob; `None` where it is none.
pub(super) fn decode(blob: &[u8]) -> Option<Geometry<f64>> {
    point(blob).or_else(|| GpkgWkb(blob).to_geo().ok())
}

/// The plain points that most rows are: little-endian, without a third coordinate.
fn point(blob: &[u8]) -> Option<Geometry<f64>> {
    const LITTLE_ENDIAN_POINT: [u8; 5] = [1, 1, 0, 0, 0];
    let flags = *blob.get(3).filter(|_| blob.starts_with(b"GP"))?;
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        _ => return None,
    };
    let body = blob.get(8 + envelope..)?.strip_prefix(&LITTLE_ENDIAN_POINT)?;
    let number = |at: usize| Some(f64::from_le_bytes(body.get(at..at + 8)?.try_into().ok()?));
    let (x, y) = (number(0)?, number(8)?);
    // An empty point has no numbers.
    (body.len() == 16 && x.is_finite() && y.is_finite()).then(|| Geometry::Point(geo::Point::new(x, y)))
}

/// The box in a blob's header: min x, max x, min y, max y. Points may come without one from other programs.
pub(super) fn envelope(blob: &[u8]) -> Option<[f64; 4]> {
    let rect = decode(blob)?.bounding_rect()?;
    Some([rect.min().x, rect.max().x, rect.min().y, rect.max().y])
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{point, polygon};

    #[test]
    fn what_is_written_is_read_again() {
        for geometry in [
            Geometry::from(point! { x: 9.52, y: 47.14 }),
            Geometry::from(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 2.0), (x: 0.0, y: 0.0)]),
        ] {
            let blob = encode(&geometry).expect("it has coordinates");
            assert_eq!(&blob[..2], b"GP");
            assert_eq!(decode(&blob), Some(geometry));
        }
        assert_eq!(decode(b"GP"), None);
    }
}
