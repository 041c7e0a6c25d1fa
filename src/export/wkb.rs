//! Well-known binary, little-endian: the form in which shapes go to GDAL and into `GeoParquet`.

use geo::{Coord, Geometry, LineString, Polygon};

/// The bytes of a shape of the kinds that layers have.
pub(super) fn wkb(shape: &Geometry<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    put(shape, &mut bytes);
    bytes
}

fn put(shape: &Geometry<f64>, bytes: &mut Vec<u8>) {
    match shape {
        Geometry::Point(point) => {
            head(1, bytes);
            coord(point.0, bytes);
        }
        Geometry::LineString(line) => {
            head(2, bytes);
            ring(line, bytes);
        }
        Geometry::Polygon(area) => polygon(area, bytes),
        Geometry::MultiPolygon(areas) => {
            head(6, bytes);
            count(areas.0.len(), bytes);
            for area in areas {
                polygon(area, bytes);
            }
        }
        // No layer has another kind; an empty collection says "no shape".
        _ => {
            head(7, bytes);
            count(0, bytes);
        }
    }
}

fn polygon(area: &Polygon<f64>, bytes: &mut Vec<u8>) {
    head(3, bytes);
    count(1 + area.interiors().len(), bytes);
    ring(area.exterior(), bytes);
    for hole in area.interiors() {
        ring(hole, bytes);
    }
}

fn head(kind: u32, bytes: &mut Vec<u8>) {
    bytes.push(1);
    bytes.extend(kind.to_le_bytes());
}

fn count(number: usize, bytes: &mut Vec<u8>) {
    bytes.extend((number as u32).to_le_bytes());
}

fn ring(line: &LineString<f64>, bytes: &mut Vec<u8>) {
    count(line.0.len(), bytes);
    for place in line.coords() {
        coord(*place, bytes);
    }
}

fn coord(place: Coord<f64>, bytes: &mut Vec<u8>) {
    bytes.extend(place.x.to_le_bytes());
    bytes.extend(place.y.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, point, polygon};

    #[test]
    fn a_point_and_a_multipolygon_are_as_the_standard_says() {
        let bytes = wkb(&Geometry::from(point! { x: 1.0, y: 2.0 }));
        assert_eq!(bytes[..5], [1, 1, 0, 0, 0]);
        assert_eq!(bytes.len(), 21);
        let area = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 0.0, y: 1.0), (x: 0.0, y: 0.0)];
        let bytes = wkb(&Geometry::from(MultiPolygon(vec![area])));
        assert_eq!(bytes[..9], [1, 6, 0, 0, 0, 1, 0, 0, 0]);
        assert_eq!(bytes.len(), 9 + 9 + 4 + 4 * 16);
    }
}
