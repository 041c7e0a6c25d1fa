//! A tile as a Mapbox vector tile, version 2: extent 4096, outer rings clockwise on the screen.

use mvt::{GeomData, GeomEncoder, GeomType, Tile};

use super::area::Area;
use super::feature::{Feature, Value};
use super::grid::EXTENT;
use super::piece::{Cutter, Piece};
use super::select::Select;
use super::set::TileError;
use super::window::Node;

/// Writes the one layer; no bytes where nothing lies.
pub(super) fn write(
    name: &str,
    pieces: &[(&Feature, Piece)],
    cutter: &Cutter,
    select: &Select,
) -> Result<Vec<u8>, TileError> {
    if pieces.is_empty() {
        return Ok(Vec::new());
    }
    encode(name, pieces, cutter.tile.low, select).map_err(|error| TileError::Unwritable(error.to_string()))
}

fn encode(name: &str, pieces: &[(&Feature, Piece)], origin: Node, select: &Select) -> Result<Vec<u8>, mvt::Error> {
    let mut tile = Tile::new(EXTENT as u32);
    let mut layer = tile.create_layer(name);
    for (own, piece) in pieces {
        let mut feature = layer.into_feature(geometry(piece, origin)?);
        feature.set_id(own.id);
        for (key, value) in select.properties(own) {
            match value {
                Value::Text(text) => feature.add_tag_string(key, text),
                Value::Whole(number) => match u64::try_from(*number) {
                    Ok(natural) => feature.add_tag_uint(key, natural),
                    Err(_) => feature.add_tag_int(key, *number),
                },
                Value::Number(number) if number.is_finite() => feature.add_tag_double(key, *number),
                Value::Number(_) => {}
            }
        }
        layer = feature.into_layer();
    }
    tile.add_layer(layer)?;
    tile.to_bytes()
}

fn geometry(piece: &Piece, origin: Node) -> Result<GeomData, mvt::Error> {
    match piece {
        Piece::Points(points) => {
            let mut pen = Pen::new(GeomType::Point, origin);
            pen.draw(points)?;
            pen.encoder.encode()
        }
        Piece::Lines(lines) => paths(GeomType::Linestring, &joined(lines), origin),
        Piece::Areas(areas) => paths(GeomType::Polygon, &apart(areas), origin),
    }
}

fn paths(kind: GeomType, paths: &[Vec<Node>], origin: Node) -> Result<GeomData, mvt::Error> {
    let mut pen = Pen::new(kind, origin);
    for (i, path) in paths.iter().enumerate() {
        if i > 0 {
            pen.encoder.complete_geom()?;
        }
        pen.draw(path)?;
    }
    pen.encoder.encode()
}

struct Pen {
    encoder: GeomEncoder<i32>,
    origin: Node,
}

impl Pen {
    fn new(kind: GeomType, origin: Node) -> Self {
        Self {
            encoder: GeomEncoder::new(kind),
            origin,
        }
    }

    fn draw(&mut self, path: &[Node]) -> Result<(), mvt::Error> {
        path.iter().try_for_each(|node| {
            let near = |axis: usize| {
                (node[axis] - self.origin[axis]).clamp(i64::from(i32::MIN) / 2, i64::from(i32::MAX) / 2) as i32
            };
            self.encoder.add_point(near(0), near(1))
        })
    }
}

/// The encoder starts a path with a line, not a move, where it begins at the end of the path before. Lines that meet so are one.
fn joined(lines: &[Vec<Node>]) -> Vec<Vec<Node>> {
    let mut out: Vec<Vec<Node>> = Vec::with_capacity(lines.len());
    for line in lines {
        match out.last_mut() {
            Some(before) if before.last() == line.first() => before.extend(&line[1..]),
            _ => out.push(line.clone()),
        }
    }
    out
}

/// As [`joined`], for rings: a ring that touches the one before it starts at another of its vertices.
fn apart(areas: &[Area]) -> Vec<Vec<Node>> {
    let mut out: Vec<Vec<Node>> = Vec::new();
    for ring in areas.iter().flatten() {
        let mut ring = ring.clone();
        if out.last().is_some_and(|before| before.last() == ring.first()) {
            ring.rotate_left(1);
        }
        out.push(ring);
    }
    out
}
