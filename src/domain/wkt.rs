//! Lines and areas as text (OGC 06-103r4, well-known text), as people write them on a command line and read them in a list.

use std::fmt::Write as _;

use geo::{Coord, CoordsIter, Geometry, LineString, MultiLineString, MultiPolygon, Polygon};

/// Longest text that is read.
const MOST_BYTES: usize = 1 << 20;
/// Most corners of one shape.
pub const MOST_CORNERS: usize = 10_000;

/// Lines or areas.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// `LINESTRING` or `MULTILINESTRING`.
    Lines(MultiLineString<f64>),
    /// `POLYGON` or `MULTIPOLYGON`.
    Area(MultiPolygon<f64>),
}

/// Why a text is no shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WktError {
    /// Something else than should stand there.
    #[error(
        "it is no shape as text: {wanted} should stand at letter {at}; write it as in LINESTRING (101.5 25.0, 101.6 25.1) or POLYGON ((101.5 25.0, 101.6 25.0, 101.6 25.1, 101.5 25.0))"
    )]
    Unexpected {
        /// What was expected.
        wanted: &'static str,
        /// Where, counted from 1.
        at: usize,
    },
    /// A line of one corner, a ring of fewer than three, or one without ground.
    #[error("a line needs two different corners, and an area three that are not in one line")]
    TooFew,
    /// Beyond the limits.
    #[error("it has more than {MOST_CORNERS} corners (or {MOST_BYTES} letters); make it simpler, or split it")]
    TooLong,
}

/// Whether a text begins as a shape does; else it may be the name of a file.
pub fn looks_like_wkt(text: &str) -> bool {
    let word: String = text
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    matches!(
        word.to_ascii_uppercase().as_str(),
        "LINESTRING" | "MULTILINESTRING" | "POLYGON" | "MULTIPOLYGON" | "POINT" | "MULTIPOINT" | "GEOMETRYCOLLECTION"
    ) && text.contains('(')
}

/// Reads lines or areas. Rings that are not closed are closed.
///
/// # Errors
/// Anything else, and shapes of too few or too many corners.
pub fn parse(text: &str) -> Result<Shape, WktError> {
    if text.len() > MOST_BYTES {
        return Err(WktError::TooLong);
    }
    let mut reader = Reader { text, at: 0 };
    let shape = match reader.word().as_str() {
        "LINESTRING" => Shape::Lines(MultiLineString(vec![line(reader.corners()?)?])),
        "MULTILINESTRING" => {
            let lines = reader.list(|reader| line(reader.corners()?))?;
            Shape::Lines(MultiLineString(lines))
        }
        "POLYGON" => Shape::Area(MultiPolygon(vec![reader.polygon()?])),
        "MULTIPOLYGON" => Shape::Area(MultiPolygon(reader.list(Reader::polygon)?)),
        _ => {
            reader.at = 0;
            return Err(reader.expected("LINESTRING, MULTILINESTRING, POLYGON or MULTIPOLYGON"));
        }
    };
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.expected("the end"));
    }
    let corners = match &shape {
        Shape::Lines(lines) => lines.coords_count(),
        Shape::Area(area) => area.coords_count(),
    };
    if corners > MOST_CORNERS {
        return Err(WktError::TooLong);
    }
    Ok(shape)
}

/// Reads `101.5 25.0, 101.6 25.1` as a line.
///
/// # Errors
/// As [`parse`].
pub fn parse_course(text: &str) -> Result<LineString<f64>, WktError> {
    if text.len() > MOST_BYTES {
        return Err(WktError::TooLong);
    }
    let mut reader = Reader { text, at: 0 };
    let corners = reader.pairs()?;
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.expected("a comma or the end"));
    }
    if corners.len() > MOST_CORNERS {
        return Err(WktError::TooLong);
    }
    line(corners)
}

/// Reads `101.5 25.0` (or `101.5,25.0`) as a place.
pub fn parse_place(text: &str) -> Option<Coord<f64>> {
    let mut parts = text.split([' ', ',', '，']).filter(|part| !part.is_empty());
    let (x, y) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(Coord { x, y })
}

