//! Faces of one owner put together to its ground: valid polygons whose corners are those of the drawing.

use std::collections::BTreeMap;

use geo::{Contains, Coord, LineString, MultiPolygon, Point, Polygon};

use super::drawing::Drawing;
use super::noding::{Node, doubled_area};

/// The ground of each owner; `owners` names them by face.
pub(super) fn grounds(drawing: &Drawing, owners: &[Option<u32>], count: usize) -> Vec<MultiPolygon<f64>> {
    let owner = |walk: usize| drawing.face(walk).and_then(|face| owners[face]);
    let walks = 2 * drawing.edges.len();
    let is_rim = |walk: usize| owner(walk).is_some() && owner(walk) != owner(walk ^ 1);
    let mut walked = vec![false; walks];
    let mut rings: Vec<Vec<Vec<Node>>> = vec![Vec::new(); count];
    for first in 0..walks {
        if walked[first] || !is_rim(first) {
            continue;
        }
        let mut ring = Vec::new();
        let mut walk = first;
        while !walked[walk] {
            walked[walk] = true;
            ring.push(drawing.start(walk));
            walk = drawing.next(walk);
            // Across what both sides have in common.
            while !is_rim(walk) {
                walk = drawing.next(walk ^ 1);
            }
        }
        if let Some(own) = owner(first) {
            rings[own as usize].extend(simple(&ring));
        }
    }
    rings.into_iter().map(polygons).collect()
}

/// A ring cut wherever it comes back to a corner.
fn simple(ring: &[Node]) -> Vec<Vec<Node>> {
    let mut found = Vec::new();
    let mut path: Vec<Node> = Vec::new();
    let mut position: BTreeMap<Node, usize> = BTreeMap::new();
    for node in ring {
        if let Some(start) = position.get(node).copied() {
            let part: Vec<Node> = path.drain(start..).collect();
            for gone in &part {
                position.remove(gone);
            }
            found.push(part);
        }
        position.insert(*node, path.len());
        path.push(*node);
    }
    found.push(path);
    found.retain(|ring| ring.len() >= 3 && doubled_area(ring) != 0);
    found
}

/// Rings sorted into polygons: a hole lies in the least of those round it.
fn polygons(rings: Vec<Vec<Node>>) -> MultiPolygon<f64> {
    let (mut outers, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| doubled_area(ring) > 0);
    outers.sort_by_key(|ring| doubled_area(ring));
    let mut polygons: Vec<Polygon<f64>> = outers.iter().map(|ring| Polygon::new(line(ring), Vec::new())).collect();
    for hole in holes {
        // No ring runs along another one's side.
        let (a, b) = (hole[0].metres(), hole[1].metres());
        let beside = Point::from((a + b) / 2.0);
        let around = polygons
            .iter_mut()
            .find(|polygon| Polygon::new(polygon.exterior().clone(), Vec::new()).contains(&beside));
        if let Some(polygon) = around {
            polygon.interiors_push(line(&hole));
        }
    }
    let corner = |polygon: &Polygon<f64>| polygon.exterior().0.first().map_or((0.0, 0.0), |at| (at.x, at.y));
    polygons.sort_by(|a, b| {
        let (a, b) = (corner(a), corner(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    MultiPolygon(polygons)
}

/// A closed line from its least corner on.
fn line(ring: &[Node]) -> LineString<f64> {
    let least = (0..ring.len()).min_by_key(|position| ring[*position]).unwrap_or(0);
    let corners = ring[least..].iter().chain(&ring[..=least]);
    corners.map(|node| node.metres()).collect::<Vec<Coord<f64>>>().into()
}