/// Writes lines.
pub fn of_lines(lines: &MultiLineString<f64>) -> String {
    match lines.0.as_slice() {
        [only] => format!("LINESTRING {}", corners_of(only)),
        several => {
            let parts: Vec<String> = several.iter().map(corners_of).collect();
            format!("MULTILINESTRING ({})", parts.join(", "))
        }
    }
}

/// Writes an area.
pub fn of_area(area: &MultiPolygon<f64>) -> String {
    let polygon = |polygon: &Polygon<f64>| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        format!("({})", rings.map(corners_of).collect::<Vec<_>>().join(", "))
    };
    match area.0.as_slice() {
        [only] => format!("POLYGON {}", polygon(only)),
        several => {
            let parts: Vec<String> = several.iter().map(polygon).collect();
            format!("MULTIPOLYGON ({})", parts.join(", "))
        }
    }
}

/// Writes points, lines or areas; nothing of other shapes.
pub fn of_geometry(geometry: &Geometry<f64>) -> Option<String> {
    Some(match geometry {
        Geometry::Point(at) => format!("POINT ({} {})", at.x(), at.y()),
        Geometry::MultiPoint(points) => {
            let points: Vec<String> = points.iter().map(|at| format!("({} {})", at.x(), at.y())).collect();
            format!("MULTIPOINT ({})", points.join(", "))
        }
        Geometry::LineString(line) => of_lines(&MultiLineString(vec![line.clone()])),
        Geometry::MultiLineString(lines) => of_lines(lines),
        Geometry::Polygon(polygon) => of_area(&MultiPolygon(vec![polygon.clone()])),
        Geometry::MultiPolygon(area) => of_area(area),
        _ => return None,
    })
}

fn corners_of(line: &LineString<f64>) -> String {
    let mut text = "(".to_owned();
    for (index, corner) in line.0.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        // Writing into a text never fails.
        let _ = write!(text, "{comma}{} {}", corner.x, corner.y);
    }
    text.push(')');
    text
}

fn line(mut corners: Vec<Coord<f64>>) -> Result<LineString<f64>, WktError> {
    corners.dedup();
    if corners.len() < 2 {
        return Err(WktError::TooFew);
    }
    Ok(LineString::new(corners))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn expected(&self, wanted: &'static str) -> WktError {
        let before = self.text.get(..self.at).unwrap_or_default();
        WktError::Unexpected {
            wanted,
            at: before.chars().count() + 1,
        }
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn word(&mut self) -> String {
        self.blanks();
        let length = self.rest().bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = self.rest()[..length].to_ascii_uppercase();
        self.at += length;
        word
    }

    fn takes(&mut self, sign: char) -> bool {
        self.blanks();
        let there = self.rest().starts_with(sign);
        self.at += if there { sign.len_utf8() } else { 0 };
        there
    }

    fn list<T>(&mut self, mut part: impl FnMut(&mut Self) -> Result<T, WktError>) -> Result<Vec<T>, WktError> {
        if !self.takes('(') {
            return Err(self.expected("("));
        }
        let mut parts = vec![part(self)?];
        while self.takes(',') {
            parts.push(part(self)?);
        }
        if self.takes(')') {
            Ok(parts)
        } else {
            Err(self.expected("a comma or )"))
        }
    }

    fn number(&mut self) -> Result<f64, WktError> {
        self.blanks();
        let length = self
            .rest()
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'))
            .count();
        let number: Option<f64> = self.rest()[..length].parse().ok();
        let number = number.filter(|number| number.is_finite());
        let number = number.ok_or_else(|| self.expected("a number"))?;
        self.at += length;
        Ok(number)
    }

    fn corner(&mut self) -> Result<Coord<f64>, WktError> {
        Ok(Coord {
            x: self.number()?,
            y: self.number()?,
        })
    }

    fn corners(&mut self) -> Result<Vec<Coord<f64>>, WktError> {
        self.list(Self::corner)
    }

    fn pairs(&mut self) -> Result<Vec<Coord<f64>>, WktError> {
        let mut corners = vec![self.corner()?];
        while self.takes(',') {
            corners.push(self.corner()?);
        }
        Ok(corners)
    }

    fn polygon(&mut self) -> Result<Polygon<f64>, WktError> {
        let rings = self.list(Self::corners)?;
        let mut closed = rings.into_iter().map(|mut ring| {
            ring.dedup();
            if ring.first() != ring.last() {
                ring.extend(ring.first().copied());
            }
            if ring.len() < 4 {
                return Err(WktError::TooFew);
            }
            Ok(LineString::new(ring))
        });
        let exterior = closed.next().ok_or(WktError::TooFew)??;
        let polygon = Polygon::new(exterior, closed.collect::<Result<_, _>>()?);
        // The area of an outline that crosses itself may be nothing; whether it does is asked later.
        let corners = &polygon.exterior().0;
        let off = |at: &Coord<f64>| {
            let (one, other) = (corners[1] - corners[0], *at - corners[0]);
            one.x * other.y - one.y * other.x
        };
        if corners.iter().any(|at| off(at) != 0.0) {
            Ok(polygon)
        } else {
            Err(WktError::TooFew)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shapes_are_read_as_people_write_them() {
        let Ok(Shape::Lines(lines)) = parse(" linestring(101.5 25, 101.6   25.1) ") else {
            panic!("it is a line");
        };
        assert_eq!(of_lines(&lines), "LINESTRING (101.5 25, 101.6 25.1)");
        let Ok(Shape::Area(area)) = parse("POLYGON ((0 0, 4 0, 4 4, 0 4), (1 1, 2 1, 2 2, 1 1))") else {
            panic!("it is an area");
        };
        assert_eq!(
            of_area(&area),
            "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1))"
        );
        assert_eq!(parse_place("101.5,25"), Some(Coord { x: 101.5, y: 25.0 }));
        assert_eq!(parse_place("101.5 25 3"), None);
        assert_eq!(parse_course("1 2, 3 4").map(|line| line.0.len()), Ok(2));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let at = |text: &str| match parse(text) {
            Err(WktError::Unexpected { at, .. }) => at,
            other => panic!("{other:?}"),
        };
        assert_eq!(at("POINT (1 2)"), 1);
        assert_eq!(at("LINESTRING 1 2"), 12);
        assert_eq!(at("LINESTRING (1 2, 3 x)"), 20);
        assert_eq!(at("LINESTRING (1 2, 3 4"), 21);
        assert_eq!(at("LINESTRING (1 2, 3 4) 5"), 23);
        assert_eq!(at("LINESTRING (1 2, 3 NaN)"), 20);
        for few in [
            "LINESTRING (1 2, 1 2)",
            "POLYGON ((0 0, 1 1, 2 2))",
            "POLYGON ((0 0, 1 1))",
        ] {
            assert_eq!(parse(few), Err(WktError::TooFew), "{few}");
        }
        let long: Vec<String> = (0..=MOST_CORNERS).map(|x| format!("{x} 0")).collect();
        assert_eq!(
            parse(&format!("LINESTRING ({})", long.join(", "))),
            Err(WktError::TooLong)
        );
        assert!(looks_like_wkt("polygon ((") && !looks_like_wkt("polygon.geojson"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(corners in prop::collection::vec((-180.0..180.0_f64, -90.0..90.0_f64), 2..20)) {
            let lines = MultiLineString(vec![LineString::from(corners)]);
            prop_assert_eq!(parse(&of_lines(&lines)), Ok(Shape::Lines(lines)));
        }

        #[test]
        fn no_text_breaks_it(text in "(LINESTRING|POLYGON|MULTIPOLYGON)?[ (),0-9.eE+x河-]{0,40}") {
            let _ = parse(&text);
            let _ = parse_course(&text);
        }
    }
}
